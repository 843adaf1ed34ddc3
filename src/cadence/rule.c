/* Recurrence rules as text.
 *
 * What is read must be what would be written: a rule with other parts, another order or a number
 * out of range is none of ours, whoever made it. So no text can ask for an expansion that this room
 * does not bound. */
#include "rule.h"

#include <string.h>

#include "followupd/base/number.h"
#include "followupd/zone/civil.h"

enum {
    INTERVAL_MAX = 3000,
    COUNT_MAX = 100000000,
    CLAMP_FIRST = 28,
    PART_MAX = 16,
    LIST_MAX = 31,
    DATE_LENGTH = 8,
    UNTIL_LENGTH = 16
};

static const char *const frequency_names[] = {
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
static const char *const weekday_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static void print_part(struct draft *draft, const char *name, int64_t value)
{
    fu_draft_add(draft, name);
    fu_draft_number(draft, value, 1);
}

static bool has_day(uint32_t days, int day)
{
    return (days >> (day - 1) & 1) != 0;
}

/* Of a set that is not empty. */
static int largest_day(uint32_t days)
{
    int day = RULE_DAYS_MAX;
    while (!has_day(days, day)) {
        day--;
    }
    return day;
}

/* Whether a month of the rule may lack a day of it. */
static bool clamps(const struct rule *rule)
{
    int largest = largest_day(rule->month_days);
    return largest > CLAMP_FIRST &&
           (rule->month == 0 || largest > fu_civil_month_length(2023, rule->month));
}

/* The days from the 28th to the largest stand in the set whether they are wished or not: then -1 is
 * the largest, clamped, and the others have fixed positions from the front. */
static void print_clamped(struct draft *draft, uint32_t days)
{
    int largest = largest_day(days);
    struct draft positions;
    fu_draft_clear(&positions);
    fu_draft_add(draft, ";BYMONTHDAY=");
    int position = 0;
    for (int day = 1; day <= largest; day++) {
        bool wished = has_day(days, day);
        if (!wished && day < CLAMP_FIRST) {
            continue;
        }
        print_part(draft, position == 0 ? "" : ",", day);
        position++;
        if (wished && day < largest) {
            print_part(&positions, "", position);
            fu_draft_add(&positions, ",");
        }
    }
    fu_draft_add(draft, ";BYSETPOS=");
    fu_draft_add_n(draft, positions.text, positions.length);
    fu_draft_add(draft, "-1");
}

static void print_month_days(struct draft *draft, const struct rule *rule)
{
    if (clamps(rule)) {
        print_clamped(draft, rule->month_days);
        return;
    }
    const char *before = ";BYMONTHDAY=";
    for (int day = 1; day <= RULE_DAYS_MAX; day++) {
        if (has_day(rule->month_days, day)) {
            print_part(draft, before, day);
            before = ",";
        }
    }
}

static void print_days(struct draft *draft, const struct rule *rule)
{
    if (rule->month_days != 0) {
        print_month_days(draft, rule);
    }
    if (rule->last_day) {
        fu_draft_add(draft, ";BYMONTHDAY=-1");
    }
    if (rule->ordinal != 0) {
        print_part(draft, ";BYDAY=", rule->ordinal);
        fu_draft_add(draft, weekday_names[rule->weekday]);
    }
    const char *before = ";BYDAY=";
    for (unsigned weekday = 0; weekday < 7; weekday++) {
        if ((rule->weekdays >> weekday & 1) != 0) {
            fu_draft_add(draft, before);
            fu_draft_add(draft, weekday_names[weekday]);
            before = ",";
        }
    }
    if (rule->weekdays != 0 && rule->frequency == FREQUENCY_MONTHLY) {
        fu_draft_add(draft, ";BYSETPOS=-1");
    }
}

static void print_date(struct draft *draft, const char *name, const struct fu_civil *civil)
{
    fu_draft_add(draft, name);
    fu_draft_number(draft, civil->year, 4);
    fu_draft_number(draft, civil->month, 2);
    fu_draft_number(draft, civil->day, 2);
}

/* Of the other series holidays take none away. */
static bool counts_what_comes(const struct rule *rule)
{
    return rule->after != 0 && rule->frequency == FREQUENCY_WEEKLY && rule->weekdays != 0;
}

static void print_count(struct draft *draft, const struct rule *rule)
{
    struct fu_civil after;
    print_part(draft, ";COUNT=", rule->count);
    if (counts_what_comes(rule)) {
        fu_civil_from_days(rule->after, &after);
        print_date(draft, ";AFTER=", &after);
    }
}

static void print_until(struct draft *draft, fu_instant until)
{
    struct fu_civil civil;
    fu_civil_from_seconds(until, &civil);
    print_date(draft, ";UNTIL=", &civil);
    fu_draft_add(draft, "T");
    fu_draft_number(draft, civil.hour, 2);
    fu_draft_number(draft, civil.minute, 2);
    fu_draft_number(draft, civil.second, 2);
    fu_draft_add(draft, "Z");
}

void fu_recur_print(struct draft *draft, const struct rule *rule)
{
    fu_draft_add(draft, "FREQ=");
    fu_draft_add(draft, frequency_names[rule->frequency]);
    if (rule->interval != 1) {
        print_part(draft, ";INTERVAL=", rule->interval);
    }
    if (rule->month != 0) {
        print_part(draft, ";BYMONTH=", rule->month);
    }
    print_days(draft, rule);
    if (rule->count != 0 || counts_what_comes(rule)) {
        print_count(draft, rule);
    } else if (rule->until != FU_NEVER) {
        print_until(draft, rule->until);
    }
}

/* One part of a rule: NAME=VALUE. */
struct part {
    const char *name;
    size_t name_length;
    const char *value;
    size_t length;
};

static bool named(const struct part *part, const char *name)
{
    return part->name_length == strlen(name) && memcmp(part->name, name, part->name_length) == 0;
}

static bool next_part(const char **at, struct part *part)
{
    if (**at == '\0') {
        return false;
    }
    size_t length = strcspn(*at, ";");
    const char *equals = memchr(*at, '=', length);
    if (equals == NULL) {
        return false;
    }
    part->name = *at;
    part->name_length = (size_t)(equals - *at);
    part->value = equals + 1;
    part->length = length - part->name_length - 1;
    *at += length + ((*at)[length] == ';');
    return true;
}

/* Whole numbers separated by commas, each with a sign perhaps. */
static size_t read_list(const struct part *part, int64_t most, int numbers[LIST_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < part->length && count < LIST_MAX;) {
        const char *comma = memchr(part->value + at, ',', part->length - at);
        size_t end = comma == NULL ? part->length : (size_t)(comma - part->value);
        bool minus = part->value[at] == '-';
        int64_t value;
        if (!fu_number_parse(part->value + at + minus, end - at - minus, 1, most, &value)) {
            return 0;
        }
        numbers[count++] = (int)(minus ? -value : value);
        at = end + 1;
    }
    return count;
}

static bool read_month_days(struct rule *rule, const int *days, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (days[i] == -1 && count == 1) {
            rule->last_day = true;
        } else if (days[i] > 0) {
            rule->month_days |= UINT32_C(1) << (days[i] - 1);
        } else {
            return false;
        }
    }
    return count > 0;
}

/* Leaves of the month days those at the positions. */
static bool read_positions(struct rule *rule, const struct part *part)
{
    int positions[LIST_MAX];
    size_t count = read_list(part, LIST_MAX, positions);
    int days[RULE_DAYS_MAX];
    int day_count = 0;
    for (int day = 1; day <= RULE_DAYS_MAX; day++) {
        if (has_day(rule->month_days, day)) {
            days[day_count++] = day;
        }
    }
    if (day_count == 0) {
        return rule->weekdays != 0 && count == 1 && positions[0] == -1;
    }
    rule->month_days = 0;
    for (size_t i = 0; i < count; i++) {
        int index = positions[i] == -1 ? day_count - 1 : positions[i] - 1;
        if (index < 0 || index >= day_count) {
            return false;
        }
        rule->month_days |= UINT32_C(1) << (days[index] - 1);
    }
    return count > 0;
}

static int weekday_of(const char *text)
{
    for (int weekday = 0; weekday < 7; weekday++) {
        if (memcmp(text, weekday_names[weekday], 2) == 0) {
            return weekday;
        }
    }
    return -1;
}

static bool read_weekdays(struct rule *rule, const struct part *part)
{
    if (part->length >= 3 && part->value[2] != ',') {
        bool last = part->value[0] == '-';
        char digit = part->value[last];
        rule->weekday = weekday_of(part->value + part->length - 2);
        rule->ordinal = last ? RULE_ORDINAL_LAST : digit - '0';
        return rule->weekday >= 0 && digit >= '1' && digit <= '5';
    }
    for (size_t at = 0; at + 2 <= part->length; at += 3) {
        int weekday = weekday_of(part->value + at);
        if (weekday < 0) {
            return false;
        }
        rule->weekdays |= 1U << (unsigned)weekday;
    }
    return rule->weekdays != 0;
}

static bool read_field(const char *text, size_t length, int most, int *field)
{
    int64_t value;
    bool read = fu_number_parse(text, length, 0, most, &value);
    *field = read ? (int)value : 0;
    return read;
}

static bool read_date(const char *text, struct fu_civil *civil)
{
    return read_field(text, 4, 9999, &civil->year) && read_field(text + 4, 2, 12, &civil->month) &&
           read_field(text + 6, 2, 31, &civil->day);
}

static bool read_after(struct rule *rule, const struct part *part)
{
    struct fu_civil civil = {.year = 0};
    if (part->length != DATE_LENGTH || !read_date(part->value, &civil) || !fu_civil_valid(&civil)) {
        return false;
    }
    rule->after = fu_civil_days(civil.year, civil.month, civil.day);
    return rule->after > 0;
}

static bool read_until(struct rule *rule, const struct part *part)
{
    const char *text = part->value;
    struct fu_civil civil;
    if (part->length != UNTIL_LENGTH || !read_date(text, &civil) ||
        !read_field(text + 9, 2, 23, &civil.hour) || !read_field(text + 11, 2, 59, &civil.minute) ||
        !read_field(text + 13, 2, 59, &civil.second) || !fu_civil_valid(&civil)) {
        return false;
    }
    rule->until = fu_civil_seconds(&civil);
    return true;
}

static bool read_number(const struct part *part, int64_t most, int *field)
{
    int64_t value;
    bool read = fu_number_parse(part->value, part->length, 1, most, &value);
    *field = read ? (int)value : 0;
    return read;
}

static bool read_frequency(struct rule *rule, const struct part *part)
{
    for (int i = 0; i <= FREQUENCY_YEARLY; i++) {
        if (strlen(frequency_names[i]) == part->length &&
            memcmp(frequency_names[i], part->value, part->length) == 0) {
            rule->frequency = (enum frequency)i;
            return true;
        }
    }
    return false;
}

static bool read_part(struct rule *rule, const struct part *part)
{
    int days[LIST_MAX];
    if (named(part, "FREQ")) {
        return read_frequency(rule, part);
    }
    if (named(part, "INTERVAL")) {
        return read_number(part, INTERVAL_MAX, &rule->interval);
    }
    if (named(part, "BYMONTH")) {
        return read_number(part, 12, &rule->month);
    }
    if (named(part, "BYMONTHDAY")) {
        return read_month_days(rule, days, read_list(part, RULE_DAYS_MAX, days));
    }
    if (named(part, "BYDAY")) {
        return read_weekdays(rule, part);
    }
    if (named(part, "BYSETPOS")) {
        return read_positions(rule, part);
    }
    if (named(part, "COUNT")) {
        return fu_number_parse(part->value, part->length, 0, COUNT_MAX, &rule->count);
    }
    if (named(part, "AFTER")) {
        return read_after(rule, part);
    }
    return named(part, "UNTIL") && read_until(rule, part);
}

bool fu_recur_parse(const char *text, struct rule *rule)
{
    *rule = (struct rule){.interval = 1, .until = FU_NEVER};
    const char *at = text;
    struct part part;
    for (int parts = 0; parts < PART_MAX && next_part(&at, &part); parts++) {
        if (!read_part(rule, &part)) {
            return false;
        }
    }
    struct draft again;
    fu_draft_clear(&again);
    fu_recur_print(&again, rule);
    return strcmp(fu_draft_text(&again), text) == 0;
}
