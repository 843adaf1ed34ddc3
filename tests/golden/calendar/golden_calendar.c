/* golden_calendar: the names of all calendars; golden_calendar NAME: that calendar, on standard
 * output. The zones are those whose rules have not changed for long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/cadence/cadence.h"
#include "followupd/calendar/calendar.h"

/* Wednesday 2026-11-18 10:30 in Berlin. */
#define SENT INT64_C(1794994200)

enum { BYTES_MAX = 1024 * 1024, DAY = 86400, ITEMS_MAX = 16 };

struct sample {
    const char *zone, *cadence, *subject, *note, *tags;
};

static const struct sample samples[] = {
    {"Europe/Berlin", "3days", "Offer for the garden", "", "acme,garden"},
    {"Europe/Berlin", "everymonday830am",
        "Réunion: œuvres, idées; à voir \\ 週次の打ち合わせ — every week again",
        "First line\nsecond line, with a comma; and a semicolon", ""},
    {"America/New_York", "every31st", "Month’s end in New York", "", ""},
    {"Australia/Sydney", "every30th-x6", "", "", "team"},
    {"Asia/Tokyo", "every2ndtuesday-until-dec31-2027", "東京", "", ""},
    {"UTC", "daily6pm", "By universal time", "", ""},
    {"Europe/Berlin", "every4hours", "Every four hours", "", ""},
    {"Europe/Berlin", "weekdays9am", "But not on holidays", "", ""},
    {"Europe/Berlin", "everylastworkday", "Nor on New Year’s Eve", "", ""},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static const char holiday_file[] =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261231\r\n"
    "RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static const struct fu_mailbox people[] = {{"Bob Builder", "bob@client.example"},
    {"Zoë Müller", "zoe@client.example"}, {"", "sales@client.example"}};

struct world {
    struct fu_arena *arena;
    struct fu_calendar calendar;
    struct fu_calendar_item items[SAMPLES];
};

static void fill(struct world *world, size_t i)
{
    const struct sample *sample = &samples[i];
    const struct fu_cadence_setting setting = {.sent = SENT,
        .zone = sample->zone,
        .morning = 480,
        .workdays = 0x1f,
        .holidays = world->calendar.holidays,
        .shortest = 3600};
    struct fu_schedule *schedule = fu_arena_allocate(world->arena, 1, sizeof *schedule);
    struct fu_refusal refusal;
    if (fu_cadence_read(world->arena, sample->cadence, strlen(sample->cadence), &setting, schedule,
            NULL, NULL, &refusal) != FU_OK) {
        fprintf(stderr, "golden_calendar: %s: %s\n", sample->cadence, refusal.reason);
        exit(EXIT_FAILURE);
    }
    world->items[i] = (struct fu_calendar_item){.id = 401 + (int64_t)i,
        .subject = sample->subject,
        .note = sample->note,
        .tags = sample->tags,
        .task = i == 0,
        .schedule = schedule,
        .people = people,
        .people_count = i % 4,
        .created = SENT,
        .changed = SENT + (fu_instant)i * 60,
        .sequence = (int64_t)i,
        .next = schedule->first};
}

static void fill_all(struct world *world)
{
    struct fu_holidays *holidays = fu_holidays_new(world->arena);
    fu_instant *skipped = fu_arena_allocate(world->arena, 1, sizeof *skipped);
    struct fu_calendar_again *again = fu_arena_allocate(world->arena, 1, sizeof *again);
    if (fu_holidays_add(holidays, holiday_file, strlen(holiday_file), NULL) != FU_OK) {
        exit(EXIT_FAILURE);
    }
    world->calendar = (struct fu_calendar){.name = "Follow-ups",
        .domain = "remind.example.org",
        .page = "https://remind.example.org/me/",
        .holidays = holidays,
        .until = fu_calendar_horizon(SENT),
        .alarm = FU_CALENDAR_NO_ALARM};
    for (size_t i = 0; i < SAMPLES; i++) {
        fill(world, i);
    }
    *skipped = world->items[1].schedule->first + 7 * DAY;
    *again = (struct fu_calendar_again){7311, SENT + DAY};
    world->items[1].skipped = skipped;
    world->items[1].skipped_count = 1;
    world->items[1].again = again;
    world->items[1].again_count = 1;
}

int main(int argc, char **argv)
{
    struct world world = {.arena = fu_arena_new()};
    struct fu_buffer bytes;
    struct fu_error error;
    if (argc < 2) {
        puts("events\ntasks\nalarms\nempty");
        fu_arena_free(&world.arena);
        return EXIT_SUCCESS;
    }
    fill_all(&world);
    world.calendar.todo = strcmp(argv[1], "tasks") == 0;
    world.calendar.alarm = strcmp(argv[1], "alarms") == 0 ? 10 : FU_CALENDAR_NO_ALARM;
    size_t count = strcmp(argv[1], "empty") == 0 ? 0 : strcmp(argv[1], "alarms") == 0 ? 2 : SAMPLES;
    fu_buffer_init(&bytes, BYTES_MAX);
    bool good = fu_calendar_write(&world.calendar, world.items, count, &bytes, &error) == FU_OK &&
                fwrite(bytes.data, 1, bytes.length, stdout) == bytes.length;
    fu_buffer_free(&bytes);
    fu_arena_free(&world.arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
