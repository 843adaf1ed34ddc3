/* Charsets: the one list of those that are read, and their way to UTF-8. UTF-7 and all that is not
 * in the list is not decoded (RELIABILITY T25). */
#ifndef FU_MAIL_CHARSET_H
#define FU_MAIL_CHARSET_H

#include "followupd/base/memory.h"
#include "lexer.h"

/* The name under which GMime and iconv know the charset; NULL when it is not one that is read. */
const char *fu_charset_name(struct fu_slice charset);

/* Opens every converter. */
void fu_charset_open_all(void);

/* The bytes as UTF-8, as far as they make sense: bytes that stand for nothing become U+FFFD, those
 * of an unknown charset too unless they are ASCII or UTF-8. Without a charset: UTF-8 if they are
 * that, else windows-1252. What is called UTF-8 is given back as it is; the gates of base/text.h
 * replace what is ill-formed in it. */
struct fu_slice fu_charset_to_utf8(
    struct fu_arena *arena, struct fu_slice charset, struct fu_slice bytes);

#endif
