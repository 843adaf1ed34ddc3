/* Sign-in links and browser sessions, by the digest of their token. */
#include "followupd/store/sessions.h"

#include "connection.h"
#include "words.h"

static void put_key(struct fu_query *query, enum fu_session_kind kind, const unsigned char *digest)
{
    fu_put_bytes(query, digest, FU_DIGEST_SIZE);
    fu_put_word(query, &fu_words_session, (int)kind);
}

enum fu_status fu_store_session_add(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], int64_t person, fu_instant expires,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_ADD);
    put_key(&query, kind, digest);
    fu_put_int(&query, person);
    fu_put_int(&query, expires);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_session_find(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], fu_instant now, int64_t *person,
    struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_FIND);
    put_key(&query, kind, digest);
    fu_put_int(&query, now);
    return fu_query_number(&query, person, error);
}

enum fu_status fu_store_session_end(struct fu_store *store, enum fu_session_kind kind,
    const unsigned char digest[FU_DIGEST_SIZE], bool *ended, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_END);
    put_key(&query, kind, digest);
    enum fu_status status = fu_query_run(&query, error);
    *ended = status == FU_OK && fu_store_changed(store);
    return status;
}

enum fu_status fu_store_session_count(struct fu_store *store, enum fu_session_kind kind,
    int64_t person, fu_instant now, int64_t *count, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_COUNT);
    fu_put_int(&query, person);
    fu_put_word(&query, &fu_words_session, (int)kind);
    fu_put_int(&query, now);
    return fu_query_number(&query, count, error);
}

enum fu_status fu_store_sessions_end(struct fu_store *store, int64_t person, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_SESSION_END_ALL);
    fu_put_int(&query, person);
    return fu_query_run(&query, error);
}
