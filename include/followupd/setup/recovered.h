/* The mails that followupctl recover has moved back into their inbox: a file `recovered` in the
 * state folder, of the moments at which they arrived. What they ask for may have been done before,
 * by a store that is lost. */
#ifndef FOLLOWUPD_SETUP_RECOVERED_H
#define FOLLOWUPD_SETUP_RECOVERED_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

struct fu_recovered {
    fu_instant *arrived; /* ascending */
    size_t count;
};

/* Reads the file; none is fine. Not FU_OK: it cannot be read, and nobody knows. */
enum fu_status fu_recovered_read(const char *path, struct fu_arena *arena,
    struct fu_recovered *recovered, struct fu_error *error);

/* Adds mails by their INTERNALDATE. On disk when it returns FU_OK: only then are they moved. */
enum fu_status fu_recovered_add(
    const char *path, const fu_instant *arrived, size_t count, struct fu_error *error);

/* Removes the file when nothing was added since that moment: what was moved back has long been taken
 * by then. */
void fu_recovered_forget(const char *path, fu_instant before);

/* Whether a mail that arrived then is one of them. Moments are whole seconds, so that another one
 * may be taken for it: what is due of that is held, too, and told. */
bool fu_recovered_has(const struct fu_recovered *recovered, fu_instant arrived);

#endif
