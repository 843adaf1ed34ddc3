/* Somebody the daemon works for. */
#ifndef FOLLOWUPD_RECORD_PERSON_H
#define FOLLOWUPD_RECORD_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"

enum fu_confirm { FU_CONFIRM_NEVER = 0, FU_CONFIRM_NEW, FU_CONFIRM_ALWAYS };
enum fu_reply_to { FU_REPLY_FOLLOWUP = 0, FU_REPLY_THREAD };

/* Bit n of a workday mask is the n-th day of the week, Monday first. */
enum { FU_MONDAY = 1, FU_WORKDAYS_DEFAULT = 0x1f, FU_WORKDAYS_ALL = 0x7f };

/* What a person may set; the config gives the defaults. */
struct fu_preferences {
    const char *zone;  /* IANA name */
    int morning;       /* minutes after midnight, 0 to 1439 */
    unsigned workdays; /* mask, never 0 */
    enum fu_confirm confirm;
    enum fu_reply_to reply_to;
    bool bundle; /* what is due together in the morning comes as one mail */
};

struct fu_person {
    int64_t id;
    const char *address; /* canonical: lower case */
    const char *name;    /* as it stood in their From; "" when there was none */
    const char *const *aliases;
    size_t alias_count;
    struct fu_preferences preferences;
    int64_t generation; /* of their feed; raising it ends the old one */
    bool paused;        /* mail there failed for good on two days, or the operator says so */
    fu_instant created;
    fu_instant feed_changed; /* when a follow-up last came to their feed or left it; read only */
};

#endif
