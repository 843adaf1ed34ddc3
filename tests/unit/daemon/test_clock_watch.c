/* When the wall clock is believed, on both sides of every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "followupd/base/clock.h"
#include "../../../src/daemon/clock_watch.h"

enum { SECOND = 1000, DAY = 86400 };

/* Friday 2026-11-20 12:00:00 UTC. */
#define NOON INT64_C(1795176000)

static enum clock_doubt look(struct clock_watch *watch, fu_instant now, int64_t seconds)
{
    return fu_clock_watch_look(watch, now, seconds * SECOND, false);
}

static void a_clock_nobody_knows_anything_of_is_believed(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    assert_int_equal(look(&watch, FU_CLOCK_FLOOR, 0), CLOCK_BELIEVED);
}

static void a_time_before_this_program_is_not_believed_however_long(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    assert_int_equal(look(&watch, 10, 0), CLOCK_UNSET);
    assert_int_equal(look(&watch, 10 + DAY, DAY), CLOCK_UNSET);
    assert_int_equal(fu_clock_watch_look(&watch, 20 + DAY, (DAY + 10) * SECOND, true), CLOCK_UNSET);
    assert_int_equal(fu_clock_watch_again(&watch), FU_CLOCK_FLOOR);
    fu_clock_watch_start(&watch, FU_NEVER);
    assert_int_equal(look(&watch, FU_CLOCK_FLOOR - 1, 0), CLOCK_UNSET);
    assert_int_equal(look(&watch, FU_CLOCK_FLOOR, 1), CLOCK_BELIEVED);
}

static void a_clock_that_was_never_set_has_to_be_steady_once_it_is(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    assert_int_equal(look(&watch, 10, 0), CLOCK_UNSET);
    assert_int_equal(look(&watch, NOON, 60), CLOCK_AHEAD);
    assert_int_equal(look(&watch, NOON + CLOCK_STEADY, 60 + CLOCK_STEADY), CLOCK_BELIEVED);
}

static void a_jump_ahead_is_believed_once_it_is_steady(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, NOON, 100);
    assert_int_equal(look(&watch, NOON + 60 + CLOCK_AHEAD_MAX, 160), CLOCK_BELIEVED);
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, NOON, 100);
    fu_instant then = NOON + 60 + CLOCK_AHEAD_MAX + 1;
    assert_int_equal(look(&watch, then, 160), CLOCK_AHEAD);
    assert_int_equal(fu_clock_watch_again(&watch), then + CLOCK_STEADY);
    assert_int_equal(look(&watch, then + CLOCK_STEADY - 1, 160 + CLOCK_STEADY - 1), CLOCK_AHEAD);
    assert_int_equal(fu_clock_watch_again(&watch), then + CLOCK_STEADY);
    assert_int_equal(look(&watch, then + CLOCK_STEADY, 160 + CLOCK_STEADY), CLOCK_BELIEVED);
    assert_int_equal(look(&watch, then + 2 * CLOCK_STEADY, 160 + 2 * CLOCK_STEADY), CLOCK_BELIEVED);
}

static void a_jump_back_is_believed_once_it_is_steady(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, NOON, 100);
    assert_int_equal(look(&watch, NOON + 60 - CLOCK_BEHIND_MAX, 160), CLOCK_BELIEVED);
    assert_int_equal(look(&watch, NOON + 120 - 2 * CLOCK_BEHIND_MAX - 1, 220), CLOCK_BEHIND);
    assert_int_equal(
        look(&watch, NOON + 120 - 2 * CLOCK_BEHIND_MAX + CLOCK_STEADY, 221 + CLOCK_STEADY),
        CLOCK_BELIEVED);
}

static void a_second_jump_begins_the_wait_anew(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, NOON, 0);
    assert_int_equal(look(&watch, NOON + DAY, 1), CLOCK_AHEAD);
    assert_int_equal(look(&watch, NOON + 800, 800), CLOCK_BEHIND);
    assert_int_equal(look(&watch, NOON + 1000, 1000), CLOCK_BEHIND);
    assert_int_equal(look(&watch, NOON + 1700, 1700), CLOCK_BELIEVED);
}

static void what_passed_is_known_while_it_is_in_doubt(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, 10, 0);
    assert_int_equal(fu_clock_watch_passed(&watch), 10);
    look(&watch, NOON, 60);
    assert_int_equal(fu_clock_watch_passed(&watch), NOON);
    look(&watch, NOON + CLOCK_STEADY, 60 + CLOCK_STEADY);
    assert_int_equal(fu_clock_watch_passed(&watch), NOON + CLOCK_STEADY);
    look(&watch, NOON + 10 * DAY, 160 + CLOCK_STEADY);
    assert_int_equal(watch.doubt, CLOCK_AHEAD);
    assert_int_equal(fu_clock_watch_passed(&watch), NOON + CLOCK_STEADY + 100);
    look(&watch, NOON - DAY, 170 + CLOCK_STEADY);
    assert_int_equal(fu_clock_watch_passed(&watch), NOON + CLOCK_STEADY + 110);
    look(&watch, NOON - DAY + CLOCK_STEADY, 170 + 2 * CLOCK_STEADY);
    assert_int_equal(fu_clock_watch_passed(&watch), NOON - DAY + CLOCK_STEADY);
}

static void a_suspended_machine_is_no_jump(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, FU_NEVER);
    look(&watch, NOON, 0);
    assert_int_equal(look(&watch, NOON + 400 * DAY, (int64_t)400 * DAY), CLOCK_BELIEVED);
}

static void what_keeps_the_clock_right_may_set_it(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, NOON);
    assert_int_equal(
        fu_clock_watch_look(&watch, NOON + 9000 * (int64_t)DAY, 0, true), CLOCK_BELIEVED);
    assert_int_equal(look(&watch, NOON, 1), CLOCK_BEHIND);
    assert_int_equal(fu_clock_watch_look(&watch, NOON + 1, 2 * SECOND, true), CLOCK_BELIEVED);
}

static void after_a_restart_a_long_absence_explains_much(void **state)
{
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, NOON);
    assert_int_equal(look(&watch, NOON + CLOCK_ABSENCE_MAX, 5), CLOCK_BELIEVED);
    fu_clock_watch_start(&watch, NOON);
    assert_int_equal(look(&watch, NOON + CLOCK_ABSENCE_MAX + 1, 5), CLOCK_AHEAD);
    assert_int_equal(look(&watch, NOON + CLOCK_ABSENCE_MAX + 1 + CLOCK_STEADY, 5 + CLOCK_STEADY),
        CLOCK_BELIEVED);
    fu_clock_watch_start(&watch, NOON);
    assert_int_equal(look(&watch, NOON - CLOCK_BEHIND_MAX, 5), CLOCK_BELIEVED);
    fu_clock_watch_start(&watch, NOON);
    assert_int_equal(look(&watch, NOON - CLOCK_BEHIND_MAX - 1, 5), CLOCK_BEHIND);
}

static void what_is_wrong_is_said_with_its_cure(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    struct clock_watch watch;
    (void)state;
    fu_clock_watch_start(&watch, NOON);
    look(&watch, NOON + INT64_C(7305) * DAY, 5);
    assert_string_equal(fu_clock_watch_say(&watch, arena),
        "The machine's clock is 7305 days later than when followupd last ran, so nothing is taken "
        "in or sent "
        "until it has been steady "
        "for 15 minutes; if it is wrong, set it (timedatectl).");
    fu_clock_watch_start(&watch, NOON);
    look(&watch, NOON - DAY, 5);
    assert_string_equal(fu_clock_watch_say(&watch, arena),
        "The machine's clock is 1 day earlier than when followupd last ran, so nothing is taken in "
        "or sent "
        "until it "
        "has been steady for 15 minutes; if it is wrong, set it (timedatectl).");
    look(&watch, NOON + DAY + 1, 6);
    assert_string_equal(fu_clock_watch_say(&watch, arena),
        "The machine's clock was set forward by 2 days, so nothing is taken in or sent until it "
        "has been "
        "steady "
        "for 15 minutes; if it is wrong, set it (timedatectl).");
    look(&watch, NOON + 2, 7);
    assert_string_equal(fu_clock_watch_say(&watch, arena),
        "The machine's clock was set back by 1 day, so nothing is taken in or sent until it has "
        "been steady "
        "for "
        "15 minutes; if it is wrong, set it (timedatectl).");
    look(&watch, 0, 8);
    assert_string_equal(fu_clock_watch_say(&watch, arena),
        "The machine's clock says a time before this program was written, so nothing is taken in "
        "or "
        "sent; set it, or start a time service (timedatectl).");
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_nobody_knows_anything_of_is_believed),
        cmocka_unit_test(a_time_before_this_program_is_not_believed_however_long),
        cmocka_unit_test(a_clock_that_was_never_set_has_to_be_steady_once_it_is),
        cmocka_unit_test(a_jump_ahead_is_believed_once_it_is_steady),
        cmocka_unit_test(a_jump_back_is_believed_once_it_is_steady),
        cmocka_unit_test(a_second_jump_begins_the_wait_anew),
        cmocka_unit_test(what_passed_is_known_while_it_is_in_doubt),
        cmocka_unit_test(a_suspended_machine_is_no_jump),
        cmocka_unit_test(what_keeps_the_clock_right_may_set_it),
        cmocka_unit_test(after_a_restart_a_long_absence_explains_much),
        cmocka_unit_test(what_is_wrong_is_said_with_its_cure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
