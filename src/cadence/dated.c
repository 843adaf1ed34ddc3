/* What is offered for a date as people write it: the same day as the language has it, with the time
 * of day that stands beside it. */
#include "dated.h"

#include <string.h>

#include "followupd/base/text.h"
#include "followupd/zone/civil.h"

#include "spell.h"
#include "suggest.h"
#include "words.h"

enum { HOUR = 60, DAY_MINUTES = 24 * HOUR, YEARS_FIRST = 20, YEARS_END = 21 };

/* Words that a date does without. */
static word_classes needless_words(void)
{
    return fu_words_class(WORD_ON) | fu_words_class(WORD_UNTIL) | fu_words_class(WORD_WEEKDAY);
}

static const char *reason_of(
    const struct dated *dated, const struct dated_clock *clock, bool offered)
{
    if (clock != NULL && clock->zone == DATED_OFFSET && offered) {
        return "%s is told in another zone: here is that moment by your own.";
    }
    if (clock != NULL && clock->zone != DATED_OWN) {
        return "%s names a zone: a time here is one of your own zone.";
    }
    if (dated->kind == DATED_HOUR ||
        (dated->kind == DATED_KNOWN && clock != NULL && clock->figures)) {
        return "%s has a number that is no clock time: say am or pm, or four digits.";
    }
    switch (dated->kind) {
    case DATED_KNOWN:
        return clock != NULL ? "%s is not a time I know."
                             : "%s has words that I know, but not together.";
    case DATED_NAMED:
        return "%s holds a date that is typed 2027-03-15, its year with four digits.";
    default:
        return "%s is a date in figures, of which only 2027-03-15 has one reading.";
    }
}

/* Whether the text before a place is nothing but words that a date does without. */
static bool is_needless(const struct local *local, size_t end, word_classes needless)
{
    for (size_t at = fu_words_skip(local->text, end, 0); at < end;) {
        struct word words[WORDS_AT_MOST];
        if (fu_words_at(local->text, end, at, needless, words) == 0) {
            return false;
        }
        at = fu_words_skip(local->text, end, words[0].end);
    }
    return true;
}

/* "every day until " */
static bool is_bound(const struct local *local, size_t end)
{
    static const char until[] = "until";
    size_t length = strlen(until);
    while (end > 0 && fu_words_separator(local->text[end - 1])) {
        end--;
    }
    return end > length && memcmp(local->text + end - length, until, length) == 0;
}

/* "on ", "6pm ", "noon on " */
static bool begins_with_clock(const struct local *local)
{
    struct word words[WORDS_AT_MOST];
    size_t start = fu_words_skip(local->text, local->core, 0);
    return fu_words_at(local->text, local->core, start,
               fu_words_class(WORD_CLOCK) | fu_words_class(WORD_ON), words) > 0;
}

/* What stands in front of the date, and the date. */
static void begin(struct draft *draft, const struct local *local, const struct dated *dated,
    const struct dated_reading *reading)
{
    fu_draft_clear(draft);
    if (!is_needless(local, dated->start, needless_words())) {
        fu_draft_add_n(draft, local->text, dated->start);
    }
    if (reading->year != 0) {
        fu_draft_iso(draft, reading->year, reading->month, reading->day);
    } else {
        fu_draft_add_n(draft, fu_month_names[reading->month - 1], 3);
        fu_draft_number(draft, reading->day, 1);
    }
}

/* The separator behind the date, as it was typed. */
static const char *separator(const struct local *local, size_t end)
{
    size_t behind = fu_words_skip(local->text, local->core, end);
    if (behind == local->core) {
        return "";
    }
    if (behind == end) {
        return fu_is_digit(local->text[end]) ? "-" : "";
    }
    return local->text[behind - 1] == ' ' ? " " : "-";
}

/* With all that stands behind it as it was typed. */
static bool offer_typed(
    struct refuser *refuser, const struct dated *dated, const struct dated_reading *reading)
{
    const struct local *local = refuser->local;
    size_t behind = fu_words_skip(local->text, local->core, dated->end);
    struct draft draft;
    begin(&draft, local, dated, reading);
    fu_draft_add(&draft, separator(local, dated->end));
    fu_draft_add_n(&draft, local->text + behind, local->core - behind);
    return fu_cadence_offer(refuser, fu_draft_text(&draft));
}

/* Four digits that may be a year are a clock time behind "at". */
static void add_clock(
    struct draft *draft, const struct dated_clock *read, int32_t minutes, const char *between)
{
    struct clock clock = {.kind = CLOCK_TIME, .minutes = (int16_t)minutes};
    bool year = minutes / HOUR >= YEARS_FIRST && minutes / HOUR < YEARS_END;
    if (minutes == DAY_MINUTES) {
        fu_draft_add(draft, "-midnight");
    } else if (read->halved) {
        fu_draft_add(draft, between);
        fu_spell_clock(draft, &clock);
    } else {
        fu_draft_add(draft, year && !read->colon ? "at" : between);
        fu_draft_number(draft, minutes / HOUR, 2);
        fu_draft_add(draft, read->colon ? ":" : "");
        fu_draft_number(draft, minutes % HOUR, 2);
    }
}

/* The same moment by the person's zone; false when that is not known. */
static bool move_to_own(
    const struct refuser *refuser, int32_t offset, struct dated_reading *reading, int32_t *minutes)
{
    struct place place;
    struct fu_civil civil = {.hour = *minutes / HOUR, .minute = *minutes % HOUR};
    if (refuser->setting == NULL || reading->year == 0 ||
        reading->day > fu_civil_month_length(reading->year, reading->month) ||
        fu_cadence_place(refuser->setting, &place) != TROUBLE_NONE) {
        return false;
    }
    civil.year = reading->year;
    civil.month = reading->month;
    civil.day = reading->day;
    fu_zone_civil(place.zone, fu_civil_seconds(&civil) - offset, &civil);
    *reading = (struct dated_reading){civil.year, civil.month, civil.day};
    *minutes = civil.hour * HOUR + civil.minute;
    return true;
}

static void offer_clock(struct refuser *refuser, const struct dated *dated,
    struct dated_reading reading, const struct dated_clock *clock, int32_t minutes)
{
    const struct local *local = refuser->local;
    struct local plain = *local;
    struct draft draft;
    const char *between = separator(local, dated->end);
    if (clock->zone == DATED_OFFSET && !move_to_own(refuser, clock->offset, &reading, &minutes)) {
        return;
    }
    if (clock->tagged) {
        plain.length = plain.tags;
    }
    begin(&draft, local, dated, &reading);
    add_clock(&draft, clock, minutes, *between == '\0' ? "-" : between);
    refuser->local = &plain;
    fu_cadence_offer(refuser, fu_draft_text(&draft));
    refuser->local = local;
}

/* Whether all its readings are over; false where today is not known. */
static bool is_past(const struct refuser *refuser, const struct dated *dated)
{
    struct place place;
    if (refuser->setting == NULL || fu_cadence_place(refuser->setting, &place) != TROUBLE_NONE) {
        return false;
    }
    for (size_t i = 0; i < dated->count; i++) {
        const struct dated_reading *reading = &dated->readings[i];
        if (reading->year == 0 ||
            fu_civil_days(reading->year, reading->month, reading->day) >= place.today) {
            return false;
        }
    }
    return dated->count > 0;
}

static bool is_alone(const struct local *local, const struct dated *dated)
{
    return dated->start == 0 && dated->end == local->core;
}

/* Whether a date that the language has is refused for what stands beside it. */
static bool is_beside(
    const struct refuser *refuser, const struct dated *dated, const struct dated_clock *clock)
{
    const struct local *local = refuser->local;
    word_classes needless =
        is_past(refuser, dated) ? needless_words() : fu_words_class(WORD_WEEKDAY);
    bool figures = fu_is_digit(local->text[dated->start]) &&
                   fu_is_digit(local->text[dated->start + FOUR_DIGITS - 1]);
    return (clock != NULL && (clock->machine || !clock->packed)) ||
           (figures && !is_alone(local, dated) && is_past(refuser, dated)) ||
           (dated->start > 0 && is_needless(local, dated->start, needless));
}

/* Whether a form is a date here, and not something else. */
static bool fits(
    const struct refuser *refuser, const struct dated *dated, const struct dated_clock *clock)
{
    const struct local *local = refuser->local;
    bool last = fu_words_skip(local->text, local->core, dated->end) == local->core;
    if (dated->count == 0 && is_alone(local, dated)) {
        return false;
    }
    switch (dated->kind) {
    case DATED_KNOWN:
        return is_beside(refuser, dated, clock);
    case DATED_PAIR:
        return last ? dated->start > 0 && (is_bound(local, dated->start) ||
                                              begins_with_clock(local) || dated->timeless)
                    : clock == NULL || !clock->figures || dated->distant;
    case DATED_HOUR:
        return clock != NULL && clock->figures;
    default:
        return true;
    }
}

/* Whether a reading is of the weekday that stands in front of the date; any is where none does. */
static bool is_of_weekday(
    const struct local *local, const struct dated *dated, const struct dated_reading *reading)
{
    struct word words[WORDS_AT_MOST];
    size_t start = fu_words_skip(local->text, dated->start, 0);
    word_classes weekday = fu_words_class(WORD_WEEKDAY);
    return start == dated->start || reading->year == 0 ||
           fu_words_at(local->text, dated->start, start, weekday, words) == 0 ||
           fu_civil_weekday(fu_civil_days(reading->year, reading->month, reading->day)) ==
               words[0].value;
}

static void offer_reading(struct refuser *refuser, const struct dated *dated,
    const struct dated_reading *reading, const struct dated_clock *clock)
{
    bool typed = clock == NULL || (!clock->machine && dated->kind != DATED_HOUR);
    if (typed && offer_typed(refuser, dated, reading)) {
        return;
    }
    for (size_t i = 0; clock != NULL && i < clock->count; i++) {
        offer_clock(refuser, dated, *reading, clock, clock->minutes[i]);
    }
}

/* A weekday decides between readings, but nobody is kept from the date by a wrong one. */
static void offer_form(
    struct refuser *refuser, const struct dated *dated, const struct dated_clock *clock)
{
    bool decided = false;
    for (size_t i = 0; i < dated->count; i++) {
        decided = decided || is_of_weekday(refuser->local, dated, &dated->readings[i]);
    }
    for (size_t i = 0; i < dated->count; i++) {
        if (!decided || is_of_weekday(refuser->local, dated, &dated->readings[i])) {
            offer_reading(refuser, dated, &dated->readings[i], clock);
        }
    }
}

/* What the forms that begin at one place offer. True when one of them is a date here, whatever it
 * offers. */
static bool offer_forms(struct refuser *refuser, const struct dated *forms, size_t count)
{
    struct fu_refusal *refusal = refuser->refusal;
    bool sure = false, offered = false;
    for (size_t i = 0; i < count && !offered; i++) {
        struct dated_clock read;
        bool timed = fu_dated_clock(refuser->local, forms[i].end, &read);
        const struct dated_clock *clock = timed ? &read : NULL;
        if (!fits(refuser, &forms[i], clock)) {
            continue;
        }
        offer_form(refuser, &forms[i], clock);
        offered = refusal->suggestion_count > 0;
        bool elsewhere = timed && read.zone != DATED_OWN;
        bool past = !offered && forms[i].kind == DATED_KNOWN && is_past(refuser, &forms[i]);
        refuser->zoned = elsewhere && offered;
        if (offered || !sure) {
            refusal->reason = past ? "%s is past." : reason_of(&forms[i], clock, offered);
        }
        sure = sure || elsewhere || past || (forms[i].sure && forms[i].kind != DATED_KNOWN);
    }
    return sure || offered;
}

bool fu_cadence_suggest_dated(struct refuser *refuser)
{
    const struct local *local = refuser->local;
    const char *before = refuser->refusal->reason;
    bool known = false;
    for (size_t at = 0; at < local->core && !known; at++) {
        struct dated forms[DATED_FORMS_MAX];
        size_t count = fu_dated_at(local, at, forms);
        if (offer_forms(refuser, forms, count)) {
            return true;
        }
        known = count > 0 && forms[0].kind == DATED_KNOWN;
    }
    refuser->refusal->reason = before;
    return false;
}
