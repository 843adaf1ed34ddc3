/* The footer of a TZif file: a POSIX TZ string with the extensions of RFC 9636 section 3.3.1. */
#ifndef FOLLOWUPD_ZONE_RULE_H
#define FOLLOWUPD_ZONE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

enum fu_rule_form {
    FU_RULE_WEEKDAY, /* Mmonth.week.weekday; week 5 is the last */
    FU_RULE_NUMBER,  /* Jn: day 1 to 365, 29 February never counted */
    FU_RULE_INDEX    /* n: day 0 to 365, 29 February counted */
};

/* When in a year a change comes. */
struct fu_rule_change {
    enum fu_rule_form form;
    int month, week, weekday; /* weekday: 0 Sunday … 6 Saturday, as POSIX counts */
    int day;
    int seconds; /* after local midnight, -167 h to 167 h 59 min 59 s */
};

struct fu_rule_time {
    int offset; /* seconds east of UTC */
    char abbreviation[FU_ABBREVIATION_SIZE];
};

struct fu_rule {
    struct fu_rule_time standard, daylight;
    bool changes;                     /* false: standard time for ever */
    struct fu_rule_change start, end; /* of daylight time; end is told in daylight time */
};

/* True and *rule set when the text is such a string. One with daylight time must say when it begins
 * and ends. */
bool fu_rule_parse(const char *text, size_t length, struct fu_rule *rule);

/* The span around an instant, by arithmetic. Its abbreviation belongs to *rule. */
void fu_rule_span(const struct fu_rule *rule, int64_t at, struct fu_span *span);

/* True for one of one to sixteen letters, digits, '+' and '-'. */
bool fu_abbreviation_valid(const char *text, size_t length);

#endif
