/* What the tests of this room share: a real store in a folder that comes and goes, letters, and the
 * calls each in a transaction of its own. Alice, Bob and Carol are allowed, Mallory is not. */
#ifndef FOLLOWUPD_TESTS_FOLLOWUP_WORLD_H
#define FOLLOWUPD_TESTS_FOLLOWUP_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/cadence/say.h"
#include "followupd/followup/act.h"
#include "followupd/followup/take.h"
#include "followupd/followup/turn.h"
#include "followupd/intent/intent.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/letters.h"
#include "followupd/store/people.h"

#include "../../lib/folder.h"

/* Wednesday 2026-11-18 10:30 in Berlin. */
#define NOW INT64_C(1794994200)

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, NAME_MAX_LENGTH = 64 };

struct world {
    char folder[NAME_MAX_LENGTH];
    struct fu_store *store;
    struct fu_arena *arena;
    struct fu_settings settings;
    struct fu_error error;
    struct fu_act_result result; /* of the last action */
    struct fu_taken taken;       /* of the last mail */
    uint32_t uid;                /* of the last mail */
    bool recovers;               /* mails are read again by followupctl recover */
};

#define assert_good(world, call)                                                                   \
    do {                                                                                           \
        enum fu_status status_of_call = (call);                                                    \
        if (status_of_call != FU_OK)                                                               \
            fail_msg("%s: %s", #call, (world)->error.text);                                        \
    } while (0)

static const char *const domains[] = {"remind.example.org"};
static const char *const allowed[] = {
    "alice@example.org", "bob@example.org", "carol@example.org", "*@many.example"};

static inline int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);

    if (!make_own_folder(world->folder, sizeof world->folder, "fu-followup"))
        return -1;
    world->arena = fu_arena_new();
    world->settings = (struct fu_settings){.rules = {.domains = {domains, 1},
                                               .delimiter = '+',
                                               .allow = {allowed, sizeof allowed / sizeof *allowed},
                                               .authserv_id = "",
                                               .owner = "",
                                               .from = "remind@example.org"},
        .key = {{1, 2, 3}},
        .from = {"Follow-ups", "remind@example.org"},
        .domain = "remind.example.org",
        .token_return_path = true,
        .web = "",
        .defaults = {.zone = "Europe/Berlin", .morning = 8 * 60, .workdays = FU_WORKDAYS_DEFAULT},
        .shortest = HOUR,
        .max_pending = 1000,
        .max_mail_per_hour = 1000,
        .expire = 5 * DAY};
    *state = world;
    if (fu_store_prepare(world->folder, &world->error) == FU_OK &&
        fu_store_open(world->folder, &world->store, &world->error) == FU_OK)
        return 0;
    print_error("%s\n", world->error.text);
    return -1;
}

static inline int tear_down(void **state)
{
    struct world *world = *state;
    DIR *entries = opendir(world->folder);
    struct dirent *entry;

    fu_store_close(&world->store);
    fu_arena_free(&world->arena);
    while (entries && (entry = readdir(entries)))
        unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
    rmdir(world->folder);
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

/* A letter by the book: from Alice to somebody outside, a copy to a cadence address; one to
 * a link of ours goes to that alone. */
static inline struct fu_letter *letter(
    struct world *world, const char *message_id, const char *local_part)
{
    struct fu_letter *made = fu_arena_allocate(world->arena, 1, sizeof *made);
    struct fu_recipient *recipient = fu_arena_allocate(world->arena, 1, sizeof *recipient);
    struct fu_mailbox *to = fu_arena_allocate(world->arena, 1, sizeof *to);
    const char *token = strrchr(local_part, '+');

    *to = (struct fu_mailbox){"Zoe", "zoe@client.example"};
    recipient->address = fu_arena_print(world->arena, "%s@remind.example.org", local_part);
    *made = (struct fu_letter){.message_id = message_id,
        .in_reply_to = "",
        .subject = "Proposal",
        .date = NOW,
        .from_count = 1,
        .from = {"Alice", "alice@example.org"},
        .to = {to, 1},
        .recipients = recipient,
        .recipient_count = 1,
        .submitted_by = "",
        .signature = "",
        .text = "Hello.\n",
        .whole = true};
    if (token && fu_token_shaped(token + 1, strlen(token + 1)) && !strstr(local_part, "reply+"))
        made->to.count = 0;
    return made;
}

/* Takes it as a new mail of the inbox; what came of it is in world->taken. */
static inline void take(
    struct world *world, const struct fu_letter *taken, fu_instant arrived, fu_instant now)
{
    const struct fu_arrival arrival = {.origin = {"main", 1, ++world->uid},
        .arrived = arrived,
        .letter = taken,
        .raw = "raw",
        .raw_length = 3,
        .recovered = world->recovers};

    struct fu_taking taking = {
        .store = world->store, .settings = &world->settings, .arena = world->arena, .now = now};

    begin(world);
    assert_good(world, fu_followup_take(&taking, &arrival, &world->taken, &world->error));
    assert_good(world, fu_followup_answer(&taking, &world->error));
    commit(world);
}

/* A follow-up of Alice's by mail; returns its number. */
static inline int64_t ask(struct world *world, const char *cadence)
{
    const struct fu_filter all = {.state = -1, .most = 10000};
    struct fu_listed *rows;
    size_t count;

    take(world,
        letter(world, fu_arena_print(world->arena, "m%u@example.org", world->uid + 1), cadence),
        NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &rows, &count, &world->error));
    return rows[count - 1].followup.id;
}

static inline struct fu_followup *get(struct world *world, int64_t id)
{
    struct fu_followup *followup;

    assert_good(
        world, fu_store_followup_get(world->store, world->arena, id, &followup, &world->error));
    assert_non_null(followup);
    return followup;
}

static inline int64_t person_id(struct world *world, const char *address)
{
    struct fu_person *person;

    assert_good(
        world, fu_store_person_find(world->store, world->arena, address, &person, &world->error));
    return person ? person->id : 0;
}

/* Past followupd. */
static inline void sql(struct world *world, const char *text)
{
    char path[NAME_MAX_LENGTH + 16];
    sqlite3 *db;

    snprintf(path, sizeof path, "%s/followupd.db", world->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* Whoever it is has another address from now on. */
static inline void readdress(struct world *world, int64_t id, const char *address)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_get(world->store, world->arena, id, &person, &world->error));
    person->address = address;
    begin(world);
    assert_good(world, fu_store_person_set(world->store, person, &world->error));
    commit(world);
}

static inline int64_t alice_id(struct world *world)
{
    return person_id(world, "alice@example.org");
}

/* Somebody who uses the service already. */
static inline int64_t meet(struct world *world, const char *address)
{
    struct fu_person person = {
        .address = address, .name = "", .preferences = world->settings.defaults, .created = NOW};

    begin(world);
    assert_good(world, fu_store_person_add(world->store, &person, &world->error));
    commit(world);
    return person.id;
}

/* A follow-up of Alice's in which these people share. */
static inline int64_t share(
    struct world *world, const char *cadence, const struct fu_mailbox *people, size_t count)
{
    const struct fu_filter all = {.state = -1, .most = 10000};
    struct fu_letter *shared =
        letter(world, fu_arena_print(world->arena, "s%u@example.org", world->uid + 1), cadence);
    struct fu_mailbox *cc = fu_arena_allocate(world->arena, 1, sizeof *cc);
    struct fu_listed *rows;
    size_t found;

    cc->name = "";
    cc->address = shared->recipients[0].address;
    shared->to = (struct fu_mailbox_list){people, count};
    shared->cc = (struct fu_mailbox_list){cc, 1};
    take(world, shared, NOW, NOW);
    assert_int_equal(world->taken.followups, 1);
    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &rows, &found, &world->error));
    return rows[found - 1].followup.id;
}

static inline struct fu_act acting(struct world *world, int64_t person, fu_instant now)
{
    return (struct fu_act){world->store, &world->settings, world->arena, now, person};
}

enum verb { SNOOZE, DONE, SKIP, CANCEL, UNDO, EDIT };

/* Acts; cadence is for snooze and edit. A refusal is rolled back, as every caller does. */
static inline enum fu_status act(struct world *world, enum verb verb, int64_t id, int64_t person,
    fu_instant now, const char *cadence)
{
    const struct fu_act context = acting(world, person, now);
    const struct fu_edit edit = {.cadence = cadence};
    struct fu_act_result *result = &world->result;
    enum fu_status status = FU_PERMANENT;

    begin(world);
    switch (verb) {
    case SNOOZE:
        status = fu_act_snooze(&context, id, cadence, now, result, &world->error);
        break;
    case DONE:
        status = fu_act_done(&context, id, FU_NEVER, result, &world->error);
        break;
    case SKIP:
        status = fu_act_skip(&context, id, FU_NEVER, result, &world->error);
        break;
    case CANCEL:
        status = fu_act_cancel(&context, id, result, &world->error);
        break;
    case UNDO:
        status = fu_act_undo(&context, id, result, &world->error);
        break;
    case EDIT:
        status = fu_act_edit(&context, id, &edit, result, &world->error);
        break;
    }
    if (status == FU_OK)
        commit(world);
    else
        fu_store_rollback(world->store);
    return status;
}

/* One turn: records these outcomes, claims what is due. */
static inline struct fu_turn turn(
    struct world *world, const struct fu_parcel *done, size_t count, fu_instant now, size_t most)
{
    struct fu_turn taken;

    assert_good(world, fu_followup_turn(world->store, &world->settings, world->arena, done, count,
                           now, most, &taken, &world->error));
    return taken;
}

static inline const char *words_of(enum fu_outcome outcome)
{
    return outcome == FU_OUTCOME_LATER ? "450 the server's words" : "the server's words";
}

/* Sends everything that is due with that outcome; returns how many mails went out. */
static inline size_t send_all(struct world *world, fu_instant now, enum fu_outcome outcome)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);
    size_t count = claimed.count, i;

    for (i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = outcome;
        claimed.parcels[i].answer = words_of(outcome);
        claimed.parcels[i].again = now + MINUTE;
    }
    turn(world, claimed.parcels, claimed.count, now, 0);
    turn(world, claimed.unsendable, claimed.unsendable_count, now, 0);
    return count;
}

/* A server that takes nothing now, however often it is asked. */
static inline void put_off_hourly(struct world *world, fu_instant from, fu_instant before)
{
    for (; from < before; from += HOUR)
        send_all(world, from, FU_OUTCOME_LATER);
}

static inline fu_instant at(const char *text)
{
    fu_instant moment = fu_say_read("Europe/Berlin", text);

    assert_true(moment != FU_NEVER);
    return moment;
}

#define assert_next(world, id, text) assert_int_equal(get(world, id)->next, at(text))
#define assert_state(world, id, wanted) assert_int_equal(get(world, id)->state, wanted)

/* To whom the mails of this moment go; each is answered so. */
static inline const char *sent_to(
    struct world *world, const char *when, enum fu_outcome outcome)
{
    struct fu_turn claimed = turn(world, NULL, 0, at(when), FU_TURN_MAX);
    const char *list = "";
    size_t i;

    assert_int_equal(claimed.unsendable_count, 0);
    for (i = 0; i < claimed.count; i++) {
        list = fu_arena_print(world->arena, "%s%s ", list, claimed.parcels[i].recipient);
        claimed.parcels[i].outcome = outcome;
        claimed.parcels[i].answer = "450 4.2.0 greylisted";
        claimed.parcels[i].again = at(when) + MINUTE;
    }
    turn(world, claimed.parcels, claimed.count, at(when), 0);
    return list;
}

static inline struct fu_delivery *deliveries(struct world *world, int64_t id, size_t *count)
{
    struct fu_delivery *rows;

    assert_good(
        world, fu_store_deliveries(world->store, world->arena, id, &rows, count, &world->error));
    return rows;
}

/* How often the history of a follow-up has that word. */
static inline size_t told(struct world *world, int64_t id, const char *what)
{
    struct fu_event *events;
    size_t count, found = 0, i;

    assert_good(
        world, fu_store_events(world->store, world->arena, id, &events, &count, &world->error));
    for (i = 0; i < count; i++)
        found += strcmp(events[i].what, what) == 0;
    return found;
}

/* Makes a mail that is no reminder and is due then; returns its number. */
static inline int64_t owe(struct world *world, const char *recipient, fu_instant due)
{
    struct fu_message message = {.sender = "",
        .recipient = recipient,
        .subject = "An answer",
        .message_id = "a@remind.example.org",
        .bytes = "a",
        .length = 1};

    begin(world);
    assert_good(world, fu_store_message_add(world->store, &message, due, &world->error));
    commit(world);
    return message.id;
}

/* The only mail that is due. */
static inline struct fu_parcel claim_one(struct world *world, fu_instant now)
{
    struct fu_turn claimed = turn(world, NULL, 0, now, FU_TURN_MAX);

    assert_int_equal(claimed.count, 1);
    return claimed.parcels[0];
}

static inline void settle(
    struct world *world, struct fu_parcel parcel, enum fu_outcome outcome, fu_instant now)
{
    parcel.outcome = outcome;
    parcel.answer = words_of(outcome);
    parcel.again = now + MINUTE;
    turn(world, &parcel, 1, now, 0);
}

/* The only mail that a follow-up ever had. */
static inline struct fu_delivery only(struct world *world, int64_t id)
{
    size_t count;
    struct fu_delivery *rows = deliveries(world, id, &count);

    assert_int_equal(count, 1);
    return rows[0];
}

#endif
