/* The gate of the writing half: what of a text may stand in a mail of ours.
 *
 * Texts are cleaned and never refused; addresses, links and ids are taken as they are or not at
 * all. Most texts are clean ASCII already, which one look tells, so that nothing is copied for
 * them. */
#include "compose_gate.h"

#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"

enum { SHOWN_NAME_MAX = 60, LINK_MAX = 2000 };

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

/* What fu_text_line would give back unchanged. */
static bool is_clean_line(const char *text, size_t length)
{
    bool after_space = true;
    for (size_t i = 0; i < length; i++) {
        bool space = text[i] == ' ';
        if (!is_printable(text[i]) || (space && after_space)) {
            return false;
        }
        after_space = space;
    }
    return length == 0 || !after_space;
}

/* True when fu_text_lines would do nothing but trim the end. */
static bool is_clean_lines(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_printable(text[i]) && text[i] != '\n') {
            return false;
        }
    }
    return length == 0 || text[0] > ' ';
}

const char *fu_gate_text(const char *text)
{
    return text != NULL ? text : "";
}

const char *fu_gate_line(struct fu_arena *arena, const char *text, size_t limit)
{
    if (text == NULL) {
        return "";
    }
    size_t length = strlen(text);
    if (length <= limit && is_clean_line(text, length)) {
        return text;
    }
    return fu_text_line(arena, text, length, limit);
}

const char *fu_gate_lines(struct fu_arena *arena, const char *text, size_t limit)
{
    if (text == NULL) {
        return "";
    }
    size_t length = strlen(text);
    if (length > limit || !is_clean_lines(text, length)) {
        return fu_text_lines(arena, text, length, limit);
    }
    size_t kept = length;
    while (kept > 0 && text[kept - 1] <= ' ') {
        kept--;
    }
    return kept == length ? text : fu_arena_copy_n(arena, text, kept);
}

bool fu_gate_address(const char *text)
{
    return text != NULL && fu_address_valid(text, strlen(text));
}

bool fu_gate_web(const char *text)
{
    if (text == NULL ||
        (!fu_starts_nocase(text, "https://") && !fu_starts_nocase(text, "http://"))) {
        return false;
    }
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (!is_printable(text[i]) || strchr(" <>\"'`\\^{|}", text[i]) != NULL) {
            return false;
        }
    }
    return length <= LINK_MAX;
}

bool fu_gate_id(const char *text)
{
    if (text == NULL) {
        return false;
    }
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (!is_printable(text[i]) || text[i] == ' ' || text[i] == '<' || text[i] == '>') {
            return false;
        }
    }
    return length > 0 && length <= FU_MAIL_ID_MAX;
}

const char *fu_gate_name(struct fu_arena *arena, const struct fu_mailbox *mailbox)
{
    const char *name = fu_gate_line(arena, mailbox->name, FU_MAIL_NAME_MAX);
    if (*name == '\0' || strchr(name, '@') != NULL) {
        return fu_gate_line(arena, mailbox->address, FU_ADDRESS_MAX);
    }
    return fu_gate_cut(arena, name, SHOWN_NAME_MAX);
}

const char *fu_gate_cut(struct fu_arena *arena, const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length <= limit) {
        return text;
    }
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return fu_arena_copy_n(arena, text, limit);
}
