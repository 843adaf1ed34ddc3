/* followupctl status: whether all is well, for people and for monitors.
 *
 * The first line says it all. Its exit statuses are those of monitoring checks: 0 healthy, 1 late,
 * 2 stuck; a store that cannot be opened is told with those of every command. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/followup/watch.h"
#include "followupd/setup/known_inbox.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/followups.h"
#include "followupd/store/withheld.h"
#include "followupd/store/letters.h"
#include "json.h"
#include "moment.h"
#include "verdict.h"

static const char *const words[] = {"healthy", "late", "stuck"};

/* Everything that is read. */
struct view {
    struct fu_ctl *ctl;
    struct fu_ctl_facts facts;
    struct fu_inbox_state *inboxes; /* of the configuration, in its order */
    struct fu_trouble *troubles;
    size_t trouble_count;
    struct fu_store_counts counts;
    size_t held_count;
    const char *refused;     /* of a new configuration, "" */
    struct fu_attempt *left; /* mails that wait in inboxes that are configured no more, by inbox */
    size_t left_count;
};

/* The oldest thing that is due and that nobody has put off: a recipient's server that asks for
 * patience makes its own mails late, but not the daemon stuck. */
static enum fu_status find_stuck(struct view *view, struct fu_error *error)
{
    enum fu_status status =
        fu_store_next_due(view->ctl->store, &view->facts.undisturbed_due, error);

    for (size_t i = 0; i < view->trouble_count; i++) {
        if (strcmp(view->troubles[i].duty, "outbox") == 0)
            view->facts.undisturbed_due = view->counts.oldest_due;
    }
    return status;
}

/* Nobody tries these again, and they are not what max_mail_per_hour puts off. */
static enum fu_status find_left(struct view *view, struct fu_error *error)
{
    struct fu_ctl *ctl = view->ctl;
    size_t count;
    enum fu_status status = fu_store_attempts(
        ctl->store, ctl->arena, NULL, FU_ATTEMPT_WAITING, &view->left, &count, error);

    for (size_t i = 0; status == FU_OK && i < count; i++) {
        if (!fu_ctl_has_inbox(ctl, view->left[i].origin.inbox))
            view->left[view->left_count++] = view->left[i];
    }
    view->counts.waiting -= (int64_t)view->left_count;
    return status;
}

/* One that has another name since is read on under that as soon as followupd has read so. */
static enum fu_status read_inbox(const struct view *view, const struct fu_inbox_config *inbox,
    struct fu_inbox_state *state, struct fu_error *error)
{
    struct fu_ctl *ctl = view->ctl;
    const char *name;
    enum fu_status status = fu_known_inbox(ctl->setup, ctl->store, ctl->arena, inbox, &name, error);

    if (status == FU_OK)
        status = fu_store_inbox_get(ctl->store, ctl->arena, name, state, error);
    state->name = inbox->name;
    return status;
}

static enum fu_status load(struct view *view, struct fu_error *error)
{
    struct fu_ctl *ctl = view->ctl;
    const struct fu_config *config = ctl->setup->config;
    struct fu_withheld *held;
    struct fu_ctl_inbox *inboxes =
        fu_arena_allocate(ctl->arena, config->inbox_count, sizeof *inboxes);
    enum fu_status status = fu_store_count(ctl->store, ctl->now, &view->counts, error);

    view->inboxes = fu_arena_allocate(ctl->arena, config->inbox_count, sizeof *view->inboxes);
    for (size_t i = 0; status == FU_OK && i < config->inbox_count; i++) {
        status = read_inbox(view, &config->inboxes[i], &view->inboxes[i], error);
        inboxes[i] = (struct fu_ctl_inbox){
            config->inboxes[i].name, config->inboxes[i].poll, view->inboxes[i].last_poll};
    }
    if (status == FU_OK)
        status =
            fu_store_troubles(ctl->store, ctl->arena, &view->troubles, &view->trouble_count, error);
    if (status == FU_OK)
        status = find_stuck(view, error);
    if (status == FU_OK)
        status = fu_store_withheld(ctl->store, ctl->arena, &held, &view->held_count, error);
    if (status == FU_OK)
        status = find_left(view, error);
    view->facts.now = ctl->now;
    view->facts.process = fu_ctl_daemon(ctl);
    view->refused = fu_ctl_refused(ctl);
    view->facts.oldest_due = view->counts.oldest_due;
    view->facts.inboxes = inboxes;
    view->facts.inbox_count = config->inbox_count;
    return status;
}

static void json_inboxes(const struct view *view, struct fu_ctl_json *json)
{
    struct fu_ctl *ctl = view->ctl;

    fu_ctl_json_open_list(json, "inboxes");
    for (size_t i = 0; i < view->facts.inbox_count; i++) {
        const struct fu_inbox_state *inbox = &view->inboxes[i];

        fu_ctl_json_open(json, NULL);
        fu_ctl_json_text(json, "name", inbox->name);
        fu_ctl_json_moment(json, ctl->arena, "last_poll", ctl->zone, inbox->last_poll);
        fu_ctl_json_number(json, "poll", view->facts.inboxes[i].poll);
        fu_ctl_json_number(json, "not_ours", inbox->not_ours);
        fu_ctl_json_number(json, "turned_away", inbox->turned_away);
        fu_ctl_json_close(json);
    }
    fu_ctl_json_close_list(json);
}

static void json_counts(const struct view *view, struct fu_ctl_json *json)
{
    const struct fu_store_counts *counts = &view->counts;
    const struct {
        const char *key;
        int64_t value;
    } rows[] = {{"pending", counts->pending}, {"done", counts->done},
        {"cancelled", counts->cancelled}, {"failed", counts->failed}, {"people", counts->people},
        {"paused", counts->paused}, {"queued", counts->queued}, {"sending", counts->sending},
        {"sent", counts->sent}, {"refused", counts->refused}, {"unsure", counts->unsure},
        {"quarantined", counts->quarantined}, {"waiting", counts->waiting},
        {"left", (int64_t)view->left_count}, {"aside", counts->aside}};

    fu_ctl_json_open(json, "counts");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        fu_ctl_json_number(json, rows[i].key, rows[i].value);
    fu_ctl_json_close(json);
}

static void json_refused(const struct view *view, struct fu_ctl_json *json)
{
    if (!view->refused[0])
        return;
    fu_ctl_json_open(json, NULL);
    fu_ctl_json_text(json, "duty", "configuration");
    fu_ctl_json_text(json, "sentence", view->refused);
    fu_ctl_json_text(json, "cure", fu_ctl_refused_cure);
    fu_ctl_json_moment(json, view->ctl->arena, "since", view->ctl->zone, FU_NEVER);
    fu_ctl_json_close(json);
}

static void print_json(const struct view *view, const struct fu_ctl_verdict *verdict)
{
    struct fu_ctl *ctl = view->ctl;
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "state", words[verdict->health]);
    fu_ctl_json_text(&json, "reason", verdict->reason);
    fu_ctl_json_text(&json, "cure", verdict->cure);
    fu_ctl_json_bool(&json, "running", view->facts.process != 0);
    fu_ctl_json_moment(&json, ctl->arena, "oldest_due", ctl->zone, view->counts.oldest_due);
    json_inboxes(view, &json);
    json_counts(view, &json);
    fu_ctl_json_number(&json, "held", (int64_t)view->held_count);
    fu_ctl_json_open_list(&json, "troubles");
    json_refused(view, &json);
    for (size_t i = 0; i < view->trouble_count; i++) {
        fu_ctl_json_open(&json, NULL);
        fu_ctl_json_text(&json, "duty", view->troubles[i].duty);
        fu_ctl_json_text(&json, "sentence", view->troubles[i].sentence);
        fu_ctl_json_text(&json, "cure", fu_trouble_cure(view->troubles[i].duty));
        fu_ctl_json_moment(&json, ctl->arena, "since", ctl->zone, view->troubles[i].since);
        fu_ctl_json_close(&json);
    }
    fu_ctl_json_close_list(&json);
    fu_ctl_json_print(&json);
}

static void print_inboxes(const struct view *view)
{
    struct fu_ctl *ctl = view->ctl;

    for (size_t i = 0; i < view->facts.inbox_count; i++) {
        const struct fu_inbox_state *inbox = &view->inboxes[i];

        fu_ctl_say_indented(2, "inbox %s: %s; not for us: %" PRId64 ", turned away: %" PRId64,
            inbox->name,
            inbox->last_poll == FU_NEVER
                ? "never read yet"
                : fu_arena_print(ctl->arena, "read %s ago",
                      fu_ctl_duration(ctl->arena, ctl->now - inbox->last_poll)),
            inbox->not_ours, inbox->turned_away);
    }
}

static void print_counts(const struct view *view)
{
    const struct fu_store_counts *counts = &view->counts;
    struct fu_ctl *ctl = view->ctl;

    if (counts->oldest_due == FU_NEVER)
        fu_ctl_say_indented(2, "due and unsent: nothing");
    else
        fu_ctl_say_indented(2, "due and unsent: since %s (%s)",
            fu_ctl_moment(ctl->arena, ctl->zone, counts->oldest_due),
            fu_ctl_duration(ctl->arena, ctl->now - counts->oldest_due));
    fu_ctl_say_indented(2,
        "follow-ups: %" PRId64 " pending, %" PRId64 " done, %" PRId64 " cancelled, %" PRId64
        " failed, of people: %" PRId64,
        counts->pending, counts->done, counts->cancelled, counts->failed, counts->people);
    fu_ctl_say_indented(2,
        "mails: %" PRId64 " queued, %" PRId64 " sending, %" PRId64 " sent, %" PRId64
        " failed, %" PRId64 " unsure",
        counts->queued, counts->sending, counts->sent, counts->refused, counts->unsure);
}

static void print_refused(const struct view *view)
{
    if (!view->refused[0])
        return;
    fu_ctl_say("%s", view->refused);
    fu_ctl_say_indented(2, "Cure: %s", fu_ctl_refused_cure);
}

/* A line for each inbox. */
static void print_left(const struct view *view)
{
    size_t of_inbox;

    for (size_t i = 0; i < view->left_count; i += of_inbox) {
        const char *inbox = view->left[i].origin.inbox;

        for (of_inbox = 1; i + of_inbox < view->left_count &&
                           strcmp(view->left[i + of_inbox].origin.inbox, inbox) == 0;)
            of_inbox++;
        fu_ctl_say("Mails that wait to be read in inbox %s: %zu", inbox, of_inbox);
        fu_ctl_say_indented(2, "Cure: %s", fu_ctl_say_no_inbox(view->ctl, inbox));
    }
}

/* What is wrong, each with what cures it. */
static void print_troubles(const struct view *view)
{
    const struct fu_store_counts *counts = &view->counts;
    struct fu_ctl *ctl = view->ctl;
    int64_t failed = counts->refused + counts->unsure - (int64_t)view->held_count;

    for (size_t i = 0; i < view->trouble_count; i++) {
        fu_ctl_say("%s, since %s: %s", view->troubles[i].duty,
            fu_ctl_moment(ctl->arena, ctl->zone, view->troubles[i].since),
            view->troubles[i].sentence);
        fu_ctl_say_indented(2, "Cure: %s", fu_trouble_cure(view->troubles[i].duty));
    }
    if (view->held_count > 0) {
        fu_ctl_say("Reminders held since a restore or an import: %zu", view->held_count);
        fu_ctl_say_indented(2, "Cure: followupctl held lists them; held release ID or drop ID.");
    }
    if (failed > 0) {
        fu_ctl_say("Mails that failed or may have failed: %" PRId64, failed);
        fu_ctl_say_indented(2, "Cure: followupctl queue says why; followupctl retry ID.");
    }
    if (counts->aside > 0) {
        fu_ctl_say("Mails that the store refuses to have sent, put aside: %" PRId64, counts->aside);
        fu_ctl_say_indented(2,
            "Cure: followupctl queue says why; it is a mistake of ours. After an "
            "update: followupctl retry ID.");
    }
    if (counts->paused > 0) {
        fu_ctl_say("People whose address is paused, so that nothing is sent there: %" PRId64,
            counts->paused);
        fu_ctl_say_indented(2, "Cure: followupctl people names them; followupctl person ADDRESS "
                               "says why, and with paused=no tries again.");
    }
    if (counts->quarantined > 0) {
        fu_ctl_say("Mails set aside: %" PRId64, counts->quarantined);
        fu_ctl_say_indented(
            2, "Cure: followupctl quarantine says why; quarantine retry ID or drop ID.");
    }
    if (counts->waiting > 0) {
        fu_ctl_say("Mails that wait for their sender's next hour, or that their server does not "
                   "give: %" PRId64,
            counts->waiting);
        fu_ctl_say_indented(2, "Cure: none needed; max_mail_per_hour in [people] is the limit, and "
                               "the log names what a server does not give.");
    }
    print_left(view);
}

int fu_ctl_status(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct view view = {.ctl = ctl};
    struct fu_ctl_verdict verdict;
    struct fu_error error;
    int failed = fu_ctl_prepare(ctl, FU_CTL_NEEDS_STORE);

    (void)arguments;
    if (failed == EX_CONFIG)
        fu_ctl_fail(failed, "%s", fu_ctl_goes_on);
    if (failed)
        return failed;
    if (load(&view, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    fu_ctl_judge(ctl->arena, &view.facts, &verdict);
    if (ctl->json) {
        print_json(&view, &verdict);
        return (int)verdict.health;
    }
    fu_ctl_say("%s: %s", words[verdict.health], verdict.reason);
    if (verdict.cure[0])
        fu_ctl_say_indented(2, "Cure: %s", verdict.cure);
    print_inboxes(&view);
    print_counts(&view);
    print_refused(&view);
    print_troubles(&view);
    return (int)verdict.health;
}
