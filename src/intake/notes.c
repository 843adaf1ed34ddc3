/* Reading untagged lines and response codes.
 *
 * Nothing here fails: a number that is none, or is too large, leaves what was known. */
#include "notes.h"

#include <stddef.h>
#include <string.h>

#include "answer.h"
#include "followupd/base/number.h"
#include "followupd/intake/session.h"
#include "words.h"

static const char blanks[] = " \t";
static const char word_ends[] = " \t\r\n])";

static bool read_number(const char *text, uint32_t *number)
{
    int64_t value;
    if (!fu_number_parse(text, strcspn(text, word_ends), 0, UINT32_MAX, &value)) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* "(\Seen \*)" */
static bool keeps_keywords(const char *list)
{
    list += strspn(list, " \t(");
    while (*list != '\0' && strchr(")]\r\n", *list) == NULL) {
        size_t length = strcspn(list, word_ends);
        if (is_word(list, length, "\\*") || is_word(list, length, FU_KEYWORD)) {
            return true;
        }
        list = skip_blanks(list + length);
    }
    return false;
}

/* A number of digits alone, and where it ends. */
static bool read_digits(const char **text, int64_t *number)
{
    size_t length = strspn(*text, "0123456789");
    bool good = fu_number_parse(*text, length, 1, UINT32_MAX, number);
    *text += length;
    return good;
}

/* How many mails a set of UIDs names, behind which a blank stands. */
static uint64_t size_of_set(const char *set)
{
    uint64_t size = 0;
    int64_t first, last;
    do {
        if (!read_digits(&set, &first)) {
            return FU_MOVED_UNKNOWN;
        }
        last = first;
        if (*set == ':') {
            set++;
            if (!read_digits(&set, &last)) {
                return FU_MOVED_UNKNOWN;
            }
        }
        size += (uint64_t)(last > first ? last - first : first - last) + 1;
    } while (*set++ == ',');
    return set[-1] == ' ' ? size : FU_MOVED_UNKNOWN;
}

/* The code of a status line: what stands in its brackets. */
static void take_code(struct fu_notes *notes, const char *code)
{
    size_t length = strcspn(code, word_ends);
    const char *rest = skip_blanks(code + length);
    if (is_word(code, length, "UIDVALIDITY")) {
        read_number(rest, &notes->validity);
    } else if (is_word(code, length, "UIDNEXT")) {
        read_number(rest, &notes->next_uid);
    } else if (is_word(code, length, "PERMANENTFLAGS")) {
        notes->keeps_keywords = keeps_keywords(rest);
    } else if (is_word(code, length, "COPYUID")) {
        notes->moved += size_of_set(skip_blanks(rest + strcspn(rest, word_ends)));
    } else if (is_word(code, length, "READ-ONLY")) {
        notes->read_only = true;
    } else if (is_word(code, length, "READ-WRITE")) {
        notes->read_only = false;
    }
}

static void take_count(struct fu_notes *notes, const char *count)
{
    uint32_t number;
    const char *word = skip_blanks(count + strcspn(count, word_ends));
    size_t length = strcspn(word, word_ends);
    if (!read_number(count, &number)) {
        return;
    }
    if (is_word(word, length, "EXISTS")) {
        notes->news = notes->news || number > notes->exists;
        notes->exists = number;
    } else if (is_word(word, length, "EXPUNGE") && notes->exists > 0) {
        notes->exists--;
    }
}

void fu_notes_take(struct fu_notes *notes, const char *line)
{
    char capabilities[sizeof notes->capabilities];
    if (fu_answer_capabilities(line, capabilities, sizeof capabilities)) {
        memcpy(notes->capabilities, capabilities, strlen(capabilities) + 1);
    }
    const char *data = skip_blanks(line);
    bool tagged = *data != '*';
    data = skip_blanks(data + strcspn(data, blanks));
    struct fu_answer answer;
    fu_answer_read(line, &answer);
    if (answer.kind != FU_ANSWER_NONE) {
        data = skip_blanks(data + strcspn(data, word_ends));
        if (*data == '[') {
            take_code(notes, data + 1);
        }
    } else if (!tagged) {
        take_count(notes, data);
    }
}

bool fu_notes_has(const struct fu_notes *notes, const char *capability)
{
    const char *at = notes->capabilities;
    while (*at != '\0') {
        size_t length = strcspn(at, blanks);
        if (is_word(at, length, capability)) {
            return true;
        }
        at = skip_blanks(at + length);
    }
    return false;
}
