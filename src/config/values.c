/* One option's text to its value, by kind. A refusal is a sentence with the range or the words that
 * are accepted. */
#include "values.h"

#include <string.h>

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/config/config.h"
#include "text.h"

enum { DAYS_OF_WEEK = 7, SPELLING_MAX = 32, MINUTES_OF_HOUR = 60 };

static bool refuse(struct fu_arena *arena, const char *text, const char *sentence, const char **why)
{
    *why = fu_arena_print(arena, "%s %s", fu_config_quoted(arena, text), sentence);
    return false;
}

static bool read_text(struct fu_arena *arena, const struct fu_config_option *option,
    const char **field, const char *text, const char **why)
{
    const char *value = *text == '\0' ? "" : option->check(arena, text, why);
    if (value == NULL) {
        return false;
    }
    *field = fu_arena_copy(arena, value);
    return true;
}

/* The list grows by doubling: its memory has room for a power of two. */
static void append(struct fu_arena *arena, struct fu_config_list *list, const char *item)
{
    const char **items = (const char **)list->items;
    if ((list->count & (list->count - 1)) == 0) {
        size_t room = list->count == 0 ? 1 : list->count * 2;
        items = fu_arena_allocate(arena, room, sizeof *items);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof *items);
        }
    }
    items[list->count++] = item;
    list->items = items;
}

static bool read_list(struct fu_arena *arena, const struct fu_config_option *option,
    struct fu_config_list *list, const char *text, const char **why)
{
    while (*text != '\0') {
        size_t length = strcspn(text, ","), end = length;
        size_t start = strspn(text, " \t");
        while (end > start && fu_config_is_blank(text[end - 1])) {
            end--;
        }
        if (end > start) {
            const char *item = fu_arena_copy_n(arena, text + start, end - start);
            item = option->check(arena, item, why);
            if (item == NULL) {
                return false;
            }
            if (list->count == FU_CONFIG_LIST_MAX) {
                *why = fu_arena_print(
                    arena, "the list has over %d items; make it shorter", FU_CONFIG_LIST_MAX);
                return false;
            }
            append(arena, list, item);
        }
        text += length + (text[length] == ',');
    }
    return true;
}

static bool read_word(struct fu_arena *arena, const struct fu_config_option *option,
    const char **field, const char *text, const char **why)
{
    bool unset = *text == '\0' && *option->fallback == '\0';
    if (!unset && !fu_config_words_hold(option->words, text)) {
        return refuse(arena, text,
            fu_arena_print(
                arena, "is not known; write %s", fu_config_words_say(arena, option->words)),
            why);
    }
    *field = fu_arena_copy(arena, text);
    return true;
}

static bool read_flag(struct fu_arena *arena, bool *field, const char *text, const char **why)
{
    *field = strcmp(text, "yes") == 0;
    if (!*field && strcmp(text, "no") != 0) {
        return refuse(arena, text, "is neither yes nor no; write one of them", why);
    }
    return true;
}

static bool read_number(struct fu_arena *arena, const struct fu_config_option *option,
    int64_t *field, const char *text, const char **why)
{
    if (*text == '\0' && *option->fallback == '\0') {
        *field = FU_CONFIG_UNSET;
        return true;
    }
    if (!fu_number_parse(text, strlen(text), option->minimum, option->maximum, field)) {
        return refuse(arena, text,
            fu_arena_print(arena, "is no whole number from %lld to %lld; write one of these",
                (long long)option->minimum, (long long)option->maximum),
            why);
    }
    return true;
}

const char *fu_config_size_print(struct fu_arena *arena, int64_t bytes)
{
    const int64_t kilo = 1024, mega = kilo * kilo;
    if (bytes % mega == 0) {
        return fu_arena_print(arena, "%lldM", (long long)(bytes / mega));
    }
    return bytes % kilo == 0 ? fu_arena_print(arena, "%lldK", (long long)(bytes / kilo))
                             : fu_arena_print(arena, "%lld", (long long)bytes);
}

static bool read_size(struct fu_arena *arena, const struct fu_config_option *option, int64_t *field,
    const char *text, const char **why)
{
    if (!fu_size_parse(text, option->minimum, option->maximum, field)) {
        return refuse(arena, text,
            fu_arena_print(arena, "is no size from %s to %s; write a number and K or M, such as %s",
                fu_config_size_print(arena, option->minimum),
                fu_config_size_print(arena, option->maximum), option->fallback),
            why);
    }
    return true;
}

static bool read_duration(struct fu_arena *arena, const struct fu_config_option *option,
    int64_t *field, const char *text, const char **why)
{
    if (!fu_duration_parse(text, option->minimum, option->maximum, field)) {
        char minimum[SPELLING_MAX], maximum[SPELLING_MAX];
        fu_duration_print(option->minimum, minimum, sizeof minimum);
        fu_duration_print(option->maximum, maximum, sizeof maximum);
        return refuse(arena, text,
            fu_arena_print(arena,
                "is no duration from %s to %s; write a number and s, m, h or d, such as %s",
                minimum, maximum, option->fallback),
            why);
    }
    return true;
}

static bool read_time(struct fu_arena *arena, int64_t *field, const char *text, const char **why)
{
    const char *colon = strchr(text, ':');
    int64_t hour, minute;
    size_t length = colon != NULL ? (size_t)(colon - text) : 0;
    if (colon == NULL || length > 2 || strlen(colon + 1) != 2 ||
        !fu_number_parse(text, length, 0, 23, &hour) ||
        !fu_number_parse(colon + 1, 2, 0, MINUTES_OF_HOUR - 1, &minute)) {
        return refuse(
            arena, text, "is no time of day; write one from 00:00 to 23:59, such as 08:00", why);
    }
    *field = hour * MINUTES_OF_HOUR + minute;
    return true;
}

/* 0 Monday … 6 Sunday, by its first three letters or whole; -1 when it is none. */
static int weekday(const char *text, size_t length)
{
    static const char *const names[DAYS_OF_WEEK] = {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    for (int day = 0; day < DAYS_OF_WEEK; day++) {
        bool known = length == 3 || length == strlen(names[day]);
        for (size_t i = 0; known && i < length; i++) {
            known = fu_lower(text[i]) == names[day][i];
        }
        if (known) {
            return day;
        }
    }
    return -1;
}

/* Adds a day or a range such as fri-mon to the mask. */
static bool add_days(const char *text, size_t length, int64_t *mask)
{
    const char *dash = memchr(text, '-', length);
    size_t first_length = dash != NULL ? (size_t)(dash - text) : length;
    int first = weekday(text, first_length);
    int last = dash != NULL ? weekday(dash + 1, length - first_length - 1) : first;
    if (first < 0 || last < 0) {
        return false;
    }
    for (int day = first; day != last; day = (day + 1) % DAYS_OF_WEEK) {
        *mask |= 1 << day;
    }
    *mask |= 1 << last;
    return true;
}

static bool read_days(struct fu_arena *arena, int64_t *field, const char *text, const char **why)
{
    const char *at = text;
    *field = 0;
    while (*at != '\0') {
        size_t blanks = strspn(at, ", \t"), length = strcspn(at + blanks, ", \t");
        if (length > 0 && !add_days(at + blanks, length, field)) {
            *field = 0;
            break;
        }
        at += blanks + length;
    }
    if (*field == 0) {
        return refuse(
            arena, text, "names no workdays; write mon-fri, or a list such as mon, tue, thu", why);
    }
    return true;
}

bool fu_config_value_read(struct fu_arena *arena, const struct fu_config_option *option,
    void *values, const char *text, const char **why)
{
    void *field = (char *)values + option->offset;
    switch (option->kind) {
    case FU_CONFIG_TEXT:
        return read_text(arena, option, field, text, why);
    case FU_CONFIG_LIST:
        return read_list(arena, option, field, text, why);
    case FU_CONFIG_WORD:
        return read_word(arena, option, field, text, why);
    case FU_CONFIG_FLAG:
        return read_flag(arena, field, text, why);
    case FU_CONFIG_NUMBER:
        return read_number(arena, option, field, text, why);
    case FU_CONFIG_SIZE:
        return read_size(arena, option, field, text, why);
    case FU_CONFIG_DURATION:
        return read_duration(arena, option, field, text, why);
    case FU_CONFIG_TIME:
        return read_time(arena, field, text, why);
    case FU_CONFIG_DAYS:
        return read_days(arena, field, text, why);
    }
    return false;
}

void fu_config_value_clear(const struct fu_config_option *option, void *values)
{
    if (option->kind == FU_CONFIG_LIST) {
        struct fu_config_list *list = (void *)((char *)values + option->offset);
        list->items = NULL;
        list->count = 0;
    }
}
