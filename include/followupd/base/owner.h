/* Whose files are: becoming the owner of a folder, and what cures a file that is somebody else's.
 */
#ifndef FOLLOWUPD_BASE_OWNER_H
#define FOLLOWUPD_BASE_OWNER_H

#include <stddef.h>
#include <sys/types.h>

#include "followupd/base/status.h"

/* Room for a user's name, and for a cure; longer ones are cut. */
enum { FU_OWNER_NAME_MAX = 64, FU_OWNER_CURE_MAX = 384 };

/* As root, becomes the user who owns the folder, with the groups that user has, for good: what is
 * made and read from then on is so as by that user. Anybody else stays who they are, and so does
 * root where the folder is not there or root's, and root who may be nobody else (in some
 * containers). FU_PERMANENT where it fails otherwise. */
enum fu_status fu_owner_become(const char *folder, struct fu_error *error);

/* Writes the user's name to text, or the number of one without a name; returns text. */
const char *fu_owner_name(uid_t user, char text[FU_OWNER_NAME_MAX]);

/* Writes to text what cures a file that is kept from us since it, or its folder, belongs to another
 * user, as the end of a sentence: "; it belongs to root, …". "" where that is not why, or nobody
 * can say. A path that is long, or that a shell would read otherwise, is not in it. Returns text,
 * and leaves errno as it is. */
const char *fu_owner_cure(const char *path, char text[FU_OWNER_CURE_MAX]);

#endif
