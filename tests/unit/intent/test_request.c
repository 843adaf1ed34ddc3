/* One local part to one request: words, tokens, cadences, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/cadence/cadence.h"
#include "followupd/intent/intent.h"

#define TOKEN "k5qzj2xw4m7ta3fbn6ru"

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

struct row {
    const char *text;
    enum fu_request_kind kind;
    const char *cadence;
    const char *token;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct fu_request request;
        memset(&request, 0xAA, sizeof request);
        fu_intent_request(arena, rows[i].text, &request);
        if (request.kind != rows[i].kind) {
            print_error("%s: kind %d\n", rows[i].text, (int)request.kind);
        }
        assert_int_equal(request.kind, rows[i].kind);
        assert_string_equal(request.cadence, rows[i].cadence);
        assert_string_equal(request.token, rows[i].token);
        bool refused = request.kind == FU_REQUEST_REFUSE;
        assert_int_equal(*request.reason != '\0', refused);
        assert_true(request.suggestion_count <= FU_SUGGESTIONS_MAX);
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(rows)[0])

static void words_do_what_the_interface_says(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"done", FU_REQUEST_DONE, "", ""},
        {"skip", FU_REQUEST_SKIP, "", ""},
        {"cancel", FU_REQUEST_CANCEL, "", ""},
        {"undo", FU_REQUEST_UNDO, "", ""},
        {"list", FU_REQUEST_LIST, "", ""},
        {"pending", FU_REQUEST_LIST, "", ""},
        {"help", FU_REQUEST_HELP, "", ""},
        {"formats", FU_REQUEST_HELP, "", ""},
        {"commands", FU_REQUEST_HELP, "", ""},
        {"autocomplete", FU_REQUEST_HELP, "", ""},
        {"contacts", FU_REQUEST_CONTACTS, "", ""},
        {"settings", FU_REQUEST_SETTINGS, "", ""},
        {"feed", FU_REQUEST_FEED, "", ""},
        {"explain", FU_REQUEST_EXPLAIN, "", ""},
    };
    CHECK(rows);
}

static void a_word_before_a_token_acts_on_what_the_token_names(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"done+" TOKEN, FU_REQUEST_DONE, "", TOKEN},
        {"skip+" TOKEN, FU_REQUEST_SKIP, "", TOKEN},
        {"cancel+" TOKEN, FU_REQUEST_CANCEL, "", TOKEN},
        {"undo+" TOKEN, FU_REQUEST_UNDO, "", TOKEN},
        {"reply+" TOKEN, FU_REQUEST_REPLY, "", TOKEN},
        {"list+" TOKEN, FU_REQUEST_LIST, "", TOKEN},
        {"pending+x", FU_REQUEST_LIST, "", "x"},
        {"check+nonce7", FU_REQUEST_CHECK, "", "nonce7"},
        {"done+damaged", FU_REQUEST_DONE, "", "damaged"},
        {"DONE+K5QZJ2XW4M7TA3FBN6RU", FU_REQUEST_DONE, "", TOKEN},
    };
    CHECK(rows);
}

static void a_lost_token_does_not_make_another_request(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"cancel+", FU_REQUEST_REFUSE, "cancel+", ""},
        {"done+", FU_REQUEST_REFUSE, "done+", ""},
        {"reply", FU_REQUEST_REFUSE, "reply", ""},
        {"reply+", FU_REQUEST_REFUSE, "reply+", ""},
        {"check", FU_REQUEST_REFUSE, "check", ""},
        {"+" TOKEN, FU_REQUEST_REFUSE, "", TOKEN},
        {TOKEN, FU_REQUEST_REFUSE, TOKEN, ""},
    };
    CHECK(rows);
}

static void a_word_is_one_only_by_itself(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"help+x", FU_REQUEST_REFUSE, "help+x", ""},
        {"lists", FU_REQUEST_REFUSE, "lists", ""},
        {"don", FU_REQUEST_REFUSE, "don", ""},
        {"donee", FU_REQUEST_REFUSE, "donee", ""},
        {"done-now", FU_REQUEST_REFUSE, "done-now", ""},
        {"helpdesk", FU_REQUEST_REFUSE, "helpdesk", ""},
    };
    CHECK(rows);
}

static void a_refused_text_names_the_word_that_it_is_near_to(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"setting", "settings"}, {"lists", "list"},
        {"helps", "help"}, {"undoo", "undo"}, {"Cancell", "cancel"}, {"contact", "contacts"},
        {"skpi", "skip"}, {"don", "done"}, {"settin", "settings"}, {"settings+x", "settings"},
        {"undoo+" TOKEN, "undo+" TOKEN}, {"cancell+" TOKEN, "cancel+" TOKEN},
        {"explian+3days", "explain+3days"}, {"cancell+", NULL}, {"cancel+", NULL}, {"reply", NULL},
        {"week", NULL}, {"hour", NULL}, {"fried", NULL}, {"set", NULL}, {"3dyas", NULL},
        {"fridayy", NULL}, {"d", NULL}, {"done-now", NULL}, {"", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fu_request request;
        fu_intent_request(arena, rows[i][0], &request);
        assert_int_equal(request.kind, FU_REQUEST_REFUSE);
        if (rows[i][1] == NULL) {
            if (request.near != NULL) {
                print_error("%s: near %s\n", rows[i][0], request.near);
            }
            assert_null(request.near);
        } else {
            assert_non_null(request.near);
            assert_string_equal(request.near, rows[i][1]);
        }
        fu_intent_line(arena, rows[i][0], &request);
        assert_null(request.near);
    }
}

static void reserved_names_are_left_alone(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"postmaster", FU_REQUEST_IGNORE, "", ""},
        {"abuse", FU_REQUEST_IGNORE, "", ""},
        {"root", FU_REQUEST_IGNORE, "", ""},
        {"mailer-daemon", FU_REQUEST_IGNORE, "", ""},
        {"MAILER-DAEMON", FU_REQUEST_IGNORE, "", ""},
        {"noreply", FU_REQUEST_IGNORE, "", ""},
        {"bounce", FU_REQUEST_IGNORE, "", ""},
        {"bounce+" TOKEN, FU_REQUEST_IGNORE, "", ""},
        {"bounce+17-" TOKEN, FU_REQUEST_IGNORE, "", TOKEN},
        {"bounce+17-short", FU_REQUEST_IGNORE, "", ""},
        {"bounces", FU_REQUEST_REFUSE, "bounces", ""},
        {"rootcanal", FU_REQUEST_REFUSE, "rootcanal", ""},
    };
    CHECK(rows);
}

static void cadences_make_follow_ups(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"3days", FU_REQUEST_FOLLOW_UP, "3days", ""},
        {"Every2Months", FU_REQUEST_FOLLOW_UP, "every2months", ""},
        {"aug15-9am", FU_REQUEST_FOLLOW_UP, "aug15-9am", ""},
        {"3days-t+acme", FU_REQUEST_FOLLOW_UP, "3days-t+acme", ""},
        {"3 days", FU_REQUEST_FOLLOW_UP, "3 days", ""},
        {"every monday 8:30am", FU_REQUEST_FOLLOW_UP, "every monday 8:30am", ""},
    };
    CHECK(rows);
}

static void a_cadence_before_a_token_snoozes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"3days+" TOKEN, FU_REQUEST_SNOOZE, "3days", TOKEN},
        {"nextweek+" TOKEN, FU_REQUEST_SNOOZE, "nextweek", TOKEN},
        {"3days+acme+" TOKEN, FU_REQUEST_SNOOZE, "3days+acme", TOKEN},
        {"3days-q+" TOKEN, FU_REQUEST_SNOOZE, "3days-q", TOKEN},
        {"3DAYS+K5QZJ2XW4M7TA3FBN6RU", FU_REQUEST_SNOOZE, "3days", TOKEN},
        {"3dyas+" TOKEN, FU_REQUEST_REFUSE, "3dyas", TOKEN},
        /* One letter more or less, or one that base32 has not, is a tag: too long a one. */
        {"3days+k5qzj2xw4m7ta3fbn6r", FU_REQUEST_REFUSE, "3days+k5qzj2xw4m7ta3fbn6r", ""},
        {"3days+" TOKEN "x", FU_REQUEST_REFUSE, "3days+" TOKEN "x", ""},
        {"3days+k5qzj2xw4m7ta3fbn6r1", FU_REQUEST_REFUSE, "3days+k5qzj2xw4m7ta3fbn6r1", ""},
        {"3days+k5qzj2xw4m7ta3fb", FU_REQUEST_FOLLOW_UP, "3days+k5qzj2xw4m7ta3fb", ""},
        {"3days+" TOKEN "+acme", FU_REQUEST_REFUSE, "3days+" TOKEN "+acme", ""},
    };
    CHECK(rows);
}

static void explaining_makes_nothing(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"explain+3days", FU_REQUEST_EXPLAIN, "3days", ""},
        {"explain+every2months+acme", FU_REQUEST_EXPLAIN, "every2months+acme", ""},
        {"explain+3days+" TOKEN, FU_REQUEST_EXPLAIN, "3days+" TOKEN, ""},
    };
    struct fu_request request;
    fu_intent_request(arena, rows[0].text, &request);
    assert_string_equal(request.reason, "");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fu_intent_request(arena, rows[i].text, &request);
        assert_int_equal(request.kind, rows[i].kind);
        assert_string_equal(request.cadence, rows[i].cadence);
        assert_string_equal(request.token, "");
    }
    fu_intent_request(arena, "explain+3dyas", &request);
    assert_int_equal(request.kind, FU_REQUEST_EXPLAIN);
    assert_true(*request.reason != '\0');
    assert_string_equal(request.suggestions[0], "3days");
}

static void a_refusal_teaches(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "3dyas", "15", "friday+3pm", "0days", "x@y", "\x01\xFF",
        "everysecondfriday", "+", "++", "-", "a+b+c+d", "3days+"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fu_request request;
        struct fu_cadence *cadence;
        struct fu_refusal refusal;
        fu_intent_request(arena, texts[i], &request);
        assert_int_equal(request.kind, FU_REQUEST_REFUSE);
        assert_string_equal(request.cadence, texts[i]);
        assert_int_equal(
            fu_cadence_parse(arena, texts[i], strlen(texts[i]), &cadence, &refusal), FU_BAD_INPUT);
        assert_string_equal(request.reason, refusal.reason);
        assert_int_equal(request.suggestion_count, refusal.suggestion_count);
        for (size_t s = 0; s < refusal.suggestion_count; s++) {
            assert_string_equal(request.suggestions[s], refusal.suggestions[s]);
        }
    }
}

static void a_text_of_any_length_is_read_or_refused(void **state)
{
    (void)state;
    char text[4096];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    struct fu_request request;
    fu_intent_request(arena, text, &request);
    assert_int_equal(request.kind, FU_REQUEST_REFUSE);
    memset(text, '+', sizeof text - 1);
    fu_intent_request(arena, text, &request);
    assert_int_equal(request.kind, FU_REQUEST_REFUSE);
}

static void a_line_of_a_reply_may_be_dressed_as_people_dress_words(void **state)
{
    static const struct {
        const char *line;
        enum fu_request_kind kind;
    } rows[] = {{"Done.", FU_REQUEST_DONE}, {"cancel!!", FU_REQUEST_CANCEL},
        {"Next Friday 9am.", FU_REQUEST_FOLLOW_UP}, {"undo", FU_REQUEST_UNDO},
        {"...", FU_REQUEST_REFUSE}, {"", FU_REQUEST_REFUSE},
        {"Done, thank you.", FU_REQUEST_REFUSE}, {"done…", FU_REQUEST_DONE},
        {"done。", FU_REQUEST_DONE}, {"Done！", FU_REQUEST_DONE}, {"*done*", FU_REQUEST_DONE},
        {"**Done.**", FU_REQUEST_DONE}, {"“done.”", FU_REQUEST_DONE},
        {"'cancel'", FU_REQUEST_CANCEL}, {"«3 days»", FU_REQUEST_FOLLOW_UP},
        {"- done", FU_REQUEST_DONE}, {"• undo", FU_REQUEST_UNDO}, {"done 👍", FU_REQUEST_DONE},
        {"done ✅", FU_REQUEST_DONE}, {"Done! ❤️👍🏽", FU_REQUEST_DONE},
        {"👍", FU_REQUEST_REFUSE}, {"*", FU_REQUEST_REFUSE}, {"- ", FU_REQUEST_REFUSE},
        {"-done", FU_REQUEST_REFUSE}, {"don’t", FU_REQUEST_REFUSE},
        {"2026–11–30", FU_REQUEST_FOLLOW_UP}, {"2026‑11‑30 9am", FU_REQUEST_FOLLOW_UP},
        {"3days–t", FU_REQUEST_FOLLOW_UP}, {"every friday—x10", FU_REQUEST_FOLLOW_UP}};
    struct fu_request request;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fu_intent_line(arena, rows[i].line, &request);
        if (request.kind != rows[i].kind) {
            fail_msg("“%s” is %d", rows[i].line, (int)request.kind);
        }
    }
}

/* The same first line, once meant for us and once for somebody else. */
static void a_mistyped_time_is_told_from_prose(void **state)
{
    static const char *const times[] = {"3dyas", "tomorow 9am", "next frday", "Next Frday.",
        "in 3 dyas", "every mondya", "evry monday", "nxt monday", "next weke", "2 wekks",
        "3 dayz 9am", "wendesday 3pm", "25th of decembr", "in a fortnigth", "tommorrow!",
        "last frday", "monday?", "5", "9", "24.12.2126 18:00", "5-jan-99", "24.12.2126",
        "5 jan 99 9am"};
    static const char *const prose[] = {"Dear Bob, what do you think?", "Thanks!", "ok", "OK.",
        "I will call her tomorrow then", "yes", "no", "No!", "Hi", "Dan", "soon", "later",
        "Not today", "not monday", "ok monday", "see you monday", "call Bob monday",
        "Monday works for me", "please remind me monday", "tomorrow then", "may be", "I may",
        "Dear May", "Marcy,", "Marcy:", "march on", "sun is out", "done thanks", "Everyone agreed",
        "everyone", "many thanks", "the", "3things", "next time", "Fine", "Nice", "Great", "", " ",
        "24.12.2126 works for me", "2126-12-24 works for me", "on 24.12.2126 we meet",
        "24.12.2126, 18:00 at Bob's", "3 of us meet 24.12.2126", "5-jan-99:"};
    struct fu_request request;

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        fu_intent_line(arena, times[i], &request);
        if (!fu_intent_mistyped(times[i], &request)) {
            fail_msg("“%s” is taken for prose", times[i]);
        }
    }
    for (size_t i = 0; i < sizeof prose / sizeof prose[0]; i++) {
        fu_intent_line(arena, prose[i], &request);
        if (fu_intent_mistyped(prose[i], &request)) {
            fail_msg("“%s” is taken for a time, %s", prose[i], request.suggestions[0]);
        }
    }
}

static void what_was_understood_is_not_mistyped(void **state)
{
    struct fu_request request;

    (void)state;
    fu_intent_line(arena, "3 days", &request);
    assert_false(fu_intent_mistyped("3 days", &request));
    fu_intent_line(arena, "done", &request);
    assert_false(fu_intent_mistyped("done", &request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_do_what_the_interface_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_word_before_a_token_acts_on_what_the_token_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_lost_token_does_not_make_another_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_is_one_only_by_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_refused_text_names_the_word_that_it_is_near_to, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reserved_names_are_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cadences_make_follow_ups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cadence_before_a_token_snoozes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(explaining_makes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_line_of_a_reply_may_be_dressed_as_people_dress_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_mistyped_time_is_told_from_prose, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_understood_is_not_mistyped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_refusal_teaches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_of_any_length_is_read_or_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
