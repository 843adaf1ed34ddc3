/* Lives years of followupd's life and says whether anything was forgotten or grew:
 *
 *     soak YEARS MAILS_A_DAY
 *
 * An hour at a time: the mails of the hour come, the intake takes them, the outbox sends what is
 * due; once a day the keeper does its upkeep. Servers are away at times. In the end every mail that
 * asked for a reminder must have had it, none of them early, and memory, descriptors and store must
 * be what they were after half of the time. */
#include "keeper.h"
#include "life.h"
#include "worker.h"

#include "followupd/base/log.h"
#include "followupd/store/followups.h"

#include <errno.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../lib/folder.h"

enum { PATH_SIZE = 256, FOLDER_SIZE = 64, WORKER_PATIENCE = 600, LATE_HOURS = 24, FORGET_DAYS = 30 };

static const char config_text[] =
    "[daemon]\nstate = %s/state\nlog_level = error\n"
    "[inbox main]\nurl = imaps://imap.example.org\nuser = remind\npassword_file = %s/password\n"
    "[smtp]\nurl = smtps://mail.example.org\nfrom = Follow-ups <remind@example.org>\n"
    "[addresses]\ndomain = remind.example.org\n"
    "[people]\nallow = *@example.org\nsender_check = none\nzone = Europe/Berlin\nconfirm = never\n"
    "[privacy]\nkeep = 10d\nforget = 30d\n"; /* FORGET_DAYS */

struct measure {
    long memory[LIFE_WORKERS]; /* resident, kB */
    long descriptors[LIFE_WORKERS];
    long threads[LIFE_WORKERS];
    long store, folder; /* kB; of the database, of all that is kept */
};

static char folder[FOLDER_SIZE];
static struct worker_context contexts[LIFE_WORKERS];
static pid_t workers[LIFE_WORKERS];
static const char *const names[] = {"intake", "outbox"};

static void give_up(const char *what)
{
    fprintf(stderr, "soak: %s; its world is left in %s\n", what, folder);
    kill(0, SIGKILL);
    exit(2);
}

static void write_file(const char *name, const char *text)
{
    char path[PATH_SIZE];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (!file)
        give_up(path);
    fputs(text, file);
    fclose(file);
    chmod(path, 0600);
}

static void make_folder(void)
{
    char text[sizeof config_text + 2 * sizeof folder], path[PATH_SIZE];

    if (!make_own_folder(folder, sizeof folder, "followupd-soak"))
        give_up(strerror(errno));
    snprintf(text, sizeof text, config_text, folder, folder);
    write_file("config", text);
    write_file("password", "secret\n");
    snprintf(path, sizeof path, "%s/state", folder);
    mkdir(path, 0700);
}

static void remove_folder(void)
{
    char command[PATH_SIZE];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        perror(command);
}

static void *share(size_t size)
{
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        give_up(strerror(errno));
    return page;
}

static void make_life(uint32_t mails)
{
    int i;

    life = share(sizeof *life + ((size_t)mails + 1) * sizeof *life->promises);
    life->start = 1798761600; /* 2027-01-01 */
    life->clock = life->start;
    life->most = mails;
    for (i = 0; i < LIFE_WORKERS; i++) {
        sem_init(&life->idle[i], 1, 0);
        sem_init(&life->go[i], 1, 0);
    }
}

static struct worker_context context_of(void)
{
    char path[PATH_SIZE];
    struct worker_context context = {.control = -1, .wake = -1, .upkeep = true};
    struct fu_error error;

    snprintf(path, sizeof path, "%s/config", folder);
    if (fu_setup_load(fu_arena_new(), path, &context.setup, &error) != FU_OK)
        give_up(error.text);
    context.inbox = &context.setup->config->inboxes[0];
    context.pulse = share(sizeof *context.pulse);
    return context;
}

/* A duty that ends by itself. */
static void run(int (*duty)(struct worker_context *), struct worker_context *context)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        life_role = LIFE_WORKERS;
        _exit(duty(context));
    }
    if (waitpid(child, &status, 0) != child || status != 0)
        give_up("the keeper failed");
}

/* Waits until a worker has nothing more to do. */
static void await(enum life_worker worker)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WORKER_PATIENCE;
    while (sem_timedwait(&life->idle[worker], &until) < 0) {
        if (errno != EINTR)
            give_up(names[worker]);
    }
}

static void start(enum life_worker worker, int (*duty)(struct worker_context *))
{
    contexts[worker] = context_of();
    workers[worker] = fork();
    if (workers[worker] == 0) {
        life_role = worker;
        _exit(duty(&contexts[worker]));
    }
    await(worker);
}

static void go(enum life_worker worker)
{
    sem_post(&life->go[worker]);
    await(worker);
}

static void stop(enum life_worker worker)
{
    int status;

    life->stopping = true;
    sem_post(&life->go[worker]);
    if (waitpid(workers[worker], &status, 0) != workers[worker] || status != 0)
        give_up("a worker did not end well");
}

static long count_entries(const char *path)
{
    DIR *entries = opendir(path);
    long count = 0;

    while (entries && readdir(entries))
        count++;
    if (entries)
        closedir(entries);
    return count - 3; /* ".", ".." and the one that looks */
}

static long read_status(pid_t pid, const char *field)
{
    char path[PATH_SIZE], line[PATH_SIZE];
    long value = -1;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, field, strlen(field)) == 0)
            value = strtol(line + strlen(field), NULL, 10);
    }
    if (file)
        fclose(file);
    return value;
}

static long folder_size(const char *name, const char *only)
{
    char path[2 * PATH_SIZE];
    struct dirent *entry;
    struct stat info;
    long size = 0;
    DIR *entries = opendir(name);

    while (entries && (entry = readdir(entries))) {
        snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            stat(path, &info) == 0 && (!only || strcmp(entry->d_name, only) == 0))
            size += S_ISDIR(info.st_mode) ? folder_size(path, only) : info.st_size / 1024;
    }
    if (entries)
        closedir(entries);
    return size;
}

static struct measure measure(void)
{
    char path[PATH_SIZE];
    struct measure now;
    int i;

    for (i = 0; i < LIFE_WORKERS; i++) {
        snprintf(path, sizeof path, "/proc/%d/fd", (int)workers[i]);
        now.memory[i] = read_status(workers[i], "RssAnon:");
        now.threads[i] = read_status(workers[i], "Threads:");
        now.descriptors[i] = count_entries(path);
    }
    snprintf(path, sizeof path, "%s/state", folder);
    now.store = folder_size(path, "followupd.db");
    now.folder = folder_size(path, NULL);
    return now;
}

static void report(int64_t day, const struct measure *now)
{
    printf("day %5lld: mails %8u, reminders %8lld; intake %6ld kB, outbox %6ld kB, descriptors %ld "
           "and %ld; store %6ld kB, "
           "folder %7ld kB\n",
        (long long)day, life->newest, (long long)life->reminders, now->memory[LIFE_INTAKE],
        now->memory[LIFE_OUTBOX], now->descriptors[LIFE_INTAKE], now->descriptors[LIFE_OUTBOX],
        now->store, now->folder);
    fflush(stdout);
}

static void live_hour(uint64_t *chance, int64_t hour, uint32_t mails_a_day)
{
    int64_t day = hour / 24, of_day = hour % 24;
    uint32_t until = (uint32_t)(((of_day + 1) * mails_a_day) / 24);
    uint32_t from = (uint32_t)((of_day * mails_a_day) / 24);

    life->clock = life->start + hour * HOUR;
    life->imap_down = day % 30 == 17 && of_day < 10;
    life->smtp_down = day % 23 == 5 && of_day >= 3 && of_day < 8;
    for (; from < until && life->newest < life->most; from++)
        life_send(chance, life->clock);
    go(LIFE_INTAKE);
    go(LIFE_OUTBOX);
}

/* Every mail that asked for a reminder long enough ago has had it, and none too soon. */
static int count_broken(uint32_t hours)
{
    const struct life_promise *promise;
    int lost = 0, early = 0, late = 0, kept = 0;
    uint32_t i;

    for (i = 1; i <= life->newest; i++) {
        promise = &life->promises[i];
        if (promise->due == 0 || promise->due + LATE_HOURS > hours)
            continue;
        if (promise->reminders == 0)
            lost++;
        else if (promise->sent + 1 < promise->due) /* one hour is a change of the clocks */
            early++;
        else if (promise->sent > promise->due + LATE_HOURS)
            late++;
        else
            kept++;
    }
    printf("promises: %d kept, %d lost, %d early, %d late\n", kept, lost, early, late);
    return lost + early + late;
}

static int grew(const char *what, long before, long after, long slack)
{
    bool bad = after > before + before / 10 + slack;

    printf("%-20s %8ld, in the end %8ld%s\n", what, before, after, bad ? ": it grows" : "");
    return bad;
}

/* Of each series that goes on, nothing is left of what is forgotten by now but what came last. */
static int count_past(void)
{
    const struct fu_filter filter = {.state = FU_PENDING, .most = life->most};
    fu_instant old = life->clock - (FORGET_DAYS + 2) * DAY;
    struct fu_arena *arena = fu_arena_new();
    struct fu_store *store = NULL;
    struct fu_listed *rows;
    struct fu_occurrence *moments;
    char path[PATH_SIZE];
    size_t count, moment_count, i, j;
    int past, bad = 0, series = 0;

    snprintf(path, sizeof path, "%s/state", folder);
    if (fu_store_open(path, &store, NULL) != FU_OK ||
        fu_store_list(store, arena, &filter, &rows, &count, NULL) != FU_OK)
        give_up("the store cannot be read");
    for (i = 0; i < count; i++) {
        if (fu_store_occurrences(store, arena, rows[i].followup.id, ~0U, FU_NEVER, &moments,
                &moment_count, NULL) != FU_OK)
            give_up("the store cannot be read");
        for (past = 0, j = 0; j < moment_count; j++)
            past += moments[j].moment < old;
        series += moment_count > FORGET_DAYS / 2;
        bad += past > 1;
    }
    fu_store_close(&store);
    fu_arena_free(&arena);
    printf("series that go on: %d; with a past that should be forgotten: %d\n", series, bad);
    return bad + (series < ENDLESS);
}

static int count_growth(const struct measure *before, const struct measure *after)
{
    int bad = 0, i;

    for (i = 0; i < LIFE_WORKERS; i++) {
        printf("%s\n", names[i]);
        bad += grew("  memory (kB)", before->memory[i], after->memory[i], 512);
        bad += grew("  descriptors", before->descriptors[i], after->descriptors[i], 0);
        bad += grew("  threads", before->threads[i], after->threads[i], 0);
    }
    /* Of each mail a digest stays for good, so that it is known when it is met again. */
    bad += grew("store (kB)", before->store, after->store, (long)(life->newest / 16));
    return bad;
}

int main(int argc, char **argv)
{
    double years = argc == 3 ? atof(argv[1]) : 0;
    uint32_t mails_a_day = argc == 3 ? (uint32_t)atoi(argv[2]) : 0;
    int64_t hours = (int64_t)(years * 365 * 24), hour, every = hours / 20;
    uint64_t chance = 2463534242u;
    struct measure half = {{0}, {0}, {0}, 0, 0}, now = half;
    int bad;

    if (every < 1 || mails_a_day < 1) {
        fputs("usage: soak YEARS MAILS_A_DAY\n", stderr);
        return 64;
    }
    setpgid(0, 0);
    fu_log_open("soak", FU_LOG_WARNING);
    make_folder();
    make_life((uint32_t)((hours / 24 + 1) * mails_a_day));
    struct worker_context keeper = context_of();
    run(fu_keeper_prepare, &keeper);
    start(LIFE_INTAKE, fu_intake_work);
    start(LIFE_OUTBOX, fu_outbox_work);
    for (hour = 1; hour <= hours; hour++) {
        live_hour(&chance, hour, mails_a_day);
        if (hour % 24 == 3)
            run(fu_keeper_maintain, &keeper);
        if (hour % every == 0) {
            now = measure();
            report(hour / 24, &now);
            if (hour == 10 * every)
                half = now;
        }
    }
    bad = count_broken((uint32_t)hours) + count_growth(&half, &now) +
          count_past();
    stop(LIFE_INTAKE);
    stop(LIFE_OUTBOX);
    if (bad)
        printf("its world is left in %s\n", folder);
    else
        remove_folder();
    printf("%u mails, %lld reminders, %lld answers; put off %lld times, in doubt %lld times\n",
        life->newest, (long long)life->reminders, (long long)life->answers,
        (long long)life->put_off, (long long)life->unsure);
    return bad > 0;
}
