/* The outbox's turns: what is claimed, what each outcome leaves, what may not be sent. */
#include "world.h"

static void nothing_is_claimed_before_its_moment_and_once_at_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_parcel parcel;

    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY - 1, FU_TURN_MAX).count, 0);
    parcel = claim_one(world, NOW + 3 * DAY);
    assert_string_equal(parcel.recipient, "alice@example.org");
    assert_int_equal(parcel.attempt, 1);
    assert_int_equal(only(world, id).state, FU_DELIVERY_SENDING);
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX).count, 0);
}

/* A clock that is set between the attempt and its record makes no old mail of a young one. */
static void the_first_attempt_is_never_the_last(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY, later = due + 100 * DAY;

    settle(world, claim_one(world, due), FU_OUTCOME_LATER, later);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    settle(world, claim_one(world, later + HOUR), FU_OUTCOME_LATER, later + HOUR);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
}

static void a_turn_of_nothing_claims_nothing(void **state)
{
    struct world *world = *state;

    ask(world, "3days");
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, 0).count, 0);
    claim_one(world, NOW + 3 * DAY);
}

static void a_mail_that_is_sent_ends_a_one_off(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    settle(world, claim_one(world, NOW + 3 * DAY), FU_OUTCOME_SENT, NOW + 3 * DAY);
    assert_int_equal(only(world, id).state, FU_DELIVERY_SENT);
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->fired, 1);
}

static void an_outcome_told_twice_counts_once(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    fu_instant due = at("2026-11-19T08:00");
    struct fu_parcel parcel = claim_one(world, due);

    settle(world, parcel, FU_OUTCOME_UNSURE, due);
    settle(world, parcel, FU_OUTCOME_UNSURE, due);
    assert_int_equal(only(world, id).unsure, 1);
    parcel = claim_one(world, due + MINUTE);
    settle(world, parcel, FU_OUTCOME_SENT, due);
    settle(world, parcel, FU_OUTCOME_SENT, due);
    settle(world, parcel, FU_OUTCOME_NONE, due);
    assert_int_equal(get(world, id)->fired, 1);
    assert_int_equal(only(world, id).state, FU_DELIVERY_SENT);
}

static void a_later_mail_waits_and_expires_only_in_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY, end = due + world->settings.expire;

    settle(world, claim_one(world, due), FU_OUTCOME_LATER, due);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    assert_int_equal(turn(world, NULL, 0, due + MINUTE - 1, FU_TURN_MAX).count, 0);
    put_off_hourly(world, due + HOUR, end - 1);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    assert_state(world, id, FU_PENDING);
    settle(world, claim_one(world, end), FU_OUTCOME_LATER, end);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
    assert_non_null(strstr(only(world, id).answer, "Given up after 5"));
    assert_state(world, id, FU_FAILED);
}

/* Its time is that in which a server could have taken it. */
static void what_nobody_tries_does_not_expire(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY, on = due + 30 * DAY, end;

    settle(world, claim_one(world, due), FU_OUTCOME_LATER, due);
    put_off_hourly(world, due + HOUR, due + DAY);
    put_off_hourly(world, on, on + HOUR);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    end = on + 4 * DAY + HOUR;
    put_off_hourly(world, on + HOUR, end);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    settle(world, claim_one(world, end), FU_OUTCOME_LATER, end);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
}

static void after_trouble_of_ours_a_mail_has_its_whole_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY, over = due + 6 * DAY, moment;

    for (moment = due; moment < over; moment += HOUR)
        settle(world, claim_one(world, moment), FU_OUTCOME_OURS, moment);
    assert_int_equal(only(world, id).created, due);
    put_off_hourly(world, over, over + 5 * DAY);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    settle(world, claim_one(world, over + 5 * DAY), FU_OUTCOME_LATER, over + 5 * DAY);
    assert_int_equal(only(world, id).state, FU_DELIVERY_FAILED);
}

static void a_mail_of_our_own_trouble_never_expires(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY;

    settle(world, claim_one(world, due), FU_OUTCOME_OURS, due + 30 * DAY);
    assert_int_equal(only(world, id).state, FU_DELIVERY_QUEUED);
    assert_int_equal(claim_one(world, due + 31 * DAY).attempt, 2);
}

static void an_unsure_mail_is_sent_once_more_under_the_same_name(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY;
    struct fu_parcel first = claim_one(world, due), second;

    settle(world, first, FU_OUTCOME_UNSURE, due);
    second = claim_one(world, due + MINUTE);
    assert_int_equal(second.length, first.length);
    assert_memory_equal(second.bytes, first.bytes, first.length);
    settle(world, second, FU_OUTCOME_UNSURE, due + MINUTE);
    assert_int_equal(only(world, id).state, FU_DELIVERY_UNSURE);
    assert_int_equal(told(world, id, "unsure"), 1);
    assert_state(world, id, FU_FAILED);
    assert_int_equal(turn(world, NULL, 0, due + DAY, FU_TURN_MAX).count, 0);
}

/* The first of the parcels that are due; every one of them is settled as sent. */
static struct fu_parcel send_first(struct world *world, fu_instant now)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t i;

    assert_true(claimed.count > 0);
    for (i = 0; i < claimed.count; i++)
        settle(world, claimed.parcels[i], FU_OUTCOME_SENT, now);
    return claimed.parcels[0];
}

/* A mail that may have arrived is the same mail the second time, whatever has come since. */
static void a_copy_foretells_what_its_original_did(void **state)
{
    static const struct {
        int verb; /* -1: none */
        const char *cadence;
        fu_instant later;
    } since[] = {{-1, NULL, MINUTE}, {SKIP, NULL, 2 * MINUTE}, {SNOOZE, "2h", 2 * MINUTE},
        {SNOOZE, "1h", 3 * HOUR}, {UNDO, NULL, 2 * MINUTE}, {-1, NULL, DAY}, {-1, NULL, 3 * DAY}};
    struct world *world = *state;
    fu_instant due = at("2026-11-19T08:00");
    size_t i;

    for (i = 0; i < sizeof since / sizeof *since; i++) {
        int64_t id = ask(world, i % 2 == 0 ? "everyday8am" : "everyday8am-t");
        struct fu_parcel first, second;

        if (since[i].verb == UNDO)
            assert_good(world, act(world, SKIP, id, 0, NOW + MINUTE, NULL));
        due = get(world, id)->next;
        first = claim_one(world, due);
        settle(world, first, FU_OUTCOME_UNSURE, due);
        if (since[i].verb >= 0)
            assert_good(world, act(world, (enum verb)since[i].verb, id, alice_id(world),
                                   due + MINUTE, since[i].cadence));
        second = send_first(world, due + since[i].later);
        assert_int_equal(second.id, first.id);
        if (second.length != first.length || memcmp(second.bytes, first.bytes, first.length) != 0)
            fail_msg("copy %zu is another mail: %.*s\n%.*s", i, (int)first.length, first.bytes,
                (int)second.length, second.bytes);
        assert_good(world, act(world, CANCEL, id, 0, due + since[i].later, NULL));
    }
}

static void an_attempt_that_was_not_made_does_not_count(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_parcel parcel = claim_one(world, NOW + 3 * DAY);

    settle(world, parcel, FU_OUTCOME_NONE, NOW + 3 * DAY);
    assert_int_equal(only(world, id).attempts, 0);
    assert_int_equal(claim_one(world, NOW + 3 * DAY).attempt, 1);
}

static void what_became_of_an_erased_mail_is_nobodys_trouble(void **state)
{
    static const enum fu_outcome outcomes[] = {
        FU_OUTCOME_NONE, FU_OUTCOME_SENT, FU_OUTCOME_LATER, FU_OUTCOME_UNSURE};
    struct world *world = *state;
    struct fu_parcel gone = {.id = 999, .kind = FU_PARCEL_DELIVERY};
    size_t i;

    for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        settle(world, gone, outcomes[i], NOW);
    gone.kind = FU_PARCEL_MESSAGE;
    for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        settle(world, gone, outcomes[i], NOW);
}

static enum fu_left seen_all(void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    (void)context;
    return kind == FU_PARCEL_DELIVERY && id > 0 && attempt > 0;
}

static void reclaim(struct world *world, fu_look *seen, fu_instant now)
{
    assert_good(world, fu_followup_reclaim(world->store, seen, NULL, now, &world->error));
}

static void what_a_dead_outbox_left_without_a_dot_is_sent_again(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    claim_one(world, NOW + 3 * DAY);
    reclaim(world, NULL, NOW + 3 * DAY);
    assert_int_equal(only(world, id).attempts, 0);
    assert_int_equal(only(world, id).unsure, 0);
    claim_one(world, NOW + 3 * DAY);
}

static void what_it_left_with_a_dot_is_unsure_and_told_the_second_time(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY;

    claim_one(world, due);
    reclaim(world, seen_all, due);
    assert_int_equal(only(world, id).unsure, 1);
    assert_int_equal(claim_one(world, due).attempt, 2);
    reclaim(world, seen_all, due);
    assert_int_equal(only(world, id).state, FU_DELIVERY_UNSURE);
    assert_int_equal(told(world, id, "unsure"), 1);
    assert_state(world, id, FU_FAILED);
}

static void after_down_time_a_series_fires_once_for_all_it_missed(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    fu_instant back = at("2026-11-24T12:00");
    struct fu_occurrence *rows;
    size_t count;

    claim_one(world, back);
    assert_next(world, id, "2026-11-25T08:00");
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].folded, 5);
}

/* A zone that is gone from the system loses no reminder, and the history says why it comes daily.
 */
static void a_series_whose_zone_is_gone_comes_daily(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday8am");
    struct fu_followup *followup = get(world, id);
    fu_instant due = at("2026-11-23T08:00");

    followup->schedule.zone = "Europe/Nowhere";
    begin(world);
    assert_good(world, fu_store_followup_set(world->store, followup, &world->error));
    commit(world);
    settle(world, claim_one(world, due), FU_OUTCOME_SENT, due);
    assert_next(world, id, "2026-11-24T08:00");
    assert_int_equal(told(world, id, "failed"), 1);
    settle(world, claim_one(world, due + DAY), FU_OUTCOME_SENT, due + DAY);
    assert_next(world, id, "2026-11-25T08:00");
}

static void a_skipped_moment_is_not_counted_among_the_missed(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");
    struct fu_occurrence skipped = {
        .followup = id, .moment = at("2026-11-21T08:00"), .state = FU_OCCURRENCE_SKIPPED};
    struct fu_occurrence *rows;
    size_t count;

    begin(world);
    assert_good(world, fu_store_occurrence_add(world->store, &skipped, &world->error));
    commit(world);
    claim_one(world, at("2026-11-24T12:00"));
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(rows[0].folded, 4);
}

/* Friday, 20 November is none to work on. */
static void keep_a_holiday(struct world *world)
{
    static const char calendar[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART;VALUE=DATE:20261120\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    struct fu_holidays *holidays = fu_holidays_new(world->arena);

    assert_good(world, fu_holidays_add(holidays, calendar, sizeof calendar - 1, &world->error));
    world->settings.holidays = holidays;
}

static void a_task_leaves_holidays_out(void **state)
{
    struct world *world = *state;
    int64_t id;

    keep_a_holiday(world);
    id = ask(world, "tomorrow-t");
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-23T08:00");
}

static void a_workday_series_leaves_holidays_out_and_counts_none_missed(void **state)
{
    struct world *world = *state;
    struct fu_occurrence *rows;
    size_t count;
    int64_t id;

    keep_a_holiday(world);
    id = ask(world, "weekdays9am");
    assert_int_equal(send_all(world, at("2026-11-19T09:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-23T09:00");
    assert_int_equal(send_all(world, at("2026-11-25T12:00"), FU_OUTCOME_SENT), 1);
    assert_good(world, fu_store_occurrences(world->store, world->arena, id,
                           1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(rows[1].folded, 2); /* Tuesday, Wednesday */
    assert_next(world, id, "2026-11-26T09:00");
}

static void a_series_ends_with_its_last_occurrence(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "daily8am-x2");

    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_PENDING);
    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->fired, 2);
}

static void a_series_goes_on_after_a_refused_mail(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyday8am");

    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_NEVER), 1);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-11-20T08:00");
}

static void a_task_comes_back_every_workday_until_it_is_done(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "friday-t");

    assert_int_equal(send_all(world, at("2026-11-20T08:00"), FU_OUTCOME_SENT), 1);
    assert_state(world, id, FU_PENDING);
    assert_next(world, id, "2026-11-23T08:00");
    assert_int_equal(send_all(world, at("2026-11-23T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-24T08:00");
    act(world, DONE, id, person_id(world, "alice@example.org"), at("2026-11-23T09:00"), NULL);
    assert_state(world, id, FU_DONE);
    assert_int_equal(send_all(world, at("2026-11-25T08:00"), FU_OUTCOME_SENT), 0);
}

static void a_task_in_a_series_comes_back_until_the_series_does(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everyfriday8am-t");
    int sent = 0, day;

    for (day = 20; day <= 27; day++)
        sent += (int)send_all(
            world, at(fu_arena_print(world->arena, "2026-11-%dT08:00", day)), FU_OUTCOME_SENT);
    assert_int_equal(sent, 6); /* Friday, Monday to Thursday, Friday */
    assert_next(world, id, "2026-11-30T08:00");
}

static void pause_mail(struct world *world, const char *address)
{
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    person->paused = true;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

static void a_paused_address_gets_nothing_and_the_reason_is_kept(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    pause_mail(world, "alice@example.org");
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX).count, 0);
    assert_state(world, id, FU_FAILED);
    assert_non_null(strstr(only(world, id).answer, "paused"));
}

static void nobody_who_is_not_allowed_any_more_gets_anything(void **state)
{
    struct world *world = *state;
    int64_t due = ask(world, "3days"), waiting = ask(world, "1h");
    struct fu_turn claimed;

    settle(world, claim_one(world, NOW + HOUR), FU_OUTCOME_LATER, NOW + HOUR);
    world->settings.rules.allow.count = 0;
    claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 0);
    assert_int_equal(claimed.unsendable_count, 1);
    turn(world, claimed.unsendable, 1, NOW + 3 * DAY, 0);
    assert_state(world, due, FU_FAILED);
    assert_state(world, waiting, FU_FAILED);
    assert_non_null(strstr(only(world, due).answer, "allow"));
    assert_non_null(strstr(only(world, waiting).answer, "allow"));
}

/* Their house has moved: what they ask for from the new address comes to the one that is theirs. */
static void who_is_allowed_by_an_alias_gets_theirs(void **state)
{
    static const char *const alias[] = {"alice@home.example"};
    struct world *world = *state;
    int64_t due = ask(world, "3days"), waiting = ask(world, "1h");
    struct fu_person *person;

    begin(world);
    assert_good(world,
        fu_store_person_get(world->store, world->arena, alice_id(world), &person, &world->error));
    person->aliases = alias;
    person->alias_count = 1;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    settle(world, claim_one(world, NOW + HOUR), FU_OUTCOME_LATER, NOW + HOUR);
    world->settings.rules.allow = (struct fu_texts){alias, 1};
    assert_int_equal(send_all(world, NOW + 3 * DAY, FU_OUTCOME_SENT), 2);
    assert_state(world, due, FU_DONE);
    assert_state(world, waiting, FU_DONE);
    assert_string_equal(only(world, due).address, "alice@example.org");
}

static void a_person_at_a_cadence_address_gets_nothing(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    static const char *const ours[] = {"example.org"};

    world->settings.rules.domains = (struct fu_texts){ours, 1};
    assert_int_equal(turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX).count, 0);
    assert_non_null(strstr(only(world, id).answer, "cadence address"));
}

static void one_who_may_not_hear_does_not_fail_it_for_the_others(void **state)
{
    static const struct fu_mailbox people[] = {{"Bob", "bob@example.org"}};
    struct world *world = *state;
    int64_t id;

    meet(world, "bob@example.org");
    id = share(world, "3days", people, 1);
    pause_mail(world, "alice@example.org");
    settle(world, claim_one(world, NOW + 3 * DAY), FU_OUTCOME_SENT, NOW + 3 * DAY);
    assert_state(world, id, FU_DONE);
    assert_int_equal(get(world, id)->fired, 1);
}

static void a_waiting_mail_follows_its_person_to_a_new_address(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    fu_instant due = NOW + 3 * DAY;
    struct fu_person *person;
    struct fu_parcel parcel;

    settle(world, claim_one(world, due), FU_OUTCOME_LATER, due);
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    person->address = "carol@example.org";
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    parcel = claim_one(world, due + MINUTE);
    assert_string_equal(parcel.recipient, "carol@example.org");
    assert_non_null(memmem(parcel.bytes, parcel.length, "To: carol@example.org", 21));
    settle(world, parcel, FU_OUTCOME_SENT, due + MINUTE);
    assert_state(world, id, FU_DONE);
}

static void a_mail_that_cannot_be_written_stops_nothing_else(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    struct fu_turn claimed;

    meet(world, "bob@example.org");
    owe(world, "bob@example.org", NOW);
    world->settings.domain = "no domain\r\nBcc: x";
    claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_int_equal(claimed.parcels[0].kind, FU_PARCEL_MESSAGE);
    assert_int_equal(claimed.unsendable_count, 1);
    turn(world, claimed.unsendable, 1, NOW + 3 * DAY, 0);
    assert_state(world, id, FU_FAILED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(nothing_is_claimed_before_its_moment_and_once_at_it),
        TEST(the_first_attempt_is_never_the_last), TEST(a_turn_of_nothing_claims_nothing),
        TEST(a_mail_that_is_sent_ends_a_one_off), TEST(an_outcome_told_twice_counts_once),
        TEST(a_later_mail_waits_and_expires_only_in_time), TEST(what_nobody_tries_does_not_expire),
        TEST(after_trouble_of_ours_a_mail_has_its_whole_time),
        TEST(a_mail_of_our_own_trouble_never_expires),
        TEST(an_unsure_mail_is_sent_once_more_under_the_same_name),
        TEST(a_copy_foretells_what_its_original_did),
        TEST(an_attempt_that_was_not_made_does_not_count),
        TEST(what_became_of_an_erased_mail_is_nobodys_trouble),
        TEST(what_a_dead_outbox_left_without_a_dot_is_sent_again),
        TEST(what_it_left_with_a_dot_is_unsure_and_told_the_second_time),
        TEST(after_down_time_a_series_fires_once_for_all_it_missed),
        TEST(a_series_whose_zone_is_gone_comes_daily),
        TEST(a_skipped_moment_is_not_counted_among_the_missed), TEST(a_task_leaves_holidays_out),
        TEST(a_workday_series_leaves_holidays_out_and_counts_none_missed),
        TEST(a_series_ends_with_its_last_occurrence), TEST(a_series_goes_on_after_a_refused_mail),
        TEST(a_task_comes_back_every_workday_until_it_is_done),
        TEST(a_task_in_a_series_comes_back_until_the_series_does),
        TEST(a_paused_address_gets_nothing_and_the_reason_is_kept),
        TEST(nobody_who_is_not_allowed_any_more_gets_anything),
        TEST(who_is_allowed_by_an_alias_gets_theirs),
        TEST(a_person_at_a_cadence_address_gets_nothing),
        TEST(one_who_may_not_hear_does_not_fail_it_for_the_others),
        TEST(a_waiting_mail_follows_its_person_to_a_new_address),
        TEST(a_mail_that_cannot_be_written_stops_nothing_else)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
