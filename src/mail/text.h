/* The readable text of a mail, and its attachments. */
#ifndef FU_MAIL_TEXT_H
#define FU_MAIL_TEXT_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "structure.h"

/* Fills text, text_cut and sealed: the inline text parts one behind the other, of alternatives the
 * plain one or else the HTML one rendered; or why there is none. */
void fu_text_read(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_letter *letter);

/* True for a part that is handed on as a file rather than read: an attachment, a mail within the
 * mail, anything that is neither text nor a container, a signature or an alternative. */
bool fu_text_is_attachment(const struct fu_structure *structure, size_t part);

#endif
