/* Deliveries and messages: what goes out. Writing needs a transaction. */
#ifndef FOLLOWUPD_STORE_DELIVERIES_H
#define FOLLOWUPD_STORE_DELIVERIES_H

#include "followupd/record/delivery.h"
#include "followupd/store/store.h"

/* Adds a delivery of an occurrence to a person at an address, claimed at once: state sending,
 * attempt 1. Sets delivery->id, state, attempts. The same (occurrence, person) again: FU_OK,
 * nothing added, id 0, unless that was ended before it could go out: then it begins anew, at this
 * address. */
enum fu_status fu_store_delivery_add(
    struct fu_store *store, struct fu_delivery *delivery, struct fu_error *error);

/* A mail that is ready to go: an answer, a refusal, an alert. */
struct fu_message {
    int64_t id;
    const char *sender; /* envelope; "" is the null sender */
    const char *recipient;
    const char *subject;
    const char *message_id;
    const char *bytes; /* the whole mail */
    size_t length;
    int64_t followup;   /* 0 */
    const char *unique; /* a text that may be used once; NULL: none */
};

/* Adds it, queued and due at `now`, and sets message->id. A unique text that was used already:
 * FU_OK, nothing added, id 0. */
enum fu_status fu_store_message_add(
    struct fu_store *store, struct fu_message *message, fu_instant now, struct fu_error *error);

/* The id that the next message will have (for its Message-ID), within the transaction. */
enum fu_status fu_store_message_next(struct fu_store *store, int64_t *id, struct fu_error *error);
/* *message is NULL when there is none; one that is sent has no bytes. */
enum fu_status fu_store_message_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_message **message, struct fu_error *error);

/* No mail waits for its next attempt for so many seconds: one that seems to was put off by a clock
 * that was ahead. */
enum { FU_STORE_WAIT_MAX = 2 * 3600 };

/* Finds queued deliveries and messages whose next attempt has come, oldest first, and then those
 * whose next attempt lies further ahead than FU_STORE_WAIT_MAX. Where there are most or more, everybody's
 * first come before anybody's second, and so on. Only kind and id are filled. */
enum fu_status fu_store_ready(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    size_t most, struct fu_delivery **rows, size_t *count, struct fu_error *error);
/* Claims the one of that kind and id, and reads it: state sending, one attempt more; written now,
 * to where its person is now, unless one before may have arrived. */
enum fu_status fu_store_claim(struct fu_store *store, struct fu_arena *arena, fu_instant now,
    struct fu_delivery *row, struct fu_error *error);

/* What is in state sending: left by an outbox that died. */
enum fu_status fu_store_sending(struct fu_store *store, struct fu_arena *arena,
    struct fu_delivery **rows, size_t *count, struct fu_error *error);

/* Puts a delivery into the bundle of that number (by custom the id of its first); 0 takes it out.
 */
enum fu_status fu_store_bundle_set(
    struct fu_store *store, int64_t delivery, int64_t bundle, struct fu_error *error);
/* The deliveries of a bundle, by id; not those that were put aside. */
enum fu_status fu_store_bundle(struct fu_store *store, struct fu_arena *arena, int64_t bundle,
    struct fu_delivery **rows, size_t *count, struct fu_error *error);
/* Claims what of a bundle is queued, whenever its next attempt would come, and returns just that:
 * an attempt is made with all of it or not at all. */
enum fu_status fu_store_bundle_claim(struct fu_store *store, struct fu_arena *arena, int64_t bundle,
    fu_instant now, struct fu_delivery **rows, size_t *count, struct fu_error *error);

/* Writes state, unsure, next_attempt and answer of one row (kind and id). A message that is sent
 * loses its bytes. */
enum fu_status fu_store_delivery_set(
    struct fu_store *store, const struct fu_delivery *row, struct fu_error *error);

/* Writes the answer of a delivery alone. */
enum fu_status fu_store_delivery_note(
    struct fu_store *store, int64_t id, const char *answer, struct fu_error *error);

/* Its time to expire begins anew, at now. */
enum fu_status fu_store_delivery_anew(struct fu_store *store, enum fu_parcel_kind kind, int64_t id,
    fu_instant now, struct fu_error *error);

/* Gives an attempt back that was not made (outcome none): queued, due at once, attempts - 1.
 * FU_PERMANENT when it is not in state sending. */
enum fu_status fu_store_delivery_unclaim(
    struct fu_store *store, enum fu_parcel_kind kind, int64_t id, struct fu_error *error);

/* *row is NULL when there is none. */
enum fu_status fu_store_delivery_get(struct fu_store *store, struct fu_arena *arena,
    enum fu_parcel_kind kind, int64_t id, struct fu_delivery **row, struct fu_error *error);

/* Waiting, failed and unsure ones, both kinds, newest last. */
enum fu_status fu_store_queue(struct fu_store *store, struct fu_arena *arena,
    struct fu_delivery **rows, size_t *count, struct fu_error *error);

/* All deliveries of a follow-up, oldest first. */
enum fu_status fu_store_deliveries(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    struct fu_delivery **rows, size_t *count, struct fu_error *error);

/* How far the mails of an occurrence are. */
struct fu_settled {
    bool all;     /* every one is sent, has failed, or is unsure */
    int64_t sent; /* how many are sent */
    bool wanted;  /* one of them was not dropped as nobody's wish any more (FU_UNWANTED_ANSWER) */
};

/* Counts the deliveries of an occurrence by how far they are. */
enum fu_status fu_store_occurrence_settled(struct fu_store *store, int64_t occurrence,
    struct fu_settled *settled, struct fu_error *error);

/* What failed and is owed still, once an address works again. */
struct fu_resumed {
    int64_t person;
    const char *address; /* theirs */
    const char *answer;  /* of deliveries that were not tried */
    fu_instant refused;  /* those made since then failed for the same reason; FU_NEVER: none did */
    const char *except;  /* the answer of those that nobody wants any more */
    fu_instant since;    /* those made since then may have failed for a while only; FU_NEVER: none */
    const char *like[2]; /* their answers, as patterns: "%" stands for any text */
};

/* Those deliveries of the person's are queued anew, as of now, to their address of today;
 * *followups are the follow-ups of each. Of each it is the last one that went to them, as long as
 * the person shares in it, it was not cancelled since, and it is not done: what its owner
 * is done with still goes to the others, unless it is a task. */
enum fu_status fu_store_deliveries_resume(struct fu_store *store, struct fu_arena *arena,
    const struct fu_resumed *resumed, fu_instant now, int64_t **followups, size_t *count,
    struct fu_error *error);

/* After something of a follow-up was taken back: those that failed with that answer are queued
 * anew, as of now, unless it is cancelled, their person has left, or it is done for them. What
 * waits and was ended by something else as well says that it was. */
enum fu_status fu_store_deliveries_return(struct fu_store *store, int64_t followup,
    const char *answer, fu_instant now, struct fu_error *error);

#endif
