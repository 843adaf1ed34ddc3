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

/* The bytes as UTF-8, as far as they make sense; what stands for nothing becomes U+FFFD. Without a
 * charset: as they are if they are UTF-8, else from windows-1252. What is called UTF-8, or
 * something unknown, is given back as it is; the gates of base/text.h replace what is ill-formed in
 * it. */
struct fu_slice fu_charset_to_utf8(
    struct fu_arena *arena, struct fu_slice charset, struct fu_slice bytes);

#endif
