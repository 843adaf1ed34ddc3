/* The checked allocator and the arenas: alignment, zeroes, reuse, and the end of the process at
 * exhaustion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/memory.h"

enum { EXHAUSTED = 70, BLOCK = 16 * 1024 };

static bool all_zero(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void allocated_memory_is_zero(void **state)
{
    (void)state;
    unsigned char *memory = fu_allocate(33, 7);
    assert_true(all_zero(memory, 33 * 7));
    free(memory);
}

static void nothing_allocated_is_still_an_address(void **state)
{
    (void)state;
    void *memory = fu_allocate(0, 8);
    assert_non_null(memory);
    memory = fu_reallocate(memory, 0, 0);
    assert_non_null(memory);
    free(memory);
}

static void reallocation_keeps_the_content(void **state)
{
    (void)state;
    char *text = fu_copy("content");
    text = fu_reallocate(text, 100000, 3);
    assert_string_equal(text, "content");
    free(text);
}

static void copies_end_at_the_length_or_at_a_nul(void **state)
{
    (void)state;
    char *whole = fu_copy("alpha");
    char *cut = fu_copy_n("alpha", 3);
    char *unended = fu_copy_n((const char[]){'a', 'b'}, 2);
    char *shorter = fu_copy_n("al\0pha", 6);
    assert_string_equal(whole, "alpha");
    assert_string_equal(cut, "alp");
    assert_string_equal(unended, "ab");
    assert_string_equal(shorter, "al");
    free(whole);
    free(cut);
    free(unended);
    free(shorter);
}

/* Runs job in a child; its exit status, and what it said in said. */
static int end_of(void (*job)(void), char *said, size_t size)
{
    int pipe_ends[2];
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        job();
        _exit(0);
    }
    close(pipe_ends[1]);
    size_t length = 0;
    ssize_t got;
    while ((got = read(pipe_ends[0], said + length, size - 1 - length)) > 0) {
        length += (size_t)got;
    }
    said[length] = '\0';
    close(pipe_ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void allocate_overflowing_product(void)
{
    fu_allocate(SIZE_MAX / 2, 3);
}

static void reallocate_overflowing_product(void)
{
    fu_reallocate(NULL, 2, SIZE_MAX / 2 + 1);
}

static void arena_overflowing_product(void)
{
    fu_arena_allocate(fu_arena_new(), SIZE_MAX / 2, 3);
}

static void arena_overflowing_rounding(void)
{
    fu_arena_allocate(fu_arena_new(), SIZE_MAX - 1, 1);
}

static void arena_overflowing_header(void)
{
    fu_arena_allocate(fu_arena_new(), SIZE_MAX - 48, 1);
}

static void sizes_that_overflow_end_the_process(void **state)
{
    (void)state;
    void (*const jobs[])(void) = {allocate_overflowing_product, reallocate_overflowing_product,
        arena_overflowing_product, arena_overflowing_rounding, arena_overflowing_header};
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        char said[512];
        assert_int_equal(end_of(jobs[i], said, sizeof said), EXHAUSTED);
        assert_non_null(strstr(said, "followupd: no memory is left"));
        assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    }
}

#ifndef __SANITIZE_ADDRESS__
static void take_more_than_allowed(void)
{
    struct rlimit limit = {64 << 20, 64 << 20};
    setrlimit(RLIMIT_AS, &limit);
    struct fu_arena *arena = fu_arena_new();
    for (size_t i = 0; i < 100000; i++) {
        fu_arena_allocate(arena, 1024, 1);
    }
}

static void a_process_without_memory_ends_with_70(void **state)
{
    (void)state;
    char said[512];
    assert_int_equal(end_of(take_more_than_allowed, said, sizeof said), EXHAUSTED);
    assert_non_null(strstr(said, "no memory is left"));
}
#endif

static void arena_pieces_are_zero_aligned_and_apart(void **state)
{
    (void)state;
    enum { PIECES = 3000 };
    struct fu_arena *arena = fu_arena_new();
    unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 97 + 1;
        pieces[i] = fu_arena_allocate(arena, size, 1);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        assert_true(all_zero(pieces[i], size));
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t byte = 0; byte < i % 97 + 1; byte++) {
            assert_int_equal(pieces[i][byte], i % 251 + 1);
        }
    }
    fu_arena_free(&arena);
    assert_null(arena);
}

static void memory_is_zero_again_after_a_reset(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < 100; i++) {
            unsigned char *piece = fu_arena_allocate(arena, 300, 1);
            assert_true(all_zero(piece, 300));
            memset(piece, 0xAA, 300);
        }
        fu_arena_reset(arena);
    }
    fu_arena_free(&arena);
}

static void a_reset_arena_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    void *first = fu_arena_allocate(arena, 100, 1);
    fu_arena_allocate(arena, 10 * BLOCK, 1);
    fu_arena_reset(arena);
    assert_ptr_equal(fu_arena_allocate(arena, 100, 1), first);
    fu_arena_free(&arena);
}

static void a_large_piece_does_not_end_the_block_in_use(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    char *before = fu_arena_allocate(arena, 16, 1);
    char *large = fu_arena_allocate(arena, 40 * BLOCK, 1);
    char *after = fu_arena_allocate(arena, 16, 1);
    assert_true(all_zero((unsigned char *)large, 40 * BLOCK));
    assert_true(after > before && after < before + BLOCK);
    fu_arena_free(&arena);
}

static void an_empty_piece_has_an_address_of_its_own(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    void *first = fu_arena_allocate(arena, 0, 0);
    void *second = fu_arena_allocate(arena, 0, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, second);
    fu_arena_free(&arena);
}

static void freeing_no_arena_is_fine(void **state)
{
    (void)state;
    struct fu_arena *none = NULL;
    fu_arena_free(&none);
    assert_null(none);
}

static void arena_copies_end_at_the_length_or_at_a_nul(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    assert_string_equal(fu_arena_copy(arena, "alpha"), "alpha");
    assert_string_equal(fu_arena_copy(arena, ""), "");
    assert_string_equal(fu_arena_copy_n(arena, "alpha", 3), "alp");
    assert_string_equal(fu_arena_copy_n(arena, (const char[]){'a', 'b'}, 2), "ab");
    assert_string_equal(fu_arena_copy_n(arena, "al\0pha", 6), "al");
    assert_string_equal(fu_arena_copy_n(arena, "al", 100000), "al");
    fu_arena_free(&arena);
}

static void printing_into_an_arena_has_no_shortest_and_no_longest(void **state)
{
    (void)state;
    struct fu_arena *arena = fu_arena_new();
    static const size_t widths[] = {1, 254, 255, 256, 257, 5000, 3 * BLOCK};
    assert_string_equal(fu_arena_print(arena, "%s", ""), "");
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        char *text = fu_arena_print(arena, "%0*d", (int)widths[i], 7);
        assert_int_equal(strlen(text), widths[i]);
        assert_int_equal(text[widths[i] - 1], '7');
    }
    fu_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocated_memory_is_zero),
        cmocka_unit_test(nothing_allocated_is_still_an_address),
        cmocka_unit_test(reallocation_keeps_the_content),
        cmocka_unit_test(copies_end_at_the_length_or_at_a_nul),
        cmocka_unit_test(sizes_that_overflow_end_the_process),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(a_process_without_memory_ends_with_70),
#endif
        cmocka_unit_test(arena_pieces_are_zero_aligned_and_apart),
        cmocka_unit_test(memory_is_zero_again_after_a_reset),
        cmocka_unit_test(a_reset_arena_gives_the_same_memory_again),
        cmocka_unit_test(a_large_piece_does_not_end_the_block_in_use),
        cmocka_unit_test(an_empty_piece_has_an_address_of_its_own),
        cmocka_unit_test(freeing_no_arena_is_fine),
        cmocka_unit_test(arena_copies_end_at_the_length_or_at_a_nul),
        cmocka_unit_test(printing_into_an_arena_has_no_shortest_and_no_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
