/* What the tests of this room share: a state folder that comes and goes, a store in it, and records
 * with everything filled in. */
#ifndef FOLLOWUPD_TESTS_STORE_SUPPORT_H
#define FOLLOWUPD_TESTS_STORE_SUPPORT_H

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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/store/copies.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"
#include "followupd/store/sessions.h"
#include "followupd/store/store.h"

#include "../../lib/folder.h"

/* Friday 2026-11-20 12:00:00 UTC. */
#define NOON INT64_C(1795176000)

struct world {
    char folder[64];
    struct fu_store *store;
    struct fu_arena *arena;
    struct fu_error error;
};

#define assert_good(world, call)                                                                   \
    do {                                                                                           \
        enum fu_status status_of_call = (call);                                                    \
        if (status_of_call != FU_OK)                                                               \
            fail_msg("%s: %s", #call, (world)->error.text);                                        \
    } while (0)

static inline void path_of(const struct world *world, const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", world->folder, name);
}

static inline bool is_there(const struct world *world, const char *name)
{
    char path[128];
    path_of(world, name, path);
    return access(path, F_OK) == 0;
}

static inline void remove_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (unlinkat(dirfd(entries), entry->d_name, 0) != 0) {
            unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR);
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
    rmdir(folder);
}

/* An empty state folder. */
static inline int make_folder(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!make_own_folder(world->folder, sizeof world->folder, "fu-store")) {
        return -1;
    }
    world->arena = fu_arena_new();
    *state = world;
    return 0;
}

/* A state folder with a store that is open. */
static inline int make_store(void **state)
{
    if (make_folder(state) != 0) {
        return -1;
    }
    struct world *world = *state;
    if (fu_store_prepare(world->folder, &world->error) != FU_OK ||
        fu_store_open(world->folder, &world->store, &world->error) != FU_OK) {
        print_error("%s\n", world->error.text);
        return -1;
    }
    return 0;
}

static inline int remove_world(void **state)
{
    struct world *world = *state;
    fu_store_close(&world->store);
    fu_arena_free(&world->arena);
    remove_folder(world->folder);
    free(world);
    return 0;
}

static inline void begin(struct world *world)
{
    assert_good(world, fu_store_begin(world->store, &world->error));
}

static inline void commit(struct world *world)
{
    assert_good(world, fu_store_commit(world->store, &world->error));
}

/* A connection of the test's own, for looking and for damage; close it. */
static inline sqlite3 *look_into(const struct world *world)
{
    char path[128];
    sqlite3 *db;
    path_of(world, "followupd.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_extended_result_codes(db, 1);
    return db;
}

/* The result code of SQL that the test runs on its own. */
static inline int run_sql(const struct world *world, const char *sql)
{
    sqlite3 *db = look_into(world);
    sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static inline int64_t number_of(const struct world *world, const char *sql)
{
    sqlite3 *db = look_into(world);
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static inline struct fu_person sample_person(const char *address)
{
    return (struct fu_person){
        .address = address,
        .name = "Alice Example",
        .preferences = {"Europe/Berlin", 480, FU_WORKDAYS_DEFAULT, FU_CONFIRM_NEW,
            FU_REPLY_FOLLOWUP, false},
        .created = NOON,
    };
}

/* Within a transaction. */
static inline int64_t add_person(struct world *world, const char *address)
{
    struct fu_person person = sample_person(address);
    assert_good(world, fu_store_person_add(world->store, &person, &world->error));
    return person.id;
}

static inline struct fu_stored_letter sample_letter(int64_t person, uint32_t uid)
{
    return (struct fu_stored_letter){
        .person = person,
        .origin = {"main", 7, uid},
        .arrived = NOON,
        .message_id = "",
        .in_reply_to = "",
        .subject = "Offer",
        .date = NOON - 60,
        .date_offset = 60,
        .from = {"Alice Example", "alice@example.org"},
        .text = "",
    };
}

static inline int64_t add_letter(struct world *world, struct fu_stored_letter *letter)
{
    bool known;
    assert_good(world, fu_store_letter_add(world->store, letter, &known, &world->error));
    assert_false(known);
    return letter->id;
}

static inline struct fu_followup sample_followup(int64_t owner)
{
    return (struct fu_followup){
        .owner = owner,
        .subject = "Offer",
        .note = "",
        .tags = "",
        .schedule =
            {
                .recurrence = FU_ONCE,
                .first = NOON + 3 * 86400,
                .start = {2026, 11, 23, 13, 0, 0},
                .workdays = FU_WORKDAYS_DEFAULT,
                .rrule = "",
                .zone = "Europe/Berlin",
                .canonical = "3days",
                .english = "in 3 days",
            },
        .sent = NOON,
        .created = NOON,
        .changed = NOON,
    };
}

static inline int64_t add_followup(struct world *world, int64_t owner)
{
    struct fu_followup followup = sample_followup(owner);
    bool known;
    assert_good(world, fu_store_followup_add(world->store, &followup, NULL, &known, &world->error));
    assert_good(world, fu_store_participant_add(world->store, followup.id, owner, true,
                           followup.id * 1000 + owner, &world->error));
    return followup.id;
}

static inline int64_t add_occurrence(struct world *world, int64_t followup, fu_instant moment)
{
    struct fu_occurrence occurrence = {.followup = followup, .moment = moment};
    assert_good(world, fu_store_occurrence_add(world->store, &occurrence, &world->error));
    return occurrence.id;
}

/* To whoever has the address, or to nobody that is known. */
static inline int64_t add_delivery(struct world *world, int64_t occurrence, const char *address)
{
    struct fu_person *person;
    struct fu_delivery delivery = {
        .occurrence = occurrence, .address = address, .message_id = "1.1@r", .created = NOON};
    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    delivery.person = person ? person->id : 0;
    assert_good(world, fu_store_delivery_add(world->store, &delivery, &world->error));
    return delivery.id;
}

static inline int64_t add_message(struct world *world, const char *unique)
{
    struct fu_message message = {.sender = "",
        .recipient = "alice@example.org",
        .subject = "Help",
        .message_id = "m1@r",
        .bytes = "Subject: Help\r\n\r\nHi\r\n",
        .length = 21,
        .unique = unique};
    assert_good(world, fu_store_message_add(world->store, &message, NOON, &world->error));
    return message.id;
}

#define TEST(name, setup) cmocka_unit_test_setup_teardown(name, setup, remove_world)

#endif
