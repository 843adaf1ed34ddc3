/* The clock of a scenario: it stands still until the scenario moves it. */
#include "followupd/base/clock.h"

#include <string.h>

#include "world.h"

fu_instant fu_clock_now(void)
{
    return world_now();
}

int64_t fu_clock_ticks(void)
{
    return world_now() * 1000;
}

/* Unless the scenario says "synchronised no". */
bool fu_clock_synchronised(void)
{
    char word[8];

    world_get("synchronised", word, sizeof word);
    return strcmp(word, "no") != 0;
}

int64_t fu_clock_spent(pid_t process)
{
    (void)process;
    return 0;
}
