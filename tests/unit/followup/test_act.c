/* Every action on every state, by everybody, and the undoing of each. */
#include "world.h"

/* What an undo must bring back. */
static void assert_undone(
    struct world *world, int64_t id, fu_instant now, enum fu_followup_state state, fu_instant next)
{
    assert_int_equal(act(world, UNDO, id, alice_id(world), now, NULL), FU_OK);
    assert_true(world->result.changed);
    assert_state(world, id, state);
    assert_int_equal(get(world, id)->next, next);
    assert_int_equal(world->result.soonest, now);
}

static void a_snooze_moves_a_pending_one_off_and_undoing_moves_it_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    assert_int_equal(act(world, SNOOZE, id, alice_id(world), NOW, "friday9am"), FU_OK);
    assert_true(world->result.changed);
    assert_int_equal(world->result.soonest, at("2026-11-20T09:00"));
    assert_next(world, id, "2026-11-20T09:00");
    assert_undone(world, id, NOW + 1, FU_PENDING, at("2026-11-21T10:30"));
    assert_int_equal(send_all(world, at("2026-11-20T09:00"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-21T10:30"), FU_OUTCOME_SENT), 1);
}

static void the_same_snooze_again_changes_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, SNOOZE, id, alice_id(world), NOW, "friday9am");
    assert_int_equal(act(world, SNOOZE, id, alice_id(world), NOW, "friday9am"), FU_OK);
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "already"));
}

static void a_snooze_brings_a_done_one_off_back_and_undoing_ends_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant fired = NOW + 3 * DAY;

    assert_int_equal(send_all(world, fired, FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
    assert_int_equal(act(world, SNOOZE, id, alice_id(world), fired, "1day"), FU_OK);
    assert_state(world, id, FU_PENDING);
    assert_undone(world, id, fired, FU_DONE, FU_NEVER);
    assert_int_equal(send_all(world, fired + DAY, FU_OUTCOME_SENT), 0);
}

static void a_snooze_that_has_fired_cannot_be_taken_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, SNOOZE, id, alice_id(world), NOW, "4days");
    assert_int_equal(send_all(world, NOW + 4 * DAY, FU_OUTCOME_SENT), 1);
    assert_int_equal(act(world, UNDO, id, alice_id(world), NOW + 4 * DAY, NULL), FU_OK);
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "cannot be taken back"));
    assert_state(world, id, FU_DONE);
    assert_int_equal(send_all(world, NOW + 4 * DAY + 1, FU_OUTCOME_SENT), 0);
}

static void a_snooze_is_refused_when_it_recurs_or_is_no_cadence(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    assert_int_equal(act(world, SNOOZE, id, alice_id(world), NOW, "everyday"), FU_BAD_INPUT);
    assert_non_null(strstr(world->result.refusal.reason, "comes once"));
    assert_int_equal(act(world, SNOOZE, id, alice_id(world), NOW, "3dyas"), FU_BAD_INPUT);
    assert_string_equal(world->result.refusal.suggestions[0], "3days");
    assert_next(world, id, "2026-11-21T10:30");
}

static void a_snooze_onto_a_later_moment_of_the_series_does_not_end_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    act(world, SNOOZE, id, 0, NOW, "friday8am");
    assert_true(world->result.changed);
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-20T08:00");
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-11-21T08:00");
}

static void a_snooze_of_a_series_leaves_the_series_as_it_is(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday8am");

    act(world, SNOOZE, id, alice_id(world), NOW, "thursday9am");
    assert_int_equal(send_all(world, at("2026-11-19T09:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-23T08:00");
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-30T08:00");
}

static void a_series_that_is_over_comes_once_more_by_a_snooze(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily8am-x1");

    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-19T09:00"), "2h");
    assert_state(world, id, FU_PENDING);
    assert_int_equal(send_all(world, at("2026-11-19T11:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

static void done_ends_a_pending_one_off_and_undoing_revives_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    assert_int_equal(act(world, DONE, id, alice_id(world), NOW, NULL), FU_OK);
    assert_state(world, id, FU_DONE);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 0);
    assert_int_equal(act(world, DONE, id, alice_id(world), NOW, NULL), FU_OK);
    assert_false(world->result.changed);
    assert_undone(world, id, NOW, FU_PENDING, NOW + 3 * DAY);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 1);
}

static void done_ends_one_occurrence_of_a_series_at_a_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    struct fu_occurrence *rows;
    size_t count;

    assert_int_equal(act(world, DONE, id, alice_id(world), NOW, NULL), FU_OK);
    assert_false(world->result.changed);
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    act(world, DONE, id, alice_id(world), at("2026-11-20T09:00"), NULL);
    assert_true(world->result.changed);
    assert_next(world, id, "2026-11-21T08:00");
    act(world, DONE, id, alice_id(world), at("2026-11-20T09:01"), NULL);
    assert_false(world->result.changed);
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].moment, at("2026-11-19T08:00"));
}

static void skip_leaves_the_next_out_and_undoing_puts_it_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_true(world->result.changed);
    assert_next(world, id, "2026-11-20T08:00");
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 0);
    assert_undone(world, id, NOW, FU_PENDING, at("2026-11-19T08:00"));
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-20T08:00");
}

static void a_skip_after_which_the_series_went_on_cannot_be_taken_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    act(world, UNDO, id, alice_id(world), at("2026-11-20T09:00"), NULL);
    assert_false(world->result.changed);
    assert_next(world, id, "2026-11-21T08:00");
}

static void skip_of_the_last_occurrence_ends_the_series(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily8am-x1");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_state(world, id, FU_DONE);
    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_false(world->result.changed);
    assert_undone(world, id, NOW, FU_PENDING, at("2026-11-19T08:00"));
}

static void skip_of_a_one_off_cancels_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_state(world, id, FU_CANCELLED);
    assert_undone(world, id, NOW, FU_PENDING, NOW + 3 * DAY);
}

static void cancel_ends_it_and_undoing_revives_it(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "3days"), series = ask(world, "everyday8am");

    act(world, CANCEL, once, alice_id(world), NOW, NULL);
    act(world, CANCEL, series, alice_id(world), NOW, NULL);
    assert_state(world, once, FU_CANCELLED);
    assert_state(world, series, FU_CANCELLED);
    assert_int_equal(send_all(world, NOW + 30 * DAY, FU_OUTCOME_SENT), 0);
    act(world, CANCEL, series, alice_id(world), NOW, NULL);
    assert_false(world->result.changed);
    act(world, DONE, series, alice_id(world), NOW, NULL);
    assert_false(world->result.changed);
    assert_undone(world, once, NOW, FU_PENDING, NOW + 3 * DAY);
    assert_undone(world, series, NOW, FU_PENDING, at("2026-11-19T08:00"));
}

static void an_edit_counts_from_now_and_undoing_brings_the_old_cadence_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday8am");
    fu_instant later = NOW + DAY;

    assert_int_equal(act(world, EDIT, id, alice_id(world), later, "2days"), FU_OK);
    assert_int_equal(get(world, id)->schedule.recurrence, FU_ONCE);
    assert_int_equal(get(world, id)->next, later + 2 * DAY);
    assert_undone(world, id, later, FU_PENDING, at("2026-11-23T08:00"));
    assert_string_equal(get(world, id)->schedule.rrule, "FREQ=WEEKLY;BYDAY=MO");
    assert_int_equal(get(world, id)->sent, NOW);
}

static void an_edit_that_begins_at_the_same_moment_can_be_undone(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    act(world, EDIT, id, alice_id(world), NOW, "daily8am-x5");
    assert_next(world, id, "2026-11-19T08:00");
    assert_undone(world, id, NOW, FU_PENDING, at("2026-11-19T08:00"));
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
}

/* The former cadence's next moment was the one that has come: nothing would come any more. */
static void an_edit_cannot_be_undone_once_what_it_began_with_has_come(void **state)
{
    static const char *const cadences[] = {"everythursday8am", "thursday8am", "everyday8am-x1"};
    struct world *world = *state;
    int64_t ids[3];
    size_t i;

    for (i = 0; i < 3; i++) {
        ids[i] = ask(world, "everyday8am");
        act(world, EDIT, ids[i], alice_id(world), NOW, cadences[i]);
        assert_next(world, ids[i], "2026-11-19T08:00");
    }
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 3);
    for (i = 0; i < 3; i++) {
        act(world, UNDO, ids[i], alice_id(world), at("2026-11-19T09:00"), NULL);
        assert_false(world->result.changed);
        assert_non_null(strstr(world->result.sentence, "has gone on since"));
    }
    assert_next(world, ids[0], "2026-11-26T08:00");
}

/* Somebody else's edit, which began with that moment as well. */
static void an_edit_is_not_undone_over_another(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    act(world, EDIT, id, alice_id(world), NOW, "everyday8am-x5");
    act(world, EDIT, id, 0, NOW, "everythursday8am");
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_false(world->result.changed);
    assert_string_equal(get(world, id)->schedule.canonical, "everythursday8am");
}

static void a_snooze_is_told_in_the_zone_it_is_read_in(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_person *person;

    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &person, &world->error));
    person->preferences.zone = "America/New_York";
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    act(world, SNOOZE, id, alice_id(world), NOW, "tomorrow9am");
    assert_non_null(strstr(world->result.sentence, "19 November 2026 at 09:00 (-05:00)"));
    assert_next(world, id, "2026-11-19T15:00");
}

static void an_undone_edit_is_read_in_the_zone_it_was_made_with(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    struct fu_person *person;

    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &person, &world->error));
    person->preferences.zone = "America/New_York";
    person->preferences.morning = 600;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    act(world, EDIT, id, alice_id(world), NOW, "everymonday");
    assert_string_equal(get(world, id)->schedule.zone, "America/New_York");
    assert_undone(world, id, NOW, FU_PENDING, at("2026-11-19T08:00"));
    assert_string_equal(get(world, id)->schedule.zone, "Europe/Berlin");
}

static void an_edit_of_what_was_cancelled_revives_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "5days");
    assert_state(world, id, FU_PENDING);
    assert_undone(world, id, NOW, FU_CANCELLED, FU_NEVER);
}

static void subject_and_tags_are_edited_and_come_back(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days+acme");
    const struct fu_act context = acting(world, 0, NOW);
    const struct fu_edit edit = {.subject = "Two\nlines", .tags = "other"};

    begin(world);
    assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
    commit(world);
    assert_string_equal(get(world, id)->subject, "Two lines");
    assert_string_equal(get(world, id)->tags, "other");
    assert_int_equal(act(world, UNDO, id, 0, NOW, NULL), FU_OK);
    assert_string_equal(get(world, id)->subject, "Proposal");
    assert_string_equal(get(world, id)->tags, "acme");
}

static void a_stranger_finds_nothing(void **state)
{
    static const enum verb verbs[] = {SNOOZE, DONE, SKIP, CANCEL, UNDO, EDIT};
    struct world *world = *state;
    int64_t id = ask(world, "3days"), bob = meet(world, "bob@example.org");
    size_t i;

    for (i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        assert_int_equal(act(world, verbs[i], id, bob, NOW, "1day"), FU_OK);
        assert_int_equal(world->result.followup, 0);
        assert_false(world->result.changed);
        assert_int_equal(act(world, verbs[i], id + 99, 0, NOW, "1day"), FU_OK);
        assert_int_equal(world->result.followup, 0);
    }
    assert_next(world, id, "2026-11-21T10:30");
}

static void the_operator_may_do_everything(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, SNOOZE, id, 0, NOW, "5days");
    assert_int_equal(get(world, id)->next, NOW + 5 * DAY);
    act(world, CANCEL, id, 0, NOW, NULL);
    assert_state(world, id, FU_CANCELLED);
    act(world, UNDO, id, 0, NOW, NULL);
    assert_state(world, id, FU_PENDING);
    act(world, UNDO, id, 0, NOW, NULL);
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
    act(world, UNDO, id, 0, NOW, NULL);
    assert_false(world->result.changed);
}

static int64_t shared(struct world *world, int64_t *bob, const char *cadence)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};

    *bob = meet(world, "bob@example.org");
    return share(world, cadence, people, 1);
}

static void who_shares_snoozes_for_themselves(void **state)
{
    struct world *world = *state;
    int64_t bob, id = shared(world, &bob, "everyday8am");
    struct fu_turn claimed;

    act(world, SNOOZE, id, bob, NOW, "2h");
    claimed = turn(world, NULL, 0, NOW + 2 * HOUR, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "bob@example.org");
}

static void two_people_may_snooze_to_the_same_moment(void **state)
{
    struct world *world = *state;
    int64_t bob, id = shared(world, &bob, "everyday8am");

    act(world, SNOOZE, id, bob, NOW, "2h");
    act(world, SNOOZE, id, alice_id(world), NOW, "2h");
    assert_true(world->result.changed);
    assert_int_equal(send_all(world, NOW + 2 * HOUR, FU_OUTCOME_SENT), 2);
}

static void undoing_a_snooze_does_not_end_that_of_another(void **state)
{
    struct world *world = *state;
    int64_t bob, id = shared(world, &bob, "3days");
    fu_instant fired = NOW + 3 * DAY;

    assert_int_equal(send_all(world, fired, FU_OUTCOME_SENT), 2);
    assert_state(world, id, FU_DONE);
    act(world, SNOOZE, id, alice_id(world), fired, "1day");
    act(world, SNOOZE, id, bob, fired, "2days");
    act(world, UNDO, id, alice_id(world), fired, NULL);
    assert_true(world->result.changed);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(send_all(world, fired + 2 * DAY, FU_OUTCOME_SENT), 1);
}

static void who_shares_leaves_and_may_come_back(void **state)
{
    struct world *world = *state;
    int64_t bob, id = shared(world, &bob, "everyday8am");

    act(world, CANCEL, id, bob, NOW, NULL);
    assert_true(world->result.changed);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    act(world, CANCEL, id, bob, NOW, NULL);
    assert_int_equal(world->result.followup, id);
    assert_false(world->result.changed);
    assert_string_equal(world->result.sentence,
        "You have left “Proposal” already; nothing is changed. Undo takes that back.");
    act(world, SNOOZE, id, bob, NOW, "2h");
    assert_int_equal(world->result.followup, id);
    assert_false(world->result.changed);
    act(world, UNDO, id, bob, at("2026-11-19T09:00"), NULL);
    assert_true(world->result.changed);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 2);
    act(world, EDIT, id, bob, NOW, "2days");
    assert_false(world->result.changed);
}

static void a_snooze_of_somebody_who_left_ends_what_nobody_hears(void **state)
{
    struct world *world = *state;
    int64_t bob, id = shared(world, &bob, "3days");
    fu_instant fired = NOW + 3 * DAY;

    assert_int_equal(send_all(world, fired, FU_OUTCOME_SENT), 2);
    act(world, SNOOZE, id, bob, fired, "1day");
    act(world, CANCEL, id, bob, fired, NULL);
    assert_string_equal(world->result.sentence, "You get no more reminders of “Proposal”.");
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->next, FU_NEVER);
    act(world, UNDO, id, bob, fired, NULL);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(get(world, id)->next, fired + DAY);
    act(world, CANCEL, id, bob, fired, NULL);
    assert_int_equal(send_all(world, fired + DAY, FU_OUTCOME_SENT), 0);
    assert_state(world, id, FU_DONE);
}

static void a_broken_history_is_said_and_changes_nothing(void **state)
{
    static const char *const broken[] = {"nonsense\n", "state 0\n", "state 0 9\n",
        "occurrence 1 0\n", "occurrence 1 9 1 0\n", "state 0 0",
        "cadence 3dyas\n", "rejoin x\n"};
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    size_t i;

    for (i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct fu_event event = {
            .followup = id, .at = NOW, .what = "edited", .detail = "", .undo = broken[i]};

        begin(world);
        assert_good(world, fu_store_event_add(world->store, &event, &world->error));
        commit(world);
        assert_int_equal(act(world, UNDO, id, 0, NOW, NULL), FU_PERMANENT);
        assert_non_null(strstr(world->error.text, "damaged"));
    }
    assert_next(world, id, "2026-11-21T10:30");
}

static enum fu_status add(struct world *world, const char *address, const char *cadence)
{
    const struct fu_act context = acting(world, 0, NOW);
    enum fu_status status;

    begin(world);
    status = fu_act_add(
        &context, address, cadence, "Water", "the plants", &world->result, &world->error);
    if (status == FU_OK)
        commit(world);
    else
        fu_store_rollback(world->store);
    return status;
}

static void add_makes_one_for_whom_the_rules_allow(void **state)
{
    struct world *world = *state;

    assert_int_equal(add(world, "Carol@Example.org", "3days"), FU_OK);
    assert_string_equal(get(world, world->result.followup)->note, "the plants");
    assert_int_equal(world->result.soonest, NOW + 3 * DAY);
    assert_int_equal(add(world, "mallory@example.net", "3days"), FU_BAD_INPUT);
    assert_int_equal(person_id(world, "mallory@example.net"), 0);
    assert_int_equal(add(world, "3days@remind.example.org", "3days"), FU_BAD_INPUT);
    assert_int_equal(add(world, "remind@example.org", "3days"), FU_BAD_INPUT);
    assert_int_equal(add(world, "no address", "3days"), FU_BAD_INPUT);
    assert_int_equal(add(world, "bob@example.org", "3dyas"), FU_BAD_INPUT);
    assert_string_equal(world->result.refusal.suggestions[0], "3days");
    assert_int_equal(person_id(world, "bob@example.org"), 0);
}

static void a_clock_in_doubt_is_told_with_what_is_wrong(void **state)
{
    static const char wrong[] = "The machine's clock was set back.";
    struct world *world = *state;
    const struct fu_act context = acting(world, 0, NOW);
    const char *doubt;

    assert_good(world, fu_act_doubt(&context, &doubt, &world->error));
    assert_string_equal(doubt, "");
    begin(world);
    assert_good(world, fu_store_trouble(world->store, "outbox", "No.", NOW, &world->error));
    assert_good(world, fu_act_doubt(&context, &doubt, &world->error));
    assert_string_equal(doubt, "");
    assert_good(world, fu_store_trouble(world->store, FU_TROUBLE_CLOCK, wrong, NOW, &world->error));
    assert_good(world, fu_store_trouble(world->store, "web", "No.", NOW, &world->error));
    assert_good(world, fu_act_doubt(&context, &doubt, &world->error));
    assert_string_equal(doubt, wrong);
    assert_good(world, fu_store_trouble(world->store, FU_TROUBLE_CLOCK, "", NOW, &world->error));
    assert_good(world, fu_act_doubt(&context, &doubt, &world->error));
    assert_string_equal(doubt, "");
    commit(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_snooze_moves_a_pending_one_off_and_undoing_moves_it_back),
        TEST(the_same_snooze_again_changes_nothing),
        TEST(a_snooze_brings_a_done_one_off_back_and_undoing_ends_it),
        TEST(a_snooze_that_has_fired_cannot_be_taken_back),
        TEST(a_snooze_is_refused_when_it_recurs_or_is_no_cadence),
        TEST(a_snooze_onto_a_later_moment_of_the_series_does_not_end_it),
        TEST(a_snooze_of_a_series_leaves_the_series_as_it_is),
        TEST(a_series_that_is_over_comes_once_more_by_a_snooze),
        TEST(done_ends_a_pending_one_off_and_undoing_revives_it),
        TEST(done_ends_one_occurrence_of_a_series_at_a_time),
        TEST(skip_leaves_the_next_out_and_undoing_puts_it_back),
        TEST(a_skip_after_which_the_series_went_on_cannot_be_taken_back),
        TEST(skip_of_the_last_occurrence_ends_the_series), TEST(skip_of_a_one_off_cancels_it),
        TEST(cancel_ends_it_and_undoing_revives_it),
        TEST(an_edit_counts_from_now_and_undoing_brings_the_old_cadence_back),
        TEST(an_edit_that_begins_at_the_same_moment_can_be_undone),
        TEST(an_edit_cannot_be_undone_once_what_it_began_with_has_come),
        TEST(an_edit_is_not_undone_over_another), TEST(a_snooze_is_told_in_the_zone_it_is_read_in),
        TEST(an_undone_edit_is_read_in_the_zone_it_was_made_with),
        TEST(an_edit_of_what_was_cancelled_revives_it),
        TEST(subject_and_tags_are_edited_and_come_back), TEST(a_stranger_finds_nothing),
        TEST(the_operator_may_do_everything), TEST(who_shares_snoozes_for_themselves),
        TEST(two_people_may_snooze_to_the_same_moment),
        TEST(undoing_a_snooze_does_not_end_that_of_another),
        TEST(who_shares_leaves_and_may_come_back),
        TEST(a_snooze_of_somebody_who_left_ends_what_nobody_hears),
        TEST(a_broken_history_is_said_and_changes_nothing),
        TEST(a_clock_in_doubt_is_told_with_what_is_wrong),
        TEST(add_makes_one_for_whom_the_rules_allow)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
