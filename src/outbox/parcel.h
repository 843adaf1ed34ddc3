/* What a mail must be before it may go out, and its bytes as DATA wants them. Pure. */
#ifndef FOLLOWUPD_OUTBOX_PARCEL_H
#define FOLLOWUPD_OUTBOX_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/record/delivery.h"

enum { FU_PARCEL_LINE_MAX = 998 }; /* octets of a line without its CRLF (RFC 5322 2.1.1) */

/* NULL when the parcel may go out, otherwise the sentence that says why not. */
const char *fu_parcel_fault(const struct fu_parcel *parcel);

/* A place in a mail that is being copied. All zero is its beginning. */
struct fu_body {
    size_t offset;
    bool inside_line;
};

/* Copies from that place on into out as much as fits in size octets (at least 2), with a dot put
 * before every dot that opens a line (RFC 5321 4.5.2), and moves the place. Returns how many octets
 * it wrote; the mail is copied whole when body->offset reaches its length. */
size_t fu_body_copy(const struct fu_parcel *parcel, struct fu_body *body, char *out, size_t size);

/* The final dot, with the line break before it where the mail ends without one. */
const char *fu_body_end(const struct fu_parcel *parcel);

#endif
