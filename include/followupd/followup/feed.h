/* A person's follow-ups as a calendar to subscribe to: its bytes, what tells two versions of it
 * apart, and its secret address.
 *
 * The token of a feed is derived from the key, the person and their generation: it can be shown
 * again, and raising the generation ends it. Nothing in a feed acts. */
#ifndef FOLLOWUPD_FOLLOWUP_FEED_H
#define FOLLOWUPD_FOLLOWUP_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/calendar/calendar.h"
#include "followupd/followup/settings.h"
#include "followupd/record/person.h"
#include "followupd/store/store.h"

enum {
    FU_FEED_MAX = 64 * 1024 * 1024, /* bytes of a calendar; a buffer's limit for one */
    FU_FEED_ETAG_SIZE = 36          /* with its quotes and the final NUL */
};

/* Which feed. */
struct fu_feed {
    const struct fu_person *person;
    bool todo;       /* tasks (VTODO) instead of events */
    const char *tag; /* in lower case; NULL: all */
    int alarm;       /* minutes before, 0 to FU_CALENDAR_ALARM_MAX, or FU_CALENDAR_NO_ALARM */
};

/* What tells versions of a feed apart. */
struct fu_feed_version {
    char etag[FU_FEED_ETAG_SIZE]; /* strong (RFC 9110 section 8.8.3), in quotes */
    fu_instant modified;          /* when anything in it changed last */
};

/* What all feeds of a process depend on. Ends with fu_feeds_free. */
struct fu_feeds;

/* settings are borrowed; their key is loaded. */
struct fu_feeds *fu_feeds_new(const struct fu_settings *settings);
void fu_feeds_free(struct fu_feeds **feeds);

/* Whose feed a token opens; *person is NULL when there is none, or `allow` names them no more. text
 * may be anything. */
enum fu_status fu_feed_open(struct fu_feeds *feeds, struct fu_store *store, struct fu_arena *arena,
    const char *text, struct fu_person **person, struct fu_error *error);

/* The version of a feed, without making it. */
enum fu_status fu_feed_version(struct fu_feeds *feeds, struct fu_store *store,
    const struct fu_feed *feed, fu_instant now, struct fu_feed_version *version,
    struct fu_error *error);

/* Adds the calendar to the buffer and tells its version. FU_PERMANENT when the buffer's limit is
 * reached. */
enum fu_status fu_feed_write(struct fu_feeds *feeds, struct fu_store *store,
    const struct fu_feed *feed, fu_instant now, struct fu_buffer *buffer,
    struct fu_feed_version *version, struct fu_error *error);

/* "https://remind.example.org/f/TOKEN.ics", "…?todo&tag=acme&alarm=10m"; "" when the settings have
 * no web address. In the arena. */
const char *fu_feed_url(
    const struct fu_settings *settings, struct fu_arena *arena, const struct fu_feed *feed);

/* Ends the address of the person's feeds, so that they have a new one. In the caller's
 * transaction. */
enum fu_status fu_feed_rotate(
    struct fu_store *store, struct fu_person *person, struct fu_error *error);

#endif
