/* Finding the structure of a mail.
 *
 * A row of open containers (at most FU_MAIL_DEPTH_MAX) takes the place of recursion: each line that
 * begins with "--" is compared with the boundaries of the open multiparts, innermost first, and
 * ends all that is open within the one it belongs to. A header block ends at an empty line, a
 * boundary or the end. Every limit of mail/limits.h that concerns the bytes is kept here; the first
 * one broken ends the work. A multipart without a usable boundary is a leaf. */
#include "structure.h"

#include <string.h>

#include "content.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "header.h"
#include "nesting.h"

enum { BOUNDARY_MAX = 256 };

struct open {
    size_t entity;
    size_t length; /* of boundary; 0: a message/rfc822 */
    char boundary[BOUNDARY_MAX];
};

struct scanner {
    struct fu_arena *arena;
    struct fu_error *error;
    const char *at;
    const char *end;
    struct fu_entity *entities;
    size_t count;
    size_t capacity;
    struct open open[FU_MAIL_DEPTH_MAX];
    size_t depth;
    bool in_entity; /* the last entity goes on here; false before the first part and behind the last
                       one */
};

/* A line that ends something: the open multipart it belongs to, and whether it is its last one. */
struct delimiter {
    size_t level;
    bool last;
};

static bool only_blanks(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    return length == 0;
}

static bool is_delimiter(const struct scanner *scanner, size_t length, struct delimiter *delimiter)
{
    const char *line = scanner->at;
    if (length < 3 || line[0] != '-' || line[1] != '-') {
        return false;
    }
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
        length--;
    }
    for (size_t level = scanner->depth; level-- > 0;) {
        const struct open *open = &scanner->open[level];
        size_t taken = 2 + open->length;
        if (open->length == 0 || length < taken ||
            memcmp(line + 2, open->boundary, open->length) != 0) {
            continue;
        }
        delimiter->level = level;
        delimiter->last = length >= taken + 2 && memcmp(line + taken, "--", 2) == 0 &&
                          only_blanks(line + taken + 2, length - taken - 2);
        if (delimiter->last || only_blanks(line + taken, length - taken)) {
            return true;
        }
    }
    return false;
}

/* Notes what one field of the entity says, and keeps the limits of a field. */
static enum fu_status take_field(
    struct scanner *scanner, struct fu_entity *entity, const char *start, const char *end)
{
    while (end > start && (end[-1] == '\n' || end[-1] == '\r')) {
        end--;
    }
    size_t length = (size_t)(end - start);
    if (length > FU_MAIL_FIELD_MAX) {
        return fu_error_set(scanner->error, FU_PERMANENT,
            "the mail has a header field of more than %d bytes", FU_MAIL_FIELD_MAX);
    }
    struct fu_header_field field;
    if (!fu_header_split((struct fu_slice){start, length}, &field)) {
        return FU_OK;
    }
    if (fu_nests_too_deep(&field)) {
        return fu_error_set(scanner->error, FU_PERMANENT,
            "the mail has a header field in which comments or groups nest more than %d deep",
            FU_MAIL_COMMENT_DEPTH_MAX);
    }
    struct fu_slice *place = fu_slice_is(field.name, "Content-Type") ? &entity->content_type
                             : fu_slice_is(field.name, "Content-Disposition") ? &entity->disposition
                             : fu_slice_is(field.name, "Content-Transfer-Encoding")
                                 ? &entity->encoding
                                 : NULL;
    if (place != NULL && place->at == NULL) {
        *place = field.value;
    }
    return FU_OK;
}

/* Reads the header block at the scanner's place into the entity; behind it stands the body, or a
 * boundary. */
static enum fu_status read_header(struct scanner *scanner, struct fu_entity *entity)
{
    const char *start = scanner->at;
    const char *field = start;
    size_t fields = 0;
    enum fu_status status = FU_OK;
    bool empty_line = false;
    while (scanner->at < scanner->end && status == FU_OK) {
        size_t length = fu_line_length(scanner->at, scanner->end);
        struct delimiter delimiter;
        empty_line = fu_line_is_empty(scanner->at, length);
        if (empty_line || is_delimiter(scanner, length, &delimiter)) {
            break;
        }
        bool begins = *scanner->at != ' ' && *scanner->at != '\t';
        if (begins || scanner->at == start) {
            status = take_field(scanner, entity, field, scanner->at);
            field = scanner->at;
            if (++fields > FU_MAIL_FIELDS_MAX && status == FU_OK) {
                status = fu_error_set(scanner->error, FU_PERMANENT,
                    "the mail has a header of more than %d fields", FU_MAIL_FIELDS_MAX);
            }
        }
        scanner->at += length;
    }
    entity->header = (struct fu_slice){start, (size_t)(scanner->at - start)};
    if (status == FU_OK) {
        status = take_field(scanner, entity, field, scanner->at);
    }
    if (status == FU_OK && entity->header.length > FU_MAIL_HEADER_MAX) {
        status = fu_error_set(scanner->error, FU_PERMANENT,
            "the mail has a header of more than %d bytes", FU_MAIL_HEADER_MAX);
    }
    if (empty_line) {
        scanner->at += fu_line_length(scanner->at, scanner->end);
    }
    return status;
}

/* The entity's type, by its field or by default. */
static void find_type(const struct scanner *scanner, struct fu_entity *entity)
{
    if (entity->content_type.at != NULL &&
        fu_content_type(entity->content_type, &entity->type, &entity->subtype)) {
        return;
    }
    const struct fu_entity *parent = &scanner->entities[entity->parent];
    bool digest = parent != entity && parent->kind == FU_ENTITY_MULTIPART &&
                  fu_slice_is(parent->subtype, "digest");
    entity->type = digest ? (struct fu_slice){"message", 7} : (struct fu_slice){"text", 4};
    entity->subtype = digest ? (struct fu_slice){"rfc822", 6} : (struct fu_slice){"plain", 5};
}

/* An encoded message is not looked into (RFC 2046 5.2.1 allows none). */
static bool holds_message(const struct fu_entity *entity)
{
    char encoding[20];
    fu_content_word(entity->encoding, encoding, sizeof encoding);
    bool encoded = strcmp(encoding, "base64") == 0 || strcmp(encoding, "quoted-printable") == 0;
    return !encoded && (fu_content_is(entity, "message", "rfc822") ||
                           fu_content_is(entity, "message", "global") ||
                           fu_content_is(entity, "message", "news"));
}

/* Makes the last entity an open container when it is one. */
static enum fu_status open_container(struct scanner *scanner)
{
    struct fu_entity *entity = &scanner->entities[scanner->count - 1];
    char boundary[BOUNDARY_MAX];
    bool multipart = fu_slice_is(entity->type, "multipart") &&
                     fu_content_parameter(entity->content_type, "boundary", boundary, BOUNDARY_MAX);
    if (!multipart && !holds_message(entity)) {
        return FU_OK;
    }
    if (scanner->depth == FU_MAIL_DEPTH_MAX) {
        return fu_error_set(scanner->error, FU_PERMANENT,
            "the mail has parts that nest more than %d deep", FU_MAIL_DEPTH_MAX);
    }
    entity->kind = multipart ? FU_ENTITY_MULTIPART : FU_ENTITY_MESSAGE;
    struct open *open = &scanner->open[scanner->depth++];
    open->entity = scanner->count - 1;
    open->length = multipart ? strlen(boundary) : 0;
    memcpy(open->boundary, boundary, open->length);
    return FU_OK;
}

static struct fu_entity *new_entity(struct scanner *scanner)
{
    if (scanner->count == scanner->capacity) {
        struct fu_entity *more =
            fu_arena_allocate(scanner->arena, scanner->capacity * 2, sizeof *more);
        memcpy(more, scanner->entities, scanner->count * sizeof *more);
        scanner->entities = more;
        scanner->capacity *= 2;
    }
    struct fu_entity *entity = &scanner->entities[scanner->count];
    entity->parent = scanner->depth > 0 ? scanner->open[scanner->depth - 1].entity : 0;
    scanner->count++;
    return entity;
}

/* Reads an entity's header, and those of the mails that begin directly behind it. */
static enum fu_status begin_entity(struct scanner *scanner)
{
    struct fu_entity *entity;
    do {
        if (scanner->count > FU_MAIL_PARTS_MAX) {
            return fu_error_set(
                scanner->error, FU_PERMANENT, "the mail has more than %d parts", FU_MAIL_PARTS_MAX);
        }
        entity = new_entity(scanner);
        enum fu_status status = read_header(scanner, entity);
        if (status != FU_OK) {
            return status;
        }
        entity->body.at = scanner->at;
        find_type(scanner, entity);
        status = open_container(scanner);
        if (status != FU_OK) {
            return status;
        }
    } while (entity->kind == FU_ENTITY_MESSAGE);
    scanner->in_entity = entity->kind == FU_ENTITY_LEAF;
    return FU_OK;
}

static void end_body(struct fu_entity *entity, const char *end)
{
    entity->body.length = end > entity->body.at ? (size_t)(end - entity->body.at) : 0;
}

/* Ends what is open in the containers at level and above; the line end before a boundary belongs to
 * the boundary. */
static void close_to(struct scanner *scanner, size_t level, const char *end)
{
    const char *start = scanner->entities[0].header.at;
    if (end < scanner->end && end > start && end[-1] == '\n') {
        end--;
        end -= end > start && end[-1] == '\r';
    }
    if (scanner->in_entity) {
        end_body(&scanner->entities[scanner->count - 1], end);
        scanner->in_entity = false;
    }
    while (scanner->depth > level) {
        end_body(&scanner->entities[scanner->open[--scanner->depth].entity], end);
    }
}

/* Goes through the body lines to the end of the mail. */
static enum fu_status read_bodies(struct scanner *scanner)
{
    enum fu_status status = FU_OK;
    while (scanner->depth > 0 && scanner->at < scanner->end && status == FU_OK) {
        size_t length = fu_line_length(scanner->at, scanner->end);
        struct delimiter delimiter;
        if (!is_delimiter(scanner, length, &delimiter)) {
            scanner->at += length;
            continue;
        }
        close_to(scanner, delimiter.last ? delimiter.level : delimiter.level + 1, scanner->at);
        scanner->at += length;
        if (!delimiter.last) {
            status = begin_entity(scanner);
        }
    }
    return status;
}

enum fu_status fu_structure_read(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_structure *structure, struct fu_error *error)
{
    enum { FIRST = 8 };
    struct scanner scanner = {.arena = arena, .error = error, .at = bytes, .end = bytes + length};
    if (length > FU_MAIL_SIZE_MAX) {
        return fu_error_set(
            error, FU_PERMANENT, "the mail has more than %d bytes", FU_MAIL_SIZE_MAX);
    }
    scanner.capacity = FIRST;
    scanner.entities = fu_arena_allocate(arena, FIRST, sizeof *scanner.entities);
    enum fu_status status = begin_entity(&scanner);
    if (status == FU_OK) {
        status = read_bodies(&scanner);
    }
    if (status != FU_OK) {
        return status;
    }
    close_to(&scanner, 0, scanner.end);
    *structure = (struct fu_structure){scanner.entities, scanner.count};
    return FU_OK;
}
