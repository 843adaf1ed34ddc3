/* Clock, IMAP and SMTP of the soak test, and how a worker waits. */
#include "life.h"

#include "followupd/base/clock.h"
#include "followupd/intake/session.h"
#include "followupd/outbox/outbox.h"
#include "followupd/outbox/schedule.h"
#include "../replay/world.h"
#include "worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct life *life;
enum life_worker life_role;

struct fu_session {
    struct fu_session_info info;
};

struct fu_outbox {
    uint64_t chance;
};

void life_idle(void)
{
    sem_post(&life->idle[life_role]);
    sem_wait(&life->go[life_role]);
    fu_worker_stopping = life->stopping;
}

/* --wrap: every wait of a worker, under the name that a hardened build gives it, too. */
int __real_poll(struct pollfd *watched, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *watched, nfds_t count, int timeout);
int __wrap___poll_chk(struct pollfd *watched, nfds_t count, int timeout, size_t room);

int __wrap_poll(struct pollfd *watched, nfds_t count, int timeout)
{
    if (life_role == LIFE_WORKERS || timeout == 0)
        return __real_poll(watched, count, timeout);
    life_idle();
    return __real_poll(watched, count, 0);
}

int __wrap___poll_chk(struct pollfd *watched, nfds_t count, int timeout, size_t room)
{
    if (count > room / sizeof *watched)
        abort();
    return __wrap_poll(watched, count, timeout);
}

fu_instant fu_clock_now(void)
{
    return life->clock;
}

int64_t fu_clock_ticks(void)
{
    return life->clock * 1000;
}

bool fu_clock_synchronised(void)
{
    return true;
}

bool world_has_readers(void)
{
    return true;
}

int64_t fu_clock_spent(pid_t process)
{
    (void)process;
    return 0;
}

/* The IMAP server */

static enum fu_status is_up(struct fu_error *error)
{
    return life->imap_down ? fu_error_set(error, FU_TEMPORARY, "The server cannot be reached.")
                           : FU_OK;
}

enum fu_status fu_session_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_session **session, struct fu_error *error)
{
    (void)settings;
    (void)password;
    if (is_up(error) != FU_OK)
        return FU_TEMPORARY;
    *session = calloc(1, sizeof **session);
    (*session)->info.validity = 1;
    return FU_OK;
}

void fu_session_close(struct fu_session **session)
{
    free(*session);
    *session = NULL;
}

const struct fu_session_info *fu_session_info(const struct fu_session *session)
{
    return &session->info;
}

enum fu_status fu_session_search(struct fu_session *session, uint32_t after, struct fu_arena *arena,
    uint32_t **uids, size_t *count, struct fu_error *error)
{
    uint32_t first = after + 1, number;

    (void)session;
    *count = 0;
    if (is_up(error) != FU_OK)
        return FU_TEMPORARY;
    *uids = fu_arena_allocate(arena, SLOTS, sizeof **uids);
    for (number = first; number <= life->newest; number++)
        (*uids)[(*count)++] = number;
    return FU_OK;
}

/* Numbers only ever grow here. */
enum fu_status fu_session_search_since(struct fu_session *session, fu_instant moment,
    struct fu_arena *arena, uint32_t **uids, size_t *count, struct fu_error *error)
{
    (void)moment;
    return fu_session_search(session, life->newest, arena, uids, count, error);
}

enum fu_status fu_session_fetch(struct fu_session *session, enum fu_fetch what,
    const uint32_t *uids, size_t count, struct fu_arena *arena, struct fu_fetched **fetched,
    size_t *found, bool *one_by_one, struct fu_error *error)
{
    const struct life_mail *mail;
    size_t i;

    (void)session;
    *one_by_one = false;
    *found = 0;
    if (is_up(error) != FU_OK)
        return FU_TEMPORARY;
    *fetched = fu_arena_allocate(arena, count + 1, sizeof **fetched);
    for (i = 0; i < count; i++) {
        mail = &life->mails[uids[i] % SLOTS];
        if (mail->number != uids[i] || mail->filed)
            continue;
        (*fetched)[(*found)++] = (struct fu_fetched){.uid = uids[i],
            .size = mail->length,
            .arrived = mail->arrived,
            .bytes = what == FU_FETCH_SIZE ? NULL : mail->bytes,
            .length = what == FU_FETCH_SIZE ? 0 : mail->length,
            .whole = what == FU_FETCH_MAIL};
    }
    return FU_OK;
}

enum fu_status fu_session_file(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    size_t i;

    (void)session;
    if (is_up(error) != FU_OK)
        return FU_TEMPORARY;
    for (i = 0; i < count; i++)
        life->mails[uids[i] % SLOTS].filed = true;
    return FU_OK;
}

enum fu_status fu_session_wait(
    struct fu_session *session, int64_t seconds, int wake_fd, bool *woken, struct fu_error *error)
{
    (void)session;
    (void)seconds;
    (void)wake_fd;
    *woken = true;
    life_idle();
    return is_up(error);
}

/* The SMTP server: down at times; of a hundred mails it puts one off, and of a thousand it leaves
 * one in doubt. */

struct fu_outbox *fu_outbox_open(const struct fu_outbox_settings *settings)
{
    struct fu_outbox *outbox = calloc(1, sizeof *outbox);

    (void)settings;
    outbox->chance = 88172645463325252u;
    return outbox;
}

void fu_outbox_close(struct fu_outbox **outbox)
{
    free(*outbox);
    *outbox = NULL;
}

void fu_outbox_rest(struct fu_outbox *outbox)
{
    (void)outbox;
}

bool fu_outbox_login_refused(const struct fu_outbox *outbox)
{
    (void)outbox;
    return false;
}

fu_instant fu_outbox_certificate_ends(const struct fu_outbox *outbox)
{
    (void)outbox;
    return 0;
}

/* The value of a header field up to the end of its line; NULL without. */
static const char *find_field(const struct fu_parcel *parcel, const char *name, size_t *length)
{
    const char *at = memmem(parcel->bytes, parcel->length, name, strlen(name));

    if (!at)
        return NULL;
    at += strlen(name);
    *length = strcspn(at, "\r");
    return at;
}

static void keep_token(const struct fu_parcel *parcel)
{
    struct life_token *token = &life->tokens[life->token_count % TOKENS];
    size_t length;
    const char *address = find_field(parcel, "\r\nReply-To: ", &length);

    if (!address || length >= TOKEN_MAX || strlen(parcel->recipient) >= TOKEN_MAX)
        return;
    memcpy(token->address, address, length);
    token->address[length] = '\0';
    strcpy(token->person, parcel->recipient);
    life->token_count++;
}

/* The number of the mail that it is about; 0: of none. */
static uint32_t keep_promise(const struct fu_parcel *parcel)
{
    size_t length;
    const char *subject = find_field(parcel, "\r\nSubject: ", &length);
    const char *number = subject ? memmem(subject, length, "Mail ", 5) : NULL;
    uint32_t mail = number ? (uint32_t)strtoul(number + 5, NULL, 10) : 0;

    if (mail == 0 || mail > life->newest)
        return 0;
    if (life->promises[mail].reminders++ == 0)
        life->promises[mail].sent = (uint32_t)((life->clock - life->start) / HOUR);
    return mail;
}

static enum fu_outcome take(
    struct fu_outbox *outbox, const struct fu_parcel *parcel, struct fu_dots *dots)
{
    struct fu_error error;

    if (life->smtp_down)
        return FU_OUTCOME_OURS;
    if (life_chance(&outbox->chance, 100) == 0) {
        life->put_off++;
        return FU_OUTCOME_LATER;
    }
    if (fu_dots_add(dots, parcel->kind, parcel->id, parcel->attempt, &error) != FU_OK)
        return FU_OUTCOME_OURS;
    if (parcel->kind != FU_PARCEL_DELIVERY) {
        life->answers++;
        return FU_OUTCOME_SENT;
    }
    life->reminders++;
    if (keep_promise(parcel) > ENDLESS)
        keep_token(parcel);
    if (life_chance(&outbox->chance, 1000) > 0)
        return FU_OUTCOME_SENT;
    life->unsure++;
    return FU_OUTCOME_UNSURE;
}

enum fu_status fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error)
{
    size_t i;

    (void)password;
    (void)stop;
    for (i = 0; i < count; i++) {
        parcels[i].outcome = take(outbox, &parcels[i], dots);
        parcels[i].answer = "as the soak test has it";
        parcels[i].again = fu_retry_at(parcels[i].attempt, 0, life->clock);
    }
    return life->smtp_down ? fu_error_set(error, FU_TEMPORARY, "The mail server is away.") : FU_OK;
}
