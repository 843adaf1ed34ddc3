/* What Content-Type, Content-Disposition and Content-Transfer-Encoding say. */
#ifndef FU_MAIL_CONTENT_H
#define FU_MAIL_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "lexer.h"
#include "structure.h"

/* The type and subtype of a Content-Type value; false when it has none. */
bool fu_content_type(struct fu_slice value, struct fu_slice *type, struct fu_slice *subtype);

/* True when the entity is of that type ("text", "plain"). */
bool fu_content_is(const struct fu_entity *entity, const char *type, const char *subtype);

/* A plain parameter (a token or a quoted string) of a Content-Type or Content-Disposition value:
 * writes it and a NUL to out. False when it is missing, empty or longer than size - 1. */
bool fu_content_parameter(struct fu_slice value, const char *name, char *out, size_t size);

/* The first word of the value in lower case ("attachment", "base64"); "" when there is none or it
 * is longer. */
void fu_content_word(struct fu_slice value, char *out, size_t size);

/* The file name the entity has: RFC 2231, RFC 2047 and raw names, clean, at most FU_MAIL_NAME_MAX;
 * "" for none. */
const char *fu_content_name(struct fu_arena *arena, const struct fu_entity *entity);

/* "image/png"; "application/octet-stream" when the type is no word a header may carry. */
const char *fu_content_type_text(struct fu_arena *arena, const struct fu_entity *entity);

/* The body without its transfer encoding, at most limit bytes of it; *cut says that there was more.
 * Points into the body when nothing is encoded. */
struct fu_slice fu_content_decode(
    struct fu_arena *arena, const struct fu_entity *entity, size_t limit, bool *cut);

/* How many bytes fu_content_decode gives without a limit. */
size_t fu_content_size(const struct fu_entity *entity);

#endif
