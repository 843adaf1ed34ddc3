/* What of an HTML document nobody sees: preview lines for the list of an inbox, and their kind. */
#ifndef FU_MAIL_HTML_SEEN_H
#define FU_MAIL_HTML_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "lexer.h"

enum { FU_HTML_NAME_MAX = 12, FU_HTML_OPEN_MAX = 64 };

/* What an element's attributes say of the text within. */
struct fu_html_look {
    bool hidden;  /* for all that stands within */
    bool sized;   /* it sets the size of its letters, which what stands within may set anew */
    bool no_size; /* to nothing */
};

/* Adds what a style attribute says (CSS Style Attributes 3), as mail programs read it. */
void fu_html_look_style(struct fu_slice style, struct fu_html_look *look);

/* The open elements. Of more than FU_HTML_OPEN_MAX, the innermost are not kept: what they hide is
 * seen. */
struct fu_html_seen {
    struct {
        char name[FU_HTML_NAME_MAX + 1];
        bool hidden, no_size;
    } open[FU_HTML_OPEN_MAX];
    size_t count;
};

/* An element begins; one that has no content (br, img) or that a browser would end before it (p,
 * li) ends. */
void fu_html_seen_open(
    struct fu_html_seen *seen, const char *name, bool block, const struct fu_html_look *look);

/* An element ends, and all within; nothing when none of that name is open. */
void fu_html_seen_close(struct fu_html_seen *seen, const char *name);

/* True when text that stands here is not seen. */
bool fu_html_seen_not(const struct fu_html_seen *seen);

#endif
