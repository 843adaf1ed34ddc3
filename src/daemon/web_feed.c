/* Calendars for the pages: what of a feed is asked for, and whether the client has it already. */
#include "web_backend.h"

#include <string.h>

#include "followupd/base/clock.h"
#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/followup/feed.h"
#include "followupd/store/people.h"

enum { MINUTE = 60 };

/* RFC 9110 section 13.1.2: a list of tags, or "*"; ours are strong, and a proxy may have weakened
 * one. */
static bool is_known(const char *list, const char *etag)
{
    size_t length = strlen(etag);
    const char *at;

    if (strcmp(list, "*") == 0)
        return true;
    for (at = strstr(list, etag); at; at = strstr(at + 1, etag)) {
        if (at[length] == '\0' || at[length] == ',' || at[length] == ' ')
            return true;
    }
    return false;
}

/* False when the alarm that is asked for is none. */
static bool read_alarm(const char *text, int *minutes)
{
    int64_t seconds;

    *minutes = FU_CALENDAR_NO_ALARM;
    if (!text[0])
        return true;
    if (!fu_duration_parse(text, 0, (int64_t)FU_CALENDAR_ALARM_MAX * MINUTE, &seconds))
        return false;
    *minutes = (int)(seconds / MINUTE);
    return true;
}

static void tell(struct fu_arena *arena, const struct fu_feed_version *version, bool fresh,
    struct fu_web_feed *feed)
{
    feed->found = true;
    feed->fresh = fresh;
    feed->etag = fu_arena_copy(arena, version->etag);
    feed->modified = version->modified;
}

static enum fu_status answer(struct web_backend *backend, const struct fu_feed *wanted,
    struct fu_arena *arena, struct fu_web_feed *feed, struct fu_buffer *body,
    struct fu_error *error)
{
    fu_instant now = fu_clock_now();
    unsigned char key[FU_DIGEST_SIZE];
    struct fu_feed_version version;
    bool fresh;
    enum fu_status status =
        fu_feed_version(backend->feeds, backend->store, wanted, now, &version, error);

    if (status != FU_OK)
        return status;
    fresh = is_known(feed->known, version.etag);
    if (!fresh)
        status = fu_feed_write(backend->feeds, backend->store, wanted, now, body, &version, error);
    if (status != FU_OK)
        return status;
    fu_feed_key(feed, key);
    fu_feed_remember(&backend->remembered, key, &version);
    tell(arena, &version, fresh, feed);
    return FU_OK;
}

/* Whether the client has the version that was told last, and nothing was committed since. */
static enum fu_status answer_from_memory(struct web_backend *backend, struct fu_arena *arena,
    struct fu_web_feed *feed, struct fu_error *error)
{
    const struct fu_feed_version *told;
    unsigned char key[FU_DIGEST_SIZE];
    int64_t version;
    enum fu_status status = fu_store_version(backend->store, &version, error);

    feed->found = false;
    if (status != FU_OK)
        return status;
    fu_feed_key(feed, key);
    told = fu_feed_recall(&backend->remembered, key, version, fu_clock_now());
    if (told && is_known(feed->known, told->etag))
        tell(arena, told, true, feed);
    return FU_OK;
}

/* A feed with an alarm that is none is not there. */
static enum fu_status find_feed(void *context, struct fu_arena *arena, struct fu_web_feed *feed,
    struct fu_buffer *body, struct fu_error *error)
{
    struct web_backend *backend = context;
    struct fu_feed wanted = {
        .todo = feed->todo, .tag = feed->tag[0] ? fu_text_lower(arena, feed->tag) : NULL};
    struct fu_person *person = NULL;
    enum fu_status status = answer_from_memory(backend, arena, feed, error);

    if (status == FU_OK && !feed->found)
        status = fu_feed_open(backend->feeds, backend->store, arena, feed->token, &person, error);
    if (status != FU_OK || !person || !read_alarm(feed->alarm, &wanted.alarm))
        return status;
    wanted.person = person;
    return answer(backend, &wanted, arena, feed, body, error);
}

static enum fu_status find_url(
    void *context, struct fu_arena *arena, int64_t id, const char **url, struct fu_error *error)
{
    const struct web_backend *backend = context;
    struct fu_feed feed = {.alarm = FU_CALENDAR_NO_ALARM};
    struct fu_person *person;
    enum fu_status status = fu_store_person_get(backend->store, arena, id, &person, error);

    if (status != FU_OK || !person)
        return status;
    feed.person = person;
    *url = fu_feed_url(&backend->setup->settings, arena, &feed);
    return FU_OK;
}

static enum fu_status rotate(
    void *context, struct fu_arena *arena, int64_t id, struct fu_error *error)
{
    const struct web_backend *backend = context;
    struct fu_person *person;
    enum fu_status status = fu_store_begin(backend->store, error);

    if (status != FU_OK)
        return status;
    status = fu_store_person_get(backend->store, arena, id, &person, error);
    if (status == FU_OK && person)
        status = fu_feed_rotate(backend->store, person, error);
    if (status == FU_OK)
        return fu_store_commit(backend->store, error);
    fu_store_rollback(backend->store);
    return status;
}

void fu_web_backend_feed(struct fu_web_backend *callbacks)
{
    callbacks->feed = find_feed;
    callbacks->feed_url = find_url;
    callbacks->rotate_feed = rotate;
}
