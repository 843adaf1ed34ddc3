/* Follow-ups, who shares in them, their occurrences and their history. Writing needs a transaction.
 */
#ifndef FOLLOWUPD_STORE_FOLLOWUPS_H
#define FOLLOWUPD_STORE_FOLLOWUPS_H

#include "followupd/record/followup.h"
#include "followupd/store/store.h"

/* Adds it and sets followup->id. digest (32 bytes, or NULL when it was made without a mail) names
 * the request: the same again is FU_OK, the id of the one there is (0 when that was erased), and
 * *known. */
enum fu_status fu_store_followup_add(struct fu_store *store, struct fu_followup *followup,
    const unsigned char *digest, bool *known, struct fu_error *error);
/* Whether a request of that digest was met before, and the follow-up it made (0: none, or it is
 * gone). */
enum fu_status fu_store_request_find(struct fu_store *store, const unsigned char *digest,
    bool *known, int64_t *followup, struct fu_error *error);
/* Remembers a request that makes no follow-up, so that it is known when its mail is met again. Once
 * more is fine. */
enum fu_status fu_store_request_note(
    struct fu_store *store, const unsigned char *digest, struct fu_error *error);
/* *followup is NULL when there is none. */
enum fu_status fu_store_followup_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_followup **followup, struct fu_error *error);
/* Writes all but id, owner, letter, created; adds 1 to sequence. */
enum fu_status fu_store_followup_set(
    struct fu_store *store, const struct fu_followup *followup, struct fu_error *error);
/* Writes state and changed and adds `fired` to the count of firings: the outbox's short way.
 * sequence stays where fired is more than 0, and grows by 1 elsewhere. */
enum fu_status fu_store_followup_state(struct fu_store *store, int64_t id,
    enum fu_followup_state state, int64_t fired, fu_instant now, struct fu_error *error);

/* Writes the rule and changed alone: a series has gone on to its next moment. */
enum fu_status fu_store_followup_changed(
    struct fu_store *store, int64_t id, const char *rrule, fu_instant now, struct fu_error *error);

/* Whether something of it is still to come: a moment, or a mail that waits, is under way, or is kept
 * back after a restore. */
enum fu_status fu_store_followup_open(
    struct fu_store *store, int64_t id, bool *open, struct fu_error *error);

/* Whether a mail of it is under way to this person, or kept back from them. */
enum fu_status fu_store_followup_mail(
    struct fu_store *store, int64_t id, int64_t person, bool *comes, struct fu_error *error);

/* How many of the follow-ups from number `first` on, which are all of one owner, have the cadence
 * and the subject of an older one of theirs that is pending. */
enum fu_status fu_store_followup_alike(
    struct fu_store *store, int64_t first, int64_t *count, struct fu_error *error);

/* What a listing shows. */
struct fu_filter {
    int64_t person;  /* who shares in it; 0: anybody. `next` is what they hear of next, if anything */
    int state;       /* enum fu_followup_state, or -1 for all */
    const char *tag; /* NULL: any */
    int64_t after;   /* for going through all by id: only ids above; rows then come by id. -1: rows
                        come soonest first, those without a next last */
    size_t most;
    const char *text; /* NULL: any; else it stands in the subject, the note or among the people of
                         the letter (ASCII letters in any case) */
    bool over;        /* of a person: those no longer pending, the latest changed first */
};

struct fu_listed {
    struct fu_followup followup;
    const char *owner;      /* address */
    const char *message_id; /* of its letter, "" */
};

/* What the filter lets through, in its order. */
enum fu_status fu_store_list(struct fu_store *store, struct fu_arena *arena,
    const struct fu_filter *filter, struct fu_listed **rows, size_t *count, struct fu_error *error);

/* Pending follow-ups of others in which a person shares, or which they have left. */
enum fu_status fu_store_others(struct fu_store *store, struct fu_arena *arena, int64_t person,
    int64_t **followups, size_t *count, struct fu_error *error);

/* The texts of tags on the pending follow-ups in which a person shares, each text once. */
enum fu_status fu_store_tags(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char ***texts, size_t *count, struct fu_error *error);

/* Pending follow-ups in which a person shares (and has not left) whose letter belongs to a thread:
 * its Message-ID, In-Reply-To, or one of its references, is among ids. By id. */
enum fu_status fu_store_thread(struct fu_store *store, struct fu_arena *arena, int64_t person,
    const char *const *ids, size_t id_count, int64_t **followups, size_t *count,
    struct fu_error *error);

/* An address in To or Cc of a letter, and the thread that the letter is in. */
struct fu_thread_address {
    const char *const *ids;
    size_t id_count;
    const char *address;
    const char *message_id; /* of the letter itself, which is no other one of its thread */
    int64_t person;         /* whose letter it is */
    bool held; /* also in another letter of theirs that was held; one of others counts always */
};

/* Whether some other letter of the thread (as above) of which a follow-up was made, be it over and
 * whoever's, or which was held, names the address in its To or Cc. */
enum fu_status fu_store_thread_names(struct fu_store *store, const struct fu_thread_address *thread,
    bool *names, struct fu_error *error);

/* Somebody who shares in a follow-up. mark finds them by token: any 63-bit number derived from it.
 */
struct fu_participant {
    int64_t followup;
    int64_t person;
    const char *address;
    bool owner;
    bool left;
    bool paused; /* the person is */
};

/* The same person again changes nothing: who left stays away. */
enum fu_status fu_store_participant_add(struct fu_store *store, int64_t followup, int64_t person,
    bool owner, int64_t mark, struct fu_error *error);
enum fu_status fu_store_participants(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, struct fu_participant **participants, size_t *count, struct fu_error *error);
/* All with that mark (usually one). */
enum fu_status fu_store_participants_marked(struct fu_store *store, struct fu_arena *arena,
    int64_t mark, struct fu_participant **participants, size_t *count, struct fu_error *error);
enum fu_status fu_store_participant_leave(struct fu_store *store, int64_t followup, int64_t person,
    bool left, fu_instant now, struct fu_error *error);

/* The mark of one. */
struct fu_token_mark {
    int64_t followup, person, mark;
};
/* Those behind one, by follow-up and person; at most most. */
enum fu_status fu_store_marks(struct fu_store *store, struct fu_arena *arena,
    const struct fu_token_mark *after, int64_t most, struct fu_token_mark **marks, size_t *count,
    struct fu_error *error);
/* Writes it. */
enum fu_status fu_store_mark_set(
    struct fu_store *store, const struct fu_token_mark *mark, struct fu_error *error);

/* Adds it and sets id. A moment that the follow-up has already for the same person, both its own or both
 * snoozes: FU_OK and the id of the one there is, made pending again. */
enum fu_status fu_store_occurrence_add(
    struct fu_store *store, struct fu_occurrence *occurrence, struct fu_error *error);
enum fu_status fu_store_occurrence_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_occurrence **occurrence, struct fu_error *error);
/* Writes moment, state and folded. FU_BAD_INPUT when the follow-up has another one of its kind at that
 * moment (for that person). */
enum fu_status fu_store_occurrence_set(
    struct fu_store *store, const struct fu_occurrence *occurrence, struct fu_error *error);
/* Of one follow-up, by moment; what is pending is found without going through what has been. states is a mask of 1 << enum fu_occurrence_state; from a moment on
 * (FU_NEVER: all). */
enum fu_status fu_store_occurrences(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, unsigned states, fu_instant from, struct fu_occurrence **occurrences,
    size_t *count, struct fu_error *error);
/* The one that came last, fired or done: of those done only up to a moment (FU_NEVER: only those of
 * which a mail was made); unless person is 0, without what others than that person snoozed.
 * *occurrence is NULL when none came. */
enum fu_status fu_store_occurrence_last(struct fu_store *store, struct fu_arena *arena,
    int64_t followup, fu_instant until, int64_t person, struct fu_occurrence **occurrence,
    struct fu_error *error);
/* Where an occurrence comes from: the moment of the first that it brings once more, through all
 * between, and how many there are with it (1: it is the first). What was cancelled never came: a
 * later one was folded into an earlier mail, or it was moved before. */
enum fu_status fu_store_occurrence_origin(struct fu_store *store, int64_t id, fu_instant *first,
    int64_t *count, struct fu_error *error);
/* *earlier is the occurrence that fired last before this one, for its person or for all, if its
 * mail to that person waits, is to go out, and cannot have arrived; 0 otherwise. */
enum fu_status fu_store_occurrence_waiting(struct fu_store *store,
    const struct fu_occurrence *occurrence, int64_t person, int64_t *earlier,
    struct fu_error *error);
/* Pending ones of pending follow-ups with moment <= now, oldest first. Where there are most or more,
 * every owner's first come before anybody's second, and so on. */
enum fu_status fu_store_due(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    size_t most, struct fu_occurrence **occurrences, size_t *count, struct fu_error *error);

/* Adds it and sets event->id. */
enum fu_status fu_store_event_add(
    struct fu_store *store, struct fu_event *event, struct fu_error *error);
/* Oldest first. */
enum fu_status fu_store_events(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    struct fu_event **events, size_t *count, struct fu_error *error);
enum fu_status fu_store_event_undone(struct fu_store *store, int64_t id, struct fu_error *error);

#endif
