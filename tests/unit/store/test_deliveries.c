#include "support.h"

static struct fu_delivery *get(struct world *world, enum fu_parcel_kind kind, int64_t id)
{
    struct fu_delivery *row;
    assert_good(
        world, fu_store_delivery_get(world->store, world->arena, kind, id, &row, &world->error));
    return row;
}

static int64_t begin_with_occurrence(struct world *world)
{
    begin(world);
    return add_occurrence(world, add_followup(world, add_person(world, "alice@example.org")), NOON);
}

/* Puts a delivery or message into a state. */
static void put(struct world *world, enum fu_parcel_kind kind, int64_t id,
    enum fu_delivery_state state, fu_instant next)
{
    struct fu_delivery *row = get(world, kind, id);
    row->state = state;
    row->next_attempt = next;
    row->answer = "451 later";
    assert_good(world, fu_store_delivery_set(world->store, row, &world->error));
}

static void a_delivery_is_claimed_as_it_is_added(void **state)
{
    struct world *world = *state;
    int64_t occurrence = begin_with_occurrence(world);
    struct fu_delivery delivery = {.occurrence = occurrence,
        .address = "alice@example.org",
        .message_id = "3.417@r",
        .created = NOON + 1};
    assert_good(world, fu_store_delivery_add(world->store, &delivery, &world->error));
    commit(world);
    assert_true(delivery.id > 0);
    assert_int_equal(delivery.state, FU_DELIVERY_SENDING);
    assert_int_equal(delivery.attempts, 1);
    struct fu_delivery *row = get(world, FU_PARCEL_DELIVERY, delivery.id);
    assert_int_equal(row->kind, FU_PARCEL_DELIVERY);
    assert_int_equal(row->id, delivery.id);
    assert_int_equal(row->occurrence, occurrence);
    assert_int_equal(row->followup, 1);
    assert_string_equal(row->address, "alice@example.org");
    assert_string_equal(row->subject, "Offer");
    assert_string_equal(row->message_id, "3.417@r");
    assert_int_equal(row->state, FU_DELIVERY_SENDING);
    assert_int_equal(row->attempts, 1);
    assert_int_equal(row->unsure, 0);
    assert_int_equal(row->created, NOON + 1);
    assert_int_equal(row->written, NOON + 1);
    assert_int_equal(row->next_attempt, FU_NEVER);
    assert_string_equal(row->answer, "");
    assert_null(get(world, FU_PARCEL_DELIVERY, delivery.id + 1));
    assert_null(get(world, FU_PARCEL_MESSAGE, delivery.id));
}

static void a_bundle_is_read_and_claimed_whole(void **state)
{
    struct world *world = *state;
    int64_t occurrence = begin_with_occurrence(world), ids[4];
    struct fu_delivery *rows;
    size_t count, i;
    for (i = 0; i < 4; i++) {
        ids[i] = add_delivery(
            world, occurrence, fu_arena_print(world->arena, "%zu@example.org", i));
        assert_int_equal(get(world, FU_PARCEL_DELIVERY, ids[i])->bundle, 0);
        assert_good(world, fu_store_bundle_set(
                               world->store, ids[i], i < 3 ? ids[0] : 0, &world->error));
    }
    put(world, FU_PARCEL_DELIVERY, ids[0], FU_DELIVERY_QUEUED, NOON + 1000);
    put(world, FU_PARCEL_DELIVERY, ids[2], FU_DELIVERY_QUEUED, NOON + 2000);
    assert_good(
        world, fu_store_bundle(world->store, world->arena, ids[0], &rows, &count, &world->error));
    assert_int_equal(count, 3);
    assert_int_equal(rows[1].id, ids[1]);
    assert_int_equal(rows[1].bundle, ids[0]);
    assert_good(world, fu_store_bundle_claim(world->store, world->arena, ids[0],
                           NOON + 500, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].id, ids[0]);
    assert_int_equal(rows[1].id, ids[2]);
    assert_int_equal(rows[1].state, FU_DELIVERY_SENDING);
    assert_int_equal(rows[1].attempts, 2);
    assert_int_equal(rows[1].written, NOON + 500);
    assert_good(world, fu_store_bundle_claim(world->store, world->arena, ids[0],
                           NOON + 500, &rows, &count, &world->error));
    assert_int_equal(count, 0);
    assert_good(world, fu_store_bundle_set(world->store, ids[1], 0, &world->error));
    assert_int_equal(get(world, FU_PARCEL_DELIVERY, ids[1])->bundle, 0);
    assert_int_equal(
        fu_store_bundle_set(world->store, 99, ids[0], &world->error), FU_PERMANENT);
    commit(world);
}

static void an_occurrence_has_one_delivery_an_address(void **state)
{
    struct world *world = *state;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t first = add_delivery(world, occurrence, "alice@example.org");
    assert_true(first > 0);
    assert_int_equal(add_delivery(world, occurrence, "alice@example.org"), 0);
    assert_true(add_delivery(world, occurrence, "bob@example.org") > 0);
    struct fu_delivery delivery = {
        .occurrence = 99, .address = "a@x", .message_id = "", .created = NOON};
    assert_int_equal(fu_store_delivery_add(world->store, &delivery, &world->error), FU_PERMANENT);
    commit(world);
}

static void a_message_comes_back_whole_until_it_is_sent(void **state)
{
    static const char bytes[] = "Subject: x\r\n\r\na \0 in it\r\n";
    struct world *world = *state;
    struct fu_message *found, message = {.sender = "bounce@r",
                                  .recipient = "alice@example.org",
                                  .subject = "List",
                                  .message_id = "m7@r",
                                  .bytes = bytes,
                                  .length = sizeof bytes - 1,
                                  .unique = "list 417"};
    begin(world);
    message.followup = add_followup(world, add_person(world, "alice@example.org"));
    assert_good(world, fu_store_message_add(world->store, &message, NOON, &world->error));
    assert_good(
        world, fu_store_message_get(world->store, world->arena, message.id, &found, &world->error));
    assert_int_equal(found->id, message.id);
    assert_string_equal(found->sender, "bounce@r");
    assert_string_equal(found->recipient, "alice@example.org");
    assert_string_equal(found->subject, "List");
    assert_string_equal(found->message_id, "m7@r");
    assert_int_equal(found->length, sizeof bytes - 1);
    assert_memory_equal(found->bytes, bytes, sizeof bytes);
    assert_int_equal(found->followup, message.followup);
    assert_string_equal(found->unique, "list 417");
    struct fu_delivery *row = get(world, FU_PARCEL_MESSAGE, message.id);
    assert_int_equal(row->kind, FU_PARCEL_MESSAGE);
    assert_int_equal(row->occurrence, 0);
    assert_int_equal(row->followup, message.followup);
    assert_string_equal(row->address, "alice@example.org");
    assert_string_equal(row->subject, "List");
    assert_int_equal(row->state, FU_DELIVERY_QUEUED);
    assert_int_equal(row->attempts, 0);
    assert_int_equal(row->next_attempt, NOON);
    put(world, FU_PARCEL_MESSAGE, message.id, FU_DELIVERY_FAILED, FU_NEVER);
    assert_good(
        world, fu_store_message_get(world->store, world->arena, message.id, &found, &world->error));
    assert_int_equal(found->length, sizeof bytes - 1);
    put(world, FU_PARCEL_MESSAGE, message.id, FU_DELIVERY_SENT, FU_NEVER);
    assert_good(
        world, fu_store_message_get(world->store, world->arena, message.id, &found, &world->error));
    assert_int_equal(found->length, 0);
    assert_string_equal(found->bytes, "");
    assert_good(world, fu_store_message_get(world->store, world->arena, 99, &found, &world->error));
    assert_null(found);
    commit(world);
}

static void a_unique_text_is_used_once(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t first = add_message(world, "paused alice");
    assert_int_equal(add_message(world, "paused alice"), 0);
    assert_true(add_message(world, "paused bob") > first);
    assert_true(add_message(world, NULL) > first);
    assert_true(add_message(world, NULL) > first);
    /* Once is once, also when it is gone. */
    put(world, FU_PARCEL_MESSAGE, first, FU_DELIVERY_SENT, FU_NEVER);
    assert_int_equal(add_message(world, "paused alice"), 0);
    commit(world);
}

static void the_next_message_is_told_its_number(void **state)
{
    struct world *world = *state;
    int64_t next;
    for (int i = 0; i < 3; i++) {
        begin(world);
        assert_good(world, fu_store_message_next(world->store, &next, &world->error));
        assert_int_equal(add_message(world, NULL), next);
        commit(world);
    }
    assert_int_equal(run_sql(world, "DELETE FROM message"), SQLITE_OK);
    begin(world);
    assert_good(world, fu_store_message_next(world->store, &next, &world->error));
    assert_int_equal(next, 4);
    assert_int_equal(add_message(world, NULL), 4);
    commit(world);
}

static size_t claim(struct world *world, fu_instant now, size_t most, struct fu_delivery **rows)
{
    size_t count;
    assert_good(
        world, fu_store_ready(world->store, world->arena, now, most, rows, &count, &world->error));
    for (size_t i = 0; i < count; i++) {
        assert_good(
            world, fu_store_claim(world->store, world->arena, now, &(*rows)[i], &world->error));
    }
    return count;
}

static void claiming_takes_what_is_ready_oldest_first(void **state)
{
    struct world *world = *state;
    struct fu_delivery *rows;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t delivery = add_delivery(world, occurrence, "alice@example.org");
    int64_t later = add_delivery(world, occurrence, "bob@example.org");
    int64_t message = add_message(world, NULL), last = add_message(world, NULL);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_QUEUED, NOON + 5);
    put(world, FU_PARCEL_DELIVERY, later, FU_DELIVERY_QUEUED, NOON + 11);
    put(world, FU_PARCEL_MESSAGE, last, FU_DELIVERY_QUEUED, NOON + 10);
    assert_int_equal(claim(world, NOON - 1, 9, &rows), 0);
    assert_int_equal(claim(world, NOON + 10, 0, &rows), 0);
    assert_int_equal(claim(world, NOON + 10, 2, &rows), 2);
    assert_int_equal(rows[0].kind, FU_PARCEL_MESSAGE);
    assert_int_equal(rows[0].id, message);
    assert_int_equal(rows[0].attempts, 1);
    assert_int_equal(rows[1].kind, FU_PARCEL_DELIVERY);
    assert_int_equal(rows[1].id, delivery);
    assert_int_equal(rows[1].state, FU_DELIVERY_SENDING);
    assert_int_equal(rows[1].attempts, 2);
    assert_string_equal(rows[1].answer, "451 later");
    assert_int_equal(claim(world, NOON + 10, 9, &rows), 1);
    assert_int_equal(rows[0].id, last);
    assert_int_equal(claim(world, NOON + 10, 9, &rows), 0);
    commit(world);
    struct fu_delivery *left;
    size_t count;
    assert_good(world, fu_store_sending(world->store, world->arena, &left, &count, &world->error));
    assert_int_equal(count, 3);
}

/* It was tried, and put off, by a clock that was ahead. */
static void what_a_clock_put_off_for_years_is_claimed_behind_the_rest(void **state)
{
    struct world *world = *state;
    struct fu_delivery *rows;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t delivery = add_delivery(world, occurrence, "alice@example.org");
    int64_t message = add_message(world, NULL), due = add_message(world, NULL);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_QUEUED, NOON + FU_STORE_WAIT_MAX);
    put(world, FU_PARCEL_MESSAGE, message, FU_DELIVERY_QUEUED, NOON + FU_STORE_WAIT_MAX);
    put(world, FU_PARCEL_MESSAGE, due, FU_DELIVERY_QUEUED, NOON);
    assert_int_equal(claim(world, NOON, 9, &rows), 1);
    put(world, FU_PARCEL_MESSAGE, due, FU_DELIVERY_QUEUED, NOON);
    assert_int_equal(claim(world, NOON - 1, 9, &rows), 2);
    assert_int_equal(rows[0].id, delivery);
    assert_int_equal(rows[1].id, message);
    put(world, FU_PARCEL_DELIVERY, delivery, FU_DELIVERY_QUEUED, NOON + FU_STORE_WAIT_MAX + 1);
    assert_int_equal(claim(world, NOON, 9, &rows), 2);
    assert_int_equal(rows[0].id, due);
    assert_int_equal(rows[1].id, delivery);
    commit(world);
}

static void a_mail_is_written_at_each_attempt_until_one_may_have_arrived(void **state)
{
    struct world *world = *state;
    struct fu_delivery *rows, row;
    int64_t id = add_delivery(world, begin_with_occurrence(world), "alice@example.org");
    put(world, FU_PARCEL_DELIVERY, id, FU_DELIVERY_QUEUED, NOON + 60);
    assert_int_equal(claim(world, NOON + 100, 1, &rows), 1);
    assert_int_equal(rows[0].written, NOON + 100);
    assert_int_equal(rows[0].created, NOON);
    row = rows[0];
    row.state = FU_DELIVERY_QUEUED;
    row.unsure = 1;
    row.next_attempt = NOON + 200;
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
    assert_int_equal(claim(world, NOON + 200, 1, &rows), 1);
    assert_int_equal(rows[0].written, NOON + 100);
    commit(world);
}

static void an_outcome_is_written(void **state)
{
    struct world *world = *state;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t ids[] = {
        add_delivery(world, occurrence, "alice@example.org"), add_message(world, NULL)};
    for (int kind = 0; kind < 2; kind++) {
        struct fu_delivery row = {.id = ids[kind],
            .kind = (enum fu_parcel_kind)kind,
            .state = FU_DELIVERY_QUEUED,
            .unsure = 1,
            .next_attempt = NOON + 60,
            .answer = "354 and then nothing"};
        assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
        struct fu_delivery *found = get(world, row.kind, row.id);
        assert_int_equal(found->state, FU_DELIVERY_QUEUED);
        assert_int_equal(found->unsure, 1);
        assert_int_equal(found->next_attempt, NOON + 60);
        assert_string_equal(found->answer, "354 and then nothing");
        row.state = FU_DELIVERY_UNSURE;
        assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
        assert_int_equal(get(world, row.kind, row.id)->next_attempt, FU_NEVER);
        row.state = FU_DELIVERY_QUEUED;
        row.next_attempt = FU_NEVER;
        assert_int_equal(fu_store_delivery_set(world->store, &row, &world->error), FU_PERMANENT);
        row.id = 99;
        row.next_attempt = NOON;
        assert_int_equal(fu_store_delivery_set(world->store, &row, &world->error), FU_PERMANENT);
    }
    commit(world);
}

static void an_attempt_that_was_not_made_is_given_back(void **state)
{
    struct world *world = *state;
    struct fu_delivery *rows;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t delivery = add_delivery(world, occurrence, "alice@example.org");
    int64_t message = add_message(world, NULL);
    claim(world, NOON, 9, &rows);
    assert_good(world,
        fu_store_delivery_unclaim(world->store, FU_PARCEL_DELIVERY, delivery, &world->error));
    assert_good(
        world, fu_store_delivery_unclaim(world->store, FU_PARCEL_MESSAGE, message, &world->error));
    assert_int_equal(get(world, FU_PARCEL_DELIVERY, delivery)->attempts, 0);
    assert_int_equal(get(world, FU_PARCEL_MESSAGE, message)->attempts, 0);
    assert_int_equal(get(world, FU_PARCEL_MESSAGE, message)->state, FU_DELIVERY_QUEUED);
    assert_int_equal(claim(world, NOON, 9, &rows), 2);
    assert_int_equal(rows[0].attempts, 1);
    assert_int_equal(fu_store_delivery_unclaim(world->store, FU_PARCEL_DELIVERY, 99, &world->error),
        FU_PERMANENT);
    assert_int_equal(fu_store_delivery_unclaim(world->store, FU_PARCEL_MESSAGE, 99, &world->error),
        FU_PERMANENT);
    commit(world);
}

static void only_what_is_claimed_is_given_back(void **state)
{
    struct world *world = *state;
    int64_t id = add_delivery(world, begin_with_occurrence(world), "alice@example.org");
    put(world, FU_PARCEL_DELIVERY, id, FU_DELIVERY_SENT, FU_NEVER);
    assert_int_equal(fu_store_delivery_unclaim(world->store, FU_PARCEL_DELIVERY, id, &world->error),
        FU_PERMANENT);
    assert_int_equal(get(world, FU_PARCEL_DELIVERY, id)->state, FU_DELIVERY_SENT);
    commit(world);
}

static void the_queue_shows_what_waits_or_went_wrong(void **state)
{
    static const enum fu_delivery_state states[] = {FU_DELIVERY_FAILED, FU_DELIVERY_SENT,
        FU_DELIVERY_UNSURE, FU_DELIVERY_SENDING, FU_DELIVERY_QUEUED};
    struct world *world = *state;
    struct fu_delivery *rows;
    size_t count;
    int64_t occurrence = begin_with_occurrence(world);
    for (int i = 0; i < 5; i++) {
        char address[32];
        snprintf(address, sizeof address, "p%d@example.org", i);
        struct fu_delivery delivery = {.occurrence = occurrence,
            .address = address,
            .message_id = "",
            .created = NOON + 10 - i};
        assert_good(world, fu_store_delivery_add(world->store, &delivery, &world->error));
        put(world, FU_PARCEL_DELIVERY, delivery.id, states[i], NOON);
        put(world, FU_PARCEL_MESSAGE, add_message(world, NULL), states[i], NOON);
    }
    commit(world);
    assert_good(world, fu_store_queue(world->store, world->arena, &rows, &count, &world->error));
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(rows[i].state, FU_DELIVERY_SENT);
        assert_int_not_equal(rows[i].state, FU_DELIVERY_SENDING);
        assert_true(i == 0 || rows[i - 1].created <= rows[i].created);
    }
    assert_int_equal(rows[5].created, NOON + 10);
    assert_string_equal(rows[5].address, "p0@example.org");
}

static void deliveries_of_a_follow_up_come_oldest_first(void **state)
{
    struct world *world = *state;
    struct fu_delivery *rows;
    size_t count;
    int64_t second = begin_with_occurrence(world);
    int64_t first = add_occurrence(world, 1, NOON - 60);
    int64_t other = add_occurrence(world, add_followup(world, 1), NOON);
    add_delivery(world, second, "alice@example.org");
    add_delivery(world, other, "alice@example.org");
    add_delivery(world, first, "alice@example.org");
    commit(world);
    assert_good(
        world, fu_store_deliveries(world->store, world->arena, 1, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].occurrence, second);
    assert_int_equal(rows[1].occurrence, first);
}

static void an_occurrence_is_settled_when_nothing_of_it_waits(void **state)
{
    static const struct {
        enum fu_delivery_state states[2];
        bool settled, sent;
    } cases[] = {
        {{FU_DELIVERY_SENDING, FU_DELIVERY_SENT}, false, true},
        {{FU_DELIVERY_QUEUED, FU_DELIVERY_FAILED}, false, false},
        {{FU_DELIVERY_FAILED, FU_DELIVERY_UNSURE}, true, false},
        {{FU_DELIVERY_SENT, FU_DELIVERY_FAILED}, true, true},
        {{FU_DELIVERY_SENT, FU_DELIVERY_SENT}, true, true},
    };
    struct world *world = *state;
    struct fu_settled settled;
    int64_t occurrence = begin_with_occurrence(world);
    int64_t first = add_delivery(world, occurrence, "alice@example.org");
    int64_t second = add_delivery(world, occurrence, "bob@example.org");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put(world, FU_PARCEL_DELIVERY, first, cases[i].states[0], NOON);
        put(world, FU_PARCEL_DELIVERY, second, cases[i].states[1], NOON);
        assert_good(world,
            fu_store_occurrence_settled(world->store, occurrence, &settled, &world->error));
        assert_int_equal(settled.all, cases[i].settled);
        assert_int_equal(settled.sent > 0, cases[i].sent);
        assert_true(settled.wanted);
    }
    assert_int_equal(settled.sent, 2);
    commit(world);
}

/* A delivery of a follow-up of its own, and what may be said of them. */
struct owed {
    const char *address, *answer;
    enum fu_delivery_state state;
    fu_instant created;
    enum fu_occurrence_state occurrence;
    enum fu_followup_state followup;
    bool left, later, resumed;
};

static int64_t add_owed(struct world *world, int64_t person, const struct owed *owed)
{
    int64_t id = add_followup(world, person);
    struct fu_delivery row = {.occurrence = add_occurrence(world, id, NOON),
        .person = person,
        .address = owed->address,
        .message_id = "",
        .created = owed->created};
    struct fu_occurrence occurrence = {
        .id = row.occurrence, .followup = id, .moment = NOON, .state = owed->occurrence};
    assert_good(
        world, fu_store_participant_add(world->store, id, person, true, id, &world->error));
    assert_good(world, fu_store_delivery_add(world->store, &row, &world->error));
    row.state = owed->state;
    row.answer = owed->answer;
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
    assert_good(world, fu_store_occurrence_set(world->store, &occurrence, &world->error));
    assert_good(world, fu_store_participant_leave(
                           world->store, id, person, owed->left, NOON, &world->error));
    if (owed->later) {
        add_delivery(world, add_occurrence(world, id, NOON + 1), owed->address);
    }
    assert_good(
        world, fu_store_followup_state(world->store, id, owed->followup, 0, NOON, &world->error));
    return row.id;
}

static void what_failed_and_is_owed_still_is_queued_anew(void **state)
{
    static const char alice[] = "alice@example.org";
    static const struct owed owed[] = {
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, true},
        {alice, "paused", FU_DELIVERY_FAILED, 9, FU_OCCURRENCE_FIRED, FU_PENDING, 0, 0, true},
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_DONE, 0, 0, true},
        {alice, "550 no", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, true},
        {alice, "550 no", FU_DELIVERY_FAILED, NOON - 1, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, 0},
        {alice, "dropped", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, 0},
        {alice, "late: 452", FU_DELIVERY_FAILED, 100, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, true},
        {alice, "late: 452", FU_DELIVERY_FAILED, 99, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, 0},
        {"bob@example.org", "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_FAILED, 0,
            0, false},
        {alice, "paused", FU_DELIVERY_UNSURE, NOON, FU_OCCURRENCE_FIRED, FU_FAILED, 0, 0, 0},
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_DONE, FU_DONE, 0, 0, 0},
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_CANCELLED, 0, 0, 0},
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_DONE, true, 0, 0},
        {alice, "paused", FU_DELIVERY_FAILED, NOON, FU_OCCURRENCE_FIRED, FU_PENDING, 0, true, 0}};
    enum { COUNT = sizeof owed / sizeof *owed, RESUMED = 5 };
    struct world *world = *state;
    int64_t ids[COUNT], *followups;
    size_t count;
    begin(world);
    const struct fu_resumed resumed = {
        add_person(world, alice), alice, "paused", NOON, "dropped", 100, {"late%", "never"}};
    for (int i = 0; i < COUNT; i++) {
        ids[i] = add_owed(world, resumed.person, &owed[i]);
    }
    assert_good(world, fu_store_deliveries_resume(world->store, world->arena, &resumed, NOON + 60,
                           &followups, &count, &world->error));
    assert_int_equal(count, RESUMED);
    for (int i = 0, next = 0; i < COUNT; i++) {
        if (owed[i].resumed) {
            assert_int_equal(get(world, FU_PARCEL_DELIVERY, ids[i])->followup, followups[next++]);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        struct fu_delivery *row = get(world, FU_PARCEL_DELIVERY, ids[i]);
        assert_int_equal(row->state, owed[i].resumed ? FU_DELIVERY_QUEUED : owed[i].state);
        assert_int_equal(row->created, owed[i].resumed ? NOON + 60 : owed[i].created);
    }
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_delivery_is_claimed_as_it_is_added, make_store),
        TEST(a_bundle_is_read_and_claimed_whole, make_store),
        TEST(an_occurrence_has_one_delivery_an_address, make_store),
        TEST(a_message_comes_back_whole_until_it_is_sent, make_store),
        TEST(a_unique_text_is_used_once, make_store),
        TEST(the_next_message_is_told_its_number, make_store),
        TEST(what_a_clock_put_off_for_years_is_claimed_behind_the_rest, make_store),
        TEST(claiming_takes_what_is_ready_oldest_first, make_store),
        TEST(a_mail_is_written_at_each_attempt_until_one_may_have_arrived, make_store),
        TEST(an_outcome_is_written, make_store),
        TEST(an_attempt_that_was_not_made_is_given_back, make_store),
        TEST(only_what_is_claimed_is_given_back, make_store),
        TEST(the_queue_shows_what_waits_or_went_wrong, make_store),
        TEST(deliveries_of_a_follow_up_come_oldest_first, make_store),
        TEST(an_occurrence_is_settled_when_nothing_of_it_waits, make_store),
        TEST(what_failed_and_is_owed_still_is_queued_anew, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
