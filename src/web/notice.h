/* What the last actions came to, for the page that is shown after the redirection. */
#ifndef WEB_NOTICE_H
#define WEB_NOTICE_H

#include <stddef.h>
#include <stdint.h>

/* The latest are kept, in memory alone: who comes later sees the page without its sentence. */
enum { NOTICES_MAX = 64, NOTICE_TEXT_MAX = 1024, NOTICE_NAME_LENGTH = 20 };

/* What an undo button beside a sentence takes back. */
struct notice_undo {
    int64_t followup; /* 0: there is none */
    int64_t event;
};

struct notice {
    char name[NOTICE_NAME_LENGTH + 1]; /* that nobody can guess */
    char text[NOTICE_TEXT_MAX];
    struct notice_undo undo;
};

struct notices {
    struct notice items[NOTICES_MAX];
    size_t next;
};

/* Keeps a sentence, cut at a character, and what can be taken back (NULL: nothing); returns its
 * name. */
const char *fu_notice_add(
    struct notices *notices, const char *text, const struct notice_undo *undo);

/* NULL when it is gone or never was. */
const struct notice *fu_notice_find(const struct notices *notices, const char *name);

#endif
