/* The lessons: the second table of CADENCE.md section 4 and what resembles its rows.
 *
 * The first lesson that fits and has something to offer is taught. Rows with fewer free parts stand
 * first. */
#include "fields.h"
#include "teach.h"

#define P(class)                                                                                   \
    {                                                                                              \
        WORD_##class, TEACH_ANY, 0                                                                 \
    }
#define V(class, value)                                                                            \
    {                                                                                              \
        WORD_##class, value, 0                                                                     \
    }
#define J(class, joint)                                                                            \
    {                                                                                              \
        WORD_##class, TEACH_ANY, joint                                                             \
    }
#define T(value) V(TAUGHT, TAUGHT_##value)
#define MANY                                                                                       \
    {                                                                                              \
        TEACH_MANY, TEACH_ANY, 0                                                                   \
    }
#define FIGURES(joint)                                                                             \
    {                                                                                              \
        TEACH_FIGURES, TEACH_ANY, joint                                                            \
    }
#define NO_AMOUNT                                                                                  \
    {                                                                                              \
        TEACH_NO_AMOUNT, TEACH_ANY, 0                                                              \
    }
#define LESSON(...)                                                                                \
    .parts = {__VA_ARGS__},                                                                        \
    .count = sizeof((struct teach_part[]){__VA_ARGS__}) / sizeof(struct teach_part)

static const char number_alone[] =
    "%s is a bare number: it needs a unit, an ordinal ending or am or pm.";
static const char bare_unit[] =
    "%s is a unit without a number: a number, “every” or “next” stands before it.";
static const char ordinal_unit[] = "%s counts days of the month or steps: say which.";
static const char span[] = "%s may be a span or a list of weekdays: “and” joins a list.";
static const char colon[] = "%s: “:” or nothing stands between hours and minutes.";
static const char halves[] = "%s: halves are typed in the next smaller unit.";
static const char name_days[] = "%s does not say when: name the days.";
static const char each_time[] = "%s is a series for each time of day.";
static const char ends[] =
    "%s: a series ends with “until” and a date, or with “x” and a number of times.";
static const char working[] = "%s: “workday” is the word for “working day”.";
static const char dated[] = "%s is a day without a word of its own: type its date.";
static const char first_day[] = "%s: a period or a month alone is its first day.";
static const char in_front[] = "%s: “every” stands in front.";
static const char tonight[] = "%s has a clock time beside “tonight”, which is 20:00.";
static const char two_days[] = "%s names two days: one at a time, or a series.";
static const char twelve[] = "%s: with am or pm the hours go from 1 to 12 and the minutes to 59.";
static const char bound_last[] = "%s: the clock time stands before “until”.";
static const char no_clock[] =
    "%s has a number that is no clock time: say am or pm, or four digits.";

const struct lesson fu_lessons[] = {
    /* numbers */
    {LESSON(P(NUMBER)), .reason = number_alone, .build = fu_teach_number},
    {LESSON(P(NUMBER), P(NUMBER), P(UNIT), MANY),
        .reason = "%s has two numbers before one unit: whole numbers only, one at a time.",
        .build = fu_teach_decimal},
    {LESSON(P(NUMBER), P(NUMBER)),
        .reason = "%s is a date in figures, of which only 2027-03-15 has one reading.",
        .build = fu_teach_numeric_date},
    {LESSON(P(NUMBER), P(NUMBER), P(NUMBER)),
        .reason = "%s is a date in figures, of which only 2027-03-15 has one reading.",
        .build = fu_teach_numeric_date},

    /* half days and other words people try */
    {LESSON(MANY, P(NUMBER), P(NUMBER), T(AM), MANY), .reason = colon, .build = fu_teach_minutes},
    {LESSON(MANY, P(NUMBER), P(NUMBER), T(PM), MANY), .reason = colon, .build = fu_teach_minutes},
    {LESSON(MANY, P(NUMBER), V(TAUGHT, TAUGHT_AM), MANY), .reason = twelve,
        .build = fu_teach_half_day},
    {LESSON(MANY, P(NUMBER), V(TAUGHT, TAUGHT_PM), MANY), .reason = twelve,
        .build = fu_teach_half_day},
    {LESSON(MANY, V(TAUGHT, TAUGHT_AM), MANY),
        .reason = "%s has no hour: “9am” is one, “morning” another.", .offers = {"$1morning$3"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_PM), MANY),
        .reason = "%s has no hour: “3pm” is one, “afternoon” another.",
        .offers = {"$1afternoon$3"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_NIGHT), MANY), .reason = "%s names no hour: the night has many.",
        .offers = {"$18pm$3", "$1evening$3"}},
    {LESSON(V(TAUGHT, TAUGHT_RM), MANY),
        .reason = "%s has its flag in front: flags stand at the end.", .offers = {"$2-r"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_BIWEEKLY), MANY),
        .reason = "%s is every two weeks or twice a week.",
        .offers = {"every2weeks$3", "everymonandthu$3"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_BIMONTHLY), MANY),
        .reason = "%s is every two months or twice a month.",
        .offers = {"every2months$3", "every1stand15th$3"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_EACH), MANY), .reason = "%s: “every” is the word for “each”.",
        .offers = {"$1every$3"}},
    {LESSON(MANY, V(TAUGHT, TAUGHT_MIDDAY), MANY), .reason = "%s: “noon” is the word for “midday”.",
        .offers = {"$1noon$3"}},
    {LESSON(V(TAUGHT, TAUGHT_NOW)), .reason = "%s is no time ahead.",
        .offers = {"1min", "1h", "eod"}},
    {LESSON(T(AFTER), MANY), .reason = "%s has a word too many.", .offers = {"$2"}},
    {LESSON(P(NUMBER), P(AND), P(AMOUNT), T(HALF), P(UNIT), MANY), .reason = halves,
        .build = fu_teach_and_half},
    {LESSON(P(NUMBER), P(UNIT), P(AND), P(AMOUNT), T(HALF)), .reason = halves,
        .build = fu_teach_and_half},
    {LESSON(MANY, T(HALF), P(AMOUNT), P(UNIT), MANY), .reason = halves, .build = fu_teach_half},
    {LESSON(MANY, P(AMOUNT), T(HALF), P(UNIT), MANY), .reason = halves, .build = fu_teach_half},
    {LESSON(MANY, T(HALF), P(UNIT), MANY), .reason = halves, .build = fu_teach_half},
    {LESSON(MANY, T(SEMI), MANY), .reason = "%s is every six months.",
        .offers = {"every6months$3"}},
    {LESSON(T(ONCE), P(AMOUNT), P(UNIT), MANY), .reason = "%s: “every” says “once a”.",
        .offers = {"every&3$4"}},
    {LESSON(T(ONCE), MANY), .reason = "%s has a word too many.", .offers = {"$2"}},
    {LESSON(T(TWICE), P(AMOUNT), V(UNIT, UNIT_DAY), MANY), .reason = name_days,
        .offers = {"every12h$4", "daily9am$4"}},
    {LESSON(T(TWICE), P(AMOUNT), V(UNIT, UNIT_WEEK), MANY), .reason = name_days,
        .offers = {"everymonandthu$4"}},
    {LESSON(T(TWICE), P(AMOUNT), V(UNIT, UNIT_MONTH), MANY), .reason = name_days,
        .offers = {"every1stand15th$4"}},
    {LESSON(T(TWICE), V(NAMED, UNIT_DAY), MANY), .reason = name_days,
        .offers = {"every12h$3", "daily9am$3"}},
    {LESSON(T(TWICE), V(NAMED, UNIT_WEEK), MANY), .reason = name_days,
        .offers = {"everymonandthu$3"}},
    {LESSON(T(TWICE), V(NAMED, UNIT_MONTH), MANY), .reason = name_days,
        .offers = {"every1stand15th$3"}},
    {LESSON(P(NUMBER), P(TIMES), P(AMOUNT), V(UNIT, UNIT_WEEK), MANY), .reason = name_days,
        .offers = {"everymonandwedandfri$5"}},
    {LESSON(P(NUMBER), P(TIMES), P(AMOUNT), V(UNIT, UNIT_DAY), MANY), .reason = each_time,
        .offers = {"daily9am$5", "daily1pm$5", "daily6pm$5"}},
    {LESSON(P(AMOUNT), P(TIMES), P(AMOUNT), V(UNIT, UNIT_DAY), MANY), .reason = each_time,
        .offers = {"daily9am$5", "daily1pm$5", "daily6pm$5"}},
    {LESSON(P(AMOUNT), P(TIMES), P(AMOUNT), V(UNIT, UNIT_WEEK), MANY), .reason = name_days,
        .offers = {"everymonandwedandfri$5"}},
    {LESSON(P(NUMBER), P(TIMES), P(NAMED)),
        .reason = "%s: a number of times stands behind a series.", .offers = {"$3-x#1"}},
    {LESSON(MANY, T(FOR), P(NUMBER), P(UNIT)), .reason = ends, .build = fu_teach_duration},
    {LESSON(MANY, T(FOR), P(AMOUNT), P(UNIT)), .reason = ends, .build = fu_teach_duration},
    {LESSON(MANY, T(FOR), P(NUMBER), P(TIMES)), .reason = ends, .offers = {"$1-x#3", "$1"}},
    {LESSON(MANY, T(FOR), P(AMOUNT), P(TIMES)), .reason = ends, .offers = {"$1-x#3", "$1"}},
    {LESSON(MANY, T(FOR), MANY), .reason = ends, .offers = {"$1-x10", "$1"}},
    {LESSON(MANY, T(COB), MANY), .reason = "%s: “eod” is the word for the end of the day.",
        .offers = {"$1eod$3"}},
    {LESSON(P(NUMBER), T(WORKING), V(UNIT, UNIT_DAY), MANY), .reason = working,
        .offers = {"#1workday~1$4"}},
    {LESSON(P(EVERY), T(WORKING), V(UNIT, UNIT_DAY), MANY), .reason = working,
        .offers = {"everyworkday$4"}},
    {LESSON(MANY, T(WORKING), V(UNIT, UNIT_DAY), MANY), .reason = working,
        .offers = {"$1workdays$4", "$1workday$4"}},
    {LESSON(MANY, T(MON_FRI), MANY), .reason = "%s: “weekdays” is the word for Monday to Friday.",
        .offers = {"$1weekdays$3"}},
    {LESSON(MANY, T(END_OF), P(MONTH), MANY),
        .reason = "%s: the last day of a month is typed as a date.", .build = fu_teach_month_end},
    {LESSON(T(END_OF), P(NEXT), V(UNIT, UNIT_WEEK), MANY), .reason = "%s is its Friday.",
        .offers = {"nextfriday$4"}},
    {LESSON(T(END_OF), P(NEXT), P(UNIT), MANY), .reason = dated, .build = fu_teach_next_end},
    {LESSON(P(LAST), V(UNIT, UNIT_DAY), P(OF), P(NEXT), P(UNIT), MANY), .reason = dated,
        .build = fu_teach_next_end},
    {LESSON(MANY, P(LAST), V(UNIT, UNIT_DAY), P(OF), P(MONTH), MANY),
        .reason = "%s: the last day of a month is typed as a date.", .build = fu_teach_month_end},
    {LESSON(T(MID), P(MONTH), MANY), .reason = dated, .offers = {"&215$3"}},
    {LESSON(T(MID), V(UNIT, UNIT_MONTH), MANY), .reason = dated, .offers = {"15th$3"}},
    {LESSON(T(MID), V(UNIT, UNIT_WEEK), MANY), .reason = dated, .offers = {"wednesday$3"}},
    {LESSON(MANY, P(OF), P(NEXT), V(UNIT, UNIT_MONTH), MANY),
        .reason = "%s: next month is typed by its name.", .build = fu_teach_next_month},
    {LESSON(T(BEGINNING), P(NEXT), P(UNIT), MANY), .reason = first_day, .offers = {"next&3$4"}},
    {LESSON(T(BEGINNING), P(UNIT), MANY), .reason = first_day, .offers = {"next&2$3"}},
    {LESSON(T(BEGINNING), P(MONTH), MANY), .reason = first_day, .offers = {"&2$3"}},
    {LESSON(P(TONIGHT), P(CLOCK)), .reason = tonight, .offers = {"today$2"}},
    {LESSON(P(TONIGHT), P(AT), P(CLOCK)), .reason = tonight, .offers = {"today$3"}},
    {LESSON(P(TONIGHT), P(NUMBER)), .reason = tonight, .offers = {"today-#2pm"}},
    {LESSON(P(TONIGHT), P(AT), P(NUMBER)), .reason = tonight, .offers = {"today-#3pm"}},
    {LESSON(MANY, P(TONIGHT), MANY),
        .reason = "%s has “tonight” beside another day: it is today at 20:00.",
        .offers = {"$18pm$3", "tonight"}},

    /* units */
    {LESSON(V(UNIT, UNIT_SECOND)), .reason = bare_unit, .offers = {"1sec", "10sec", "1min"}},
    {LESSON(V(UNIT, UNIT_DAY)), .reason = bare_unit, .offers = {"1day", "everyday", "tomorrow"}},
    {LESSON(P(UNIT)), .reason = bare_unit, .offers = {"1&1", "every&1", "next&1"}},
    {LESSON(V(UNIT, UNIT_QUARTER), P(NUMBER)),
        .reason = "%s names no quarter that I count: “nextquarter” is the next.",
        .offers = {"nextquarter", "#2quarter~2"}},
    {LESSON(P(UNIT), P(NUMBER), MANY),
        .reason = "%s has its number behind the unit: it stands before.", .offers = {"#2$1$3"}},
    {LESSON(V(THIS, TEACH_ANY), V(UNIT, UNIT_DAY)), .reason = "%s is today: say when.",
        .offers = {"eod", "tonight"}},
    {LESSON(P(NEXT), V(UNIT, UNIT_WEEK), P(WEEKDAY), MANY),
        .reason = "%s: the weekday stands in the place of “week”.", .offers = {"next&3$4"}},
    {LESSON(P(NEXT), V(UNIT, UNIT_WEEK), P(ON), P(WEEKDAY), MANY),
        .reason = "%s: the weekday stands in the place of “week”.", .offers = {"next&4$5"}},
    {LESSON(P(THIS), V(UNIT, UNIT_WEEK), P(WEEKDAY), MANY),
        .reason = "%s: the weekday stands in the place of “week”.", .offers = {"this&3$4"}},
    {LESSON(P(THIS), V(UNIT, UNIT_WEEK), MANY),
        .reason = "%s names no day: the end of the week is “eow”.",
        .offers = {"eow$3", "friday$3", "nextweek$3"}},
    {LESSON(P(THIS), V(UNIT, UNIT_MONTH), MANY),
        .reason = "%s names no day: the end of the month is “eom”.",
        .offers = {"eom$3", "nextmonth$3"}},
    {LESSON(P(THIS), V(UNIT, UNIT_QUARTER), MANY),
        .reason = "%s names no day: the end of the quarter is “eoq”.",
        .offers = {"eoq$3", "nextquarter$3"}},
    {LESSON(P(THIS), V(UNIT, UNIT_YEAR), MANY),
        .reason = "%s names no day: the end of the year is “eoy”.",
        .offers = {"eoy$3", "nextyear$3"}},
    {LESSON(P(NEXT), V(UNIT, UNIT_DAY), MANY), .reason = "%s is tomorrow.",
        .offers = {"tomorrow$3", "nextworkday$3"}},
    {LESSON(P(NEXT), P(UNIT)), .reason = "%s names no day: say how many.",
        .offers = {"1&2", "tomorrow"}},
    {LESSON(P(NEXT), P(MONTH), MANY),
        .reason = "%s is this year's or next year's: a month alone is the next one.",
        .offers = {"&2$3"}},
    {LESSON(V(OFFSET, 0)), .reason = "%s needs a clock time.", .offers = {"eod", "tonight"}},
    {LESSON(P(NUMBER), V(UNIT, UNIT_WEEK), V(UNIT, UNIT_DAY), MANY),
        .reason = "%s: “weekday” is one word.", .offers = {"#1weekday~1$4"}},
    {LESSON(P(EVERY), V(UNIT, UNIT_WEEK), V(UNIT, UNIT_DAY), MANY),
        .reason = "%s: “weekday” is one word.", .offers = {"everyweekday$4"}},
    {LESSON(MANY, P(NUMBER), P(UNIT), P(UNIT), MANY), .reason = "%s has a unit that I do not know.",
        .build = fu_teach_unit},
    {LESSON(P(NUMBER), V(WEEKDAY, 0), MANY),
        .reason = "%s: “mon” is Monday; months are “mo” or “months”.",
        .offers = {"#1month~1$3", "&2$3", "^1&2$3"}},
    {LESSON(P(NUMBER), P(WEEKDAY), MANY),
        .reason = "%s has a number before a weekday: an ordinal has an ending.",
        .offers = {"&2$3", "^1&2$3"}},

    /* hours and minutes */
    {LESSON(P(CLOCK_H), P(UNIT), MANY),
        .reason = "%s has its units in the wrong order: the larger stands first.",
        .build = fu_teach_swap},
    {LESSON(MANY, P(CLOCK_H), MANY),
        .reason = "%s: a time such as 16h30 stands alone or behind a day.", .offers = {"$1$2m$3"},
        .build = fu_teach_hours},
    {LESSON(MANY, P(NUMBER), V(UNIT, UNIT_HOUR), P(NUMBER)),
        .reason = "%s ends in a number without a unit.", .offers = {"$1$2$3$4m"},
        .build = fu_teach_hours},
    {LESSON(MANY, P(NUMBER), V(UNIT, UNIT_DAY), P(NUMBER)),
        .reason = "%s ends in a number without a unit.", .offers = {"$1$2$3$4h"}},
    {LESSON(P(EVERY), P(NUMBER), P(UNIT), P(NUMBER), P(UNIT), MANY),
        .reason = "%s has two units: a series has one.", .build = fu_teach_every_sum},
    {LESSON(P(NUMBER), P(UNIT), P(NUMBER), P(UNIT), MANY),
        .reason = "%s has its units in the wrong order: the larger stands first.",
        .build = fu_teach_order},
    {LESSON(MANY, NO_AMOUNT, P(UNIT), MANY),
        .reason = "%s: an interval is a number from 1 to 1000, without a zero in front.",
        .build = fu_teach_amount},

    /* every */
    {LESSON(P(EVERY), P(SECOND_RANK), P(WEEKDAY), MANY),
        .reason = "%s is the second one of the month or every other one.",
        .offers = {"every2nd$3$4", "everyother$3$4"}},
    {LESSON(P(EVERY), P(SECOND_RANK), P(UNIT), MANY), .reason = ordinal_unit,
        .offers = {"every2&3s$4", "every2nd$4"}},
    {LESSON(P(EVERY), P(ORDINAL), P(UNIT), MANY), .reason = ordinal_unit,
        .offers = {"every#2&3~2$4", "every^2$4"}},
    {LESSON(P(EVERY), P(RANK), P(UNIT), MANY), .reason = ordinal_unit,
        .offers = {"every#2&3~2$4", "every^2$4"}},
    {LESSON(P(EVERY), V(RANK, TEACH_ANY), MANY),
        .reason = "%s: an ordinal without a weekday is typed in figures.", .offers = {"every^2$3"}},
    {LESSON(P(EVERY), P(ORDINAL), P(ORDINAL), MANY),
        .reason = "%s: “and” stands between two days of the month.", .offers = {"every^2and^3$4"}},
    {LESSON(P(EVERY), P(NUMBER), V(UNIT, UNIT_WORKDAY), MANY),
        .reason = "%s: workdays are not counted in a series.",
        .offers = {"weekdays$4", "every#2day~2$4"}},
    {LESSON(P(EVERY), P(AMOUNT), V(UNIT, UNIT_WORKDAY), MANY),
        .reason = "%s: workdays are not counted in a series.",
        .offers = {"weekdays$4", "every#2day~2$4"}},
    {LESSON(P(EVERY), P(OTHER), V(UNIT, UNIT_WORKDAY), MANY),
        .reason = "%s: workdays are not counted in a series.",
        .offers = {"weekdays$4", "every2days$4"}},
    {LESSON(P(EVERY), V(UNIT, UNIT_MONTH), P(NUMBER), MANY),
        .reason = "%s: a day of the month has an ending.", .offers = {"every^3$4"}},
    {LESSON(V(NAMED, UNIT_MONTH), P(NUMBER), MANY),
        .reason = "%s: a day of the month has an ending.", .offers = {"monthlyon^2$3"}},
    {LESSON(V(NAMED, UNIT_MONTH), P(ON), P(NUMBER), MANY),
        .reason = "%s: a day of the month has an ending.", .offers = {"monthlyon^3$4"}},
    {LESSON(P(EVERY), P(LAST), V(UNIT, UNIT_DAY), MANY), .reason = "%s does not say of what.",
        .offers = {"everylastdayofmonth$4"}},
    {LESSON(P(EVERY), V(END, UNIT_WEEK), MANY),
        .reason = "%s: a series of weeks names its weekday.", .offers = {"everyfriday$3"}},
    {LESSON(P(EVERY), V(END, UNIT_MONTH), MANY), .reason = "%s: a series names its day.",
        .offers = {"everylastdayofmonth$3", "everylastworkday$3"}},
    {LESSON(P(EVERY), V(END, UNIT_QUARTER), MANY), .reason = "%s: a series names its day.",
        .offers = {"quarterlyonlastdayofmonth$3"}},
    {LESSON(P(EVERY), V(END, UNIT_YEAR), MANY), .reason = "%s: a series names its day.",
        .offers = {"everydec31st$3"}},
    {LESSON(P(EVERY), P(OFFSET), MANY), .reason = "%s names one day: a series names a pattern.",
        .offers = {"everyday$3"}},
    {LESSON(P(EVERY), P(CLOCK), P(AT), P(NUMBER)), .reason = "%s has two clock times.",
        .offers = {"every-#4am", "every-#4pm"}},
    {LESSON(P(SECOND_RANK), P(WEEKDAY), P(OF), P(EVERY), V(UNIT, UNIT_MONTH), MANY),
        .reason = in_front, .offers = {"every2nd$2$6"}},
    {LESSON(P(RANK), P(OF), P(EVERY), V(UNIT, UNIT_MONTH), MANY), .reason = in_front,
        .offers = {"every^1$5"}},
    {LESSON(MANY, P(OF), P(EVERY), V(UNIT, UNIT_MONTH), MANY), .reason = in_front,
        .offers = {"every$1$5", "every$1ofmonth$5"}},
    {LESSON(P(ORDINAL), P(EVERY), V(UNIT, UNIT_MONTH), MANY), .reason = in_front,
        .offers = {"every$1$4"}},
    {LESSON(P(WEEKDAY), P(EVERY), V(UNIT, UNIT_WEEK), MANY), .reason = in_front,
        .offers = {"every&1$4"}},
    {LESSON(P(EVERY), P(CLOCK), P(UNIT), MANY),
        .reason = "%s: a unit without a number stands right behind “every”.",
        .offers = {"every$3$2$4"}},
    {LESSON(P(CLOCK), P(EVERY), P(MONTH), MANY),
        .reason = "%s: a clock time stands behind a month.", .offers = {"every$3-$1$4"}},
    {LESSON(P(EVERY), P(CLOCK), P(MONTH), MANY),
        .reason = "%s: a clock time stands behind a month.", .offers = {"every$3-$2$4"}},
    {LESSON(P(CLOCK), P(EVERY), MANY),
        .reason = "%s ends in “every”: a clock time stands behind it.",
        .offers = {"every$1$3", "every$1"}},
    {LESSON(P(EVERY), P(NUMBER)),
        .reason = "%s: a number behind “every” has a unit, an ending, or am or pm.",
        .offers = {"every^2", "every#2day~2"}, .build = fu_teach_day_number},
    {LESSON(P(EVERY)), .reason = "%s does not say what.",
        .offers = {"everyday", "everymonday", "every2weeks"}},

    /* weekdays */
    {LESSON(P(EVERY), P(WEEKDAY), J(WEEKDAY, '-'), MANY), .reason = span, .build = fu_teach_span},
    {LESSON(P(EVERY), P(WEEKDAY), P(WEEKDAY), MANY), .reason = "%s names a day twice.",
        .offers = {"$1$2$4"}},
    {LESSON(P(EVERY), P(WEEKDAY), P(AND), P(WEEKDAY), MANY), .reason = "%s names a day twice.",
        .offers = {"$1$2$5"}},
    {LESSON(P(WEEKDAY), J(WEEKDAY, '-'), MANY), .reason = span, .build = fu_teach_span},
    {LESSON(P(WEEKDAY), P(WEEKDAY), P(WEEKDAY), MANY),
        .reason = "%s names several days: one at a time, or a series.", .build = fu_teach_span},
    {LESSON(P(WEEKDAY), P(AND), P(WEEKDAY), MANY), .reason = two_days,
        .offers = {"every&1and&3$4", "$1$4", "&3$4"}},
    {LESSON(P(WEEKDAY), P(WEEKDAY), MANY), .reason = two_days,
        .offers = {"$1$3", "$2$3", "every$1and$2$3"}},
    {LESSON(P(RANK), P(OF), V(UNIT, UNIT_MONTH), MANY),
        .reason = "%s: an ordinal without a weekday is typed in figures.", .offers = {"^1$4"}},
    {LESSON(P(RANK), MANY), .reason = "%s: an ordinal without a weekday is typed in figures.",
        .offers = {"^1$2"}},
    {LESSON(P(LAST), V(UNIT, UNIT_DAY), MANY), .reason = "%s does not say of what.",
        .offers = {"lastdayofmonth$3"}},
    {LESSON(P(ORDINAL), P(WEEKDAY), MANY), .reason = "%s: no month has so many.",
        .offers = {"5th$2$3", "last$2$3"}},

    /* bounds */
    {LESSON(P(NUMBER), P(X)), .reason = "%s: a number of times stands behind a series.",
        .offers = {"daily-x#1", "daily-x10"}},
    {LESSON(MANY, P(NUMBER), P(X)), .reason = "%s: a number of times is typed x10.",
        .offers = {"$1-x#2"}},
    {LESSON(MANY, P(X)),
        .reason = "%s ends in “x”: a number of times stands behind it, and the flags are -t, -c, "
                  "-r and -q.",
        .offers = {"$1-x10", "$1"}},
    {LESSON(MANY, P(X), P(NUMBER)),
        .reason = "%s: a number of times, from 1 to 1000000, stands behind a series.",
        .offers = {"$1-x#3", "every$1-x#3", "$1-x10", "$1"}},
    {LESSON(MANY, P(UNTIL), MANY, P(CLOCK)), .reason = bound_last,
        .offers = {"$1$4$2$3", "$1$2$3"}},
    {LESSON(MANY, P(UNTIL), MANY, P(AT), P(CLOCK)), .reason = bound_last,
        .offers = {"$1$4$5$2$3", "$1$2$3"}},
    {LESSON(MANY, P(UNTIL), P(MONTH), MANY), .reason = "%s: a month names no date.",
        .build = fu_teach_until_month},
    {LESSON(MANY, P(UNTIL), P(NEXT), V(UNIT, UNIT_WEEK)), .reason = "%s: a week names no date.",
        .offers = {"$1-until-nextmonday", "$1-until-nextfriday"}},
    {LESSON(MANY, P(UNTIL), P(NEXT), V(UNIT, UNIT_MONTH)), .reason = "%s: a month names no date.",
        .offers = {"$1-until-1st", "$1-until-eom"}},
    {LESSON(MANY, P(UNTIL), P(NEXT), V(UNIT, UNIT_QUARTER)),
        .reason = "%s: a quarter names no date.", .offers = {"$1-until-eoq"}},
    {LESSON(MANY, P(UNTIL), P(NEXT), V(UNIT, UNIT_YEAR)), .reason = "%s: a year names no date.",
        .offers = {"$1-until-jan1", "$1-until-eoy"}},

    {LESSON(MANY, P(UNTIL), MANY),
        .reason = "%s: “until” stands behind a series and before a date.",
        .offers = {"every$1$2$3", "$1", "$3"}},

    /* months and figures without anything between */
    {LESSON(MANY, P(MONTH), FIGURES('!'), MANY),
        .reason = "%s: say where the day ends and the time or year begins.",
        .build = fu_teach_split},
    {LESSON(P(MONTH), J(CLOCK, '!')),
        .reason = "%s: a clock time behind a month stands behind “at” or a separator.",
        .offers = {"$1-$2"}},
    {LESSON(P(CLOCK), P(MONTH)), .reason = "%s: a clock time stands behind a month.",
        .offers = {"$2-$1"}},
    {LESSON(P(CLOCK), P(ON), P(MONTH)), .reason = "%s: a clock time stands behind a month.",
        .offers = {"$3-$1"}},

    /* clock times */
    {LESSON(MANY, P(CLOCK), MANY, P(CLOCK), MANY), .reason = "%s has two clock times.",
        .build = fu_teach_clash},
    {LESSON(P(AT), P(CLOCK), MANY), .reason = "%s: “at” stands behind the day.",
        .offers = {"$2$3", "$3at$2"}},
    {LESSON(P(ON), MANY),
        .reason = "%s: “on” stands behind a clock time or a series; a day stands alone.",
        .offers = {"$2"}},
    {LESSON(MANY, V(CLOCK, 24 * 60), MANY),
        .reason = "%s: midnight is the end of a day, and recurs every day only.",
        .offers = {"$11159pm$3", "$112am$3", "everymidnight"}},
    {LESSON(P(IN), P(NUMBER)), .reason = "%s: a number behind “in” has a unit.",
        .offers = {"in$2h", "in$2days"}},
    {LESSON(MANY, P(NUMBER), V(UNIT, UNIT_HOUR)),
        .reason = "%s: the hour of a clock time is typed 2pm or 14h00.", .build = fu_teach_hour},
    {LESSON(P(MONTH), P(NUMBER), P(NUMBER)),
        .reason = "%s ends in figures that are neither a year to come nor a clock time.",
        .build = fu_teach_lost_year},
    {LESSON(MANY, P(NUMBER), P(NUMBER)), .reason = colon, .build = fu_teach_minutes},
    {LESSON(MANY, P(NUMBER)), .reason = no_clock, .build = fu_teach_day_number},
    {LESSON(P(NUMBER), MANY), .reason = no_clock, .build = fu_teach_day_number},
};

const size_t fu_lesson_count = sizeof fu_lessons / sizeof fu_lessons[0];
