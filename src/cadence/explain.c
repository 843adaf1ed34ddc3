/* Why fields have no moment, and what has one. */
#include "suggest.h"

void fu_cadence_explain(struct refuser *refuser, enum trouble trouble, const struct fields *fields)
{
    static const char *const reasons[] = {
        [TROUBLE_NONE] = "",
        [TROUBLE_ZONE] = "The time zone is not one I know.",
        [TROUBLE_BARE_YEAR] =
            "Four digits may be a clock time or a year; “at” or a colon makes them a clock time.",
        [TROUBLE_LATE_YEAR] = "Four digits behind a date may be a clock time or a year.",
        [TROUBLE_PAST_DATE] = "That date is past.",
        [TROUBLE_PAST_TODAY] = "That time of today is past.",
        [TROUBLE_PAST_WEEKDAY] = "That day of this week is past.",
        [TROUBLE_NEVER_COMES] = "That date never comes.",
        [TROUBLE_BEYOND] = "That lies more than 100 years ahead.",
        [TROUBLE_SHORTEST] = "That comes more often than is allowed here.",
        [TROUBLE_ENDS_FIRST] = "That ends before it begins.",
    };
    (void)fields;
    refuser->refusal->reason = reasons[trouble];
}
