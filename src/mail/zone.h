/* The trusted zone: the part of a header that our own servers wrote (DESIGN.md section 5), and what
 * it says. */
#ifndef FU_MAIL_ZONE_H
#define FU_MAIL_ZONE_H

#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/mail/read.h"
#include "followupd/record/letter.h"
#include "header.h"

/* Every field above and including the last of the trusted Received fields: the first `count` of the
 * header. */
struct fu_mail_zone {
    enum fu_zone_state state;
    size_t count; /* 0 when the zone is short or nothing is trusted */
};

struct fu_mail_zone fu_mail_zone_find(const struct fu_header *header, int trusted_received);

/* Fills recipients and submitted_by. */
void fu_mail_zone_recipients(struct fu_arena *arena, const struct fu_header *header,
    struct fu_mail_zone zone, const struct fu_texts *recipient_headers, struct fu_letter *letter);

/* Fills results and results_present (RFC 8601). */
void fu_mail_zone_results(struct fu_arena *arena, const struct fu_header *header,
    struct fu_mail_zone zone, const char *authserv_id, bool results_first,
    struct fu_letter *letter);

/* The signs of automatic mail; those a sender's own header shows, and those of the zone. */
unsigned fu_mail_zone_marks(const struct fu_header *header, struct fu_mail_zone zone);

/* The one that a subject, decoded, is. */
unsigned fu_mail_title_marks(const char *subject);

#endif
