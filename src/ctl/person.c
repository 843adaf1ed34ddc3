/* followupctl person: shows or sets what one person prefers.
 *
 * All settings of one call are made in one transaction, or none. A value that is none is data that
 * was not understood. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/followup/act.h"
#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "followupd/zone/zone.h"
#include "moment.h"
#include "nearest.h"
#include "people.h"

enum { ALIASES_MAX = 50, AT_ONCE = 500 };

/* What is being changed. */
struct change {
    struct fu_ctl *ctl;
    struct fu_person *person; /* with the new values */
    struct fu_person before;
    bool fresh;    /* not in the store yet */
    int64_t moved; /* follow-ups that a new morning time moved */
    int64_t kept;  /* those that keep their old zone or workdays */
};

/* A key's setter: 0, or an exit status after saying what is wrong with the value. */
typedef int setter(struct change *change, const char *value);

static int refuse_word(const char *key, const char *value, const char *const *words, size_t count)
{
    const char *nearest = fu_ctl_nearest(value, words, count);

    if (nearest)
        return fu_ctl_fail(
            EX_DATAERR, "%s=%s is none of its values. Perhaps: %s", key, value, nearest);
    return fu_ctl_fail(EX_DATAERR, "%s=%s is none of its values: %s%s%s%s%s.", key, value, words[0],
        count == 2 ? " or " : ", ", words[1], count == 3 ? " or " : "", count == 3 ? words[2] : "");
}

static int set_zone(struct change *change, const char *value)
{
    if (!fu_zone_find(value))
        return fu_ctl_fail(EX_DATAERR, "%s", fu_ctl_no_zone(change->ctl->arena, value));
    change->person->preferences.zone = value;
    return 0;
}

static int set_time(struct change *change, const char *value)
{
    if (fu_ctl_read_time(value, &change->person->preferences.morning))
        return 0;
    return fu_ctl_fail(EX_DATAERR, "time=%s is no time of day; one is 08:00.", value);
}

static int set_workdays(struct change *change, const char *value)
{
    if (fu_ctl_read_workdays(value, &change->person->preferences.workdays))
        return 0;
    return fu_ctl_fail(
        EX_DATAERR, "workdays=%s names no workdays; write mon-fri, or mon,tue,thu.", value);
}

static int set_confirm(struct change *change, const char *value)
{
    static const char *const words[] = {
        [FU_CONFIRM_NEVER] = "never", [FU_CONFIRM_NEW] = "new", [FU_CONFIRM_ALWAYS] = "always"};
    enum { COUNT = sizeof words / sizeof *words };

    for (int i = 0; i < COUNT; i++) {
        if (fu_equal_nocase(value, words[i])) {
            change->person->preferences.confirm = (enum fu_confirm)i;
            return 0;
        }
    }
    return refuse_word("confirm", value, words, COUNT);
}

static int set_reply_to(struct change *change, const char *value)
{
    static const char *const words[] = {"followup", "thread"};

    if (!fu_equal_nocase(value, words[0]) && !fu_equal_nocase(value, words[1]))
        return refuse_word("reply_to", value, words, 2);
    change->person->preferences.reply_to =
        fu_equal_nocase(value, words[1]) ? FU_REPLY_THREAD : FU_REPLY_FOLLOWUP;
    return 0;
}

static int set_paused(struct change *change, const char *value)
{
    static const char *const words[] = {"yes", "no"};

    if (!fu_equal_nocase(value, words[0]) && !fu_equal_nocase(value, words[1]))
        return refuse_word("paused", value, words, 2);
    change->person->paused = fu_equal_nocase(value, words[0]);
    return 0;
}

/* An address that may stand for a person: one that is not ours. */
static int read_address(
    struct change *change, const char *text, size_t length, const char **address)
{
    const struct fu_rules *rules = &change->ctl->setup->settings.rules;

    *address = fu_address_canonical(change->ctl->arena, text, length);
    if (!*address)
        return fu_ctl_fail(EX_DATAERR, "“%.*s” is not a mail address.", (int)length, text);
    if (strcmp(*address, rules->from) == 0 ||
        fu_intent_local_part(change->ctl->arena, rules, *address))
        return fu_ctl_fail(
            EX_DATAERR, "%s is an address of followupd's own and nobody's.", *address);
    return 0;
}

static int set_address(struct change *change, const char *value)
{
    const char *address;
    int failed = read_address(change, value, strlen(value), &address);

    if (failed)
        return failed;
    if (!fu_intent_allowed(&change->ctl->setup->settings.rules, address, address))
        return fu_ctl_fail(EX_DATAERR,
            "%s may not use this service: name it in allow of [people] first.", address);
    change->person->address = address;
    return 0;
}

static int set_aliases(struct change *change, const char *value)
{
    const char **aliases = fu_arena_allocate(change->ctl->arena, ALIASES_MAX, sizeof *aliases);
    size_t count = 0, length;
    int failed = 0;

    for (value += strspn(value, ", "); failed == 0 && *value; value += strspn(value, ", ")) {
        length = strcspn(value, ", ");
        if (count == ALIASES_MAX)
            return fu_ctl_fail(EX_DATAERR, "A person has at most %d aliases.", ALIASES_MAX);
        failed = read_address(change, value, length, &aliases[count++]);
        value += length;
    }
    change->person->aliases = aliases;
    change->person->alias_count = count;
    return failed;
}

static int set(struct change *change, const char *pair)
{
    static const struct {
        const char *key;
        setter *set;
    } keys[] = {{"zone", set_zone}, {"time", set_time}, {"workdays", set_workdays},
        {"aliases", set_aliases}, {"confirm", set_confirm}, {"reply_to", set_reply_to},
        {"address", set_address}, {"paused", set_paused}};
    enum { COUNT = sizeof keys / sizeof *keys };
    const char *names[COUNT];
    const char *equals = strchr(pair, '='), *key, *nearest;

    if (!equals)
        return fu_ctl_fail_usage(change->ctl, "“%s” sets nothing; write KEY=VALUE.", pair);
    key = fu_arena_copy_n(change->ctl->arena, pair, (size_t)(equals - pair));
    for (size_t i = 0; i < COUNT; i++) {
        if (fu_equal_nocase(key, keys[i].key))
            return keys[i].set(change, equals + 1);
        names[i] = keys[i].key;
    }
    nearest = fu_ctl_nearest(key, names, COUNT);
    if (nearest)
        return fu_ctl_fail_usage(
            change->ctl, "There is no setting “%s”. Perhaps: %s", key, nearest);
    return fu_ctl_fail_usage(change->ctl, "There is no setting “%s”.", key);
}

/* Rule 22 of CADENCE.md for one follow-up of this person. */
static enum fu_status follow(struct change *change, const struct fu_act *act,
    const struct fu_followup *followup, struct fu_error *error)
{
    const struct fu_preferences *wanted = &change->person->preferences;
    const struct fu_schedule *schedule = &followup->schedule;
    bool moved = false;
    enum fu_status status;

    change->kept += (wanted->workdays != change->before.preferences.workdays &&
                        wanted->workdays != schedule->workdays) ||
                    (strcmp(wanted->zone, change->before.preferences.zone) != 0 &&
                        strcmp(wanted->zone, schedule->zone) != 0);
    if (wanted->morning == change->before.preferences.morning || !schedule->morning)
        return FU_OK;
    status = fu_act_recompute(act, followup->id, wanted->morning, &moved, error);
    change->moved += moved;
    return status;
}

/* Goes through the pending follow-ups of this person. */
static enum fu_status follow_all(struct change *change, struct fu_error *error)
{
    struct fu_ctl *ctl = change->ctl;
    struct fu_filter filter = {.person = change->person->id, .state = FU_PENDING, .most = AT_ONCE};
    struct fu_arena *arena = fu_arena_new();
    const struct fu_act act = {ctl->store, &ctl->setup->settings, arena, ctl->now, 0};
    struct fu_listed *rows;
    enum fu_status status;
    size_t count;

    do {
        fu_arena_reset(arena);
        status = fu_store_list(ctl->store, arena, &filter, &rows, &count, error);
        for (size_t i = 0; status == FU_OK && i < count; i++) {
            filter.after = rows[i].followup.id;
            if (rows[i].followup.owner == change->person->id)
                status = follow(change, &act, &rows[i].followup, error);
        }
    } while (status == FU_OK && count == filter.most);
    fu_arena_free(&arena);
    return status;
}

static enum fu_status write_change(struct change *change, struct fu_error *error)
{
    struct fu_store *store = change->ctl->store;
    enum fu_status status = fu_store_begin(store, error);

    if (status != FU_OK)
        return status;
    if (change->fresh)
        status = fu_store_person_add(store, change->person, error);
    if (status == FU_OK)
        status = fu_store_person_set(store, change->person, error);
    if (status == FU_OK)
        status = follow_all(change, error);
    if (status == FU_OK)
        return fu_store_commit(store, error);
    fu_store_rollback(store);
    return status;
}

static void tell(const struct change *change)
{
    struct fu_ctl *ctl = change->ctl;

    if (change->fresh)
        fu_ctl_say("%s is known from now on.", change->person->address);
    if (strcmp(change->person->address, change->before.address) != 0)
        fu_ctl_say(
            "Mail goes to %s from now on. Mail from %s is no longer theirs, unless it is among "
            "their aliases.",
            change->person->address, change->before.address);
    if (change->moved > 0)
        fu_ctl_say("Pending follow-ups that move to %s: %" PRId64 ".",
            fu_ctl_say_time(ctl->arena, change->person->preferences.morning), change->moved);
    if (change->kept > 0)
        fu_ctl_say(
            "Pending follow-ups that keep the zone and workdays they were made with: %" PRId64
            ". followupctl edit ID CADENCE makes one anew.",
            change->kept);
}

static int show(struct fu_ctl *ctl, const struct fu_person *person)
{
    const struct fu_preferences *preferences = &person->preferences;
    int64_t pending, letters;
    struct fu_error error;

    if (fu_store_person_load(ctl->store, person->id, ctl->now, &pending, &letters, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (ctl->json) {
        fu_ctl_print_person(ctl, person, pending);
        return EX_OK;
    }
    fu_ctl_say("%s%s%s", person->address, person->name[0] ? ", " : "", person->name);
    printf("  zone      %s\n  time      %s\n  workdays  %s\n  confirm   %s\n  reply_to  %s\n",
        preferences->zone, fu_ctl_say_time(ctl->arena, preferences->morning),
        fu_ctl_workdays(ctl->arena, preferences->workdays), fu_ctl_confirm(preferences->confirm),
        fu_ctl_reply_to(preferences->reply_to));
    for (size_t i = 0; i < person->alias_count; i++)
        printf("  %s %s\n", i == 0 ? "aliases  " : "         ", person->aliases[i]);
    printf("  pending   %" PRId64 "\n  since     %s\n", pending,
        fu_ctl_moment(ctl->arena, preferences->zone, person->created));
    if (person->paused)
        puts("  paused    mail to this address was refused for good; paused=no tries again");
    return EX_OK;
}

/* Somebody who is not known becomes so when something is set, as with their first mail. */
static int meet(struct change *change, const char *text)
{
    struct fu_ctl *ctl = change->ctl;
    struct fu_person *fresh = fu_arena_allocate(ctl->arena, 1, sizeof *fresh);
    struct fu_error error;
    const char *address;
    int failed = read_address(change, text, strlen(text), &address);

    if (failed)
        return failed;
    if (fu_store_person_find(ctl->store, ctl->arena, address, &change->person, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    change->fresh = !change->person;
    if (change->fresh) {
        fresh->name = "";
        fresh->preferences = ctl->setup->settings.defaults;
        fresh->created = ctl->now;
        change->person = fresh;
        failed = set_address(change, address);
    }
    change->before = *change->person;
    return failed;
}

int fu_ctl_person(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct change change = {.ctl = ctl};
    struct fu_error error;
    enum fu_status status;
    int failed;

    if (arguments->operand_count == 1) {
        failed = fu_ctl_find_person(ctl, arguments->operands[0], &change.person);
        return failed ? failed : show(ctl, change.person);
    }
    failed = meet(&change, arguments->operands[0]);
    for (size_t i = 1; failed == 0 && i < arguments->operand_count; i++)
        failed = set(&change, arguments->operands[i]);
    if (failed)
        return failed;
    status = write_change(&change, &error);
    if (status == FU_BAD_INPUT)
        return fu_ctl_fail(EX_DATAERR, "%s", error.text);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    fu_ctl_ring(ctl);
    if (!ctl->json)
        tell(&change);
    return show(ctl, change.person);
}
