/* The clocks: that each counts what its contract says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "followupd/base/clock.h"

static void now_is_the_wall_clock_in_seconds(void **state)
{
    (void)state;
    time_t before = time(NULL);
    fu_instant now = fu_clock_now();
    assert_true(now >= before && now <= before + 2);
    assert_true(now > FU_INSTANT_MIN && now < FU_INSTANT_MAX);
}

static void ticks_grow_by_milliseconds(void **state)
{
    (void)state;
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    int64_t before = fu_clock_ticks();
    assert_true(before / 1000 - boot.tv_sec <= 1);
    assert_true(before / 1000 >= boot.tv_sec);
    const struct timespec pause = {.tv_nsec = 30 * 1000 * 1000};
    nanosleep(&pause, NULL);
    int64_t passed = fu_clock_ticks() - before;
    assert_true(passed >= 29 && passed < 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_the_wall_clock_in_seconds),
        cmocka_unit_test(ticks_grow_by_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
