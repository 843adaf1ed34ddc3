/* A small automaton over the server's octets.
 *
 * It is a little stricter than IMAP where a lenient parser and a watch could disagree about where a
 * line ends: an open quoted string at the end of a line, a literal in the middle of one and a
 * literal in a status line are faults. Fails only by setting fault. Limits: fu_wire_allow,
 * FU_WIRE_DEPTH. */
#include "wire.h"

#include <string.h>

#include "followupd/base/text.h"

enum { NO_BRACE = -1, DIGITS_MAX = 18 };

static void start_line(struct fu_wire *wire)
{
    wire->head_length = 0;
    wire->head[0] = '\0';
    wire->line_length = 0;
    wire->digits = NO_BRACE;
    wire->brace = FU_WIRE_OPEN;
    wire->depth = 0;
    wire->quoted = false;
    wire->escaped = false;
    wire->kind = FU_WIRE_UNKNOWN;
    wire->in_code = false;
    wire->code_passed = false;
}

void fu_wire_init(struct fu_wire *wire)
{
    *wire = (struct fu_wire){.line_limit = FU_WIRE_LINE, .total_limit = UINT64_MAX};
    start_line(wire);
}

void fu_wire_allow(struct fu_wire *wire, size_t line, uint64_t literal, uint64_t total)
{
    wire->line_limit = line;
    wire->literal_limit = literal;
    wire->total_limit = total;
    wire->total = 0;
    wire->tagged[0] = '\0';
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* What stands behind the "*" of an untagged line, or NULL for any other line. */
static const char *untagged(const char *head)
{
    head = skip_blanks(head);
    return *head == '*' ? skip_blanks(head + 1) : NULL;
}

static bool is_status(const char *head)
{
    static const char *const words[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};
    const char *data = untagged(head);
    if (data == NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fu_starts_nocase(data, words[i])) {
            return true;
        }
    }
    return false;
}

static void note_count(struct fu_wire *wire, const char *data)
{
    uint64_t count = 0;
    while (fu_is_digit(*data) && count <= UINT32_MAX) {
        count = count * 10 + (uint64_t)(*data++ - '0');
    }
    const char *word = skip_blanks(data);
    if (word == data || count > UINT32_MAX) {
        return;
    }
    if (fu_starts_nocase(word, "EXISTS")) {
        wire->news = wire->news || count > wire->exists;
        wire->exists = (uint32_t)count;
    } else if (fu_starts_nocase(word, "EXPUNGE") && wire->exists > 0) {
        wire->exists--;
    }
}

static void end_line(struct fu_wire *wire)
{
    const char *data = untagged(wire->head);
    const char *start = skip_blanks(wire->head);
    if (data != NULL && fu_starts_nocase(data, "BYE")) {
        wire->fault = FU_WIRE_BYE;
        return;
    }
    if (data != NULL) {
        note_count(wire, data);
    } else if (*start != '+' && *start != '\0' && *start != '\r') {
        memcpy(wire->tagged, start, strlen(start) + 1);
    }
    start_line(wire);
}

static void end_of_line(struct fu_wire *wire)
{
    bool literal = wire->brace != FU_WIRE_OPEN;
    if (wire->quoted || (literal && wire->kind == FU_WIRE_STATUS)) {
        wire->fault = FU_WIRE_MALFORMED;
    } else if (literal && wire->number > wire->literal_limit) {
        wire->fault = FU_WIRE_LONG_LITERAL;
    } else if (literal) {
        wire->literal_left = wire->number;
        wire->line_length = 0;
        wire->brace = FU_WIRE_OPEN;
    } else {
        end_line(wire);
    }
}

/* Follows "{" digits "}". */
static void follow_brace(struct fu_wire *wire, char c)
{
    if (wire->brace == FU_WIRE_CLOSED && c == '\r') {
        wire->brace = FU_WIRE_CR;
    } else if (wire->brace != FU_WIRE_OPEN && wire->kind == FU_WIRE_DATA) {
        wire->fault = FU_WIRE_MALFORMED;
    } else {
        wire->brace = FU_WIRE_OPEN;
    }
    if (c == '{') {
        wire->digits = 0;
        wire->number = 0;
        if (wire->in_code) {
            wire->fault = FU_WIRE_MALFORMED;
        }
    } else if (wire->digits >= 0 && wire->digits < DIGITS_MAX && fu_is_digit(c)) {
        wire->number = wire->number * 10 + (uint64_t)(c - '0');
        wire->digits++;
    } else if (wire->digits > 0 && c == '}') {
        wire->brace = FU_WIRE_CLOSED;
        wire->digits = NO_BRACE;
    } else if (wire->digits == DIGITS_MAX && fu_is_digit(c)) {
        wire->fault = FU_WIRE_LONG_LITERAL;
    } else {
        wire->digits = NO_BRACE;
    }
}

static void follow_status(struct fu_wire *wire, char c)
{
    if (c == '[' && !wire->code_passed) {
        wire->in_code = true;
    } else if (c == ']') {
        wire->in_code = false;
        wire->code_passed = true;
    }
    follow_brace(wire, c);
}

static void follow_data(struct fu_wire *wire, char c)
{
    if (wire->quoted) {
        wire->quoted = wire->escaped || c != '"';
        wire->escaped = !wire->escaped && c == '\\';
        return;
    }
    follow_brace(wire, c);
    if (c == '"') {
        wire->quoted = true;
    } else if (c == '(' && ++wire->depth > FU_WIRE_DEPTH) {
        wire->fault = FU_WIRE_TOO_DEEP;
    } else if (c == ')' && wire->depth > 0) {
        wire->depth--;
    }
}

static void take_octet(struct fu_wire *wire, char c)
{
    if (++wire->line_length > wire->line_limit) {
        wire->fault = FU_WIRE_LONG_LINE;
        return;
    }
    if (wire->head_length < FU_WIRE_HEAD) {
        wire->head[wire->head_length++] = c;
        wire->head[wire->head_length] = '\0';
    }
    if (wire->kind == FU_WIRE_UNKNOWN && strchr("[(\"{\n", c) != NULL && c != '\0') {
        wire->kind = is_status(wire->head) ? FU_WIRE_STATUS : FU_WIRE_DATA;
    }
    if (c == '\n') {
        end_of_line(wire);
    } else if (wire->kind == FU_WIRE_STATUS) {
        follow_status(wire, c);
    } else if (wire->kind == FU_WIRE_DATA) {
        follow_data(wire, c);
    }
}

size_t fu_wire_take(struct fu_wire *wire, const char *octets, size_t length)
{
    size_t at = 0;
    size_t lines = 0; /* end of the last whole line */
    while (at < length && wire->fault == FU_WIRE_FINE) {
        size_t step = 1;
        if (wire->literal_left > 0) {
            step = length - at < wire->literal_left ? length - at : (size_t)wire->literal_left;
            wire->literal_left -= step;
        } else {
            take_octet(wire, octets[at]);
        }
        at += step;
        wire->total += step;
        if (wire->total > wire->total_limit && wire->fault == FU_WIRE_FINE) {
            wire->fault = FU_WIRE_TOO_MUCH;
        }
        if (wire->head_length == 0) {
            lines = at;
        }
    }
    return wire->fault == FU_WIRE_FINE ? at : lines;
}
