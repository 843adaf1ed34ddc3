/* A mail that goes out, as listings name and show it. */
#ifndef CTL_PARCEL_H
#define CTL_PARCEL_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/record/delivery.h"
#include "json.h"

/* "12" for a reminder, "m12" for any other mail; in the arena. */
const char *fu_ctl_parcel_name(struct fu_arena *arena, const struct fu_delivery *row);

/* Reads what fu_ctl_parcel_name writes, "#12" too. */
bool fu_ctl_read_parcel(const char *text, enum fu_parcel_kind *kind, int64_t *id);

/* The keys that mails have in JSON. */
void fu_ctl_json_parcel(struct fu_ctl_json *json, struct fu_arena *arena, const char *zone,
    const struct fu_delivery *row);

#endif
