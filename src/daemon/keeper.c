/* The keeper. What it does may be cut short at any moment and is done again next time. */
#include "keeper.h"

#include "alert_command.h"
#include "clock_hold.h"
#include "damage.h"
#include "duties.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/base/token.h"
#include "followupd/config/config.h"
#include "followupd/followup/act.h"
#include "followupd/followup/open.h"
#include "followupd/followup/watch.h"
#include "followupd/setup/doorbell.h"
#include "followupd/setup/recovered.h"
#include "followupd/store/copies.h"
#include "followupd/store/followups.h"
#include "followupd/store/held.h"
#include "followupd/store/store.h"
#include "followupd/zone/zone.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_YEAR = 1767225600, /* 2026 begins */
    TRACES_KEPT = 30 * 86400,
    NUMBERS_KEPT = 4 * 86400,
    RECOVERED_KEPT = 90 * 86400,
    AT_ONCE = 500,
    VERSION_MAX = 64,
    MARK_MAX = VERSION_MAX + 2 * FU_DIGEST_SIZE + 1,
    TZDATA_MAX = 1024 * 1024,
    CHECK_EVERY = 7 * 86400,
    MILLISECONDS = 1000,
    PATIENCE = 3600
};

static const char tzdata_path[] = "/usr/share/zoneinfo/tzdata.zi";

static void say_why(const struct worker_context *context, const char *sentence)
{
    fu_log(FU_LOG_ERROR, "%s", sentence);
    if (context->words)
        snprintf(context->words, WORDS_MAX, "%s", sentence);
}

/* A second has more room than it needs: a store begins behind all that one before it can have
 * counted, and altogether where the key is older, which may be that one's. */
static enum fu_status begin_numbers(const char *folder, bool keyed, struct fu_error *error)
{
    fu_instant since = fu_clock_now() - FIRST_YEAR;
    struct fu_store *store;
    enum fu_status status = fu_store_open(folder, &store, error);

    if (status == FU_OK)
        status = fu_store_numbers_begin(store, since > 0 ? since : 0, keyed, error);
    fu_store_close(&store);
    return status;
}

/* That they cannot be is no reason not to start: only links would open nothing. */
static void renew_tokens(const struct fu_setup *setup)
{
    struct fu_store *store;
    struct fu_error error;
    int64_t renewed = 0;
    enum fu_status status = fu_store_open(setup->config->daemon.state, &store, &error);

    if (status == FU_OK)
        status = fu_store_begin(store, &error);
    if (status == FU_OK)
        status = fu_open_renew(store, &setup->settings, &renewed, &error);
    if (status == FU_OK)
        status = fu_store_commit(store, &error);
    if (status != FU_OK)
        fu_log(FU_LOG_WARNING, "whether links open what they name could not be looked at: %s",
            error.text);
    else if (renewed > 0)
        fu_log(FU_LOG_WARNING,
            "the key is another one than at the last start: addresses and links in mails that were "
            "sent with that, and those of calendars, open nothing; those of mails to come do. If "
            "most were sent with a former file %s and it is not this one, put that back and start "
            "followupd again",
            fu_setup_path(setup, "key"));
    fu_store_close(&store);
}

int fu_keeper_prepare(struct worker_context *context)
{
    const char *folder = context->setup->config->daemon.state;
    struct fu_error error;
    enum fu_status status;
    bool unusable = false, keyed;
    int bell = -1;

    fu_worker_promise(context, PATIENCE);
    keyed = access(fu_setup_path(context->setup, "key"), F_OK) == 0;
    status = fu_folder_ensure(folder, &error);
    if (status == FU_OK)
        status = fu_setup_key(context->setup, &error);
    if (status == FU_OK && fu_damage_stays(context->setup, &error))
        status = FU_PERMANENT;
    if (status == FU_OK) {
        status = fu_store_prepare(folder, &error);
        unusable = status == FU_PERMANENT;
    }
    if (status == FU_OK)
        status = begin_numbers(folder, keyed, &error);
    if (status == FU_OK)
        status = fu_doorbell_open(fu_setup_path(context->setup, "doorbell"), &bell, &error);
    if (bell >= 0)
        close(bell);
    if (status == FU_OK) {
        renew_tokens(context->setup);
        fu_damage_cured(context->setup);
        return EXIT_DONE;
    }
    if (unusable)
        fu_damage_name_cure(context->setup, &error);
    say_why(context, error.text);
    if (unusable)
        fu_damage_at_start(context->setup, error.text);
    return fu_worker_failed(status);
}

/* What tells one set of rules from another. Distributions mend the rules of a version, whose name
 * stays, so the mark has a digest of them all. */
struct tzdata {
    char version[VERSION_MAX]; /* the first line of tzdata.zi: "# version 2025b" */
    struct fu_buffer mark;
};

static void read_tzdata(struct tzdata *tzdata)
{
    unsigned char digest[FU_DIGEST_SIZE];
    struct fu_buffer bytes;
    const char *text;
    size_t i;

    fu_buffer_init(&bytes, TZDATA_MAX);
    text = fu_file_read(tzdata_path, false, &bytes, NULL) == FU_OK ? bytes.data : "";
    snprintf(tzdata->version, VERSION_MAX, "%.*s", (int)strcspn(text, "\n"), text);
    fu_digest(&text, 1, digest);
    fu_buffer_init(&tzdata->mark, MARK_MAX);
    fu_buffer_print(&tzdata->mark, "%s ", tzdata->version);
    for (i = 0; i < sizeof digest; i++)
        fu_buffer_print(&tzdata->mark, "%02x", digest[i]);
    fu_buffer_free(&bytes);
}

static bool has_changed(const struct fu_setup *setup, const struct tzdata *tzdata)
{
    struct fu_buffer known;
    struct fu_error ignored;
    bool is_new;

    fu_buffer_init(&known, MARK_MAX);
    is_new = fu_file_read(fu_setup_path(setup, "tzdata"), false, &known, &ignored) != FU_OK ||
             strcmp(known.data, tzdata->mark.data) != 0;
    fu_buffer_free(&known);
    return is_new;
}

/* One group of pending follow-ups in one transaction; *last is the last id, 0 when there are no
 * more. */
static enum fu_status recompute_group(struct fu_store *store, const struct fu_setup *setup,
    int64_t *last, int64_t *moved, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    const struct fu_filter filter = {.state = FU_PENDING, .after = *last, .most = AT_ONCE};
    const struct fu_act act = {store, &setup->settings, arena, fu_clock_now(), 0};
    struct fu_listed *rows;
    size_t count = 0, i;
    bool one;
    enum fu_status status = fu_store_begin(store, error);

    if (status == FU_OK)
        status = fu_store_list(store, arena, &filter, &rows, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        status = fu_act_recompute(&act, rows[i].followup.id, -1, &one, error);
        *moved += status == FU_OK && one;
        if (status == FU_PERMANENT) {
            fu_log(
                FU_LOG_WARNING, "follow-up #%lld: %s", (long long)rows[i].followup.id, error->text);
            status = FU_OK;
        }
    }
    *last = status == FU_OK && count > 0 ? rows[count - 1].followup.id : 0;
    if (status == FU_OK)
        status = fu_store_commit(store, error);
    else
        fu_store_rollback(store);
    fu_arena_free(&arena);
    return status;
}

static enum fu_status recompute_all(struct fu_store *store, const struct fu_setup *setup,
    const struct tzdata *tzdata, struct fu_error *error)
{
    int64_t last = 0, moved = 0;
    enum fu_status status;

    /* The supervisor, of which this is a copy, may have read zones long ago. */
    fu_zone_refresh();
    do
        status = recompute_group(store, setup, &last, &moved, error);
    while (status == FU_OK && last != 0);
    if (status != FU_OK)
        return status;
    if (moved > 0)
        fu_log(FU_LOG_NOTICE,
            "the time zone data changed (%s); follow-ups that moved with it: %lld", tzdata->version,
            (long long)moved);
    return fu_file_write(
        fu_setup_path(setup, "tzdata"), tzdata->mark.data, tzdata->mark.length, error);
}

static enum fu_status recompute(
    struct fu_store *store, const struct fu_setup *setup, struct fu_error *error)
{
    struct tzdata tzdata = {.version = ""};
    enum fu_status status = FU_OK;

    read_tzdata(&tzdata);
    if (has_changed(setup, &tzdata))
        status = recompute_all(store, setup, &tzdata, error);
    fu_buffer_free(&tzdata.mark);
    return status;
}

/* One a day. That none can be made is a trouble, and no reason to put anything else off.
 * FU_PERMANENT when the store itself may be why. */
static enum fu_status back_up(
    const struct worker_context *context, struct fu_store *store, fu_instant now)
{
    struct fu_error failure = {.text = ""};
    bool made;
    enum fu_status status = fu_store_backup_daily(store, now, &made, &failure);

    if (status == FU_OK && made)
        fu_log(FU_LOG_INFO, "the daily backup is made");
    if (status != FU_OK)
        fu_log(FU_LOG_WARNING, "%s", failure.text);
    fu_worker_trouble(context, store, "backup", status == FU_OK ? "" : failure.text);
    return status;
}

static bool is_check_due(const char *path, fu_instant now)
{
    struct stat file;

    return stat(path, &file) < 0 || file.st_mtim.tv_sec > now ||
           now - file.st_mtim.tv_sec >= CHECK_EVERY;
}

/* Once a week, on the newest backup: a copy has the damages of its original, and while the original
 * is looked at nobody could write. Where no copy can be made now, it is the original's turn. */
static bool is_look_due(const struct fu_setup *setup, fu_instant now, bool backed_up)
{
    const char *path = fu_setup_path(setup, "checked");
    struct fu_error finding;
    enum fu_status status = FU_OK;

    if (!is_check_due(path, now))
        return false;
    if (backed_up)
        status = fu_store_check_backup(setup->config->daemon.state, &finding);
    if (status == FU_OK)
        fu_file_write(path, "", 0, NULL);
    else
        fu_log(FU_LOG_WARNING, "the newest backup is bad, so the store itself is looked at: %s",
            finding.text);
    return !backed_up || status == FU_PERMANENT;
}

static enum fu_status keep_up(struct worker_context *context, struct fu_store *store,
    fu_instant now, bool *doubtful, struct fu_error *error)
{
    const struct fu_setup *setup = context->setup;
    const struct fu_served served = {.now = now,
        .traces = now - TRACES_KEPT,
        .numbers = now - NUMBERS_KEPT,
        .held = now - FU_HELD_LIFE,
        .letters = now - setup->config->privacy.keep,
        .followups = now - setup->config->privacy.forget};
    enum fu_status backed_up, status = recompute(store, setup, error);

    if (status == FU_OK)
        status = fu_store_prune(store, &served, error);
    if (status != FU_OK)
        return status;
    fu_recovered_forget(fu_setup_path(setup, "recovered"), now - RECOVERED_KEPT);
    backed_up = back_up(context, store, now);
    *doubtful = backed_up == FU_PERMANENT || is_look_due(setup, now, backed_up == FU_OK);
    return FU_OK;
}

/* Looks at what is wrong and tells whom [alerts] names. */
static enum fu_status watch(struct worker_context *context, struct fu_store *store, fu_instant now,
    struct fu_arena *arena, struct fu_error *error)
{
    struct fu_setup *setup = context->setup;
    struct fu_watch what;
    struct fu_alert alert;
    enum fu_status status;

    fu_setup_watch(setup, arena, &what);
    what.once = context->once;
    /* Rather a second early: what is done within the first counts as done since. */
    if (context->duties)
        what.up =
            now - (fu_clock_ticks() - context->duties->awake + MILLISECONDS - 1) / MILLISECONDS;
    /* That there is no room to forget in is the very thing to tell. */
    if (fu_faults_forget(store, &what, arena, error) != FU_OK)
        fu_log(FU_LOG_WARNING, "%s", error->text);
    if (setup->config->alerts.to.count == 0 && !setup->config->alerts.command[0]) {
        fu_alert_tell(setup, "");
        return FU_OK;
    }
    status = fu_setup_key(setup, error);
    if (status != FU_OK)
        return status;
    /* On a full disk the first try gives the ballast up. */
    fu_store_urgent(store, true);
    status = fu_followup_watch(store, &what, arena, now, &alert, error);
    if (status == FU_TEMPORARY)
        status = fu_followup_watch(store, &what, arena, now, &alert, error);
    fu_store_urgent(store, false);
    if (!fu_alert_tell(setup, alert.text) &&
        (alert.again == FU_NEVER || alert.again > now + FU_ALERT_LOOK))
        alert.again = now + FU_ALERT_LOOK;
    if (status == FU_OK && alert.again != FU_NEVER)
        atomic_store(&context->pulse->again,
            fu_clock_ticks() + (alert.again > now ? alert.again - now : 1) * MILLISECONDS);
    return status;
}

/* By a clock that is wrong what is kept would be too old, and what is computed anew too late. */
static bool is_clock_believed(const struct worker_context *context)
{
    struct clock_watch clock;
    struct fu_error error;

    fu_clock_ask_start(context, &clock);
    if (fu_clock_ask(&clock, &error) == FU_OK)
        return true;
    fu_log(FU_LOG_NOTICE, "upkeep is put off: %s", error.text);
    return false;
}

int fu_keeper_maintain(struct worker_context *context)
{
    const struct fu_setup *setup = context->setup;
    struct fu_arena *arena = fu_arena_new();
    fu_instant now = fu_clock_now();
    struct fu_store *store = NULL;
    struct fu_error error, why = {.text = ""};
    bool doubtful = false, damaged, keeps;
    enum fu_status status, watched = FU_OK;

    fu_worker_promise(context, PATIENCE);
    status = fu_store_open(setup->config->daemon.state, &store, &error);
    keeps = status == FU_OK && context->upkeep && is_clock_believed(context);
    if (keeps)
        status = keep_up(context, store, now, &doubtful, &error);
    /* What stops the upkeep is no reason to be silent about it. */
    if (store && status != FU_PERMANENT)
        watched = watch(context, store, now, arena, &why);
    if (status == FU_OK && watched != FU_OK) {
        status = watched;
        error = why;
    }
    damaged = (doubtful || status == FU_PERMANENT) && fu_damage_found(setup, store, &error);
    fu_store_close(&store);
    fu_arena_free(&arena);
    if (damaged) {
        say_why(context, error.text);
        return EXIT_DAMAGED;
    }
    if (watched == FU_OK)
        fu_doorbell_ring(fu_setup_path(setup, "doorbell"));
    if (status == FU_OK)
        return context->upkeep && !keeps && !context->once ? EXIT_STATE : EXIT_DONE;
    fu_log(FU_LOG_WARNING, "upkeep is put off: %s", error.text);
    return fu_worker_failed(status);
}
