/* A person's follow-ups as a calendar.
 *
 * What the feed shows is read in two queries. The version is a digest of the rows that the bytes
 * are made from, of the zone files, and of what else they depend on; so it is the same wherever it
 * is asked for, and changes with the first row that does. Fails as the store does. */
#include "followupd/followup/feed.h"

#include "followupd/mail/subject.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/feed.h"
#include "followupd/store/followups.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "correspondents.h"
#include "feed_world.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ETAG_BYTES = 16, MARKS_MAX = 16 * 1024 * 1024, DAY = 86400 };

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

/* Zone files that have changed are read again first: the version and the bytes tell of them. */
static enum fu_status read_rows(
    struct reading *reading, struct fu_store *store, struct fu_error *error)
{
    int64_t person = reading->feed->person->id;
    enum fu_status status;

    fu_zone_refresh();
    status =
        fu_store_feed(store, reading->arena, person, &reading->rows, &reading->row_count, error);

    if (status == FU_OK)
        status = fu_store_feed_occurrences(store, reading->arena, person, &reading->occurrences,
            &reading->occurrence_count, error);
    if (status == FU_OK)
        take_out_others(reading);
    return status;
}

static void add_feed(struct fu_buffer *text, const struct fu_feeds *feeds,
    const struct fu_feed *feed, fu_instant now)
{
    size_t i;

    fu_buffer_print(text, "%s\n%s\n%d %d %" PRId64 "\n%s\n", feeds->world,
        feed->tag ? feed->tag : "", feed->todo, feed->alarm, fu_calendar_horizon(now),
        feed->person->address);
    for (i = 0; i < feed->person->alias_count; i++)
        fu_buffer_print(text, "%s\n", feed->person->aliases[i]);
}

/* Without the machinery of printing, which takes longer than all the rest. */
static void add_number(struct fu_buffer *text, int64_t number)
{
    static const char figures[] = "0123456789abcdef";
    uint64_t rest = (uint64_t)number;
    char digits[16 + 1];
    size_t at = sizeof digits;

    digits[--at] = ' ';
    do {
        digits[--at] = figures[rest & 15];
        rest >>= 4;
    } while (rest != 0);
    fu_buffer_add(text, digits + at, sizeof digits - at);
}

/* With every year all look a year further (fu_calendar_horizon). */
static fu_instant year_begin(fu_instant now)
{
    struct fu_civil civil;

    fu_civil_from_seconds(now, &civil);
    return fu_civil_days(civil.year, 1, 1) * DAY;
}

static void find_version(const struct fu_feeds *feeds, const struct reading *reading,
    fu_instant now, struct fu_feed_version *version)
{
    char figures[2 * ETAG_BYTES + 1];
    struct fu_buffer text;
    size_t i;

    version->modified = year_begin(now) > reading->modified ? year_begin(now) : reading->modified;
    fu_buffer_init(&text, MARKS_MAX);
    add_feed(&text, feeds, reading->feed, now);
    add_number(&text, reading->feed->person->feed_changed);
    for (i = 0; i < reading->row_count; i++) {
        const struct fu_followup *followup = &reading->rows[i].followup;

        add_number(&text, followup->id);
        add_number(&text, followup->sequence);
        add_number(&text, followup->fired);
        add_number(&text, followup->changed);
        add_number(&text, (int64_t)fu_calendar_zone_mark(&followup->schedule));
    }
    for (i = 0; i < reading->occurrence_count; i++) {
        add_number(&text, reading->occurrences[i].id);
        add_number(&text, reading->occurrences[i].moment);
        add_number(&text, reading->occurrences[i].state);
    }
    fu_feed_digest(&text, ETAG_BYTES, figures);
    fu_buffer_free(&text);
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

/* What came last while its mail is still on its way: nothing of it is pending, for anybody. One
 * that others wait for has come for this person; one that came for others last, or while this one
 * was away, is theirs. What somebody was done with before it came has not come. */
static const struct fu_occurrence *choose_fired(const struct fu_occurrence *rows, size_t count,
    const struct fu_delivery *mails, size_t mail_count, int64_t person)
{
    const struct fu_occurrence *fired = NULL;
    size_t i, j;

    for (i = 0; i < count; i++) {
        bool came = false, theirs = false;

        if (rows[i].state == FU_OCCURRENCE_PENDING)
            return NULL;
        for (j = 0; j < mail_count && !theirs; j++) {
            came = came || mails[j].occurrence == rows[i].id;
            theirs = mails[j].occurrence == rows[i].id && mails[j].person == person;
        }
        if (came)
            fired = theirs ? &rows[i] : NULL;
    }
    return fired;
}

static enum fu_status find_fired(struct fu_store *store, struct fu_arena *arena,
    const struct fu_followup *followup, int64_t person, const struct fu_occurrence **fired,
    struct fu_error *error)
{
    /* What its owner is done with still goes to the others. */
    bool by_other = followup->owner != person && followup->kind == FU_REMINDER;
    unsigned states = 1U << FU_OCCURRENCE_PENDING | 1U << FU_OCCURRENCE_FIRED |
                      (by_other ? 1U << FU_OCCURRENCE_DONE : 0);
    struct fu_occurrence *rows;
    struct fu_delivery *mails;
    size_t count, mail_count;
    enum fu_status status =
        fu_store_occurrences(store, arena, followup->id, states, FU_NEVER, &rows, &count, error);

    if (status == FU_OK)
        status = fu_store_deliveries(store, arena, followup->id, &mails, &mail_count, error);
    *fired = status == FU_OK ? choose_fired(rows, count, mails, mail_count, person) : NULL;
    return status;
}

/* Of what nothing of its own is to come: where it came last, until that has arrived. A series that
 * was ended, and comes once more all the same, has no moments any more. */
static enum fu_status show_fired(struct reading *reading, struct fu_store *store,
    const struct fu_followup *followup, struct fu_calendar_item *item, struct fu_error *error)
{
    const struct fu_occurrence *fired;
    struct fu_calendar_again *again;
    enum fu_status status =
        find_fired(store, reading->arena, followup, reading->feed->person->id, &fired, error);

    if (item->schedule->recurrence == FU_ONCE) {
        item->next = fired ? fired->moment : FU_NEVER;
        return status;
    }
    item->over = !fired || fired->snoozed != 0;
    if (fired && item->over) {
        again = fu_arena_allocate(reading->arena, 1, sizeof *again);
        *again = (struct fu_calendar_again){fired->id, fired->moment};
        item->again = again;
        item->again_count = 1;
    }
    return status;
}

/* Where a follow-up goes on: a one-off that was snoozed with what is left; a series behind what is
 * due, if it was given another rule meanwhile. count: nowhere. */
static size_t find_own(const struct fu_occurrence *rows, size_t count, bool once)
{
    size_t own = count, i;

    for (i = 0; i < count && (own == count || !once); i++) {
        if (rows[i].state == FU_OCCURRENCE_PENDING && rows[i].snoozed == 0)
            own = i;
    }
    for (i = 0; once && i < count && own == count; i++) {
        if (rows[i].state == FU_OCCURRENCE_PENDING)
            own = i;
    }
    return own;
}

/* Sorts a follow-up's occurrences into its own next one, those that come besides, and those that
 * are left out. */
static void sort_occurrences(struct fu_arena *arena, const struct fu_occurrence *rows, size_t count,
    struct fu_calendar_item *item)
{
    fu_instant *skipped = fu_arena_allocate(arena, count + 1, sizeof *skipped);
    struct fu_calendar_again *again = fu_arena_allocate(arena, count + 1, sizeof *again);
    size_t own = find_own(rows, count, item->schedule->recurrence == FU_ONCE), i;

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
    const struct fu_person *person = reading->feed->person;
    const struct fu_person known =
        followup->owner == person->id
            ? fu_correspondents_with(reading->arena, person, row->from.address)
            : *person;
    const struct fu_mailbox_list people = fu_correspondents(reading->arena, &feeds->settings->rules,
        &known, lists, sizeof lists / sizeof *lists, CORRESPONDENTS_SHOWN);
    size_t first, count;

    *item = (struct fu_calendar_item){.id = followup->id,
        .subject = fu_subject_bare(followup->subject),
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
    return item->next == FU_NEVER ? show_fired(reading, store, followup, item, error) : FU_OK;
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
