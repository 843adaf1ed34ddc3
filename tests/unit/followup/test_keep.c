/* What is kept of a request's mail: all of it, its text, or its headers. */
#include "world.h"

static struct fu_stored_letter *kept(struct world *world, enum fu_keep keep)
{
    struct fu_stored_letter *letter;
    int64_t id;

    world->settings.keep = keep;
    id = ask(world, "3days");
    assert_good(world, fu_store_letter_get(world->store, world->arena, get(world, id)->letter,
                           &letter, &world->error));
    assert_non_null(letter);
    /* Without these no reminder could be threaded. */
    assert_string_equal(letter->subject, "Proposal");
    assert_string_equal(letter->from.address, "alice@example.org");
    assert_int_equal(letter->to.count, 1);
    assert_true(letter->message_id[0] != '\0');
    return letter;
}

static void everything_is_kept(void **state)
{
    struct world *world = *state;
    struct fu_stored_letter *letter = kept(world, FU_KEEP_FULL);
    const char *raw;
    size_t length;

    assert_string_equal(letter->text, "Hello.\n");
    assert_true(letter->has_raw);
    assert_good(world, fu_store_letter_raw(
                           world->store, world->arena, letter->id, &raw, &length, &world->error));
    assert_int_equal(length, 3);
    assert_memory_equal(raw, "raw", 3);
}

static void the_text_is_kept(void **state)
{
    struct fu_stored_letter *letter = kept(*state, FU_KEEP_TEXT);

    assert_string_equal(letter->text, "Hello.\n");
    assert_false(letter->has_raw);
}

static void the_headers_are_kept(void **state)
{
    struct fu_stored_letter *letter = kept(*state, FU_KEEP_HEADERS);

    assert_string_equal(letter->text, "");
    assert_false(letter->has_raw);
}

/* The reminder comes without what is not there, and with its thread. */
static void a_reminder_of_headers_is_whole(void **state)
{
    struct world *world = *state;
    struct fu_turn claimed;

    kept(world, FU_KEEP_HEADERS);
    claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
    assert_int_equal(claimed.count, 1);
    assert_non_null(strstr(claimed.parcels[0].bytes, "In-Reply-To: <m1@example.org>"));
    assert_null(strstr(claimed.parcels[0].bytes, "Hello."));
}

/* A note to self with files, of which some or none are kept. */
static void note(struct world *world, bool whole)
{
    static const struct fu_mailbox self[] = {{"", "3days@remind.example.org"}};
    struct fu_letter *made =
        letter(world, fu_arena_print(world->arena, "n%u@example.org", world->uid + 1), "3days");

    made->to = (struct fu_mailbox_list){self, 1};
    made->attachment_count = 2;
    made->whole = whole;
    take(world, made, NOW, NOW);
}

static bool unreadable(void *context, struct fu_arena *arena, const char *raw, size_t length,
    struct fu_part **files, size_t *count, size_t *left_out)
{
    (void)context, (void)arena, (void)raw, (void)length, (void)files, (void)count, (void)left_out;
    return false;
}

static void a_note_without_its_files_says_why(void **state)
{
    static const struct {
        enum fu_keep keep;
        bool whole;
        const char *says;
    } rows[] = {{FU_KEEP_FULL, false, "What was attached is too large to come along;"},
        {FU_KEEP_TEXT, false, "What was attached is too large to come along;"},
        {FU_KEEP_TEXT, true, "2 attachments were not kept for this;"},
        {FU_KEEP_HEADERS, true, "2 attachments were not kept for this;"},
        {FU_KEEP_FULL, true, "2 attachments could not be read;"}};
    struct world *world = *state;
    struct fu_turn claimed;
    size_t i;

    world->settings.read_files = unreadable;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        world->settings.keep = rows[i].keep;
        note(world, rows[i].whole);
        claimed = turn(world, NULL, 0, NOW + 3 * DAY, FU_TURN_MAX);
        assert_int_equal(claimed.count, 1);
        assert_non_null(strstr(claimed.parcels[0].bytes, rows[i].says));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_is_kept),
        TEST(the_text_is_kept),
        TEST(the_headers_are_kept),
        TEST(a_reminder_of_headers_is_whole),
        TEST(a_note_without_its_files_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
