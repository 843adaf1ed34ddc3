/* What a store tells that a backup replaces. */
#include "support.h"

#include "followupd/store/withheld.h"

static int64_t snooze(struct world *world, int64_t followup, int64_t of, fu_instant moment,
    enum fu_occurrence_state state)
{
    struct fu_occurrence occurrence = {
        .followup = followup, .moment = moment, .snoozed = of, .person = 1, .state = state};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    return occurrence.id;
}

static int64_t moment(struct world *world, int64_t followup, enum fu_occurrence_state state)
{
    struct fu_occurrence occurrence = {.followup = followup, .moment = NOON, .state = state};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    return occurrence.id;
}

static int64_t followup(struct world *world, fu_instant snoozed)
{
    struct fu_followup made = sample_followup(1);
    bool known;
    assert_good(world, fu_store_followup_add(world->store, &made, NULL, &known, &world->error));
    struct fu_event event = {
        .followup = made.id, .at = snoozed, .what = "snoozed", .detail = "", .undo = ""};
    assert_good(world, fu_store_event_add(world->store, &event, &world->error));
    return made.id;
}

static void mail(
    struct world *world, int64_t occurrence, const char *address, enum fu_delivery_state state)
{
    struct fu_delivery row = {.occurrence = occurrence, .address = address, .message_id = "a@x"};
    assert_good(world, fu_store_delivery_add(world->store, &row, &world->error));
    row.state = state;
    row.answer = "";
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
}

/* Of each pair the first is to be taken over. */
static void what_came_and_was_put_off_since_is_told(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    size_t count;
    begin(world);
    add_person(world, "alice@example.org");
    int64_t since = followup(world, NOON + 5), before = followup(world, NOON + 4);
    int64_t came = moment(world, since, FU_OCCURRENCE_FIRED);
    int64_t pending = snooze(world, since, came, NOON + 60, FU_OCCURRENCE_PENDING);
    int64_t waits = snooze(world, since, came, NOON + 61, FU_OCCURRENCE_FIRED);
    mail(world, waits, "alice@example.org", FU_DELIVERY_QUEUED);
    mail(world, waits, "bob@example.org", FU_DELIVERY_UNSURE);
    int64_t sent = snooze(world, since, came, NOON + 62, FU_OCCURRENCE_FIRED);
    mail(world, sent, "alice@example.org", FU_DELIVERY_SENT);
    mail(world, sent, "bob@example.org", FU_DELIVERY_FAILED);
    snooze(world, since, came, NOON + 63, FU_OCCURRENCE_CANCELLED);
    snooze(
        world, before, moment(world, before, FU_OCCURRENCE_DONE), NOON + 60, FU_OCCURRENCE_PENDING);
    int64_t moved = followup(world, NOON + 5);
    snooze(world, moved, moment(world, moved, FU_OCCURRENCE_CANCELLED), NOON + 60,
        FU_OCCURRENCE_PENDING);
    /* What came was put off to where that moment had been put off to before it came. */
    int64_t again = followup(world, NOON + 5);
    int64_t first = snooze(world, again, moment(world, again, FU_OCCURRENCE_CANCELLED), NOON + 62,
        FU_OCCURRENCE_PENDING);
    snooze(world, again, first, NOON + 61, FU_OCCURRENCE_FIRED);
    assert_good(world,
        fu_store_put_off(world->store, world->arena, NOON + 5, &rows, &count, &world->error));
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].id, pending);
    assert_int_equal(rows[0].person, 1);
    assert_int_equal(rows[0].snoozed, came);
    assert_int_equal(rows[1].id, waits);
    assert_int_equal(rows[2].id, first);
    commit(world);
}

static enum fu_known known(struct world *world, int64_t id, fu_instant when, const char *address)
{
    enum fu_known known;
    assert_good(
        world, fu_store_known(world->store, id, NOON, when, 0, address, &known, &world->error));
    return known;
}

static void answer(struct world *world, int64_t occurrence, const char *address,
    enum fu_delivery_state state, int64_t unsure, const char *words)
{
    struct fu_delivery row = {.occurrence = occurrence, .address = address, .message_id = "a@x"};
    assert_good(world, fu_store_delivery_add(world->store, &row, &world->error));
    row.state = state;
    row.unsure = unsure;
    row.answer = words;
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
}

static void what_became_of_a_mail_is_told(void **state)
{
    static const struct {
        enum fu_delivery_state state;
        int64_t unsure;
        const char *words;
        enum fu_known known;
    } cases[] = {
        {FU_DELIVERY_SENT, 1, "250", FU_KNOWN_SENT},
        {FU_DELIVERY_QUEUED, 0, "450", FU_KNOWN_UNSENT},
        {FU_DELIVERY_QUEUED, 1, "", FU_KNOWN_NOT},
        {FU_DELIVERY_FAILED, 0, "550", FU_KNOWN_UNSENT},
        {FU_DELIVERY_FAILED, 1, "550", FU_KNOWN_NOT},
        {FU_DELIVERY_FAILED, 0, FU_DROPPED_ANSWER, FU_KNOWN_NOT},
        {FU_DELIVERY_FAILED, 0, FU_UNWANTED_ANSWER, FU_KNOWN_NOT},
        {FU_DELIVERY_SENDING, 0, "", FU_KNOWN_NOT},
        {FU_DELIVERY_UNSURE, 0, "", FU_KNOWN_NOT},
    };
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    int64_t id = followup(world, NOON);
    int64_t came = moment(world, id, FU_OCCURRENCE_FIRED);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *address = fu_arena_print(world->arena, "a%zu@example.org", i);
        answer(world, came, address, cases[i].state, cases[i].unsure, cases[i].words);
        assert_int_equal(known(world, id, NOON, address), cases[i].known);
    }
    assert_int_equal(known(world, id, NOON, "other@example.org"), FU_KNOWN_UNSENT);
    commit(world);
}

/* A mail is somebody's, wherever it went. */
static void what_became_of_a_mail_is_told_by_its_person(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    int64_t id = followup(world, NOON), came = moment(world, id, FU_OCCURRENCE_FIRED);
    enum fu_known known;
    struct fu_delivery row = {
        .occurrence = came, .person = bob, .address = "alice@example.org", .message_id = "a@x"};
    assert_good(world, fu_store_delivery_add(world->store, &row, &world->error));
    row.state = FU_DELIVERY_SENT;
    row.answer = "250";
    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
    assert_good(world, fu_store_known(world->store, id, NOON, NOON, alice, "alice@example.org",
                           &known, &world->error));
    assert_int_equal(known, FU_KNOWN_UNSENT);
    assert_good(world, fu_store_known(world->store, id, NOON, NOON, bob, "robert@example.org",
                           &known, &world->error));
    assert_int_equal(known, FU_KNOWN_SENT);
    commit(world);
}

/* A store that was put back, and then replaced in turn, may never have lived to that moment. */
static void a_store_without_the_moment_knows_nothing_of_it(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    int64_t id = followup(world, NOON);
    int64_t came = moment(world, id, FU_OCCURRENCE_PENDING);
    assert_int_equal(known(world, id, NOON, "alice@example.org"), FU_KNOWN_UNSENT);
    assert_int_equal(known(world, id, NOON + 60, "alice@example.org"), FU_KNOWN_NOT);
    assert_int_equal(known(world, id + 1, NOON, "alice@example.org"), FU_KNOWN_NOT);
    int64_t again = snooze(world, id, came, NOON, FU_OCCURRENCE_FIRED);
    mail(world, again, "alice@example.org", FU_DELIVERY_SENT);
    assert_int_equal(known(world, id, NOON, "alice@example.org"), FU_KNOWN_SENT);
    snooze(world, id, came, NOON + 60, FU_OCCURRENCE_FIRED);
    assert_int_equal(known(world, id, NOON, "bob@example.org"), FU_KNOWN_NOT);
    assert_int_equal(known(world, id, NOON, "alice@example.org"), FU_KNOWN_SENT);
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_came_and_was_put_off_since_is_told, make_store),
        TEST(what_became_of_a_mail_is_told, make_store),
        TEST(what_became_of_a_mail_is_told_by_its_person, make_store),
        TEST(a_store_without_the_moment_knows_nothing_of_it, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
