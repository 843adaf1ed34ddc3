/* What an intake says while it cannot read its inbox. The server is a script here, and nobody
 * sleeps; the store, which tells of trouble, is real. */
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
#include "followupd/intake/session.h"
#include "trouble.h"

enum { TRIES_MAX = 8 };

static const char away[] = "imap.example.org:993 cannot be reached: No route to host.";
static const char busy[] = "imap.example.org:993 ends the session at once: too many.";

/* How each try to connect fails, and what status says after it. */
static struct script {
    const char *const *sentences;
    size_t count, tries;
    char said[TRIES_MAX][FU_ERROR_TEXT_MAX];
    struct world *world;
} script;

struct world {
    char folder[64];
    struct pulse pulse;
    struct worker_context context;
    struct fu_arena *arena;
    struct fu_error error;
};

enum fu_status __wrap_fu_session_open(const struct fu_intake_settings *settings,
    const char *password, struct fu_session **session, struct fu_error *error);
bool __wrap_fu_worker_sleep(const struct worker_context *context, int64_t milliseconds);

enum fu_status __wrap_fu_session_open(const struct fu_intake_settings *settings,
    const char *password, struct fu_session **session, struct fu_error *error)
{
    (void)settings;
    (void)password;
    *session = NULL;
    return fu_error_set(error, FU_TEMPORARY, "%s", script.sentences[script.tries]);
}

static void note_trouble(struct world *world)
{
    const struct fu_trouble *trouble =
        first_trouble(world->context.setup->config->daemon.state, world->arena);

    assert_non_null(trouble);
    assert_string_equal(trouble->duty, "inbox one");
    snprintf(script.said[script.tries], FU_ERROR_TEXT_MAX, "%s", trouble->sentence);
}

bool __wrap_fu_worker_sleep(const struct worker_context *context, int64_t milliseconds)
{
    (void)context;
    (void)milliseconds;
    note_trouble(script.world);
    fu_worker_stopping = ++script.tries == script.count;
    return fu_worker_stopping;
}

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    char path[96];

    *state = world;
    world->arena = fu_arena_new();
    script = (struct script){.world = world};
    fu_worker_stopping = false;
    if (!make_own_folder(world->folder, sizeof world->folder, "fu-intake"))
        return -1;
    write_config(world->folder, path, sizeof path);
    world->context = (struct worker_context){.pulse = &world->pulse, .control = -1, .wake = -1};
    if (fu_setup_load(world->arena, path, &world->context.setup, &world->error) != FU_OK) {
        print_error("%s\n", world->error.text);
        return -1;
    }
    world->context.inbox = &world->context.setup->config->inboxes[0];
    return fu_keeper_prepare(&world->context);
}

static int tear_down(void **state)
{
    struct world *world = *state;

    fu_worker_stopping = false;
    fu_arena_free(&world->arena);
    remove_all(world->folder);
    free(world);
    return 0;
}

static void play(struct world *world, const char *const *sentences, size_t count)
{
    script.sentences = sentences;
    script.count = count;
    fu_intake_work(&world->context);
    assert_int_equal(script.tries, count);
}

/* Whoever is woken by it would look for the wrong thing. */
static void status_says_what_is_wrong_now(void **state)
{
    static const char *const sentences[] = {away, away, busy, busy, away};
    size_t i;

    play(*state, sentences, 5);
    for (i = 0; i < 5; i++)
        assert_string_equal(script.said[i], sentences[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(status_says_what_is_wrong_now)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
