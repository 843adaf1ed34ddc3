/* One life: a store as the program has it, what was promised beside it, and the steps that change
 * both. */
#ifndef FU_TEST_MODEL_LIFE_H
#define FU_TEST_MODEL_LIFE_H

#include "followupd/followup/settings.h"
#include "followupd/store/store.h"
#include "followupd/record/delivery.h"
#include "model.h"

enum { ITEMS_MAX = 16, FOLDER_MAX = 64, COMPLAINT_MAX = 512, WORDS_MAX = 256 };

enum kind {
    MAKE,
    WAIT,
    LIVE,
    TURN,
    KILL,
    SNOOZE,
    DONE,
    SKIP,
    CANCEL,
    UNDO,
    EDIT,
    RENAME,
    MORNING,
    ZONE,
    WORKDAYS,
    ADDRESS,
    PAUSE,
    BUNDLE,
    ERASE,
    PRUNE,
    BACKUP,
    RESTORE,
    RELEASE,
    DROP
};

/* Its numbers mean something whatever was before: so any other step may be left out. */
struct step {
    enum kind kind;
    unsigned who, which, how;
};

enum { REFUSALS_MAX = 64 };

/* What is known against an address. */
struct refusals {
    int64_t days[REFUSALS_MAX]; /* since 1970 */
    size_t count;
    fu_instant last;
};

enum { POSTED_MAX = 1024 };

/* A delivery on its way, alone or in a mail with others. */
struct posted {
    int64_t id;
    const struct fu_parcel *parcel;
    bool first; /* it was never tried before */
    fu_instant moment;
};

struct posting {
    struct posted posted[POSTED_MAX];
    size_t count;
};

struct someone {
    int64_t id;
    const char *address;
    struct reading reading;
    bool paused, bundles; /* bundles: what comes in the morning is one mail */
    struct refusals refusals;
};

struct life {
    char folder[FOLDER_MAX];
    struct fu_store *store;
    struct fu_settings settings;
    struct fu_arena *arena; /* of the whole life */
    struct fu_arena *brief; /* of one step */
    struct fu_error error;
    fu_instant now;
    struct someone people[PEOPLE];
    struct item *items;
    size_t item_count;
    uint32_t uid;
    unsigned luck;         /* of the outcomes within a step */
    struct life *copy;     /* as it was when a backup was made; NULL */
    bool says;             /* prints each step in words */
    enum mistake mistaken; /* the rule that the model has wrong */
    bool holidays;         /* the program knows holidays */
    struct feeds *feeds;   /* what programs that have subscribed have seen */
    char words[WORDS_MAX];
    char complaint[COMPLAINT_MAX]; /* which promise is broken; "" */
    const char *broken;            /* its kind */
};

/* Begins with a copy of the store in template. */
void life_begin(struct life *life, const char *template, bool holidays);
void life_end(struct life *life);

/* Removes a folder and the files in it. */
void life_remove(const char *folder);

/* A kind of step, the usual ones more often. */
enum kind life_kind(unsigned number);

void life_step(struct life *life, const struct step *step);

/* Lets everything come to its end, so that what is still owed shows. */
void life_settle(struct life *life);

/* Compares the store with what was promised. */
void life_check(struct life *life);
/* Compares lists and pages with it. */
void life_check_lists(struct life *life);

/* Looks at each person's calendar, as one who has subscribed to it: events, or tasks. */
void life_check_feeds(struct life *life, bool todo);
void life_feeds_begin(struct life *life);
void life_feeds_end(struct life *life);
/* An older store is there again: what is told by date or number may go back. */
void life_feeds_restored(struct life *life);

/* The store whole, and what it counts. */
void life_check_sums(struct life *life);

/* Prints what the store has. */
void life_show(struct life *life);

/* Notes the first broken promise. */
void life_complain(struct life *life, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void life_say(struct life *life, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *life_moment(const struct life *life, fu_instant moment);
const char *life_name(int who);

/* Turns of the outbox until nothing is due now. */
enum fortune { ANY, WELL, KILLED };
void life_turn(struct life *life, enum fortune fortune);

/* Whether the store has it as pending. */
bool life_pending(struct life *life, const struct item *item);

/* Whether a person may ask for this, and what they mean by it who sent it then. */
bool life_read(struct life *life, int who, const char *cadence, fu_instant sent, struct wish *wish);

/* How long a mail was on its way: mostly no time. */
fu_instant life_way(unsigned how);

/* Somebody does something to a follow-up: SNOOZE to RENAME. */
void life_act(struct life *life, const struct step *step);

/* Each delivery of some mails. */
void life_unpack(
    struct life *life, const struct fu_parcel *parcels, size_t count, struct posting *posting);
/* What comes to somebody in the morning comes as one mail, if they want that. */
void life_check_together(struct life *life, const struct posting *posting);

/* Makes a person known. */
void life_meet(struct life *life, int who);

/* The item of a follow-up; NULL. And whose address that is; -1. */
struct item *life_item(struct life *life, int64_t id);
int life_who(const struct life *life, const char *address);

/* What has ended long ago is forgotten; a backup is made, and put back; what that holds back is
 * decided. */
void life_copies(struct life *life, const struct step *step);

/* A step that changes somebody's settings, or erases them. */
void life_settings(struct life *life, const struct step *step);
/* What failed at somebody's address may come after all; if that works, what was not tried, or was
 * refused there, does. */
void life_heard(struct life *life, int who, bool works);

/* Something of it was taken back: what was not tried while its address was paused, and nobody
 * waited for when the pause ended, comes, unless nobody does still. */
void life_missed(struct life *life, struct item *item);

/* A mail (NULL: an answer) that was sent to somebody at a moment was refused for good. */
void life_refused(struct life *life, int who, struct mail *mail, fu_instant sent);
void life_refusals_prune(struct life *life, fu_instant before);
/* Somebody wrote; somebody's address works, says who knows. */
void life_wrote(struct life *life, int who);
void life_works(struct life *life, int who);
/* Whether a mail that failed comes when its address works. */
bool life_comes_back(const struct life *life, const struct mail *mail);
void life_check_paused(struct life *life);

#define MUST(life, call)                                                                           \
    do {                                                                                           \
        if ((call) != FU_OK)                                                                       \
            life_complain(life, "%s: %s", #call, (life)->error.text);                              \
    } while (0)

#define PICK(list, number) ((list)[(number) % (sizeof(list) / sizeof *(list))])

#endif
