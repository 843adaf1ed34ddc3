/* The log: one line for one event, whatever its values hold; priorities for the journal; shortened
 * addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/log.h"
#include "followupd/base/text.h"

static int real_stderr;
static int caught;

/* Sends standard error to a file that heard() reads. */
static int catch_stderr(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    real_stderr = dup(STDERR_FILENO);
    caught = memfd_create("log", 0);
    dup2(caught, STDERR_FILENO);
    fu_log_open("test", FU_LOG_INFO);
    return 0;
}

static int release_stderr(void **state)
{
    (void)state;
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    close(caught);
    return 0;
}

static const char *heard(void)
{
    static char text[8 * FU_LOG_LINE_MAX];
    ssize_t length = pread(caught, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    return text;
}

static void an_event_is_a_line_with_the_name(void **state)
{
    (void)state;
    fu_log(FU_LOG_INFO, "fetched %d mails", 3);
    fu_log(FU_LOG_ERROR, "login refused");
    assert_string_equal(heard(), "test: fetched 3 mails\ntest: login refused\n");
}

static void events_below_the_level_are_not_written(void **state)
{
    (void)state;
    fu_log(FU_LOG_DEBUG, "hidden");
    fu_log_set_level(FU_LOG_WARNING);
    assert_int_equal(fu_log_get_level(), FU_LOG_WARNING);
    fu_log(FU_LOG_NOTICE, "hidden");
    fu_log(FU_LOG_WARNING, "seen");
    assert_string_equal(heard(), "test: seen\n");
}

static void values_cannot_break_the_line(void **state)
{
    (void)state;
    fu_log(FU_LOG_INFO, "subject %s", "a\r\n<3>test: forged\x1b[2J\u202Eb\xFF");
    assert_string_equal(heard(), "test: subject a <3>test: forged [2Jb�\n");
}

static void the_name_cannot_break_the_line(void **state)
{
    (void)state;
    char name[200];
    memset(name, 'n', sizeof name);
    name[0] = 'a';
    name[1] = '\n';
    name[sizeof name - 1] = '\0';
    fu_log_open(name, FU_LOG_INFO);
    fu_log(FU_LOG_INFO, "x");
    assert_memory_equal(heard(), "a nn", 4);
    assert_int_equal(strlen(heard()), 63 + strlen(": x\n"));
}

static void the_longest_line_is_whole_and_a_longer_one_is_cut_at_a_character(void **state)
{
    (void)state;
    char text[3 * FU_LOG_LINE_MAX];
    size_t most = FU_LOG_LINE_MAX - strlen("test: ") - 1;
    for (size_t length = most - 4; length < most + 4; length++) {
        assert_int_equal(ftruncate(caught, 0), 0);
        lseek(caught, 0, SEEK_SET);
        memset(text, 'x', length);
        strcpy(text + length - 2, "é");
        fu_log(FU_LOG_INFO, "%s", text);
        size_t written = strlen(heard());
        assert_true(fu_text_is_utf8(heard(), written));
        assert_int_equal(heard()[written - 1], '\n');
        size_t kept = length <= most ? length : length - 2 > most ? most : length - 2;
        assert_int_equal(written, strlen("test: ") + kept + 1);
    }
}

static void a_text_beyond_every_bound_leaves_no_half_character(void **state)
{
    (void)state;
    char text[3 * FU_LOG_LINE_MAX] = "";
    for (size_t length = 0; length + 4 < sizeof text; length += 4) {
        memcpy(text + length, "😀", 5);
    }
    fu_log(FU_LOG_INFO, "%s", text);
    assert_true(strlen(heard()) <= FU_LOG_LINE_MAX);
    assert_null(strstr(heard(), "�"));
}

static void blanks_beyond_every_bound_leave_no_half_character(void **state)
{
    (void)state;
    for (int blanks = 2 * FU_LOG_LINE_MAX - 8; blanks < 2 * FU_LOG_LINE_MAX; blanks++) {
        fu_log(FU_LOG_INFO, "x%*s😀😀", blanks, "");
    }
    assert_null(strstr(heard(), "�"));
}

static void an_event_that_cannot_be_formatted_is_still_a_line(void **state)
{
    (void)state;
    const wchar_t no_character[] = {0x7FFFFFFF, 0};
    fu_log(FU_LOG_INFO, "%ls", no_character);
    assert_string_equal(heard(), "test: \n");
}

static void errno_survives(void **state)
{
    (void)state;
    close(STDERR_FILENO);
    errno = ENOENT;
    fu_log(FU_LOG_INFO, "nobody hears this");
    assert_int_equal(errno, ENOENT);
}

static void set_journal(const char *format)
{
    struct stat status;
    char stream[64];
    fstat(STDERR_FILENO, &status);
    if (strcmp(format, "same") == 0) {
        snprintf(
            stream, sizeof stream, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    } else {
        snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)status.st_dev,
            (uintmax_t)status.st_ino + 1);
    }
    setenv("JOURNAL_STREAM", stream, 1);
    fu_log_open("test", FU_LOG_DEBUG);
}

static void lines_for_the_journal_carry_their_priority(void **state)
{
    (void)state;
    set_journal("same");
    for (int level = FU_LOG_ERROR; level <= FU_LOG_DEBUG; level++) {
        fu_log((enum fu_log_level)level, "x");
    }
    assert_string_equal(heard(), "<3>test: x\n<4>test: x\n<5>test: x\n<6>test: x\n<7>test: x\n");
}

static void an_inherited_variable_for_another_stream_is_no_journal(void **state)
{
    (void)state;
    set_journal("other");
    fu_log(FU_LOG_INFO, "x");
    assert_string_equal(heard(), "test: x\n");
}

static void level_words_are_read_exactly(void **state)
{
    (void)state;
    assert_int_equal(fu_log_level_parse("error"), FU_LOG_ERROR);
    assert_int_equal(fu_log_level_parse("warning"), FU_LOG_WARNING);
    assert_int_equal(fu_log_level_parse("notice"), FU_LOG_NOTICE);
    assert_int_equal(fu_log_level_parse("info"), FU_LOG_INFO);
    assert_int_equal(fu_log_level_parse("debug"), FU_LOG_DEBUG);
    assert_int_equal(fu_log_level_parse("Error"), -1);
    assert_int_equal(fu_log_level_parse(""), -1);
    assert_int_equal(fu_log_level_parse("infos"), -1);
}

static void assert_words(const char *words, const char *logged)
{
    char text[200];
    assert_string_equal(fu_log_words(words, text, sizeof text), logged);
}

static void addresses_are_shortened(void **state)
{
    (void)state;
    assert_words("alice@example.org", "a…@example.org");
    assert_words("a@example.org", "a…@example.org");
    assert_words("écrit@example.org", "é…@example.org");
    assert_words("\"a@b\"@example.org", "\"a…@b\"…@example.org");
    assert_words("@example.org", "…@example.org");
    assert_words("somebody", "somebody");
    assert_words("", "");
    assert_words("a@b\r\nc", "a…@b c");
}

static void the_words_of_a_server_stay_but_for_addresses_and_tokens(void **state)
{
    (void)state;
    assert_words("550 5.1.1 <alice@example.org>: Recipient address rejected: User unknown",
        "550 5.1.1 <a…@example.org>: Recipient address rejected: User unknown");
    assert_words("553 <bounce+7-abcdefghij234567abcd@example.org> (for bob@b.example, c@c)",
        "553 <b…@example.org> (for b…@b.example, c…@c)");
    assert_words("451 done+abcdefghij234567abcd is greylisted", "451 done+… is greylisted");
}

static void addresses_are_whole_at_debug_level_but_for_tokens(void **state)
{
    (void)state;
    fu_log_set_level(FU_LOG_DEBUG);
    assert_words("to <alice@example.org>", "to <alice@example.org>");
    assert_words("3days+abcdefghij234567abcd@example.org", "3days+…@example.org");
    assert_words("done+ABCDEFGHIJ234567ABCD", "done+…");
    assert_words("x+abcdefghij234567abc@y", "x+abcdefghij234567abc@y");
}

static void a_small_place_cuts_the_words_at_a_character(void **state)
{
    (void)state;
    char text[8] = "zzzzzzz";
    assert_string_equal(fu_log_words("alice@example.org", text, 4), "a");
    assert_int_equal(text[4], 'z');
    assert_string_equal(fu_log_words("alice@example.org", text, 5), "a…");
    assert_string_equal(fu_log_words("alice@example.org", text, 1), "");
    assert_string_equal(fu_log_words("alice@example.org", text, 0), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, catch_stderr, release_stderr)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_is_a_line_with_the_name),
        TEST(events_below_the_level_are_not_written),
        TEST(values_cannot_break_the_line),
        TEST(the_name_cannot_break_the_line),
        TEST(the_longest_line_is_whole_and_a_longer_one_is_cut_at_a_character),
        TEST(a_text_beyond_every_bound_leaves_no_half_character),
        TEST(blanks_beyond_every_bound_leave_no_half_character),
        TEST(an_event_that_cannot_be_formatted_is_still_a_line),
        TEST(errno_survives),
        TEST(lines_for_the_journal_carry_their_priority),
        TEST(an_inherited_variable_for_another_stream_is_no_journal),
        TEST(level_words_are_read_exactly),
        TEST(addresses_are_shortened),
        TEST(the_words_of_a_server_stay_but_for_addresses_and_tokens),
        TEST(addresses_are_whole_at_debug_level_but_for_tokens),
        TEST(a_small_place_cuts_the_words_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
