#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "followupd/base/base64.h"

/* RFC 4648, section 10. */
static const char *const vectors[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

static void the_vectors_of_the_rfc(void **state)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_buffer text;
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        fu_buffer_init(&text, 100);
        fu_base64_add(&text, vectors[i][0], strlen(vectors[i][0]));
        assert_string_equal(text.data, vectors[i][1]);
        assert_string_equal(fu_base64_read(arena, text.data, text.length, &count), vectors[i][0]);
        assert_int_equal(count, strlen(vectors[i][0]));
        fu_buffer_free(&text);
    }
    fu_arena_free(&arena);
}

static void long_bytes_come_back(void **state)
{
    enum { LENGTH = 100003 };
    static char bytes[LENGTH];
    struct fu_arena *arena = fu_arena_new();
    struct fu_buffer text;
    size_t count;

    (void)state;
    for (size_t i = 0; i < LENGTH; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    fu_buffer_init(&text, 2 * LENGTH);
    fu_base64_add(&text, bytes, LENGTH);
    assert_null(strchr(text.data, '\n'));
    assert_memory_equal(fu_base64_read(arena, text.data, text.length, &count), bytes, LENGTH);
    assert_int_equal(count, LENGTH);
    fu_buffer_free(&text);
    fu_arena_free(&arena);
}

static void what_is_none_is_refused(void **state)
{
    static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "Z!==", "Zg==Zg==", "Zm9vY"};
    struct fu_arena *arena = fu_arena_new();
    size_t count;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (fu_base64_read(arena, bad[i], strlen(bad[i]), &count))
            fail_msg("“%s” is read", bad[i]);
    }
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_rfc),
        cmocka_unit_test(long_bytes_come_back),
        cmocka_unit_test(what_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
