/* Preparing with another list of steps than the program's own. */
#ifndef FOLLOWUPD_SRC_STORE_PREPARE_H
#define FOLLOWUPD_SRC_STORE_PREPARE_H

#include <stddef.h>

#include "followupd/base/status.h"

/* As fu_store_prepare, with `count` steps (schema.h). */
enum fu_status fu_store_prepare_with(
    const char *folder, const char *const *steps, size_t count, struct fu_error *error);

#endif
