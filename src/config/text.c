/* Words: quoted for a message, compared with the known ones, split into a command. Nothing here
 * fails but the split, whose caller says why. */
#include "text.h"

#include <string.h>

#include "followupd/base/text.h"

enum { SHOWN_MAX = 80, NAME_MAX_LENGTH = 40 };

bool fu_config_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

const char *fu_config_quoted(struct fu_arena *arena, const char *value)
{
    const char *shown = fu_text_line(arena, value, strlen(value), SHOWN_MAX);
    bool whole = strlen(value) <= SHOWN_MAX;
    return fu_arena_print(arena, "'%s%s'", shown, whole ? "" : "…");
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters to add, take away, change or swap with their neighbour; case is no difference.
 */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NAME_MAX_LENGTH + 1];
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = fu_lower(a[i - 1]) != fu_lower(b[j - 1]);
            row[j] = least(above[j - 1] + change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && fu_lower(a[i - 1]) == fu_lower(b[j - 2]) &&
                fu_lower(a[i - 2]) == fu_lower(b[j - 1])) {
                row[j] = least(row[j], second[j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}

const char *fu_config_nearest(const char *word, const char *const *names, size_t count)
{
    size_t length = strlen(word), best = NAME_MAX_LENGTH;
    const char *nearest = NULL;
    if (length > NAME_MAX_LENGTH) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        size_t far = distance(word, length, names[i], strlen(names[i]));
        if (far < best && far <= (length + 2) / 3) {
            best = far;
            nearest = names[i];
        }
    }
    return nearest;
}

bool fu_config_words_hold(const char *words, const char *word)
{
    size_t length = strlen(word);
    while (*words != '\0') {
        size_t next = strcspn(words, " ");
        if (next == length && memcmp(words, word, length) == 0) {
            return true;
        }
        words += next + (words[next] == ' ');
    }
    return false;
}

const char *fu_config_words_say(struct fu_arena *arena, const char *words)
{
    const char *said = "";
    while (*words != '\0') {
        int length = (int)strcspn(words, " ");
        const char *rest = words + length + (words[length] == ' ');
        const char *link = *said == '\0' ? "" : *rest == '\0' ? " or " : ", ";
        said = fu_arena_print(arena, "%s%s%.*s", said, link, length, words);
        words = rest;
    }
    return said;
}

/* Copies the word at *at to out and moves *at behind it; false when a quote is not closed. */
static bool take_word(const char **at, char *out)
{
    bool quoted = false;
    const char *c = *at;
    for (; *c != '\0' && (quoted || !fu_config_is_blank(*c)); c++) {
        if (*c == '"') {
            quoted = !quoted;
        } else {
            *out++ = *c;
        }
    }
    *out = '\0';
    *at = c;
    return !quoted;
}

char **fu_config_command_split(struct fu_arena *arena, const char *command)
{
    size_t length = strlen(command), count = 0;
    char **words = fu_arena_allocate(arena, length / 2 + 2, sizeof *words);
    const char *at = command;
    for (;;) {
        while (fu_config_is_blank(*at)) {
            at++;
        }
        if (*at == '\0') {
            break;
        }
        words[count] = fu_arena_allocate(arena, strlen(at) + 1, 1);
        if (!take_word(&at, words[count])) {
            return NULL;
        }
        count++;
    }
    return count > 0 && words[0][0] != '\0' ? words : NULL;
}
