/* Healthy, late or stuck, with both sides of every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/verdict.h"

enum { NOW = 1795000000, POLL = 300 };

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static struct fu_ctl_verdict judge(
    int64_t process, fu_instant last_poll, fu_instant due, fu_instant undisturbed)
{
    const struct fu_ctl_inbox inboxes[] = {{"main", POLL, NOW - 10}, {"other", POLL, last_poll}};
    const struct fu_ctl_facts facts = {.now = NOW,
        .process = process,
        .oldest_due = due,
        .undisturbed_due = undisturbed,
        .inboxes = inboxes,
        .inbox_count = 2};
    struct fu_ctl_verdict verdict;

    fu_ctl_judge(arena, &facts, &verdict);
    assert_true((verdict.health == FU_CTL_HEALTHY) == (verdict.cure[0] == '\0'));
    assert_true(verdict.reason[0] != '\0');
    return verdict;
}

static void all_is_well(void **state)
{
    (void)state;
    assert_int_equal(judge(4711, NOW - 10, FU_NEVER, FU_NEVER).health, FU_CTL_HEALTHY);
    assert_int_equal(judge(-1, NOW - 10, NOW, NOW).health, FU_CTL_HEALTHY);
}

static void without_a_daemon_it_is_stuck(void **state)
{
    struct fu_ctl_verdict verdict = judge(0, NOW - 10, FU_NEVER, FU_NEVER);

    (void)state;
    assert_int_equal(verdict.health, FU_CTL_IS_STUCK);
    assert_string_equal(verdict.reason, "followupd does not run.");
}

static void an_inbox_may_miss_three_polls(void **state)
{
    const fu_instant last = NOW - FU_CTL_POLLS * POLL - FU_CTL_POLL_SLACK;
    struct fu_ctl_verdict verdict;

    (void)state;
    assert_int_equal(judge(1, last, FU_NEVER, FU_NEVER).health, FU_CTL_HEALTHY);
    verdict = judge(1, last - 1, FU_NEVER, FU_NEVER);
    assert_int_equal(verdict.health, FU_CTL_IS_STUCK);
    assert_non_null(strstr(verdict.reason, "inbox other"));
    verdict = judge(1, FU_NEVER, FU_NEVER, FU_NEVER);
    assert_int_equal(verdict.health, FU_CTL_IS_STUCK);
    assert_string_equal(verdict.reason, "inbox other was never read.");
}

static void five_minutes_are_late(void **state)
{
    (void)state;
    assert_int_equal(judge(1, NOW, NOW - FU_CTL_LATE, FU_NEVER).health, FU_CTL_HEALTHY);
    assert_int_equal(judge(1, NOW, NOW - FU_CTL_LATE - 1, FU_NEVER).health, FU_CTL_IS_LATE);
}

static void half_an_hour_is_stuck(void **state)
{
    (void)state;
    assert_int_equal(judge(1, NOW, NOW - FU_CTL_STUCK, NOW - FU_CTL_STUCK).health, FU_CTL_IS_LATE);
    assert_int_equal(
        judge(1, NOW, NOW - FU_CTL_STUCK - 1, NOW - FU_CTL_STUCK - 1).health, FU_CTL_IS_STUCK);
}

static void what_a_recipients_server_put_off_is_late_at_most(void **state)
{
    (void)state;
    assert_int_equal(judge(1, NOW, NOW - 3 * 86400, FU_NEVER).health, FU_CTL_IS_LATE);
    assert_int_equal(judge(1, NOW, NOW - 3 * 86400, NOW - 60).health, FU_CTL_IS_LATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well),
        cmocka_unit_test(without_a_daemon_it_is_stuck),
        cmocka_unit_test(an_inbox_may_miss_three_polls),
        cmocka_unit_test(five_minutes_are_late),
        cmocka_unit_test(half_an_hour_is_stuck),
        cmocka_unit_test(what_a_recipients_server_put_off_is_late_at_most),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
