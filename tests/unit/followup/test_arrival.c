/* What arrives after a moment of its series has passed: it comes as often as was asked for, counted
 * from its first moment after arrival, whatever is done to it and however often it is read. */
#include "answering.h"

#include "followupd/followup/hold.h"

enum { MOST = 20 };

/* A mail that is sent and arrives at these moments, and is taken in then. */
static void take_late(
    struct world *world, const char *local_part, const char *sent, const char *arrived)
{
    struct fu_letter *late = numbered(world, local_part);

    late->date = at(sent);
    take(world, late, at(arrived), at(arrived));
}

/* A series that would have come at 08:00, two minutes before it arrives. */
static int64_t ask_late(struct world *world, const char *cadence)
{
    take_late(world, cadence, "2026-11-18T07:58", "2026-11-18T08:02");
    assert_int_equal(world->taken.followups, 1);
    return only_followup(world);
}

/* Lets everything come that is to come; says how often the only follow-up did. */
static size_t come(struct world *world)
{
    size_t times = 0, count;
    int64_t id = only_followup(world);
    fu_instant next;

    while ((next = get(world, id)->next) != FU_NEVER && times < MOST) {
        send_all(world, next, FU_OUTCOME_SENT);
        deliveries(world, id, &count);
        times++;
        assert_int_equal(count, times);
    }
    assert_state(world, id, FU_DONE);
    return times;
}

static void a_series_comes_as_often_as_it_says(void **state)
{
    struct world *world = *state;

    ask_late(world, "daily8am-x3");
    assert_string_equal(decision(world), "follow-up");
    assert_int_equal(world->taken.soonest, at("2026-11-19T08:00"));
    assert_int_equal(come(world), 3);
}

static void one_that_comes_once_comes(void **state)
{
    struct world *world = *state;

    assert_next(world, ask_late(world, "daily-x1"), "2026-11-19T08:00");
    assert_int_equal(come(world), 1);
}

static void hours_go_on_from_the_sending_and_are_counted_from_arrival(void **state)
{
    struct world *world = *state;

    take_late(world, "every4hours-x3", "2026-11-17T22:10", "2026-11-18T10:30");
    assert_next(world, only_followup(world), "2026-11-18T14:10");
    assert_int_equal(come(world), 3);
}

static void what_its_end_leaves_nothing_of_comes_at_once(void **state)
{
    struct world *world = *state;
    int64_t id;

    take_late(world, "daily-until-nov17", "2026-11-15T10:30", "2026-11-18T10:30");
    id = only_followup(world);
    assert_next(world, id, "2026-11-16T08:00");
    assert_int_equal(world->taken.soonest, at("2026-11-16T08:00"));
    assert_int_equal(send_all(world, NOW, FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void what_ends_before_it_begins_is_refused(void **state)
{
    struct world *world = *state;

    take_late(world, "everymonday-until-2026-11-20", "2026-11-18T07:58", "2026-11-18T08:02");
    assert_int_equal(world->taken.followups, 0);
    assert_string_equal(decision(world), "refused");
}

/* While nothing was taken in it came due, and it is not counted again for that. */
static void what_waits_to_be_taken_in_has_arrived(void **state)
{
    struct world *world = *state;
    struct fu_letter *late = numbered(world, "daily-x3");

    late->date = at("2026-11-18T07:58");
    take(world, late, at("2026-11-18T08:02"), at("2026-11-20T12:00"));
    assert_next(world, only_followup(world), "2026-11-19T08:00");
    assert_int_equal(send_all(world, at("2026-11-20T12:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, only_followup(world), "2026-11-21T08:00");
    assert_int_equal(send_all(world, at("2026-11-21T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, only_followup(world), FU_DONE);
}

static void a_held_letter_is_counted_from_what_mends_it(void **state)
{
    struct world *world = *state;

    wants(world, FU_CONFIRM_NEVER);
    bring(world, "dialy-x3");
    click(world, "daily-x3", NOW + 2 * DAY);
    assert_int_equal(get(world, only_followup(world))->sent, NOW);
    assert_next(world, only_followup(world), "2026-11-21T08:00");
    click(world, "everyotherday-x3", NOW + 2 * DAY + HOUR);
    assert_next(world, only_followup(world), "2026-11-22T08:00");
    turn(world, NULL, 0, NOW + 2 * DAY + HOUR, FU_TURN_MAX);
    assert_int_equal(come(world), 3);
}

static void another_cadence_is_counted_from_its_mail(void **state)
{
    struct world *world = *state;
    int64_t id = ask_late(world, "friday");
    char token[FU_TOKEN_LENGTH + 1];

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    take_late(world, fu_arena_print(world->arena, "daily-x3+%s", token), "2026-11-19T07:58",
        "2026-11-19T08:02");
    assert_next(world, id, "2026-11-20T08:00");
    assert_int_equal(come(world), 3);
}

/* It had arrived by then. */
static void another_cadence_loses_no_moment_until_it_is_taken_in(void **state)
{
    struct world *world = *state;
    int64_t id = ask_late(world, "friday");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *mail;

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    mail = numbered(world, fu_arena_print(world->arena, "daily-x3+%s", token));
    mail->date = at("2026-11-19T07:58");
    take(world, mail, at("2026-11-19T07:59"), at("2026-11-19T08:01"));
    assert_next(world, id, "2026-11-19T08:00");
    assert_int_equal(come(world), 3);
}

/* Read again, it goes on where it is by now. */
static void another_cadence_that_is_read_again_repeats_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask_late(world, "friday");
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_letter *mail;

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    mail = numbered(world, fu_arena_print(world->arena, "daily-x3+%s", token));
    mail->date = at("2026-11-18T09:00");
    world->recovers = true;
    take(world, mail, at("2026-11-18T09:00"), at("2026-11-20T12:00"));
    assert_next(world, id, "2026-11-21T08:00");
    assert_int_equal(come(world), 1);
}

static void what_is_read_again_is_counted_as_before(void **state)
{
    struct world *world = *state;
    struct fu_letter *late = numbered(world, "daily-x3");
    size_t count;

    world->recovers = true;
    late->date = at("2026-11-18T07:58");
    take(world, late, at("2026-11-18T08:02"), at("2026-11-20T12:00"));
    deliveries(world, only_followup(world), &count);
    assert_int_equal(count, 1); /* held */
    assert_next(world, only_followup(world), "2026-11-21T08:00");
    send_all(world, at("2026-11-21T08:00"), FU_OUTCOME_SENT);
    assert_int_equal(get(world, only_followup(world))->next, FU_NEVER);
}

/* Of a held letter, what mends it is read again, too. */
static void what_was_mended_is_counted_as_before(void **state)
{
    struct world *world = *state;
    struct fu_letter *mail;

    wants(world, FU_CONFIRM_NEVER);
    world->recovers = true;
    bring(world, "dialy-x3");
    mail = numbered(world, fu_arena_print(world->arena, "daily-x3+%s", held_token(world, 1)));
    mail->date = NOW + HOUR;
    take(world, mail, NOW + HOUR, NOW + 2 * DAY);
    assert_next(world, only_followup(world), "2026-11-21T08:00");
    send_all(world, at("2026-11-21T08:00"), FU_OUTCOME_SENT);
    assert_int_equal(get(world, only_followup(world))->next, FU_NEVER);
}

static void an_undone_edit_is_counted_as_before(void **state)
{
    static const char *const texts[] = {"every4hours-x3", "daily-x3"};
    struct world *world = *state;
    int64_t id;
    fu_instant next;

    take_late(world, "every4hours-x3", "2026-11-18T02:00", "2026-11-18T08:02");
    id = only_followup(world);
    for (size_t i = 0; i < 2; i++) {
        next = get(world, id)->next;
        act(world, EDIT, id, 0, at("2026-11-18T08:10"), "3days");
        act(world, UNDO, id, 0, at("2026-11-18T08:20"), NULL);
        assert_string_equal(get(world, id)->schedule.canonical,
            i == 0 ? "every4hours-x3" : "everyday-x3");
        assert_int_equal(get(world, id)->next, next);
        assert_int_equal(get(world, id)->schedule.first, next);
        act(world, EDIT, id, 0, at("2026-11-18T08:30"), texts[1]);
    }
    act(world, UNDO, id, 0, at("2026-11-18T08:40"), NULL);
    assert_int_equal(come(world), 3);
}

static void other_settings_count_as_before(void **state)
{
    static const struct fu_preferences there = {
        .zone = "America/New_York", .morning = 9 * 60, .workdays = FU_WORKDAYS_ALL};
    struct world *world = *state;
    int64_t id = ask_late(world, "weekdays-x3");
    const struct fu_act operator = acting(world, 0, at("2026-11-18T08:10"));
    bool moved;

    begin(world);
    assert_good(world, fu_act_recompute(&operator, id, 7 * 60, &moved, &world->error));
    commit(world);
    assert_next(world, id, "2026-11-19T07:00");
    begin(world);
    assert_good(world, fu_act_move(&operator, id, &there, &moved, &world->error));
    commit(world);
    assert_true(moved);
    assert_next(world, id, "2026-11-19T15:00");
    begin(world);
    assert_good(world, fu_act_recompute(&operator, id, -1, &moved, &world->error));
    commit(world);
    assert_int_equal(come(world), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_series_comes_as_often_as_it_says),
        TEST(one_that_comes_once_comes),
        TEST(hours_go_on_from_the_sending_and_are_counted_from_arrival),
        TEST(what_its_end_leaves_nothing_of_comes_at_once),
        TEST(what_ends_before_it_begins_is_refused),
        TEST(what_waits_to_be_taken_in_has_arrived),
        TEST(a_held_letter_is_counted_from_what_mends_it),
        TEST(another_cadence_is_counted_from_its_mail),
        TEST(another_cadence_loses_no_moment_until_it_is_taken_in),
        TEST(another_cadence_that_is_read_again_repeats_nothing),
        TEST(what_is_read_again_is_counted_as_before),
        TEST(what_was_mended_is_counted_as_before),
        TEST(an_undone_edit_is_counted_as_before),
        TEST(other_settings_count_as_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
