/* What is held of one person in one mail: which reminders, when each was due, and how they are
 * answered. Longer ones are cut, and the rest is told by number. Fails as the store does. */
#include "summary.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/answers.h"
#include "followupd/store/followups.h"
#include "names.h"
#include "notice.h"

#include <inttypes.h>

enum { SUMMARY_MAX = 100 };

/* One of several is shown by its number. */
static enum fu_status describe(struct turn_context *turn, const struct fu_person *person,
    const struct fu_withheld *held, bool several, struct fu_section *section,
    struct fu_error *error)
{
    struct fu_followup *followup;
    enum fu_status status =
        fu_store_followup_get(turn->store, turn->arena, held->followup, &followup, error);

    if (status != FU_OK || !followup)
        return status;
    section->title = fu_name_about(followup);
    if (several)
        section->title = fu_answer_numbered(turn->arena, followup->id, section->title);
    section->text = fu_answer_was_due(turn->arena,
        fu_say_date_time(turn->arena, person->preferences.zone, held->moment, turn->now));
    fu_turn_actions(turn, followup, person->id == followup->owner,
        fu_name_token(turn->arena, turn->settings, held->followup, person->id), &section->actions,
        &section->action_count);
    section->brief = several;
    return FU_OK;
}

/* A reply acts on the one that it is about, or on several by their numbers. */
static const char *reply_address(const struct turn_context *turn, const struct fu_person *person,
    const struct fu_withheld *held, bool several)
{
    struct fu_arena *arena = turn->arena;
    const struct fu_settings *settings = turn->settings;

    if (several)
        return fu_name_list_address(arena, settings, person->id, 0);
    return fu_name_address(arena, settings,
        fu_arena_print(
            arena, "reply+%s", fu_name_token(arena, settings, held->followup, person->id)));
}

static void write(const struct summary *summary, const struct fu_person *person,
    const struct fu_section *sections, size_t count, struct fu_answer *answer)
{
    const struct turn_context *turn = summary->turn;
    struct fu_arena *arena = turn->arena;
    const char *list = fu_name_address(arena, turn->settings, "list");
    const char *made = fu_say_date_time(arena, person->preferences.zone, summary->made, turn->now);

    switch (summary->cause) {
    case SUMMARY_RECOVERED:
        fu_answer_recovered(arena, list, sections, count, answer);
        return;
    case SUMMARY_MOVED:
        fu_answer_moved(arena, made, list, sections, count, answer);
        return;
    case SUMMARY_RESUMED:
        fu_answer_held_still(arena, list, sections, count, answer);
        return;
    case SUMMARY_RESTORED:
        fu_answer_restored(arena, made, list, sections, count, answer);
    }
}

static const char *name_of(enum summary_cause cause)
{
    static const char *const names[] = {[SUMMARY_RESTORED] = "restore",
        [SUMMARY_MOVED] = "import",
        [SUMMARY_RECOVERED] = "recover",
        [SUMMARY_RESUMED] = "resume"};

    return names[cause];
}

static enum fu_status post(const struct summary *summary, const struct fu_person *person,
    const struct fu_withheld *held, size_t count, struct fu_answer *answer, struct fu_error *error)
{
    const struct turn_context *turn = summary->turn;
    const struct notice notice = {.to = person->address,
        .subject = fu_answer_restored_subject(count),
        .zone = person->preferences.zone,
        .reply_to = reply_address(turn, person, held, count > 1),
        .unique = fu_arena_print(turn->arena, "%s %" PRId64 " %" PRId64, name_of(summary->cause),
            summary->once, person->id)};

    return fu_notice_send(
        turn->store, turn->settings, turn->arena, &notice, answer, turn->now, error);
}

enum fu_status fu_summary_send(const struct summary *summary, const struct fu_person *person,
    const struct fu_withheld *held, size_t count, struct fu_error *error)
{
    struct turn_context *turn = summary->turn;
    size_t shown = count < SUMMARY_MAX ? count : SUMMARY_MAX, i;
    struct fu_section *sections = fu_arena_allocate(turn->arena, shown + 1, sizeof *sections);
    struct fu_answer answer = {.hint = ""};
    enum fu_status status = FU_OK;

    for (i = 0; status == FU_OK && i < shown; i++)
        status = describe(turn, person, &held[i], count > 1, &sections[i], error);
    if (status != FU_OK)
        return status;
    answer.hint = count == 1 ? fu_answer_reply_one()
                             : fu_answer_reply_numbered(
                                   turn->arena, held[0].followup, held[shown - 1].followup);
    if (count > shown)
        sections[shown++] = (struct fu_section){
            .title = "", .text = fu_answer_more(turn->arena, count - SUMMARY_MAX)};
    write(summary, person, sections, shown, &answer);
    return post(summary, person, held, count, &answer, error);
}
