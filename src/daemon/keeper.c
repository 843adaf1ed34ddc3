/* The keeper. What it does may be cut short at any moment and is done again next time. */
#include "keeper.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/followup/act.h"
#include "followupd/setup/doorbell.h"
#include "followupd/store/followups.h"
#include "followupd/store/held.h"
#include "followupd/store/store.h"
#include "followupd/zone/zone.h"

#include <string.h>
#include <unistd.h>

enum {
    TRACES_KEPT = 30 * 86400,
    AT_ONCE = 500,
    VERSION_MAX = 64,
    TZDATA_MAX = 1024 * 1024,
    PATIENCE = 3600
};

static const char tzdata_path[] = "/usr/share/zoneinfo/tzdata.zi";

int fu_keeper_prepare(struct worker_context *context)
{
    const char *folder = context->setup->config->daemon.state;
    struct fu_error error;
    enum fu_status status;
    int bell = -1;

    fu_worker_promise(context, PATIENCE);
    status = fu_folder_ensure(folder, &error);
    if (status == FU_OK)
        status = fu_setup_key(context->setup, &error);
    if (status == FU_OK)
        status = fu_store_prepare(folder, &error);
    if (status == FU_OK)
        status = fu_doorbell_open(fu_setup_path(context->setup, "doorbell"), &bell, &error);
    if (bell >= 0)
        close(bell);
    if (status == FU_OK)
        return EXIT_DONE;
    fu_log(FU_LOG_ERROR, "%s", error.text);
    return EXIT_STATE;
}

/* The first line of tzdata.zi names its version: "# version 2025b". */
static void read_version(char version[VERSION_MAX])
{
    struct fu_buffer bytes;
    struct fu_error ignored;
    size_t length;

    fu_buffer_init(&bytes, TZDATA_MAX);
    version[0] = '\0';
    if (fu_file_read(tzdata_path, false, &bytes, &ignored) == FU_OK) {
        length = strcspn(bytes.data, "\n");
        if (length < VERSION_MAX) {
            memcpy(version, bytes.data, length);
            version[length] = '\0';
        }
    }
    fu_buffer_free(&bytes);
}

static bool is_new_version(const struct fu_setup *setup, const char *version)
{
    struct fu_buffer known;
    struct fu_error ignored;
    bool is_new;

    fu_buffer_init(&known, VERSION_MAX);
    is_new = fu_file_read(fu_setup_path(setup, "tzdata"), false, &known, &ignored) != FU_OK ||
             strcmp(known.data, version) != 0;
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

static enum fu_status recompute(
    struct fu_store *store, const struct fu_setup *setup, struct fu_error *error)
{
    char version[VERSION_MAX];
    int64_t last = 0, moved = 0;
    enum fu_status status;

    read_version(version);
    if (!is_new_version(setup, version))
        return FU_OK;
    /* The supervisor, of which this is a copy, may have read zones long ago. */
    fu_zone_refresh();
    do
        status = recompute_group(store, setup, &last, &moved, error);
    while (status == FU_OK && last != 0);
    if (status != FU_OK)
        return status;
    if (moved > 0)
        fu_log(FU_LOG_NOTICE,
            "the time zone data changed (%s); follow-ups that moved with it: %lld", version,
            (long long)moved);
    return fu_file_write(fu_setup_path(setup, "tzdata"), version, strlen(version), error);
}

int fu_keeper_maintain(struct worker_context *context)
{
    const struct fu_setup *setup = context->setup;
    fu_instant now = fu_clock_now();
    struct fu_store *store = NULL;
    struct fu_error error;
    enum fu_status status;

    fu_worker_promise(context, PATIENCE);
    status = fu_store_open(setup->config->daemon.state, &store, &error);
    if (status == FU_OK)
        status = recompute(store, setup, &error);
    if (status == FU_OK)
        status = fu_store_prune(store, now - TRACES_KEPT, now - FU_HELD_LIFE,
            now - setup->config->privacy.keep, &error);
    fu_store_close(&store);
    if (status == FU_OK) {
        fu_doorbell_ring(fu_setup_path(setup, "doorbell"));
        return EXIT_DONE;
    }
    fu_log(FU_LOG_WARNING, "upkeep is put off: %s", error.text);
    return EXIT_STATE;
}
