/* POSIX TZ strings: what a zone does after its table ends (RFC 9636 section 3.3.1, POSIX.1-2024
 * chapter 8.3).
 *
 * Parsing refuses every text that is not wholly such a string; nothing is set then. Times of change
 * reach from -167 to 167 hours. Daylight time that lasts all year ("0/0,J365/25") and daylight time
 * that is behind standard time (Dublin) need no special case: daylight time is the union of one
 * stretch a year. */
#include "rule.h"

#include "followupd/base/instant.h"
#include "followupd/base/text.h"
#include "followupd/zone/civil.h"

enum {
    DAY_SECONDS = 86400,
    HOUR_SECONDS = 3600,
    CHANGE_SECONDS = 2 * HOUR_SECONDS, /* 02:00 unless told otherwise */
    CHANGE_HOURS_MAX = 167,
    OFFSET_HOURS_MAX = 24,
    ABBREVIATION_LENGTH_MIN = 3
};

struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c) {
        return false;
    }
    cursor->at++;
    return true;
}

/* A number of one to three digits. */
static bool take_number(struct cursor *cursor, int least, int most, int *number)
{
    int digits = 0;

    for (*number = 0; cursor->at < cursor->end && fu_is_digit(*cursor->at) && digits < 3;
         digits++) {
        *number = *number * 10 + (*cursor->at++ - '0');
    }
    return digits > 0 && *number >= least && *number <= most;
}

/* [+-]h[h[h]][:mm[:ss]] in seconds. */
static bool take_time(struct cursor *cursor, int most_hours, int *seconds)
{
    bool negative = take(cursor, '-');
    int hours, part;

    if (!negative) {
        take(cursor, '+');
    }
    if (!take_number(cursor, 0, most_hours, &hours)) {
        return false;
    }
    *seconds = hours * HOUR_SECONDS;
    for (int unit = 60; unit > 0 && take(cursor, ':'); unit /= 60) {
        if (!take_number(cursor, 0, 59, &part)) {
            return false;
        }
        *seconds += part * unit;
    }
    if (negative) {
        *seconds = -*seconds;
    }
    return true;
}

bool fu_abbreviation_valid(const char *text, size_t length)
{
    if (length < 1 || length >= FU_ABBREVIATION_SIZE) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_alnum(text[i]) && text[i] != '+' && text[i] != '-') {
            return false;
        }
    }
    return true;
}

/* Letters, or letters, digits and signs between < and >. */
static bool take_abbreviation(struct cursor *cursor, char *abbreviation)
{
    bool quoted = take(cursor, '<');
    const char *start = cursor->at;
    size_t length;

    while (cursor->at < cursor->end && (quoted ? *cursor->at != '>' : fu_is_letter(*cursor->at))) {
        cursor->at++;
    }
    length = (size_t)(cursor->at - start);
    if (length < ABBREVIATION_LENGTH_MIN || !fu_abbreviation_valid(start, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        abbreviation[i] = start[i];
    }
    abbreviation[length] = '\0';
    return !quoted || take(cursor, '>');
}

static bool take_change(struct cursor *cursor, struct fu_rule_change *change)
{
    bool good;

    if (take(cursor, 'M')) {
        change->form = FU_RULE_WEEKDAY;
        good = take_number(cursor, 1, 12, &change->month) && take(cursor, '.') &&
               take_number(cursor, 1, 5, &change->week) && take(cursor, '.') &&
               take_number(cursor, 0, 6, &change->weekday);
    } else if (take(cursor, 'J')) {
        change->form = FU_RULE_NUMBER;
        good = take_number(cursor, 1, 365, &change->day);
    } else {
        change->form = FU_RULE_INDEX;
        good = take_number(cursor, 0, 365, &change->day);
    }
    change->seconds = CHANGE_SECONDS;
    return good && (!take(cursor, '/') || take_time(cursor, CHANGE_HOURS_MAX, &change->seconds));
}

static bool take_daylight(struct cursor *cursor, struct fu_rule *rule)
{
    int west;

    if (!take_abbreviation(cursor, rule->daylight.abbreviation)) {
        return false;
    }
    rule->daylight.offset = rule->standard.offset + HOUR_SECONDS;
    if (cursor->at < cursor->end && *cursor->at != ',') {
        if (!take_time(cursor, OFFSET_HOURS_MAX, &west)) {
            return false;
        }
        rule->daylight.offset = -west;
    }
    return take(cursor, ',') && take_change(cursor, &rule->start) && take(cursor, ',') &&
           take_change(cursor, &rule->end);
}

bool fu_rule_parse(const char *text, size_t length, struct fu_rule *rule)
{
    struct cursor cursor = {text, text + length};
    struct fu_rule parsed = {0};
    int west;

    if (!take_abbreviation(&cursor, parsed.standard.abbreviation) ||
        !take_time(&cursor, OFFSET_HOURS_MAX, &west)) {
        return false;
    }
    parsed.standard.offset = -west;
    parsed.changes = cursor.at < cursor.end;
    if (parsed.changes && (!take_daylight(&cursor, &parsed) || cursor.at < cursor.end)) {
        return false;
    }
    *rule = parsed;
    return true;
}

/* Days since 1970-01-01 of the change's date in a year. */
static int64_t change_day(const struct fu_rule_change *change, int64_t year)
{
    int64_t first, day;

    switch (change->form) {
    case FU_RULE_NUMBER:
        return fu_civil_days(year, 1, change->day) + (fu_civil_leap(year) && change->day > 59);
    case FU_RULE_INDEX:
        return fu_civil_days(year, 1, 1) + change->day;
    case FU_RULE_WEEKDAY:
        break;
    }
    first = fu_civil_days(year, change->month, 1);
    day = (change->weekday + 6 - fu_civil_weekday(first)) % 7 + (change->week - 1) * 7;
    if (day >= fu_civil_month_length(year, change->month)) {
        day -= 7;
    }
    return first + day;
}

static int64_t change_instant(const struct fu_rule_change *change, int64_t year, int offset_before)
{
    return change_day(change, year) * DAY_SECONDS + change->seconds - offset_before;
}

/* The stretch of daylight time that begins in a year. */
static void daylight_of_year(
    const struct fu_rule *rule, int64_t year, int64_t *from, int64_t *until)
{
    *from = change_instant(&rule->start, year, rule->standard.offset);
    *until = change_instant(&rule->end, year, rule->daylight.offset);
    if (*until <= *from) {
        *until = change_instant(&rule->end, year + 1, rule->daylight.offset);
    }
}

void fu_rule_span(const struct fu_rule *rule, int64_t at, struct fu_span *span)
{
    const struct fu_rule_time *time = &rule->standard;
    struct fu_civil date;

    span->from = INT64_MIN;
    span->until = INT64_MAX;
    if (rule->changes) {
        fu_civil_from_seconds(at, &date);
        /* A stretch may begin a week before or after its year and last up to a year and two weeks.
         */
        for (int64_t year = (int64_t)date.year - 2; year <= (int64_t)date.year + 2; year++) {
            int64_t from, until;

            daylight_of_year(rule, year, &from, &until);
            if (at < from) {
                span->until = from < span->until ? from : span->until;
            } else if (at >= until) {
                span->from = until > span->from ? until : span->from;
            } else {
                time = &rule->daylight;
                span->from = from;
                span->until = until;
                break;
            }
        }
    }
    span->offset = time->offset;
    span->abbreviation = time->abbreviation;
}
