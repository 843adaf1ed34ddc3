/* The readable text of a mail.
 *
 * Every text part that is neither a file nor within another mail is read, in the order of the mail;
 * of the branches of a multipart/alternative one is: the first with plain text, or the first with
 * HTML (or enriched text) when there is none or when all plain text turns out to be blank. A text
 * that is inline and has a name is a file, unless it is all the text there is: some programs name
 * the body. Where there is no text at all, the parts may say why. At most HTML_MAX decoded
 * bytes of a part are looked at and FU_MAIL_TEXT_MAX bytes of text kept. Nothing fails. */
#include "text.h"

#include <string.h>

#include "charset.h"
#include "content.h"
#include "enriched.h"
#include "flowed.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "html.h"

enum { HTML_MAX = 1024 * 1024, PLAIN_MAX = 4 * FU_MAIL_TEXT_MAX, TAB_WIDTH = 8, NONE = -1 };

static bool is_plain(const struct fu_entity *entity)
{
    return fu_content_is(entity, "text", "plain") || fu_content_is(entity, "text", "markdown");
}

static bool is_html(const struct fu_entity *entity)
{
    return fu_content_is(entity, "text", "html");
}

static bool is_enriched(const struct fu_entity *entity)
{
    return fu_content_is(entity, "text", "enriched") || fu_content_is(entity, "text", "richtext");
}

static bool disposition_is(const struct fu_entity *entity, const char *wanted)
{
    char word[16] = "";
    if (entity->disposition.at != NULL) {
        fu_content_word(entity->disposition, word, sizeof word);
    }
    return strcmp(word, wanted) == 0;
}

static bool has_name(const struct fu_entity *entity)
{
    static const char *const parameters[] = {"filename", "filename*", "filename*0", "filename*0*"};
    char name[FU_MAIL_NAME_MAX];
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        if (entity->disposition.at != NULL &&
            fu_content_parameter(entity->disposition, parameters[i], name, sizeof name)) {
            return true;
        }
    }
    return false;
}

static bool in_message(const struct fu_structure *structure, size_t part)
{
    while (part != 0) {
        part = structure->entities[part].parent;
        if (structure->entities[part].kind == FU_ENTITY_MESSAGE) {
            return true;
        }
    }
    return false;
}

/* A text that could be read, whatever it is called. */
static bool may_be_text(const struct fu_structure *structure, size_t part)
{
    const struct fu_entity *entity = &structure->entities[part];
    return entity->kind == FU_ENTITY_LEAF &&
           (is_plain(entity) || is_html(entity) || is_enriched(entity)) &&
           !disposition_is(entity, "attachment") && !in_message(structure, part);
}

/* True for the first part of the mail that is no multipart. */
static bool is_first(const struct fu_structure *structure, size_t part)
{
    for (size_t outer = 0; outer < part; outer++) {
        if (structure->entities[outer].kind != FU_ENTITY_MULTIPART) {
            return false;
        }
    }
    return true;
}

/* A text with a name is the body where it comes first and no text without one is there. */
static bool is_named_body(const struct fu_structure *structure, size_t part)
{
    if (!disposition_is(&structure->entities[part], "inline") || !is_first(structure, part)) {
        return false;
    }
    for (size_t other = part + 1; other < structure->count; other++) {
        if (may_be_text(structure, other) && !has_name(&structure->entities[other])) {
            return false;
        }
    }
    return true;
}

static bool is_text(const struct fu_structure *structure, size_t part)
{
    return may_be_text(structure, part) &&
           (!has_name(&structure->entities[part]) || is_named_body(structure, part));
}

/* The second part of a multipart/signed. */
static bool is_signature(const struct fu_structure *structure, size_t part)
{
    size_t parent = structure->entities[part].parent;
    return part != 0 && part != parent + 1 &&
           fu_content_is(&structure->entities[parent], "multipart", "signed");
}

bool fu_text_is_attachment(const struct fu_structure *structure, size_t part)
{
    const struct fu_entity *entity = &structure->entities[part];
    bool container = entity->kind == FU_ENTITY_MULTIPART || fu_slice_is(entity->type, "multipart");
    return !container && !is_text(structure, part) && !in_message(structure, part) &&
           !is_signature(structure, part);
}

/* For each multipart/alternative: the branch (an entity) that is read, or NONE. */
struct choice {
    int plain;
    int html;
};

/* Notes for every alternative around the text part which of its branches holds it. */
static void note_branches(const struct fu_structure *structure, size_t part, struct choice *choices)
{
    const struct fu_entity *entities = structure->entities;
    bool plain = is_plain(&entities[part]);
    for (size_t branch = part; branch != 0; branch = entities[branch].parent) {
        size_t parent = entities[branch].parent;
        if (fu_content_is(&entities[parent], "multipart", "alternative")) {
            int *place = plain ? &choices[parent].plain : &choices[parent].html;
            *place = *place == NONE ? (int)branch : *place;
        }
    }
}

static bool is_chosen(const struct fu_structure *structure, size_t part,
    const struct choice *choices, bool prefer_html)
{
    const struct fu_entity *entities = structure->entities;
    for (size_t branch = part; branch != 0; branch = entities[branch].parent) {
        size_t parent = entities[branch].parent;
        if (!fu_content_is(&entities[parent], "multipart", "alternative")) {
            continue;
        }
        int first = prefer_html ? choices[parent].html : choices[parent].plain;
        int second = prefer_html ? choices[parent].plain : choices[parent].html;
        if ((first != NONE ? first : second) != (int)branch) {
            return false;
        }
    }
    return true;
}

/* Adds as much as there is room for. */
static void add_bounded(struct fu_buffer *out, const char *text, size_t length, bool *cut)
{
    size_t room = out->limit - out->length;
    *cut = *cut || length > room;
    fu_buffer_add(out, text, length < room ? length : room);
}

static bool parameter_is(const struct fu_entity *entity, const char *name, const char *value)
{
    char found[32];
    return entity->content_type.at != NULL &&
           fu_content_parameter(entity->content_type, name, found, sizeof found) &&
           fu_equal_nocase(found, value);
}

/* True for two texts that differ in their blanks and line ends alone. */
static bool is_same(struct fu_slice one, struct fu_slice other)
{
    for (;;) {
        while (one.length > 0 && fu_lex_blank(*one.at)) {
            one = (struct fu_slice){one.at + 1, one.length - 1};
        }
        while (other.length > 0 && fu_lex_blank(*other.at)) {
            other = (struct fu_slice){other.at + 1, other.length - 1};
        }
        if (one.length == 0 || other.length == 0 || *one.at != *other.at) {
            return one.length == 0 && other.length == 0;
        }
        one = (struct fu_slice){one.at + 1, one.length - 1};
        other = (struct fu_slice){other.at + 1, other.length - 1};
    }
}

static void add_part(
    struct fu_arena *arena, const struct fu_entity *entity, struct fu_buffer *out, bool *cut)
{
    bool more = false;
    size_t most = is_html(entity) ? HTML_MAX : PLAIN_MAX;
    struct fu_slice bytes = fu_content_decode(arena, entity, most, &more);
    char charset[64] = "";
    if (entity->content_type.at != NULL &&
        !fu_content_parameter(entity->content_type, "charset", charset, sizeof charset)) {
        charset[0] = '\0';
    }
    struct fu_slice text =
        fu_charset_to_utf8(arena, (struct fu_slice){charset, strlen(charset)}, bytes);
    struct fu_buffer rendered;
    fu_buffer_init(&rendered, FU_MAIL_TEXT_MAX + 1);
    if (is_html(entity)) {
        fu_html_to_text(text, &rendered);
        text = (struct fu_slice){rendered.data, rendered.length};
    } else if (is_enriched(entity)) {
        fu_enriched_to_text(text, fu_slice_is(entity->subtype, "richtext"), &rendered);
        text = (struct fu_slice){rendered.data, rendered.length};
    } else if (parameter_is(entity, "format", "flowed")) {
        fu_flowed_join(text, parameter_is(entity, "delsp", "yes"), &rendered);
        text = (struct fu_slice){rendered.data, rendered.length};
    }
    /* Some programs send one text in two forms and call them two parts. */
    if (!is_html(entity) || !is_same(text, (struct fu_slice){out->data, out->length})) {
        add_bounded(out, "\n", out->length > 0, cut);
        add_bounded(out, text.at, text.length, cut);
        add_bounded(out, "\n", 1, cut);
    }
    *cut = *cut || more || rendered.overflowed;
    fu_buffer_free(&rendered);
}

/* Tabs become blanks up to the next multiple of TAB_WIDTH. */
static void expand_tabs(const struct fu_buffer *in, struct fu_buffer *out, bool *cut)
{
    size_t column = 0;
    size_t start = 0; /* of what is added as it is */
    for (size_t i = 0; i < in->length; i++) {
        char c = in->data[i];
        if (c == '\t') {
            size_t width = TAB_WIDTH - column % TAB_WIDTH;
            add_bounded(out, in->data + start, i - start, cut);
            add_bounded(out, "        ", width, cut);
            start = i + 1;
            column += width;
        } else {
            column = c == '\n' || c == '\r' ? 0 : column + (((unsigned char)c & 0xC0) != 0x80);
        }
    }
    add_bounded(out, in->data + start, in->length - start, cut);
}

static const char *clean_lines(struct fu_arena *arena, const struct fu_buffer *text, bool *cut)
{
    enum { GROWTH = 3 }; /* an ill-formed byte becomes U+FFFD */
    const char *lines = fu_text_lines(arena, text->data, text->length, text->length * GROWTH);
    size_t length = strlen(lines);
    if (length <= FU_MAIL_TEXT_MAX) {
        return lines;
    }
    *cut = true;
    return fu_text_lines(arena, lines, length, FU_MAIL_TEXT_MAX);
}

static bool is_blank(const char *text)
{
    size_t length = strlen(text);
    fu_text_trim(text, &length);
    return length == 0;
}

static void read_chosen(struct fu_arena *arena, const struct fu_structure *structure,
    const struct choice *choices, bool prefer_html, struct fu_letter *letter)
{
    struct fu_buffer joined;
    struct fu_buffer expanded;
    bool cut = false;
    fu_buffer_init(&joined, FU_MAIL_TEXT_MAX + 1);
    fu_buffer_init(&expanded, FU_MAIL_TEXT_MAX + 1);
    for (size_t part = 0; part < structure->count && !cut; part++) {
        if (is_text(structure, part) && is_chosen(structure, part, choices, prefer_html)) {
            add_part(arena, &structure->entities[part], &joined, &cut);
        }
    }
    expand_tabs(&joined, &expanded, &cut);
    letter->text = clean_lines(arena, &expanded, &cut);
    letter->text_cut = cut;
    fu_buffer_free(&joined);
    fu_buffer_free(&expanded);
}

/* Reads the parts; when no plain text says anything, the other kinds. */
static void read_parts(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_letter *letter)
{
    struct choice *choices = fu_arena_allocate(arena, structure->count, sizeof *choices);
    bool has_rich = false;
    for (size_t part = 0; part < structure->count; part++) {
        choices[part] = (struct choice){NONE, NONE};
    }
    for (size_t part = 0; part < structure->count; part++) {
        if (is_text(structure, part)) {
            has_rich = has_rich || !is_plain(&structure->entities[part]);
            note_branches(structure, part, choices);
        }
    }
    read_chosen(arena, structure, choices, false, letter);
    if (is_blank(letter->text) && has_rich) {
        read_chosen(arena, structure, choices, true, letter);
    }
}

static bool named(struct fu_arena *arena, const struct fu_entity *entity, const char *name)
{
    return fu_equal_nocase(fu_content_name(arena, entity), name);
}

/* What a part that is no text says about the mail's having none. */
static enum fu_sealed sealed_by(struct fu_arena *arena, const struct fu_entity *entity)
{
    if (fu_content_is(entity, "multipart", "encrypted")) {
        return FU_SEALED_ENCRYPTED;
    }
    if (fu_content_is(entity, "application", "pkcs7-mime") ||
        fu_content_is(entity, "application", "x-pkcs7-mime")) {
        return parameter_is(entity, "smime-type", "signed-data") ? FU_SEALED_SIGNED
                                                                 : FU_SEALED_ENCRYPTED;
    }
    bool wrapped =
        fu_content_is(entity, "application", "ms-tnef") ||
        fu_content_is(entity, "application", "vnd.ms-tnef") ||
        (fu_slice_is(entity->type, "application") && named(arena, entity, "winmail.dat"));
    return wrapped ? FU_SEALED_TNEF : FU_SEALED_NOT;
}

static void find_seal(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_letter *letter)
{
    static const char armor[] = "-----BEGIN PGP MESSAGE-----";
    const char *text = letter->text + strspn(letter->text, " \n");
    letter->sealed = FU_SEALED_NOT;
    if (strncmp(text, armor, sizeof armor - 1) == 0) {
        letter->sealed = FU_SEALED_ENCRYPTED;
    } else if (*text == '\0') {
        for (size_t part = 0; part < structure->count && letter->sealed == FU_SEALED_NOT; part++) {
            if (!in_message(structure, part)) {
                letter->sealed = sealed_by(arena, &structure->entities[part]);
            }
        }
    }
    if (letter->sealed != FU_SEALED_NOT) {
        letter->text = "";
        letter->text_cut = false;
    }
}

void fu_text_read(
    struct fu_arena *arena, const struct fu_structure *structure, struct fu_letter *letter)
{
    read_parts(arena, structure, letter);
    find_seal(arena, structure, letter);
}
