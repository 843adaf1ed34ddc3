/* Text from outside: UTF-8 made sure of, control characters taken out, ASCII compared. */
#ifndef FOLLOWUPD_BASE_TEXT_H
#define FOLLOWUPD_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"

/* True when the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, to
 * U+10FFFF). */
bool fu_text_is_utf8(const char *text, size_t length);

/* One line of clean text: ill-formed bytes become U+FFFD, every run of blanks and control
 * characters (C0, C1, DEL, NUL, U+2028, U+2029) one space, bidirectional controls (U+061C, U+200E,
 * U+200F, U+202A-E, U+2066-9) and U+FEFF nothing, ends trimmed; cut at a character so that the
 * result has at most limit bytes. The gate for subjects, names and log values. In the arena. */
char *fu_text_line(struct fu_arena *arena, const char *text, size_t length, size_t limit);

/* Several lines of clean text: as fu_text_line, but CR LF, CR and LF become LF and stay, tabs and
 * runs of blanks stay. */
char *fu_text_lines(struct fu_arena *arena, const char *text, size_t length, size_t limit);

/* True when there is nothing in the bytes that fu_text_line (with lines: fu_text_lines) replaces or
 * takes out; blanks may stand anywhere. */
bool fu_text_is_clean(const char *text, size_t length, bool lines);

/* The octets of the character that text (length > 0 octets) begins with, if nobody sees it: a blank
 * of any width, one of no width (U+200B to U+200D, U+2060, U+FEFF) or a soft hyphen; 0 for any
 * other. *wide: it takes room. Line ends and controls are no blanks, but for the tab. */
size_t fu_text_blank(const char *text, size_t length, bool *wide);

/* Takes such characters off both ends of the *length octets at text and gives where the rest
 * begins.
 */
const char *fu_text_trim(const char *text, size_t *length);

/* ASCII case, whatever the locale. Inline, since they are asked of every byte. */
static inline char fu_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool fu_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool fu_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool fu_is_alnum(char c)
{
    return fu_is_digit(c) || fu_is_letter(c);
}

/* Whether two texts are the same, and whether one begins with another, whatever their case. */
bool fu_equal_nocase(const char *a, const char *b);
bool fu_starts_nocase(const char *text, const char *start);

/* Copy in lower case (ASCII letters only). */
char *fu_text_lower(struct fu_arena *arena, const char *text);

/* Adds text to buffer as a JSON string with its quotes (RFC 8259); ill-formed UTF-8 becomes U+FFFD,
 * every control character an escape, so that the line may be shown on a terminal. */
void fu_json_string(struct fu_buffer *buffer, const char *text);

/* Adds text escaped for HTML element content and quoted attributes (& < > " '). */
void fu_html_escape(struct fu_buffer *buffer, const char *text);

/* Adds text percent-encoded (RFC 3986): all but unreserved characters. */
void fu_uri_escape(struct fu_buffer *buffer, const char *text);

#endif
