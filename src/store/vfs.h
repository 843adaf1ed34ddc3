/* How SQLite reaches the disk. */
#ifndef FOLLOWUPD_SRC_STORE_VFS_H
#define FOLLOWUPD_SRC_STORE_VFS_H

#include <stdint.h>

/* The name of the file system that every connection is opened with. NULL, which SQLite takes for
 * its own, while there is no memory for it; then opening fails too. */
const char *fu_vfs(void);

/* How many reads have failed in this process so far. Who looks at a database page by page has to
 * ask: a check of SQLite's tells a page that cannot be read as one of its findings. */
int64_t fu_vfs_failures(void);

#endif
