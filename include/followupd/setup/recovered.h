/* The mails that are read again: a file `recovered` in the state folder, of the moments at which
 * those arrived that followupctl recover has moved back into their inbox, and of the times in which
 * those arrived that a restore has forgotten where they lie. What they ask for may have been done
 * before, by a store that is lost. */
#ifndef FOLLOWUPD_SETUP_RECOVERED_H
#define FOLLOWUPD_SETUP_RECOVERED_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

/* An inbox in which mails stay was read for so long by the store that a restore has replaced. */
struct fu_recovered_stay {
    const char *inbox; /* its name, or which mailbox it is (fu_known_account) */
    fu_instant from, to;
};

struct fu_recovered {
    fu_instant *arrived; /* ascending */
    size_t count;
    struct fu_recovered_stay *stays;
    size_t stay_count;
};

/* Reads the file; none is fine. Not FU_OK: it cannot be read, and nobody knows. */
enum fu_status fu_recovered_read(const char *path, struct fu_arena *arena,
    struct fu_recovered *recovered, struct fu_error *error);

/* Adds mails by their INTERNALDATE. On disk when it returns FU_OK: only then are they moved. */
enum fu_status fu_recovered_add(
    const char *path, const fu_instant *arrived, size_t count, struct fu_error *error);

/* Adds such a time, up to and with its last second. */
enum fu_status fu_recovered_add_stay(
    const char *path, const struct fu_recovered_stay *stay, struct fu_error *error);

/* Removes the file when nothing was added since that moment: what was moved back has long been taken
 * by then. */
void fu_recovered_forget(const char *path, fu_instant before);

/* Whether a mail that arrived then is one of them. Moments are whole seconds, so that another one
 * may be taken for it: what is due of that is held, too, and told. */
bool fu_recovered_has(const struct fu_recovered *recovered, fu_instant arrived);

/* Whether one that arrived then, and stays in what is called so, was read before the restore. */
bool fu_recovered_stays(
    const struct fu_recovered *recovered, const char *inbox, fu_instant arrived);

#endif
