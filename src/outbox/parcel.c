/* The check of an outgoing mail, and dot-stuffing.
 *
 * Nothing is repaired: a mail that fails the check is refused with the reason. What passes cannot
 * end the mail early or add a command: every CR is followed by LF, every LF preceded by CR, no NUL,
 * and addresses keep the grammar of base/address.h. */
#include "parcel.h"

#include <string.h>

#include "followupd/base/address.h"

static const char *line_fault(const char *line, size_t length)
{
    if (length > FU_PARCEL_LINE_MAX) {
        return "the mail has a line of more than 998 octets, which no server must accept";
    }
    if (memchr(line, '\r', length) != NULL) {
        return "the mail has a CR without LF";
    }
    return memchr(line, '\0', length) != NULL ? "the mail holds a NUL" : NULL;
}

static const char *bytes_fault(const char *bytes, size_t length)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        if (newline != NULL && (newline == bytes || newline[-1] != '\r')) {
            return "the mail has an LF without CR";
        }
        size_t line = (size_t)(newline != NULL ? newline - 1 - bytes : end - bytes);
        const char *fault = line_fault(bytes, line);
        if (fault != NULL) {
            return fault;
        }
        bytes = newline != NULL ? newline + 1 : end;
    }
    return NULL;
}

const char *fu_parcel_fault(const struct fu_parcel *parcel)
{
    if (!fu_address_valid(parcel->recipient, strlen(parcel->recipient))) {
        return "the recipient is not a mail address that can be sent to";
    }
    if (parcel->sender[0] != '\0' && !fu_address_valid(parcel->sender, strlen(parcel->sender))) {
        return "the envelope sender is not a mail address";
    }
    if (parcel->length == 0) {
        return "the mail is empty";
    }
    return bytes_fault(parcel->bytes, parcel->length);
}

size_t fu_body_copy(const struct fu_parcel *parcel, struct fu_body *body, char *out, size_t size)
{
    size_t written = 0;
    while (body->offset < parcel->length && size - written >= 2) {
        const char *from = parcel->bytes + body->offset;
        size_t left = parcel->length - body->offset;
        if (!body->inside_line && *from == '.') {
            out[written++] = '.';
        }
        const char *newline = memchr(from, '\n', left);
        size_t piece = newline != NULL ? (size_t)(newline + 1 - from) : left;
        body->inside_line = newline == NULL;
        if (piece > size - written) {
            piece = size - written;
            body->inside_line = true;
        }
        memcpy(out + written, from, piece);
        written += piece;
        body->offset += piece;
    }
    return written;
}

const char *fu_body_end(const struct fu_parcel *parcel)
{
    bool ended = parcel->bytes[parcel->length - 1] == '\n';
    return ended ? ".\r\n" : "\r\n.\r\n";
}
