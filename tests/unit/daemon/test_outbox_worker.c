/* What the outbox does when sending or recording fails. Its turns and the SMTP side are a script
 * here; the store, which tells of trouble, is real. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/daemon/keeper.h"
#include "../../lib/folder.h"
#include "folder.h"
#include "followupd/base/clock.h"
#include "followupd/followup/turn.h"
#include "trouble.h"

enum { CALLS_MAX = 16, MAILS_MAX = 4, LATER = 600 };

static const char answer[] = "250 2.0.0 taken";

/* What a turn comes to, and what it brings; after the last there is nothing left to do. */
struct step {
    enum fu_status status;
    size_t parcels, unsendable;
};

/* A turn as it was asked for. */
struct call {
    size_t most, done_count;
    struct fu_parcel done[MAILS_MAX];
};

static struct script {
    const struct step *steps;
    size_t step_count;
    enum fu_outcome outcomes[MAILS_MAX];
    bool asked_to_stop;         /* while it sends, or when the last step is over */
    struct fu_parcel *underway; /* what the first send did not end; the next one sends it */
    struct fu_parcel late;      /* the same, as it is told when it was taken over */
    size_t in_hand, late_count, waits;
    struct call calls[CALLS_MAX];
    size_t call_count, sends, taken_back;
    bool was_recorded; /* when what a failed turn claimed was taken back */
} script;

enum fu_status __wrap_fu_followup_turn(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_parcel *done, size_t done_count, fu_instant now,
    size_t most, struct fu_turn *turn, struct fu_error *error);
enum fu_status __wrap_fu_followup_reclaim(
    struct fu_store *store, fu_look *look, void *context, fu_instant now, struct fu_error *error);
enum fu_status __wrap_fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error);

static struct fu_parcel *make_parcels(
    struct fu_arena *arena, size_t count, int64_t first, enum fu_outcome outcome)
{
    struct fu_parcel *parcels = fu_arena_allocate(arena, count + 1, sizeof *parcels);
    size_t i;

    for (i = 0; i < count; i++)
        parcels[i] = (struct fu_parcel){.id = first + (int64_t)i,
            .attempt = 1,
            .sender = "",
            .recipient = "alice@example.org",
            .outcome = outcome,
            .answer = ""};
    return parcels;
}

enum fu_status __wrap_fu_followup_turn(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_parcel *done, size_t done_count, fu_instant now,
    size_t most, struct fu_turn *turn, struct fu_error *error)
{
    struct call *call = &script.calls[script.call_count];
    struct step step = {FU_OK, 0, 0};
    size_t i;

    (void)store;
    (void)settings;
    (void)now;
    assert_true(script.call_count < CALLS_MAX && done_count <= MAILS_MAX);
    call->most = most;
    call->done_count = done_count;
    for (i = 0; i < done_count; i++) {
        call->done[i] = done[i];
        call->done[i].answer = strdup(done[i].answer);
    }
    if (script.call_count < script.step_count)
        step = script.steps[script.call_count];
    else
        fu_worker_stopping = script.asked_to_stop;
    script.call_count++;
    *turn = (struct fu_turn){.parcels = make_parcels(arena, step.parcels, 1, FU_OUTCOME_NONE),
        .count = step.parcels,
        .unsendable =
            make_parcels(arena, step.unsendable, 1 + (int64_t)step.parcels, FU_OUTCOME_NEVER),
        .unsendable_count = step.unsendable};
    return step.status == FU_OK ? FU_OK : fu_error_set(error, step.status, "as the script says");
}

enum fu_status __wrap_fu_followup_reclaim(
    struct fu_store *store, fu_look *look, void *context, fu_instant now, struct fu_error *error)
{
    (void)store;
    (void)context;
    (void)now;
    (void)error;
    (void)look;
    if (script.call_count > 0) { /* not at the start */
        script.taken_back++;
        script.was_recorded = script.call_count == script.step_count;
    }
    return FU_OK;
}

static void send_the_rest(void)
{
    script.late_count = script.underway->outcome == FU_OUTCOME_TAKEN_OVER;
    script.late = *script.underway;
    script.late.outcome = script.underway->outcome = FU_OUTCOME_SENT;
    script.late.answer = script.underway->answer = answer;
    script.in_hand = 0;
}

enum fu_status __wrap_fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error)
{
    bool ours = false;
    size_t i;

    (void)outbox;
    (void)dots;
    (void)stop;
    script.sends++;
    if (count == 0) {
        send_the_rest();
        return FU_OK;
    }
    assert_string_equal(password, "secret");
    for (i = 0; i < count; i++) {
        parcels[i].outcome = script.outcomes[i];
        parcels[i].answer = answer;
        parcels[i].again = fu_clock_now() + LATER;
        ours |= parcels[i].outcome == FU_OUTCOME_OURS;
        if (parcels[i].outcome >= FU_OUTCOME_UNDERWAY) {
            script.underway = &parcels[i];
            script.in_hand = 1;
        }
    }
    fu_worker_stopping = script.asked_to_stop;
    return ours ? fu_error_set(error, FU_TEMPORARY, "The mail server refuses us.") : FU_OK;
}

size_t __wrap_fu_outbox_in_hand(const struct fu_outbox *outbox);
const struct fu_parcel *__wrap_fu_outbox_late(const struct fu_outbox *outbox, size_t *count);
size_t __wrap_fu_outbox_watch(const struct fu_outbox *outbox, struct pollfd *list, int *timeout);

size_t __wrap_fu_outbox_in_hand(const struct fu_outbox *outbox)
{
    (void)outbox;
    return script.in_hand;
}

const struct fu_parcel *__wrap_fu_outbox_late(const struct fu_outbox *outbox, size_t *count)
{
    (void)outbox;
    *count = script.late_count;
    return &script.late;
}

/* A socket that has something at once. */
size_t __wrap_fu_outbox_watch(const struct fu_outbox *outbox, struct pollfd *list, int *timeout)
{
    (void)outbox;
    *list = (struct pollfd){.fd = -1};
    *timeout = script.in_hand > 0 ? 0 : *timeout;
    script.waits += script.in_hand;
    return script.in_hand;
}

struct world {
    char folder[64], password[96];
    struct pulse pulse;
    struct worker_context context;
    struct fu_arena *arena;
    struct fu_error error;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    char path[96];

    *state = world;
    world->arena = fu_arena_new();
    memset(&script, 0, sizeof script);
    fu_worker_stopping = false;
    if (!make_own_folder(world->folder, sizeof world->folder, "fu-outbox"))
        return -1;
    snprintf(world->password, sizeof world->password, "%s/password", world->folder);
    write_config(world->folder, path, sizeof path);
    world->context = (struct worker_context){
        .pulse = &world->pulse, .control = -1, .wake = -1, .once = true, .upkeep = true};
    if (fu_setup_load(world->arena, path, &world->context.setup, &world->error) == FU_OK)
        return fu_keeper_prepare(&world->context);
    print_error("%s\n", world->error.text);
    return -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    size_t i, j;

    fu_worker_stopping = false;
    for (i = 0; i < script.call_count; i++) {
        for (j = 0; j < script.calls[i].done_count; j++)
            free((char *)script.calls[i].done[j].answer);
    }
    fu_arena_free(&world->arena);
    remove_all(world->folder);
    free(world);
    return 0;
}

static int play(struct world *world, const struct step *steps, size_t count)
{
    script.steps = steps;
    script.step_count = count;
    return fu_outbox_work(&world->context);
}

/* What `followupctl status` says of the outbox; NULL: nothing. */
static const char *trouble_of(struct world *world)
{
    const struct fu_trouble *trouble =
        first_trouble(world->context.setup->config->daemon.state, world->arena);

    return trouble ? trouble->sentence : NULL;
}

static void assert_offered(size_t call, size_t mail, int64_t id, enum fu_outcome outcome)
{
    assert_true(call < script.call_count && mail < script.calls[call].done_count);
    assert_int_equal(script.calls[call].done[mail].id, id);
    assert_int_equal(script.calls[call].done[mail].outcome, outcome);
}

static void what_was_sent_is_offered_until_the_store_takes_it(void **state)
{
    static const struct step steps[] = {
        {FU_OK, 1, 0}, {FU_TEMPORARY, 0, 0}, {FU_TEMPORARY, 0, 0}, {FU_OK, 0, 0}};
    size_t i;

    script.outcomes[0] = FU_OUTCOME_SENT;
    assert_int_equal(play(*state, steps, 4), EXIT_DONE);
    assert_int_equal(script.sends, 1);
    assert_int_equal(script.call_count, 5);
    for (i = 1; i <= 3; i++) {
        assert_offered(i, 0, 1, FU_OUTCOME_SENT);
        assert_string_equal(script.calls[i].done[0].answer, answer);
    }
    assert_int_equal(script.calls[4].done_count, 0);
}

/* It may have claimed mails all the same, and they may not be lost, nor sent twice. */
static void after_a_turn_that_failed_nothing_is_claimed_until_all_is_recorded(void **state)
{
    static const struct step steps[] = {{FU_OK, 1, 0}, {FU_TEMPORARY, 0, 0}, {FU_OK, 0, 0}};

    script.outcomes[0] = FU_OUTCOME_SENT;
    assert_int_equal(play(*state, steps, 3), EXIT_DONE);
    assert_int_equal(script.calls[1].most, FU_TURN_MAX);
    assert_int_equal(script.calls[2].most, 0);
    assert_int_equal(script.taken_back, 1);
    assert_true(script.was_recorded);
    assert_int_equal(script.calls[3].most, FU_TURN_MAX);
}

static void who_is_to_stop_records_what_was_sent_first(void **state)
{
    static const struct step steps[] = {{FU_OK, 1, 0}, {FU_TEMPORARY, 0, 0}, {FU_OK, 0, 0}};
    struct world *world = *state;

    world->context.once = false;
    script.outcomes[0] = FU_OUTCOME_SENT;
    script.asked_to_stop = true;
    assert_int_equal(play(world, steps, 3), EXIT_DONE);
    assert_int_equal(script.call_count, 3);
    assert_offered(2, 0, 1, FU_OUTCOME_SENT);
    assert_int_equal(script.calls[1].most, 0);
}

static void a_store_that_stays_as_it_is_ends_it(void **state)
{
    static const struct step steps[] = {{FU_PERMANENT, 0, 0}};

    struct world *world = *state;

    world->context.once = false;
    script.asked_to_stop = true;
    assert_int_equal(play(world, steps, 1), EXIT_STATE);
    assert_int_equal(script.call_count, 1);
    assert_int_equal(script.sends, 0);
}

/* A folder that is not ours for a while: the store cannot be written, and what was sent is known.
 */
static void what_was_sent_is_kept_while_the_store_cannot_be_used(void **state)
{
    static const struct step steps[] = {{FU_OK, 1, 0}, {FU_PERMANENT, 0, 0}, {FU_OK, 0, 0}};
    struct world *world = *state;

    world->context.once = false;
    script.outcomes[0] = FU_OUTCOME_SENT;
    script.asked_to_stop = true;
    assert_int_equal(play(world, steps, 3), EXIT_DONE);
    assert_int_equal(script.sends, 1);
    assert_int_equal(script.call_count, 3);
    assert_offered(2, 0, 1, FU_OUTCOME_SENT);
    assert_int_equal(script.calls[2].most, 0);
}

static void once_ends_so_that_a_store_which_is_busy_is_tried_again(void **state)
{
    static const struct step steps[] = {{FU_TEMPORARY, 0, 0}};

    assert_int_equal(play(*state, steps, 1), EXIT_AGAIN);
    assert_int_equal(script.call_count, 1);
}

static void without_its_password_no_server_is_asked_and_everything_waits(void **state)
{
    static const struct step steps[] = {{FU_OK, 2, 0}};
    struct world *world = *state;
    size_t i;

    unlink(world->password);
    assert_int_equal(play(world, steps, 1), EXIT_UNREACHABLE);
    assert_int_equal(script.sends, 0);
    for (i = 0; i < 2; i++) {
        assert_offered(1, i, 1 + (int64_t)i, FU_OUTCOME_OURS);
        assert_true(script.calls[1].done[i].again > fu_clock_now());
        assert_non_null(strstr(script.calls[1].done[i].answer, world->password));
    }
    assert_non_null(strstr(trouble_of(world), world->password));
    assert_int_equal(script.calls[1].most, 0);
}

/* Nothing new is claimed until the group is over, but what is known is recorded. */
static void what_is_known_of_a_group_is_recorded_while_it_goes_on(void **state)
{
    static const struct step steps[] = {{FU_OK, 2, 0}};

    script.outcomes[0] = FU_OUTCOME_SENT;
    script.outcomes[1] = FU_OUTCOME_UNDERWAY;
    assert_int_equal(play(*state, steps, 1), EXIT_DONE);
    assert_int_equal(script.calls[1].done_count, 1);
    assert_offered(1, 0, 1, FU_OUTCOME_SENT);
    assert_int_equal(script.calls[1].most, 0);
    assert_int_equal(script.calls[2].done_count, 1);
    assert_offered(2, 0, 2, FU_OUTCOME_SENT);
    assert_int_equal(script.calls[2].most, FU_TURN_MAX);
    assert_int_equal(script.waits, 0);
}

/* It is waited for beside the next groups. */
static void a_straggler_holds_up_no_claim_and_is_recorded_when_it_ends(void **state)
{
    static const struct step steps[] = {{FU_OK, 2, 0}};

    script.outcomes[0] = FU_OUTCOME_SENT;
    script.outcomes[1] = FU_OUTCOME_TAKEN_OVER;
    assert_int_equal(play(*state, steps, 1), EXIT_DONE);
    assert_int_equal(script.calls[1].done_count, 1);
    assert_int_equal(script.calls[1].most, FU_TURN_MAX);
    assert_offered(2, 0, 2, FU_OUTCOME_SENT);
    assert_string_equal(script.calls[2].done[0].answer, answer);
    assert_int_equal(script.sends, 2);
}

static void what_cannot_be_composed_is_recorded_with_the_rest(void **state)
{
    static const struct step steps[] = {{FU_OK, 1, 1}};
    struct world *world = *state;

    script.outcomes[0] = FU_OUTCOME_SENT;
    assert_int_equal(play(world, steps, 1), EXIT_DONE);
    assert_int_equal(script.calls[1].done_count, 2);
    assert_offered(1, 0, 1, FU_OUTCOME_SENT);
    assert_offered(1, 1, 2, FU_OUTCOME_NEVER);
    assert_int_equal(atomic_load(&world->pulse.sent), 1);
    assert_int_equal(atomic_load(&world->pulse.failed), 1);
    assert_null(trouble_of(world));
}

static void trouble_with_one_mail_holds_up_no_other(void **state)
{
    static const struct step steps[] = {{FU_OK, 2, 0}};

    script.outcomes[0] = FU_OUTCOME_SENT;
    script.outcomes[1] = FU_OUTCOME_OURS;
    assert_int_equal(play(*state, steps, 1), EXIT_UNREACHABLE);
    assert_int_equal(script.calls[1].most, FU_TURN_MAX);
    assert_string_equal(trouble_of(*state), "The mail server refuses us.");
}

static void trouble_with_all_of_them_holds_everything(void **state)
{
    static const struct step steps[] = {{FU_OK, 2, 0}};

    script.outcomes[0] = script.outcomes[1] = FU_OUTCOME_OURS;
    assert_int_equal(play(*state, steps, 1), EXIT_UNREACHABLE);
    assert_int_equal(script.calls[1].most, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(what_was_sent_is_offered_until_the_store_takes_it),
        TEST(after_a_turn_that_failed_nothing_is_claimed_until_all_is_recorded),
        TEST(who_is_to_stop_records_what_was_sent_first), TEST(a_store_that_stays_as_it_is_ends_it),
        TEST(what_was_sent_is_kept_while_the_store_cannot_be_used),
        TEST(once_ends_so_that_a_store_which_is_busy_is_tried_again),
        TEST(without_its_password_no_server_is_asked_and_everything_waits),
        TEST(what_is_known_of_a_group_is_recorded_while_it_goes_on),
        TEST(a_straggler_holds_up_no_claim_and_is_recorded_when_it_ends),
        TEST(what_cannot_be_composed_is_recorded_with_the_rest),
        TEST(trouble_with_one_mail_holds_up_no_other),
        TEST(trouble_with_all_of_them_holds_everything)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
