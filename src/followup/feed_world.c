/* What all feeds of a process depend on: settings, holidays, this program. Nothing fails. */
#include "feed_world.h"

#include <inttypes.h>
#include <stdlib.h>

enum { WORLD_MAX = 1024 * 1024, DAY = 86400 };

static void add_texts(struct fu_buffer *text, const struct fu_texts *texts)
{
    size_t i;

    for (i = 0; i < texts->count; i++)
        fu_buffer_print(text, "%s\n", texts->items[i]);
}

static void add_holidays(struct fu_buffer *text, const struct fu_holidays *holidays)
{
    int64_t day;

    for (day = 0; holidays && day <= FU_INSTANT_MAX / DAY; day++) {
        if (fu_holidays_has(holidays, day))
            fu_buffer_print(text, "%" PRId64 "\n", day);
    }
}

void fu_feed_digest(const struct fu_buffer *text, size_t count, char *figures)
{
    static const char alphabet[] = "0123456789abcdef";
    const char *const piece = text->data;
    unsigned char digest[FU_DIGEST_SIZE];
    size_t i;

    fu_digest(&piece, 1, digest);
    for (i = 0; i < count; i++) {
        *figures++ = alphabet[digest[i] >> 4];
        *figures++ = alphabet[digest[i] & 15];
    }
    *figures = '\0';
}

struct fu_feeds *fu_feeds_new(const struct fu_settings *settings)
{
    struct fu_feeds *feeds = fu_allocate(1, sizeof *feeds);
    struct fu_buffer text;

    feeds->settings = settings;
    feeds->arena = fu_arena_new();
    feeds->page = settings->web[0] ? fu_arena_print(feeds->arena, "%s/me/", settings->web) : "";
    fu_buffer_init(&text, WORLD_MAX);
    fu_buffer_print(&text, "%s\n%s\n%s\n%s\n%c\n", FU_VERSION, settings->domain, feeds->page,
        settings->rules.from, settings->rules.delimiter);
    add_texts(&text, &settings->rules.domains);
    add_texts(&text, &settings->rules.mailboxes);
    add_holidays(&text, settings->holidays);
    fu_feed_digest(&text, FU_DIGEST_SIZE, feeds->world);
    fu_buffer_free(&text);
    return feeds;
}

void fu_feeds_free(struct fu_feeds **feeds)
{
    if (!*feeds)
        return;
    fu_arena_free(&(*feeds)->arena);
    free(*feeds);
    *feeds = NULL;
}
