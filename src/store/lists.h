/* Lists as text in one column, and back. What is read is checked: a line that cannot be is left
 * out. */
#ifndef FOLLOWUPD_SRC_STORE_LISTS_H
#define FOLLOWUPD_SRC_STORE_LISTS_H

#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

/* Most items of a list that are written and read, and the longest text of one list. */
enum { FU_LIST_MAX = 1000, FU_LIST_TEXT_MAX = 2 * 1024 * 1024 };

/* One text a line; an empty one, or one with a control character in it, is left out. */
void fu_list_texts(struct fu_buffer *buffer, const char *const *texts, size_t count);
/* *texts is NULL when there is none. */
void fu_list_read_texts(
    struct fu_arena *arena, const char *text, const char *const **texts, size_t *count);

/* One mailbox a line: address, blank, name. Control characters of a name become blanks; what is no
 * address is left out. */
void fu_list_mailboxes(struct fu_buffer *buffer, const struct fu_mailbox_list *list);
void fu_list_read_mailboxes(struct fu_arena *arena, const char *text, struct fu_mailbox_list *list);

/* "2026-11-18T08:00:00" and back; what is no date and time is all zeros. */
enum { FU_CIVIL_SIZE = 20 };
void fu_civil_write(const struct fu_civil *civil, char text[FU_CIVIL_SIZE]);
void fu_civil_read(const char *text, struct fu_civil *civil);

#endif
