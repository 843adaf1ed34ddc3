/* Times of day behind a date: t09:30:00z, 18.30, 7, 18h, 9:30 pm.
 *
 * Nothing fails; what is not read to its end is none. */
#include <string.h>

#include "followupd/base/text.h"

#include "dated.h"
#include "words.h"

enum { HOUR = 60, HALF_DAY = 12, DAY_HOURS = 24, AFTERNOON_FIRST = 7 };
enum { HOURS_EAST_MAX = 14, QUARTER = 15 }; /* of the offsets of zones */

/* Where a time is read, and what was read of it. */
struct reader {
    const struct local *local;
    size_t at;
    int32_t hours;
    int32_t minutes;
    size_t hour_digits;
    bool bare; /* nothing but its hour */
};

static char here(const struct reader *reader)
{
    return reader->at < reader->local->core ? reader->local->text[reader->at] : '\0';
}

static void skip(struct reader *reader)
{
    reader->at = fu_words_skip(reader->local->text, reader->local->core, reader->at);
}

static bool take(struct reader *reader, const char *text)
{
    size_t length = strlen(text);
    bool there = reader->local->core - reader->at >= length &&
                 memcmp(reader->local->text + reader->at, text, length) == 0;
    reader->at += there ? length : 0;
    return there;
}

static size_t digits_at(const struct reader *reader, size_t at)
{
    size_t end = at;
    while (end < reader->local->core && fu_is_digit(reader->local->text[end])) {
        end++;
    }
    return end - at;
}

static int32_t two_digits(struct reader *reader)
{
    const char *digits = reader->local->text + reader->at;
    reader->at += 2;
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

/* ":00", ".000": as exact as a time is not. */
static void skip_seconds(struct reader *reader, struct dated_clock *clock)
{
    if (here(reader) == ':' && digits_at(reader, reader->at + 1) == 2) {
        reader->at += 3;
        clock->machine = true;
        size_t digits =
            here(reader) == '.' || here(reader) == '-' ? digits_at(reader, reader->at + 1) : 0;
        reader->at += digits == 3 || digits == 6 ? digits + 1 : 0;
    }
}

/* 9, 9:30, 18.30, 1830, and behind a "t" 183000. */
static bool read_figures(struct reader *reader, struct dated_clock *clock, bool behind_t)
{
    size_t digits = digits_at(reader, reader->at);
    reader->hour_digits = digits > 2 ? 2 : digits;
    if (digits == 0 || (digits > 2 && digits != FOUR_DIGITS && !(behind_t && digits == 6))) {
        return false;
    }
    reader->hours = digits == 1 ? here(reader) - '0' : two_digits(reader);
    reader->at += digits == 1;
    if (digits > 2) {
        reader->minutes = two_digits(reader);
        reader->at += digits - FOUR_DIGITS;
        clock->packed = !behind_t;
        return true;
    }
    bool colon = here(reader) == ':';
    if ((colon || fu_words_separator(here(reader))) && digits_at(reader, reader->at + 1) == 2) {
        reader->at++;
        reader->minutes = two_digits(reader);
        clock->colon = colon;
        if (colon) {
            skip_seconds(reader, clock);
        }
        return true;
    }
    reader->bare = true;
    return !colon;
}

/* "+01:00", "-0500": false when a text is none from its beginning to its end. */
static bool read_offset(const char *text, size_t length, int32_t *offset)
{
    char digits[FOUR_DIGITS] = {'0', '0', '0', '0'};
    size_t count = 0;
    for (size_t i = 1; i < length; i++) {
        if (fu_is_digit(text[i]) && count < FOUR_DIGITS) {
            digits[count++] = text[i];
        } else if (text[i] != ':' || i != 3) {
            return false;
        }
    }
    int32_t hours = (digits[0] - '0') * 10 + digits[1] - '0';
    int32_t minutes = (digits[2] - '0') * 10 + digits[3] - '0';
    *offset = (hours * HOUR + minutes) * HOUR * (text[0] == '-' ? -1 : 1);
    return count == FOUR_DIGITS && hours <= HOURS_EAST_MAX && minutes % QUARTER == 0 &&
           minutes < HOUR;
}

/* "cet", "edt": letters that are no word, and end as the names of zones do. */
static bool is_abbreviated(const struct reader *reader, size_t length)
{
    enum { SHORTEST = 2, LONGEST = 4 };
    const char *text = reader->local->text + reader->at;
    struct word words[WORDS_AT_MOST];
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_letter(text[i])) {
            return false;
        }
    }
    return length >= SHORTEST && length <= LONGEST && text[length - 1] == 't' &&
           fu_words_at(reader->local->text, reader->local->core, reader->at, WORD_ANY, words) == 0;
}

/* What stands behind the time is a zone, or nothing at all; an offset with a '+' stands where tags
 * do. */
static bool read_zone(struct reader *reader, struct dated_clock *clock)
{
    const struct local *local = reader->local;
    bool dashed = here(reader) == '-';
    size_t rest = local->core - reader->at;
    if (dashed && clock->machine && read_offset(local->text + reader->at, rest, &clock->offset)) {
        clock->zone = DATED_OFFSET;
        return true;
    }
    skip(reader);
    rest = local->core - reader->at;
    const char *text = local->text + reader->at;
    bool universal = (rest == 1 && *text == 'z') ||
                     (rest == 3 && (memcmp(text, "utc", 3) == 0 || memcmp(text, "gmt", 3) == 0));
    if (universal) {
        clock->zone = DATED_OFFSET;
    } else if (rest > 0 && is_abbreviated(reader, rest)) {
        clock->zone = DATED_ABBREVIATED;
    } else if (rest == 0 && local->tags < local->length && (clock->colon || clock->machine) &&
               read_offset(
                   local->text + local->tags, local->length - local->tags, &clock->offset)) {
        clock->zone = DATED_OFFSET;
        clock->tagged = true;
    } else {
        return rest == 0;
    }
    clock->machine = true;
    return true;
}

/* The times of day that the figures are, by am and pm or both of them. */
static void note_minutes(const struct reader *reader, struct dated_clock *clock, char half)
{
    int32_t first = reader->hours * HOUR + reader->minutes;
    bool twelve = reader->hours >= 1 && reader->hours <= HALF_DAY;
    clock->count = 1;
    clock->minutes[0] = first;
    if (half != '\0') {
        clock->minutes[0] =
            reader->hours % HALF_DAY * HOUR + reader->minutes + (half == 'p' ? HALF_DAY * HOUR : 0);
        clock->count = twelve;
    } else if (twelve && !clock->machine && (reader->bare || reader->hour_digits == 1)) {
        bool afternoon =
            reader->bare && (reader->hours < AFTERNOON_FIRST || reader->hours == HALF_DAY);
        int32_t morning = reader->hours % HALF_DAY * HOUR + reader->minutes;
        clock->minutes[afternoon] = morning;
        clock->minutes[!afternoon] = morning + HALF_DAY * HOUR;
        clock->count = 2;
        half = 'a';
    }
    clock->halved = half != '\0' || (reader->bare && twelve);
}

bool fu_dated_clock(const struct local *local, size_t at, struct dated_clock *clock)
{
    struct reader reader = {.local = local, .at = at};
    char half = '\0';
    *clock = (struct dated_clock){.zone = DATED_OWN};
    skip(&reader);
    size_t start = reader.at;
    if (take(&reader, "at")) {
        skip(&reader);
    } else {
        clock->machine = start == at && take(&reader, "t");
    }
    bool behind_t = clock->machine;
    if (!read_figures(&reader, clock, behind_t)) {
        return false;
    }
    clock->figures = !clock->colon && reader.at == local->core && !behind_t;
    size_t end = reader.at;
    bool hour = reader.bare && take(&reader, "h");
    skip(&reader);
    if (!hour && (here(&reader) == 'a' || here(&reader) == 'p') && reader.at + 1 < local->core &&
        local->text[reader.at + 1] == 'm') {
        half = here(&reader);
        reader.at += 2;
    } else if (!hour) {
        reader.at = end;
    }
    if (!read_zone(&reader, clock) || reader.minutes >= HOUR ||
        reader.hours * HOUR + reader.minutes > DAY_HOURS * HOUR) {
        return false;
    }
    reader.hour_digits = hour ? 2 : reader.hour_digits;
    reader.bare = reader.bare && !hour;
    note_minutes(&reader, clock, half);
    return clock->count > 0;
}
