/* What is told of a letter's cadences: to whom it is news, once, and with a way back. */
#include "world.h"

#include "followupd/followup/open.h"
#include "followupd/store/held.h"
#include "../../../src/followup/reply.h"

static size_t queue(struct world *world, struct fu_delivery **rows)
{
    size_t count;

    assert_good(world, fu_store_queue(world->store, world->arena, rows, &count, &world->error));
    return count;
}

static size_t answers(struct world *world)
{
    struct fu_delivery *rows;

    return queue(world, &rows);
}

/* The whole bytes of the newest answer. */
static const char *last_answer(struct world *world)
{
    struct fu_delivery *rows;
    struct fu_message *message;
    size_t count = queue(world, &rows);

    assert_true(count > 0);
    assert_good(world, fu_store_message_get(world->store, world->arena, rows[count - 1].id,
                           &message, &world->error));
    return message->bytes;
}

static void assert_says(struct world *world, const char *text)
{
    if (!strstr(last_answer(world), text))
        fail_msg("“%s” is not in %s", text, last_answer(world));
}

static const char *decision(struct world *world)
{
    struct fu_trace *rows;
    size_t count;

    assert_good(world,
        fu_store_traces(world->store, world->arena, NULL, 0, 1, &rows, &count, &world->error));
    return count ? rows[0].decision : "";
}

static struct fu_letter *numbered(struct world *world, const char *local_part)
{
    return letter(
        world, fu_arena_print(world->arena, "n%u@example.org", world->uid + 1), local_part);
}

/* A mail of Alice's with a cadence; says how many answers it brought. */
static size_t bring(struct world *world, const char *cadence)
{
    size_t before = answers(world);

    take(world, numbered(world, cadence), NOW, NOW);
    return answers(world) - before;
}

static void wants(struct world *world, enum fu_confirm confirm)
{
    world->settings.defaults.confirm = confirm;
    meet(world, "alice@example.org");
}

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

static int64_t only_followup(struct world *world)
{
    const struct fu_filter all = {.state = -1, .most = 10};
    struct fu_listed *rows;
    size_t count;

    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    return rows[0].followup.id;
}

static const char *held_token(struct world *world, int64_t held)
{
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&world->settings.key, FU_LETTER_PURPOSE, held,
        person_id(world, "alice@example.org"), token);
    return token;
}

/* A click on a suggestion of the first letter that was refused. */
static void click(struct world *world, const char *cadence, fu_instant now)
{
    struct fu_letter *mail =
        numbered(world, fu_arena_print(world->arena, "%s+%s", cadence, held_token(world, 1)));

    mail->date = now;
    take(world, mail, now, now);
}

static void a_refused_letter_is_scheduled_by_a_click_as_if_it_had_been_sent_so(void **state)
{
    struct world *world = *state;
    struct fu_letter *wrong = numbered(world, "3dyas");
    struct fu_mailbox *to = fu_arena_allocate(world->arena, 1, sizeof *to);
    struct fu_followup *made;

    wants(world, FU_CONFIRM_NEVER);
    to->name = "";
    to->address = wrong->recipients[0].address;
    wrong->to = (struct fu_mailbox_list){to, 1};
    take(world, wrong, NOW, NOW);
    assert_string_equal(decision(world), "refused");
    assert_says(world, "3days+");
    click(world, "3days", NOW + 2 * DAY);
    made = get(world, only_followup(world));
    assert_int_equal(made->next, NOW + 3 * DAY);
    assert_int_equal(made->sent, NOW);
    assert_true(made->to_self);
    assert_string_equal(made->subject, "Proposal");
    assert_int_not_equal(made->letter, 0);
    assert_int_equal(world->taken.soonest, NOW + 3 * DAY);
    assert_int_equal(answers(world), 2);
}

static void what_has_passed_by_counts_from_the_click(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    click(world, "1day", NOW + 2 * DAY);
    assert_int_equal(get(world, only_followup(world))->next, NOW + 3 * DAY);
}

static void a_series_counts_from_the_letter_and_begins_with_what_is_to_come(void **state)
{
    struct world *world = *state;

    bring(world, "evry2days");
    click(world, "every2days", at("2026-11-21T10:00"));
    assert_next(world, only_followup(world), "2026-11-22T08:00");
    click(world, "daily-x2", at("2026-11-21T10:05"));
    assert_next(world, only_followup(world), "2026-11-22T08:00");
}

static void a_second_click_changes_what_the_first_made(void **state)
{
    struct world *world = *state;
    int64_t id;

    bring(world, "3dyas");
    click(world, "3days", NOW + HOUR);
    id = only_followup(world);
    click(world, "5days", NOW + 2 * HOUR);
    assert_int_equal(only_followup(world), id);
    assert_int_equal(get(world, id)->next, NOW + 5 * DAY);
    assert_string_equal(get(world, id)->schedule.canonical, "5days");
    assert_says(world, "is changed");
    click(world, "everymonday", NOW + 3 * HOUR);
    assert_int_equal(get(world, id)->schedule.recurrence, FU_RECURRING);
    assert_next(world, id, "2026-11-23T08:00");
}

static void a_click_that_is_not_understood_either_is_answered_with_the_same_token(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    click(world, "feb30", NOW + HOUR);
    assert_string_equal(decision(world), "refused");
    assert_says(world, fu_arena_print(world->arena, "reply+%s@", held_token(world, 1)));
    click(world, "3days", NOW + HOUR);
    only_followup(world);
}

static void a_held_letter_opens_for_thirty_days_and_for_its_sender(void **state)
{
    struct world *world = *state;
    struct fu_opened opened;
    const char *token;

    bring(world, "3dyas");
    token = held_token(world, 1);
    assert_good(world, fu_open_token(world->store, &world->settings, world->arena, token,
                           NOW + FU_HELD_LIFE, &opened, &world->error));
    assert_non_null(opened.held);
    assert_int_equal(opened.person, person_id(world, "alice@example.org"));
    assert_good(world, fu_open_token(world->store, &world->settings, world->arena, token,
                           NOW + FU_HELD_LIFE + 1, &opened, &world->error));
    assert_null(opened.held);
    assert_int_equal(opened.followup + opened.person, 0);
    click(world, "3days", NOW + FU_HELD_LIFE + 1);
    assert_string_equal(decision(world), "expired");
}

/* Bob is allowed, too, but it is not his letter. */
static void click_of_bobs(struct world *world, const char *cadence)
{
    struct fu_letter *bobs =
        numbered(world, fu_arena_print(world->arena, "%s+%s", cadence, held_token(world, 1)));

    bobs->from = (struct fu_mailbox){"Bob", "bob@example.org"};
    take(world, bobs, NOW, NOW);
}

static void nobody_else_mends_it(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    click_of_bobs(world, "3days");
    assert_string_equal(decision(world), "expired");
    assert_int_equal(world->taken.followups, 0);
}

static void other_words_find_nothing_to_change_before_and_the_follow_up_after(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    click(world, "done", NOW + HOUR);
    assert_string_equal(decision(world), "no change");
    assert_says(world, "Nothing is scheduled of that mail yet");
    click(world, "3days", NOW + HOUR);
    click(world, "cancel", NOW + HOUR);
    assert_state(world, only_followup(world), FU_CANCELLED);
}

static void two_texts_on_one_letter_are_held_apart(void **state)
{
    struct world *world = *state;
    struct fu_letter *both = numbered(world, "3dyas");
    struct fu_recipient *two = fu_arena_allocate(world->arena, 2, sizeof *two);

    two[0] = both->recipients[0];
    two[1].address = "evrymonday@remind.example.org";
    both->recipients = two;
    both->recipient_count = 2;
    take(world, both, NOW, NOW);
    assert_int_equal(answers(world), 1);
    click(world, "3days", NOW + HOUR);
    only_followup(world);
    take(world,
        numbered(world, fu_arena_print(world->arena, "everymonday+%s", held_token(world, 2))),
        NOW + HOUR, NOW + HOUR);
    assert_int_equal(world->taken.followups, 1);
}

/* A suggestion that leaves no room for a token in an address is no link. */
static void a_text_too_long_for_a_link_is_still_answered(void **state)
{
    struct world *world = *state;

    assert_int_equal(bring(world, "every2ndtuesdayofmonthat9amuntil2027-03-15.x5"), 1);
    assert_string_equal(decision(world), "refused");
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

static void the_hundredth_answer_of_a_day_is_the_last(void **state)
{
    struct world *world = *state;
    int i;

    for (i = 1; i < FU_ANSWERS_PER_DAY; i++)
        bring(world, "list");
    assert_null(strstr(last_answer(world), "the last"));
    assert_int_equal(bring(world, "list"), 1);
    assert_says(world, "answer number 100 within a day");
    assert_int_equal(bring(world, "list"), 0);
    assert_int_equal(bring(world, "3dyas"), 0);
    bring(world, "3days");
    assert_int_equal(world->taken.followups, 1);
    take(world, numbered(world, "list"), NOW + DAY, NOW + DAY);
    assert_int_equal(answers(world), FU_ANSWERS_PER_DAY + 1);
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
        TEST(a_refused_letter_is_scheduled_by_a_click_as_if_it_had_been_sent_so),
        TEST(what_has_passed_by_counts_from_the_click),
        TEST(a_series_counts_from_the_letter_and_begins_with_what_is_to_come),
        TEST(a_second_click_changes_what_the_first_made),
        TEST(a_click_that_is_not_understood_either_is_answered_with_the_same_token),
        TEST(a_held_letter_opens_for_thirty_days_and_for_its_sender),
        TEST(nobody_else_mends_it),
        TEST(other_words_find_nothing_to_change_before_and_the_follow_up_after),
        TEST(two_texts_on_one_letter_are_held_apart),
        TEST(a_text_too_long_for_a_link_is_still_answered),
        TEST(the_limit_of_pending_ones_is_said_once_a_day),
        TEST(waiting_is_said_once_a_day_and_traced_for_each_mail),
        TEST(the_hundredth_answer_of_a_day_is_the_last),
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
