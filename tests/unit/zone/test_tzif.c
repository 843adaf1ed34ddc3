/* TZif files: good ones of every version, footers of every form, and damaged ones, which are
 * refused and never crash. */
#include "help.h"

#include <stdlib.h>

enum { REAL_FILE_MAX = 16384 };

static const int64_t sample_transitions[] = {-100, 1000000000};
static const unsigned char sample_kinds[] = {1, 0};
static const int sample_offsets[] = {3600, 7200};
static const struct tzif_table sample = {2, sample_transitions, sample_kinds, 2, sample_offsets};

static struct fu_zone *zone_of(const struct tzif *file)
{
    return fu_zone_read("Made/Zone", file->bytes, file->length);
}

static bool accepted(const struct tzif *file)
{
    struct fu_zone *zone = zone_of(file);
    bool good = zone != NULL;

    fu_zone_free(&zone);
    return good;
}

static void every_version_is_read(void **state)
{
    static const char versions[] = {'\0', '2', '3', '4', '5'};

    (void)state;
    for (size_t i = 0; i < sizeof versions; i++) {
        struct fu_zone *zone;
        struct tzif file;

        tzif_make(&file, versions[i], &sample, "");
        zone = zone_of(&file);
        assert_non_null(zone);
        assert_string_equal(fu_zone_name(zone), "Made/Zone");
        assert_int_equal(fu_zone_offset(zone, -101), 3600);
        assert_int_equal(fu_zone_offset(zone, -100), 7200);
        assert_int_equal(fu_zone_offset(zone, 999999999), 7200);
        assert_int_equal(fu_zone_offset(zone, 1000000000), 3600);
        assert_int_equal(fu_zone_offset(zone, FU_INSTANT_MAX), 3600);
        assert_int_equal(fu_zone_transition(zone, 0), 1000000000);
        fu_zone_free(&zone);
    }
}

static void the_64_bit_block_wins(void **state)
{
    static const int offsets_32[] = {60};
    const struct tzif_table only_60 = {0, sample_transitions, sample_kinds, 1, offsets_32};
    struct tzif old, file;
    struct fu_zone *zone;

    (void)state;
    tzif_make(&old, '\0', &only_60, "");
    old.bytes[4] = '2';
    tzif_make(&file, '2', &sample, "");
    tzif_bytes(&old, file.bytes + 51, file.length - 51); /* behind the empty 32-bit table */
    zone = zone_of(&old);
    assert_non_null(zone);
    assert_int_equal(fu_zone_offset(zone, 0), 7200);
    fu_zone_free(&zone);
}

static void the_footer_holds_from_the_last_transition_on(void **state)
{
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    tzif_make(&file, '2', &sample, "AAA-1CCC,J60,J300");
    zone = zone_of(&file);
    assert_int_equal(fu_zone_offset(zone, -101), 3600);
    assert_int_equal(fu_zone_offset(zone, 999999999), 7200);
    assert_string_equal(fu_zone_abbreviation(zone, 999999999), "BBB");
    assert_int_equal(fu_zone_offset(zone, 1000000000), 7200); /* 9 September */
    assert_string_equal(fu_zone_abbreviation(zone, 1000000000), "CCC");
    assert_int_equal(fu_zone_transition(zone, 1000000000), utc("2001-10-27 00:00"));
    fu_zone_free(&zone);
}

static void a_block_without_transitions_leaves_all_to_the_footer(void **state)
{
    struct fu_zone *zone = zone_of_footer("<-03>3");

    (void)state;
    assert_int_equal(fu_zone_offset(zone, -1), -10800);
    assert_string_equal(fu_zone_abbreviation(zone, 0), "-03");
    assert_int_equal(fu_zone_transition(zone, 0), FU_NEVER);
    fu_zone_free(&zone);
    zone = zone_of_footer("");
    assert_int_equal(fu_zone_offset(zone, 0), 0);
    assert_string_equal(fu_zone_abbreviation(zone, 0), "AAA");
    fu_zone_free(&zone);
}

/* The footer's first change in 2030 is into an offset, at an instant. */
static void assert_rule(
    const char *footer, int first, const char *change, int second, const char *back)
{
    struct fu_zone *zone = zone_of_footer(footer);

    assert_non_null(zone);
    assert_int_equal(fu_zone_offset(zone, utc(change) - 1), first);
    assert_int_equal(fu_zone_offset(zone, utc(change)), second);
    assert_int_equal(fu_zone_transition(zone, utc(change)), utc(back));
    fu_zone_free(&zone);
}

static void footers_of_every_form_are_reckoned(void **state)
{
    (void)state;
    assert_rule("CET-1CEST,M3.5.0,M10.5.0/3", 3600, "2030-03-31 01:00", 7200, "2030-10-27 01:00");
    assert_rule("IST-1GMT0,M10.5.0,M3.5.0/1", 0, "2030-03-31 01:00", 3600, "2030-10-27 01:00");
    assert_rule(
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, "2030-03-31 01:00", -3600, "2030-10-27 01:00");
    assert_rule(
        "EET-2EEST,M3.4.4/50,M10.4.4/50", 7200, "2030-03-30 00:00", 10800, "2030-10-25 23:00");
    assert_rule("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", 45900, "2030-09-28 14:00", 49500,
        "2031-04-05 14:00");
    assert_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 37800, "2030-10-05 15:30", 39600,
        "2031-04-05 15:00");
    assert_rule("AAA-01:02:03BBB-02:03:04,J1/0,J2/0", 3723, "2029-12-31 22:57:57", 7384,
        "2030-01-01 21:56:56");
    assert_rule("AAA0BBB,J60/0,J365/0", 0, "2030-03-01 00:00", 3600, "2030-12-30 23:00");
    assert_rule("AAA0BBB,J60/0,J365/0", 0, "2032-03-01 00:00", 3600, "2032-12-30 23:00");
    assert_rule("AAA0BBB,59/0,364/0", 0, "2030-03-01 00:00", 3600, "2030-12-30 23:00");
    assert_rule("AAA0BBB,59/0,365/0", 0, "2032-02-29 00:00", 3600, "2032-12-30 23:00");
    assert_rule("AAA0BBB,J8/-167:59:59,J9/167:59:59", 0, "2030-01-01 00:00:01", 3600,
        "2030-01-15 22:59:59");
    assert_rule("AAA+24BBB-24,J10/0,J20/0", -86400, "2030-01-11 00:00", 86400, "2030-01-19 00:00");
    assert_rule("AAA0BBB,M2.5.2/0,M2.1.0/0", 0, "2028-02-29 00:00", 3600, "2029-02-03 23:00");
}

static void summer_time_all_year_never_changes(void **state)
{
    static const char *const footers[] = {
        "EST5EDT,0/0,J365/25", "XXX3EDT4,0/0,J365/23", "AAA0BBB,J1/0,J1/1"};

    (void)state;
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct fu_zone *zone = zone_of_footer(footers[i]);

        assert_non_null(zone);
        assert_int_equal(fu_zone_transition(zone, 0), FU_NEVER);
        assert_int_equal(fu_zone_offset(zone, utc("2030-12-31 23:59:59")), i == 2 ? 3600 : -14400);
        fu_zone_free(&zone);
    }
}

static void footers_that_are_none_refuse_the_file(void **state)
{
    static const char *const bad[] = {"AAA", "AA0", "A", "0", "<AA>0", "<AAA0", "<A A>0", "A1A0",
        "AAA0BBB", "AAA0BBB,", "AAA0BBB,J1", "AAA0BBB,J1,", "AAA0BBB,J1,J2,", "AAA0BBB,J1,J2 ",
        " AAA0", "AAA25", "AAA0000", "AAA24:60", "AAA1:", "AAA1:0:", "AAA1:0:60", "AAA1:0:0:0",
        "AAA--1", "AAA+-1", "AAA0BB,J1,J2", "AAA0BBB25,J1,J2", "AAA0BBB,J0,J2", "AAA0BBB,J366,J2",
        "AAA0BBB,366,J2", "AAA0BBB,-1,J2", "AAA0BBB,M0.1.0,J2", "AAA0BBB,M13.1.0,J2",
        "AAA0BBB,M1.0.0,J2", "AAA0BBB,M1.6.0,J2", "AAA0BBB,M1.1.7,J2", "AAA0BBB,M1.1,J2",
        "AAA0BBB,M1.1.,J2", "AAA0BBB,J1/168,J2", "AAA0BBB,J1/-168,J2", "AAA0BBB,J1/,J2",
        "AAA0BBB,J1/0:60,J2", "AAA0BBB,J1,J2/", "AAA0;BBB,J1,J2", "ABCDEFGHIJKLMNOPQ0"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (zone_of_footer(bad[i])) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
}

static void limits_of_footers_are_accepted(void **state)
{
    static const char *const good[] = {"AAA24:59:59", "AAA-24:59:59", "ABCDEFGHIJKLMNOP0",
        "<+-0123456789ab>0", "AAA0BBB,J365/167,J1/-167", "AAA0BBB,0,365",
        "AAA0BBB,M12.5.6/0,M1.1.0"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct fu_zone *zone = zone_of_footer(good[i]);

        if (!zone) {
            fail_msg("refused: %s", good[i]);
        }
        fu_zone_free(&zone);
    }
}

/* The 64-bit block of the sample, version 2: header at 51, counts at 71, transitions at 95, kinds
 * at 111, types at 113, characters at 125, footer at 133. */
static void made(struct tzif *file, size_t at, const char *bytes, size_t length)
{
    tzif_make(file, '2', &sample, "AAA0");
    memcpy(file->bytes + at, bytes, length);
}

static void fields_out_of_place_refuse_the_file(void **state)
{
    static const struct {
        size_t at;
        const char *bytes;
        size_t length;
        bool good;
    } cases[] = {
        {0, "TZif", 4, true},
        {0, "TZiF", 4, false},
        {4, "\001", 1, false},
        {4, "1", 1, false},
        {4, ":", 1, false},
        {51, "tZif", 4, false},
        {20, "\377\377\377\377", 4, false}, /* the skipped block is longer than the file */
        {20, "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377", 20,
            false},
        {71, "\0\0\0\1", 4, false}, /* universal indicators: one for two types */
        {75, "\0\0\0\1", 4, false}, /* standard indicators */
        {79, "\0\0\0\1", 4, false}, /* leap seconds */
        {83, "\0\0\0\3", 4, false}, /* transitions */
        {83, "\0\0\0\1", 4, false},
        {83, "\377\377\377\377", 4, false},
        {87, "\0\0\0\0", 4, false}, /* types */
        {87, "\0\0\0\1", 4, false},
        {87, "\0\0\1\1", 4, false},
        {91, "\0\0\0\0", 4, false}, /* characters */
        {91, "\377\377\377\377", 4, false},
        {95, "\0\0\0\0\73\232\312\0", 8, false}, /* transitions that do not rise */
        {95, "\0\0\0\0\73\232\311\377", 8, true},
        {111, "\2", 1, false}, /* no such type */
        {111, "\0", 1, true},
        {113, "\377\376\240\161", 4, true}, /* -89999 s */
        {113, "\377\376\240\160", 4, false},
        {113, "\0\1\155\237", 4, true}, /* 93599 s */
        {113, "\0\1\155\240", 4, false},
        {113, "\200\0\0\0", 4, false},
        {117, "\1", 1, true}, /* daylight time or not */
        {117, "\2", 1, false},
        {118, "\7", 1, false}, /* an empty abbreviation */
        {118, "\6", 1, true},
        {118, "\10", 1, false}, /* beyond the characters */
        {118, "\377", 1, false},
        {125, "A B", 3, false},
        {125, "A\nB", 3, false},
        {125, "<b>", 3, false},
        {125, "+-0", 3, true},
        {132, "B", 1, true}, /* an abbreviation that ends with the characters */
        {133, " ", 1, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tzif file;

        made(&file, cases[i].at, cases[i].bytes, cases[i].length);
        if (accepted(&file) != cases[i].good) {
            fail_msg(
                "case %zu at %zu is %s", i, cases[i].at, cases[i].good ? "refused" : "accepted");
        }
    }
}

/* A 64-bit block of those counts, all of whose bytes are there and, but for the counts, in order.
 */
static void counts_that_do_not_agree_refuse_the_file(void **state)
{
    enum { TYPE_BYTES = 6, LEAP_BYTES = 12 };
    static const uint32_t none[6] = {0, 0, 0, 0, 1, 1};
    static const struct {
        uint32_t counts[6]; /* universal, standard, leap, transition, type, character */
        bool good;
    } cases[] = {
        {{0, 0, 0, 0, 1, 4}, true},
        {{0, 0, 0, 0, 256, 4}, true},
        {{0, 0, 0, 0, 257, 4}, false},
        {{0, 0, 0, 0, 0, 4}, false},
        {{0, 0, 0, 0, 1, 0}, false},
        {{0, 0, 1, 0, 1, 4}, false},
        {{0, 2, 0, 0, 2, 4}, true},
        {{0, 1, 0, 0, 2, 4}, false},
        {{0, 3, 0, 0, 2, 4}, false},
        {{2, 0, 0, 0, 2, 4}, true},
        {{1, 0, 0, 0, 2, 4}, false},
        {{3, 0, 0, 0, 2, 4}, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const uint32_t *counts = cases[i].counts;
        size_t rest = counts[2] * LEAP_BYTES + counts[1] + counts[0];
        struct tzif file = {.length = 0};

        tzif_header(&file, '2', none);
        tzif_bytes(&file, (const char[7]){0}, 7);
        tzif_header(&file, '2', counts);
        tzif_bytes(&file, (const char[257 * TYPE_BYTES]){0}, counts[4] * TYPE_BYTES);
        tzif_bytes(&file, "ABC", counts[5]);
        tzif_bytes(&file, (const char[16]){0}, rest);
        tzif_bytes(&file, "\nAAA0\n", 6);
        if (accepted(&file) != cases[i].good) {
            fail_msg("case %zu is %s", i, cases[i].good ? "refused" : "accepted");
        }
    }
}

static void a_file_over_the_limit_is_refused(void **state)
{
    unsigned char *bytes = calloc(1, FU_ZONE_FILE_MAX + 1);
    struct fu_zone *zone;
    struct tzif file;

    (void)state;
    assert_non_null(bytes);
    tzif_make(&file, '2', &sample, "AAA0");
    memcpy(bytes, file.bytes, file.length);
    zone = fu_zone_read("Made/Long", bytes, FU_ZONE_FILE_MAX);
    assert_non_null(zone);
    fu_zone_free(&zone);
    assert_null(fu_zone_read("Made/Long", bytes, FU_ZONE_FILE_MAX + 1));
    assert_null(fu_zone_read("Made/Empty", bytes, 0));
    free(bytes);
}

static size_t real_file(const char *name, unsigned char *bytes)
{
    char path[128];
    size_t length;
    FILE *file;

    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    length = fread(bytes, 1, REAL_FILE_MAX, file);
    fclose(file);
    assert_in_range(length, 100, REAL_FILE_MAX - 1);
    return length;
}

static void a_real_file_cut_at_any_byte_is_refused(void **state)
{
    static const char *const names[] = {"Europe/Berlin", "Africa/Casablanca", "UTC"};
    unsigned char bytes[REAL_FILE_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = real_file(names[i], bytes);
        struct fu_zone *zone = fu_zone_read(names[i], bytes, length);

        assert_non_null(zone);
        fu_zone_free(&zone);
        for (size_t cut = 0; cut < length; cut++) {
            unsigned char *exact = malloc(cut + 1); /* so that reading beyond the end is noticed */

            memcpy(exact + 1, bytes, cut);
            assert_null(fu_zone_read(names[i], exact + 1, cut));
            free(exact);
        }
    }
}

/* Whatever a damaged file that is still accepted says, asking it must end and stay in bounds. */
static void use(struct fu_zone *zone)
{
    static const fu_instant instants[] = {
        FU_NEVER, 0, 1000000000, 2147483647, FU_INSTANT_MAX, INT64_MAX};
    struct fu_civil civil;

    for (size_t i = 0; zone && i < sizeof instants / sizeof *instants; i++) {
        assert_in_range(fu_zone_offset(zone, instants[i]) + 89999, 0, 89999 + 93599);
        assert_in_range(strlen(fu_zone_abbreviation(zone, instants[i])), 1, 16);
        fu_zone_civil(zone, instants[i], &civil);
        fu_zone_instant(zone, &civil);
        fu_zone_transition(zone, instants[i]);
    }
    fu_zone_free(&zone);
}

static void a_real_file_with_any_byte_changed_never_crashes(void **state)
{
    static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x10};
    unsigned char bytes[REAL_FILE_MAX];
    size_t length = real_file("Europe/Dublin", bytes);

    (void)state;
    for (size_t at = 0; at < length; at++) {
        for (size_t i = 0; i < sizeof changes; i++) {
            bytes[at] ^= changes[i];
            use(fu_zone_read("Made/Damaged", bytes, length));
            bytes[at] ^= changes[i];
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_read),
        cmocka_unit_test(the_64_bit_block_wins),
        cmocka_unit_test(the_footer_holds_from_the_last_transition_on),
        cmocka_unit_test(a_block_without_transitions_leaves_all_to_the_footer),
        cmocka_unit_test(footers_of_every_form_are_reckoned),
        cmocka_unit_test(summer_time_all_year_never_changes),
        cmocka_unit_test(footers_that_are_none_refuse_the_file),
        cmocka_unit_test(limits_of_footers_are_accepted),
        cmocka_unit_test(fields_out_of_place_refuse_the_file),
        cmocka_unit_test(counts_that_do_not_agree_refuse_the_file),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_real_file_cut_at_any_byte_is_refused),
        cmocka_unit_test(a_real_file_with_any_byte_changed_never_crashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
