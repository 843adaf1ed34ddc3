/* Tokens of structured fields.
 *
 * A comment or quoted string that does not end is reported, never read past the end. Nesting of
 * comments is counted, not recursed into. */
#include "lexer.h"

#include <string.h>

#include "followupd/base/text.h"

struct fu_lexer fu_lex(struct fu_slice slice)
{
    const char *start = slice.at == NULL ? "" : slice.at;
    return (struct fu_lexer){.at = start, .end = start + slice.length};
}

bool fu_lex_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

bool fu_lex_done(const struct fu_lexer *lexer)
{
    return lexer->at == lexer->end;
}

bool fu_lex_take(struct fu_lexer *lexer, char c)
{
    if (fu_lex_done(lexer) || *lexer->at != c) {
        return false;
    }
    lexer->at++;
    return true;
}

void fu_lex_skip_blanks(struct fu_lexer *lexer)
{
    while (!fu_lex_done(lexer) && fu_lex_blank(*lexer->at)) {
        lexer->at++;
    }
}

bool fu_lex_skip(struct fu_lexer *lexer)
{
    for (;;) {
        fu_lex_skip_blanks(lexer);
        if (fu_lex_done(lexer) || *lexer->at != '(') {
            return true;
        }
        struct fu_slice ignored;
        if (!fu_lex_comment(lexer, &ignored)) {
            return false;
        }
    }
}

bool fu_lex_comment(struct fu_lexer *lexer, struct fu_slice *content)
{
    const char *start = lexer->at + 1;
    size_t depth = 0;
    for (const char *at = lexer->at; at < lexer->end; at++) {
        if (*at == '\\' && at + 1 < lexer->end) {
            at++;
        } else if (*at == '(') {
            depth++;
        } else if (*at == ')' && --depth == 0) {
            *content = (struct fu_slice){start, (size_t)(at - start)};
            lexer->at = at + 1;
            return true;
        }
    }
    lexer->at = lexer->end;
    return false;
}

bool fu_lex_quoted(struct fu_lexer *lexer, struct fu_slice *content)
{
    const char *start = lexer->at + 1;
    for (const char *at = start; at < lexer->end; at++) {
        if (*at == '\\' && at + 1 < lexer->end) {
            at++;
        } else if (*at == '"') {
            *content = (struct fu_slice){start, (size_t)(at - start)};
            lexer->at = at + 1;
            return true;
        }
    }
    return false;
}

struct fu_slice fu_lex_run(struct fu_lexer *lexer, const char *stops)
{
    const char *start = lexer->at;
    while (!fu_lex_done(lexer) && !fu_lex_blank(*lexer->at) && strchr(stops, *lexer->at) == NULL) {
        lexer->at++;
    }
    return (struct fu_slice){start, (size_t)(lexer->at - start)};
}

struct fu_slice fu_lex_token(struct fu_lexer *lexer)
{
    return fu_lex_run(lexer, "()<>@,;:\\\"/[]?=");
}

struct fu_slice fu_slice_trim(struct fu_slice slice)
{
    while (slice.length > 0 && fu_lex_blank(*slice.at)) {
        slice.at++;
        slice.length--;
    }
    while (slice.length > 0 && fu_lex_blank(slice.at[slice.length - 1])) {
        slice.length--;
    }
    return slice;
}

bool fu_slice_is(struct fu_slice slice, const char *word)
{
    enum { CASE = 0x20 }; /* the only bit in which the two cases of a letter differ */
    if (slice.length == 0 || ((slice.at[0] ^ word[0]) & ~CASE) != 0) {
        return slice.length == 0 && word[0] == '\0';
    }
    size_t at = 0;
    while (at < slice.length && word[at] != '\0' && fu_lower(slice.at[at]) == fu_lower(word[at])) {
        at++;
    }
    return at == slice.length && word[at] == '\0';
}

size_t fu_slice_unquote(struct fu_slice content, char *out, size_t size)
{
    size_t length = 0;
    for (size_t at = 0; at < content.length && length + 1 < size; at++) {
        char c = content.at[at];
        if (c == '\\' && at + 1 < content.length) {
            c = content.at[++at];
        }
        if (c != '\r' && c != '\n') {
            out[length++] = c == '\0' ? ' ' : c;
        }
    }
    out[length] = '\0';
    return length;
}
