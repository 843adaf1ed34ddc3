/* A session's life: open, what the mailbox looks like, search, close.
 *
 * A command that was not answered with OK, NO or BAD ends the session: the connection is marked
 * dead, since the parser may be out of step with the server. Round trips of an open: libcurl's
 * CAPABILITY and login, and SELECT; one more where the server does not say after the login what it
 * can. */
#include "followupd/intake/session.h"

#include <stdlib.h>
#include <string.h>

#include "mailbox_name.h"
#include "private.h"

void fu_command_begin(struct fu_session *session, const char *doing)
{
    fu_connection_begin(
        session->connection, doing, session->command_deadline, session->command_deadline);
    fu_wire_allow(&session->connection->wire, FU_WIRE_LINE, FU_WIRE_LINE, FU_ANSWER_TOTAL);
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
    const struct mailimap_selection_info *selection = session->imap->imap_selection_info;
    struct fu_session_info *info = &session->info;
    info->exists = session->connection->wire.exists;
    if (selection == NULL) {
        return;
    }
    info->validity = selection->sel_uidvalidity;
    info->next_uid = selection->sel_uidnext;
    info->read_only = selection->sel_perm == MAILIMAP_MAILBOX_READONLY;
    info->keeps_keywords = false;
    if (selection->sel_perm_flags == NULL) {
        return;
    }
    for (clistiter *at = clist_begin(selection->sel_perm_flags); at != NULL; at = clist_next(at)) {
        const struct mailimap_flag_perm *flag = clist_content(at);
        if (flag->fl_type == MAILIMAP_FLAG_PERM_ALL ||
            (flag->fl_type == MAILIMAP_FLAG_PERM_FLAG &&
                flag->fl_flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
                strcasecmp(flag->fl_flag->fl_data.fl_keyword, FU_KEYWORD) == 0)) {
            info->keeps_keywords = !info->read_only;
        }
    }
}

/* Tells libetpan that it is logged in, by a greeting that carries what the server said it can. It
 * is never without any capability: mailimap_capability() reads through NULL when none was ever
 * told. */
static enum fu_status greet(
    struct fu_session *session, const char *capabilities, struct fu_error *error)
{
    static const char start[] = "* PREAUTH [CAPABILITY IMAP4rev1 ";
    static const char end[] = "] ready\r\n";
    struct fu_connection *connection = session->connection;
    fu_connection_return(connection, start, sizeof start - 1);
    fu_connection_return(connection, capabilities, strlen(capabilities));
    fu_connection_return(connection, end, sizeof end - 1);
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
    session->connection->wire.news = false;
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
    struct fu_session_info *info = &session->info;
    info->has_idle = mailimap_has_extension(session->imap, "IDLE") != 0;
    info->has_move = mailimap_has_extension(session->imap, "MOVE") != 0;
    info->has_uidplus = mailimap_has_extension(session->imap, "UIDPLUS") != 0;
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
    char capabilities[FU_CAPABILITIES_MAX];
    enum fu_status status =
        fu_connection_open(settings, password, &session->connection, capabilities, error);
    if (status != FU_OK) {
        return status;
    }
    session->imap = mailimap_new(0, NULL);
    if (session->imap == NULL) {
        return fu_error_set(error, FU_TEMPORARY, "libetpan cannot be set up");
    }
    status = greet(session, capabilities, error);
    if (status == FU_OK && capabilities[0] == '\0') {
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
