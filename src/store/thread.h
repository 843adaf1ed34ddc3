/* Which letters belong to which thread. */
#ifndef FOLLOWUPD_SRC_STORE_THREAD_H
#define FOLLOWUPD_SRC_STORE_THREAD_H

#include "followupd/store/letters.h"

/* Notes the ids of a letter; forgets them. */
enum fu_status fu_thread_add(
    struct fu_store *store, const struct fu_stored_letter *letter, struct fu_error *error);
enum fu_status fu_thread_forget(struct fu_store *store, int64_t letter, struct fu_error *error);

#endif
