/* Mail addresses: the one grammar that may reach an envelope or a header.
 *
 * A dot-atom local part (RFC 5322 3.2.3, 1 to 64 octets) "@" a domain of letter-digit-hyphen labels (RFC 5321
 * 4.1.2); ASCII only, at most 254 octets in all. No comments, quotes, literals, blanks or control characters.
 *
 * What is written otherwise and means such an address becomes it: "alice"@example.org is alice@example.org (RFC
 * 5321 4.1.2), and a domain of other letters its A-labels (RFC 5891 4). What needs its quotes ("a b"@example.org),
 * and a local part that is not ASCII (RFC 6531), are nobody's here: not every server on the way takes them, and a
 * reminder that one of them refuses is lost. */
#ifndef FOLLOWUPD_BASE_ADDRESS_H
#define FOLLOWUPD_BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"

enum { FU_ADDRESS_MAX = 254, FU_LOCAL_PART_MAX = 64 };

/* True when the whole text is an address by the grammar above. */
bool fu_address_valid(const char *text, size_t length);

/* The address in lower case throughout (that is how we compare and store them), without needless quotes and with
 * its domain in ASCII; NULL when it is none. */
char *fu_address_canonical(struct fu_arena *arena, const char *text, size_t length);

/* The part behind the "@" of a valid address. */
const char *fu_address_domain(const char *address);

/* True when address (canonical) is named by pattern: an address, "*@domain", or "*@*.domain" for every subdomain. */
bool fu_address_matches(const char *address, const char *pattern);

#endif
