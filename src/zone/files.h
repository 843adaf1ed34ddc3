/* The only place where this room touches the disk. */
#ifndef FOLLOWUPD_ZONE_FILES_H
#define FOLLOWUPD_ZONE_FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "followupd/base/buffer.h"

/* What tells two versions of a file apart. */
struct fu_zone_mark {
    dev_t device;
    ino_t inode;
    off_t size;
    int64_t seconds; /* of its last change */
    long nanoseconds;
};

/* Segments of letters, digits, '_', '+' and '-' between single slashes, FU_ZONE_NAME_MAX bytes at
 * most; not the names that the system keeps beside the zones (localtime, posixrules, posix/…,
 * right/…). */
bool fu_zone_name_valid(const char *name);

/* The mark of a zone's file; false when there is none. The name is valid. */
bool fu_zone_file_mark(const char *name, struct fu_zone_mark *mark);

/* The bytes of a zone's file; false when there is none or it cannot be read. The name is valid. */
bool fu_zone_file_read(const char *name, struct fu_buffer *bytes);

/* Calls visit for every file below the folder of zones whose name is valid, in no order. */
void fu_zone_files_visit(void (*visit)(const char *name, void *context), void *context);

#endif
