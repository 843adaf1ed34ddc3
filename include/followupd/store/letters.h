/* Letters: mails that asked for something; and the way of each mail through an inbox. Writing needs
 * a transaction. */
#ifndef FOLLOWUPD_STORE_LETTERS_H
#define FOLLOWUPD_STORE_LETTERS_H

#include "followupd/record/intake.h"
#include "followupd/record/letter.h"
#include "followupd/store/store.h"

/* What is kept of a letter. */
struct fu_stored_letter {
    int64_t id;
    int64_t person; /* who sent it */
    struct fu_origin origin;
    fu_instant arrived;
    const char *message_id;
    const char *in_reply_to;
    const char *const *references;
    size_t reference_count;
    const char *subject;
    fu_instant date; /* FU_NEVER */
    int date_offset;
    struct fu_mailbox from;
    struct fu_mailbox_list to, cc;
    size_t files;     /* attachments that were seen in it */
    bool whole;       /* false: it was too long, and its beginning alone was read */
    const char *text; /* "" when it is not kept */
    bool text_cut;
    const char *raw; /* only for add: NULL when not kept. fu_store_letter_raw reads it */
    size_t raw_length;
    bool has_raw;
};

/* Adds it and sets letter->id. The same origin again: FU_OK, the id of the one there is, and
 * *known. */
enum fu_status fu_store_letter_add(
    struct fu_store *store, struct fu_stored_letter *letter, bool *known, struct fu_error *error);
/* *letter is NULL when there is none. raw is left NULL. */
enum fu_status fu_store_letter_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_stored_letter **letter, struct fu_error *error);
enum fu_status fu_store_letter_raw(struct fu_store *store, struct fu_arena *arena, int64_t id,
    const char **raw, size_t *length, struct fu_error *error);

/* State of an inbox by name; zero validity, FU_NEVER and "" when it was never opened. */
enum fu_status fu_store_inbox_get(struct fu_store *store, struct fu_arena *arena, const char *name,
    struct fu_inbox_state *state, struct fu_error *error);
/* Writes validity, last_uid, last_poll, oldest and account (NULL: as it was) and adds not_ours and
 * turned_away to the counters. */
enum fu_status fu_store_inbox_set(
    struct fu_store *store, const struct fu_inbox_state *state, struct fu_error *error);
enum fu_status fu_store_inboxes(struct fu_store *store, struct fu_arena *arena,
    struct fu_inbox_state **states, size_t *count, struct fu_error *error);

/* What is known of one inbox is that of another name from now on; what that name had of its own is
 * forgotten, but for letters, of which nobody knows any more where they came from. */
enum fu_status fu_store_inbox_rename(
    struct fu_store *store, const char *from, const char *to, struct fu_error *error);

/* Counts one more try of each mail (making its row, or keeping the one there is) and sets tries[i]
 * to the new count. Its state is then trying, unless it is filing. */
enum fu_status fu_store_attempt_start(struct fu_store *store, const struct fu_origin *origins,
    size_t count, fu_instant now, int64_t *tries, struct fu_error *error);
/* Writes all but the count of tries; makes the row where there is none. */
enum fu_status fu_store_attempt_set(struct fu_store *store, const struct fu_origin *origin,
    enum fu_attempt_state state, const char *reason, fu_instant now, fu_instant again,
    struct fu_error *error);
/* Takes the rows away. */
enum fu_status fu_store_attempt_end(
    struct fu_store *store, const struct fu_origin *origins, size_t count, struct fu_error *error);
/* Rows of one inbox (NULL: of all) in one state, by UID. */
enum fu_status fu_store_attempts(struct fu_store *store, struct fu_arena *arena, const char *inbox,
    enum fu_attempt_state state, struct fu_attempt **attempts, size_t *count,
    struct fu_error *error);
/* *attempt is NULL when there is none. */
enum fu_status fu_store_attempt_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_attempt **attempt, struct fu_error *error);
/* Which mail has a UID, by when it arrived. */
struct fu_number {
    uint32_t uid;
    fu_instant arrived;
};

/* Writes them down; what a UID meant before is forgotten. */
enum fu_status fu_store_numbers_set(struct fu_store *store, const char *inbox,
    const struct fu_number *numbers, size_t count, struct fu_error *error);
/* What is known of an inbox's UIDs, ascending, each once: those of the last days (fu_store_prune
 * takes older ones), and with FU_NEVER those set aside or waiting of which nobody knows when they
 * arrived. */
enum fu_status fu_store_numbers(struct fu_store *store, struct fu_arena *arena, const char *inbox,
    struct fu_number **numbers, size_t *count, struct fu_error *error);
/* That UID means another mail from now on: the letter that had it, if any, has none. */
enum fu_status fu_store_number_forget(
    struct fu_store *store, const struct fu_origin *origin, struct fu_error *error);
/* Of an inbox whose UIDs mean other mails from now on: forgets its attempts and numbers, and that
 * letters have numbers of this UIDVALIDITY (it may have been the inbox's before). */
enum fu_status fu_store_numbers_forget(
    struct fu_store *store, const char *inbox, uint32_t validity, struct fu_error *error);

/* Kept until fu_store_prune takes it. */
enum fu_status fu_store_trace_add(
    struct fu_store *store, const struct fu_trace *trace, struct fu_error *error);
/* Newest first, at most most; message_id (in any case), sender or recipient address equal to word
 * (NULL: all), since a moment. */
enum fu_status fu_store_traces(struct fu_store *store, struct fu_arena *arena, const char *word,
    fu_instant since, size_t most, struct fu_trace **traces, size_t *count, struct fu_error *error);

#endif
