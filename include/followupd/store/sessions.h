/* Signing in: links that were mailed, and browsers that are signed in. Both are known by the digest
 * of their token only. Writing needs a transaction; fu_store_prune takes expired ones away. */
#ifndef FOLLOWUPD_STORE_SESSIONS_H
#define FOLLOWUPD_STORE_SESSIONS_H

#include "followupd/base/token.h"
#include "followupd/store/store.h"

enum fu_session_kind {
    FU_SESSION_LINK = 0, /* opens one browser session, once */
    FU_SESSION_BROWSER
};

/* Adds one; the digest is of a token that nobody can guess. */
enum fu_status fu_store_session_add(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], int64_t person, fu_instant expires,
    struct fu_error *error);

/* Whose it is; 0 when there is none of that kind, or when it has expired at `now`. */
enum fu_status fu_store_session_find(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], fu_instant now, int64_t *person,
    struct fu_error *error);

/* Ends it: a link that is used, a browser that signs out. Whether there was one is *ended. */
enum fu_status fu_store_session_end(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], bool *ended, struct fu_error *error);

/* How many of a kind a person has that have not expired at `now`. */
enum fu_status fu_store_session_count(struct fu_store *store, enum fu_session_kind kind,
    int64_t person, fu_instant now, int64_t *count, struct fu_error *error);

/* Ends all of a person. */
enum fu_status fu_store_sessions_end(
    struct fu_store *store, int64_t person, struct fu_error *error);

#endif
