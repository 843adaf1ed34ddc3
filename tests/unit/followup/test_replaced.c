/* What the replaced store tells of what was due since the backup. */
#include "holding.h"

#include "followupd/followup/pause.h"
#include "followupd/store/copies.h"

#include <sys/stat.h>

/* Another copy of the store as it is. */
static void open_copy(struct world *world, const char *name, struct world *later)
{
    char copy[256], folder[128];

    *later = (struct world){.arena = world->arena, .settings = world->settings};
    snprintf(folder, sizeof folder, "%s/%s", world->folder, name);
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(copy, sizeof copy, "%s/followupd.db", folder);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    assert_good(world, fu_store_open(folder, &later->store, &world->error));
}

/* The store as it goes on while the world's stays as it is. */
static void open_later(struct world *world, struct world *later)
{
    open_copy(world, "later", later);
}

static void close_copy(struct world *world, const char *name, struct world *later)
{
    char copy[256], folder[128];

    fu_store_close(&later->store);
    snprintf(folder, sizeof folder, "%s/%s", world->folder, name);
    for (const char *const *file = (const char *const[]){"followupd.db", "followupd.db-journal",
             "followupd.lock", "followupd.ballast", NULL};
         *file; file++) {
        snprintf(copy, sizeof copy, "%s/%s", folder, *file);
        unlink(copy);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void close_later(struct world *world, struct world *later)
{
    close_copy(world, "later", later);
}

/* The store as it went on is the record of what was sent since. */
static void the_record_tells_what_was_sent(void **state)
{
    struct world *world = *state, later;
    int64_t sent = ask(world, "1day");
    struct fu_hold_counts counts;
    struct fu_withheld *rows;
    size_t count;

    ask(world, "2days");
    open_later(world, &later);
    assert_int_equal(send_all(&later, NOW + DAY, FU_OUTCOME_SENT), 1);
    counts = hold(world, later.store, NOW + 3 * DAY);
    close_later(world, &later);
    assert_int_equal(counts.sent, 1);
    assert_int_equal(counts.held, 1);
    assert_state(world, sent, FU_DONE);
    rows = held(world, &count);
    assert_int_equal(count, 1);
    assert_true(rows[0].unsent);
}

/* It knows whoever has moved since by another address, and the mail by the one it went to. */
static void the_record_tells_what_was_sent_to_somebody_who_moved(void **state)
{
    struct world *world = *state, later;
    int64_t sent = ask(world, "1day");
    struct fu_hold_counts counts;

    open_later(world, &later);
    readdress(&later, alice_id(world), "alice@many.example");
    assert_int_equal(send_all(&later, NOW + DAY, FU_OUTCOME_SENT), 1);
    readdress(&later, alice_id(world), "alicia@many.example");
    counts = hold(world, later.store, NOW + 3 * DAY);
    close_later(world, &later);
    assert_int_equal(counts.sent, 1);
    assert_int_equal(counts.held, 0);
    assert_state(world, sent, FU_DONE);
}

/* By a link, of which there is no mail that could be read again: it came, be it before the backup
 * or after it, and was put off. What was put off to a moment that has passed by is held. */
static void what_was_put_off_since_comes_again(void **state)
{
    struct world *world = *state, later;
    int64_t before = ask(world, "1h"), after = ask(world, "2h"), series = ask(world, "daily"),
            passed = ask(world, "2h"), own = ask(world, "2h");
    fu_instant made = NOW + HOUR + MINUTE, now = NOW + 2 * DAY;
    struct fu_hold_counts counts = {.held = 0};
    size_t count;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    act(world, SNOOZE, own, 0, NOW + HOUR, "3h");
    open_later(world, &later);
    send_all(&later, NOW + DAY, FU_OUTCOME_SENT);
    act(&later, SNOOZE, before, 0, NOW + DAY, "5days");
    act(&later, SNOOZE, after, alice_id(world), NOW + DAY, "5days");
    act(&later, SNOOZE, series, 0, NOW + DAY, "5h");
    act(&later, SNOOZE, passed, 0, NOW + DAY, "4h");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made, now,
                           &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 4);
    assert_int_equal(counts.held, 2);
    assert_next(world, before, "2026-11-24T10:30");
    assert_next(world, after, "2026-11-24T10:30");
    assert_state(world, before, FU_PENDING);
    assert_state(world, after, FU_PENDING);
    assert_state(world, passed, FU_PENDING);
    assert_state(world, own, FU_DONE);
    assert_int_equal(held(world, &count)[0].followup, passed);
    assert_true(held(world, &count)[0].unsent);
    assert_int_equal(told(world, after, "snoozed"), 1);
    assert_int_equal(send_all(world, at("2026-11-24T10:30"), FU_OUTCOME_SENT), 4);
    assert_state(world, before, FU_DONE);
}

static void what_was_put_off_again_since_comes_once(void **state)
{
    struct world *world = *state, later;
    int64_t id = ask(world, "1h");
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = NOW + 2 * HOUR;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    act(world, SNOOZE, id, 0, NOW + HOUR, "5days");
    open_later(world, &later);
    act(&later, SNOOZE, id, 0, made + HOUR, "7days");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made,
                           made + 2 * HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 1);
    assert_next(world, id, "2026-11-25T13:30");
    assert_int_equal(send_all(world, at("2026-11-24T13:30"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-25T13:30"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

/* They were done with it before they put it off again. */
static void what_was_done_and_put_off_again_since_comes_once(void **state)
{
    struct world *world = *state, later;
    int64_t id = ask(world, "1h");
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = NOW + 2 * HOUR;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    act(world, SNOOZE, id, 0, NOW + HOUR, "5days");
    open_later(world, &later);
    act(&later, DONE, id, 0, made + HOUR, NULL);
    act(&later, SNOOZE, id, 0, made + HOUR, "7days");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made,
                           made + 2 * HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 1);
    assert_next(world, id, "2026-11-25T13:30");
    assert_int_equal(send_all(world, at("2026-11-24T13:30"), FU_OUTCOME_SENT), 0);
    assert_int_equal(send_all(world, at("2026-11-25T13:30"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
}

/* The same backup is put back once more. */
static void what_was_taken_over_is_taken_over_again(void **state)
{
    struct world *world = *state, later, again;
    int64_t id = ask(world, "1h");
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = NOW + 2 * HOUR;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    act(world, SNOOZE, id, 0, NOW + HOUR, "2h");
    open_later(world, &later);
    open_copy(world, "again", &again);
    act(&later, SNOOZE, id, 0, made, "3h");
    send_all(&later, made + 3 * HOUR, FU_OUTCOME_SENT);
    act(&later, SNOOZE, id, 0, made + 4 * HOUR, "7days");
    assert_good(world, fu_followup_hold(again.store, &world->settings, later.store, made,
                           made + 5 * HOUR, &counts, &world->error));
    assert_next(&again, id, "2026-11-25T16:30");
    counts.put_off = 0;
    assert_good(world, fu_followup_hold(world->store, &world->settings, again.store, made,
                           made + 5 * HOUR, &counts, &world->error));
    assert_int_equal(counts.put_off, 1);
    assert_next(world, id, "2026-11-25T16:30");
    close_copy(world, "again", &again);
    close_later(world, &later);
}

/* The same, where a former version took it over, which left no undo text. */
static void what_a_former_version_took_over_is_taken_over_again(void **state)
{
    struct world *world = *state, later;
    int64_t id = ask(world, "1h-t");
    struct fu_event *events, taken = {.followup = id,
                                 .person = alice_id(world),
                                 .what = "snoozed",
                                 .detail = "as the replaced store says",
                                 .undo = ""};
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = NOW + 2 * HOUR;
    size_t count;

    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    open_later(world, &later);
    act(&later, SNOOZE, id, alice_id(world), made, "7days");
    taken.at = made;
    assert_good(world, fu_store_begin(later.store, &world->error));
    assert_good(
        world, fu_store_events(later.store, world->arena, id, &events, &count, &world->error));
    assert_good(world, fu_store_event_undone(later.store, events[count - 1].id, &world->error));
    assert_good(world, fu_store_event_add(later.store, &taken, &world->error));
    assert_good(world, fu_store_commit(later.store, &world->error));
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made,
                           made + HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 1);
}

/* As what is asked for here: a new cadence of its task leaves it, and an undo takes it back. */
static void what_was_taken_over_is_asked_for(void **state)
{
    struct world *world = *state, later;
    int64_t kept = ask(world, "daily-t"), taken_back = ask(world, "1h");
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = at("2026-11-19T09:00");

    send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT);
    act(world, SNOOZE, taken_back, 0, made, "5days");
    open_later(world, &later);
    act(&later, SNOOZE, kept, 0, made + HOUR, "5h");
    act(&later, SNOOZE, taken_back, 0, made + HOUR, "7days");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made,
                           made + 2 * HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 2);
    act(world, EDIT, kept, alice_id(world), made + 3 * HOUR, "everysunday");
    assert_next(world, kept, "2026-11-19T15:00");
    act(world, UNDO, taken_back, alice_id(world), made + 3 * HOUR, NULL);
    assert_true(world->result.changed);
    assert_next(world, taken_back, "2026-11-24T09:00");
}

/* Nobody asked for that. */
static void what_came_back_by_itself_is_not_taken_over(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state, later;
    struct fu_hold_counts counts = {.held = 0};
    int64_t id;

    meet(world, bob.address);
    id = share(world, "everymonday8am-t", &bob, 1);
    open_later(world, &later);
    act(&later, SNOOZE, id, alice_id(world), NOW + HOUR, "1h");
    send_all(&later, NOW + 2 * HOUR, FU_OUTCOME_SENT);
    assert_next(&later, id, "2026-11-19T08:00");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, NOW,
                           NOW + 3 * HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 0);
    assert_next(world, id, "2026-11-23T08:00");
}

/* What the backup has, what was asked for before it, and what is another follow-up. */
static void what_was_put_off_is_taken_over_once(void **state)
{
    struct world *world = *state, later;
    int64_t known = ask(world, "1h"), task = ask(world, "1h-t"), left;
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct fu_hold_counts counts = {.held = 0};
    fu_instant made = NOW + 2 * HOUR;

    meet(world, bob.address);
    left = share(world, "1h", &bob, 1);
    send_all(world, NOW + HOUR, FU_OUTCOME_SENT);
    act(world, SNOOZE, known, 0, made, "5days");
    open_later(world, &later);
    act(world, CANCEL, left, person_id(world, bob.address), made, NULL);
    act(&later, SNOOZE, left, person_id(world, bob.address), made + HOUR, "6days");
    act(&later, DONE, task, 0, made + HOUR, NULL);
    take(&later, letter(&later, "m9@example.org", "1h"), made, made);
    send_all(&later, made + HOUR, FU_OUTCOME_SENT);
    act(&later, SNOOZE, left + 1, 0, made + HOUR, "6days");
    assert_good(world, fu_followup_hold(world->store, &world->settings, later.store, made,
                           made + 2 * HOUR, &counts, &world->error));
    close_later(world, &later);
    assert_int_equal(counts.put_off, 0);
}

/* Another store, whose numbers mean other follow-ups, is no record. */
static void another_store_is_no_record(void **state)
{
    struct world *world = *state, *other;
    void *fresh = NULL;
    struct fu_hold_counts counts;

    ask(world, "1day");
    assert_int_equal(set_up(&fresh), 0);
    other = fresh;
    take(other, letter(other, "m9@example.org", "1day"), NOW + HOUR, NOW + HOUR);
    send_all(other, NOW + 2 * DAY, FU_OUTCOME_SENT);
    owe(world, "alice@example.org", NOW);
    owe(other, "bob@example.org", NOW);
    counts = hold(world, other->store, NOW + 2 * DAY);
    assert_int_equal(counts.sent, 0);
    assert_int_equal(counts.held, 1);
    assert_int_equal(counts.other, 1);
    tear_down(&fresh);
}

/* There the answers wait, are sent, refused, in doubt, held, and waiting. */
static void what_the_record_tells_of_answers(void **state)
{
    struct world *world = *state, later;
    struct fu_turn claimed;
    struct fu_hold_counts counts;
    enum { ANSWERS = 6 };
    size_t i;

    meet(world, "alice@example.org");
    for (i = 0; i < ANSWERS; i++)
        owe(world, "alice@example.org", NOW);
    claimed = turn(world, NULL, 0, NOW, 1);
    claimed.parcels[0].outcome = FU_OUTCOME_LATER;
    claimed.parcels[0].again = NOW + MINUTE;
    turn(world, claimed.parcels, 1, NOW, 0);
    open_later(world, &later);
    claimed = turn(&later, NULL, 0, NOW + HOUR, FU_TURN_MAX);
    assert_int_equal(claimed.count, ANSWERS);
    for (i = 0; i < ANSWERS; i++) {
        static const enum fu_outcome outcomes[] = {[1] = FU_OUTCOME_LATER,
            [2] = FU_OUTCOME_SENT,
            [3] = FU_OUTCOME_NEVER,
            [4] = FU_OUTCOME_UNSURE,
            [5] = FU_OUTCOME_HELD,
            [6] = FU_OUTCOME_LATER};
        claimed.parcels[i].outcome = outcomes[claimed.parcels[i].id];
        claimed.parcels[i].again = NOW + DAY;
        claimed.parcels[i].answer = "4";
    }
    turn(&later, claimed.parcels, ANSWERS, NOW + HOUR, 0);
    counts = hold(world, later.store, NOW + 9 * DAY);
    close_later(world, &later);
    assert_int_equal(counts.waiting, 3);
    assert_int_equal(counts.other, 2);
    assert_int_equal(send_all(world, NOW + 9 * DAY, FU_OUTCOME_LATER), 3);
    assert_int_equal(send_all(world, NOW + 10 * DAY, FU_OUTCOME_SENT), 3);
    counts = hold(world, NULL, NOW + 11 * DAY);
    assert_int_equal(counts.waiting + counts.other, 0);
}

/* It may have been sent since, when the address was paused no more. */
static void what_a_pause_kept_back_then_is_asked_about_too(void **state)
{
    struct world *world = *state, later;
    int64_t sent = ask(world, "1day"), waits = ask(world, "2days");
    struct fu_hold_counts counts;

    pause_person(world, "alice@example.org", true);
    open_later(world, &later);
    pause_person(&later, "alice@example.org", false);
    assert_int_equal(send_all(&later, NOW + DAY, FU_OUTCOME_SENT), 1);
    counts = hold(world, later.store, NOW + 3 * DAY);
    close_later(world, &later);
    assert_int_equal(counts.sent, 1);
    assert_int_equal(counts.held, 0);
    assert_state(world, sent, FU_DONE);
    assert_state(world, waits, FU_FAILED);
    assert_int_equal(only(world, waits).state, FU_DELIVERY_FAILED);
}

/* It had failed as paused by then, and was sent when the pause was ended. */
static void what_had_failed_and_was_sent_since_does_not_come_again(void **state)
{
    struct world *world = *state, later;
    int64_t sent = ask(world, "1day"), waits = ask(world, "1day");
    struct fu_resumed resumed = {.answer = FU_PAUSED_ANSWER,
        .refused = FU_NEVER,
        .except = "",
        .since = FU_NEVER,
        .like = {"", ""}};
    int64_t *followups;
    struct fu_turn claimed;
    size_t count;

    pause_person(world, "alice@example.org", true);
    assert_int_equal(send_all(world, NOW + DAY, FU_OUTCOME_SENT), 0);
    assert_state(world, sent, FU_FAILED);
    open_later(world, &later);
    pause_person(&later, "alice@example.org", false);
    resumed.person = alice_id(world);
    resumed.address = "alice@example.org";
    begin(&later);
    assert_good(world, fu_store_deliveries_resume(later.store, world->arena, &resumed, NOW + DAY,
                           &followups, &count, &world->error));
    commit(&later);
    assert_int_equal(count, 2);
    claimed = turn(&later, NULL, 0, NOW + DAY, 1);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    turn(&later, claimed.parcels, 1, NOW + DAY, 0);
    assert_int_equal(hold(world, later.store, NOW + 3 * DAY).held, 0);
    close_later(world, &later);
    assert_int_equal(only(world, sent).state, FU_DELIVERY_SENT);
    assert_state(world, sent, FU_DONE);
    assert_int_equal(only(world, waits).state, FU_DELIVERY_FAILED);
}

/* It came when it was due, not when the restore found that out. */
static void done_is_of_what_came_before_the_restore(void **state)
{
    struct world *world = *state, later;
    int64_t id = ask(world, "daily");
    fu_instant due = at("2026-11-19T08:00"), now = due + 4 * HOUR;
    const struct fu_act context = acting(world, alice_id(world), now);

    open_later(world, &later);
    assert_int_equal(send_all(&later, due, FU_OUTCOME_SENT), 1);
    assert_int_equal(hold(world, later.store, due + 3 * HOUR).sent, 1);
    close_later(world, &later);
    begin(world);
    assert_good(world, fu_act_done(&context, id, due + HOUR, &world->result, &world->error));
    commit(world);
    assert_true(world->result.changed);
    assert_non_null(strstr(world->result.sentence, "is done for this time"));
}

/* So did what is held, as far as is known. */
static void done_is_of_what_is_held(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily");
    fu_instant due = at("2026-11-19T08:00"), now = due + 4 * HOUR;
    const struct fu_act context = acting(world, alice_id(world), now);

    assert_int_equal(hold(world, NULL, due + 3 * HOUR).held, 1);
    begin(world);
    assert_good(world, fu_act_done(&context, id, due + HOUR, &world->result, &world->error));
    commit(world);
    assert_true(world->result.changed);
}

/* Its person heard of it when it was held. */
static void done_is_not_of_what_was_not_sent_then(void **state)
{
    struct world *world = *state, later;
    int64_t id = ask(world, "daily");
    fu_instant due = at("2026-11-19T08:00"), held_at = due + 3 * HOUR;
    const struct fu_act context = acting(world, alice_id(world), held_at + HOUR);
    size_t count;

    open_later(world, &later);
    assert_int_equal(hold(world, later.store, held_at).held, 1);
    close_later(world, &later);
    assert_true(held(world, &count)[0].unsent);
    begin(world);
    assert_good(world, fu_act_done(&context, id, due + HOUR, &world->result, &world->error));
    assert_false(world->result.changed);
    assert_good(world, fu_act_done(&context, id, held_at, &world->result, &world->error));
    assert_true(world->result.changed);
    commit(world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_record_tells_what_was_sent),
        TEST(the_record_tells_what_was_sent_to_somebody_who_moved),
        TEST(what_was_put_off_since_comes_again),
        TEST(what_was_put_off_again_since_comes_once),
        TEST(what_was_done_and_put_off_again_since_comes_once),
        TEST(what_was_taken_over_is_taken_over_again),
        TEST(what_a_former_version_took_over_is_taken_over_again),
        TEST(what_was_taken_over_is_asked_for),
        TEST(what_came_back_by_itself_is_not_taken_over),
        TEST(what_was_put_off_is_taken_over_once),
        TEST(another_store_is_no_record),
        TEST(what_the_record_tells_of_answers),
        TEST(what_a_pause_kept_back_then_is_asked_about_too),
        TEST(what_had_failed_and_was_sent_since_does_not_come_again),
        TEST(done_is_of_what_came_before_the_restore),
        TEST(done_is_of_what_is_held),
        TEST(done_is_not_of_what_was_not_sent_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
