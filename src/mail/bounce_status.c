/* The machine's half of a delivery report: message/delivery-status (RFC 3464), of which servers
 * write all kinds.
 *
 * Groups of fields stand between empty lines: the first tells of the report, each other one of a
 * recipient. Whoever lacks an Action is judged by the class of its Status. At most GROUPS_MAX
 * groups of STATUS_PART_MAX bytes are looked at; nothing fails. */
#include "bounce.h"

#include <string.h>

#include "content.h"
#include "decode.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"

enum { GROUPS_MAX = 200, STATUS_PART_MAX = 256 * 1024, DIGITS_MAX = 3 };

/* The length of "5.1.1" at the start of the bytes, 0 when something else stands there. */
static size_t code_length(const char *at, const char *end)
{
    size_t length = 1;
    if (at == end || strchr("245", *at) == NULL || *at == '\0') {
        return 0;
    }
    for (int part = 0; part < 2; part++) {
        size_t digits = 0;
        if (at + length == end || at[length] != '.') {
            return 0;
        }
        length++;
        while (at + length < end && fu_is_digit(at[length])) {
            length++;
            digits++;
        }
        if (digits == 0 || digits > DIGITS_MAX) {
            return 0;
        }
    }
    return length;
}

void fu_bounce_code(struct fu_slice text, char status[FU_MAIL_STATUS_MAX + 1])
{
    struct fu_lexer whole = fu_lex(text);
    const char *end = whole.end;
    status[0] = '\0';
    for (const char *at = whole.at; at < end; at++) {
        size_t length = code_length(at, end);
        bool apart = at == whole.at || (!fu_is_alnum(at[-1]) && at[-1] != '.');
        /* 5.1.1.7 is an address or a version, "5.1.1." the end of a sentence. */
        bool ends = at + length == end || (!fu_is_alnum(at[length]) && at[length] != '.') ||
                    (at[length] == '.' && (at + length + 1 == end || !fu_is_digit(at[length + 1])));
        if (length > 0 && apart && ends) {
            memcpy(status, at, length);
            status[length] = '\0';
            return;
        }
    }
}

static bool is_success(struct fu_slice action)
{
    struct fu_lexer lexer = fu_lex(action);
    fu_lex_skip(&lexer);
    struct fu_slice word = fu_lex_token(&lexer);
    return fu_slice_is(word, "delivered") || fu_slice_is(word, "relayed") ||
           fu_slice_is(word, "expanded");
}

static enum fu_report_kind kind_of_action(struct fu_slice action, const char *status)
{
    struct fu_lexer lexer = fu_lex(action);
    fu_lex_skip(&lexer);
    struct fu_slice word = fu_lex_token(&lexer);
    if (fu_slice_is(word, "failed") || fu_slice_is(word, "failure")) {
        return FU_REPORT_FAILED;
    }
    if (fu_slice_is(word, "delayed")) {
        return FU_REPORT_DELAYED;
    }
    if (is_success(action)) {
        return FU_REPORT_OTHER;
    }
    return *status == '5' ? FU_REPORT_FAILED : *status == '4' ? FU_REPORT_DELAYED : FU_REPORT_OTHER;
}

/* "rfc822; <Alice@Example.org>" as an address, "" for none. */
static const char *typed_address(struct fu_arena *arena, struct fu_slice value)
{
    const char *type = value.at == NULL ? NULL : memchr(value.at, ';', value.length);
    if (type != NULL) {
        value.length -= (size_t)(type + 1 - value.at);
        value.at = type + 1;
    }
    value = fu_slice_trim(value);
    if (value.length > 2 && value.at[0] == '<' && value.at[value.length - 1] == '>') {
        value = (struct fu_slice){value.at + 1, value.length - 2};
    }
    const char *address =
        value.at == NULL ? NULL : fu_address_canonical(arena, value.at, value.length);
    return address == NULL ? "" : address;
}

/* "smtp; 550 5.1.1 No such user" without its type. */
static const char *typed_text(struct fu_arena *arena, struct fu_slice value)
{
    struct fu_lexer lexer = fu_lex(value);
    struct fu_slice type = fu_lex_token(&lexer);
    fu_lex_skip_blanks(&lexer);
    if (type.length > 0 && fu_lex_take(&lexer, ';')) {
        value = (struct fu_slice){lexer.at, (size_t)(lexer.end - lexer.at)};
    }
    return fu_decode_text(arena, value, FU_MAIL_DIAGNOSTIC_MAX);
}

static const char got_through[] = "2.0.0";

/* "5.0.0" and its kind name nothing. */
static bool is_vague(const char *status)
{
    return *status == '\0' || strcmp(status + 1, ".0.0") == 0;
}

static const char *status_of(struct fu_arena *arena, struct fu_slice field, const char *diagnostic)
{
    char status[FU_MAIL_STATUS_MAX + 1], said[FU_MAIL_STATUS_MAX + 1];
    fu_bounce_code(field, status);
    fu_bounce_code((struct fu_slice){diagnostic, strlen(diagnostic)}, said);
    bool better = is_vague(status) && *said != '\0' && (*status == '\0' || *status == *said);
    return fu_arena_copy(arena, better ? said : status);
}

/* What one group says, when it is about a recipient. */
static bool read_group(struct fu_arena *arena, struct fu_slice group, struct fu_report *said)
{
    struct fu_header fields = fu_header_read(arena, group);
    struct fu_slice action = fu_header_value(&fields, "Action");
    struct fu_slice status = fu_header_value(&fields, "Status");
    struct fu_slice final = fu_header_value(&fields, "Final-Recipient");
    if (action.at == NULL && status.at == NULL && final.at == NULL) {
        return false;
    }
    struct fu_slice diagnostic = fu_header_value(&fields, "Diagnostic-Code");
    said->diagnostic = diagnostic.at == NULL ? "" : typed_text(arena, diagnostic);
    said->status = status_of(arena, status, said->diagnostic);
    if (*said->status == '\0' && is_success(action)) {
        said->status = got_through; /* or the sentences would be asked what became of it */
    }
    said->kind = kind_of_action(action, said->status);
    said->recipient = typed_address(arena, fu_header_value(&fields, "Original-Recipient"));
    if (*said->recipient == '\0') {
        said->recipient = typed_address(arena, final);
    }
    return true;
}

/* The group at *at up to the next empty line; moves *at behind that. */
static struct fu_slice next_group(const char **at, const char *end)
{
    while (*at < end && fu_line_is_empty(*at, fu_line_length(*at, end))) {
        *at += fu_line_length(*at, end);
    }
    const char *start = *at;
    while (*at < end && !fu_line_is_empty(*at, fu_line_length(*at, end))) {
        *at += fu_line_length(*at, end);
    }
    return (struct fu_slice){start, (size_t)(*at - start)};
}

static bool is_status(const struct fu_structure *structure, size_t part)
{
    const struct fu_entity *entity = &structure->entities[part];
    if (!fu_content_is(entity, "message", "delivery-status") &&
        !fu_content_is(entity, "message", "global-delivery-status")) {
        return false;
    }
    for (; part != 0; part = structure->entities[part].parent) {
        if (structure->entities[structure->entities[part].parent].kind == FU_ENTITY_MESSAGE) {
            return false; /* the report came within somebody's mail */
        }
    }
    return true;
}

bool fu_bounce_has_status(const struct fu_structure *structure)
{
    for (size_t part = 0; part < structure->count; part++) {
        if (is_status(structure, part)) {
            return true;
        }
    }
    return false;
}

/* One more recipient; the worst fate is the report's. */
static void add_group(
    struct fu_report *report, struct fu_reported *recipients, const struct fu_report *said)
{
    size_t count = report->recipient_count;
    if (count == 0 || said->kind > report->kind) {
        *report = *said;
    }
    report->recipient_count = count;
    if (count < FU_MAIL_REPORTED_MAX) {
        recipients[report->recipient_count++] =
            (struct fu_reported){said->kind, said->status, said->diagnostic, said->recipient};
    }
}

bool fu_bounce_status_read(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_report *report)
{
    bool found = false;
    struct fu_reported *recipients =
        fu_arena_allocate(arena, FU_MAIL_REPORTED_MAX, sizeof *recipients);
    for (size_t part = 0; part < structure->count; part++) {
        if (!is_status(structure, part)) {
            continue;
        }
        bool cut;
        struct fu_slice body =
            fu_content_decode(arena, &structure->entities[part], STATUS_PART_MAX, &cut);
        const char *at = body.at, *end = body.at + body.length;
        found = true;
        for (int groups = 0; at < end && groups < GROUPS_MAX; groups++) {
            struct fu_report said = *report;
            if (read_group(arena, next_group(&at, end), &said)) {
                add_group(report, recipients, &said);
            }
        }
    }
    report->recipients = recipients;
    report->recipient_count = report->recipient_count > 1 ? report->recipient_count : 0;
    return found;
}
