/* The order of a letter's parts on the wire. Both directions keep it; a change of it is a change of
 * FU_WIRE_VERSION. */
#ifndef FU_MAIL_WIRE_H
#define FU_MAIL_WIRE_H

/* All numbers are little-endian of a fixed width (uint32, int64), a text is its length as uint32
 * and its bytes, a list its count as uint32 and its items. The letter: version; message_id,
 * in_reply_to; references; subject; date, date_offset; from_count; from; to, cc, bcc, reply_to;
 * zone; recipients; submitted_by; results, results_present; marks; signature; report (0, or 1 and
 * its kind, status, diagnostic, recipient, message_id, signature, and a list of the first four);
 * text, text_cut, sealed; attachments; whole; body_digest. */
#include <stdbool.h>
#include <stddef.h>

/* True for a content type as the reader writes it: word/word (RFC 6838 4.2). */
bool fu_wire_is_type(const char *text, size_t length);

enum { FU_WIRE_VERSION = 0x464C3035 };

#endif
