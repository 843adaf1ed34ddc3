/* Searches for the text that costs most to answer, and prints what it costs.
 *
 *   bench-hardest [SECONDS [SEED]]
 *
 * Texts made of pieces of the language are changed step by step, and a change stays when the text
 * costs more than before. The texts that an earlier, longer search found are where some climbs
 * begin. What is printed is the least of many measurements of each climb's end: a line "hardest
 * MICROSECONDS TEXT" for the dearest, and "answered COUNT" for how many texts were tried. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "followupd/cadence/cadence.h"
#include "followupd/record/person.h"

enum {
    SECONDS = 20,
    STEPS = 3000, /* of one climb */
    BRIEF = 3,    /* measurements of a step */
    LONG = 50,    /* of a climb's end */
    ROOM = 2 * FU_CADENCE_TEXT_MAX
};

#define SENT INT64_C(1794994200)
#define COUNT(items) (sizeof items / sizeof items[0])

static const char *const found[] = {
    " 935am6weekdays1000dys6monthurs1130ysjulayysamonthlywm9."
    "xdyabusinessdayonfri612pmon3twonow9d9aeight00mhh2030andfivewedslast330",
    "553 "
    ".yrs4w1dys1000secsanthureobduysiw2thrwkb1nd9:30wa2th3nd3rd1r6tht9tht9:39ehrtoenw+930amthr+"
    "febasht9thura+t+ht9a+a+u+30+11my",
    "2027everymonthurthusineofyawhe11st2nds2aau2th6al1thurs2thods2nd2thryou11st11stneo10theteo2th:"
    "hual1th1aotwh1st2st30eh2th1s1th2th",
    "1630wednesdaysmonthuedsaysn2j7rd2ndm3rdx2ndi2-1:30:03ther2pm-2nd32th2thmo2th2h1.6:30:"
    "ho11st7ther2nd31stidd.nery7.2th22nd9sta-u",
    "every.--"
    "2045mon6thsata2nd9thurd1themdd1thefortnightstonightfortnightdeoweone15th2nd32nd3rdrtto11stt3rd"
    "8aueoweo1thsgtofi1st2th-h",
    "930amthursdays5th4thurmmo930am2thismsep8thaughourmapr0thursdaystuneowdays15st2the2th0sttei2the"
    "kdua31rda24:00yau9u2thg9:30eoyt"};

static const char *const pieces[] = {"every", "at", "on", "in", "and", "of", "the", "until", "x",
    "next", "this", "last", "1st", "2nd", "2th", "3rd", "11st", "15th", "9am", "9a", "9:30",
    "930am", "16h30", "0930", "1630", "2030", "1", "3", "12", "30", "1000", "mon", "tues", "thur",
    "sunday", "wedn", "jan", "march", "sept", "day", "days", "week", "m", "h", "mo", "year",
    "workdays", "businessdays", "noon", "evening", "tomorrow", "tonight", "weekend", "second",
    "fortnight", "end-of-month", "monthly", "a", "two", "for", "half", "please", "-", ".", " ", "+",
    "+a", "-t", "t", "s", "e"};

static uint64_t state;
static struct fu_arena *arena;
static unsigned long answered;

static unsigned dice(unsigned sides)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % sides;
}

static double microseconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* The least of some measurements, of one core: what the machine does besides counts for nothing. */
static double cost(const char *text, int measurements)
{
    static const struct fu_cadence_setting setting = {.sent = SENT,
        .zone = "Europe/Berlin",
        .morning = 480,
        .workdays = FU_WORKDAYS_DEFAULT,
        .shortest = 3600};
    double least = 1e9;
    for (int i = 0; i < measurements; i++) {
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        fu_arena_reset(arena);
        double begin = microseconds(CLOCK_PROCESS_CPUTIME_ID);
        fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal);
        double spent = microseconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
        least = spent < least ? spent : least;
        answered++;
    }
    return least;
}

/* Leaves out a few characters, puts a piece in, or copies a part of the text to another place. */
static void change(char *text)
{
    char part[ROOM + 1];
    size_t length = strlen(text);
    size_t at = dice((unsigned)length + 1);
    size_t count = dice(12) + 1;
    count = at + count > length ? length - at : count;
    if (dice(4) == 0) {
        memmove(text + at, text + at + count, length - at - count + 1);
        return;
    }
    if (dice(3) == 0) {
        memcpy(part, text + at, count);
        part[count] = '\0';
    } else {
        strcpy(part, pieces[dice(COUNT(pieces))]);
    }
    size_t more = strlen(part);
    if (length + more <= FU_CADENCE_TEXT_MAX) {
        at = dice((unsigned)length + 1);
        memmove(text + at + more, text + at, length - at + 1);
        memcpy(text + at, part, more);
    }
}

static void climb(char *text, double end)
{
    double dearest = cost(text, BRIEF);
    for (int step = 0; step < STEPS && microseconds(CLOCK_MONOTONIC) < end; step++) {
        char next[ROOM + 1];
        strcpy(next, text);
        for (unsigned changes = dice(3) + 1; changes > 0; changes--) {
            change(next);
        }
        if (cost(next, BRIEF) > dearest) {
            double again = cost(next, 2 * BRIEF);
            if (again > dearest) {
                dearest = again;
                strcpy(text, next);
            }
        }
    }
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : SECONDS;
    double end = microseconds(CLOCK_MONOTONIC) + seconds * 1e6;
    char hardest[ROOM + 1] = "";
    double dearest = 0;
    state = argc > 2 ? (uint64_t)atoll(argv[2]) : 20261118;
    arena = fu_arena_new();
    for (size_t climbs = 0; climbs < COUNT(found) || microseconds(CLOCK_MONOTONIC) < end;
         climbs++) {
        char text[ROOM + 1];
        strcpy(text, climbs < COUNT(found) ? found[climbs] : pieces[dice(COUNT(pieces))]);
        climb(text, climbs < COUNT(found) ? 0 : end);
        double spent = cost(text, LONG);
        if (spent > dearest) {
            dearest = spent;
            strcpy(hardest, text);
        }
    }
    printf("hardest %.0f %s\nanswered %lu\n", dearest, hardest, answered);
    fu_arena_free(&arena);
    return 0;
}
