/* seed_state CONFIG NOW: fills a state folder with a small, fixed world, by the same calls as the
 * daemon. NOW is the moment, in seconds since 1970, that the commands will be run at. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/file.h"
#include "followupd/base/number.h"
#include "followupd/followup/take.h"
#include "followupd/followup/turn.h"
#include "followupd/setup/doorbell.h"
#include "followupd/setup/setup.h"
#include "followupd/store/followups.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/letters.h"

enum { HOUR = 3600, DAY = 24 * HOUR, VALIDITY = 7 };

struct world {
    struct fu_arena *arena;
    struct fu_setup *setup;
    struct fu_store *store;
    struct fu_error error;
    fu_instant now;
    uint32_t uid;
};

/* A mail, as little of it as the story needs. */
struct mail {
    const char *from;
    const char *cadence; /* the address it was delivered to */
    const char *subject;
    const char *text;
    fu_instant at;
};

static void must(const struct world *world, enum fu_status status)
{
    if (status == FU_OK)
        return;
    fprintf(stderr, "seed_state: %s\n", world->error.text);
    exit(EXIT_FAILURE);
}

static void make_state(struct world *world)
{
    unsigned char key[FU_KEY_SIZE];
    int bell;

    memset(key, 'k', sizeof key);
    must(world, fu_folder_ensure(world->setup->config->daemon.state, &world->error));
    must(world, fu_file_write(fu_setup_path(world->setup, "key"), key, sizeof key, &world->error));
    must(world, fu_setup_key(world->setup, &world->error));
    must(world, fu_store_prepare(world->setup->config->daemon.state, &world->error));
    must(world, fu_doorbell_open(fu_setup_path(world->setup, "doorbell"), &bell, &world->error));
    must(world, fu_store_open(world->setup->config->daemon.state, &world->store, &world->error));
}

static void take(struct world *world, const struct mail *mail)
{
    const struct fu_mailbox bob = {"Bob Builder", "bob@example.net"};
    const struct fu_recipient recipient = {mail->cadence, 0};
    struct fu_letter letter = {.in_reply_to = "",
        .subject = mail->subject,
        .date = mail->at,
        .date_offset = 60,
        .from_count = 1,
        .from = {"", mail->from},
        .to = {&bob, 1},
        .recipients = &recipient,
        .recipient_count = 1,
        .submitted_by = "",
        .signature = "",
        .text = mail->text,
        .whole = true};
    struct fu_arrival arrival = {.origin = {"main", VALIDITY, ++world->uid},
        .arrived = mail->at,
        .letter = &letter,
        .raw = "Subject: a mail\r\n\r\n",
        .raw_length = strlen("Subject: a mail\r\n\r\n")};
    struct fu_taking taking = {.store = world->store,
        .settings = &world->setup->settings,
        .arena = world->arena,
        .now = mail->at};
    struct fu_taken taken;

    letter.message_id = fu_arena_print(world->arena, "mail%" PRIu32 "@example.com", world->uid);
    must(world, fu_store_begin(world->store, &world->error));
    must(world, fu_followup_take(&taking, &arrival, &taken, &world->error));
    must(world, fu_followup_answer(&taking, &world->error));
    must(world, fu_store_commit(world->store, &world->error));
}

/* A turn of the outbox at a moment; every mail comes to the same outcome. */
static void turn(struct world *world, fu_instant at, enum fu_outcome outcome, const char *answer,
    fu_instant again)
{
    struct fu_turn claimed, none;

    must(world, fu_followup_turn(world->store, &world->setup->settings, world->arena, NULL, 0, at,
                    FU_TURN_MAX, &claimed, &world->error));
    for (size_t i = 0; i < claimed.count; i++) {
        claimed.parcels[i].outcome = outcome;
        claimed.parcels[i].answer = answer;
        claimed.parcels[i].again = again;
    }
    must(world, fu_followup_turn(world->store, &world->setup->settings, world->arena,
                    claimed.parcels, claimed.count, at, 0, &none, &world->error));
}

static void put_off(struct world *world, int64_t message, fu_instant again)
{
    struct fu_delivery *row;

    must(world, fu_store_begin(world->store, &world->error));
    must(world, fu_store_delivery_get(
                    world->store, world->arena, FU_PARCEL_MESSAGE, message, &row, &world->error));
    row->next_attempt = again;
    must(world, fu_store_delivery_set(world->store, row, &world->error));
    must(world, fu_store_commit(world->store, &world->error));
}

static void set_aside(struct world *world, uint32_t uid, const char *reason)
{
    const struct fu_origin origin = {"main", VALIDITY, uid};
    int64_t tries;

    must(world, fu_store_begin(world->store, &world->error));
    must(world,
        fu_store_attempt_start(world->store, &origin, 1, world->now - DAY, &tries, &world->error));
    must(world, fu_store_attempt_set(world->store, &origin, FU_ATTEMPT_QUARANTINED, reason,
                    world->now - DAY, FU_NEVER, &world->error));
    must(world, fu_store_commit(world->store, &world->error));
}

static void end_story(struct world *world)
{
    const struct fu_inbox_state inbox = {
        "main", VALIDITY, world->uid, world->now - 90, 12, 3,
        "remind at imaps://localhost, INBOX", FU_NEVER};

    must(world, fu_store_begin(world->store, &world->error));
    must(world, fu_store_inbox_set(world->store, &inbox, &world->error));
    must(world, fu_store_commit(world->store, &world->error));
    fu_store_close(&world->store);
}

static void tell_story(struct world *world)
{
    fu_instant now = world->now;

    take(world,
        &(struct mail){"alice@example.com", "every2months@remind.example.org",
            "Offer for the garden", "Dear Bob,\n\nhere is the offer.\n\nAlice", now - 3 * DAY});
    take(world, &(struct mail){"alice@example.com", "1day@remind.example.org", "Invoice 2026-117",
                    "Please pay.", now - 3 * DAY});
    turn(world, now - 2 * DAY, FU_OUTCOME_SENT, "250 2.0.0 Ok: queued", 0);
    take(world, &(struct mail){
                    "alice@example.com", "3dyas@remind.example.org", "Re: roof", "Hm.", now - DAY});
    turn(world, now - DAY, FU_OUTCOME_LATER, "451 4.3.0 Try again later", now - 7 * HOUR);
    take(world, &(struct mail){
                    "mallory@example.net", "2days@remind.example.org", "Hello", "Hi.", now - DAY});
    take(world, &(struct mail){"carol@example.com", "2h-t+garden+acme@remind.example.org",
                    "Buy twine – 長い紐を買う", "", now - 10 * HOUR});
    turn(world, now - 8 * HOUR, FU_OUTCOME_NEVER, "550 5.1.1 <carol@example.com>: unknown user", 0);
    take(world, &(struct mail){"carol@example.com", "everymonday830am-x10@remind.example.org",
                    "Water the plants in the hall, in the kitchen, and those on the balcony, too",
                    "", now - 5 * HOUR});
    put_off(world, 1, now + HOUR);
    set_aside(world, 41, "The mail nests its parts deeper than 32 levels.");
    set_aside(world, 42, "Reading this mail ended the reader twice.");
}

int main(int argc, char **argv)
{
    struct world world = {.uid = 10};

    if (argc != 3 || !fu_number_parse(argv[2], strlen(argv[2]), 0, FU_INSTANT_MAX, &world.now)) {
        fputs("Usage: seed_state CONFIG NOW\n", stderr);
        return EXIT_FAILURE;
    }
    world.arena = fu_arena_new();
    must(&world, fu_setup_load(world.arena, argv[1], &world.setup, &world.error));
    make_state(&world);
    tell_story(&world);
    end_story(&world);
    fu_arena_free(&world.arena);
    return EXIT_SUCCESS;
}
