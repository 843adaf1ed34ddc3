/* What holds for every text: random ones, made of the words and of anything. */
#include "help.h"

#include "../../../src/cadence/words.h"

enum { TEXTS = 12000, WORDS_MAX = 6, MOMENTS = 5 };

static const char *const joints[] = {
    "every", "at", "on", "in", "and", "of", "until", "x", "next", "this", "last"};
static const char *const figures[] = {"1", "2", "3", "15", "31", "9am", "930am", "12pm", "16:30",
    "0930", "2030", "1000", "16h30", "1st", "2nd", "15th", "31st", "2027-03-15", "2045", "30", "5"};

static const char *any_word(void)
{
    size_t count;
    const struct entry *table = fu_words_table(&count);
    switch (dice(4)) {
    case 0:
        return figures[dice(sizeof figures / sizeof figures[0])];
    case 1:
        return joints[dice(sizeof joints / sizeof joints[0])];
    default:
        return table[dice((unsigned)count)].text;
    }
}

static const char *const frames[] = {"every#", "every#on#", "#at#", "#-#", "every##until#", "##",
    "#", "every#x5", "next#", "in##", "every#and#", "#and#", "every##", "###", "every###",
    "daily-until-#", "every1#", "every2#", "1#", "2#3#", "every2#on#at9am", "#of#", "every#of#",
    "##-#", "#.#_#", "3#at#"};

static void make(char *text)
{
    const char *frame = frames[dice(sizeof frames / sizeof frames[0])];
    *text = '\0';
    for (; *frame != '\0'; frame++) {
        char one[] = {*frame, '\0'};
        strcat(text, *frame == '#' ? any_word() : one);
    }
}

static struct fu_cadence_setting any_setting(void)
{
    static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
        "Pacific/Apia", "America/Havana", "Asia/Kathmandu", "UTC", "Pacific/Kiritimati"};
    struct fu_cadence_setting setting = setting_at(SENT + (fu_instant)dice(1000000000));
    setting.zone = zones[dice(8)];
    setting.morning = (int)dice(1440);
    setting.workdays = 1 + dice(127);
    return setting;
}

static void check_refusal(
    const char *text, const struct fu_cadence_setting *setting, const struct fu_refusal *refusal)
{
    assert_true(
        strlen(refusal->reason) > 10 && refusal->reason[strlen(refusal->reason) - 1] == '.');
    assert_null(strchr(refusal->reason, '\n'));
    if (strstr(refusal->reason, "%s") != NULL) {
        fail_msg("%s: the reason is not filled in: %s", text, refusal->reason);
    }
    assert_in_range(refusal->suggestion_count, 1, FU_SUGGESTIONS_MAX);
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        struct fu_schedule schedule;
        struct fu_refusal again;
        const char *offer = refusal->suggestions[i];
        if (fu_cadence_read(arena, offer, strlen(offer), setting, &schedule, NULL, NULL, &again) !=
            FU_OK) {
            fail_msg("%s is offered %s: %s", text, offer, again.reason);
        }
        assert_string_not_equal(offer, text);
    }
}

static void check_schedule(
    const char *text, const struct fu_cadence_setting *setting, const struct fu_schedule *schedule)
{
    struct fu_schedule again;
    struct fu_refusal refusal;
    const char *canonical = schedule->canonical;
    if (fu_cadence_read(
            arena, canonical, strlen(canonical), setting, &again, NULL, NULL, &refusal) != FU_OK) {
        fail_msg("%s: the canonical %s is refused: %s", text, canonical, refusal.reason);
    }
    assert_string_equal(again.canonical, canonical);
    assert_string_equal(again.english, schedule->english);
    assert_string_equal(again.rrule, schedule->rrule);
    assert_int_equal(again.first, schedule->first);
    assert_true(schedule->first > setting->sent);
    fu_instant moments[MOMENTS];
    size_t found;
    struct fu_error error;
    assert_int_equal(
        fu_series_next(schedule, NULL, setting->sent, moments, MOMENTS, &found, &error), FU_OK);
    if (found == 0 || moments[0] != schedule->first) {
        fail_msg("%s does not begin with its first moment", text);
    }
    for (size_t i = 1; i < found; i++) {
        assert_true(moments[i] > moments[i - 1]);
    }
}

static void what_is_accepted_is_whole_and_what_is_offered_is_accepted(void **state)
{
    (void)state;
    int accepted = 0;
    for (int i = 0; i < TEXTS; i++) {
        char text[256];
        make(text);
        struct fu_cadence_setting setting = any_setting();
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        fu_arena_reset(arena);
        if (fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL, &refusal) ==
            FU_OK) {
            check_schedule(text, &setting, &schedule);
            accepted++;
        } else {
            check_refusal(text, &setting, &refusal);
        }
    }
    assert_true(accepted > TEXTS / 50);
}

static void case_never_matters(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    for (int i = 0; i < TEXTS / 4; i++) {
        char text[256], loud[256];
        struct fu_schedule one, two;
        struct fu_refusal refusal;
        make(text);
        size_t length = strlen(text);
        for (size_t k = 0; k <= length; k++) {
            bool letter = text[k] >= 'a' && text[k] <= 'z';
            loud[k] = letter && dice(2) == 0 ? (char)(text[k] - 'a' + 'A') : text[k];
        }
        fu_arena_reset(arena);
        enum fu_status status =
            fu_cadence_read(arena, text, length, &setting, &one, NULL, NULL, &refusal);
        assert_int_equal(
            fu_cadence_read(arena, loud, length, &setting, &two, NULL, NULL, &refusal), status);
        if (status == FU_OK) {
            assert_string_equal(one.canonical, two.canonical);
        }
    }
}

/* Texts of known words: with separators between them they say the same. */
static void a_separator_between_words_changes_nothing(void **state)
{
    (void)state;
    static const char *const sentences[] = {"every 2months", "every monday 830am", "3days 9am",
        "in 3days", "next friday", "friday next week", "15th of may", "3rd thursday of may at 9am",
        "every 1st and 15th", "tomorrow 2pm", "every last friday until dec 31", "daily x 10",
        "every day 6 times", "every 2weeks on monday at 9am", "every other tuesday",
        "9am every day", "1week 3days 5hours", "last day of month", "day after tomorrow",
        "end of quarter", "every mon and thu and fri", "weekdays 9am", "mondays and fridays",
        "this evening", "yearly on may 15", "second friday", "june second", "two days 5hours",
        "every march 30th", "noon tomorrow"};
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        char joined[128] = "";
        const char *spaced = sentences[i];
        for (size_t k = 0, n = 0; spaced[k] != '\0'; k++) {
            /* figures behind figures need one */
            bool needed = spaced[k] == ' ' && k > 0 && spaced[k - 1] >= '0' &&
                          spaced[k - 1] <= '9' && spaced[k + 1] >= '0' && spaced[k + 1] <= '9';
            if (spaced[k] != ' ' || needed) {
                joined[n++] = spaced[k];
                joined[n] = '\0';
            }
        }
        const char *canonical = schedule_of(joined).canonical;
        for (int tries = 0; tries < 30; tries++) {
            char text[256];
            size_t n = 0;
            for (size_t k = 0; spaced[k] != '\0'; k++) {
                if (spaced[k] != ' ') {
                    text[n++] = spaced[k];
                } else {
                    for (unsigned more = dice(3) + 1; more > 0; more--) {
                        text[n++] = "._ -"[dice(strstr(spaced, "mon and") != NULL ? 3 : 4)];
                    }
                }
            }
            text[n] = '\0';
            assert_string_equal(schedule_of(text).canonical, canonical);
        }
    }
}

static void no_bytes_do_harm(void **state)
{
    (void)state;
    struct fu_cadence_setting setting = setting_at(SENT);
    for (int i = 0; i < TEXTS / 2; i++) {
        char bytes[200];
        size_t length = dice(sizeof bytes);
        for (size_t k = 0; k < length; k++) {
            static const char usual[] = "0123456789adehmnorstuvwxy-._ :+/";
            char any = (char)dice(256);
            bytes[k] = dice(8) == 0 && any != '%' ? any : usual[dice(sizeof usual - 1)];
        }
        struct fu_schedule schedule;
        struct fu_refusal refusal;
        fu_arena_reset(arena);
        if (read_bytes(bytes, length, &schedule, &refusal) == FU_OK) {
            bytes[length < sizeof bytes ? length : sizeof bytes - 1] = '\0';
            check_schedule(bytes, &setting, &schedule);
        } else {
            check_refusal("random bytes", &setting, &refusal);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_accepted_is_whole_and_what_is_offered_is_accepted),
        cmocka_unit_test(case_never_matters),
        cmocka_unit_test(a_separator_between_words_changes_nothing),
        cmocka_unit_test(no_bytes_do_harm),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
