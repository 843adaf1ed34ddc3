/* Compares the wall clock with the clock that only grows, suspend included: the two part only when
 * the wall clock is set. After a restart there is only the last moment that was believed, which a
 * long absence explains as well.
 *
 * A clock that is wrong and stays so is believed in the end: nobody here knows better. Fails never.
 */
#include "clock_watch.h"

#include "followupd/base/clock.h"
#include "followupd/base/number.h"

enum { MILLISECONDS = 1000, MINUTE = 60, DURATION_TEXT = 64 };

static const char unset[] =
    "The machine's clock says a time before this program was written, so nothing is taken in or "
    "sent; set it, or start a time service (timedatectl).";

void fu_clock_watch_start(struct clock_watch *watch, fu_instant known)
{
    *watch = (struct clock_watch){.last = known, .believed = FU_NEVER};
}

/* How many seconds more the wall clock went on than it can have; 0 when nobody knows. */
static int64_t jump(const struct clock_watch *watch, fu_instant now, int64_t ticks)
{
    int64_t passed = watch->looked ? (ticks - watch->ticks) / MILLISECONDS : 0;
    int64_t most = watch->looked ? CLOCK_AHEAD_MAX : CLOCK_ABSENCE_MAX;
    int64_t moved;

    if (watch->last == FU_NEVER)
        return 0;
    moved = now - watch->last - passed;
    return moved > most || moved < -CLOCK_BEHIND_MAX ? moved : 0;
}

enum clock_doubt fu_clock_watch_look(
    struct clock_watch *watch, fu_instant now, int64_t ticks, bool synchronised)
{
    int64_t moved = jump(watch, now, ticks);
    bool looked = watch->looked;

    watch->looked = true;
    watch->last = now;
    watch->ticks = ticks;
    if (now < FU_CLOCK_FLOOR) {
        watch->doubt = CLOCK_UNSET;
        return watch->doubt;
    }
    if (moved != 0) {
        watch->doubt = moved > 0 ? CLOCK_AHEAD : CLOCK_BEHIND;
        watch->moved = moved;
        watch->restarted = !looked;
        watch->since = ticks;
    }
    if (watch->doubt == CLOCK_UNSET || synchronised ||
        ticks - watch->since >= (int64_t)CLOCK_STEADY * MILLISECONDS)
        watch->doubt = CLOCK_BELIEVED;
    if (watch->doubt == CLOCK_BELIEVED) {
        watch->believed = now;
        watch->believed_ticks = ticks;
    }
    return watch->doubt;
}

fu_instant fu_clock_watch_passed(const struct clock_watch *watch)
{
    if (watch->believed == FU_NEVER)
        return watch->last;
    return watch->believed + (watch->ticks - watch->believed_ticks) / MILLISECONDS;
}

fu_instant fu_clock_watch_again(const struct clock_watch *watch)
{
    int64_t left = CLOCK_STEADY - (watch->ticks - watch->since) / MILLISECONDS;

    return watch->doubt == CLOCK_UNSET ? FU_CLOCK_FLOOR : watch->last + left;
}

const char *fu_clock_watch_say(const struct clock_watch *watch, struct fu_arena *arena)
{
    bool ahead = watch->doubt == CLOCK_AHEAD;
    char text[DURATION_TEXT];
    const char *what;

    if (watch->doubt == CLOCK_UNSET)
        return unset;
    fu_duration_say(ahead ? watch->moved : -watch->moved, text, sizeof text);
    if (watch->restarted)
        what = fu_arena_print(
            arena, "is %s %s than when followupd last ran", text, ahead ? "later" : "earlier");
    else
        what = fu_arena_print(arena, "was set %s by %s", ahead ? "forward" : "back", text);
    return fu_arena_print(arena,
        "The machine's clock %s, so nothing is taken in or sent until it has been steady for %d "
        "minutes; if it is wrong, set it (timedatectl).",
        what, CLOCK_STEADY / MINUTE);
}
