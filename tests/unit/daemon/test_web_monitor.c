/* What /healthz says of mails that wait. */
#include "../store/support.h"

#include "../../../src/daemon/web_backend.h"
#include "followupd/base/clock.h"

static const char *health(struct world *world)
{
    struct web_backend backend = {.store = world->store};
    struct fu_web_backend asked = {.context = &backend};
    const char *trouble;

    fu_web_backend_monitor(&asked);
    assert_good(world, asked.health(asked.context, world->arena, &trouble, &world->error));
    return trouble;
}

static void put(struct world *world, int64_t id, fu_instant next)
{
    struct fu_delivery row = {.id = id,
        .kind = FU_PARCEL_DELIVERY,
        .state = FU_DELIVERY_QUEUED,
        .next_attempt = next,
        .answer = "452 4.2.2 The mailbox is full."};

    assert_good(world, fu_store_delivery_set(world->store, &row, &world->error));
}

static void what_a_recipients_server_puts_off_is_no_trouble_of_ours(void **state)
{
    enum { MINUTE = 60, HOUR = 3600 };
    struct world *world = *state;
    struct fu_occurrence fired = {.state = FU_OCCURRENCE_FIRED};
    fu_instant now = fu_clock_now();
    int64_t id;

    begin(world);
    assert_string_equal(health(world), "");
    fired.followup = add_followup(world, add_person(world, "alice@example.org"));
    fired.moment = now - 5 * HOUR;
    assert_good(world, fu_store_occurrence_add(world->store, &fired, &world->error));
    id = add_delivery(world, fired.id, "alice@example.org");
    put(world, id, now + HOUR);
    assert_string_equal(health(world), "");
    put(world, id, now - 29 * MINUTE);
    assert_string_equal(health(world), "");
    put(world, id, now - 31 * MINUTE);
    assert_string_equal(health(world), "something is due and is not sent");
    put(world, id, now + HOUR);
    add_occurrence(world, fired.followup, now - HOUR);
    assert_string_equal(health(world), "something is due and is not sent");
    commit(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(
        what_a_recipients_server_puts_off_is_no_trouble_of_ours, make_store, remove_world)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
