/* A person's follow-ups as a calendar.
 *
 * What the feed shows is read in two queries. The version is a digest of the rows that the bytes
 * are made from, of the zone files, and of what else they depend on; so it is the same wherever it
 * is asked for, and changes with the first row that does. Fails as the store does. */
#include "followupd/followup/feed.h"

#include "followupd/base/text.h"
#include "followupd/cadence/holidays.h"
#include "followupd/store/feed.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "correspondents.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGEST_TEXT = 2 * FU_DIGEST_SIZE + 1,
    ETAG_BYTES = 16,
    MARKS_MAX = 16 * 1024 * 1024,
    URL_MAX = 4096
};

static const char purpose[] = "feed";

struct fu_feeds {
    const struct fu_settings *settings;
    const char *page;
    struct fu_arena *arena;
    unsigned char world[FU_DIGEST_SIZE]; /* of what every feed depends on */
};

/* What was read for one feed. */
struct reading {
    struct fu_arena *arena;
    const struct fu_feed *feed;
    struct fu_shown *rows;
    size_t row_count;
    struct fu_occurrence *occurrences; /* by follow-up, then by moment */
    size_t occurrence_count;
    fu_instant modified;
};

static void add_texts(struct fu_buffer *text, const struct fu_texts *texts)
{
    size_t i;

    for (i = 0; i < texts->count; i++)
        fu_buffer_print(text, "%s\n", texts->items[i]);
}

/* A byte for each day that is a holiday would do; their numbers are shorter. */
static void add_holidays(struct fu_buffer *text, const struct fu_holidays *holidays)
{
    const int64_t last = FU_INSTANT_MAX / 86400;
    int64_t day;

    for (day = 0; holidays && day <= last; day++) {
        if (fu_holidays_has(holidays, day))
            fu_buffer_print(text, "%" PRId64 "\n", day);
    }
}

static void digest_text(const struct fu_buffer *text, unsigned char digest[FU_DIGEST_SIZE])
{
    const char *const piece = text->data;

    fu_digest(&piece, 1, digest);
}

struct fu_feeds *fu_feeds_new(const struct fu_settings *settings)
{
    struct fu_feeds *feeds = fu_allocate(1, sizeof *feeds);
    struct fu_buffer text;

    feeds->settings = settings;
    feeds->arena = fu_arena_new();
    feeds->page = settings->web[0] ? fu_arena_print(feeds->arena, "%s/me#f", settings->web) : "";
    fu_buffer_init(&text, MARKS_MAX);
    fu_buffer_print(&text, "%s\n%s\n%s\n%s\n%c\n", FU_VERSION, settings->domain, settings->web,
        settings->rules.from, settings->rules.delimiter);
    add_texts(&text, &settings->rules.domains);
    add_texts(&text, &settings->rules.mailboxes);
    add_holidays(&text, settings->holidays);
    digest_text(&text, feeds->world);
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

enum fu_status fu_feed_open(struct fu_feeds *feeds, struct fu_store *store, struct fu_arena *arena,
    const char *text, struct fu_person **person, struct fu_error *error)
{
    struct fu_person *people;
    size_t count, i;
    enum fu_status status;

    *person = NULL;
    if (!fu_token_shaped(text, strnlen(text, FU_TOKEN_LENGTH + 1)))
        return FU_OK;
    status = fu_store_people(store, arena, &people, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (fu_token_check(
                &feeds->settings->key, purpose, people[i].id, people[i].generation, text))
            *person = &people[i];
    }
    return status;
}

static bool has_tag(const char *tags, const char *tag)
{
    size_t length = strlen(tag);
    const char *at;

    for (at = tags; (at = strstr(at, tag)) != NULL; at++) {
        if ((at == tags || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* Leaves the rows that have the tag, and their occurrences; one that has lost it still says when
 * that was. */
static void take_out_others(struct reading *reading)
{
    const struct fu_person *person = reading->feed->person;
    size_t kept = 0, kept_occurrences = 0, at = 0, i;

    reading->modified =
        person->feed_changed > person->created ? person->feed_changed : person->created;
    for (i = 0; i < reading->row_count; i++) {
        const struct fu_followup *followup = &reading->rows[i].followup;

        if (followup->changed > reading->modified)
            reading->modified = followup->changed;
        if (reading->feed->tag && !has_tag(followup->tags, reading->feed->tag))
            continue;
        while (at < reading->occurrence_count && reading->occurrences[at].followup < followup->id)
            at++;
        while (at < reading->occurrence_count && reading->occurrences[at].followup == followup->id)
            reading->occurrences[kept_occurrences++] = reading->occurrences[at++];
        reading->rows[kept++] = reading->rows[i];
    }
    reading->row_count = kept;
    reading->occurrence_count = kept_occurrences;
}

static enum fu_status read_rows(
    struct reading *reading, struct fu_store *store, struct fu_error *error)
{
    int64_t person = reading->feed->person->id;
    enum fu_status status =
        fu_store_feed(store, reading->arena, person, &reading->rows, &reading->row_count, error);

    if (status == FU_OK)
        status = fu_store_feed_occurrences(store, reading->arena, person, &reading->occurrences,
            &reading->occurrence_count, error);
    if (status == FU_OK)
        take_out_others(reading);
    return status;
}

static void print_digest(const unsigned char *digest, size_t count, char *text)
{
    static const char figures[] = "0123456789abcdef";
    size_t i;

    for (i = 0; i < count; i++) {
        *text++ = figures[digest[i] >> 4];
        *text++ = figures[digest[i] & 15];
    }
    *text = '\0';
}

static void add_feed(struct fu_buffer *text, const struct fu_feeds *feeds,
    const struct fu_feed *feed, fu_instant now)
{
    char world[DIGEST_TEXT];
    size_t i;

    print_digest(feeds->world, sizeof feeds->world, world);
    fu_buffer_print(text, "%s\n%s\n%d %d %" PRId64 "\n%s\n", world, feed->tag ? feed->tag : "",
        feed->todo, feed->alarm, fu_calendar_horizon(now), feed->person->address);
    for (i = 0; i < feed->person->alias_count; i++)
        fu_buffer_print(text, "%s\n", feed->person->aliases[i]);
}

static void find_version(const struct fu_feeds *feeds, const struct reading *reading,
    fu_instant now, struct fu_feed_version *version)
{
    unsigned char digest[FU_DIGEST_SIZE];
    char figures[2 * ETAG_BYTES + 1];
    struct fu_buffer text;
    size_t i;

    version->modified = reading->modified;
    fu_buffer_init(&text, MARKS_MAX);
    add_feed(&text, feeds, reading->feed, now);
    for (i = 0; i < reading->row_count; i++) {
        const struct fu_followup *followup = &reading->rows[i].followup;

        fu_buffer_print(&text, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRIx64 "\n",
            followup->id, followup->sequence, followup->fired, followup->changed,
            fu_calendar_zone_mark(&followup->schedule));
    }
    for (i = 0; i < reading->occurrence_count; i++) {
        const struct fu_occurrence *row = &reading->occurrences[i];

        fu_buffer_print(&text, "%" PRId64 " %" PRId64 " %d\n", row->id, row->moment, row->state);
    }
    digest_text(&text, digest);
    fu_buffer_free(&text);
    print_digest(digest, ETAG_BYTES, figures);
    snprintf(version->etag, sizeof version->etag, "\"%s\"", figures);
}

enum fu_status fu_feed_version(struct fu_feeds *feeds, struct fu_store *store,
    const struct fu_feed *feed, fu_instant now, struct fu_feed_version *version,
    struct fu_error *error)
{
    struct reading reading = {.arena = fu_arena_new(), .feed = feed};
    enum fu_status status = read_rows(&reading, store, error);

    if (status == FU_OK)
        find_version(feeds, &reading, now, version);
    fu_arena_free(&reading.arena);
    return status;
}

/* When a one-off came whose mail is still on its way: nothing of it is pending, for anybody. One
 * that others wait for has come for this person, and one that came for others last is theirs. */
static enum fu_status find_fired(struct fu_store *store, struct fu_arena *arena, int64_t followup,
    int64_t person, fu_instant *moment, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status = fu_store_occurrences(store, arena, followup,
        1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED, FU_NEVER, &rows, &count, error);

    *moment = FU_NEVER;
    for (i = 0; status == FU_OK && i < count; i++) {
        if (rows[i].state == FU_OCCURRENCE_PENDING) {
            *moment = FU_NEVER;
            break;
        }
        *moment = rows[i].person == 0 || rows[i].person == person ? rows[i].moment : FU_NEVER;
    }
    return status;
}

/* Sorts a follow-up's occurrences into its own next one, those that come once more, and those that
 * are left out. */
static void sort_occurrences(struct fu_arena *arena, const struct fu_occurrence *rows, size_t count,
    struct fu_calendar_item *item)
{
    fu_instant *skipped = fu_arena_allocate(arena, count + 1, sizeof *skipped);
    struct fu_calendar_again *again = fu_arena_allocate(arena, count + 1, sizeof *again);
    bool once = item->schedule->recurrence == FU_ONCE;
    size_t own = count, i;

    for (i = 0; i < count && own == count; i++) {
        if (rows[i].state == FU_OCCURRENCE_PENDING && rows[i].snoozed == 0)
            own = i;
    }
    /* Of a one-off that was snoozed nothing else is left. */
    for (i = 0; once && i < count && own == count; i++) {
        if (rows[i].state == FU_OCCURRENCE_PENDING)
            own = i;
    }
    item->next = own < count ? rows[own].moment : FU_NEVER;
    item->skipped = skipped;
    item->again = again;
    for (i = 0; i < count; i++) {
        if (rows[i].state == FU_OCCURRENCE_SKIPPED)
            skipped[item->skipped_count++] = rows[i].moment;
        else if (i != own)
            again[item->again_count++] = (struct fu_calendar_again){rows[i].id, rows[i].moment};
    }
}

static enum fu_status fill_item(const struct fu_feeds *feeds, struct reading *reading,
    struct fu_store *store, const struct fu_shown *row, size_t *at, struct fu_calendar_item *item,
    struct fu_error *error)
{
    const struct fu_followup *followup = &row->followup;
    const struct fu_mailbox_list lists[] = {{&row->from, 1}, row->to, row->cc};
    const struct fu_mailbox_list people = fu_correspondents(reading->arena, &feeds->settings->rules,
        reading->feed->person, lists, sizeof lists / sizeof *lists);
    size_t first, count;

    *item = (struct fu_calendar_item){.id = followup->id,
        .subject = followup->subject,
        .note = followup->note,
        .tags = followup->tags,
        .task = followup->kind == FU_TASK,
        .schedule = &followup->schedule,
        .people = people.items,
        .people_count = people.count,
        .created = followup->created,
        .changed = followup->changed,
        .sequence = followup->sequence + followup->fired};
    first = *at;
    while (*at < reading->occurrence_count && reading->occurrences[*at].followup == followup->id)
        (*at)++;
    count = *at - first;
    sort_occurrences(reading->arena, reading->occurrences + first, count, item);
    if (item->next != FU_NEVER || followup->schedule.recurrence == FU_RECURRING)
        return FU_OK;
    return find_fired(
        store, reading->arena, followup->id, reading->feed->person->id, &item->next, error);
}

static enum fu_status write_calendar(const struct fu_feeds *feeds, struct reading *reading,
    struct fu_store *store, fu_instant now, struct fu_buffer *buffer, struct fu_error *error)
{
    const struct fu_feed *feed = reading->feed;
    const struct fu_calendar calendar = {
        .name =
            feed->tag ? fu_arena_print(reading->arena, "Follow-ups: %s", feed->tag) : "Follow-ups",
        .domain = feeds->settings->domain,
        .page = feeds->page,
        .holidays = feeds->settings->holidays,
        .until = fu_calendar_horizon(now),
        .todo = feed->todo,
        .alarm = feed->alarm};
    struct fu_calendar_item *items =
        fu_arena_allocate(reading->arena, reading->row_count + 1, sizeof *items);
    enum fu_status status = FU_OK;
    size_t at = 0, i;

    for (i = 0; status == FU_OK && i < reading->row_count; i++)
        status = fill_item(feeds, reading, store, &reading->rows[i], &at, &items[i], error);
    return status == FU_OK ? fu_calendar_write(&calendar, items, reading->row_count, buffer, error)
                           : status;
}

enum fu_status fu_feed_write(struct fu_feeds *feeds, struct fu_store *store,
    const struct fu_feed *feed, fu_instant now, struct fu_buffer *buffer,
    struct fu_feed_version *version, struct fu_error *error)
{
    struct reading reading = {.arena = fu_arena_new(), .feed = feed};
    enum fu_status status = read_rows(&reading, store, error);

    if (status == FU_OK)
        status = write_calendar(feeds, &reading, store, now, buffer, error);
    if (status == FU_OK)
        find_version(feeds, &reading, now, version);
    fu_arena_free(&reading.arena);
    return status;
}

/* What makes it another feed than the person's first: "?todo&tag=acme". */
static void add_query(struct fu_buffer *url, const struct fu_feed *feed)
{
    const char *mark = "?";

    if (feed->todo) {
        fu_buffer_print(url, "%stodo", mark);
        mark = "&";
    }
    if (feed->tag) {
        fu_buffer_print(url, "%stag=", mark);
        fu_uri_escape(url, feed->tag);
        mark = "&";
    }
    if (feed->alarm != FU_CALENDAR_NO_ALARM)
        fu_buffer_print(url, "%salarm=%dm", mark, feed->alarm);
}

const char *fu_feed_url(
    const struct fu_settings *settings, struct fu_arena *arena, const struct fu_feed *feed)
{
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_buffer url;
    const char *text;

    if (!settings->web[0])
        return "";
    fu_token_make(&settings->key, purpose, feed->person->id, feed->person->generation, token);
    fu_buffer_init(&url, URL_MAX);
    fu_buffer_print(&url, "%s/f/%s.ics", settings->web, token);
    add_query(&url, feed);
    text = fu_arena_copy_n(arena, url.data, url.length);
    fu_buffer_free(&url);
    return text;
}

enum fu_status fu_feed_rotate(
    struct fu_store *store, struct fu_person *person, struct fu_error *error)
{
    person->generation++;
    return fu_store_person_set(store, person, error);
}
