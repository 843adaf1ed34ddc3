/* The address grammar, as one scanner without state.
 *
 * An address that does not keep the grammar is none; nothing is repaired but what is written in
 * another way and means one address all the same. Limits: 64 octets before the "@", 63 a label (RFC 1035 2.3.4), 254 in all. */
#include "followupd/base/address.h"

#include <gnutls/gnutls.h>
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

/* The local part without quotes that it does not need, written over itself; false when it begins as
 * a quoted string and is none. What it needs them for the grammar refuses. */
static bool take_off_quotes(char *local)
{
    if (*local != '"') {
        return true;
    }
    size_t length = 0;
    const char *at = local + 1;
    while (*at != '"' && *at != '\0') {
        at += *at == '\\' && at[1] != '\0';
        local[length++] = *at++;
    }
    bool ends = *at == '"' && at[1] == '\0';
    local[length] = '\0';
    return ends;
}

static bool is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

/* How many characters begin in UTF-8. */
static size_t characters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

/* Whether a domain in ASCII has as many characters as it was made of: the mapping drops what it
 * does not allow, such as a bracket or a space, and what is left may be somebody else's. */
static bool kept_all(const gnutls_datum_t *mapped, const char *domain)
{
    gnutls_datum_t back;
    if (gnutls_idna_reverse_map((const char *)mapped->data, mapped->size, &back, 0) !=
        GNUTLS_E_SUCCESS) {
        return false;
    }
    bool kept =
        characters((const char *)back.data, back.size) == characters(domain, strlen(domain));
    gnutls_free(back.data);
    return kept;
}

/* The domain in ASCII, in the arena; NULL when it cannot be had. */
static const char *ascii_domain(struct fu_arena *arena, const char *domain)
{
    gnutls_datum_t mapped;
    if (is_ascii(domain)) {
        return domain;
    }
    if (gnutls_idna_map(domain, (unsigned)strlen(domain), &mapped, 0) != GNUTLS_E_SUCCESS) {
        return NULL;
    }
    const char *copy = kept_all(&mapped, domain)
                           ? fu_arena_copy_n(arena, (const char *)mapped.data, mapped.size)
                           : NULL;
    gnutls_free(mapped.data);
    return copy;
}

/* The address as the grammar has it, where it is only written in another way. */
static char *rewrite(struct fu_arena *arena, const char *text, size_t length)
{
    char *local = fu_arena_copy_n(arena, text, length);
    char *at = strrchr(local, '@');
    if (at == NULL || memchr(text, '\0', length) != NULL) {
        return NULL;
    }
    *at = '\0';
    const char *domain = take_off_quotes(local) ? ascii_domain(arena, at + 1) : NULL;
    return domain == NULL ? NULL : fu_arena_print(arena, "%s@%s", local, domain);
}

char *fu_address_canonical(struct fu_arena *arena, const char *text, size_t length)
{
    char *address;
    if (fu_address_valid(text, length)) {
        address = fu_arena_copy_n(arena, text, length);
    } else {
        address = length <= FU_ADDRESS_MAX ? rewrite(arena, text, length) : NULL;
        if (address == NULL || !fu_address_valid(address, strlen(address))) {
            return NULL;
        }
    }
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
