/* Everything the store keeps, row by row, on its way out and back in.
 *
 * Numbers stay what they are: the tokens in mails that were sent are made from the numbers of
 * follow-ups and people, Message-IDs from those of occurrences and messages. So a row whose number
 * is taken is refused, never renumbered; how far numbers were given comes along, so that those of
 * what is gone stay its own. Not among the rows: the key, browser sessions, troubles and alerts,
 * and what only counts. */
#ifndef FOLLOWUPD_STORE_TRANSFER_H
#define FOLLOWUPD_STORE_TRANSFER_H

#include "followupd/store/store.h"

/* What a column holds. */
enum fu_column_kind {
    FU_COLUMN_NUMBER, /* from minimum to maximum of the column */
    FU_COLUMN_LINE,   /* clean text of one line */
    FU_COLUMN_TEXT,   /* clean text; may hold line feeds and tabs */
    FU_COLUMN_ADDRESS,
    FU_COLUMN_BYTES
};

struct fu_column {
    const char *name;
    enum fu_column_kind kind;
    bool may_be_null;
    int64_t minimum, maximum; /* of a number */
    int64_t missing;          /* the number that a schema without the column means */
};

enum { FU_COLUMNS_MAX = 26 };

struct fu_transfer_table {
    const char *name;
    const struct fu_column *columns;
    size_t column_count;
};

/* In the order in which they refer to each other. */
extern const struct fu_transfer_table fu_transfer_tables[];
extern const size_t fu_transfer_table_count;

/* NULL when there is none of that name. */
const struct fu_transfer_table *fu_transfer_find(const char *name);

/* A value; text and bytes are neither copied nor ended by a NUL. */
struct fu_value {
    bool null;
    int64_t number;
    const char *bytes;
    size_t length;
};

/* The newest schema this program knows. */
size_t fu_transfer_schema(void);

/* Takes a row on its way out; values are those of the table's columns, valid until it returns. */
typedef void fu_transfer_sink(
    void *context, const struct fu_transfer_table *table, const struct fu_value *values);

/* Hands out all rows, or those of one person (0: all), in an order that fu_transfer_put takes. They
 * come from a copy made for it, so that nobody waits for whoever reads them slowly. sink is called
 * until *failed is set. */
enum fu_status fu_store_transfer(struct fu_store *store, int64_t person, fu_transfer_sink *sink,
    void *context, const bool *failed, struct fu_error *error);

/* Makes a transaction ready for many rows, more than fit in memory; then each row is put, and
 * fu_transfer_end checks what only shows in the whole. FU_BAD_INPUT: the row's number is taken, it
 * names a row that is not there, or a value is none that its table allows; the caller rolls back.
 */
enum fu_status fu_transfer_begin(struct fu_store *store, struct fu_error *error);
enum fu_status fu_transfer_put(struct fu_store *store, const struct fu_transfer_table *table,
    const struct fu_value *values, struct fu_error *error);
enum fu_status fu_transfer_end(struct fu_store *store, struct fu_error *error);

#endif
