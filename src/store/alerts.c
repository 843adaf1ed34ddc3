/* Alerts, certificates, and the other things an alert may be about. */
#include "followupd/store/alerts.h"

#include "connection.h"
#include "rows.h"

enum fu_status fu_store_alerts(struct fu_store *store, struct fu_arena *arena,
    struct fu_stored_alert **alerts, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **alerts);
    fu_query_open(&query, store, FU_SQL_ALERT_ALL);
    while (fu_query_row(&query)) {
        struct fu_stored_alert *alert = fu_rows_add(&rows);
        alert->kind = fu_take_text(&query, arena);
        alert->sentence = fu_take_text(&query, arena);
        alert->since = fu_take_int(&query);
        alert->told = fu_take_moment(&query);
    }
    *alerts = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_alert_set(
    struct fu_store *store, const struct fu_stored_alert *alert, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ALERT_SET);
    fu_put_text(&query, alert->kind);
    fu_put_text(&query, alert->sentence);
    fu_put_int(&query, alert->since);
    fu_put_moment(&query, alert->told);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_alert_end(struct fu_store *store, const char *kind, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_ALERT_END);
    fu_put_text(&query, kind);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_certificate_set(
    struct fu_store *store, const struct fu_certificate *certificate, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_CERTIFICATE_SET);
    fu_put_text(&query, certificate->server);
    fu_put_int(&query, certificate->ends);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_certificate_end(
    struct fu_store *store, const char *server, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_CERTIFICATE_END);
    fu_put_text(&query, server);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_certificates(struct fu_store *store, struct fu_arena *arena,
    fu_instant before, struct fu_certificate **certificates, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **certificates);
    fu_query_open(&query, store, FU_SQL_CERTIFICATE_ENDING);
    fu_put_int(&query, before);
    while (fu_query_row(&query)) {
        struct fu_certificate *certificate = fu_rows_add(&rows);
        certificate->server = fu_take_text(&query, arena);
        certificate->ends = fu_take_int(&query);
    }
    *certificates = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_doubted(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    size_t most, struct fu_doubted **senders, size_t *count, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **senders);
    fu_query_open(&query, store, FU_SQL_TRACE_DOUBTED);
    fu_put_int(&query, since);
    fu_put_count(&query, most);
    while (fu_query_row(&query)) {
        struct fu_doubted *sender = fu_rows_add(&rows);
        sender->sender = fu_take_text(&query, arena);
        sender->reason = fu_take_text(&query, arena);
        sender->cure = fu_take_text(&query, arena);
        sender->first = fu_take_int(&query);
        sender->mails = fu_take_int(&query);
    }
    *senders = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_unsent(struct fu_store *store, struct fu_arena *arena, fu_instant since,
    const char *except, size_t most, struct fu_unsent **rows, size_t *count, int64_t *total,
    struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows gathered = fu_rows_of(sizeof **rows);
    fu_query_open(&query, store, FU_SQL_EVENT_UNSENT);
    fu_put_int(&query, since);
    fu_put_text(&query, except);
    fu_put_count(&query, most);
    *total = 0;
    while (fu_query_row(&query)) {
        struct fu_unsent *row = fu_rows_add(&gathered);
        row->followup = fu_take_int(&query);
        row->why = fu_take_text(&query, arena);
        row->at = fu_take_int(&query);
        *total = fu_take_int(&query);
    }
    *rows = fu_rows_end(&gathered, arena, count);
    return fu_query_close(&query, error);
}

enum fu_status fu_store_delayed(struct fu_store *store, struct fu_arena *arena, fu_instant *since,
    const char **why, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_PARCEL_DELAYED);
    *since = FU_NEVER;
    *why = "";
    if (fu_query_row(&query)) {
        *since = fu_take_moment(&query);
        *why = fu_take_text(&query, arena);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_paused(struct fu_store *store, struct fu_arena *arena, size_t most,
    const char ***addresses, size_t *count, int64_t *total, struct fu_error *error)
{
    struct fu_query query;
    struct fu_rows rows = fu_rows_of(sizeof **addresses);
    fu_query_open(&query, store, FU_SQL_PERSON_PAUSED);
    fu_put_count(&query, most);
    *total = 0;
    while (fu_query_row(&query)) {
        *(const char **)fu_rows_add(&rows) = fu_take_text(&query, arena);
        *total = fu_take_int(&query);
    }
    *addresses = fu_rows_end(&rows, arena, count);
    return fu_query_close(&query, error);
}
