/* People and their settings. Writing needs a transaction. */
#ifndef FOLLOWUPD_STORE_PEOPLE_H
#define FOLLOWUPD_STORE_PEOPLE_H

#include "followupd/record/person.h"
#include "followupd/store/store.h"

/* By address or alias (canonical); *person is NULL when there is none. */
enum fu_status fu_store_person_find(struct fu_store *store, struct fu_arena *arena,
    const char *address, struct fu_person **person, struct fu_error *error);
enum fu_status fu_store_person_get(struct fu_store *store, struct fu_arena *arena, int64_t id,
    struct fu_person **person, struct fu_error *error);

/* Everybody, by address. */
enum fu_status fu_store_people(struct fu_store *store, struct fu_arena *arena,
    struct fu_person **people, size_t *count, struct fu_error *error);

/* Adds person (id and aliases are ignored) and sets person->id. */
enum fu_status fu_store_person_add(
    struct fu_store *store, struct fu_person *person, struct fu_error *error);

/* Writes address, name, preferences, generation, paused and aliases of person->id. FU_BAD_INPUT
 * when an address or alias is somebody else's already. */
enum fu_status fu_store_person_set(
    struct fu_store *store, const struct fu_person *person, struct fu_error *error);

/* Counts a mail of theirs that asked for something. */
enum fu_status fu_store_person_asked(
    struct fu_store *store, int64_t id, fu_instant now, struct fu_error *error);

/* Pending follow-ups they own, and mails of theirs that asked for something between two moments, of
 * which the whole minutes count. */
enum fu_status fu_store_person_load(struct fu_store *store, int64_t id, fu_instant since,
    fu_instant until, int64_t *pending, int64_t *letters, struct fu_error *error);

/* Notes that they used a cadence, by its canonical spelling; *fresh: for the first time. */
enum fu_status fu_store_person_habit(
    struct fu_store *store, int64_t id, const char *text, bool *fresh, struct fu_error *error);

/* Seconds: the clocks of two processes that write at once are closer together. What was written
 * further ahead was written by a clock that has been set back since. */
enum { FU_STORE_APART = 3600 };

/* Counts one more time of a thing that is said to them now and then only; *times is how often it
 * came up within `window` seconds from the first, 1 for the first; a first time that
 * lies further ahead than FU_STORE_APART counts no more. what is a text of ours. */
enum fu_status fu_store_person_told(struct fu_store *store, int64_t id, const char *what,
    fu_instant now, int64_t window, int64_t *times, struct fu_error *error);

/* How often that came up by now, without counting: 0 where a next time would be the first. */
enum fu_status fu_store_person_was_told(struct fu_store *store, int64_t id, const char *what,
    fu_instant now, int64_t window, int64_t *times, struct fu_error *error);

/* What went with a person. */
struct fu_erased {
    int64_t followups; /* they owned, with their history */
    int64_t shared;    /* of others, in which they shared */
    int64_t letters;
    int64_t mails;  /* deliveries and messages to them */
    int64_t traces; /* of their mails */
};

/* Forgets a person wholly. Counting what would go is erasing and rolling back. Request digests
 * stay, so that their old mails make nothing when they are met again. */
enum fu_status fu_store_person_erase(
    struct fu_store *store, int64_t id, struct fu_erased *erased, struct fu_error *error);

#endif
