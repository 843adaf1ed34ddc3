/* Days on which mail to an address failed for good: one row a day, however many mails. */
#include "followupd/store/refusals.h"

#include "connection.h"

enum fu_status fu_store_refusal_add(struct fu_store *store, const char *address, fu_instant sent,
    fu_instant now, const char *why, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_REFUSAL_ADD);
    fu_put_text(&query, address);
    fu_put_int(&query, sent);
    fu_put_int(&query, now);
    fu_put_text(&query, why);
    return fu_query_run(&query, error);
}

enum fu_status fu_store_refusals(struct fu_store *store, struct fu_arena *arena,
    const char *address, fu_instant since, struct fu_refusals *refusals, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_REFUSAL_OF);
    fu_put_text(&query, address);
    fu_put_int(&query, since);
    *refusals = (struct fu_refusals){.first = FU_NEVER, .last = FU_NEVER, .why = ""};
    if (fu_query_row(&query)) {
        refusals->days = fu_take_int(&query);
        refusals->first = fu_take_moment(&query);
        refusals->last = fu_take_moment(&query);
        refusals->why = fu_take_text(&query, arena);
    }
    return fu_query_close(&query, error);
}

enum fu_status fu_store_refusals_forget(
    struct fu_store *store, const char *address, struct fu_error *error)
{
    struct fu_query query;
    fu_query_open(&query, store, FU_SQL_REFUSAL_FORGET);
    fu_put_text(&query, address);
    return fu_query_run(&query, error);
}
