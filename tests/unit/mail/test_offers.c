/* What a reminder offers, and the name of its sender. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "followupd/mail/offers.h"

/* The labels with commas between them. */
static const char *labels(struct fu_arena *arena, bool goes_on, bool owned)
{
    struct fu_offer offers[FU_OFFERS_MAX];
    size_t count = fu_offers(goes_on, owned, offers);
    const char *text = "";
    assert_true(count <= FU_OFFERS_MAX);
    for (size_t i = 0; i < count; i++) {
        text = fu_arena_print(arena, "%s%s%s", text, i > 0 ? ", " : "", offers[i].label);
    }
    return text;
}

static void skipping_is_the_owners_and_who_shares_leaves(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    assert_string_equal(
        labels(arena, false, true), "1 day, 3 days, next week, 1 month, done, cancel");
    assert_string_equal(
        labels(arena, true, true), "1 day, 3 days, next week, 1 month, done, skip next, cancel");
    assert_string_equal(
        labels(arena, true, false), "1 day, 3 days, next week, 1 month, done, leave");
    fu_arena_free(&arena);
}

static void a_sender_is_called_by_the_cadence(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    assert_string_equal(fu_offer_sender(arena, "in 3 days", false), "Follow-up (3 days)");
    assert_string_equal(
        fu_offer_sender(arena, "every 2 months at 08:00", true), "Follow-up (every 2 months)");
    assert_string_equal(
        fu_offer_sender(arena, "every day at 18:00", false), "Follow-up (every day at 18:00)");
    assert_string_equal(
        fu_offer_sender(arena, "on the 31st of every month, or its last day, at 08:00", true),
        "Follow-up (on the 31st of every month, or its last day)");
    assert_string_equal(
        fu_offer_sender(arena, "every year on 29 February, or the 28th, at 08:00", true),
        "Follow-up (every year on 29 February, or the 28th)");
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skipping_is_the_owners_and_who_shares_leaves),
        cmocka_unit_test(a_sender_is_called_by_the_cadence)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
