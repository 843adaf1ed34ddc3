#include "support.h"

static struct fu_followup *get(struct world *world, int64_t id)
{
    struct fu_followup *followup;
    assert_good(
        world, fu_store_followup_get(world->store, world->arena, id, &followup, &world->error));
    return followup;
}

/* A follow-up in which nothing has its usual value. */
static struct fu_followup unusual_followup(int64_t owner)
{
    return (struct fu_followup){
        .owner = owner,
        .kind = FU_TASK,
        .state = FU_FAILED,
        .subject = "Über alles",
        .note = "call first\nthen write",
        .tags = "acme,garden",
        .flags = FU_FLAG_TASK | FU_FLAG_QUIET,
        .to_self = true,
        .schedule =
            {
                .recurrence = FU_RECURRING,
                .first = NOON + 1,
                .start = {2199, 12, 31, 23, 59, 58},
                .elapsed = true,
                .morning = true,
                .workdays_only = true,
                .workdays = FU_WORKDAYS_ALL,
                .rrule = "FREQ=MONTHLY;INTERVAL=2",
                .zone = "America/St_Johns",
                .canonical = "every2months",
                .english = "every 2 months at 08:00",
            },
        .sent = NOON + 2,
        .created = NOON + 3,
        .changed = NOON + 4,
        .sequence = 5,
        .fired = 6,
    };
}

static void assert_same_schedule(const struct fu_schedule *a, const struct fu_schedule *b)
{
    assert_int_equal(a->recurrence, b->recurrence);
    assert_int_equal(a->first, b->first);
    assert_memory_equal(&a->start, &b->start, sizeof a->start);
    assert_int_equal(a->elapsed, b->elapsed);
    assert_int_equal(a->morning, b->morning);
    assert_int_equal(a->workdays_only, b->workdays_only);
    assert_int_equal(a->workdays, b->workdays);
    assert_string_equal(a->rrule, b->rrule);
    assert_string_equal(a->zone, b->zone);
    assert_string_equal(a->canonical, b->canonical);
    assert_string_equal(a->english, b->english);
}

/* All that fu_store_followup_set writes. */
static void assert_same(const struct fu_followup *a, const struct fu_followup *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->state, b->state);
    assert_string_equal(a->subject, b->subject);
    assert_string_equal(a->note, b->note);
    assert_string_equal(a->tags, b->tags);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(a->to_self, b->to_self);
    assert_same_schedule(&a->schedule, &b->schedule);
    assert_int_equal(a->sent, b->sent);
    assert_int_equal(a->changed, b->changed);
    assert_int_equal(a->fired, b->fired);
}

static void a_follow_up_comes_back_as_it_was_added(void **state)
{
    struct world *world = *state;
    bool known;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    struct fu_followup followup = unusual_followup(alice);
    followup.letter = add_letter(world, &letter);
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_false(known);
    struct fu_followup *found = get(world, followup.id);
    assert_same(found, &followup);
    assert_int_equal(found->id, followup.id);
    assert_int_equal(found->owner, alice);
    assert_int_equal(found->letter, letter.id);
    assert_int_equal(found->created, NOON + 3);
    assert_int_equal(found->sequence, 5);
    assert_int_equal(found->next, FU_NEVER);
    assert_int_equal(get(world, add_followup(world, alice))->letter, 0);
    assert_null(get(world, 99));
    commit(world);
}

static void setting_writes_all_but_what_never_changes(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t id = add_followup(world, alice);
    struct fu_followup changed = unusual_followup(99);
    changed.id = id;
    changed.letter = 98;
    assert_good(world, fu_store_followup_set(world->store, &changed, &world->error));
    struct fu_followup *found = get(world, id);
    assert_same(found, &changed);
    assert_int_equal(found->owner, alice);
    assert_int_equal(found->letter, 0);
    assert_int_equal(found->created, NOON);
    assert_int_equal(found->sequence, 1);
    changed.id = 99;
    assert_int_equal(fu_store_followup_set(world->store, &changed, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "no follow-up 99"));
    commit(world);
}

static void the_short_way_writes_state_firings_and_time(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t id = add_followup(world, add_person(world, "alice@example.org"));
    assert_good(
        world, fu_store_followup_state(world->store, id, FU_PENDING, 2, NOON + 5, &world->error));
    assert_good(
        world, fu_store_followup_state(world->store, id, FU_DONE, 1, NOON + 6, &world->error));
    struct fu_followup *found = get(world, id);
    assert_int_equal(found->state, FU_DONE);
    assert_int_equal(found->fired, 3);
    assert_int_equal(found->changed, NOON + 6);
    assert_int_equal(found->sequence, 0);
    assert_good(
        world, fu_store_followup_changed(world->store, id, "FREQ=DAILY", NOON + 7, &world->error));
    assert_int_equal(get(world, id)->changed, NOON + 7);
    assert_string_equal(get(world, id)->schedule.rrule, "FREQ=DAILY");
    assert_int_equal(
        fu_store_followup_state(world->store, 99, FU_DONE, 1, NOON, &world->error), FU_PERMANENT);
    commit(world);
}

static void the_same_request_again_is_known(void **state)
{
    struct world *world = *state;
    unsigned char digest[FU_DIGEST_SIZE] = {1, 2, 3}, other[FU_DIGEST_SIZE] = {1, 2, 4};
    struct fu_erased erased;
    bool known;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_followup first = sample_followup(alice), again = first, third = first;
    assert_good(world, fu_store_followup_add(world->store, &first, digest, &known, &world->error));
    assert_false(known);
    assert_good(world, fu_store_followup_add(world->store, &again, digest, &known, &world->error));
    assert_true(known);
    assert_int_equal(again.id, first.id);
    assert_good(world, fu_store_followup_add(world->store, &third, other, &known, &world->error));
    assert_false(known);
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    again.owner = add_person(world, "alice@example.org");
    assert_good(world, fu_store_followup_add(world->store, &again, digest, &known, &world->error));
    assert_true(known);
    assert_int_equal(again.id, 0);
    commit(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM followup"), 0);
}

static void next_is_the_soonest_that_is_pending(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t id = add_followup(world, alice), other = add_followup(world, alice);
    /* A long history, and somebody else's that is older than all of it. */
    struct fu_occurrence occurrence = {
        .followup = id, .moment = NOON - 900, .state = FU_OCCURRENCE_FIRED};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    add_occurrence(world, other, NOON - 1000);
    add_occurrence(world, id, NOON + 500);
    int64_t soonest = add_occurrence(world, id, NOON + 200);
    assert_int_equal(get(world, id)->next, NOON + 200);
    assert_int_equal(get(world, other)->next, NOON - 1000);
    occurrence = (struct fu_occurrence){
        .id = soonest, .followup = id, .moment = NOON + 200, .state = FU_OCCURRENCE_SKIPPED};
    assert_good(world, fu_store_occurrence_set(world->store, &occurrence, &world->error));
    assert_int_equal(get(world, id)->next, NOON + 500);
    commit(world);
}

static struct fu_listed *list(struct world *world, struct fu_filter filter, size_t count)
{
    struct fu_listed *rows;
    size_t found;
    assert_good(
        world, fu_store_list(world->store, world->arena, &filter, &rows, &found, &world->error));
    assert_int_equal(found, count);
    return rows;
}

/* Alice: 1 (next in 300 s), 2 (nothing comes), 3 (in 100 s, tagged), 4 done. Bob: 5 (in 200 s),
 * which Alice shares. */
static void fill(struct world *world, int64_t people[2])
{
    static const fu_instant moments[] = {300, 0, 100, 0, 200};
    begin(world);
    people[0] = add_person(world, "alice@example.org");
    people[1] = add_person(world, "bob@example.org");
    for (int i = 0; i < 5; i++) {
        struct fu_stored_letter letter = sample_letter(people[i == 4], (uint32_t)i + 1);
        struct fu_followup followup = sample_followup(people[i == 4]);
        bool known;
        letter.message_id = "own@x";
        followup.letter = i == 0 ? add_letter(world, &letter) : 0;
        followup.tags = i == 2 ? "acme,garden" : "";
        followup.state = i == 3 ? FU_DONE : FU_PENDING;
        assert_good(
            world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
        assert_int_equal(followup.id, i + 1);
        assert_good(world, fu_store_participant_add(
                               world->store, followup.id, followup.owner, true, i, &world->error));
        if (moments[i] != 0) {
            add_occurrence(world, followup.id, NOON + moments[i]);
        }
    }
    assert_good(
        world, fu_store_participant_add(world->store, 5, people[0], false, 9, &world->error));
    commit(world);
}

static void assert_order(const struct fu_listed *rows, const int64_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].followup.id, ids[i]);
    }
}

static void a_listing_is_soonest_first(void **state)
{
    static const int64_t all[] = {3, 5, 1, 2, 4}, pending[] = {3, 5, 1, 2}, bobs[] = {5};
    static const int64_t theirs[] = {3, 5, 1, 4};
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    struct fu_listed *rows = list(world, (struct fu_filter){0, -1, NULL, -1, 9, NULL, false}, 5);
    assert_order(rows, all, 5);
    assert_string_equal(rows[1].owner, "bob@example.org");
    assert_string_equal(rows[1].message_id, "");
    assert_string_equal(rows[2].owner, "alice@example.org");
    assert_string_equal(rows[2].message_id, "own@x");
    assert_int_equal(rows[2].followup.next, NOON + 300);
    assert_int_equal(rows[3].followup.next, FU_NEVER);
    assert_order(
        list(world, (struct fu_filter){0, FU_PENDING, NULL, -1, 9, NULL, false}, 4), pending, 4);
    assert_order(
        list(world, (struct fu_filter){people[0], FU_PENDING, NULL, -1, 9, NULL, false}, 3), theirs,
        3);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, NULL, false}, 4), theirs, 4);
    assert_order(
        list(world, (struct fu_filter){people[1], -1, NULL, -1, 9, NULL, false}, 1), bobs, 1);
    assert_order(list(world, (struct fu_filter){0, -1, NULL, -1, 2, NULL, false}, 2), all, 2);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, NULL, -1, 2, NULL, false}, 2), all, 2);
}

static void going_through_all_is_by_id(void **state)
{
    static const int64_t ids[] = {1, 2, 3, 4, 5}, pending[] = {3, 5};
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    assert_order(list(world, (struct fu_filter){0, -1, NULL, 0, 9, NULL, false}, 5), ids, 5);
    assert_order(list(world, (struct fu_filter){0, -1, NULL, 2, 2, NULL, false}, 2), ids + 2, 2);
    assert_order(
        list(world, (struct fu_filter){0, FU_PENDING, NULL, 2, 9, NULL, false}, 2), pending, 2);
    assert_order(list(world, (struct fu_filter){people[0], FU_PENDING, NULL, 2, 9, NULL, false}, 2),
        pending, 2);
    list(world, (struct fu_filter){0, -1, NULL, 5, 9, NULL, false}, 0);
    list(world, (struct fu_filter){99, -1, NULL, 0, 9, NULL, false}, 0);
}

static void a_tag_is_a_whole_word(void **state)
{
    static const int64_t tagged[] = {3};
    static const char *const wrong[] = {"acm", "acme,garden2", "cme", "den", ","};
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    assert_order(list(world, (struct fu_filter){0, -1, "acme", -1, 9, NULL, false}, 1), tagged, 1);
    assert_order(list(world, (struct fu_filter){0, -1, "garden", 0, 9, NULL, false}, 1), tagged, 1);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, "garden", -1, 9, NULL, false}, 1), tagged, 1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        list(world, (struct fu_filter){0, -1, wrong[i], -1, 9, NULL, false}, 0);
    }
}

static void who_has_left_is_listed_no_more(void **state)
{
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    begin(world);
    assert_good(world, fu_store_participant_leave(world->store, 5, people[0], true, NOON, &world->error));
    list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, NULL, false}, 3);
    list(world, (struct fu_filter){people[0], -1, NULL, 0, 9, NULL, false}, 4);
    assert_good(
        world, fu_store_participant_leave(world->store, 5, people[0], false, NOON, &world->error));
    list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, NULL, false}, 4);
    commit(world);
}

static bool mail_comes(struct world *world, int64_t id, int64_t person)
{
    bool comes;
    assert_good(world, fu_store_followup_mail(world->store, id, person, &comes, &world->error));
    return comes;
}

/* Others' snoozes are none of theirs; a mail to one of their addresses is, until it is sent, or
 * they said that they are done with it. */
static void what_comes_to_others_alone_is_listed_to_nobody_else(void **state)
{
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    struct fu_occurrence snooze = {.followup = 2,
        .moment = NOON + 50,
        .snoozed = 1,
        .person = people[1],
        .state = FU_OCCURRENCE_PENDING};
    begin(world);
    assert_good(world, fu_store_occurrence_add(world->store, &snooze, &world->error));
    list(world, (struct fu_filter){people[0], FU_PENDING, NULL, -1, 9, NULL, false}, 3);
    assert_int_equal(
        list(world, (struct fu_filter){people[0], FU_PENDING, NULL, 1, 1, NULL, false}, 1)
            ->followup.next,
        FU_NEVER);
    int64_t mail = add_delivery(world, snooze.id, "alice@example.org");
    assert_true(mail_comes(world, 2, people[0]));
    assert_false(mail_comes(world, 2, people[1]));
    assert_int_equal(
        list(world, (struct fu_filter){people[0], FU_PENDING, NULL, -1, 9, NULL, false}, 4)[3]
            .followup.id,
        2);
    assert_good(
        world, fu_store_delivery_note(world->store, mail, FU_SAID_DONE_ANSWER, &world->error));
    assert_false(mail_comes(world, 2, people[0]));
    list(world, (struct fu_filter){people[0], FU_PENDING, NULL, -1, 9, NULL, false}, 3);
    commit(world);
}

static void participants_have_their_owner_first(void **state)
{
    struct world *world = *state;
    struct fu_participant *found;
    size_t count;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    int64_t bob = add_person(world, "bob@example.org");
    struct fu_person *person;
    assert_good(
        world, fu_store_person_get(world->store, world->arena, alice, &person, &world->error));
    person->paused = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    int64_t id = add_followup(world, bob);
    assert_good(
        world, fu_store_participant_add(world->store, id, alice, false, INT64_MAX, &world->error));
    assert_good(world, fu_store_participant_leave(world->store, id, alice, true, NOON, &world->error));
    /* Once more changes nothing. */
    assert_good(world, fu_store_participant_add(world->store, id, alice, true, 4, &world->error));
    assert_good(world,
        fu_store_participants(world->store, world->arena, id, &found, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(found[0].person, bob);
    assert_true(found[0].owner);
    assert_false(found[0].left);
    assert_false(found[0].paused);
    assert_string_equal(found[0].address, "bob@example.org");
    assert_int_equal(found[1].person, alice);
    assert_false(found[1].owner);
    assert_true(found[1].left);
    assert_true(found[1].paused);
    assert_good(world, fu_store_participants_marked(
                           world->store, world->arena, INT64_MAX, &found, &count, &world->error));
    assert_int_equal(count, 1);
    assert_int_equal(found[0].followup, id);
    assert_int_equal(found[0].person, alice);
    assert_good(world,
        fu_store_participants_marked(world->store, world->arena, 4, &found, &count, &world->error));
    assert_int_equal(count, 0);
    assert_null(found);
    commit(world);
}

static void nobody_shares_in_what_is_not_there(void **state)
{
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    assert_int_equal(
        fu_store_participant_add(world->store, 99, alice, true, 1, &world->error), FU_PERMANENT);
    int64_t id = add_followup(world, alice);
    assert_int_equal(
        fu_store_participant_add(world->store, id, 99, true, 1, &world->error), FU_PERMANENT);
    struct fu_followup followup = sample_followup(99);
    bool known;
    assert_int_equal(
        fu_store_followup_add(world->store, &followup, NULL, &known, &world->error), FU_PERMANENT);
    commit(world);
}

static void a_text_is_found_in_subject_note_and_people(void **state)
{
    static const char *const found[] = {
        "offer 100%", "OFFER 1", "%", "the fence", "zoe@client", "Zoe"};
    static const char *const lost[] = {"%%", "o_fer", "100!", "fence the", "bob"};
    static const struct fu_mailbox zoe = {"Zoe", "zoe@client.example"};
    struct world *world = *state;
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    struct fu_followup followup = sample_followup(alice);
    bool known;
    add_followup(world, alice);
    letter.to = (struct fu_mailbox_list){&zoe, 1};
    followup.letter = add_letter(world, &letter);
    followup.subject = "Offer 100%";
    followup.note = "mind the fence";
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    commit(world);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        struct fu_listed *rows =
            list(world, (struct fu_filter){0, -1, NULL, -1, 9, found[i], false}, 1);
        assert_int_equal(rows[0].followup.id, followup.id);
    }
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
        list(world, (struct fu_filter){0, -1, NULL, -1, 9, lost[i], false}, 0);
    }
}

static void a_text_beyond_any_finds_nothing(void **state)
{
    char text[2000];
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, text, false}, 0);
}

static void what_is_over_comes_latest_first(void **state)
{
    static const int64_t over[] = {3, 1, 4};
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    begin(world);
    assert_good(
        world, fu_store_followup_state(world->store, 1, FU_CANCELLED, 0, NOON + 1, &world->error));
    assert_good(
        world, fu_store_followup_state(world->store, 3, FU_FAILED, 0, NOON + 2, &world->error));
    commit(world);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, NULL, true}, 3), over, 3);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, NULL, -1, 2, NULL, true}, 2), over, 2);
    assert_order(
        list(world, (struct fu_filter){people[0], -1, "acme", -1, 9, NULL, true}, 1), over, 1);
    list(world, (struct fu_filter){people[0], -1, NULL, -1, 9, "nothing", true}, 0);
    list(world, (struct fu_filter){people[1], -1, NULL, -1, 9, NULL, true}, 0);
}

static void tags_are_those_of_what_is_pending(void **state)
{
    struct world *world = *state;
    int64_t people[2];
    const char **texts;
    size_t count;
    fill(world, people);
    assert_good(
        world, fu_store_tags(world->store, world->arena, people[0], &texts, &count, &world->error));
    assert_int_equal(count, 1);
    assert_string_equal(texts[0], "acme,garden");
    assert_good(
        world, fu_store_tags(world->store, world->arena, people[1], &texts, &count, &world->error));
    assert_int_equal(count, 0);
    begin(world);
    assert_good(world, fu_store_followup_state(world->store, 3, FU_DONE, 0, NOON, &world->error));
    commit(world);
    assert_good(
        world, fu_store_tags(world->store, world->arena, people[0], &texts, &count, &world->error));
    assert_int_equal(count, 0);
}

/* Adds one, and asks whether it is like another: 1 or 0. */
static int64_t alike(struct world *world, int64_t owner, const char *subject, const char *canonical)
{
    struct fu_followup followup = sample_followup(owner);
    bool known;
    int64_t count;
    followup.subject = subject;
    followup.schedule.canonical = canonical;
    begin(world);
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_good(world, fu_store_followup_alike(world->store, followup.id, &count, &world->error));
    fu_store_rollback(world->store);
    return count;
}

static void what_is_alike_has_an_owner_and_is_pending(void **state)
{
    struct world *world = *state;
    int64_t people[2];
    fill(world, people);
    assert_int_equal(alike(world, people[0], "Offer", "3days"), 1);
    assert_int_equal(alike(world, people[0], "offer", "3days"), 0);
    assert_int_equal(alike(world, people[0], "Offer", "4days"), 0);
    begin(world);
    for (int64_t id = 1; id <= 3; id++)
        assert_good(
            world, fu_store_followup_state(world->store, id, FU_DONE, 0, NOON, &world->error));
    commit(world);
    /* In Bob's she shares, and what is done is over. */
    assert_int_equal(alike(world, people[0], "Offer", "3days"), 0);
    assert_int_equal(alike(world, people[1], "Offer", "3days"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_follow_up_comes_back_as_it_was_added, make_store),
        TEST(setting_writes_all_but_what_never_changes, make_store),
        TEST(the_short_way_writes_state_firings_and_time, make_store),
        TEST(the_same_request_again_is_known, make_store),
        TEST(next_is_the_soonest_that_is_pending, make_store),
        TEST(a_listing_is_soonest_first, make_store),
        TEST(going_through_all_is_by_id, make_store),
        TEST(a_tag_is_a_whole_word, make_store),
        TEST(who_has_left_is_listed_no_more, make_store),
        TEST(what_comes_to_others_alone_is_listed_to_nobody_else, make_store),
        TEST(a_text_is_found_in_subject_note_and_people, make_store),
        TEST(a_text_beyond_any_finds_nothing, make_store),
        TEST(what_is_over_comes_latest_first, make_store),
        TEST(tags_are_those_of_what_is_pending, make_store),
        TEST(what_is_alike_has_an_owner_and_is_pending, make_store),
        TEST(participants_have_their_owner_first, make_store),
        TEST(nobody_shares_in_what_is_not_there, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
