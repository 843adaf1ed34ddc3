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
    assert_true(now >= before && now <= time(NULL));
    assert_true(now > FU_INSTANT_MIN && now < FU_INSTANT_MAX);
}

static int64_t milliseconds_since_boot(void)
{
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    return (int64_t)boot.tv_sec * 1000 + boot.tv_nsec / 1000000;
}

static void ticks_are_milliseconds_since_the_boot(void **state)
{
    (void)state;
    const struct timespec pause = {.tv_nsec = 30 * 1000 * 1000};
    int64_t before = milliseconds_since_boot(), first = fu_clock_ticks();
    assert_true(before <= first && first <= milliseconds_since_boot());
    nanosleep(&pause, NULL);
    before = milliseconds_since_boot();
    int64_t second = fu_clock_ticks();
    assert_true(before <= second && second <= milliseconds_since_boot());
    assert_true(second - first >= 29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_the_wall_clock_in_seconds),
        cmocka_unit_test(ticks_are_milliseconds_since_the_boot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
