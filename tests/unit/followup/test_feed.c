/* What a feed shows, who sees it, when its version changes, and whom its token opens it to. */
#include "feeds.h"

#include "followupd/followup/settings_change.h"

static void a_moment_that_stayed_where_it_was_stands_beside_the_series(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "every25th");
    const struct fu_act context = acting(world, 0, at("2026-11-25T07:30"));
    bool moved;

    assert_lacks(feed(world), "RDATE");
    begin(world);
    assert_good(world, fu_act_recompute(&context, id, 7 * 60, &moved, &world->error));
    commit(world);
    assert_has(feed(world), "DTSTART;TZID=Europe/Berlin:20261125T070000\r\n");
    assert_has(feed(world), "RDATE;TZID=Europe/Berlin:20261125T080000\r\n");
    assert_has(feed(world), "SEQUENCE:1\r\n");
    turn(world, NULL, 0, at("2026-11-25T08:00"), FU_TURN_MAX);
    assert_lacks(feed(world), "RDATE");
    assert_has(feed(world), "SEQUENCE:2\r\n");
}

static void what_comes_on_a_day_that_became_a_holiday_is_shown(void **state)
{
    static const char holiday[] = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:h\r\n"
                                  "DTSTART;VALUE=DATE:20261119\r\nEND:VEVENT\r\n"
                                  "BEGIN:VEVENT\r\nUID:i\r\nDTSTART;VALUE=DATE:20261120\r\n"
                                  "END:VEVENT\r\nEND:VCALENDAR\r\n";
    struct world *world = *state;
    struct fu_holidays *holidays = fu_holidays_new(world->arena);
    int64_t id = ask(world, "weekdays8am");

    assert_good(world, fu_holidays_add(holidays, holiday, sizeof holiday - 1, &world->error));
    world->settings.holidays = holidays;
    assert_has(feed(world), "EXDATE;TZID=Europe/Berlin:20261120T080000\r\n");
    assert_lacks(feed(world), "RDATE");
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_next(world, id, "2026-11-23T08:00");
}

static void a_pending_one_is_shown_and_a_finished_one_is_not(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    assert_has(feed(world), "UID:followup-1@remind.example.org\r\nDTSTART:20261121T093000Z\r\n");
    assert_has(feed(world), "SUMMARY:Proposal\r\n");
    assert_has(feed(world), "DESCRIPTION:In 3 days\\nWith Zoe <zoe@client.example>\r\n");
    act(world, DONE, id, person_id(world, "alice@example.org"), NOW, NULL);
    assert_lacks(feed(world), "VEVENT");
    act(world, UNDO, id, person_id(world, "alice@example.org"), NOW, NULL);
    assert_has(feed(world), "BEGIN:VEVENT");
    act(world, CANCEL, id, person_id(world, "alice@example.org"), NOW, NULL);
    assert_lacks(feed(world), "VEVENT");
}

static void a_snoozed_one_off_moves(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    act(world, SNOOZE, id, person_id(world, "alice@example.org"), NOW, "1week");
    assert_has(feed(world), "UID:followup-1@remind.example.org\r\nDTSTART:20261125T093000Z\r\n");
    assert_int_equal(count_of(feed(world), "BEGIN:VEVENT"), 1);
}

static void a_task_moves_with_every_workday_and_its_sequence_grows(void **state)
{
    struct world *world = *state;

    ask(world, "2h-t");
    assert_has(feed(world), "SEQUENCE:0\r\n");
    assert_int_equal(send_all(world, NOW + 2 * HOUR, FU_OUTCOME_SENT), 1);
    assert_has(feed(world), "DTSTART:20261119T070000Z\r\n");
    assert_has(feed(world), "SEQUENCE:2\r\n");
    assert_has(feed(world), "DESCRIPTION:Task: in 2 hours\\, then every workday until it is done");
}

/* Whether its mail arrives or not. */
static void a_task_that_cannot_be_sent_moves_as_well(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    ask(world, "2h-t");
    claimed = turn(world, NULL, 0, NOW + 2 * HOUR, 10);
    assert_int_equal(claimed.count, 1);
    assert_has(feed(world), "DTSTART:20261119T070000Z\r\n");
    assert_has(feed(world), "SEQUENCE:1\r\n");
    assert_int_equal(version(world).modified, NOW + 2 * HOUR);
    claimed.parcels[0].outcome = FU_OUTCOME_NEVER;
    turn(world, claimed.parcels, 1, NOW + 3 * HOUR, 10);
    assert_has(feed(world), "SEQUENCE:2\r\n");
}

static void a_series_has_a_rule_what_is_left_out_and_what_comes_again(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday830am");

    act(world, SKIP, id, person_id(world, "alice@example.org"), NOW, NULL);
    act(world, SNOOZE, id, person_id(world, "alice@example.org"), NOW, "tomorrow");
    const char *text = feed(world);
    assert_has(text, "DTSTART;TZID=Europe/Berlin:20261123T083000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\n"
                     "EXDATE;TZID=Europe/Berlin:20261123T083000\r\n");
    assert_has(text, "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n");
    assert_int_equal(count_of(text, "BEGIN:VEVENT"), 2);
    assert_has(text, "DTSTART:20261119T070000Z\r\n");
    /* Its firing leaves the rule as it is. */
    assert_int_equal(send_all(world, at("2026-11-19T08:00"), FU_OUTCOME_SENT), 1);
    assert_int_equal(count_of(feed(world), "BEGIN:VEVENT"), 1);
    assert_has(feed(world), "EXDATE;TZID=Europe/Berlin:20261123T083000\r\n");
}

/* What was ended, and comes once more since somebody asked for that, has no other moments. */
static void a_series_that_was_ended_is_what_comes_again(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday830am"), alice = person_id(world, "alice@example.org");
    struct fu_turn claimed;

    act(world, CANCEL, id, alice, NOW, NULL);
    act(world, SNOOZE, id, alice, NOW, "1day");
    assert_has(feed(world), "-2@remind.example.org\r\nDTSTART:20261119T093000Z\r\n");
    assert_lacks(feed(world), "RRULE");
    assert_int_equal(count_of(feed(world), "BEGIN:VEVENT"), 1);
    claimed = turn(world, NULL, 0, NOW + DAY, 10);
    assert_int_equal(claimed.count, 1);
    assert_has(feed(world), "-2@remind.example.org\r\nDTSTART:20261119T093000Z\r\n");
    assert_int_equal(count_of(feed(world), "BEGIN:VEVENT"), 1);
    claimed.parcels[0].outcome = FU_OUTCOME_SENT;
    turn(world, claimed.parcels, 1, NOW + DAY, 10);
    assert_lacks(feed(world), "VEVENT");
}

static void who_shares_sees_it_and_who_left_does_not(void **state)
{
    struct world *world = *state;
    int64_t bob = meet(world, "bob@example.org");
    int64_t id = share(world, "3days", bob_and_zoe, 2);

    assert_has(feed_of(world, "bob@example.org"), "UID:followup-1@");
    assert_has(feed_of(world, "bob@example.org"), "With Alice <alice@example.org> and Zoe");
    /* Bob's snooze and done are Bob's. */
    act(world, SNOOZE, id, bob, NOW, "1week");
    assert_has(feed_of(world, "bob@example.org"), "DTSTART:20261125T093000Z\r\n");
    assert_int_equal(count_of(feed_of(world, "bob@example.org"), "BEGIN:VEVENT"), 1);
    assert_has(feed(world), "DTSTART:20261121T093000Z\r\n");
    assert_int_equal(count_of(feed(world), "BEGIN:VEVENT"), 1);
    act(world, DONE, id, bob, NOW, NULL);
    assert_lacks(feed_of(world, "bob@example.org"), "VEVENT");
    assert_has(feed(world), "BEGIN:VEVENT");
    act(world, UNDO, id, bob, NOW, NULL);
    assert_has(feed_of(world, "bob@example.org"), "BEGIN:VEVENT");
    act(world, CANCEL, id, bob, NOW, NULL);
    assert_lacks(feed_of(world, "bob@example.org"), "VEVENT");
    assert_has(feed(world), "BEGIN:VEVENT");
    act(world, UNDO, id, bob, NOW, NULL);
    /* It came for Alice, and waits for Bob. */
    send_all(world, at("2026-11-21T10:30"), FU_OUTCOME_SENT);
    assert_lacks(feed(world), "VEVENT");
    assert_has(feed_of(world, "bob@example.org"), "BEGIN:VEVENT");
}

static void a_feed_can_be_of_tasks_of_a_tag_with_alarms(void **state)
{
    struct world *world = *state;
    struct fu_feed_version found;
    const char *text;

    ask(world, "everymonday830am+acme");
    ask(world, "3days+garden");
    ask(world, "4days+acme2");
    text = written(world, "alice@example.org",
        (struct fu_feed){.todo = true, .tag = "acme", .alarm = 10}, NOW, &found);
    assert_int_equal(count_of(text, "BEGIN:VTODO"), 1);
    assert_lacks(text, "VEVENT");
    assert_lacks(text, "VTIMEZONE");
    assert_has(text, "NAME:Follow-ups: acme\r\n");
    assert_has(text, "DUE:20261123T073000Z\r\n");
    assert_has(text, "CATEGORIES:acme\r\n");
    assert_has(text, "TRIGGER;RELATED=END:-PT10M\r\n");
    text = written(world, "alice@example.org", (struct fu_feed){.alarm = 0}, NOW, &found);
    assert_int_equal(count_of(text, "TRIGGER:-PT0M\r\n"), 3);
}

/* Each change of what is shown, and nothing else, makes another version. */
static void the_version_changes_with_what_is_shown(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday830am"), other;
    int64_t alice = person_id(world, "alice@example.org");
    struct fu_feed_version before = version(world), after;
    const struct {
        enum verb verb;
        const char *cadence;
    } steps[] = {{SNOOZE, "tomorrow"}, {DONE, NULL}, {SKIP, NULL}, {UNDO, NULL}, {CANCEL, NULL}};

    assert_string_equal(version(world).etag, before.etag);
    assert_int_equal(before.etag[0], '"');
    assert_int_equal(strlen(before.etag), FU_FEED_ETAG_SIZE - 2);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        act(world, steps[i].verb, id, alice, NOW + (fu_instant)i + 1, steps[i].cadence);
        assert_true(world->result.changed);
        after = version(world);
        assert_string_not_equal(after.etag, before.etag);
        assert_int_equal(after.modified, NOW + (fu_instant)i + 1);
        before = after;
    }
    /* What others have changes nothing. */
    meet(world, "carol@example.org");
    assert_string_equal(version(world).etag, before.etag);
    other = ask(world, "3days");
    assert_string_not_equal(version(world).etag, before.etag);
    before = version(world);
    assert_int_equal(send_all(world, at("2026-11-21T10:30"), FU_OUTCOME_SENT), 1);
    assert_int_equal(get(world, other)->state, FU_DONE);
    assert_string_not_equal(version(world).etag, before.etag);
    assert_int_equal(version(world).modified, at("2026-11-21T10:30"));
}

static void the_version_differs_by_feed_and_by_settings(void **state)
{
    struct world *world = *state;
    struct fu_feed_version plain, other;

    meet(world, "alice@example.org");
    plain = version(world);
    written(world, "alice@example.org", (struct fu_feed){.alarm = 0}, NOW, &other);
    assert_string_not_equal(other.etag, plain.etag);
    written(world, "alice@example.org",
        (struct fu_feed){.alarm = FU_CALENDAR_NO_ALARM, .todo = true}, NOW, &other);
    assert_string_not_equal(other.etag, plain.etag);
    written(world, "alice@example.org",
        (struct fu_feed){.alarm = FU_CALENDAR_NO_ALARM, .tag = "acme"}, NOW, &other);
    assert_string_not_equal(other.etag, plain.etag);
    world->settings.web = "https://remind.example.org";
    assert_string_not_equal(version(world).etag, plain.etag);
}

static void a_tag_feed_changes_only_with_its_own(void **state)
{
    struct world *world = *state;
    const struct fu_feed acme = {.tag = "acme", .alarm = FU_CALENDAR_NO_ALARM};
    struct fu_feed_version before, after;
    const struct fu_edit untag = {.tags = "garden"};
    struct fu_act by = acting(world, 0, NOW + 9);
    int64_t id = ask(world, "3days+acme");

    written(world, "alice@example.org", acme, NOW, &before);
    ask(world, "4days");
    written(world, "alice@example.org", acme, NOW, &after);
    assert_string_equal(after.etag, before.etag);
    begin(world);
    assert_good(world, fu_act_edit(&by, id, &untag, &world->result, &world->error));
    commit(world);
    assert_lacks(written(world, "alice@example.org", acme, NOW, &after), "VEVENT");
    assert_string_not_equal(after.etag, before.etag);
    assert_int_equal(after.modified, NOW + 9);
}

static void who_shared_in_what_ended_hears_of_it(void **state)
{
    struct world *world = *state;
    const struct fu_feed plain = {.alarm = FU_CALENDAR_NO_ALARM};
    struct fu_feed_version before, after;
    int64_t id;

    meet(world, "bob@example.org");
    id = share(world, "3days", bob_and_zoe, 2);
    written(world, "bob@example.org", plain, NOW, &before);
    act(world, CANCEL, id, person_id(world, "alice@example.org"), NOW + 5, NULL);
    written(world, "bob@example.org", plain, NOW, &after);
    assert_string_not_equal(after.etag, before.etag);
    assert_int_equal(after.modified, NOW + 5);
}

static fu_instant modified(struct world *world, const char *address, fu_instant now)
{
    struct fu_feed_version found;

    written(world, address, (struct fu_feed){.alarm = FU_CALENDAR_NO_ALARM}, now, &found);
    return found.modified;
}

/* A date that a program sends back decides where it sends no version. */
static void the_date_tells_of_every_change(void **state)
{
    struct world *world = *state;
    const struct fu_act later = acting(world, 0, NOW + 7);
    struct fu_settings_change change;
    struct fu_person *person;
    struct fu_refusal refusal;
    struct fu_erased erased;
    const struct fu_mailbox both[] = {{"Bob", "bob@example.org"}, {"Carol", "carol@example.org"}};
    int64_t bob = meet(world, "bob@example.org"), carol = meet(world, "carol@example.org");
    int64_t id = share(world, "3days", both, 2);

    act(world, DONE, id, bob, NOW + 5, NULL);
    assert_int_equal(modified(world, "bob@example.org", NOW), NOW + 5);
    begin(world);
    assert_good(world,
        fu_store_person_get(world->store, world->arena, bob, &person, &world->error));
    fu_settings_begin(&change, &later, person);
    assert_int_equal(
        fu_settings_set(&change, FU_SETTING_ALIASES, "bob@example.com", &refusal), FU_OK);
    assert_good(world, fu_settings_write(&change, &world->error));
    commit(world);
    assert_int_equal(modified(world, "bob@example.org", NOW), NOW + 7);
    act(world, UNDO, id, bob, NOW + 8, NULL);
    begin(world);
    assert_good(world,
        fu_act_erase(&(struct fu_act){world->store, &world->settings, world->arena, NOW + 9, 0},
            carol, &erased, &world->error));
    commit(world);
    assert_int_equal(modified(world, "bob@example.org", NOW), NOW + 9);
    begin(world);
    assert_good(world,
        fu_act_erase(&(struct fu_act){world->store, &world->settings, world->arena, NOW + 10, 0},
            person_id(world, "alice@example.org"), &erased, &world->error));
    commit(world);
    assert_int_equal(modified(world, "bob@example.org", NOW), NOW + 10);
    /* With the year, what is looked at ends a year later. */
    assert_int_equal(
        modified(world, "bob@example.org", NOW + 365 * DAY), at("2027-01-01T01:00"));
}

static struct fu_feed_version version_by(
    struct world *world, struct fu_feeds *feeds, const struct fu_feed *feed, fu_instant now)
{
    struct fu_feed_version found;

    assert_good(world, fu_feed_version(feeds, world->store, feed, now, &found, &world->error));
    return found;
}

/* Changes by this connection and by another one, and the year. */
static void a_version_is_what_the_store_says_now(void **state)
{
    struct world *world = *state;
    struct fu_feeds *feeds = fu_feeds_new(&world->settings);
    struct fu_feed feed = {.alarm = FU_CALENDAR_NO_ALARM}, acme;
    struct fu_feed_version before, after;
    struct fu_store *mine, *other;
    int64_t id = ask(world, "everymonday830am");

    assert_good(world,
        fu_store_person_get(world->store, world->arena, person_id(world, "alice@example.org"),
            (struct fu_person **)&feed.person, &world->error));
    acme = feed;
    acme.tag = "acme";
    before = version_by(world, feeds, &feed, NOW);
    assert_string_equal(version_by(world, feeds, &feed, NOW).etag, before.etag);
    assert_string_not_equal(version_by(world, feeds, &acme, NOW).etag, before.etag);
    assert_string_equal(version_by(world, feeds, &feed, NOW).etag, version(world).etag);
    act(world, SKIP, id, feed.person->id, NOW + 1, NULL);
    after = version_by(world, feeds, &feed, NOW);
    assert_string_not_equal(after.etag, before.etag);
    assert_string_equal(after.etag, version(world).etag);
    assert_good(world, fu_store_open(world->folder, &other, &world->error));
    mine = world->store;
    world->store = other;
    act(world, UNDO, id, feed.person->id, NOW + 2, NULL);
    world->store = mine;
    before = version_by(world, feeds, &feed, NOW);
    assert_string_not_equal(after.etag, before.etag);
    assert_string_equal(before.etag, version(world).etag);
    assert_string_not_equal(version_by(world, feeds, &feed, NOW + 365 * DAY).etag, before.etag);
    fu_store_close(&other);
    fu_feeds_free(&feeds);
}

static struct fu_person *opened(struct world *world, const char *token)
{
    struct fu_feeds *feeds = fu_feeds_new(&world->settings);
    struct fu_person *person;

    assert_good(
        world, fu_feed_open(feeds, world->store, world->arena, token, &person, &world->error));
    fu_feeds_free(&feeds);
    return person;
}

static void a_token_opens_one_persons_feed_until_it_is_rotated(void **state)
{
    static const char *const strangers[] = {"", "x", "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaa", "../../../etc/passwd.", "aaaaaaaaaaaaaaaaaaa\n"};
    struct world *world = *state;
    const struct fu_texts allow = world->settings.rules.allow;
    struct fu_feed alice = {.alarm = FU_CALENDAR_NO_ALARM};
    struct fu_person *person, *found;
    struct fu_feeds *feeds;
    char token[FU_TOKEN_LENGTH + 1];
    const char *url;

    meet(world, "alice@example.org");
    meet(world, "bob@example.org");
    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    alice.person = person;
    assert_string_equal(fu_feed_url(&world->settings, world->arena, &alice), "");
    world->settings.web = "https://remind.example.org";
    url = fu_feed_url(&world->settings, world->arena, &alice);
    assert_int_equal(strlen(url), strlen("https://remind.example.org/f/.ics") + FU_TOKEN_LENGTH);
    snprintf(token, sizeof token, "%s", url + strlen("https://remind.example.org/f/"));
    assert_int_equal(opened(world, token)->id, person->id);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        assert_null(opened(world, strangers[i]));
    /* A token of another purpose is none. */
    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, person->id, person->generation, token);
    assert_null(opened(world, token));
    snprintf(token, sizeof token, "%s", url + strlen("https://remind.example.org/f/"));
    feeds = fu_feeds_new(&world->settings);
    assert_good(
        world, fu_feed_open(feeds, world->store, world->arena, token, &found, &world->error));
    assert_int_equal(found->id, person->id);
    world->settings.rules.allow.count = 0;
    assert_null(opened(world, token));
    world->settings.rules.allow = allow;
    begin(world);
    assert_good(world, fu_feed_rotate(world->store, person, &world->error));
    commit(world);
    assert_null(opened(world, token));
    assert_good(
        world, fu_feed_open(feeds, world->store, world->arena, token, &found, &world->error));
    assert_null(found);
    fu_feeds_free(&feeds);
    assert_string_not_equal(fu_feed_url(&world->settings, world->arena, &alice), url);
    alice.todo = true;
    alice.tag = "acme";
    alice.alarm = 10;
    assert_has(fu_feed_url(&world->settings, world->arena, &alice), ".ics?todo&tag=acme&alarm=10m");
}

static void a_page_is_linked_and_nothing_acts(void **state)
{
    struct world *world = *state;

    ask(world, "3days");
    assert_lacks(feed(world), "URL:");
    world->settings.web = "https://remind.example.org";
    assert_has(feed(world), "URL:https://remind.example.org/me/1\r\n");
    assert_lacks(feed(world), "/a/");
    assert_lacks(feed(world), "done+");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_pending_one_is_shown_and_a_finished_one_is_not),
        TEST(a_snoozed_one_off_moves),
        TEST(a_task_moves_with_every_workday_and_its_sequence_grows),
        TEST(a_task_that_cannot_be_sent_moves_as_well),
        TEST(a_series_has_a_rule_what_is_left_out_and_what_comes_again),
        TEST(a_series_that_was_ended_is_what_comes_again),
        TEST(who_shares_sees_it_and_who_left_does_not),
        TEST(a_feed_can_be_of_tasks_of_a_tag_with_alarms),
        TEST(a_moment_that_stayed_where_it_was_stands_beside_the_series),
        TEST(what_comes_on_a_day_that_became_a_holiday_is_shown),
        TEST(the_version_changes_with_what_is_shown),
        TEST(the_version_differs_by_feed_and_by_settings),
        TEST(a_tag_feed_changes_only_with_its_own),
        TEST(who_shared_in_what_ended_hears_of_it),
        TEST(the_date_tells_of_every_change),
        TEST(a_version_is_what_the_store_says_now),
        TEST(a_token_opens_one_persons_feed_until_it_is_rotated),
        TEST(a_page_is_linked_and_nothing_acts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
