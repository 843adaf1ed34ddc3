/* Numbers, durations and sizes.
 *
 * A text that is not wholly a number in its range is refused and the result is left alone. The
 * largest number is INT64_MAX; sums and products are checked before they are made. */
#include "followupd/base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/text.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

struct unit {
    int64_t seconds;
    char letter;
    const char *name;
};

static const struct unit units[] = {
    {DAY, 'd', "day"},
    {HOUR, 'h', "hour"},
    {MINUTE, 'm', "minute"},
    {1, 's', "second"},
};

enum { UNITS = sizeof units / sizeof units[0] };

bool fu_number_parse(
    const char *text, size_t length, int64_t minimum, int64_t maximum, int64_t *value)
{
    if (length == 0) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_digit(text[i]) || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, text[i] - '0', &number)) {
            return false;
        }
    }
    if (number < minimum || number > maximum) {
        return false;
    }
    *value = number;
    return true;
}

/* The first length bytes of text times factor, from minimum to maximum. */
static bool parse_scaled(const char *text, size_t length, int64_t factor, int64_t minimum,
    int64_t maximum, int64_t *value)
{
    int64_t number;
    if (!fu_number_parse(text, length, 0, INT64_MAX, &number) ||
        __builtin_mul_overflow(number, factor, &number) || number < minimum || number > maximum) {
        return false;
    }
    *value = number;
    return true;
}

bool fu_duration_parse(const char *text, int64_t minimum, int64_t maximum, int64_t *seconds)
{
    size_t length = strlen(text);
    if (length == 0) {
        return false;
    }
    if (strcmp(text, "0") == 0) {
        return parse_scaled(text, length, 1, minimum, maximum, seconds);
    }
    for (size_t i = 0; i < UNITS; i++) {
        if (text[length - 1] == units[i].letter) {
            return parse_scaled(text, length - 1, units[i].seconds, minimum, maximum, seconds);
        }
    }
    return false;
}

bool fu_size_parse(const char *text, int64_t minimum, int64_t maximum, int64_t *bytes)
{
    enum { KIB = 1024 };
    size_t length = strlen(text);
    int64_t factor = 1;
    if (length > 0 && text[length - 1] == 'K') {
        factor = KIB;
    } else if (length > 0 && text[length - 1] == 'M') {
        factor = (int64_t)KIB * KIB;
    }
    return parse_scaled(text, factor > 1 ? length - 1 : length, factor, minimum, maximum, bytes);
}

void fu_duration_print(int64_t seconds, char *text, size_t size)
{
    if (seconds <= 0) {
        snprintf(text, size, "0");
        return;
    }
    const struct unit *unit = units;
    while (seconds % unit->seconds != 0) {
        unit++;
    }
    snprintf(text, size, "%" PRId64 "%c", seconds / unit->seconds, unit->letter);
}

void fu_duration_say(int64_t seconds, char *text, size_t size)
{
    if (seconds < 0) {
        seconds = 0;
    }
    size_t i = 0;
    while (i < UNITS - 1 && seconds < units[i].seconds) {
        i++;
    }
    int64_t first = seconds / units[i].seconds;
    int64_t rest = seconds % units[i].seconds;
    int64_t second = i < UNITS - 1 ? rest / units[i + 1].seconds : 0;
    if (second == 0) {
        snprintf(text, size, "%" PRId64 " %s%s", first, units[i].name, first == 1 ? "" : "s");
    } else {
        snprintf(text, size, "%" PRId64 " %s%s %" PRId64 " %s%s", first, units[i].name,
            first == 1 ? "" : "s", second, units[i + 1].name, second == 1 ? "" : "s");
    }
}
