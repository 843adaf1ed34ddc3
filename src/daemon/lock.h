/* One daemon on one state folder. */
#ifndef DAEMON_LOCK_H
#define DAEMON_LOCK_H

#include "followupd/base/status.h"

/* Takes the lock and keeps it while this process or any child of it lives: a new daemon never meets
 * the outbox of an old one. FU_TEMPORARY: another holds it, and the sentence says which process; or
 * the file cannot be had for now, as on a full disk. FU_PERMANENT: it cannot be had. */
enum fu_status fu_lock_take(const char *path, int *fd, struct fu_error *error);

/* Has the lock that was taken say why the last new configuration was refused: a sentence that
 * followupctl reads, in the file's second line. "" takes it away, and so does who takes the lock
 * next. What a full disk does not take is lost. */
void fu_lock_note(int fd, const char *sentence);

#endif
