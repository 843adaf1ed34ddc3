/* Message-IDs as they stand in header fields. */
#ifndef FU_MAIL_IDS_H
#define FU_MAIL_IDS_H

#include "followupd/base/memory.h"
#include "header.h"
#include "lexer.h"

/* The next "<id>" at the lexer, without its brackets, or "" at the end; what is none is passed
 * over. In the arena, at most FU_MAIL_ID_MAX octets. */
const char *fu_id_next(struct fu_arena *arena, struct fu_lexer *lexer);

/* The first id of the field; one that lacks its brackets but is otherwise an address counts. */
const char *fu_id_first(struct fu_arena *arena, const struct fu_header *header, const char *name);

#endif
