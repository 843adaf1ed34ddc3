/* Header fields, folded at 76 columns (RFC 2047, section 2, allows no more beside an encoded word).
 *
 * Nothing here fails: what a field cannot hold is encoded (RFC 2047, RFC 2231) or was taken out by
 * the gate. Words of more than 60 characters are encoded too, so that lines stay short; only an
 * address, an id or a link may make a longer one, and the gate limits those. */
#include "compose_header.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compose_encode.h"
#include "compose_gate.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"

enum {
    COLUMNS = 76,
    PLAIN_WORD_MAX = 60,
    ENCODED_ROOM_MIN = 16, /* with less room for content an encoded word begins a new line */
    FILENAME_PIECE_MAX = 50,
    UTF8_MAX = 4
};

static const char word_start_q[] = "=?utf-8?q?";
static const char word_start_b[] = "=?utf-8?b?";
static const char word_end[] = "?=";
enum { WORD_FRAME = sizeof word_start_q - 1 + sizeof word_end - 1 };

/* A field on its way out. */
struct line {
    struct fu_buffer *buffer;
    size_t column; /* characters on the line so far */
    bool fresh;    /* nothing stands on it but the field's name */
};

static struct line line_start(struct fu_buffer *buffer, const char *name)
{
    fu_buffer_add_text(buffer, name);
    fu_buffer_add(buffer, ": ", 2);
    return (struct line){.buffer = buffer, .column = strlen(name) + 2, .fresh = true};
}

static void line_end(struct line *line)
{
    fu_buffer_add(line->buffer, "\r\n", 2);
}

static void line_add(struct line *line, const char *bytes, size_t length)
{
    fu_buffer_add(line->buffer, bytes, length);
    line->column += length;
    line->fresh = false;
}

static void line_fold(struct line *line)
{
    fu_buffer_add(line->buffer, "\r\n ", 3);
    line->column = 1;
}

/* The blank before a word of that width: a space, or a fold where the word would not fit. */
static void line_space(struct line *line, size_t width)
{
    if (line->fresh) {
        return;
    }
    if (line->column + 1 + width > COLUMNS) {
        line_fold(line);
    } else {
        line_add(line, " ", 1);
    }
}

static void line_word(struct line *line, const char *word, size_t length)
{
    line_space(line, length);
    line_add(line, word, length);
}

/* What an encoded word may hold as it is, in a phrase too (RFC 2047, section 5, rule 3). */
static bool is_q_literal(char c)
{
    return fu_is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static size_t q_width(const char *text, size_t length)
{
    size_t width = 0;
    for (size_t i = 0; i < length; i++) {
        width += is_q_literal(text[i]) || text[i] == ' ' ? 1 : sizeof "=XX" - 1;
    }
    return width;
}

static size_t b_width(size_t length)
{
    return (length + 2) / 3 * 4;
}

static void add_q(struct line *line, const char *text, size_t length)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        char escape[] = {'=', hex[byte >> 4], hex[byte & 0xF]};
        if (is_q_literal(text[i])) {
            line_add(line, text + i, 1);
        } else if (text[i] == ' ') {
            line_add(line, "_", 1);
        } else {
            line_add(line, escape, sizeof escape);
        }
    }
}

/* Octets of the character that begins text. */
static size_t character_length(const char *text, size_t length)
{
    size_t taken = 1;
    while (taken < length && taken < UTF8_MAX && ((unsigned char)text[taken] & 0xC0) == 0x80) {
        taken++;
    }
    return taken;
}

/* How many octets of text, whole characters, fit into room columns when encoded. */
static size_t fitting(const char *text, size_t length, bool base64, size_t room)
{
    size_t taken = 0, width = 0;
    while (taken < length) {
        size_t next = character_length(text + taken, length - taken);
        width = base64 ? b_width(taken + next) : width + q_width(text + taken, next);
        if (width > room) {
            break;
        }
        taken += next;
    }
    return taken;
}

static void add_encoded_word(struct line *line, const char *text, size_t length, bool base64)
{
    line_add(line, base64 ? word_start_b : word_start_q, sizeof word_start_q - 1);
    if (base64) {
        fu_encode_base64(line->buffer, text, length);
        line->column += b_width(length);
    } else {
        add_q(line, text, length);
    }
    line_add(line, word_end, sizeof word_end - 1);
}

/* Adds text as encoded words: base64 where it is shorter by a quarter, else the one a person can
 * read. */
static void line_encoded(struct line *line, const char *text, size_t length)
{
    bool base64 = 4 * b_width(length) < 3 * q_width(text, length);
    if (!line->fresh) {
        if (line->column + 1 + WORD_FRAME + ENCODED_ROOM_MIN > COLUMNS) {
            line_fold(line);
        } else {
            line_add(line, " ", 1);
        }
    }
    for (;;) {
        size_t used = line->column + WORD_FRAME;
        size_t taken = fitting(text, length, base64, COLUMNS - used);
        add_encoded_word(line, text, taken, base64);
        text += taken;
        length -= taken;
        if (length == 0) {
            return;
        }
        line_fold(line);
    }
}

/* True when a word cannot stand in unstructured text as it is. */
static bool needs_encoding(const char *word, size_t length)
{
    if (length > PLAIN_WORD_MAX) {
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        if (word[i] < ' ' || word[i] > '~' ||
            (word[i] == '=' && i + 1 < length && word[i + 1] == '?')) {
            return true;
        }
    }
    return false;
}

/* A part of a clean line that consists of whole words. */
struct span {
    const char *start;
    const char *end;
};

/* From the first word that needs encoding to the last; empty when none does. */
static struct span span_to_encode(const char *value)
{
    struct span span = {NULL, NULL};
    while (*value != '\0') {
        size_t length = strcspn(value, " ");
        if (needs_encoding(value, length)) {
            span.start = span.start != NULL ? span.start : value;
            span.end = value + length;
        }
        value += length;
        value += *value == ' ';
    }
    return span;
}

static void line_words(struct line *line, const char *start, const char *end)
{
    while (start < end) {
        const char *space = memchr(start, ' ', (size_t)(end - start));
        const char *word_end_at = space != NULL ? space : end;
        if (word_end_at > start) {
            line_word(line, start, (size_t)(word_end_at - start));
        }
        start = word_end_at + 1;
    }
}

void fu_field_text(struct fu_buffer *buffer, struct fu_arena *arena, const char *name,
    const char *value, size_t limit)
{
    const char *text = fu_gate_line(arena, value, limit);
    const char *end = text + strlen(text);
    struct line line = line_start(buffer, name);
    struct span span = span_to_encode(text);
    if (span.start == NULL) {
        line_words(&line, text, end);
    } else {
        line_words(&line, text, span.start);
        line_encoded(&line, span.start, (size_t)(span.end - span.start));
        line_words(&line, span.end, end);
    }
    line_end(&line);
}

/* Atoms and blanks only (RFC 5322, section 3.2.5). */
static bool is_plain_phrase(const char *name)
{
    for (; *name != '\0'; name++) {
        if (!fu_is_alnum(*name) && strchr(" !#$%&'*+-/=?^_`{|}~", *name) == NULL) {
            return false;
        }
    }
    return true;
}

static size_t quoted_width(const char *name)
{
    size_t width = 2;
    for (; *name != '\0'; name++) {
        width += *name == '"' || *name == '\\' ? 2 : 1;
    }
    return width;
}

static void line_quoted(struct line *line, const char *name)
{
    line_add(line, "\"", 1);
    for (; *name != '\0'; name++) {
        if (*name == '"' || *name == '\\') {
            line_add(line, "\\", 1);
        }
        line_add(line, name, 1);
    }
    line_add(line, "\"", 1);
}

static void line_phrase(struct line *line, const char *name)
{
    bool plain = span_to_encode(name).start == NULL;
    if (plain && is_plain_phrase(name)) {
        line_words(line, name, name + strlen(name));
    } else if (plain && quoted_width(name) <= PLAIN_WORD_MAX) {
        line_quoted(line, name);
    } else {
        line_encoded(line, name, strlen(name));
    }
}

void fu_field_mailbox(struct fu_buffer *buffer, struct fu_arena *arena, const char *name,
    const struct fu_mailbox *mailbox)
{
    struct line line = line_start(buffer, name);
    const char *display = fu_gate_line(arena, mailbox->name, FU_MAIL_NAME_MAX);
    if (*display == '\0') {
        line_word(&line, mailbox->address, strlen(mailbox->address));
    } else {
        line_phrase(&line, display);
        line_space(&line, strlen(mailbox->address) + 2);
        line_add(&line, "<", 1);
        line_add(&line, mailbox->address, strlen(mailbox->address));
        line_add(&line, ">", 1);
    }
    line_end(&line);
}

void fu_field_plain(struct fu_buffer *buffer, const char *name, const char *value)
{
    struct line line = line_start(buffer, name);
    line_add(&line, value, strlen(value));
    line_end(&line);
}

void fu_field_list(
    struct fu_buffer *buffer, const char *name, const char *const *values, size_t count)
{
    if (count == 0) {
        return;
    }
    struct line line = line_start(buffer, name);
    for (size_t i = 0; i < count; i++) {
        size_t comma = i + 1 < count;
        line_space(&line, strlen(values[i]) + comma);
        line_add(&line, values[i], strlen(values[i]));
        line_add(&line, ",", comma);
    }
    line_end(&line);
}

void fu_field_ids(struct fu_buffer *buffer, const char *name, const char *const *ids, size_t count)
{
    if (count == 0) {
        return;
    }
    struct line line = line_start(buffer, name);
    for (size_t i = 0; i < count; i++) {
        line_space(&line, strlen(ids[i]) + 2);
        line_add(&line, "<", 1);
        line_add(&line, ids[i], strlen(ids[i]));
        line_add(&line, ">", 1);
    }
    line_end(&line);
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Year, month (0 to 11) and day of the month from days since 1970-01-01. */
static void civil_date(int64_t days, int *year, int *month, int *day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    *year = 1970;
    while (days >= 365 + is_leap(*year)) {
        days -= 365 + is_leap(*year);
        (*year)++;
    }
    *month = 0;
    while (days >= lengths[*month] + (*month == 1 && is_leap(*year))) {
        days -= lengths[*month] + (*month == 1 && is_leap(*year));
        (*month)++;
    }
    *day = (int)days + 1;
}

void fu_field_date(struct fu_buffer *buffer, fu_instant date, int offset)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, DAY_MINUTES = 24 * 60 };
    static const char weekdays[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[][4] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (offset <= -DAY_MINUTES || offset >= DAY_MINUTES) {
        offset = 0;
    }
    int64_t local = date + (int64_t)offset * MINUTE;
    if (local < 0) {
        local = date;
        offset = 0;
    }
    int year, month, day;
    civil_date(local / DAY, &year, &month, &day);
    int second = (int)(local % DAY);
    int east = offset < 0 ? -offset : offset;
    fu_buffer_print(buffer, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n",
        weekdays[local / DAY % 7], day, months[month], year, second / HOUR, second / MINUTE % 60,
        second % MINUTE, offset < 0 ? '-' : '+', east / 60, east % 60);
}

/* How much of an escaped text makes one piece: a "%XX" is not cut. */
static size_t piece_length(const char *escaped)
{
    size_t length = strnlen(escaped, FILENAME_PIECE_MAX);
    if (escaped[length] == '\0') {
        return length;
    }
    for (size_t back = 1; back <= 2; back++) {
        if (escaped[length - back] == '%') {
            return length - back;
        }
    }
    return length;
}

static void add_extended_filename(struct fu_buffer *buffer, const char *name)
{
    struct fu_buffer escaped;
    fu_buffer_init(&escaped, 3 * (size_t)FU_MAIL_NAME_MAX);
    fu_uri_escape(&escaped, name);
    const char *rest = escaped.data;
    for (int piece = 0; *rest != '\0'; piece++) {
        size_t length = piece_length(rest);
        bool single = piece == 0 && rest[length] == '\0';
        if (single) {
            fu_buffer_add_text(buffer, ";\r\n filename*=");
        } else {
            fu_buffer_print(buffer, ";\r\n filename*%d*=", piece);
        }
        fu_buffer_add_text(buffer, piece == 0 ? "utf-8''" : "");
        fu_buffer_add(buffer, rest, length);
        rest += length;
    }
    fu_buffer_free(&escaped);
}

void fu_field_filename(struct fu_buffer *buffer, struct fu_arena *arena, const char *name)
{
    const char *clean = fu_gate_line(arena, name, FU_MAIL_NAME_MAX);
    fu_buffer_add_text(buffer, "Content-Disposition: attachment");
    if (*clean != '\0' && span_to_encode(clean).start == NULL &&
        quoted_width(clean) <= PLAIN_WORD_MAX) {
        struct line line = {.buffer = buffer};
        fu_buffer_add_text(buffer, ";\r\n filename=");
        line_quoted(&line, clean);
    } else {
        add_extended_filename(buffer, clean);
    }
    fu_buffer_add(buffer, "\r\n", 2);
}
