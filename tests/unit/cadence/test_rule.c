/* Recurrence rules as text: what is written is read, and nothing else is. */
#include "help.h"

#include "../../../src/cadence/rule.h"

static const char *const written[] = {
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=6",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3;AFTER=20261120",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=0;AFTER=20261120",
    "FREQ=MONTHLY;INTERVAL=2",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=MONTHLY;BYMONTHDAY=28",
    "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,28,29,30,31;BYSETPOS=1,2,-1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=1,3,-1",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=5SU",
    "FREQ=HOURLY;INTERVAL=4;UNTIL=20261231T225959Z",
    "FREQ=MINUTELY;INTERVAL=90;COUNT=1000000",
    "FREQ=SECONDLY;INTERVAL=1000",
};

static const char *const foreign[] = {
    "",
    "FREQ",
    "FREQ=",
    "FREQ=FORTNIGHTLY",
    "FREQ=DAILY;UNTIL=X0271231T225959Z",
    "FREQ=DAILY;UNTIL=2027X231T225959Z",
    "FREQ=DAILY;UNTIL=202712X1T225959Z",
    "FREQ=DAILY;UNTIL=20271231TX25959Z",
    "FREQ=DAILY;UNTIL=20271231T22X959Z",
    "FREQ=DAILY;UNTIL=20271231T2259X9Z",
    "FREQ=MONTHLY;BYMONTHDAY=-1,5",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1",
    "FREQ=MONTHLY;BYMONTHDAY=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
    "FREQ=DAILY;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;"
    "COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1;COUNT=1",
    "FREQ=DAILY;COUNT=3;AFTER=20261120",
    "FREQ=HOURLY;COUNT=3;AFTER=20261120",
    "FREQ=WEEKLY;COUNT=3;AFTER=20261120",
    "FREQ=WEEKLY;BYDAY=MO;AFTER=20261120",
    "FREQ=WEEKLY;BYDAY=MO;AFTER=20261120;COUNT=3",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=3;AFTER=2026112",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=3;AFTER=20261131",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=3;AFTER=2026X120",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=3;AFTER=19700101",
    "freq=daily",
    "FREQ=DAILY;",
    "FREQ=DAILY;;",
    ";FREQ=DAILY",
    "RRULE:FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=1",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=65537",
    "FREQ=DAILY;INTERVAL=99999999999",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;COUNT=99999999999",
    "FREQ=DAILY;COUNT=3;UNTIL=20261231T225959Z",
    "FREQ=DAILY;UNTIL=20261231",
    "FREQ=DAILY;UNTIL=20261331T225959Z",
    "FREQ=DAILY;UNTIL=20260230T225959Z",
    "FREQ=DAILY;UNTIL=20261231T225959",
    "FREQ=DAILY;UNTIL=20261231X225959Z",
    "FREQ=DAILY;WKST=SU",
    "FREQ=DAILY;BYHOUR=8",
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=1",
    "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;BYDAY=TU,MO",
    "FREQ=WEEKLY;BYDAY=MO,MO",
    "FREQ=WEEKLY;BYDAY=MO,",
    "FREQ=WEEKLY;BYDAY=M",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=6TU",
    "FREQ=MONTHLY;BYDAY=0TU",
    "FREQ=MONTHLY;BYDAY=-2TU",
    "FREQ=MONTHLY;BYDAY=2XX",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=-2",
    "FREQ=MONTHLY;BYMONTHDAY=15,1",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-2",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=9",
    "FREQ=MONTHLY;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYWEEKNO=53",
    "FREQ=YEARLY;BYYEARDAY=100",
    "INTERVAL=2;FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=2;INTERVAL=2",
};

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        struct rule rule;
        struct draft draft;
        if (!fu_recur_parse(written[i], &rule)) {
            fail_msg("%s is not read", written[i]);
        }
        fu_draft_clear(&draft);
        fu_recur_print(&draft, &rule);
        assert_string_equal(fu_draft_text(&draft), written[i]);
    }
}

static void nothing_else_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        struct rule rule;
        if (fu_recur_parse(foreign[i], &rule)) {
            fail_msg("%s is read", foreign[i]);
        }
    }
}

static void every_set_of_month_days_is_written_and_read(void **state)
{
    (void)state;
    for (int i = 0; i < 200000; i++) {
        struct rule rule = {.frequency = FREQUENCY_MONTHLY, .interval = 1, .until = FU_NEVER};
        struct rule again;
        struct draft draft;
        rule.month_days = (uint32_t)dice(0x10000) << 15 ^ (uint32_t)dice(0x10000);
        rule.month_days &= INT32_MAX;
        if (rule.month_days == 0) {
            continue;
        }
        fu_draft_clear(&draft);
        fu_recur_print(&draft, &rule);
        assert_true(fu_recur_parse(fu_draft_text(&draft), &again));
        assert_int_equal(again.month_days, rule.month_days);
    }
}

static void a_rule_with_its_end_cut_off_is_not_read_beyond_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        size_t length = strlen(written[i]);
        for (size_t cut = 0; cut < length; cut++) {
            struct rule rule;
            char *text = malloc(cut + 1);
            assert_non_null(text);
            memcpy(text, written[i], cut);
            text[cut] = '\0';
            fu_recur_parse(text, &rule);
            free(text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(nothing_else_is_read),
        cmocka_unit_test(every_set_of_month_days_is_written_and_read),
        cmocka_unit_test(a_rule_with_its_end_cut_off_is_not_read_beyond_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
