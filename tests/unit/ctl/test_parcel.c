/* How mails of the queue are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/ctl/parcel.h"

static void reminders_and_other_mails_have_names_of_their_own(void **state)
{
    struct fu_arena *arena = fu_arena_new();

    (void)state;
    assert_string_equal(
        fu_ctl_parcel_name(arena, &(struct fu_delivery){.id = 12, .kind = FU_PARCEL_DELIVERY}),
        "12");
    assert_string_equal(
        fu_ctl_parcel_name(arena, &(struct fu_delivery){.id = 12, .kind = FU_PARCEL_MESSAGE}),
        "m12");
    fu_arena_free(&arena);
}

static void names_are_read_back(void **state)
{
    enum fu_parcel_kind kind;
    int64_t id;

    (void)state;
    assert_true(fu_ctl_read_parcel("12", &kind, &id));
    assert_int_equal(kind, FU_PARCEL_DELIVERY);
    assert_int_equal(id, 12);
    assert_true(fu_ctl_read_parcel("#12", &kind, &id));
    assert_int_equal(kind, FU_PARCEL_DELIVERY);
    assert_true(fu_ctl_read_parcel("m7", &kind, &id));
    assert_int_equal(kind, FU_PARCEL_MESSAGE);
    assert_int_equal(id, 7);
    assert_true(fu_ctl_read_parcel("M7", &kind, &id));
    assert_true(fu_ctl_read_parcel("9223372036854775807", &kind, &id));
    assert_true(id == INT64_MAX);
}

static void what_is_no_name_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "m", "#", "0", "m0", "-1", "x1", "1x", "m#1", "#m1", "9223372036854775808", " 1"};
    enum fu_parcel_kind kind;
    int64_t id;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(fu_ctl_read_parcel(texts[i], &kind, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reminders_and_other_mails_have_names_of_their_own),
        cmocka_unit_test(names_are_read_back),
        cmocka_unit_test(what_is_no_name_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
