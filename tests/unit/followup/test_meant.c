/* What pages send: buttons that are old or pressed twice, and tags. */
#include "world.h"

#include "followupd/followup/meant.h"

static struct fu_meant look(struct world *world, int64_t id)
{
    const struct fu_act context = acting(world, alice_id(world), NOW);
    struct fu_meant meant;

    begin(world);
    assert_good(world, fu_meant_look(&context, id, &meant, &world->error));
    fu_store_rollback(world->store);
    return meant;
}

static bool is_over(struct world *world, int64_t id, struct fu_meant shown)
{
    const struct fu_act context = acting(world, alice_id(world), NOW);
    bool over;

    begin(world);
    assert_good(
        world, fu_meant_is_over(&context, id, &shown, &over, &world->result, &world->error));
    fu_store_rollback(world->store);
    return over;
}

static void an_undo_takes_back_what_its_page_showed(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "nextmonth");
    struct fu_meant snoozed, done;

    act(world, SNOOZE, id, alice_id(world), NOW, "3days");
    snoozed = look(world, id);
    act(world, DONE, id, alice_id(world), NOW, NULL);
    done = look(world, id);
    assert_int_not_equal(snoozed.undo, done.undo);
    assert_true(is_over(world, id, (struct fu_meant){.undo = snoozed.undo}));
    assert_non_null(strstr(world->result.sentence, "was snoozed, and has gone on since"));
    assert_false(is_over(world, id, (struct fu_meant){.undo = done.undo}));
    act(world, UNDO, id, alice_id(world), NOW, NULL);
    assert_true(is_over(world, id, (struct fu_meant){.undo = done.undo}));
    assert_non_null(strstr(world->result.sentence, "is taken back already"));
    assert_false(is_over(world, id, (struct fu_meant){.undo = snoozed.undo}));
}

static void a_skip_leaves_out_what_its_page_showed(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");
    struct fu_meant first = look(world, id), second;

    first.undo = 0;
    assert_int_not_equal(first.skip, 0);
    assert_false(is_over(world, id, first));
    act(world, SKIP, id, alice_id(world), NOW, NULL);
    assert_true(is_over(world, id, first));
    assert_non_null(strstr(world->result.sentence, "is left out already"));
    second = look(world, id);
    second.undo = 0;
    assert_false(is_over(world, id, second));
    act(world, EDIT, id, alice_id(world), NOW, "everytuesday");
    assert_true(is_over(world, id, second));
    assert_non_null(strstr(world->result.sentence, "does not come next"));
}

static void a_form_that_does_not_say_means_what_is_now(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "everymonday");

    assert_false(is_over(world, id, (struct fu_meant){.undo = 0}));
    act(world, CANCEL, id, alice_id(world), NOW, NULL);
    assert_int_equal(look(world, id).skip, 0);
    assert_false(is_over(world, id + 1, (struct fu_meant){.undo = 3}));
    assert_int_equal(look(world, id + 1).undo, 0);
}

static bool makes(struct world *world, const char *form, const char *subject)
{
    const struct fu_act context = acting(world, alice_id(world), NOW);

    begin(world);
    assert_good(
        world, fu_meant_add(&context, form, "3days", subject, "", &world->result, &world->error));
    commit(world);
    return world->result.changed;
}

static void a_form_makes_one_followup(void **state)
{
    struct world *world = *state;

    ask(world, "nextmonth");
    assert_true(makes(world, "a", "Roses"));
    assert_false(makes(world, "a", "Roses"));
    assert_non_null(strstr(world->result.sentence, "already"));
    assert_true(makes(world, "a", "Tulips"));
    assert_true(makes(world, "b", "Roses"));
    assert_true(makes(world, "", "Roses"));
    assert_true(makes(world, "", "Roses"));
}

static enum fu_status tag(struct world *world, int64_t id, const char *tags)
{
    const struct fu_act context = acting(world, alice_id(world), NOW);
    const struct fu_edit edit = {.tags = tags};
    enum fu_status status;

    begin(world);
    status = fu_act_edit(&context, id, &edit, &world->result, &world->error);
    if (status == FU_OK)
        commit(world);
    else
        fu_store_rollback(world->store);
    return status;
}

static void assert_tags(struct world *world, int64_t id, const char *tags)
{
    struct fu_followup *followup;

    assert_good(
        world, fu_store_followup_get(world->store, world->arena, id, &followup, &world->error));
    assert_string_equal(followup->tags, tags);
}

static void tags_are_taken_as_people_write_them(void **state)
{
    static const char *const bad[] = {"x y!z", "two words", "a,,b", ",a", "a,", "a , ,b",
        "seventeenletters1", "a,b,c,d,e,f,g,h,i", "gr\303\274n"};
    struct world *world = *state;
    int64_t id = ask(world, "nextmonth");
    size_t i;

    assert_int_equal(tag(world, id, " Acme, Garden "), FU_OK);
    assert_tags(world, id, "acme,garden");
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(tag(world, id, bad[i]), FU_BAD_INPUT);
        assert_non_null(strstr(world->result.refusal.reason, "is no tag"));
        assert_tags(world, id, "acme,garden");
    }
    assert_int_equal(tag(world, id, "a,b,c,d,e,f,g,sixteenletters12"), FU_OK);
    assert_int_equal(tag(world, id, ""), FU_OK);
    assert_tags(world, id, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(an_undo_takes_back_what_its_page_showed),
        TEST(a_skip_leaves_out_what_its_page_showed),
        TEST(a_form_that_does_not_say_means_what_is_now), TEST(a_form_makes_one_followup),
        TEST(tags_are_taken_as_people_write_them)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
