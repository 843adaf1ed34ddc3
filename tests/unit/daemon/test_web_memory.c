/* What is remembered of feeds, and when it is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/daemon/web_memory.h"

enum { NOW = 1795000000 };

static const struct fu_feed_version known = {.etag = "\"a\"", .modified = NOW - 5};

static void key_of(const char *tag, unsigned char *key)
{
    fu_feed_key(&(struct fu_web_feed){.token = "t", .tag = tag, .alarm = ""}, key);
}

static bool recalls(struct feed_memory *memory, const char *tag, int64_t version, fu_instant now)
{
    unsigned char key[FU_DIGEST_SIZE];

    key_of(tag, key);
    return fu_feed_recall(memory, key, version, now) != NULL;
}

/* Remembers the feed of that tag. */
static void fill(struct feed_memory *memory, const char *tag)
{
    unsigned char key[FU_DIGEST_SIZE];

    key_of(tag, key);
    fu_feed_recall(memory, key, 7, NOW);
    fu_feed_remember(memory, key, &known);
}

static void a_version_is_recalled_until_something_is_committed(void **state)
{
    static struct feed_memory memory;

    (void)state;
    assert_false(recalls(&memory, "", 0, 0));
    fill(&memory, "");
    assert_true(recalls(&memory, "", 7, NOW));
    assert_false(recalls(&memory, "acme", 7, NOW));
    assert_false(recalls(&memory, "", 8, NOW));
    assert_false(recalls(&memory, "", 7, NOW));
}

static void it_is_forgotten_in_time(void **state)
{
    static struct feed_memory memory;

    (void)state;
    fill(&memory, "");
    assert_true(recalls(&memory, "", 7, NOW + FEED_MEMORY_SECONDS - 1));
    assert_false(recalls(&memory, "", 7, NOW + FEED_MEMORY_SECONDS));
    fill(&memory, "");
    assert_false(recalls(&memory, "", 7, NOW - 1));
}

static void every_part_of_what_is_asked_for_is_in_its_name(void **state)
{
    static const struct fu_web_feed feeds[] = {{.token = "t", .tag = "", .alarm = ""},
        {.token = "u", .tag = "", .alarm = ""},
        {.token = "t", .todo = true, .tag = "", .alarm = ""},
        {.token = "t", .tag = "a", .alarm = ""}, {.token = "t", .tag = "", .alarm = "a"},
        {.token = "t", .tag = "todo", .alarm = ""}};
    enum { COUNT = sizeof feeds / sizeof *feeds };
    unsigned char keys[COUNT][FU_DIGEST_SIZE];
    size_t i, j;

    (void)state;
    for (i = 0; i < COUNT; i++) {
        fu_feed_key(&feeds[i], keys[i]);
        for (j = 0; j < i; j++)
            assert_memory_not_equal(keys[i], keys[j], FU_DIGEST_SIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_recalled_until_something_is_committed),
        cmocka_unit_test(it_is_forgotten_in_time),
        cmocka_unit_test(every_part_of_what_is_asked_for_is_in_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
