/* Replies to what we answered: a conversation goes on, and whatever is said in it reaches us. */
#include "answering.h"

/* Whom a reply to the newest answer goes to. */
static const char *reply_to(struct world *world)
{
    const char *field = strstr(last_answer(world), "\r\nReply-To: ");

    if (!field)
        fail_msg("no Reply-To is in %s", last_answer(world));
    field += strlen("\r\nReply-To: ");
    return fu_arena_copy_n(world->arena, field, strcspn(field, "\r"));
}

/* A mail of Alice's to one address alone, with that text. */
static void write_to(struct world *world, const char *address, const char *text, fu_instant now)
{
    struct fu_letter *mail =
        numbered(world, fu_arena_copy_n(world->arena, address, strcspn(address, "@")));
    struct fu_mailbox *to = fu_arena_allocate(world->arena, 1, sizeof *to);

    to->name = "";
    to->address = address;
    mail->to = (struct fu_mailbox_list){to, 1};
    mail->text = text;
    mail->date = now;
    take(world, mail, now, now);
}

/* Alice replies to the newest answer. */
static void answer_back(struct world *world, const char *text, fu_instant now)
{
    write_to(world, reply_to(world), text, now);
}

static const char *token_of(struct world *world, int64_t id)
{
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&world->settings.key, FU_ACTION_PURPOSE, id, alice_id(world), token);
    return token;
}

/* Alice replies to the reminder itself. */
static void reply(struct world *world, int64_t id, const char *text, fu_instant now)
{
    write_to(world,
        fu_arena_print(world->arena, "reply+%s@remind.example.org", token_of(world, id)), text,
        now);
}

/* The reminder's reply address goes on in a mail to Zoe. */
static void reply_to_all(struct world *world, int64_t id, const char *from, const char *text)
{
    struct fu_letter *mail =
        numbered(world, fu_arena_print(world->arena, "reply+%s", token_of(world, id)));

    mail->from.address = from;
    mail->text = text;
    take(world, mail, NOW, NOW);
}

static void a_reply_to_any_answer_about_a_follow_up_acts_on_it(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "any news, Bob?", NOW);
    assert_string_equal(decision(world), "prose");
    answer_back(world, "5 days", NOW);
    assert_int_equal(get(world, id)->next, NOW + 5 * DAY);
    answer_back(world, "undo", NOW + MINUTE);
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
    answer_back(world, "cancel", NOW + 2 * MINUTE);
    assert_state(world, id, FU_CANCELLED);
    answer_back(world, "cancel", NOW + 3 * MINUTE);
    assert_string_equal(decision(world), "no change");
    answer_back(world, "undo", NOW + 4 * MINUTE);
    assert_state(world, id, FU_PENDING);
    answer_back(world, "next frday", NOW + 5 * MINUTE);
    assert_string_equal(decision(world), "refused");
    answer_back(world, "done", NOW + 6 * MINUTE);
    assert_state(world, id, FU_DONE);
}

static void a_reply_to_a_confirmation_acts_on_what_it_confirms(void **state)
{
    struct world *world = *state;
    int64_t id;

    wants(world, FU_CONFIRM_ALWAYS);
    id = ask(world, "3days");
    answer_back(world, "5 days", NOW);
    assert_int_equal(get(world, id)->next, NOW + 5 * DAY);
}

static void a_reply_to_an_answer_about_a_held_letter_is_about_that(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas");
    answer_back(world, "done", NOW);
    assert_string_equal(decision(world), "no change");
    answer_back(world, "Oh, I see.", NOW);
    assert_string_equal(decision(world), "prose");
    answer_back(world, "5 days", NOW);
    assert_int_equal(get(world, only_followup(world))->next, NOW + 5 * DAY);
}

static void a_reply_to_what_is_about_none_is_answered_with_help(void **state)
{
    static const char *const asked[] = {"cancel", "help", "explain+3days", "explain", "contacts",
        "feed", "done+aaaaaaaaaaaaaaaaaaaa"};
    struct world *world = *state;
    size_t i;

    for (i = 0; i < sizeof asked / sizeof *asked; i++) {
        assert_int_equal(bring(world, asked[i]), 1);
        assert_string_equal(reply_to(world), "help@remind.example.org");
        answer_back(world, "3 days", NOW);
        assert_string_equal(decision(world), "command");
    }
    bring(world, "list");
    assert_non_null(strstr(reply_to(world), "list+"));
    bring(world, "settings");
    assert_string_equal(reply_to(world), "settings@remind.example.org");
}

/* No field says that a machine wrote it, but it always says the same. */
static void who_says_the_same_again_is_not_answered_again(void **state)
{
    static const char away[] = "I am away until Monday.";
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    size_t before;

    before = answers(world);
    reply(world, id, away, NOW);
    assert_int_equal(answers(world), before + 1);
    answer_back(world, away, NOW + MINUTE);
    reply(world, id, away, NOW + DAY - MINUTE);
    assert_int_equal(answers(world), before + 1);
    assert_string_equal(decision(world), "left alone");
    reply(world, id, "And what of the offer?", NOW + DAY - MINUTE);
    assert_int_equal(answers(world), before + 2);
    reply(world, id, away, NOW + DAY + MINUTE);
    assert_int_equal(answers(world), before + 3);
    write_to(world, "help@remind.example.org", away, NOW + DAY + MINUTE);
    answer_back(world, away, NOW + DAY + 2 * MINUTE);
    assert_int_equal(answers(world), before + 4);
    write_to(world, "help@remind.example.org", "", NOW + DAY + 3 * MINUTE);
    write_to(world, "help@remind.example.org", "", NOW + DAY + 3 * MINUTE);
    assert_int_equal(answers(world), before + 6);
    write_to(world, "list@remind.example.org", "", NOW + DAY + 4 * MINUTE);
    answer_back(world, away, NOW + DAY + 5 * MINUTE);
    assert_int_equal(answers(world), before + 8);
    answer_back(world, away, NOW + DAY + 6 * MINUTE);
    assert_int_equal(answers(world), before + 8);
}

/* People mistype again; a responder may begin with a date. */
static void who_mistypes_the_same_again_is_answered_three_times(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days"), other = ask(world, "3days");
    size_t before = answers(world);

    reply(world, id, "tomorow", NOW);
    answer_back(world, "tomorow", NOW + MINUTE);
    answer_back(world, "tomorow", NOW + 2 * MINUTE);
    assert_int_equal(answers(world), before + 3);
    answer_back(world, "tomorow", NOW + 3 * MINUTE);
    assert_int_equal(answers(world), before + 3);
    assert_string_equal(decision(world), "left alone");
    reply(world, other, "tomorow", NOW + 4 * MINUTE);
    reply(world, id, "next frday", NOW + 4 * MINUTE);
    reply(world, id, "tomorow", NOW + DAY + 3 * MINUTE + 1);
    assert_int_equal(answers(world), before + 6);
}

static void a_reply_that_is_for_others_as_well_is_not_said_to_be_unseen(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "Any news?", NOW);
    assert_says(world, "nobody else has seen it");
    reply_to_all(world, id, "alice@example.org", "Any news of it?");
    assert_string_equal(decision(world), "prose");
    assert_null(strstr(last_answer(world), "nobody else has seen it"));
    assert_says(world, "nothing is changed");
    reply_to_all(world, id, "alice@example.org", "5 days");
    assert_int_equal(get(world, id)->next, NOW + 5 * DAY);
}

static void others_who_answer_all_are_told_nothing(void **state)
{
    static const char *const lines[] = {"No news.", "done", "3 days", "next frday", "help"};
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    size_t before = answers(world), i;

    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        reply_to_all(world, id, "bob@example.org", lines[i]);
        assert_string_equal(decision(world), "left alone");
        assert_int_equal(answers(world), before);
    }
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
}

static void what_opens_nothing_and_is_for_others_is_answered_where_it_asks(void **state)
{
    struct world *world = *state;
    struct fu_letter *mail = numbered(world, "reply+aaaaaaaaaaaaaaaaaaaa");

    mail->text = "See you then.";
    take(world, mail, NOW, NOW);
    assert_string_equal(decision(world), "left alone");
    mail = numbered(world, "reply+aaaaaaaaaaaaaaaaaaaa");
    mail->text = "done";
    take(world, mail, NOW, NOW);
    assert_string_equal(decision(world), "expired");
}

/* Nothing is dropped: the link is for the bare time. */
static void a_flag_or_a_tag_in_a_reply_is_refused_with_the_time_alone(void **state)
{
    static const char *const lines[] = {"friday -t", "friday-c", "friday -r", "friday+garden"};
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    const char *link = fu_arena_print(world->arena, "friday+%s@", token_of(world, id));
    size_t i;

    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        reply(world, id, lines[i], NOW);
        assert_string_equal(decision(world), "refused");
        assert_says(world, link);
    }
    reply(world, id, "every friday -t", NOW);
    assert_says(world, "everyfriday+");
    bring(world, fu_arena_print(world->arena, "friday-t+%s", token_of(world, id)));
    assert_string_equal(decision(world), "refused");
    assert_says(world, link);
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
    reply(world, id, "friday -q", NOW);
    assert_next(world, id, "2026-11-20T08:00");
}

static void a_flag_or_a_tag_in_a_line_of_a_list_is_refused_with_the_time_alone(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    bring(world, "list");
    answer_back(world, fu_arena_print(world->arena, "%lld friday -t", (long long)id), NOW);
    assert_says(world, "Nothing is changed. A flag or a tag");
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
}

static void a_flag_that_it_has_already_changes_nothing_and_is_taken(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days-t+garden");

    reply(world, id, "friday -t", NOW);
    assert_next(world, id, "2026-11-20T08:00");
    reply(world, id, "monday+garden", NOW);
    assert_next(world, id, "2026-11-23T08:00");
    reply(world, id, "friday+house", NOW);
    assert_string_equal(decision(world), "refused");
}

static void a_second_click_on_what_a_letter_meant_may_have_its_flag(void **state)
{
    struct world *world = *state;

    bring(world, "3dyas-t");
    click(world, "3days-t", NOW);
    click(world, "3days-t", NOW + MINUTE);
    assert_string_equal(decision(world), "action");
    assert_int_equal(get(world, only_followup(world))->kind, FU_TASK);
}

static void who_is_not_understood_hears_what_was_read(void **state)
{
    struct world *world = *state;
    int64_t id = ask(world, "3days");

    reply(world, id, "Dear Sir\nfriday\n", NOW);
    assert_says(world, "Dear Sir");
    reply(world, id, "> friday\n", NOW);
    assert_says(world, "I found no line of yours");
}

/* A list that comes again without a word would pass for what was asked. */
static void a_reply_to_a_list_of_which_nothing_is_new_is_told(void **state)
{
    static const char *const texts[] = {"-----\nHello\n-----\n\n1 done\n", "> 1 done\n", "Hi.\n"};
    struct world *world = *state;
    int64_t id = ask(world, "3days");
    const char *list;
    size_t i;

    bring(world, "list");
    list = reply_to(world);
    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct fu_letter *mail =
            numbered(world, fu_arena_copy_n(world->arena, list, strcspn(list, "@")));

        mail->in_reply_to = "answer.1@example.org";
        mail->text = texts[i];
        take(world, mail, NOW, NOW);
        assert_says(world, "Nothing is changed");
    }
    assert_int_equal(get(world, id)->next, NOW + 3 * DAY);
}

static void a_word_without_a_token_is_asked_of_which_follow_up(void **state)
{
    static const char *const words[] = {"done", "skip", "undo"};
    struct world *world = *state;
    size_t i;

    ask(world, "3days");
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(bring(world, words[i]), 1);
        assert_string_equal(decision(world), "no change");
        assert_says(world, words[i]);
        assert_says(world, "alone does not say of which");
        assert_null(strstr(last_answer(world), "That link"));
    }
    assert_state(world, only_followup(world), FU_PENDING);
}

static void a_damaged_token_makes_no_address(void **state)
{
    struct world *world = *state;

    write_to(world,
        "reply+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@remind.example.org",
        "What now?", NOW);
    assert_non_null(reply_to(world));
}

static void a_reply_to_what_says_that_mails_wait_is_answered_in_turn(void **state)
{
    struct world *world = *state;

    world->settings.max_mail_per_hour = 1;
    bring(world, "3days");
    assert_int_equal(bring(world, "4days"), 1);
    assert_string_equal(reply_to(world), "help@remind.example.org");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reply_to_any_answer_about_a_follow_up_acts_on_it),
        TEST(a_reply_to_a_confirmation_acts_on_what_it_confirms),
        TEST(a_reply_to_an_answer_about_a_held_letter_is_about_that),
        TEST(a_reply_to_what_is_about_none_is_answered_with_help),
        TEST(who_says_the_same_again_is_not_answered_again),
        TEST(who_mistypes_the_same_again_is_answered_three_times),
        TEST(a_reply_that_is_for_others_as_well_is_not_said_to_be_unseen),
        TEST(others_who_answer_all_are_told_nothing),
        TEST(what_opens_nothing_and_is_for_others_is_answered_where_it_asks),
        TEST(a_flag_or_a_tag_in_a_reply_is_refused_with_the_time_alone),
        TEST(a_flag_or_a_tag_in_a_line_of_a_list_is_refused_with_the_time_alone),
        TEST(a_flag_that_it_has_already_changes_nothing_and_is_taken),
        TEST(a_second_click_on_what_a_letter_meant_may_have_its_flag),
        TEST(who_is_not_understood_hears_what_was_read),
        TEST(a_reply_to_a_list_of_which_nothing_is_new_is_told),
        TEST(a_word_without_a_token_is_asked_of_which_follow_up),
        TEST(a_damaged_token_makes_no_address),
        TEST(a_reply_to_what_says_that_mails_wait_is_answered_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
