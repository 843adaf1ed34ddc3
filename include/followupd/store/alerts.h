/* What somebody has been or is to be told about: the alerts, and what they are made of. Writing
 * needs a transaction. */
#ifndef FOLLOWUPD_STORE_ALERTS_H
#define FOLLOWUPD_STORE_ALERTS_H

#include "followupd/store/store.h"

struct fu_stored_alert {
    const char *kind;     /* "inbox main", "outbox", "due", "disk", … */
    const char *sentence; /* what is wrong */
    fu_instant since;     /* when that was first seen */
    fu_instant told;      /* when somebody was told last; FU_NEVER: not yet */
};

/* By kind. */
enum fu_status fu_store_alerts(struct fu_store *store, struct fu_arena *arena,
    struct fu_stored_alert **alerts, size_t *count, struct fu_error *error);
/* Adds it, or writes all of the one of that kind. */
enum fu_status fu_store_alert_set(
    struct fu_store *store, const struct fu_stored_alert *alert, struct fu_error *error);
/* Forgets it; none of that kind is fine. */
enum fu_status fu_store_alert_end(struct fu_store *store, const char *kind, struct fu_error *error);

/* The end of the certificate that a server showed at the last connection. */
struct fu_certificate {
    const char *server; /* "inbox main", "smtp" */
    fu_instant ends;
};

/* Writes it; the same again writes nothing. */
enum fu_status fu_store_certificate_set(
    struct fu_store *store, const struct fu_certificate *certificate, struct fu_error *error);
/* Forgets it; none of that server is fine. */
enum fu_status fu_store_certificate_end(
    struct fu_store *store, const char *server, struct fu_error *error);
/* Those that end before a moment, the soonest first. */
enum fu_status fu_store_certificates(struct fu_store *store, struct fu_arena *arena,
    fu_instant before, struct fu_certificate **certificates, size_t *count, struct fu_error *error);

/* An allowed sender whom nothing proved to be themselves. */
struct fu_doubted {
    const char *sender;
    const char *reason;
    const char *cure;
    fu_instant first; /* of these mails */
    int64_t mails;
};

/* Since a moment, among the last mails that came in; those who tried last first, at most most. */
enum fu_status fu_store_doubted(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    size_t most, struct fu_doubted **senders, size_t *count, struct fu_error *error);

/* A reminder that could not be sent, or of which nobody knows whether it arrived. */
struct fu_unsent {
    int64_t followup;
    const char *why;
    fu_instant at;
};

/* Since a moment, for other reasons than this one, the latest first, at most most; *total counts
 * them all. Only the last things that happened are looked through. */
enum fu_status fu_store_unsent(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    const char *except, size_t most, struct fu_unsent **rows, size_t *count, int64_t *total,
    struct fu_error *error);

/* The mail that has been tried for longest of those whose last attempt failed by trouble of ours: since
 * when, and that trouble. FU_NEVER in *since when there is none. */
enum fu_status fu_store_delayed(struct fu_store *store, struct fu_arena *arena, fu_instant *since,
    const char **why, struct fu_error *error);

/* Addresses of people to whom nothing is sent any more, at most most; *total counts them all. */
enum fu_status fu_store_paused(struct fu_store *store, struct fu_arena *arena, size_t most,
    const char ***addresses, size_t *count, int64_t *total, struct fu_error *error);

#endif
