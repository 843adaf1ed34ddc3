/* Characters of UTF-8 text, and what the gates think of each. */
#ifndef FU_BASE_UTF8_H
#define FU_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What fu_utf8_next gives for ill-formed bytes; no character has this number. */
#define FU_UTF8_BAD UINT32_MAX

/* Most bytes of one character. */
enum { FU_UTF8_MAX = 4 };

/* Reads one character at text (length > 0 bytes) and returns how many bytes it takes. Ill-formed
 * bytes give FU_UTF8_BAD and the length of their maximal subpart (Unicode, section 3.9, "U+FFFD
 * substitution"). */
size_t fu_utf8_next(const char *text, size_t length, uint32_t *character);

/* The length of text without a character begun but not ended at its end: for text that was cut at
 * length. */
size_t fu_utf8_whole(const char *text, size_t length);

/* C0, DEL, C1, U+2028 and U+2029. */
bool fu_utf8_is_control(uint32_t character);

/* Changes nothing one sees but the order or the joining: bidirectional controls and U+FEFF. */
bool fu_utf8_is_hidden(uint32_t character);

/* In place: '?' for every control, hidden and ill-formed character of a NUL-terminated text. */
void fu_utf8_tame(char *text);

/* The work of fu_text_line and fu_text_lines: writes at most limit bytes and a NUL to out, returns
 * the length. */
size_t fu_utf8_clean(const char *text, size_t length, bool lines, char *out, size_t limit);

#endif
