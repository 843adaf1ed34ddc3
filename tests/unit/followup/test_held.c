/* A text that was not understood: the letter is held, and a click on what was meant schedules it.
 */
#include "answering.h"

#include "followupd/followup/open.h"
#include "followupd/store/held.h"

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

static void it_is_closed_to_whom_nobody_allows_any_more(void **state)
{
    static const char *const alias[] = {"alice@home.example"};
    struct world *world = *state;
    struct fu_opened opened;
    struct fu_person *person;
    const char *token;

    bring(world, "3dyas");
    token = held_token(world, 1);
    world->settings.rules.allow.count = 0;
    assert_good(world, fu_open_token(world->store, &world->settings, world->arena, token, NOW,
                           &opened, &world->error));
    assert_int_equal(opened.followup + opened.person, 0);
    assert_null(opened.held);
    /* By an alias of theirs they are. */
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    person->aliases = (const char **)alias;
    person->alias_count = 1;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    world->settings.rules.allow = (struct fu_texts){alias, 1};
    assert_good(world, fu_open_token(world->store, &world->settings, world->arena, token, NOW,
                           &opened, &world->error));
    assert_non_null(opened.held);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_letter_is_scheduled_by_a_click_as_if_it_had_been_sent_so),
        TEST(what_has_passed_by_counts_from_the_click),
        TEST(a_series_counts_from_the_letter_and_begins_with_what_is_to_come),
        TEST(a_second_click_changes_what_the_first_made),
        TEST(a_click_that_is_not_understood_either_is_answered_with_the_same_token),
        TEST(a_held_letter_opens_for_thirty_days_and_for_its_sender),
        TEST(it_is_closed_to_whom_nobody_allows_any_more),
        TEST(nobody_else_mends_it),
        TEST(other_words_find_nothing_to_change_before_and_the_follow_up_after),
        TEST(two_texts_on_one_letter_are_held_apart),
        TEST(a_text_too_long_for_a_link_is_still_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
