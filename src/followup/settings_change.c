/* Changing the settings of one person. A value that cannot be changes nothing; what the new values
 * mean for pending follow-ups happens when the person is written (CADENCE.md rule 22). */
#include "followupd/followup/settings_change.h"

#include "followupd/base/address.h"
#include "followupd/base/nearest.h"
#include "followupd/base/text.h"
#include "followupd/followup/pause.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/say_settings.h"
#include "followupd/store/feed.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"

#include <string.h>

enum { AT_ONCE = 500 };

static enum fu_status refuse(struct fu_refusal *refusal, const char *reason)
{
    refusal->reason = reason;
    refusal->suggestion_count = 0;
    return FU_BAD_INPUT;
}

/* "always, new or never". */
static const char *list_words(struct fu_arena *arena, const char *const *words, size_t count)
{
    const char *list = words[0];

    for (size_t i = 1; i < count; i++)
        list = fu_arena_print(arena, "%s%s%s", list, i + 1 == count ? " or " : ", ", words[i]);
    return list;
}

/* *place is where the value stands among the words of the setting. */
static enum fu_status read_word(struct fu_arena *arena, enum fu_setting setting, const char *value,
    size_t *place, struct fu_refusal *refusal)
{
    size_t count;
    const char *const *words = fu_setting_words(setting, &count);
    const char *nearest;

    for (*place = 0; *place < count; (*place)++) {
        if (fu_equal_nocase(value, words[*place]))
            return FU_OK;
    }
    nearest = fu_nearest(value, words, count);
    refuse(refusal,
        fu_say_no_value(arena, fu_setting_key(setting), value, list_words(arena, words, count)));
    refusal->suggestions[0] = nearest;
    refusal->suggestion_count = nearest != NULL;
    return FU_BAD_INPUT;
}

static enum fu_status set_word(struct fu_settings_change *change, enum fu_setting setting,
    const char *value, struct fu_refusal *refusal)
{
    size_t place;

    if (read_word(change->act->arena, setting, value, &place, refusal) != FU_OK)
        return FU_BAD_INPUT;
    if (setting == FU_SETTING_CONFIRM)
        change->person.preferences.confirm = (enum fu_confirm)place;
    else if (setting == FU_SETTING_REPLY_TO)
        change->person.preferences.reply_to = (enum fu_reply_to)place;
    else if (setting == FU_SETTING_BUNDLE)
        change->person.preferences.bundle = place != 0;
    else
        change->person.paused = place != 0;
    return FU_OK;
}

/* An address that may stand for a person: one that is not ours. */
static enum fu_status read_address(const struct fu_act *act, const char *text, size_t length,
    const char **address, struct fu_refusal *refusal)
{
    const char *canonical = fu_address_canonical(act->arena, text, length);

    if (!canonical)
        return refuse(
            refusal, fu_say_no_address(act->arena, fu_arena_copy_n(act->arena, text, length)));
    if (fu_intent_is_own(act->arena, &act->settings->rules, canonical))
        return refuse(refusal, fu_say_own_address(act->arena, canonical));
    *address = canonical;
    return FU_OK;
}

static enum fu_status set_address(
    struct fu_settings_change *change, const char *value, struct fu_refusal *refusal)
{
    const char *address;

    if (read_address(change->act, value, strlen(value), &address, refusal) != FU_OK)
        return FU_BAD_INPUT;
    if (!fu_intent_allowed(&change->act->settings->rules, address, NULL))
        return refuse(refusal, fu_say_not_allowed(change->act->arena, address));
    if (strcmp(change->person.address, address) != 0)
        change->person.paused = false;
    change->person.address = address;
    return FU_OK;
}

static enum fu_status set_aliases(
    struct fu_settings_change *change, const char *value, struct fu_refusal *refusal)
{
    struct fu_arena *arena = change->act->arena;
    const char **aliases = fu_arena_allocate(arena, FU_ALIASES_MAX, sizeof *aliases);
    size_t count = 0, length;

    for (value += strspn(value, ", "); *value; value += strspn(value, ", ")) {
        length = strcspn(value, ", ");
        if (count == FU_ALIASES_MAX)
            return refuse(refusal, fu_say_many_aliases(arena, FU_ALIASES_MAX));
        if (read_address(change->act, value, length, &aliases[count++], refusal) != FU_OK)
            return FU_BAD_INPUT;
        value += length;
    }
    change->person.aliases = aliases;
    change->person.alias_count = count;
    return FU_OK;
}

enum fu_status fu_settings_set(struct fu_settings_change *change, enum fu_setting setting,
    const char *value, struct fu_refusal *refusal)
{
    struct fu_arena *arena = change->act->arena;
    struct fu_preferences *wanted = &change->person.preferences;

    switch (setting) {
    case FU_SETTING_ZONE:
        return fu_setting_read_zone(arena, value, &wanted->zone, refusal);
    case FU_SETTING_TIME:
        return fu_setting_read_time(arena, value, &wanted->morning, refusal);
    case FU_SETTING_WORKDAYS:
        return fu_setting_read_workdays(arena, value, &wanted->workdays, refusal);
    case FU_SETTING_ALIASES:
        return set_aliases(change, value, refusal);
    case FU_SETTING_ADDRESS:
        return set_address(change, value, refusal);
    default:
        return set_word(change, setting, value, refusal);
    }
}

void fu_settings_begin(
    struct fu_settings_change *change, const struct fu_act *act, const struct fu_person *person)
{
    *change = (struct fu_settings_change){.act = act, .before = *person, .person = *person};
}

enum fu_status fu_settings_meet(struct fu_settings_change *change, const struct fu_act *act,
    const char *text, struct fu_refusal *refusal, struct fu_error *error)
{
    struct fu_person *person;
    struct fu_person fresh = {
        .name = "", .preferences = act->settings->defaults, .created = act->now};
    enum fu_status status = read_address(act, text, strlen(text), &fresh.address, refusal);

    if (status == FU_OK)
        status = fu_store_person_find(act->store, act->arena, fresh.address, &person, error);
    if (status != FU_OK)
        return status;
    fu_settings_begin(change, act, person ? person : &fresh);
    change->fresh = !person;
    return person ? FU_OK : set_address(change, fresh.address, refusal);
}

typedef enum fu_status visitor(void *context, const struct fu_followup *followup,
    struct fu_arena *arena, struct fu_error *error);

/* Goes through the pending follow-ups that the person owns, in groups with memory of their own. */
static enum fu_status visit_pending(
    const struct fu_act *act, int64_t person, visitor *visit, void *context, struct fu_error *error)
{
    struct fu_filter filter = {.person = person, .state = FU_PENDING, .most = AT_ONCE};
    struct fu_arena *arena = fu_arena_new();
    struct fu_listed *rows;
    enum fu_status status;
    size_t count;

    do {
        fu_arena_reset(arena);
        status = fu_store_list(act->store, arena, &filter, &rows, &count, error);
        for (size_t i = 0; status == FU_OK && i < count; i++) {
            filter.after = rows[i].followup.id;
            if (rows[i].followup.owner == person)
                status = visit(context, &rows[i].followup, arena, error);
        }
    } while (status == FU_OK && count == filter.most);
    fu_arena_free(&arena);
    return status;
}

/* Rule 22 of CADENCE.md for one follow-up. */
static enum fu_status follow(void *context, const struct fu_followup *followup,
    struct fu_arena *arena, struct fu_error *error)
{
    struct fu_settings_change *change = context;
    const struct fu_preferences *wanted = &change->person.preferences;
    const struct fu_preferences *before = &change->before.preferences;
    struct fu_act act = *change->act;
    bool changed = wanted->workdays != before->workdays || strcmp(wanted->zone, before->zone) != 0;
    bool moved = false;
    enum fu_status status;

    act.arena = arena;
    change->kept += changed && fu_act_movable(followup, wanted, act.now);
    if (wanted->morning == before->morning || !followup->schedule.morning)
        return FU_OK;
    status = fu_act_recompute(&act, followup->id, wanted->morning, &moved, error);
    change->moved += moved;
    return status;
}

/* A calendar names everybody in a thread but the person: by address and aliases. */
static bool is_known_otherwise(const struct fu_person *before, const struct fu_person *person)
{
    bool same =
        strcmp(before->address, person->address) == 0 && before->alias_count == person->alias_count;

    for (size_t i = 0; same && i < person->alias_count; i++)
        same = strcmp(before->aliases[i], person->aliases[i]) == 0;
    return !same;
}

enum fu_status fu_settings_write(struct fu_settings_change *change, struct fu_error *error)
{
    const struct fu_act *act = change->act;
    enum fu_status status = FU_OK;

    if (change->fresh)
        status = fu_store_person_add(act->store, &change->person, error);
    if (status == FU_OK)
        status = fu_store_person_set(act->store, &change->person, error);
    if (status == FU_OK && is_known_otherwise(&change->before, &change->person))
        status = fu_store_feed_changed(act->store, change->person.id, act->now, error);
    if (status == FU_OK)
        status = visit_pending(act, change->person.id, follow, change, error);
    if (status == FU_OK && change->before.paused && !change->person.paused)
        status = fu_followup_resume(act->store, act->settings, act->arena, change->person.id,
            change->before.address, act->now, &change->waiting, error);
    return status;
}

struct moving {
    const struct fu_act *act;
    const struct fu_preferences *wanted;
    int64_t moved;
};

static enum fu_status move_one(void *context, const struct fu_followup *followup,
    struct fu_arena *arena, struct fu_error *error)
{
    struct moving *moving = context;
    struct fu_act act = *moving->act;
    bool moved;
    enum fu_status status;

    act.arena = arena;
    status = fu_act_move(&act, followup->id, moving->wanted, &moved, error);
    moving->moved += status == FU_OK && moved;
    return status;
}

enum fu_status fu_settings_move(const struct fu_act *act, const struct fu_person *person,
    int64_t *moved, struct fu_error *error)
{
    struct moving moving = {act, &person->preferences, 0};
    enum fu_status status = visit_pending(act, person->id, move_one, &moving, error);

    *moved = moving.moved;
    return status;
}
