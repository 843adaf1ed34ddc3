/* What was due since a backup is kept back: nothing goes out twice, everybody is told once, and
 * somebody decides. */
#include "world.h"

#include "followupd/followup/hold.h"
#include "followupd/followup/pause.h"
#include "followupd/store/copies.h"

#include <sys/stat.h>

static struct fu_hold_counts hold(struct world *world, struct fu_store *record, fu_instant now)
{
    struct fu_hold_counts counts;

    assert_good(world,
        fu_followup_hold(world->store, &world->settings, record, NOW, now, &counts, &world->error));
    return counts;
}

static struct fu_withheld *held(struct world *world, size_t *count)
{
    struct fu_withheld *rows;

    assert_good(world, fu_store_withheld(world->store, world->arena, &rows, count, &world->error));
    return rows;
}

/* Mails that are due now; they are given back. */
static struct fu_turn due(struct world *world, fu_instant now)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);

    turn(world, claimed.parcels, claimed.count, now, 0);
    return claimed;
}

static void what_nobody_waits_for_is_not_held(void **state)
{
    struct world *world = *state;
    int64_t waiting = ask(world, "1day"), sending = ask(world, "1day");
    fu_instant now = NOW + DAY;
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t count;

    claimed.parcels[0].outcome = FU_OUTCOME_LATER;
    claimed.parcels[0].again = now + MINUTE;
    turn(world, claimed.parcels, 1, now, 0);
    act(world, CANCEL, waiting, 0, now, NULL);
    act(world, CANCEL, sending, 0, now, NULL);
    assert_int_equal(hold(world, NULL, now + HOUR).held, 0);
    held(world, &count);
    assert_int_equal(count, 0);
    assert_state(world, waiting, FU_CANCELLED);
}

static void what_was_due_is_held_and_told(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day"), series = ask(world, "daily"), later = ask(world, "9days");
    fu_instant now = NOW + 3 * DAY + HOUR;
    struct fu_hold_counts counts = hold(world, NULL, now);
    struct fu_turn mails = due(world, now);
    struct fu_withheld *rows;
    size_t count;

    assert_int_equal(counts.held, 2);
    assert_int_equal(counts.people, 1);
    assert_int_equal(counts.sent, 0);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].followup, series);
    assert_false(rows[0].unsent);
    assert_int_equal(rows[1].followup, once);
    assert_int_equal(mails.count, 1);
    assert_string_equal(mails.parcels[0].recipient, "alice@example.org");
    assert_non_null(strstr(mails.parcels[0].bytes, "Reply-To: list+"));
    assert_non_null(strstr(mails.parcels[0].bytes, "[2] Proposal"));
    assert_non_null(strstr(mails.parcels[0].bytes, "1 done"));
    assert_non_null(strstr(mails.parcels[0].bytes, "Subject: Reminders that may have reached you"));
    assert_state(world, once, FU_PENDING);
    assert_next(world, series, "2026-11-22T08:00");
    assert_next(world, later, "2026-11-27T10:30");
    counts = hold(world, NULL, now);
    assert_int_equal(counts.held, 0);
}

static void a_released_one_goes_out_with_its_message_id(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day");
    struct fu_withheld *rows;
    struct fu_turn claimed;
    const char *message_id;
    size_t count;

    hold(world, NULL, NOW + 2 * DAY);
    claimed = due(world, NOW + 2 * DAY);
    assert_non_null(strstr(claimed.parcels[0].bytes, "Reply-To: reply+"));
    assert_non_null(strstr(claimed.parcels[0].bytes, "done+"));
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 1);
    message_id = deliveries(world, once, &count)[0].message_id;
    rows = held(world, &count);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], NOW + 2 * DAY, &world->error));
    commit(world);
    held(world, &count);
    assert_int_equal(count, 0);
    claimed = due(world, NOW + 2 * DAY);
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(claimed.parcels[0].bytes, message_id));
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 1);
    assert_state(world, once, FU_DONE);
}

static void a_dropped_one_is_done_with(void **state)
{
    struct world *world = *state;
    int64_t once = ask(world, "1day"), series = ask(world, "daily");
    struct fu_withheld *rows;
    size_t count, i;

    hold(world, NULL, NOW + 2 * DAY);
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    begin(world);
    for (i = 0; i < count; i++)
        assert_good(world, fu_hold_drop(world->store, &rows[i], NOW + 2 * DAY, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + 2 * DAY, FU_OUTCOME_SENT), 0);
    assert_state(world, once, FU_DONE);
    assert_state(world, series, FU_PENDING);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 1);
}

/* What is on its way to somebody else keeps it going. */
static void it_is_pending_until_the_last_of_its_mails_is_decided_about(void **state)
{
    static const struct fu_mailbox bob = {"", "bob@example.org"};
    struct world *world = *state;
    struct fu_withheld *rows;
    size_t count, i;
    int64_t id;

    meet(world, bob.address);
    id = share(world, "1day", &bob, 1);
    hold(world, NULL, NOW + 2 * DAY);
    rows = held(world, &count);
    assert_int_equal(count, 2);
    for (i = 0; i < count; i++) {
        assert_state(world, id, FU_PENDING);
        begin(world);
        assert_good(world, fu_hold_drop(world->store, &rows[i], NOW + 2 * DAY, &world->error));
        commit(world);
    }
    assert_state(world, id, FU_DONE);
}

/* By followupctl retry: it has no place in the list any more, whatever becomes of it. */
static void one_that_is_tried_again_is_held_no_more(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1day");
    fu_instant now = NOW + 2 * DAY;
    size_t count;
    bool found;

    hold(world, NULL, now);
    send_all(world, now, FU_OUTCOME_SENT);
    begin(world);
    assert_good(world, fu_followup_retry(world->store, FU_PARCEL_DELIVERY,
                           held(world, &count)[0].delivery, now, &found, &world->error));
    commit(world);
    assert_int_equal(send_all(world, now, FU_OUTCOME_UNSURE), 1);
    assert_int_equal(send_all(world, now + HOUR, FU_OUTCOME_UNSURE), 1);
    assert_int_equal(only(world, id).state, FU_DELIVERY_UNSURE);
    held(world, &count);
    assert_int_equal(count, 0);
    assert_state(world, id, FU_FAILED);
}

/* The store as it goes on while the world's stays as it is. */
static void open_later(struct world *world, struct world *later)
{
    char copy[256], folder[128];

    *later = (struct world){.arena = world->arena, .settings = world->settings};
    snprintf(folder, sizeof folder, "%s/later", world->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(copy, sizeof copy, "%s/followupd.db", folder);
    assert_good(world, fu_store_backup(world->store, copy, &world->error));
    assert_good(world, fu_store_open(folder, &later->store, &world->error));
}

static void close_later(struct world *world, struct world *later)
{
    char copy[256], folder[128];

    fu_store_close(&later->store);
    snprintf(folder, sizeof folder, "%s/later", world->folder);
    for (const char *const *name = (const char *const[]){"followupd.db", "followupd.db-journal",
             "followupd.lock", "followupd.ballast", NULL};
         *name; name++) {
        snprintf(copy, sizeof copy, "%s/%s", folder, *name);
        unlink(copy);
    }
    assert_int_equal(rmdir(folder), 0);
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

/* It knows whoever has moved since by another address. */
static void the_record_tells_what_was_sent_to_somebody_who_moved(void **state)
{
    struct world *world = *state, later;
    int64_t sent = ask(world, "1day");
    struct fu_hold_counts counts;
    struct fu_person *person;

    open_later(world, &later);
    assert_good(world, fu_store_person_find(
                           later.store, world->arena, "alice@example.org", &person, &world->error));
    person->address = "alice@many.example";
    assert_good(world, fu_store_begin(later.store, &world->error));
    assert_good(world, fu_store_person_set(later.store, person, &world->error));
    assert_good(world, fu_store_commit(later.store, &world->error));
    assert_int_equal(send_all(&later, NOW + DAY, FU_OUTCOME_SENT), 1);
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

static void what_was_on_its_way_is_held_too(void **state)
{
    struct world *world = *state;
    struct fu_hold_counts counts;

    ask(world, "1day");
    turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    ask(world, "2days");
    send_all(world, NOW + 2 * DAY, FU_OUTCOME_LATER);
    take(world, letter(world, "m8@example.org", "3dyas"), NOW + 2 * DAY, NOW + 2 * DAY);
    counts = hold(world, NULL, NOW + 3 * DAY);
    assert_int_equal(counts.held, 2);
    assert_int_equal(counts.other, 1);
    assert_int_equal(due(world, NOW + 3 * DAY).count, 1);
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

static void nobody_who_may_not_hear_is_told(void **state)
{
    struct world *world = *state;
    struct fu_hold_counts counts;

    ask(world, "1day");
    world->settings.rules.allow.count = 0;
    counts = hold(world, NULL, NOW + 2 * DAY);
    assert_int_equal(counts.people, 0);
    assert_int_equal(due(world, NOW + 2 * DAY).count, 0);
}

static void pause_person(struct world *world, const char *address, bool paused)
{
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    person->paused = paused;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
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

static void what_a_pause_kept_back_is_held_where_nothing_is_known(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "1day");
    struct fu_withheld *rows;
    size_t count;

    pause_person(world, "alice@example.org", true);
    assert_int_equal(hold(world, NULL, NOW + 3 * DAY).held, 1);
    assert_state(world, id, FU_PENDING);
    rows = held(world, &count);
    assert_int_equal(count, 1);
    begin(world);
    assert_good(world, fu_hold_release(world->store, &rows[0], NOW + 3 * DAY, &world->error));
    commit(world);
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 0);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
}

/* More than one group, and more than one mail shows. */
static void a_long_absence_is_told_in_one_mail(void **state)
{
    enum { MANY = FU_TURN_MAX + 3 };
    struct world *world = *state;
    struct fu_hold_counts counts;
    struct fu_turn mails;

    for (int i = 0; i < MANY; i++)
        ask(world, "1day");
    counts = hold(world, NULL, NOW + 2 * DAY);
    assert_int_equal(counts.held, MANY);
    mails = due(world, NOW + 2 * DAY);
    assert_int_equal(mails.count, 1);
    assert_non_null(strstr(mails.parcels[0].bytes, "And 403 more."));
}

/* What an import brought, of which all rows are in the store by then. */
static struct fu_hold_counts arrive(
    struct world *world, const struct fu_arrived *arrived, fu_instant now)
{
    struct fu_hold_counts counts;

    begin(world);
    assert_good(world, fu_hold_arrived(world->store, &world->settings, arrived, NOW + DAY, now,
                           &counts, &world->error));
    commit(world);
    return counts;
}

static void what_was_imported_is_held_and_nothing_else(void **state)
{
    struct world *world = *state;
    int64_t own = ask(world, "2days"),
            came[] = {ask(world, "2days"), ask(world, "daily"), ask(world, "9days")};
    const struct fu_arrived arrived = {.followups = came, .followup_count = 3};
    fu_instant now = NOW + 3 * DAY + HOUR;
    struct fu_hold_counts counts;
    struct fu_withheld *rows;
    struct fu_turn mails;
    size_t count;

    act(world, SNOOZE, came[1], 0, NOW, "1h");
    counts = arrive(world, &arrived, now);
    assert_int_equal(counts.held, 3);
    assert_int_equal(counts.people, 1);
    rows = held(world, &count);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].followup, came[1]);
    assert_next(world, came[1], "2026-11-22T08:00");
    mails = due(world, now);
    assert_int_equal(mails.count, 2);
    assert_int_equal(mails.parcels[0].id, deliveries(world, own, &count)->id);
    assert_non_null(strstr(mails.parcels[1].bytes, "Subject: Reminders that may have reached you"));
    assert_non_null(strstr(mails.parcels[1].bytes, "has moved, with what it knew on 19 November"));
    counts = arrive(world, &arrived, now);
    assert_int_equal(counts.held + counts.people, 0);
}

/* One was on its way, one waits for its next attempt, which has come; one whose attempt lies ahead
 * goes on, one that nobody waits for is dropped. */
static void mails_that_were_imported_are_held(void **state)
{
    struct world *world = *state;
    const int64_t numbers[] = {1, 2, 3, 4, 99};
    const struct fu_arrived arrived = {.deliveries = numbers, .delivery_count = 5};
    fu_instant now = NOW + 2 * DAY;
    struct fu_turn claimed;
    int64_t unwanted = 0;
    size_t i, count;

    for (i = 0; i < 4; i++)
        unwanted = ask(world, "1day");
    claimed = turn(world, NULL, 0, NOW + DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 4);
    for (i = 1; i < 4; i++) {
        claimed.parcels[i].outcome = FU_OUTCOME_LATER;
        claimed.parcels[i].again = i == 2 ? now + HOUR : now - HOUR;
    }
    turn(world, claimed.parcels + 1, 3, NOW + DAY, 0);
    act(world, CANCEL, unwanted, 0, now, NULL);
    assert_int_equal(arrive(world, &arrived, now).held, 2);
    held(world, &count);
    assert_int_equal(count, 2);
    assert_int_equal(due(world, now).count, 1); /* the summary */
    assert_int_equal(due(world, now + HOUR).count, 2);
}

/* An answer that was not sent then says nothing that is wanted now. */
static void answers_that_were_imported_are_not_sent(void **state)
{
    struct world *world = *state;
    const int64_t numbers[] = {1};
    const struct fu_arrived arrived = {.messages = numbers, .message_count = 1};
    struct fu_hold_counts counts;

    world->settings.defaults.confirm = FU_CONFIRM_ALWAYS;
    ask(world, "9days");
    counts = arrive(world, &arrived, NOW + 2 * DAY);
    assert_int_equal(counts.other, 1);
    assert_int_equal(counts.held + counts.people, 0);
    assert_int_equal(due(world, NOW + 2 * DAY).count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_nobody_waits_for_is_not_held),
        TEST(what_was_due_is_held_and_told),
        TEST(a_released_one_goes_out_with_its_message_id),
        TEST(a_dropped_one_is_done_with),
        TEST(it_is_pending_until_the_last_of_its_mails_is_decided_about),
        TEST(one_that_is_tried_again_is_held_no_more),
        TEST(the_record_tells_what_was_sent),
        TEST(the_record_tells_what_was_sent_to_somebody_who_moved),
        TEST(what_was_put_off_since_comes_again),
        TEST(what_was_put_off_again_since_comes_once),
        TEST(what_was_put_off_is_taken_over_once),
        TEST(another_store_is_no_record),
        TEST(what_was_on_its_way_is_held_too),
        TEST(what_the_record_tells_of_answers),
        TEST(nobody_who_may_not_hear_is_told),
        TEST(what_a_pause_kept_back_then_is_asked_about_too),
        TEST(what_had_failed_and_was_sent_since_does_not_come_again),
        TEST(what_a_pause_kept_back_is_held_where_nothing_is_known),
        TEST(a_long_absence_is_told_in_one_mail),
        TEST(what_was_imported_is_held_and_nothing_else),
        TEST(mails_that_were_imported_are_held),
        TEST(answers_that_were_imported_are_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
