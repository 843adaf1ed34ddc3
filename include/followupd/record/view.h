/* What people see of their follow-ups on a page: sentences and words that are ready to be read. The
 * followup room writes them, the web room sets them. Texts are clean lines (base/text.h) but not
 * escaped. No text is NULL. */
#ifndef FOLLOWUPD_RECORD_VIEW_H
#define FOLLOWUPD_RECORD_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/record/followup.h"
#include "followupd/record/request.h"

/* Follow-ups a list shows at most; and moments a reading names. */
enum { FU_VIEW_LIST_MAX = 500, FU_VIEW_MOMENTS_MAX = 3 };

/* One follow-up as a line of a list. */
struct fu_view_item {
    int64_t id;
    const char *subject; /* or what stands for one that is empty */
    const char *day;     /* "Today", "Friday, 20 November": the heading it stands under */
    const char *time;    /* "08:00": when it comes or came to its end; "" when neither is known */
    const char *moment;  /* the same in RFC 3339 */
    const char *english; /* "asked on 18 November", "every 2 months at 08:00", "every Monday at
                            08:00 (Europe/Berlin)" where the reader's zone is another */
    const char *tags;    /* "acme,garden"; "" */
    const char *outcome; /* of one that is over: "Done"; else "" */
    bool recurring;
    enum fu_followup_kind kind;
    enum fu_followup_state state;
};

struct fu_view_list {
    struct fu_view_item *items;
    size_t count;
    bool cut;                /* there are more than FU_VIEW_LIST_MAX */
    const char *const *tags; /* those of the person's pending follow-ups, by name */
    size_t tag_count;
};

/* What is asked for. */
struct fu_view_question {
    bool past;        /* what is over, the latest first; else what is pending, the soonest first */
    const char *text; /* looked for in subject, note and people; "" */
    const char *tag;  /* "" */
};

/* One thing that happened to a follow-up. */
struct fu_view_event {
    const char *when;
    const char *what; /* "snoozed: Friday, 20 November …" */
    bool undone;
};

/* What two buttons mean, by what was there when a page was made; 0: nothing, or it is not said. */
struct fu_meant {
    int64_t undo;    /* the event that would be taken back */
    fu_instant skip; /* the moment of a series that would be left out */
};

/* One follow-up whole. */
struct fu_view_followup {
    struct fu_view_item item;
    const char *next;      /* "Friday, 20 November at 08:00"; "" when nothing more comes to them */
    const char *ended;     /* "Today at 10:33"; "" while it is pending */
    const char *canonical; /* the cadence as it is typed */
    const char *asked;     /* "18 November": when it was asked for */
    const char *undo;      /* what undo would take back, one word; "" when nothing can be */
    struct fu_meant meant;
    bool owned;            /* this person's own; else they share in it */
    bool left;             /* they have left it, and may only take that back */
    bool over;             /* it is pending for others alone */
    /* The rest is empty where it is opened by a token alone. */
    const char *owner;  /* address of the owner of one that is not their own; "" */
    const char *people; /* "Bob <bob@example.org>, …": who wrote and who was written to; "" */
    const char *note;   /* given with `add --note`; "" */
    const char *text;   /* readable text of the letter, lines; "" */
    struct fu_view_event *events; /* oldest first */
    size_t event_count;
};

/* What a text that somebody typed would mean. */
struct fu_view_reading {
    bool understood;
    const char *english;                      /* "every 2 months at 08:00" */
    const char *moments[FU_VIEW_MOMENTS_MAX]; /* the first of them, in words */
    size_t moment_count;
    const char *reason; /* when it is not understood: one sentence */
    const char *suggestions[FU_SUGGESTIONS_MAX];
    size_t suggestion_count;
};

#endif
