/* What one person's calendar shows, in as many queries whatever the number of follow-ups. Reading
 * only. */
#ifndef FOLLOWUPD_STORE_FEED_H
#define FOLLOWUPD_STORE_FEED_H

#include "followupd/record/followup.h"
#include "followupd/store/store.h"

/* Follow-ups of one feed; of more, their own and those that were made first. */
enum { FU_STORE_FEED_MAX = 20000 };

struct fu_shown {
    struct fu_followup followup; /* next is FU_NEVER: fu_store_feed_occurrences tells it */
    struct fu_mailbox from;      /* of its letter; "" where there is none */
    struct fu_mailbox_list to, cc;
};

/* Pending follow-ups that the person owns or shares in and has not left, by id. */
enum fu_status fu_store_feed(struct fu_store *store, struct fu_arena *arena, int64_t person,
    struct fu_shown **rows, size_t *count, struct fu_error *error);

/* Of those: the pending occurrences that concern the person, and the skipped
 * ones; by follow-up, then by moment. */
enum fu_status fu_store_feed_occurrences(struct fu_store *store, struct fu_arena *arena,
    int64_t person, struct fu_occurrence **rows, size_t *count, struct fu_error *error);

/* Notes that a person's calendar has changed otherwise than by what happened to a follow-up. */
enum fu_status fu_store_feed_changed(
    struct fu_store *store, int64_t person, fu_instant now, struct fu_error *error);

/* The same for the calendars of all who share something with a person who is about to go: what that
 * one owned goes, and what others own is told with one part less. It is another time than that of
 * the change before, be that of the same second. */
enum fu_status fu_store_feed_sharers_changed(
    struct fu_store *store, int64_t person, fu_instant now, struct fu_error *error);

#endif
