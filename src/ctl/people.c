/* followupctl people, and how people are named, found and shown. */
#include "people.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/store/people.h"
#include "json.h"
#include "moment.h"
#include "table.h"

enum { DAYS = 7, RUN_LEAST = 3, ADDRESS_WIDTH = 40 };

static const char *const day_names[DAYS] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

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

const char *fu_ctl_workdays(struct fu_arena *arena, unsigned workdays)
{
    const char *text = "";
    int day = 0, length;

    while (day < DAYS) {
        for (length = 0; day + length < DAYS && workdays & 1U << (day + length);)
            length++;
        if (length >= RUN_LEAST) {
            text = fu_arena_print(arena, "%s%s%.3s-%.3s", text, text[0] ? "," : "", day_names[day],
                day_names[day + length - 1]);
            day += length;
        } else if (length > 0) {
            text = fu_arena_print(arena, "%s%s%.3s", text, text[0] ? "," : "", day_names[day]);
            day++;
        } else {
            day++;
        }
    }
    return text;
}

/* 0 to 6, or -1; a name or its first three letters. */
static int read_day(const char *text, size_t length)
{
    char word[sizeof "wednesday"];

    if (length < 3 || length >= sizeof word)
        return -1;
    memcpy(word, text, length);
    word[length] = '\0';
    for (int day = 0; day < DAYS; day++) {
        if (fu_equal_nocase(word, day_names[day]) ||
            (length == 3 && fu_starts_nocase(day_names[day], word)))
            return day;
    }
    return -1;
}

bool fu_ctl_read_workdays(const char *text, unsigned *workdays)
{
    size_t length, first;
    int day, last;

    *workdays = 0;
    for (; *text; text += strspn(text, ", ")) {
        length = strcspn(text, ", ");
        first = strcspn(text, "-");
        if (first > length)
            first = length;
        day = read_day(text, first);
        last = first < length ? read_day(text + first + 1, length - first - 1) : day;
        if (day < 0 || last < 0)
            return false;
        for (; day != last; day = (day + 1) % DAYS)
            *workdays |= 1U << day;
        *workdays |= 1U << last;
        text += length;
    }
    return *workdays != 0;
}

const char *fu_ctl_confirm(enum fu_confirm confirm)
{
    return confirm == FU_CONFIRM_ALWAYS ? "always" : confirm == FU_CONFIRM_NEW ? "new" : "never";
}

const char *fu_ctl_reply_to(enum fu_reply_to reply_to)
{
    return reply_to == FU_REPLY_THREAD ? "thread" : "followup";
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
    fu_ctl_json_text(&json, "zone", preferences->zone);
    fu_ctl_json_text(&json, "time", fu_ctl_say_time(ctl->arena, preferences->morning));
    fu_ctl_json_text(&json, "workdays", fu_ctl_workdays(ctl->arena, preferences->workdays));
    fu_ctl_json_text(&json, "confirm", fu_ctl_confirm(preferences->confirm));
    fu_ctl_json_text(&json, "reply_to", fu_ctl_reply_to(preferences->reply_to));
    fu_ctl_json_bool(&json, "paused", person->paused);
    fu_ctl_json_number(&json, "pending", pending);
    fu_ctl_json_moment(&json, ctl->arena, "created", preferences->zone, person->created);
    fu_ctl_json_print(&json);
}

static const char *aliases_text(struct fu_arena *arena, const struct fu_person *person)
{
    const char *text = "";

    for (size_t i = 0; i < person->alias_count; i++)
        text = fu_arena_print(arena, "%s%s%s", text, i > 0 ? ", " : "", person->aliases[i]);
    return text;
}

static int print_people(struct fu_ctl *ctl, const struct fu_person *people, size_t count)
{
    static const struct fu_ctl_column columns[] = {{.title = "PERSON", .most = ADDRESS_WIDTH},
        {.title = "PENDING", .right = true}, {.title = "ZONE"}, {.title = "TIME"},
        {.title = "WORKDAYS"}, {.title = "CONFIRM"}, {.title = "REPLY_TO"}, {.title = "ALIASES"}};
    struct fu_ctl_table table;
    struct fu_error error;
    int64_t pending, letters;
    int failed = 0;

    fu_ctl_table_begin(&table, ctl->arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; failed == 0 && i < count; i++) {
        const struct fu_preferences *preferences = &people[i].preferences;

        if (fu_store_person_load(ctl->store, people[i].id, ctl->now, &pending, &letters, &error) !=
            FU_OK) {
            failed = fu_ctl_fail_store(&error);
        } else if (ctl->json) {
            fu_ctl_print_person(ctl, &people[i], pending);
        } else {
            fu_ctl_table_add(&table,
                (const char *[]){people[i].paused
                                     ? fu_arena_print(ctl->arena, "%s (paused)", people[i].address)
                                     : people[i].address,
                    fu_arena_print(ctl->arena, "%" PRId64, pending), preferences->zone,
                    fu_ctl_say_time(ctl->arena, preferences->morning),
                    fu_ctl_workdays(ctl->arena, preferences->workdays),
                    fu_ctl_confirm(preferences->confirm), fu_ctl_reply_to(preferences->reply_to),
                    aliases_text(ctl->arena, &people[i])});
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
