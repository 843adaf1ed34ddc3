/* Sending the mail of a round trip and finding it again.
 *
 * It is looked for in the mailboxes themselves, so it does not matter whether a daemon runs and has
 * filed it away. The addresses are check+TOKEN, which make nothing; the copies end up in
 * done_mailbox. */
#include "round_trip.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "followupd/base/clock.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/read.h"
#include "followupd/outbox/outbox.h"

enum { SECOND = 1000, PAUSE = 1, SMTP_PATIENCE = 60 };

static const char what[] = "round trip";

/* 20 letters of base32, as every token: the intent room knows its own. */
static const char *make_nonce(struct fu_arena *arena)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char bytes[FU_TOKEN_LENGTH];
    char *nonce = fu_arena_allocate(arena, FU_TOKEN_LENGTH + 1, 1);

    fu_random(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        nonce[i] = letters[bytes[i] % (sizeof letters - 1)];
    return nonce;
}

static const char *make_address(const struct fu_ctl *ctl, const char *nonce)
{
    const struct fu_rules *rules = &ctl->setup->settings.rules;
    const char *mailbox, *at;

    if (rules->domains.count > 0)
        return fu_arena_print(ctl->arena, "check+%s@%s", nonce, rules->domains.items[0]);
    mailbox = rules->mailboxes.items[0];
    at = strchr(mailbox, '@');
    return fu_arena_print(
        ctl->arena, "%.*s%ccheck+%s%s", (int)(at - mailbox), mailbox, rules->delimiter, nonce, at);
}

/* Signed as every mail of ours, so that a daemon that runs knows whose it is. */
static const char *make_signature(const struct fu_ctl_trip *trip)
{
    const struct fu_ctl *ctl = trip->check->ctl;
    char *signature = fu_arena_allocate(ctl->arena, FU_TOKEN_LENGTH + 1, 1);

    if (trip->check->has_key)
        fu_token_sign(&ctl->setup->settings.key, FU_SIGNATURE_PURPOSE, trip->message_id, signature);
    return signature;
}

static enum fu_status compose(
    const struct fu_ctl_trip *trip, struct fu_buffer *mail, struct fu_error *error)
{
    const struct fu_ctl *ctl = trip->check->ctl;
    const struct fu_settings *settings = &ctl->setup->settings;
    const char *paragraphs[] = {
        "This is the mail of followupctl check --round-trip. It was sent to two cadence addresses "
        "at once, to see whether both can still be found where it arrives.",
        "It makes nothing and may be deleted."};
    const struct fu_answer answer = {.envelope = {.from = settings->from,
                                         .to = settings->rules.from,
                                         .reply_to = "",
                                         .message_id = trip->message_id,
                                         .in_reply_to = "",
                                         .subject = "followupctl check --round-trip",
                                         .date = ctl->now,
                                         .signature = make_signature(trip),
                                         .answer = true},
        .paragraphs = paragraphs,
        .paragraph_count = sizeof paragraphs / sizeof *paragraphs,
        .closing = ""};

    return fu_compose_answer(ctl->arena, &answer, mail, error);
}

static bool send_mail(const struct fu_ctl_trip *trip)
{
    const struct fu_ctl *ctl = trip->check->ctl;
    struct fu_outbox_settings settings;
    struct fu_buffer mail, secret;
    struct fu_error error;
    bool sent = false;

    fu_setup_outbox(ctl->setup, &settings);
    settings.command_deadline = SMTP_PATIENCE;
    fu_buffer_init(&mail, FU_COMPOSE_MAX);
    if (fu_ctl_read_secret(trip->check, NULL, what, &secret)) {
        sent = compose(trip, &mail, &error) == FU_OK &&
               fu_outbox_send_copy(&settings, secret.data, ctl->setup->settings.rules.from,
                   trip->addresses, FU_CTL_TRIP_ADDRESSES, mail.data, mail.length, &error) == FU_OK;
        if (!sent)
            fu_ctl_find(trip->check, FU_CTL_BAD, EX_UNAVAILABLE, what,
                "the mail is not taken: %s; let the mail server deliver every address of the "
                "cadence domain, or of the mailbox with %c, to an inbox.",
                error.text, ctl->setup->settings.rules.delimiter);
    }
    fu_ctl_end_secret(&secret);
    fu_buffer_free(&mail);
    return sent;
}

static enum fu_status open_place(struct fu_ctl_place *place, struct fu_error *error)
{
    struct fu_intake_settings settings;

    fu_setup_session(place->inbox, &settings);
    settings.mailbox = place->mailbox;
    return fu_session_open(&settings, place->secret->data, &place->session, error);
}

static struct fu_ctl_place *add_place(struct fu_ctl_trip *trip, const struct fu_inbox_config *inbox,
    const struct fu_buffer *secret, bool is_inbox)
{
    struct fu_ctl_place *place = &trip->places[trip->place_count++];

    *place = (struct fu_ctl_place){
        inbox, is_inbox ? inbox->mailbox : inbox->done_mailbox, is_inbox, secret, NULL};
    return place;
}

/* Into the inbox, and into the done_mailbox as soon as there is one. */
static void open_inbox(
    struct fu_ctl_trip *trip, const struct fu_inbox_config *inbox, const struct fu_buffer *secret)
{
    struct fu_error error;

    if (open_place(add_place(trip, inbox, secret, true), &error) != FU_OK) {
        trip->place_count--;
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_UNAVAILABLE, what, "%s", error.text);
    } else if (inbox->done_mailbox[0] && strcmp(inbox->done_mailbox, inbox->mailbox) != 0) {
        add_place(trip, inbox, secret, false);
    }
}

static void open_places(struct fu_ctl_trip *trip)
{
    const struct fu_config *config = trip->check->ctl->setup->config;
    struct fu_arena *arena = trip->check->ctl->arena;

    trip->places = fu_arena_allocate(arena, 2 * config->inbox_count, sizeof *trip->places);
    trip->secrets = fu_arena_allocate(arena, config->inbox_count, sizeof *trip->secrets);
    for (size_t i = 0; i < config->inbox_count; i++) {
        const struct fu_inbox_config *inbox = &config->inboxes[i];

        if (strcmp(inbox->source, "sent") == 0)
            fu_buffer_init(&trip->secrets[i], 0);
        else if (fu_ctl_read_secret(trip->check, inbox, what, &trip->secrets[i]))
            open_inbox(trip, inbox, &trip->secrets[i]);
    }
}

static void close_places(struct fu_ctl_trip *trip)
{
    for (size_t i = 0; i < trip->place_count; i++)
        fu_session_close(&trip->places[i].session);
    for (size_t i = 0; i < trip->check->ctl->setup->config->inbox_count; i++)
        fu_ctl_end_secret(&trip->secrets[i]);
}

static bool is_known(const struct fu_ctl_trip *trip, const struct fu_ctl_place *place, uint32_t uid)
{
    for (size_t i = 0; i < trip->copy_count; i++) {
        if (trip->copies[i].place == place && trip->copies[i].uid == uid)
            return true;
    }
    return false;
}

/* Copies that were not there the time before. */
static enum fu_status look_into(
    struct fu_ctl_trip *trip, struct fu_ctl_place *place, struct fu_error *error)
{
    struct fu_arena *arena = trip->check->ctl->arena;
    struct fu_fetched *fetched;
    uint32_t *uids;
    size_t count, found;
    bool one_by_one;
    enum fu_status status;

    if (!place->session && open_place(place, error) != FU_OK)
        return FU_OK; /* a done_mailbox is made when it is first needed */
    status = fu_session_search_header(
        place->session, "Message-ID", trip->message_id, arena, &uids, &count, error);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        if (is_known(trip, place, uids[i]) || trip->copy_count == FU_CTL_TRIP_COPIES_MAX)
            continue;
        status = fu_session_fetch(place->session, FU_FETCH_HEADERS, &uids[i], 1, arena, &fetched,
            &found, &one_by_one, error);
        if (status == FU_OK && found == 1)
            trip->copies[trip->copy_count++] =
                (struct fu_ctl_copy){place, uids[i], fetched[0].bytes, fetched[0].length};
    }
    return status;
}

static bool is_complete(const struct fu_ctl_trip *trip)
{
    size_t seen = 0;

    for (size_t i = 0; i < FU_CTL_TRIP_ADDRESSES; i++) {
        for (size_t j = 0; j < trip->copy_count; j++) {
            if (fu_ctl_trip_holds(trip, &trip->copies[j], trip->addresses[i])) {
                seen++;
                break;
            }
        }
    }
    return seen == FU_CTL_TRIP_ADDRESSES;
}

/* Until both addresses are there, or nothing more is to be expected. */
static void wait_for_copies(struct fu_ctl_trip *trip)
{
    const struct timespec pause = {PAUSE, 0};
    int64_t deadline = fu_clock_ticks() + (int64_t)FU_CTL_TRIP_SECONDS * SECOND;
    struct fu_error error;
    bool any = false;

    while (!is_complete(trip) && fu_clock_ticks() < deadline) {
        for (size_t i = 0; i < trip->place_count; i++) {
            if (look_into(trip, &trip->places[i], &error) != FU_OK) {
                fu_ctl_find(trip->check, FU_CTL_BAD, EX_UNAVAILABLE, what, "%s", error.text);
                return;
            }
        }
        if (!any && trip->copy_count > 0) {
            any = true;
            deadline = fu_clock_ticks() + (int64_t)FU_CTL_TRIP_MORE_SECONDS * SECOND;
        }
        if (!is_complete(trip))
            nanosleep(&pause, NULL);
    }
}

/* What is left in an inbox goes where handled mails go; that it cannot is no finding of this. */
static void file_copies(struct fu_ctl_trip *trip)
{
    struct fu_error ignored;

    for (size_t i = 0; i < trip->copy_count; i++) {
        if (trip->copies[i].place->is_inbox)
            fu_session_file(trip->copies[i].place->session, &trip->copies[i].uid, 1, &ignored);
    }
}

void fu_ctl_check_round_trip(struct fu_ctl_check *check)
{
    struct fu_ctl *ctl = check->ctl;
    struct fu_ctl_trip trip = {.check = check};

    fu_mail_read_start();
    for (size_t i = 0; i < FU_CTL_TRIP_ADDRESSES; i++)
        trip.addresses[i] = make_address(ctl, make_nonce(ctl->arena));
    trip.message_id = fu_arena_print(
        ctl->arena, "check.%s@%s", make_nonce(ctl->arena), ctl->setup->settings.domain);
    open_places(&trip);
    if (trip.place_count == 0 && check->exit_status == EX_OK)
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, what,
            "no inbox that mail is delivered to can be looked into from here, so none is sent.");
    if (trip.place_count > 0 && send_mail(&trip)) {
        if (!ctl->json)
            fu_ctl_say_indented(6, "sent to %s and %s; waiting for it, %d seconds at most",
                trip.addresses[0], trip.addresses[1], FU_CTL_TRIP_SECONDS);
        fflush(stdout);
        wait_for_copies(&trip);
        fu_ctl_trip_report(&trip);
    }
    file_copies(&trip);
    close_places(&trip);
}
