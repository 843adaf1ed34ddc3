/* Noting a damage: a file `damaged` in the state folder, so that no start goes on with a store that
 * was found bad, however long a check of it takes.
 *
 * Mail cannot tell of it, since everything has stopped; the log, the exit status and the command of
 * [alerts] do. */
#include "damage.h"

#include "alert_command.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/config/config.h"
#include "followupd/store/copies.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SENTENCE_MAX = 4096, LOOK_AT_MOST = 64 * 1024 * 1024, TELL_EVERY = 86400 };

static const char *marker(const struct fu_setup *setup)
{
    return fu_setup_path(setup, "damaged");
}

/* Looking at a large store takes long, and what nobody touched since is as bad as it was. */
static bool is_worth_a_look(const struct fu_setup *setup, const struct stat *noted)
{
    struct stat file;

    return stat(fu_setup_path(setup, "followupd.db"), &file) < 0 || file.st_size <= LOOK_AT_MOST ||
           file.st_mtim.tv_sec >= noted->st_mtim.tv_sec;
}

static bool is_good(const struct fu_setup *setup)
{
    struct fu_store *store;
    bool good = fu_store_open(setup->config->daemon.state, &store, NULL) == FU_OK &&
                fu_store_check(store, NULL) == FU_OK;

    fu_store_close(&store);
    return good;
}

bool fu_damage_stays(const struct fu_setup *setup, struct fu_error *error)
{
    struct fu_buffer sentence;
    struct stat noted;

    if (stat(marker(setup), &noted) < 0)
        return false;
    if (is_worth_a_look(setup, &noted) && is_good(setup)) {
        unlink(marker(setup));
        return false;
    }
    fu_buffer_init(&sentence, SENTENCE_MAX);
    fu_file_read(marker(setup), false, &sentence, NULL);
    fu_error_set(
        error, FU_PERMANENT, "%s", sentence.length > 0 ? sentence.data : "The store is damaged.");
    fu_buffer_free(&sentence);
    return true;
}

/* The finding, and what to type. */
static void add_cure(const struct fu_setup *setup, const char *finding, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    const char *text = fu_arena_copy(arena, finding);
    const char *backup = fu_store_newest_backup(setup->config->daemon.state, arena);

    if (backup)
        fu_error_set(error, FU_PERMANENT,
            "%s. The newest good backup is put back by: followupctl restore %s", text, backup);
    else
        fu_error_set(error, FU_PERMANENT,
            "%s. There is no good backup in the state folder; one kept elsewhere is put back by: "
            "followupctl restore FILE",
            text);
    fu_arena_free(&arena);
}

static void tell(const struct fu_setup *setup, const char *sentence)
{
    struct fu_arena *arena = fu_arena_new();
    const char *text = fu_arena_print(arena,
        "followupd: the store cannot be used\n\nstore\n%s\n\nfollowupd has stopped. When this "
        "is done, start it again: systemctl start followupd\n",
        sentence);

    fu_alert_run(setup, text);
    fu_arena_free(&arena);
}

static const char *stamp(const struct fu_setup *setup)
{
    return fu_setup_path(setup, "unusable");
}

void fu_damage_name_cure(const struct fu_setup *setup, struct fu_error *error)
{
    if (fu_store_is_lost(setup->config->daemon.state))
        add_cure(setup, error->text, error);
}

/* What cannot be noted is not told: it would be told every few seconds. */
void fu_damage_at_start(const struct fu_setup *setup, const char *sentence)
{
    struct stat noted;
    fu_instant now = fu_clock_now();

    if (stat(stamp(setup), &noted) == 0 && noted.st_mtim.tv_sec <= now &&
        now - noted.st_mtim.tv_sec < TELL_EVERY)
        return;
    if (fu_file_write(stamp(setup), sentence, strlen(sentence), NULL) == FU_OK)
        tell(setup, sentence);
}

void fu_damage_cured(const struct fu_setup *setup)
{
    unlink(stamp(setup));
}

bool fu_damage_found(const struct fu_setup *setup, struct fu_store *store, struct fu_error *error)
{
    struct fu_error finding = *error;

    if (fu_store_is_kept_out(setup->config->daemon.state))
        return false;
    if (store && fu_store_check(store, &finding) != FU_PERMANENT)
        return false;
    if (!store && access(fu_setup_path(setup, "followupd.db"), R_OK | W_OK) < 0)
        return false;
    fu_error_prefix(&finding, "Nothing is sent or taken in any more");
    add_cure(setup, finding.text, error);
    fu_file_write(marker(setup), error->text, strlen(error->text), NULL);
    tell(setup, error->text);
    return true;
}
