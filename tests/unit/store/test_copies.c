/* The copies that are kept: how many, which is the newest good one, and that an erasure leaves
 * nothing in any file. */
#include "support.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/store/alerts.h"

static const char secret_text[] = "the whisky of the heron";
static const char former_address[] = "bob@former.example";

static size_t count_backups(const struct world *world)
{
    DIR *entries = opendir(world->folder);
    struct dirent *entry;
    size_t count = 0;
    while ((entry = readdir(entries)) != NULL) {
        count += strncmp(entry->d_name, "followupd.db.backup-", 20) == 0;
    }
    closedir(entries);
    return count;
}

static void daily(struct world *world, fu_instant now, bool expected)
{
    bool made;
    assert_good(world, fu_store_backup_daily(world->store, now, &made, &world->error));
    assert_int_equal(made, expected);
}

/* As if it had been made at that moment. */
static void date_file(const struct world *world, const char *name, fu_instant moment)
{
    char path[128];
    path_of(world, name, path);
    const struct timespec times[2] = {{moment, 0}, {moment, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void a_day_has_one_backup(void **state)
{
    struct world *world = *state;
    daily(world, NOON, true);
    assert_true(is_there(world, "followupd.db.backup-2026-11-20"));
    date_file(world, "followupd.db.backup-2026-11-20", NOON);
    daily(world, NOON + FU_STORE_BACKUP_EVERY - 1, false);
    daily(world, NOON + FU_STORE_BACKUP_EVERY, true);
    assert_true(is_there(world, "followupd.db.backup-2026-11-21"));
}

static void a_clock_that_went_back_does_not_stop_them(void **state)
{
    struct world *world = *state;
    daily(world, NOON, true);
    date_file(world, "followupd.db.backup-2026-11-20", NOON);
    daily(world, NOON - 30 * 86400, true);
}

static void the_oldest_go(void **state)
{
    struct world *world = *state;
    char name[64];
    for (int day = 1; day <= FU_STORE_BACKUPS_KEPT + 2; day++) {
        daily(world, NOON + day * 86400, true);
        snprintf(name, sizeof name, "followupd.db.backup-2026-11-%d", 20 + day);
        date_file(world, name, NOON + day * 86400);
        assert_int_equal(
            count_backups(world), day < FU_STORE_BACKUPS_KEPT ? day : FU_STORE_BACKUPS_KEPT);
    }
    assert_false(is_there(world, "followupd.db.backup-2026-11-22"));
    assert_true(is_there(world, "followupd.db.backup-2026-11-23"));
}

static void the_newest_good_one_is_named(void **state)
{
    struct world *world = *state;
    char path[128];
    path_of(world, "followupd.db.backup-2026-11-30.part", path);
    assert_good(world, fu_file_write(path, "half", 4, &world->error));
    assert_null(fu_store_newest_backup(world->folder, world->arena));
    daily(world, NOON, true);
    date_file(world, "followupd.db.backup-2026-11-20", NOON);
    daily(world, NOON + 86400, true);
    path_of(world, "followupd.db.backup-2026-11-21", path);
    assert_string_equal(fu_store_newest_backup(world->folder, world->arena), path);
    assert_int_equal(truncate(path, 8192), 0);
    path_of(world, "followupd.db.backup-2026-11-20", path);
    assert_string_equal(fu_store_newest_backup(world->folder, world->arena), path);
}

/* Made by a clock that was years ahead: it is named when there is no other, and goes as the oldest.
 */
static void one_of_a_clock_that_was_ahead_is_not_the_newest(void **state)
{
    static const char ahead[] = "followupd.db.backup-2199-01-01";
    const fu_instant years_ahead = INT64_C(7226582400), now = fu_clock_now();
    struct world *world = *state;
    char path[128];
    daily(world, years_ahead, true);
    date_file(world, ahead, years_ahead);
    path_of(world, ahead, path);
    assert_string_equal(fu_store_newest_backup(world->folder, world->arena), path);
    daily(world, now, true);
    assert_string_not_equal(fu_store_newest_backup(world->folder, world->arena), path);
    daily(world, now + 60, false);
    for (int day = 1; day < FU_STORE_BACKUPS_KEPT; day++) {
        assert_true(is_there(world, ahead));
        daily(world, now + day * 86400, true);
    }
    assert_false(is_there(world, ahead));
    assert_int_equal(count_backups(world), FU_STORE_BACKUPS_KEPT);
}

static void put_old(const struct world *world, const char *name, fu_instant moment)
{
    char path[128];
    path_of(world, name, path);
    assert_int_equal(fu_file_write(path, "old", 3, NULL), FU_OK);
    date_file(world, name, moment);
}

static const char *const replaced[] = {"followupd.db.before-12", "followupd.db.left",
    "followupd.db.before-restore", "followupd.db.before-restore-journal"};

enum { REPLACED = sizeof replaced / sizeof *replaced };

static void expect_replaced(const struct world *world, bool there)
{
    for (size_t i = 0; i < REPLACED; i++) {
        assert_int_equal(is_there(world, replaced[i]), there);
    }
}

static void what_was_replaced_goes_a_week_later(void **state)
{
    struct world *world = *state;
    fu_instant gone = NOON + FU_STORE_BEFORE_KEPT;
    for (size_t i = 0; i < REPLACED; i++) {
        put_old(world, replaced[i], NOON);
    }
    date_file(world, replaced[REPLACED - 1], NOON - 900 * 86400);
    daily(world, gone - 1, true);
    date_file(world, "followupd.db.backup-2026-11-27", gone - 1);
    expect_replaced(world, true);
    /* Not before a newer copy is there. */
    daily(world, gone, false);
    expect_replaced(world, true);
    daily(world, gone + 86400, true);
    expect_replaced(world, false);
    assert_true(is_there(world, "followupd.db.backup-2026-11-27"));
    /* Of a clock that was ahead, nobody knows how long it is there. */
    put_old(world, replaced[0], NOON + 900 * 86400);
    date_file(world, "followupd.db.backup-2026-11-28", gone + 86400);
    daily(world, gone + 2 * 86400, true);
    assert_false(is_there(world, replaced[0]));
}

static void what_was_cut_short_goes_and_what_is_under_way_stays(void **state)
{
    static const char *const left[] = {"followupd.db.backup-2026-11-03.part",
        "followupd.db.before-12.part", "followupd.db.new", "followupd.db.new-export-417.part",
        "followupd.db.new-journal"};
    enum { LEFT = sizeof left / sizeof *left };
    struct world *world = *state;
    for (size_t i = 0; i < LEFT; i++) {
        put_old(world, left[i], NOON - FU_STORE_BACKUP_EVERY + 1);
    }
    daily(world, NOON, true);
    date_file(world, "followupd.db.backup-2026-11-20", NOON);
    for (size_t i = 0; i < LEFT; i++) {
        assert_true(is_there(world, left[i]));
    }
    daily(world, NOON + 86400, true);
    for (size_t i = 0; i < LEFT; i++) {
        assert_false(is_there(world, left[i]));
    }
}

static bool holds(const struct world *world, const char *name, const char *text)
{
    char path[128];
    path_of(world, name, path);
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    struct stat file;
    assert_int_equal(fstat(fd, &file), 0);
    char *bytes = calloc(1, (size_t)file.st_size + 1);
    ssize_t length = read(fd, bytes, (size_t)file.st_size);
    close(fd);
    bool found = length > 0 && memmem(bytes, (size_t)length, text, strlen(text)) != NULL;
    free(bytes);
    return found;
}

static size_t count_holding(const struct world *world, const char *text)
{
    DIR *entries = opendir(world->folder);
    struct dirent *entry;
    size_t count = 0;
    while ((entry = readdir(entries)) != NULL) {
        count += entry->d_type == DT_REG && holds(world, entry->d_name, text);
    }
    closedir(entries);
    return count;
}

/* Alice, with a letter and a follow-up whose subject was changed, and mails to those who share. */
static int64_t add_alice(struct world *world, int64_t bob)
{
    char text[20000];
    begin(world);
    int64_t alice = add_person(world, "alice@example.org");
    struct fu_stored_letter letter = sample_letter(alice, 1);
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 100, secret_text, strlen(secret_text));
    letter.subject = secret_text;
    letter.text = secret_text;
    letter.raw = text;
    letter.raw_length = sizeof text;
    add_letter(world, &letter);
    struct fu_followup followup = sample_followup(alice);
    bool known;
    followup.letter = letter.id;
    followup.subject = secret_text;
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_good(
        world, fu_store_participant_add(world->store, followup.id, bob, false, 77, &world->error));
    struct fu_message message = {.sender = "",
        .recipient = "bob@example.org",
        .subject = secret_text,
        .message_id = "m1@r",
        .bytes = secret_text,
        .length = strlen(secret_text),
        .followup = followup.id};
    assert_good(world, fu_store_message_add(world->store, &message, NOON, &world->error));
    commit(world);
    begin(world);
    followup.subject = "Another";
    assert_good(world, fu_store_followup_set(world->store, &followup, &world->error));
    commit(world);
    return alice;
}

static void an_erasure_leaves_nothing_in_any_file(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    int64_t copies;
    begin(world);
    int64_t bob = add_person(world, "bob@example.org");
    commit(world);
    int64_t alice = add_alice(world, bob);
    daily(world, NOON, true);
    char path[128];
    path_of(world, "followupd.db.before-2", path);
    assert_good(world, fu_store_backup(world->store, path, &world->error));
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, alice, &erased, &world->error));
    commit(world);
    /* What was left over by copies that were cut short holds it, too, and counts for no copy. */
    static const char *const leftovers[] = {"followupd.db.new", "followupd.db.left",
        "followupd.db.left-journal", "followupd.db.backup-2026-11-20-journal",
        "followupd.db.before-2.part"};
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++) {
        path_of(world, leftovers[i], path);
        assert_good(world, fu_file_write(path, secret_text, strlen(secret_text), &world->error));
    }
    assert_true(count_holding(world, secret_text) > 7);
    assert_int_equal(fu_store_copies(world->folder), 4);
    assert_good(world, fu_store_scrub(world->store, &copies, &world->error));
    assert_int_equal(copies, 4);
    assert_int_equal(fu_store_copies(world->folder), 0);
    assert_int_equal(count_holding(world, secret_text), 0);
    assert_int_equal(count_holding(world, "alice@example.org"), 0);
    assert_int_equal(count_holding(world, "bob@example.org"), 1);
    begin(world);
    add_person(world, "carol@example.org");
    commit(world);
    assert_int_equal(number_of(world, "SELECT count(*) FROM person"), 2);
    assert_good(world, fu_store_check(world->store, &world->error));
}

/* Where the store names them in what is not theirs: the history of what others share with them, the
 * trace of a delivery report, and what the operator is told of. */
static void name_bob(struct world *world, int64_t followup)
{
    struct fu_event event = {.followup = followup,
        .at = NOON,
        .what = "failed",
        .detail = "550 5.1.1 <Bob@Example.ORG>: no such user",
        .undo = ""};
    const struct fu_trace trace = {{"main", 7, 1}, NOON, "r@x", "mailer-daemon@example.org",
        "bob@example.org", "bounce", "The reminder failed: 550", "", followup};
    const struct fu_stored_alert alert = {
        "paused", "Nothing is sent any more to bob@example.org.", NOON, NOON};
    assert_good(world, fu_store_event_add(world->store, &event, &world->error));
    event.detail = "550 5.2.2 <alice@example.org>: full";
    assert_good(world, fu_store_event_add(world->store, &event, &world->error));
    assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    assert_good(world, fu_store_alert_set(world->store, &alert, &world->error));
    assert_good(
        world, fu_store_trouble(world->store, "outbox",
                   "554 5.7.1 <bob@example.org>: Relay access denied", NOON, &world->error));
}

/* He wrote from there before he moved, and was written to. */
static void move_bob(struct world *world, int64_t bob, int64_t followup)
{
    struct fu_stored_letter letter = sample_letter(bob, 2), other = sample_letter(bob, 3);
    const struct fu_trace trace = {
        {"main", 7, 2}, NOON, "l@x", former_address, "list@remind.example.org", "list", "", "", 0};
    const struct fu_trace alices = {{"main", 7, 3}, NOON, "a@x", "alice@example.org",
        "list@remind.example.org", "list", "", "", 0};
    letter.from.address = former_address;
    add_letter(world, &letter);
    other.from.address = "alice@example.org"; /* somebody else's by now */
    add_letter(world, &other);
    assert_good(world, fu_store_trace_add(world->store, &trace, &world->error));
    assert_good(world, fu_store_trace_add(world->store, &alices, &world->error));
    add_delivery(world, add_occurrence(world, followup, NOON), former_address);
}

static void an_erasure_leaves_no_name_in_what_others_own(void **state)
{
    struct world *world = *state;
    struct fu_erased erased;
    int64_t copies;
    begin(world);
    int64_t bob = add_person(world, "bob@example.org");
    int64_t followup = add_followup(world, add_person(world, "alice@example.org"));
    assert_good(
        world, fu_store_participant_add(world->store, followup, bob, false, 7, &world->error));
    name_bob(world, followup);
    move_bob(world, bob, followup);
    commit(world);
    begin(world);
    assert_good(world, fu_store_person_erase(world->store, bob, &erased, &world->error));
    commit(world);
    assert_int_equal(erased.traces, 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM trace WHERE message_id = 'a@x'"), 1);
    assert_good(world, fu_store_scrub(world->store, &copies, &world->error));
    assert_int_equal(count_holding(world, "bob@example.org"), 0);
    assert_int_equal(count_holding(world, "Bob@Example.ORG"), 0);
    assert_int_equal(count_holding(world, former_address), 0);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event WHERE what = 'failed'"), 2);
    assert_int_equal(number_of(world, "SELECT count(*) FROM event WHERE detail LIKE '550%'"), 1);
    assert_int_equal(number_of(world, "SELECT told FROM alert"), NOON);
}

/* SQLite blanks a row that is deleted, but not the bytes that a row leaves behind when its page is
 * split; where that happens is up to SQLite, so here a row is deleted without being blanked. */
static void what_no_row_names_any_more_is_scrubbed(void **state)
{
    struct world *world = *state;
    int64_t copies;
    begin(world);
    add_person(world, "alice@example.org");
    add_person(world, "bob@example.org");
    commit(world);
    assert_int_equal(run_sql(world, "PRAGMA secure_delete = OFF;"
                                    "DELETE FROM person WHERE address = 'alice@example.org'"),
        SQLITE_OK);
    assert_true(holds(world, "followupd.db", "alice@example.org"));
    assert_good(world, fu_store_scrub(world->store, &copies, &world->error));
    assert_int_equal(count_holding(world, "alice@example.org"), 0);
    assert_int_equal(count_holding(world, "bob@example.org"), 1);
}

static void nothing_is_scrubbed_within_a_transaction(void **state)
{
    struct world *world = *state;
    int64_t copies;
    daily(world, NOON, true);
    begin(world);
    assert_int_equal(fu_store_scrub(world->store, &copies, &world->error), FU_PERMANENT);
    fu_store_rollback(world->store);
    assert_int_equal(count_backups(world), 1);
}

/* An index that lacks a row is found by the deep check alone. */
static void the_deep_check_looks_into_indexes(void **state)
{
    struct world *world = *state;
    begin(world);
    add_person(world, "alice@example.org");
    commit(world);
    assert_good(world, fu_store_check(world->store, &world->error));
    assert_int_equal(run_sql(world, "PRAGMA writable_schema = ON;"
                                    "UPDATE sqlite_master SET sql = replace(sql, '(person)',"
                                    " '(person) WHERE person > 5') WHERE name = 'alias_person'"),
        SQLITE_OK);
    assert_int_equal(run_sql(world, "INSERT INTO alias VALUES ('a@example.org', 1)"), SQLITE_OK);
    assert_int_equal(run_sql(world, "PRAGMA writable_schema = ON;"
                                    "UPDATE sqlite_master SET sql = replace(sql,"
                                    " ' WHERE person > 5', '') WHERE name = 'alias_person'"),
        SQLITE_OK);
    fu_store_close(&world->store);
    assert_good(world, fu_store_open(world->folder, &world->store, &world->error));
    assert_int_equal(fu_store_check(world->store, &world->error), FU_PERMANENT);
    assert_non_null(strstr(world->error.text, "damaged"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_day_has_one_backup, make_store),
        TEST(a_clock_that_went_back_does_not_stop_them, make_store),
        TEST(the_oldest_go, make_store),
        TEST(what_was_replaced_goes_a_week_later, make_store),
        TEST(what_was_cut_short_goes_and_what_is_under_way_stays, make_store),
        TEST(one_of_a_clock_that_was_ahead_is_not_the_newest, make_store),
        TEST(the_newest_good_one_is_named, make_store),
        TEST(an_erasure_leaves_nothing_in_any_file, make_store),
        TEST(an_erasure_leaves_no_name_in_what_others_own, make_store),
        TEST(what_no_row_names_any_more_is_scrubbed, make_store),
        TEST(nothing_is_scrubbed_within_a_transaction, make_store),
        TEST(the_deep_check_looks_into_indexes, make_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
