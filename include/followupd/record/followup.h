/* What the store keeps of a follow-up, and the words for its states. */
#ifndef FOLLOWUPD_RECORD_FOLLOWUP_H
#define FOLLOWUPD_RECORD_FOLLOWUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"
#include "followupd/record/letter.h"
#include "followupd/record/schedule.h"

enum fu_followup_kind { FU_REMINDER = 0, FU_TASK };

enum fu_followup_state { FU_PENDING = 0, FU_DONE, FU_CANCELLED, FU_FAILED };

enum fu_flag {
    FU_FLAG_TASK = 1 << 0,     /* -t */
    FU_FLAG_CANCEL = 1 << 1,   /* -c */
    FU_FLAG_NO_REPLY = 1 << 2, /* -r */
    FU_FLAG_QUIET = 1 << 3     /* -q */
};

struct fu_followup {
    int64_t id;
    int64_t owner;  /* person */
    int64_t letter; /* 0: made without a mail */
    enum fu_followup_kind kind;
    enum fu_followup_state state;
    const char *subject; /* of the letter, or given with `add`; may be edited */
    const char *note;    /* given with `add --note`; "" */
    const char *tags;    /* "acme,garden"; "" */
    unsigned flags;      /* of enum fu_flag */
    bool to_self;        /* the cadence address stood in To: a note to self */
    struct fu_schedule schedule;
    fu_instant sent; /* what it counts from (CADENCE.md, "sent") */
    fu_instant created;
    fu_instant changed; /* last change by anybody; LAST-MODIFIED of the calendar */
    int64_t sequence;   /* grows with every change */
    int64_t fired;      /* how many of its moments somebody was sent a mail of */
    fu_instant
        next; /* its soonest pending occurrence, FU_NEVER when nothing more comes; read only */
};

/* One moment at which it fires or fired. */
enum fu_occurrence_state {
    FU_OCCURRENCE_PENDING = 0,
    FU_OCCURRENCE_FIRED,    /* its deliveries exist */
    FU_OCCURRENCE_DONE,     /* its owner said done */
    FU_OCCURRENCE_SKIPPED,  /* left out: an EXDATE */
    FU_OCCURRENCE_CANCELLED /* its follow-up ended before it came */
};

struct fu_occurrence {
    int64_t id;
    int64_t followup;
    fu_instant moment; /* of the series, or of the snooze; one for each person */
    int64_t snoozed;   /* the occurrence it brings once more; 0: one of the series' own */
    int64_t person;    /* whose snooze it is; 0: for all who share in the follow-up */
    int64_t folded;    /* how many later ones it stands for besides itself (rule 21) */
    enum fu_occurrence_state state;
};

/* What happened to a follow-up, by whom, when; enough to undo. */
struct fu_event {
    int64_t id;
    int64_t followup;
    int64_t person; /* 0: followupd itself or the operator */
    fu_instant at;
    const char
        *what; /* created fired sent delayed failed unsure held dropped snoozed done skipped cancelled
                  undone edited */
    const char *detail; /* one line for people */
    const char
        *undo; /* how to take it back, in the words of the followup room; "" when nothing can be */
    bool undone;
};

/* "pending", "done", "cancelled" or "failed". */
const char *fu_followup_state_word(enum fu_followup_state state);
/* "reminder" or "task". */
const char *fu_followup_kind_word(enum fu_followup_kind kind);
/* -1 for another word. */
int fu_followup_state_parse(const char *word);

#endif
