/* What another copy of the same store knows: the one that a backup replaces, as it went on since.
 * NULL is none, and one that fails is as none. */
#ifndef FOLLOWUP_REPLACED_H
#define FOLLOWUP_REPLACED_H

#include "followupd/store/withheld.h"
#include "owed.h"

/* What it knows of a reminder mail. */
enum fu_status fu_replaced_ask(struct turn_context *turn, struct fu_store *record,
    const struct fu_delivery *row, enum fu_known *known, struct fu_error *error);

/* The same of another mail than a reminder. */
enum fu_known fu_replaced_ask_message(
    struct turn_context *turn, struct fu_store *record, const struct fu_delivery *row);

/* Takes over what came and was put off since then: by a link, on a page or by the operator, of
 * which there is no mail that could be read again. Adds to *count. Within a transaction. */
enum fu_status fu_replaced_put_off(struct turn_context *turn, struct fu_store *record,
    fu_instant since, int64_t *count, struct fu_error *error);

#endif
