/* Mail that we send: reminders and answers, as INTERFACE.md section 5 says. All texts that people
 * read in mail stand in this room.
 *
 * The same input gives the same bytes. Every value passes the gate on its way into a header: no CR,
 * LF, NUL or other control character gets through, non-ASCII is encoded (RFC 2047), lines are
 * folded at 78 and never reach 998 octets, lines end with CRLF, bodies are 7-bit. */
#ifndef FOLLOWUPD_MAIL_COMPOSE_H
#define FOLLOWUPD_MAIL_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/mail/read.h"
#include "followupd/record/letter.h"

enum {
    FU_COMPOSE_MAX = 4 * 1024 * 1024,
    FU_QUOTE_MAX = 16 * 1024,
    FU_ATTACHMENTS_MAX = 2 * 1024 * 1024
};

/* The header of every mail of ours. */
struct fu_envelope {
    struct fu_mailbox from;
    const char *to;          /* address */
    const char *reply_to;    /* "" or addresses separated by ", " */
    const char *message_id;  /* without <> */
    const char *in_reply_to; /* "" when none */
    const char *const *references;
    size_t reference_count;
    const char *subject;
    fu_instant date;
    int date_offset;       /* minutes east of UTC, for the Date field */
    const char *signature; /* X-Followupd; "" leaves the field out */
    bool answer;           /* Auto-Submitted: auto-replied instead of auto-generated */
    /* List-Unsubscribe, for somebody who only shares in it; NULL or "" leaves it out. */
    const char *leave_mailto; /* address */
    const char *leave_web;    /* https link */
};

/* A thing to click. One with neither web nor mailto is left out. */
struct fu_action {
    const char *label;  /* "3 days" */
    const char *web;    /* https link, "" when there is no web; several actions may share one */
    const char *mailto; /* address that does it (its link carries subject and body); "" when only
                           the web does */
    const char *body;   /* of the mail that the link writes; NULL: that sending it does it */
};

/* Why files of a note do not come back with it. */
enum fu_left_out {
    FU_LEFT_OUT_LARGE = 0, /* beyond FU_ATTACHMENTS_MAX, or too large for a server */
    FU_LEFT_OUT_CUT, /* the note was so long that its beginning alone was read: of files that begin
                        behind it nobody knows */
    FU_LEFT_OUT_UNKEPT, /* by a setting */
    FU_LEFT_OUT_UNREAD  /* they could not be read */
};

struct fu_reminder {
    struct fu_envelope envelope;
    const char *asked_on; /* "18 November" */
    const char *english;  /* "in 3 days", "every 2 months at 08:00" */
    bool recurring;
    bool by_other;              /* somebody in the thread asked, and this person shares in it */
    struct fu_mailbox asked_by; /* who, when by_other */
    int64_t late;               /* seconds after its moment; said from FU_LATE_SAID on */
    const char *due;            /* "18 November at 08:00": its moment, said when late or moved */
    bool moved;          /* a one-off: somebody moved it to that moment since it was asked for */
    int64_t folded;      /* later occurrences it stands for */
    int64_t times;       /* a task: how often it has come, this time included; 0 when it is none */
    const char *since;   /* a task: "20 November", when it came first */
    const char *next_on; /* "18 March 2027 at 08:00", "" when nothing more comes */
    bool followed;       /* a series: a later one of it has come already, so this is not the last */
    const struct fu_mailbox *correspondents; /* who to write to: the original's From/To/Cc without
                                                this person and our addresses */
    size_t correspondent_count;
    const struct fu_action *actions;
    size_t action_count;
    bool note;           /* a note to self: reads like one, not like a forwarded mail */
    bool neutral;        /* reply_to = thread: one neutral line of ours, and how late it is; no
                            actions, no tokens */
    const char *said_on; /* "On 18 November 2026 at 10:30, Alice <alice@example.org> wrote:" is made
                            from these two */
    const char *said_by;
    const char *text; /* the original's readable text, "" when none was kept */
    bool text_cut;
    const char *remark; /* the follow-up's own note (`add --note`), "" */
    const struct fu_part *attachments;
    size_t attachment_count;
    size_t attachments_left_out;
    enum fu_left_out why_left_out;
};

enum { FU_LATE_SAID = 15 * 60 };

/* Adds the whole mail to buffer (initialised by the caller with FU_COMPOSE_MAX):
 * multipart/alternative, text first, HTML second, or multipart/mixed around it with attachments.
 * FU_PERMANENT when From, To, Reply-To, the Message-ID or an action's address is none by
 * base/address.h, when the date is out of range, or when the mail outgrows the buffer; what the
 * buffer then holds is no mail. Correspondents whose address is none are left out. Every text is
 * cleaned on its way in; an unset text (NULL) is "". */
enum fu_status fu_compose_reminder(struct fu_arena *arena, const struct fu_reminder *reminder,
    struct fu_buffer *buffer, struct fu_error *error);

/* One thing of several that an answer speaks of: a follow-up in a list, a setting. */
struct fu_section {
    const char *title; /* "" when there is none */
    const char *text;  /* lines below it, "" */
    const struct fu_action *actions;
    size_t action_count;
    bool brief; /* its actions are links in the HTML part alone: the text says once for all sections
                   how a reply does it */
    bool listed; /* instead they stand in both as lines "address: label"; each has an address */
};

/* An answer: paragraphs of plain sentences, sections, things to click, files. */
struct fu_answer {
    struct fu_envelope envelope;
    const char *const *paragraphs;
    size_t paragraph_count;
    const struct fu_section *sections;
    size_t section_count; /* at most FU_SECTIONS_MAX, the rest is left out */
    const struct fu_action *actions;
    size_t action_count;
    const char *hint; /* below the actions: what a reply does, "" */
    const char
        *hint_by_mail;   /* the same in the text part, where actions are addresses; NULL: hint */
    const char *closing; /* a last line, "" */
    const struct fu_part *attachments; /* as many as fit FU_ATTACHMENTS_MAX */
    size_t attachment_count;
};

enum { FU_SECTIONS_MAX = 500 };

/* As fu_compose_reminder; paragraphs, sections, actions, hint and closing line stand in this order.
 */
enum fu_status fu_compose_answer(struct fu_arena *arena, const struct fu_answer *answer,
    struct fu_buffer *buffer, struct fu_error *error);

/* Several reminders to one person in one mail. Its envelope's subject and thread are its own. */
struct fu_bundled {
    int64_t number; /* of the follow-up: what a line of a reply begins with */
    const struct fu_reminder *reminder;
};

struct fu_bundle {
    struct fu_envelope envelope; /* its subject is made here */
    const char *day;             /* "Friday, 27 November" */
    const struct fu_bundled *items;
    size_t count; /* at least 1, at most FU_BUNDLE_MAX, the rest is left out */
};

enum { FU_BUNDLE_MAX = 50, FU_BUNDLED_NOTE_MAX = 1000 };

/* True when a reminder may go out with others: it has no files, is not neutral, and what stands in
 * it besides a quotation is at most FU_BUNDLED_NOTE_MAX octets. */
bool fu_bundle_takes(const struct fu_reminder *reminder);

/* As fu_compose_reminder. Each has its subject, why it came, and its actions; a note its text;
 * nothing is quoted. */
enum fu_status fu_compose_bundle(struct fu_arena *arena, const struct fu_bundle *bundle,
    struct fu_buffer *buffer, struct fu_error *error);

/* "mailto:ADDRESS?subject=…&body=…", percent-encoded (RFC 6068); subject and body may be "". */
const char *fu_compose_mailto(struct fu_arena *arena, const char *address, const char *cc,
    const char *subject, const char *body);

/* "Re: SUBJECT" unless it begins so already. */
const char *fu_compose_reply_subject(struct fu_arena *arena, const char *subject);

#endif
