/* The changes that come every year, in zones whose rules are old. */
#include "help.h"

static struct fu_zone_change changes[2];

static bool yearly(const char *name)
{
    const struct fu_zone *zone = fu_zone_find(name);

    assert_non_null(zone);
    return fu_zone_yearly(zone, changes);
}

static void the_rule_begins_with_the_first_change_it_names(void **state)
{
    (void)state;
    assert_true(yearly("Europe/Berlin"));
    assert_int_equal(changes[0].first, utc("1996-03-31 01:00"));
    assert_string_equal(changes[0].abbreviation, "CEST");
    assert_int_equal(changes[0].seconds, 2 * 3600);
    assert_int_equal(changes[1].first, utc("1996-10-27 01:00"));
    assert_int_equal(changes[1].month, 10);
    assert_int_equal(changes[1].week, 5);
    assert_int_equal(changes[1].weekday, 6);
    assert_int_equal(changes[1].seconds, 3 * 3600);
    assert_int_equal(changes[1].before, 7200);
    assert_int_equal(changes[1].after, 3600);
    assert_string_equal(changes[1].abbreviation, "CET");
}

/* South of the equator tables end with an entry that changes nothing. */
static void entries_that_change_nothing_hide_no_rule(void **state)
{
    (void)state;
    assert_true(yearly("Australia/Sydney"));
    assert_int_equal(changes[0].first, utc("2008-04-05 16:00"));
    assert_int_equal(changes[1].first, utc("2008-10-04 16:00"));
}

static void a_zone_without_a_rule_has_none(void **state)
{
    static const char *const names[] = {"Asia/Tokyo", "UTC", "Africa/Casablanca"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_false(yearly(names[i]));
    }
}

static void a_mark_tells_zones_apart(void **state)
{
    (void)state;
    assert_true(
        fu_zone_mark(fu_zone_find("Europe/Berlin")) != fu_zone_mark(fu_zone_find("Europe/London")));
    assert_true(
        fu_zone_mark(fu_zone_find("US/Eastern")) == fu_zone_mark(fu_zone_find("America/New_York")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule_begins_with_the_first_change_it_names),
        cmocka_unit_test(entries_that_change_nothing_hide_no_rule),
        cmocka_unit_test(a_zone_without_a_rule_has_none),
        cmocka_unit_test(a_mark_tells_zones_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
