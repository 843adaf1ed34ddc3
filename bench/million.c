/* A store with many pending follow-ups: bench-million fill FOLDER COUNT makes it, bench-million due FOLDER times how the next due one is found. */
#include "followupd/base/clock.h"
#include "followupd/base/number.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { GROUP = 10000, LOOKS = 1000, DAY = 86400, YEARS = 3 * 365 };

static int give_up(const struct fu_error *error)
{
    fprintf(stderr, "bench-million: %s\n", error->text);
    return 1;
}

static enum fu_status add_one(struct fu_store *store, int64_t owner, int64_t number, struct fu_error *error)
{
    fu_instant now = fu_clock_now();
    fu_instant moment = now + DAY + (number * 7919) % (int64_t)(YEARS * DAY);
    struct fu_followup followup = {.owner = owner,
        .subject = "Proposal",
        .note = "",
        .tags = "",
        .schedule = {.first = moment,
            .start = {2027, 1, 1, 8, 0, 0},
            .rrule = "",
            .zone = "Europe/Berlin",
            .workdays = FU_WORKDAYS_DEFAULT,
            .canonical = "3days",
            .english = "in 3 days"},
        .sent = now,
        .created = now,
        .changed = now};
    struct fu_occurrence occurrence = {.moment = moment};
    bool known;
    enum fu_status status = fu_store_followup_add(store, &followup, NULL, &known, error);

    if (status == FU_OK)
        status = fu_store_participant_add(store, followup.id, owner, true, number, error);
    occurrence.followup = followup.id;
    return status == FU_OK ? fu_store_occurrence_add(store, &occurrence, error) : status;
}

static int fill(const char *folder, int64_t count)
{
    struct fu_person person = {.address = "alice@example.org",
        .name = "Alice",
        .preferences = {.zone = "Europe/Berlin", .morning = 480, .workdays = FU_WORKDAYS_DEFAULT}};
    struct fu_store *store = NULL;
    struct fu_error error;
    enum fu_status status = fu_store_prepare(folder, &error);
    int64_t i;

    if (status == FU_OK)
        status = fu_store_open(folder, &store, &error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (i % GROUP == 0)
            status = fu_store_begin(store, &error);
        if (status == FU_OK && i == 0)
            status = fu_store_person_add(store, &person, &error);
        if (status == FU_OK)
            status = add_one(store, person.id, i, &error);
        if (status == FU_OK && (i % GROUP == GROUP - 1 || i == count - 1))
            status = fu_store_commit(store, &error);
    }
    fu_store_close(&store);
    return status == FU_OK ? 0 : give_up(&error);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int time_due(const char *folder)
{
    struct fu_store *store = NULL;
    struct fu_arena *arena = fu_arena_new();
    struct fu_occurrence *rows;
    struct fu_error error;
    fu_instant due;
    size_t count, i;
    double begin = seconds(), opened, looked;
    enum fu_status status = fu_store_open(folder, &store, &error);

    opened = seconds();
    for (i = 0; status == FU_OK && i < LOOKS; i++) {
        status = fu_store_next_due(store, &due, &error);
        if (status == FU_OK)
            status = fu_store_due(store, arena, due, 1, &rows, &count, &error);
    }
    looked = seconds();
    fu_store_close(&store);
    fu_arena_free(&arena);
    if (status != FU_OK)
        return give_up(&error);
    printf("open: %.1f ms; the next due one found in %.3f ms (wanted: under 1 ms)\n", (opened - begin) * 1e3,
        (looked - opened) * 1e3 / LOOKS);
    return 0;
}

int main(int argc, char **argv)
{
    int64_t count = 0;

    if (argc == 4 && strcmp(argv[1], "fill") == 0 && fu_number_parse(argv[3], strlen(argv[3]), 1, 100000000, &count))
        return fill(argv[2], count);
    if (argc == 3 && strcmp(argv[1], "due") == 0)
        return time_due(argv[2]);
    fputs("usage: bench-million fill FOLDER COUNT | due FOLDER\n", stderr);
    return 64;
}
