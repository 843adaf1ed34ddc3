/* Small files: read whole with a limit, written so that a crash leaves the old or the new one. */
#ifndef FOLLOWUPD_BASE_FILE_H
#define FOLLOWUPD_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/status.h"

/* Reads a regular file into buffer (initialised; its limit holds). With secret set, a file whose
 * mode lets group or others read it is FU_BAD_INPUT, with the chmod that cures it. A file over the
 * limit is FU_BAD_INPUT. What buffer held before is gone; after a failure it may hold part of the
 * file. A failed call leaves its errno. */
enum fu_status fu_file_read(
    const char *path, bool secret, struct fu_buffer *buffer, struct fu_error *error);

/* Writes a file of mode 0600: temporary file in the same folder, fsync, rename, fsync of the
 * folder. */
enum fu_status fu_file_write(
    const char *path, const void *bytes, size_t length, struct fu_error *error);

/* As fu_file_write where there is no such file yet; an existing one is left alone: FU_PERMANENT,
 * errno EEXIST. */
enum fu_status fu_file_create(
    const char *path, const void *bytes, size_t length, struct fu_error *error);

/* Whether every user of this machine may write the file or folder; false when it cannot be looked
 * at. */
bool fu_writable_by_all(const char *path);

/* Which network file system a folder is on, by what statfs calls its type: “NFS”, “SMB” or “AFS”.
 * NULL for any other, also one that a container or a virtual machine has from its host. */
const char *fu_network_file_system(uint32_t type);

/* FU_PERMANENT where path is on a network file system: locks and syncs there are not what a
 * database relies on. */
enum fu_status fu_folder_is_local(const char *path, struct fu_error *error);

/* Makes the folder (0700), on disk when the call returns, unless it is there, and makes sure it is
 * a folder on this machine that we may write, and not everybody. */
enum fu_status fu_folder_ensure(const char *path, struct fu_error *error);

/* From here on what the process makes is for its user alone, and a crash leaves no image of its
 * memory, which may hold passwords and mail, on disk. */
void fu_keep_private(void);

/* Close-on-exec and non-blocking flags; false and errno when fcntl fails. */
bool fu_set_cloexec(int fd);
bool fu_set_nonblocking(int fd);

#endif
