/* Address fields (RFC 5322 3.4), as they are written and as they are miswritten. */
#ifndef FU_MAIL_ADDRESSES_H
#define FU_MAIL_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "lexer.h"

/* What was read of one or several fields. */
struct fu_addresses {
    struct fu_mailbox *items; /* those whose address is one by base/address.h */
    size_t count;
    size_t capacity;
    size_t written; /* everything that looked like an address, whether it is one or not */
    bool odd; /* a group, something unterminated, a second address in one place: not to be relied on
               */
};

/* Adds what the field holds, at most FU_MAIL_ADDRESSES_MAX addresses of it. Members of groups count
 * like others; a comma in an unquoted name does not end it. */
void fu_addresses_read(
    struct fu_arena *arena, struct fu_slice value, struct fu_addresses *addresses);

struct fu_mailbox_list fu_addresses_list(const struct fu_addresses *addresses);

#endif
