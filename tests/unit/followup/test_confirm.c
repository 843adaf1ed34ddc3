/* What is told of a letter's cadences: to whom it is news, once, and with a way back. */
#include "answering.h"

#include "../../../src/followup/reply.h"

static void nothing_is_confirmed_to_whom_does_not_want_it(void **state)
{
    struct world *world = *state;

    wants(world, FU_CONFIRM_NEVER);
    assert_int_equal(bring(world, "3days"), 0);
    assert_int_equal(bring(world, "every2months"), 0);
}

static void everything_is_confirmed_to_whom_wants_it_but_what_is_quiet(void **state)
{
    struct world *world = *state;

    wants(world, FU_CONFIRM_ALWAYS);
    assert_int_equal(bring(world, "3days"), 1);
    assert_int_equal(bring(world, "3days"), 1);
    assert_int_equal(bring(world, "3days-q"), 0);
    assert_int_equal(bring(world, "every2months-q"), 0);
}

static void what_a_quiet_one_ends_is_told(void **state)
{
    struct world *world = *state;
    struct fu_letter *mail = numbered(world, "4days-c-q");
    size_t before;

    wants(world, FU_CONFIRM_NEVER);
    assert_int_equal(bring(world, "3days-c-q"), 0);
    before = answers(world);
    mail->message_id = "later@example.org";
    mail->in_reply_to = "n1@example.org";
    take(world, mail, NOW, NOW);
    assert_int_equal(answers(world) - before, 1);
    assert_says(world, "undo+");
    assert_int_equal(get(world, 1)->state, FU_CANCELLED);
}

static void news_is_a_text_used_for_the_first_time(void **state)
{
    struct world *world = *state;

    wants(world, FU_CONFIRM_NEW);
    assert_int_equal(bring(world, "3days"), 1);
    assert_int_equal(bring(world, "3d"), 0);
    assert_int_equal(bring(world, "3days+acme"), 0);
    assert_int_equal(bring(world, "3days-t"), 1);
    assert_int_equal(bring(world, "4days-q"), 0);
    assert_int_equal(bring(world, "4days"), 0);
}

static void every_series_is_news_and_what_lies_over_a_year_ahead(void **state)
{
    struct world *world = *state;

    wants(world, FU_CONFIRM_NEW);
    assert_int_equal(bring(world, "mondays"), 1);
    assert_int_equal(bring(world, "mondays"), 1);
    assert_int_equal(bring(world, "366days") + bring(world, "367days"), 2);
    assert_int_equal(bring(world, "366days"), 0);
    assert_int_equal(bring(world, "367days"), 1);
}

static void copies_of_a_mail_are_answered_once(void **state)
{
    struct world *world = *state;
    const char *const cadences[] = {"3days", "every2months", "3dyas"};
    struct fu_taking taking = {
        .store = world->store, .settings = &world->settings, .arena = world->arena, .now = NOW};
    size_t i;

    wants(world, FU_CONFIRM_NEW);
    begin(world);
    for (i = 0; i < 3; i++) {
        const struct fu_arrival arrival = {.origin = {"main", 1, ++world->uid},
            .arrived = NOW,
            .letter = letter(world, "copy@example.org", cadences[i]),
            .raw = ""};

        assert_good(world, fu_followup_take(&taking, &arrival, &world->taken, &world->error));
        assert_true(world->taken.owes_mail);
    }
    assert_good(world, fu_followup_answer(&taking, &world->error));
    assert_good(world, fu_followup_answer(&taking, &world->error));
    commit(world);
    assert_int_equal(answers(world), 1);
    assert_says(world, "2 of them made a follow-up");
}

static void a_mail_met_again_is_not_confirmed_again(void **state)
{
    struct world *world = *state;
    struct fu_letter *same = letter(world, "same@example.org", "every2months");

    wants(world, FU_CONFIRM_ALWAYS);
    take(world, same, NOW, NOW);
    take(world, same, NOW, NOW);
    assert_int_equal(answers(world), 1);
}

static void an_offset_that_is_not_theirs_is_asked_about_once_in_thirty_days(void **state)
{
    struct world *world = *state;
    struct fu_letter *there;
    int day;

    wants(world, FU_CONFIRM_NEW);
    bring(world, "3days");
    for (day = 0; day <= 30; day++) {
        there = numbered(world, "3days");
        there->date = NOW + day * (fu_instant)DAY;
        there->date_offset = 540;
        take(world, there, there->date, there->date);
    }
    assert_int_equal(answers(world), 3);
    assert_says(world, "+09:00");
    assert_says(world, "Asia/Tokyo");
}

static void a_date_that_is_not_believed_raises_no_question(void **state)
{
    struct world *world = *state;
    struct fu_letter *there = numbered(world, "3days-q");

    wants(world, FU_CONFIRM_NEW);
    take(world, there, NOW, NOW);
    there = numbered(world, "3days");
    there->date = NOW - 8 * DAY;
    there->date_offset = 540;
    take(world, there, NOW, NOW);
    assert_int_equal(answers(world), 0);
}

static void the_limit_of_pending_ones_is_said_once_a_day(void **state)
{
    struct world *world = *state;

    world->settings.max_pending = 1;
    bring(world, "3days");
    assert_int_equal(bring(world, "4days"), 1);
    assert_says(world, "max_pending");
    assert_int_equal(bring(world, "5days"), 0);
    assert_string_equal(decision(world), "refused");
    take(world, numbered(world, "6days"), NOW + DAY, NOW + DAY);
    assert_int_equal(answers(world), 2);
}

static void waiting_is_said_once_a_day_and_traced_for_each_mail(void **state)
{
    struct world *world = *state;

    world->settings.max_mail_per_hour = 1;
    bring(world, "3days");
    assert_int_equal(bring(world, "4days"), 1);
    assert_true(world->taken.owes_mail);
    assert_string_equal(decision(world), "waiting");
    assert_int_equal(bring(world, "5days"), 0);
    assert_string_equal(decision(world), "waiting");
}

/* Beyond the hundredth answer only what must be said is, and of that so much; what needs more
 * waits, and nothing is filed away without a word. */
static void the_hundredth_answer_of_a_day_is_the_last_but_for_what_must_be_said(void **state)
{
    struct world *world = *state;
    int i;

    for (i = 1; i < FU_ANSWERS_PER_DAY; i++)
        bring(world, "list");
    assert_null(strstr(last_answer(world), "within a day"));
    assert_int_equal(bring(world, "list"), 1);
    assert_says(world, "answer number 100 within a day");
    assert_int_equal(bring(world, "list"), 0);
    bring(world, "3days");
    assert_int_equal(world->taken.followups, 1);
    assert_int_equal(bring(world, "cancel"), 1);
    assert_says(world, "is ended");
    for (i = 2; i < FU_ANSWERS_BEYOND; i++)
        assert_int_equal(bring(world, "3dyas"), 1);
    assert_null(strstr(last_answer(world), "the last answer for today"));
    assert_int_equal(bring(world, "3dyas"), 1);
    assert_says(world, "the last answer for today");
}

static void what_comes_at_once_does_not_wait_for_its_confirmation(void **state)
{
    static const char *const late[] = {"1h", "daily-until-nov17", "daily8am-x1"};
    struct world *world = *state;
    struct fu_letter *mail;
    size_t i;

    for (i = 0; i < FU_ANSWERS_PER_DAY; i++)
        bring(world, "list");
    for (i = 0; i < FU_ANSWERS_BEYOND; i++)
        bring(world, "3dyas");
    for (i = 0; i < sizeof late / sizeof *late; i++) {
        mail = numbered(world, late[i]);
        mail->date = NOW - 3 * DAY;
        take(world, mail, NOW, NOW);
        assert_int_equal(world->taken.fate, FU_FATE_FILE);
        assert_int_equal(world->taken.followups, 1);
    }
}

static void what_must_be_said_and_cannot_waits_and_the_rest_is_done(void **state)
{
    static const char *const waits[] = {
        "3dyas", "cancel", "done+aaaaaaaaaaaaaaaaaaaa", "1999-01-01", "4days-c", "settings"};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < FU_ANSWERS_PER_DAY; i++)
        bring(world, "list");
    for (i = 0; i < FU_ANSWERS_BEYOND; i++)
        bring(world, "3dyas");
    for (i = 0; i < sizeof waits / sizeof *waits; i++) {
        assert_int_equal(bring(world, waits[i]), 0);
        assert_int_equal(world->taken.fate, FU_FATE_WAIT);
        assert_string_equal(decision(world), "waiting");
    }
    assert_int_equal(bring(world, "list"), 0);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    bring(world, "3days");
    assert_int_equal(world->taken.followups, 1);
    act(world, DONE, only_followup(world), 0, NOW, NULL);
    i = answers(world);
    take(world, numbered(world, "3dyas"), NOW + DAY - 1, NOW + DAY - 1);
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
    take(world, numbered(world, "3dyas"), NOW + DAY, NOW + DAY);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    assert_int_equal(answers(world), i + 1);
}

/* A mail of a thread that begins with "first@…" and has 3days@ in Cc. */
static struct fu_letter *in_thread(struct world *world, const char *message_id, const char *from)
{
    static const char *const first[] = {"first@example.org"};
    struct fu_letter *mail = letter(world, message_id, "3days");
    struct fu_mailbox *cc = fu_arena_allocate(world->arena, 1, sizeof *cc);

    cc->name = "";
    cc->address = mail->recipients[0].address;
    mail->cc = (struct fu_mailbox_list){cc, 1};
    mail->from.address = from;
    if (strcmp(message_id, first[0]) != 0) {
        mail->references = first;
        mail->reference_count = 1;
    }
    return mail;
}

static void a_reply_to_all_makes_no_second_follow_up_whoever_writes_it_and_whenever(void **state)
{
    struct world *world = *state;
    struct fu_letter *again;

    take(world, in_thread(world, "first@example.org", "alice@example.org"), NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    take(world, in_thread(world, "second@example.org", "bob@example.org"), NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    assert_string_equal(decision(world), "in thread");
    act(world, DONE, only_followup(world), 0, NOW, NULL);
    take(world, in_thread(world, "third@example.org", "alice@example.org"), NOW, NOW);
    assert_int_equal(world->taken.followups, 0);
    assert_string_equal(decision(world), "in thread");
    /* Another address, a blind copy, and a note to oneself are meant. */
    again = in_thread(world, "fourth@example.org", "alice@example.org");
    again->cc.count = 0;
    take(world, again, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    again = in_thread(world, "fifth@example.org", "alice@example.org");
    again->to.count = 0;
    take(world, again, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
}

static void what_was_refused_in_a_thread_is_asked_anew(void **state)
{
    struct world *world = *state;

    world->settings.max_pending = 0;
    take(world, in_thread(world, "first@example.org", "alice@example.org"), NOW, NOW);
    assert_string_equal(decision(world), "refused");
    world->settings.max_pending = 10;
    take(world, in_thread(world, "second@example.org", "alice@example.org"), NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
}

static void reply(struct world *world, int64_t id, const char *line, fu_instant now)
{
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *mail;

    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    mail = numbered(world, fu_arena_print(world->arena, "reply+%s", token));
    mail->to.count = 0;
    mail->text = line;
    mail->date = now;
    take(world, mail, now, now);
}

static void a_reply_with_a_series_changes_what_it_is(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "every monday", NOW + HOUR);
    assert_string_equal(get(world, id)->schedule.canonical, "everymonday");
    assert_next(world, id, "2026-11-23T08:00");
    reply(world, id, "undo", NOW + 2 * HOUR);
    assert_string_equal(get(world, id)->schedule.canonical, "3days");
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
}

static void a_mistyped_reply_is_answered_with_links_for_that_follow_up(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    char token[FU_TOKEN_LENGTH + 1];

    reply(world, id, "next frday", NOW + HOUR);
    assert_string_equal(decision(world), "refused");
    fu_token_make(
        &world->settings.key, FU_ACTION_PURPOSE, id, person_id(world, "alice@example.org"), token);
    assert_says(world, fu_arena_print(world->arena, "nextfriday+%s@", token));
    assert_says(world, "Nothing is changed");
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
    reply(world, id, "I will call her tomorrow then", NOW + HOUR);
    assert_string_equal(decision(world), "prose");
    assert_says(world, "nobody else has seen it");
}

static void a_mistyped_reply_about_a_held_letter_offers_links_for_that(void **state)
{
    struct world *world = *state;
    struct fu_letter *again;

    bring(world, "3dyas");
    again = numbered(world, fu_arena_print(world->arena, "reply+%s", held_token(world, 1)));
    again->text = "4dyas";
    take(world, again, NOW, NOW);
    assert_string_equal(decision(world), "refused");
    assert_says(world, fu_arena_print(world->arena, "4days+%s@", held_token(world, 1)));
    click(world, "4days", NOW + HOUR);
    only_followup(world);
}

static void what_opens_nothing_offers_nothing(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    click_of_bobs(world, "4dyas");
    assert_string_equal(decision(world), "expired");
}

static void a_reply_with_a_time_moves_a_one_off_and_adds_to_a_series(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "3days"), series = ask(world, "everymonday");

    reply(world, once, "5 days", NOW);
    assert_int_equal(get(world, once)->next, NOW + 5 * DAY);
    reply(world, series, "1 day", NOW);
    assert_int_equal(get(world, series)->next, NOW + DAY);
    assert_string_equal(get(world, series)->schedule.canonical, "everymonday");
}

static void making_it_is_taken_back_while_nothing_else_has_happened(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "undo", NOW);
    assert_state(world, id, FU_CANCELLED);
    assert_int_equal(get(world, id)->next, FU_NEVER);
    reply(world, id, "undo", NOW);
    assert_state(world, id, FU_CANCELLED);
    reply(world, id, "5 days", NOW);
    assert_state(world, id, FU_PENDING);
}

static void who_takes_back_twice_does_not_end_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "5 days", NOW);
    reply(world, id, "undo", NOW);
    reply(world, id, "undo", NOW);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_confirmed_to_whom_does_not_want_it),
        TEST(everything_is_confirmed_to_whom_wants_it_but_what_is_quiet),
        TEST(what_a_quiet_one_ends_is_told),
        TEST(news_is_a_text_used_for_the_first_time),
        TEST(every_series_is_news_and_what_lies_over_a_year_ahead),
        TEST(copies_of_a_mail_are_answered_once),
        TEST(a_mail_met_again_is_not_confirmed_again),
        TEST(an_offset_that_is_not_theirs_is_asked_about_once_in_thirty_days),
        TEST(a_date_that_is_not_believed_raises_no_question),
        TEST(the_limit_of_pending_ones_is_said_once_a_day),
        TEST(waiting_is_said_once_a_day_and_traced_for_each_mail),
        TEST(the_hundredth_answer_of_a_day_is_the_last_but_for_what_must_be_said),
        TEST(what_comes_at_once_does_not_wait_for_its_confirmation),
        TEST(what_must_be_said_and_cannot_waits_and_the_rest_is_done),
        TEST(a_reply_to_all_makes_no_second_follow_up_whoever_writes_it_and_whenever),
        TEST(what_was_refused_in_a_thread_is_asked_anew),
        TEST(a_mistyped_reply_is_answered_with_links_for_that_follow_up),
        TEST(a_mistyped_reply_about_a_held_letter_offers_links_for_that),
        TEST(what_opens_nothing_offers_nothing),
        TEST(a_reply_with_a_series_changes_what_it_is),
        TEST(a_reply_with_a_time_moves_a_one_off_and_adds_to_a_series),
        TEST(making_it_is_taken_back_while_nothing_else_has_happened),
        TEST(who_takes_back_twice_does_not_end_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
