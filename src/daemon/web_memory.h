/* Which versions of feeds were told last, so that asking again for one that is known costs a look
 * at whether anything was committed since. Lost at the end of the process, and forgotten whole with
 * every commit and every minute. */
#ifndef DAEMON_WEB_MEMORY_H
#define DAEMON_WEB_MEMORY_H

#include "followupd/base/token.h"
#include "followupd/followup/feed.h"
#include "followupd/web/web.h"

enum { FEEDS_REMEMBERED = 256, FEED_MEMORY_SECONDS = 60 };

struct feed_memory {
    int64_t version;  /* of the store */
    fu_instant since; /* when the first of them was remembered */
    struct feed_remembered {
        unsigned char key[FU_DIGEST_SIZE];
        struct fu_feed_version version;
    } items[FEEDS_REMEMBERED];
};

/* Names what is asked for: token, kind, tag and alarm. */
void fu_feed_key(const struct fu_web_feed *feed, unsigned char key[FU_DIGEST_SIZE]);

/* What is remembered of it at this version of the store; NULL for nothing. */
const struct fu_feed_version *fu_feed_recall(struct feed_memory *memory,
    const unsigned char key[FU_DIGEST_SIZE], int64_t version, fu_instant now);

/* Remembers it, in place of another that has the same place. */
void fu_feed_remember(struct feed_memory *memory, const unsigned char key[FU_DIGEST_SIZE],
    const struct fu_feed_version *version);

#endif
