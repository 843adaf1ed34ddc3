/* What is said of a series by mail, and read after it has come again: whoever writes means what had
 * come, or what was the next, when they wrote. Fails only with the store. */
#include "followupd/mail/say.h"
#include "followupd/store/aside.h"
#include "followupd/store/deliveries.h"
#include "change.h"
#include "names.h"

#include <string.h>

enum { CAME = 1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE };

/* What is said of a series: when, and which mails there are. */
struct saying {
    fu_instant said;
    const char *address; /* theirs */
    struct fu_delivery *mails;
    size_t mail_count;
    struct fu_aside *asides;
    size_t aside_count;
};

enum coming { HAD_COME, CAME_SINCE, WAITS };

/* Of what was put aside they are told that it does not come. */
static bool is_aside(const struct saying *saying, const struct fu_delivery *mail)
{
    size_t i;

    for (i = 0; i < saying->aside_count; i++) {
        if (saying->asides[i].kind == FU_ASIDE_DELIVERY && saying->asides[i].id == mail->id)
            return true;
    }
    return false;
}

/* What is known of a mail that was due by then. What is held was due before a restore, and may have
 * been read; what has failed never comes, so saying it later would change nothing. */
static enum coming coming_of(const struct saying *saying, const struct fu_delivery *mail)
{
    enum coming written = mail->written > saying->said ? CAME_SINCE : HAD_COME;

    if (strcmp(mail->answer, FU_SAID_DONE_ANSWER) == 0 ||
        strcmp(mail->answer, FU_RECORDED_ANSWER) == 0 || is_aside(saying, mail))
        return HAD_COME;
    switch (mail->state) {
    case FU_DELIVERY_QUEUED:
        return mail->unsure == 0 ? WAITS : written;
    case FU_DELIVERY_SENDING:
    case FU_DELIVERY_SENT:
        return written;
    case FU_DELIVERY_UNSURE:
        return mail->unsure == 0 ? HAD_COME : written;
    default:
        return HAD_COME;
    }
}

/* Whether it had come to them by then; what they have no mail of had come when it was due. */
static enum coming look_at(const struct saying *saying, const struct fu_occurrence *occurrence)
{
    size_t i;

    if (occurrence->moment > saying->said)
        return CAME_SINCE;
    for (i = 0; i < saying->mail_count; i++) {
        const struct fu_delivery *mail = &saying->mails[i];

        if (mail->occurrence == occurrence->id && strcmp(mail->address, saying->address) == 0)
            return coming_of(saying, mail);
    }
    return HAD_COME;
}

static enum fu_status begin_saying(const struct change *change, fu_instant said,
    struct saying *saying, struct fu_occurrence **came, size_t *count, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    int64_t id = change->followup->id;
    enum fu_status status =
        fu_store_occurrences(act->store, act->arena, id, CAME, FU_NEVER, came, count, error);

    *saying = (struct saying){.said = said, .address = fu_change_own_address(change)};
    if (status == FU_OK)
        status = fu_store_deliveries(
            act->store, act->arena, id, &saying->mails, &saying->mail_count, error);
    return status == FU_OK ? fu_store_asides(act->store, act->arena, &saying->asides,
                                 &saying->aside_count, error)
                           : status;
}

enum fu_status fu_change_since(
    struct change *change, fu_instant said, struct come_since *since, struct fu_error *error)
{
    struct saying saying;
    struct fu_occurrence *rows, *last = NULL;
    enum coming coming;
    size_t count, i;
    enum fu_status status;

    *since = (struct come_since){.occurrence = NULL};
    if (change->followup->schedule.recurrence != FU_RECURRING ||
        change->followup->state == FU_CANCELLED || said >= change->act->now)
        return FU_OK;
    status = begin_saying(change, said, &saying, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count && rows[i].moment <= change->act->now; i++) {
        if (rows[i].snoozed == 0)
            last = &rows[i];
    }
    coming = last ? look_at(&saying, last) : HAD_COME;
    if (coming != HAD_COME)
        *since = (struct come_since){last, coming == WAITS};
    return status;
}

static bool is_theirs(const struct change *change, const struct fu_occurrence *occurrence)
{
    int64_t person = change->act->person ? change->act->person : change->followup->owner;

    return occurrence->snoozed == 0 || occurrence->person == 0 || occurrence->person == person;
}

/* What is to come once more of it, to whoever is done with it. */
static enum fu_status finish_snoozes(
    struct change *change, const struct fu_occurrence *former, bool *found, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(act->store, act->arena, change->followup->id,
        1U << FU_OCCURRENCE_PENDING, FU_NEVER, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].snoozed != former->id || rows[i].person == 0 || !is_theirs(change, &rows[i]))
            continue;
        *found = true;
        status = fu_change_occurrence(change, &rows[i], FU_OCCURRENCE_DONE, error);
    }
    return status;
}

static enum fu_status finish(
    struct change *change, struct fu_occurrence *former, bool *found, struct fu_error *error)
{
    enum fu_status status = finish_snoozes(change, former, found, error);

    if (status != FU_OK || !change->owned || former->state == FU_OCCURRENCE_DONE)
        return status;
    *found = true;
    return fu_change_occurrence(change, former, FU_OCCURRENCE_DONE, error);
}

enum fu_status fu_change_finish_former(struct change *change, fu_instant said,
    const struct come_since *since, struct fu_act_result *result, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    const char *about = fu_name_about(change->followup);
    const char *when = fu_change_say(change, since->occurrence->moment);
    struct saying saying;
    struct fu_occurrence *rows, *former = NULL;
    bool found = false, open = true;
    size_t count, i;
    enum fu_status status = begin_saying(change, said, &saying, &rows, &count, error);

    for (i = status == FU_OK ? count : 0; i > 0 && !former; i--) {
        if (rows[i - 1].id != since->occurrence->id && is_theirs(change, &rows[i - 1]) &&
            look_at(&saying, &rows[i - 1]) == HAD_COME)
            former = &rows[i - 1];
    }
    if (status == FU_OK && former)
        status = finish(change, former, &found, error);
    result->sentence = since->waits ? fu_say_waits(act->arena, about, when)
                                    : fu_say_came_since(act->arena, about, when);
    if (status == FU_OK && found)
        status = fu_store_followup_open(act->store, change->followup->id, &open, error);
    if (status == FU_OK && found)
        status = fu_change_state(change, open ? change->followup->state : FU_DONE, error);
    if (status != FU_OK || !found)
        return status;
    return fu_change_end(change, "done", "the time before",
        since->waits ? fu_say_done_before_waiting(act->arena, about, when)
                     : fu_say_done_before(act->arena, about, when),
        result, error);
}
