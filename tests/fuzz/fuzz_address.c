/* An address, and the value of an address field.
 *
 * Oracles: what is an address has one "@", the characters and lengths of base/address.h and nothing
 * else, and is canonical once it was made so; only quotes before the "@" and letters beyond ASCII
 * behind it make one of what is none, and then nothing is left out; every address that is read out
 * of a field is one, its name is clean, and both are the same when they are written and read once
 * more. */
#include <ctype.h>
#include <string.h>

#include "../../src/mail/addresses.h"
#include "../../src/mail/compose_header.h"
#include "../../src/mail/header.h"
#include "clean.h"
#include "followupd/base/address.h"
#include "followupd/mail/limits.h"

enum { LABEL_MAX = 63, FIELD_SIZE = 8 * 1024 };

static bool is_label(const char *text, size_t length)
{
    bool plain = length > 0 && length <= LABEL_MAX && text[0] != '-' && text[length - 1] != '-';
    for (size_t i = 0; i < length && plain; i++) {
        plain = isalnum((unsigned char)text[i]) || text[i] == '-';
    }
    return plain;
}

static bool is_atom(const char *text, size_t length)
{
    static const char atext[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "!#$%&'*+-/=?^_`{|}~";
    return length > 0 && strspn(text, atext) >= length;
}

/* All pieces between dots are such. */
static bool are_pieces(const char *text, size_t length, bool (*is)(const char *, size_t))
{
    for (;;) {
        size_t piece = strcspn(text, ".");
        piece = piece < length ? piece : length;
        if (!is(text, piece)) {
            return false;
        }
        if (piece == length) {
            return true;
        }
        text += piece + 1;
        length -= piece + 1;
    }
}

static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    size_t local = at == NULL ? 0 : (size_t)(at - text);
    return at != NULL && strlen(text) <= FU_ADDRESS_MAX && local <= FU_LOCAL_PART_MAX &&
           are_pieces(text, local, is_atom) && are_pieces(at + 1, strlen(at + 1), is_label);
}

/* Letters, digits, hyphens and dots, or with something beyond ASCII. */
static bool is_domain(const char *text, bool *wide)
{
    *wide = false;
    while (isalnum((unsigned char)*text) || *text == '-' || *text == '.' || !isascii(*text)) {
        *wide = *wide || !isascii(*text);
        text++;
    }
    return *text == '\0';
}

/* What is no address by the grammar, and was made one. */
static void check_rewritten(const char *text)
{
    const char *at = strrchr(text, '@');
    bool wide;
    must(at != NULL && is_domain(at + 1, &wide), "no character of a domain is left out", text);
    must(*text == '"' || wide, "it was written in another way", text);
}

static void check_grammar(struct fu_arena *arena, const char *bytes, size_t length)
{
    const char *text = fu_arena_copy_n(arena, bytes, length);
    bool right = strlen(text) == length && is_address(text);
    const char *canonical = fu_address_canonical(arena, bytes, length);
    must(fu_address_valid(bytes, length) == right, "the grammar is kept", text);
    must(canonical != NULL || !right, "what is an address has a canonical form", text);
    if (canonical != NULL) {
        const char *again = fu_address_canonical(arena, canonical, strlen(canonical));
        must(is_address(canonical), "what is canonical is an address", text);
        must(again != NULL && strcmp(again, canonical) == 0, "canonical is canonical", text);
    }
    if (canonical != NULL && !right) {
        check_rewritten(text);
    }
    if (right) {
        must(strcasecmp(canonical, text) == 0, "nothing but case changes", text);
        must(strcmp(fu_address_domain(canonical), strchr(canonical, '@') + 1) == 0,
            "the domain stands behind the @", text);
    }
}

/* Writes the mailbox as From and reads that. */
static void check_written(struct fu_arena *arena, const struct fu_mailbox *mailbox)
{
    struct fu_buffer field;
    fu_buffer_init(&field, FIELD_SIZE);
    fu_field_mailbox(&field, arena, "From", mailbox);
    struct fu_header header = fu_header_read(arena, (struct fu_slice){field.data, field.length});
    struct fu_addresses addresses = {0};
    must(header.count == 1, "one field is written", field.data);
    fu_addresses_read(arena, header.fields[0].value, &addresses);
    must(addresses.count == 1 && addresses.written == 1 && !addresses.odd, "one address is written",
        field.data);
    must(strcmp(addresses.items[0].address, mailbox->address) == 0, "the address is the same",
        field.data);
    must(strcmp(addresses.items[0].name, mailbox->name) == 0, "the name is the same", field.data);
    fu_buffer_free(&field);
}

static void check_field(struct fu_arena *arena, struct fu_slice value)
{
    struct fu_addresses addresses = {0};
    fu_addresses_read(arena, value, &addresses);
    must(addresses.count <= addresses.written && addresses.count <= FU_MAIL_ADDRESSES_MAX + 1,
        "there are not too many", "");
    for (size_t i = 0; i < addresses.count; i++) {
        const struct fu_mailbox *mailbox = &addresses.items[i];
        must(is_address(mailbox->address), "what is read is an address", mailbox->address);
        must_be_line(mailbox->name, FU_MAIL_NAME_MAX, mailbox->name);
        check_written(arena, mailbox);
        reached++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    const char *text = length > 0 ? (const char *)bytes : "";
    check_grammar(arena, text, length);
    check_field(arena, (struct fu_slice){text, length});
    fu_arena_free(&arena);
    return 0;
}
