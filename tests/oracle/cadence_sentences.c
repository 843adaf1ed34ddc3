/* The grammar of CADENCE.md section 2, written once more as what it says. */
#include "cadence_readings.h"

#include <string.h>

/* Places in a sentence, a bit each: bit n is in front of word n. A part of the grammar takes the
 * places at which it may begin and gives those at which it may end. */
typedef uint64_t places;

static const struct token *sentence;
static int sentence_length;

enum { ANY, APART, UNDASHED };

static places word_joined(places from, const char *symbols, int joint)
{
    places to = 0;
    for (int i = 0; from >> i != 0 && i < sentence_length; i++) {
        bool joined = joint == ANY || (joint == APART) == (sentence[i].before != ' ');
        if (joint == UNDASHED) {
            joined = sentence[i].before != '-';
        }
        if ((from >> i & 1) != 0 && joined && strpbrk(sentence[i].symbols, symbols) != NULL) {
            to |= UINT64_C(1) << (i + 1);
        }
    }
    return to;
}

static places word(places from, const char *symbols)
{
    return word_joined(from, symbols, ANY);
}

enum {
    LETTER = 1,
    SINGLE = 2,
    PLURAL = 4,
    WHOLE = SINGLE | PLURAL,
    BARE = LETTER | SINGLE,
    EVERY_FORM = 7
};

static places units(places from, int forms, int first, int last)
{
    places to = 0;
    for (int unit = first; from != 0 && unit <= last; unit++) {
        char letter[] = {unit_letter[unit], '\0'};
        char single[] = {unit_single[unit], '\0'};
        char plural[] = {unit_plural[unit], '\0'};
        to |= (forms & LETTER) != 0 ? word(from, letter) : 0;
        to |= (forms & SINGLE) != 0 ? word(from, single) : 0;
        to |= (forms & PLURAL) != 0 ? word(from, plural) : 0;
    }
    return to;
}

enum { SECOND, HOUR = 2, DAY = 3, WORKDAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR };

/* Units that fall, down to `least`; a word for the first number only if `words`. */
static places interval(places from, int least, bool words)
{
    places to = 0;
    for (int first = YEAR; first >= least; first--) {
        places reached = units(word(from, "n"), EVERY_FORM, first, first);
        reached |= words ? units(word(from, "aV"), WHOLE, first, first) : 0;
        for (int unit = first - 1; unit >= least; unit--) {
            reached |= units(word(reached, "n"), EVERY_FORM, unit, unit);
        }
        to |= reached;
    }
    return to;
}

static places of_month(places from)
{
    return units(word(from, "/"), BARE, MONTH, MONTH);
}

static places ordinal_weekday(places from, const char *ordinals)
{
    places to = word(word(from, ordinals), "w");
    return to | of_month(to) | word(word(to, "/"), "M");
}

static places last_day(places from)
{
    places workday = units(word(from, "l"), BARE, WORKDAY, WORKDAY);
    return of_month(units(word(from, "l"), BARE, DAY, DAY)) | workday | of_month(workday);
}

static places date(places from)
{
    places ordinal = word(from, "o");
    return word(word(from, "M"), "Dos") | word(ordinal | word(from, "D"), "M") |
           word(word(ordinal, "/"), "M");
}

/* A day that names one date whatever follows. */
static places plain_day(places from)
{
    places weekday = word(from, "w");
    places ordinal = word(from, "o");
    return word(from, "Z!EI") | weekday | word(word(from, "jJ"), "wE") | ordinal |
           of_month(ordinal) | units(word(weekday, "j"), BARE, WEEK, WEEK) |
           units(word(from, "j"), BARE, WORKDAY, WORKDAY) | ordinal_weekday(from, "Orsl") |
           last_day(from);
}

static places period(places from)
{
    places next = word(from, "j");
    return units(next, BARE, WEEK, WEEK) | units(next, BARE, MONTH, YEAR);
}

static places clock(places from)
{
    return from | word(from, "kKm") | word(word(from, "@"), "kKm");
}

static places clock_or_hours(places from)
{
    return clock(from) | word(from, "h") | word(word(from, "@"), "h");
}

/* Behind a date four digits from 2000 on are no clock time. */
static places clock_behind_date(places from)
{
    return from | word(from, "kmh") | word(word(from, "@"), "kKmh");
}

static places clock_behind_month(places from)
{
    return from | word_joined(from, "kmh", APART) | word(word(from, "@"), "kKmh");
}

static places once(places from)
{
    places in = word(from, "i");
    places first = word(from, "kKm");
    places on = first | word(first, ">");
    places dated = word(date(from), "y") | word(word(from, "M"), "y");
    places to = interval(from | in, SECOND, true) | clock(interval(from | in, DAY, true));
    to |= interval(first, DAY, false) | interval(word(first, "i"), DAY, true);
    to |= word(from, "kKmhT") | word(word(from, "@"), "kKmh");
    to |= clock_or_hours(plain_day(from) | period(from) | dated);
    to |= clock_behind_date(date(from)) | clock_behind_month(word(from, "M"));
    places today = word(from, "z");
    to |= (clock_or_hours(today) & ~today) | word(word(from, "J"), "p");
    to |= plain_day(on) | period(on) | word(on, "z") | date(on) | word(date(on), "y") |
          word(word(on, "M"), "y");
    return to;
}

static places bound(places from)
{
    places until = word(from, "u");
    places day = plain_day(until) | word(until, "z") | date(until) | word(date(until), "y");
    return from | day | word(word(from, "x"), "c") | word(word(from, "c"), "g");
}

/* A unit without a number stands only right behind "every", or is a word such as "weekly". */
static places amount(places from, places bare, int first, int last)
{
    return units(from & bare, BARE, first, last) | units(word(from, "n"), EVERY_FORM, first, last) |
           units(word(from, "aVt"), WHOLE, first, last);
}

static places one(places from, places bare, int unit)
{
    return units(from & bare, BARE, unit, unit) | units(word(from, "v"), EVERY_FORM, unit, unit) |
           units(word(from, "V"), WHOLE, unit, unit);
}

static places on_weekday(places from)
{
    return from | word(word(from, ">"), "w");
}

static places on_month_day(places from)
{
    places on = word(from, ">");
    places ordinal = word(on, "o");
    places weekday = word(word(on, "Orsl"), "w");
    return from | ordinal | of_month(ordinal) | weekday | of_month(weekday) | last_day(on) |
           units(word(on, "l"), BARE, DAY, DAY);
}

static places on_date(places from)
{
    return from | date(word(from, ">"));
}

static places list(places from, const char *symbols)
{
    places to = from;
    for (places before = 0; before != to;) {
        before = to;
        to |= word(word(to, "&"), symbols) | word_joined(to, symbols, UNDASHED);
    }
    return to;
}

static places ordinals(places from)
{
    places single = word(from, "o");
    places several = 0;
    places reached = single;
    while (reached != 0) {
        reached = word(word(reached, "&"), "o");
        several |= reached;
    }
    return single | several | of_month(single | several);
}

/* What may stand behind "every" with a clock time between them, but for units at places that are
 * not among `bare`. */
static places pattern(places from, places bare)
{
    places other = word(from, "t");
    return amount(from, bare, DAY, DAY) | on_weekday(amount(from, bare, WEEK, FORTNIGHT)) |
           on_month_day(amount(from, bare, MONTH, QUARTER)) |
           on_date(amount(from, bare, YEAR, YEAR)) | one(from, bare, WORKDAY) |
           list(word(from | other, "w"), "wW") | word(from, "E") | ordinals(from) |
           ordinal_weekday(from, "Orl") | last_day(from);
}

/* What may stand only right behind "every". */
static places plural(places from)
{
    return word(from, "bF") | list(word(from, "W"), "wW");
}

static places named(places from)
{
    return word(from, "dbF") | on_weekday(word(from, "f")) | on_month_day(word(from, "q")) |
           on_date(word(from, "Y")) | list(word(from, "W"), "W");
}

/* Those with a clock time at the end are among the results too. */
static places ended(places from)
{
    return from | word(from, "kK") | word(word(from, "@"), "kK");
}

static places series(places from)
{
    places every = word(from, "e");
    places first = word(from, "kK");
    places first_every = word(first, "e");
    places to = amount(every, every, SECOND, HOUR) | word(from, "H");
    to |= ended(pattern(every, every) | plural(every) | named(from));
    to |= pattern(first_every, first_every) | plural(first_every) | named(first) |
          pattern(word(every, "kK"), 0);
    to |= word(every, "kKm") | word(word(every, "@"), "kKm");
    /* months and dates */
    places month = word(every, "M");
    places dated = date(every);
    to |= dated | word(dated, "k") | word(word(dated, "@"), "kK") | date(first_every) |
          date(word(every, "kK"));
    to |= month | word_joined(month, "k", APART) | word(word(month, "@"), "kK");
    /* midnight is for every day */
    places daily = one(every, every, DAY) | word(from, "d");
    to |= word(daily, "m") | word(word(daily, "@"), "m");
    places midnight = word(from, "m");
    places midnight_every = word(midnight, "e");
    to |= one(midnight_every, midnight_every, DAY) | word(midnight, "d") |
          one(word(every, "m"), 0, DAY);
    return bound(to);
}

bool is_sentence(const struct token *words, int count)
{
    sentence = words;
    sentence_length = count;
    return ((once(1) | series(1)) >> count & 1) != 0;
}
