/* What all feeds of a process depend on. */
#ifndef FOLLOWUP_FEED_WORLD_H
#define FOLLOWUP_FEED_WORLD_H

#include "followupd/base/buffer.h"
#include "followupd/base/token.h"
#include "followupd/followup/feed.h"

enum { WORLD_TEXT = 2 * FU_DIGEST_SIZE + 1 };

struct fu_feeds {
    const struct fu_settings *settings; /* ref */
    struct fu_arena *arena;             /* own */
    const char *page;                   /* what stands before a follow-up's number in its URL */
    char world[WORLD_TEXT];             /* digest of what every feed depends on */
};

/* Digests the text and prints the first `count` bytes in hexadecimal, with a final NUL. */
void fu_feed_digest(const struct fu_buffer *text, size_t count, char *figures);

#endif
