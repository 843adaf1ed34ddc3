/* Looking for what is wrong, in the store and on its disk. Each fault is found by one function; a
 * list of those that were found is bounded by the inboxes and servers of the configuration. */
#include "followupd/followup/watch.h"

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/cadence/say.h"
#include "followupd/followup/pause.h"
#include "followupd/store/alerts.h"
#include "followupd/store/aside.h"
#include "followupd/store/letters.h"

#include <inttypes.h>
#include <string.h>
#include <sys/statvfs.h>

enum { FAULTS_MAX = 256, NAMED_MAX = 5, POLLS_MISSED = 3, DOUBTED_FOR = 86400, DURATION_TEXT = 64 };
enum { DELAYED_AFTER = 86400 };
/* Somewhat longer than what lies between two alerts, so that none is missed that failed after one.
 */
enum { FAILED_FOR = FU_ALERT_EVERY + 3600 };

#define KIND_INBOX "inbox "
#define KIND_SHARED "shared "
#define KIND_OUTBOX "outbox"
#define KIND_WEB "web"
#define KIND_BACKUP "backup"
#define KIND_CLOCK FU_TROUBLE_CLOCK
#define KIND_DUE "due"
#define KIND_DELAYED "delayed"
#define KIND_DISK "disk"
#define KIND_CERTIFICATE "certificate "
#define KIND_DOUBTED "doubted"
#define KIND_QUARANTINE "quarantine"
#define KIND_ASIDE "aside"
#define KIND_PAUSED "paused"
#define KIND_FAILED FU_FAULT_FAILED

const char *const fu_fault_kinds[] = {KIND_INBOX, KIND_SHARED, KIND_OUTBOX, KIND_WEB, KIND_BACKUP,
    KIND_CLOCK, KIND_DUE, KIND_DELAYED, KIND_DISK, KIND_CERTIFICATE, KIND_DOUBTED, KIND_QUARANTINE,
    KIND_ASIDE, KIND_PAUSED, KIND_FAILED, NULL};

struct search {
    struct fu_store *store;
    const struct fu_watch *watch;
    struct fu_arena *arena;
    fu_instant now;
    struct fu_fault *faults;
    size_t count;
};

typedef enum fu_status finder(struct search *search, struct fu_error *error);

const char *fu_trouble_cure(const char *duty)
{
    if (strcmp(duty, KIND_BACKUP) == 0)
        return "Make room on the disk of the state folder.";
    if (strcmp(duty, KIND_WEB) == 0)
        return "Free that address, or name another with listen in [web]; it is tried again by "
               "itself.";
    if (strcmp(duty, KIND_CLOCK) == 0)
        return "timedatectl says what the clock says. If that is right, nothing is to be done: "
               "what waits goes out when the clock has been steady.";
    if (strncmp(duty, KIND_SHARED, strlen(KIND_SHARED)) == 0)
        return "If a second followupd reads this mailbox, stop one of them: both remind. If a "
               "filter or a mail program moves the mails, let it wait.";
    if (strcmp(duty, KIND_OUTBOX) == 0)
        return "followupctl check says what it finds when it tries now; what waits goes out by "
               "itself then.";
    return "followupctl check says what it finds when it tries now; no restart is needed.";
}

bool fu_disk_nearly_full(int64_t available, int64_t size)
{
    int64_t least = size / 100 * FU_DISK_PERCENT;

    if (least > FU_DISK_ENOUGH)
        least = FU_DISK_ENOUGH;
    return available < FU_DISK_LEAST || available < least;
}

static void put(struct search *search, const struct fu_fault *fault)
{
    if (search->count < FAULTS_MAX)
        search->faults[search->count++] = *fault;
}

static void add(struct search *search, const char *kind, const char *sentence, const char *cure,
    fu_instant since)
{
    put(search,
        &(struct fu_fault){.kind = kind, .sentence = sentence, .cure = cure, .since = since});
}

/* What was to be done by then, and is not. */
static void add_undone(struct search *search, const char *kind, const char *sentence,
    const char *cure, fu_instant since)
{
    put(search,
        &(struct fu_fault){
            .kind = kind, .sentence = sentence, .cure = cure, .since = since, .undone = true});
}

static bool has(const struct search *search, const char *kind)
{
    size_t i;

    for (i = 0; i < search->count; i++) {
        if (strcmp(search->faults[i].kind, kind) == 0)
            return true;
    }
    return false;
}

/* Whether the configuration has an inbox of that name. */
static bool is_inbox(const struct fu_watch *watch, const char *name)
{
    size_t i;

    for (i = 0; i < watch->inbox_count; i++) {
        if (strcmp(name, watch->inboxes[i].name) == 0)
            return true;
    }
    return false;
}

/* Whether anybody works on what is called so, and says how it goes. */
static bool is_served(const struct fu_watch *watch, const char *duty)
{
    if (strcmp(duty, KIND_WEB) == 0)
        return watch->web;
    if (strncmp(duty, KIND_INBOX, strlen(KIND_INBOX)) != 0 &&
        strncmp(duty, KIND_SHARED, strlen(KIND_SHARED)) != 0)
        return true;
    return is_inbox(watch, strchr(duty, ' ') + 1);
}

/* What the store says of duties that are gone: of each a name. */
static enum fu_status find_gone(struct search *search, const char ***names, size_t *trouble_count,
    size_t *count, struct fu_error *error)
{
    struct fu_trouble *troubles;
    struct fu_certificate *certificates;
    size_t certificate_count = 0, i;
    enum fu_status status =
        fu_store_troubles(search->store, search->arena, &troubles, trouble_count, error);

    if (status == FU_OK)
        status = fu_store_certificates(
            search->store, search->arena, FU_INSTANT_MAX, &certificates, &certificate_count, error);
    if (status != FU_OK)
        return status;
    *names =
        fu_arena_allocate(search->arena, *trouble_count + certificate_count + 1, sizeof **names);
    *count = 0;
    for (i = 0; i < *trouble_count; i++) {
        if (!is_served(search->watch, troubles[i].duty))
            (*names)[(*count)++] = troubles[i].duty;
    }
    *trouble_count = *count;
    for (i = 0; i < certificate_count; i++) {
        if (!is_served(search->watch, certificates[i].server))
            (*names)[(*count)++] = certificates[i].server;
    }
    return FU_OK;
}

enum fu_status fu_faults_forget(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, struct fu_error *error)
{
    struct search search = {.store = store, .watch = watch, .arena = arena};
    const char **names;
    size_t troubles = 0, count = 0, i;
    enum fu_status status = find_gone(&search, &names, &troubles, &count, error);

    if (status != FU_OK || count == 0)
        return status;
    status = fu_store_begin(store, error);
    for (i = 0; status == FU_OK && i < count; i++)
        status = i < troubles ? fu_store_trouble(store, names[i], "", 0, error)
                              : fu_store_certificate_end(store, names[i], error);
    if (status == FU_OK)
        return fu_store_commit(store, error);
    fu_store_rollback(store);
    return status;
}

static enum fu_status find_troubles(struct search *search, struct fu_error *error)
{
    struct fu_trouble *troubles;
    size_t count, i;
    enum fu_status status =
        fu_store_troubles(search->store, search->arena, &troubles, &count, error);

    for (i = 0; status == FU_OK && i < count; i++)
        add(search, troubles[i].duty, troubles[i].sentence, fu_trouble_cure(troubles[i].duty),
            troubles[i].since);
    return status;
}

/* An inbox that nobody says anything of, and that is not read either. */
static enum fu_status find_silent_inboxes(struct search *search, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    struct fu_inbox_state state;
    char text[DURATION_TEXT];
    const char *kind;
    size_t i;

    for (i = 0; status == FU_OK && i < search->watch->inbox_count; i++) {
        const struct fu_watched_inbox *inbox = &search->watch->inboxes[i];

        kind = fu_arena_print(search->arena, KIND_INBOX "%s", inbox->name);
        status = fu_store_inbox_get(search->store, search->arena, inbox->name, &state, error);
        if (status != FU_OK || has(search, kind) || state.last_poll == FU_NEVER ||
            search->now - state.last_poll <= POLLS_MISSED * inbox->poll)
            continue;
        fu_duration_say(search->now - state.last_poll, text, sizeof text);
        add_undone(search, kind,
            fu_arena_print(search->arena, "It was read %s ago for the last time.", text),
            fu_trouble_cure(kind), state.last_poll);
    }
    return status;
}

/* When the outbox is in trouble, that is said already. */
static enum fu_status find_due(struct search *search, struct fu_error *error)
{
    fu_instant due;
    char text[DURATION_TEXT];
    enum fu_status status = fu_store_next_due(search->store, &due, error);

    if (has(search, KIND_OUTBOX) || has(search, KIND_CLOCK))
        return status;
    if (status != FU_OK || due == FU_NEVER || due > search->now - search->watch->after)
        return status;
    fu_duration_say(search->now - due, text, sizeof text);
    add_undone(search, KIND_DUE,
        fu_arena_print(search->arena, "A mail has been due for %s and is not sent.", text),
        "followupctl queue shows what waits and why; followupctl status, whether followupd runs.",
        due);
    return FU_OK;
}

/* What others go out beside leaves no trouble of the outbox's that lasts. */
static enum fu_status find_delayed(struct search *search, struct fu_error *error)
{
    fu_instant since;
    const char *why;
    char text[DURATION_TEXT];
    enum fu_status status = fu_store_delayed(search->store, search->arena, &since, &why, error);

    if (status != FU_OK || since == FU_NEVER || since > search->now - DELAYED_AFTER)
        return status;
    fu_duration_say(search->now - since, text, sizeof text);
    add_undone(search, KIND_DELAYED,
        fu_arena_print(
            search->arena, "A mail has been tried for %s and is not sent: %s", text, why),
        "followupctl queue shows whose it is. It goes out by itself when this is mended.", since);
    return FU_OK;
}

static enum fu_status find_full_disk(struct search *search, struct fu_error *error)
{
    struct statvfs disk;
    int64_t available;

    (void)error;
    if (statvfs(search->watch->folder, &disk) < 0)
        return FU_OK;
    available = (int64_t)(disk.f_bavail * disk.f_frsize);
    if (fu_disk_nearly_full(available, (int64_t)(disk.f_blocks * disk.f_frsize)))
        add(search, KIND_DISK,
            fu_arena_print(search->arena, "The disk that holds %s has only %" PRId64 " MB left.",
                search->watch->folder, available / 1000000),
            "Make room on it. While it is full no new mail is taken in; what is due still goes "
            "out.",
            FU_NEVER);
    return FU_OK;
}

static enum fu_status find_certificates(struct search *search, struct fu_error *error)
{
    struct fu_certificate *rows;
    size_t count, i;
    enum fu_status status = fu_store_certificates(
        search->store, search->arena, search->now + FU_CERTIFICATE_WARNING, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++)
        add(search, fu_arena_print(search->arena, KIND_CERTIFICATE "%s", rows[i].server),
            fu_arena_print(search->arena, "The certificate of its server ends on %s.",
                fu_say_moment(search->arena, search->watch->settings->defaults.zone, rows[i].ends)),
            "Have it renewed; from its end on nothing is sent to that server.", FU_NEVER);
    return status;
}

static enum fu_status find_doubted(struct search *search, struct fu_error *error)
{
    struct fu_doubted *rows;
    const char *text = "";
    fu_instant first = search->now;
    size_t count, i;
    enum fu_status status = fu_store_doubted(
        search->store, search->arena, search->now - DOUBTED_FOR, NAMED_MAX, &rows, &count, error);

    if (status != FU_OK || count == 0)
        return status;
    for (i = 0; i < count; i++) {
        text = fu_arena_print(search->arena, "%s%s%s (%" PRId64 ")", text, i > 0 ? ", " : "",
            rows[i].sender, rows[i].mails);
        first = rows[i].first < first ? rows[i].first : first;
    }
    add(search, KIND_DOUBTED,
        fu_arena_print(search->arena,
            "Mails of allowed senders made nothing, since nothing proved who wrote them: %s. %s",
            text, rows[0].reason),
        rows[0].cure[0] ? rows[0].cure : "followupctl trace tells more.", first);
    return FU_OK;
}

/* Of inboxes that are read; for one that was taken out of the configuration nobody waits. */
static enum fu_status find_quarantined(struct search *search, struct fu_error *error)
{
    struct fu_attempt *rows;
    fu_instant first = search->now;
    size_t count, aside = 0, i;
    enum fu_status status = fu_store_attempts(
        search->store, search->arena, NULL, FU_ATTEMPT_QUARANTINED, &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (!is_inbox(search->watch, rows[i].origin.inbox))
            continue;
        aside++;
        first = rows[i].at < first ? rows[i].at : first;
    }
    if (status != FU_OK || aside == 0)
        return status;
    add(search, KIND_QUARANTINE,
        fu_arena_print(
            search->arena, "Mails that could not be read and are set aside: %zu.", aside),
        "followupctl quarantine says why; then quarantine retry ID or quarantine drop ID.", first);
    return FU_OK;
}

static enum fu_status find_aside(struct search *search, struct fu_error *error)
{
    struct fu_aside *rows;
    const char *text = "";
    size_t count, i;
    enum fu_status status = fu_store_asides(search->store, search->arena, &rows, &count, error);

    if (status != FU_OK || count == 0)
        return status;
    for (i = 0; i < count && i < NAMED_MAX; i++)
        text = fu_arena_print(search->arena, "%s\n%s: %s", text,
            rows[i].followup != 0 ? fu_arena_print(search->arena, "#%" PRId64, rows[i].followup)
                                  : rows[i].address,
            rows[i].why);
    add(search, KIND_ASIDE,
        fu_arena_print(search->arena,
            "Mails that the store refuses to have sent, and that are put aside: %zu.%s", count,
            text),
        "It is a mistake of ours: update followupd, or report these words. Then followupctl retry "
        "ID, with the numbers of followupctl queue.",
        rows[0].at);
    return FU_OK;
}

static enum fu_status find_paused(struct search *search, struct fu_error *error)
{
    const char **addresses;
    const char *text = "";
    size_t count, i;
    int64_t total;
    enum fu_status status =
        fu_store_paused(search->store, search->arena, NAMED_MAX, &addresses, &count, &total, error);

    if (status != FU_OK || count == 0)
        return status;
    for (i = 0; i < count; i++)
        text = fu_arena_print(search->arena, "%s%s%s", text, i > 0 ? ", " : "", addresses[i]);
    add(search, KIND_PAUSED,
        fu_arena_print(search->arena,
            "Nothing is sent any more to addresses that refused mail for good, %" PRId64 ": %s.",
            total, text),
        "When the mailbox works again: followupctl person ADDRESS paused=no.", FU_NEVER);
    return FU_OK;
}

/* What was not tried because its address is paused is told as that. */
static enum fu_status find_failed(struct search *search, struct fu_error *error)
{
    struct fu_unsent *rows;
    const char *text = "";
    fu_instant first = search->now;
    size_t count, i;
    int64_t total;
    enum fu_status status = fu_store_unsent(search->store, search->arena, search->now - FAILED_FOR,
        FU_PAUSED_ANSWER, NAMED_MAX, &rows, &count, &total, error);

    if (status != FU_OK || count == 0)
        return status;
    for (i = 0; i < count; i++) {
        text = fu_arena_print(
            search->arena, "%s\n#%" PRId64 ": %s", text, rows[i].followup, rows[i].why);
        first = rows[i].at;
    }
    add(search, KIND_FAILED,
        fu_arena_print(search->arena,
            "Reminders that could not be sent, or of which nobody knows whether they arrived: "
            "%" PRId64 ".%s",
            total, text),
        "followupctl queue shows them, with the server's words; followupctl retry ID tries again.",
        first);
    return FU_OK;
}

enum fu_status fu_faults_find(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, fu_instant now, struct fu_fault **faults, size_t *count,
    struct fu_error *error)
{
    static finder *const finders[] = {find_troubles, find_silent_inboxes, find_due, find_delayed,
        find_full_disk, find_certificates, find_doubted, find_quarantined, find_aside, find_paused,
        find_failed};
    struct search search = {.store = store, .watch = watch, .arena = arena, .now = now};
    enum fu_status status = FU_OK;
    size_t i;

    search.faults = fu_arena_allocate(arena, FAULTS_MAX, sizeof *search.faults);
    for (i = 0; status == FU_OK && i < sizeof finders / sizeof *finders; i++)
        status = finders[i](&search, error);
    *faults = search.faults;
    *count = search.count;
    return status;
}
