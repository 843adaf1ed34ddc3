/* Mailbox names as the wire has them: modified UTF-7 (RFC 3501 section 5.1.3). Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_MAILBOX_NAME_H
#define FOLLOWUPD_SRC_INTAKE_MAILBOX_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { FU_MAILBOX_NAME_MAX = 1000 };

/* Encodes name (UTF-8) into text. False for an empty name, ill-formed UTF-8, a control character,
 * or one that is longer than FU_MAILBOX_NAME_MAX octets when encoded; size is at least
 * FU_MAILBOX_NAME_MAX + 1. */
bool fu_mailbox_name_encode(const char *name, char *text, size_t size);

#endif
