/* VTIMEZONE components of zone files made by hand: a rule where one holds for ever, dates before.
 */
#include "help.h"

#include "../../../src/calendar/timezone.h"

enum { FILE_MAX = 4096, WEEK = 7 * 86400 };

#define FROM INT64_C(1794994200) /* 2026-11-18T09:30:00Z */
#define SPRING_2025 INT64_C(1743296400)
#define AUTUMN_2025 INT64_C(1761440400)
#define SPRING_2026 INT64_C(1774746000)
#define AUTUMN_2026 INT64_C(1792890000)
#define SPRING_2027 INT64_C(1806195600)

/* A TZif file (RFC 9636) of two kinds of time: CET, +1 h, and CEST, +2 h. */
struct file {
    unsigned char bytes[FILE_MAX];
    size_t length;
};

static void put(struct file *file, const void *bytes, size_t length)
{
    memcpy(file->bytes + file->length, bytes, length);
    file->length += length;
}

static void put_number(struct file *file, int64_t number, size_t size)
{
    for (size_t i = size; i > 0; i--) {
        unsigned char byte = (unsigned char)((uint64_t)number >> (8 * (i - 1)));
        put(file, &byte, 1);
    }
}

static void put_block(
    struct file *file, const int64_t *transitions, size_t count, size_t size, unsigned char first)
{
    static const char head[20] = "TZif2";
    put(file, head, sizeof head);
    put_number(file, 0, 4);
    put_number(file, 0, 4);
    put_number(file, 0, 4);
    put_number(file, (int64_t)count, 4);
    put_number(file, 2, 4);
    put_number(file, 9, 4);
    for (size_t i = 0; i < count; i++) {
        put_number(file, transitions[i], size);
    }
    for (size_t i = 0; i < count; i++) {
        unsigned char kind = (unsigned char)((first + i) % 2);
        put(file, &kind, 1);
    }
    put_number(file, 3600, 4);
    put(file, "\0\0", 2);
    put_number(file, 7200, 4);
    put(file, "\1\4", 2);
    put(file, "CET\0CEST", 9);
}

/* The first transition goes to kind `first`, and so on in turns. */
static struct fu_zone *zone_of(
    const int64_t *transitions, size_t count, unsigned char first, const char *footer)
{
    struct file file = {.length = 0};
    put_block(&file, NULL, 0, 4, 0);
    put_block(&file, transitions, count, 8, first);
    put(&file, "\n", 1);
    put(&file, footer, strlen(footer));
    put(&file, "\n", 1);
    struct fu_zone *zone = fu_zone_read("Test/Zone", file.bytes, file.length);
    assert_non_null(zone);
    return zone;
}

static const char *written(struct fu_zone *zone, fu_instant from)
{
    static char text[FILE_MAX];
    struct fu_buffer out;
    fu_buffer_init(&out, FILE_MAX - 1);
    struct lines lines = {.out = &out, .scratch = fu_arena_new()};
    fu_timezone_write(&lines, zone, from);
    assert_false(out.overflowed);
    memcpy(text, out.data, out.length + 1);
    fu_arena_free(&lines.scratch);
    fu_buffer_free(&out);
    fu_zone_free(&zone);
    return text;
}

static void a_zone_without_changes_has_one_observance(void **state)
{
    (void)state;
    assert_string_equal(written(zone_of(NULL, 0, 0, "CET-1"), FROM),
        "BEGIN:VTIMEZONE\r\nTZID:Test/Zone\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n");
}

static void a_rule_without_end_is_a_rule(void **state)
{
    (void)state;
    assert_string_equal(written(zone_of(NULL, 0, 0, "CET-1CEST,M3.5.0,M10.5.0/3"), FROM),
        "BEGIN:VTIMEZONE\r\nTZID:Test/Zone\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "TZNAME:CEST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
        "BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "TZNAME:CET\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\n");
}

/* What the table says and the rule does not stands as dates, each by itself. */
static void changes_before_the_rule_are_dates(void **state)
{
    static const int64_t transitions[] = {
        SPRING_2025 - WEEK, AUTUMN_2025, SPRING_2026 - WEEK, AUTUMN_2026};
    (void)state;
    const char *text =
        written(zone_of(transitions, 4, 1, "CET-1CEST,M3.5.0,M10.5.0/3"), SPRING_2026 - WEEK);
    assert_has(text, "BEGIN:DAYLIGHT\r\nDTSTART:20250323T020000\r\nTZOFFSETFROM:+0100\r\n"
                     "TZOFFSETTO:+0200\r\nTZNAME:CEST\r\nRDATE:20250323T020000\r\n"
                     "RDATE:20260322T020000\r\nEND:DAYLIGHT\r\n");
    assert_has(text, "DTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
                     "TZNAME:CET\r\nRDATE:20251026T030000\r\nEND:STANDARD\r\n");
    assert_has(text, "DTSTART:20261025T030000\r\n");
    assert_has(text, "DTSTART:20270328T020000\r\n");
}

static void what_the_table_says_as_the_rule_does_is_no_date(void **state)
{
    static const int64_t transitions[] = {SPRING_2026, AUTUMN_2026, SPRING_2027};
    (void)state;
    assert_lacks(written(zone_of(transitions, 3, 1, "CET-1CEST,M3.5.0,M10.5.0/3"), FROM), "RDATE");
}

static void a_day_behind_or_before_its_weekday_is_told_by_days_of_the_month(void **state)
{
    (void)state;
    assert_has(written(zone_of(NULL, 0, 0, "CET-1CEST,M3.4.4/50,M10.4.4/50"), FROM),
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA\r\n");
    assert_has(written(zone_of(NULL, 0, 0, "CET-1CEST,M3.5.0/-1,M10.5.0/-1"), FROM),
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA\r\n");
    assert_has(written(zone_of(NULL, 0, 0, "CET-1CEST,M3.2.0,M11.1.0"), FROM),
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n");
}

/* The day behind the last Thursday of October may be 1 November; a day of the year has no weekday.
 */
static void what_no_rule_tells_is_dates_up_to_2100(void **state)
{
    static const char *const footers[] = {"CET-1CEST,M4.5.5/0,M10.5.4/24", "CET-1CEST,J100,J280"};
    (void)state;
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct fu_zone *zone = zone_of(NULL, 0, 0, footers[i]);
        struct fu_buffer out;
        fu_buffer_init(&out, 64 * 1024);
        struct lines lines = {.out = &out, .scratch = fu_arena_new()};
        fu_timezone_write(&lines, zone, FROM);
        assert_lacks(out.data, "RRULE");
        assert_has(out.data, "RDATE:2099");
        assert_lacks(out.data, "RDATE:2100");
        fu_arena_free(&lines.scratch);
        fu_buffer_free(&out);
        fu_zone_free(&zone);
    }
}

static void an_offset_may_have_seconds_and_be_west(void **state)
{
    (void)state;
    assert_has(written(zone_of(NULL, 0, 0, "MMT4:30:45"), FROM),
        "TZOFFSETFROM:-043045\r\nTZOFFSETTO:-043045\r\n");
}

static void the_end_of_time_is_no_trouble(void **state)
{
    (void)state;
    assert_has(written(zone_of(NULL, 0, 0, "CET-1CEST,M3.5.0,M10.5.0/3"), FU_INSTANT_MAX),
        "TZID:Test/Zone\r\n");
    assert_has(
        written(zone_of(NULL, 0, 0, "CET-1CEST,M3.5.0,M10.5.0/3"), FU_INSTANT_MIN), "DTSTART:1970");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_without_changes_has_one_observance),
        cmocka_unit_test(a_rule_without_end_is_a_rule),
        cmocka_unit_test(changes_before_the_rule_are_dates),
        cmocka_unit_test(what_the_table_says_as_the_rule_does_is_no_date),
        cmocka_unit_test(a_day_behind_or_before_its_weekday_is_told_by_days_of_the_month),
        cmocka_unit_test(what_no_rule_tells_is_dates_up_to_2100),
        cmocka_unit_test(an_offset_may_have_seconds_and_be_west),
        cmocka_unit_test(the_end_of_time_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
