/* A small automaton over the server's octets.
 *
 * The start of a line is held until it is known what the line is. SEARCH and FETCH lines are then
 * handed on as they come, after each octet was checked; a little more strictly than IMAP wants it,
 * so that parser and gate never disagree about where a line or a literal ends. Fails only by
 * setting fault. */
#include "wire.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "words.h"

/* Nothing we know has first words that are longer. */
enum { NO_NUMBER = -1, DIGITS_MAX = 18, WORDS_MAX = 64 };

static void start_line(struct fu_wire *wire)
{
    wire->kind = FU_LINE_NEW;
    wire->head_length = 0;
    wire->head[0] = '\0';
    wire->line_length = 0;
    wire->digits = NO_NUMBER;
    wire->brace = FU_BRACE_NONE;
    wire->depth = 0;
    wire->quoted = false;
    wire->escaped = false;
    wire->in_section = false;
    wire->in_value = false;
    wire->name_length = 0;
    wire->cut = false;
}

void fu_wire_init(struct fu_wire *wire)
{
    *wire = (struct fu_wire){.line_limit = FU_WIRE_LINE, .total_limit = UINT64_MAX};
    start_line(wire);
}

void fu_wire_allow(
    struct fu_wire *wire, enum fu_wire_expect expect, size_t line, uint64_t literal, uint64_t total)
{
    wire->expect = expect;
    wire->line_limit = line;
    wire->literal_limit = literal;
    wire->total_limit = total;
    wire->total = 0;
    wire->tagged[0] = '\0';
    wire->plus = false;
}

static void set_fault(struct fu_wire *wire, enum fu_wire_fault fault)
{
    if (wire->fault == FU_WIRE_FINE) {
        wire->fault = fault;
    }
}

/* What a line is whose head has its first words, each with what ends it. FU_LINE_NEW: it has not.
 */
static enum fu_wire_line kind_of(const struct fu_wire *wire)
{
    static const char *const kept[] = {"OK", "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY"};
    const char *head = wire->head;
    if (*head != '*') {
        return FU_LINE_KEPT;
    }
    if (wire->head_length > WORDS_MAX) {
        return FU_LINE_DROPPED;
    }
    const char *word = head + 1 + strspn(head + 1, " ");
    size_t length = strcspn(word, " \r\n(");
    if (word[length] == '\0') {
        return FU_LINE_NEW;
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (is_word(word, length, kept[i])) {
            return FU_LINE_KEPT;
        }
    }
    if (is_word(word, length, "SEARCH")) {
        return wire->expect == FU_EXPECT_SEARCH ? FU_LINE_SEARCH : FU_LINE_DROPPED;
    }
    if (length == 0 || strspn(word, "0123456789") != length) {
        return FU_LINE_DROPPED;
    }
    word += length + strspn(word + length, " ");
    length = strcspn(word, " \r\n(");
    if (word[length] == '\0') {
        return FU_LINE_NEW;
    }
    if (is_word(word, length, "EXISTS") || is_word(word, length, "EXPUNGE")) {
        return FU_LINE_KEPT;
    }
    bool wanted = is_word(word, length, "FETCH") && wire->expect == FU_EXPECT_FETCH;
    return wanted ? FU_LINE_FETCH : FU_LINE_DROPPED;
}

/* The tagged answer as the parser gets it. */
static void hand_on_answer(struct fu_wire *wire, struct fu_buffer *out)
{
    struct fu_answer answer;
    fu_answer_read(wire->head, &answer);
    if (answer.kind == FU_ANSWER_NONE || answer.kind == FU_ANSWER_BYE || answer.tag < 0) {
        set_fault(wire, FU_WIRE_MALFORMED);
        return;
    }
    size_t length = wire->head_length < FU_WIRE_TAGGED ? wire->head_length : FU_WIRE_TAGGED;
    memcpy(wire->tagged, wire->head, length);
    wire->tagged[length] = '\0';
    if (wire->expect != FU_EXPECT_NOTHING) {
        const char *kind = answer.kind == FU_ANSWER_OK   ? "OK"
                           : answer.kind == FU_ANSWER_NO ? "NO"
                                                         : "BAD";
        fu_buffer_print(out, "%ld %s ready\r\n", answer.tag, kind);
    }
    wire->expect = wire->expect == FU_EXPECT_NOTHING ? FU_EXPECT_NOTHING : FU_EXPECT_ANSWER;
}

static void end_kept_line(struct fu_wire *wire, struct fu_buffer *out)
{
    struct fu_answer answer;
    if (wire->head[0] == '+') {
        wire->plus = true;
    } else if (wire->head[0] == '\r' || wire->head[0] == '\n') {
        return; /* some servers send an empty line */
    } else {
        fu_notes_take(&wire->notes, wire->head);
        fu_answer_read(wire->head, &answer);
        if (wire->head[0] != '*') {
            hand_on_answer(wire, out);
        } else if (answer.kind == FU_ANSWER_BYE) {
            set_fault(wire, FU_WIRE_BYE);
        }
    }
}

static void end_of_line(struct fu_wire *wire, struct fu_buffer *out)
{
    bool passed = wire->kind == FU_LINE_FETCH || wire->kind == FU_LINE_SEARCH;
    if (wire->brace != FU_BRACE_NONE) {
        if (wire->number > wire->literal_limit) {
            set_fault(wire, FU_WIRE_LONG_LITERAL);
        }
        wire->literal_left = wire->number;
        wire->line_length = 0;
        wire->brace = FU_BRACE_NONE;
    } else if (passed && (wire->quoted || wire->in_section || wire->depth > 0)) {
        set_fault(wire, FU_WIRE_MALFORMED);
    } else {
        if (wire->kind == FU_LINE_KEPT) {
            end_kept_line(wire, out);
        }
        if (wire->fault == FU_WIRE_FINE) {
            start_line(wire);
        }
    }
}

/* Follows "{" digits "}" CR. In a FETCH a brace is a literal or nothing. */
static void follow_brace(struct fu_wire *wire, char c)
{
    bool open = wire->digits != NO_NUMBER;
    bool closed = wire->brace != FU_BRACE_NONE;
    if (c == '\n') {
        return; /* end_of_line() sees to it */
    }
    if (wire->brace == FU_BRACE_CLOSED && c == '\r') {
        wire->brace = FU_BRACE_CR;
    } else if (c == '{' && !open && !closed) {
        wire->digits = 0;
        wire->number = 0;
    } else if (open && wire->digits < DIGITS_MAX && fu_is_digit(c)) {
        wire->number = wire->number * 10 + (uint64_t)(c - '0');
        wire->digits++;
    } else if (wire->digits > 0 && c == '}') {
        wire->brace = FU_BRACE_CLOSED;
        wire->digits = NO_NUMBER;
    } else if (wire->digits == DIGITS_MAX && fu_is_digit(c)) {
        set_fault(wire, FU_WIRE_LONG_LITERAL);
    } else if (open || closed) {
        wire->digits = NO_NUMBER;
        wire->brace = FU_BRACE_NONE;
        if (wire->kind == FU_LINE_FETCH) {
            set_fault(wire, FU_WIRE_MALFORMED);
        }
    }
}

/* Quoted strings, literals and lists, of a line that is dropped or handed on. True where c is a
 * character of its own and not part of a quoted string or a brace. */
static bool follow_data(struct fu_wire *wire, char c)
{
    if (wire->quoted) {
        wire->quoted = wire->escaped || c != '"';
        wire->escaped = !wire->escaped && c == '\\';
        return false;
    }
    bool in_brace = wire->digits != NO_NUMBER || wire->brace != FU_BRACE_NONE;
    follow_brace(wire, c);
    if (c == '"') {
        wire->quoted = true;
    } else if (c == '(' && ++wire->depth > FU_WIRE_DEPTH && wire->kind == FU_LINE_FETCH) {
        set_fault(wire, FU_WIRE_TOO_DEEP);
    } else if (c == ')' && wire->depth > 0) {
        wire->depth--;
    }
    return !in_brace && !wire->quoted && wire->digits == NO_NUMBER;
}

static void end_name(struct fu_wire *wire)
{
    static const char *const names[] = {"UID", "RFC822.SIZE", "INTERNALDATE", "FLAGS", "MODSEQ"};
    wire->name[wire->name_length] = '\0';
    bool known = fu_starts_nocase(wire->name, "BODY[");
    for (size_t i = 0; i < sizeof names / sizeof *names && !known; i++) {
        known = fu_equal_nocase(wire->name, names[i]);
    }
    if (!known) {
        set_fault(wire, FU_WIRE_MALFORMED);
    }
}

/* The attributes of a FETCH: names and values in turn, at depth 1. Others than we ask for, and
 * those that servers send unasked, do not reach the parser. */
static void follow_fetch(struct fu_wire *wire, char c)
{
    if (!follow_data(wire, c) || wire->depth > 1) {
        return;
    }
    if (c == '[' || c == ']') {
        wire->in_section = c == '[';
    }
    if (wire->depth == 0 || c == '(' || c == ')' || c == '\r') {
        return;
    }
    if (c == ' ' && !wire->in_section) {
        if (!wire->in_value) {
            end_name(wire);
        }
        wire->in_value = !wire->in_value;
        wire->name_length = 0;
    } else if (!wire->in_value && wire->name_length < sizeof wire->name - 1) {
        wire->name[wire->name_length++] = c;
    }
}

/* Numbers of 32 bits between single blanks; what stands in parentheses behind them is dropped. */
static void follow_search(struct fu_wire *wire, char c)
{
    if (wire->cut || c == '\r' || c == '\n') {
        return;
    }
    if (c == ' ' && wire->digits != 0) {
        wire->digits = 0;
        wire->number = 0;
    } else if (fu_is_digit(c) && wire->digits >= 0) {
        wire->number = wire->number * 10 + (uint64_t)(c - '0');
        wire->digits++;
        if (wire->number > UINT32_MAX) {
            set_fault(wire, FU_WIRE_MALFORMED);
        }
    } else if (c == '(') {
        wire->cut = true;
    } else if (c != ' ') {
        set_fault(wire, FU_WIRE_MALFORMED);
    }
}

static void follow(struct fu_wire *wire, char c, struct fu_buffer *out)
{
    switch (wire->kind) {
    case FU_LINE_DROPPED:
        follow_data(wire, c);
        break;
    case FU_LINE_FETCH:
        follow_fetch(wire, c);
        fu_buffer_add_char(out, c);
        break;
    case FU_LINE_SEARCH:
        follow_search(wire, c);
        if (!wire->cut || c == '\n') {
            fu_buffer_add_char(out, c);
        }
        break;
    case FU_LINE_NEW:
    case FU_LINE_KEPT:
        break;
    }
}

/* Decides what a new line is, and goes through its head again if its kind wants that. */
static void decide(struct fu_wire *wire, struct fu_buffer *out)
{
    wire->kind = kind_of(wire);
    if (wire->kind == FU_LINE_SEARCH) {
        /* Blanks may come in any number: the head becomes what the parser expects. */
        fu_buffer_add_text(out, "* SEARCH");
        follow(wire, wire->head[wire->head_length - 1], out);
    } else if (wire->kind == FU_LINE_FETCH || wire->kind == FU_LINE_DROPPED) {
        for (size_t i = 0; i < wire->head_length; i++) {
            follow(wire, wire->head[i], out);
        }
    }
}

static void take_octet(struct fu_wire *wire, char c, struct fu_buffer *out)
{
    if (++wire->line_length > wire->line_limit) {
        set_fault(wire, FU_WIRE_LONG_LINE);
        return;
    }
    bool known = wire->kind != FU_LINE_NEW && wire->kind != FU_LINE_KEPT;
    if (known) {
        follow(wire, c, out);
    } else if (wire->head_length < FU_WIRE_HEAD) {
        wire->head[wire->head_length++] = c != '\0' ? c : '?';
        wire->head[wire->head_length] = '\0';
    }
    if (wire->kind == FU_LINE_NEW) {
        decide(wire, out);
    }
    if (c == '\n') {
        end_of_line(wire, out);
    }
}

void fu_wire_take(struct fu_wire *wire, const char *octets, size_t length, struct fu_buffer *out)
{
    size_t at = 0;
    while (at < length && wire->fault == FU_WIRE_FINE) {
        size_t step = 1;
        if (wire->literal_left > 0) {
            step = length - at < wire->literal_left ? length - at : (size_t)wire->literal_left;
            wire->literal_left -= step;
            if (wire->kind == FU_LINE_FETCH) {
                fu_buffer_add(out, octets + at, step);
            }
        } else {
            take_octet(wire, octets[at], out);
        }
        at += step;
        wire->total += step;
        if (wire->total > wire->total_limit) {
            set_fault(wire, FU_WIRE_TOO_MUCH);
        }
    }
}
