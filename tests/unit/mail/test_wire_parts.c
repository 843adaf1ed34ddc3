/* The files of a mail on the wire: there and back, and every way of lying. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "followupd/mail/wire.h"

static struct fu_arena *arena;
static struct fu_buffer buffer;

static int begin(void **state)
{
    (void)state;
    arena = fu_arena_new();
    fu_buffer_init(&buffer, FU_WIRE_PARTS_MAX);
    return 0;
}

static int end(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    fu_buffer_free(&buffer);
    return 0;
}

static enum fu_status decode(struct fu_part **parts, size_t *count, size_t *left_out)
{
    struct fu_error error;

    return fu_wire_decode_parts(arena, buffer.data, buffer.length, parts, count, left_out, &error);
}

static bool is_refused(const struct fu_part *part)
{
    struct fu_part *parts;
    size_t count, left_out;

    fu_buffer_clear(&buffer);
    fu_wire_encode_parts(&buffer, part, 1, 0);
    return decode(&parts, &count, &left_out) == FU_PERMANENT;
}

static void files_come_back_as_they_went(void **state)
{
    const struct fu_part sent[] = {{"Angebot März.pdf", "application/pdf", "a\0b", 3},
        {"", "image/svg+xml", "", 0}};
    struct fu_part *parts;
    size_t count, left_out;

    (void)state;
    fu_wire_encode_parts(&buffer, sent, 2, 5);
    assert_int_equal(decode(&parts, &count, &left_out), FU_OK);
    assert_int_equal(count, 2);
    assert_int_equal(left_out, 5);
    assert_string_equal(parts[0].name, "Angebot März.pdf");
    assert_string_equal(parts[0].type, "application/pdf");
    assert_int_equal(parts[0].length, 3);
    assert_memory_equal(parts[0].bytes, "a\0b", 3);
    assert_string_equal(parts[1].name, "");
    assert_int_equal(parts[1].length, 0);
}

static void every_cut_is_refused(void **state)
{
    const struct fu_part sent = {"plan.txt", "text/plain", "hello", 5};
    struct fu_part *parts;
    size_t count, left_out, whole;

    (void)state;
    fu_wire_encode_parts(&buffer, &sent, 1, 0);
    for (whole = buffer.length; buffer.length > 0;) {
        buffer.length--;
        assert_int_equal(decode(&parts, &count, &left_out), FU_PERMANENT);
    }
    buffer.length = whole;
    fu_buffer_add_char(&buffer, 'x');
    assert_int_equal(decode(&parts, &count, &left_out), FU_PERMANENT);
}

static void names_are_clean_lines_of_limited_length(void **state)
{
    char name[FU_MAIL_NAME_MAX + 2];

    (void)state;
    memset(name, 'n', sizeof name);
    name[FU_MAIL_NAME_MAX] = '\0';
    assert_false(is_refused(&(struct fu_part){name, "text/plain", "", 0}));
    name[FU_MAIL_NAME_MAX] = 'n';
    name[FU_MAIL_NAME_MAX + 1] = '\0';
    assert_true(is_refused(&(struct fu_part){name, "text/plain", "", 0}));
    assert_true(is_refused(&(struct fu_part){"a\r\nBcc: b", "text/plain", "", 0}));
    assert_true(is_refused(&(struct fu_part){"a\xff", "text/plain", "", 0}));
}

static void types_are_two_words(void **state)
{
    static const char *const wrong[] = {"", "text", "/", "text/", "/plain", "text/plain; a=b", "te xt/plain",
        "text/plain\r\nX: y", "text/pl/ain"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_true(is_refused(&(struct fu_part){"a", wrong[i], "", 0}));
    }
    assert_false(is_refused(&(struct fu_part){"a", "application/vnd.ms-excel", "", 0}));
}

static void more_files_than_a_mail_may_have_are_refused(void **state)
{
    struct fu_part many[FU_MAIL_ATTACHMENTS_MAX + 1];
    struct fu_part *parts;
    size_t count, left_out, i;

    (void)state;
    for (i = 0; i < FU_MAIL_ATTACHMENTS_MAX + 1; i++) {
        many[i] = (struct fu_part){"a", "text/plain", "x", 1};
    }
    fu_wire_encode_parts(&buffer, many, FU_MAIL_ATTACHMENTS_MAX, 0);
    assert_int_equal(decode(&parts, &count, &left_out), FU_OK);
    fu_buffer_clear(&buffer);
    fu_wire_encode_parts(&buffer, many, FU_MAIL_ATTACHMENTS_MAX + 1, 0);
    assert_int_equal(decode(&parts, &count, &left_out), FU_PERMANENT);
    fu_buffer_clear(&buffer);
    fu_wire_encode_parts(&buffer, many, 1, FU_MAIL_PARTS_MAX + 1); /* the mail itself is one */
    assert_int_equal(decode(&parts, &count, &left_out), FU_OK);
    fu_buffer_clear(&buffer);
    fu_wire_encode_parts(&buffer, many, 1, FU_MAIL_PARTS_MAX + 2);
    assert_int_equal(decode(&parts, &count, &left_out), FU_PERMANENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_come_back_as_they_went, begin, end),
        cmocka_unit_test_setup_teardown(every_cut_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(names_are_clean_lines_of_limited_length, begin, end),
        cmocka_unit_test_setup_teardown(types_are_two_words, begin, end),
        cmocka_unit_test_setup_teardown(more_files_than_a_mail_may_have_are_refused, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
