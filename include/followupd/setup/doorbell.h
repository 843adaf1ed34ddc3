/* The doorbell: a FIFO in the state folder. Whoever writes something that may be due sooner rings
 * it; the outbox hears. */
#ifndef FOLLOWUPD_SETUP_DOORBELL_H
#define FOLLOWUPD_SETUP_DOORBELL_H

#include <stdbool.h>

#include "followupd/base/status.h"

/* Makes the FIFO (0600) unless it is there and opens it so that reading never ends and ringing
 * never blocks. *fd is close-on-exec. FU_TEMPORARY: not for now, as on a full disk; FU_PERMANENT:
 * not until somebody mends it. */
enum fu_status fu_doorbell_open(const char *path, int *fd, struct fu_error *error);

/* Rings; nobody listening or a bell that is ringing already is fine. */
void fu_doorbell_ring(const char *path);

/* Rings for somebody who does not want to wait until a server that was in trouble is tried again.
 */
void fu_doorbell_hurry(const char *path);

/* Takes all rings that have come; whether one of them was in a hurry. */
bool fu_doorbell_answer(int fd);

#endif
