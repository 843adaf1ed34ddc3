/* Recognises delivery reports, and finds the mail that came back.
 *
 * A report proves itself by its parts (RFC 6522, RFC 3464) or by X-Failed-Recipients. Where it has
 * none, the sentences tell; how many of them it takes depends on who sent it, since a responder
 * writes in the name of a person, and people quote and forward reports. Nothing fails. */
#include "bounce.h"

#include <string.h>

#include "content.h"
#include "decode.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "ids.h"

enum { PERMANENT = 5, COPY_MAX = FU_MAIL_HEADER_MAX, BODY_MAX = 16 * 1024 };

static bool is_delivery_report(const struct fu_header *header)
{
    char type[40];
    struct fu_slice value = fu_header_value(header, "Content-Type");
    return value.at != NULL && fu_content_parameter(value, "report-type", type, sizeof type) &&
           fu_equal_nocase(type, "delivery-status");
}

/* The mail that came back, or its header, as far as a part holds it; at NULL for none. */
static struct fu_slice copy_in(
    struct fu_arena *arena, const struct fu_structure *structure, size_t part)
{
    const struct fu_entity *entity = &structure->entities[part];
    bool cut;
    if (part != 0 && structure->entities[entity->parent].kind == FU_ENTITY_MESSAGE) {
        return entity->header;
    }
    if (entity->kind == FU_ENTITY_LEAF &&
        (fu_content_is(entity, "text", "rfc822-headers") ||
            fu_content_is(entity, "text", "rfc822") || fu_slice_is(entity->type, "message"))) {
        return fu_content_decode(arena, entity, COPY_MAX, &cut);
    }
    return (struct fu_slice){NULL, 0};
}

static void read_copy(struct fu_arena *arena, struct fu_slice copy, struct fu_report *report)
{
    const char *end = copy.at + copy.length, *at = copy.at;
    while (at < end && !fu_line_is_empty(at, fu_line_length(at, end))) {
        at += fu_line_length(at, end);
    }
    struct fu_header header =
        fu_header_read(arena, (struct fu_slice){copy.at, (size_t)(at - copy.at)});
    report->message_id = fu_id_first(arena, &header, "Message-ID");
    struct fu_slice signature = fu_header_value(&header, "X-Followupd");
    report->signature =
        signature.at == NULL ? "" : fu_decode_text(arena, signature, FU_MAIL_SIGNATURE_MAX);
}

/* A field's value in a text that has the mail's header copied into it, quoted or indented. */
static struct fu_slice value_in_text(const char *text, const char *name)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        size_t quoted = strspn(text, "> |");
        if (quoted < length && fu_starts_nocase(text + quoted, name)) {
            size_t start = quoted + strlen(name);
            return fu_slice_trim((struct fu_slice){text + start, length - start});
        }
        text += length + (text[length] == '\n');
    }
    return (struct fu_slice){"", 0};
}

static void find_copy(struct fu_arena *arena, const struct fu_structure *structure,
    const char *text, struct fu_report *report)
{
    for (size_t part = 1; part < structure->count && *report->message_id == '\0'; part++) {
        struct fu_slice copy = copy_in(arena, structure, part);
        if (copy.at != NULL) {
            read_copy(arena, copy, report);
        }
    }
    if (*report->message_id == '\0') {
        struct fu_lexer lexer = fu_lex(value_in_text(text, "Message-ID:"));
        report->message_id = fu_id_next(arena, &lexer);
        report->signature =
            fu_decode_text(arena, value_in_text(text, "X-Followupd:"), FU_MAIL_SIGNATURE_MAX);
    }
}

static const char *first_address(struct fu_arena *arena, struct fu_slice value)
{
    struct fu_lexer lexer = fu_lex(value);
    while (fu_lex_skip(&lexer) && !fu_lex_done(&lexer)) {
        struct fu_slice word = fu_lex_run(&lexer, ",;<>(");
        const char *address = fu_address_canonical(arena, word.at, word.length);
        if (address != NULL) {
            return address;
        }
        if (word.length == 0) {
            lexer.at++;
        }
    }
    return "";
}

/* What the sentences say, where the parts say nothing. */
static void judge_by_words(struct fu_arena *arena, const struct fu_bounce_words *text,
    const struct fu_bounce_words *subject, struct fu_report *report)
{
    bool delayed = text->delayed || subject->delayed;
    bool failed =
        text->failed || text->reason || text->reply != 0 || subject->failed || subject->reason;
    if (report->kind == FU_REPORT_OTHER && *report->status == '\0') {
        report->kind = delayed && text->reply != PERMANENT ? FU_REPORT_DELAYED
                       : failed                            ? FU_REPORT_FAILED
                                                           : FU_REPORT_OTHER;
    }
    if (*report->status == '\0') {
        report->status = fu_arena_copy(arena, text->status);
    }
    if (*report->diagnostic == '\0' && text->line.at != NULL) {
        report->diagnostic =
            fu_text_line(arena, text->line.at, text->line.length, FU_MAIL_DIAGNOSTIC_MAX);
    }
}

/* The letter's text; of a mail whose parts cannot be told apart, its body as it is. */
static const char *readable_text(
    struct fu_arena *arena, const struct fu_structure *structure, const struct fu_letter *letter)
{
    struct fu_slice body = structure->entities[0].body;
    if (*letter->text != '\0' || body.length == 0) {
        return letter->text;
    }
    return fu_text_lines(arena, body.at, body.length < BODY_MAX ? body.length : BODY_MAX, BODY_MAX);
}

static bool is_answer(const char *subject)
{
    static const char *const starts[] = {"re:", "fw:", "fwd:", "aw:", "wg:"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (fu_starts_nocase(subject, starts[i])) {
            return true;
        }
    }
    return false;
}

/* The one name that nobody but a mail system has: what it says that is not understood is still a
 * report. */
static bool is_from_daemon(const struct fu_header *header)
{
    static const char daemon[] = "mailer-daemon";
    struct fu_slice from = fu_header_value(header, "From");
    struct fu_lexer lexer = fu_lex(from);
    while (fu_lex_skip(&lexer) && !fu_lex_done(&lexer)) {
        if (fu_slice_is(fu_lex_run(&lexer, "()<>@,;:\""), daemon)) {
            return true;
        }
        lexer.at += !fu_lex_done(&lexer);
    }
    return false;
}

/* True when sentences make it a report. A mail system's own need say little; of anybody else's the
 * subject and the text must agree, or the text quote a server. */
static bool is_told(const struct fu_letter *letter, const struct fu_bounce_words *subject,
    const struct fu_bounce_words *text)
{
    bool titled = subject->failed || subject->delayed;
    bool says = text->failed || text->delayed || text->reason || text->reply != 0;
    if ((letter->marks & FU_MARK_DAEMON) != 0) {
        return titled || subject->reason || says;
    }
    if (letter->marks == 0) {
        return titled && says && !is_answer(letter->subject);
    }
    return says && (titled || (text->reply != 0 && (text->failed || text->reason)));
}

const struct fu_report *fu_bounce_read(struct fu_arena *arena, const struct fu_structure *structure,
    const struct fu_header *header, const struct fu_letter *letter)
{
    struct fu_report *report = fu_arena_allocate(arena, 1, sizeof *report);
    *report = (struct fu_report){
        .status = "", .diagnostic = "", .recipient = "", .message_id = "", .signature = ""};
    struct fu_bounce_words subject = fu_bounce_words_of(letter->subject);
    const char *readable = readable_text(arena, structure, letter);
    struct fu_bounce_words text = fu_bounce_words_of(readable);
    bool sure = fu_bounce_status_read(arena, structure, report) || is_delivery_report(header) ||
                (letter->marks & FU_MARK_FAILED) != 0;
    if (!sure && !is_told(letter, &subject, &text) && !is_from_daemon(header)) {
        return NULL;
    }
    judge_by_words(arena, &text, &subject, report);
    if (*report->recipient == '\0') {
        report->recipient = first_address(arena, fu_header_value(header, "X-Failed-Recipients"));
    }
    find_copy(arena, structure, readable, report);
    return report;
}
