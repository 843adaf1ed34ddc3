/* Numbers that are never given twice. */
#ifndef FOLLOWUPD_SRC_STORE_SEQUENCE_H
#define FOLLOWUPD_SRC_STORE_SEQUENCE_H

#include "followupd/store/store.h"

/* In a backup that is about to take the place of folder's database: whatever that one counted on
 * from there is not counted again, an address of a calendar that it knows as ended stays so, and no
 * session of the backup is good. */
enum fu_status fu_sequence_leave(
    struct fu_store *backup, const char *folder, struct fu_error *error);

#endif
