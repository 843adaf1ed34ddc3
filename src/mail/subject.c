/* Subjects of one conversation: what mail programs of a dozen languages put in front of them is
 * passed over. Nothing fails. */
#include "followupd/mail/subject.h"

#include <string.h>

#include "followupd/base/text.h"
#include "texts.h"

enum { WORD_LEAST = 3 };

static const char *const prefixes[] = {"re", "fwd", "fw", "aw", "wg", "antw", "antwort", "tr", "rv",
    "rif", "ri", "r", "i", "inoltra", "res", "enc", "vs", "vl", "sv", "vb", "vid",
    "vidarebefordrat", "doorst", "odp", "pd", "ynt", "ilt", "İlt", "atb", "na", "va", "vá",
    "vÁ", "továbbítás", "fs", "odg", "odpověď", "răsp", "bls", "trs", "videresendt", "rép", "réf",
    "rÉp", "rÉf", "réf.", "回复", "回覆", "转发", "轉寄", "轉發", "答复", "答覆", "返信", "転送",
    "회신", "전달", "השב", "הועבר", "تابع", "رد", "إعادة توجيه", "ΑΠ", "απ", "ΠΡΘ", "πρθ", "ΣΧΕΤ",
    "отв", "Отв", "ответ", "Ответ", "пересл", "Пересл", "на", "На", "НА", "trả lời", "chuyển tiếp",
    "ตอบ", "ส่งต่อ"};

static bool starts_with(const char *text, const char *word)
{
    size_t i = 0;
    while (word[i] != '\0' && fu_lower(text[i]) == word[i]) {
        i++;
    }
    return word[i] == '\0';
}

/* What stands behind one "Re:" or "Re[2]:"; NULL when there is none. */
static const char *skip_prefix(const char *text)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (!starts_with(text, prefixes[i])) {
            continue;
        }
        const char *rest = text + strlen(prefixes[i]);
        if (*rest != '\0' && strchr("[(^*", *rest) != NULL) {
            rest += 1 + strspn(rest + 1, "0123456789");
            rest += *rest == ']' || *rest == ')';
        }
        rest += strspn(rest, " ");
        if (*rest == ':') {
            return rest + 1;
        }
        if (strncmp(rest, "：", strlen("：")) == 0) {
            return rest + strlen("：");
        }
    }
    return NULL;
}

const char *fu_subject_bare(const char *subject)
{
    const char *rest = subject + strspn(subject, " ");
    for (const char *next; (next = skip_prefix(rest)) != NULL;) {
        rest = next + strspn(next, " ");
    }
    return rest;
}

const char *fu_subject_title(const char *subject)
{
    const char *bare = fu_subject_bare(subject);
    return *bare != '\0' ? bare : fu_text_no_subject;
}

bool fu_subject_same(const char *one, const char *other)
{
    const char *bare = fu_subject_bare(one);
    return *bare != '\0' && fu_equal_nocase(bare, fu_subject_bare(other));
}

/* The length of the word at text: letters, digits, and whatever is no ASCII. */
static size_t word_length(const char *text)
{
    size_t length = 0;
    while (fu_is_alnum(text[length]) || (unsigned char)text[length] >= 0x80) {
        length++;
    }
    return length;
}

static const char *next_word(const char *text, size_t *length)
{
    while (*text != '\0' && (*length = word_length(text)) < WORD_LEAST) {
        text += *length + (*length == 0);
    }
    return *text != '\0' ? text : NULL;
}

static bool has_word(const char *text, const char *word, size_t length)
{
    size_t found;
    for (; (text = next_word(text, &found)) != NULL; text += found) {
        size_t i = 0;
        while (i < length && i < found && fu_lower(text[i]) == fu_lower(word[i])) {
            i++;
        }
        if (i == length && i == found) {
            return true;
        }
    }
    return false;
}

size_t fu_subject_shared_words(const char *one, const char *other)
{
    const char *bare = fu_subject_bare(other);
    size_t length, shared = 0;
    for (one = fu_subject_bare(one); (one = next_word(one, &length)) != NULL; one += length) {
        shared += has_word(bare, one, length);
    }
    return shared;
}
