/* What pages show of follow-ups. */
#include "world.h"

#include "followupd/followup/view.h"

static struct fu_view_list list(
    struct world *world, int64_t person, const struct fu_view_question *question, fu_instant now)
{
    const struct fu_act act = acting(world, person, now);
    struct fu_view_list found;

    assert_good(world, fu_view_list(&act, question, &found, &world->error));
    return found;
}

static struct fu_view_followup *one(
    struct world *world, int64_t person, int64_t id, bool whole, fu_instant now)
{
    const struct fu_act act = acting(world, person, now);
    struct fu_view_followup *view;

    assert_good(world, fu_view_one(&act, id, whole, &view, &world->error));
    return view;
}

static struct fu_view_reading read_as(
    struct world *world, int64_t person, const char *text, bool once)
{
    const struct fu_act act = acting(world, person, NOW);
    struct fu_view_reading reading;

    assert_good(world, fu_view_read(&act, text, once, &reading, &world->error));
    return reading;
}

static const struct fu_view_question pending = {.text = "", .tag = ""};
static const struct fu_view_question past = {.past = true, .text = "", .tag = ""};

static void what_is_pending_stands_under_its_day(void **state)
{
    struct world *world = *state;
    struct fu_view_list found;
    int64_t alice;

    ask(world, "tomorrow9am");
    ask(world, "2h-t+acme+garden");
    ask(world, "everymonday+acme");
    alice = person_id(world, "alice@example.org");
    found = list(world, alice, &pending, NOW);
    assert_int_equal(found.count, 3);
    assert_string_equal(found.items[0].day, "Today");
    assert_string_equal(found.items[0].time, "12:30");
    assert_string_equal(found.items[0].moment, "2026-11-18T12:30:00+01:00");
    assert_string_equal(found.items[0].subject, "Proposal");
    assert_string_equal(found.items[0].outcome, "");
    assert_string_equal(found.items[0].tags, "acme,garden");
    assert_int_equal(found.items[0].kind, FU_TASK);
    assert_string_equal(found.items[1].day, "Tomorrow");
    assert_string_equal(found.items[2].day, "Monday, 23 November");
    assert_true(found.items[2].recurring);
    assert_int_equal(found.tag_count, 2);
    assert_string_equal(found.tags[0], "acme");
    assert_string_equal(found.tags[1], "garden");
    assert_false(found.cut);
}

static void a_list_is_narrowed_by_text_and_tag(void **state)
{
    struct world *world = *state;
    struct fu_view_question question = pending;
    int64_t alice;

    ask(world, "3days");
    ask(world, "4days+acme");
    alice = person_id(world, "alice@example.org");
    question.tag = "acme";
    assert_int_equal(list(world, alice, &question, NOW).count, 1);
    question.tag = "";
    question.text = " zoe@client ";
    assert_int_equal(list(world, alice, &question, NOW).count, 2);
    question.text = "nothing";
    assert_int_equal(list(world, alice, &question, NOW).count, 0);
    assert_int_equal(list(world, alice, &question, NOW).tag_count, 1);
}

static void what_is_over_says_how_and_when(void **state)
{
    struct world *world = *state;
    int64_t done = ask(world, "3days"), cancelled = ask(world, "4days");
    int64_t alice = person_id(world, "alice@example.org");
    struct fu_view_list found;

    act(world, DONE, done, alice, NOW + HOUR, NULL);
    act(world, CANCEL, cancelled, alice, NOW + DAY, NULL);
    found = list(world, alice, &past, NOW + DAY);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.items[0].outcome, "Cancelled");
    assert_string_equal(found.items[0].day, "Today");
    assert_string_equal(found.items[0].time, "10:30");
    assert_string_equal(found.items[1].outcome, "Done");
    assert_string_equal(found.items[1].day, "Yesterday");
    assert_string_equal(one(world, alice, done, true, NOW + DAY)->ended, "Yesterday at 11:30");
    assert_int_equal(list(world, alice, &pending, NOW).count, 0);
}

static void a_long_list_is_cut(void **state)
{
    struct world *world = *state;
    int64_t alice = meet(world, "alice@example.org");
    const struct fu_act context = acting(world, alice, NOW);
    struct fu_view_list found;
    int i;

    begin(world);
    for (i = 0; i < FU_VIEW_LIST_MAX; i++)
        assert_good(world, fu_act_add(&context, "alice@example.org", "3days", "One of many", "",
                               &world->result, &world->error));
    commit(world);
    found = list(world, alice, &pending, NOW);
    assert_int_equal(found.count, FU_VIEW_LIST_MAX);
    assert_false(found.cut);
    ask(world, "4days");
    found = list(world, alice, &pending, NOW);
    assert_int_equal(found.count, FU_VIEW_LIST_MAX);
    assert_true(found.cut);
}

static void one_is_shown_whole_to_its_owner(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days"), alice = person_id(world, "alice@example.org");
    struct fu_view_followup *view;

    act(world, SNOOZE, id, alice, NOW, "friday9am");
    view = one(world, alice, id, true, NOW);
    assert_non_null(view);
    assert_string_equal(view->next, "Friday, 20 November at 09:00");
    assert_string_equal(view->canonical, "3days");
    assert_string_equal(view->people, "Alice <alice@example.org>, Zoe <zoe@client.example>");
    assert_string_equal(view->text, "Hello.\n");
    assert_string_equal(view->undo, "snoozed");
    assert_string_equal(view->owner, "");
    assert_true(view->owned);
    assert_int_equal(view->event_count, 2);
    assert_non_null(strstr(view->events[1].what, "snoozed: "));
    act(world, UNDO, id, alice, NOW, NULL);
    view = one(world, alice, id, true, NOW);
    assert_string_equal(view->undo, "");
    assert_true(view->events[1].undone);
}

static void a_token_alone_shows_nothing_of_the_letter(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_view_followup *view =
        one(world, person_id(world, "alice@example.org"), id, false, NOW);

    assert_string_equal(view->item.subject, "Proposal");
    assert_string_equal(view->people, "");
    assert_string_equal(view->text, "");
    assert_string_equal(view->note, "");
    assert_string_equal(view->owner, "");
    assert_int_equal(view->event_count, 0);
}

static void who_does_not_share_in_it_sees_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days"), bob = meet(world, "bob@example.org");

    assert_null(one(world, bob, id, true, NOW));
    assert_null(one(world, bob, id + 1, true, NOW));
    assert_null(one(world, bob + 100, id, true, NOW));
    assert_int_equal(list(world, bob, &pending, NOW).count, 0);
}

static void who_shares_in_it_sees_whose_it_is(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org");
    int64_t id = share(world, "3days", people, 1);
    struct fu_view_followup *view = one(world, bob, id, true, NOW);

    assert_false(view->owned);
    assert_false(view->left);
    assert_string_equal(view->owner, "alice@example.org");
    act(world, CANCEL, id, bob, NOW, NULL);
    view = one(world, bob, id, true, NOW);
    assert_true(view->left);
    assert_string_equal(view->undo, "cancelled");
}

static void a_text_is_read_before_it_is_meant(void **state)
{
    struct world *world = *state;
    int64_t alice = meet(world, "alice@example.org");
    struct fu_view_reading reading = read_as(world, alice, "friday 9am", true);

    assert_true(reading.understood);
    assert_int_equal(reading.moment_count, 1);
    assert_string_equal(reading.moments[0], "Friday, 20 November at 09:00");
    reading = read_as(world, alice, "every2months", false);
    assert_true(reading.understood);
    assert_int_equal(reading.moment_count, FU_VIEW_MOMENTS_MAX);
    assert_string_equal(reading.english, "every 2 months at 08:00");
    reading = read_as(world, alice, "every2months", true);
    assert_false(reading.understood);
    assert_non_null(strstr(reading.reason, "comes once"));
    reading = read_as(world, alice, "3dyas", true);
    assert_false(reading.understood);
    assert_int_equal(reading.suggestion_count, 1);
    assert_string_equal(reading.suggestions[0], "3days");
    assert_false(read_as(world, alice, "", true).understood);
}

static void move_to(struct world *world, int64_t id, const char *zone)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_get(world->store, world->arena, id, &person, &world->error));
    person->preferences.zone = zone;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

static void a_series_of_another_zone_names_it(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org"), alice, daily, hourly;

    move_to(world, bob, "America/New_York");
    daily = share(world, "everymonday8am", people, 1);
    hourly = share(world, "every5hours", people, 1);
    alice = person_id(world, "alice@example.org");
    assert_string_equal(
        one(world, bob, daily, true, NOW)->item.english, "every Monday at 08:00 (Europe/Berlin)");
    assert_string_equal(one(world, alice, daily, true, NOW)->item.english, "every Monday at 08:00");
    assert_string_equal(one(world, bob, hourly, true, NOW)->item.english, "every 5 hours");
}

static void a_snooze_is_read_in_the_zone_of_who_asks(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org");
    int64_t id;

    move_to(world, bob, "America/New_York");
    id = share(world, "3days", people, 1);
    assert_string_equal(
        read_as(world, bob, "friday9am", true).moments[0], "Friday, 20 November at 09:00");
    act(world, SNOOZE, id, bob, NOW, "friday9am");
    assert_int_equal(world->result.soonest, at("2026-11-20T15:00"));
    assert_string_equal(one(world, bob, id, true, NOW)->next, "Friday, 20 November at 09:00");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(what_is_pending_stands_under_its_day),
        TEST(a_list_is_narrowed_by_text_and_tag), TEST(what_is_over_says_how_and_when),
        TEST(a_long_list_is_cut), TEST(one_is_shown_whole_to_its_owner),
        TEST(a_token_alone_shows_nothing_of_the_letter),
        TEST(who_does_not_share_in_it_sees_nothing), TEST(who_shares_in_it_sees_whose_it_is),
        TEST(a_text_is_read_before_it_is_meant), TEST(a_series_of_another_zone_names_it),
        TEST(a_snooze_is_read_in_the_zone_of_who_asks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
