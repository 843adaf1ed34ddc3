/* Address fields.
 *
 * One pass without recursion: groups are only begun and ended, since who is in them is all that
 * matters. Nothing fails; what is no address is left out and counted, and what could be read in two
 * ways is marked odd, so that nobody is believed to be its sender. */
#include "addresses.h"

#include <string.h>

#include "decode.h"
#include "followupd/base/address.h"
#include "followupd/mail/limits.h"

/* Most bytes of a name before it is decoded. */
enum { NAME_RAW_MAX = 2048 };

/* One address in the making. */
struct entry {
    char name[NAME_RAW_MAX]; /* words outside <> and (), quotes taken off */
    size_t name_length;
    struct fu_slice spec; /* the last word, or what stands in <> */
    struct fu_slice comment;
    size_t words; /* outside <>, since the last comma */
    bool has_angle;
    bool has_at; /* an unquoted word has an "@" */
    bool quoted; /* the last word is a quoted string */
};

struct reader {
    struct fu_arena *arena;
    struct fu_addresses *addresses;
    struct fu_lexer lexer;
    struct entry entry;
    size_t taken;         /* of this field */
    bool quotes_are_text; /* a quote did not end: no later one does */
};

static void start_entry(struct entry *entry)
{
    entry->name_length = 0;
    entry->spec = (struct fu_slice){NULL, 0};
    entry->comment = (struct fu_slice){NULL, 0};
    entry->words = 0;
    entry->has_angle = false;
    entry->has_at = false;
    entry->quoted = false;
}

static void add_to_name(struct entry *entry, const char *text, size_t length)
{
    size_t space = NAME_RAW_MAX - 1 - entry->name_length;
    if (entry->name_length > 0 && space > 0) {
        entry->name[entry->name_length++] = ' ';
        space--;
    }
    size_t kept = length < space ? length : space;
    memcpy(entry->name + entry->name_length, text, kept);
    entry->name_length += kept;
}

static void append_mailbox(struct reader *reader, const char *address, struct fu_slice name)
{
    struct fu_addresses *addresses = reader->addresses;
    if (addresses->count == addresses->capacity) {
        size_t capacity = addresses->capacity == 0 ? 4 : addresses->capacity * 2;
        struct fu_mailbox *items = fu_arena_allocate(reader->arena, capacity, sizeof *items);
        if (addresses->count > 0) {
            memcpy(items, addresses->items, addresses->count * sizeof *items);
        }
        addresses->items = items;
        addresses->capacity = capacity;
    }
    addresses->items[addresses->count++] = (struct fu_mailbox){
        .name = fu_decode_text(reader->arena, name, FU_MAIL_NAME_MAX), .address = address};
}

/* Takes what was gathered; what has no "@" and no <> is no address. */
static void finish_entry(struct reader *reader)
{
    struct entry *entry = &reader->entry;
    struct fu_addresses *addresses = reader->addresses;
    if (entry->has_angle || entry->has_at) {
        addresses->written++;
        reader->taken++;
        bool alone = entry->has_angle || (entry->words == 1 && !entry->quoted);
        char *address =
            alone ? fu_address_canonical(reader->arena, entry->spec.at, entry->spec.length) : NULL;
        struct fu_slice name = entry->comment;
        if (entry->has_angle && entry->name_length > 0) {
            name = (struct fu_slice){entry->name, entry->name_length};
        }
        if (address == NULL) {
            addresses->odd = true;
        } else {
            append_mailbox(reader, address, name);
        }
    }
    start_entry(entry);
}

/* At "<": what stands up to ">" is the address; an old route before it (RFC 5322 4.4) is dropped.
 */
static void read_angle(struct reader *reader)
{
    struct entry *entry = &reader->entry;
    if (entry->has_angle) {
        finish_entry(reader);
    }
    reader->lexer.at++;
    const char *start = reader->lexer.at;
    size_t left = (size_t)(reader->lexer.end - start);
    const char *end = memchr(start, '>', left);
    if (end == NULL) {
        reader->addresses->odd = true;
        end = reader->lexer.end;
    }
    reader->lexer.at = end == reader->lexer.end ? end : end + 1;
    struct fu_slice spec = fu_slice_trim((struct fu_slice){start, (size_t)(end - start)});
    const char *route =
        spec.length > 0 && *spec.at == '@' ? memchr(spec.at, ':', spec.length) : NULL;
    if (route != NULL) {
        size_t length = (size_t)(route + 1 - spec.at);
        spec = fu_slice_trim((struct fu_slice){route + 1, spec.length - length});
    }
    entry->spec = spec;
    entry->has_angle = true;
}

/* A word outside <>: as it may be an address, and as it reads in a name. */
static void add_word(
    struct reader *reader, struct fu_slice word, const char *text, size_t length, bool quoted)
{
    struct entry *entry = &reader->entry;
    if (entry->has_angle) {
        reader->addresses->odd = true; /* text behind the address */
        return;
    }
    entry->words++;
    entry->spec = word;
    entry->quoted = quoted;
    entry->has_at = entry->has_at || (!quoted && memchr(word.at, '@', word.length) != NULL);
    add_to_name(entry, text, length);
}

/* A quoted local part goes on with "@" and a domain. */
static bool is_local_part(const struct fu_lexer *lexer)
{
    return !fu_lex_done(lexer) && *lexer->at == '@';
}

static void read_quoted(struct reader *reader)
{
    const char *start = reader->lexer.at;
    struct fu_slice content;
    if (reader->quotes_are_text || !fu_lex_quoted(&reader->lexer, &content)) {
        reader->quotes_are_text = true;
        reader->addresses->odd = true;
        reader->lexer.at++;
        return;
    }
    if (is_local_part(&reader->lexer)) {
        struct fu_slice domain = fu_lex_run(&reader->lexer, "()<>,;:\"");
        struct fu_slice word = {start, (size_t)(domain.at + domain.length - start)};
        add_word(reader, word, word.at, word.length, false);
        return;
    }
    char text[NAME_RAW_MAX];
    size_t length = fu_slice_unquote(content, text, sizeof text);
    add_word(reader, content, text, length, true);
}

/* A word up to a blank or something special; a domain literal ("[…]") is taken with all that stands
 * in it. */
static void read_plain(struct reader *reader)
{
    struct fu_lexer *lexer = &reader->lexer;
    const char *start = lexer->at;
    bool literal = false;
    while (!fu_lex_done(lexer) && !fu_lex_blank(*lexer->at) &&
           (literal || strchr("()<>,;:\"", *lexer->at) == NULL)) {
        literal = *lexer->at == '[' || (literal && *lexer->at != ']');
        lexer->at++;
    }
    struct fu_slice word = {start, (size_t)(lexer->at - start)};
    add_word(reader, word, word.at, word.length, false);
}

static void read_comma(struct reader *reader)
{
    struct entry *entry = &reader->entry;
    reader->lexer.at++;
    if (entry->has_angle || entry->has_at) {
        finish_entry(reader);
    } else if (entry->name_length > 0 && entry->name_length < NAME_RAW_MAX - 1) {
        entry->name[entry->name_length++] = ',';
        entry->words = 0;
    }
}

/* Takes one piece; false when nothing more can be made of the field. */
static bool read_piece(struct reader *reader)
{
    struct fu_lexer *lexer = &reader->lexer;
    switch (*lexer->at) {
    case '(':
        if (!fu_lex_comment(lexer, &reader->entry.comment)) {
            reader->addresses->odd = true;
            return false;
        }
        return true;
    case ',':
        read_comma(reader);
        return true;
    case ':': /* what stood before was a group's name */
        reader->addresses->odd = true;
        start_entry(&reader->entry);
        lexer->at++;
        return true;
    case ';':
        finish_entry(reader);
        lexer->at++;
        return true;
    case '<':
        read_angle(reader);
        return true;
    case '"':
        read_quoted(reader);
        return true;
    case ')':
    case '>':
        reader->addresses->odd = true;
        lexer->at++;
        return true;
    default:
        read_plain(reader);
        return true;
    }
}

void fu_addresses_read(
    struct fu_arena *arena, struct fu_slice value, struct fu_addresses *addresses)
{
    struct reader reader = {.arena = arena, .addresses = addresses, .lexer = fu_lex(value)};
    bool more = true;
    fu_lex_skip_blanks(&reader.lexer);
    while (more && !fu_lex_done(&reader.lexer) && reader.taken < FU_MAIL_ADDRESSES_MAX) {
        more = read_piece(&reader);
        fu_lex_skip_blanks(&reader.lexer);
    }
    finish_entry(&reader);
}

struct fu_mailbox_list fu_addresses_list(const struct fu_addresses *addresses)
{
    size_t count =
        addresses->count < FU_MAIL_ADDRESSES_MAX ? addresses->count : FU_MAIL_ADDRESSES_MAX;
    return (struct fu_mailbox_list){addresses->items, count};
}
