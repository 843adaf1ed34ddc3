/* One line of a reply to one request.
 *
 * People write words, not local parts: telephones make long dashes and curved quotes of what was
 * typed, mail programs write bold between stars, and a sentence ends with a stop or a smile. What
 * dresses a line is taken off its ends, and a long dash is a dash; the words themselves are left as
 * they are. Nothing fails. */
#include <stdbool.h>
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/intent/intent.h"

/* Stand around words. */
static const char *const quotes[] = {"*", "_", "`", "\"", "'", "“", "”", "„", "‘", "’", "‚", "«",
    "»", "‹", "›", "「", "」", "『", "』"};

/* End a sentence. */
static const char *const stops[] = {".", ",", ";", "!", "…", "。", "、", "，", "！", "؛", "،", "।"};

/* What a list of a mail program begins its items with. */
static const char *const bullets[] = {"-", "–", "—", "•", "·", "◦"};

/* Dashes that were one on the keyboard, or two. */
static const char *const dashes[] = {"‐", "‑", "‒", "–", "—", "−"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct words {
    const char *text;
    size_t length;
};

static void trim(struct words *words)
{
    words->text = fu_text_trim(words->text, &words->length);
}

/* The octets of one of marks that words begin with, 0 for none. */
static size_t begins(struct words words, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(marks[i]);
        if (words.length >= length && memcmp(words.text, marks[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static size_t ends(struct words words, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(marks[i]);
        if (words.length >= length &&
            memcmp(words.text + words.length - length, marks[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* A picture at the end ("done 👍"): a character of the blocks U+2600 to U+27BF and U+1F000 to
 * U+1FFFF, or what picks one of its looks (U+FE0F). */
static size_t ends_pictured(struct words words)
{
    const char *end = words.text + words.length;
    if (words.length >= 4 && memcmp(end - 4, "\xF0\x9F", 2) == 0) {
        return 4;
    }
    if (words.length < 3) {
        return 0;
    }
    bool picture = end[-3] == '\xE2' && end[-2] >= '\x98' && end[-2] <= '\x9E';
    return picture || memcmp(end - 3, "\xEF\xB8\x8F", 3) == 0 ? 3 : 0;
}

static struct words undress(const char *line)
{
    struct words words = {line, strlen(line)};
    size_t mark;
    trim(&words);
    while ((mark = ends(words, quotes, COUNT(quotes))) > 0 ||
           (mark = ends(words, stops, COUNT(stops))) > 0 || (mark = ends_pictured(words)) > 0) {
        words.length -= mark;
        trim(&words);
    }
    mark = begins(words, bullets, COUNT(bullets));
    if (mark > 0 && mark < words.length && words.text[mark] == ' ') {
        words.text += mark;
        words.length -= mark;
        trim(&words);
    }
    while ((mark = begins(words, quotes, COUNT(quotes))) > 0) {
        words.text += mark;
        words.length -= mark;
    }
    return words;
}

void fu_intent_line(struct fu_arena *arena, const char *line, struct fu_request *request)
{
    struct words words = undress(line);
    char *text = fu_arena_allocate(arena, words.length + 1, 1);
    size_t length = 0;
    while (words.length > 0) {
        size_t dash = begins(words, dashes, COUNT(dashes));
        size_t taken = dash > 0 ? dash : 1;
        text[length++] = dash > 0 ? '-' : *words.text;
        words.text += taken;
        words.length -= taken;
    }
    text[length] = '\0';
    fu_intent_request(arena, text, request);
    request->near = NULL; /* that is an address */
}
