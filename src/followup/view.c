/* One follow-up in words, and what a text would mean. Fails only where the store does. */
#include "followupd/followup/view.h"

#include <string.h>

#include "change.h"
#include "create.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/mail/commands.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "names.h"
#include "view_item.h"

/* People named of one letter. */
enum { PEOPLE_MAX = 20, PEOPLE_TEXT_MAX = 8 * 1024 };

/* Whether this person shares in it, and as what. */
static enum fu_status find_role(const struct fu_act *act, int64_t id, struct fu_view_followup *view,
    bool *shares, struct fu_error *error)
{
    struct fu_participant *participants;
    size_t count, i;
    enum fu_status status =
        fu_store_participants(act->store, act->arena, id, &participants, &count, error);

    *shares = false;
    view->owner = "";
    for (i = 0; status == FU_OK && i < count; i++) {
        if (participants[i].person == act->person) {
            *shares = true;
            view->owned = participants[i].owner;
            view->left = participants[i].left;
        } else if (participants[i].owner) {
            view->owner = participants[i].address;
        }
    }
    return status;
}

static const char *say_event(struct fu_arena *arena, const struct fu_event *event)
{
    return event->detail[0] ? fu_arena_print(arena, "%s: %s", event->what, event->detail)
                            : event->what;
}

/* The history, and what of it this person may take back. */
static enum fu_status add_events(const struct fu_act *act, const char *zone, bool whole, bool fired,
    struct fu_view_followup *view, struct fu_error *error)
{
    struct fu_event *events, *undoable;
    size_t count, i;
    enum fu_status status =
        fu_store_events(act->store, act->arena, view->item.id, &events, &count, error);

    view->undo = "";
    if (status != FU_OK)
        return status;
    undoable = fu_change_undoable(events, count, act->person, fired);
    if (undoable)
        view->undo = undoable->what;
    view->events = fu_arena_allocate(act->arena, count, sizeof *view->events);
    for (i = 0; i < count; i++) {
        view->events[i].when = fu_say_date_time(act->arena, zone, events[i].at, act->now);
        view->events[i].what = say_event(act->arena, &events[i]);
        view->events[i].undone = events[i].undone;
    }
    view->event_count = whole ? count : 0;
    return FU_OK;
}

static void add_mailbox(struct fu_buffer *list, const struct fu_mailbox *mailbox)
{
    if (list->length > 0)
        fu_buffer_add_text(list, ", ");
    if (mailbox->name[0])
        fu_buffer_print(list, "%s <%s>", mailbox->name, mailbox->address);
    else
        fu_buffer_add_text(list, mailbox->address);
}

static const char *name_people(struct fu_arena *arena, const struct fu_stored_letter *letter)
{
    const struct fu_mailbox_list lists[] = {{&letter->from, 1}, letter->to, letter->cc};
    struct fu_buffer list;
    const char *text;
    size_t count = 0, i, j;

    fu_buffer_init(&list, PEOPLE_TEXT_MAX);
    for (i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (j = 0; j < lists[i].count; j++) {
            if (lists[i].items[j].address[0] && count++ < PEOPLE_MAX)
                add_mailbox(&list, &lists[i].items[j]);
        }
    }
    text = count > PEOPLE_MAX
               ? fu_arena_print(arena, "%s and %zu others", list.data, count - PEOPLE_MAX)
               : fu_arena_copy(arena, list.data);
    fu_buffer_free(&list);
    return text;
}

static enum fu_status add_letter(const struct fu_act *act, const struct fu_followup *followup,
    struct fu_view_followup *view, struct fu_error *error)
{
    struct fu_stored_letter *letter = NULL;
    enum fu_status status = FU_OK;

    view->note = followup->note;
    if (followup->letter != 0)
        status = fu_store_letter_get(act->store, act->arena, followup->letter, &letter, error);
    if (status != FU_OK || !letter)
        return status;
    view->people = name_people(act->arena, letter);
    view->text = letter->text;
    return FU_OK;
}

/* What this person hears of next, if anything: others' snoozes are none of theirs. */
static enum fu_status find_own_next(const struct fu_act *act, struct fu_followup *followup,
    struct fu_view_followup *view, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    bool comes;
    enum fu_status status = fu_store_occurrences(act->store, act->arena, followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    followup->next = FU_NEVER;
    if (view->left)
        return status;
    for (i = 0; status == FU_OK && followup->next == FU_NEVER && i < count; i++) {
        if (rows[i].person == 0 || rows[i].person == act->person)
            followup->next = rows[i].moment;
    }
    if (status != FU_OK || followup->next != FU_NEVER || followup->state != FU_PENDING)
        return status;
    status = fu_store_followup_mail(act->store, followup->id, act->person, &comes, error);
    view->over = !comes;
    return status;
}

enum fu_status fu_view_one(const struct fu_act *act, int64_t id, bool whole,
    struct fu_view_followup **view, struct fu_error *error)
{
    struct fu_view_followup *made = fu_arena_allocate(act->arena, 1, sizeof *made);
    struct fu_followup *followup;
    struct fu_person *person = NULL;
    bool shares = false;
    enum fu_status status = fu_store_followup_get(act->store, act->arena, id, &followup, error);

    *view = NULL;
    if (status == FU_OK)
        status = fu_store_person_get(act->store, act->arena, act->person, &person, error);
    if (status == FU_OK && followup)
        status = find_role(act, id, made, &shares, error);
    if (status == FU_OK && followup)
        status = find_own_next(act, followup, made, error);
    if (status != FU_OK || !followup || !person)
        return status;
    status = fu_view_item(act, person, followup, &made->item, error);
    if (status == FU_OK)
        status = add_events(act, person->preferences.zone, whole, followup->fired > 0, made, error);
    made->canonical = followup->schedule.canonical;
    made->asked = fu_say_date(act->arena, person->preferences.zone, followup->sent, act->now);
    made->next = fu_view_moment(act, person->preferences.zone, followup->next);
    made->ended = followup->state == FU_PENDING
                      ? ""
                      : fu_view_moment(act, person->preferences.zone, followup->changed);
    made->people = made->note = made->text = "";
    if (!whole)
        made->owner = "";
    else if (status == FU_OK)
        status = add_letter(act, followup, made, error);
    if (status == FU_OK && shares)
        *view = made;
    return status;
}

/* The first moments of a schedule that was just read. */
static enum fu_status add_moments(const struct fu_act *act, const struct fu_schedule *schedule,
    struct fu_view_reading *reading, struct fu_error *error)
{
    fu_instant moments[FU_VIEW_MOMENTS_MAX];
    size_t i;
    enum fu_status status;

    if (schedule->recurrence == FU_ONCE) {
        reading->moments[0] = fu_view_moment(act, schedule->zone, schedule->first);
        reading->moment_count = 1;
        return FU_OK;
    }
    status = fu_series_next(schedule, act->settings->holidays, act->now, moments,
        FU_VIEW_MOMENTS_MAX, &reading->moment_count, error);
    for (i = 0; status == FU_OK && i < reading->moment_count; i++)
        reading->moments[i] = fu_view_moment(act, schedule->zone, moments[i]);
    return status;
}

static void refuse(struct fu_view_reading *reading, const struct fu_refusal *refusal)
{
    size_t i;

    reading->understood = false;
    reading->reason = refusal->reason;
    reading->suggestion_count = refusal->suggestion_count;
    for (i = 0; i < refusal->suggestion_count; i++)
        reading->suggestions[i] = refusal->suggestions[i];
}

static enum fu_status read_any(const struct fu_act *act, const struct fu_person *person,
    const char *text, struct fu_schedule *schedule, struct fu_refusal *refusal)
{
    struct fu_cadence_setting setting;

    fu_creation_setting(act->settings, person, act->now, &setting);
    return fu_cadence_read(act->arena, text, strlen(text), &setting, schedule, NULL, NULL, refusal);
}

enum fu_status fu_view_read(const struct fu_act *act, const char *text, bool once,
    struct fu_view_reading *reading, struct fu_error *error)
{
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    struct fu_person *person;
    enum fu_status status =
        fu_store_person_get(act->store, act->arena, act->person, &person, error);

    *reading = (struct fu_view_reading){.understood = true, .english = "", .reason = ""};
    if (status != FU_OK || !person)
        return status;
    status = once ? fu_read_snooze(act->settings, act->arena, person, act->now, NULL, text,
                        &schedule, &refusal)
                  : read_any(act, person, text, &schedule, &refusal);
    if (status != FU_OK) {
        refuse(reading, &refusal);
        return FU_OK;
    }
    reading->english = schedule.english;
    return add_moments(act, &schedule, reading, error);
}

const char *fu_view_address(
    struct fu_arena *arena, const struct fu_settings *settings, const char *cadence)
{
    return fu_name_address(arena, settings, cadence);
}

void fu_view_contacts(
    struct fu_arena *arena, const struct fu_settings *settings, struct fu_buffer *body)
{
    struct fu_answer answer = {.closing = ""};
    struct fu_service service;
    size_t i;

    fu_name_service(arena, settings, &service);
    fu_answer_contacts(arena, &service, &answer);
    for (i = 0; i < answer.attachment_count; i++)
        fu_buffer_add(body, answer.attachments[i].bytes, answer.attachments[i].length);
}
