/* What is said of a series by mail, and read after it has come again: whoever writes means what had
 * come, or what was the next, when they wrote. Fails only with the store. */
#include "followupd/mail/say.h"
#include "followupd/store/aside.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/withheld.h"
#include "change.h"
#include "names.h"

#include <string.h>

enum { CAME = 1U << FU_OCCURRENCE_FIRED | 1U << FU_OCCURRENCE_DONE };

static bool is_theirs(const struct change *change, const struct fu_occurrence *occurrence)
{
    int64_t person = change->act->person ? change->act->person : change->followup->owner;

    return occurrence->snoozed == 0 || occurrence->person == 0 || occurrence->person == person;
}

/* What is said of a series: by whom, when, and what is known of its mails. */
struct saying {
    struct change *change;
    fu_instant said;
    struct fu_occurrence *came;
    size_t came_count;
    struct fu_delivery *mails;
    size_t mail_count;
    struct fu_aside *asides;
    size_t aside_count;
    struct fu_withheld *held;
    size_t held_count;
};

enum coming { HAD_COME, CAME_SINCE, WAITS };

static enum fu_status begin_saying(
    struct change *change, fu_instant said, struct saying *saying, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    int64_t id = change->followup->id;
    enum fu_status status;

    *saying = (struct saying){.change = change,
        /* Of a clock that is ahead. */
        .said = said < act->now ? said : act->now};
    status = fu_store_occurrences(
        act->store, act->arena, id, CAME, FU_NEVER, &saying->came, &saying->came_count, error);
    if (status == FU_OK)
        status = fu_store_deliveries(
            act->store, act->arena, id, &saying->mails, &saying->mail_count, error);
    if (status == FU_OK)
        status =
            fu_store_asides(act->store, act->arena, &saying->asides, &saying->aside_count, error);
    return status == FU_OK ? fu_store_withheld_of(act->store, act->arena, id, &saying->held,
                                 &saying->held_count, error)
                           : status;
}

/* Of what was put aside they were told that it does not come. */
static bool is_aside(const struct saying *saying, const struct fu_delivery *mail)
{
    size_t i;

    for (i = 0; i < saying->aside_count; i++) {
        if (saying->asides[i].kind == FU_ASIDE_DELIVERY && saying->asides[i].id == mail->id)
            return true;
    }
    return false;
}

/* What is held may have come when it was due, unless the replaced store says that it was not sent:
 * then its person heard of it when it was held. */
static bool may_have_come(const struct saying *saying, const struct fu_delivery *mail)
{
    size_t i;

    for (i = 0; i < saying->held_count; i++) {
        if (saying->held[i].delivery == mail->id)
            return !saying->held[i].unsent;
    }
    return false;
}

/* What is known of a mail that was due by then. What has failed never comes, so that saying it
 * later would change nothing; a clock that was ahead wrote what seems to be still to come. */
static enum coming coming_of(const struct saying *saying, const struct fu_delivery *mail)
{
    bool later = mail->written > saying->said && mail->written <= saying->change->act->now;

    if (mail->state == FU_DELIVERY_FAILED || fu_answer_is_ended(mail->answer) ||
        strcmp(mail->answer, FU_RECORDED_ANSWER) == 0 || is_aside(saying, mail) ||
        may_have_come(saying, mail))
        return HAD_COME;
    if (mail->state == FU_DELIVERY_QUEUED && mail->unsure == 0)
        return WAITS;
    return later ? CAME_SINCE : HAD_COME;
}

/* That of an occurrence to who says it; NULL where there is none. */
static const struct fu_delivery *find_mail(
    const struct saying *saying, const struct fu_occurrence *occurrence)
{
    const struct change *change = saying->change;
    int64_t person = change->act->person ? change->act->person : change->followup->owner;
    size_t i;

    for (i = 0; i < saying->mail_count; i++) {
        if (saying->mails[i].occurrence == occurrence->id && saying->mails[i].person == person)
            return &saying->mails[i];
    }
    return NULL;
}

/* Whether it had come to them by then: what they have no mail of had come when it was due, and of
 * what they are done with they know. */
static enum coming look_at(const struct saying *saying, const struct fu_occurrence *occurrence)
{
    const struct fu_delivery *mail;

    if (occurrence->moment > saying->said)
        return CAME_SINCE;
    if (saying->change->owned && occurrence->state == FU_OCCURRENCE_DONE)
        return HAD_COME;
    mail = find_mail(saying, occurrence);
    return mail ? coming_of(saying, mail) : HAD_COME;
}

/* Whether it had come back to them by then: what is said is about that. */
static enum fu_status had_come_back(const struct saying *saying,
    const struct fu_occurrence *occurrence, bool *back, struct fu_error *error)
{
    struct fu_store *store = saying->change->act->store;
    fu_instant origin;
    int64_t times;
    enum fu_status status = FU_OK;
    size_t i;

    *back = false;
    for (i = 0; status == FU_OK && !*back && i < saying->came_count; i++) {
        const struct fu_occurrence *one = &saying->came[i];

        if (one->snoozed == 0 || one->moment <= occurrence->moment ||
            !is_theirs(saying->change, one))
            continue;
        status = fu_store_occurrence_origin(store, one->id, &origin, &times, error);
        *back = status == FU_OK && origin == occurrence->moment && look_at(saying, one) == HAD_COME;
    }
    return status;
}

enum fu_status fu_change_since(
    struct change *change, fu_instant said, struct come_since *since, struct fu_error *error)
{
    struct saying saying;
    struct fu_occurrence *last = NULL;
    enum coming coming = HAD_COME;
    bool back = false;
    size_t i;
    enum fu_status status;

    *since = (struct come_since){.occurrence = NULL};
    if (change->followup->schedule.recurrence != FU_RECURRING ||
        change->followup->state == FU_CANCELLED || said == FU_NEVER)
        return FU_OK;
    status = begin_saying(change, said, &saying, error);
    for (i = 0; status == FU_OK && i < saying.came_count; i++) {
        if (saying.came[i].snoozed == 0 && saying.came[i].moment <= change->act->now)
            last = &saying.came[i];
    }
    if (status == FU_OK && last)
        coming = look_at(&saying, last);
    if (status == FU_OK && coming != HAD_COME)
        status = had_come_back(&saying, last, &back, error);
    if (status == FU_OK && coming != HAD_COME && !back)
        *since = (struct come_since){last, coming == WAITS};
    return status;
}

/* What had come to them when they said it, last; NULL: nothing. */
static struct fu_occurrence *find_former(
    const struct saying *saying, const struct fu_occurrence *since)
{
    size_t i;

    for (i = saying->came_count; i > 0; i--) {
        struct fu_occurrence *one = &saying->came[i - 1];

        if (one->id != since->id && is_theirs(saying->change, one) &&
            look_at(saying, one) == HAD_COME)
            return one;
    }
    return NULL;
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
    struct fu_occurrence *former = NULL;
    bool found = false, open = true;
    enum fu_status status = begin_saying(change, said, &saying, error);

    if (status == FU_OK)
        former = find_former(&saying, since->occurrence);
    if (former)
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
