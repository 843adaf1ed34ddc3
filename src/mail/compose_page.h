/* What a mail of ours says, before it is set as plain text and as HTML. */
#ifndef FU_MAIL_COMPOSE_PAGE_H
#define FU_MAIL_COMPOSE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/record/letter.h"

struct fu_page_action {
    const char *label;
    const char *web;     /* "" when there is none */
    const char *address; /* the same */
    const char *mailto;  /* link to address, subject and body filled in */
    const char *body;    /* what the mail must say; "" when an empty one does it */
};

struct fu_page_section {
    const char *title;
    const char *text;
    const struct fu_page_action *actions;
    size_t action_count;
    bool brief;      /* its actions stand in the HTML part alone */
    bool listed;     /* or as lines "address: label" in both */
    const char *web; /* as the page's own below */
    const char *write_label;
    const char *write_link;
};

/* Every text is clean (compose_gate.h); "" leaves its place out. Lines in a text end with LF. */
struct fu_page {
    const char *title; /* the subject; names the HTML part */
    const char *const *paragraphs;
    size_t paragraph_count;
    const char *about; /* the subject as a line of the page */
    const char *with;  /* behind it: "with Bob" */
    const char *remark;
    const struct fu_page_section *sections;
    size_t section_count;
    const char *write_label; /* "Write to Bob" */
    const char *write_link;
    const char *offer;         /* above the actions, where they are buttons */
    const char *offer_by_mail; /* the same where they are addresses */
    const struct fu_page_action *actions;
    size_t action_count;
    const char
        *web; /* the page of all actions, when they share one; their own web links are "" then */
    const char *hint;         /* below the actions, where they are buttons */
    const char *hint_by_mail; /* the same where they are addresses; NULL: hint */
    const char *left_out;
    const char *attribution;
    const char *original;
    bool cut;  /* the original goes on */
    bool note; /* the original reads as written, not as quoted, and the actions stand below it */
    const char *closing;
};

/* The two settings of a page: lines ended by LF, UTF-8, appended to buffer. */
void fu_page_text(struct fu_buffer *buffer, const struct fu_page *page);
void fu_page_html(struct fu_buffer *buffer, const struct fu_page *page);

/* True when some action goes by mail. */
bool fu_page_by_mail(const struct fu_page *page);

/* One line of a quotation: how deep it is quoted already (at most limit), and its text behind the
 * marks. */
struct fu_quoted_line {
    size_t depth;
    const char *text;
    size_t length;
};

/* Takes the next line off *rest, without the blanks at its end; false when nothing is left. */
bool fu_page_next_line(const char **rest, size_t limit, struct fu_quoted_line *line);

#endif
