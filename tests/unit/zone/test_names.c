/* Names of zones: which are looked up, which are near, which is the machine's. */
#include "help.h"

#include <stdlib.h>

#include "../../../src/zone/files.h"

static void names_of_zones_and_links_are_found(void **state)
{
    static const char *const names[] = {"Europe/Berlin", "US/Eastern", "UTC", "GMT", "Etc/GMT+12",
        "Etc/GMT-14", "America/Argentina/ComodRivadavia", "America/North_Dakota/New_Salem",
        "America/Port-au-Prince", "EST5EDT"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct fu_zone *zone = fu_zone_find(names[i]);

        assert_non_null(zone);
        assert_string_equal(fu_zone_name(zone), names[i]);
        assert_ptr_equal(fu_zone_find(names[i]), zone);
    }
}

static void names_that_lead_elsewhere_are_no_zones(void **state)
{
    static const char *const names[] = {"", "/", ".", "..", "../zoneinfo/UTC", "./UTC",
        "Europe/../UTC", "Europe/./Berlin", "Europe//Berlin", "/Europe/Berlin", "Europe/Berlin/",
        "/usr/share/zoneinfo/UTC", "Europe", "europe/berlin", "EUROPE/BERLIN", "Europe/Berlin ",
        " Europe/Berlin", "Europe/Berlin\n", "Europe\\Berlin", "Europe/Berl\303\255n", "zone.tab",
        "tzdata.zi", "leapseconds", "localtime", "posixrules", "posix/Europe/Berlin",
        "right/Europe/Berlin", "right/UTC", "Europe/Atlantis", "%s%n", "+1"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fu_zone_find(names[i])) {
            fail_msg("found: %s", names[i]);
        }
    }
}

/* No file has such names, so the grammar itself is asked. */
static void the_grammar_of_names_has_no_way_out_of_the_folder(void **state)
{
    static const char *const good[] = {"a", "A/b", "A/b/c/d", "+1", "-_+/0"};
    static const char *const bad[] = {"", "/", "a/", "/a", "a//b", ".", "..", "a/..", "a/../b",
        "a.b", "a b", "a\tb", "a\\b", "a:b", "a%b", "\303\244", "localtime", "posixrules", "posix",
        "posix/a", "right", "right/a"};
    char name[FU_ZONE_NAME_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(fu_zone_name_valid(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (fu_zone_name_valid(bad[i])) {
            fail_msg("valid: %s", bad[i]);
        }
    }
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_false(fu_zone_name_valid(name));
    name[FU_ZONE_NAME_MAX] = '\0';
    assert_true(fu_zone_name_valid(name));
}

struct visited {
    int all, berlin, beulah;
};

static void count_name(const char *name, void *context)
{
    struct visited *visited = context;

    if (!fu_zone_name_valid(name)) {
        fail_msg("visited: %s", name);
    }
    visited->all++;
    visited->berlin += strcmp(name, "Europe/Berlin") == 0;
    visited->beulah += strcmp(name, "America/North_Dakota/Beulah") == 0;
}

static void every_zone_file_is_visited_once(void **state)
{
    struct visited visited = {0};

    (void)state;
    fu_zone_files_visit(count_name, &visited);
    assert_in_range(visited.all, 300, 1000);
    assert_int_equal(visited.berlin, 1);
    assert_int_equal(visited.beulah, 1);
}

static void tzdir_is_not_honoured(void **state)
{
    (void)state;
    setenv("TZDIR", "/nonexistent", 1);
    assert_non_null(fu_zone_find("Asia/Kathmandu"));
    unsetenv("TZDIR");
}

static void assert_first_suggestion(const char *name, const char *expected)
{
    struct fu_arena *arena = fu_arena_new();
    const char *names[3] = {NULL};

    if (fu_zone_suggest(arena, name, names, 3) < 1 || strcmp(names[0], expected) != 0) {
        fail_msg("%s gives %s", name, names[0] ? names[0] : "nothing");
    }
    fu_arena_free(&arena);
}

static void mistyped_names_have_near_ones(void **state)
{
    (void)state;
    assert_first_suggestion("Europe/Berln", "Europe/Berlin");
    assert_first_suggestion("europe/berlin", "Europe/Berlin");
    assert_first_suggestion("EUROPE/BERLIN", "Europe/Berlin");
    assert_first_suggestion("Berlin", "Europe/Berlin");
    assert_first_suggestion("new york", "America/New_York");
    assert_first_suggestion("America/NewYork", "America/New_York");
    assert_first_suggestion("Asia/Calcuta", "Asia/Calcutta");
    assert_first_suggestion("utc", "UTC");
    assert_first_suggestion("Cua", "Cuba");
    assert_first_suggestion("NZZ", "NZ");
    assert_first_suggestion("Iren", "Iran");
}

static void suggestions_are_zones_the_nearest_first_and_no_more_than_asked_for(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    const char *names[600], *few[2];
    size_t count = fu_zone_suggest(arena, "America/Indiana", names, 600);

    (void)state;
    assert_in_range(count, 3, 599);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(fu_zone_find(names[i]));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(names[i], names[j]);
        }
    }
    assert_int_equal(fu_zone_suggest(arena, "America/Indiana", few, 2), 2);
    assert_string_equal(few[0], names[0]);
    assert_string_equal(few[1], names[1]);
    assert_int_equal(fu_zone_suggest(arena, "America/Indiana", few, 0), 0);
    fu_arena_free(&arena);
}

static void names_as_near_as_each_other_come_by_the_alphabet(void **state)
{
    static const char *const expected[] = {"EST", "HST", "MST"};
    struct fu_arena *arena = fu_arena_new();
    const char *names[3];

    (void)state;
    assert_int_equal(fu_zone_suggest(arena, "XST", names, 3), 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(names[i], expected[i]);
    }
    fu_arena_free(&arena);
}

static void an_offset_is_near_no_zone(void **state)
{
    static const char *const texts[] = {"GMT+1", "UTC+2", "utc-5", "Etc/GMT+111"};
    struct fu_arena *arena = fu_arena_new();
    const char *names[3];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(fu_zone_suggest(arena, texts[i], names, 3), 0);
    }
    assert_int_equal(fu_zone_suggest(arena, "Etc/GMX", names, 3), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_null(strpbrk(names[i], "+-"));
    }
    fu_arena_free(&arena);
}

static void names_near_nothing_have_no_suggestions(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    char text[FU_ZONE_NAME_MAX + 2];
    const char *names[3];

    (void)state;
    assert_int_equal(fu_zone_suggest(arena, "", names, 3), 0);
    assert_int_equal(fu_zone_suggest(arena, "Qqqqqqqq/Zzzzzzzzz", names, 3), 0);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(fu_zone_suggest(arena, text, names, 3), 0);
    text[FU_ZONE_NAME_MAX] = '\0';
    assert_int_equal(fu_zone_suggest(arena, text, names, 3), 0);
    fu_arena_free(&arena);
}

static void assert_local(const char *tz, const char *expected, bool is_passed_over)
{
    struct fu_arena *arena = fu_arena_new();
    const char *passed_over;

    setenv("TZ", tz, 1);
    assert_string_equal(fu_zone_local(arena, &passed_over), expected);
    if (is_passed_over) {
        assert_string_equal(passed_over, tz);
    } else {
        assert_null(passed_over);
    }
    unsetenv("TZ");
    fu_arena_free(&arena);
}

static void the_environment_names_the_machines_zone(void **state)
{
    (void)state;
    assert_local("Europe/Vienna", "Europe/Vienna", false);
    assert_local(":Europe/Vienna", "Europe/Vienna", false);
    assert_local("/usr/share/zoneinfo/Europe/Vienna", "Europe/Vienna", false);
    assert_local(":/usr/share/zoneinfo/Europe/Vienna", "Europe/Vienna", false);
    assert_local("", "UTC", false);
    assert_local(":", "UTC", false);
}

static void an_environment_that_names_no_zone_is_passed_over(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    const char *local, *passed_over;

    (void)state;
    unsetenv("TZ");
    local = fu_zone_local(arena, &passed_over);
    assert_non_null(fu_zone_find(local));
    assert_null(passed_over);
    assert_local("CET-1CEST,M3.5.0,M10.5.0/3", local, true);
    assert_local("/etc/passwd", local, true);
    assert_local("/zoneinfo/../../../etc/passwd", local, true);
    fu_arena_free(&arena);
}

static void a_zone_is_found_by_what_people_type(void **state)
{
    static const struct {
        const char *text, *name;
    } rows[] = {{"Europe/Paris", "Europe/Paris"}, {"europe/paris", "Europe/Paris"},
        {"EUROPE/PARIS", "Europe/Paris"}, {"paris", "Europe/Paris"}, {"Berlin", "Europe/Berlin"},
        {"new york", "America/New_York"}, {"america/new york", "America/New_York"},
        {"New_York", "America/New_York"}, {"st johns", "America/St_Johns"}, {"utc", "UTC"},
        /* two names of one file */
        {"istanbul", "Europe/Istanbul"}, {"buenos aires", "America/Argentina/Buenos_Aires"},
        /* a whole name counts before a city */
        {"singapore", "Singapore"}, {"Asia/Singapore", "Asia/Singapore"},
        {"GMT+0", "GMT+0"}, {"etc/gmt+1", "Etc/GMT+1"}};
    struct fu_arena *arena = fu_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = fu_zone_named(arena, rows[i].text);

        if (!name || strcmp(name, rows[i].name) != 0) {
            fail_msg("%s is %s", rows[i].text, name ? name : "none");
        }
    }
    fu_arena_free(&arena);
}

static void what_names_no_zone_or_several_is_none(void **state)
{
    /* "west" is in Australia and in Brazil */
    static const char *const texts[] = {"", " ", "/", "pariss", "Europe", "Europe/", "west",
        "../UTC", "paris ", " paris", "Europe/Paris\n", "Europe Paris", "localtime",
        /* the other way round in the names of the files */
        "GMT+1", "gmt-5"};
    char name[200];
    struct fu_arena *arena = fu_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (fu_zone_named(arena, texts[i])) {
            fail_msg("“%s” is %s", texts[i], fu_zone_named(arena, texts[i]));
        }
    }
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_null(fu_zone_named(arena, name));
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_zones_and_links_are_found),
        cmocka_unit_test(a_zone_is_found_by_what_people_type),
        cmocka_unit_test(what_names_no_zone_or_several_is_none),
        cmocka_unit_test(names_that_lead_elsewhere_are_no_zones),
        cmocka_unit_test(the_grammar_of_names_has_no_way_out_of_the_folder),
        cmocka_unit_test(every_zone_file_is_visited_once),
        cmocka_unit_test(tzdir_is_not_honoured),
        cmocka_unit_test(mistyped_names_have_near_ones),
        cmocka_unit_test(suggestions_are_zones_the_nearest_first_and_no_more_than_asked_for),
        cmocka_unit_test(names_as_near_as_each_other_come_by_the_alphabet),
        cmocka_unit_test(an_offset_is_near_no_zone),
        cmocka_unit_test(names_near_nothing_have_no_suggestions),
        cmocka_unit_test(the_environment_names_the_machines_zone),
        cmocka_unit_test(an_environment_that_names_no_zone_is_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
