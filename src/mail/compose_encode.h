/* Octets to lines of printable ASCII: quoted-printable and base64 (RFC 2045). */
#ifndef FU_MAIL_COMPOSE_ENCODE_H
#define FU_MAIL_COMPOSE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"

/* Longest line of an encoded body, without CRLF. */
enum { FU_ENCODED_LINE_MAX = 76 };

/* True when a text of LF lines goes as it is, but for its line ends: ASCII, no line over 76, no
 * blank at a line's end, no line that begins as a dot, "From " or a boundary of ours does. */
bool fu_encode_is_plain(const char *text, size_t length);

/* The text with CRLF for LF; for texts that fu_encode_is_plain likes. */
void fu_encode_lines(struct fu_buffer *buffer, const char *text, size_t length);

/* Quoted-printable, LF read as a line end. No line of it begins with a dot or "From ", none can be
 * a boundary. */
void fu_encode_quoted(struct fu_buffer *buffer, const char *text, size_t length);

/* Base64 in lines of 76, each with CRLF. */
void fu_encode_base64_lines(struct fu_buffer *buffer, const char *bytes, size_t length);

/* Base64 without line ends. */
void fu_encode_base64(struct fu_buffer *buffer, const char *bytes, size_t length);

#endif
