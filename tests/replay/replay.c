/* Runs a scenario and compares what it prints with what the scenario says: replay FILE, or replay
 * --print FILE to see it anew.
 *
 * A line "$ COMMAND" is run; the lines below it are what it printed the last time somebody read and
 * believed it. "#" begins a remark. A command may take a text: "$ mail <<END" up to a line "END".
 * Workers run in children, so that a scenario may kill them. */
#include "followupd/cadence/say.h"
#include "followupd/followup/act.h"
#include "followupd/followup/turn.h"
#include "followupd/mail/read.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "followupd/setup/recovered.h"
#include "followupd/store/refusals.h"
#include "keeper.h"
#include "worker.h"
#include "world.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

enum { LINE_MAX_LENGTH = 1024, ROWS_MAX = 100 };

static const char zone[] = "Europe/Berlin";

static const char default_config[] =
    "[daemon]\nstate = @/state\nlog_level = error\n"
    "[inbox main]\nurl = imaps://imap.example.org\nuser = remind\npassword_file = @/password\n"
    "[smtp]\nurl = smtps://mail.example.org\nfrom = Follow-ups <remind@example.org>\n"
    "[addresses]\ndomain = remind.example.org\n"
    "[people]\nallow = *@example.org\nsender_check = none\nzone = Europe/Berlin\nconfirm = never\n";

static struct fu_arena *arena;

static void fail(const char *what, const struct fu_error *error)
{
    printf("%s: %s\n", what, error ? error->text : "failed");
}

static const char shared_key[] = "a key that every scenario shares";

/* A key is 32 characters. */
static void write_key(const char *text)
{
    char path[WORLD_PATH_MAX];

    world_set("state/key", text);
    world_path(path, "state/key");
    chmod(path, 0600);
}

/* The configuration with "@" for the world's folder. */
static void write_config(const char *text)
{
    char folder[WORLD_PATH_MAX], path[WORLD_PATH_MAX];
    FILE *file;

    world_path(folder, "");
    folder[strlen(folder) - 1] = '\0';
    world_path(path, "config");
    file = fopen(path, "w");
    for (; *text; text++) {
        if (text[0] == '@' && text[1] == '/')
            fputs(folder, file);
        else
            fputc(*text, file);
    }
    fclose(file);
    write_key(shared_key);
    world_set("password", "secret\n");
    world_path(path, "password");
    chmod(path, 0600);
}

static struct fu_setup *load(void)
{
    char path[WORLD_PATH_MAX];
    struct fu_setup *setup;
    struct fu_error error;

    world_path(path, "config");
    if (fu_setup_load(arena, path, &setup, &error) != FU_OK) {
        fail("config", &error);
        return NULL;
    }
    return setup;
}

/* What the last duty counted, for the summary of --once. */
static struct {
    int64_t mails, followups;
} counted;

/* Runs a duty in a child; says how it ended unless all was well. */
static void run(int (*duty)(struct worker_context *), const char *name, const char *inbox)
{
    struct fu_setup *setup = load();
    struct worker_context context = {.setup = setup, .control = -1, .once = true, .wake = -1};
    int status;
    size_t i;

    if (!setup)
        return;
    context.pulse = mmap(
        NULL, sizeof *context.pulse, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (i = 0; i < setup->config->inbox_count; i++) {
        if (!inbox[0] || strcmp(setup->config->inboxes[i].name, inbox) == 0)
            context.inbox = &setup->config->inboxes[i];
    }
    fflush(stdout);
    if (fork() == 0) {
        status = duty(&context);
        fflush(stdout);
        _exit(status);
    }
    wait(&status);
    counted.mails = atomic_load(&context.pulse->mails);
    counted.followups = atomic_load(&context.pulse->followups);
    munmap(context.pulse, sizeof *context.pulse);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 9)
        printf("%s: killed\n", name);
    else
        printf(
            "%s: status %d\n", name, WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
}

static struct fu_store *open_store(struct fu_setup **setup)
{
    struct fu_store *store = NULL;
    struct fu_error error;

    *setup = load();
    if (*setup && fu_store_open((*setup)->config->daemon.state, &store, &error) != FU_OK)
        fail("store", &error);
    return store;
}

static void put_mail(const char *text)
{
    char name[64], path[WORLD_PATH_MAX];
    int64_t uid = world_number("uids") + 1;
    struct utimbuf times = {world_now(), world_now()};
    FILE *file;

    snprintf(name, sizeof name, "%lld", (long long)uid);
    world_set("uids", name);
    snprintf(name, sizeof name, "inbox/%lld", (long long)uid);
    world_path(path, name);
    file = fopen(path, "w");
    for (; *text; text++) {
        if (*text == '\n')
            fputc('\r', file);
        fputc(*text, file);
    }
    fclose(file);
    utime(path, &times);
}

/* As somebody does who looks into the mailbox. */
static void delete_mail(const char *uid)
{
    char name[64], path[WORLD_PATH_MAX];

    snprintf(name, sizeof name, "inbox/%s", uid);
    world_path(path, name);
    unlink(path);
}

static const char *moment(fu_instant at)
{
    return at == FU_NEVER ? "never" : fu_say_rfc3339(arena, zone, at);
}

static void show_list(void)
{
    const struct fu_filter filter = {.state = -1, .after = 0, .most = ROWS_MAX};
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_listed *rows;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_list(store, arena, &filter, &rows, &count, &error) != FU_OK)
        fail("list", &error);
    for (i = 0; i < count; i++)
        printf("%lld %s %s next %s fired %lld %s “%s”\n", (long long)rows[i].followup.id,
            rows[i].owner, fu_followup_state_word(rows[i].followup.state),
            moment(rows[i].followup.next), (long long)rows[i].followup.fired,
            rows[i].followup.schedule.canonical, rows[i].followup.subject);
    fu_store_close(&store);
}

static void show_trace(void)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_trace *rows;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_traces(store, arena, NULL, 0, ROWS_MAX, &rows, &count, &error) != FU_OK)
        fail("trace", &error);
    for (i = count; i > 0; i--)
        printf("%u %s %s%s%s: %s%s%s\n", rows[i - 1].origin.uid, rows[i - 1].decision,
            rows[i - 1].sender, rows[i - 1].address[0] ? " to " : "", rows[i - 1].address,
            rows[i - 1].reason, rows[i - 1].cure[0] ? " Cure: " : "", rows[i - 1].cure);
    fu_store_close(&store);
}

static void show_queue(void)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_delivery *rows;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_queue(store, arena, &rows, &count, &error) != FU_OK)
        fail("queue", &error);
    for (i = 0; i < count; i++)
        printf("%s to %s: %s after %lld, again %s, %s\n",
            rows[i].kind == FU_PARCEL_DELIVERY ? "reminder" : "answer", rows[i].address,
            fu_delivery_state_word(rows[i].state), (long long)rows[i].attempts,
            rows[i].state == FU_DELIVERY_QUEUED ? moment(rows[i].next_attempt) : "-",
            rows[i].answer);
    fu_store_close(&store);
}

/* Everybody, and why nothing is sent to whom. */
static void show_people(void)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_refusals refusals;
    struct fu_person *people;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_people(store, arena, &people, &count, &error) != FU_OK)
        fail("people", &error);
    for (i = 0; i < count; i++) {
        if (fu_store_refusals(store, arena, people[i].address, 0, &refusals, &error) != FU_OK)
            fail("people", &error);
        printf("%s%s, days refused: %lld\n", people[i].address, people[i].paused ? " paused" : "",
            (long long)refusals.days);
    }
    fu_store_close(&store);
}

static void show_history(int64_t id)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_event *rows;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_events(store, arena, id, &rows, &count, &error) != FU_OK)
        fail("history", &error);
    for (i = 0; i < count; i++)
        printf("%s: %s\n", rows[i].what, rows[i].detail);
    fu_store_close(&store);
}

static void show_attempts(void)
{
    static const char *const words[] = {"trying", "filing", "waiting", "quarantined"};
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_attempt *rows;
    struct fu_error error;
    size_t count, i;
    int state;

    for (state = 0; store && state < 4; state++) {
        if (fu_store_attempts(
                store, arena, NULL, (enum fu_attempt_state)state, &rows, &count, &error) != FU_OK)
            fail("attempts", &error);
        for (i = 0; i < count; i++)
            printf("%u %s: %s\n", rows[i].origin.uid, words[state], rows[i].reason);
    }
    fu_store_close(&store);
}

static void show_troubles(void)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_trouble *rows;
    struct fu_error error;
    size_t count = 0, i;

    if (store && fu_store_troubles(store, arena, &rows, &count, &error) != FU_OK)
        fail("troubles", &error);
    for (i = 0; i < count; i++)
        printf("%s: %s\n", rows[i].duty, rows[i].sentence);
    fu_store_close(&store);
}

static void show_folder(const char *name)
{
    char command[2 * WORLD_PATH_MAX], path[WORLD_PATH_MAX];

    world_path(path, name);
    snprintf(command, sizeof command, "ls '%s' | sort -n | tr '\\n' ' ' | sed 's/ $/\\n/'", path);
    fflush(stdout);
    if (system(command) != 0)
        printf("%s: failed\n", name);
}

/* UIDs of the mails that were fetched since this was asked last. */
static void show_fetched(void)
{
    char uids[LINE_MAX_LENGTH];

    world_get("fetched", uids, sizeof uids);
    world_set("fetched", "");
    puts(uids);
}

/* Each line behind a bar, so that none is taken for a command or a remark. */
static void show_text(const char *text)
{
    size_t length;

    for (; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        printf("|%s%.*s\n", length ? " " : "", (int)length, text);
    }
}

static void show_letter(const struct fu_letter *letter)
{
    size_t i;

    show_text(letter->text);
    for (i = 0; i < letter->attachment_count; i++)
        printf("file: %s (%s, %llu)\n", letter->attachments[i].name, letter->attachments[i].type,
            (unsigned long long)letter->attachments[i].size);
}

/* The header fields that matter and the readable text of the N-th mail that went out. */
static void show_sent(const char *number)
{
    static const char *const fields[] = {"From:", "To:", "Reply-To:", "Subject:", "Date:",
        "Message-ID:", "In-Reply-To:", "References:", "List-Unsubscribe:", "Auto-Submitted:"};
    const struct fu_reading reading = {.authserv_id = ""};
    char name[64], *bytes = fu_arena_allocate(arena, WORLD_FILE_MAX, 1), *line, *end;
    struct fu_letter *letter;
    struct fu_error error;
    size_t i;

    snprintf(name, sizeof name, "sent/%s", number);
    world_get(name, bytes, WORLD_FILE_MAX);
    for (line = bytes; *line && *line != '\r'; line = end + 2) {
        end = strstr(line, "\r\n");
        for (i = 0; i < sizeof fields / sizeof *fields; i++) {
            if (strncmp(line, fields[i], strlen(fields[i])) == 0)
                printf("%.*s\n", (int)(end - line), line);
        }
    }
    fu_mail_read_start();
    if (fu_mail_read(arena, &reading, bytes, strlen(bytes), true, &letter, &error) != FU_OK)
        fail("sent", &error);
    else
        show_letter(letter);
}

static void act(const char *what, int64_t id, const char *cadence)
{
    struct fu_setup *setup;
    struct fu_store *store = open_store(&setup);
    struct fu_act_result result = {.sentence = ""};
    struct fu_error error;
    enum fu_status status;

    if (!store || fu_setup_key(setup, &error) != FU_OK || fu_store_begin(store, &error) != FU_OK)
        return;
    const struct fu_act context = {store, &setup->settings, arena, world_now(), 0};
    if (strcmp(what, "snooze") == 0)
        status = fu_act_snooze(&context, id, cadence, context.now, &result, &error);
    else if (strcmp(what, "done") == 0)
        status = fu_act_done(&context, id, FU_NEVER, &result, &error);
    else if (strcmp(what, "skip") == 0)
        status = fu_act_skip(&context, id, FU_NEVER, &result, &error);
    else if (strcmp(what, "cancel") == 0)
        status = fu_act_cancel(&context, id, &result, &error);
    else if (strcmp(what, "edit") == 0)
        status = fu_act_edit(&context, id, &(struct fu_edit){.cadence = cadence}, &result, &error);
    else
        status = fu_act_undo(&context, id, &result, &error);
    puts(status == FU_OK          ? result.sentence
         : status == FU_BAD_INPUT ? result.refusal.reason
                                  : error.text);
    if (fu_store_commit(store, &error) != FU_OK)
        fail(what, &error);
    fu_store_close(&store);
}

/* Something that the store has and we never write: a trigger that refuses. */
static void run_sql(const char *text)
{
    char path[WORLD_PATH_MAX];
    sqlite3 *store;

    world_path(path, "state/followupd.db");
    if (sqlite3_open(path, &store) != SQLITE_OK ||
        sqlite3_exec(store, text, NULL, NULL, NULL) != SQLITE_OK)
        printf("sql: %s\n", sqlite3_errmsg(store));
    sqlite3_close(store);
}

/* As followupctl recover does with a mail that it moves back. */
static void note_recovered(const char *arrived)
{
    const fu_instant moment = fu_say_read(zone, arrived);
    char path[WORLD_PATH_MAX];
    struct fu_error error;

    world_path(path, "state/recovered");
    if (fu_recovered_add(path, &moment, 1, &error) != FU_OK)
        printf("recovered: %s\n", error.text);
}

/* As a restore does where mails stay: "2026-11-18T10:30:00+01:00/2026-11-20T10:30:00+01:00 sent",
 * or with the mailbox instead of the inbox's name. */
static void note_stay(char *times, const char *inbox)
{
    char *slash = times ? strchr(times, '/') : NULL, path[WORLD_PATH_MAX];
    struct fu_recovered_stay stay = {.inbox = inbox};
    struct fu_error error;

    if (!slash)
        return;
    *slash = '\0';
    stay.from = fu_say_read(zone, times);
    stay.to = fu_say_read(zone, slash + 1);
    world_path(path, "state/recovered");
    if (fu_recovered_add_stay(path, &stay, &error) != FU_OK)
        printf("stays: %s\n", error.text);
}

/* The first start makes a key, and so a store whose numbers begin with one; then the key is the
 * scenarios' own. */
static void prepare(void)
{
    char key[WORLD_PATH_MAX], store[WORLD_PATH_MAX];
    bool fresh;

    world_path(key, "state/key");
    world_path(store, "state/followupd.db");
    fresh = access(store, F_OK) < 0;
    if (fresh)
        unlink(key);
    run(fu_keeper_prepare, "keeper", "");
    if (fresh)
        write_key(shared_key);
}

static void run_command(char *command, const char *text)
{
    char *rest = NULL;
    char *word = strtok_r(command, " ", &rest);
    char *first = word ? strtok_r(NULL, " ", &rest) : NULL;

    if (!word)
        return;
    if (strcmp(word, "clock") == 0) {
        char seconds[32];
        snprintf(seconds, sizeof seconds, "%lld", (long long)fu_say_read(zone, first ? first : ""));
        world_set("clock", seconds);
    } else if (strcmp(word, "config") == 0) {
        write_config(text);
    } else if (strcmp(word, "sql") == 0) {
        run_sql(text);
    } else if (strcmp(word, "mail") == 0) {
        put_mail(text);
    } else if (strcmp(word, "server") == 0 || strcmp(word, "outcome") == 0 ||
               strcmp(word, "validity") == 0 || strcmp(word, "uids") == 0 ||
               strcmp(word, "synchronised") == 0 || strcmp(word, "readers") == 0) {
        world_set(word, first ? first : "");
    } else if (strcmp(word, "recovered") == 0) {
        note_recovered(first ? first : "");
    } else if (strcmp(word, "stays") == 0) {
        note_stay(first, rest);
    } else if (strcmp(word, "key") == 0) {
        write_key(first ? first : "");
    } else if (strcmp(word, "delete") == 0) {
        delete_mail(first ? first : "");
    } else if (strcmp(word, "prepare") == 0) {
        prepare();
    } else if (strcmp(word, "poll") == 0) {
        run(fu_intake_work, "intake", first ? first : "");
    } else if (strcmp(word, "turn") == 0) {
        run(fu_outbox_work, "outbox", "");
    } else if (strcmp(word, "list") == 0) {
        show_list();
    } else if (strcmp(word, "trace") == 0) {
        show_trace();
    } else if (strcmp(word, "counted") == 0) {
        printf("%lld mails, %lld follow-ups\n", (long long)counted.mails,
            (long long)counted.followups);
    } else if (strcmp(word, "queue") == 0) {
        show_queue();
    } else if (strcmp(word, "people") == 0) {
        show_people();
    } else if (strcmp(word, "history") == 0) {
        show_history(strtoll(first ? first : "0", NULL, 10));
    } else if (strcmp(word, "attempts") == 0) {
        show_attempts();
    } else if (strcmp(word, "fetched") == 0) {
        show_fetched();
    } else if (strcmp(word, "troubles") == 0) {
        show_troubles();
    } else if (strcmp(word, "inbox") == 0 || strcmp(word, "done") == 0) {
        show_folder(word);
    } else if (strcmp(word, "sent") == 0) {
        show_sent(first ? first : "1");
    } else {
        printf("unknown command: %s\n", word);
    }
}

/* "do VERB ID [CADENCE]" is cut by itself. */
static bool run_act(const char *line)
{
    char verb[16], cadence[LINE_MAX_LENGTH] = "";
    long long id;

    if (sscanf(line, "do %15s %lld %1000[^\n]", verb, &id, cadence) < 2)
        return false;
    act(verb, id, cadence);
    return true;
}

/* Reads up to the line END; the text lives in the arena. */
static char *read_text(FILE *scenario)
{
    char line[LINE_MAX_LENGTH];
    struct fu_buffer text;
    char *copy;

    fu_buffer_init(&text, WORLD_FILE_MAX);
    while (fgets(line, sizeof line, scenario) && strcmp(line, "END\n") != 0) {
        fputs(line, stdout);
        fu_buffer_add_text(&text, line);
    }
    fputs("END\n", stdout);
    copy = fu_arena_copy_n(arena, text.data, text.length);
    fu_buffer_free(&text);
    return copy;
}

static void play(FILE *scenario)
{
    char line[LINE_MAX_LENGTH];
    char *text;

    while (fgets(line, sizeof line, scenario)) {
        if (line[0] == '#')
            fputs(line, stdout);
        if (line[0] != '$')
            continue;
        fputs(line, stdout);
        line[strcspn(line, "\n")] = '\0';
        text = strstr(line, " <<END");
        if (text)
            *text = '\0';
        text = text ? read_text(scenario) : NULL;
        if (!run_act(line + 2))
            run_command(line + 2, text ? text : "");
        fflush(stdout);
    }
}

static int compare(const char *expected, const char *actual)
{
    char command[2 * WORLD_PATH_MAX];

    snprintf(command, sizeof command, "diff -u '%s' '%s' >&2", expected, actual);
    return system(command) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool print = argc == 3 && strcmp(argv[1], "--print") == 0;
    char output[WORLD_PATH_MAX];
    FILE *scenario = fopen(argv[argc - 1], "r");
    int status = 0;

    if (!scenario) {
        perror(argv[argc - 1]);
        return 2;
    }
    arena = fu_arena_new();
    world_open();
    write_config(default_config);
    world_path(output, "output");
    if (!print && !freopen(output, "w", stdout))
        return 2;
    play(scenario);
    fclose(scenario);
    fflush(stdout);
    if (!print)
        status = compare(argv[argc - 1], output);
    world_close();
    fu_arena_free(&arena);
    return status;
}
