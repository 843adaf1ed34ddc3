/* Mails that stand for several reminders: to whoever wants it so, what comes around their morning
 * is one mail. */
#include <stdlib.h>

#include "followupd/store/deliveries.h"
#include "followupd/zone/zone.h"
#include "life.h"

enum { AROUND = 5, HOUR = 60, DAY = 24 * HOUR };

void life_unpack(
    struct life *life, const struct fu_parcel *parcels, size_t count, struct posting *posting)
{
    struct fu_delivery *rows;
    size_t found;

    *posting = (struct posting){.count = 0};
    for (size_t i = 0; i < count; i++) {
        if (parcels[i].kind != FU_PARCEL_DELIVERY)
            continue;
        if (parcels[i].bundle == 0) {
            posting->posted[posting->count++] =
                (struct posted){parcels[i].id, &parcels[i], false, FU_NEVER};
            continue;
        }
        MUST(life, fu_store_bundle(
                       life->store, life->brief, parcels[i].bundle, &rows, &found, &life->error));
        for (size_t j = 0; j < found && posting->count < POSTED_MAX; j++)
            posting->posted[posting->count++] =
                (struct posted){rows[j].id, &parcels[i], false, FU_NEVER};
    }
}

static bool is_in_the_morning(const struct life *life, int who, fu_instant moment)
{
    const struct reading *reading = &life->people[who].reading;
    struct fu_civil wall;
    int apart;

    fu_zone_civil(fu_zone_find(reading->zone), moment, &wall);
    apart = abs(wall.hour * HOUR + wall.minute - reading->morning);
    return apart < AROUND || DAY - apart < AROUND ||
           ((apart == AROUND || DAY - apart == AROUND) && wall.second == 0);
}

void life_check_together(struct life *life, const struct posting *posting)
{
    const struct fu_parcel *together[PEOPLE] = {NULL};

    for (size_t i = 0; i < posting->count; i++) {
        const struct posted *posted = &posting->posted[i];
        int who = life_who(life, posted->parcel->recipient);

        if (!posted->first || who < 0 || !life->people[who].bundles ||
            (!is_in_the_morning(life, who, posted->moment) && life->mistaken != MISTAKE_BUNDLE))
            continue;
        if (together[who] && together[who] != posted->parcel)
            life_complain(life, "%s gets two mails in one morning", life_name(who));
        together[who] = posted->parcel;
    }
}
