/* The sample configuration: conf/followupd.conf is what the table of options makes it, it loads,
 * and damaged copies of it are refused in good order. `unit-config-sample --print` prints it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/number.h"
#include "followupd/config/config.h"
#include "../../../src/config/table.h"
#include "../../lib/folder.h"

#define SAMPLE FU_TEST_FOLDER "/../../../conf/followupd.conf"

static char folder[64];
static char config_path[96], password_path[96];
static struct fu_error error;

static int open_folder(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "unit-config-sample")) {
        return -1;
    }
    snprintf(config_path, sizeof config_path, "%s/followupd.conf", folder);
    snprintf(password_path, sizeof password_path, "%s/password", folder);
    return fu_file_write(password_path, "x\n", 2, &error) == FU_OK ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    unlink(config_path);
    unlink(password_path);
    return rmdir(folder);
}

/* The sample with our password file in place of its two. */
static void make_usable(struct fu_buffer *text)
{
    struct fu_buffer sample;
    static const char key[] = "\npassword_file = ";
    fu_buffer_init(&sample, FU_CONFIG_SIZE_MAX);
    fu_buffer_init(text, FU_CONFIG_SIZE_MAX);
    fu_config_sample(&sample);
    const char *at = sample.data, *found = NULL;
    int replaced = 0;
    for (; (found = strstr(at, key)) != NULL; replaced++) {
        fu_buffer_add(text, at, (size_t)(found - at));
        fu_buffer_print(text, "%s%s", key, password_path);
        at = strchr(found + 1, '\n');
    }
    fu_buffer_add_text(text, at);
    assert_int_equal(replaced, 2);
    fu_buffer_free(&sample);
}

static enum fu_status load(struct fu_arena *arena, const struct fu_buffer *text)
{
    struct fu_config *config;
    assert_int_equal(fu_file_write(config_path, text->data, text->length, &error), FU_OK);
    return fu_config_load(arena, config_path, &config, &error);
}

static void the_committed_sample_is_what_the_table_makes_it(void **state)
{
    (void)state;
    struct fu_buffer made, committed;
    fu_buffer_init(&made, FU_CONFIG_SIZE_MAX);
    fu_buffer_init(&committed, FU_CONFIG_SIZE_MAX);
    fu_config_sample(&made);
    enum fu_status status = fu_file_read(SAMPLE, false, &committed, &error);
    if (status != FU_OK || made.length != committed.length ||
        memcmp(made.data, committed.data, made.length) != 0) {
        fail_msg("conf/followupd.conf is not what options.def says; renew it with\n"
                 "    unit-config-sample --print > conf/followupd.conf");
    }
    fu_buffer_free(&made);
    fu_buffer_free(&committed);
}

static void the_sample_loads_once_its_password_files_exist(void **state)
{
    (void)state;
    struct fu_buffer text;
    struct fu_arena *arena = fu_arena_new();
    make_usable(&text);
    if (load(arena, &text) != FU_OK) {
        fail_msg("%s", error.text);
    }
    fu_buffer_free(&text);
    fu_arena_free(&arena);
}

/* Behind each `;key = default` the default must be accepted where it stands. */
static void the_sample_loads_with_its_defaults_written_out(void **state)
{
    (void)state;
    struct fu_buffer text, bare;
    struct fu_arena *arena = fu_arena_new();
    make_usable(&text);
    fu_buffer_init(&bare, FU_CONFIG_SIZE_MAX);
    int defaults = 0;
    for (const char *at = text.data; *at != '\0'; at++) {
        bool start = at == text.data || at[-1] == '\n';
        bool written = start && *at == ';' && at[1] >= 'a' && at[1] <= 'z';
        /* tls stands beside imap:// only. */
        if (written && strncmp(at, ";tls", 4) != 0) {
            defaults++;
        } else {
            fu_buffer_add_char(&bare, *at);
        }
    }
    if (load(arena, &bare) != FU_OK) {
        fail_msg("%s", error.text);
    }
    assert_true(defaults > 40);
    fu_buffer_free(&text);
    fu_buffer_free(&bare);
    fu_arena_free(&arena);
}

static void every_option_stands_in_the_sample_once_a_section(void **state)
{
    (void)state;
    struct fu_buffer sample;
    fu_buffer_init(&sample, FU_CONFIG_SIZE_MAX);
    fu_config_sample(&sample);
    const char *section = sample.data;
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        char title[64], key[64];
        snprintf(title, sizeof title, "\n[%s", fu_config_sections[i].name);
        section = strstr(section, title);
        assert_non_null(section);
        const char *at = section;
        for (size_t j = 0; j < fu_config_sections[i].count; j++) {
            const struct fu_config_option *option = &fu_config_sections[i].options[j];
            snprintf(key, sizeof key, "%s =", option->key);
            at = strstr(at, key);
            assert_non_null(at);
            assert_true(at[-1] == '\n' || (at[-1] == ';' && at[-2] == '\n'));
            assert_true(strlen(option->help) > 0);
        }
    }
    fu_buffer_free(&sample);
}

static void no_line_of_the_sample_is_wide_or_ends_in_blanks(void **state)
{
    (void)state;
    enum { WIDTH = 110 };
    struct fu_buffer sample;
    fu_buffer_init(&sample, FU_CONFIG_SIZE_MAX);
    fu_config_sample(&sample);
    assert_false(sample.overflowed);
    for (const char *at = sample.data; *at != '\0'; at++) {
        size_t length = strcspn(at, "\n");
        assert_true(length <= WIDTH);
        assert_true(length == 0 || at[length - 1] != ' ');
        at += length;
        assert_int_equal(*at, '\n');
    }
    fu_buffer_free(&sample);
}

/* The same numbers in every run. */
static uint32_t next_number(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* One change of a kind that editors and bad disks make. */
static void mutate(struct fu_buffer *text, uint32_t *seed)
{
    size_t at = next_number(seed) % text->length;
    size_t length = next_number(seed) % (text->length - at);
    char c = (char)next_number(seed);
    switch (next_number(seed) % 6) {
    case 0:
        text->data[at] = c;
        break;
    case 1:
        memmove(text->data + at, text->data + at + length, text->length - at - length);
        text->length -= length;
        break;
    case 2:
        text->length = at;
        break;
    case 3:
        text->data[at] = "\n[]=;: \t\",\\%"[(unsigned char)c % 12];
        break;
    case 4:
        memset(text->data + at, c, length);
        break;
    default:
        text->data[at] = '\n';
        memset(text->data + at + 1, ' ', length > 3 ? 2 : 0);
    }
    text->length += text->length == 0;
}

/* "FILE:LINE: WHAT; CURE", with a line that the file has. */
static void assert_well_said(const struct fu_buffer *text)
{
    size_t path = strlen(config_path), lines = 1;
    for (size_t i = 0; i < text->length; i++) {
        lines += text->data[i] == '\n';
    }
    assert_int_equal(strncmp(error.text, config_path, path), 0);
    assert_int_equal(error.text[path], ':');
    const char *number = error.text + path + 1;
    size_t digits = strcspn(number, ":");
    int64_t line;
    assert_true(fu_number_parse(number, digits, 1, (int64_t)lines, &line));
    assert_int_equal(strncmp(number + digits, ": ", 2), 0);
    assert_non_null(strstr(number, "; "));
}

static void damaged_samples_are_refused_in_good_order_or_taken(void **state)
{
    (void)state;
    enum { ROUNDS = 400, LEAST = 50 };
    uint32_t seed = 1;
    int refused = 0, taken = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct fu_buffer text;
        struct fu_arena *arena = fu_arena_new();
        make_usable(&text);
        for (uint32_t changes = 1 + next_number(&seed) % 3; changes > 0; changes--) {
            mutate(&text, &seed);
        }
        if (load(arena, &text) == FU_OK) {
            taken++;
        } else {
            refused++;
            assert_well_said(&text);
        }
        fu_buffer_free(&text);
        fu_arena_free(&arena);
    }
    assert_true(refused >= LEAST);
    assert_true(taken >= LEAST);
}

static int print(void)
{
    struct fu_buffer sample;
    fu_buffer_init(&sample, FU_CONFIG_SIZE_MAX);
    fu_config_sample(&sample);
    bool written = fwrite(sample.data, 1, sample.length, stdout) == sample.length;
    fu_buffer_free(&sample);
    return written && fflush(stdout) == 0 ? 0 : 1;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_committed_sample_is_what_the_table_makes_it),
        cmocka_unit_test(the_sample_loads_once_its_password_files_exist),
        cmocka_unit_test(the_sample_loads_with_its_defaults_written_out),
        cmocka_unit_test(every_option_stands_in_the_sample_once_a_section),
        cmocka_unit_test(no_line_of_the_sample_is_wide_or_ends_in_blanks),
        cmocka_unit_test(damaged_samples_are_refused_in_good_order_or_taken),
    };
    if (count == 2 && strcmp(arguments[1], "--print") == 0) {
        return print();
    }
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
