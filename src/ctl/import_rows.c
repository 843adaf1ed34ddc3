/* An export, back in.
 *
 * Each line is read by jansson, held against its table's description, and put into the store; what
 * only shows in the whole is checked before the one commit. Nothing is believed: not the numbers,
 * not the texts, and a rule of recurrence only if it is one that followupd writes. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "followupd/base/address.h"
#include "followupd/base/base64.h"
#include "followupd/base/text.h"
#include "followupd/cadence/say.h"
#include "followupd/cadence/series.h"
#include "followupd/followup/act.h"
#include "followupd/followup/hold.h"
#include "followupd/followup/open.h"
#include "followupd/zone/civil.h"
#include "followupd/zone/zone.h"
#include "import.h"
#include "moment.h"
#include "progress.h"

/* A follow-up that was taken. */
struct taken {
    int64_t id;
    struct taken *before;
};

/* Numbers of what may be due, in the order in which they came. */
struct numbers {
    int64_t *items; /* own */
    size_t count;
    size_t room;
};

struct importing {
    struct fu_ctl *ctl;
    struct fu_ctl_input *input;
    struct fu_arena *arena; /* own; of one line */
    int64_t schema;         /* that the file was written with */
    fu_instant made;        /* when that was */
    bool holds;             /* what was due since then is held */
    int64_t rows;
    bool ended; /* the last line has come */
    struct taken *taken; /* the last one */
    struct numbers followups; /* those of which a moment is due */
    struct numbers deliveries;
    struct numbers messages;
    struct fu_ctl_progress progress;
};

static bool is_address(struct fu_arena *arena, const char *text, size_t length)
{
    const char *canonical = fu_address_canonical(arena, text, length);

    return canonical && strlen(canonical) == length && memcmp(canonical, text, length) == 0;
}

/* The value of a text column; NULL, or why it is none. */
static const char *take_text(struct fu_arena *arena, const struct fu_column *column,
    const json_t *item, struct fu_value *value)
{
    if (!json_is_string(item))
        return "a text is wanted";
    value->bytes = json_string_value(item);
    value->length = json_string_length(item);
    if (column->kind == FU_COLUMN_BYTES) {
        value->bytes = fu_base64_read(arena, value->bytes, value->length, &value->length);
        return value->bytes ? NULL : "this is no base64";
    }
    if (column->kind == FU_COLUMN_ADDRESS)
        return is_address(arena, value->bytes, value->length) ? NULL
                                                              : "this is no address in lower case";
    /* As everything in the store is. */
    return fu_text_is_clean(value->bytes, value->length, column->kind == FU_COLUMN_TEXT)
               ? NULL
               : "there are control characters in it";
}

/* A column that the file's schema did not have yet is what its schema step makes of it. */
static const char *fill_missing(
    const struct importing *importing, const struct fu_column *column, struct fu_value *value)
{
    if (importing->schema >= (int64_t)fu_transfer_schema())
        return "this is missing";
    *value = (struct fu_value){
        .null = column->may_be_null, .number = column->missing, .bytes = ""};
    return NULL;
}

static const char *take_value(const struct importing *importing, const struct fu_column *column,
    const json_t *item, struct fu_value *value)
{
    *value = (struct fu_value){.null = false};
    if (!item)
        return fill_missing(importing, column, value);
    if (json_is_null(item)) {
        value->null = true;
        return column->may_be_null ? NULL : "it may not be null";
    }
    if (column->kind != FU_COLUMN_NUMBER)
        return take_text(importing->arena, column, item, value);
    if (!json_is_integer(item))
        return "a whole number is wanted";
    value->number = json_integer_value(item);
    return value->number >= column->minimum && value->number <= column->maximum
               ? NULL
               : "the number is out of range";
}

static const struct fu_value *value_of(
    const struct fu_transfer_table *table, const struct fu_value *values, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0)
            return &values[i];
    }
    return NULL;
}

/* What this program's other rooms would make of a follow-up's schedule. */
static const char *check_schedule(const struct importing *importing,
    const struct fu_transfer_table *table, const struct fu_value *values, struct fu_error *error)
{
    const struct fu_value *start = value_of(table, values, "start");
    struct fu_schedule schedule = {.first = value_of(table, values, "first")->number,
        .elapsed = value_of(table, values, "elapsed")->number != 0,
        .workdays = (unsigned)value_of(table, values, "workdays")->number,
        .workdays_only = value_of(table, values, "workdays_only")->number != 0,
        .rrule = value_of(table, values, "rrule")->bytes,
        .zone = value_of(table, values, "zone")->bytes};
    fu_instant moment, next[2];
    size_t found;

    if (!fu_zone_find(schedule.zone))
        return "zone: there is no such time zone";
    moment = fu_say_read("UTC", start->bytes);
    if (moment == FU_NEVER || start->length != strlen("2026-11-18T08:00:00"))
        return "start: this is no date and time";
    if (schedule.rrule[0] == '\0')
        return NULL;
    fu_civil_from_seconds(moment, &schedule.start);
    schedule.recurrence = FU_RECURRING;
    if (fu_series_next(&schedule, importing->ctl->setup->settings.holidays, importing->ctl->now,
            next, 2, &found, error) != FU_OK)
        return error->text;
    return found == 2 && next[1] - next[0] < importing->ctl->setup->settings.shortest
               ? "rrule: it comes more often than shortest in [people] lets it"
               : NULL;
}

static void remember(struct importing *importing, int64_t id)
{
    struct taken *taken = fu_arena_allocate(importing->ctl->arena, 1, sizeof *taken);

    *taken = (struct taken){id, importing->taken};
    importing->taken = taken;
}

static void note(struct numbers *numbers, int64_t number)
{
    if (numbers->count > 0 && numbers->items[numbers->count - 1] == number)
        return;
    if (numbers->count == numbers->room) {
        numbers->room = 2 * numbers->room + 16;
        numbers->items = fu_reallocate(numbers->items, numbers->room, sizeof *numbers->items);
    }
    numbers->items[numbers->count++] = number;
}

static bool is_to_be_sent(const char *state)
{
    return strcmp(state, fu_delivery_state_word(FU_DELIVERY_QUEUED)) == 0 ||
           strcmp(state, fu_delivery_state_word(FU_DELIVERY_SENDING)) == 0;
}

/* What may have to be held, of the rows that may say so. */
static void note_due(struct importing *importing, const struct fu_transfer_table *table,
    const struct fu_value *values)
{
    const struct fu_value *state = value_of(table, values, "state");

    if (!importing->holds || !state)
        return;
    if (strcmp(table->name, "occurrence") == 0 && strcmp(state->bytes, "pending") == 0 &&
        value_of(table, values, "moment")->number <= importing->ctl->now)
        note(&importing->followups, value_of(table, values, "followup")->number);
    if (strcmp(table->name, "delivery") == 0 && is_to_be_sent(state->bytes))
        note(&importing->deliveries, values[0].number);
    if (strcmp(table->name, "message") == 0 && is_to_be_sent(state->bytes))
        note(&importing->messages, values[0].number);
}

/* Whoever wrote the file may have had other time zone data: what is to come is what the wall clocks
 * here will show. */
static enum fu_status recompute(
    struct importing *importing, int64_t *moved, struct fu_error *error)
{
    struct fu_ctl *ctl = importing->ctl;
    const struct fu_act act = {ctl->store, &ctl->setup->settings, importing->arena, ctl->now, 0};
    const struct taken *taken;
    enum fu_status status = FU_OK;
    bool one;

    *moved = 0;
    for (taken = importing->taken; status == FU_OK && taken; taken = taken->before) {
        status = fu_act_recompute(&act, taken->id, -1, &one, error);
        *moved += status == FU_OK && one;
        if (status == FU_PERMANENT && !fu_store_is_spoilt(ctl->store))
            status = FU_OK; /* that it has no moment more is told when its last one comes */
        fu_arena_reset(importing->arena);
    }
    return status;
}

static int take_row(
    struct importing *importing, const struct fu_transfer_table *table, const json_t *row)
{
    struct fu_value values[FU_COLUMNS_MAX];
    struct fu_error error;
    const char *why = NULL, *key;
    size_t known = 0, i;
    enum fu_status status;
    json_t *item;

    for (i = 0; !why && i < table->column_count; i++) {
        item = json_object_get(row, table->columns[i].name);
        known += item != NULL;
        why = take_value(importing, &table->columns[i], item, &values[i]);
    }
    if (why)
        return fu_ctl_input_fail(
            importing->input, "%s of %s: %s", table->columns[i - 1].name, table->name, why);
    json_object_foreach((json_t *)row, key, item)
    {
        if (known < json_object_size(row) && !value_of(table, values, key))
            return fu_ctl_input_fail(importing->input, "a %s has no “%.40s”", table->name, key);
    }
    if (strcmp(table->name, "followup") == 0)
        why = check_schedule(importing, table, values, &error);
    if (!why && strcmp(table->name, "person") == 0 &&
        !fu_zone_find(value_of(table, values, "zone")->bytes))
        why = "zone: there is no such time zone";
    if (why)
        return fu_ctl_input_fail(importing->input, "%s", why);
    status = fu_transfer_put(importing->ctl->store, table, values, &error);
    if (status == FU_BAD_INPUT)
        return fu_ctl_input_fail(importing->input, "%s", error.text);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    if (strcmp(table->name, "followup") == 0)
        remember(importing, values[0].number);
    note_due(importing, table, values);
    fu_ctl_progress_show(&importing->progress, ++importing->rows);
    return 0;
}

static int take_end(struct importing *importing, const json_t *end)
{
    json_t *rows = json_object_get(end, "rows");

    if (!json_is_integer(rows) || json_integer_value(rows) != importing->rows)
        return fu_ctl_input_fail(
            importing->input, "there should be other rows above: %" PRId64 " are", importing->rows);
    importing->ended = true;
    return 0;
}

static int take_line(struct importing *importing, const json_t *line)
{
    const struct fu_transfer_table *table;
    const char *name = json_object_iter_key(json_object_iter((json_t *)line));
    json_t *content = name ? json_object_get(line, name) : NULL;

    if (json_object_size(line) != 1 || !json_is_object(content))
        return fu_ctl_input_fail(importing->input, "this is no row of an export");
    if (strcmp(name, "end") == 0)
        return take_end(importing, content);
    table = fu_transfer_find(name);
    if (!table)
        return fu_ctl_input_fail(importing->input, "“%.40s” is nothing that an export has", name);
    return take_row(importing, table, content);
}

/* Has jansson read the line at hand. */
static int parse(const struct importing *importing, json_t **line)
{
    const struct fu_buffer *text = &importing->input->text;
    json_error_t fault;

    *line = json_loadb(text->data, text->length, JSON_REJECT_DUPLICATES, &fault);
    return *line ? 0
                 : fu_ctl_input_fail(importing->input, "this is no JSON (column %d: %s)",
                       fault.column, fault.text);
}

static int take_first(struct importing *importing)
{
    json_int_t version = 0, schema = 0;
    const char *made = "";
    json_t *line;
    int failed = parse(importing, &line);

    if (failed)
        return failed;
    if (json_unpack(line, "{s:{s:I,s:I,s:s}}", "followupd", "export", &version, "schema", &schema,
            "made", &made) == 0)
        importing->made = fu_say_read("UTC", made);
    if (importing->made == FU_NEVER)
        failed = fu_ctl_input_fail(importing->input, "this is no export of followupd");
    else if (version != FU_CTL_EXPORT_VERSION || schema > (json_int_t)fu_transfer_schema())
        failed = fu_ctl_input_fail(importing->input,
            "a newer followupd wrote this (export %lld, schema %lld; this one knows %d and %zu): "
            "import it with that one",
            (long long)version, (long long)schema, FU_CTL_EXPORT_VERSION, fu_transfer_schema());
    else if (importing->holds && fu_ctl_clock_is_behind(importing->ctl->now, importing->made))
        failed = fu_ctl_input_fail(importing->input,
            "this was made on %s, and this machine's clock says %s: set it, or start a time service "
            "(timedatectl); what was sent since would be sent again",
            fu_ctl_moment(importing->ctl->arena, importing->ctl->zone, importing->made),
            fu_ctl_moment(importing->ctl->arena, importing->ctl->zone, importing->ctl->now));
    else
        importing->holds =
            importing->holds && importing->ctl->now - importing->made > FU_CTL_IMPORT_AT_ONCE;
    importing->schema = schema;
    json_decref(line);
    return failed;
}

static int take_all(struct importing *importing)
{
    struct fu_ctl_input *input = importing->input;
    json_t *line;
    int failed = 0;

    while (failed == 0 && fu_ctl_input_line(input)) {
        if (importing->ended)
            return fu_ctl_input_fail(input, "something stands behind the end of the export");
        failed = parse(importing, &line);
        if (failed == 0) {
            failed = take_line(importing, line);
            json_decref(line);
        }
        fu_arena_reset(importing->arena);
    }
    if (failed == 0)
        failed = fu_ctl_input_failed(input);
    if (failed == 0 && !importing->ended)
        failed = fu_ctl_input_fail(input, "the end is missing: the file was cut behind this line");
    return failed;
}

static enum fu_status hold(
    const struct importing *importing, struct fu_hold_counts *counts, struct fu_error *error)
{
    struct fu_ctl *ctl = importing->ctl;
    const struct fu_arrived arrived = {.followups = importing->followups.items,
        .followup_count = importing->followups.count,
        .deliveries = importing->deliveries.items,
        .delivery_count = importing->deliveries.count,
        .messages = importing->messages.items,
        .message_count = importing->messages.count};

    return fu_hold_arrived(
        ctl->store, &ctl->setup->settings, &arrived, importing->made, ctl->now, counts, error);
}

static void say_held(struct importing *importing, const struct fu_hold_counts *counts)
{
    struct fu_ctl *ctl = importing->ctl;

    if (counts->other > 0)
        fu_ctl_say("Answers that may have been sent before, and are held: %" PRId64
                   "; followupctl queue lists them, followupctl retry sends one.",
            counts->other);
    if (counts->held == 0)
        return;
    fu_ctl_say("Due since the export of %s, and held: %" PRId64
               " (people who are told by one mail: %" PRId64 ")",
        fu_ctl_moment(ctl->arena, ctl->zone, importing->made), counts->held, counts->people);
    fu_ctl_say_indented(2, "followupctl held lists them; held release or held drop decides.");
}

static int finish(struct importing *importing)
{
    struct fu_ctl *ctl = importing->ctl;
    struct fu_hold_counts counts;
    struct fu_error error;
    int64_t moved, renewed;
    enum fu_status status = fu_transfer_end(ctl->store, &error);

    if (status == FU_BAD_INPUT)
        return fu_ctl_fail(EX_DATAERR, "%s: %s. Nothing of the file is taken.",
            importing->input->name, error.text);
    if (status == FU_OK)
        status = recompute(importing, &moved, &error);
    if (status == FU_OK)
        status = fu_open_renew(ctl->store, &ctl->setup->settings, &renewed, &error);
    if (status == FU_OK)
        status = hold(importing, &counts, &error);
    if (status == FU_OK)
        status = fu_store_commit(ctl->store, &error);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    fu_ctl_progress_end(&importing->progress, importing->rows);
    fu_ctl_ring(ctl);
    fu_ctl_say("Rows taken: %" PRId64, importing->rows);
    if (moved > 0)
        fu_ctl_say("Follow-ups whose moments moved to what the time zone data here say: %" PRId64,
            moved);
    say_held(importing, &counts);
    if (renewed > 0)
        fu_ctl_say("The key here is not that of the export: addresses and links in mails that were "
                   "sent open nothing, nor do the addresses of calendars. Put the former file key "
                   "into %s and start followupd again, and they do.",
            ctl->setup->config->daemon.state);
    return EX_OK;
}

int fu_ctl_import_rows(struct fu_ctl *ctl, struct fu_ctl_input *input, bool send)
{
    struct importing importing = {
        .ctl = ctl, .input = input, .arena = fu_arena_new(), .made = FU_NEVER, .holds = !send};
    struct fu_error error;
    int failed = take_first(&importing);

    fu_ctl_progress_begin(&importing.progress, "taken");
    if (failed == 0 && fu_transfer_begin(ctl->store, &error) != FU_OK)
        failed = fu_ctl_fail_store(&error);
    if (failed == 0)
        failed = take_all(&importing);
    if (failed == 0)
        failed = finish(&importing);
    fu_store_rollback(ctl->store);
    free(importing.followups.items);
    free(importing.deliveries.items);
    free(importing.messages.items);
    fu_arena_free(&importing.arena);
    return failed;
}
