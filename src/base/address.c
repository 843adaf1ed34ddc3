/* The address grammar, as one scanner without state.
 *
 * An address that does not keep the grammar is none; nothing is repaired. Limits: 64 octets before
 * the
 * "@", 63 a label (RFC 1035 2.3.4), 254 in all. */
#include "followupd/base/address.h"

#include <string.h>

#include "followupd/base/text.h"

enum { LABEL_MAX = 63 };

/* RFC 5322 3.2.3. */
static bool is_atext(char c)
{
    return c != '\0' && (fu_is_alnum(c) || strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_dot_atom(const char *text, size_t length)
{
    bool after_dot = true;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            if (after_dot) {
                return false;
            }
            after_dot = true;
        } else if (is_atext(text[i])) {
            after_dot = false;
        } else {
            return false;
        }
    }
    return !after_dot;
}

static bool is_label(const char *text, size_t length)
{
    if (length == 0 || length > LABEL_MAX || text[0] == '-' || text[length - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_alnum(text[i]) && text[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_domain(const char *text, size_t length)
{
    for (;;) {
        const char *dot = memchr(text, '.', length);
        if (dot == NULL) {
            return is_label(text, length);
        }
        size_t label = (size_t)(dot - text);
        if (!is_label(text, label)) {
            return false;
        }
        text = dot + 1;
        length -= label + 1;
    }
}

bool fu_address_valid(const char *text, size_t length)
{
    if (length > FU_ADDRESS_MAX) {
        return false;
    }
    const char *at = memchr(text, '@', length);
    if (at == NULL) {
        return false;
    }
    size_t local = (size_t)(at - text);
    return local <= FU_LOCAL_PART_MAX && is_dot_atom(text, local) &&
           is_domain(at + 1, length - local - 1);
}

char *fu_address_canonical(struct fu_arena *arena, const char *text, size_t length)
{
    if (!fu_address_valid(text, length)) {
        return NULL;
    }
    char *address = fu_arena_copy_n(arena, text, length);
    for (char *c = address; *c != '\0'; c++) {
        *c = fu_lower(*c);
    }
    return address;
}

const char *fu_address_domain(const char *address)
{
    const char *at = strchr(address, '@');
    return at == NULL ? "" : at + 1;
}

/* True when domain lies below parent: "a.example.org" below "example.org". */
static bool is_below(const char *domain, const char *parent)
{
    size_t length = strlen(domain);
    size_t parent_length = strlen(parent);
    return parent_length > 0 && length > parent_length + 1 &&
           domain[length - parent_length - 1] == '.' &&
           fu_equal_nocase(domain + length - parent_length, parent);
}

bool fu_address_matches(const char *address, const char *pattern)
{
    const char *domain = fu_address_domain(address);
    if (strncmp(pattern, "*@*.", 4) == 0) {
        return is_below(domain, pattern + 4);
    }
    if (strncmp(pattern, "*@", 2) == 0) {
        return *domain != '\0' && fu_equal_nocase(domain, pattern + 2);
    }
    return *address != '\0' && fu_equal_nocase(address, pattern);
}
