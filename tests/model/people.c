/* Settings, and the end of a person. */
#include <stdio.h>
#include <string.h>

#include "followupd/followup/settings_change.h"
#include "followupd/store/deliveries.h"
#include "followupd/store/people.h"
#include "life.h"

/* Sets one thing, as the person would on a page; false when it was refused. */
static bool set(struct life *life, int who, enum fu_setting setting, const char *value, bool moves)
{
    const struct fu_act act = {life->store, &life->settings, life->brief, life->now, 0};
    struct fu_settings_change change;
    struct fu_person *person = NULL;
    struct fu_refusal refusal = {.reason = ""};
    int64_t moved;

    MUST(life, fu_store_begin(life->store, &life->error));
    MUST(life,
        fu_store_person_get(life->store, life->brief, life->people[who].id, &person, &life->error));
    fu_settings_begin(&change, &act, person);
    if (fu_settings_set(&change, setting, value, &refusal) != FU_OK)
        life_complain(life, "%s is refused: %s", value, refusal.reason);
    MUST(life, fu_settings_write(&change, &life->error));
    if (moves)
        MUST(life, fu_settings_move(&act, &change.person, &moved, &life->error));
    MUST(life, fu_store_commit(life->store, &life->error));
    return !life->complaint[0];
}

static void set_morning(struct life *life, int who, unsigned how)
{
    static const char *const texts[] = {"8:00", "9:00", "7:15"};
    static const int minutes[] = {8 * 60, 9 * 60, 7 * 60 + 15};
    struct reading *reading = &life->people[who].reading;

    life_say(life, "%s has mornings at %s", life_name(who), PICK(texts, how));
    if (reading->morning == PICK(minutes, how) ||
        !set(life, who, FU_SETTING_TIME, PICK(texts, how), false))
        return;
    reading->morning = PICK(minutes, how);
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];
        if (item->owner == who && !item->gone && life_pending(life, item))
            model_morning(item, reading->morning, life->now, life->arena);
    }
}

/* All that is pending goes with its owner, if they say so. */
static void move_all(struct life *life, int who)
{
    for (size_t i = 0; i < life->item_count; i++) {
        struct item *item = &life->items[i];
        if (item->owner == who && !item->gone && life_pending(life, item))
            model_move(item, &life->people[who].reading, life->now, life->arena);
    }
}

static void set_workdays(struct life *life, int who, unsigned how)
{
    static const char *const texts[] = {"mon-fri", "sun-thu", "mon-wed", "sat"};
    static const unsigned masks[] = {0x1f, 0x4f, 0x07, 0x20};
    bool moves = how / 4 % 2 == 0;

    life_say(life, "%s works %s%s", life_name(who), PICK(texts, how),
        moves ? ", and all with them" : "");
    life->people[who].reading.workdays = PICK(masks, how);
    if (set(life, who, FU_SETTING_WORKDAYS, PICK(texts, how), moves) && moves)
        move_all(life, who);
}

static void set_zone(struct life *life, int who, unsigned how)
{
    static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Kolkata"};
    bool moves = how / 3 % 2 == 0;

    life_say(life, "%s is in %s%s", life_name(who), PICK(zones, how),
        moves ? ", and all with them" : "");
    life->people[who].reading.zone = PICK(zones, how);
    if (set(life, who, FU_SETTING_ZONE, PICK(zones, how), moves) && moves)
        move_all(life, who);
}

/* Nobody asks for what was refused at an address that was given up. */
static void forget_refused(struct life *life, int who)
{
    for (size_t i = 0; i < life->item_count; i++) {
        for (size_t j = 0; j < life->items[i].mail_count; j++) {
            struct mail *mail = &life->items[i].mails[j];
            if (mail->who == who)
                mail->refused = 0;
        }
    }
    life->people[who].refusals.count = 0;
}

static void set_address(struct life *life, int who)
{
    const char *address =
        fu_arena_print(life->arena, "%s.%u@example.org", life_name(who), ++life->uid);

    life_say(life, "%s moves to %s", life_name(who), address);
    if (set(life, who, FU_SETTING_ADDRESS, address, false))
        life->people[who].address = address;
    if (life->people[who].paused)
        life_works(life, who);
    else
        forget_refused(life, who);
}

static void set_paused(struct life *life, int who)
{
    bool paused = !life->people[who].paused;

    life_say(life, "%s is %s", life_name(who), paused ? "paused" : "paused no more");
    life->people[who].paused = paused;
    if (set(life, who, FU_SETTING_PAUSED, paused ? "yes" : "no", false) && !paused)
        life_works(life, who);
}

static void set_bundles(struct life *life, int who)
{
    bool bundles = !life->people[who].bundles;

    life_say(life, "%s wants %s", life_name(who),
        bundles ? "one mail in the morning" : "each mail by itself");
    if (set(life, who, FU_SETTING_BUNDLE, bundles ? "on" : "off", false))
        life->people[who].bundles = bundles;
}

static void erase(struct life *life, int who)
{
    const struct fu_act act = {life->store, &life->settings, life->brief, life->now, 0};
    struct fu_erased erased;

    life_say(life, "%s is erased", life_name(who));
    MUST(life, fu_store_begin(life->store, &life->error));
    MUST(life, fu_act_erase(&act, life->people[who].id, &erased, &life->error));
    MUST(life, fu_store_commit(life->store, &life->error));
    for (size_t i = 0; i < life->item_count; i++)
        model_erase(&life->items[i], who);
    life_meet(life, who);
}

void life_settings(struct life *life, const struct step *step)
{
    int who = (int)(step->who % PEOPLE);

    switch (step->kind) {
    case MORNING:
        set_morning(life, who, step->how);
        break;
    case ZONE:
        set_zone(life, who, step->how);
        break;
    case WORKDAYS:
        set_workdays(life, who, step->how);
        break;
    case ADDRESS:
        set_address(life, who);
        break;
    case PAUSE:
        set_paused(life, who);
        break;
    case BUNDLE:
        set_bundles(life, who);
        break;
    default:
        if (step->how % 3 == 0)
            erase(life, who);
        break;
    }
}
