/* What a round trip shows, and the lines that cure it: an envelope's recipient survives only if the
 * last server writes it down. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "followupd/mail/read.h"
#include "followupd/setup/setup.h"
#include "round_trip.h"
#include "sighting.h"

static const char what[] = "round trip";

static struct fu_letter *read_copy(const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy)
{
    struct fu_reading reading;
    struct fu_letter *letter;
    struct fu_error ignored;

    fu_setup_reading(copy->place->inbox, &reading);
    if (fu_mail_read(trip->check->ctl->arena, &reading, copy->header, copy->length, false, &letter,
            &ignored) != FU_OK)
        return NULL;
    return letter;
}

bool fu_ctl_trip_sees(
    const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy, const char *address)
{
    const struct fu_letter *letter = read_copy(trip, copy);

    for (size_t i = 0; letter && i < letter->recipient_count; i++) {
        if (strcmp(letter->recipients[i].address, address) == 0)
            return true;
    }
    return false;
}

static int sight(
    const struct fu_ctl_copy *copy, const char *address, struct fu_ctl_sighting *sighting)
{
    struct fu_reading reading;

    fu_setup_reading(copy->place->inbox, &reading);
    return fu_ctl_sight(copy->header, copy->length, address, &reading.recipient_headers, sighting);
}

bool fu_ctl_trip_holds(
    const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy, const char *address)
{
    struct fu_ctl_sighting sighting;

    sight(copy, address, &sighting);
    return sighting.found || fu_ctl_trip_sees(trip, copy, address);
}

static const char *lines(struct fu_arena *arena, int count)
{
    return fu_arena_print(arena, "%d Received line%s", count, count == 1 ? "" : "s");
}

static void report_seen(
    const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy, const char *address)
{
    const struct fu_inbox_config *inbox = copy->place->inbox;
    struct fu_ctl_sighting sighting;
    int received = sight(copy, address, &sighting);
    struct fu_arena *arena = trip->check->ctl->arena;

    fu_ctl_find(trip->check, FU_CTL_OK, EX_OK, what,
        "%s arrived in %s of inbox %s: %s names it, below %s of %d; trusted_received = %lld sees "
        "it",
        address, copy->place->mailbox, inbox->name, sighting.field,
        lines(arena, sighting.received_above), received, (long long)inbox->trusted_received);
}

/* The address stands in the mail, but where the configuration does not let it be believed. */
static void report_hidden(const struct fu_ctl_trip *trip, const struct fu_ctl_copy *copy,
    const char *address, const struct fu_ctl_sighting *sighting, int received)
{
    const struct fu_inbox_config *inbox = copy->place->inbox;
    struct fu_arena *arena = trip->check->ctl->arena;

    if (inbox->trusted_received > received)
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_CONFIG, what,
            "%s arrived, but the mail has only %s and trusted_received is %lld, so that nothing in "
            "it is believed; write trusted_received = %d in [addresses].",
            address, lines(arena, received), (long long)inbox->trusted_received,
            sighting->received_above + 1 < received ? sighting->received_above + 1 : received);
    else if (!sighting->listed)
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_CONFIG, what,
            "%s arrived, and %s names it; add %s to recipient_headers in [addresses].", address,
            sighting->field, sighting->field);
    else
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_CONFIG, what,
            "%s arrived, and %s names it below %s, where trusted_received = %lld does not look; if "
            "these lines are of your own servers, write trusted_received = %d in [addresses].",
            address, sighting->field, lines(arena, sighting->received_above),
            (long long)inbox->trusted_received, sighting->received_above + 1);
}

/* False when no copy names the address. */
static bool report_address(const struct fu_ctl_trip *trip, const char *address)
{
    struct fu_ctl_sighting sighting;
    int received;

    for (size_t i = 0; i < trip->copy_count; i++) {
        if (fu_ctl_trip_sees(trip, &trip->copies[i], address)) {
            report_seen(trip, &trip->copies[i], address);
            return true;
        }
    }
    for (size_t i = 0; i < trip->copy_count; i++) {
        received = sight(&trip->copies[i], address, &sighting);
        if (sighting.found) {
            report_hidden(trip, &trip->copies[i], address, &sighting, received);
            return true;
        }
    }
    return false;
}

static void print_cure(const struct fu_ctl_trip *trip)
{
    static const char *const text[] = {
        "Postfix handing mail to Dovecot by LMTP: one copy for each address.",
        "  /etc/postfix/main.cf:", "      lmtp_destination_recipient_limit = 1",
        "      recipient_delimiter = +",
        ("  /etc/postfix/master.cf, where the address passes through an alias; only together with "
         "the limit:"),
        "      lmtp      unix  -       -       y       -       -       lmtp flags=DOX",
        "  then: postfix reload",
        "  A transport of another name has that name in place of lmtp (dovecot_destination_…).",
        "Dovecot, /etc/dovecot/conf.d/15-lda.conf:", "      recipient_delimiter = +",
        "  then: doveadm reload",
        "Exim, on the transport that delivers:", "      envelope_to_add = true",
        "A provider: see whether it can write the recipient into a header, such as X-Original-To,",
        "and name that in recipient_headers."};

    if (trip->check->ctl->json)
        return;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        printf("      %s\n", text[i]);
}

void fu_ctl_trip_report(const struct fu_ctl_trip *trip)
{
    size_t missing = 0;

    if (trip->copy_count == 0) {
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_UNAVAILABLE, what,
            "the mail was taken and did not arrive within %d seconds; look into the mail server's "
            "log and the spam folder for <%s>, and see that these addresses are delivered to an "
            "inbox of the configuration.",
            FU_CTL_TRIP_SECONDS, trip->message_id);
        return;
    }
    for (size_t i = 0; i < FU_CTL_TRIP_ADDRESSES; i++) {
        if (report_address(trip, trip->addresses[i]))
            continue;
        missing++;
        fu_ctl_find(trip->check, FU_CTL_BAD, EX_CONFIG, what,
            "%s is lost: the mail arrived (copies: %zu), and nothing in it says that it was for "
            "this address. A BCC is lost the same way; let the mail server make a copy for each "
            "recipient and write the recipient into it: with Postfix, "
            "lmtp_destination_recipient_limit = 1 and flags=DOX.",
            trip->addresses[i], trip->copy_count);
    }
    if (missing > 0)
        print_cure(trip);
}
