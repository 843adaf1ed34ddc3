/* Who sends what next, and what becomes of failures.
 *
 * Each connection works on its own mail at its own pace; one poll() waits for all of them. What a
 * server says to one mail is that mail's outcome. Trouble that is nobody's mail's (no connection,
 * no login, no record of dots) ends the run with FU_OUTCOME_OURS for all that is not begun; so does
 * a row of refused senders and broken lines. A mail that takes long goes on from run to run, and
 * another connection is opened in the place of its own. Limits: one new connection for a mail whose
 * old one was dead; as many stragglers as connections. */
#include "run.h"

#include <curl/curl.h>
#include <stdio.h>
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
    if (slot->outdated) {
        fu_smtp_connection_free(&slot->connection);
        slot->outdated = false;
    }
    slot->state = FU_SLOT_CLOSED;
    slot->seasoned = false;
    slot->reset = false;
}

/* --- outcomes ----------------------------------------------------------------------------------
 */

void fu_run_begin(struct fu_run *run, struct fu_outbox *outbox)
{
    *run = (struct fu_run){.outbox = outbox, .now = fu_clock_ticks()};
    run->alive_due = run->now + FU_SECOND;
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
    if (run->first_end == 0) {
        run->first_end = run->now;
    }
}

/* What is not tried keeps its turn. */
static void put_back(struct fu_run *run, struct fu_parcel *parcel)
{
    settle(run, parcel, FU_OUTCOME_NONE, "");
    parcel->again = fu_clock_now();
}

/* What was begun goes to the end of the queue's room with the next ones. */
static void make_room(struct fu_outbox *outbox, size_t count)
{
    size_t left = outbox->queue_count - outbox->next;
    if (left > 0) {
        memmove(outbox->queue, outbox->queue + outbox->next, left * sizeof(struct fu_parcel *));
    }
    outbox->queue_count = left;
    outbox->next = 0;
    if (left + count > outbox->queue_room) {
        outbox->queue_room = left + count;
        outbox->queue =
            fu_reallocate(outbox->queue, outbox->queue_room, sizeof(struct fu_parcel *));
    }
}

void fu_run_add(struct fu_run *run, struct fu_parcel *parcels, size_t count)
{
    struct fu_outbox *outbox = run->outbox;
    make_room(outbox, count);
    for (size_t i = 0; i < count; i++) {
        const char *fault = fu_parcel_fault(&parcels[i]);
        if (fault != NULL) {
            settle(run, &parcels[i], FU_OUTCOME_NEVER, fault);
        } else {
            parcels[i].outcome = FU_OUTCOME_UNDERWAY;
            parcels[i].answer = "";
            outbox->queue[outbox->queue_count++] = &parcels[i];
        }
    }
}

static void note_trouble(struct fu_run *run, const char *text)
{
    char *line = fu_text_line(run->outbox->answers, text, strlen(text), FU_ERROR_TEXT_MAX - 1);
    memcpy(run->trouble, line, strlen(line) + 1);
}

static bool is_straggling(const struct fu_run *run, const struct fu_slot *slot)
{
    return slot->state == FU_SLOT_BUSY && run->now - slot->began >= run->outbox->patience;
}

/* Connections that are open or being opened, without the stragglers'. */
static size_t count_lively(const struct fu_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->outbox->slot_count; i++) {
        const struct fu_slot *slot = &run->outbox->slots[i];
        count += slot->state != FU_SLOT_CLOSED && !is_straggling(run, slot);
    }
    return count;
}

/* Whether another one may be opened: what could not be had counts as if it were open. */
static bool has_room(const struct fu_run *run)
{
    size_t barred = 0;
    for (size_t i = 0; i < run->outbox->slot_count; i++) {
        const struct fu_slot *slot = &run->outbox->slots[i];
        barred += slot->state == FU_SLOT_CLOSED && slot->barred_until != 0;
    }
    return count_lively(run) + barred < run->outbox->connections;
}

/* What was taken over is told apart, since its place in the caller's memory is gone. */
static void tell_late(struct fu_outbox *outbox, struct fu_slot *slot)
{
    struct fu_parcel *late = &outbox->late[outbox->late_count++];
    *late = slot->taken;
    late->sender = late->recipient = late->bytes = "";
    late->length = 0;
    fu_arena_free(&slot->own);
}

/* The slot after its mail: of use again, or closed. */
static void release(struct fu_run *run, struct fu_slot *slot, const struct fu_result *result)
{
    if (!result->keep || result->stale || slot->outdated) {
        fu_slot_close(slot, result->keep);
        return;
    }
    slot->state = FU_SLOT_READY;
    slot->seasoned = true;
    slot->reset = result->reset;
    slot->idle_since = run->now;
    if (count_lively(run) > run->outbox->connections) {
        fu_slot_close(slot, true);
    }
}

static void conclude(struct fu_run *run, struct fu_slot *slot, const struct fu_result *result)
{
    struct fu_outbox *outbox = run->outbox;
    struct fu_parcel *parcel = slot->transaction.parcel;
    release(run, slot, result);
    if (result->stale && slot->own == NULL) {
        outbox->again[outbox->again_count++] = parcel;
        return;
    }
    settle(run, parcel, result->outcome, result->text);
    if (slot->own != NULL) {
        tell_late(outbox, slot);
    }
    if (result->outcome != FU_OUTCOME_OURS) {
        outbox->row = 0;
        return;
    }
    note_trouble(run, result->text);
    outbox->row++;
    run->given_up |= result->stop || outbox->row >= OURS_IN_A_ROW_MAX;
}

static size_t waiting(const struct fu_outbox *outbox)
{
    return outbox->again_count + outbox->queue_count - outbox->next;
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
static bool expects_connection(const struct fu_run *run)
{
    const struct fu_outbox *outbox = run->outbox;
    bool room = has_room(run);
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        if (slot->state == FU_SLOT_CONNECTING ||
            (room && slot->state == FU_SLOT_CLOSED && slot->barred_until == 0)) {
            return true;
        }
    }
    return false;
}

/* The next mail for that connection, or NULL. One whose connection was dead goes over a new one:
 * the others that were used before may be dead too. */
static struct fu_parcel *take_next(struct fu_run *run, const struct fu_slot *slot)
{
    struct fu_outbox *outbox = run->outbox;
    bool suits = !slot->seasoned || !expects_connection(run);
    if (outbox->again_count > 0 && suits) {
        return outbox->again[--outbox->again_count];
    }
    return outbox->next < outbox->queue_count ? outbox->queue[outbox->next++] : NULL;
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
    transaction->says_size = slot->connection.takes_size;
    transaction->seasoned = slot->seasoned;
    slot->state = FU_SLOT_BUSY;
    slot->began = run->now;
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
static size_t openings(const struct fu_outbox *outbox)
{
    bool believed = outbox->server.user[0] == '\0' || outbox->login_known;
    size_t most = outbox->login_refused ? 0 : believed ? waiting(outbox) : 1;
    return most < waiting(outbox) ? most : waiting(outbox);
}

static void use_connections(struct fu_run *run)
{
    for (size_t i = 0; i < run->outbox->slot_count; i++) {
        struct fu_slot *slot = &run->outbox->slots[i];
        bool more = true;
        while (more && slot->state == FU_SLOT_READY && !is_over(run)) {
            more = start_mail(run, slot);
        }
    }
}

/* As many more as there is work for. */
static void open_connections(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    size_t opening = count_state(outbox, FU_SLOT_CONNECTING);
    for (size_t i = 0;
         i < outbox->slot_count && opening < openings(outbox) && has_room(run) && !is_over(run);
         i++) {
        struct fu_slot *slot = &outbox->slots[i];
        if (slot->state == FU_SLOT_CLOSED && slot->barred_until == 0) {
            start_connection(run, slot);
            opening += slot->state == FU_SLOT_CONNECTING;
        }
    }
}

/* Hands mails to free connections, and gives up where none can be had. */
static void assign(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    use_connections(run);
    open_connections(run);
    if (waiting(outbox) > 0 && count_lively(run) == 0 && !is_over(run)) {
        run->given_up = true;
        if (run->trouble[0] == '\0') {
            char text[FU_ERROR_TEXT_MAX];
            snprintf(text, sizeof text,
                "%s is silent: it was given %zu mails and answers none of them; what waits is "
                "tried "
                "again, see what the server logs",
                outbox->server.name, count_state(outbox, FU_SLOT_BUSY));
            note_trouble(run, text);
        }
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
static void wait_for_lines(struct fu_run *run, bool *ready, int milliseconds)
{
    struct fu_outbox *outbox = run->outbox;
    struct curl_waitfd lines[FU_SLOTS_MAX];
    size_t owner[FU_SLOTS_MAX] = {0};
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
    curl_multi_poll(outbox->multi, lines, count, milliseconds, NULL);
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
        put_back(run, slot->transaction.parcel);
        if (slot->own != NULL) {
            tell_late(run->outbox, slot);
        }
        fu_slot_close(slot, false);
        return;
    }
    (void)fu_transaction_late(&slot->transaction, INT64_MAX, &result);
    conclude(run, slot, &result);
}

static void serve_within(struct fu_run *run, int milliseconds)
{
    struct fu_outbox *outbox = run->outbox;
    bool ready[FU_SLOTS_MAX];
    wait_for_lines(run, ready, milliseconds);
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

static void serve(struct fu_run *run)
{
    serve_within(run, time_to_wait(run));
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
        open += slot->state == FU_SLOT_BUSY && !is_straggling(run, slot);
    }
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        if (open == 0 || run->now >= slot->barred_until) {
            slot->barred_until = 0;
        }
    }
}

/* What is not begun, once no further mail is started. */
static void give_the_rest_up(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    while (waiting(outbox) > 0) {
        struct fu_parcel *parcel = outbox->again_count > 0 ? outbox->again[--outbox->again_count]
                                                           : outbox->queue[outbox->next++];
        if (run->given_up) {
            settle(run, parcel, FU_OUTCOME_OURS, run->trouble);
        } else {
            put_back(run, parcel);
        }
    }
    outbox->row = 0;
}

/* Whether there is anything to wait for. */
static bool goes_on(const struct fu_run *run)
{
    const struct fu_outbox *outbox = run->outbox;
    size_t busy = count_state(outbox, FU_SLOT_BUSY), lively = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        lively += slot->state == FU_SLOT_BUSY && !is_straggling(run, slot);
    }
    if (is_stopped(run)) {
        return busy > 0;
    }
    if (run->first_end != 0 && run->now - run->first_end >= outbox->collect && !run->given_up) {
        return false;
    }
    return lively > 0 ||
           (waiting(outbox) > 0 && count_state(outbox, FU_SLOT_CONNECTING) > 0 && !run->given_up);
}

/* Copies what stragglers carry, so that what it came with may go. */
static void take_over(struct fu_run *run)
{
    for (size_t i = 0; i < run->outbox->slot_count; i++) {
        struct fu_slot *slot = &run->outbox->slots[i];
        struct fu_parcel *parcel = slot->transaction.parcel;
        if (!is_straggling(run, slot) || slot->own != NULL) {
            continue;
        }
        slot->own = fu_arena_new();
        slot->taken = *parcel;
        slot->taken.sender = fu_arena_copy(slot->own, parcel->sender);
        slot->taken.recipient = fu_arena_copy(slot->own, parcel->recipient);
        slot->taken.bytes = fu_arena_copy_n(slot->own, parcel->bytes, parcel->length);
        slot->transaction.parcel = &slot->taken;
        parcel->outcome = FU_OUTCOME_TAKEN_OVER;
    }
}

void fu_run_work(struct fu_run *run)
{
    struct fu_outbox *outbox = run->outbox;
    outbox->login_refused = false;
    freshen(run);
    serve_within(run, 0);
    assign(run);
    while (goes_on(run)) {
        serve(run);
        assign(run);
    }
    if (is_over(run)) {
        give_the_rest_up(run);
    }
    for (size_t i = 0; i < outbox->slot_count && waiting(outbox) == 0; i++) {
        if (outbox->slots[i].state == FU_SLOT_CONNECTING) {
            fu_slot_close(&outbox->slots[i], false);
        }
    }
    take_over(run);
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
