/* Reading status lines.
 *
 * Nothing here fails: a line that is no status line is FU_ANSWER_NONE. Control characters may stand
 * in the words; the error gate takes them out. */
#include "answer.h"

#include <stdio.h>
#include <string.h>

#include "followupd/base/number.h"
#include "words.h"

static size_t word_length(const char *text)
{
    return strcspn(text, " \t\r\n");
}

static enum fu_answer_kind read_kind(const char *text, size_t length)
{
    static const struct {
        const char *word;
        enum fu_answer_kind kind;
    } kinds[] = {{"OK", FU_ANSWER_OK}, {"PREAUTH", FU_ANSWER_OK}, {"NO", FU_ANSWER_NO},
        {"BAD", FU_ANSWER_BAD}, {"BYE", FU_ANSWER_BYE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (is_word(text, length, kinds[i].word)) {
            return kinds[i].kind;
        }
    }
    return FU_ANSWER_NONE;
}

static void copy(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size) {
        length = size - 1;
    }
    memcpy(to, from, length);
    to[length] = '\0';
}

/* Takes the code at text, if there is one, and returns what stands behind it. */
static const char *read_code(const char *text, struct fu_answer *answer)
{
    const char *end = *text == '[' ? strchr(text, ']') : NULL;
    if (end == NULL) {
        return text;
    }
    copy(answer->code, sizeof answer->code, text + 1, strcspn(text + 1, " ]"));
    return skip_blanks(end + 1);
}

void fu_answer_read(const char *line, struct fu_answer *answer)
{
    *answer = (struct fu_answer){.tag = -1};
    line = skip_blanks(line);
    size_t tag_length = word_length(line);
    const char *kind = skip_blanks(line + tag_length);
    size_t kind_length = word_length(kind);
    answer->kind = read_kind(kind, kind_length);
    if (answer->kind == FU_ANSWER_NONE) {
        return;
    }
    int64_t tag;
    if (fu_number_parse(line, tag_length, 0, INT32_MAX, &tag)) {
        answer->tag = (long)tag;
    }
    const char *words = read_code(skip_blanks(kind + kind_length), answer);
    size_t length = strcspn(words, "\r\n");
    while (length > 0 && words[length - 1] == ' ') {
        length--;
    }
    copy(answer->words, sizeof answer->words, words, length);
    if (answer->words[0] == '\0') {
        copy(answer->words, sizeof answer->words, answer->code, strlen(answer->code));
    }
}

bool fu_answer_temporary(const struct fu_answer *answer)
{
    static const char *const codes[] = {
        "UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED", "OVERQUOTA"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (fu_equal_nocase(answer->code, codes[i])) {
            return true;
        }
    }
    /* Some large providers say it in words only. */
    static const char *const words[] = {"too many", "try again", "temporar"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasestr(answer->words, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static const char hidden[] = "***";

/* Replaces length octets at found by "***". */
static char *hide(char *found, size_t length)
{
    size_t cover = sizeof hidden - 1;
    if (length < cover) {
        cover = length;
    }
    memcpy(found, hidden, cover);
    memmove(found + cover, found + length, strlen(found + length) + 1);
    return found + cover;
}

void fu_answer_hide(struct fu_answer *answer, const char *secret)
{
    enum { BASE64_MIN = 20 };
    static const char base64[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    if (*secret != '\0') {
        char *found = answer->words;
        while ((found = strstr(found, secret)) != NULL) {
            found = hide(found, strlen(secret));
        }
    }
    for (char *at = answer->words; *at != '\0';) {
        size_t length = strspn(at, base64);
        if (length >= BASE64_MIN) {
            at = hide(at, length);
        } else {
            at += length > 0 ? length : 1;
        }
    }
}

static bool is_capability(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] > '~' || strchr("[]{}()\"\\", text[i]) != NULL) {
            return false;
        }
    }
    return length > 0;
}

/* Where the capabilities of the line begin, or NULL; *end is where they stop. */
static const char *find_capabilities(const char *line, const char **end)
{
    static const char name[] = "CAPABILITY";
    const char *at = skip_blanks(line + word_length(line));
    *end = at + strcspn(at, "\r\n");
    if (!fu_starts_nocase(at, name)) {
        at = strchr(at, '[');
        if (at == NULL || !fu_starts_nocase(++at, name) || strchr(at, ']') == NULL) {
            return NULL;
        }
        *end = strchr(at, ']');
    }
    at += sizeof name - 1;
    return *at == ' ' ? at : NULL;
}

bool fu_answer_capabilities(const char *line, char *text, size_t size)
{
    const char *end;
    const char *at = find_capabilities(line, &end);
    text[0] = '\0';
    if (at == NULL) {
        return false;
    }
    size_t used = 0;
    while ((at = skip_blanks(at)) < end) {
        size_t length = strcspn(at, " \t");
        length = length < (size_t)(end - at) ? length : (size_t)(end - at);
        if (is_capability(at, length)) {
            if (used + length + 2 > size) {
                text[0] = '\0';
                return false;
            }
            int added =
                snprintf(text + used, size - used, "%s%.*s", used > 0 ? " " : "", (int)length, at);
            used += (size_t)added;
        }
        at += length;
    }
    return used > 0;
}
