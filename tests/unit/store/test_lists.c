#include "support.h"

#include "../../../src/store/lists.h"

static const char *write_texts(struct world *world, const char *const *texts, size_t count)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_LIST_TEXT_MAX);
    fu_list_texts(&buffer, texts, count);
    const char *text = fu_arena_copy(world->arena, buffer.data);
    fu_buffer_free(&buffer);
    return text;
}

static const char *write_mailboxes(
    struct world *world, const struct fu_mailbox *items, size_t count)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_LIST_TEXT_MAX);
    fu_list_mailboxes(&buffer, &(struct fu_mailbox_list){items, count});
    const char *text = fu_arena_copy(world->arena, buffer.data);
    fu_buffer_free(&buffer);
    return text;
}

static void texts_stand_one_a_line(void **state)
{
    static const char *const texts[] = {"a@x", "", "b c@x", "ä@x"};
    struct world *world = *state;
    const char *const *read;
    size_t count;
    const char *text = write_texts(world, texts, 4);
    assert_string_equal(text, "a@x\nb c@x\nä@x");
    fu_list_read_texts(world->arena, text, &read, &count);
    assert_int_equal(count, 3);
    assert_string_equal(read[0], "a@x");
    assert_string_equal(read[2], "ä@x");
}

static void no_text_is_an_empty_list(void **state)
{
    struct world *world = *state;
    const char *const *read;
    size_t count;
    assert_string_equal(write_texts(world, NULL, 0), "");
    fu_list_read_texts(world->arena, "", &read, &count);
    assert_int_equal(count, 0);
    assert_null(read);
}

static void a_text_with_a_control_character_is_left_out(void **state)
{
    static const char *const texts[] = {"a\nb", "c\r", "d\x7f", "\te", "good"};
    struct world *world = *state;
    const char *const *read;
    size_t count;
    assert_string_equal(write_texts(world, texts, 5), "good");
    fu_list_read_texts(world->arena, "a\n\nb\x01\nc\n", &read, &count);
    assert_int_equal(count, 2);
    assert_string_equal(read[0], "a");
    assert_string_equal(read[1], "c");
}

static void a_list_ends_at_its_limit(void **state)
{
    struct world *world = *state;
    static const char *texts[FU_LIST_MAX + 1];
    const char *const *read;
    size_t count;
    for (size_t i = 0; i <= FU_LIST_MAX; i++) {
        texts[i] = "a";
    }
    assert_int_equal(strlen(write_texts(world, texts, FU_LIST_MAX)), 2 * FU_LIST_MAX - 1);
    assert_int_equal(strlen(write_texts(world, texts, FU_LIST_MAX + 1)), 2 * FU_LIST_MAX - 1);
    char *more = fu_arena_print(world->arena, "%s\nb", write_texts(world, texts, FU_LIST_MAX));
    fu_list_read_texts(world->arena, more, &read, &count);
    assert_int_equal(count, FU_LIST_MAX);
    assert_string_equal(read[FU_LIST_MAX - 1], "a");
}

static void a_list_of_mailboxes_ends_at_its_limit(void **state)
{
    enum { LENGTH = sizeof "a@x.org" - 1 };
    struct world *world = *state;
    static struct fu_mailbox items[FU_LIST_MAX + 1];
    struct fu_mailbox_list read;
    for (size_t i = 0; i <= FU_LIST_MAX; i++) {
        items[i] = (struct fu_mailbox){"", "a@x.org"};
    }
    const char *text = write_mailboxes(world, items, FU_LIST_MAX);
    assert_int_equal(strlen(text), FU_LIST_MAX * (LENGTH + 1) - 1);
    assert_string_equal(write_mailboxes(world, items, FU_LIST_MAX + 1), text);
    fu_list_read_mailboxes(world->arena, text, &read);
    assert_int_equal(read.count, FU_LIST_MAX);
    fu_list_read_mailboxes(world->arena, fu_arena_print(world->arena, "%s\nb@x.org", text), &read);
    assert_int_equal(read.count, FU_LIST_MAX);
    assert_string_equal(read.items[FU_LIST_MAX - 1].address, "a@x.org");
}

static void a_list_is_cut_at_whole_items(void **state)
{
    static const char *const texts[] = {"12345", "678", "90"};
    static const struct fu_mailbox boxes[] = {{"Bob", "b@x.org"}, {"", "c@x.org"}};
    struct fu_buffer buffer;
    (void)state;
    fu_buffer_init(&buffer, 9);
    fu_list_texts(&buffer, texts, 3);
    assert_string_equal(buffer.data, "12345\n90");
    assert_false(buffer.overflowed);
    fu_buffer_free(&buffer);
    fu_buffer_init(&buffer, 10);
    fu_list_mailboxes(&buffer, &(struct fu_mailbox_list){boxes, 2});
    assert_string_equal(buffer.data, "c@x.org");
    assert_false(buffer.overflowed);
    fu_buffer_free(&buffer);
}

static void mailboxes_come_back_with_their_names(void **state)
{
    static const struct fu_mailbox items[] = {{"Bob  B.", "bob@example.com"},
        {"", "carol@example.com"}, {"Line\nbreak\x7f", "dave@example.com"},
        {"Nobody", "no address"}, {"Nobody", ""}};
    struct world *world = *state;
    struct fu_mailbox_list list;
    const char *text = write_mailboxes(world, items, 5);
    assert_string_equal(
        text, "bob@example.com Bob  B.\ncarol@example.com\ndave@example.com Line break ");
    fu_list_read_mailboxes(world->arena, text, &list);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[0].address, "bob@example.com");
    assert_string_equal(list.items[0].name, "Bob  B.");
    assert_string_equal(list.items[1].address, "carol@example.com");
    assert_string_equal(list.items[1].name, "");
    assert_string_equal(list.items[2].name, "Line break ");
}

static void what_was_tampered_with_is_left_out(void **state)
{
    struct world *world = *state;
    struct fu_mailbox_list list;
    fu_list_read_mailboxes(
        world->arena, "\n Bob\nbob@@x Bob\na@x.org\r\nbob@example.com Bob\n<c@x.org> C\n", &list);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].address, "bob@example.com");
    fu_list_read_mailboxes(world->arena, "", &list);
    assert_int_equal(list.count, 0);
    assert_null(list.items);
}

static void a_wall_clock_comes_back(void **state)
{
    static const struct fu_civil clocks[] = {
        {1970, 1, 1, 0, 0, 0}, {2026, 11, 18, 8, 5, 9}, {2199, 12, 31, 23, 59, 59}};
    static const char *const texts[] = {
        "1970-01-01T00:00:00", "2026-11-18T08:05:09", "2199-12-31T23:59:59"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[FU_CIVIL_SIZE];
        struct fu_civil read;
        fu_civil_write(&clocks[i], text);
        assert_string_equal(text, texts[i]);
        fu_civil_read(text, &read);
        assert_memory_equal(&read, &clocks[i], sizeof read);
    }
}

static void what_is_no_wall_clock_is_all_zeros(void **state)
{
    static const char *const texts[] = {"", "2026-11-18", "2026-11-18T08:05:09Z",
        "2026-11-18 08:05:09", "2026-13-18T08:05:09", "2026-11-00T08:05:09", "2026-11-18T24:05:09",
        "2026-11-18T08:60:09", "2026-11-18T08:05:60", "1969-11-18T08:05:09", "2200-11-18T08:05:09",
        "2026-11-18T08:05:0x", "-026-11-18T08:05:09"};
    static const struct fu_civil none;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct fu_civil read = {1, 1, 1, 1, 1, 1};
        fu_civil_read(texts[i], &read);
        assert_memory_equal(&read, &none, sizeof none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(texts_stand_one_a_line, make_folder),
        TEST(no_text_is_an_empty_list, make_folder),
        TEST(a_text_with_a_control_character_is_left_out, make_folder),
        TEST(a_list_ends_at_its_limit, make_folder),
        TEST(a_list_of_mailboxes_ends_at_its_limit, make_folder),
        cmocka_unit_test(a_list_is_cut_at_whole_items),
        TEST(mailboxes_come_back_with_their_names, make_folder),
        TEST(what_was_tampered_with_is_left_out, make_folder),
        cmocka_unit_test(a_wall_clock_comes_back),
        cmocka_unit_test(what_is_no_wall_clock_is_all_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
