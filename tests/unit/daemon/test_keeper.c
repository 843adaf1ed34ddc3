/* The keeper's upkeep: a backup a day, a look into it once a week, and what happens when the store
 * is damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../src/daemon/alert_command.h"
#include "../../../src/daemon/duties.h"
#include "../../../src/daemon/keeper.h"
#include "folder.h"
#include "followupd/base/clock.h"
#include "followupd/store/alerts.h"
#include "followupd/store/copies.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "followupd/store/store.h"

enum { PAGE = 4096 };

/* --wrap: nothing keeps the clock right here, whatever the machine has. */
bool __wrap_fu_clock_synchronised(void);

bool __wrap_fu_clock_synchronised(void)
{
    return false;
}

struct world {
    char folder[64];
    char state[80];
    char told[96]; /* what the command of [alerts] was told */
    struct pulse pulse;
    char words[WORDS_MAX];
    struct worker_context context;
    struct fu_error error;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct fu_arena *arena = fu_arena_new();
    char path[96], text[1024];

    *state = world;
    snprintf(world->folder, sizeof world->folder, "/tmp/fu-keeper-XXXXXX");
    if (!mkdtemp(world->folder) || chmod(world->folder, 0777) < 0)
        return -1;
    snprintf(world->state, sizeof world->state, "%s/state", world->folder);
    snprintf(world->told, sizeof world->told, "%s/told", world->folder);
    snprintf(path, sizeof path, "%s/tell", world->folder);
    snprintf(text, sizeof text, "#!/bin/sh\ncat > %s\n", world->told);
    write_file(path, text, 0755);
    snprintf(text, sizeof text,
        "[daemon]\nstate = %s\n"
        "[inbox one]\nurl = imaps://imap.example.org\nuser = u\npassword_command = echo\n"
        "[smtp]\nurl = smtps://mail.example.org\nfrom = remind@example.org\n"
        "[addresses]\ndomain = remind.example.org\n"
        "[people]\nallow = *@example.org\nsender_check = none\n"
        "[alerts]\ncommand = %s/tell\nafter = 0\n",
        world->state, world->folder);
    snprintf(path, sizeof path, "%s/config", world->folder);
    write_file(path, text, 0600);
    world->context = (struct worker_context){.pulse = &world->pulse,
        .words = world->words,
        .supervisor = getppid(),
        .control = -1,
        .upkeep = true};
    if (fu_setup_load(arena, path, &world->context.setup, &world->error) == FU_OK)
        return fu_keeper_prepare(&world->context);
    print_error("%s\n", world->error.text);
    return -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    struct fu_arena *arena = world->context.setup->arena;

    fu_arena_free(&arena);
    remove_all(world->folder);
    free(world);
    return 0;
}

static const char *path_of(const struct world *world, const char *name)
{
    return fu_setup_path(world->context.setup, name);
}

static bool is_there(const struct world *world, const char *name)
{
    return access(path_of(world, name), F_OK) == 0;
}

static bool is_old(const struct world *world, const char *name, int64_t seconds)
{
    struct stat file;

    assert_int_equal(stat(path_of(world, name), &file), 0);
    return fu_clock_now() - file.st_mtim.tv_sec >= seconds;
}

static const char *newest_backup(const struct world *world)
{
    return fu_store_newest_backup(world->state, world->context.setup->arena);
}

/* Junk in one page, where only a look at it is harmed. */
static void damage(const struct world *world, const char *path, int page)
{
    char junk[PAGE];
    int fd = open(path, O_WRONLY);

    (void)world;
    memset(junk, 0xa5, sizeof junk);
    assert_int_equal(pwrite(fd, junk, sizeof junk, (off_t)(page - 1) * PAGE), (int)sizeof junk);
    close(fd);
}

static void assert_told(const struct world *world, const char *part)
{
    char text[4096] = "";
    FILE *file = fopen(world->told, "r");

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    if (!strstr(text, part))
        fail_msg("“%s” is not in: %s", part, text);
}

static void upkeep_makes_a_backup_a_day(void **state)
{
    struct world *world = *state;
    const char *backup;
    struct stat first, second;

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    assert_non_null(backup);
    assert_int_equal(stat(backup, &first), 0);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(stat(backup, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino);
    assert_true(is_there(world, "checked"));
    assert_false(is_there(world, "damaged"));
}

static void a_look_alone_makes_none(void **state)
{
    struct world *world = *state;

    world->context.upkeep = false;
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_null(newest_backup(world));
    assert_false(is_there(world, "checked"));
}

static void a_trouble_is_told_by_the_command(void **state)
{
    struct world *world = *state;
    struct fu_store *store;

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_true(fu_worker_trouble(&world->context, store, "outbox", "mail.example.org is away."));
    fu_store_close(&store);
    world->context.upkeep = false;
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_told(world, "followupd: outbox\n");
    assert_told(world, "mail.example.org is away.");
    assert_true(atomic_load(&world->pulse.again) > fu_clock_ticks());
}

/* From now on the command fails, or takes what it is told. */
static void let_command(const struct world *world, bool fail)
{
    char path[128], text[256];

    snprintf(path, sizeof path, "%s/tell", world->folder);
    snprintf(
        text, sizeof text, fail ? "#!/bin/sh\nexit 1\n" : "#!/bin/sh\ncat > %s\n", world->told);
    write_file(path, text, 0755);
}

static void be_in_trouble(struct world *world, const char *duty, const char *sentence)
{
    struct fu_store *store;

    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_true(fu_worker_trouble(&world->context, store, duty, sentence));
    fu_store_close(&store);
}

/* The command fails to take an alert, which is kept. */
static void leave_untold(struct world *world)
{
    world->context.upkeep = false;
    let_command(world, true);
    be_in_trouble(world, "outbox", "mail.example.org is away.");
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_true(is_there(world, "untold"));
}

static void make_old(const struct world *world, const char *name, int64_t seconds)
{
    const struct timespec begun = {.tv_sec = fu_clock_now() - seconds};
    const struct timespec times[2] = {begun, begun};

    assert_int_equal(utimensat(AT_FDCWD, path_of(world, name), times, 0), 0);
}

static void what_the_command_does_not_take_is_told_again_for_an_hour(void **state)
{
    struct world *world = *state;

    leave_untold(world);
    be_in_trouble(world, "inbox one", "imap.example.org is away.");
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    let_command(world, false);
    make_old(world, "untold", ALERT_KEPT - 60);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_told(world, "followupd: outbox\n\noutbox\nmail.example.org is away.");
    assert_told(world, "\n\nfollowupd: inbox one\n\ninbox one\nimap.example.org is away.");
    assert_false(is_there(world, "untold"));
    assert_int_equal(unlink(world->told), 0);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
}

static void what_the_command_does_not_take_in_an_hour_waits_for_the_next_day(void **state)
{
    struct world *world = *state;

    leave_untold(world);
    /* A try does not make it younger. */
    make_old(world, "untold", ALERT_KEPT / 2);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_true(is_old(world, "untold", ALERT_KEPT / 2));
    make_old(world, "untold", ALERT_KEPT + 1);
    let_command(world, false);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
    assert_false(is_there(world, "untold"));
}

static void poll_inbox(struct world *world, fu_instant at)
{
    const struct fu_inbox_state inbox = {.name = "one", .validity = 1, .last_poll = at};
    struct fu_store *store;

    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_int_equal(fu_store_begin(store, &world->error), FU_OK);
    assert_int_equal(fu_store_inbox_set(store, &inbox, &world->error), FU_OK);
    assert_int_equal(fu_store_commit(store, &world->error), FU_OK);
    fu_store_close(&store);
}

enum { AFTER = 60, HOUR = 3600 };

/* The keeper only looks at what is wrong, and tells what has lasted for AFTER. */
static void only_watch(struct world *world, struct fu_config *config, const struct duties *duties)
{
    *config = *world->context.setup->config;
    config->alerts.after = AFTER;
    world->context.setup->config = config;
    world->context.duties = duties;
    world->context.upkeep = false;
}

static void what_lay_still_while_nothing_ran_is_not_told(void **state)
{
    struct duties duties = {.awake = fu_clock_ticks()};
    struct world *world = *state;
    struct fu_config config;

    only_watch(world, &config, &duties);
    poll_inbox(world, fu_clock_now() - HOUR);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
    poll_inbox(world, fu_clock_now());
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
    /* Somebody should have looked since. */
    duties.awake -= (AFTER + 1) * 1000;
    poll_inbox(world, fu_clock_now() - HOUR);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_told(world, "It was read 1 hour ago for the last time.");
}

static void let_alert_begin(struct world *world, const char *kind, fu_instant since)
{
    struct fu_stored_alert alert = {.kind = kind, .sentence = "", .since = since, .told = FU_NEVER};
    struct fu_store *store;

    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_int_equal(fu_store_begin(store, &world->error), FU_OK);
    assert_int_equal(fu_store_alert_set(store, &alert, &world->error), FU_OK);
    assert_int_equal(fu_store_commit(store, &world->error), FU_OK);
    fu_store_close(&store);
}

/* By cron, each run is a process of its own. */
static void what_run_after_run_leaves_undone_is_told(void **state)
{
    struct duties duties = {.awake = fu_clock_ticks()};
    struct world *world = *state;
    struct fu_config config;

    only_watch(world, &config, &duties);
    world->context.once = true;
    poll_inbox(world, fu_clock_now() - HOUR);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(access(world->told, F_OK), -1);
    let_alert_begin(world, "inbox one", fu_clock_now() - AFTER);
    duties.awake = fu_clock_ticks();
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_told(world, "It was read 1 hour ago for the last time.");
}

static void a_damaged_store_stops_everything(void **state)
{
    struct world *world = *state;
    const char *backup, *database = path_of(world, "followupd.db");

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    assert_non_null(backup);
    damage(world, database, 7);
    /* The next backup meets it. */
    assert_int_equal(utimensat(AT_FDCWD, backup, (struct timespec[2]){{1000, 0}, {1000, 0}}, 0), 0);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DAMAGED);
    assert_told(world, "followupd: the store cannot be used");
    assert_told(world, backup);
    assert_non_null(strstr(world->words, backup));
    assert_true(is_there(world, "damaged"));
    world->words[0] = '\0';
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_non_null(strstr(world->words, backup));
    /* The file is kept, and nothing begins anew. */
    assert_true(is_there(world, "followupd.db"));
    assert_int_equal(fu_store_restore(world->state, backup, NULL, NULL, &world->error), FU_OK);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
    assert_false(is_there(world, "damaged"));
}

static void a_damage_that_a_start_finds_is_told(void **state)
{
    struct world *world = *state;
    const char *backup;

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    damage(world, path_of(world, "followupd.db"), 7);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_told(world, "followupd: the store cannot be used");
    assert_told(world, "is damaged");
    assert_told(world, "The newest good backup is put back by: followupctl restore ");
    assert_told(world, backup);
    assert_non_null(strstr(world->words, backup));
    assert_told(world, "systemctl start followupd");
    assert_non_null(strstr(world->words, "put a backup back"));
    assert_true(is_there(world, "followupd.db"));
    /* The next start, a few seconds later, has nothing new to tell; one on the next day has. */
    assert_int_equal(unlink(world->told), 0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_int_equal(access(world->told, F_OK), -1);
    assert_int_equal(utimensat(AT_FDCWD, path_of(world, "unusable"),
                         (struct timespec[2]){{1000, 0}, {1000, 0}}, 0),
        0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_told(world, "is damaged");
}

static void a_start_names_a_backup_only_where_it_is_the_cure(void **state)
{
    static const char newer[] = {0, 0, 4, 0}; /* user_version 1024, as SQLite's header has it */
    struct world *world = *state;
    const char *backup;
    int fd;

    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    write_file(path_of(world, "followupd.db"), "", 0600);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_non_null(strstr(world->words, "There is no good backup in the state folder"));
    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    fd = open(path_of(world, "followupd.db"), O_WRONLY);
    assert_int_equal(pwrite(fd, newer, sizeof newer, 60), (int)sizeof newer);
    close(fd);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_non_null(strstr(world->words, "was written by a newer followupd"));
    assert_null(strstr(world->words, backup));
    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
    assert_non_null(strstr(world->words, "is missing, but copies of it are there"));
    assert_non_null(strstr(world->words, backup));
}

static void upkeep_is_put_off_while_the_clock_is_in_doubt(void **state)
{
    enum { LONG_AGO = 61 * 86400, LATELY = 59 * 86400 };
    struct world *world = *state;
    char text[32];

    snprintf(text, sizeof text, "%lld", (long long)fu_clock_now() - LONG_AGO);
    write_file(path_of(world, "clock"), text, 0600);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_STATE);
    assert_null(newest_backup(world));
    world->context.upkeep = false;
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    world->context.upkeep = true;
    snprintf(text, sizeof text, "%lld", (long long)fu_clock_now() - LATELY);
    write_file(path_of(world, "clock"), text, 0600);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_non_null(newest_backup(world));
}

static void a_bad_backup_alone_stops_nothing(void **state)
{
    struct world *world = *state;
    const char *backup;

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    damage(world, backup, 7);
    assert_int_equal(unlink(path_of(world, "checked")), 0);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_false(is_there(world, "damaged"));
    /* It is looked at again next time, until a good one has taken its place. */
    assert_false(is_there(world, "checked"));
}

static void change(const char *database, const char *statements)
{
    sqlite3 *store;

    assert_int_equal(sqlite3_open(database, &store), SQLITE_OK);
    assert_int_equal(sqlite3_exec(store, statements, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(store), SQLITE_OK);
}

/* An index that lacks a row, which making a copy does not find. */
static void lose_from_index(const char *database)
{
    change(database, "PRAGMA writable_schema = ON;"
                     "UPDATE sqlite_master SET sql = sql || ' WHERE person > 5'"
                     " WHERE name = 'alias_person'");
    change(database, "INSERT INTO alias VALUES ('a@example.org', 1)");
    change(database, "PRAGMA writable_schema = ON;"
                     "UPDATE sqlite_master SET sql = replace(sql, ' WHERE person > 5', '')"
                     " WHERE name = 'alias_person'");
}

/* A folder is where the backup goes. */
static void where_no_backup_can_be_made_the_store_is_looked_at_once_a_week(void **state)
{
    struct world *world = *state;
    const struct timespec long_ago[2] = {{1000, 0}, {1000, 0}};
    const char *backup;

    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    backup = newest_backup(world);
    assert_int_equal(unlink(backup), 0);
    assert_int_equal(mkdir(backup, 0700), 0);
    assert_int_equal(utimensat(AT_FDCWD, backup, long_ago, 0), 0);
    lose_from_index(path_of(world, "followupd.db"));
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DONE);
    assert_int_equal(utimensat(AT_FDCWD, path_of(world, "checked"), long_ago, 0), 0);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DAMAGED);
}

static void a_store_that_is_no_database_any_more_is_not_begun_anew(void **state)
{
    struct world *world = *state;

    damage(world, path_of(world, "followupd.db"), 1);
    assert_int_equal(fu_keeper_maintain(&world->context), EXIT_DAMAGED);
    assert_told(world, "There is no good backup in the state folder");
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_STATE);
}

/* How a duty ends where no file can become longer than that, as on a full disk. */
static int status_with_room(struct world *world, rlim_t room, int (*duty)(struct worker_context *))
{
    const struct rlimit limit = {room, room};
    int wait_status;
    pid_t pid = fork();

    if (pid == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(duty(&world->context));
    }
    assert_int_equal(waitpid(pid, &wait_status, 0), pid);
    return WEXITSTATUS(wait_status);
}

/* The ballast cannot be made again: whoever is not urgent changes nothing. */
static void on_a_full_disk_trouble_is_told_all_the_same(void **state)
{
    enum { ROOM = FU_STORE_BALLAST / 2 };
    struct world *world = *state;
    struct fu_store *store;
    char path[128];

    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_true(fu_worker_trouble(&world->context, store, "outbox", "mail.example.org is away."));
    fu_store_close(&store);
    snprintf(path, sizeof path, "%s/followupd.ballast", world->state);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(status_with_room(world, ROOM, fu_keeper_maintain), EXIT_AGAIN);
    assert_told(world, "mail.example.org is away.");
}

/* No room for a database: it may be made at the next start, which the service manager sees to. */
static void what_may_pass_is_worth_another_start(void **state)
{
    enum { ROOM = 4096 };
    struct world *world = *state;

    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    assert_int_equal(status_with_room(world, ROOM, fu_keeper_prepare), EXIT_AGAIN);
    assert_int_equal(access(world->told, F_OK), -1);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
}

/* Who cannot even write what is wrong calls the keeper. */
static void the_keeper_is_called_when_trouble_cannot_be_written(void **state)
{
    struct world *world = *state;
    struct fu_store *store;
    int line[2];
    char call = 0;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, line), 0);
    world->context.control = line[1];
    assert_int_equal(fu_store_open(world->state, &store, &world->error), FU_OK);
    assert_int_equal(fu_store_begin(store, &world->error), FU_OK);
    assert_false(fu_worker_trouble(&world->context, store, "inbox one", ""));
    assert_int_equal(recv(line[0], &call, 1, MSG_DONTWAIT), -1);
    assert_false(fu_worker_trouble(&world->context, store, "inbox one", "The disk is full."));
    assert_int_equal(recv(line[0], &call, 1, MSG_DONTWAIT), 1);
    assert_int_equal(call, WORKER_CALLS_KEEPER[0]);
    fu_store_close(&store);
    close(line[0]);
    close(line[1]);
}

static int64_t number_in(struct world *world, const char *sql)
{
    sqlite3 *store;
    sqlite3_stmt *statement;
    int64_t number;

    assert_int_equal(sqlite3_open(path_of(world, "followupd.db"), &store), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(store, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(store);
    return number;
}

/* Its tokens are in people's mailboxes, and are good as long as the key is. */
static void a_store_that_is_begun_anew_with_its_key_gives_no_number_again(void **state)
{
    static const char given[] =
        "SELECT count(*) FROM sqlite_sequence WHERE name IN ('person', 'followup', 'held') AND "
        "seq > 1000";
    struct world *world = *state;

    assert_int_equal(number_in(world, given), 0);
    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
    assert_int_equal(number_in(world, given), 3);
    assert_true(number_in(world, "SELECT count FROM tally WHERE what = 'delivery'") > 1000);
    /* The next start changes nothing. */
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
    assert_int_equal(number_in(world, given), 3);
    /* With another key they open nothing. */
    assert_int_equal(unlink(path_of(world, "followupd.db")), 0);
    assert_int_equal(unlink(path_of(world, "key")), 0);
    assert_int_equal(fu_keeper_prepare(&world->context), EXIT_DONE);
    assert_int_equal(number_in(world, given), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(upkeep_makes_a_backup_a_day),
        TEST(a_look_alone_makes_none),
        TEST(a_trouble_is_told_by_the_command),
        TEST(what_the_command_does_not_take_is_told_again_for_an_hour),
        TEST(what_the_command_does_not_take_in_an_hour_waits_for_the_next_day),
        TEST(what_lay_still_while_nothing_ran_is_not_told),
        TEST(what_run_after_run_leaves_undone_is_told),
        TEST(what_may_pass_is_worth_another_start),
        TEST(on_a_full_disk_trouble_is_told_all_the_same),
        TEST(the_keeper_is_called_when_trouble_cannot_be_written),
        TEST(a_damaged_store_stops_everything),
        TEST(a_damage_that_a_start_finds_is_told),
        TEST(a_start_names_a_backup_only_where_it_is_the_cure),
        TEST(upkeep_is_put_off_while_the_clock_is_in_doubt),
        TEST(a_bad_backup_alone_stops_nothing),
        TEST(where_no_backup_can_be_made_the_store_is_looked_at_once_a_week),
        TEST(a_store_that_is_no_database_any_more_is_not_begun_anew),
        TEST(a_store_that_is_begun_anew_with_its_key_gives_no_number_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
