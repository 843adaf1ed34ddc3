/* An intake: one inbox, from its server into the store. */
#ifndef DAEMON_INTAKE_H
#define DAEMON_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/intake/session.h"
#include "followupd/record/intake.h"
#include "followupd/store/store.h"
#include "clock_watch.h"
#include "reader.h"
#include "worker.h"

/* A mail that killed the reader this often alone is set aside; so is one that was begun this often
 * and never finished. */
enum { INTAKE_DEATHS_MAX = 2, INTAKE_TRIES_MAX = 6 };

/* So many mails that are gone when they are to be filed, without a day between two of them, are no
 * accident. */
enum { INTAKE_SHARED_MAILS = 3, INTAKE_SHARED_SECONDS = 24 * 60 * 60 };

/* What speaks for somebody else who handles the mails of the same mailbox. */
struct sharing {
    fu_instant last; /* such mail, or the start */
    size_t mails;    /* without a day between two of them */
    enum { SHARING_UNKNOWN, SHARING_TOLD, SHARING_CLEARED } written;
};

struct intake {
    struct worker_context *context;
    struct fu_settings settings; /* with the rules of this inbox */
    const char *name;
    const char *account; /* which mailbox it is, for people too */
    bool moved;    /* another one stood under the name before */
    bool own; /* somebody's own inbox: headers come first, and what is not for us is left alone */
    struct fu_store *store;
    struct fu_session *session;
    struct reader reader;
    struct clock_watch clock;
    struct sharing sharing;
    struct fu_inbox_state state;
    bool forgive;       /* the store failed or no reader was there: that is no try of a mail */
    bool troubled;      /* `followupctl status` may say that something is wrong */
    bool told;          /* it says what */
    char said[FU_ERROR_TEXT_MAX]; /* what was wrong last */
    bool login_refused; /* by the last attempt to connect */
    int64_t password_stamp; /* of the password it was made with */
    bool one_by_one;        /* an answer of this server did not come or could not be read: mails are
                               fetched   alone until those asked for with it are dealt with */
    bool gets_on;           /* so it was, but the next session comes further than this one */
    bool leftovers; /* an earlier session may have left mails that are still to be filed away */
    bool calls;     /* something is for the keeper to look at */
    bool rings;     /* something may be due sooner than the outbox thinks */
    bool waits;     /* a mail was taken whose sender's hour is full */
    uint32_t
        *filed; /* handled mails that the server has filed away, while their rows are still there */
    size_t filed_count, filed_capacity;
};

/* Handles these mails (at most FU_BATCH_MAX, ascending): fetch, attempt, parse, commit, file away.
 * `fresh` ones raise the inbox's last UID. A batch whose reader died, or that the library could not
 * parse, is done again one by one within the call. FU_OK when all are dealt with; otherwise the
 * session or the store is in trouble and *error says how. */
enum fu_status fu_intake_take(
    struct intake *intake, const uint32_t *uids, size_t count, bool fresh, struct fu_error *error);

/* After connecting: begins anew where the mailbox's numbers mean other mails. */
enum fu_status fu_intake_meet_numbers(struct intake *intake, struct fu_error *error);

/* The first thing after that but what was begun before: takes mails that hide under old numbers. */
enum fu_status fu_intake_take_strays(
    struct intake *intake, struct fu_arena *arena, struct fu_error *error);

/* Writes what is left to write of a pass: rows of mails that are filed away, the inbox's state. */
enum fu_status fu_intake_settle(struct intake *intake, struct fu_error *error);

/* Remembers mails that the server has filed away. */
void fu_intake_note_filed(struct intake *intake, const uint32_t *uids, size_t count);

struct fu_origin fu_intake_origin(const struct intake *intake, uint32_t uid);

/* Sets one mail aside: left in the mailbox, shown by followupctl quarantine. In a transaction of
 * its own. */
enum fu_status fu_intake_quarantine(
    struct intake *intake, uint32_t uid, const char *reason, struct fu_error *error);

/* Notes that the server did not give this mail, asked for alone, and ended the session or refused;
 * `why` is the session's sentence. `tries` is what the attempt counts, 0 when none was begun. True
 * when the mail is left alone from now on, for hours or (INTAKE_TRIES_MAX) for good, and the next
 * session comes to those behind it. In a transaction of its own. */
bool fu_intake_not_given(struct intake *intake, uint32_t uid, int64_t tries, const char *why);

/* Notes that so many of the mails that were just handled were gone when they were to be filed, 0
 * too. From INTAKE_SHARED_MAILS on, what may be wrong is written down, until a day passes without
 * any. */
void fu_intake_note_missed(struct intake *intake, size_t mails);

#endif
