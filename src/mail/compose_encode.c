/* Quoted-printable and base64 encoders.
 *
 * They write into a capped buffer and cannot fail otherwise. Lines are put together on the stack
 * and added whole, since a mail is mostly this. */
#include "compose_encode.h"

#include <stdint.h>
#include <string.h>

enum {
    BASE64_GROUP = 3,
    BASE64_GROUP_OUT = 4,
    BASE64_LINE = FU_ENCODED_LINE_MAX / BASE64_GROUP_OUT * BASE64_GROUP /* octets of a line */
};

/* Eight octets of that value. */
#define EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

static const char hex[] = "0123456789ABCDEF";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char from_line[] = "From ";
static const char boundary_start[] = "--=_";

/* True when text (length bytes from a line's start) must not stand so at the start of a line. */
static bool is_risky_start(const char *text, size_t length)
{
    return (length > 0 && text[0] == '.') ||
           (length >= sizeof from_line - 1 && memcmp(text, from_line, sizeof from_line - 1) == 0);
}

static bool is_plain_line(const char *line, size_t length)
{
    if (length > FU_ENCODED_LINE_MAX || (length > 0 && line[length - 1] == ' ') ||
        is_risky_start(line, length)) {
        return false;
    }
    return length < sizeof boundary_start - 1 ||
           memcmp(line, boundary_start, sizeof boundary_start - 1) != 0;
}

bool fu_encode_is_plain(const char *text, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i == length || text[i] == '\n') {
            if (!is_plain_line(text + start, i - start)) {
                return false;
            }
            start = i + 1;
        } else if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return true;
}

void fu_encode_lines(struct fu_buffer *buffer, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((line_end != NULL ? line_end : end) - text);
        fu_buffer_add(buffer, text, line);
        if (line_end != NULL) {
            fu_buffer_add(buffer, "\r\n", 2);
        }
        text += line + 1;
    }
}

/* Stands for itself inside a line. */
static bool is_literal(char c)
{
    return (unsigned char)(c - ' ') <= '~' - ' ' ? c != '=' : c == '\t';
}

/* The top bit of each octet of eight that is zero; more may be set above the first. */
static uint64_t zeros(uint64_t octets)
{
    return (octets - EACH(0x01)) & ~octets & EACH(0x80);
}

/* Whether eight octets surely stand for themselves. A mail is mostly such, so they are looked at
 * together. */
static bool are_literal(const char *text)
{
    uint64_t octets;
    memcpy(&octets, text, sizeof octets);
    return ((octets | (octets - EACH(0x20)) | zeros(octets ^ EACH(0x7f)) |
                zeros(octets ^ EACH('='))) &
               EACH(0x80)) == 0;
}

static size_t literal_run(const char *text, size_t most)
{
    size_t run = 0;
    while (most - run >= sizeof(uint64_t) && are_literal(text + run)) {
        run += sizeof(uint64_t);
    }
    while (run < most && is_literal(text[run])) {
        run++;
    }
    return run;
}

/* Adds one line of text, without its end, as one or more lines that are soft-broken at 76. */
static void quote_line(struct fu_buffer *buffer, const char *text, size_t length)
{
    enum { ROOM = FU_ENCODED_LINE_MAX - 1 }; /* "=" takes the last column of a broken line */
    char line[ROOM];
    size_t used = 0;
    /* A blank at the end must be encoded. */
    bool blank_end = length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t');
    size_t literal_end = length - blank_end;
    for (size_t at = 0; at < length;) {
        size_t left = at < literal_end ? literal_end - at : 0;
        size_t run = literal_run(text + at, left < ROOM - used ? left : ROOM - used);
        if (used == 0 && is_risky_start(text + at, length - at)) {
            run = 0;
        }
        memcpy(line + used, text + at, run);
        used += run;
        at += run;
        if (at == length) {
            break;
        }
        if (used + sizeof "=XX" - 1 <= ROOM) {
            unsigned char byte = (unsigned char)text[at++];
            char escape[] = {'=', hex[byte >> 4], hex[byte & 0xF]};
            memcpy(line + used, escape, sizeof escape);
            used += sizeof escape;
        } else {
            fu_buffer_add(buffer, line, used);
            fu_buffer_add(buffer, "=\r\n", 3);
            used = 0;
        }
    }
    fu_buffer_add(buffer, line, used);
}

void fu_encode_quoted(struct fu_buffer *buffer, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((line_end != NULL ? line_end : end) - text);
        quote_line(buffer, text, line);
        if (line_end != NULL) {
            fu_buffer_add(buffer, "\r\n", 2);
        }
        text += line + 1;
    }
}

/* Writes 4 characters for up to 3 octets. */
static void encode_group(const unsigned char *bytes, size_t length, char *out)
{
    unsigned second = length > 1 ? bytes[1] : 0;
    unsigned third = length > 2 ? bytes[2] : 0;
    unsigned group = (unsigned)bytes[0] << 16 | second << 8 | third;
    out[0] = alphabet[group >> 18];
    out[1] = alphabet[group >> 12 & 0x3F];
    out[2] = length > 1 ? alphabet[group >> 6 & 0x3F] : '=';
    out[3] = length > 2 ? alphabet[group & 0x3F] : '=';
}

void fu_encode_base64(struct fu_buffer *buffer, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at += BASE64_GROUP) {
        char out[BASE64_GROUP_OUT];
        size_t group = length - at < BASE64_GROUP ? length - at : BASE64_GROUP;
        encode_group((const unsigned char *)bytes + at, group, out);
        fu_buffer_add(buffer, out, sizeof out);
    }
}

void fu_encode_base64_lines(struct fu_buffer *buffer, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at += BASE64_LINE) {
        size_t line = length - at < BASE64_LINE ? length - at : BASE64_LINE;
        fu_encode_base64(buffer, bytes + at, line);
        fu_buffer_add(buffer, "\r\n", 2);
    }
}
