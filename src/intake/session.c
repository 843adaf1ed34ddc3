/* A session's life: open, what the mailbox looks like, search, close.
 *
 * A command that was not answered with OK, NO or BAD ends the session: the connection is marked
 * dead, since the parser may be out of step with the server. Round trips of an open: libcurl's
 * CAPABILITY and login, and SELECT; one more where the server does not say after the login what it
 * can. */
#include "followupd/intake/session.h"

#include <stdlib.h>
#include <string.h>

#include "login.h"
#include "mailbox_name.h"
#include "private.h"

void fu_command_begin(struct fu_session *session, const char *doing)
{
    fu_connection_begin(
        session->connection, doing, session->command_deadline, session->command_deadline);
    fu_wire_allow(
        &session->connection->wire, FU_EXPECT_ANSWER, FU_WIRE_LINE, FU_WIRE_LINE, FU_ANSWER_TOTAL);
}

bool fu_command_refused(const struct fu_session *session, struct fu_answer *answer)
{
    const struct fu_connection *connection = session->connection;
    fu_answer_read(connection->wire.tagged, answer);
    return connection->trouble.status == FU_OK && answer->tag == session->imap->imap_tag &&
           (answer->kind == FU_ANSWER_NO || answer->kind == FU_ANSWER_BAD);
}

enum fu_status fu_command_failed(struct fu_session *session, struct fu_error *error)
{
    struct fu_connection *connection = session->connection;
    fu_connection_break(
        connection, "sends an answer that cannot be understood while %s", connection->doing);
    return fu_error_set(error, FU_TEMPORARY, "%s", connection->trouble.text);
}

enum fu_status fu_command_denied(const struct fu_session *session, const struct fu_answer *answer,
    const char *what, struct fu_error *error)
{
    return fu_error_set(
        error, FU_TEMPORARY, "%s refuses %s: %s", session->connection->server, what, answer->words);
}

void fu_session_refresh(struct fu_session *session)
{
    const struct fu_notes *notes = &session->connection->wire.notes;
    struct fu_session_info *info = &session->info;
    info->validity = notes->validity;
    info->next_uid = notes->next_uid;
    info->exists = notes->exists;
    info->read_only = notes->read_only;
    info->keeps_keywords = notes->keeps_keywords && !notes->read_only;
}

/* Tells libetpan that it is logged in. The greeting has a capability, since mailimap_capability()
 * reads through NULL when none was ever told. */
static enum fu_status greet(struct fu_session *session, struct fu_error *error)
{
    struct fu_connection *connection = session->connection;
    fu_buffer_add_text(&connection->pending, "* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n");
    fu_command_begin(session, "the session begins");
    mailstream *stream = fu_driver_open(connection);
    if (stream == NULL ||
        mailimap_connect(session->imap, stream) != MAILIMAP_NO_ERROR_AUTHENTICATED) {
        return fu_command_failed(session, error);
    }
    return FU_OK;
}

static enum fu_status ask_capabilities(struct fu_session *session, struct fu_error *error)
{
    fu_command_begin(session, "it is asked what it can");
    struct mailimap_capability_data *data = NULL;
    int result = mailimap_capability(session->imap, &data);
    if (data != NULL) {
        mailimap_capability_data_free(data);
    }
    struct fu_answer answer;
    if (result != MAILIMAP_NO_ERROR && !fu_command_refused(session, &answer)) {
        return fu_command_failed(session, error);
    }
    return FU_OK;
}

static enum fu_status mailbox_refused(const struct fu_session *session, const char *mailbox,
    const struct fu_answer *answer, struct fu_error *error)
{
    enum fu_status status = fu_answer_temporary(answer) ? FU_TEMPORARY : FU_PERMANENT;
    return fu_error_set(error, status, "%s does not open the mailbox \"%.100s\": %s. Check mailbox",
        session->connection->server, mailbox, answer->words);
}

static enum fu_status select_mailbox(
    struct fu_session *session, const char *mailbox, struct fu_error *error)
{
    char name[FU_MAILBOX_NAME_MAX + 1];
    if (!fu_mailbox_name_encode(mailbox, name, sizeof name)) {
        return fu_error_set(
            error, FU_PERMANENT, "mailbox = %.100s is not a name a mailbox can have", mailbox);
    }
    fu_command_begin(session, "the mailbox is opened");
    struct fu_answer answer;
    if (mailimap_select(session->imap, name) != MAILIMAP_NO_ERROR) {
        return fu_command_refused(session, &answer)
                   ? mailbox_refused(session, mailbox, &answer, error)
                   : fu_command_failed(session, error);
    }
    fu_session_refresh(session);
    session->connection->wire.notes.news = false;
    if (session->info.validity == 0) {
        return fu_error_set(error, FU_PERMANENT,
            "%s gives the mailbox no UIDVALIDITY, so that its mails cannot be told apart; it "
            "cannot be used",
            session->connection->server);
    }
    return FU_OK;
}

static void note_capabilities(struct fu_session *session)
{
    const struct fu_notes *notes = &session->connection->wire.notes;
    session->info.has_idle = fu_notes_has(notes, "IDLE");
    session->info.has_move = fu_notes_has(notes, "MOVE");
    session->info.has_uidplus = fu_notes_has(notes, "UIDPLUS");
}

static int64_t or_default(int64_t seconds, int64_t usual)
{
    return seconds > 0 ? seconds : usual;
}

static struct fu_session *new_session(const struct fu_intake_settings *settings)
{
    struct fu_session *session = fu_allocate(1, sizeof *session);
    char done[FU_MAILBOX_NAME_MAX + 1];
    bool named = settings->done_mailbox != NULL && settings->done_mailbox[0] != '\0' &&
                 fu_mailbox_name_encode(settings->done_mailbox, done, sizeof done);
    session->done_mailbox = fu_copy(named ? done : "");
    session->max_mail = settings->max_mail;
    session->idle = settings->idle;
    session->command_deadline = or_default(settings->command_deadline, FU_COMMAND_DEADLINE);
    session->fetch_deadline = or_default(settings->fetch_deadline, FU_FETCH_DEADLINE);
    session->idle_start_deadline =
        or_default(settings->idle_start_deadline, FU_IDLE_START_DEADLINE);
    session->sizes = fu_allocate(FU_BATCH_MAX, sizeof *session->sizes);
    return session;
}

static enum fu_status enter(struct fu_session *session, const struct fu_intake_settings *settings,
    const char *password, struct fu_error *error)
{
    enum fu_status status = fu_connection_open(settings, password, &session->connection, error);
    if (status != FU_OK) {
        return status;
    }
    session->info.certificate_ends = fu_login_certificate_ends(session->connection->curl);
    session->imap = mailimap_new(0, NULL);
    if (session->imap == NULL) {
        return fu_error_set(error, FU_TEMPORARY, "libetpan cannot be set up");
    }
    status = greet(session, error);
    if (status == FU_OK && session->connection->wire.notes.capabilities[0] == '\0') {
        status = ask_capabilities(session, error);
    }
    if (status == FU_OK) {
        note_capabilities(session);
        status = select_mailbox(session, settings->mailbox, error);
    }
    return status;
}

enum fu_status fu_session_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_session **session, struct fu_error *error)
{
    *session = new_session(settings);
    enum fu_status status = enter(*session, settings, password, error);
    if (status != FU_OK) {
        fu_session_close(session);
    }
    return status;
}

/* The answer is not waited for: RFC 3501 wants LOGOUT, nobody wants to wait for it. */
static void say_logout(struct fu_session *session)
{
    static const char logout[] = "Z LOGOUT\r\n";
    size_t sent;
    if (session->connection->trouble.status == FU_OK) {
        curl_easy_send(session->connection->curl, logout, sizeof logout - 1, &sent);
        fu_connection_break(session->connection, "is closed");
    }
}

void fu_session_close(struct fu_session **session)
{
    struct fu_session *closing = *session;
    if (closing == NULL) {
        return;
    }
    if (closing->connection != NULL) {
        say_logout(closing);
    }
    if (closing->imap != NULL) {
        mailimap_free(closing->imap);
    }
    fu_connection_close(&closing->connection);
    free(closing->done_mailbox);
    free(closing->sizes);
    free(closing);
    *session = NULL;
}

const struct fu_session_info *fu_session_info(const struct fu_session *session)
{
    return &session->info;
}
