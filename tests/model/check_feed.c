/* Each person's calendar: it shows what they will hear of, all of it and nothing else, and whoever
 * has an older one is told that it has changed. */
#include "life.h"

#include <stdlib.h>
#include <string.h>

#include "feed_read.h"
#include "followupd/base/token.h"
#include "followupd/followup/feed.h"
#include "followupd/store/people.h"
#include "plan.h"
#include "workdays.h"

enum { WINDOW = 70 * 86400, LOOKS_MAX = 64 };

/* A calendar as somebody has fetched it. */
struct look {
    char etag[FU_FEED_ETAG_SIZE];
    unsigned char digest[FU_DIGEST_SIZE];
    fu_instant at, modified;
};

/* What a program that has subscribed remembers. */
struct subscriber {
    int64_t person;
    bool todo;
    struct look looks[LOOKS_MAX];
    size_t look_count;
    struct fu_arena *arena;
    struct agenda agenda; /* what it saw then */
};

struct feeds {
    struct fu_feeds *feeds;
    struct subscriber people[PEOPLE];
};

void life_feeds_begin(struct life *life)
{
    life->feeds = calloc(1, sizeof *life->feeds);
    life->feeds->feeds = fu_feeds_new(&life->settings);
    for (int who = 0; who < PEOPLE; who++)
        life->feeds->people[who].arena = fu_arena_new();
}

void life_feeds_end(struct life *life)
{
    for (int who = 0; who < PEOPLE; who++)
        fu_arena_free(&life->feeds->people[who].arena);
    fu_feeds_free(&life->feeds->feeds);
    free(life->feeds);
}

void life_feeds_restored(struct life *life)
{
    for (int who = 0; who < PEOPLE; who++)
        life->feeds->people[who].agenda.count = life->feeds->people[who].look_count = 0;
}

/* The follow-up's own moment to come for somebody, the last of several; FU_NEVER. */
static fu_instant own_moment(const struct plan *plan, int who)
{
    fu_instant own = FU_NEVER;

    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *row = &plan->rows[i];
        if (row->who == who && !row->extra && (own == FU_NEVER || row->moment > own))
            own = row->moment;
    }
    return own;
}

/* When a series comes, from its next moment on. */
static void expect_series(
    const struct item *item, int who, const struct agenda *agenda, struct dates *dates)
{
    const struct plan *plan = &item->plan;
    fu_instant own = own_moment(plan, who), from, moments[DATES_MAX];
    size_t found;

    dates->count = 0;
    if (own == FU_NEVER)
        return;
    from = own > agenda->from && item->mistaken != MISTAKE_FEED ? own - 1 : agenda->from;
    found = plan_moments(plan, from, moments, DATES_MAX);
    for (size_t i = 0; i < found && moments[i] <= agenda->until; i++) {
        if (!plan_leaves_out(plan, moments[i]) || item->mistaken == MISTAKE_FEED)
            dates_add(dates, moments[i]);
    }
    /* Its next may stand beside the rule: where it was before its time changed. */
    if (own > agenda->from && own <= agenda->until && !dates_has(dates, own))
        dates_add(dates, own);
}

static void compare_dates(struct life *life, const struct item *item, int who,
    const struct dates *promised, const struct dates *shown)
{
    for (size_t i = 0; i < promised->count; i++) {
        if (!dates_has(shown, promised->moments[i]))
            life_complain(life, "%s's calendar does not have %lld at %s", life_name(who),
                (long long)item->id, life_moment(life, promised->moments[i]));
    }
    for (size_t i = 0; i < shown->count; i++) {
        if (!dates_has(promised, shown->moments[i]))
            life_complain(life, "%s's calendar has %lld at %s, which nobody promised",
                life_name(who), (long long)item->id, life_moment(life, shown->moments[i]));
    }
}

/* Whether the series comes at the moment of a snooze in any case: its next may be where it was
 * before its time changed. */
static bool is_own(const struct plan *plan, const struct promise *row)
{
    fu_instant own = own_moment(plan, row->who), next = FU_NEVER;

    if (own != FU_NEVER && row->moment == own)
        return true;
    return own != FU_NEVER && row->moment > own && !plan_leaves_out(plan, row->moment) &&
           plan_moments(plan, row->moment - 1, &next, 1) == 1 && next == row->moment;
}

/* What comes besides a series: a snooze, or what is due of it behind which it goes on. */
static bool is_besides(const struct plan *plan, const struct promise *row)
{
    return row->extra ? !is_own(plan, row) : row->moment != own_moment(plan, row->who);
}

/* What stands there once: of a one-off all, of a series what comes besides; as a task, its next. */
static void expect_single(const struct item *item, int who, bool todo, struct dates *dates)
{
    const struct plan *plan = &item->plan;

    dates->count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct promise *row = &plan->rows[i];
        if (row->who == who && (!plan->recurring || todo || is_besides(plan, row)))
            dates_add(dates, row->moment);
    }
}

/* Of what has come, and of which nothing more is to come, a mail may be on its way still: until it
 * has arrived the calendar has it, if nobody else waits for anything. */
static void expect_waiting(const struct item *item, int who, struct dates *shown)
{
    bool waits = false;

    for (size_t i = 0; i < item->mail_count; i++) {
        const struct mail *mail = &item->mails[i];
        waits =
            waits || (mail->who == who && shown->count == 1 && mail->moment == shown->moments[0]);
    }
    if (waits)
        shown->count = 0;
}

static const char *subject_of(struct life *life, const struct item *item)
{
    return item->plan.subject == 0
               ? "Proposal"
               : fu_arena_print(life->brief, "Subject %d", item->plan.subject - 1);
}

static void check_series(
    struct life *life, const struct item *item, int who, const struct event *event)
{
    const struct fu_schedule *schedule = &item->plan.schedule;

    if (strcmp(event->zone, schedule->elapsed ? "" : schedule->zone) != 0)
        life_complain(life, "%s's calendar has %lld in the zone %s, and it comes in %s",
            life_name(who), (long long)item->id, event->zone, schedule->zone);
    if (event->occurrence != 0)
        life_complain(life, "the series %lld is %s", (long long)item->id, event->uid);
}

/* Gathers what an agenda shows of an item. */
static void gather(struct life *life, const struct item *item, int who, const struct agenda *agenda,
    struct dates *series, struct dates *single)
{
    series->count = single->count = 0;
    for (size_t i = 0; i < agenda->count; i++) {
        const struct event *event = &agenda->events[i];

        if (event->followup != item->id)
            continue;
        if (strcmp(event->summary, subject_of(life, item)) != 0)
            life_complain(life, "%s's calendar calls %lld %s", life_name(who), (long long)item->id,
                event->summary);
        if (event->series) {
            check_series(life, item, who, event);
            *series = event->dates;
        } else {
            if (dates_has(single, event->moment) || dates_has(series, event->moment))
                life_complain(life, "%s's calendar has %lld twice at %s", life_name(who),
                    (long long)item->id, life_moment(life, event->moment));
            dates_add(single, event->moment);
        }
    }
}

static void check_shown(
    struct life *life, const struct item *item, int who, bool todo, const struct agenda *agenda)
{
    struct dates promised, series, single;

    gather(life, item, who, agenda, &series, &single);
    if (item->plan.recurring && !todo) {
        expect_series(item, who, agenda, &promised);
        compare_dates(life, item, who, &promised, &series);
    }
    expect_single(item, who, todo, &promised);
    if (promised.count == 0)
        expect_waiting(item, who, &single);
    compare_dates(life, item, who, &promised, &single);
}

/* What is over, or was left, is gone; every event is somebody's, once. */
static void check_events(struct life *life, int who, const struct agenda *agenda)
{
    for (size_t i = 0; i < agenda->count; i++) {
        const struct event *event = &agenda->events[i];
        const struct item *item = life_item(life, event->followup);

        if (!item || !item->in[who] || item->plan.away[who] || item->plan.cancelled)
            life_complain(life, "%s's calendar has %s, which is not theirs or over", life_name(who),
                event->uid);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(agenda->events[j].uid, event->uid) == 0)
                life_complain(life, "%s's calendar has two of %s", life_name(who), event->uid);
        }
    }
}

/* A program that has an older copy takes the new one for newer. At the turn of a year all look a
 * year further. */
static void check_sequence(
    struct life *life, int who, const struct subscriber *subscriber, const struct agenda *agenda)
{
    bool same_year =
        fu_calendar_horizon(subscriber->agenda.from) == fu_calendar_horizon(agenda->from);

    for (size_t i = 0; i < subscriber->agenda.count; i++) {
        for (size_t j = 0; j < agenda->count; j++) {
            const struct event *before = &subscriber->agenda.events[i], *now = &agenda->events[j];
            bool moved = same_year && strcmp(now->times, before->times) != 0;

            if (strcmp(before->uid, now->uid) == 0 &&
                (now->sequence < before->sequence || (now->sequence == before->sequence && moved)))
                life_complain(life,
                    "%s's calendar moves %s from %s to %s, and its sequence is %lld",
                    life_name(who), now->uid, before->times, now->times, (long long)now->sequence);
        }
    }
}

static bool is_stale(const struct look *look, const struct look *now)
{
    return memcmp(look->digest, now->digest, FU_DIGEST_SIZE) != 0 &&
           (strcmp(look->etag, now->etag) == 0 ||
               (look->modified == now->modified && look->at > look->modified));
}

/* Whoever asks whether anything has changed is told so, by its version or its date. */
static void check_version(struct life *life, int who, struct subscriber *subscriber,
    const struct fu_buffer *bytes, const struct fu_feed_version *version)
{
    const char *const text = bytes->data;
    struct look now = {.at = life->now, .modified = version->modified};

    memcpy(now.etag, version->etag, sizeof now.etag);
    fu_digest(&text, 1, now.digest);
    for (size_t i = 0; i < subscriber->look_count; i++) {
        if (is_stale(&subscriber->looks[i], &now))
            life_complain(life, "%s's calendar has changed since %s, and says %s, %s",
                life_name(who), life_moment(life, subscriber->looks[i].at), now.etag,
                life_moment(life, now.modified));
    }
    if (subscriber->look_count < LOOKS_MAX)
        subscriber->looks[subscriber->look_count++] = now;
}

static void remember(struct subscriber *subscriber, const struct agenda *agenda)
{
    fu_arena_reset(subscriber->arena);
    subscriber->agenda = *agenda;
    for (size_t i = 0; i < agenda->count; i++) {
        struct event *event = &subscriber->agenda.events[i];
        event->uid = fu_arena_copy(subscriber->arena, event->uid);
        event->times = fu_arena_copy(subscriber->arena, event->times);
    }
}

/* Somebody else has taken the address over, or another calendar is asked for. */
static void renew(struct subscriber *subscriber, int64_t person)
{
    if (subscriber->person == person)
        return;
    subscriber->person = person;
    subscriber->look_count = subscriber->agenda.count = 0;
}

static void check_feed(struct life *life, int who, bool todo)
{
    struct subscriber *subscriber = &life->feeds->people[who];
    struct agenda *agenda = fu_arena_allocate(life->brief, 1, sizeof *agenda);
    struct fu_person *person = NULL;
    struct fu_feed feed = {.todo = todo, .alarm = FU_CALENDAR_NO_ALARM};
    struct fu_feed_version version, asked;
    struct fu_buffer bytes;
    const char *why_not;

    MUST(life,
        fu_store_person_get(life->store, life->brief, life->people[who].id, &person, &life->error));
    feed.person = person;
    renew(subscriber, person->id);
    fu_buffer_init(&bytes, FU_FEED_MAX);
    MUST(life,
        fu_feed_version(life->feeds->feeds, life->store, &feed, life->now, &asked, &life->error));
    MUST(life, fu_feed_write(life->feeds->feeds, life->store, &feed, life->now, &bytes, &version,
                   &life->error));
    if (strcmp(version.etag, asked.etag) != 0 || version.modified != asked.modified)
        life_complain(life, "%s's calendar has two versions", life_name(who));
    agenda->from = life->now;
    agenda->until = life->now + WINDOW;
    if (!feed_read(life->brief, bytes.data, agenda, &why_not))
        life_complain(life, "%s's calendar: %s", life_name(who), why_not);
    check_events(life, who, agenda);
    for (size_t i = 0; i < life->item_count; i++) {
        const struct item *item = &life->items[i];
        if (!item->gone && item->in[who] && !item->plan.away[who])
            check_shown(life, item, who, todo, agenda);
    }
    if (!todo) {
        check_version(life, who, subscriber, &bytes, &version);
        check_sequence(life, who, subscriber, agenda);
        remember(subscriber, agenda);
    }
    fu_buffer_free(&bytes);
}

void life_check_feeds(struct life *life, bool todo)
{
    for (int who = 0; who < PEOPLE && !life->complaint[0]; who++)
        check_feed(life, who, todo);
}
