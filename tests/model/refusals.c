/* Addresses at which mail fails for good: on two days within two weeks, and nothing more is sent
 * there until their person writes from there, moves, or somebody says that it works. */
#include "life.h"

#include <string.h>

#include "followupd/store/people.h"

enum { DAY = 86400, WINDOW = 14, REST = 6 * 3600 };

static bool is_known(const struct refusals *refusals, int64_t day)
{
    for (size_t i = 0; i < refusals->count; i++) {
        if (refusals->days[i] == day)
            return true;
    }
    return false;
}

void life_refused(struct life *life, int who, struct mail *mail, fu_instant sent)
{
    struct refusals *refusals = &life->people[who].refusals;
    int64_t day = sent / DAY;
    size_t days = 0;

    if (mail)
        mail->refused = day;
    refusals->last = life->now;
    if (!is_known(refusals, day) && refusals->count < REFUSALS_MAX)
        refusals->days[refusals->count++] = day;
    for (size_t i = 0; i < refusals->count; i++)
        days += refusals->days[i] >= day - WINDOW;
    if (days > 1 || life->mistaken == MISTAKE_PAUSE)
        life->people[who].paused = true;
}

void life_refusals_prune(struct life *life, fu_instant before)
{
    for (int who = 0; who < PEOPLE; who++) {
        struct refusals *refusals = &life->people[who].refusals;

        for (size_t i = refusals->count; i-- > 0;) {
            if (refusals->days[i] < before / DAY)
                refusals->days[i] = refusals->days[--refusals->count];
        }
    }
}

void life_works(struct life *life, int who)
{
    life->people[who].paused = false;
    life_heard(life, who, true);
    life->people[who].refusals.count = 0;
}

void life_wrote(struct life *life, int who)
{
    struct someone *someone = &life->people[who];
    bool paused = someone->paused, works = someone->refusals.count == 0 ||
                                           life->now > someone->refusals.last + (paused ? 0 : REST);

    if (paused && works)
        life_works(life, who);
    else
        life_heard(life, who, works);
}

bool life_comes_back(const struct life *life, const struct mail *mail)
{
    return mail->paused ||
           (mail->refused != 0 && is_known(&life->people[mail->who].refusals, mail->refused));
}

void life_check_paused(struct life *life)
{
    struct fu_person *person = NULL;

    for (int who = 0; who < PEOPLE; who++) {
        MUST(life, fu_store_person_get(
                       life->store, life->brief, life->people[who].id, &person, &life->error));
        if (person && person->paused != life->people[who].paused)
            life_complain(life, "%s is %s", life_name(who),
                person->paused ? "paused, and should not be" : "not paused, and should be");
    }
}
