/* Raw bytes to a letter.
 *
 * The mail is measured and its structure found in one pass (structure.c); then each part of the
 * letter is read by itself from the header fields and the bodies. After the measure nothing fails:
 * what makes no sense is empty. Limits: mail/limits.h. */
#include "followupd/mail/read.h"

#include <gmime/gmime.h>
#include <string.h>

#include "addresses.h"
#include "bounce.h"
#include "charset.h"
#include "content.h"
#include "decode.h"
#include "enclosed.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "header.h"
#include "ids.h"
#include "structure.h"
#include "text.h"
#include "zone.h"

/* GLib would write to standard error what it thinks of a mail. */
static void say_nothing(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)data;
}

static void start_library(void)
{
    static bool started;
    if (!started) {
        started = true;
        g_log_set_default_handler(say_nothing, NULL);
        g_mime_init();
    }
}

void fu_mail_read_start(void)
{
    start_library();
    fu_charset_open_all();
}

/* The first and the last ones, as RFC 5322 3.6.4 suggests for long threads. Where there are none,
 * what the mail replies to is the thread as far as it is known (the same section). */
static void read_references(
    struct fu_arena *arena, const struct fu_header *header, struct fu_letter *letter)
{
    const char **ids = fu_arena_allocate(arena, FU_MAIL_REFERENCES_MAX, sizeof *ids);
    size_t count = 0;
    struct fu_slice value = fu_header_value(header, "References");
    struct fu_lexer lexer = fu_lex(value);
    for (;;) {
        const char *id = fu_id_next(arena, &lexer);
        if (*id == '\0') {
            break;
        }
        if (count == FU_MAIL_REFERENCES_MAX) {
            memmove(ids + 1, ids + 2, (count - 2) * sizeof *ids);
            count--;
        }
        ids[count++] = id;
    }
    if (count == 0 && *letter->in_reply_to != '\0') {
        ids[count++] = letter->in_reply_to;
    }
    letter->references = ids;
    letter->reference_count = count;
}

static void read_date(
    struct fu_arena *arena, const struct fu_header *header, struct fu_letter *letter)
{
    enum { MINUTE = 60 };
    letter->date = FU_NEVER;
    struct fu_slice value = fu_header_value(header, "Date");
    if (value.at == NULL) {
        return;
    }
    GDateTime *date =
        g_mime_utils_header_decode_date(fu_decode_text(arena, value, FU_MAIL_NAME_MAX));
    if (date == NULL) {
        return;
    }
    fu_instant instant = g_date_time_to_unix(date);
    if (instant >= FU_INSTANT_MIN && instant <= FU_INSTANT_MAX) {
        letter->date = instant;
        letter->date_offset = (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE);
    }
    g_date_time_unref(date);
}

static struct fu_addresses read_addresses(
    struct fu_arena *arena, const struct fu_header *header, const char *name)
{
    struct fu_addresses addresses = {0};
    for (size_t place = fu_header_find(header, name, 0); place < header->count;
         place = fu_header_find(header, name, place + 1)) {
        fu_addresses_read(arena, header->fields[place].value, &addresses);
    }
    return addresses;
}

/* Only a From that can be read in one way names somebody. */
static void read_from(
    struct fu_arena *arena, const struct fu_header *header, struct fu_letter *letter)
{
    struct fu_addresses from = read_addresses(arena, header, "From");
    letter->from = (struct fu_mailbox){"", ""};
    letter->from_count = from.written;
    if (from.written == 1 && (from.odd || from.count != 1)) {
        letter->from_count = 0;
    } else if (from.written == 1) {
        letter->from = from.items[0];
    }
}

static const char *read_line(
    struct fu_arena *arena, const struct fu_header *header, const char *name, size_t limit)
{
    struct fu_slice value = fu_header_value(header, name);
    return value.at == NULL ? "" : fu_decode_text(arena, value, limit);
}

static void read_people(
    struct fu_arena *arena, const struct fu_header *header, struct fu_letter *letter)
{
    static const char *const names[] = {"To", "Cc", "Bcc", "Reply-To"};
    struct fu_mailbox_list *const lists[] = {
        &letter->to, &letter->cc, &letter->bcc, &letter->reply_to};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fu_addresses addresses = read_addresses(arena, header, names[i]);
        *lists[i] = fu_addresses_list(&addresses);
    }
    size_t to = fu_header_find(header, "To", 0);
    letter->to_repeated =
        to < header->count && fu_header_find(header, "To", to + 1) < header->count;
    read_from(arena, header, letter);
}

static void read_attachments(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_letter *letter)
{
    size_t count = 0;
    struct fu_attachment *items = NULL;
    for (size_t part = 0; part < structure->count && count < FU_MAIL_ATTACHMENTS_MAX; part++) {
        if (fu_text_is_attachment(structure, part)) {
            if (items == NULL) {
                items = fu_arena_allocate(arena, FU_MAIL_ATTACHMENTS_MAX, sizeof *items);
            }
            const struct fu_entity *entity = &structure->entities[part];
            items[count++] = (struct fu_attachment){.name = fu_content_name(arena, entity),
                .type = fu_content_type_text(arena, entity),
                .size = fu_content_size(entity)};
        }
    }
    letter->attachments = items;
    letter->attachment_count = count;
}

static void digest_body(struct fu_slice body, unsigned char digest[32])
{
    gsize size = 32;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)body.at, (gssize)body.length);
    g_checksum_get_digest(checksum, digest, &size);
    g_checksum_free(checksum);
}

static void read_fields(struct fu_arena *arena, const struct fu_reading *reading,
    const struct fu_header *header, struct fu_letter *letter)
{
    struct fu_mail_zone zone = fu_mail_zone_find(header, reading->trusted_received);
    letter->zone = zone.state;
    fu_mail_zone_recipients(arena, header, zone, &reading->recipient_headers, letter);
    fu_mail_zone_results(arena, header, zone, reading->authserv_id, reading->results_first, letter);
    letter->marks = fu_mail_zone_marks(header, zone);
    letter->message_id = fu_id_first(arena, header, "Message-ID");
    letter->in_reply_to = fu_id_first(arena, header, "In-Reply-To");
    letter->subject = read_line(arena, header, "Subject", FU_MAIL_SUBJECT_MAX);
    letter->marks |= fu_mail_title_marks(letter->subject);
    letter->signature = read_line(arena, header, "X-Followupd", FU_MAIL_SIGNATURE_MAX);
    read_references(arena, header, letter);
    read_date(arena, header, letter);
    read_people(arena, header, letter);
}

enum fu_status fu_mail_read(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, size_t length, bool whole, struct fu_letter **letter, struct fu_error *error)
{
    struct fu_structure structure;
    start_library();
    enum fu_status status = fu_structure_read(arena, bytes, length, &structure, error);
    if (status != FU_OK) {
        return status;
    }
    struct fu_header header = fu_header_read(arena, structure.entities[0].header);
    if (header.count == 0) {
        return fu_error_set(error, FU_PERMANENT, "the mail has no header field");
    }
    struct fu_letter *made = fu_arena_allocate(arena, 1, sizeof *made);
    read_fields(arena, reading, &header, made);
    fu_text_read(arena, &structure, made);
    fu_enclosed_read(arena, &structure, &header, made);
    made->report = fu_bounce_read(arena, &structure, &header, made);
    made->marks |= fu_bounce_has_status(&structure) ? FU_MARK_REPORT : 0;
    read_attachments(arena, &structure, made);
    digest_body(structure.entities[0].body, made->body_digest);
    made->whole = whole;
    /* Of a beginning without files it is the text that goes on. */
    made->text_cut |=
        !whole && made->attachment_count == 0 && structure.entities[0].body.length > 0;
    *letter = made;
    return FU_OK;
}

enum fu_status fu_mail_attachments(struct fu_arena *arena, const char *bytes, size_t length,
    size_t limit, struct fu_part **parts, size_t *count, size_t *left_out, struct fu_error *error)
{
    struct fu_structure structure;
    start_library();
    enum fu_status status = fu_structure_read(arena, bytes, length, &structure, error);
    if (status != FU_OK) {
        return status;
    }
    *parts = fu_arena_allocate(arena, FU_MAIL_ATTACHMENTS_MAX, sizeof **parts);
    *count = 0;
    *left_out = 0;
    for (size_t part = 0; part < structure.count; part++) {
        if (!fu_text_is_attachment(&structure, part)) {
            continue;
        }
        const struct fu_entity *entity = &structure.entities[part];
        size_t size = fu_content_size(entity);
        if (*left_out > 0 || size > limit || *count == FU_MAIL_ATTACHMENTS_MAX) {
            (*left_out)++;
            continue;
        }
        limit -= size;
        bool cut;
        struct fu_slice content = fu_content_decode(arena, entity, size, &cut);
        (*parts)[(*count)++] = (struct fu_part){.name = fu_content_name(arena, entity),
            .type = fu_content_type_text(arena, entity),
            .bytes = content.at,
            .length = content.length};
    }
    return FU_OK;
}
