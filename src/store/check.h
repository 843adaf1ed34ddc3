/* Checking the database page by page. */
#ifndef FOLLOWUPD_SRC_STORE_CHECK_H
#define FOLLOWUPD_SRC_STORE_CHECK_H

#include "connection.h"

/* FU_PERMANENT with SQLite's first finding when it is damaged. */
enum fu_status fu_check(struct fu_store *store, struct fu_error *error);

#endif
