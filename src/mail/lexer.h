/* The lexical tokens of structured fields (RFC 5322 3.2, RFC 2045 5.1), read from raw bytes: folds,
 * CR, LF and NUL count as blanks. Nothing here recurses, and every call moves forward or not at
 * all. */
#ifndef FU_MAIL_LEXER_H
#define FU_MAIL_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"

/* Bytes of somebody else's; at is NULL where "missing" differs from "empty". */
struct fu_slice {
    const char *at;
    size_t length;
};

struct fu_lexer {
    const char *at;
    const char *end;
};

/* A missing slice is an empty one. */
struct fu_lexer fu_lex(struct fu_slice slice);

bool fu_lex_blank(char c);

/* At the end. */
bool fu_lex_done(const struct fu_lexer *lexer);

/* Skips one byte c; false when something else is next. */
bool fu_lex_take(struct fu_lexer *lexer, char c);

/* Skips blanks. */
void fu_lex_skip_blanks(struct fu_lexer *lexer);

/* Skips blanks and comments; false when a comment does not end (then nothing is left). */
bool fu_lex_skip(struct fu_lexer *lexer);

/* The comment at "(", nested ones and all; false when it does not end (then nothing is left). */
bool fu_lex_comment(struct fu_lexer *lexer, struct fu_slice *content);

/* The quoted string at the quote: what stands between the quotes, backslashes and all. False when
 * it does not end (then the lexer stays where it is). */
bool fu_lex_quoted(struct fu_lexer *lexer, struct fu_slice *content);

/* The bytes up to a blank or one of stops; may be empty. */
struct fu_slice fu_lex_run(struct fu_lexer *lexer, const char *stops);

/* The next token of RFC 2045; may be empty. */
struct fu_slice fu_lex_token(struct fu_lexer *lexer);

/* Without the blanks at both ends. */
struct fu_slice fu_slice_trim(struct fu_slice slice);

/* ASCII case is ignored. */
bool fu_slice_is(struct fu_slice slice, const char *word);

/* A quoted string's content with its backslashes taken out: writes at most size - 1 bytes and a NUL
 * to out, gives the length. */
size_t fu_slice_unquote(struct fu_slice content, char *out, size_t size);

#endif
