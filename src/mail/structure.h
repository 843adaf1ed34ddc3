/* The MIME structure of a mail (RFC 2045, RFC 2046), found in one pass over its bytes without
 * recursion. The same pass keeps the limits of mail/limits.h, so that what was measured is what is
 * read. */
#ifndef FU_MAIL_STRUCTURE_H
#define FU_MAIL_STRUCTURE_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "lexer.h"

enum fu_entity_kind {
    FU_ENTITY_LEAF = 0,
    FU_ENTITY_MULTIPART, /* its parts are the entities that have it as parent */
    FU_ENTITY_MESSAGE    /* a mail within the mail; its one child is that mail */
};

struct fu_entity {
    enum fu_entity_kind kind;
    size_t parent;          /* place in the list; its own for the mail itself */
    struct fu_slice header; /* without the empty line */
    struct fu_slice body;   /* encoded; without the line end before a boundary */
    struct fu_slice type; /* "text" of "text/plain"; never missing: RFC 2045 5.2 and RFC 2046 5.1.5
                             give defaults */
    struct fu_slice subtype;
    struct fu_slice content_type; /* whole values of the fields, at NULL when missing */
    struct fu_slice disposition;
    struct fu_slice encoding;
};

struct fu_structure {
    const struct fu_entity
        *entities; /* in the order of their headers; the first is the mail itself */
    size_t count;
};

/* FU_OK, or FU_PERMANENT and a sentence that names the limit which is broken. Slices point into
 * bytes. */
enum fu_status fu_structure_read(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_structure *structure, struct fu_error *error);

#endif
