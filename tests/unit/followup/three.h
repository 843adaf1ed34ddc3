/* Three people over one follow-up. */
#ifndef FOLLOWUPD_TESTS_FOLLOWUP_THREE_H
#define FOLLOWUPD_TESTS_FOLLOWUP_THREE_H

#include "world.h"

static const struct fu_mailbox others[] = {
    {"Bob", "bob@example.org"}, {"Carol", "carol@example.org"}};

struct three {
    int64_t id, alice, bob, carol;
};

/* A follow-up of Alice's in which Bob and Carol share. */
static inline struct three three(struct world *world, const char *cadence)
{
    struct three people = {
        .bob = meet(world, others[0].address), .carol = meet(world, others[1].address)};

    people.id = share(world, cadence, others, 2);
    people.alice = person_id(world, "alice@example.org");
    return people;
}

/* Sends what is due and says to whom, by their first letters. */
static inline const char *heard(struct world *world, const char *when)
{
    struct fu_turn claimed = turn(world, NULL, 0, at(when), FU_TURN_MAX);
    const char *letters = "";
    size_t i;

    for (i = 0; i < claimed.count; i++) {
        letters = fu_arena_print(world->arena, "%s%c", letters, claimed.parcels[i].recipient[0]);
        claimed.parcels[i].outcome = FU_OUTCOME_SENT;
        claimed.parcels[i].answer = "";
    }
    turn(world, claimed.parcels, claimed.count, at(when), 0);
    return letters;
}

#endif
