/* A machine without zone files: times are told in UTC, and nothing is guessed. */
#include "help.h"

#include "followupd/cadence/guess.h"
#include "followupd/zone/zone.h"

const struct fu_zone *__wrap_fu_zone_find(const char *name);

/* Every caller meets it instead (ld --wrap). */
const struct fu_zone *__wrap_fu_zone_find(const char *name)
{
    (void)name;
    return NULL;
}

static void moments_are_told_and_read_in_utc(void **state)
{
    (void)state;
    assert_int_equal(fu_say_offset("Europe/Berlin", SENT), 0);
    assert_int_equal(fu_say_read("Europe/Berlin", "2026-11-18T09:30:00"), SENT);
}

static void no_zone_is_likely(void **state)
{
    (void)state;
    const char *names[3];
    assert_int_equal(fu_guess_zones(60, SENT, names, 3), 0);
    assert_false(fu_guess_elsewhere("Europe/Berlin", 120, SENT));
}

static void no_cadence_has_a_moment(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = {.sent = SENT, .zone = "Europe/Berlin"};
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    assert_int_equal(fu_cadence_read(arena, "3days", 5, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_string_equal(
        refusal.reason, "The time zone of this person is none that this machine knows.");
}

static void next_month_has_no_name(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = {.sent = SENT, .zone = "Europe/Berlin"};
    struct fu_cadence *cadence;
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    const char *text = "15thofnextmonth";
    size_t length = strlen(text);
    assert_int_equal(
        fu_cadence_read(arena, text, length, &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_string_equal(refusal.reason, "“15thofnextmonth”: next month is typed by its name.");
    assert_int_equal(refusal.suggestion_count, 0);
    assert_int_equal(fu_cadence_parse(arena, text, length, &cadence, &refusal), FU_BAD_INPUT);
    assert_string_equal(refusal.suggestions[0], "15th");
}

static void a_day_weeks_ahead_has_no_date(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "weekafternext", "fridayafternext", "fridayweek", "middleofnextmonth"};
    struct fu_cadence_setting setting = {.sent = SENT, .zone = "Europe/Berlin"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        assert_int_equal(fu_cadence_read(arena, texts[i], strlen(texts[i]), &setting, &schedule,
                             NULL, NULL, &refusal),
            FU_BAD_INPUT);
        assert_int_equal(refusal.suggestion_count, 0);
    }
}

static void a_moment_of_another_zone_is_none_of_ones_own(void **state)
{
    (void)state;
    static const char text[] = "2026-12-24T09:30:00Z";
    struct fu_cadence_setting setting = {.sent = SENT, .zone = "Europe/Berlin"};
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    assert_int_equal(
        fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal),
        FU_BAD_INPUT);
    assert_string_equal(refusal.reason,
        "“2026-12-24t09:30:00z” names a zone: a time here is one of your own zone.");
    assert_int_equal(refusal.suggestion_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moments_are_told_and_read_in_utc),
        cmocka_unit_test(next_month_has_no_name), cmocka_unit_test(a_day_weeks_ahead_has_no_date),
        cmocka_unit_test(no_zone_is_likely), cmocka_unit_test(no_cadence_has_a_moment),
        cmocka_unit_test(a_moment_of_another_zone_is_none_of_ones_own)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
