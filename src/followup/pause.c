/* Addresses that fail for good. One bad day may be a mistake of somebody's server; two are taken
 * for the truth, until the person writes from there or the operator says so. */
#include "pause.h"

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/followup/hold.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/people.h"
#include "followupd/store/refusals.h"
#include "names.h"
#include "notice.h"
#include "reopen.h"
#include "reply.h"

#include <string.h>

enum { CODE_LENGTH = 3, PERMANENT_LEAST = 500, PERMANENT_MOST = 599 };

bool fu_refusal_read(struct fu_arena *arena, const char *answer, struct refusal *refusal)
{
    bool too_large = fu_answer_too_large(answer);
    int64_t code;
    size_t length;

    if (strlen(answer) < CODE_LENGTH ||
        !fu_number_parse(answer, CODE_LENGTH, PERMANENT_LEAST, PERMANENT_MOST, &code))
        return false;
    answer += CODE_LENGTH;
    answer += strspn(answer, " -");
    length = strspn(answer, "0123456789.");
    refusal->status = answer[0] == '5' && answer[1] == '.' && length > 2
                          ? fu_arena_copy_n(arena, answer, length)
                          : "";
    return !too_large;
}

bool fu_refusal_counts(const struct refusal *refusal)
{
    /* RFC 3463: a message too long for the mailbox, too big for the system, bad in its content. */
    static const char *const of_the_mail[] = {"5.2.3", "5.3.4", "5.6."};
    size_t i;

    for (i = 0; i < sizeof of_the_mail / sizeof *of_the_mail; i++) {
        if (fu_starts_nocase(refusal->status, of_the_mail[i]))
            return false;
    }
    return refusal->status[0] == '\0' || refusal->status[0] == '5';
}

/* The first alias at which the person may hear; NULL when there is none. */
static const char *other_address(
    const struct fu_settings *settings, struct fu_arena *arena, const struct fu_person *person)
{
    size_t i;

    for (i = 0; i < person->alias_count; i++) {
        if (fu_intent_allowed(&settings->rules, person->aliases[i], person) &&
            !fu_intent_local_part(arena, &settings->rules, person->aliases[i]))
            return person->aliases[i];
    }
    return NULL;
}

static enum fu_status tell_elsewhere(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_person *person, const char *why, fu_instant now,
    struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    struct notice notice = {
        .to = other_address(settings, arena, person), .zone = person->preferences.zone};

    if (!notice.to)
        return FU_OK;
    notice.subject = fu_arena_print(arena, "Mail to %s comes back", person->address);
    fu_answer_paused(arena, person->address, why, fu_name_address(arena, settings, "help"), &text);
    return fu_notice_send(store, settings, arena, &notice, &text, now, error);
}

enum fu_status fu_pause_refused(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct refusal *refusal, fu_instant now, int64_t *paused,
    struct fu_error *error)
{
    struct fu_refusals known = {.days = 0};
    struct fu_person *person;
    enum fu_status status = fu_store_person_find(store, arena, refusal->address, &person, error);

    *paused = 0;
    if (status != FU_OK || !person || strcmp(person->address, refusal->address) != 0 ||
        !fu_refusal_counts(refusal))
        return status;
    status = fu_store_refusal_add(store, refusal->address, refusal->sent, now, refusal->why, error);
    if (status == FU_OK)
        status = fu_store_refusals(
            store, arena, refusal->address, refusal->sent - FU_PAUSE_WINDOW, &known, error);
    if (status != FU_OK || person->paused || known.days < FU_PAUSE_DAYS)
        return status;
    person->paused = true;
    *paused = person->id;
    status = fu_store_person_set(store, person, error);
    return status == FU_OK
               ? tell_elsewhere(store, settings, arena, person, refusal->why, now, error)
               : status;
}

/* What was refused since the first refusal that is known, was not tried, or was given up. */
static enum fu_status queue_again(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char *address, const struct fu_refusals *known, fu_instant now, int64_t *waiting,
    struct fu_error *error)
{
    static const char *const answers[] = {FU_PAUSED_ANSWER, FU_PAUSED_ANSWER_OLD};
    struct fu_resumed resumed = {.person = person,
        .address = address,
        .refused = known->first,
        .except = FU_DROPPED_ANSWER,
        .since = now - FU_RESUMED_FOR,
        .like = {FU_GIVEN_UP_ANSWER "%", FU_FORBIDDEN_ANSWER}};
    int64_t *followups;
    size_t count = 0, answer, i;
    enum fu_status status = FU_OK;

    *waiting = 0;
    for (answer = 0; status == FU_OK && answer < sizeof answers / sizeof *answers; answer++) {
        resumed.answer = answers[answer];
        status = fu_store_deliveries_resume(store, arena, &resumed, now, &followups, &count, error);
        for (i = 0; status == FU_OK && i < count; i++)
            status = fu_reopen(store, arena, followups[i], now, error);
        *waiting += (int64_t)count;
    }
    return status;
}

enum fu_status fu_followup_resume(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t person, const char *address, fu_instant now, int64_t *waiting,
    struct fu_error *error)
{
    struct fu_refusals known;
    enum fu_status status = fu_store_refusals(store, arena, address, 0, &known, error);

    *waiting = 0;
    if (status == FU_OK)
        status = queue_again(store, arena, person, address, &known, now, waiting, error);
    if (status == FU_OK)
        status = fu_hold_tell_person(store, settings, arena, person, now, error);
    return status == FU_OK ? fu_store_refusals_forget(store, address, error) : status;
}

/* What was not tried at an address, and has that answer. */
static enum fu_status queue_untried(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char *address, const char *answer, fu_instant now, bool *owes, struct fu_error *error)
{
    const struct fu_resumed resumed = {.person = person,
        .address = address,
        .answer = answer,
        .refused = FU_NEVER,
        .except = "",
        .since = FU_NEVER,
        .like = {"", ""}};
    int64_t *followups;
    size_t count = 0, i;
    enum fu_status status =
        fu_store_deliveries_resume(store, arena, &resumed, now, &followups, &count, error);

    for (i = 0; status == FU_OK && i < count; i++)
        status = fu_reopen(store, arena, followups[i], now, error);
    *owes = status == FU_OK && count > 0;
    return status;
}

/* Who is allowed by another address of theirs may never write from the one that was not. */
static enum fu_status allow_again(struct fu_store *store, struct fu_arena *arena,
    const struct fu_person *person, fu_instant now, bool *owes, struct fu_error *error)
{
    return queue_untried(
        store, arena, person->id, person->address, FU_FORBIDDEN_ANSWER, now, owes, error);
}

enum fu_status fu_pause_missed(struct fu_store *store, struct fu_arena *arena,
    const struct fu_person *person, const struct fu_delivery *row, fu_instant now,
    struct fu_error *error)
{
    bool owes;

    return queue_untried(store, arena, person->id, row->address, row->answer, now, &owes, error);
}

/* A mail that came after what is known against its address says that there is somebody. What is
 * known of one that is not paused is not forgotten by it: somebody may write from an address at
 * which no mail of ours will ever be taken. */
static bool works_again(
    const struct fu_person *person, const struct fu_refusals *known, fu_instant arrived)
{
    fu_instant rest = person->paused ? 0 : FU_REFUSED_REST;

    return known->last == FU_NEVER || arrived > known->last + rest;
}

enum fu_status fu_pause_heard(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, struct fu_person *person, const struct fu_letter *letter,
    fu_instant arrived, fu_instant now, bool *owes, struct fu_error *error)
{
    const struct reply reply = {.person = person,
        .letter = letter,
        .unique = fu_arena_print(arena, "resumed %s", letter->message_id),
        .must = true};
    struct fu_answer text = {.closing = ""};
    struct fu_refusals known;
    int64_t waiting;
    enum fu_status status;

    *owes = false;
    if (strcmp(letter->from.address, person->address) != 0)
        return person->paused ? FU_OK : allow_again(store, arena, person, now, owes, error);
    status = fu_store_refusals(store, arena, person->address, 0, &known, error);
    if (status != FU_OK || !works_again(person, &known, arrived))
        return status;
    if (!person->paused) {
        status =
            queue_again(store, arena, person->id, person->address, &known, now, &waiting, error);
        *owes = status == FU_OK && waiting > 0;
        return status;
    }
    person->paused = false;
    status = fu_store_person_set(store, person, error);
    if (status == FU_OK)
        status = fu_followup_resume(
            store, settings, arena, person->id, person->address, now, &waiting, error);
    if (status != FU_OK)
        return status;
    *owes = true;
    fu_answer_resumed(arena, person->address, known.days >= FU_PAUSE_DAYS, waiting, &text);
    return fu_reply_send(store, settings, arena, &reply, &text, now, error);
}
