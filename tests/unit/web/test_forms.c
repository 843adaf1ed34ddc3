/* What the buttons and forms of a page ask for, and what of a form is shown again. */
#include "fake.h"

static void only_who_may_skip_is_offered_it(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, "Skip the next"));
    fake->shares = true;
    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_false(says(fake, "Skip the next"));
}

static void buttons_become_orders(void **state)
{
    static const struct {
        const char *form;
        enum fu_web_verb verb;
        const char *cadence;
    } cases[] = {{"later=3days", FU_WEB_SNOOZE, "3days"},
        {"do=snooze&cadence=friday+9am", FU_WEB_SNOOZE, "friday 9am"}, {"do=done", FU_WEB_DONE, ""},
        {"do=skip", FU_WEB_SKIP, ""}, {"do=cancel", FU_WEB_CANCEL, ""},
        {"do=undo", FU_WEB_UNDO, ""}};
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(post(fake, "/me/417", cases[i].form), 303);
        assert_int_equal(fake->order.verb, cases[i].verb);
        assert_string_equal(fake->order.cadence, cases[i].cadence);
        assert_int_equal(fake->order.followup, 417);
        assert_int_equal(fake->order.person, 7);
        assert_int_equal(ask(fake, "/a/" TOKEN, cases[i].form, false), 303);
        assert_int_equal(fake->order.verb, cases[i].verb);
    }
    assert_int_equal(fake->acts, 12);
    assert_int_equal(post(fake, "/me/417", "do=explode"), 400);
    assert_int_equal(post(fake, "/me/417", ""), 400);
    assert_int_equal(ask(fake, "/a/" TOKEN, "do=edit&subject=x", false), 400);
    assert_int_equal(ask(fake, "/a/" TOKEN, "do=add", false), 400);
    assert_int_equal(fake->acts, 12);
}

static void a_form_says_what_its_buttons_mean(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, "name=\"event\" value=\"11\""));
    assert_true(says(fake, "name=\"moment\" value=\"1700000000\""));
    assert_int_equal(post(fake, "/me/417", "do=undo&event=11&moment=1700000000"), 303);
    assert_int_equal(fake->order.meant.undo, 11);
    assert_int_equal(fake->order.meant.skip, 0);
    assert_int_equal(ask(fake, "/a/" TOKEN, "do=skip&event=11&moment=1700000000", false), 303);
    assert_int_equal(fake->order.meant.undo, 0);
    assert_int_equal(fake->order.meant.skip, 1700000000);
    assert_int_equal(post(fake, "/me", "done=417"), 303);
    assert_int_equal(ask(fake, fake->response.location, NULL, true), 200);
    assert_true(says(fake, "name=\"event\" value=\"12\""));
    assert_int_equal(post(fake, "/me/new", "do=add&subject=x&cadence=3days&form=abc"), 303);
    assert_string_equal(fake->order.form, "abc");
}

static void what_is_over_for_who_looks_is_not_done_again(void **state)
{
    static const char done[] = "value=\"done\"";
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, done));
    fake->over = true;
    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, "Over for you; it goes on for others"));
    assert_false(says(fake, done));
    assert_true(says(fake, "value=\"cancel\""));
}

static void a_line_of_the_list_has_its_own_buttons(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(post(fake, "/me", "q=a+b&tag=acme&done=417"), 303);
    assert_int_equal(fake->order.verb, FU_WEB_DONE);
    assert_int_equal(fake->order.followup, 417);
    assert_int_equal(strncmp(fake->response.location, "/me?q=a%20b&tag=acme&said=", 26), 0);
    assert_int_equal(post(fake, "/me", "tomorrow=417"), 303);
    assert_int_equal(fake->order.verb, FU_WEB_SNOOZE);
    assert_string_equal(fake->order.cadence, "tomorrow");
    assert_int_equal(post(fake, "/me", "done=x"), 400);
    assert_int_equal(post(fake, "/me", "done=-1"), 400);
    assert_int_equal(post(fake, "/me", "done=99999999999999999999"), 400);
    assert_int_equal(post(fake, "/me", "done=9"), 404);
}

static void an_edit_changes_only_what_was_changed(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(
        post(fake, "/me/417", "do=edit&was=3days&cadence=3days&subject=New&tags="), 303);
    assert_int_equal(fake->order.verb, FU_WEB_EDIT);
    assert_null(fake->order.cadence);
    assert_string_equal(fake->order.subject, "New");
    assert_string_equal(fake->order.tags, "");
    assert_int_equal(post(fake, "/me/417", "do=edit&was=3days&cadence=4days"), 303);
    assert_string_equal(fake->order.cadence, "4days");
    assert_null(fake->order.subject);
    assert_null(fake->order.tags);
    assert_int_equal(
        post(fake, "/me/417",
            "do=edit&was=3days&cadence=3days&was-subject=Old&subject=Old&was-tags=&tags=acme"),
        303);
    assert_null(fake->order.subject);
    assert_string_equal(fake->order.tags, "acme");
}

static void settings_that_were_not_touched_are_left(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/settings", NULL, true), 200);
    assert_true(says(fake, "name=\"was-zone\""));
    assert_int_equal(post(fake, "/me/settings",
                         "was-zone=Asia/Tokyo&zone=Asia/Tokyo&was-days=mon,wed&day=mon&day=wed&"
                         "was-bundle=off&bundle=on"),
        303);
    assert_string_not_equal(fake->wishes.zone, "Asia/Tokyo");
    assert_string_not_equal(fake->wishes.workdays, "mon,wed");
    assert_string_equal(fake->wishes.bundle, "on");
}

static void a_refused_change_keeps_what_was_typed(void **state)
{
    struct fake *fake = *state;
    const char *found;

    fake->refuses = true;
    assert_int_equal(post(fake, "/me/417",
                         "do=edit&was=3days&cadence=3dyas&was-subject=x&subject=Roses&was-tags=&"
                         "tags=acme"),
        422);
    found = fake->response.body.data;
    assert_true(says(fake, "value=\"Roses\""));
    assert_true(says(fake, "value=\"acme\""));
    found = strstr(found, "value=\"3dyas\"");
    assert_non_null(found);
    assert_null(strstr(found + 1, "value=\"3dyas\""));
    assert_non_null(strstr(found, "id=\"new-reading\" class=\"reading\" for=\"new\"><span"));
}

static void refused_tags_are_said_below_their_field(void **state)
{
    struct fake *fake = *state;
    const char *tags, *refused;

    fake->refuses = true;
    assert_int_equal(
        post(fake, "/me/417", "do=edit&was=3days&cadence=3days&was-tags=&tags=a+b"), 422);
    tags = strstr(fake->response.body.data, "value=\"a b\"");
    refused = strstr(fake->response.body.data, "class=\"refused\"");
    assert_non_null(tags);
    assert_non_null(refused);
    assert_true(refused > tags);
    assert_null(strstr(refused + 1, "class=\"refused\""));
}

static void what_is_refused_is_said_where_it_was_typed(void **state)
{
    struct fake *fake = *state;

    fake->refuses = true;
    assert_int_equal(post(fake, "/me/417", "do=snooze&cadence=3dyas"), 422);
    assert_true(says(fake, "value=\"3dyas\""));
    assert_true(says(fake, "aria-invalid=\"true\""));
    assert_int_equal(post(fake, "/me/new", "do=add&subject=Roses&cadence=3dyas&note=red"), 422);
    assert_true(says(fake, "value=\"Roses\""));
    assert_true(says(fake, "value=\"3dyas\""));
    assert_true(says(fake, ">red<"));
    assert_int_equal(post(fake, "/me/settings", "zone=Mars&time=08:00&day=mon&day=wed"), 422);
    assert_string_equal(fake->wishes.workdays, "mon,wed");
    assert_false(fake->wishes.move);
    assert_true(says(fake, "value=\"Mars\""));
    assert_int_equal(ask(fake, "/a/" TOKEN, "do=snooze&cadence=3dyas", false), 422);
}

static void a_reading_acts_on_nothing(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(post(fake, "/me/417", "do=read&cadence=friday"), 200);
    assert_true(says(fake, "value=\"friday\""));
    assert_int_equal(post(fake, "/me/new", "do=read&cadence=friday&subject=x"), 200);
    assert_int_equal(ask(fake, "/a/" TOKEN, "do=read&cadence=friday", false), 200);
    assert_int_equal(ask(fake, "/a/" TOKEN "/when?text=friday", NULL, false), 200);
    assert_int_equal(fake->response.body.data[0], '+');
    assert_int_equal(ask(fake, "/a/" TOKEN "/when?text=x", NULL, false), 200);
    assert_int_equal(fake->response.body.data[0], '-');
    assert_int_equal(fake->acts, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(only_who_may_skip_is_offered_it),
        TEST(buttons_become_orders), TEST(a_form_says_what_its_buttons_mean),
        TEST(what_is_over_for_who_looks_is_not_done_again),
        TEST(a_line_of_the_list_has_its_own_buttons), TEST(an_edit_changes_only_what_was_changed),
        TEST(settings_that_were_not_touched_are_left), TEST(a_refused_change_keeps_what_was_typed),
        TEST(refused_tags_are_said_below_their_field),
        TEST(what_is_refused_is_said_where_it_was_typed), TEST(a_reading_acts_on_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
