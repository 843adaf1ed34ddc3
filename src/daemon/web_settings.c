/* A person's settings from the page: all of them in one transaction, or none. */
#include "web_backend.h"

#include "followupd/base/clock.h"
#include "followupd/followup/settings_change.h"
#include "followupd/setup/doorbell.h"
#include "followupd/store/people.h"

static enum fu_status set_all(struct fu_settings_change *change, const struct fu_web_wishes *wishes,
    struct fu_refusal *refusal)
{
    const char *const values[FU_SETTINGS_OWN] = {[FU_SETTING_ZONE] = wishes->zone,
        [FU_SETTING_TIME] = wishes->time,
        [FU_SETTING_WORKDAYS] = wishes->workdays,
        [FU_SETTING_CONFIRM] = wishes->confirm,
        [FU_SETTING_REPLY_TO] = wishes->reply_to,
        [FU_SETTING_BUNDLE] = wishes->bundle};
    enum fu_status status = FU_OK;
    int i;

    for (i = 0; status == FU_OK && i < FU_SETTINGS_OWN; i++)
        status = fu_settings_set(change, (enum fu_setting)i, values[i], refusal);
    return status;
}

/* One follow-up may move by its time and by its zone: each is counted by itself. */
static const char *say(
    struct fu_arena *arena, const struct fu_settings_change *change, int64_t moved)
{
    const char *text = "Saved.";
    int64_t kept = change->kept - moved;

    if (change->moved > 0)
        text = fu_arena_print(arena, "%s Pending follow-ups that moved to %s: %lld.", text,
            fu_setting_value(arena, &change->person, FU_SETTING_TIME), (long long)change->moved);
    if (moved > 0)
        text = fu_arena_print(arena,
            "%s Pending follow-ups that moved to this zone and these workdays: %lld.", text,
            (long long)moved);
    if (kept > 0)
        text = fu_arena_print(arena,
            "%s Pending follow-ups that keep the zone and workdays they were made with: %lld.",
            text, (long long)kept);
    return text;
}

static enum fu_status write_all(
    struct fu_settings_change *change, bool move, int64_t *moved, struct fu_error *error)
{
    enum fu_status status = fu_settings_write(change, error);

    *moved = 0;
    if (status == FU_OK && move)
        status = fu_settings_move(change->act, &change->person, moved, error);
    if (status == FU_OK)
        return fu_store_commit(change->act->store, error);
    fu_store_rollback(change->act->store);
    return status;
}

static enum fu_status refuse(const struct fu_refusal *refusal, struct fu_web_outcome *outcome)
{
    size_t i;

    outcome->refused = true;
    outcome->sentence = refusal->reason;
    outcome->suggestion_count = refusal->suggestion_count;
    for (i = 0; i < refusal->suggestion_count; i++)
        outcome->suggestions[i] = refusal->suggestions[i];
    return FU_OK;
}

static enum fu_status change_settings(void *context, struct fu_arena *arena, int64_t person,
    const struct fu_web_wishes *wishes, struct fu_web_outcome *outcome, struct fu_error *error)
{
    const struct web_backend *backend = context;
    const struct fu_act act = {
        backend->store, &backend->setup->settings, arena, fu_clock_now(), person};
    struct fu_settings_change change;
    struct fu_refusal refusal;
    struct fu_person *who;
    int64_t moved;
    enum fu_status status = fu_store_begin(backend->store, error);

    *outcome = (struct fu_web_outcome){.found = true, .sentence = ""};
    if (status != FU_OK)
        return status;
    /* Within it, so that nothing is set back that others change meanwhile. */
    status = fu_store_person_get(backend->store, arena, person, &who, error);
    if (status == FU_OK && who)
        fu_settings_begin(&change, &act, who);
    if (status == FU_OK && who)
        status = fu_web_refuse_doubt(&act, &refusal, error);
    if (status == FU_OK && who)
        status = set_all(&change, wishes, &refusal);
    if (status != FU_OK || !who) {
        fu_store_rollback(backend->store);
        return status == FU_BAD_INPUT ? refuse(&refusal, outcome) : status;
    }
    status = write_all(&change, wishes->move, &moved, error);
    if (status != FU_OK)
        return status;
    outcome->sentence = say(arena, &change, moved);
    outcome->changed = true;
    fu_doorbell_ring(fu_setup_path(backend->setup, "doorbell"));
    return FU_OK;
}

void fu_web_backend_settings(struct fu_web_backend *callbacks)
{
    callbacks->change = change_settings;
}
