/* What the tests of zones share: moments written as text, and TZif files made by hand. */
#ifndef FOLLOWUPD_TESTS_ZONE_HELP_H
#define FOLLOWUPD_TESTS_ZONE_HELP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"

/* "2026-03-29 02:30" or "2026-03-29 02:30:15". */
static inline struct fu_civil civil_of(const char *text)
{
    struct fu_civil civil = {0};

    assert_true(sscanf(text, "%d-%d-%d %d:%d:%d", &civil.year, &civil.month, &civil.day,
                    &civil.hour, &civil.minute, &civil.second) >= 5);
    return civil;
}

/* The instant of a text in UTC. */
static inline fu_instant utc(const char *text)
{
    struct fu_civil civil = civil_of(text);

    return fu_civil_seconds(&civil);
}

/* The wall clock `wall` of the zone means the instant `instant`, at which the wall shows `shown`.
 */
static inline void assert_meant(
    const struct fu_zone *zone, const char *wall, const char *instant, const char *shown)
{
    struct fu_civil civil = civil_of(wall), back, expected = civil_of(shown);

    assert_non_null(zone);
    assert_int_equal(fu_zone_instant(zone, &civil), utc(instant));
    fu_zone_civil(zone, utc(instant), &back);
    assert_int_equal(fu_civil_compare(&back, &expected), 0);
}

/* The offset is `before` until a second before the instant and `after` from it on, and nothing
 * changes in the day before it. */
static inline void assert_change(
    const struct fu_zone *zone, const char *instant, int before, int after)
{
    fu_instant at = utc(instant);

    assert_non_null(zone);
    assert_int_equal(fu_zone_offset(zone, at - 1), before);
    assert_int_equal(fu_zone_offset(zone, at), after);
    assert_int_equal(fu_zone_transition(zone, at - 1), at);
    assert_int_equal(fu_zone_transition(zone, at - 86400), at);
}

/* A TZif file under construction. */
struct tzif {
    unsigned char bytes[4096];
    size_t length;
};

static inline void tzif_bytes(struct tzif *file, const void *bytes, size_t length)
{
    assert_true(file->length + length <= sizeof file->bytes);
    memcpy(file->bytes + file->length, bytes, length);
    file->length += length;
}

static inline void tzif_number(struct tzif *file, int64_t number, size_t size)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)((uint64_t)number >> 8 * (size - 1 - i));
    }
    tzif_bytes(file, bytes, size);
}

static inline void tzif_header(struct tzif *file, char version, const uint32_t counts[6])
{
    tzif_bytes(file, "TZif", 4);
    tzif_number(file, version, 1);
    tzif_bytes(file, (const char[15]){0}, 15);
    for (int i = 0; i < 6; i++) {
        tzif_number(file, counts[i], 4);
    }
}

/* What stands in a made file; all other counts are 0. Kinds and types as in the file. */
struct tzif_table {
    size_t count;
    const int64_t *transitions;
    const unsigned char *kinds;
    size_t type_count;
    const int *offsets; /* one for each type; its abbreviation is "AAA", "BBB" … */
};

static inline void tzif_block(struct tzif *file, const struct tzif_table *table, size_t size)
{
    for (size_t i = 0; i < table->count; i++) {
        tzif_number(file, table->transitions[i], size);
    }
    tzif_bytes(file, table->kinds, table->count);
    for (size_t i = 0; i < table->type_count; i++) {
        tzif_number(file, table->offsets[i], 4);
        tzif_number(file, 0, 1);
        tzif_number(file, (int64_t)i * 4, 1);
    }
    for (size_t i = 0; i < table->type_count; i++) {
        const char abbreviation[] = {(char)('A' + i), (char)('A' + i), (char)('A' + i), '\0'};

        tzif_bytes(file, abbreviation, sizeof abbreviation);
    }
}

/* Version '\0' has a 32-bit table; all others an empty 32-bit table, a 64-bit table and a footer.
 */
static inline void tzif_make(
    struct tzif *file, char version, const struct tzif_table *table, const char *footer)
{
    const uint32_t none[6] = {0, 0, 0, 0, 1, 1};
    const uint32_t counts[6] = {0, 0, 0, (uint32_t)table->count, (uint32_t)table->type_count,
        (uint32_t)table->type_count * 4};

    file->length = 0;
    if (version == '\0') {
        tzif_header(file, version, counts);
        tzif_block(file, table, 4);
        return;
    }
    tzif_header(file, version, none);
    tzif_bytes(file, (const char[7]){0}, 7);
    tzif_header(file, version, counts);
    tzif_block(file, table, 8);
    tzif_bytes(file, "\n", 1);
    tzif_bytes(file, footer, strlen(footer));
    tzif_bytes(file, "\n", 1);
}

/* A zone that is nothing but a footer; NULL when that is refused. */
static inline struct fu_zone *zone_of_footer(const char *footer)
{
    static const int offsets[] = {0};
    const struct tzif_table table = {
        0, (const int64_t[]){0}, (const unsigned char *)"", 1, offsets};
    struct tzif file;

    tzif_make(&file, '3', &table, footer);
    return fu_zone_read("Made/Footer", file.bytes, file.length);
}

#endif
