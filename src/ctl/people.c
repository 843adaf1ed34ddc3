/* followupctl people, and how people are named, found and shown. */
#include "people.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/address.h"
#include "followupd/followup/settings_change.h"
#include "followupd/store/people.h"
#include "json.h"
#include "moment.h"
#include "table.h"

enum { ADDRESS_WIDTH = 40 };

int fu_ctl_find_person(struct fu_ctl *ctl, const char *text, struct fu_person **person)
{
    const char *address = fu_address_canonical(ctl->arena, text, strlen(text));
    struct fu_error error;

    if (!address)
        return fu_ctl_fail(EX_DATAERR, "“%s” is not a mail address.", text);
    if (fu_store_person_find(ctl->store, ctl->arena, address, person, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (!*person)
        return fu_ctl_fail(EX_NOINPUT,
            "Nobody is known as %s; followupctl people lists everybody who is.", address);
    return 0;
}

const char *fu_ctl_address(struct fu_ctl *ctl, int64_t person)
{
    struct fu_person *found = NULL;
    struct fu_error ignored;

    if (person == 0 ||
        fu_store_person_get(ctl->store, ctl->arena, person, &found, &ignored) != FU_OK || !found)
        return "";
    return found->address;
}

void fu_ctl_print_person(struct fu_ctl *ctl, const struct fu_person *person, int64_t pending)
{
    const struct fu_preferences *preferences = &person->preferences;
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_text(&json, "person", person->address);
    fu_ctl_json_text(&json, "name", person->name);
    fu_ctl_json_open_list(&json, "aliases");
    for (size_t i = 0; i < person->alias_count; i++)
        fu_ctl_json_text(&json, NULL, person->aliases[i]);
    fu_ctl_json_close_list(&json);
    for (size_t i = 0; i < FU_SETTINGS_OWN; i++)
        fu_ctl_json_text(&json, fu_setting_key((enum fu_setting)i),
            fu_setting_value(ctl->arena, person, (enum fu_setting)i));
    fu_ctl_json_bool(&json, "paused", person->paused);
    fu_ctl_json_number(&json, "pending", pending);
    fu_ctl_json_moment(&json, ctl->arena, "created", preferences->zone, person->created);
    fu_ctl_json_print(&json);
}

/* One row of the table. */
static void add_person(
    struct fu_ctl *ctl, struct fu_ctl_table *table, const struct fu_person *person, int64_t pending)
{
    const char *cells[2 + FU_SETTINGS_OWN + 1] = {
        person->paused ? fu_arena_print(ctl->arena, "%s (paused)", person->address)
                       : person->address,
        fu_arena_print(ctl->arena, "%" PRId64, pending)};

    for (size_t i = 0; i <= FU_SETTING_ALIASES; i++)
        cells[2 + i] = fu_setting_value(ctl->arena, person, (enum fu_setting)i);
    fu_ctl_table_add(table, cells);
}

static int print_people(struct fu_ctl *ctl, const struct fu_person *people, size_t count)
{
    static const struct fu_ctl_column columns[] = {{.title = "PERSON", .most = ADDRESS_WIDTH},
        {.title = "PENDING", .right = true}, {.title = "ZONE"}, {.title = "TIME"},
        {.title = "WORKDAYS"}, {.title = "CONFIRM"}, {.title = "REPLY_TO"},
        {.title = "BUNDLE"}, {.title = "ALIASES"}};
    struct fu_ctl_table table;
    struct fu_error error;
    int64_t pending, letters;
    int failed = 0;

    fu_ctl_table_begin(&table, ctl->arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; failed == 0 && i < count; i++) {
        if (fu_store_person_load(ctl->store, people[i].id, ctl->now, ctl->now, &pending, &letters,
                &error) != FU_OK) {
            failed = fu_ctl_fail_store(&error);
        } else if (ctl->json) {
            fu_ctl_print_person(ctl, &people[i], pending);
        } else {
            add_person(ctl, &table, &people[i], pending);
        }
    }
    if (failed == 0 && !ctl->json)
        fu_ctl_table_print(&table, ctl->width);
    fu_ctl_table_free(&table);
    return failed;
}

int fu_ctl_people(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_person *people;
    struct fu_error error;
    size_t count;

    (void)arguments;
    if (fu_store_people(ctl->store, ctl->arena, &people, &count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (count == 0 && !ctl->json) {
        fu_ctl_say(
            "Nobody uses it yet: people become known with their first mail or followupctl add.");
        return EX_OK;
    }
    return print_people(ctl, people, count);
}
