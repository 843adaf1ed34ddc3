/* A store whose reminders a restore has held. */
#ifndef FOLLOWUPD_TESTS_FOLLOWUP_HOLDING_H
#define FOLLOWUPD_TESTS_FOLLOWUP_HOLDING_H

#include "world.h"

#include "followupd/followup/hold.h"

static inline struct fu_hold_counts hold(
    struct world *world, struct fu_store *record, fu_instant now)
{
    struct fu_hold_counts counts;

    assert_good(world,
        fu_followup_hold(world->store, &world->settings, record, NOW, now, &counts, &world->error));
    return counts;
}

static inline struct fu_withheld *held(struct world *world, size_t *count)
{
    struct fu_withheld *rows;

    assert_good(world, fu_store_withheld(world->store, world->arena, &rows, count, &world->error));
    return rows;
}

static inline void pause_person(struct world *world, const char *address, bool paused)
{
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    person->paused = paused;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

#endif
