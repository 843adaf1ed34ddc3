/* Random texts made of the words of the language, in shapes that are often good and often bad in an
 * interesting way. */
#include "cadence_readings.h"

#include <string.h>

static uint64_t state = 1;

static unsigned dice(unsigned sides)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % sides;
}

static const char *pick(const char *const *texts, unsigned count)
{
    return texts[dice(count)];
}

#define PICK(...)                                                                                  \
    pick((const char *const[]){__VA_ARGS__},                                                       \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *a_number(void)
{
    return PICK("1", "2", "3", "5", "9", "12", "15", "16", "30", "31", "32", "45", "0", "03", "100",
        "830", "930", "1000", "1001", "1030", "1530", "2026", "2030", "2045", "2075", "2400",
        "20270315", "159", "99");
}

static const char *a_clock(void)
{
    return PICK("9am", "930am", "9:30am", "12pm", "0930", "1630", "16:30", "16h30", "noon",
        "midnight", "morning", "evening", "eod", "endofday", "2030", "2045", "9-am");
}

static const char *a_unit(void)
{
    return PICK("s", "sec", "second", "m", "min", "minutes", "h", "hours", "d", "day", "days", "wd",
        "workdays", "weekday", "weekdays", "w", "week", "weeks", "fortnight", "mo", "month",
        "months", "q", "quarter", "y", "year", "years");
}

static const char *a_weekday(void)
{
    return PICK("mon", "monday", "mondays", "tue", "tues", "tuesday", "tuesdays", "wed", "weds",
        "thu", "thur", "thurs", "thursday", "fri", "friday", "fridays", "sat", "saturday", "sun",
        "sunday");
}

static const char *a_month(void)
{
    return PICK("jan", "january", "mar", "march", "may", "jun", "june", "aug", "august", "sep",
        "sept", "dec");
}

static const char *a_day(void)
{
    return PICK("15th", "1st", "2nd", "3rd", "31st", "11th", "tomorrow", "tom", "today", "weekend",
        "eow", "eom", "endofmonth", "dayaftertomorrow", "2027-03-15", "20270315", "last", "first",
        "second", "third", "next", "this", "of", "month", "15", "5");
}

static const char *a_joint(void)
{
    return PICK("at", "on", "in", "and", "of", "until", "x", "times", "next", "this", "last",
        "every", "other", "a", "an", "one", "two", "twelve", "daily", "weekly", "monthly", "yearly",
        "hourly", "weekends", "tonight", "am", "night");
}

static const char *a_word(void)
{
    switch (dice(8)) {
    case 0:
        return a_number();
    case 1:
        return a_clock();
    case 2:
        return a_unit();
    case 3:
        return a_weekday();
    case 4:
        return a_month();
    case 5:
        return a_day();
    default:
        return a_joint();
    }
}

static size_t append(char *text, size_t length, const char *word)
{
    if (length > 0 && dice(6) == 0) {
        text[length++] = "-._ "[dice(4)];
    }
    size_t more = strlen(word);
    memcpy(text + length, word, more);
    return length + more;
}

/* Sentences of this shape are often good, and often bad in an interesting way. 'n' number, 'u'
 * unit, 'w' weekday, 'M' month, 'k' clock, 'd' day, '?' any word; capitals of others are words. */
static const char *word_for(char what)
{
    switch (what) {
    case 'n':
        return a_number();
    case 'u':
        return a_unit();
    case 'w':
        return a_weekday();
    case 'M':
        return a_month();
    case 'k':
        return a_clock();
    case 'd':
        return a_day();
    case 'E':
        return "every";
    case 'A':
        return "at";
    case 'O':
        return "on";
    case 'I':
        return "in";
    case '&':
        return "and";
    case 'F':
        return "of";
    case 'U':
        return "until";
    case 'X':
        return "x";
    case 'N':
        return "next";
    default:
        return a_word();
    }
}

void seed_texts(uint64_t seed)
{
    state = seed;
}

size_t make_text(char *text)
{
    static const char *const shapes[] = {"nu", "nuk", "nunu", "nunuAk", "Inu", "knu", "kInu", "w",
        "wk", "wAk", "kw", "kOw", "Nw", "wNu", "Nu", "Mn", "Mnk", "MnAk", "nM", "nMk", "Mnn", "Md",
        "dM", "dFM", "dw", "dwFM", "dFu", "kMn", "M", "Mk", "MAk", "k", "Ak", "n", "dk", "kd",
        "Enu", "EnuOw", "EnuOd", "Eu", "Ew", "Eww", "Ew&w", "Ewww", "EwAk", "EwwAk", "Ewk", "kEw",
        "Ekw", "Ek", "EAk", "Ed", "Edw", "Ed&d", "EM", "EMn", "EMd", "EMk", "EuAk", "Euk", "EnukUd",
        "EwUMn", "EuXn", "EuU?", "w&w", "wkXn", "?n", "??", "???", "????", "?????", "EuOd", "uOd",
        "?Ad", "Eu?", "Ew?", "nu?", "k?", "?k", "Ed?", "EMdk", "EMdUd", "dwk", "E?w", "E?u", "kE?",
        "EMnAk", "EuUd", "EuUwNu", "EwUNu", "EnuXn", "Ewnd"};
    const char *shape = shapes[dice(sizeof shapes / sizeof shapes[0])];
    size_t length = 0;
    for (; *shape != '\0' && length < TEXT_MAX / 2; shape++) {
        length = append(text, length, word_for(*shape));
    }
    text[length] = '\0';
    return length;
}
