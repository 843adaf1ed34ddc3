/* How deep comments and groups nest in a field. */
#ifndef FU_MAIL_NESTING_H
#define FU_MAIL_NESTING_H

#include <stdbool.h>

#include "header.h"

/* True when a structured field nests comments, or an address field groups, deeper than
 * FU_MAIL_COMMENT_DEPTH_MAX. Parentheses in free text ("Subject") nest nothing. */
bool fu_nests_too_deep(const struct fu_header_field *field);

#endif
