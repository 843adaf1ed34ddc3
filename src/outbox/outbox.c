/* The outbox as others hold it: settings, password, and the handles of libcurl.
 *
 * Nothing here fails but what fu_run_work() and fu_run_connect() report. Limit:
 * FU_SMTP_CONNECTIONS_MAX connections. */
#include "followupd/outbox/outbox.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/text.h"
#include "run.h"
#include "secret.h"

enum { URL_MAX = 1024 };

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
    outbox->answers = fu_arena_new();
    int count = settings->connections;
    outbox->slot_count = count < 1                         ? 1
                         : count > FU_SMTP_CONNECTIONS_MAX ? FU_SMTP_CONNECTIONS_MAX
                                                           : (size_t)count;
    outbox->slots = fu_allocate(outbox->slot_count, sizeof *outbox->slots);
    return outbox;
}

void fu_outbox_rest(struct fu_outbox *outbox)
{
    for (size_t i = 0; i < outbox->slot_count; i++) {
        fu_slot_close(&outbox->slots[i], true);
    }
}

/* Gives up the library's handles, and with them its copies of the password. */
static void forget_connections(struct fu_outbox *outbox)
{
    fu_outbox_rest(outbox);
    for (size_t i = 0; i < outbox->slot_count; i++) {
        fu_smtp_connection_free(&outbox->slots[i].connection);
    }
    if (outbox->multi != NULL) {
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
    forget_connections(closed);
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
    if (strcmp(outbox->server.password, password) != 0) {
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
    fu_run_begin(&run, outbox, parcels, count);
    run.dots = dots;
    run.stop = stop;
    fu_run_work(&run);
    fu_run_end(&run);
    return run.ours ? fu_error_set(error, FU_TEMPORARY, "%s", run.trouble) : FU_OK;
}

enum fu_status fu_outbox_probe(
    const struct fu_outbox_settings *settings, const char *password, struct fu_error *error)
{
    struct fu_outbox *outbox = fu_outbox_open(settings);
    begin(outbox, password);
    struct fu_run run;
    fu_run_begin(&run, outbox, NULL, 0);
    enum fu_status status = FU_OK;
    if (!fu_run_connect(&run)) {
        status = fu_error_set(error, FU_TEMPORARY, "%s", run.trouble);
    }
    fu_run_end(&run);
    fu_outbox_close(&outbox);
    return status;
}

bool fu_outbox_login_refused(const struct fu_outbox *outbox)
{
    return outbox->login_refused;
}

fu_instant fu_outbox_certificate_ends(const struct fu_outbox *outbox)
{
    return outbox->certificate_ends;
}
