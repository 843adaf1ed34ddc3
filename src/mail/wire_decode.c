/* Reading a letter from the wire.
 *
 * The sender may be hostile: every count is checked against its cap before memory is taken, every
 * text must be what the reader would have made (clean, within its limit), every number within its
 * range, and nothing may be left over. The first thing that is not so makes the whole letter none.
 */
#include "wire.h"

#include <stdint.h>
#include <string.h>

#include "bounce.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/wire.h"

enum {
    FROM_MAX = FU_MAIL_FIELDS_MAX * FU_MAIL_ADDRESSES_MAX,
    RANK_MAX = 1000,
    OFFSET_MAX = 24 * 60,
    MARKS_ALL = FU_MARK_TITLE * 2 - 1
};

struct decoder {
    struct fu_arena *arena;
    const unsigned char *at;
    size_t left;
    bool broken;
};

static uint64_t take_number(struct decoder *decoder, size_t width)
{
    if (decoder->broken || decoder->left < width) {
        decoder->broken = true;
        return 0;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number |= (uint64_t)decoder->at[i] << (8 * i);
    }
    decoder->at += width;
    decoder->left -= width;
    return number;
}

static int64_t take_signed(struct decoder *decoder)
{
    uint64_t number = take_number(decoder, sizeof number);
    int64_t value;
    memcpy(&value, &number, sizeof value);
    return value;
}

/* A count or number from 0 to most. */
static uint32_t take_count(struct decoder *decoder, uint32_t most)
{
    uint32_t count = (uint32_t)take_number(decoder, sizeof count);
    decoder->broken = decoder->broken || count > most;
    return decoder->broken ? 0 : count;
}

static const char *take_bytes(struct decoder *decoder, uint32_t limit)
{
    uint32_t length = take_count(decoder, limit);
    if (decoder->broken || length > decoder->left || memchr(decoder->at, '\0', length) != NULL) {
        decoder->broken = true;
        return "";
    }
    const char *text = fu_arena_copy_n(decoder->arena, (const char *)decoder->at, length);
    decoder->at += length;
    decoder->left -= length;
    return text;
}

static bool is_plain(const char *text, bool lines)
{
    while ((*text >= ' ' && *text <= '~') || (lines && *text == '\n')) {
        text++;
    }
    return *text == '\0';
}

/* One line of clean text: the gate would leave it as it is. */
static const char *take_line(struct decoder *decoder, uint32_t limit)
{
    const char *text = take_bytes(decoder, limit);
    if (!is_plain(text, false) &&
        strcmp(text, fu_text_line(decoder->arena, text, strlen(text), limit)) != 0) {
        decoder->broken = true;
    }
    return decoder->broken ? "" : text;
}

static const char *take_lines(struct decoder *decoder, uint32_t limit)
{
    const char *text = take_bytes(decoder, limit);
    if (strchr(text, '\t') != NULL ||
        (!is_plain(text, true) &&
            strcmp(text, fu_text_lines(decoder->arena, text, strlen(text), limit)) != 0)) {
        decoder->broken = true;
    }
    return decoder->broken ? "" : text;
}

static const char *take_address(struct decoder *decoder)
{
    const char *text = take_bytes(decoder, FU_ADDRESS_MAX);
    const char *canonical = fu_address_canonical(decoder->arena, text, strlen(text));
    if (canonical == NULL || strcmp(canonical, text) != 0) {
        decoder->broken = true;
        return "";
    }
    return text;
}

/* An id as it may stand between < and >. */
static const char *take_id(struct decoder *decoder)
{
    const char *text = take_bytes(decoder, FU_MAIL_ID_MAX);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~' || *at == '<' || *at == '>') {
            decoder->broken = true;
            return "";
        }
    }
    return text;
}

static const char *const *take_ids(struct decoder *decoder, size_t *count)
{
    *count = take_count(decoder, FU_MAIL_REFERENCES_MAX);
    const char **ids = fu_arena_allocate(decoder->arena, *count, sizeof *ids);
    for (size_t i = 0; i < *count && !decoder->broken; i++) {
        ids[i] = take_id(decoder);
        decoder->broken = decoder->broken || *ids[i] == '\0';
    }
    return ids;
}

static void take_date(struct decoder *decoder, struct fu_letter *letter)
{
    letter->date = take_signed(decoder);
    int64_t offset = take_signed(decoder);
    bool dated = letter->date >= FU_INSTANT_MIN && letter->date <= FU_INSTANT_MAX;
    if ((!dated && letter->date != FU_NEVER) || offset < -OFFSET_MAX || offset > OFFSET_MAX) {
        decoder->broken = true;
        return;
    }
    letter->date_offset = (int)offset;
}

static void take_from(struct decoder *decoder, struct fu_letter *letter)
{
    letter->from_count = take_count(decoder, FROM_MAX);
    letter->from.name = take_line(decoder, FU_MAIL_NAME_MAX);
    if (letter->from_count == 1) {
        letter->from.address = take_address(decoder);
    } else {
        letter->from.address = take_bytes(decoder, 0);
        decoder->broken = decoder->broken || *letter->from.name != '\0';
    }
}

static struct fu_mailbox_list take_mailboxes(struct decoder *decoder)
{
    uint32_t count = take_count(decoder, FU_MAIL_ADDRESSES_MAX);
    struct fu_mailbox *items = fu_arena_allocate(decoder->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !decoder->broken; i++) {
        items[i].name = take_line(decoder, FU_MAIL_NAME_MAX);
        items[i].address = take_address(decoder);
    }
    return (struct fu_mailbox_list){items, count};
}

static void take_recipients(struct decoder *decoder, struct fu_letter *letter)
{
    letter->zone = take_count(decoder, FU_ZONE_SHORT) == 0 ? FU_ZONE_WHOLE : FU_ZONE_SHORT;
    uint32_t count = take_count(decoder, FU_MAIL_RECIPIENTS_MAX);
    struct fu_recipient *items = fu_arena_allocate(decoder->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !decoder->broken; i++) {
        items[i].address = take_address(decoder);
        items[i].rank = take_count(decoder, RANK_MAX);
        decoder->broken = decoder->broken || (i > 0 && items[i].rank < items[i - 1].rank);
    }
    letter->recipients = items;
    letter->recipient_count = count;
    letter->submitted_by = take_line(decoder, FU_MAIL_LOGIN_MAX);
}

/* In lower case. */
static const char *take_word(struct decoder *decoder, uint32_t limit)
{
    const char *text = take_line(decoder, limit);
    for (const char *at = text; *at != '\0'; at++) {
        decoder->broken = decoder->broken || *at != fu_lower(*at);
    }
    return text;
}

static void take_results(struct decoder *decoder, struct fu_letter *letter)
{
    uint32_t count = take_count(decoder, FU_MAIL_RESULTS_MAX);
    struct fu_result *items = fu_arena_allocate(decoder->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !decoder->broken; i++) {
        items[i].method = take_word(decoder, FU_MAIL_WORD_MAX);
        items[i].result = take_word(decoder, FU_MAIL_WORD_MAX);
        items[i].domain = take_word(decoder, FU_MAIL_LOGIN_MAX);
    }
    letter->results = items;
    letter->result_count = count;
    letter->results_present = take_count(decoder, 1) == 1;
    decoder->broken = decoder->broken || (count > 0 && !letter->results_present);
    letter->to_repeated = take_count(decoder, 1) == 1;
    letter->marks = take_count(decoder, MARKS_ALL);
}

/* "" or a code of the shape that RFC 3463 gives it. */
static const char *take_status(struct decoder *decoder)
{
    const char *text = take_bytes(decoder, FU_MAIL_STATUS_MAX);
    char code[FU_MAIL_STATUS_MAX + 1];
    fu_bounce_code((struct fu_slice){text, strlen(text)}, code);
    decoder->broken = decoder->broken || strcmp(code, text) != 0;
    return decoder->broken ? "" : text;
}

static const char *take_optional_address(struct decoder *decoder)
{
    if (!decoder->broken && decoder->left >= sizeof(uint32_t) &&
        memcmp(decoder->at, "\0\0\0", sizeof(uint32_t)) == 0) {
        return take_bytes(decoder, 0);
    }
    return take_address(decoder);
}

static void take_reported(struct decoder *decoder, struct fu_report *report)
{
    uint32_t count = take_count(decoder, FU_MAIL_REPORTED_MAX);
    struct fu_reported *items = fu_arena_allocate(decoder->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !decoder->broken; i++) {
        items[i].kind = (enum fu_report_kind)take_count(decoder, FU_REPORT_FAILED);
        items[i].status = take_status(decoder);
        items[i].diagnostic = take_line(decoder, FU_MAIL_DIAGNOSTIC_MAX);
        items[i].recipient = take_optional_address(decoder);
    }
    report->recipients = items;
    report->recipient_count = count;
}

static void take_report(struct decoder *decoder, struct fu_letter *letter)
{
    struct fu_report *report = fu_arena_allocate(decoder->arena, 1, sizeof *report);
    if (take_count(decoder, 1) == 0) {
        return;
    }
    report->kind = (enum fu_report_kind)take_count(decoder, FU_REPORT_FAILED);
    report->status = take_status(decoder);
    report->diagnostic = take_line(decoder, FU_MAIL_DIAGNOSTIC_MAX);
    report->recipient = take_optional_address(decoder);
    report->message_id = take_id(decoder);
    report->signature = take_line(decoder, FU_MAIL_SIGNATURE_MAX);
    take_reported(decoder, report);
    letter->report = report;
}

static void take_body(struct decoder *decoder, struct fu_letter *letter)
{
    letter->text = take_lines(decoder, FU_MAIL_TEXT_MAX);
    letter->text_cut = take_count(decoder, 1) == 1;
    letter->sealed = (enum fu_sealed)take_count(decoder, FU_SEALED_TNEF);
    decoder->broken = decoder->broken || (letter->sealed != FU_SEALED_NOT && *letter->text != '\0');
    uint32_t count = take_count(decoder, FU_MAIL_ATTACHMENTS_MAX);
    struct fu_attachment *items = fu_arena_allocate(decoder->arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !decoder->broken; i++) {
        items[i].name = take_line(decoder, FU_MAIL_NAME_MAX);
        items[i].type = take_word(decoder, FU_MAIL_WORD_MAX);
        items[i].size = take_number(decoder, sizeof(uint64_t));
        decoder->broken = decoder->broken || items[i].size > FU_MAIL_SIZE_MAX ||
                          !fu_wire_is_type(items[i].type, strlen(items[i].type));
    }
    letter->attachments = items;
    letter->attachment_count = count;
    letter->whole = take_count(decoder, 1) == 1;
    if (decoder->broken || decoder->left != sizeof letter->body_digest) {
        decoder->broken = true;
        return;
    }
    memcpy(letter->body_digest, decoder->at, sizeof letter->body_digest);
}

enum fu_status fu_wire_decode(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_letter **letter, struct fu_error *error)
{
    struct decoder decoder = {.arena = arena, .at = (const unsigned char *)bytes, .left = length};
    struct fu_letter *taken = fu_arena_allocate(arena, 1, sizeof *taken);
    decoder.broken =
        length > FU_WIRE_MAX || take_number(&decoder, sizeof(uint32_t)) != FU_WIRE_VERSION;
    taken->message_id = take_id(&decoder);
    taken->in_reply_to = take_id(&decoder);
    taken->references = take_ids(&decoder, &taken->reference_count);
    taken->enclosed = take_ids(&decoder, &taken->enclosed_count);
    taken->subject = take_line(&decoder, FU_MAIL_SUBJECT_MAX);
    take_date(&decoder, taken);
    take_from(&decoder, taken);
    taken->to = take_mailboxes(&decoder);
    taken->cc = take_mailboxes(&decoder);
    taken->bcc = take_mailboxes(&decoder);
    taken->reply_to = take_mailboxes(&decoder);
    take_recipients(&decoder, taken);
    take_results(&decoder, taken);
    taken->signature = take_line(&decoder, FU_MAIL_SIGNATURE_MAX);
    take_report(&decoder, taken);
    take_body(&decoder, taken);
    if (decoder.broken) {
        return fu_error_set(error, FU_PERMANENT,
            "what the reader handed back is no letter; the mail is set aside unread");
    }
    *letter = taken;
    return FU_OK;
}
