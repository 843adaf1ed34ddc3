/* `cancel` with a mail of a thread.
 *
 * People reply, with the thread's ids in the header; attach the mail, with its ids in it; or
 * forward it in their text, where only the subject is left. What is found by ids ends. Without any
 * the subject decides, as long as it means few: each that ended is told, with the link that takes
 * it back. Otherwise those are told that may have been meant, and nothing ends. */
#include "request.h"

#include "followupd/base/text.h"
#include "followupd/cadence/say.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/subject.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "names.h"

#include <string.h>

enum {
    BY_SUBJECT = 5,  /* more of one subject are no single thread */
    NEAR = 5,        /* that are told when nothing ended */
    LOOKED_AT = 200, /* the soonest follow-ups, among which those of the subject are looked for */
    PEOPLE_OF = 50,  /* of which the people are looked up */
    WORD_POINTS = 2,
    PERSON_POINTS = 3
};

/* A follow-up that ends, or may be meant. */
struct candidate {
    const struct fu_followup *followup;
    size_t points;
};

static enum fu_status find_by_ids(struct request_context *context, struct candidate *found,
    size_t most, size_t *count, struct fu_error *error)
{
    const struct fu_letter *letter = context->arrival->letter;
    size_t id_count = 0, row_count = 0, i;
    const char **ids = fu_arena_allocate(
        context->arena, letter->reference_count + letter->enclosed_count + 1, sizeof *ids);
    struct fu_followup *followup;
    int64_t *rows;
    enum fu_status status;

    *count = 0;
    for (i = 0; i < letter->reference_count; i++)
        ids[id_count++] = letter->references[i];
    for (i = 0; i < letter->enclosed_count; i++)
        ids[id_count++] = letter->enclosed[i];
    if (letter->in_reply_to[0])
        ids[id_count++] = letter->in_reply_to;
    status = fu_store_thread(context->store, context->arena, context->person->id, ids, id_count,
        &rows, &row_count, error);
    for (i = 0; status == FU_OK && i < row_count && *count < most; i++) {
        status = fu_store_followup_get(context->store, context->arena, rows[i], &followup, error);
        if (status == FU_OK && followup)
            found[(*count)++] = (struct candidate){followup, 0};
    }
    return status;
}

/* What the person has pending, soonest first. */
static enum fu_status find_pending(
    struct request_context *context, struct candidate *found, size_t *count, struct fu_error *error)
{
    const struct fu_filter filter = {
        .person = context->person->id, .state = FU_PENDING, .after = -1, .most = LOOKED_AT};
    struct fu_listed *rows;
    size_t i;
    enum fu_status status =
        fu_store_list(context->store, context->arena, &filter, &rows, count, error);

    if (status != FU_OK)
        *count = 0;
    for (i = 0; i < *count; i++)
        found[i] = (struct candidate){&rows[i].followup, 0};
    return status;
}

/* Those of the subject, *count of them, moved to the front. */
static void keep_same_subject(const char *subject, struct candidate *found, size_t *count)
{
    size_t kept = 0, i;

    for (i = 0; i < *count; i++) {
        if (fu_subject_same(subject, found[i].followup->subject))
            found[kept++] = found[i];
    }
    *count = kept;
}

/* How many people of its letter the mail at hand names, in its header or its text. */
static size_t shared_people(
    const struct fu_letter *letter, const struct fu_mailbox_list *people, const char *except)
{
    size_t count = 0, i, j;

    for (i = 0; i < people->count; i++) {
        const char *address = people->items[i].address;
        bool named = strstr(letter->text, address) != NULL;

        for (j = 0; j < letter->to.count; j++)
            named = named || strcmp(letter->to.items[j].address, address) == 0;
        for (j = 0; j < letter->cc.count; j++)
            named = named || strcmp(letter->cc.items[j].address, address) == 0;
        count += named && address[0] && strcmp(address, except) != 0;
    }
    return count;
}

static enum fu_status score(
    struct request_context *context, struct candidate *found, size_t count, struct fu_error *error)
{
    const struct fu_letter *letter = context->arrival->letter;
    struct fu_stored_letter *stored;
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++) {
        found[i].points =
            WORD_POINTS * fu_subject_shared_words(letter->subject, found[i].followup->subject);
        if (i >= PEOPLE_OF || found[i].followup->letter == 0)
            continue;
        status = fu_store_letter_get(
            context->store, context->arena, found[i].followup->letter, &stored, error);
        if (status == FU_OK && stored)
            found[i].points +=
                PERSON_POINTS * (shared_people(letter, &stored->to, context->person->address) +
                                    shared_people(letter, &stored->cc, context->person->address));
    }
    return status;
}

/* The NEAR best to the front; of equals the soonest stays first. */
static void sort_best(struct candidate *found, size_t count)
{
    size_t place, i;

    for (place = 0; place < count && place < NEAR; place++) {
        struct candidate best;
        size_t at = place;

        for (i = place + 1; i < count; i++) {
            if (found[i].points > found[at].points)
                at = i;
        }
        best = found[at];
        memmove(found + place + 1, found + place, (at - place) * sizeof *found);
        found[place] = best;
    }
}

static const struct fu_action *link(struct request_context *context,
    const struct fu_followup *followup, const char *word, size_t *count)
{
    struct fu_action *action = fu_arena_allocate(context->arena, 1, sizeof *action);

    *action = fu_name_action(context->arena, context->settings, word, word,
        fu_name_token(context->arena, context->settings, followup->id, context->person->id));
    *count = 1;
    return action;
}

static struct fu_ended describe(
    struct request_context *context, const struct fu_followup *followup, const char *word)
{
    struct fu_ended told = {.about = fu_name_about(followup),
        .when = followup->next == FU_NEVER ? ""
                                           : fu_say_moment(context->arena,
                                                 context->person->preferences.zone, followup->next),
        .cadence = followup->schedule.canonical,
        .sentence = followup->schedule.english,
        .day = followup->next == FU_NEVER
                   ? ""
                   : fu_say_date(context->arena, context->person->preferences.zone, followup->next,
                         context->now),
        .left = followup->owner != context->person->id};

    told.actions = link(context, followup, word, &told.action_count);
    return told;
}

static enum fu_status answer(struct request_context *context, const struct fu_request *request,
    struct fu_answer *text, size_t ended, struct fu_error *error)
{
    enum fu_status status = fu_request_report(context, request, text, 0, error);

    return status == FU_OK
               ? fu_request_trace(context, request, "cancel",
                     fu_arena_print(context->arena, "Follow-ups that are ended: %zu.", ended), 0,
                     error)
               : status;
}

/* Ends them; what could not be ended any more is told as well. */
static enum fu_status end(struct request_context *context, const struct candidate *found,
    size_t count, struct fu_ended *ended, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    struct fu_act_result result;
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < count; i++) {
        ended[i] = describe(context, found[i].followup, "undo");
        status = fu_act_cancel(&act, found[i].followup->id, &result, error);
        ended[i].sentence = result.sentence;
    }
    return status;
}

static bool is_same_list(const struct fu_mailbox_list *one, const struct fu_mailbox_list *other)
{
    size_t i;

    for (i = 0; i < one->count && i < other->count; i++) {
        if (strcmp(one->items[i].address, other->items[i].address) != 0)
            return false;
    }
    return one->count == other->count;
}

/* Whether a letter that was kept is another copy of a mail; where that has no Message-ID, what it
 * says is what it is known by, as far as both have it. */
static bool is_copy(const struct fu_stored_letter *stored, const struct fu_letter *letter)
{
    bool both = letter->text && letter->text[0] && stored->text[0];

    if (letter->message_id[0] || stored->message_id[0])
        return strcmp(letter->message_id, stored->message_id) == 0;
    return letter->date == stored->date &&
           strcmp(letter->from.address, stored->from.address) == 0 &&
           strcmp(letter->subject, stored->subject) == 0 &&
           is_same_list(&letter->to, &stored->to) && is_same_list(&letter->cc, &stored->cc) &&
           (!both || strcmp(letter->text, stored->text) == 0);
}

/* Whether it was made of the mail at hand, be it handed in once more under another address. */
static enum fu_status is_of_this_mail(struct request_context *context,
    const struct fu_followup *followup, bool *is, struct fu_error *error)
{
    struct fu_stored_letter *stored = NULL;
    enum fu_status status = FU_OK;

    *is = context->letter != 0 && followup->letter == context->letter;
    if (*is || followup->letter == 0)
        return FU_OK;
    status = fu_store_letter_get(context->store, context->arena, followup->letter, &stored, error);
    *is = status == FU_OK && stored && is_copy(stored, context->arrival->letter);
    return status;
}

static void describe_all(struct request_context *context, const struct candidate *found,
    size_t count, struct fu_ended *told)
{
    size_t i;

    for (i = 0; i < count; i++)
        told[i] = describe(context, found[i].followup, "cancel");
}

/* Leaves those of other mails, *count of them: a mail does not end what it asks for. */
static enum fu_status keep_earlier(
    struct request_context *context, struct candidate *found, size_t *count, struct fu_error *error)
{
    size_t all = *count, i;
    enum fu_status status = FU_OK;
    bool same;

    *count = 0;
    for (i = 0; status == FU_OK && i < all; i++) {
        status = is_of_this_mail(context, found[i].followup, &same, error);
        if (status == FU_OK && !same)
            found[(*count)++] = found[i];
    }
    return status;
}

enum fu_status fu_request_cancel_thread(struct request_context *context, bool may,
    const struct fu_ended **ended, size_t *count, struct fu_error *error)
{
    struct candidate *found = fu_arena_allocate(context->arena, LOOKED_AT, sizeof *found);
    struct fu_ended *told = fu_arena_allocate(context->arena, LOOKED_AT, sizeof *told);
    enum fu_status status = find_by_ids(context, found, LOOKED_AT, count, error);

    *ended = told;
    if (status == FU_OK)
        status = keep_earlier(context, found, count, error);
    if (status == FU_OK && may)
        return end(context, found, *count, told, error);
    if (status == FU_OK)
        describe_all(context, found, *count, told);
    return status;
}

static enum fu_status end_all(struct request_context *context, const struct fu_request *request,
    const struct candidate *found, size_t count, bool by_subject, struct fu_error *error)
{
    struct fu_ended *ended = fu_arena_allocate(context->arena, count, sizeof *ended);
    struct fu_answer text = {.closing = ""};
    enum fu_status status = end(context, found, count, ended, error);

    if (status != FU_OK)
        return status;
    fu_answer_ended(context->arena, ended, count, by_subject, &text);
    return answer(context, request, &text, count, error);
}

static enum fu_status tell_near(struct request_context *context, const struct fu_request *request,
    struct candidate *found, size_t count, struct fu_error *error)
{
    struct fu_ended near[NEAR];
    struct fu_answer text = {.closing = ""};
    struct fu_service service;
    size_t told = count < NEAR ? count : NEAR;
    enum fu_status status = score(context, found, count, error);

    if (status != FU_OK)
        return status;
    sort_best(found, count);
    describe_all(context, found, told, near);
    fu_name_service(context->arena, context->settings, &service);
    fu_answer_not_ended(context->arena, &service, near, told, &text);
    return answer(context, request, &text, 0, error);
}

enum fu_status fu_request_cancel(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const char *subject = context->arrival->letter->subject;
    struct candidate *found = fu_arena_allocate(context->arena, LOOKED_AT, sizeof *found);
    struct candidate *same = fu_arena_allocate(context->arena, LOOKED_AT, sizeof *same);
    size_t count, same_count;
    enum fu_status status;

    if (!request->may_change)
        return fu_request_not_addressed(context, request, error);
    status = find_by_ids(context, found, LOOKED_AT, &count, error);
    if (status == FU_OK)
        status = keep_earlier(context, found, &count, error);
    if (status == FU_OK && count > 0)
        return end_all(context, request, found, count, false, error);
    if (status == FU_OK)
        status = find_pending(context, found, &count, error);
    if (status != FU_OK)
        return status;
    memcpy(same, found, count * sizeof *same);
    same_count = count;
    keep_same_subject(subject, same, &same_count);
    status = keep_earlier(context, same, &same_count, error);
    if (status != FU_OK)
        return status;
    if (same_count > 0 && same_count <= BY_SUBJECT && !fu_request_is_carried_on(context, request))
        return end_all(context, request, same, same_count, true, error);
    return tell_near(context, request, found, count, error);
}
