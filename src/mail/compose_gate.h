/* The gate for every text that enters a mail of ours. */
#ifndef FU_MAIL_COMPOSE_GATE_H
#define FU_MAIL_COMPOSE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

/* One line, or lines ended by LF, of clean UTF-8 as base/text.h says; at most limit bytes. NULL is
 * "". What is clean already is given back as it is, else a copy in the arena. */
const char *fu_gate_line(struct fu_arena *arena, const char *text, size_t limit);
const char *fu_gate_lines(struct fu_arena *arena, const char *text, size_t limit);

/* NULL is "". */
const char *fu_gate_text(const char *text);

/* True when text is an address by base/address.h; NULL is none. */
bool fu_gate_address(const char *text);

/* True for an http or https link without blanks, quotes or anything that is not ASCII. */
bool fu_gate_web(const char *text);

/* True for what may stand between < and > of References: printable ASCII, at most FU_MAIL_ID_MAX
 * octets. */
bool fu_gate_id(const char *text);

/* How to call somebody: the display name unless it is missing or looks like an address, then the
 * address. */
const char *fu_gate_name(struct fu_arena *arena, const struct fu_mailbox *mailbox);

/* The first limit bytes or fewer, cut at a character; text itself when it fits. */
const char *fu_gate_cut(struct fu_arena *arena, const char *text, size_t limit);

#endif
