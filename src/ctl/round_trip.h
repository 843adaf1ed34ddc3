/* The round trip of `followupctl check`: one mail, two cadence addresses in its envelope alone. */
#ifndef CTL_ROUND_TRIP_H
#define CTL_ROUND_TRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "followupd/intake/session.h"

enum {
    FU_CTL_TRIP_ADDRESSES = 2,
    FU_CTL_TRIP_COPIES_MAX = 8,
    FU_CTL_TRIP_SECONDS = 60,     /* how long the mail may take */
    FU_CTL_TRIP_MORE_SECONDS = 10 /* and a second copy after the first */
};

/* A mailbox that is looked into. */
struct fu_ctl_place {
    const struct fu_inbox_config *inbox;
    const char *mailbox;
    bool is_inbox;                  /* not the done_mailbox */
    const struct fu_buffer *secret; /* ref */
    struct fu_session *session;     /* own; NULL while the done_mailbox is not there */
};

/* One copy of the mail, as it was found. */
struct fu_ctl_copy {
    const struct fu_ctl_place *place;
    uint32_t uid;
    const char *header;
    size_t length;
};

struct fu_ctl_trip {
    struct fu_ctl_check *check;
    const char *addresses[FU_CTL_TRIP_ADDRESSES];
    const char *message_id;
    struct fu_buffer *secrets; /* own; one for each inbox */
    struct fu_ctl_place *places;
    size_t place_count;
    struct fu_ctl_copy copies[FU_CTL_TRIP_COPIES_MAX];
    size_t copy_count;
};

/* True when the intake, as it is configured, would see that the copy is for this address. */
bool fu_ctl_trip_sees(
    const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy, const char *address);

/* True when the address stands in the copy at all, be it where nobody believes it. */
bool fu_ctl_trip_holds(
    const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy, const char *address);

/* Says what arrived, and what cures it when that is not enough. */
void fu_ctl_trip_report(const struct fu_ctl_trip *trip);

#endif
