/* When a mail is tried again: each step, both sides of the last, the spread, and the ends of time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "followupd/outbox/schedule.h"

enum { NOW = 1800000000 };

static void assert_wait(int64_t attempts, int64_t wait)
{
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (int64_t id = 1; id <= 5000; id++) {
        int64_t found = fu_retry_at(attempts, id, NOW) - NOW;
        assert_in_range(found, wait, wait + wait / 10);
        least = found < least ? found : least;
        most = found > most ? found : most;
    }
    assert_int_equal(least, wait);
    assert_int_equal(most, wait + wait / 10);
}

static void each_step_waits_as_the_table_says_and_up_to_a_tenth_longer(void **state)
{
    (void)state;
    assert_wait(1, 60);
    assert_wait(2, 120);
    assert_wait(3, 300);
    assert_wait(4, 900);
    assert_wait(5, 1800);
    assert_wait(6, 3600);
}

static void from_the_seventh_on_it_is_hourly(void **state)
{
    (void)state;
    assert_wait(7, 3600);
    assert_wait(1000, 3600);
    assert_wait(INT64_MAX, 3600);
}

static void fewer_than_one_attempt_counts_as_one(void **state)
{
    (void)state;
    assert_wait(0, 60);
    assert_wait(-1, 60);
    assert_wait(INT64_MIN, 60);
}

static void the_same_id_waits_the_same_and_neighbours_do_not(void **state)
{
    (void)state;
    int different = 0;
    for (int64_t id = 1; id < 100; id++) {
        fu_instant at = fu_retry_at(6, id, NOW);
        assert_int_equal(at, fu_retry_at(6, id, NOW));
        assert_int_equal(at + 7, fu_retry_at(6, id, NOW + 7));
        different += at != fu_retry_at(6, id + 1, NOW);
    }
    assert_true(different > 95);
}

static void odd_ids_and_the_end_of_time_do_no_harm(void **state)
{
    (void)state;
    static const int64_t ids[] = {0, -1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_in_range(fu_retry_at(1, ids[i], NOW) - NOW, 60, 66);
    }
    assert_int_equal(fu_retry_at(6, 1, FU_INSTANT_MAX), FU_INSTANT_MAX);
    assert_int_equal(fu_retry_at(6, 1, FU_INSTANT_MAX - 3599), FU_INSTANT_MAX);
    assert_true(fu_retry_at(1, 1, FU_INSTANT_MAX - 3599) < FU_INSTANT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_waits_as_the_table_says_and_up_to_a_tenth_longer),
        cmocka_unit_test(from_the_seventh_on_it_is_hourly),
        cmocka_unit_test(fewer_than_one_attempt_counts_as_one),
        cmocka_unit_test(the_same_id_waits_the_same_and_neighbours_do_not),
        cmocka_unit_test(odd_ids_and_the_end_of_time_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
