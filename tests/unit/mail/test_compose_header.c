/* Header fields: every subject and every display name comes back as it was meant, from short ASCII
 * lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "decode.h"
#include "followupd/base/text.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/limits.h"

enum { COLUMNS = 76, RANDOM_ROUNDS = 3000 };

static struct fu_arena *arena;
static struct fu_buffer buffer;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    fu_buffer_init(&buffer, FU_COMPOSE_MAX);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_buffer_free(&buffer);
    fu_arena_free(&arena);
    return 0;
}

/* The header of a mail with that subject and display name. */
static const char *header(const char *subject, const char *name)
{
    struct fu_error error;
    struct fu_answer answer = {.envelope = {.from = {name, "remind@example.org"},
                                   .to = "alice@example.org",
                                   .message_id = "1@example.org",
                                   .subject = subject}};
    fu_buffer_clear(&buffer);
    assert_int_equal(fu_compose_answer(arena, &answer, &buffer, &error), FU_OK);
    char *copy = fu_arena_copy_n(
        arena, buffer.data, (size_t)(strstr(buffer.data, "\r\n\r\n") - buffer.data) + 2);
    assert_true(lines_are_clean(copy, strlen(copy), COLUMNS));
    return buffer.data;
}

static const char *subject_back(const char *subject)
{
    return words_of(arena, field_of(arena, header(subject, ""), "Subject", NULL));
}

/* The display name of From: encoded words, a quoted string, or atoms. */
static const char *name_back(const char *name)
{
    char *value = field_of(arena, header("x", name), "From", NULL);
    char *address = strrchr(value, '<');
    assert_string_equal(address, "<remind@example.org>");
    assert_int_equal(address[-1], ' ');
    address[-1] = '\0';
    if (*value != '"') {
        return words_of(arena, value);
    }
    char *out = fu_arena_allocate(arena, strlen(value), 1);
    size_t used = 0;
    for (const char *at = value + 1; at[1] != '\0'; at++) {
        at += *at == '\\';
        out[used++] = *at;
    }
    return out;
}

static const char *clean(const char *text, size_t limit)
{
    return fu_text_line(arena, text, strlen(text), limit);
}

static void ascii_subjects_stay_readable(void **state)
{
    (void)state;
    const char *mail = header("Re: Offer, part 2 (of 3): \"hedge\" & trees = fun?", "");
    assert_string_equal(field_of(arena, mail, "Subject", NULL),
        "Re: Offer, part 2 (of 3): \"hedge\" & trees = fun?");
}

static void only_the_words_between_the_first_and_last_odd_one_are_encoded(void **state)
{
    (void)state;
    const char *mail = header("Re: Gr\xC3\xBC\xC3\x9F"
                              "e aus K\xC3\xB6ln am Rhein",
        "");
    assert_string_equal(field_of(arena, mail, "Subject", NULL),
        "Re: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= am Rhein");
}

static void base64_is_taken_where_it_is_clearly_shorter(void **state)
{
    (void)state;
    assert_non_null(strstr(header("caf\xC3\xA9", ""), "=?utf-8?q?caf=C3=A9?="));
    assert_non_null(strstr(header("\xE5\xBA\xAD\xE3\x81\xAE", ""), "=?utf-8?b?5bqt44Gu?="));
}

static void a_subject_that_holds_an_encoded_word_is_not_decoded_by_the_receiver(void **state)
{
    (void)state;
    const char *trick = "Look =?utf-8?q?=0D=0ABcc:_x?= here";
    const char *mail = header(trick, "");
    assert_null(strstr(mail, "=0D=0A"));
    assert_string_equal(subject_back(trick), trick);
    assert_string_equal(subject_back("=?="), "=?=");
    assert_string_equal(name_back("=?utf-8?q?x?="), "=?utf-8?q?x?=");
}

static void long_subjects_come_back_whole(void **state)
{
    (void)state;
    char word[FU_MAIL_SUBJECT_MAX + 2];
    memset(word, 'w', sizeof word);
    for (size_t length = 50; length <= FU_MAIL_SUBJECT_MAX; length += length < 80 ? 1 : 92) {
        word[length] = '\0';
        assert_string_equal(subject_back(word), word);
        char *two = fu_arena_print(
            arena, "%.*s %.*s", (int)length / 2, word, (int)(length - length / 2 - 1), word);
        assert_string_equal(subject_back(two), two);
        word[length] = 'w';
    }
    word[FU_MAIL_SUBJECT_MAX + 1] = '\0';
    assert_int_equal(strlen(subject_back(word)), FU_MAIL_SUBJECT_MAX);
}

static void a_subject_all_of_other_letters_comes_back_whole(void **state)
{
    (void)state;
    static const char *const letters[] = {"\xC3\xA4", "\xE5\xBA\xAD", "\xF0\x9F\x8C\xB3"};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        char subject[FU_MAIL_SUBJECT_MAX + 8] = "";
        while (strlen(subject) + strlen(letters[i]) <= FU_MAIL_SUBJECT_MAX) {
            strncat(subject, letters[i], sizeof subject - strlen(subject) - 1);
        }
        assert_string_equal(subject_back(subject), subject);
    }
}

static void encoded_words_hold_whole_characters(void **state)
{
    (void)state;
    char subject[600] = "x";
    for (int i = 0; i < 100; i++) {
        strncat(subject, i % 3 == 0 ? "\xC3\xA4" : "\xF0\x9F\x8C\xB3",
            sizeof subject - strlen(subject) - 1);
    }
    char *value = field_of(arena, header(subject, ""), "Subject", NULL);
    for (char *word = strtok_r(value, " ", &value); word != NULL;
         word = strtok_r(NULL, " ", &value)) {
        const char *decoded = words_of(arena, word);
        assert_true(fu_text_is_utf8(decoded, strlen(decoded)));
        assert_true(strlen(word) <= 75);
    }
}

static void an_empty_subject_says_that_there_is_none(void **state)
{
    (void)state;
    assert_string_equal(subject_back(""), "(no subject)");
    assert_string_equal(subject_back(" \r\n\t "), "(no subject)");
}

static void display_names_come_back_whole(void **state)
{
    (void)state;
    static const char *const names[] = {"Alice", "Alice Archer", "Follow-up (3 days)",
        "Miller, Bob", "\"Bob\" \\ Miller", "a@b.example", "J\xC3\xB6rg",
        "\xE5\xA4\xAA\xE9\x83\x8E", "Dr. Bob", "a;b:c,d<e>f", "=?x?="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_string_equal(name_back(names[i]), names[i]);
    }
    char *longest = fu_arena_allocate(arena, FU_MAIL_NAME_MAX + 2, 1);
    for (size_t length = 1; length <= FU_MAIL_NAME_MAX; length++) {
        longest[length - 1] = "ab,\"\\c d"[length % 8];
        const char *expected = clean(longest, FU_MAIL_NAME_MAX);
        assert_string_equal(name_back(longest), expected);
    }
    longest[FU_MAIL_NAME_MAX] = 'x';
    assert_int_equal(strlen(name_back(longest)), FU_MAIL_NAME_MAX);
}

static void without_a_name_the_address_stands_alone(void **state)
{
    (void)state;
    assert_string_equal(field_of(arena, header("x", ""), "From", NULL), "remind@example.org");
    assert_string_equal(field_of(arena, header("x", "\r\n"), "From", NULL), "remind@example.org");
}

/* A text of pieces that are hard on the encoder, in an order that the seed gives. */
static char *random_text(uint32_t *seed, size_t pieces)
{
    static const char *const parts[] = {" ", " ", "a", "word", "=?", "?=", "=", "\"", "\\", "\r\n",
        "\t", "\xC3\xA4", "\xE5\xBA\xAD", "\xF0\x9F\x8C\xB3", "\xFF", "\xC2", "\xE2\x80\xA8",
        "\xE2\x80\xAE", "<a@b>", ",", "_", "averyveryverylongwordthatgoesonandon", "\x01"};
    struct fu_buffer text;
    fu_buffer_init(&text, 4096);
    for (size_t i = 0; i < pieces; i++) {
        *seed = *seed * 1664525U + 1013904223U;
        fu_buffer_add_text(&text, parts[(*seed >> 16) % (sizeof parts / sizeof parts[0])]);
    }
    char *copy = fu_arena_copy(arena, text.data);
    fu_buffer_free(&text);
    return copy;
}

static void whatever_is_given_comes_back_as_the_gate_cleans_it(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        char *text = random_text(&seed, 1 + (size_t)round % 120);
        const char *expected = clean(text, FU_MAIL_SUBJECT_MAX);
        assert_string_equal(subject_back(text), *expected != '\0' ? expected : "(no subject)");
        expected = clean(text, FU_MAIL_NAME_MAX);
        if (*expected != '\0') {
            assert_string_equal(name_back(text), expected);
        }
        fu_arena_reset(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ascii_subjects_stay_readable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            only_the_words_between_the_first_and_last_odd_one_are_encoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            base64_is_taken_where_it_is_clearly_shorter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_subject_that_holds_an_encoded_word_is_not_decoded_by_the_receiver, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_subjects_come_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_subject_all_of_other_letters_comes_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(encoded_words_hold_whole_characters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            an_empty_subject_says_that_there_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(display_names_come_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_name_the_address_stands_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            whatever_is_given_comes_back_as_the_gate_cleans_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
