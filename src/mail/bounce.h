/* Delivery reports: recognised, and read. */
#ifndef FU_MAIL_BOUNCE_H
#define FU_MAIL_BOUNCE_H

#include "followupd/base/memory.h"
#include "followupd/mail/limits.h"
#include "followupd/record/letter.h"
#include "header.h"
#include "structure.h"

/* The report that a mail is, in the arena; NULL when it is none. letter has its marks, subject and
 * text already: what stands in the text counts only in a mail that a mail system sent, so that a
 * person may quote a report. */
const struct fu_report *fu_bounce_read(struct fu_arena *arena, const struct fu_structure *structure,
    const struct fu_header *header, const struct fu_letter *letter);

/* True when a delivery status (RFC 3464 2) is among its parts, and not within another mail. */
bool fu_bounce_has_status(const struct fu_structure *structure);

/* Reads it: of several recipients, the one whose mail fared worst counts, and all are listed. False
 * when there is none. */
bool fu_bounce_status_read(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_report *report);

/* What the sentences of a text, or a subject, say. */
struct fu_bounce_words {
    bool delayed;         /* not yet */
    bool failed;          /* it came back */
    bool reason;          /* why a mail comes back */
    struct fu_slice line; /* the line to show: the one with a server's reply, else the first that
                             says why, else the first that says so; at NULL when there is none */
    int worth;            /* of that line; 0 when there is none */
    char status[FU_MAIL_STATUS_MAX + 1]; /* the enhanced code in a server's reply, "" for none */
    int reply; /* the class of the server's reply: 4, 5; 0 when no line has one */
};
struct fu_bounce_words fu_bounce_words_of(const char *text);

/* The first enhanced status code (RFC 3463) in the bytes: copied to status, "" when there is none.
 */
void fu_bounce_code(struct fu_slice text, char status[FU_MAIL_STATUS_MAX + 1]);

#endif
