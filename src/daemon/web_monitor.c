/* What monitors ask the pages. Every question costs the same however much was ever stored. */
#include "web_backend.h"

#include "duties.h"

#include "followupd/base/clock.h"
#include "followupd/store/letters.h"

#include <inttypes.h>

/* Something may be due so long before it counts as trouble. What a recipient's server has put off
 * is not due. */
enum { LATE = 30 * 60 };

static enum fu_status find_trouble(
    void *context, struct fu_arena *arena, const char **trouble, struct fu_error *error)
{
    const struct web_backend *backend = context;
    struct fu_trouble *troubles;
    size_t count;
    fu_instant due;
    enum fu_status status = fu_store_next_due(backend->store, &due, error);

    *trouble = "";
    if (status == FU_OK)
        status = fu_store_troubles(backend->store, arena, &troubles, &count, error);
    if (status != FU_OK)
        return status;
    if (due != FU_NEVER && fu_clock_now() - due > LATE)
        *trouble = "something is due and is not sent";
    else if (count > 0)
        *trouble = fu_arena_print(arena, "%s is in trouble", troubles[0].duty);
    return FU_OK;
}

static void describe(struct fu_buffer *body, const char *name, const char *type, const char *help)
{
    fu_buffer_print(
        body, "# HELP followupd_%s %s\n# TYPE followupd_%s %s\n", name, help, name, type);
}

static void tell(
    struct fu_buffer *body, const char *name, const char *type, const char *help, int64_t value)
{
    describe(body, name, type, help);
    fu_buffer_print(body, "followupd_%s %" PRId64 "\n", name, value);
}

/* One number a state. */
struct state {
    const char *name;
    int64_t value;
};

static void tell_states(struct fu_buffer *body, const char *name, const char *help,
    const struct state *states, size_t count)
{
    size_t i;

    describe(body, name, "gauge", help);
    for (i = 0; i < count; i++)
        fu_buffer_print(body, "followupd_%s{state=\"%s\"} %" PRId64 "\n", name, states[i].name,
            states[i].value);
}

static void tell_counts(
    struct fu_buffer *body, const struct fu_store_counts *counts, fu_instant now)
{
    const struct state followups[] = {{"pending", counts->pending}, {"done", counts->done},
        {"cancelled", counts->cancelled}, {"failed", counts->failed}};
    const struct state mails[] = {{"queued", counts->queued}, {"sending", counts->sending},
        {"failed", counts->refused}, {"unsure", counts->unsure}, {"aside", counts->aside}};
    const struct state attempts[] = {
        {"quarantined", counts->quarantined}, {"waiting", counts->waiting}};
    bool overdue = counts->oldest_due != FU_NEVER && counts->oldest_due < now;

    tell_states(body, "followups", "Follow-ups.", followups, sizeof followups / sizeof *followups);
    tell_states(
        body, "mails", "Mails of ours that are not sent.", mails, sizeof mails / sizeof *mails);
    tell_states(body, "attempts", "Mails that came in and are not handled.", attempts,
        sizeof attempts / sizeof *attempts);
    tell(body, "mails_sent_total", "counter", "Mails of ours that are sent.", counts->sent);
    tell(body, "people", "gauge", "People who use the service.", counts->people);
    tell(body, "overdue_seconds", "gauge", "How long the oldest thing is due that is not sent.",
        overdue ? now - counts->oldest_due : 0);
}

/* Inboxes and duties have names of letters, digits, blanks, "-" and "_". */
static void tell_inboxes(struct fu_buffer *body, const struct fu_inbox_state *inboxes, size_t count)
{
    size_t i;

    describe(body, "last_poll_timestamp_seconds", "gauge",
        "When the inbox was last read, in seconds since 1970; 0 for never.");
    for (i = 0; i < count; i++)
        fu_buffer_print(body, "followupd_last_poll_timestamp_seconds{inbox=\"%s\"} %" PRId64 "\n",
            inboxes[i].name, inboxes[i].last_poll == FU_NEVER ? 0 : inboxes[i].last_poll);
    describe(body, "ignored_mails_total", "counter",
        "Mails that came in and were not for us, or turned away.");
    for (i = 0; i < count; i++)
        fu_buffer_print(body,
            "followupd_ignored_mails_total{inbox=\"%s\",reason=\"not_ours\"} %" PRId64
            "\nfollowupd_ignored_mails_total{inbox=\"%s\",reason=\"turned_away\"} %" PRId64 "\n",
            inboxes[i].name, inboxes[i].not_ours, inboxes[i].name, inboxes[i].turned_away);
}

/* What the other workers have counted since they were laid out. */
static void tell_work(struct fu_buffer *body, const struct duties *duties)
{
    size_t i;

    describe(body, "work_seconds", "summary",
        "What batches of an intake and groups of mails of the outbox took, since the last start or "
        "reload.");
    for (i = 0; i < duties->count; i++) {
        const struct duty *duty = &duties->list[i];
        int64_t worked = atomic_load(&duty->pulse->worked);

        if (duty->kind == DUTY_INTAKE || duty->kind == DUTY_OUTBOX)
            fu_buffer_print(body,
                "followupd_work_seconds_sum{duty=\"%s\"} %" PRId64 ".%03d\n"
                "followupd_work_seconds_count{duty=\"%s\"} %" PRId64 "\n",
                duty->name, worked / 1000, (int)(worked % 1000), duty->name,
                atomic_load(&duty->pulse->works));
    }
}

static void tell_troubles(struct fu_buffer *body, const struct fu_trouble *troubles, size_t count)
{
    size_t i;

    describe(body, "trouble_timestamp_seconds", "gauge",
        "Since when a duty is in trouble; none is good.");
    for (i = 0; i < count; i++)
        fu_buffer_print(body, "followupd_trouble_timestamp_seconds{duty=\"%s\"} %" PRId64 "\n",
            troubles[i].duty, troubles[i].since);
}

static enum fu_status tell_metrics(
    void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error)
{
    const struct web_backend *backend = context;
    fu_instant now = fu_clock_now();
    struct fu_store_counts counts;
    struct fu_inbox_state *inboxes;
    struct fu_trouble *troubles;
    size_t inbox_count, trouble_count;
    enum fu_status status = fu_store_count(backend->store, now, &counts, error);

    if (status == FU_OK)
        status = fu_store_inboxes(backend->store, arena, &inboxes, &inbox_count, error);
    if (status == FU_OK)
        status = fu_store_troubles(backend->store, arena, &troubles, &trouble_count, error);
    if (status != FU_OK)
        return status;
    tell_counts(body, &counts, now);
    tell_inboxes(body, inboxes, inbox_count);
    tell_work(body, backend->duties);
    tell_troubles(body, troubles, trouble_count);
    return FU_OK;
}

void fu_web_backend_monitor(struct fu_web_backend *callbacks)
{
    callbacks->health = find_trouble;
    callbacks->metrics = tell_metrics;
}
