/* A file that followupctl imports: the lines of an export, or a table of follow-ups for one person.
 *
 * Oracles: a file is refused and nothing of it is in the store, or it is taken; then all that the
 * store says in an export is clean, and that export is taken by an empty store, which exports the
 * very same. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/ctl/commands.h"
#include "../../src/ctl/import.h"
#include "clean.h"
#include "followupd/base/file.h"

enum { STORE_MAX = 4 * 1024 * 1024 };

static char folder[] = "/dev/shm/followupd-XXXXXX";
static struct fu_arena *kept; /* from the first input to the last */
static const char *store_path, *journal_path, *rows_path;
static struct fu_buffer pristine; /* the bytes of an empty store */
static struct fu_ctl ctl;
static struct fu_error error;
static FILE *nowhere;

#define CONFIG                                                                                     \
    "[daemon]\nstate = %s\n"                                                                       \
    "[inbox main]\nurl = imaps://imap.example.org\nuser = x\npassword_credential = x\n"            \
    "[smtp]\nurl = smtps://mail.example.org\nuser = x\npassword_credential = x\n"                  \
    "from = Follow-ups <remind@example.org>\n"                                                     \
    "[addresses]\ndomain = remind.example.org\n"                                                   \
    "[people]\nallow = *@example.org\nsender_check = none\n"

static void clean_up(void)
{
    const char *command = fu_arena_print(kept, "rm -r %s", folder);
    must(system(command) == 0, "the folder goes", folder);
}

static const char *path_of(const char *name)
{
    return fu_arena_print(kept, "%s/%s", folder, name);
}

static void make_folder(void)
{
    find_place(folder);
    must(mkdtemp(folder) != NULL, "there is a folder", folder);
    atexit(clean_up);
    store_path = path_of("followupd.db");
    journal_path = path_of("followupd.db-journal");
    rows_path = path_of("rows");
}

static void start(void)
{
    kept = fu_arena_new();
    ctl = (struct fu_ctl){.command = "import", .now = INT64_C(1794994200), .zone = "UTC"};
    make_folder();
    const char *path = path_of("conf"), *text = fu_arena_print(kept, CONFIG, folder);
    fu_buffer_init(&pristine, STORE_MAX);
    must(fu_file_write(path, text, strlen(text), &error) == FU_OK &&
             fu_setup_load(kept, path, &ctl.setup, &error) == FU_OK &&
             fu_setup_key(ctl.setup, &error) == FU_OK &&
             fu_store_prepare(folder, &error) == FU_OK &&
             fu_file_read(store_path, false, &pristine, &error) == FU_OK &&
             fu_store_open(folder, &ctl.store, &error) == FU_OK,
        "there is a store", error.text);
    nowhere = fopen("/dev/null", "we");
}

static void empty_store(void)
{
    fu_store_close(&ctl.store);
    unlink(journal_path);
    must(fu_file_write(store_path, pristine.data, pristine.length, &error) == FU_OK &&
             fu_store_open(folder, &ctl.store, &error) == FU_OK,
        "there is a store", error.text);
}

/* Runs a command on a file; what it prints, to be freed. */
static char *run(int command(struct fu_ctl *, const struct fu_ctl_arguments *),
    const char **operands, size_t count, int *exit_status)
{
    struct fu_ctl_arguments arguments = {.operands = operands, .operand_count = count};
    FILE *out = stdout, *err = stderr;
    char *printed = NULL;
    size_t length = 0;
    stdout = open_memstream(&printed, &length);
    stderr = nowhere;
    *exit_status = command(&ctl, &arguments);
    fclose(stdout);
    stdout = out;
    stderr = err;
    must(strlen(printed) == length, "no NUL is printed", printed);
    return printed;
}

static bool import(const char *bytes, size_t length)
{
    int exit_status;
    must(fu_file_write(rows_path, bytes, length, &error) == FU_OK, "the file takes the bytes",
        error.text);
    const char *operands[] = {rows_path, "alice@example.org"};
    free(run(fu_ctl_import, operands, length > 0 && bytes[0] == '{' ? 1 : 2, &exit_status));
    return exit_status == 0;
}

static char *export(void)
{
    int exit_status;
    char *text = run(fu_ctl_export, NULL, 0, &exit_status);
    must(exit_status == 0, "the store is exported", text);
    return text;
}

/* Whether the column of a row may have several lines; what is no row may not. */
static bool has_lines(const char *table, const char *name)
{
    const struct fu_transfer_table *found = fu_transfer_find(table);
    for (size_t i = 0; found != NULL && i < found->column_count; i++) {
        if (strcmp(found->columns[i].name, name) == 0) {
            return found->columns[i].kind == FU_COLUMN_TEXT;
        }
    }
    return false;
}

static void check_row(const char *table, json_t *row, const char *line)
{
    const char *name;
    json_t *value;
    json_object_foreach(row, name, value)
    {
        const char *text = json_is_string(value) ? json_string_value(value) : "";
        must(is_clean(text, has_lines(table, name)), "a text is clean", line);
    }
}

static void check_lines(char *text)
{
    char *rest, *line = strtok_r(text, "\n", &rest);
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        json_t *row = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        must(row != NULL && json_object_size(row) == 1, "an export is JSON", line);
        const char *table = json_object_iter_key(json_object_iter(row));
        check_row(table, json_object_get(row, table), line);
        json_decref(row);
    }
}

static void check_taken(void)
{
    char *first = export();
    empty_store();
    must(import(first, strlen(first)), "what was exported is taken", first);
    char *second = export();
    must(strcmp(first, second) == 0, "and exported the same", second);
    check_lines(first);
    free(first);
    free(second);
}

static void check_nothing_taken(void)
{
    struct fu_store_counts counts;
    must(fu_store_count(ctl.store, ctl.now, &counts, &error) == FU_OK, "the store is counted",
        error.text);
    must(counts.people == 0 && counts.pending == 0 && counts.queued == 0 && counts.waiting == 0,
        "of a refused file nothing is taken", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (kept == NULL) {
        start();
    }
    ctl.arena = fu_arena_new();
    if (import((const char *)bytes, length)) {
        reached++;
        check_taken();
        empty_store();
    } else {
        check_nothing_taken();
    }
    fu_arena_free(&ctl.arena);
    return 0;
}
