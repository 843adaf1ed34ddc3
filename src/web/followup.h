/* One follow-up with its buttons, as two pages show it. */
#ifndef WEB_FOLLOWUP_H
#define WEB_FOLLOWUP_H

#include "site.h"

struct followup_part {
    const struct fu_view_followup *view;
    const char *path;                      /* where its forms go, and its reading behind it */
    const char *token;                     /* hidden in each form, "" */
    const struct fu_web_order *edit;       /* a change that was refused; NULL */
    const char *typed;                     /* what stands in the field for a time */
    const struct fu_view_reading *reading; /* of what was typed; NULL */
    const struct fu_web_outcome *refused;  /* why that was not done; NULL */
};

/* The follow-up: what, when, and the forms that act on it. */
void fu_followup_add(struct visit *visit, const struct followup_part *part);

/* What was typed means, or why it means nothing. */
void fu_followup_add_reading(struct visit *visit, const struct fu_view_reading *reading);

/* What was typed was not understood: why, and what would have been. */
void fu_followup_add_refusal(struct visit *visit, const struct fu_web_outcome *refused);

/* Reads a form of followup_add. False when it asks for nothing that is known. *reads: it only asks
 * what the text means. */
bool fu_followup_order(const struct request *request, struct fu_web_order *order, bool *reads);

/* A reading as plain lines, for the script. */
void fu_followup_say_reading(struct visit *visit, const struct fu_view_reading *reading);

#endif
