/* Does with the intake what standard input says, one command a line, and prints one JSON object for
 * each.
 *
 * "set NAME VALUE" with a name of `options` below; "open", "close", "info"; "search AFTER", "header
 * NAME VALUE", "since MOMENT"; "sizes UIDS", "headers UIDS", "mails UIDS", "file UIDS" with UIDS as
 * in 1,2,5 or 1-500, fetched in batches as large as may be, or all "at-once" behind them; "wait
 * SECONDS [MS]", where wake_fd becomes readable after MS milliseconds.
 *
 * "stop MS", or that name set: a signal tells it to stop so much later, as the daemon's do.
 *
 * With keep set the bytes of each fetched mail are written to KEEP/UID. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "followupd/base/buffer.h"
#include "followupd/base/clock.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"
#include "followupd/intake/session.h"

enum { UIDS_MAX = 100000, OUTPUT_MAX = 64 * 1024 * 1024, TEXT_MAX = 4096 };

struct driver {
    struct fu_intake_settings settings;
    char *password;
    const char *keep;
    struct fu_session *session;
    struct fu_arena *arena;
    struct fu_buffer out;
    int alive;
};

static volatile bool stop;

static void stop_it(int signal)
{
    (void)signal;
    stop = true;
}

static void stop_after(int64_t milliseconds)
{
    const struct itimerval when = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};
    const struct sigaction action = {.sa_handler = stop_it};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &when, NULL);
}

static void set(struct driver *driver, const char *name, const char *value)
{
    struct fu_intake_settings *settings = &driver->settings;
    const struct {
        const char *name;
        const char **text;
        int64_t *number;
    } options[] = {{"url", &settings->url, NULL}, {"user", &settings->user, NULL},
        {"auth", &settings->auth, NULL}, {"mailbox", &settings->mailbox, NULL},
        {"done_mailbox", &settings->done_mailbox, NULL}, {"ca_file", &settings->ca_file, NULL},
        {"keep", &driver->keep, NULL}, {"max_mail", NULL, &settings->max_mail},
        {"connect_deadline", NULL, &settings->connect_deadline},
        {"command_deadline", NULL, &settings->command_deadline},
        {"fetch_deadline", NULL, &settings->fetch_deadline},
        {"stop_deadline", NULL, &settings->stop_deadline},
        {"idle_start_deadline", NULL, &settings->idle_start_deadline}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(name, options[i].name) == 0 && options[i].text != NULL) {
            free((char *)*options[i].text);
            *options[i].text = fu_copy(value);
        } else if (strcmp(name, options[i].name) == 0) {
            *options[i].number = strtoll(value, NULL, 10);
        }
    }
    if (strcmp(name, "password") == 0) {
        free(driver->password);
        driver->password = fu_copy(value);
    } else if (strcmp(name, "tls") == 0) {
        settings->tls = strcmp(value, "none") == 0       ? FU_TLS_NONE
                        : strcmp(value, "starttls") == 0 ? FU_TLS_STARTTLS
                                                         : FU_TLS_IMPLICIT;
    } else if (strcmp(name, "stop") == 0) {
        stop_after(strtoll(value, NULL, 10));
    } else if (strcmp(name, "idle") == 0) {
        settings->idle = strcmp(value, "yes") == 0;
    }
}

static size_t read_uids(const char *text, uint32_t *uids)
{
    size_t count = 0;
    while (*text != '\0' && count < UIDS_MAX) {
        char *end;
        unsigned long first = strtoul(text, &end, 10);
        unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;
        for (unsigned long uid = first; uid <= last && count < UIDS_MAX; uid++) {
            uids[count++] = (uint32_t)uid;
        }
        text = *end == ',' ? end + 1 : "";
    }
    return count;
}

static void print_uids(struct driver *driver, const uint32_t *uids, size_t count)
{
    fu_buffer_print(&driver->out, ",\"uids\":[");
    for (size_t i = 0; i < count; i++) {
        fu_buffer_print(&driver->out, "%s%lu", i > 0 ? "," : "", (unsigned long)uids[i]);
    }
    fu_buffer_add_text(&driver->out, "]");
}

static void keep_bytes(const char *folder, const struct fu_fetched *row)
{
    char path[TEXT_MAX];
    snprintf(path, sizeof path, "%s/%lu", folder, (unsigned long)row->uid);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(row->bytes, 1, row->length, file) != row->length ||
        fclose(file) != 0) {
        perror(path);
        _exit(EXIT_FAILURE);
    }
}

static void print_rows(struct driver *driver, const struct fu_fetched *rows, size_t count)
{
    fu_buffer_print(&driver->out, ",\"rows\":[");
    for (size_t i = 0; i < count; i++) {
        const struct fu_fetched *row = &rows[i];
        fu_buffer_print(&driver->out,
            "%s{\"uid\":%lu,\"size\":%llu,\"arrived\":%lld,\"length\":%zu,\"whole\":%s,\"bytes\":%"
            "s}",
            i > 0 ? "," : "", (unsigned long)row->uid, (unsigned long long)row->size,
            (long long)row->arrived, row->length, row->whole ? "true" : "false",
            row->bytes != NULL ? "true" : "false");
        if (driver->keep != NULL && row->bytes != NULL) {
            keep_bytes(driver->keep, row);
        }
    }
    fu_buffer_add_text(&driver->out, "]");
}

static void print_info(struct driver *driver)
{
    const struct fu_session_info *info = fu_session_info(driver->session);
    fu_buffer_print(&driver->out,
        ",\"validity\":%lu,\"next_uid\":%lu,\"exists\":%lu,\"idle\":%d,\"move\":%d,\"uidplus\":%d,"
        "\"keywords\":%d,\"read_only\":%d,\"missed\":%zu",
        (unsigned long)info->validity, (unsigned long)info->next_uid, (unsigned long)info->exists,
        info->has_idle, info->has_move, info->has_uidplus, info->keeps_keywords, info->read_only,
        info->missed);
}

static enum fu_status fetch(struct driver *driver, enum fu_fetch what, const char *text,
    const char *how, struct fu_error *error)
{
    uint32_t *uids = fu_arena_allocate(driver->arena, UIDS_MAX, sizeof *uids);
    size_t count = read_uids(text, uids);
    enum fu_status status = FU_OK;
    struct fu_fetched *rows = NULL;
    size_t found = 0;
    bool one_by_one = false;
    size_t most = how != NULL ? count : FU_BATCH_MAX;
    struct fu_arena *arena = fu_arena_new();
    for (size_t at = 0; at < count && status == FU_OK; at += most) {
        size_t some = count - at < most ? count - at : most;
        fu_arena_reset(arena);
        status = fu_session_fetch(
            driver->session, what, uids + at, some, arena, &rows, &found, &one_by_one, error);
    }
    fu_buffer_print(&driver->out, ",\"one_by_one\":%s", one_by_one ? "true" : "false");
    print_rows(driver, rows, found);
    fu_arena_free(&arena);
    return status;
}

static enum fu_status search(
    struct driver *driver, const char *name, const char *value, struct fu_error *error)
{
    uint32_t *uids = NULL;
    size_t count = 0;
    enum fu_status status =
        value != NULL ? fu_session_search_header(
                            driver->session, name, value, driver->arena, &uids, &count, error)
                      : fu_session_search(driver->session, (uint32_t)strtoul(name, NULL, 10),
                            driver->arena, &uids, &count, error);
    print_uids(driver, uids, count);
    return status;
}

static enum fu_status search_since(
    struct driver *driver, const char *moment, struct fu_error *error)
{
    uint32_t *uids = NULL;
    size_t count = 0;
    enum fu_status status = fu_session_search_since(
        driver->session, strtoll(moment, NULL, 10), driver->arena, &uids, &count, error);
    print_uids(driver, uids, count);
    return status;
}

static enum fu_status file(struct driver *driver, const char *text, struct fu_error *error)
{
    uint32_t *uids = fu_arena_allocate(driver->arena, UIDS_MAX, sizeof *uids);
    return fu_session_file(driver->session, uids, read_uids(text, uids), error);
}

static enum fu_status wait_for_mail(
    struct driver *driver, const char *seconds, const char *wake, struct fu_error *error)
{
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (wake != NULL) {
        long ms = strtol(wake, NULL, 10);
        struct itimerspec when = {
            .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 + 1}};
        timerfd_settime(timer, 0, &when, NULL);
    }
    bool woken = false;
    enum fu_status status =
        fu_session_wait(driver->session, strtoll(seconds, NULL, 10), timer, &woken, error);
    close(timer);
    fu_buffer_print(&driver->out, ",\"woken\":%s", woken ? "true" : "false");
    return status;
}

static enum fu_status act(struct driver *driver, const char *command, const char *one,
    const char *two, struct fu_error *error)
{
    if (strcmp(command, "set") == 0) {
        set(driver, one, two);
    } else if (strcmp(command, "open") == 0) {
        return fu_session_open(&driver->settings, driver->password, &driver->session, error);
    } else if (strcmp(command, "close") == 0) {
        fu_session_close(&driver->session);
    } else if (strcmp(command, "info") == 0) {
        print_info(driver);
    } else if (strcmp(command, "search") == 0) {
        return search(driver, one, NULL, error);
    } else if (strcmp(command, "header") == 0) {
        return search(driver, one, two, error);
    } else if (strcmp(command, "since") == 0) {
        return search_since(driver, one, error);
    } else if (strcmp(command, "sizes") == 0) {
        return fetch(driver, FU_FETCH_SIZE, one, two, error);
    } else if (strcmp(command, "headers") == 0) {
        return fetch(driver, FU_FETCH_HEADERS, one, two, error);
    } else if (strcmp(command, "mails") == 0) {
        return fetch(driver, FU_FETCH_MAIL, one, two, error);
    } else if (strcmp(command, "file") == 0) {
        return file(driver, one, error);
    } else if (strcmp(command, "stop") == 0) {
        stop_after(strtoll(one, NULL, 10));
    } else if (strcmp(command, "wait") == 0) {
        return wait_for_mail(driver, one, two, error);
    }
    return FU_OK;
}

static double cpu_seconds(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
}

static void obey(struct driver *driver, char *line)
{
    char *rest = line;
    const char *command = strsep(&rest, " ");
    const char *one = rest != NULL ? strsep(&rest, " ") : "";
    struct fu_error error = {0};
    struct rusage before;
    struct rusage after;
    getrusage(RUSAGE_SELF, &before);
    int64_t start = fu_clock_ticks();
    driver->alive = 0;
    fu_buffer_clear(&driver->out);
    enum fu_status status = act(driver, command, one, rest, &error);
    getrusage(RUSAGE_SELF, &after);
    struct fu_buffer head;
    fu_buffer_init(&head, TEXT_MAX);
    fu_json_string(&head, error.text);
    printf("{\"status\":\"%s\",\"text\":%s,\"ms\":%lld,\"cpu\":%.3f,\"sleeps\":%ld,\"rss\":%ld,"
           "\"alive\":%d%s}\n",
        fu_status_name(status), head.data, (long long)(fu_clock_ticks() - start),
        cpu_seconds(&after) - cpu_seconds(&before), after.ru_nvcsw - before.ru_nvcsw,
        after.ru_maxrss, driver->alive, driver->out.data);
    fflush(stdout);
    fu_buffer_free(&head);
    fu_arena_reset(driver->arena);
}

static void count_alive(void *context)
{
    struct driver *driver = context;
    driver->alive++;
}

int main(void)
{
    struct driver driver = {.arena = fu_arena_new()};
    driver.settings.alive = count_alive;
    driver.settings.context = &driver;
    driver.settings.stop = &stop;
    driver.settings.max_mail = 10 * 1024 * 1024;
    driver.settings.idle = true;
    fu_buffer_init(&driver.out, OUTPUT_MAX);
    static const char *const defaults[][2] = {{"user", "me"}, {"password", ""}, {"auth", "auto"},
        {"mailbox", "INBOX"}, {"done_mailbox", ""}, {"ca_file", ""}, {"url", ""}};
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        set(&driver, defaults[i][0], defaults[i][1]);
    }
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - 1] = '\0';
        obey(&driver, line);
    }
    free(line);
    fu_session_close(&driver.session);
    fu_arena_free(&driver.arena);
    fu_buffer_free(&driver.out);
    const char *const texts[] = {driver.settings.url, driver.settings.user, driver.settings.auth,
        driver.settings.mailbox, driver.settings.done_mailbox, driver.settings.ca_file, driver.keep,
        driver.password};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        free((char *)texts[i]);
    }
    return EXIT_SUCCESS;
}
