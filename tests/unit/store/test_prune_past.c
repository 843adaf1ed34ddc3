/* The settled past of what goes on: what of it goes, and what is still asked for. */
#include "support.h"

#include "followupd/store/withheld.h"

enum { DAY = 86400, DAYS = 1000, KEPT = 100 };

#define OLD (NOON - KEPT * DAY)

static void forget(struct world *world)
{
    const struct fu_served served = {.now = NOON, .followups = OLD};
    assert_good(world, fu_store_prune(world->store, &served, &world->error));
}

static int64_t add_past(
    struct world *world, int64_t followup, fu_instant moment, enum fu_occurrence_state came)
{
    struct fu_occurrence occurrence = {.followup = followup, .moment = moment, .state = came};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    struct fu_delivery sent = {.id = add_delivery(world, occurrence.id, "alice@example.org"),
        .state = FU_DELIVERY_SENT,
        .answer = ""};
    assert_good(world, fu_store_delivery_set(world->store, &sent, &world->error));
    return occurrence.id;
}

static void add_event(struct world *world, int64_t followup, int64_t person, fu_instant at,
    const char *what, const char *undo)
{
    struct fu_event event = {
        .followup = followup, .person = person, .at = at, .what = what, .detail = "", .undo = undo};
    assert_good(world, fu_store_event_add(world->store, &event, &world->error));
}

/* A series that has come every day for so long, and comes tomorrow. Begins a transaction. */
static int64_t begin_with_series(struct world *world, int64_t *alice)
{
    begin(world);
    *alice = add_person(world, "alice@example.org");
    int64_t id = add_followup(world, *alice);
    add_event(world, id, *alice, NOON - DAYS * DAY, "created", "state 2 0\n");
    for (int day = DAYS; day > 0; day--) {
        add_past(world, id, NOON - day * DAY, FU_OCCURRENCE_FIRED);
    }
    add_occurrence(world, id, NOON + DAY);
    return id;
}

static int64_t count_old(struct world *world, const char *table)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s < %lld", table,
        strcmp(table, "event") == 0 ? "at" : "moment", (long long)OLD);
    return number_of(world, sql);
}

static int64_t events_at(struct world *world, fu_instant at)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM event WHERE at = %lld", (long long)at);
    return number_of(world, sql);
}

static bool is_occurrence(struct world *world, int64_t id)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM occurrence WHERE id = %lld", (long long)id);
    return number_of(world, sql) == 1;
}

static void a_series_has_a_past_of_bounded_length(void **state)
{
    struct world *world = *state;
    int64_t alice, highest = 0;
    int64_t id = begin_with_series(world, &alice);
    add_event(world, id, 0, OLD - 2, "failed", "");
    add_event(world, id, 0, OLD - 1, "delayed", "");
    add_event(world, id, 0, OLD, "failed", "");
    commit(world);
    highest = number_of(world, "SELECT max(id) FROM occurrence");
    forget(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), KEPT + 1);
    assert_int_equal(number_of(world, "SELECT count(*) FROM delivery"), KEPT);
    assert_int_equal(number_of(world, "SELECT min(moment) FROM occurrence"), OLD);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event WHERE what = 'created'"), 1);
    assert_int_equal(number_of(world, "SELECT pending FROM person"), 1);
    forget(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), KEPT + 1);
    /* What is new has a number of its own. */
    begin(world);
    assert_true(add_occurrence(world, id, NOON + 2 * DAY) > highest);
    commit(world);
}

static void what_came_last_stays_however_old(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t id = add_followup(world, alice);
    int64_t first = add_past(world, id, OLD - 900 * DAY, FU_OCCURRENCE_FIRED);
    int64_t last = add_past(world, id, OLD - 500 * DAY, FU_OCCURRENCE_DONE);
    int64_t folded = add_past(world, id, OLD - 400 * DAY, FU_OCCURRENCE_CANCELLED);
    int64_t next = add_occurrence(world, id, NOON + DAY);
    add_event(world, id, alice, OLD - 950 * DAY, "created", "state 2 0\n");
    add_event(world, id, alice, OLD - 940 * DAY, "edited", "subject a\n");
    add_event(world, id, 0, OLD - 930 * DAY, "failed", "");
    commit(world);
    forget(world);
    assert_false(is_occurrence(world, first));
    assert_true(is_occurrence(world, last));
    assert_true(is_occurrence(world, folded));
    assert_true(is_occurrence(world, next));
    assert_int_equal(number_of(world, "SELECT count(*) FROM event"), 3);
}

static void what_each_may_take_back_stays_with_its_moments(void **state)
{
    struct world *world = *state;
    char undo[64];
    int64_t alice;
    int64_t id = begin_with_series(world, &alice);
    int64_t bob = add_person(world, "bob@example.org");
    int64_t done = number_of(world, "SELECT min(id) FROM occurrence");
    snprintf(undo, sizeof undo, "occurrence %lld 1 0 2\n", (long long)done + 7);
    add_event(world, id, alice, OLD - 9 * DAY, "done", "occurrence 3 1 0 2\n");
    add_event(world, id, alice, OLD - 8 * DAY, "done", undo);
    add_event(world, id, bob, OLD - 7 * DAY, "snoozed", "state 0 0\n");
    add_event(world, id, 0, OLD - 6 * DAY, "failed", "");
    add_event(world, id, 0, NOON, "failed", "");
    commit(world);
    forget(world);
    assert_int_equal(count_old(world, "event"), 3);
    assert_int_equal(count_old(world, "occurrence"), 1);
    assert_true(is_occurrence(world, done + 7));
    /* Taken back, it has served. */
    assert_int_equal(run_sql(world, "UPDATE event SET undone = 1 WHERE person = 1"), SQLITE_OK);
    forget(world);
    assert_int_equal(count_old(world, "event"), 2);
    assert_int_equal(count_old(world, "occurrence"), 0);
}

/* They have done something else since, and something has happened. Ends the transaction. */
static void end_with_other_events(struct world *world, int64_t id, int64_t person)
{
    add_event(world, id, person, OLD - DAY, "edited", "subject a\n");
    add_event(world, id, 0, NOON, "failed", "");
    commit(world);
}

/* A snooze is told from what comes back by itself by who asked for it. */
static void what_names_a_moment_to_come_stays(void **state)
{
    static const struct {
        fu_instant moment;
        enum fu_occurrence_state state;
        bool stays;
    } cases[] = {{NOON + 2 * DAY, FU_OCCURRENCE_PENDING, true},
        {OLD - 2 * DAY, FU_OCCURRENCE_PENDING, true}, /* it is overdue */
        {NOON + 3 * DAY, FU_OCCURRENCE_DONE, true}, {OLD, FU_OCCURRENCE_CANCELLED, true},
        {OLD - 1, FU_OCCURRENCE_CANCELLED, false}};
    struct world *world = *state;
    int64_t alice, id = begin_with_series(world, &alice);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_occurrence named = {
            .followup = id, .moment = cases[i].moment, .person = alice, .state = cases[i].state};
        char undo[64];
        assert_good(world, fu_store_occurrence_add(world->store, &named, &world->error));
        snprintf(undo, sizeof undo, "state 0 0\noccurrence %lld 4 0 0\n", (long long)named.id);
        add_event(world, id, alice, OLD - 9 * DAY + (fu_instant)i, "snoozed", undo);
    }
    end_with_other_events(world, id, alice);
    forget(world);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(events_at(world, OLD - 9 * DAY + (fu_instant)i), cases[i].stays);
    }
    /* Taken back, it says nothing any more. */
    assert_int_equal(run_sql(world, "UPDATE event SET undone = 1"), SQLITE_OK);
    forget(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event WHERE what = 'snoozed'"), 0);
}

/* What somebody was done with while its mail waited does not come when something else is taken
 * back. */
static void what_has_ended_a_mail_of_what_came_last_stays(void **state)
{
    static const struct {
        fu_instant moment;
        enum fu_delivery_state state;
        bool stays;
    } cases[] = {{OLD - 500 * DAY, FU_DELIVERY_FAILED, true},
        {OLD - 400 * DAY, FU_DELIVERY_UNSURE, true}, {OLD - 399 * DAY, FU_DELIVERY_SENT, false},
        {OLD - 501 * DAY, FU_DELIVERY_FAILED, false}};
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org"), id = add_followup(world, alice);
    add_event(world, id, alice, OLD - 900 * DAY, "created", "state 2 0\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_occurrence came = {.followup = id,
            .moment = cases[i].moment,
            .person = i == 0 ? 0 : alice,
            .state = FU_OCCURRENCE_FIRED};
        assert_good(world, fu_store_occurrence_add(world->store, &came, &world->error));
        struct fu_delivery mail = {.id = add_delivery(world, came.id, "alice@example.org"),
            .state = cases[i].state,
            .answer = ""};
        char undo[64];
        assert_good(world, fu_store_delivery_set(world->store, &mail, &world->error));
        snprintf(undo, sizeof undo, "mail %lld\noccurrence %lld 1 0 2\n", (long long)mail.id,
            (long long)came.id);
        add_event(world, id, alice, OLD - 300 * DAY + (fu_instant)i, "done", undo);
    }
    add_occurrence(world, id, NOON + DAY);
    end_with_other_events(world, id, alice);
    forget(world);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(events_at(world, OLD - 300 * DAY + (fu_instant)i), cases[i].stays);
    }
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 4);
}

static void what_is_on_its_way_or_left_out_stays(void **state)
{
    static const struct {
        enum fu_delivery_state state;
        bool withheld, stays;
    } cases[] = {{FU_DELIVERY_SENT, false, false}, {FU_DELIVERY_FAILED, false, false},
        {FU_DELIVERY_UNSURE, false, false}, {FU_DELIVERY_UNSURE, true, true},
        {FU_DELIVERY_QUEUED, false, true}, {FU_DELIVERY_SENDING, false, true}};
    struct world *world = *state;
    int64_t ids[sizeof cases / sizeof *cases], alice;
    int64_t id = begin_with_series(world, &alice);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ids[i] = add_occurrence(world, id, OLD - 2000 * DAY + (fu_instant)i);
        struct fu_delivery row = {.id = add_delivery(world, ids[i], "alice@example.org"),
            .state = cases[i].state,
            .next_attempt = NOON,
            .answer = ""};
        assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
        if (cases[i].withheld) {
            assert_good(world, fu_store_withhold(world->store, row.id, true, &world->error));
        }
    }
    int64_t skipped = add_past(world, id, OLD - 3000 * DAY, FU_OCCURRENCE_SKIPPED);
    commit(world);
    assert_int_equal(run_sql(world, "UPDATE occurrence SET state = 'fired' WHERE state = 'pending'"
                                    " AND moment < 1700000000"),
        SQLITE_OK);
    forget(world);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(is_occurrence(world, ids[i]), cases[i].stays);
    }
    assert_true(is_occurrence(world, skipped));
}

/* A task says how often it has come. */
static void a_moment_that_came_once_more_is_counted_without_its_mails(void **state)
{
    struct world *world = *state;
    int64_t alice, chain = 0, count;
    fu_instant first;
    int64_t id = begin_with_series(world, &alice);
    for (int day = 50; day > 0; day--) {
        struct fu_occurrence again = {.followup = id,
            .moment = OLD - day * DAY + 60,
            .snoozed = chain,
            .state = FU_OCCURRENCE_FIRED};
        assert_good(world, fu_store_occurrence_add(world->store, &again, &world->error));
        add_delivery(world, again.id, "alice@example.org");
        chain = again.id;
    }
    struct fu_occurrence next = {.followup = id, .moment = NOON + 60, .snoozed = chain};
    assert_good(world, fu_store_occurrence_add(world->store, &next, &world->error));
    commit(world);
    assert_int_equal(run_sql(world, "UPDATE delivery SET state = 'sent'"), SQLITE_OK);
    forget(world);
    assert_int_equal(count_old(world, "occurrence"), 50);
    assert_int_equal(number_of(world, "SELECT count(*) FROM delivery"), KEPT);
    assert_good(
        world, fu_store_occurrence_origin(world->store, next.id, &first, &count, &world->error));
    assert_int_equal(count, 51);
    assert_int_equal(first, OLD - 50 * DAY + 60);
}

static void each_of_many_follow_ups_is_looked_at(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    for (int i = 0; i < 1100; i++) {
        int64_t id = add_followup(world, alice);
        add_past(world, id, OLD - 2, FU_OCCURRENCE_FIRED);
        add_past(world, id, OLD - 1, FU_OCCURRENCE_FIRED);
    }
    commit(world);
    forget(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 1100);
    assert_int_equal(number_of(world, "SELECT min(moment) FROM occurrence"), OLD - 1);
}

static void what_keeps_its_past_hides_nobody_elses(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org"), id = 0;
    for (int i = 0; i < 1100; i++) {
        id = add_followup(world, alice);
        add_past(world, id, OLD - 1, FU_OCCURRENCE_FIRED);
    }
    int64_t first = add_past(world, id, OLD - 2, FU_OCCURRENCE_FIRED);
    commit(world);
    forget(world);
    assert_false(is_occurrence(world, first));
    assert_int_equal(number_of(world, "SELECT count(*) FROM occurrence"), 1100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_series_has_a_past_of_bounded_length, make_store),
        TEST(what_came_last_stays_however_old, make_store),
        TEST(what_each_may_take_back_stays_with_its_moments, make_store),
        TEST(what_names_a_moment_to_come_stays, make_store),
        TEST(what_has_ended_a_mail_of_what_came_last_stays, make_store),
        TEST(what_is_on_its_way_or_left_out_stays, make_store),
        TEST(a_moment_that_came_once_more_is_counted_without_its_mails, make_store),
        TEST(each_of_many_follow_ups_is_looked_at, make_store),
        TEST(what_keeps_its_past_hides_nobody_elses, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
