/* Loads every configuration of a table and compares what is said of it (--compare FILE), or prints
 * the table with what is said now (--print FILE).
 *
 * A case is "=== NAME", the configuration, "--- SENTENCE". In the configuration \xHH is an octet,
 * \{N}c is c N times, \ at the end joins two lines, DIR is a folder with the files that
 * configurations name, a line @NAME one of the good sections below. In the sentence FILE is the
 * configuration's path; "good" means that it is accepted. No sentence may hold the word hunter2,
 * and each parts what is wrong from what to do by a semicolon. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/config/config.h"

enum { TABLE_MAX = 1024 * 1024, TEXT_MAX = 2 * 1024 * 1024, CASES_LEAST = 50 };

static const char secret[] = "hunter2";

struct section {
    const char *name;
    const char *text;
};

static const struct section sections[] = {
    {"@inbox", "[inbox main]\nurl = imaps://imap.example.org\nuser = remind\n"
               "password_file = DIR/password\n"},
    {"@smtp", "[smtp]\nurl = smtps://mail.example.org\nfrom = remind@example.org\n"},
    {"@addresses", "[addresses]\ndomain = remind.example.org\n"},
    {"@people", "[people]\nallow = alice@example.org\nauthserv_id = mx.example.org\n"},
};

struct golden_case {
    char name[128];
    struct fu_buffer source; /* as in the table */
    char sentence[FU_ERROR_TEXT_MAX];
};

static char folder[] = "/tmp/golden-config-XXXXXX";

static void expand(struct fu_buffer *text, const char *source);

/* An octet, a repetition or itself; returns what follows it. */
static const char *expand_escape(struct fu_buffer *text, const char *at)
{
    char *end;
    if (at[1] == '\n') {
        return at + 2;
    }
    if (at[1] == 'x') {
        char digits[3] = {at[2], at[3], '\0'};
        fu_buffer_add_char(text, (char)strtol(digits, NULL, 16));
        return at + 4;
    }
    if (at[1] == '{') {
        long count = strtol(at + 2, &end, 10);
        for (long i = 0; i < count; i++) {
            fu_buffer_add_char(text, end[1]);
        }
        return end + 2;
    }
    fu_buffer_add_char(text, *at);
    return at + 1;
}

static const char *expand_section(struct fu_buffer *text, const char *at)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        size_t length = strlen(sections[i].name);
        if (strncmp(at, sections[i].name, length) == 0 && at[length] == '\n') {
            expand(text, sections[i].text);
            return at + length + 1;
        }
    }
    fu_buffer_add_char(text, *at);
    return at + 1;
}

static void expand(struct fu_buffer *text, const char *source)
{
    const char *at = source;
    while (*at != '\0') {
        if (*at == '\\') {
            at = expand_escape(text, at);
        } else if (*at == '@' && (at == source || at[-1] == '\n')) {
            at = expand_section(text, at);
        } else if (strncmp(at, "DIR", 3) == 0) {
            fu_buffer_add_text(text, folder);
            at += 3;
        } else {
            fu_buffer_add_char(text, *at++);
        }
    }
}

/* text with each path of a file made here replaced by its word. */
static void shorten(const char *text, const char *path, struct fu_buffer *shortened)
{
    while (*text != '\0') {
        if (strncmp(text, path, strlen(path)) == 0) {
            fu_buffer_add_text(shortened, "FILE");
            text += strlen(path);
        } else if (strncmp(text, folder, strlen(folder)) == 0) {
            fu_buffer_add_text(shortened, "DIR");
            text += strlen(folder);
        } else {
            fu_buffer_add_char(shortened, *text++);
        }
    }
}

/* What the room says of a configuration. */
static void load(const struct golden_case *golden, struct fu_buffer *said)
{
    struct fu_buffer text;
    struct fu_error error = {0};
    struct fu_config *config = NULL;
    struct fu_arena *arena = fu_arena_new();
    char *path = fu_arena_print(arena, "%s/followupd.conf", folder);
    fu_buffer_init(&text, TEXT_MAX);
    expand(&text, golden->source.data);
    if (fu_file_write(path, text.data, text.length, &error) == FU_OK &&
        fu_config_load(arena, path, &config, &error) == FU_OK) {
        fu_buffer_add_text(said, config != NULL ? "good" : "nothing");
    } else {
        shorten(error.text, path, said);
    }
    fu_buffer_free(&text);
    fu_arena_free(&arena);
}

static bool judge(const struct golden_case *golden, const char *said)
{
    bool good = strcmp(golden->sentence, said) == 0;
    if (!good) {
        printf("%s:\n  expected: %s\n  said:     %s\n", golden->name, golden->sentence, said);
    }
    if (strstr(said, secret) != NULL) {
        printf("%s: the sentence holds the secret: %s\n", golden->name, said);
        good = false;
    }
    if (strcmp(said, "good") != 0 && strstr(said, "; ") == NULL) {
        printf("%s: the sentence holds no cure: %s\n", golden->name, said);
        good = false;
    }
    return good;
}

static bool run(const struct golden_case *golden, bool print)
{
    struct fu_buffer said;
    fu_buffer_init(&said, 2 * FU_ERROR_TEXT_MAX);
    load(golden, &said);
    bool good = true;
    if (print) {
        printf("=== %s\n%s--- %s\n\n", golden->name, golden->source.data, said.data);
    } else {
        good = judge(golden, said.data);
    }
    fu_buffer_free(&said);
    return good;
}

/* Reads the next case from *at; false at the end. */
static bool next_case(const char **at, struct golden_case *golden)
{
    const char *start = strstr(*at, "=== ");
    if (start == NULL) {
        return false;
    }
    int name = (int)strcspn(start + 4, "\n");
    snprintf(golden->name, sizeof golden->name, "%.*s", name, start + 4);
    const char *text = start + 4 + name + 1;
    const char *end = strncmp(text, "---", 3) == 0 ? text : strstr(text, "\n---");
    if (end == NULL) {
        return false;
    }
    end += *end == '\n';
    fu_buffer_clear(&golden->source);
    fu_buffer_add(&golden->source, text, (size_t)(end - text));
    end += strlen("---");
    end += *end == ' ';
    int sentence = (int)strcspn(end, "\n");
    snprintf(golden->sentence, sizeof golden->sentence, "%.*s", sentence, end);
    *at = end + sentence;
    return true;
}

static bool run_all(const char *table, bool print)
{
    struct golden_case golden;
    int count = 0, wrong = 0;
    fu_buffer_init(&golden.source, TEXT_MAX);
    const char *first = strstr(table, "=== ");
    if (print && first != NULL) {
        printf("%.*s", (int)(first - table), table);
    }
    while (next_case(&table, &golden)) {
        count++;
        wrong += !run(&golden, print);
    }
    fu_buffer_free(&golden.source);
    if (!print) {
        printf("%d cases, %d wrong\n", count, wrong);
    }
    return wrong == 0 && count >= CASES_LEAST;
}

/* The folder DIR: a password, a calendar and a folder. */
static bool make_files(char *password, char *calendar, char *below, size_t size)
{
    struct fu_error error;
    if (mkdtemp(folder) == NULL) {
        return false;
    }
    snprintf(password, size, "%s/password", folder);
    snprintf(calendar, size, "%s/holidays.ics", folder);
    snprintf(below, size, "%s/folder", folder);
    return fu_file_write(password, secret, strlen(secret), &error) == FU_OK &&
           fu_file_write(calendar, "", 0, &error) == FU_OK && mkdir(below, 0700) == 0;
}

int main(int count, char **arguments)
{
    char password[64], calendar[64], below[64], config[64];
    struct fu_buffer table;
    struct fu_error error = {0};
    fu_buffer_init(&table, TABLE_MAX);
    if (count != 3 || fu_file_read(arguments[2], false, &table, &error) != FU_OK) {
        printf("golden_config --compare|--print TABLE %s\n", error.text);
        return 2;
    }
    bool good = make_files(password, calendar, below, sizeof password) &&
                run_all(table.data, strcmp(arguments[1], "--print") == 0);
    snprintf(config, sizeof config, "%s/followupd.conf", folder);
    unlink(config);
    unlink(password);
    unlink(calendar);
    rmdir(below);
    rmdir(folder);
    fu_buffer_free(&table);
    return good ? 0 : 1;
}
