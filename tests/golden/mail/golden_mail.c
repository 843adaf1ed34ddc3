/* Makes every golden mail and compares it with its file (--compare FOLDER) or writes the files
 * (--write FOLDER).
 *
 * A mail is made twice, into different memory, so that bytes that depend on anything but the input
 * show. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/file.h"
#include "followupd/mail/compose.h"
#include "golden_cases.h"

enum { GOLDEN_FILE_MAX = 8 * 1024 * 1024 };

static bool compose(const struct golden_case *golden, struct fu_buffer *buffer)
{
    struct fu_error error = {0};
    struct fu_arena *arena = fu_arena_new();
    fu_buffer_init(buffer, FU_COMPOSE_MAX);
    enum fu_status status = golden->compose(arena, buffer, &error);
    if (status != FU_OK) {
        printf("%s: not composed: %s\n", golden->name, error.text);
    }
    fu_arena_free(&arena);
    return status == FU_OK;
}

static bool same(const struct fu_buffer *a, const struct fu_buffer *b)
{
    return a->length == b->length && memcmp(a->data, b->data, a->length) == 0;
}

/* The number of the first line that differs. */
static size_t first_difference(const struct fu_buffer *a, const struct fu_buffer *b)
{
    size_t line = 1;
    for (size_t i = 0; i < a->length && i < b->length && a->data[i] == b->data[i]; i++) {
        line += a->data[i] == '\n';
    }
    return line;
}

static bool compare(
    const struct golden_case *golden, const struct fu_buffer *mail, const char *path)
{
    struct fu_error error = {0};
    struct fu_buffer file;
    fu_buffer_init(&file, GOLDEN_FILE_MAX);
    bool good = fu_file_read(path, false, &file, &error) == FU_OK;
    if (!good) {
        printf("%s: %s\n", golden->name, error.text);
    } else if (!same(mail, &file)) {
        good = false;
        printf(
            "%s: differs from its file in line %zu\n", golden->name, first_difference(mail, &file));
    }
    fu_buffer_free(&file);
    return good;
}

static bool write_file(
    const struct golden_case *golden, const struct fu_buffer *mail, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(mail->data, 1, mail->length, file) != mail->length ||
        fclose(file) != 0) {
        printf("%s: cannot write %s\n", golden->name, path);
        return false;
    }
    return true;
}

static bool run(const struct golden_case *golden, const char *folder, bool write)
{
    struct fu_buffer first, second;
    bool good = compose(golden, &first);
    good = compose(golden, &second) && good;
    if (good && !same(&first, &second)) {
        printf("%s: made twice, it differs\n", golden->name);
        good = false;
    }
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.eml", folder, golden->name);
    if (good) {
        good = write ? write_file(golden, &first, path) : compare(golden, &first, path);
    }
    fu_buffer_free(&first);
    fu_buffer_free(&second);
    return good;
}

/* How many of them are bad. */
static size_t run_all(const struct golden_case *cases, size_t count, const char *folder, bool write)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        bad += !run(&cases[i], folder, write);
    }
    return bad;
}

int main(int count, char **arguments)
{
    bool write = count == 3 && strcmp(arguments[1], "--write") == 0;
    if (!write && (count != 3 || strcmp(arguments[1], "--compare") != 0)) {
        printf("usage: golden_mail --compare FOLDER | --write FOLDER\n");
        return 64;
    }
    size_t bad = run_all(golden_cases, golden_case_count, arguments[2], write);
    bad += run_all(golden_answers, golden_answer_count, arguments[2], write);
    bad += run_all(golden_confirmations, golden_confirmation_count, arguments[2], write);
    bad += run_all(golden_commands, golden_command_count, arguments[2], write);
    bad += run_all(golden_notices, golden_notice_count, arguments[2], write);
    printf("%zu mails, %zu bad\n",
        golden_case_count + golden_answer_count + golden_confirmation_count + golden_command_count +
            golden_notice_count,
        bad);
    return bad == 0 ? 0 : 1;
}
