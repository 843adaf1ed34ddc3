/* A whole text taken apart: cadence, flags, tags.
 *
 * Fails with the trouble; the text is never longer than FU_CADENCE_TEXT_MAX. */
#include "local.h"

#include <string.h>

#include "followupd/base/text.h"
#include "followupd/record/followup.h"

#include "words.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static unsigned flag_of(char c)
{
    switch (c) {
    case 't':
        return FU_FLAG_TASK;
    case 'c':
        return FU_FLAG_CANCEL;
    case 'r':
        return FU_FLAG_NO_REPLY;
    case 'q':
        return FU_FLAG_QUIET;
    default:
        return 0;
    }
}

static size_t trim_end(const char *text, size_t length)
{
    while (length > 0 && blank(text[length - 1])) {
        length--;
    }
    return length;
}

/* Where the text in front of a place ends. The blanks between are spaces from now on, which
 * separate, as no other blank does. */
static size_t end_before(struct local *local, size_t end)
{
    while (end > 0 && blank(local->text[end - 1])) {
        local->text[--end] = ' ';
    }
    return end;
}

/* Takes the flags off the end of the text in front of the tags. */
static void split_flags(struct local *local)
{
    size_t end = end_before(local, local->tags);
    local->suffix = end;
    while (end > 2 && local->text[end - 2] == '-' && flag_of(local->text[end - 1]) != 0) {
        local->flags |= flag_of(local->text[end - 1]);
        end -= 2;
        local->suffix = end;
        end = end_before(local, end);
    }
    local->core = end;
}

static enum local_trouble check_characters(const struct local *local)
{
    for (size_t i = 0; i < local->core; i++) {
        char c = local->text[i];
        if (!fu_is_alnum(c) && !fu_words_separator(c) && c != ':') {
            return LOCAL_CHARACTER;
        }
    }
    return local->core == 0 ? LOCAL_EMPTY : LOCAL_FINE;
}

static enum local_trouble check_tags(const struct local *local)
{
    size_t count = 0;
    for (size_t at = local->tags; at < local->length;) {
        size_t start = ++at;
        while (at < local->length && local->text[at] != '+') {
            if (!fu_is_alnum(local->text[at])) {
                return LOCAL_TAG;
            }
            at++;
        }
        if (at == start || at - start > FU_CADENCE_TAG_LENGTH_MAX) {
            return LOCAL_TAG;
        }
        count++;
    }
    return count > FU_CADENCE_TAGS_MAX ? LOCAL_MANY_TAGS : LOCAL_FINE;
}

enum local_trouble fu_cadence_local(const char *text, size_t length, struct local *local)
{
    while (length > 0 && blank(*text)) {
        text++;
        length--;
    }
    length = trim_end(text, length);
    local->length = 0;
    if (length == 0 || length > FU_CADENCE_TEXT_MAX) {
        return length == 0 ? LOCAL_EMPTY : LOCAL_LONG;
    }
    local->length = length;
    local->tags = length;
    local->flags = 0;
    local->text[length] = '\0';
    for (size_t i = length; i-- > 0;) {
        local->text[i] = fu_lower(text[i]);
        local->tags = text[i] == '+' ? i : local->tags;
    }
    split_flags(local);
    enum local_trouble trouble = check_characters(local);
    return trouble == LOCAL_FINE ? check_tags(local) : trouble;
}

static bool listed(const char *list, size_t length, const char *tag, size_t tag_length)
{
    for (size_t at = 0; at < length;) {
        const char *comma = memchr(list + at, ',', length - at);
        size_t end = comma == NULL ? length : (size_t)(comma - list);
        if (end - at == tag_length && memcmp(list + at, tag, tag_length) == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

size_t fu_cadence_local_tags(const struct local *local, char *out)
{
    size_t length = 0;
    for (size_t at = local->tags; at < local->length;) {
        const char *tag = local->text + at + 1;
        size_t tag_length = strcspn(tag, "+");
        if (!listed(out, length, tag, tag_length)) {
            if (length > 0) {
                out[length++] = ',';
            }
            memcpy(out + length, tag, tag_length);
            length += tag_length;
        }
        at += tag_length + 1;
    }
    out[length] = '\0';
    return length;
}
