/* An IMAP session: connect, verify, fetch what is new, wait, file away. libetpan speaks IMAP over a
 * connection that libcurl opened, secured and logged in (DESIGN.md section 5).
 *
 * Any FU_TEMPORARY from a session that is not about one mail means: close it and connect again
 * later. No call waits longer than its deadline. */
#ifndef FOLLOWUPD_INTAKE_SESSION_H
#define FOLLOWUPD_INTAKE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

enum { FU_BATCH_MAX = 500, FU_BATCH_BYTES_MAX = 32 * 1024 * 1024, FU_PARTIAL = 256 * 1024 };

/* Of a header block at most this much is fetched; of a search at most so many UIDs are taken. */
enum { FU_HEADERS_MAX = 128 * 1024, FU_SEARCH_MAX = 1000 * 1000 };

/* What a command may take in all, and how long the line may be silent; seconds. */
enum {
    FU_CONNECT_DEADLINE = 60,
    FU_COMMAND_DEADLINE = 60,
    FU_FETCH_DEADLINE = 600,
    FU_IDLE_START_DEADLINE = 20,
    FU_INTAKE_STOP_DEADLINE = 5 /* what is under way, once it is told to stop */
};

/* A mail that is fetched alone has a second more for so many octets: over the slowest line that a
 * mailbox is read by, the largest mail comes in some time. */
enum { FU_FETCH_RATE = 4096 };

/* The longest IDLE: fu_session_wait returns by then, whatever it was asked for, since servers and
 * routers forget older ones. */
enum { FU_IDLE_MAX = 9 * 60 };

enum fu_tls { FU_TLS_IMPLICIT = 0, FU_TLS_STARTTLS, FU_TLS_NONE };

struct fu_intake_settings {
    const char *url; /* imaps://host[:port] or imap://host[:port] */
    enum fu_tls tls;
    const char *user;
    const char *auth; /* auto login plain xoauth2 oauthbearer */
    const char *mailbox;
    const char *done_mailbox; /* "": leave mails where they are, flagged with FU_KEYWORD */
    const char *ca_file;      /* "": the system's */
    int64_t max_mail;         /* octets; of a longer mail the first FU_PARTIAL are fetched */
    bool idle;
    /* Called while a long answer comes in, at most once a second; NULL is fine. */
    void (*alive)(void *context);
    void *context;
    /* Once it is set, connecting ends, and what is under way has the stop's deadline left. NULL is
     * fine. */
    const volatile bool *stop;
    /* Set when the login was tried and refused for good; NULL is fine. */
    bool *login_refused;
    /* Seconds; 0: the constants above. The command's is also the longest silence within a fetch. */
    int64_t connect_deadline, command_deadline, fetch_deadline, idle_start_deadline, stop_deadline;
};

/* Set on a handled mail where it stays in the inbox. */
#define FU_KEYWORD "$FollowUp"

struct fu_session;

struct fu_session_info {
    uint32_t validity;
    uint32_t next_uid; /* 0 when the server does not say */
    uint32_t exists;
    bool has_idle, has_move, has_uidplus;
    bool keeps_keywords; /* PERMANENTFLAGS has \* or FU_KEYWORD */
    bool read_only;
    fu_instant certificate_ends; /* of the server; 0 when it showed none */
    size_t missed; /* mails that were gone when they were to be moved, since it was opened; of a
                      server that never says what it moved (COPYUID, RFC 4315 section 3) none */
};

/* Connects, logs in, opens the mailbox. FU_TEMPORARY: cannot be reached, or refused for now.
 * FU_PERMANENT: the login or the mailbox is refused, or there is no STARTTLS or no certificate that
 * we accept, and then nothing of the login was sent. The sentence names server, cause and cure. */
enum fu_status fu_session_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_session **session, struct fu_error *error);

/* Says LOGOUT where that is possible at once, closes, frees, sets *session to NULL. A NULL session
 * is fine. */
void fu_session_close(struct fu_session **session);

/* As the last command left it; the session's own. */
const struct fu_session_info *fu_session_info(const struct fu_session *session);

/* UIDs above `after`, ascending, in the arena. Also refreshes info. */
enum fu_status fu_session_search(struct fu_session *session, uint32_t after, struct fu_arena *arena,
    uint32_t **uids, size_t *count, struct fu_error *error);

/* UIDs of mails that arrived on the day of that moment (UTC) or later, ascending. */
enum fu_status fu_session_search_since(struct fu_session *session, fu_instant moment,
    struct fu_arena *arena, uint32_t **uids, size_t *count, struct fu_error *error);

/* UIDs above 0 whose HEADER name contains value, ascending (for recover and check --round-trip). */
enum fu_status fu_session_search_header(struct fu_session *session, const char *name,
    const char *value, struct fu_arena *arena, uint32_t **uids, size_t *count,
    struct fu_error *error);

struct fu_fetched {
    uint32_t uid;
    uint64_t size;      /* RFC822.SIZE */
    fu_instant arrived; /* INTERNALDATE; FU_NEVER when the server gives none */
    const char *bytes;  /* in the arena; NULL when only sizes were asked for or the batch is full */
    size_t length;
    bool whole; /* bytes are the whole mail (the whole header block) */
};

enum fu_fetch { FU_FETCH_SIZE, FU_FETCH_HEADERS, FU_FETCH_MAIL };

/* Fetches count UIDs (at most FU_BATCH_MAX, in any order) by PEEK. *fetched has one row for each
 * that still exists, ascending: one that vanished is not an error.
 *
 * A batch that the library cannot parse, that the server refuses, or that brings more than was
 * asked for is FU_TEMPORARY with *one_by_one set: the caller opens a new session and asks for each
 * alone, and one that fails alone with *one_by_one set is the mail's fault. A refusal of one alone
 * and a line that breaks or is too slow may be nobody's.
 *
 * Bytes are complete (checked against the literal) or the row says whole = false: of a mail over
 * max_mail come the first FU_PARTIAL octets, of a header block the first FU_HEADERS_MAX.
 * FU_FETCH_MAIL gives about FU_BATCH_BYTES_MAX at most, but always the first mail: a row behind
 * that has bytes == NULL and is asked for again. */
enum fu_status fu_session_fetch(struct fu_session *session, enum fu_fetch what,
    const uint32_t *uids, size_t count, struct fu_arena *arena, struct fu_fetched **fetched,
    size_t *found, bool *one_by_one, struct fu_error *error);

/* Files handled mails away: MOVE to done_mailbox (made if missing), else the keyword where the
 * server keeps keywords, else nothing. Plain COPY + EXPUNGE is never used. Repeating it is
 * harmless. */
enum fu_status fu_session_file(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error);

/* Waits until the server says something new, wake_fd becomes readable (*woken), or seconds passed.
 * With IDLE where the server and the settings have it, else only wake_fd and time. FU_OK means look
 * for new mail. */
enum fu_status fu_session_wait(
    struct fu_session *session, int64_t seconds, int wake_fd, bool *woken, struct fu_error *error);

#endif
