/* A table without chains: what meets another in its place forgets it. Nothing fails. */
#include "web_memory.h"

#include <string.h>

void fu_feed_key(const struct fu_web_feed *feed, unsigned char key[FU_DIGEST_SIZE])
{
    const char *pieces[] = {feed->token, feed->todo ? "todo" : "", feed->tag, feed->alarm};

    fu_digest(pieces, sizeof pieces / sizeof *pieces, key);
}

static struct feed_remembered *place(struct feed_memory *memory, const unsigned char *key)
{
    return &memory->items[key[0] % FEEDS_REMEMBERED];
}

const struct fu_feed_version *fu_feed_recall(struct feed_memory *memory,
    const unsigned char key[FU_DIGEST_SIZE], int64_t version, fu_instant now)
{
    const struct feed_remembered *item = place(memory, key);

    if (memory->version != version || now < memory->since ||
        now - memory->since >= FEED_MEMORY_SECONDS) {
        memset(memory, 0, sizeof *memory);
        memory->version = version;
        memory->since = now;
    }
    return item->version.etag[0] && memcmp(item->key, key, FU_DIGEST_SIZE) == 0 ? &item->version
                                                                                : NULL;
}

void fu_feed_remember(struct feed_memory *memory, const unsigned char key[FU_DIGEST_SIZE],
    const struct fu_feed_version *version)
{
    struct feed_remembered *item = place(memory, key);

    memcpy(item->key, key, FU_DIGEST_SIZE);
    item->version = *version;
}
