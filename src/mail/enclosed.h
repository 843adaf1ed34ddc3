/* The threads of mails that a mail brings along. */
#ifndef FU_MAIL_ENCLOSED_H
#define FU_MAIL_ENCLOSED_H

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "header.h"
#include "structure.h"

/* Sets letter->enclosed. */
void fu_enclosed_read(struct fu_arena *arena, const struct fu_structure *structure,
    const struct fu_header *header, struct fu_letter *letter);

#endif
