/* Somebody's feed as it is written. */
#ifndef FOLLOWUPD_TESTS_FOLLOWUP_FEEDS_H
#define FOLLOWUPD_TESTS_FOLLOWUP_FEEDS_H

#include "world.h"

#include "followupd/followup/feed.h"

static const struct fu_mailbox bob_and_zoe[] = {
    {"Bob", "bob@example.org"}, {"Zoe", "zoe@x.example"}};

/* The person's feed at a moment; what came out of it is in the arena. */
static inline const char *written(struct world *world, const char *address, struct fu_feed feed,
    fu_instant now, struct fu_feed_version *version)
{
    struct fu_feeds *feeds = fu_feeds_new(&world->settings);
    struct fu_feed_version asked;
    struct fu_buffer bytes;
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    feed.person = person;
    fu_buffer_init(&bytes, FU_FEED_MAX);
    assert_good(
        world, fu_feed_write(feeds, world->store, &feed, now, &bytes, version, &world->error));
    fu_feeds_free(&feeds);
    feeds = fu_feeds_new(&world->settings);
    assert_good(world, fu_feed_version(feeds, world->store, &feed, now, &asked, &world->error));
    assert_string_equal(asked.etag, version->etag);
    assert_int_equal(asked.modified, version->modified);
    fu_feeds_free(&feeds);
    const char *text = fu_arena_copy_n(world->arena, bytes.data, bytes.length);
    fu_buffer_free(&bytes);
    return text;
}

static inline const char *feed_of(struct world *world, const char *address)
{
    struct fu_feed_version version;

    return written(world, address, (struct fu_feed){.alarm = FU_CALENDAR_NO_ALARM}, NOW, &version);
}

static inline const char *feed(struct world *world)
{
    return feed_of(world, "alice@example.org");
}

static inline struct fu_feed_version version(struct world *world)
{
    struct fu_feed_version found;

    written(
        world, "alice@example.org", (struct fu_feed){.alarm = FU_CALENDAR_NO_ALARM}, NOW, &found);
    return found;
}

#define assert_has(text, part) assert_non_null(strstr(text, part))
#define assert_lacks(text, part) assert_null(strstr(text, part))

static inline size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

#endif
