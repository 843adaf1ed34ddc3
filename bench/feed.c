/* A person's calendar: bench-feed FOLDER COUNT FILE makes a store with so many pending follow-ups, three of ten of them series, each
 * with a letter to three people; writes their calendar to FILE; and prints, in milliseconds of processor time, what making it takes, and
 * what its version alone takes: medians of many. */
#include "followupd/base/file.h"
#include "followupd/base/number.h"
#include "followupd/cadence/cadence.h"
#include "followupd/followup/feed.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY = 86400, TIMES = 21 };

#define NOW INT64_C(1794994200)

struct bench {
    struct fu_arena *arena;
    struct fu_store *store;
    struct fu_settings settings;
    struct fu_person person;
    struct fu_error error;
};

static void must(struct bench *bench, enum fu_status status)
{
    if (status != FU_OK) {
        fprintf(stderr, "bench-feed: %s\n", bench->error.text);
        exit(EXIT_FAILURE);
    }
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void add_one(struct bench *bench, int64_t number)
{
    static const char *const cadences[] = {"3days", "2weeks", "aug15-9am", "everymonday830am", "tomorrow", "5workdays", "every2months",
        "friday2pm", "weekdays9am", "1month"};
    static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo"};
    static const struct fu_mailbox people[] = {{"Bob Builder", "bob@client.example"}, {"Zoë Müller", "zoe@client.example"},
        {"", "sales@client.example"}};
    const struct fu_cadence_setting setting = {.sent = NOW - number % 30 * DAY, .zone = zones[number % 3], .morning = 480,
        .workdays = 0x1f, .shortest = 3600};
    const char *cadence = cadences[number % 10];
    struct fu_followup followup = {.owner = bench->person.id, .note = "", .tags = number % 5 == 0 ? "acme,garden" : "",
        .sent = setting.sent, .created = setting.sent, .changed = setting.sent};
    struct fu_stored_letter letter = {.person = bench->person.id, .origin = {"main", 1, (uint32_t)number + 1}, .arrived = setting.sent,
        .message_id = "", .in_reply_to = "", .date = setting.sent, .from = {"Alice Example", "alice@example.org"},
        .to = {people, 3}, .text = ""};
    struct fu_occurrence occurrence = {0};
    struct fu_refusal refusal;
    bool known;

    followup.subject = fu_arena_print(bench->arena, "Re: Proposal number %lld for the house by the sea, second part", (long long)number);
    letter.subject = followup.subject;
    must(bench, fu_cadence_read(bench->arena, cadence, strlen(cadence), &setting, &followup.schedule, NULL, NULL, &refusal));
    must(bench, fu_store_letter_add(bench->store, &letter, &known, &bench->error));
    followup.letter = letter.id;
    must(bench, fu_store_followup_add(bench->store, &followup, NULL, &known, &bench->error));
    must(bench, fu_store_participant_add(bench->store, followup.id, bench->person.id, true, number, &bench->error));
    occurrence.followup = followup.id;
    occurrence.moment = followup.schedule.first;
    must(bench, fu_store_occurrence_add(bench->store, &occurrence, &bench->error));
}

static void fill(struct bench *bench, const char *folder, int64_t count)
{
    must(bench, fu_store_prepare(folder, &bench->error));
    must(bench, fu_store_open(folder, &bench->store, &bench->error));
    must(bench, fu_store_begin(bench->store, &bench->error));
    bench->person = (struct fu_person){.address = "alice@example.org", .name = "Alice", .preferences = bench->settings.defaults};
    must(bench, fu_store_person_add(bench->store, &bench->person, &bench->error));
    for (int64_t i = 0; i < count; i++)
        add_one(bench, i);
    must(bench, fu_store_commit(bench->store, &bench->error));
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *times)
{
    qsort(times, TIMES, sizeof *times, by_size);
    return times[TIMES / 2];
}

int main(int argc, char **argv)
{
    static const char *const domains[] = {"remind.example.org"};
    struct bench bench = {.arena = fu_arena_new()};
    double whole[TIMES], versions[TIMES];
    struct fu_feed_version version;
    struct fu_buffer bytes;
    int64_t count;

    if (argc != 4 || !fu_number_parse(argv[2], strlen(argv[2]), 1, 20000, &count))
        return EXIT_FAILURE;
    bench.settings = (struct fu_settings){.rules = {.domains = {domains, 1}, .delimiter = '+', .from = "remind@example.org"},
        .domain = "remind.example.org", .web = "https://remind.example.org",
        .defaults = {.zone = "Europe/Berlin", .morning = 480, .workdays = FU_WORKDAYS_DEFAULT}};
    fill(&bench, argv[1], count);
    const struct fu_feed feed = {.person = &bench.person, .alarm = FU_CALENDAR_NO_ALARM};
    for (int i = 0; i < TIMES; i++) {
        struct fu_feeds *feeds = fu_feeds_new(&bench.settings);
        double start = milliseconds();
        fu_buffer_init(&bytes, FU_FEED_MAX);
        must(&bench, fu_feed_write(feeds, bench.store, &feed, NOW, &bytes, &version, &bench.error));
        whole[i] = milliseconds() - start;
        must(&bench, fu_file_write(argv[3], bytes.data, bytes.length, &bench.error));
        fu_buffer_free(&bytes);
        fu_feeds_free(&feeds);
        feeds = fu_feeds_new(&bench.settings);
        start = milliseconds();
        must(&bench, fu_feed_version(feeds, bench.store, &feed, NOW, &version, &bench.error));
        versions[i] = milliseconds() - start;
        fu_feeds_free(&feeds);
    }
    printf("%.3f %.3f\n", median(whole), median(versions));
    fu_store_close(&bench.store);
    fu_arena_free(&bench.arena);
    return EXIT_SUCCESS;
}
