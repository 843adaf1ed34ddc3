/* The settings of one person as text: keys, values, and reading both. A text that is no value is
 * refused with what is near; nothing is guessed. */
#include "followupd/followup/settings_change.h"

#include "followupd/base/nearest.h"
#include "followupd/base/text.h"
#include "followupd/mail/say_settings.h"
#include "followupd/zone/zone.h"

#include <string.h>

enum { DAYS = 7, RUN_LEAST = 3, HOUR_MINUTES = 60, VALUE_MAX = 100 };

static const char *const keys[FU_SETTINGS] = {[FU_SETTING_ZONE] = "zone",
    [FU_SETTING_TIME] = "time",
    [FU_SETTING_WORKDAYS] = "workdays",
    [FU_SETTING_CONFIRM] = "confirm",
    [FU_SETTING_REPLY_TO] = "reply_to",
    [FU_SETTING_BUNDLE] = "bundle",
    [FU_SETTING_ALIASES] = "aliases",
    [FU_SETTING_ADDRESS] = "address",
    [FU_SETTING_PAUSED] = "paused"};

static const char *const day_names[DAYS] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

static const char *const confirm_words[] = {
    [FU_CONFIRM_NEVER] = "never", [FU_CONFIRM_NEW] = "new", [FU_CONFIRM_ALWAYS] = "always"};
static const char *const reply_to_words[] = {
    [FU_REPLY_FOLLOWUP] = "followup", [FU_REPLY_THREAD] = "thread"};
static const char *const bundle_words[] = {"off", "on"};
static const char *const paused_words[] = {"no", "yes"};

const char *fu_setting_key(enum fu_setting setting)
{
    return keys[setting];
}

const char *const *fu_setting_words(enum fu_setting setting, size_t *count)
{
    switch (setting) {
    case FU_SETTING_CONFIRM:
        *count = sizeof confirm_words / sizeof *confirm_words;
        return confirm_words;
    case FU_SETTING_REPLY_TO:
        *count = sizeof reply_to_words / sizeof *reply_to_words;
        return reply_to_words;
    case FU_SETTING_BUNDLE:
        *count = sizeof bundle_words / sizeof *bundle_words;
        return bundle_words;
    case FU_SETTING_PAUSED:
        *count = sizeof paused_words / sizeof *paused_words;
        return paused_words;
    default:
        *count = 0;
        return NULL;
    }
}

bool fu_setting_find(struct fu_arena *arena, const char *key, size_t count,
    enum fu_setting *setting, struct fu_refusal *refusal)
{
    char *wanted = fu_text_lower(arena, key);
    const char *nearest;

    for (char *at = wanted; *at; at++)
        *at = *at == ' ' || *at == '-' ? '_' : *at;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(wanted, keys[i]) == 0) {
            *setting = (enum fu_setting)i;
            return true;
        }
    }
    nearest = fu_nearest(wanted, keys, count);
    refusal->reason = fu_say_no_setting(arena, key);
    refusal->suggestions[0] = nearest;
    refusal->suggestion_count = nearest != NULL;
    return false;
}

/* "mon-fri", "mon,wed,fri". */
static const char *workdays_text(struct fu_arena *arena, unsigned workdays)
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

static const char *aliases_text(struct fu_arena *arena, const struct fu_person *person)
{
    const char *text = "";

    for (size_t i = 0; i < person->alias_count; i++)
        text = fu_arena_print(arena, "%s%s%s", text, i > 0 ? ", " : "", person->aliases[i]);
    return text;
}

const char *fu_setting_value(
    struct fu_arena *arena, const struct fu_person *person, enum fu_setting setting)
{
    const struct fu_preferences *preferences = &person->preferences;

    switch (setting) {
    case FU_SETTING_ZONE:
        return preferences->zone;
    case FU_SETTING_TIME:
        return fu_arena_print(arena, "%02d:%02d", preferences->morning / HOUR_MINUTES,
            preferences->morning % HOUR_MINUTES);
    case FU_SETTING_WORKDAYS:
        return workdays_text(arena, preferences->workdays);
    case FU_SETTING_CONFIRM:
        return confirm_words[preferences->confirm];
    case FU_SETTING_REPLY_TO:
        return reply_to_words[preferences->reply_to];
    case FU_SETTING_BUNDLE:
        return bundle_words[preferences->bundle];
    case FU_SETTING_ALIASES:
        return aliases_text(arena, person);
    case FU_SETTING_ADDRESS:
        return person->address;
    default:
        return paused_words[person->paused];
    }
}

static enum fu_status refuse(struct fu_refusal *refusal, const char *reason)
{
    refusal->reason = reason;
    refusal->suggestion_count = 0;
    return FU_BAD_INPUT;
}

enum fu_status fu_setting_read_zone(
    struct fu_arena *arena, const char *text, const char **zone, struct fu_refusal *refusal)
{
    const char *named = fu_zone_named(arena, text);

    if (named) {
        *zone = named;
        return FU_OK;
    }
    refuse(refusal, fu_say_no_zone(arena, text));
    refusal->suggestion_count =
        fu_zone_suggest(arena, text, refusal->suggestions, FU_SUGGESTIONS_MAX);
    if (refusal->suggestion_count == 0)
        refusal->reason = fu_say_zone_form(arena, text);
    return FU_BAD_INPUT;
}

/* "8:05" is no clock time there, for that could be the evening; of the morning time it is one. */
static const char *two_digits(struct fu_arena *arena, const char *text)
{
    return fu_is_digit(text[0]) && text[1] == ':' ? fu_arena_print(arena, "0%s", text) : text;
}

/* A clock time of the cadence language. "morning" is what is being set, and a flag or a tag stands
 * behind no time. */
enum fu_status fu_setting_read_time(
    struct fu_arena *arena, const char *text, int *minutes, struct fu_refusal *refusal)
{
    const char *cadence = fu_arena_print(arena, "at %s", two_digits(arena, text));
    const struct fu_cadence_setting setting = {
        .zone = "UTC", .workdays = FU_WORKDAYS_DEFAULT, .shortest = 1};
    struct fu_schedule schedule;
    unsigned flags;
    const char *tags;
    bool whole = strchr(text, '-') == NULL && strchr(text, '+') == NULL;

    if (!whole ||
        fu_cadence_read(arena, cadence, strlen(cadence), &setting, &schedule, &flags, &tags,
            refusal) != FU_OK ||
        schedule.morning || schedule.recurrence != FU_ONCE)
        return refuse(refusal, fu_say_no_time(arena, text));
    *minutes = schedule.start.hour * HOUR_MINUTES + schedule.start.minute;
    return FU_OK;
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

static bool read_days(const char *text, unsigned *workdays)
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

/* Telephones write an en dash for "-", and people set it apart: "mon – fri". */
static const char *close_up(struct fu_arena *arena, const char *text)
{
    static const char dash[] = "–";
    char *out = fu_arena_allocate(arena, strlen(text) + 1, 1), *at = out;

    for (; *text; text++) {
        bool wide = strncmp(text, dash, sizeof dash - 1) == 0;

        if (*text != '-' && !wide) {
            *at++ = *text;
            continue;
        }
        while (at > out && at[-1] == ' ')
            at--;
        *at++ = '-';
        text += wide ? sizeof dash - 2 : 0;
        text += strspn(text + 1, " ");
    }
    return out;
}

enum fu_status fu_setting_read_workdays(
    struct fu_arena *arena, const char *text, unsigned *workdays, struct fu_refusal *refusal)
{
    unsigned read;

    if (strlen(text) > VALUE_MAX || !read_days(close_up(arena, text), &read))
        return refuse(refusal, fu_say_no_workdays(arena, text));
    *workdays = read;
    return FU_OK;
}
