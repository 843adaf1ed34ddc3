/* What is held of one person in one mail: which reminders, when each was due, and how they are
 * answered. Longer ones are cut, and the rest is told by number. Whose a mail is that is held, its
 * address alone does not say, which may be another person's by now. Fails as the store does. */
#include "summary.h"

#include "followupd/cadence/say.h"
#include "followupd/mail/answers.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "names.h"
#include "notice.h"

#include <inttypes.h>
#include <stdlib.h>

enum { SUMMARY_MAX = 100 };

/* What is counted of somebody who is paused. */
static const char untold[] = "held untold";

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
        fu_say_date_time(turn->arena, person->preferences.zone, held->moment, turn->now),
        held->unsent);
    fu_turn_actions(turn, followup->schedule.recurrence == FU_RECURRING,
        person->id == followup->owner,
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
        [SUMMARY_RESUMED] = "held"};

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

static enum fu_status tell(struct summary *summary, const struct fu_person *person,
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
    summary->people++;
    return post(summary, person, held, count, &answer, error);
}

/* Who waits for a mail that is held; 0: nobody. */
static enum fu_status find_person(struct turn_context *turn, const struct fu_withheld *held,
    int64_t *person, struct fu_error *error)
{
    struct owed owed = {.followup = NULL};
    struct fu_delivery *row;
    enum fu_status status = fu_store_delivery_get(
        turn->store, turn->arena, FU_PARCEL_DELIVERY, held->delivery, &row, error);

    *person = 0;
    if (status != FU_OK || !row)
        return status;
    owed.row = *row;
    status = fu_turn_load(turn, &owed, error);
    if (status == FU_OK && owed.person && !owed.left && fu_turn_is_wanted(&owed))
        *person = owed.person->id;
    return status;
}

struct whose {
    int64_t person;
    struct fu_withheld held;
};

/* By person, and each one's as they came due. */
static int compare(const void *one, const void *other)
{
    const struct whose *a = one, *b = other;

    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->held.moment != b->held.moment)
        return a->held.moment < b->held.moment ? -1 : 1;
    return (a->held.delivery > b->held.delivery) - (a->held.delivery < b->held.delivery);
}

/* *count is how many somebody waits for: held, in its new order, and whose. */
static enum fu_status order(const struct summary *summary, struct fu_withheld *held, size_t *count,
    struct whose **people, struct fu_error *error)
{
    struct whose *rows = fu_arena_allocate(summary->turn->arena, *count + 1, sizeof *rows);
    size_t found = 0, i;
    enum fu_status status = FU_OK;

    for (i = 0; status == FU_OK && i < *count; i++) {
        rows[found].held = held[i];
        status = find_person(summary->turn, &held[i], &rows[found].person, error);
        found +=
            rows[found].person != 0 && (summary->only == 0 || summary->only == rows[found].person);
    }
    if (found > 0)
        qsort(rows, found, sizeof *rows, compare);
    for (i = 0; i < found; i++)
        held[i] = rows[i].held;
    *people = rows;
    *count = found;
    return status;
}

/* Counted for as long as the person is known: since the first of all moments. */
enum fu_status fu_summary_untold(
    const struct turn_context *turn, int64_t person, int64_t *times, struct fu_error *error)
{
    return fu_store_person_was_told(
        turn->store, person, untold, turn->now, turn->now, times, error);
}

static enum fu_status tell_or_remember(struct summary *summary, const struct fu_person *person,
    const struct fu_withheld *held, size_t count, struct fu_error *error)
{
    struct turn_context *turn = summary->turn;
    int64_t times;

    if (person->paused)
        return fu_store_person_told(
            turn->store, person->id, untold, turn->now, turn->now, &times, error);
    if (fu_turn_objection(turn, person->address, person, false))
        return FU_OK;
    return tell(summary, person, held, count, error);
}

enum fu_status fu_summary_tell(
    struct summary *summary, struct fu_withheld *held, size_t count, struct fu_error *error)
{
    struct turn_context *turn = summary->turn;
    struct fu_person *person;
    struct whose *people;
    size_t i, same;
    enum fu_status status = order(summary, held, &count, &people, error);

    turn->last = NULL; /* it may be of memory that was reset since */
    for (i = 0; status == FU_OK && i < count; i += same) {
        for (same = 1; i + same < count && people[i + same].person == people[i].person;)
            same++;
        status = fu_turn_person(turn, people[i].person, &person, error);
        if (status == FU_OK && person)
            status = tell_or_remember(summary, person, &held[i], same, error);
    }
    return status;
}
