/* Drives the outbox from a script on standard input, for the tests beside it. One command a line:
 *
 *   set NAME VALUE                      url tls user auth ca hello connections connect command
 * answer mail stop patience collect once dots password parcel ID KIND ATTEMPT SENDER RECIPIENT FILE    "-" is the null sender;
 * %HH stands for an octet copies N                            N further parcels like the last one,
 * with the ids that follow stop-after MS                       the next send is told to stop after
 * that time send | rest | probe | close wait MS
 *
 * It answers with one JSON object a line. Settings count when the outbox is opened: at the first
 * send, and at the first one after close. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "followupd/base/buffer.h"
#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"
#include "followupd/outbox/outbox.h"

enum { NAMES = 16, PARCELS_MAX = 200000, MAIL_MAX = 64 * 1024 * 1024 };

static struct {
    char *name;
    char *value;
} values[NAMES];
static size_t value_count;

static struct fu_arena *arena;
static struct fu_parcel *parcels;
static size_t parcel_count;
static struct fu_outbox *outbox;
static struct fu_dots *dots;
static volatile bool stop;
static int64_t stop_at;
static int64_t alive_count;
static char secret[4096];

static const char *const outcomes[] = {[FU_OUTCOME_NONE] = "none",
    [FU_OUTCOME_SENT] = "sent",
    [FU_OUTCOME_LATER] = "later",
    [FU_OUTCOME_NEVER] = "never",
    [FU_OUTCOME_UNSURE] = "unsure",
    [FU_OUTCOME_HELD] = "held",
    [FU_OUTCOME_OURS] = "ours",
    [FU_OUTCOME_UNDERWAY] = "underway",
    [FU_OUTCOME_TAKEN_OVER] = "taken over"};

static _Noreturn void die(const char *why)
{
    fprintf(stderr, "drive_outbox: %s\n", why);
    _exit(2);
}

static const char *value_of(const char *name)
{
    for (size_t i = 0; i < value_count; i++) {
        if (strcmp(values[i].name, name) == 0) {
            return values[i].value;
        }
    }
    return "";
}

static void set_value(const char *name, const char *value)
{
    for (size_t i = 0; i < value_count; i++) {
        if (strcmp(values[i].name, name) == 0) {
            values[i].value = fu_arena_copy(arena, value);
            return;
        }
    }
    if (value_count == NAMES) {
        die("too many settings");
    }
    values[value_count].name = fu_arena_copy(arena, name);
    values[value_count++].value = fu_arena_copy(arena, value);
}

static void tick(void *context)
{
    (void)context;
    alive_count++;
    if (stop_at != 0 && fu_clock_ticks() >= stop_at) {
        stop = true;
    }
}

static struct fu_outbox_settings settings(void)
{
    return (struct fu_outbox_settings){
        .url = value_of("url"),
        .starttls = strcmp(value_of("tls"), "starttls") == 0,
        .user = value_of("user"),
        .auth = value_of("auth"),
        .ca_file = value_of("ca"),
        .hello = value_of("hello"),
        .connections = (int)strtol(value_of("connections"), NULL, 10),
        .alive = tick,
        .connect_deadline = (int)strtol(value_of("connect"), NULL, 10),
        .command_deadline = (int)strtol(value_of("command"), NULL, 10),
        .answer_deadline = (int)strtol(value_of("answer"), NULL, 10),
        .mail_deadline = (int)strtol(value_of("mail"), NULL, 10),
        .stop_deadline = (int)strtol(value_of("stop"), NULL, 10),
        .patience = (int)strtol(value_of("patience"), NULL, 10),
        .collect = (int)strtol(value_of("collect"), NULL, 10),
    };
}

static char *unescape(const char *text)
{
    char *plain = fu_arena_copy(arena, strcmp(text, "-") == 0 ? "" : text);
    char *out = plain;
    for (const char *in = plain; *in != '\0'; in++) {
        char digits[3] = {in[0] == '%' ? in[1] : '\0', in[0] == '%' ? in[2] : '\0', '\0'};
        *out++ = digits[0] != '\0' ? (char)strtol(digits, NULL, 16) : *in;
        in += digits[0] != '\0' ? 2 : 0;
    }
    *out = '\0';
    return plain;
}

static void add_parcel(char *words)
{
    char *word[6];
    for (size_t i = 0; i < 6; i++) {
        word[i] = words;
        words = strchr(words, ' ');
        if (words == NULL && i < 5) {
            die("parcel wants six words");
        }
        if (words != NULL) {
            *words++ = '\0';
        }
    }
    struct fu_buffer file;
    fu_buffer_init(&file, MAIL_MAX);
    struct fu_error error;
    if (parcel_count == PARCELS_MAX || fu_file_read(word[5], false, &file, &error) != FU_OK) {
        die(error.text);
    }
    char *bytes = fu_arena_allocate(arena, file.length + 1, 1);
    memcpy(bytes, file.data, file.length);
    parcels[parcel_count++] = (struct fu_parcel){
        .id = strtoll(word[0], NULL, 10),
        .kind = strcmp(word[1], "message") == 0 ? FU_PARCEL_MESSAGE : FU_PARCEL_DELIVERY,
        .attempt = strtoll(word[2], NULL, 10),
        .sender = unescape(word[3]),
        .recipient = unescape(word[4]),
        .bytes = bytes,
        .length = file.length,
    };
    fu_buffer_free(&file);
}

static void add_copies(long count)
{
    for (long i = 0; i < count && parcel_count > 0 && parcel_count < PARCELS_MAX; i++) {
        parcels[parcel_count] = parcels[parcel_count - 1];
        parcels[parcel_count++].id++;
    }
}

static void report(const struct fu_parcel *parcel)
{
    struct fu_buffer line;
    fu_buffer_init(&line, 4096);
    fu_buffer_print(&line,
        "{\"id\":%" PRId64 ",\"outcome\":\"%s\",\"again\":%" PRId64 ",\"answer\":", parcel->id,
        outcomes[parcel->outcome], parcel->again - fu_clock_now());
    fu_json_string(&line, parcel->answer);
    printf("%s}\n", line.data);
    fu_buffer_free(&line);
}

static void report_end(enum fu_status status, const char *text, int64_t took)
{
    struct fu_buffer line;
    fu_buffer_init(&line, 4096);
    fu_buffer_print(&line, "{\"status\":\"%s\",\"ms\":%" PRId64 ",\"alive\":%" PRId64 ",\"error\":",
        fu_status_name(status), took, alive_count);
    fu_json_string(&line, text);
    printf("%s}\n", line.data);
    fflush(stdout);
    fu_buffer_free(&line);
}

static size_t find_slot(const struct fu_parcel *wanted)
{
    size_t i = 0;
    while (i < parcel_count &&
           (parcels[i].id != wanted->id || parcels[i].kind != wanted->kind)) {
        i++;
    }
    return i;
}

/* The answers of this call, before they go. */
static void take_outcomes(void)
{
    size_t count;
    const struct fu_parcel *late = fu_outbox_late(outbox, &count);
    for (size_t i = 0; i < count; i++) {
        size_t at = find_slot(&late[i]);
        if (at < parcel_count) {
            parcels[at].outcome = late[i].outcome;
            parcels[at].answer = late[i].answer;
            parcels[at].again = late[i].again;
        }
    }
    for (size_t i = 0; i < parcel_count; i++) {
        parcels[i].answer = fu_arena_copy(arena, parcels[i].answer ? parcels[i].answer : "");
    }
}

/* Goes on until all have ended; "once" leaves what has not. */
static enum fu_status go_on(enum fu_status status, struct fu_error *error)
{
    take_outcomes();
    while (fu_outbox_in_hand(outbox) > 0 && value_of("once")[0] == '\0') {
        struct pollfd list[FU_OUTBOX_WATCHED_MAX];
        struct fu_error other = {0};
        int timeout = 100;
        poll(list, fu_outbox_watch(outbox, list, &timeout), timeout);
        stop = stop || (stop_at != 0 && fu_clock_ticks() >= stop_at);
        if (fu_outbox_send(outbox, secret, NULL, 0, dots, &stop, &other) != FU_OK) {
            *error = other;
            status = other.status;
        }
        take_outcomes();
    }
    return status;
}

static void send_all(void)
{
    struct fu_error error = {0};
    if (outbox == NULL) {
        struct fu_outbox_settings chosen = settings();
        outbox = fu_outbox_open(&chosen);
    }
    if (dots == NULL && fu_dots_open(value_of("dots"), &dots, &error) != FU_OK) {
        die(error.text);
    }
    alive_count = 0;
    int64_t start = fu_clock_ticks();
    enum fu_status status =
        fu_outbox_send(outbox, secret, parcels, parcel_count, dots, &stop, &error);
    status = go_on(status, &error);
    int64_t took = fu_clock_ticks() - start;
    for (size_t i = 0; i < parcel_count; i++) {
        report(&parcels[i]);
    }
    report_end(status, error.text, took);
    parcel_count = 0;
    stop = false;
    stop_at = 0;
}

static void probe(void)
{
    struct fu_error error = {0};
    struct fu_outbox_settings chosen = settings();
    int64_t start = fu_clock_ticks();
    enum fu_status status = fu_outbox_probe(&chosen, secret, &error);
    report_end(status, error.text, fu_clock_ticks() - start);
}

static void wait_for(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static void read_secret(const char *path)
{
    explicit_bzero(secret, sizeof secret);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, secret, sizeof secret - 1) < 0) {
        die("cannot read the secret");
    }
    close(fd);
}

static void obey(char *line)
{
    char *rest = strchr(line, ' ');
    if (rest != NULL) {
        *rest++ = '\0';
    }
    if (strcmp(line, "set") == 0 && rest != NULL) {
        char *value = strchr(rest, ' ');
        if (value != NULL) {
            *value++ = '\0';
        }
        set_value(rest, value != NULL ? value : "");
    } else if (strcmp(line, "parcel") == 0 && rest != NULL) {
        add_parcel(rest);
    } else if (strcmp(line, "copies") == 0 && rest != NULL) {
        add_copies(strtol(rest, NULL, 10));
    } else if (strcmp(line, "secret") == 0 && rest != NULL) {
        read_secret(rest);
    } else if (strcmp(line, "forget") == 0) {
        explicit_bzero(secret, sizeof secret);
    } else if (strcmp(line, "stop-after") == 0 && rest != NULL) {
        stop_at = fu_clock_ticks() + strtol(rest, NULL, 10);
    } else if (strcmp(line, "wait") == 0 && rest != NULL) {
        wait_for(strtol(rest, NULL, 10));
    } else if (strcmp(line, "send") == 0) {
        send_all();
    } else if (strcmp(line, "probe") == 0) {
        probe();
    } else if (strcmp(line, "rest") == 0 && outbox != NULL) {
        fu_outbox_rest(outbox);
    } else if (strcmp(line, "close") == 0) {
        fu_outbox_close(&outbox);
        report_end(FU_OK, "", 0);
    } else {
        die("unknown command");
    }
}

int main(void)
{
    arena = fu_arena_new();
    parcels = fu_allocate(PARCELS_MAX, sizeof *parcels);
    set_value("auth", "auto");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) {
        line[length - 1] = '\0';
        obey(line);
    }
    fu_outbox_close(&outbox);
    if (dots != NULL) {
        fu_dots_close(&dots);
    }
    free(line);
    free(parcels);
    fu_arena_free(&arena);
    return 0;
}
