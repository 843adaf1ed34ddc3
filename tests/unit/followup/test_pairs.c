/* Where two features meet: each test is a pair that lost, doubled or misnamed something. */
#include "followupd/followup/settings_change.h"
#include "followupd/followup/view.h"
#include "world.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct fu_mailbox others[] = {{"", "bob@example.org"}, {"", "carol@example.org"}};

static void done_on_the_last_of_a_series_that_waits_is_done(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday-2times");

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    act(world, DONE, id, alice_id(world), at("2026-11-20T08:00"), NULL);
    assert_string_equal(sent_to(world, "2026-11-20T08:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

static void done_on_the_snooze_of_a_series_that_is_over_ends_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday-1times");

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    assert_state(world, id, FU_DONE);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-19T08:10"), "1day");
    act(world, DONE, id, alice_id(world), at("2026-11-19T08:20"), NULL);
    assert_int_equal(get(world, id)->next, FU_NEVER);
    assert_state(world, id, FU_DONE);
}

static void two_of_one_moment_of_whom_one_has_left(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), carols = meet(world, others[1].address);
    int64_t id = share(world, "tomorrow", others, 2);

    act(world, SNOOZE, id, bobs, NOW, "friday");
    act(world, DONE, id, bobs, NOW, NULL);
    act(world, CANCEL, id, carols, NOW, NULL);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    assert_state(world, id, FU_PENDING);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_NEVER), "alice@example.org ");
    assert_state(world, id, FU_FAILED);
}

static void two_of_one_moment_in_two_turns(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id;

    meet(world, others[1].address);
    id = share(world, "tomorrow", others, 2);
    act(world, SNOOZE, id, alice_id(world), NOW, "2hours");
    act(world, CANCEL, id, bobs, NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-18T12:30", FU_OUTCOME_SENT), "alice@example.org ");
    assert_int_equal(turn(world, NULL, 0, at("2026-11-19T08:00"), 1).count, 0);
    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "carol@example.org ");
    assert_state(world, id, FU_DONE);
}

static void who_leaves_a_snooze_that_waits_fails_nothing(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, SNOOZE, id, bobs, at("2026-11-19T08:10"), "1day");
    assert_string_equal(sent_to(world, "2026-11-20T08:10", FU_OUTCOME_LATER), "bob@example.org ");
    act(world, CANCEL, id, bobs, at("2026-11-20T08:10"), NULL);
    assert_string_equal(sent_to(world, "2026-11-20T08:11", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

/* Two mails that say "tomorrow", of which one was long under way. */
static void a_snooze_that_came_already_comes_to_an_end(void **state)
{
    struct world *world = *state;
    const struct fu_act context = acting(world, 0, at("2026-11-19T09:00"));
    int64_t id = ask(world, "nextmonth");

    act(world, SNOOZE, id, alice_id(world), NOW, "tomorrow");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_act_snooze(&context, id, "tomorrow", NOW, &world->result, &world->error));
    commit(world);
    sent_to(world, "2026-11-19T09:00", FU_OUTCOME_SENT);
    assert_int_equal(get(world, id)->next, FU_NEVER);
    assert_state(world, id, FU_DONE);
}

static void who_is_erased_leaves_nothing_pending(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);
    const struct fu_act context = acting(world, 0, at("2026-11-19T09:00"));
    struct fu_erased erased;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, SNOOZE, id, bobs, at("2026-11-19T08:10"), "1day");
    begin(world);
    assert_good(world, fu_act_erase(&context, bobs, &erased, &world->error));
    commit(world);
    assert_int_equal(get(world, id)->next, FU_NEVER);
    assert_state(world, id, FU_DONE);
}

/* What is the owner's alone is no moment of the series that it becomes. */
static void a_series_goes_on_that_was_a_one_off_and_done_for_one(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);

    act(world, DONE, id, bobs, NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "everyday");
    assert_string_equal(
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
    assert_state(world, id, FU_PENDING);
    assert_string_equal(
        sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
}

static void a_snooze_outlives_an_edit_by_somebody_else(void **state)
{
    static const char *const cadences[] = {"tomorrow", "everyday"};
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address);
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = share(world, cadences[i], others, 1);

        act(world, SNOOZE, id, bobs, NOW, "monday10am");
        act(world, EDIT, id, alice_id(world), NOW, "nextmonth");
        assert_string_equal(
            sent_to(world, "2026-11-23T10:00", FU_OUTCOME_SENT), "bob@example.org ");
        act(world, CANCEL, id, alice_id(world), at("2026-11-23T10:00"), NULL);
    }
}

static void a_snooze_to_a_moment_of_the_series_outlives_its_skip(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "everyday", others, 1);

    act(world, SNOOZE, id, bobs, NOW, "tomorrow");
    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "bob@example.org ");
    assert_string_equal(
        sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
}

static void a_snooze_that_the_series_reaches_outlives_its_skip(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "everyday", others, 1);

    act(world, SNOOZE, id, bobs, NOW, "friday");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, SKIP, id, alice_id(world), at("2026-11-19T08:10"), NULL);
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "bob@example.org ");
}

static void a_snooze_to_a_moment_of_the_series_comes_with_it(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "everyday", others, 1);

    act(world, SNOOZE, id, bobs, NOW, "tomorrow");
    act(world, SNOOZE, id, alice_id(world), NOW, "friday");
    assert_string_equal(
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
    assert_string_equal(
        sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
    assert_string_equal(sent_to(world, "2026-11-20T08:01", FU_OUTCOME_SENT), "");
}

static void what_is_moved_stays_whose_it_was(void **state)
{
    struct world *world = *state;
    const struct fu_act context = acting(world, 0, NOW);
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);
    bool moved;

    act(world, SNOOZE, id, alice_id(world), NOW, "friday");
    act(world, SNOOZE, id, bobs, NOW, "tomorrow9am");
    act(world, UNDO, id, bobs, NOW, NULL);
    begin(world);
    assert_good(world, fu_act_recompute(&context, id, 9 * 60, &moved, &world->error));
    commit(world);
    assert_string_equal(sent_to(world, "2026-11-19T09:00", FU_OUTCOME_SENT), "bob@example.org ");
}

static void a_mail_that_may_have_arrived_joins_no_bundle(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    struct fu_turn claimed;
    size_t i;

    ask(world, "tomorrow");
    begin(world);
    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &person, &world->error));
    person->preferences.bundle = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_UNSURE);
    ask(world, "tomorrow");
    ask(world, "tomorrow");
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    for (i = 0; i < claimed.count; i++)
        assert_true((claimed.parcels[i].bundle == 0) == (claimed.parcels[i].attempt == 2));
}

static void what_is_tried_again_by_hand_has_its_whole_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");
    struct fu_delivery *rows;
    size_t count;
    bool found;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    put_off_hourly(world, at("2026-11-19T09:00"), at("2026-11-24T09:00"));
    assert_state(world, id, FU_FAILED);
    rows = deliveries(world, id, &count);
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY, rows[0].id,
                           at("2026-11-25T09:00"), &found, &world->error));
    commit(world);
    sent_to(world, "2026-11-25T09:00", FU_OUTCOME_LATER);
    assert_string_equal(sent_to(world, "2026-11-25T09:01", FU_OUTCOME_SENT), "alice@example.org ");
    assert_state(world, id, FU_DONE);
}

static void what_was_dropped_is_nobodys_trouble(void **state)
{
    struct world *world = *state;
    struct fu_store_counts counts;
    struct fu_delivery *rows;
    int64_t id = ask(world, "tomorrow");
    size_t count;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, CANCEL, id, 0, at("2026-11-19T08:00"), NULL);
    sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT);
    assert_good(
        world, fu_store_count(world->store, at("2026-11-19T08:02"), &counts, &world->error));
    assert_int_equal(counts.refused, 0);
    assert_good(world, fu_store_queue(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, 0);
}

static void done_means_what_came_and_no_snooze_that_was_done_before_it_came(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");

    act(world, SNOOZE, id, alice_id(world), NOW, "1week");
    act(world, DONE, id, alice_id(world), NOW, NULL);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, DONE, id, alice_id(world), at("2026-11-19T08:00"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    act(world, DONE, id, alice_id(world), at("2026-11-19T08:02"), NULL);
    assert_false(world->result.changed);
}

static void an_edit_to_the_moment_at_which_a_task_comes_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");
    int i;

    sent_to(world, "2026-11-23T08:00", FU_OUTCOME_SENT);
    for (i = 0; i < 2; i++) {
        act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everyday-5times");
        act(world, UNDO, id, alice_id(world), at("2026-11-23T09:01"), NULL);
        assert_true(world->result.changed);
        assert_next(world, id, "2026-11-24T08:00");
    }
    act(world, EDIT, id, alice_id(world), at("2026-11-23T09:00"), "everyday-5times");
    assert_string_equal(sent_to(world, "2026-11-24T08:00", FU_OUTCOME_SENT), "alice@example.org ");
    assert_string_equal(sent_to(world, "2026-11-25T08:00", FU_OUTCOME_SENT), "alice@example.org ");
    assert_next(world, id, "2026-11-26T08:00");
}

static void a_task_and_a_snooze_of_it_that_are_late_come_back_once(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday-t");

    sent_to(world, "2026-11-23T08:00", FU_OUTCOME_SENT);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-23T09:00"), "friday");
    assert_string_equal(sent_to(world, "2027-03-03T11:00", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org ");
    assert_string_equal(sent_to(world, "2027-03-04T08:00", FU_OUTCOME_SENT), "alice@example.org ");
}

static void a_task_that_its_last_said_done_of_while_its_mail_waits_is_over(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "everymonday-t", others, 1);

    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    act(world, SNOOZE, id, bobs, NOW, "friday");
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    act(world, DONE, id, bobs, at("2026-11-20T08:00"), NULL);
    sent_to(world, "2026-11-20T08:01", FU_OUTCOME_SENT);
    assert_state(world, id, FU_DONE);
}

/* As the person would on a page. */
static void set(
    struct world *world, int64_t person, enum fu_setting setting, const char *value, fu_instant now)
{
    const struct fu_act context = acting(world, 0, now);
    struct fu_settings_change change;
    struct fu_person *found;
    struct fu_refusal refusal;

    begin(world);
    assert_good(
        world, fu_store_person_get(world->store, world->arena, person, &found, &world->error));
    fu_settings_begin(&change, &context, found);
    assert_int_equal(fu_settings_set(&change, setting, value, &refusal), FU_OK);
    assert_good(world, fu_settings_write(&change, &world->error));
    commit(world);
}

static void what_is_undone_comes_at_the_morning_of_today(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday"), done = ask(world, "friday");

    act(world, EDIT, id, alice_id(world), NOW, "monday");
    act(world, DONE, done, alice_id(world), NOW, NULL);
    set(world, alice_id(world), FU_SETTING_TIME, "9:00", NOW);
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    act(world, UNDO, done, alice_id(world), NOW, NULL);
    assert_next(world, id, "2026-11-19T09:00");
    assert_next(world, done, "2026-11-20T09:00");
}

static void a_series_that_is_overdue_goes_on_at_the_new_morning_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    set(world, alice_id(world), FU_SETTING_TIME, "9:00", at("2026-11-20T08:30"));
    sent_to(world, "2026-11-20T08:40", FU_OUTCOME_SENT);
    assert_next(world, id, "2026-11-21T09:00");
}

static void two_who_move_while_their_mails_wait_have_them(void **state)
{
    struct world *world = *state;
    int64_t bobs, carols, id, own;

    bobs = meet(world, "bob@many.example");
    carols = meet(world, "carol@many.example");
    id = share(world, "tomorrow",
        (const struct fu_mailbox[]){{"", "bob@many.example"}, {"", "carol@many.example"}}, 2);
    own = share(world, "nextmonth",
        (const struct fu_mailbox[]){{"", "bob@many.example"}, {"", "carol@many.example"}}, 2);
    act(world, SNOOZE, own, bobs, NOW, "tomorrow");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    set(world, bobs, FU_SETTING_ADDRESS, "robert@many.example", at("2026-11-19T08:00"));
    set(world, carols, FU_SETTING_ADDRESS, "caroline@many.example", at("2026-11-19T08:00"));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT),
        "alice@example.org robert@many.example caroline@many.example robert@many.example ");
    assert_state(world, id, FU_DONE);
    assert_state(world, own, FU_PENDING);
}

/* Nobody writes to where she was, least of all herself. */
static void who_wrote_it_and_moved_is_reached_where_they_are(void **state)
{
    struct world *world = *state;
    const char *text;
    struct fu_turn claimed;
    size_t i;

    meet(world, others[0].address);
    share(world, "tomorrow", others, 1);
    set(world, alice_id(world), FU_SETTING_ADDRESS, "alicia@many.example", NOW);
    claimed = turn(world, NULL, 0, at("2026-11-19T08:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    for (i = 0; i < 2; i++) {
        const struct fu_parcel *mail = &claimed.parcels[i];
        bool hers = strcmp(mail->recipient, "alicia@many.example") == 0;

        text = fu_arena_copy_n(world->arena, mail->bytes, mail->length);
        assert_null(strstr(text, "mailto:alice@example.org"));
        assert_int_equal(strstr(text, ", with Alice") == NULL, hers);
        assert_int_equal(strstr(text, "mailto:alicia@many.example") == NULL, hers);
    }
}

static void who_leaves_and_moves_while_their_mail_waits_fails_nothing(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, "bob@many.example"), id;
    struct fu_delivery *rows;
    size_t count;

    id = share(world, "tomorrow", (const struct fu_mailbox[]){{"", "bob@many.example"}}, 1);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, CANCEL, id, bobs, at("2026-11-19T08:00"), NULL);
    set(world, bobs, FU_SETTING_ADDRESS, "robert@many.example", at("2026-11-19T08:00"));
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "alice@example.org ");
    rows = deliveries(world, id, &count);
    assert_string_equal(rows[1].answer, FU_UNWANTED_ANSWER);
    assert_state(world, id, FU_DONE);
}

static void done_with_the_whole_takes_along_all_that_waits(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");

    act(world, SNOOZE, id, alice_id(world), NOW, "1h");
    sent_to(world, "2026-11-18T11:30", FU_OUTCOME_LATER);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-18T11:30"), "30m");
    sent_to(world, "2026-11-18T12:00", FU_OUTCOME_LATER);
    act(world, DONE, id, alice_id(world), at("2026-11-18T12:00"), NULL);
    assert_string_equal(sent_to(world, "2026-11-18T12:01", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
    act(world, UNDO, id, alice_id(world), at("2026-11-18T12:02"), NULL);
    assert_string_equal(sent_to(world, "2026-11-18T12:02", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org ");
}

static void an_edit_of_a_task_leaves_others_what_they_snoozed(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow-t", others, 1);

    act(world, SNOOZE, id, bobs, NOW, "monday10am");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, EDIT, id, alice_id(world), at("2026-11-19T09:00"), "nextmonth");
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "");
    assert_string_equal(sent_to(world, "2026-11-23T10:00", FU_OUTCOME_SENT), "bob@example.org ");
}

static void who_left_and_is_erased_leaves_nothing_pending(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);
    const struct fu_act context = acting(world, 0, at("2026-11-19T09:00"));
    struct fu_erased erased;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, SNOOZE, id, bobs, at("2026-11-19T08:10"), "1day");
    act(world, CANCEL, id, bobs, at("2026-11-19T08:10"), NULL);
    begin(world);
    assert_good(world, fu_act_erase(&context, bobs, &erased, &world->error));
    commit(world);
    assert_state(world, id, FU_DONE);
}

/* Neither at the moment that somebody else snoozed it to. */
static void a_list_says_when_its_person_hears_of_it(void **state)
{
    const struct fu_view_question question = {.text = "", .tag = ""};
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "monday", others, 1);
    struct fu_act context = acting(world, alice_id(world), NOW);
    struct fu_view_followup *view;
    struct fu_view_list list;

    act(world, SNOOZE, id, bobs, NOW, "tomorrow");
    assert_good(world, fu_view_list(&context, &question, &list, &world->error));
    assert_string_equal(list.items[0].moment, "2026-11-23T08:00:00+01:00");
    assert_good(world, fu_view_one(&context, id, false, &view, &world->error));
    assert_string_equal(view->item.moment, "2026-11-23T08:00:00+01:00");
    context.person = bobs;
    assert_good(world, fu_view_list(&context, &question, &list, &world->error));
    assert_string_equal(list.items[0].moment, "2026-11-19T08:00:00+01:00");
    assert_good(world, fu_view_one(&context, id, false, &view, &world->error));
    assert_string_equal(view->item.moment, "2026-11-19T08:00:00+01:00");
}

static size_t count_listed(struct world *world, int64_t person, fu_instant now)
{
    const struct fu_view_question question = {.text = "", .tag = ""};
    const struct fu_act context = acting(world, person, now);
    struct fu_view_list list;

    assert_good(world, fu_view_list(&context, &question, &list, &world->error));
    return list.count;
}

static struct fu_view_followup *page_of(
    struct world *world, int64_t person, int64_t id, fu_instant now)
{
    const struct fu_act context = acting(world, person, now);
    struct fu_view_followup *view;

    assert_good(world, fu_view_one(&context, id, false, &view, &world->error));
    return view;
}

/* Not even when nothing else is to come: it is over for whoever is done with it. */
static void nobody_is_shown_the_moment_of_somebody_else(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "monday", others, 1);
    int64_t alice = alice_id(world);

    act(world, SNOOZE, id, bobs, NOW, "tomorrow");
    assert_false(page_of(world, alice, id, NOW)->over);
    act(world, DONE, id, alice, NOW, NULL);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(count_listed(world, alice, NOW), 0);
    assert_true(page_of(world, alice, id, NOW)->over);
    assert_string_equal(page_of(world, alice, id, NOW)->next, "");
    assert_int_equal(count_listed(world, bobs, NOW), 1);
    assert_false(page_of(world, bobs, id, NOW)->over);
    act(world, UNDO, id, alice, NOW, NULL);
    assert_int_equal(count_listed(world, alice, NOW), 1);
    assert_false(page_of(world, alice, id, NOW)->over);
}

static void who_only_shares_sees_no_more_of_what_they_are_done_with(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "monday", others, 1);

    act(world, DONE, id, bobs, NOW, NULL);
    assert_int_equal(count_listed(world, bobs, NOW), 0);
    assert_true(page_of(world, bobs, id, NOW)->over);
    assert_int_equal(count_listed(world, alice_id(world), NOW), 1);
    act(world, UNDO, id, bobs, NOW, NULL);
    act(world, CANCEL, id, bobs, NOW, NULL);
    assert_true(page_of(world, bobs, id, NOW)->left);
    assert_false(page_of(world, bobs, id, NOW)->over);
    assert_string_equal(page_of(world, bobs, id, NOW)->next, "");
}

static void what_its_owner_cancelled_comes_back_to_who_snoozes_it(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "monday", others, 1);
    int64_t alice = alice_id(world);

    act(world, CANCEL, id, alice, NOW, NULL);
    assert_false(page_of(world, alice, id, NOW)->over);
    act(world, SNOOZE, id, bobs, NOW, "tomorrow");
    assert_state(world, id, FU_PENDING);
    assert_int_equal(count_listed(world, alice, NOW), 0);
    assert_int_equal(count_listed(world, bobs, NOW), 1);
}

/* A mail that waits is to come yet, and the page says so. */
static void a_mail_on_its_way_is_pending_for_its_person(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "monday", others, 1);
    int64_t alice = alice_id(world);
    fu_instant now = at("2026-11-23T08:00");

    sent_to(world, "2026-11-23T08:00", FU_OUTCOME_LATER);
    assert_int_equal(count_listed(world, alice, now), 1);
    assert_int_equal(count_listed(world, bobs, now), 1);
    assert_false(page_of(world, alice, id, now)->over);
    act(world, DONE, id, alice, now, NULL);
    assert_int_equal(count_listed(world, alice, now), 0);
    assert_true(page_of(world, alice, id, now)->over);
    assert_int_equal(count_listed(world, bobs, now), 1);
    assert_false(page_of(world, bobs, id, now)->over);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_is_shown_the_moment_of_somebody_else),
        TEST(who_only_shares_sees_no_more_of_what_they_are_done_with),
        TEST(what_its_owner_cancelled_comes_back_to_who_snoozes_it),
        TEST(a_mail_on_its_way_is_pending_for_its_person),
        TEST(done_on_the_last_of_a_series_that_waits_is_done),
        TEST(done_on_the_snooze_of_a_series_that_is_over_ends_it),
        TEST(two_of_one_moment_of_whom_one_has_left),
        TEST(two_of_one_moment_in_two_turns),
        TEST(who_leaves_a_snooze_that_waits_fails_nothing),
        TEST(a_snooze_that_came_already_comes_to_an_end),
        TEST(who_is_erased_leaves_nothing_pending),
        TEST(a_series_goes_on_that_was_a_one_off_and_done_for_one),
        TEST(a_snooze_outlives_an_edit_by_somebody_else),
        TEST(a_snooze_to_a_moment_of_the_series_outlives_its_skip),
        TEST(a_snooze_that_the_series_reaches_outlives_its_skip),
        TEST(a_snooze_to_a_moment_of_the_series_comes_with_it),
        TEST(what_is_moved_stays_whose_it_was),
        TEST(a_mail_that_may_have_arrived_joins_no_bundle),
        TEST(what_is_tried_again_by_hand_has_its_whole_time),
        TEST(what_was_dropped_is_nobodys_trouble),
        TEST(done_means_what_came_and_no_snooze_that_was_done_before_it_came),
        TEST(an_edit_to_the_moment_at_which_a_task_comes_back),
        TEST(a_task_and_a_snooze_of_it_that_are_late_come_back_once),
        TEST(a_task_that_its_last_said_done_of_while_its_mail_waits_is_over),
        TEST(what_is_undone_comes_at_the_morning_of_today),
        TEST(a_series_that_is_overdue_goes_on_at_the_new_morning_time),
        TEST(two_who_move_while_their_mails_wait_have_them),
        TEST(who_wrote_it_and_moved_is_reached_where_they_are),
        TEST(who_leaves_and_moves_while_their_mail_waits_fails_nothing),
        TEST(done_with_the_whole_takes_along_all_that_waits),
        TEST(an_edit_of_a_task_leaves_others_what_they_snoozed),
        TEST(who_left_and_is_erased_leaves_nothing_pending),
        TEST(a_list_says_when_its_person_hears_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
