/* The outbox as others hold it: settings, password, and the handles of libcurl.
 *
 * Nothing here fails but what fu_run_work() and fu_run_connect() report. Limit:
 * FU_SMTP_CONNECTIONS_MAX connections. */
#include "followupd/outbox/outbox.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/clock.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"
#include "run.h"
#include "secret.h"

enum { URL_MAX = 1024 };

_Static_assert(
    (int)FU_SLOTS_MAX <= (int)FU_DOTS_KEPT_MAX, "no dot of a mail under way is forgotten");

static int seconds_or(int given, int usual)
{
    return given > 0 ? given : usual;
}

static char *make_url(const char *url, const char *hello)
{
    struct fu_buffer text;
    fu_buffer_init(&text, URL_MAX);
    fu_buffer_add_text(&text, url);
    if (hello[0] != '\0') {
        fu_buffer_add_text(&text, url[0] != '\0' && url[strlen(url) - 1] == '/' ? "" : "/");
        fu_uri_escape(&text, hello);
    }
    return text.data;
}

static char *make_name(const char *url)
{
    const char *host = strstr(url, "://");
    host = host != NULL ? host + strlen("://") : url;
    return fu_copy_n(host, strcspn(host, "/"));
}

struct fu_outbox *fu_outbox_open(const struct fu_outbox_settings *settings)
{
    fu_curl_start();
    struct fu_outbox *outbox = fu_allocate(1, sizeof *outbox);
    outbox->server = (struct fu_server){
        .url = make_url(settings->url, settings->hello),
        .name = make_name(settings->url),
        .user = fu_copy(settings->user),
        .auth = fu_copy(settings->auth),
        .ca_file = fu_copy(settings->ca_file),
        .password = fu_copy(""),
        .starttls = settings->starttls,
        .connect_deadline = seconds_or(settings->connect_deadline, FU_SMTP_CONNECT_DEADLINE),
    };
    outbox->waits = (struct fu_waits){
        .command =
            (int64_t)FU_SECOND * seconds_or(settings->command_deadline, FU_SMTP_COMMAND_DEADLINE),
        .answer =
            (int64_t)FU_SECOND * seconds_or(settings->answer_deadline, FU_SMTP_ANSWER_DEADLINE),
        .mail = (int64_t)FU_SECOND * seconds_or(settings->mail_deadline, FU_SMTP_MAIL_DEADLINE),
        .stop = (int64_t)FU_SECOND * seconds_or(settings->stop_deadline, FU_SMTP_STOP_DEADLINE),
    };
    outbox->alive = settings->alive;
    outbox->context = settings->context;
    outbox->patience = (int64_t)FU_SECOND * seconds_or(settings->patience, FU_SMTP_PATIENCE);
    outbox->collect = (int64_t)FU_SECOND * seconds_or(settings->collect, FU_SMTP_COLLECT);
    outbox->answers = fu_arena_new();
    int count = settings->connections;
    outbox->connections = count < 1                         ? 1
                          : count > FU_SMTP_CONNECTIONS_MAX ? FU_SMTP_CONNECTIONS_MAX
                                                            : (size_t)count;
    outbox->slot_count = 2 * outbox->connections;
    outbox->slots = fu_allocate(outbox->slot_count, sizeof *outbox->slots);
    outbox->again = fu_allocate(outbox->slot_count, sizeof(struct fu_parcel *));
    outbox->late = fu_allocate(outbox->slot_count, sizeof *outbox->late);
    return outbox;
}

void fu_outbox_rest(struct fu_outbox *outbox)
{
    for (size_t i = 0; i < outbox->slot_count; i++) {
        if (outbox->slots[i].state != FU_SLOT_BUSY) {
            fu_slot_close(&outbox->slots[i], true);
        }
    }
}

/* Gives up the library's handles, and with them its copies of the password; those that carry a mail
 * when it has ended. */
static void forget_connections(struct fu_outbox *outbox)
{
    bool busy = false;
    fu_outbox_rest(outbox);
    for (size_t i = 0; i < outbox->slot_count; i++) {
        struct fu_slot *slot = &outbox->slots[i];
        slot->outdated = slot->state == FU_SLOT_BUSY;
        busy |= slot->outdated;
        if (!slot->outdated) {
            fu_smtp_connection_free(&slot->connection);
        }
    }
    if (outbox->multi != NULL && !busy) {
        curl_multi_cleanup(outbox->multi);
        outbox->multi = NULL;
    }
}

void fu_outbox_close(struct fu_outbox **outbox)
{
    struct fu_outbox *closed = *outbox;
    if (closed == NULL) {
        return;
    }
    fu_outbox_rest(closed);
    for (size_t i = 0; i < closed->slot_count; i++) {
        fu_slot_close(&closed->slots[i], false);
        fu_arena_free(&closed->slots[i].own);
    }
    forget_connections(closed);
    free(closed->queue);
    free(closed->again);
    free(closed->late);
    fu_secret_free(&closed->server.password);
    free(closed->server.url);
    free(closed->server.name);
    free(closed->server.user);
    free(closed->server.auth);
    free(closed->server.ca_file);
    fu_arena_free(&closed->answers);
    free(closed->slots);
    free(closed);
    *outbox = NULL;
}

static void take_password(struct fu_outbox *outbox, const char *password)
{
    if (password != NULL && strcmp(outbox->server.password, password) != 0) {
        forget_connections(outbox);
        fu_secret_free(&outbox->server.password);
        outbox->server.password = fu_copy(password);
        outbox->login_known = false;
    }
}

/* Starts afresh: the answers of the run before are forgotten. */
static void begin(struct fu_outbox *outbox, const char *password)
{
    fu_arena_reset(outbox->answers);
    outbox->late_count = 0;
    take_password(outbox, password);
    if (outbox->multi == NULL) {
        outbox->multi = curl_multi_init();
    }
}

enum fu_status fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error)
{
    begin(outbox, password);
    struct fu_run run;
    fu_run_begin(&run, outbox);
    run.dots = dots;
    run.stop = stop;
    fu_run_add(&run, parcels, count);
    fu_run_work(&run);
    return run.ours ? fu_error_set(error, FU_TEMPORARY, "%s", run.trouble) : FU_OK;
}

enum fu_status fu_outbox_probe(
    const struct fu_outbox_settings *settings, const char *password, struct fu_error *error)
{
    struct fu_outbox *outbox = fu_outbox_open(settings);
    begin(outbox, password);
    struct fu_run run;
    fu_run_begin(&run, outbox);
    enum fu_status status = FU_OK;
    if (!fu_run_connect(&run)) {
        status = fu_error_set(error, FU_TEMPORARY, "%s", run.trouble);
    }
    fu_outbox_close(&outbox);
    return status;
}

size_t fu_outbox_in_hand(const struct fu_outbox *outbox)
{
    size_t count = outbox->again_count + outbox->queue_count - outbox->next;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        count += outbox->slots[i].state == FU_SLOT_BUSY;
    }
    return count;
}

static bool is_it(const struct fu_parcel *parcel, enum fu_parcel_kind kind, int64_t id)
{
    return parcel->kind == kind && parcel->id == id;
}

bool fu_outbox_has(const struct fu_outbox *outbox, enum fu_parcel_kind kind, int64_t id)
{
    bool found = false;
    for (size_t i = outbox->next; i < outbox->queue_count; i++) {
        found |= is_it(outbox->queue[i], kind, id);
    }
    for (size_t i = 0; i < outbox->again_count; i++) {
        found |= is_it(outbox->again[i], kind, id);
    }
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        found |= slot->state == FU_SLOT_BUSY && is_it(slot->transaction.parcel, kind, id);
    }
    return found;
}

const struct fu_parcel *fu_outbox_late(const struct fu_outbox *outbox, size_t *count)
{
    *count = outbox->late_count;
    return outbox->late;
}

size_t fu_outbox_watch(const struct fu_outbox *outbox, struct pollfd *list, int *timeout)
{
    int64_t now = fu_clock_ticks();
    size_t count = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        if (slot->state != FU_SLOT_BUSY) {
            continue;
        }
        int64_t left = fu_transaction_deadline(&slot->transaction) - now;
        int wait = left > 0 ? (int)left : 0;
        bool sends = (fu_transaction_events(&slot->transaction) & CURL_WAIT_POLLOUT) != 0;
        *timeout = *timeout < 0 || wait < *timeout ? wait : *timeout;
        list[count++] = (struct pollfd){
            .fd = slot->connection.socket, .events = (short)(sends ? POLLIN | POLLOUT : POLLIN)};
    }
    return count;
}

enum fu_status fu_outbox_forget_dots(
    const struct fu_outbox *outbox, struct fu_dots *dots, struct fu_error *error)
{
    const struct fu_parcel *kept[FU_SLOTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < outbox->slot_count; i++) {
        const struct fu_slot *slot = &outbox->slots[i];
        if (slot->state == FU_SLOT_BUSY && slot->transaction.dot_ready) {
            kept[count++] = slot->transaction.parcel;
        }
    }
    return fu_dots_keep(dots, kept, count, error);
}

bool fu_outbox_login_refused(const struct fu_outbox *outbox)
{
    return outbox->login_refused;
}

fu_instant fu_outbox_certificate_ends(const struct fu_outbox *outbox)
{
    return outbox->certificate_ends;
}
