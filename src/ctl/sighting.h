/* Where in a mail's header an address stands: what our own servers wrote, and how far down. */
#ifndef CTL_SIGHTING_H
#define CTL_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/record/rules.h"

enum { FU_CTL_FIELD_NAME_MAX = 63 };

struct fu_ctl_sighting {
    bool found;
    bool listed;        /* the field is one of recipient_headers, or a Received line */
    int received_above; /* Received lines above that field */
    char field[FU_CTL_FIELD_NAME_MAX + 1];
};

/* Looks for address (canonical) in every field of a header block but those that the sender's mail
 * program writes. Of several fields the first of recipient_headers wins, then Received, then any
 * other; of several of one name the topmost. Returns how many Received lines there are. */
int fu_ctl_sight(const char *header, size_t length, const char *address,
    const struct fu_texts *recipient_headers, struct fu_ctl_sighting *sighting);

#endif
