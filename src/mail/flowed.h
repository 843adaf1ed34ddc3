/* text/plain; format=flowed (RFC 3676). */
#ifndef FU_MAIL_FLOWED_H
#define FU_MAIL_FLOWED_H

#include <stdbool.h>

#include "followupd/base/buffer.h"
#include "lexer.h"

/* Adds the text with its flowed lines joined: a line that ends with a blank goes on in the next one
 * of the same quoting depth, but for the signature's "-- ". delete_space is DelSp=yes. */
void fu_flowed_join(struct fu_slice text, bool delete_space, struct fu_buffer *out);

#endif
