/* What an undo brings back, and what not: of an edit, and of somebody's leaving. */
#include "world.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct fu_mailbox others[] = {{"", "bob@example.org"}, {"", "carol@example.org"}};

static void an_undone_edit_of_what_was_cancelled_leaves_it_cancelled(void **state)
{
    struct world *world = *state;
    const struct fu_act context = acting(world, alice_id(world), at("2026-11-19T08:02"));
    int64_t id = ask(world, "tomorrow");
    const struct fu_edit edit = {.subject = "Other"};

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, CANCEL, id, 0, at("2026-11-19T08:00"), NULL);
    begin(world);
    assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
    commit(world);
    act(world, UNDO, id, 0, at("2026-11-19T08:00"), NULL);
    assert_state(world, id, FU_CANCELLED);
    assert_string_equal(sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT), "");
    act(world, UNDO, id, 0, at("2026-11-19T08:03"), NULL);
}

static void who_comes_back_brings_nothing_back_that_the_owner_ended(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, CANCEL, id, bobs, at("2026-11-19T08:00"), NULL);
    act(world, CANCEL, id, alice_id(world), at("2026-11-19T08:00"), NULL);
    sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT);
    act(world, UNDO, id, bobs, at("2026-11-19T08:02"), NULL);
    assert_string_equal(world->result.sentence,
        "“Proposal” was cancelled for all meanwhile; nothing more comes of it.");
    assert_state(world, id, FU_CANCELLED);
    assert_string_equal(sent_to(world, "2026-11-19T08:03", FU_OUTCOME_SENT), "");
}

static void who_leaves_what_was_cancelled_stays_away(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), ids[2], i;

    for (i = 0; i < 2; i++) {
        ids[i] = share(world, "tomorrow", others, 1);
        act(world, CANCEL, ids[i], alice_id(world), NOW, NULL);
        act(world, CANCEL, ids[i], bobs, NOW, NULL);
        assert_true(world->result.changed);
        assert_string_equal(world->result.sentence, "You get no more reminders of “Proposal”.");
        assert_state(world, ids[i], FU_CANCELLED);
    }
    act(world, UNDO, ids[1], bobs, NOW, NULL);
    assert_string_equal(world->result.sentence,
        "“Proposal” was cancelled for all meanwhile; nothing more comes of it.");
    for (i = 0; i < 2; i++)
        act(world, UNDO, ids[i], alice_id(world), NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT),
        "alice@example.org alice@example.org bob@example.org ");
}

static void an_undone_edit_of_what_is_done_leaves_it_done(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "tomorrow");
    const struct fu_act context = acting(world, alice_id(world), at("2026-11-19T08:02"));
    const struct fu_edit edit = {.subject = "Other"};

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    act(world, DONE, id, 0, at("2026-11-19T08:00"), NULL);
    sent_to(world, "2026-11-19T08:01", FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
    commit(world);
    act(world, UNDO, id, alice_id(world), at("2026-11-19T08:03"), NULL);
    assert_state(world, id, FU_DONE);
    assert_string_equal(sent_to(world, "2026-11-19T08:04", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

/* Its mail waits to be dropped, which is nothing that is to come. */
static void an_undone_edit_of_what_is_done_while_it_waits_leaves_it_done(void **state)
{
    static const char *const cadences[] = {"tomorrow8am", "tomorrow8am-t"};
    struct world *world = *state;
    struct fu_act context;
    const struct fu_edit edit = {.subject = "Other"};
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = ask(world, cadences[i]);

        context = acting(world, alice_id(world), at("2026-11-19T08:00"));
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
        act(world, DONE, id, 0, at("2026-11-19T08:00"), NULL);
        begin(world);
        assert_good(world, fu_act_edit(&context, id, &edit, &world->result, &world->error));
        commit(world);
        act(world, UNDO, id, alice_id(world), at("2026-11-19T08:00"), NULL);
        assert_true(world->result.changed);
        assert_state(world, id, FU_DONE);
        act(world, UNDO, id, 0, at("2026-11-19T08:00"), NULL);
        assert_state(world, id, FU_PENDING);
        act(world, CANCEL, id, 0, at("2026-11-19T08:00"), NULL);
    }
}

static void who_comes_back_has_the_moment_that_others_snoozed_meanwhile(void **state)
{
    static const char *const undone[] = {"2026-11-18T12:00", "2026-11-20T12:00"};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address);
    size_t i;

    meet(world, others[1].address);
    for (i = 0; i < 2; i++) {
        int64_t id = share(world, "2026-11-21-8am", others, 2);

        act(world, CANCEL, id, bob, at("2026-11-18T11:00"), NULL);
        if (i == 1)
            act(world, SNOOZE, id, alice_id(world), at("2026-11-18T11:30"), "5days9am");
        act(world, UNDO, id, bob, at(undone[i]), NULL);
        assert_next(world, id, "2026-11-21T08:00");
    }
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT),
        "alice@example.org bob@example.org carol@example.org carol@example.org bob@example.org ");
    assert_string_equal(sent_to(world, "2026-11-23T09:00", FU_OUTCOME_SENT), "alice@example.org ");
}

/* Somebody else said done of it for themselves. */
static void who_comes_back_has_the_moment_that_another_was_done_with_meanwhile(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), carol = meet(world, others[1].address);
    int64_t id = share(world, "2026-11-21-8am", others, 2);

    act(world, CANCEL, id, bob, at("2026-11-18T11:00"), NULL);
    act(world, DONE, id, carol, at("2026-11-18T11:30"), NULL);
    act(world, UNDO, id, bob, at("2026-11-18T12:00"), NULL);
    assert_string_equal(
        sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
}

static void who_comes_back_is_as_done_with_it_as_before(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), id;

    meet(world, others[1].address);
    id = share(world, "2026-11-21-8am", others, 2);
    act(world, DONE, id, bob, NOW, NULL);
    act(world, CANCEL, id, bob, NOW, NULL);
    act(world, UNDO, id, bob, NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT),
        "alice@example.org carol@example.org ");
}

/* Its moment was moved by then, when nothing of it came to all any more. */
static void who_comes_back_has_the_moment_where_it_is_now(void **state)
{
    static const enum verb deeds[] = {SNOOZE, DONE};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), carol = meet(world, others[1].address);
    const struct fu_act context = acting(world, 0, NOW);
    bool moved;
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = share(world, "friday", others, 2);

        act(world, CANCEL, id, bob, NOW, NULL);
        act(world, deeds[i], id, carol, NOW, i == 0 ? "5days9am" : NULL);
        begin(world);
        assert_good(world, fu_act_recompute(&context, id, 9 * 60, &moved, &world->error));
        commit(world);
        act(world, UNDO, id, bob, NOW, NULL);
        assert_next(world, id, "2026-11-20T08:00");
    }
    assert_string_equal(sent_to(world, "2026-11-20T09:00", FU_OUTCOME_SENT),
        "alice@example.org bob@example.org alice@example.org bob@example.org ");
}

static void who_comes_back_after_its_owners_done_hears_nothing(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id;

    meet(world, others[1].address);
    id = share(world, "2026-11-21-8am", others, 2);
    act(world, CANCEL, id, bobs, NOW, NULL);
    act(world, SNOOZE, id, alice_id(world), NOW, "2h");
    act(world, DONE, id, alice_id(world), NOW, NULL);
    act(world, UNDO, id, bobs, NOW, NULL);
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT), "");
    assert_state(world, id, FU_DONE);
}

/* Left out for all, though its owner wants it at another time for themselves. */
static void who_comes_back_after_its_owners_skip_hears_nothing(void **state)
{
    static const enum verb ends[] = {SKIP, CANCEL};
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id;
    size_t i;

    for (i = 0; i < 2; i++) {
        id = share(world, "2026-11-21-8am", others, 1);
        act(world, CANCEL, id, bobs, NOW, NULL);
        act(world, ends[i], id, alice_id(world), NOW, NULL);
        act(world, SNOOZE, id, alice_id(world), NOW, "5days9am");
        act(world, UNDO, id, bobs, NOW, NULL);
        assert_next(world, id, "2026-11-23T09:00");
    }
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT), "");
}

static void what_its_owner_cancelled_is_not_revived_by_who_shares(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow", others, 1);

    act(world, DONE, id, bobs, NOW, NULL);
    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    act(world, UNDO, id, bobs, NOW, NULL);
    assert_false(world->result.changed);
    assert_string_equal(world->result.sentence,
        "“Proposal” was cancelled for all meanwhile; nothing more comes of it.");
    assert_state(world, id, FU_CANCELLED);
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    act(world, UNDO, id, bobs, NOW, NULL);
    assert_true(world->result.changed);
    assert_string_equal(
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
}

/* What others have asked for, or are done with, since. */
static void what_others_do_takes_no_undo_away(void **state)
{
    static const struct {
        const char *cadence;
        enum verb first;
        bool owner; /* takes it back */
    } cases[] = {{"everyday8am", CANCEL, true}, {"tomorrow8am", CANCEL, true},
        {"tomorrow8am", DONE, true}, {"tomorrow8am", DONE, false}};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), carol = meet(world, others[1].address);
    fu_instant now = at("2026-11-19T08:00");
    size_t i, j;

    for (i = 0; i < 4; i++) {
        for (j = 0; j < 3; j++) {
            int64_t id = share(world, cases[i].cadence, others, 2);
            int64_t who = cases[i].owner ? alice_id(world) : bob;

            send_all(world, now, FU_OUTCOME_SENT);
            act(world, SNOOZE, id, who, now, "2026-11-25-8am");
            act(world, cases[i].first, id, who, now, NULL);
            act(world, SNOOZE, id, carol, now, "2026-11-23-9am");
            if (j == 1)
                act(world, DONE, id, carol, now, NULL);
            if (j == 2)
                send_all(world, at("2026-11-23T09:00"), FU_OUTCOME_SENT);
            act(world, UNDO, id, who, now, NULL);
            assert_true(world->result.changed);
            assert_state(world, id, FU_PENDING);
            act(world, CANCEL, id, alice_id(world), now, NULL);
        }
    }
}

/* Others have put off, or are done with, their part of it since: theirs stays as it is. */
static void what_others_did_with_their_part_takes_no_undo_away(void **state)
{
    static const enum verb deeds[] = {DONE, SNOOZE};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), carol = meet(world, others[1].address);
    size_t i, j;

    for (i = 0; i < 2; i++) {
        for (j = 0; j < 2; j++) {
            int64_t id = share(world, "2026-11-21-8am", others, 2);

            act(world, deeds[i], id, bob, NOW, "2026-11-24-8am");
            act(world, deeds[j], id, carol, NOW, "2026-11-25-8am");
            act(world, UNDO, id, bob, NOW, NULL);
            assert_true(world->result.changed);
            assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT),
                "alice@example.org bob@example.org ");
            assert_string_equal(sent_to(world, "2026-11-25T08:00", FU_OUTCOME_SENT),
                deeds[j] == SNOOZE ? "carol@example.org " : "");
            assert_state(world, id, FU_DONE);
        }
    }
}

static void an_owner_takes_back_what_others_have_parted_since(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), id;

    meet(world, others[1].address);
    id = share(world, "2026-11-21-8am", others, 2);
    act(world, SNOOZE, id, alice_id(world), NOW, "2026-11-24-8am");
    act(world, DONE, id, bob, NOW, NULL);
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_true(world->result.changed);
    act(world, UNDO, id, bob, NOW, NULL);
    assert_true(world->result.changed);
    assert_string_equal(sent_to(world, "2026-11-21T08:00", FU_OUTCOME_SENT),
        "bob@example.org carol@example.org alice@example.org ");
    assert_state(world, id, FU_DONE);
}

/* The others have heard of it meanwhile. */
static void what_came_to_others_comes_when_done_is_taken_back(void **state)
{
    static const char *const cadences[] = {"2026-11-20-8am", "2026-11-19-8am-t"};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address);
    size_t i;

    meet(world, others[1].address);
    for (i = 0; i < 2; i++) {
        int64_t id = share(world, cadences[i], others, 2);

        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
        act(world, DONE, id, bob, at("2026-11-19T09:00"), NULL);
        assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT),
            "alice@example.org carol@example.org ");
        act(world, UNDO, id, bob, at("2026-11-20T09:00"), NULL);
        assert_true(world->result.changed);
        assert_string_equal(
            sent_to(world, "2026-11-20T09:00", FU_OUTCOME_SENT), "bob@example.org ");
        assert_string_equal(sent_to(world, "2026-11-20T09:00", FU_OUTCOME_SENT), "");
    }
    assert_string_equal(sent_to(world, "2026-11-23T08:00", FU_OUTCOME_SENT),
        "alice@example.org carol@example.org bob@example.org ");
}

/* Its owner ended it for all, or made another one of it, after others had parted it. */
static void what_its_owner_ended_is_not_revived_in_part(void **state)
{
    static const enum verb ends[] = {DONE, CANCEL, EDIT};
    static const char *const cadences[] = {
        "2026-11-21-8am", "2026-11-19-8am-t", "everythursday8am-t"};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), carol = meet(world, others[1].address);
    fu_instant now = at("2026-11-19T08:00");
    size_t i, j;

    for (i = 0; i < 3; i++) {
        for (j = 0; j < 3; j++) {
            int64_t id = share(world, cadences[j], others, 2);

            sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
            act(world, DONE, id, bob, now, NULL);
            act(world, DONE, id, carol, now, NULL);
            act(world, ends[i], id, alice_id(world), now, "2026-11-27-8am");
            act(world, SNOOZE, id, alice_id(world), now, "2026-11-26-8am");
            act(world, UNDO, id, bob, now, NULL);
            assert_false(world->result.changed);
            assert_non_null(strstr(world->result.sentence, "Say when you want it"));
            act(world, CANCEL, id, 0, now, NULL);
        }
    }
}

/* Who made it may take that back as long as nobody has changed its moment. */
static void that_it_was_made_is_taken_back_whatever_others_did(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), alice;
    int64_t left = share(world, "friday", others, 1), put_off = share(world, "friday", others, 1);
    int64_t series = share(world, "everyfriday", others, 1);

    alice = alice_id(world);
    act(world, CANCEL, left, bob, NOW, NULL);
    act(world, UNDO, left, alice, NOW, NULL);
    assert_true(world->result.changed);
    assert_state(world, left, FU_CANCELLED);
    act(world, SNOOZE, put_off, bob, NOW, "5days9am");
    act(world, UNDO, put_off, alice, NOW, NULL);
    assert_false(world->result.changed);
    assert_string_equal(world->result.sentence,
        "“Proposal” has gone on since it was made; that cannot be taken back any more, but cancel "
        "ends it.");
    act(world, UNDO, put_off, bob, NOW, NULL);
    act(world, UNDO, put_off, alice, NOW, NULL);
    assert_state(world, put_off, FU_CANCELLED);
    /* What they asked for themselves comes all the same. */
    act(world, SNOOZE, series, bob, NOW, "5days9am");
    act(world, UNDO, series, alice, NOW, NULL);
    assert_true(world->result.changed);
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "");
    assert_string_equal(sent_to(world, "2026-11-23T09:00", FU_OUTCOME_SENT), "bob@example.org ");
}

/* They are done with what they asked for themselves, not with the task for all. */
static void an_owner_takes_back_a_cancel_of_a_task_that_another_is_done_with(void **state)
{
    static const enum verb ends[] = {CANCEL, SKIP};
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address);
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = share(world, "2026-11-20-8am-t", others, 1);

        act(world, ends[i], id, alice_id(world), NOW, NULL);
        act(world, SNOOZE, id, bob, NOW, "2026-11-24-8am");
        act(world, DONE, id, bob, NOW, NULL);
        act(world, UNDO, id, alice_id(world), NOW, NULL);
        assert_true(world->result.changed);
        assert_state(world, id, FU_PENDING);
    }
    assert_string_equal(sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT),
        "alice@example.org bob@example.org alice@example.org bob@example.org ");
}

/* What somebody asked for has come due: it would be lost with it. */
static void that_it_was_made_is_not_taken_back_while_a_mail_of_it_waits(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, others[0].address), id = share(world, "everyfriday", others, 1);

    act(world, SNOOZE, id, bob, NOW, "1h");
    assert_string_equal(sent_to(world, "2026-11-18T11:30", FU_OUTCOME_LATER), "bob@example.org ");
    act(world, UNDO, id, alice_id(world), at("2026-11-18T11:30"), NULL);
    assert_false(world->result.changed);
    assert_string_equal(world->result.sentence,
        "“Proposal” has gone on since it was made; that cannot be taken back any more, but cancel "
        "ends it.");
    assert_string_equal(sent_to(world, "2026-11-18T11:31", FU_OUTCOME_SENT), "bob@example.org ");
}

/* Its owner has done a task for all: what somebody was done with before does not come back. */
static void a_task_that_is_done_for_all_is_not_revived_by_who_shares(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "tomorrow8am-t", others, 1);
    fu_instant now = at("2026-11-19T08:00");

    send_all(world, now, FU_OUTCOME_SENT);
    act(world, SNOOZE, id, bobs, now, "2026-11-25-8am");
    act(world, DONE, id, bobs, now, NULL);
    act(world, DONE, id, alice_id(world), now, NULL);
    assert_state(world, id, FU_DONE);
    act(world, UNDO, id, bobs, now, NULL);
    assert_false(world->result.changed);
    assert_state(world, id, FU_DONE);
}

static void a_new_cadence_leaves_out_nothing_of_the_former(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday");

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    act(world, SKIP, id, alice_id(world), NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "weekdays");
    assert_next(world, id, "2026-11-19T08:00");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    assert_next(world, id, "2026-11-20T08:00");
}

/* Its owner has gone to another zone since, and taken everything along. */
static void an_undone_edit_stays_in_the_zone_of_today(void **state)
{
    static const char *const edits[] = {"weekdays9am", "everymonday9am", "friday9am"};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < 3; i++) {
        int64_t id = ask(world, "weekdays9am");
        const struct fu_preferences there = {
            .zone = "America/New_York", .workdays = FU_WORKDAYS_DEFAULT, .morning = 8 * 60};
        const struct fu_act context = acting(world, 0, NOW);
        bool moved;

        act(world, EDIT, id, alice_id(world), NOW, edits[i]);
        begin(world);
        assert_good(world, fu_act_move(&context, id, &there, &moved, &world->error));
        commit(world);
        assert_true(moved);
        act(world, UNDO, id, alice_id(world), NOW, NULL);
        assert_true(world->result.changed);
        assert_next(world, id, "2026-11-19T15:00");
        sent_to(world, "2026-11-19T15:00", FU_OUTCOME_SENT);
        assert_next(world, id, "2026-11-20T15:00");
        act(world, CANCEL, id, alice_id(world), NOW, NULL);
    }
}

static void an_undone_edit_leaves_out_what_was_left_out(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    int64_t id = ask(world, "everyday");
    size_t count;

    act(world, SKIP, id, alice_id(world), NOW, NULL);
    act(world, SKIP, id, alice_id(world), NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "tomorrow");
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_true(world->result.changed);
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_SKIPPED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_next(world, id, "2026-11-21T08:00");
}

static void who_comes_back_has_the_moment_of_an_edit_beside_their_snooze(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "everyday", others, 1);

    act(world, SNOOZE, id, bobs, NOW, "1h");
    act(world, CANCEL, id, bobs, NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "1week");
    act(world, SNOOZE, id, alice_id(world), NOW, "2h");
    act(world, UNDO, id, bobs, NOW, NULL);
    sent_to(world, "2026-11-18T12:30", FU_OUTCOME_SENT);
    assert_string_equal(sent_to(world, "2026-11-25T10:30", FU_OUTCOME_SENT), "bob@example.org ");
}

static void what_another_cadence_has_ended_is_not_brought_back(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id = share(world, "3days", others, 1);

    act(world, DONE, id, bobs, NOW, NULL);
    act(world, EDIT, id, alice_id(world), NOW, "tomorrow");
    act(world, UNDO, id, bobs, NOW, NULL);
    assert_false(world->result.changed);
    assert_string_equal(
        sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT), "alice@example.org bob@example.org ");
    assert_state(world, id, FU_DONE);
}

static void who_comes_back_to_a_task_hears_of_it_with_the_others(void **state)
{
    struct world *world = *state;
    int64_t bobs = meet(world, others[0].address), id;

    meet(world, others[1].address);
    id = share(world, "tomorrow-t", others, 2);
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, CANCEL, id, bobs, at("2026-11-19T09:00"), NULL);
    act(world, SNOOZE, id, alice_id(world), at("2026-11-19T09:00"), "nextmonth");
    act(world, UNDO, id, bobs, at("2026-11-19T09:00"), NULL);
    assert_string_equal(
        sent_to(world, "2026-11-20T08:00", FU_OUTCOME_SENT), "carol@example.org bob@example.org ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_undone_edit_of_what_was_cancelled_leaves_it_cancelled),
        TEST(who_comes_back_brings_nothing_back_that_the_owner_ended),
        TEST(an_undone_edit_of_what_is_done_leaves_it_done),
        TEST(an_undone_edit_of_what_is_done_while_it_waits_leaves_it_done),
        TEST(who_leaves_what_was_cancelled_stays_away),
        TEST(who_comes_back_has_the_moment_that_others_snoozed_meanwhile),
        TEST(who_comes_back_has_the_moment_that_another_was_done_with_meanwhile),
        TEST(who_comes_back_is_as_done_with_it_as_before),
        TEST(who_comes_back_has_the_moment_where_it_is_now),
        TEST(who_comes_back_after_its_owners_done_hears_nothing),
        TEST(who_comes_back_after_its_owners_skip_hears_nothing),
        TEST(what_its_owner_cancelled_is_not_revived_by_who_shares),
        TEST(what_others_do_takes_no_undo_away),
        TEST(what_others_did_with_their_part_takes_no_undo_away),
        TEST(an_owner_takes_back_what_others_have_parted_since),
        TEST(what_came_to_others_comes_when_done_is_taken_back),
        TEST(what_its_owner_ended_is_not_revived_in_part),
        TEST(that_it_was_made_is_taken_back_whatever_others_did),
        TEST(an_owner_takes_back_a_cancel_of_a_task_that_another_is_done_with),
        TEST(that_it_was_made_is_not_taken_back_while_a_mail_of_it_waits),
        TEST(a_task_that_is_done_for_all_is_not_revived_by_who_shares),
        TEST(a_new_cadence_leaves_out_nothing_of_the_former),
        TEST(an_undone_edit_stays_in_the_zone_of_today),
        TEST(an_undone_edit_leaves_out_what_was_left_out),
        TEST(who_comes_back_has_the_moment_of_an_edit_beside_their_snooze),
        TEST(what_another_cadence_has_ended_is_not_brought_back),
        TEST(who_comes_back_to_a_task_hears_of_it_with_the_others)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
