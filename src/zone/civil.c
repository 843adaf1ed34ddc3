/* Dates of the proleptic Gregorian calendar as day and second counts.
 *
 * Nothing here fails. Years are counted from March, so that the leap day is the last day of a year
 * and the lengths of the months before it repeat in a pattern of five (153 days). Results are right
 * for some hundred million years around 1970; a year beyond the range of int is cut off. */
#include "followupd/zone/civil.h"

enum {
    DAY_SECONDS = 86400,
    CYCLE_YEARS = 400,   /* after which leap years repeat */
    CYCLE_DAYS = 146097, /* days in such a cycle */
    EPOCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
    EPOCH_WEEKDAY = 3,   /* 1970-01-01 was a Thursday */
    FIRST_YEAR = 1970,
    LAST_YEAR = 2199
};

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static int64_t floor_remainder(int64_t number, int64_t by)
{
    int64_t rest = number % by;

    return rest < 0 ? rest + by : rest;
}

int64_t fu_civil_days(int64_t year, int64_t month, int64_t day)
{
    int64_t march_year = year + floor_divide(month - 3, 12);
    unsigned march_month = (unsigned)floor_remainder(month - 3, 12);
    int64_t cycle = floor_divide(march_year, CYCLE_YEARS);
    unsigned of_cycle = (unsigned)(march_year - cycle * CYCLE_YEARS);
    unsigned days = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + (march_month * 153 + 2) / 5;

    return cycle * CYCLE_DAYS + days + (day - 1) - EPOCH_DAYS;
}

void fu_civil_from_days(int64_t days, struct fu_civil *civil)
{
    int64_t since = days + EPOCH_DAYS;
    int64_t cycle = floor_divide(since, CYCLE_DAYS);
    unsigned day = (unsigned)(since - cycle * CYCLE_DAYS);
    /* Taking the leap days out makes every year 365 days long; the 400th year's leap day is the
     * cycle's last day. */
    unsigned year = (day - day / 1460 + day / 36524 - day / (CYCLE_DAYS - 1)) / 365;
    unsigned day_of_year = day - (year * 365 + year / 4 - year / 100);
    unsigned march_month = (day_of_year * 5 + 2) / 153;

    civil->day = (int)(day_of_year - (march_month * 153 + 2) / 5 + 1);
    civil->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    civil->year = (int)(cycle * CYCLE_YEARS + year + (march_month >= 10));
}

int fu_civil_weekday(int64_t days)
{
    return (int)((floor_remainder(days, 7) + EPOCH_WEEKDAY) % 7);
}

bool fu_civil_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % CYCLE_YEARS == 0);
}

int fu_civil_month_length(int64_t year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12) {
        return 0;
    }
    return month == 2 && fu_civil_leap(year) ? 29 : lengths[month - 1];
}

int64_t fu_civil_seconds(const struct fu_civil *civil)
{
    return fu_civil_days(civil->year, civil->month, civil->day) * DAY_SECONDS +
           civil->hour * INT64_C(3600) + civil->minute * INT64_C(60) + civil->second;
}

void fu_civil_from_seconds(int64_t seconds, struct fu_civil *civil)
{
    int64_t days = floor_divide(seconds, DAY_SECONDS);
    unsigned rest = (unsigned)(seconds - days * DAY_SECONDS);

    fu_civil_from_days(days, civil);
    civil->hour = (int)(rest / 3600);
    civil->minute = (int)(rest / 60 % 60);
    civil->second = (int)(rest % 60);
}

static bool between(int number, int least, int most)
{
    return number >= least && number <= most;
}

bool fu_civil_valid(const struct fu_civil *civil)
{
    return between(civil->year, FIRST_YEAR, LAST_YEAR) && between(civil->month, 1, 12) &&
           between(civil->day, 1, fu_civil_month_length(civil->year, civil->month)) &&
           between(civil->hour, 0, 23) && between(civil->minute, 0, 59) &&
           between(civil->second, 0, 59);
}

static int order(int a, int b)
{
    return (a > b) - (a < b);
}

int fu_civil_compare(const struct fu_civil *a, const struct fu_civil *b)
{
    const int by_field[] = {order(a->year, b->year), order(a->month, b->month),
        order(a->day, b->day), order(a->hour, b->hour), order(a->minute, b->minute),
        order(a->second, b->second)};

    for (unsigned i = 0; i < sizeof by_field / sizeof by_field[0]; i++) {
        if (by_field[i]) {
            return by_field[i];
        }
    }
    return 0;
}
