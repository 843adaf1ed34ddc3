/* The answers to commands. Texts only: what they tell is the followup room's to find. Every text
 * may be anything; it passes the gate when the mail is composed (compose.h). */
#ifndef FOLLOWUPD_MAIL_COMMANDS_H
#define FOLLOWUPD_MAIL_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/mail/compose.h"

/* How addresses are written here: before and after a local part. "" and "@remind.example.org", or
 * "me+" and "@example.org". */
struct fu_service {
    const char *before, *after;
    const char *web; /* "" when there are no pages */
};

/* One follow-up of a list. */
struct fu_list_item {
    int64_t number;
    const char *about;
    const char *day;     /* the heading it stands under */
    const char *time;    /* "08:00", "" */
    const char *english; /* "every 2 months at 08:00" */
    const char *tags;    /* "acme,garden" */
    bool task;
    const struct fu_action *actions;
    size_t action_count;
};

/* A part of what somebody has pending. */
struct fu_list {
    const struct fu_list_item *items;
    size_t count;
    size_t before;    /* so many come sooner: they stood in the parts before */
    bool more;        /* and others later */
    const char *next; /* the address that answers with them; "" when only the page shows them */
    const char *zone; /* times are of it */
    const char *not_read; /* of a reply none of whose lines begins with a number, the first line
                             that was read, "" when none was new; NULL: of any other mail */
    bool needs_token; /* it had such lines, but did not come to an address that lets them act */
};

/* What somebody has pending, with links, and how a reply changes it. */
void fu_answer_list(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_list *list, struct fu_answer *answer);

/* What came of one line of a reply. */
struct fu_line_result {
    const char *line;
    const char *sentence;
    const struct fu_action *actions;
    size_t action_count;
};

/* What came of the lines of a reply, in their order. */
void fu_answer_lines(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_line_result *results, size_t count, struct fu_answer *answer);

/* Whether a line is one that a list begins with, a bundle of reminders, or the settings: where a
 * mail program marks nothing as quoted, what follows is ours. */
bool fu_answer_opens(const char *line);

/* Everything that can be done by mail, on one page, with links to try. */
void fu_answer_help(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer);

/* What a cadence would mean. */
struct fu_explained {
    const char *asked;     /* as it was written */
    const char *canonical; /* with flags and tags */
    const char *english;
    bool recurring;
    bool goes_on; /* behind the moments that are named */
    const char *const *moments;
    size_t moment_count;
    const char *zone;
    unsigned flags;             /* of enum fu_flag */
    const char *tags;           /* "acme,garden" */
    const char *recurring_form; /* the series that a one-off may have been meant for; "" */
};

/* What it means, when it would come, and a link that schedules it. */
void fu_answer_explained(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_explained *explained, struct fu_answer *answer);

/* Why it means nothing, and what would. */
void fu_answer_unexplained(struct fu_arena *arena, const struct fu_service *service,
    const char *reason, const char *const *suggestions, size_t count, struct fu_answer *answer);

/* `explain` by itself. */
void fu_answer_explain(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer);

/* The contacts as a file, and how they are imported. */
void fu_answer_contacts(
    struct fu_arena *arena, const struct fu_service *service, struct fu_answer *answer);

/* The secret address of a calendar; url is "" when there are no pages. rotated: it is new. */
void fu_answer_feed(struct fu_arena *arena, const struct fu_service *service, const char *url,
    bool rotated, struct fu_answer *answer);

/* One setting as it is. */
struct fu_setting_text {
    const char *key;
    const char *value;
};

/* What came of one line of a mail to settings. */
struct fu_setting_change {
    const char *line;
    const char *sentence;
    const char *key;                /* "" when it was not understood */
    const char *before;             /* its value so far, where it changed; "" */
    const char *const *suggestions; /* values that would be understood */
    size_t suggestion_count;
};

struct fu_settings_text {
    const struct fu_setting_text *settings; /* told where nothing was changed */
    size_t count;
    const struct fu_setting_change *changes;
    size_t change_count;
    int64_t moved;      /* follow-ups that went with the new morning time */
    int64_t kept;       /* that keep the zone and workdays they were made with, */
    int64_t gone_along; /* or went along, for `move: yes` */
    bool asked_to_move;
    const char *address;  /* that sets them */
    bool to_others;       /* the mail goes to others: none of its lines is a wish */
    const char *not_read; /* of a reply without a wish, the first line that was read, "" when none
                             was new; NULL: of any other mail */
};

/* What was changed, or else what is set, each with a link that sets it. */
void fu_answer_settings(
    struct fu_arena *arena, const struct fu_settings_text *text, struct fu_answer *answer);

/* One follow-up that `cancel` ended, or that it may have meant. */
struct fu_ended {
    const char *about;
    const char *when;     /* "Friday, 20 November 2026 at 08:00 (+01:00)": when it would come */
    const char *sentence; /* "“Proposal” is cancelled; nothing more comes." */
    const struct fu_action *actions;
    size_t action_count;
    bool left;           /* it goes on for the others */
    const char *cadence; /* "friday", as it is spelled */
    const char *day;     /* "20 November": when it would come */
};

/* What `cancel` ended; by_subject: found by the subject, for the mail names no thread. */
void fu_answer_ended(struct fu_arena *arena, const struct fu_ended *ended, size_t count,
    bool by_subject, struct fu_answer *answer);

/* Nothing was ended: those that may be meant. */
void fu_answer_not_ended(struct fu_arena *arena, const struct fu_service *service,
    const struct fu_ended *near, size_t count, struct fu_answer *answer);

#endif
