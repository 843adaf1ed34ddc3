/* followupctl backup and restore.
 *
 * A restore holds the daemon's lock for as long as it lasts, so that none starts in between. What
 * was due since the backup is dealt with in the copy, before it takes the store's place: no daemon
 * ever sees it as due. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands.h"
#include "followupd/base/file.h"
#include "followupd/base/owner.h"
#include "followupd/cadence/say.h"
#include "followupd/followup/hold.h"
#include "followupd/setup/known_inbox.h"
#include "followupd/setup/recovered.h"
#include "followupd/store/copies.h"
#include "followupd/store/letters.h"
#include "moment.h"

enum { MEGABYTE = 1000 * 1000 };

static const char *folder_of(const struct fu_ctl *ctl, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? fu_arena_copy_n(ctl->arena, path, (size_t)(slash - path) + 1) : ".";
}

/* Whether path names something right in the state folder, however it is written. */
static bool is_in_state(const struct fu_ctl *ctl, const char *path)
{
    struct stat state, there;

    return stat(ctl->setup->config->daemon.state, &state) == 0 &&
           stat(folder_of(ctl, path), &there) == 0 &&
           state.st_dev == there.st_dev && state.st_ino == there.st_ino;
}

/* Whether the state folder's owner, whom root has become, is kept out of the folder that a copy is
 * to lie in. */
static bool is_kept_out(const char *folder)
{
    return access(folder, W_OK | X_OK) < 0 && errno == EACCES;
}

static int refuse_folder(const char *path)
{
    char name[FU_OWNER_NAME_MAX];

    fu_owner_name(geteuid(), name);
    return fu_ctl_fail(EX_IOERR,
        "%s cannot be made: followupctl works as %s, who owns the state folder and may not write "
        "there. Name a file in a folder of %s's; install -d -m 700 -o %s FOLDER makes one.",
        path, name, name, name);
}

/* A copy takes the place of what is at path: of an older copy, never of the store, its key, or
 * somebody's file. 0, or an exit status after saying why not. */
static int refuse_place(const struct fu_ctl *ctl, const char *path)
{
    struct stat file;

    if (path[0] && is_kept_out(folder_of(ctl, path)))
        return refuse_folder(path);
    if (stat(folder_of(ctl, path), &file) < 0 || !path[0])
        return fu_ctl_fail(EX_USAGE, "%s cannot be made: its folder is not there.",
            path[0] ? path : "A file without a name");
    if (is_in_state(ctl, path))
        return fu_ctl_fail(EX_USAGE,
            "%s lies in the state folder, which holds followupd's own files: name a file "
            "elsewhere, best on another disk.",
            path);
    if (stat(path, &file) < 0 || fu_store_is_copy(path))
        return 0;
    if (S_ISDIR(file.st_mode))
        return fu_ctl_fail(EX_USAGE, "%s is a folder: name a file in it.", path);
    return fu_ctl_fail(EX_USAGE,
        "%s is there already and is no backup: name another file, or move it away.", path);
}

int fu_ctl_backup(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *path = arguments->operands[0];
    struct fu_error error;
    struct stat file;
    int failed = refuse_place(ctl, path);

    if (failed)
        return failed;
    if (fu_store_backup(ctl->store, path, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (stat(path, &file) < 0)
        return fu_ctl_fail(EX_IOERR, "%s cannot be looked at: %s.", path, strerror(errno));
    fu_ctl_say("%s is a whole copy, checked: %.1f MB.", path, (double)file.st_size / MEGABYTE);
    fu_ctl_say("It holds the key, too: keep it where only you can read it.");
    return EX_OK;
}

/* Takes the daemon's lock; 0, or an exit status after saying who has it. */
static int lock_out(struct fu_ctl *ctl, int *lock)
{
    const char *path = fu_setup_path(ctl->setup, "lock");
    char cure[FU_OWNER_CURE_MAX];

    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (*lock < 0)
        return fu_ctl_fail(EX_IOERR, "%s cannot be opened: %s%s.", path, strerror(errno),
            errno == EACCES ? fu_owner_cure(path, cure) : "");
    if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    close(*lock);
    return fu_ctl_fail(EX_IOERR, "followupd is running: stop it first.");
}

/* Every zone has a date for it that can be read again. */
#define EARLIEST (FU_INSTANT_MIN + INT64_C(2) * 86400)

struct restoring {
    struct fu_ctl *ctl;
    struct fu_store *record; /* what is being replaced, NULL when it cannot be read */
    struct fu_hold_counts counts;
    fu_instant made;
    fu_instant unread; /* what arrived before this was taken when the backup was made */
};

static void note_unread(struct restoring *restoring, fu_instant arrived)
{
    if (arrived < EARLIEST)
        arrived = EARLIEST;
    if (arrived < restoring->unread)
        restoring->unread = arrived;
}

/* An inbox was read until its last look, or from some moment on if its first was not over. */
static void meet_inbox(struct restoring *restoring, const struct fu_inbox_config *inbox,
    const struct fu_inbox_state *state)
{
    if (state->last_poll != FU_NEVER)
        note_unread(restoring, state->last_poll);
    else if (state->oldest != FU_NEVER)
        note_unread(restoring, state->oldest);
    else
        note_unread(restoring, restoring->made - inbox->max_age);
}

/* When those of the mails arrived that are in numbers. */
static void meet_mails(struct restoring *restoring, const struct fu_attempt *mails, size_t count,
    const struct fu_number *numbers, size_t number_count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < number_count; j++) {
            if (numbers[j].uid == mails[i].origin.uid && numbers[j].arrived != FU_NEVER)
                note_unread(restoring, numbers[j].arrived);
        }
    }
}

/* An inbox that could not be read then, or mails of it that waited or were set aside, were taken
 * later. */
static enum fu_status find_unread(struct restoring *restoring, struct fu_store *store,
    const struct fu_inbox_config *inbox, struct fu_error *error)
{
    static const enum fu_attempt_state open[] = {
        FU_ATTEMPT_TRYING, FU_ATTEMPT_WAITING, FU_ATTEMPT_QUARANTINED};
    struct fu_arena *arena = restoring->ctl->arena;
    struct fu_inbox_state state;
    struct fu_attempt *mails;
    struct fu_number *numbers;
    const char *name;
    size_t count, number_count;
    enum fu_status status =
        fu_known_inbox(restoring->ctl->setup, store, arena, inbox, &name, error);

    if (status == FU_OK)
        status = fu_store_inbox_get(store, arena, name, &state, error);
    if (status == FU_OK)
        status = fu_store_numbers(store, arena, name, &numbers, &number_count, error);
    if (status != FU_OK)
        return status;
    meet_inbox(restoring, inbox, &state);
    for (size_t i = 0; status == FU_OK && i < sizeof open / sizeof *open; i++) {
        status = fu_store_attempts(store, arena, name, open[i], &mails, &count, error);
        if (status == FU_OK)
            meet_mails(restoring, mails, count, numbers, number_count);
    }
    return status;
}

/* Up to when mails of an inbox may have been taken by the store that is replaced: an hour after its
 * last look, since the server has a clock of its own. A store that cannot be read, or looked last
 * before the backup was made, says nothing. */
static fu_instant taken_until(
    struct restoring *restoring, const struct fu_inbox_config *inbox, fu_instant now)
{
    const struct fu_ctl *ctl = restoring->ctl;
    struct fu_inbox_state state;
    const char *name;
    bool known =
        restoring->record &&
        fu_known_inbox(ctl->setup, restoring->record, ctl->arena, inbox, &name, NULL) == FU_OK &&
        fu_store_inbox_get(restoring->record, ctl->arena, name, &state, NULL) == FU_OK &&
        state.last_poll != FU_NEVER && state.last_poll >= restoring->made;

    return known && state.last_poll + FU_CTL_APART < now ? state.last_poll + FU_CTL_APART : now;
}

/* By both names of the inbox: either may be another one when followupd starts. */
static enum fu_status note_stay(
    struct restoring *restoring, const struct fu_inbox_config *inbox, struct fu_error *error)
{
    const struct fu_ctl *ctl = restoring->ctl;
    const char *path = fu_setup_path(ctl->setup, "recovered");
    struct fu_recovered_stay stay = {.inbox = inbox->name,
        .from = restoring->unread - FU_CTL_APART,
        .to = taken_until(restoring, inbox, ctl->now)};
    enum fu_status status = fu_recovered_add_stay(path, &stay, error);

    stay.inbox = fu_known_account(ctl->arena, inbox);
    return status == FU_OK ? fu_recovered_add_stay(path, &stay, error) : status;
}

/* Mails that stay in their inbox are met anew by the store that is put back. */
static enum fu_status note_stays(struct restoring *restoring, struct fu_error *error)
{
    const struct fu_config *config = restoring->ctl->setup->config;
    enum fu_status status = FU_OK;

    for (size_t i = 0; status == FU_OK && i < config->inbox_count; i++)
        status = note_stay(restoring, &config->inboxes[i], error);
    return status;
}

static enum fu_status check_clock(const struct restoring *restoring, struct fu_error *error)
{
    const struct fu_ctl *ctl = restoring->ctl;

    if (!fu_ctl_clock_is_behind(ctl->now, restoring->made))
        return FU_OK;
    return fu_error_set(error, FU_PERMANENT,
        "The backup was made on %s, and this machine's clock says %s: set it, or start a time "
        "service (timedatectl), or what was sent since would be sent again. Nothing is put back.",
        fu_ctl_moment(ctl->arena, ctl->zone, restoring->made),
        fu_ctl_moment(ctl->arena, ctl->zone, ctl->now));
}

/* fu_store_change: the key in the copy is the one that its tokens were made with. */
static enum fu_status hold_back(
    void *context, const struct fu_restored *restored, struct fu_error *error)
{
    struct restoring *restoring = context;
    struct fu_setup *setup = restoring->ctl->setup;
    enum fu_status status;

    restoring->made = restoring->unread = restored->made;
    status = check_clock(restoring, error);
    for (size_t i = 0; status == FU_OK && i < setup->config->inbox_count; i++)
        status = find_unread(restoring, restored->store, &setup->config->inboxes[i], error);
    if (status != FU_OK)
        return status;
    if (restored->key)
        setup->settings.key = *restored->key;
    else
        status = fu_setup_key(setup, error);
    if (status == FU_OK)
        status = fu_followup_hold(restored->store, &setup->settings, restoring->record,
            restored->made, restoring->ctl->now, &restoring->counts, error);
    return status == FU_OK ? note_stays(restoring, error) : status;
}

static void say_held(const struct fu_hold_counts *counts)
{
    if (counts->held > 0) {
        fu_ctl_say("Due since then, and held: %" PRId64
                   " (people who are told by one mail: %" PRId64 ")",
            counts->held, counts->people);
        fu_ctl_say_indented(2, "followupctl held lists them; held release or held drop decides.");
    }
    if (counts->other > 0) {
        fu_ctl_say("Answers that may have been sent, and are held: %" PRId64, counts->other);
        fu_ctl_say_indented(
            2, "followupctl queue lists them, as m1 and so on; followupctl retry m1 sends one.");
    }
    if (counts->held == 0 && counts->other == 0)
        fu_ctl_say("Nothing that was due since then has to be held.");
}

static void say_restored(const struct restoring *restoring, const char *path)
{
    struct fu_ctl *ctl = restoring->ctl;
    const struct fu_hold_counts *counts = &restoring->counts;

    fu_ctl_say("%s is put back; it was made on %s.", path,
        fu_ctl_moment(ctl->arena, ctl->zone, restoring->made));
    fu_ctl_say("What was there stays as %s for a week, or until the next restore.",
        fu_setup_path(ctl->setup, "followupd.db.before-restore"));
    if (counts->sent > 0)
        fu_ctl_say("Due since then, and sent, as the replaced store shows: %" PRId64, counts->sent);
    if (counts->put_off > 0)
        fu_ctl_say("Put off since then, as the replaced store shows, and taken over: %" PRId64,
            counts->put_off);
    if (counts->waiting > 0)
        fu_ctl_say("Answers that were not sent, as the replaced store shows, and go out: %" PRId64,
            counts->waiting);
    say_held(counts);
    fu_ctl_say("What was asked for since then is read again by: followupctl recover --since %.10s",
        fu_say_rfc3339(ctl->arena, ctl->zone, restoring->unread - FU_CTL_APART));
    fu_ctl_say("Now start followupd.");
}

/* Says by which time zone data moments were computed, which is not those of the backup: the daemon
 * computes all of them anew when it starts. */
static void forget_zones(const struct fu_ctl *ctl)
{
    unlink(fu_setup_path(ctl->setup, "tzdata"));
}

int fu_ctl_restore(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *folder = ctl->setup->config->daemon.state;
    const char *path = arguments->operands[0];
    struct restoring restoring = {.ctl = ctl};
    struct fu_error error;
    enum fu_status status;
    int lock, failed;

    if (fu_owner_become(folder, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (fu_folder_is_local(folder, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    failed = lock_out(ctl, &lock);
    if (failed)
        return failed;
    if (fu_store_open(folder, &restoring.record, NULL) != FU_OK)
        restoring.record = NULL;
    forget_zones(ctl);
    status = fu_store_restore(folder, path, hold_back, &restoring, &error);
    fu_store_close(&restoring.record);
    close(lock);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    say_restored(&restoring, path);
    return EX_OK;
}
