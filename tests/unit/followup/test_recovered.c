/* Mails that are read again after their store was lost: what is due of them by now may have been
 * sent, so it is held and told, once; the rest is as it was. */
#include "world.h"

#include "followupd/followup/hold.h"

enum { LATER = 5 * DAY };

static int set_up_recovery(void **state)
{
    int failed = set_up(state);

    if (failed == 0)
        ((struct world *)*state)->recovers = true;
    return failed;
}

/* By a mail that arrived long ago and is read now. The first follow-up has the number 1. */
static int64_t ask_again(struct world *world, const char *cadence)
{
    struct fu_letter *mail = letter(world, cadence, cadence);

    mail->message_id = fu_arena_print(world->arena, "%s@client.example", cadence);
    take(world, mail, NOW, NOW + LATER);
    return 1;
}

static struct fu_turn due(struct world *world)
{
    return turn(world, NULL, 0, NOW + LATER, FU_TURN_MAX);
}

static size_t held(struct world *world, struct fu_withheld **rows)
{
    size_t count;

    assert_good(world, fu_store_withheld(world->store, world->arena, rows, &count, &world->error));
    return count;
}

static void what_is_due_is_held_and_told(void **state)
{
    struct world *world = *state;
    int64_t once = ask_again(world, "1day");
    struct fu_withheld *rows;
    struct fu_turn mails = due(world);

    assert_int_equal(world->taken.followups, 1);
    assert_true(world->taken.owes_mail);
    assert_int_equal(held(world, &rows), 1);
    assert_int_equal(rows[0].followup, once);
    assert_int_equal(mails.count, 1);
    assert_non_null(
        strstr(mails.parcels[0].bytes, "Subject: A reminder that may have reached you"));
    assert_non_null(strstr(mails.parcels[0].bytes, "has read them again"));
    assert_state(world, once, FU_PENDING);
    /* Read once more, it is known. */
    turn(world, mails.parcels, mails.count, NOW + LATER, 0);
    assert_int_equal(send_all(world, NOW + LATER, FU_OUTCOME_SENT), 1);
    ask_again(world, "1day");
    assert_int_equal(world->taken.followups, 0);
    assert_int_equal(due(world).count, 0);
    assert_int_equal(held(world, &rows), 1);
}

static void what_lies_ahead_comes_as_it_was_asked_and_is_not_confirmed_again(void **state)
{
    struct world *world = *state;
    int64_t ahead = ask_again(world, "9days");
    struct fu_withheld *rows;

    assert_int_equal(held(world, &rows), 0);
    assert_int_equal(due(world).count, 0);
    assert_next(world, ahead, "2026-11-27T10:30");
    assert_int_equal(send_all(world, NOW + 9 * DAY, FU_OUTCOME_SENT), 1);
}

static void a_series_goes_on_and_repeats_nothing(void **state)
{
    struct world *world = *state;
    int64_t series = ask_again(world, "daily");
    struct fu_withheld *rows;

    assert_int_equal(held(world, &rows), 1);
    assert_int_equal(due(world).count, 1); /* the one that tells of it */
    assert_next(world, series, "2026-11-24T08:00");
}

static void a_held_one_goes_out_when_it_is_released(void **state)
{
    struct world *world = *state;
    int64_t once = ask_again(world, "1day");
    struct fu_withheld *rows;

    send_all(world, NOW + LATER, FU_OUTCOME_SENT);
    assert_int_equal(held(world, &rows), 1);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], NOW + LATER, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + LATER, FU_OUTCOME_SENT), 1);
    assert_state(world, once, FU_DONE);
}

/* A mail that nobody handled before comes late. */
static void what_was_never_handled_is_sent(void **state)
{
    struct world *world = *state;
    struct fu_withheld *rows;

    world->recovers = false;
    ask_again(world, "1day");
    assert_int_equal(held(world, &rows), 0);
    assert_true(due(world).count >= 1);
}

/* Of Alice's, in what she was sent. */
static const char *token_of(struct world *world, int64_t id)
{
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    return token;
}

/* By a link, that is by a mail, which was sent a day after the first. */
static void snooze_again(struct world *world, int64_t id, const char *cadence)
{
    struct fu_letter *mail =
        letter(world, cadence, fu_arena_print(world->arena, "%s+%s", cadence, token_of(world, id)));

    mail->date = NOW + DAY;
    take(world, mail, NOW + DAY, NOW + LATER);
}

static void what_was_put_off_to_a_moment_that_has_passed_by_is_held(void **state)
{
    struct world *world = *state;
    struct fu_withheld *rows;
    int64_t id;

    world->recovers = false;
    id = ask_again(world, "9days");
    assert_int_equal(send_all(world, NOW + LATER, FU_OUTCOME_SENT), 0);
    world->recovers = true;
    snooze_again(world, id, "2days");
    assert_int_equal(held(world, &rows), 1);
    assert_int_equal(rows[0].followup, id);
    assert_int_equal(rows[0].moment, NOW + 3 * DAY);
    assert_true(world->taken.owes_mail);
    assert_int_equal(told(world, id, "held"), 1);
    assert_state(world, id, FU_PENDING);
    snooze_again(world, id, "3weeks");
    assert_int_equal(held(world, &rows), 1);
    assert_next(world, id, "2026-12-10T10:30");
}

static void what_a_list_s_line_put_off_is_held(void **state)
{
    struct world *world = *state;
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);
    struct fu_withheld *rows;
    struct fu_letter *mail;
    int64_t id;

    world->recovers = false;
    id = ask_again(world, "9days");
    world->recovers = true;
    fu_token_make(&world->settings.key, "list", alice_id(world), 0, token);
    mail = letter(world, "lines", fu_arena_print(world->arena, "list+%s", token));
    mail->text = fu_arena_print(world->arena, "%lld 2 days\n", (long long)id);
    mail->date = NOW + DAY;
    take(world, mail, NOW + DAY, NOW + LATER);
    assert_int_equal(held(world, &rows), 1);
    assert_int_equal(rows[0].moment, NOW + 3 * DAY);
}

/* Each with a text of its own: what says the same within a day is not answered anyway. */
static void what_was_answered_once_is_not_answered_again(void **state)
{
    static const char *const words[] = {"help", "list", "settings", "contacts", "feed", "explain"};
    struct world *world = *state;
    int64_t id;
    size_t i;

    world->recovers = false;
    id = ask_again(world, "9days");
    world->recovers = true;
    send_all(world, NOW + LATER, FU_OUTCOME_SENT);
    for (i = 0; i < sizeof words / sizeof *words; i++)
        take(world, letter(world, words[i], words[i]), NOW, NOW + LATER);
    snooze_again(world, id, "3weeks");
    take(world, letter(world, "done", fu_arena_print(world->arena, "done+%s", token_of(world, id))),
        NOW + DAY, NOW + LATER);
    take(world, letter(world, "more", fu_arena_print(world->arena, "done+%s", token_of(world, id))),
        NOW + DAY, NOW + LATER);
    assert_state(world, id, FU_DONE);
    assert_int_equal(due(world).count, 0);
}

/* Its letter waits anew, and the offers of the first answer open nothing. */
static void what_was_not_understood_is_answered_again(void **state)
{
    struct world *world = *state;

    take(world, letter(world, "m", "3dyas"), NOW, NOW + LATER);
    assert_int_equal(due(world).count, 1);
}

static void no_hourly_limit_stops_what_was_taken_once(void **state)
{
    struct world *world = *state;

    world->settings.max_mail_per_hour = 1;
    ask_again(world, "9days");
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    ask_again(world, "10days");
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
    world->recovers = false;
    ask_again(world, "11days");
    assert_int_equal(world->taken.fate, FU_FATE_WAIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_due_is_held_and_told, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            what_lies_ahead_comes_as_it_was_asked_and_is_not_confirmed_again, set_up_recovery,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_series_goes_on_and_repeats_nothing, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            a_held_one_goes_out_when_it_is_released, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(what_was_never_handled_is_sent, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            what_was_put_off_to_a_moment_that_has_passed_by_is_held, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            what_a_list_s_line_put_off_is_held, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            what_was_answered_once_is_not_answered_again, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            what_was_not_understood_is_answered_again, set_up_recovery, tear_down),
        cmocka_unit_test_setup_teardown(
            no_hourly_limit_stops_what_was_taken_once, set_up_recovery, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
