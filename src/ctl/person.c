/* followupctl person: shows or sets what one person prefers.
 *
 * All settings of one call are made in one transaction, or none. A value that is none is data that
 * was not understood. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followup.h"
#include "followupd/followup/pause.h"
#include "followupd/followup/settings_change.h"
#include "followupd/store/people.h"
#include "followupd/store/refusals.h"
#include "moment.h"
#include "people.h"

static int set(struct fu_ctl *ctl, struct fu_settings_change *change, const char *pair)
{
    const char *equals = strchr(pair, '=');
    struct fu_refusal refusal;
    enum fu_setting setting;

    if (!equals)
        return fu_ctl_fail_usage(ctl, "“%s” sets nothing; write KEY=VALUE.", pair);
    if (!fu_setting_find(ctl->arena, fu_arena_copy_n(ctl->arena, pair, (size_t)(equals - pair)),
            FU_SETTINGS, &setting, &refusal))
        return fu_ctl_fail_usage(ctl, "%s", fu_ctl_refusal(ctl->arena, &refusal));
    return fu_settings_set(change, setting, equals + 1, &refusal) == FU_OK
               ? 0
               : fu_ctl_fail(EX_DATAERR, "%s", fu_ctl_refusal(ctl->arena, &refusal));
}

/* Whether moments may move by it, which counts from now. */
static bool moves(const struct fu_ctl_arguments *arguments)
{
    static const char pause[] = "paused=";
    bool found = fu_ctl_given(arguments, "move");
    size_t i;

    for (i = 1; i < arguments->operand_count; i++)
        found = found || strncmp(arguments->operands[i], pause, sizeof pause - 1) != 0;
    return found;
}

/* Makes all of the change within the transaction at hand, so that nothing is set back that others
 * change meanwhile. With --move, *moved counts the follow-ups that move to the zone and workdays
 * there are. 0, or an exit status after saying so. */
static int change_all(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments,
    const struct fu_act *act, struct fu_settings_change *change, int64_t *moved)
{
    struct fu_refusal refusal;
    struct fu_error error;
    enum fu_status status;
    int failed = moves(arguments) ? fu_ctl_refuse_doubt(ctl) : 0;

    *moved = 0;
    if (failed)
        return failed;
    status = fu_settings_meet(change, act, arguments->operands[0], &refusal, &error);
    if (status != FU_OK)
        return status == FU_BAD_INPUT ? fu_ctl_fail(EX_DATAERR, "%s", refusal.reason)
                                      : fu_ctl_fail_store(&error);
    for (size_t i = 1; failed == 0 && i < arguments->operand_count; i++)
        failed = set(ctl, change, arguments->operands[i]);
    if (failed)
        return failed;
    status = fu_settings_write(change, &error);
    if (status == FU_OK && fu_ctl_given(arguments, "move"))
        status = fu_settings_move(act, &change->person, moved, &error);
    if (status == FU_OK)
        status = fu_store_commit(ctl->store, &error);
    if (status == FU_BAD_INPUT)
        return fu_ctl_fail(EX_DATAERR, "%s", error.text);
    return status == FU_OK ? 0 : fu_ctl_fail_store(&error);
}

static void tell_kept(
    struct fu_ctl *ctl, const struct fu_settings_change *change, bool move, int64_t moved)
{
    if (move)
        fu_ctl_say("Pending follow-ups that move to %s, workdays %s: %" PRId64 ".",
            change->person.preferences.zone,
            fu_setting_value(ctl->arena, &change->person, FU_SETTING_WORKDAYS), moved);
    else if (change->kept > 0)
        fu_ctl_say(
            "Pending follow-ups that keep the zone and workdays they were made with: %" PRId64
            ". followupctl person %s --move moves them.",
            change->kept, change->person.address);
}

static void tell(struct fu_ctl *ctl, const struct fu_settings_change *change)
{
    if (change->fresh)
        fu_ctl_say("%s is known from now on.", change->person.address);
    if (strcmp(change->person.address, change->before.address) != 0)
        fu_ctl_say(
            "Mail goes to %s from now on. Mail from %s is no longer theirs, unless it is among "
            "their aliases.",
            change->person.address, change->before.address);
    if (change->moved > 0)
        fu_ctl_say("Pending follow-ups that move to %s: %" PRId64 ".",
            fu_setting_value(ctl->arena, &change->person, FU_SETTING_TIME), change->moved);
    if (change->before.paused && !change->person.paused)
        fu_ctl_say("Mail goes to %s again. Reminders that could not be sent and come now: %" PRId64
                   ".",
            change->person.address, change->waiting);
}

static int show_pause(struct fu_ctl *ctl, const struct fu_person *person)
{
    struct fu_refusals known;
    struct fu_error error;

    if (fu_store_refusals(ctl->store, ctl->arena, person->address, 0, &known, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (known.days < FU_PAUSE_DAYS) {
        puts("  paused    by the operator; a mail of theirs from it ends this, and so does paused=no");
        return EX_OK;
    }
    printf("  paused    since %s: mail to this address failed for good on two days\n",
        fu_ctl_moment(ctl->arena, person->preferences.zone, known.last));
    fu_ctl_say_indented(12, "%s", known.why);
    fu_ctl_say_indented(12, "A mail of theirs from it ends this; so does paused=no.");
    return EX_OK;
}

static int show(struct fu_ctl *ctl, const struct fu_person *person)
{
    const struct fu_preferences *preferences = &person->preferences;
    int64_t pending, letters;
    struct fu_error error;

    if (fu_store_person_load(
            ctl->store, person->id, ctl->now, ctl->now, &pending, &letters, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (ctl->json) {
        fu_ctl_print_person(ctl, person, pending);
        return EX_OK;
    }
    fu_ctl_say("%s%s%s", person->address, person->name[0] ? ", " : "", person->name);
    for (size_t i = 0; i < FU_SETTINGS_OWN; i++)
        printf("  %-9s %s\n", fu_setting_key((enum fu_setting)i),
            fu_setting_value(ctl->arena, person, (enum fu_setting)i));
    for (size_t i = 0; i < person->alias_count; i++)
        printf("  %s %s\n", i == 0 ? "aliases  " : "         ", person->aliases[i]);
    printf("  pending   %" PRId64 "\n  since     %s\n", pending,
        fu_ctl_moment(ctl->arena, preferences->zone, person->created));
    return person->paused ? show_pause(ctl, person) : EX_OK;
}

int fu_ctl_person(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const struct fu_act act = {ctl->store, &ctl->setup->settings, ctl->arena, ctl->now, 0};
    struct fu_settings_change change;
    struct fu_person *person;
    struct fu_error error;
    bool move = fu_ctl_given(arguments, "move");
    int64_t moved;
    int failed;

    if (arguments->operand_count == 1 && !move) {
        failed = fu_ctl_find_person(ctl, arguments->operands[0], &person);
        return failed ? failed : show(ctl, person);
    }
    if (fu_store_begin(ctl->store, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    failed = change_all(ctl, arguments, &act, &change, &moved);
    if (failed) {
        fu_store_rollback(ctl->store);
        return failed;
    }
    fu_ctl_ring(ctl);
    if (!ctl->json) {
        tell(ctl, &change);
        tell_kept(ctl, &change, move, moved);
    }
    if (fu_store_person_get(ctl->store, ctl->arena, change.person.id, &person, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    return show(ctl, person ? person : &change.person);
}
