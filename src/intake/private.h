/* What the files of this room share about a session. */
#ifndef FOLLOWUPD_SRC_INTAKE_PRIVATE_H
#define FOLLOWUPD_SRC_INTAKE_PRIVATE_H

#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "connection.h"
#include "followupd/intake/session.h"

struct fu_known_size {
    uint32_t uid;
    uint32_t size;
};

struct fu_session {
    mailimap *imap;
    struct fu_connection *connection;
    struct fu_session_info info;
    char *done_mailbox; /* own; as on the wire; "" for none */
    int64_t max_mail;
    bool idle;
    int64_t command_deadline, fetch_deadline, idle_start_deadline;
    struct fu_known_size *sizes; /* own; of the last fetch of sizes or headers, ascending */
    size_t size_count;
    bool move_refused;
    bool tells_moved; /* it said once which mails it moved */
};

/* Limits of a command whose answer is a few lines. */
enum { FU_ANSWER_TOTAL = 1024 * 1024 };

/* Begins a command: `doing` ends the sentence "… while <doing>". */
void fu_command_begin(struct fu_session *session, const char *doing);

/* True when the server answered the command with NO or BAD; *answer says how. The session goes on.
 */
bool fu_command_refused(const struct fu_session *session, struct fu_answer *answer);

/* The error of a command that libetpan failed with and that was not refused: the session is over.
 */
enum fu_status fu_command_failed(struct fu_session *session, struct fu_error *error);

/* The error of a refused command. */
enum fu_status fu_command_denied(const struct fu_session *session, const struct fu_answer *answer,
    const char *what, struct fu_error *error);

/* Takes over what the last command told about the mailbox. */
void fu_session_refresh(struct fu_session *session);

/* The UIDs, ascending, as a set. */
struct mailimap_set *fu_uid_set(const uint32_t *uids, size_t count);

/* libetpan's stream over the connection. The stream does not own the connection. */
mailstream *fu_driver_open(struct fu_connection *connection);

#endif
