/* Reads tables of `text ==> result` and compares each result with what the cadence room gives.
 *
 * A line beginning with '@' sets what follows is read with: @zone NAME, @sent RFC3339, @arrived
 * RFC3339 (default: as it is sent), @time HH:MM, @workdays MASK of 7 letters
 * ("xxxxx--"), @holidays YYYY-MM-DD…, @shortest SECONDS, @at RFC3339 (moments after it; default:
 * after sending). A result is parts separated by " | ", of which a line may give the first ones
 * only: MOMENTS | CANONICAL | ENGLISH | RRULE      MOMENTS: up to six, separated by ", "; "end"
 * when the series ends refused | OFFERS | REASON                  OFFERS: all of them, separated by
 * ", "; or "offers A, B": these among others With --print the lines are printed as they would have
 * to be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/record/person.h"
#include "followupd/zone/civil.h"

enum { LINE_MAX_BYTES = 2048, MOMENTS_SHOWN = 6, RESULT_MAX = 4096 };

struct table {
    struct fu_arena *arena; /* of the whole table */
    struct fu_cadence_setting setting;
    fu_instant at;
    bool print;
    int failed;
    int checked;
};

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(2);
}

static void add_holidays(struct table *table, const char *dates)
{
    struct fu_holidays *holidays = fu_holidays_new(table->arena);
    struct fu_buffer text;
    fu_buffer_init(&text, 64 * 1024);
    fu_buffer_add_text(&text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n");
    int year, month, day, used;
    while (sscanf(dates, " %d-%d-%d%n", &year, &month, &day, &used) == 3) {
        fu_buffer_print(&text,
            "BEGIN:VEVENT\r\nUID:%d%d%d\r\nDTSTART;VALUE=DATE:%04d%02d%02d\r\nEND:VEVENT\r\n", year,
            month, day, year, month, day);
        dates += used;
    }
    fu_buffer_add_text(&text, "END:VCALENDAR\r\n");
    struct fu_error error;
    if (fu_holidays_add(holidays, text.data, text.length, &error) != FU_OK) {
        die("holidays", error.text);
    }
    fu_buffer_free(&text);
    table->setting.holidays = holidays;
}

static void set(struct table *table, char *line)
{
    char *value = strchr(line, ' ');
    value = value == NULL ? line + strlen(line) : value + 1;
    int hours, minutes;
    if (strncmp(line, "@zone", 5) == 0) {
        table->setting.zone = fu_arena_copy(table->arena, value);
    } else if (strncmp(line, "@sent", 5) == 0) {
        table->setting.sent = fu_say_read(table->setting.zone, value);
        table->setting.arrived = table->at = table->setting.sent;
    } else if (strncmp(line, "@arrived", 8) == 0) {
        table->setting.arrived = fu_say_read(table->setting.zone, value);
    } else if (strncmp(line, "@at", 3) == 0) {
        table->at = fu_say_read(table->setting.zone, value);
    } else if (strncmp(line, "@time", 5) == 0 && sscanf(value, "%d:%d", &hours, &minutes) == 2) {
        table->setting.morning = hours * 60 + minutes;
    } else if (strncmp(line, "@workdays", 9) == 0 && strlen(value) == 7) {
        table->setting.workdays = 0;
        for (unsigned day = 0; day < 7; day++) {
            table->setting.workdays |= (value[day] == 'x' ? 1U : 0U) << day;
        }
    } else if (strncmp(line, "@holidays", 9) == 0) {
        add_holidays(table, value);
    } else if (strncmp(line, "@shortest", 9) == 0) {
        table->setting.shortest = atoll(value);
    } else {
        die("unknown setting", line);
    }
}

static void add_moment(
    struct fu_buffer *out, const struct table *table, struct fu_arena *arena, fu_instant moment)
{
    const char *text = fu_say_rfc3339(arena, table->setting.zone, moment);
    bool seconds = strncmp(text + 17, "00", 2) != 0;
    fu_buffer_print(out, "%.10s %.*s %s", text, seconds ? 8 : 5, text + 11, text + 19);
}

static void show_accepted(struct fu_buffer *out, const struct table *table, struct fu_arena *arena,
    const struct fu_schedule *schedule, unsigned flags, const char *tags)
{
    fu_instant moments[MOMENTS_SHOWN];
    size_t found;
    struct fu_error error;
    size_t wanted = schedule->recurrence == FU_ONCE ? 1 : MOMENTS_SHOWN;
    if (fu_series_next(schedule, table->setting.holidays, table->at, moments, wanted, &found,
            &error) != FU_OK) {
        fu_buffer_print(out, "broken: %s", error.text);
        return;
    }
    for (size_t i = 0; i < found; i++) {
        fu_buffer_add_text(out, i == 0 ? "" : ", ");
        add_moment(out, table, arena, moments[i]);
    }
    if (found < wanted) {
        fu_buffer_add_text(out, found == 0 ? "end" : ", end");
    }
    fu_buffer_print(out, " | %s | %s", schedule->canonical, schedule->english);
    if (schedule->recurrence == FU_RECURRING) {
        fu_buffer_print(out, " | %s", schedule->rrule);
    }
    if (flags != 0 || *tags != '\0') {
        fu_buffer_print(out, " | flags %u tags %s", flags, tags);
    }
}

static void show_refused(struct fu_buffer *out, const struct fu_refusal *refusal)
{
    fu_buffer_add_text(out, "refused | ");
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        fu_buffer_print(out, "%s%s", i == 0 ? "" : ", ", refusal->suggestions[i]);
    }
    fu_buffer_print(out, " | %s", refusal->reason);
}

/* Every text offered must itself be accepted. */
static void check_offers(
    struct table *table, struct fu_arena *arena, const char *text, const struct fu_refusal *refusal)
{
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        struct fu_schedule schedule;
        struct fu_refusal again;
        const char *offer = refusal->suggestions[i];
        if (fu_cadence_read(arena, offer, strlen(offer), &table->setting, &schedule, NULL, NULL,
                &again) != FU_OK) {
            fprintf(stderr, "%s is offered %s, which is refused: %s\n", text, offer, again.reason);
            table->failed++;
        }
    }
}

/* The canonical spelling must give the same schedule. */
static void check_again(
    struct table *table, struct fu_arena *arena, const struct fu_schedule *schedule)
{
    struct fu_schedule again;
    struct fu_refusal refusal;
    const char *text = schedule->canonical;
    if (fu_cadence_read(arena, text, strlen(text), &table->setting, &again, NULL, NULL, &refusal) !=
        FU_OK) {
        fprintf(stderr, "the canonical %s is refused: %s\n", text, refusal.reason);
        table->failed++;
    } else if (strcmp(again.canonical, text) != 0 || again.first != schedule->first ||
               strcmp(again.rrule, schedule->rrule) != 0 ||
               strcmp(again.english, schedule->english) != 0) {
        fprintf(stderr, "the canonical %s means %s, %s\n", text, again.canonical, again.english);
        table->failed++;
    }
}

static bool same_part(const char *want, size_t want_length, const char *have, size_t have_length)
{
    return want_length == have_length && memcmp(want, have, want_length) == 0;
}

/* Whether every item of a list separated by ", " stands among those of another. */
static bool among(const char *want, size_t want_length, const char *have, size_t have_length)
{
    while (want_length > 0) {
        const char *comma = memmem(want, want_length, ", ", 2);
        size_t item = comma == NULL ? want_length : (size_t)(comma - want);
        bool found = false;
        for (const char *at = have; !found && at < have + have_length;) {
            const char *next = memmem(at, (size_t)(have + have_length - at), ", ", 2);
            size_t length = next == NULL ? (size_t)(have + have_length - at) : (size_t)(next - at);
            found = same_part(want, item, at, length);
            at += length + 2;
        }
        if (!found) {
            return false;
        }
        want_length -= comma == NULL ? item : item + 2;
        want += item + 2;
    }
    return true;
}

static bool part_fits(
    int index, const char *want, size_t want_length, const char *have, size_t have_length)
{
    static const char offers[] = "offers ";
    if (index == 0 && want_length < have_length && want_length > 0) {
        return memcmp(want, have, want_length) == 0 && have[want_length] == ',';
    }
    if (index == 1 && want_length > sizeof offers && memcmp(want, offers, sizeof offers - 1) == 0) {
        return among(
            want + sizeof offers - 1, want_length - (sizeof offers - 1), have, have_length);
    }
    return same_part(want, want_length, have, have_length);
}

static bool fits(const char *want, const char *have)
{
    for (int index = 0; *want != '\0'; index++) {
        const char *want_end = strstr(want, " | ");
        const char *have_end = strstr(have, " | ");
        size_t want_length = want_end == NULL ? strlen(want) : (size_t)(want_end - want);
        size_t have_length = have_end == NULL ? strlen(have) : (size_t)(have_end - have);
        if (!part_fits(index, want, want_length, have, have_length)) {
            return false;
        }
        want += want_end == NULL ? want_length : want_length + 3;
        have += have_end == NULL ? have_length : have_length + 3;
    }
    return true;
}

/* Takes \n, \t, \0 and \xHH out of a table's text. */
static size_t unescape(char *text)
{
    size_t length = 0;
    for (char *at = text; *at != '\0'; at++) {
        unsigned byte;
        if (at[0] == '\\' && at[1] == 'x' && sscanf(at + 2, "%2x", &byte) == 1) {
            text[length++] = (char)byte;
            at += 3;
        } else {
            text[length++] = *at;
        }
    }
    text[length] = '\0';
    return length;
}

static void check(struct table *table, const char *path, int number, char *text, const char *want)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_schedule schedule;
    struct fu_refusal refusal;
    struct fu_buffer out;
    unsigned flags;
    const char *tags;
    char shown[LINE_MAX_BYTES];
    snprintf(shown, sizeof shown, "%s", text);
    size_t length = unescape(text);
    fu_buffer_init(&out, RESULT_MAX);
    if (fu_cadence_read(arena, text, length, &table->setting, &schedule, &flags, &tags, &refusal) ==
        FU_OK) {
        show_accepted(&out, table, arena, &schedule, flags, tags);
        check_again(table, arena, &schedule);
    } else {
        show_refused(&out, &refusal);
        check_offers(table, arena, shown, &refusal);
    }
    table->checked++;
    if (table->print) {
        printf("%s ==> %s\n", shown, out.data);
    } else if (!fits(want, out.data)) {
        fprintf(
            stderr, "%s:%d: %s\n  wanted  %s\n  but got %s\n", path, number, shown, want, out.data);
        table->failed++;
    }
    fu_buffer_free(&out);
    fu_arena_free(&arena);
}

static const struct fu_cadence_setting usual = {
    .zone = "Europe/Berlin", .morning = 480, .workdays = FU_WORKDAYS_DEFAULT, .shortest = 3600};

static void read_table(struct table *table, const char *path)
{
    table->setting = usual;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        die("cannot open", path);
    }
    char line[LINE_MAX_BYTES];
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        char *arrow = strstr(line, " ==>");
        if (line[0] == '@' || line[0] == '#' || line[0] == '\0') {
            if (line[0] == '@') {
                set(table, line);
            }
            if (table->print) {
                puts(line);
            }
        } else if (arrow == NULL && !table->print) {
            die("a line without ==>", line);
        } else {
            const char *want = arrow == NULL ? "" : arrow + 4 + (arrow[4] == ' ');
            if (arrow != NULL) {
                *arrow = '\0';
            }
            check(table, path, number, line, want);
        }
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    struct table table = {.print = false};
    table.arena = fu_arena_new();
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "--print") == 0) {
        table.print = true;
        first = 2;
    }
    for (int i = first; i < argc; i++) {
        read_table(&table, argv[i]);
    }
    fu_arena_free(&table.arena);
    if (!table.print) {
        printf("%d checked, %d wrong\n", table.checked, table.failed);
    }
    return table.failed == 0 && table.checked > 0 ? 0 : 1;
}
