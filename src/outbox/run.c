/* Who sends what next, and what becomes of failures.
 *
 * Each connection works on its own mail at its own pace; one poll() waits for all of them. What a
 * server says to one mail is that mail's outcome. Trouble that is nobody's mail's (no connection,
 * no login, no record of dots) ends the run with FU_OUTCOME_OURS for all that is left; so does a
 * row of refused senders and broken lines. Limits: one new connection for a mail whose old one was
 * dead. */
#include "run.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/clock.h"
#include "followupd/base/text.h"
#include "followupd/outbox/schedule.h"
#include "parcel.h"

enum {
    IDLE_MAX = 60 * FU_SECOND,  /* a connection unused for longer may be dead without a sign */
    BAR_TIME = 300 * FU_SECOND, /* no further connection is tried where the server refused one */
    OURS_IN_A_ROW_MAX = 8,
    UNSURE_WAIT = 600, /* seconds; RFC 5321 4.5.3.2.6: until then the server may be busy with it */
    ANSWER_MAX = 500
};

void fu_slot_close(struct fu_slot *slot, bool polite)
{
    fu_smtp_connection_close(&slot->connection, polite);
    slot->state = FU_SLOT_CLOSED;
    slot->seasoned = false;
    slot->reset = false;
}

/* --- outcomes ----------------------------------------------------------------------------------
 */

void fu_run_begin(
    struct fu_run *run, struct fu_outbox *outbox, struct fu_parcel *parcels, size_t count)
{
    *run = (struct fu_run){
        .outbox = outbox,
        .parcels = parcels,
        .count = count,
        .again = fu_allocate(outbox->slot_count, sizeof *run->again),
        .now = fu_clock_ticks(),
    };
    run->alive_due = run->now + FU_SECOND;
}

void fu_run_end(struct fu_run *run)
{
    free(run->again);
}

static void settle(
    struct fu_run *run, struct fu_parcel *parcel, enum fu_outcome outcome, const char *text)
{
    fu_instant now = fu_clock_now();
    parcel->outcome = outcome;
    parcel->answer = fu_text_line(run->outbox->answers, text, strlen(text), ANSWER_MAX);
    parcel->again = fu_retry_at(parcel->attempt, parcel->id, now);
    if (outcome == FU_OUTCOME_UNSURE && parcel->again < now + UNSURE_WAIT) {
        parcel->again = now + UNSURE_WAIT;
    }
    if (outcome == FU_OUTCOME_OURS) {
        run->ours = true;
    }
}

/* What is not tried keeps its turn. */
static void prepare(struct fu_run *run)
{
    fu_instant now = fu_clock_now();
    for (size_t i = 0; i < run->count; i++) {
        struct fu_parcel *parcel = &run->parcels[i];
        parcel->outcome = FU_OUTCOME_NONE;
        parcel->answer = "";
        parcel->again = now;
        const char *fault = fu_parcel_fault(parcel);
        if (fault != NULL) {
            settle(run, parcel, FU_OUTCOME_NEVER, fault);
        }
    }
}

static void note_trouble(struct fu_run *run, const char *text)
{
    char *line = fu_text_line(run->outbox->answers, text, strlen(text), FU_ERROR_TEXT_MAX - 1);
    memcpy(run->trouble, line, strlen(line) + 1);
}

static void conclude(struct fu_run *run, struct fu_slot *slot, const struct fu_result *result)
{
    struct fu_parcel *parcel = slot->transaction.parcel;
    if (result->keep && !result->stale) {
        slot->state = FU_SLOT_READY;
        slot->seasoned = true;
        slot->reset = result->reset;
        slot->idle_since = run->now;
    } else {
        fu_slot_close(slot, result->keep);
    }
    if (result->stale) {
        run->again[run->again_count++] = (size_t)(parcel - run->parcels);
        return;
    }
    settle(run, parcel, result->outcome, result->text);
    if (result->outcome != FU_OUTCOME_OURS) {
        run->row = 0;
        return;
    }
    note_trouble(run, result->text);
    run->row++;
    run->given_up |= result->stop || run->row >= OURS_IN_A_ROW_MAX;
}

static size_t waiting(const struct fu_run *run)
{
    return run->again_count + run->count - run->next;
}

/* Moves next behind the parcels that were refused before any server saw them. */
static void skip_settled(struct fu_run *run)
{
    while (run->next < run->count && run->parcels[run->next].outcome != FU_OUTCOME_NONE) {
        run->next++;
    }
}

static bool is_stopped(const struct fu_run *run)
{
    return run->stop != NULL && *run->stop;
}

/* No further mail is to be started. */
static bool is_over(const struct fu_run *run)
{
    return run->given_up || is_stopped(run);
}

/* Whether a connection is being opened or may be. */
static bool expects_connection(const struct fu_outbox *outbox)
{
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        if (slot->state == FU_SLOT_CONNECTING ||
            (slot->state == FU_SLOT_CLOSED && slot->barred_until == 0)) {
            return true;
        }
    }
    return false;
}

/* The next mail for that connection, or NULL. One whose connection was dead goes over a new one:
 * the others that were used before may be dead too. */
static struct fu_parcel *take_next(struct fu_run *run, const struct fu_slot *slot)
{
    bool suits = !slot->seasoned || !expects_connection(run->outbox);
    if (run->again_count > 0 && suits) {
        return &run->parcels[run->again[--run->again_count]];
    }
    if (run->next == run->count) {
        return NULL;
    }
    struct fu_parcel *parcel = &run->parcels[run->next++];
    skip_settled(run);
    return parcel;
}

static void advance(struct fu_run *run, struct fu_slot *slot)
{
    struct fu_result result;
    if (fu_transaction_advance(&slot->transaction, &slot->connection, run->now, &result) ||
        fu_transaction_late(&slot->transaction, run->now, &result)) {
        conclude(run, slot, &result);
    }
}

/* False when there is no mail for it. */
static bool start_mail(struct fu_run *run, struct fu_slot *slot)
{
    struct fu_transaction *transaction = &slot->transaction;
    transaction->parcel = take_next(run, slot);
    if (transaction->parcel == NULL) {
        return false;
    }
    transaction->server = run->outbox->server.name;
    transaction->dots = run->dots;
    transaction->waits = run->outbox->waits;
    transaction->seasoned = slot->seasoned;
    slot->state = FU_SLOT_BUSY;
    fu_transaction_begin(transaction, slot->reset, run->now);
    advance(run, slot);
    return true;
}

/* A connection that cannot be had leaves the work to the others; the last one gives the run up. */
static void connection_failed(struct fu_run *run, struct fu_slot *slot, const char *text)
{
    slot->state = FU_SLOT_CLOSED;
    slot->barred_until = run->now + BAR_TIME;
    note_trouble(run, text);
}

static void start_connection(struct fu_run *run, struct fu_slot *slot)
{
    struct fu_outbox *outbox = run->outbox;
    slot->state = FU_SLOT_CONNECTING;
    slot->connect_deadline = run->now + (int64_t)FU_SECOND * (outbox->server.connect_deadline + 1);
    if (!fu_smtp_connection_start(&slot->connection, &outbox->server, outbox->multi)) {
        connection_failed(run, slot, "libcurl gives no handle: memory is short");
    }
}

static size_t count_state(const struct fu_outbox *outbox, enum fu_slot_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        count += outbox->slots[i].state == state;
    }
    return count;
}

/* A password that nobody has taken yet is tried over one connection, and once: a row of refused
 * logins is what locks people out. */
static size_t openings(const struct fu_run *run)
{
    const struct fu_outbox *outbox = run->outbox;
    bool believed = outbox->server.user[0] == '\0' || outbox->login_known;
    size_t most = outbox->login_refused ? 0 : believed ? waiting(run) : 1;
    return most < waiting(run) ? most : waiting(run);
}

/* Hands mails to free connections and opens as many more as there is work for. */
static void assign(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        bool more = true;
        while (more && slot->state == FU_SLOT_READY && !is_over(run)) {
            more = start_mail(run, slot);
        }
    }
    size_t opening = count_state(outbox, FU_SLOT_CONNECTING);
    for (size_t i = 0; i < outbox->slot_count && opening < openings(run) && !is_over(run); i++) {
        struct fu_slot *slot = &outbox->slots[i];
        if (slot->state == FU_SLOT_CLOSED && slot->barred_until == 0) {
            start_connection(run, slot);
            opening += slot->state == FU_SLOT_CONNECTING;
        }
    }
    if (waiting(run) > 0 && opening == 0 && count_state(outbox, FU_SLOT_BUSY) == 0 &&
        !is_over(run)) {
        run->given_up = true;
    }
}

static int time_to_wait(const struct fu_run *run)
{
    int64_t until = run->alive_due;
    for (size_t i = 0; i < run->outbox->slot_count; i++) {
        const struct fu_slot *slot = &run->outbox->slots[i];
        int64_t deadline = slot->state == FU_SLOT_CONNECTING ? slot->connect_deadline
                           : slot->state == FU_SLOT_BUSY
                               ? fu_transaction_deadline(&slot->transaction)
                               : until;
        until = deadline < until ? deadline : until;
    }
    return (int)(until - run->now); /* what is late has been dealt with */
}

/* Waits for the sockets of mails under way; ready[i] tells which may go on. */
static void wait_for_lines(struct fu_run *run, bool *ready)
{
    struct fu_outbox *outbox = run->outbox;
    struct curl_waitfd lines[FU_SMTP_CONNECTIONS_MAX];
    size_t owner[FU_SMTP_CONNECTIONS_MAX] = {0};
    unsigned int count = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        ready[i] = false;
        if (slot->state == FU_SLOT_BUSY) {
            short events = fu_transaction_events(&slot->transaction);
            lines[count] = (struct curl_waitfd){.fd = slot->connection.socket, .events = events};
            owner[count++] = i;
        }
    }
    curl_multi_poll(outbox->multi, lines, count, time_to_wait(run), NULL);
    for (unsigned int i = 0; i < count; i++) {
        ready[owner[i]] = lines[i].revents != 0;
    }
}

static void finish_connection(struct fu_run *run, CURL *easy, CURLcode result)
{
    struct fu_slot *slot = run->outbox->slots;
    while (slot->connection.easy != easy) {
        slot++;
    }
    struct fu_error error;
    if (fu_smtp_connection_opened(&slot->connection, result, &error) == FU_OK) {
        slot->state = FU_SLOT_READY;
        run->outbox->certificate_ends = slot->connection.certificate_ends;
        run->outbox->login_known = true;
    } else {
        if (slot->connection.login_refused) {
            run->outbox->login_known = false;
            run->outbox->login_refused = true;
        }
        connection_failed(run, slot, error.text);
    }
}

static void drive_connections(struct fu_run *run)
{
    CURLM *multi = run->outbox->multi;
    int count;
    curl_multi_perform(multi, &count);
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &count)) != NULL) {
        finish_connection(run, message->easy_handle, message->data.result);
    }
}

static void look_at_the_clock(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    run->now = fu_clock_ticks();
    if (run->end_by == 0 && is_stopped(run)) {
        run->end_by = run->now + outbox->waits.stop;
    }
    if (run->now >= run->alive_due) {
        run->alive_due = run->now + FU_SECOND;
        if (outbox->alive != NULL) {
            outbox->alive(outbox->context);
        }
    }
}

/* Whoever stops waits no longer, lest what became of all other mails goes unrecorded. A mail whose
 * dot has not left was not sent and keeps its turn. */
static void break_off(struct fu_run *run, struct fu_slot *slot)
{
    struct fu_result result;
    if (slot->transaction.stage != FU_STAGE_DOT) {
        fu_slot_close(slot, false);
        return;
    }
    (void)fu_transaction_late(&slot->transaction, INT64_MAX, &result);
    conclude(run, slot, &result);
}

static void serve(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    bool ready[FU_SMTP_CONNECTIONS_MAX];
    wait_for_lines(run, ready);
    look_at_the_clock(run);
    if (count_state(outbox, FU_SLOT_CONNECTING) > 0) {
        drive_connections(run);
    }
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        struct fu_result result;
        if (slot->state == FU_SLOT_CONNECTING && run->now >= slot->connect_deadline) {
            fu_slot_close(slot, false);
            connection_failed(run, slot, "the mail server did not answer in time");
        } else if (slot->state == FU_SLOT_BUSY && ready[i]) {
            advance(run, slot);
        } else if (slot->state == FU_SLOT_BUSY &&
                   fu_transaction_late(&slot->transaction, run->now, &result)) {
            conclude(run, slot, &result);
        }
        if (slot->state == FU_SLOT_BUSY && run->end_by != 0 && run->now >= run->end_by) {
            break_off(run, slot);
        }
    }
}

/* Closes kept connections that are dead or may be, and lifts bars: where none is open, all. */
static void freshen(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    size_t open = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        char byte;
        size_t received;
        if (slot->state == FU_SLOT_READY) {
            bool old = run->now - slot->idle_since > IDLE_MAX;
            bool silent =
                fu_smtp_connection_receive(&slot->connection, &byte, 1, &received) == FU_LINE_BUSY;
            if (old || !silent) {
                fu_slot_close(slot, silent);
            } else {
                slot->seasoned = true;
                open++;
            }
        }
    }
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        if (open == 0 || run->now >= slot->barred_until) {
            slot->barred_until = 0;
        }
    }
}

static void give_the_rest_up(struct fu_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->parcels[i].outcome == FU_OUTCOME_NONE) {
            settle(run, &run->parcels[i], FU_OUTCOME_OURS, run->trouble);
        }
    }
}

void fu_run_work(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    outbox->login_refused = false;
    prepare(run);
    skip_settled(run);
    freshen(run);
    assign(run);
    while (count_state(outbox, FU_SLOT_BUSY) > 0 ||
           (count_state(outbox, FU_SLOT_CONNECTING) > 0 && waiting(run) > 0 && !is_over(run))) {
        serve(run);
        assign(run);
    }
    for (size_t i = 0; i < outbox->slot_count; i++) {
        if (outbox->slots[i].state == FU_SLOT_CONNECTING) {
            fu_slot_close(&outbox->slots[i], false);
        }
    }
    if (run->given_up) {
        give_the_rest_up(run);
    }
}

bool fu_run_connect(struct fu_run *run)
{
    struct fu_slot *slot = &run->outbox->slots[0];
    start_connection(run, slot);
    while (slot->state == FU_SLOT_CONNECTING) {
        serve(run);
    }
    return slot->state == FU_SLOT_READY;
}
