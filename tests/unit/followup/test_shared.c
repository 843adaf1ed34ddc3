/* What three people who share in a follow-up do to it, each for themselves, and how a task comes
 * back to each of them. */
#include "three.h"

#include "followupd/followup/pause.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void a_task_that_is_done_for_one_comes_back_to_the_others(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, DONE, people.id, people.bob, at("2026-11-20T09:00"), NULL);
    assert_non_null(strstr(world->result.sentence, "is done for you"));
    assert_state(world, people.id, FU_PENDING);
    act(world, DONE, people.id, people.bob, at("2026-11-20T09:01"), NULL);
    assert_false(world->result.changed);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "ac");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "ac");
    act(world, DONE, people.id, people.carol, at("2026-11-24T09:00"), NULL);
    assert_string_equal(heard(world, "2026-11-25T08:00"), "a");
    act(world, DONE, people.id, people.alice, at("2026-11-25T09:00"), NULL);
    assert_state(world, people.id, FU_DONE);
    assert_string_equal(heard(world, "2026-11-26T08:00"), "");
}

static void done_for_one_is_taken_back(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, DONE, people.id, people.bob, at("2026-11-20T09:00"), NULL);
    act(world, UNDO, people.id, people.bob, at("2026-11-20T09:01"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "abc");
}

static void the_owner_ends_a_task_for_all(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, DONE, people.id, people.bob, at("2026-11-20T09:00"), NULL);
    act(world, DONE, people.id, people.alice, at("2026-11-20T09:01"), NULL);
    assert_state(world, people.id, FU_DONE);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "");
}

static void give_up(struct world *world, fu_instant now)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t i;

    for (i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_NEVER;
        claimed.parcels[i].answer = FU_GIVEN_UP_ANSWER "5 days";
    }
    turn(world, claimed.parcels, claimed.count, now, 0);
}

/* Each had a part of it, and the owner's mail was given up. */
static void what_its_owner_is_done_with_does_not_come_when_they_write(void **state)
{
    static const char *const cadences[] = {"friday-t", "monday"};
    struct world *world = *state;
    int64_t alice = meet(world, "alice@example.org"), waiting;
    struct three people = three(world, "1h");
    fu_instant monday = at("2026-11-23T08:00");
    size_t i;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    for (i = 0; i < 2; i++) {
        int64_t id = share(world, cadences[i], others, 2);

        send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT);
        act(world, DONE, id, people.bob, at("2026-11-20T09:00"), NULL);
        give_up(world, monday);
        act(world, DONE, id, alice, monday, NULL);
        assert_state(world, id, FU_DONE);
        begin(world);
        assert_good(world, fu_followup_resume(world->store, &world->settings, world->arena, alice,
                               "alice@example.org", monday, &waiting, &world->error));
        commit(world);
        assert_int_equal(waiting, 0);
        assert_state(world, id, FU_DONE);
    }
}

/* What of it was given up came at another moment than the owner's, which each had a part of. */
static void a_task_that_is_done_for_all_does_not_come_when_somebody_writes(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");
    int64_t waiting;

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.alice, at("2026-11-20T09:00"), "wed10am");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "bc");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "bc");
    give_up(world, at("2026-11-25T08:00"));
    assert_string_equal(heard(world, "2026-11-25T10:00"), "a");
    act(world, DONE, people.id, people.alice, at("2026-11-25T11:00"), NULL);
    begin(world);
    assert_good(world, fu_followup_resume(world->store, &world->settings, world->arena, people.bob,
                           "bob@example.org", at("2026-11-25T12:00"), &waiting, &world->error));
    commit(world);
    assert_int_equal(waiting, 0);
    assert_state(world, people.id, FU_DONE);
}

static void who_snoozes_a_task_is_left_alone_until_then(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.bob, at("2026-11-20T09:00"), "wednesday");
    assert_string_equal(heard(world, "2026-11-23T08:00"), "ac");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "ac");
    assert_int_equal(strlen(heard(world, "2026-11-25T08:00")), 3);
    assert_int_equal(strlen(heard(world, "2026-11-26T08:00")), 3);
}

static void a_task_of_somebody_who_left_comes_back_to_nobody(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday-t");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.bob, at("2026-11-20T09:00"), "monday");
    act(world, CANCEL, people.id, people.bob, at("2026-11-20T09:01"), NULL);
    act(world, DONE, people.id, people.carol, at("2026-11-20T09:02"), NULL);
    act(world, CANCEL, people.id, people.alice, at("2026-11-20T09:03"), NULL);
    assert_state(world, people.id, FU_CANCELLED);
    act(world, UNDO, people.id, people.alice, at("2026-11-20T09:04"), NULL);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "a");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "a");
}

static void a_snooze_before_its_moment_leaves_it_to_the_others(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");

    act(world, SNOOZE, people.id, people.bob, NOW, "monday");
    assert_string_equal(heard(world, "2026-11-20T08:00"), "ac");
    assert_state(world, people.id, FU_PENDING);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "b");
    assert_state(world, people.id, FU_DONE);
}

static void done_before_its_moment_leaves_it_to_the_others(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");

    act(world, DONE, people.id, people.bob, NOW, NULL);
    assert_true(world->result.changed);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "ac");
    assert_state(world, people.id, FU_DONE);
}

static void the_last_snooze_that_is_done_ends_it(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.bob, at("2026-11-20T09:00"), "monday");
    assert_state(world, people.id, FU_PENDING);
    act(world, DONE, people.id, people.bob, at("2026-11-20T09:01"), NULL);
    assert_string_equal(world->result.sentence, "“Proposal” is done.");
    assert_state(world, people.id, FU_DONE);
    assert_string_equal(heard(world, "2026-11-23T08:00"), "");
}

static void assert_said_done(struct world *world, const struct three *people, int64_t person,
    fu_instant now, bool changed, const char *sentence)
{
    act(world, DONE, people->id, person, now, NULL);
    assert_int_equal(world->result.changed, changed);
    assert_string_equal(world->result.sentence, sentence);
}

static void done_says_what_is_to_come(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "daily8am-x2");
    fu_instant now = at("2026-11-19T09:00");

    assert_said_done(world, &people, people.bob, NOW, false,
        "“Proposal” has not come yet: it comes on Thursday, 19 November 2026 at 08:00 (+01:00). "
        "Nothing is changed.");
    assert_said_done(world, &people, people.alice, NOW, false,
        "“Proposal” has not come yet: it comes on Thursday, 19 November 2026 at 08:00 (+01:00). "
        "Nothing is changed.");
    assert_string_equal(heard(world, "2026-11-19T08:00"), "abc");
    assert_said_done(world, &people, people.bob, now, false,
        "“Proposal” is done for this time; it comes next on Friday, 20 November 2026 at 08:00 "
        "(+01:00).");
    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    act(world, SNOOZE, people.id, people.carol, at("2026-11-20T09:00"), "2h");
    assert_said_done(world, &people, people.bob, at("2026-11-20T09:00"), false,
        "“Proposal” is done for you; for the others it goes on.");
    assert_said_done(
        world, &people, people.carol, at("2026-11-20T09:00"), true, "“Proposal” is done.");
    assert_said_done(
        world, &people, people.bob, at("2026-11-20T09:00"), false, "“Proposal” is done.");
}

static void done_twice_before_it_came_is_done_already(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");

    assert_said_done(world, &people, people.bob, NOW, true,
        "“Proposal” is done for you; for the others it goes on.");
    assert_said_done(
        world, &people, people.bob, NOW, false, "“Proposal” is done already; nothing is changed.");
}

static void who_leaves_one_that_is_over_hears_no_more_of_it(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");

    assert_string_equal(heard(world, "2026-11-20T08:00"), "abc");
    assert_state(world, people.id, FU_DONE);
    act(world, CANCEL, people.id, people.bob, at("2026-11-20T09:00"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(world->result.sentence, "You get no more reminders of “Proposal”.");
    assert_state(world, people.id, FU_DONE);
    act(world, SNOOZE, people.id, people.bob, at("2026-11-20T09:00"), "monday");
    assert_int_equal(world->result.followup, people.id);
    assert_false(world->result.changed);
    act(world, CANCEL, people.id, people.alice, at("2026-11-20T09:00"), NULL);
    assert_false(world->result.changed);
}

static void only_the_owner_skips(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "everyday8am");

    act(world, SKIP, people.id, people.bob, NOW, NULL);
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "Only who asked"));
    assert_string_equal(heard(world, "2026-11-19T08:00"), "abc");
    act(world, DONE, people.id, people.bob, at("2026-11-19T09:00"), NULL);
    assert_false(world->result.changed);
    act(world, SKIP, people.id, people.alice, at("2026-11-19T09:00"), NULL);
    assert_true(world->result.changed);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "");
}

static void only_the_owner_makes_another_series_of_it(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "everyday8am");

    act(world, EDIT, people.id, people.bob, NOW, "everymonday");
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "Only who asked"));
    assert_string_equal(get(world, people.id)->schedule.canonical, "everyday8am");
}

/* What somebody else has put off is none of the owner's next. */
static void a_skip_names_what_its_owner_hears_of_next(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "daily8am-x3");
    fu_instant now = at("2026-11-19T09:00");

    assert_string_equal(heard(world, "2026-11-19T08:00"), "abc");
    act(world, SNOOZE, people.id, people.bob, now, "3h");
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_string_equal(world->result.sentence,
        "“Proposal” is left out on Friday, 20 November 2026 at 08:00 (+01:00); it comes next on "
        "Saturday, 21 November 2026 at 08:00 (+01:00).");
    assert_int_equal(world->result.soonest, at("2026-11-19T12:00"));
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_string_equal(world->result.sentence,
        "“Proposal” is left out on Saturday, 21 November 2026 at 08:00 (+01:00), and nothing more "
        "comes to you; for the others it goes on.");
    assert_state(world, people.id, FU_PENDING);
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_string_equal(
        world->result.sentence, "“Proposal” has no next time of its own that could be left out.");
    act(world, SNOOZE, people.id, people.alice, now, "2h");
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_false(world->result.changed);
    assert_string_equal(world->result.sentence,
        "“Proposal” comes back on Thursday, 19 November 2026 at 11:00 (+01:00); it has no next "
        "time of its own that could be left out.");
}

/* What only somebody who has left would hear of does not keep it. */
static void a_skip_of_the_last_ends_it_beside_what_nobody_hears_of(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "daily8am-x2");
    fu_instant now = at("2026-11-19T09:00");

    assert_string_equal(heard(world, "2026-11-19T08:00"), "abc");
    act(world, SNOOZE, people.id, people.bob, now, "3days");
    act(world, CANCEL, people.id, people.bob, now, NULL);
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_state(world, people.id, FU_DONE);
}

/* Nor has it come then. */
static void what_nobody_heard_of_has_not_come(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "everymonday8am-t");
    fu_instant now = at("2026-11-20T09:00");

    act(world, SNOOZE, people.id, people.bob, NOW, "friday");
    act(world, CANCEL, people.id, people.bob, NOW, NULL);
    assert_string_equal(heard(world, "2026-11-20T08:00"), "");
    act(world, DONE, people.id, people.alice, now, NULL);
    assert_false(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "has not come"));
    act(world, SKIP, people.id, people.alice, now, NULL);
    assert_next(world, people.id, "2026-11-30T08:00");
    assert_string_equal(heard(world, "2026-11-24T08:00"), "");
}

static const char *mail_to(struct world *world, struct fu_turn claimed, const char *address)
{
    size_t i;

    for (i = 0; i < claimed.count; i++) {
        if (strcmp(claimed.parcels[i].recipient, address) == 0)
            return fu_arena_copy_n(
                world->arena, claimed.parcels[i].bytes, claimed.parcels[i].length);
    }
    fail_msg("no mail to %s", address);
    return "";
}

static void who_shares_finds_the_way_out_in_header_and_links(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    const char *mail;

    world->settings.web = "https://remind.example.org";
    three(world, "everyday8am");
    claimed = turn(world, NULL, 0, at("2026-11-19T08:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 3);
    mail = mail_to(world, claimed, "bob@example.org");
    assert_non_null(strstr(mail, "\r\nList-Unsubscribe: <mailto:cancel%2B"));
    assert_non_null(strstr(mail, "<https://remind.example.org/a/"));
    assert_null(strstr(mail, "One-Click"));
    assert_non_null(strstr(mail, "\r\n  leave"));
    assert_null(strstr(mail, "skip next"));
    mail = mail_to(world, claimed, "alice@example.org");
    assert_null(strstr(mail, "List-Unsubscribe"));
    assert_non_null(strstr(mail, "\r\n  skip next"));
}

static void who_moved_it_is_told_so_and_nobody_else(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "friday");
    struct fu_turn claimed;

    act(world, SNOOZE, people.id, people.bob, NOW, "monday");
    claimed = turn(world, NULL, 0, at("2026-11-20T08:00"), FU_TURN_MAX);
    assert_null(strstr(mail_to(world, claimed, "alice@example.org"), "it was moved"));
    assert_null(strstr(mail_to(world, claimed, "carol@example.org"), "it was moved"));
    claimed = turn(world, NULL, 0, at("2026-11-23T08:00"), FU_TURN_MAX);
    assert_non_null(
        strstr(mail_to(world, claimed, "bob@example.org"), "; it was moved to 23 November"));
}

/* On one line, however it was broken. */
static bool says(struct world *world, const char *mail, const char *words)
{
    char *line = fu_arena_allocate(world->arena, strlen(mail) + 1, 1);
    size_t length = 0;

    for (; *mail; mail++) {
        if (*mail != '\r')
            line[length++] = (char)(*mail == '\n' ? ' ' : *mail);
    }
    return strstr(line, words) != NULL;
}

static void what_others_put_off_for_themselves_is_not_said(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "daily8am-x2");
    struct fu_turn claimed;

    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_SENT);
    act(world, SNOOZE, people.id, people.bob, at("2026-11-19T09:00"), "nov20-10am");
    act(world, SNOOZE, people.id, people.carol, at("2026-11-19T09:00"), "nov20-9am");
    claimed = turn(world, NULL, 0, at("2026-11-20T08:00"), FU_TURN_MAX);
    assert_true(says(world, mail_to(world, claimed, "alice@example.org"), "; this was the last"));
    assert_true(
        says(world, mail_to(world, claimed, "bob@example.org"), "; next on 20 November at 10:00"));
    assert_true(says(
        world, mail_to(world, claimed, "carol@example.org"), "; next on 20 November at 09:00"));
}

static void only_the_last_of_a_series_says_that_it_is(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    const char *text;

    ask(world, "daily8am-x2");
    sent_to(world, "2026-11-19T08:00", FU_OUTCOME_LATER);
    sent_to(world, "2026-11-20T08:00", FU_OUTCOME_LATER);
    claimed = turn(world, NULL, 0, at("2026-11-20T09:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 2);
    text = fu_arena_copy_n(world->arena, claimed.parcels[0].bytes, claimed.parcels[0].length);
    assert_false(says(world, text, "this was the last time"));
    text = fu_arena_copy_n(world->arena, claimed.parcels[1].bytes, claimed.parcels[1].length);
    assert_true(says(world, text, "this was the last time"));
}

static void a_task_counts_its_times_through_snoozes(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-t");
    struct fu_turn claimed;

    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    act(world, SNOOZE, id, person_id(world, "alice@example.org"), at("2026-11-23T09:00"), "3pm");
    claimed = turn(world, NULL, 0, at("2026-11-23T15:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(mail_to(world, claimed, "alice@example.org"),
        "\r\nOpen since 20 November, for the third time. You asked on 18 November to"));
}

static void a_task_keeps_the_workdays_it_was_made_with(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-t");
    struct fu_person *person;

    begin(world);
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    person->preferences.workdays = FU_WORKDAYS_ALL;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-23T08:00");
}

/* Alice has another address by now, and her old one is Bob's. */
static void a_mail_that_waits_goes_to_whom_it_was_for(void **state)
{
    static const char *const old[] = {"alice@example.org"};
    struct world *world = *state;
    struct fu_person *alice, *bob;
    struct fu_turn claimed;

    meet(world, "bob@example.org");
    ask(world, "friday");
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_LATER), 1);
    assert_good(
        world, fu_store_person_find(world->store, world->arena, old[0], &alice, &world->error));
    assert_good(world,
        fu_store_person_find(world->store, world->arena, "bob@example.org", &bob, &world->error));
    alice->address = "carol@example.org";
    bob->aliases = old;
    bob->alias_count = 1;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, alice, &world->error));
    assert_good(world, fu_store_person_set(world->store, bob, &world->error));
    commit(world);
    claimed = turn(world, NULL, 0, at("2026-11-20T09:00"), FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "carol@example.org");
}

/* Alice is done with it while Bob's mail, or Bob's and her own, wait. */
static void what_waits_for_the_others_is_pending_after_the_owners_done(void **state)
{
    static const enum fu_outcome outcomes[] = {FU_OUTCOME_SENT, FU_OUTCOME_LATER};
    struct world *world = *state;
    struct three people = three(world, "1h");
    size_t i, count;

    for (i = 0; i < 2; i++) {
        int64_t id = i == 0 ? people.id : share(world, "1h", others, 2);
        struct fu_turn claimed = turn(world, NULL, 0, NOW + HOUR, FU_TURN_MAX);

        assert_int_equal(claimed.count, 3);
        claimed.parcels[0].outcome = outcomes[i];
        claimed.parcels[1].outcome = FU_OUTCOME_LATER;
        claimed.parcels[2].outcome = FU_OUTCOME_SENT;
        claimed.parcels[0].again = claimed.parcels[1].again = NOW + 2 * HOUR;
        claimed.parcels[0].answer = claimed.parcels[1].answer = claimed.parcels[2].answer = "";
        turn(world, claimed.parcels, 3, NOW + HOUR, 0);
        act(world, DONE, id, people.alice, NOW + HOUR, NULL);
        assert_true(world->result.changed);
        assert_state(world, id, FU_PENDING);
        act(world, DONE, id, people.alice, NOW + HOUR, NULL);
        assert_false(world->result.changed);
        assert_string_equal(heard(world, "2026-11-18T12:30"), "b");
        assert_state(world, id, FU_DONE);
        assert_int_equal(deliveries(world, id, &count)[1].state, FU_DELIVERY_SENT);
    }
}

static void an_owner_who_is_done_is_told_of_no_failure(void **state)
{
    struct world *world = *state;
    struct three people = three(world, "1h");

    send_all(world, NOW + HOUR, FU_OUTCOME_LATER);
    act(world, DONE, people.id, people.alice, NOW + HOUR, NULL);
    assert_state(world, people.id, FU_PENDING);
    assert_int_equal(send_all(world, NOW + 2 * HOUR, FU_OUTCOME_NEVER), 2);
    assert_state(world, people.id, FU_DONE);
}

/* Who has left, or said done, waits for nothing. */
static void what_nobody_waits_for_ends_with_the_owners_done(void **state)
{
    static const enum verb verbs[] = {CANCEL, DONE};
    struct world *world = *state;
    struct three people = three(world, "1h");
    size_t i;

    for (i = 0; i < 2; i++) {
        int64_t id = i == 0 ? people.id : share(world, "1h", others, 1);

        send_all(world, NOW + HOUR, FU_OUTCOME_LATER);
        act(world, verbs[i], id, people.bob, NOW + HOUR, NULL);
        act(world, verbs[i], id, people.carol, NOW + HOUR, NULL);
        assert_state(world, id, FU_PENDING);
        act(world, DONE, id, people.alice, NOW + HOUR, NULL);
        assert_state(world, id, FU_DONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_task_that_is_done_for_one_comes_back_to_the_others),
        TEST(done_for_one_is_taken_back), TEST(the_owner_ends_a_task_for_all),
        TEST(what_its_owner_is_done_with_does_not_come_when_they_write),
        TEST(a_task_that_is_done_for_all_does_not_come_when_somebody_writes),
        TEST(who_snoozes_a_task_is_left_alone_until_then),
        TEST(a_task_of_somebody_who_left_comes_back_to_nobody),
        TEST(a_snooze_before_its_moment_leaves_it_to_the_others),
        TEST(done_before_its_moment_leaves_it_to_the_others),
        TEST(the_last_snooze_that_is_done_ends_it), TEST(done_says_what_is_to_come),
        TEST(done_twice_before_it_came_is_done_already), TEST(only_the_owner_skips),
        TEST(only_the_owner_makes_another_series_of_it),
        TEST(a_skip_names_what_its_owner_hears_of_next),
        TEST(a_skip_of_the_last_ends_it_beside_what_nobody_hears_of),
        TEST(what_nobody_heard_of_has_not_come),
        TEST(who_leaves_one_that_is_over_hears_no_more_of_it),
        TEST(who_shares_finds_the_way_out_in_header_and_links),
        TEST(who_moved_it_is_told_so_and_nobody_else),
        TEST(what_others_put_off_for_themselves_is_not_said),
        TEST(only_the_last_of_a_series_says_that_it_is),
        TEST(a_task_counts_its_times_through_snoozes),
        TEST(a_task_keeps_the_workdays_it_was_made_with),
        TEST(a_mail_that_waits_goes_to_whom_it_was_for),
        TEST(what_waits_for_the_others_is_pending_after_the_owners_done),
        TEST(an_owner_who_is_done_is_told_of_no_failure),
        TEST(what_nobody_waits_for_ends_with_the_owners_done)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
