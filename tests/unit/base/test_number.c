/* Numbers, durations and sizes: both sides of every range, every refusal, and spellings that read
 * back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/base/number.h"

static bool number(const char *text, int64_t minimum, int64_t maximum, int64_t *value)
{
    return fu_number_parse(text, strlen(text), minimum, maximum, value);
}

static void numbers_in_range_are_read(void **state)
{
    (void)state;
    int64_t value = -1;
    assert_true(number("0", 0, 10, &value));
    assert_int_equal(value, 0);
    assert_true(number("10", 0, 10, &value));
    assert_int_equal(value, 10);
    assert_true(number("007", 0, 10, &value));
    assert_int_equal(value, 7);
    assert_true(number("5", -3, 10, &value));
    assert_int_equal(value, 5);
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    int64_t value = 77;
    assert_false(number("11", 0, 10, &value));
    assert_false(number("4", 5, 10, &value));
    assert_false(number("0", 1, 10, &value));
    assert_int_equal(value, 77);
}

static void overflow_is_out_of_range(void **state)
{
    (void)state;
    int64_t value = 77;
    assert_true(number("9223372036854775807", 0, INT64_MAX, &value));
    assert_true(value == INT64_MAX);
    assert_false(number("9223372036854775808", 0, INT64_MAX, &value));
    assert_false(number("92233720368547758070", 0, INT64_MAX, &value));
    assert_false(number("18446744073709551617", 0, INT64_MAX, &value));
    assert_false(number("99999999999999999999999999999999999999", 0, INT64_MAX, &value));
    assert_true(value == INT64_MAX);
}

static void only_digits_are_a_number(void **state)
{
    (void)state;
    static const char *const refused[] = {"", " 1", "1 ", "+1", "-1", "-0", "1.0", "1e3", "0x10",
        "1,000", "one", "1a", "a1", "\xD9\xA1", "\xEF\xBC\x91", "1\n", "/", ":"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        int64_t value = 77;
        assert_false(number(refused[i], INT64_MIN, INT64_MAX, &value));
        assert_int_equal(value, 77);
    }
}

static void a_number_ends_at_its_length(void **state)
{
    (void)state;
    int64_t value;
    assert_true(fu_number_parse("12345", 2, 0, 100, &value));
    assert_int_equal(value, 12);
    assert_false(fu_number_parse("1\0", 2, 0, 100, &value));
}

static void durations_are_read_in_their_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
    } rows[] = {{"90s", 90}, {"5m", 300}, {"2h", 7200}, {"14d", 1209600}, {"0", 0}, {"0s", 0},
        {"0d", 0}, {"36500d", INT64_C(3153600000)},
        {"106751991167300d", INT64_C(9223372036854720000)}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t seconds = -1;
        assert_true(fu_duration_parse(rows[i].text, 0, INT64_MAX, &seconds));
        assert_true(seconds == rows[i].seconds);
    }
}

static void durations_out_of_range_are_refused(void **state)
{
    (void)state;
    int64_t seconds = 77;
    assert_true(fu_duration_parse("60s", 60, 3600, &seconds));
    assert_true(fu_duration_parse("1h", 60, 3600, &seconds));
    seconds = 77;
    assert_false(fu_duration_parse("59s", 60, 3600, &seconds));
    assert_false(fu_duration_parse("3601s", 60, 3600, &seconds));
    assert_false(fu_duration_parse("61m", 60, 3600, &seconds));
    assert_false(fu_duration_parse("0", 60, 3600, &seconds));
    assert_false(fu_duration_parse("106751991167301d", 0, INT64_MAX, &seconds));
    assert_false(fu_duration_parse("9223372036854775807m", 0, INT64_MAX, &seconds));
    assert_int_equal(seconds, 77);
}

static void other_durations_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"", "5", "00", "s", "d", "5 m", " 5m", "5m ", "5M", "5H",
        "1h30m", "-5m", "+5m", "1.5h", "5w", "5min", "m5", "5mm"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        int64_t seconds = 77;
        assert_false(fu_duration_parse(refused[i], INT64_MIN, INT64_MAX, &seconds));
        assert_int_equal(seconds, 77);
    }
}

static void sizes_are_read_in_their_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t bytes;
    } rows[] = {{"0", 0}, {"0K", 0}, {"512", 512}, {"256K", 262144}, {"10M", 10485760},
        {"8796093022207M", INT64_C(9223372036853727232)}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t bytes = -1;
        assert_true(fu_size_parse(rows[i].text, 0, INT64_MAX, &bytes));
        assert_true(bytes == rows[i].bytes);
    }
}

static void other_sizes_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"", "K", "M", "1k", "1m", "1G", "1KB", "1 K", "-1",
        "1.5M", "K1", "1MM", "8796093022208M", "9223372036854775808"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        int64_t bytes = 77;
        assert_false(fu_size_parse(refused[i], INT64_MIN, INT64_MAX, &bytes));
        assert_int_equal(bytes, 77);
    }
    int64_t bytes = 77;
    assert_true(fu_size_parse("4K", 4096, 8192, &bytes));
    assert_true(fu_size_parse("8192", 4096, 8192, &bytes));
    assert_false(fu_size_parse("4095", 4096, 8192, &bytes));
    assert_false(fu_size_parse("8193", 4096, 8192, &bytes));
}

static void the_shortest_spelling_of_a_duration_is_printed(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } rows[] = {{0, "0"}, {-1, "0"}, {1, "1s"}, {59, "59s"}, {60, "1m"}, {90, "90s"}, {300, "5m"},
        {3600, "1h"}, {5400, "90m"}, {86400, "1d"}, {90000, "25h"}, {1209600, "14d"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[32];
        fu_duration_print(rows[i].seconds, text, sizeof text);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_printed_duration_reads_back(void **state)
{
    (void)state;
    for (int64_t seconds = 0; seconds < 400000; seconds += seconds < 10000 ? 1 : 37) {
        char text[32];
        int64_t again = -1;
        fu_duration_print(seconds, text, sizeof text);
        assert_true(fu_duration_parse(text, 0, INT64_MAX, &again));
        assert_true(again == seconds);
    }
    char text[32];
    int64_t again;
    fu_duration_print(INT64_MAX, text, sizeof text);
    assert_true(fu_duration_parse(text, 0, INT64_MAX, &again) && again == INT64_MAX);
}

static void durations_are_said_in_two_neighbouring_units(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } rows[] = {{0, "0 seconds"}, {-5, "0 seconds"}, {1, "1 second"}, {59, "59 seconds"},
        {60, "1 minute"}, {61, "1 minute 1 second"}, {3599, "59 minutes 59 seconds"},
        {3600, "1 hour"}, {3659, "1 hour"}, {7500, "2 hours 5 minutes"},
        {86399, "23 hours 59 minutes"}, {86400, "1 day"}, {86400 + 3599, "1 day"},
        {90000, "1 day 1 hour"}, {3 * 86400, "3 days"}, {400 * 86400 + 7200, "400 days 2 hours"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        fu_duration_say(rows[i].seconds, text, sizeof text);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_small_place_is_never_overrun(void **state)
{
    (void)state;
    char text[5] = "zzzz";
    fu_duration_print(1209600, text, 3);
    assert_memory_equal(text, "14\0z", 5);
    fu_duration_say(7500, text, 2);
    assert_memory_equal(text, "2\0\0z", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_range_are_read),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(overflow_is_out_of_range),
        cmocka_unit_test(only_digits_are_a_number),
        cmocka_unit_test(a_number_ends_at_its_length),
        cmocka_unit_test(durations_are_read_in_their_units),
        cmocka_unit_test(durations_out_of_range_are_refused),
        cmocka_unit_test(other_durations_are_refused),
        cmocka_unit_test(sizes_are_read_in_their_units),
        cmocka_unit_test(other_sizes_are_refused),
        cmocka_unit_test(the_shortest_spelling_of_a_duration_is_printed),
        cmocka_unit_test(a_printed_duration_reads_back),
        cmocka_unit_test(durations_are_said_in_two_neighbouring_units),
        cmocka_unit_test(a_small_place_is_never_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
