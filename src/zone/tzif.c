/* Reads TZif files (RFC 9636), versions 1 to 4 and later ones as far as they keep to its shape.
 *
 * The 64-bit block is used where there is one, and the 32-bit block is then skipped. Every count
 * and index is checked before it is used; a file with anything out of place (a transition out of
 * order, an offset of more than 26 hours, a footer that does not parse, bytes missing) is refused
 * whole. Files that count leap seconds are refused too: instants here do not count them. Bytes
 * behind the footer are ignored. */
#include "tzif.h"

#include <stdlib.h>
#include <string.h>

#include "followupd/base/memory.h"
#include "followupd/zone/zone.h"

enum {
    HEADER_SIZE = 44,
    VERSION_AT = 4,
    COUNTS_AT = 20,
    TYPE_SIZE = 6,
    TYPES_MAX = 256 /* an index is one byte */
};

struct reader {
    const unsigned char *at;
    size_t left;
};

struct counts {
    uint32_t universal, standard, leap, transition, type, character;
};

static uint64_t big_endian(const unsigned char *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

static int64_t big_endian_signed(const unsigned char *bytes, size_t size)
{
    uint64_t number = big_endian(bytes, size);

    return size == 4 ? (int32_t)(uint32_t)number : (int64_t)number;
}

/* NULL when fewer bytes are left. */
static const unsigned char *take(struct reader *reader, uint64_t size)
{
    const unsigned char *taken = reader->at;

    if (size > reader->left) {
        return NULL;
    }
    reader->at += size;
    reader->left -= (size_t)size;
    return taken;
}

static bool take_header(struct reader *reader, struct counts *counts, unsigned char *version)
{
    const unsigned char *header = take(reader, HEADER_SIZE);

    if (!header || memcmp(header, "TZif", 4) != 0) {
        return false;
    }
    *version = header[VERSION_AT];
    if (*version != '\0' && (*version < '2' || *version > '9')) {
        return false;
    }
    counts->universal = (uint32_t)big_endian(header + COUNTS_AT, 4);
    counts->standard = (uint32_t)big_endian(header + COUNTS_AT + 4, 4);
    counts->leap = (uint32_t)big_endian(header + COUNTS_AT + 8, 4);
    counts->transition = (uint32_t)big_endian(header + COUNTS_AT + 12, 4);
    counts->type = (uint32_t)big_endian(header + COUNTS_AT + 16, 4);
    counts->character = (uint32_t)big_endian(header + COUNTS_AT + 20, 4);
    return true;
}

static uint64_t block_size(const struct counts *counts, size_t time_size)
{
    return (uint64_t)counts->transition * (time_size + 1) + (uint64_t)counts->type * TYPE_SIZE +
           counts->character + (uint64_t)counts->leap * (time_size + 4) + counts->standard +
           counts->universal;
}

static bool counts_valid(const struct counts *counts)
{
    return counts->leap == 0 && counts->type >= 1 && counts->type <= TYPES_MAX &&
           (counts->standard == 0 || counts->standard == counts->type) &&
           (counts->universal == 0 || counts->universal == counts->type);
}

static bool read_transitions(
    struct fu_zone *zone, const unsigned char *times, const unsigned char *kinds, size_t time_size)
{
    for (size_t i = 0; i < zone->transition_count; i++) {
        zone->transitions[i] = big_endian_signed(times + i * time_size, time_size);
        zone->kinds[i] = kinds[i];
        if (kinds[i] >= zone->type_count ||
            (i > 0 && zone->transitions[i] <= zone->transitions[i - 1])) {
            return false;
        }
    }
    return true;
}

/* zone->abbreviations has character_count bytes and a NUL behind them. */
static bool read_types(struct fu_zone *zone, const unsigned char *types, size_t character_count)
{
    for (size_t i = 0; i < zone->type_count; i++) {
        const unsigned char *type = types + i * TYPE_SIZE;
        int64_t offset = big_endian_signed(type, 4);
        size_t index = type[5];

        if (offset < FU_OFFSET_MIN || offset > FU_OFFSET_MAX || type[4] > 1 ||
            index >= character_count) {
            return false;
        }
        zone->types[i].offset = (int)offset;
        zone->types[i].abbreviation = zone->abbreviations + index;
        if (!fu_abbreviation_valid(
                zone->abbreviations + index, strlen(zone->abbreviations + index))) {
            return false;
        }
    }
    return true;
}

static bool read_block(
    struct fu_zone *zone, struct reader *reader, const struct counts *counts, size_t time_size)
{
    const unsigned char *block = take(reader, block_size(counts, time_size));
    const unsigned char *kinds, *types, *characters;

    if (!block || !counts_valid(counts)) {
        return false;
    }
    kinds = block + counts->transition * time_size;
    types = kinds + counts->transition;
    characters = types + (size_t)counts->type * TYPE_SIZE;
    zone->transition_count = counts->transition;
    zone->transitions = fu_allocate(counts->transition + (size_t)1, sizeof *zone->transitions);
    zone->kinds = fu_allocate(counts->transition + (size_t)1, sizeof *zone->kinds);
    zone->type_count = counts->type;
    zone->types = fu_allocate(counts->type, sizeof *zone->types);
    zone->abbreviations = fu_allocate(counts->character + (size_t)1, 1);
    memcpy(zone->abbreviations, characters, counts->character);
    return read_transitions(zone, block, kinds, time_size) &&
           read_types(zone, types, counts->character);
}

/* "\n", a TZ string or nothing, "\n". */
static bool read_footer(struct fu_zone *zone, struct reader *reader)
{
    const unsigned char *newline, *text;

    newline = take(reader, 1);
    if (!newline || *newline != '\n') {
        return false;
    }
    text = reader->at;
    newline = memchr(text, '\n', reader->left);
    if (!newline) {
        return false;
    }
    zone->has_rule = newline > text;
    return !zone->has_rule ||
           fu_rule_parse((const char *)text, (size_t)(newline - text), &zone->rule);
}

static bool read_file(struct fu_zone *zone, struct reader *reader)
{
    struct counts counts;
    unsigned char version;

    if (!take_header(reader, &counts, &version)) {
        return false;
    }
    if (version == '\0') {
        return read_block(zone, reader, &counts, 4);
    }
    return take(reader, block_size(&counts, 4)) && take_header(reader, &counts, &version) &&
           read_block(zone, reader, &counts, 8) && read_footer(zone, reader);
}

/* FNV-1a: for telling versions of a file apart, not for security. */
static uint64_t mark_of(const unsigned char *bytes, size_t length)
{
    uint64_t mark = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < length; i++) {
        mark = (mark ^ bytes[i]) * UINT64_C(0x100000001b3);
    }
    return mark;
}

struct fu_zone *fu_zone_read(const char *name, const void *bytes, size_t length)
{
    struct reader reader = {bytes, length};
    struct fu_zone *zone;

    if (length > FU_ZONE_FILE_MAX) {
        return NULL;
    }
    zone = fu_allocate(1, sizeof *zone);
    zone->name = fu_copy(name);
    zone->mark = mark_of(bytes, length);
    zone->recent = fu_allocate(1, sizeof *zone->recent);
    if (!read_file(zone, &reader)) {
        fu_zone_free(&zone);
    }
    return zone;
}

void fu_zone_free(struct fu_zone **zone)
{
    if (!*zone) {
        return;
    }
    free((*zone)->name);
    free((*zone)->transitions);
    free((*zone)->kinds);
    free((*zone)->types);
    free((*zone)->abbreviations);
    free((*zone)->recent);
    free(*zone);
    *zone = NULL;
}
