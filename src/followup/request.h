/* One request of an accepted letter: what all kinds need, and one function for each kind.
 *
 * Every function that does a request answers and traces what it did or why it did nothing. Results
 * are FU_OK or the store's status. */
#ifndef FOLLOWUP_REQUEST_H
#define FOLLOWUP_REQUEST_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/base/token.h"
#include "followupd/followup/act.h"
#include "followupd/followup/settings.h"
#include "followupd/followup/take.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/compose.h"
#include "followupd/record/person.h"
#include "followupd/record/request.h"
#include "followupd/store/held.h"
#include "followupd/store/store.h"

struct request_context {
    struct fu_taking *taking;
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    const struct fu_arrival *arrival;
    const struct fu_person *person; /* who asks */
    fu_instant sent;                /* what cadences count from */
    bool mended;                    /* the letter was held, and a later one says what it meant */
    fu_instant said;                /* when that was sent which asks now */
    const char *unique; /* then, of the later one: each is answered; NULL: of the request itself */
    fu_instant now;
    int64_t pending; /* follow-ups the person has */
    int64_t letter;  /* row of the letter once it is kept, 0 before */
    int64_t made;    /* the last follow-up that was made */
    bool asked;      /* some request of the letter was met for the first time */
    bool full;       /* its sender is told that there is no room for more */
    struct fu_taken *taken;
};

/* A line for `followupctl trace`. */
enum fu_status fu_request_trace(struct request_context *context, const struct fu_request *request,
    const char *decision, const char *reason, int64_t followup, struct fu_error *error);

/* The same for what made nothing, with what would cure it. */
enum fu_status fu_request_trace_cure(struct request_context *context,
    const struct fu_request *request, const char *decision, const char *reason, const char *cure,
    struct fu_error *error);

/* The address of a request without its token, which is a secret. */
const char *fu_request_public_address(
    const struct request_context *context, const struct fu_request *request);

/* A text about a request, without the token of its address. */
const char *fu_request_public_text(
    const struct request_context *context, const struct fu_request *request, const char *text);

/* A text that is used once for each answer to one request. */
const char *fu_request_unique(
    const struct request_context *context, const struct fu_request *request);

/* Names a request: Message-ID, cadence address, From (the person's own address where there is none)
 * and Date; where there is no Message-ID, subject, body, To and Cc stand for it. */
void fu_request_digest(const struct request_context *context, const struct fu_request *request,
    unsigned char digest[FU_DIGEST_SIZE]);

/* Whether this very request was met before, and which follow-up it made, 0 for none. */
enum fu_status fu_request_find(struct request_context *context, const struct fu_request *request,
    bool *known, int64_t *followup, struct fu_error *error);

/* True when they wrote this very line about the same thing within the last day, too; counts it.
 * Responders that no field gives away always say the same, and every answer of ours can be replied
 * to: what does nothing is answered once, and a mistyped time three times. about is a text of ours;
 * what asks for something, and an empty line, never repeat. */
enum fu_status fu_request_repeats(struct request_context *context, const char *about,
    const char *line, bool *repeats, struct fu_error *error);

/* True when To or Cc of the letter name somebody besides its sender: what it says is for them. */
bool fu_request_is_for_others(const struct request_context *context);

/* True when a reply to all may have carried the address on: others see it, and nobody else than who
 * put it there meant it. */
bool fu_request_is_carried_on(
    const struct request_context *context, const struct fu_request *request);

/* Queues the answer to a request, once; not to a mail that is read again, which had it. followup is
 * what it is about, or 0. */
enum fu_status fu_request_answer(struct request_context *context, const struct fu_request *request,
    struct fu_answer *text, int64_t followup, struct fu_error *error);

/* What the trace says of that: that this was done, unless the mail is read again. */
const char *fu_request_answered(const struct request_context *context, const char *done);

/* The same for what must be said (reply.h): it was not done, or something ended or changed. A mail
 * that is read again is answered so, too: what answered it then may lead nowhere by now. */
enum fu_status fu_request_report(struct request_context *context, const struct fu_request *request,
    struct fu_answer *text, int64_t followup, struct fu_error *error);

/* Keeps the letter, once for all requests on it. */
enum fu_status fu_request_keep_letter(struct request_context *context, struct fu_error *error);

/* Answers that nothing is scheduled, why, and what would have been understood; cure is for the
 * trace, and says how somebody makes room first; NULL: one of the suggestions cures it, and in a
 * thread the answer is given once. The letter is held, so that its sender can say what they meant;
 * where the request has a token, what that opens. */
enum fu_status fu_request_refuse(struct request_context *context, const struct fu_request *request,
    const char *reason, const char *cure, const char *const *suggestions, size_t count,
    struct fu_error *error);

/* Refuses a text that is no cadence, with what it may have been meant for. */
enum fu_status fu_request_not_understood(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* A reply to all carries the cadence address on: it makes no second follow-up, whoever replies, be
 * the first one over; and what was refused is not refused again. *is: the address stood in To or Cc
 * of another letter of the thread, of which a follow-up was made, or which was held: that of
 * somebody else, or (refused) whose ever; or of somebody else's mail that waits, or did. */
enum fu_status fu_request_is_in_thread(struct request_context *context,
    const struct fu_request *request, bool refused, bool *is, struct fu_error *error);

/* Notes for that what a mail asks for that waits to be taken: it is its sender's. */
enum fu_status fu_request_note_waiting(struct request_context *context,
    const struct fu_request *requests, size_t count, struct fu_error *error);

/* The line for such a request. */
enum fu_status fu_request_trace_in_thread(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* Ends what the person has pending in the letter's thread, but for what was made of this very mail;
 * *ended are *count of them, each with a link that takes it back. Without `may` nothing ends: they
 * are those that would, each with a link that ends it. */
enum fu_status fu_request_cancel_thread(struct request_context *context, bool may,
    const struct fu_ended **ended, size_t *count, struct fu_error *error);

/* Answers a request that may not change what is there (request->may_change), and changes nothing:
 * why, and what to do. */
enum fu_status fu_request_not_addressed(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* An address with a cadence. */
enum fu_status fu_request_follow_up(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* Somebody says what a letter of theirs meant: a cadence with the token of a letter that is held
 * makes the follow-up, or changes the one that was made. */
enum fu_status fu_request_mend(struct request_context *context, const struct fu_request *request,
    const struct fu_held *held, struct fu_error *error);

/* Makes a follow-up of the letter at hand, and does what else its cadence asks. */
enum fu_status fu_request_make(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* Does what a snooze, done, skip, cancel or undo says to one follow-up; as fu_act_*. */
enum fu_status fu_request_perform(struct request_context *context, const struct fu_request *request,
    int64_t followup, struct fu_act_result *result, struct fu_error *error);

/* Holds what is due by now of a follow-up that this mail made or changed, if it is read again;
 * *held says whether something was. */
enum fu_status fu_request_hold_due(
    struct request_context *context, int64_t followup, bool *held, struct fu_error *error);

/* A moment that was made: the doorbell may have to ring. FU_NEVER is none. */
void fu_request_soonest(struct request_context *context, fu_instant moment);

/* Snooze, done, skip, cancel and undo with a token. */
enum fu_status fu_request_by_token(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* A reply to a mail of ours: its first line is an action, or a mistyped one, which is answered with
 * what was meant; or it is prose, and its sender hears that nobody else has seen it, where that is
 * so. Where others answer all on it, it is traced alone. */
enum fu_status fu_request_reply(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* `cancel` with a mail of the thread. */
enum fu_status fu_request_cancel(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* What is pending, and the lines of a reply to that. */
enum fu_status fu_request_list(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* The settings there are, and lines that change them. */
enum fu_status fu_request_settings(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

/* Words that are answered and change nothing: help, contacts, feed, explain. */
enum fu_status fu_request_command(
    struct request_context *context, const struct fu_request *request, struct fu_error *error);

#endif
