/* What fu_new_lines gives for each text of the table, and whether it is what stands below it. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/file.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/new_lines.h"
#include "followupd/mail/read.h"

static const char mail_mark[] = "mail ";

/* A case of the table, its texts cut at their ends. */
struct entry {
    char *name;
    char *text;
    char *expected;
};

/* Ends the text before mark and gives what stands behind it; NULL when there is none. */
static char *cut(char *text, const char *mark)
{
    char *found = strstr(text, mark);
    if (found == NULL) {
        return NULL;
    }
    found[1] = '\0'; /* the mark begins with the end of a line, which stays */
    return found + strlen(mark);
}

/* Takes the next case off *rest, which begins with the end of a line; false when there is none. */
static bool next_entry(struct fu_arena *arena, char **rest, struct entry *entry)
{
    entry->name = *rest != NULL ? cut(*rest, "\n=== ") : NULL;
    if (entry->name == NULL) {
        return false;
    }
    char *text = strchr(entry->name, '\n');
    char *next = strstr(text, "\n=== ");
    *rest = next != NULL ? fu_arena_copy(arena, next) : NULL;
    if (next != NULL) {
        next[1] = '\0';
    }
    entry->expected = cut(text, "\n--- new");
    entry->expected += *entry->expected == '\n';
    entry->text = text + 1;
    *text = '\0';
    return true;
}

static const char *readable_text(struct fu_arena *arena, const char *mail)
{
    static const struct fu_reading reading = {.authserv_id = ""};
    struct fu_letter *letter;
    struct fu_error error;
    if (fu_mail_read(arena, &reading, mail, strlen(mail), true, &letter, &error) != FU_OK) {
        printf("%s\n", error.text);
        return "";
    }
    return letter->text;
}

static bool check(struct fu_arena *arena, const struct entry *entry)
{
    const char *text = strncmp(entry->name, mail_mark, strlen(mail_mark)) == 0
                           ? readable_text(arena, entry->text)
                           : entry->text;
    size_t count;
    const char *const *lines = fu_new_lines(arena, text, &count);
    const char *found = "";
    for (size_t i = 0; i < count; i++) {
        found = fu_arena_print(arena, "%s%s%s", found, i > 0 ? "\n" : "", lines[i]);
    }
    size_t length = strlen(entry->expected);
    length -= length > 0 && entry->expected[length - 1] == '\n';
    if (strlen(found) == length && strncmp(found, entry->expected, length) == 0) {
        return true;
    }
    printf("%s\nexpected:\n%.*s\nfound:\n%s\n\n", entry->name, (int)length, entry->expected, found);
    return false;
}

int main(int argc, char **argv)
{
    enum { TABLE_MAX = 1024 * 1024 };
    struct fu_buffer table;
    struct fu_error error;
    fu_buffer_init(&table, TABLE_MAX);
    if (argc != 2 || fu_file_read(argv[1], false, &table, &error) != FU_OK) {
        fprintf(stderr, "usage: golden_new_lines TABLE\n");
        return 2;
    }
    struct fu_arena *arena = fu_arena_new();
    struct entry entry;
    int wrong = 0, count = 0;
    for (char *rest = table.data; next_entry(arena, &rest, &entry); count++) {
        wrong += !check(arena, &entry);
    }
    printf("%d cases, %d wrong\n", count, wrong);
    fu_arena_free(&arena);
    fu_buffer_free(&table);
    return wrong != 0 || count == 0;
}
