/* When it is written down that somebody else handles the mails of an inbox. The store is real. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "../../../src/daemon/intake.h"
#include "../../lib/folder.h"
#include "folder.h"
#include "followupd/base/clock.h"

struct world {
    struct worker_context context;
    struct pulse pulse;
    struct fu_arena *arena;
    struct fu_error error;
    char folder[64];
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);

    *state = world;
    world->arena = fu_arena_new();
    world->context = (struct worker_context){.pulse = &world->pulse, .control = -1, .wake = -1};
    return make_own_folder(world->folder, sizeof world->folder, "fu-shared") &&
                   fu_store_prepare(world->folder, &world->error) == FU_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;

    remove_all(world->folder);
    fu_arena_free(&world->arena);
    free(world);
    return 0;
}

static void prepare(struct intake *intake, struct world *world)
{
    memset(intake, 0, sizeof *intake);
    intake->context = &world->context;
    intake->name = "main";
    intake->sharing.last = fu_clock_now();
    assert_int_equal(fu_store_open(world->folder, &intake->store, &world->error), FU_OK);
}

static void assert_told(struct world *world, const struct intake *intake, bool told)
{
    struct fu_trouble *troubles;
    size_t count;

    assert_int_equal(
        fu_store_troubles(intake->store, world->arena, &troubles, &count, &world->error), FU_OK);
    assert_int_equal(count, told);
    if (told)
        assert_string_equal(troubles[0].duty, "shared main");
}

static void one_mail_too_few_is_an_accident(void **state)
{
    struct world *world = *state;
    struct intake intake;

    prepare(&intake, world);
    fu_intake_note_missed(&intake, INTAKE_SHARED_MAILS - 1);
    fu_intake_note_missed(&intake, 0);
    assert_told(world, &intake, false);
    intake.sharing.last -= INTAKE_SHARED_SECONDS;
    fu_intake_note_missed(&intake, 1);
    assert_told(world, &intake, false);
    intake.sharing.last -= INTAKE_SHARED_SECONDS - 1;
    fu_intake_note_missed(&intake, INTAKE_SHARED_MAILS - 1);
    assert_told(world, &intake, true);
    fu_store_close(&intake.store);
}

static void it_ends_a_day_after_the_last_one(void **state)
{
    struct world *world = *state;
    struct intake intake, next;

    prepare(&intake, world);
    fu_intake_note_missed(&intake, INTAKE_SHARED_MAILS);
    assert_told(world, &intake, true);
    intake.sharing.last -= INTAKE_SHARED_SECONDS - 1;
    fu_intake_note_missed(&intake, 0);
    assert_told(world, &intake, true);
    fu_store_close(&intake.store);
    prepare(&next, world);
    next.sharing.last -= INTAKE_SHARED_SECONDS;
    fu_intake_note_missed(&next, 0);
    assert_told(world, &next, false);
    fu_intake_note_missed(&next, INTAKE_SHARED_MAILS);
    assert_told(world, &next, true);
    fu_store_close(&next.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_mail_too_few_is_an_accident, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_ends_a_day_after_the_last_one, set_up, tear_down)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
