/* Raw bytes to a letter. Runs in the confined reader. */
#ifndef FOLLOWUPD_MAIL_READ_H
#define FOLLOWUPD_MAIL_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/record/letter.h"
#include "followupd/record/rules.h"

/* Which headers our own servers wrote. */
struct fu_reading {
    struct fu_texts recipient_headers; /* in order of trust */
    int trusted_received;              /* Received lines from the top that are ours; 0: none is */
    const char *authserv_id; /* "" : no results count; FU_AUTHSERV_NONE: those without a name do */
    bool results_first; /* results_position = first: the first of our authserv_id in the whole
                           header */
};

/* Once per process, before it gives up the file system: starts the library and opens the named
 * charset converters. Without it each is opened when a mail first needs it. */
void fu_mail_read_start(void);

/* Measures, then parses. FU_OK and *letter (in the arena); FU_PERMANENT when a limit is broken or
 * the bytes hold no header at all. whole says that the bytes are the whole mail, not its headers or
 * its beginning alone. */
enum fu_status fu_mail_read(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, size_t length, bool whole, struct fu_letter **letter,
    struct fu_error *error);

/* An attachment's decoded bytes, up to limit in all. */
struct fu_part {
    const char *name;
    const char *type;
    const char *bytes;
    size_t length;
};

/* The attachments of a whole mail, as many from the start as fit limit bytes together; *left_out
 * counts the others. */
enum fu_status fu_mail_attachments(struct fu_arena *arena, const char *bytes, size_t length,
    size_t limit, struct fu_part **parts, size_t *count, size_t *left_out, struct fu_error *error);

#endif
