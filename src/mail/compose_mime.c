/* The MIME side of a mail of ours: header fields in their order, the two settings of the page,
 * attachments.
 *
 * Fails only for an envelope that no mail may have (an address that is none, a date out of range)
 * or a mail beyond the buffer's ceiling; whatever else is odd is cleaned or left out. Boundaries
 * are digests of the Message-ID: the same input gives the same bytes. */
#include "compose_mime.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "compose_encode.h"
#include "compose_gate.h"
#include "compose_header.h"
#include "followupd/base/text.h"
#include "followupd/base/token.h"
#include "followupd/mail/limits.h"
#include "texts.h"

enum { PART_TEXT_MAX = 2 * 1024 * 1024, TYPE_MAX = 100, SIGNATURE_MAX = 100, BOUNDARY_DIGITS = 24 };

enum fu_status fu_outgoing_no_address(
    struct fu_error *error, const char *where, const char *address)
{
    return fu_error_set(error, FU_PERMANENT, "\"%s\" is no mail address that may stand in %s",
        fu_gate_text(address), where);
}

static size_t count_commas(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += *text == ',';
    }
    return count;
}

/* What stands between the commas of Reply-To. */
static enum fu_status put_reply_to(const struct fu_outgoing *mail, struct fu_error *error)
{
    const char *text = fu_gate_text(mail->envelope->reply_to);
    const char **addresses =
        fu_arena_allocate(mail->arena, count_commas(text) + 1, sizeof *addresses);
    size_t count = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        const char *address = fu_arena_copy_n(mail->arena, text, length);
        if (!fu_gate_address(address)) {
            return fu_outgoing_no_address(error, "Reply-To", address);
        }
        addresses[count++] = address;
        text += length;
        text += strspn(text, ", ");
    }
    if (count > FU_MAIL_ADDRESSES_MAX) {
        return fu_error_set(error, FU_PERMANENT, "%zu addresses are too many for Reply-To", count);
    }
    fu_field_list(mail->buffer, "Reply-To", addresses, count);
    return FU_OK;
}

static bool is_signature(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_alnum(text[i]) && text[i] != '-') {
            return false;
        }
    }
    return length <= SIGNATURE_MAX;
}

static enum fu_status check_envelope(const struct fu_envelope *envelope, struct fu_error *error)
{
    if (!fu_gate_address(envelope->from.address)) {
        return fu_outgoing_no_address(error, "From", envelope->from.address);
    }
    if (!fu_gate_address(envelope->to)) {
        return fu_outgoing_no_address(error, "To", envelope->to);
    }
    if (!fu_gate_address(envelope->message_id)) {
        return fu_outgoing_no_address(error, "Message-ID", envelope->message_id);
    }
    if (envelope->date < FU_INSTANT_MIN || envelope->date > FU_INSTANT_MAX) {
        return fu_error_set(error, FU_PERMANENT,
            "a mail cannot be dated %" PRId64 ": the years 1970 to 2199 can be used",
            envelope->date);
    }
    if (envelope->signature != NULL && !is_signature(envelope->signature)) {
        return fu_error_set(error, FU_PERMANENT,
            "the signature for X-Followupd holds more than letters and digits");
    }
    return FU_OK;
}

/* The ids of References that can be written, and In-Reply-To's at their end. */
static void put_thread(const struct fu_outgoing *mail)
{
    const struct fu_envelope *envelope = mail->envelope;
    const char **ids = fu_arena_allocate(mail->arena, FU_MAIL_REFERENCES_MAX + 1, sizeof *ids);
    size_t count = 0;
    bool parent = fu_gate_id(envelope->in_reply_to);
    for (size_t i = 0; i < envelope->reference_count && count < FU_MAIL_REFERENCES_MAX; i++) {
        const char *id = envelope->references[i];
        if (fu_gate_id(id) && !(parent && strcmp(id, envelope->in_reply_to) == 0)) {
            ids[count++] = id;
        }
    }
    if (parent) {
        ids[count++] = envelope->in_reply_to;
        fu_field_ids(mail->buffer, "In-Reply-To", &envelope->in_reply_to, 1);
    }
    fu_field_ids(mail->buffer, "References", ids, count);
}

/* RFC 2369: how to hear no more of it. */
static void put_leave(const struct fu_outgoing *mail)
{
    const struct fu_envelope *envelope = mail->envelope;
    const char *links[2];
    size_t count = 0;
    if (fu_gate_address(envelope->leave_mailto)) {
        links[count++] = fu_arena_print(mail->arena, "<%s>",
            fu_compose_mailto(mail->arena, envelope->leave_mailto, "", "", ""));
    }
    if (fu_gate_web(envelope->leave_web)) {
        links[count++] = fu_arena_print(mail->arena, "<%s>", envelope->leave_web);
    }
    fu_field_list(mail->buffer, "List-Unsubscribe", links, count);
}

static void put_subject(const struct fu_outgoing *mail)
{
    const char *subject = fu_gate_line(mail->arena, mail->envelope->subject, FU_MAIL_SUBJECT_MAX);
    fu_field_text(mail->buffer, mail->arena, "Subject",
        *subject != '\0' ? subject : fu_text_no_subject, FU_MAIL_SUBJECT_MAX);
}

/* What Exchange is to say nothing of ([MS-OXCMAIL] 2.1.3.2.20). "All" has NDR in it: that a
 * reminder cannot be delivered is to come home. Nothing comes home of an answer. */
static const char *suppressed(const struct fu_envelope *envelope)
{
    return envelope->answer ? "All" : "DR, RN, NRN, OOF, AutoReply";
}

static enum fu_status put_envelope(const struct fu_outgoing *mail, struct fu_error *error)
{
    const struct fu_envelope *envelope = mail->envelope;
    struct fu_buffer *buffer = mail->buffer;
    enum fu_status status = check_envelope(envelope, error);
    if (status != FU_OK) {
        return status;
    }
    fu_field_date(buffer, envelope->date, envelope->date_offset);
    fu_field_mailbox(buffer, mail->arena, "From", &envelope->from);
    fu_field_plain(buffer, "To", envelope->to);
    status = put_reply_to(mail, error);
    if (status != FU_OK) {
        return status;
    }
    put_subject(mail);
    fu_field_ids(buffer, "Message-ID", &envelope->message_id, 1);
    put_thread(mail);
    fu_field_plain(buffer, "Auto-Submitted", envelope->answer ? "auto-replied" : "auto-generated");
    fu_field_plain(buffer, "X-Auto-Response-Suppress", suppressed(envelope));
    if (*fu_gate_text(envelope->signature) != '\0') {
        fu_field_plain(buffer, "X-Followupd", envelope->signature);
    }
    put_leave(mail);
    fu_field_plain(buffer, "MIME-Version", "1.0");
    return FU_OK;
}

/* "=_" stands in no quoted-printable or base64 line, and plain ones are looked through for it. */
static const char *make_boundary(const struct fu_outgoing *mail, const char *level)
{
    const char *pieces[] = {level, mail->envelope->message_id};
    unsigned char digest[FU_DIGEST_SIZE];
    fu_digest(pieces, sizeof pieces / sizeof pieces[0], digest);
    char digits[BOUNDARY_DIGITS + 1];
    for (size_t i = 0; i < BOUNDARY_DIGITS; i++) {
        unsigned digit = digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xF;
        digits[i] = "0123456789abcdef"[digit];
    }
    digits[BOUNDARY_DIGITS] = '\0';
    return fu_arena_print(mail->arena, "=_%s", digits);
}

static void put_multipart(struct fu_buffer *buffer, const char *kind, const char *boundary)
{
    fu_buffer_print(
        buffer, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", kind, boundary);
}

static void put_text_part(
    struct fu_buffer *buffer, const char *boundary, const char *kind, struct fu_buffer *text)
{
    /* A body of nothing would leave the part's header without its end. */
    if (text->length == 0) {
        fu_buffer_add_char(text, '\n');
    }
    bool plain = fu_encode_is_plain(text->data, text->length);
    fu_buffer_print(buffer,
        "--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: "
        "%s\r\n\r\n",
        boundary, kind, plain ? "7bit" : "quoted-printable");
    if (plain) {
        fu_encode_lines(buffer, text->data, text->length);
    } else {
        fu_encode_quoted(buffer, text->data, text->length);
    }
}

static void put_alternative(const struct fu_outgoing *mail, const struct fu_page *page)
{
    const char *boundary = make_boundary(mail, "alternative");
    struct fu_buffer text;
    fu_buffer_init(&text, PART_TEXT_MAX);
    put_multipart(mail->buffer, "alternative", boundary);
    fu_page_text(&text, page);
    put_text_part(mail->buffer, boundary, "plain", &text);
    mail->buffer->overflowed |= text.overflowed;
    fu_buffer_clear(&text);
    fu_page_html(&text, page);
    put_text_part(mail->buffer, boundary, "html", &text);
    mail->buffer->overflowed |= text.overflowed;
    fu_buffer_free(&text);
    fu_buffer_print(mail->buffer, "--%s--\r\n", boundary);
}

/* RFC 2045 5.1: token "/" token. */
static bool is_media_type(const char *type)
{
    size_t length = strlen(type);
    size_t slash = strcspn(type, "/");
    for (size_t i = 0; i < length; i++) {
        if (i != slash && !fu_is_alnum(type[i]) && strchr("!#$&-^_.+", type[i]) == NULL) {
            return false;
        }
    }
    return slash > 0 && slash + 1 < length && length <= TYPE_MAX;
}

/* The type an attachment is sent as. Parts of mails may not be base64 (RFC 2046 5.2.1), and what a
 * mail program might show as a page is for the receiver to open: these are just octets. */
static const char *sent_type(const char *type)
{
    static const char *const octets[] = {
        "message/", "multipart/", "text/html", "application/xhtml", "image/svg", "text/xml"};
    if (type == NULL || !is_media_type(type)) {
        return "application/octet-stream";
    }
    for (size_t i = 0; i < sizeof octets / sizeof octets[0]; i++) {
        if (fu_starts_nocase(type, octets[i])) {
            return "application/octet-stream";
        }
    }
    return type;
}

/* What a file without a name is called, so that a program opens it: a mail that was forwarded as an
 * attachment often has none. */
static const char *default_name(const char *type)
{
    if (type != NULL && fu_starts_nocase(type, "message/rfc822")) {
        return "message.eml";
    }
    if (type != NULL && fu_starts_nocase(type, "text/calendar")) {
        return "invite.ics";
    }
    return "attachment";
}

/* The name without folders. */
static const char *file_name(const struct fu_outgoing *mail, const struct fu_part *part)
{
    char *clean =
        fu_arena_copy(mail->arena, fu_gate_line(mail->arena, part->name, FU_MAIL_NAME_MAX));
    for (char *c = clean; *c != '\0'; c++) {
        if (*c == '/' || *c == '\\') {
            *c = '_';
        }
    }
    return *clean != '\0' ? clean : default_name(part->type);
}

static void put_attachment(
    const struct fu_outgoing *mail, const char *boundary, const struct fu_part *part)
{
    fu_buffer_print(mail->buffer,
        "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n", boundary,
        sent_type(part->type));
    fu_field_filename(mail->buffer, mail->arena, file_name(mail, part));
    fu_buffer_add(mail->buffer, "\r\n", 2);
    fu_encode_base64_lines(mail->buffer, part->bytes, part->length);
    fu_buffer_add_text(mail->buffer, part->length == 0 ? "\r\n" : "");
}

static void put_mixed(const struct fu_outgoing *mail, const struct fu_page *page,
    const struct fu_part *attachments, size_t count)
{
    const char *boundary = make_boundary(mail, "mixed");
    put_multipart(mail->buffer, "mixed", boundary);
    fu_buffer_print(mail->buffer, "--%s\r\n", boundary);
    put_alternative(mail, page);
    for (size_t i = 0; i < count; i++) {
        put_attachment(mail, boundary, &attachments[i]);
    }
    fu_buffer_print(mail->buffer, "--%s--\r\n", boundary);
}

enum fu_status fu_outgoing_write(const struct fu_outgoing *mail, const struct fu_page *page,
    const struct fu_part *attachments, size_t count, struct fu_error *error)
{
    enum fu_status status = put_envelope(mail, error);
    if (status != FU_OK) {
        return status;
    }
    if (count > 0) {
        put_mixed(mail, page, attachments, count);
    } else {
        put_alternative(mail, page);
    }
    if (mail->buffer->overflowed) {
        return fu_error_set(
            error, FU_PERMANENT, "a mail would be larger than %zu bytes", mail->buffer->limit);
    }
    return FU_OK;
}
