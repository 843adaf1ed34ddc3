/* Reads mails of ours back, for the tests: fields, encoded words, quoted-printable. Independent of
 * the encoders. */
#ifndef FU_TEST_MAIL_DECODE_H
#define FU_TEST_MAIL_DECODE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/memory.h"

/* The unfolded value of the field, or NULL. *lines counts how many lines it took when not NULL. */
static inline char *field_of(
    struct fu_arena *arena, const char *mail, const char *name, size_t *lines)
{
    const char *end = strstr(mail, "\r\n\r\n");
    char *start = fu_arena_print(arena, "\r\n%s: ", name);
    const char *line =
        strncmp(mail, start + 2, strlen(start + 2)) == 0 ? mail - 2 : strstr(mail, start);
    if (line == NULL || end == NULL || line > end) {
        return NULL;
    }
    char *value = fu_arena_allocate(arena, (size_t)(end - line) + 1, 1);
    size_t used = 0, count = 1;
    for (const char *at = line + strlen(start); at < end; at++) {
        if (strncmp(at, "\r\n", 2) == 0) {
            if (at[2] != ' ') {
                break;
            }
            count++;
            at += 1;
            continue;
        }
        value[used++] = *at;
    }
    if (lines != NULL) {
        *lines = count;
    }
    return value;
}

static inline int digit_of(char c)
{
    const char *digits = "0123456789ABCDEF";
    const char *found = c != '\0' ? strchr(digits, c) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

/* Decodes base64 (length characters) to out; returns how many octets. */
static inline size_t base64_of(const char *text, size_t length, char *out)
{
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned group = 0, bits = 0;
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        const char *found = text[i] != '=' ? strchr(alphabet, text[i]) : NULL;
        if (found == NULL) {
            continue;
        }
        group = group << 6 | (unsigned)(found - alphabet);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[used++] = (char)(group >> bits & 0xFF);
        }
    }
    return used;
}

/* Unstructured text with its encoded words decoded (RFC 2047, section 6). */
static inline char *words_of(struct fu_arena *arena, const char *value)
{
    char *out = fu_arena_allocate(arena, strlen(value) + 1, 1);
    size_t used = 0;
    bool after_word = false;
    while (*value != '\0') {
        size_t blanks = strspn(value, " ");
        const char *word = value + blanks;
        bool encoded = strncmp(word, "=?utf-8?", 8) == 0;
        if (!(encoded && after_word)) {
            memcpy(out + used, value, blanks);
            used += blanks;
        }
        size_t length = strcspn(word, " ");
        if (!encoded) {
            memcpy(out + used, word, length);
            used += length;
        } else if (word[8] == 'b') {
            used += base64_of(word + 10, length - 12, out + used);
        } else {
            for (const char *at = word + 10; at < word + length - 2; at++) {
                if (*at == '=') {
                    out[used++] = (char)(digit_of(at[1]) << 4 | digit_of(at[2]));
                    at += 2;
                } else {
                    out[used++] = *at == '_' ? ' ' : *at;
                }
            }
        }
        after_word = encoded;
        value = word + length;
    }
    out[used] = '\0';
    return out;
}

/* The decoded body of the n-th part (0, 1, …) that is text, LF for CRLF; NULL when there is none.
 */
static inline char *text_part_of(struct fu_arena *arena, const char *mail, size_t number)
{
    const char *part = mail;
    for (size_t i = 0; i <= number && part != NULL; i++) {
        part = strstr(part + 1, "\r\nContent-Type: text/");
    }
    if (part == NULL) {
        return NULL;
    }
    const char *body = strstr(part, "\r\n\r\n") + 4;
    const char *end = strstr(body, "\r\n--=_");
    bool quoted =
        strstr(part, "quoted-printable") != NULL && strstr(part, "quoted-printable") < body;
    char *out = fu_arena_allocate(arena, (size_t)(end - body) + 2, 1);
    size_t used = 0;
    for (const char *at = body; at < end; at++) {
        if (strncmp(at, "\r\n", 2) == 0) {
            out[used++] = '\n';
            at++;
        } else if (quoted && strncmp(at, "=\r\n", 3) == 0) {
            at += 2;
        } else if (quoted && *at == '=') {
            out[used++] = (char)(digit_of(at[1]) << 4 | digit_of(at[2]));
            at += 2;
        } else {
            out[used++] = *at;
        }
    }
    return out;
}

/* True when every line ends with CRLF and not with a blank, none is longer than most or a lone dot,
 * and all octets are printable ASCII or a tab. */
static inline bool lines_are_clean(const char *mail, size_t length, size_t most)
{
    size_t column = 0;
    for (size_t i = 0; i < length; i++) {
        if (mail[i] == '\r' && i + 1 < length && mail[i + 1] == '\n') {
            bool blank = column > 0 && (mail[i - 1] == ' ' || mail[i - 1] == '\t');
            if (blank || (column == 1 && mail[i - 1] == '.')) {
                return false;
            }
            column = 0;
            i++;
            continue;
        }
        if ((mail[i] < ' ' && mail[i] != '\t') || mail[i] > '~' || ++column > most) {
            return false;
        }
    }
    return column == 0;
}

#endif
