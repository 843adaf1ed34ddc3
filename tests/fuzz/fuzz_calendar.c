/* A feed of up to three follow-ups whose texts, cadences, zones and moments come from an input.
 *
 * Oracles: lines end with CRLF, have at most 75 octets and hold whole characters, none of them a
 * control; libical reads it without an error, finds the components that were meant and in each the
 * very subject, note and tags; a series has its rule and, where it needs one, its zone. */
#include <libical/ical.h>
#include <string.h>

#include "clean.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/calendar/calendar.h"
#include "followupd/record/person.h"
#include "pieces.h"

enum { ITEMS_MAX = 3, SKIPPED = 2, OCTETS_MAX = 75, CALENDAR_MAX = 4 * 1024 * 1024, GROWTH = 3 };
enum { MORNING = 480, SHORTEST = 3600, LATER_SHIFT = 20 };

#define SENT INT64_C(1794994200)

static const char *const zones[] = {"Europe/Berlin", "UTC", "America/New_York",
    "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "America/Nuuk", "Europe/Dublin"};
static const char *const cadences[] = {"3days", "every2months", "everylastfriday", "weekdays9am",
    "every31st", "every2hours", "every29feb", "2027-03-28.0230"};

/* What an item and the calendar are made from, kept to be compared. */
struct feed {
    struct fu_calendar calendar;
    struct fu_calendar_item items[ITEMS_MAX];
    struct fu_schedule schedules[ITEMS_MAX];
    struct fu_calendar_again again[ITEMS_MAX];
    fu_instant skipped[ITEMS_MAX][SKIPPED];
    struct fu_mailbox people[ITEMS_MAX];
    size_t count;
};

/* Reads the cadence of the input, or one that is accepted. */
static void take_schedule(struct pieces *pieces, struct fu_schedule *schedule, const char **tags)
{
    struct fu_cadence_setting setting = {SENT, "", MORNING, FU_WORKDAYS_DEFAULT, NULL, SHORTEST, 0};
    setting.sent += (fu_instant)take_number(pieces) << LATER_SHIFT;
    setting.zone = zones[take_number(pieces) % (sizeof zones / sizeof *zones)];
    const char *usual = cadences[take_number(pieces) % (sizeof cadences / sizeof *cadences)];
    const char *text = take_text(pieces);
    struct fu_refusal refusal;
    if (fu_cadence_read(
            pieces->arena, text, strlen(text), &setting, schedule, NULL, tags, &refusal) != FU_OK) {
        setting.sent = SENT;
        must(fu_cadence_read(pieces->arena, usual, strlen(usual), &setting, schedule, NULL, tags,
                 &refusal) == FU_OK,
            "a usual cadence is accepted", usual);
    }
}

static void take_item(struct pieces *pieces, struct feed *feed, size_t at)
{
    struct fu_calendar_item *item = &feed->items[at];
    unsigned flags = take_number(pieces);
    size_t found = 0;
    take_schedule(pieces, &feed->schedules[at], &item->tags);
    item->id = (int64_t)at + 1;
    item->subject = take_text(pieces);
    item->note = take_text(pieces);
    feed->people[at].name = take_text(pieces);
    feed->people[at].address = "bob@example.com";
    item->people = &feed->people[at];
    item->people_count = flags & 1;
    item->task = (flags & 2) != 0;
    item->schedule = &feed->schedules[at];
    item->created = item->changed = SENT;
    item->next = (flags & 4) != 0 ? FU_NEVER : item->schedule->first;
    item->again = &feed->again[at];
    item->again_count = (flags & 8) != 0;
    feed->again[at] = (struct fu_calendar_again){40 + (int64_t)at, SENT + 86400};
    if ((flags & 16) != 0) {
        must(fu_series_next(item->schedule, NULL, item->schedule->first, feed->skipped[at], SKIPPED,
                 &found, NULL) == FU_OK,
            "a schedule has moments", item->schedule->canonical);
    }
    item->skipped = feed->skipped[at];
    item->skipped_count = found;
}

static void take_feed(struct pieces *pieces, struct feed *feed)
{
    unsigned flags = take_number(pieces);
    feed->count = flags % (ITEMS_MAX + 1);
    feed->calendar = (struct fu_calendar){.domain = "remind.example.org",
        .page = (flags & 4) != 0 ? "https://remind.example.org/me/" : "",
        .until = fu_calendar_horizon(SENT),
        .todo = (flags & 8) != 0,
        .alarm = (flags & 16) != 0 ? (int)(flags * 100) : FU_CALENDAR_NO_ALARM};
    feed->calendar.name = fu_arena_print(pieces->arena, "Follow-ups %s", take_text(pieces));
    for (size_t i = 0; i < feed->count; i++) {
        take_item(pieces, feed, i);
    }
}

static void check_lines(struct fu_arena *arena, const struct fu_buffer *feed)
{
    const char *at = feed->data, *end = feed->data + feed->length;
    must(strlen(feed->data) == feed->length, "there is no NUL", "");
    while (at < end) {
        const char *line_end = strstr(at, "\r\n");
        must(line_end != NULL, "every line ends with CRLF", at);
        size_t length = (size_t)(line_end - at);
        const char *line = fu_arena_copy_n(arena, at, length);
        must(length <= OCTETS_MAX, "a line has at most 75 octets", line);
        must(is_clean(line, false), "a line is whole characters without controls", line);
        at = line_end + 2;
    }
}

/* Of a line that is whole again: what would end a text stands behind a backslash. */
static void check_escaped(const char *line)
{
    static const char *const names[] = {"SUMMARY:", "DESCRIPTION:", "NAME:"};
    bool text = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text = text || strncmp(line, names[i], strlen(names[i])) == 0;
    }
    for (const char *c = line; text && *c != '\0'; c++) {
        must(strchr(",;", *c) == NULL, "a text is escaped", line);
        must(*c != '\\' || (c[1] != '\0' && strchr("\\,;n", c[1]) != NULL), "and not otherwise",
            line);
        c += *c == '\\';
    }
}

static void check_unfolded(struct fu_arena *arena, const char *feed)
{
    char *whole = fu_arena_copy(arena, feed), *to = whole, *rest;
    for (const char *at = feed; *at != '\0'; at++) {
        if (strncmp(at, "\r\n ", 3) == 0) {
            at += 2;
        } else if (*at != '\r') {
            *to++ = *at;
        }
    }
    *to = '\0';
    for (char *line = strtok_r(whole, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        check_escaped(line);
    }
}

/* The text as the feed cleans it; an own limit cuts no more than a cleaned text can be. */
static const char *one_line(struct fu_arena *arena, const char *text)
{
    return fu_text_line(arena, text, strlen(text), strlen(text) * GROWTH);
}

/* Runs of blanks may stay, or become one. */
static void must_say(
    struct fu_arena *arena, const char *value, const char *expected, const char *about)
{
    must(value != NULL && is_clean(value, false) && strcmp(one_line(arena, value), expected) == 0,
        about, value != NULL ? value : "nothing");
}

/* A description is several lines; tabs are spaces in it, and so in a note. */
static void check_description(struct fu_arena *arena, const char *description, const char *note)
{
    size_t length = strnlen(note, FU_CALENDAR_NOTE_MAX);
    while (note[length] != '\0' && length > 0 && ((unsigned char)note[length] & 0xC0) == 0x80) {
        length--;
    }
    char *clean = fu_text_lines(arena, note, length, length * GROWTH);
    for (char *c = clean; *c != '\0'; c++) {
        *c = *c == '\t' ? ' ' : *c;
    }
    must(description != NULL && is_clean(description, true), "a description is clean", clean);
    must(strstr(description, clean) != NULL, "the note stands in the description", clean);
}

/* libical makes a property of each tag. */
static void check_tags(struct fu_arena *arena, icalcomponent *component, const char *tags)
{
    const char *read = "";
    icalproperty *at = icalcomponent_get_first_property(component, ICAL_CATEGORIES_PROPERTY);
    while (at != NULL) {
        read = fu_arena_print(
            arena, "%s%s%s", read, *read != '\0' ? "," : "", icalproperty_get_categories(at));
        at = icalcomponent_get_next_property(component, ICAL_CATEGORIES_PROPERTY);
    }
    must(strcmp(read, tags) == 0, "the tags are the same", read);
}

static void check_component(
    struct fu_arena *arena, icalcomponent *component, const struct feed *feed, const char *uid)
{
    size_t at = (size_t)(uid[strlen("followup-")] - '1');
    must(strncmp(uid, "followup-", strlen("followup-")) == 0 && at < feed->count,
        "a component is of one of the items", uid);
    const struct fu_calendar_item *item = &feed->items[at];
    const char *subject = one_line(arena, item->subject);
    subject = *subject != '\0' ? subject : "(no subject)";
    must_say(arena, icalcomponent_get_summary(component), subject, "the subject is the same");
    check_description(arena, icalcomponent_get_description(component), item->note);
    check_tags(arena, component, item->tags);
    icalcomponent *alarm = icalcomponent_get_first_component(component, ICAL_VALARM_COMPONENT);
    must((alarm != NULL) == (feed->calendar.alarm != FU_CALENDAR_NO_ALARM), "an alarm is as meant",
        uid);
    if (alarm != NULL) {
        must_say(arena, icalcomponent_get_description(alarm), subject, "an alarm says the subject");
    }
}

static bool is_shown_as_series(const struct feed *feed, const struct fu_calendar_item *item)
{
    return !feed->calendar.todo && item->schedule->recurrence == FU_RECURRING;
}

/* What comes again is not shown where its item stands at that moment. */
static bool stands_already(const struct feed *feed, const struct fu_calendar_item *item)
{
    fu_instant moment = item->again->moment, comes = FU_NEVER;
    size_t found = 0;
    if (moment == item->next) {
        return true;
    }
    if (!is_shown_as_series(feed, item) || item->next == FU_NEVER || moment < item->next) {
        return false;
    }
    for (size_t i = 0; i < item->skipped_count; i++) {
        if (item->skipped[i] == moment) {
            return false;
        }
    }
    return fu_series_next(item->schedule, NULL, moment - 1, &comes, 1, &found, NULL) == FU_OK &&
           comes == moment;
}

static size_t intended(const struct feed *feed)
{
    size_t count = 0;
    for (size_t i = 0; i < feed->count; i++) {
        const struct fu_calendar_item *item = &feed->items[i];
        count += is_shown_as_series(feed, item) || item->next != FU_NEVER;
        count += item->again_count != 0 && !stands_already(feed, item);
    }
    return count;
}

static size_t zones_needed(const struct feed *feed)
{
    const char *names[ITEMS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < feed->count; i++) {
        const struct fu_schedule *schedule = &feed->schedules[i];
        bool needed = is_shown_as_series(feed, &feed->items[i]) && !schedule->elapsed &&
                      strcmp(schedule->zone, "UTC") != 0;
        for (size_t j = 0; j < count; j++) {
            needed = needed && strcmp(names[j], schedule->zone) != 0;
        }
        if (needed) {
            names[count++] = schedule->zone;
        }
    }
    return feed->count == 0 ? 1 : count;
}

static size_t count_series(icalcomponent *calendar)
{
    size_t count = 0;
    for (icalcomponent *at = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         at != NULL; at = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        count += icalcomponent_count_properties(at, ICAL_RRULE_PROPERTY) == 1;
    }
    return count;
}

/* What libical did not understand. */
static void check_errors(icalcomponent *component)
{
    icalproperty *error = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
    must(error == NULL, "libical sees no error",
        error != NULL ? icalproperty_get_xlicerror(error) : "");
    for (icalcomponent *at = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         at != NULL; at = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
        check_errors(at);
    }
}

static void check_calendar(struct fu_arena *arena, icalcomponent *calendar, const struct feed *feed)
{
    icalcomponent_kind kind = feed->calendar.todo ? ICAL_VTODO_COMPONENT : ICAL_VEVENT_COMPONENT;
    icalcomponent_kind other = feed->calendar.todo ? ICAL_VEVENT_COMPONENT : ICAL_VTODO_COMPONENT;
    size_t series = 0;
    check_errors(calendar);
    must(icalcomponent_count_components(calendar, kind) == (int)intended(feed) &&
             icalcomponent_count_components(calendar, other) == 0,
        "the components are those that were meant", "");
    must(icalcomponent_count_components(calendar, ICAL_VTIMEZONE_COMPONENT) ==
             (int)zones_needed(feed),
        "the zones are those that are needed", "");
    for (size_t i = 0; i < feed->count; i++) {
        series += is_shown_as_series(feed, &feed->items[i]);
    }
    must(count_series(calendar) == series, "every series has a rule", "");
    for (icalcomponent *at = icalcomponent_get_first_component(calendar, kind); at != NULL;
         at = icalcomponent_get_next_component(calendar, kind)) {
        check_component(arena, at, feed, icalcomponent_get_uid(at));
        reached++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    struct pieces pieces = pieces_of(arena, bytes, length);
    struct feed feed = {.count = 0};
    struct fu_buffer buffer;
    struct fu_error error = {0};
    take_feed(&pieces, &feed);
    fu_buffer_init(&buffer, CALENDAR_MAX);
    must(fu_calendar_write(&feed.calendar, feed.items, feed.count, &buffer, &error) == FU_OK,
        "a calendar is written", error.text);
    check_lines(arena, &buffer);
    check_unfolded(arena, buffer.data);
    icalcomponent *calendar = icalparser_parse_string(buffer.data);
    must(calendar != NULL && icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT,
        "libical reads it", buffer.data);
    check_calendar(arena, calendar, &feed);
    icalcomponent_free(calendar);
    fu_buffer_free(&buffer);
    fu_arena_free(&arena);
    return 0;
}
