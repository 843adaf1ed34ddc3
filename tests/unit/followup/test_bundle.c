/* Several reminders in one mail: who is in it, and that what always holds of a mail holds of all
 * that are in it. */
#include "world.h"

#include "followupd/mail/compose.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Alice is known, and has what is due in the morning in one mail. */
static int64_t together(struct world *world)
{
    struct fu_person *person;
    int64_t id = meet(world, "alice@example.org");

    begin(world);
    assert_good(world, fu_store_person_get(world->store, world->arena, id, &person, &world->error));
    person->preferences.bundle = true;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    return id;
}

static const char *bytes(struct world *world, const struct fu_parcel *parcel)
{
    return fu_arena_copy_n(world->arena, parcel->bytes, parcel->length);
}

/* The value of Message-ID. */
static const char *name_of(struct world *world, const struct fu_parcel *parcel)
{
    static const char field[] = "\r\nMessage-ID: ";
    const char *start = strstr(bytes(world, parcel), field);

    assert_non_null(start);
    start += sizeof field - 1;
    return fu_arena_copy_n(world->arena, start, strcspn(start, "\r"));
}

static struct fu_turn claim(struct world *world, const char *when)
{
    return turn(world, NULL, 0, at(when), FU_TURN_MAX);
}

static void come_out(
    struct world *world, struct fu_turn *claimed, enum fu_outcome outcome, const char *when)
{
    size_t i;

    for (i = 0; i < claimed->count; i++) {
        claimed->parcels[i].outcome = outcome;
        claimed->parcels[i].answer = "the server's words";
        claimed->parcels[i].again = at(when) + MINUTE;
    }
    turn(world, claimed->parcels, claimed->count, at(when), 0);
}

static void assert_delivery(
    struct world *world, int64_t id, enum fu_delivery_state state, int64_t attempts)
{
    size_t count;
    struct fu_delivery *rows = deliveries(world, id, &count);

    assert_int_equal(count, 1);
    assert_int_equal(rows[0].state, state);
    assert_int_equal(rows[0].attempts, attempts);
}

static void what_is_due_in_the_morning_comes_as_one_mail(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int64_t ids[3];
    size_t i;

    together(world);
    ids[0] = ask(world, "tomorrow");
    ids[1] = ask(world, "everyday");
    ids[2] = ask(world, "tomorrow-t");
    claimed = claim(world, "2026-11-19T08:00");
    assert_int_equal(claimed.count, 1);
    assert_string_equal(claimed.parcels[0].recipient, "alice@example.org");
    assert_non_null(strstr(
        bytes(world, claimed.parcels), "\r\nSubject: 3 follow-ups for Thursday, 19 November\r\n"));
    assert_string_equal(name_of(world, claimed.parcels), "<bundle.1.1.1@remind.example.org>");
    for (i = 0; i < 3; i++)
        assert_delivery(world, ids[i], FU_DELIVERY_SENDING, 1);
    come_out(world, &claimed, FU_OUTCOME_SENT, "2026-11-19T08:00");
    for (i = 0; i < 3; i++)
        assert_delivery(world, ids[i], FU_DELIVERY_SENT, 1);
    assert_state(world, ids[0], FU_DONE);
    assert_state(world, ids[1], FU_PENDING);
    assert_next(world, ids[2], "2026-11-20T08:00");
    assert_int_equal(claim(world, "2026-11-20T08:00").count, 1);
}

static void each_comes_by_itself_unless_somebody_wants_it_otherwise(void **state)
{
    struct world *world = *state;

    ask(world, "tomorrow");
    ask(world, "everyday");
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 2);
}

static void a_single_one_comes_in_its_thread(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    together(world);
    ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(bytes(world, claimed.parcels), "\r\nSubject: Proposal\r\n"));
}

static void only_what_is_around_the_morning_joins(void **state)
{
    static const struct {
        const char *clock;
        size_t mails;
    } table[] = {{"0754", 2}, {"0755", 1}, {"0805", 1}, {"0806", 2}, {"2000", 2}};
    struct world *world = *state;
    size_t i;

    together(world);
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        ask(world, fu_arena_print(world->arena, "tomorrow-%s", table[i].clock));
        ask(world, fu_arena_print(world->arena, "tomorrow-%s", table[i].clock));
    }
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        const char *when =
            fu_arena_print(world->arena, "2026-11-19T%.2s:%s", table[i].clock, table[i].clock + 2);

        assert_int_equal(claim(world, when).count, table[i].mails);
    }
}

static void a_later_attempt_is_the_same_mail_whole(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    const char *name, *first, *again;
    int64_t ids[3];
    size_t i;

    together(world);
    for (i = 0; i < 3; i++)
        ids[i] = ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    name = name_of(world, claimed.parcels);
    first = bytes(world, claimed.parcels);
    come_out(world, &claimed, FU_OUTCOME_LATER, "2026-11-19T08:00");
    for (i = 0; i < 3; i++)
        assert_delivery(world, ids[i], FU_DELIVERY_QUEUED, 1);
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 0);
    claimed = turn(world, NULL, 0, at("2026-11-19T08:01"), 1);
    assert_int_equal(claimed.count, 1);
    assert_string_equal(name_of(world, claimed.parcels), name);
    again = bytes(world, claimed.parcels);
    assert_non_null(strstr(again, "Date: Thu, 19 Nov 2026 08:01:00 +0100\r\n"));
    assert_string_equal(strstr(again, "Message-ID:"), strstr(first, "Message-ID:"));
    assert_int_equal(claimed.parcels[0].attempt, 2);
    for (i = 0; i < 3; i++)
        assert_delivery(world, ids[i], FU_DELIVERY_SENDING, 2);
    come_out(world, &claimed, FU_OUTCOME_NEVER, "2026-11-19T08:01");
    for (i = 0; i < 3; i++)
        assert_state(world, ids[i], FU_FAILED);
}

/* Two that come daily, and wait as one mail: each says for how many it stands. */
static void what_comes_while_it_waits_is_counted_in_it(void **state)
{
    static const char stands[] = "It stands for a later one too";
    struct world *world = *state;
    struct fu_turn claimed;
    const char *first;

    together(world);
    ask(world, "everyday");
    ask(world, "everyday");
    claimed = claim(world, "2026-11-19T08:00");
    assert_null(strstr(bytes(world, claimed.parcels), stands));
    come_out(world, &claimed, FU_OUTCOME_OURS, "2026-11-19T08:00");
    claimed = claim(world, "2026-11-20T08:00");
    assert_int_equal(claimed.count, 1);
    first = strstr(bytes(world, claimed.parcels), stands);
    assert_non_null(first);
    assert_non_null(strstr(first + 1, stands));
}

static enum fu_left seen_first(void *context, enum fu_parcel_kind kind, int64_t id, int64_t attempt)
{
    return kind == FU_PARCEL_DELIVERY && id == *(int64_t *)context && attempt == 1;
}

static void reclaim(struct world *world, int64_t dot, const char *when)
{
    assert_good(
        world, fu_followup_reclaim(world->store, seen_first, &dot, at(when), &world->error));
}

static void what_a_dead_outbox_left_of_it_goes_out_again_whole(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    const char *name;
    int64_t one, other;

    together(world);
    one = ask(world, "tomorrow");
    other = ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    name = name_of(world, claimed.parcels);
    reclaim(world, 0, "2026-11-19T08:01");
    assert_delivery(world, one, FU_DELIVERY_QUEUED, 0);
    assert_delivery(world, other, FU_DELIVERY_QUEUED, 0);
    claimed = claim(world, "2026-11-19T08:01");
    assert_int_equal(claimed.count, 1);
    assert_string_equal(name_of(world, claimed.parcels), name);
    /* Now its dot was noted. */
    reclaim(world, claimed.parcels[0].id, "2026-11-19T08:02");
    claimed = claim(world, "2026-11-19T08:02");
    assert_int_equal(claimed.count, 1);
    assert_string_equal(name_of(world, claimed.parcels), name);
    come_out(world, &claimed, FU_OUTCOME_UNSURE, "2026-11-19T08:02");
    assert_delivery(world, one, FU_DELIVERY_UNSURE, 2);
    assert_delivery(world, other, FU_DELIVERY_UNSURE, 2);
    assert_int_equal(claim(world, "2026-11-19T09:00").count, 0);
}

static void one_that_is_tried_again_by_hand_goes_alone(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    size_t count;
    int64_t one = (together(world), ask(world, "tomorrow"));
    bool found;

    ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    come_out(world, &claimed, FU_OUTCOME_NEVER, "2026-11-19T08:00");
    begin(world);
    assert_good(world,
        fu_followup_retry(world->store, FU_PARCEL_DELIVERY, deliveries(world, one, &count)[0].id,
            at("2026-11-19T09:00"), &found, &world->error));
    commit(world);
    assert_true(found);
    claimed = claim(world, "2026-11-19T09:00");
    assert_int_equal(claimed.count, 1);
    assert_string_equal(name_of(world, claimed.parcels), "<1.1@remind.example.org>");
    come_out(world, &claimed, FU_OUTCOME_SENT, "2026-11-19T09:00");
    assert_delivery(world, one, FU_DELIVERY_SENT, 2);
}

/* A note to self of Alice's. */
static void note(struct world *world, const char *text)
{
    static const struct fu_mailbox self[] = {{"", "tomorrow@remind.example.org"}};
    struct fu_letter *made =
        letter(world, fu_arena_print(world->arena, "n%u@example.org", world->uid + 1), "tomorrow");

    made->to = (struct fu_mailbox_list){self, 1};
    made->text = text;
    take(world, made, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
}

static void a_long_note_goes_alone(void **state)
{
    struct world *world = *state;
    char text[FU_BUNDLED_NOTE_MAX + 2];
    struct fu_turn claimed;

    together(world);
    ask(world, "tomorrow");
    memset(text, 'x', sizeof text);
    text[FU_BUNDLED_NOTE_MAX] = '\0';
    note(world, text);
    claimed = claim(world, "2026-11-19T08:00");
    assert_int_equal(claimed.count, 1);
    ask(world, "2days8am");
    text[FU_BUNDLED_NOTE_MAX] = 'x';
    text[FU_BUNDLED_NOTE_MAX + 1] = '\0';
    note(world, text);
    ask(world, "tomorrow");
    claimed = claim(world, "2026-11-20T08:00");
    assert_int_equal(claimed.count, 2);
}

static bool one_file(void *context, struct fu_arena *arena, const char *raw, size_t length,
    struct fu_part **files, size_t *count, size_t *left_out)
{
    (void)context;
    (void)raw;
    (void)length;
    *files = fu_arena_allocate(arena, 1, sizeof **files);
    **files = (struct fu_part){"plan.txt", "text/plain", "x", 1};
    *count = 1;
    *left_out = 0;
    return true;
}

static void a_note_with_files_goes_alone(void **state)
{
    struct world *world = *state;

    together(world);
    world->settings.read_files = one_file;
    note(world, "short");
    note(world, "short");
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 2);
}

static struct fu_parcel claim_only(struct world *world, const char *when)
{
    struct fu_turn claimed = claim(world, when);

    assert_int_equal(claimed.count, 1);
    return claimed.parcels[0];
}

static void refuse(struct world *world, struct fu_parcel parcel, const char *answer)
{
    parcel.outcome = FU_OUTCOME_NEVER;
    parcel.answer = answer;
    turn(world, &parcel, 1, at("2026-11-19T08:00"), 0);
}

static void what_is_too_large_comes_without_its_files(void **state)
{
    static const char *const answers[] = {
        "552 5.3.4 Message size exceeds fixed limit", "552 too much mail data"};
    struct world *world = *state;
    struct fu_parcel parcel;
    int64_t id;
    size_t count, i;

    meet(world, "alice@example.org");
    world->settings.read_files = one_file;
    for (i = 0; i < 2; i++) {
        note(world, "short");
        id = (int64_t)i + 1;
        parcel = claim_only(world, "2026-11-19T08:00");
        assert_non_null(strstr(parcel.bytes, "plan.txt"));
        refuse(world, parcel, answers[i]);
        assert_state(world, id, FU_PENDING);
        parcel = claim_only(world, "2026-11-19T08:00");
        assert_null(strstr(parcel.bytes, "plan.txt"));
        refuse(world, parcel, answers[i]);
        assert_state(world, id, FU_FAILED);
        assert_int_equal(deliveries(world, id, &count)->state, FU_DELIVERY_FAILED);
    }
    note(world, "short");
    refuse(world, claim_only(world, "2026-11-19T08:00"), "552 5.2.2 mailbox full");
    assert_state(world, 3, FU_FAILED);
}

static void a_bundle_that_is_too_large_comes_as_its_parts(void **state)
{
    struct world *world = *state;

    together(world);
    ask(world, "tomorrow");
    ask(world, "tomorrow");
    refuse(world, claim_only(world, "2026-11-19T08:00"), "552 5.3.4 too large");
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 2);
}

static void what_a_reply_takes_to_the_thread_goes_alone(void **state)
{
    struct world *world = *state;
    struct fu_person *person;
    int64_t id = together(world);

    begin(world);
    assert_good(world, fu_store_person_get(world->store, world->arena, id, &person, &world->error));
    person->preferences.reply_to = FU_REPLY_THREAD;
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
    ask(world, "tomorrow");
    ask(world, "tomorrow");
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 2);
}

static void a_person_who_may_not_hear_fails_all_of_it(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int64_t one, other;

    together(world);
    one = ask(world, "tomorrow");
    other = ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    come_out(world, &claimed, FU_OUTCOME_LATER, "2026-11-19T08:00");
    world->settings.rules.allow.count = 0;
    claimed = claim(world, "2026-11-19T08:01");
    assert_int_equal(claimed.count, 0);
    assert_int_equal(claimed.unsendable_count, 1);
    turn(world, claimed.unsendable, claimed.unsendable_count, at("2026-11-19T08:01"), 0);
    assert_delivery(world, one, FU_DELIVERY_FAILED, 2);
    assert_delivery(world, other, FU_DELIVERY_FAILED, 2);
}

static void one_that_cannot_be_composed_is_taken_apart(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    together(world);
    ask(world, "tomorrow");
    ask(world, "tomorrow");
    world->settings.from.address = "nobody";
    claimed = claim(world, "2026-11-19T08:00");
    assert_int_equal(claimed.count, 2);
    assert_string_equal(name_of(world, &claimed.parcels[0]), "<1.1@remind.example.org>");
    assert_string_equal(name_of(world, &claimed.parcels[1]), "<2.2@remind.example.org>");
    come_out(world, &claimed, FU_OUTCOME_SENT, "2026-11-19T08:00");
    assert_int_equal(claim(world, "2026-11-19T08:00").count, 0);
}

static void more_than_fit_come_as_several(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;
    int i;

    together(world);
    for (i = 0; i < FU_BUNDLE_MAX + 2; i++)
        ask(world, "tomorrow");
    claimed = claim(world, "2026-11-19T08:00");
    assert_int_equal(claimed.count, 2);
    assert_non_null(strstr(bytes(world, &claimed.parcels[0]), "Subject: 50 follow-ups"));
    assert_non_null(strstr(bytes(world, &claimed.parcels[1]), "Subject: 2 follow-ups"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(what_is_due_in_the_morning_comes_as_one_mail),
        TEST(each_comes_by_itself_unless_somebody_wants_it_otherwise),
        TEST(a_single_one_comes_in_its_thread), TEST(only_what_is_around_the_morning_joins),
        TEST(a_later_attempt_is_the_same_mail_whole),
        TEST(what_comes_while_it_waits_is_counted_in_it),
        TEST(what_a_dead_outbox_left_of_it_goes_out_again_whole),
        TEST(one_that_is_tried_again_by_hand_goes_alone), TEST(a_long_note_goes_alone),
        TEST(a_note_with_files_goes_alone), TEST(what_is_too_large_comes_without_its_files),
        TEST(a_bundle_that_is_too_large_comes_as_its_parts),
        TEST(what_a_reply_takes_to_the_thread_goes_alone),
        TEST(a_person_who_may_not_hear_fails_all_of_it),
        TEST(one_that_cannot_be_composed_is_taken_apart), TEST(more_than_fit_come_as_several)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
