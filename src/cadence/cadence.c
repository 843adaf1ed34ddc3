/* The two phases, and what both give.
 *
 * A text that is accepted costs one allocation; a refused one is tried against its corrections in
 * refuse.c, within bounds. Fails only with a refusal. */
#include "followupd/cadence/cadence.h"

#include <string.h>

#include "followupd/record/followup.h"

#include "accept.h"
#include "english.h"
#include "grammar.h"
#include "refuse.h"
#include "spell.h"

enum { TRIES_MAX = 96 };

void fu_cadence_spell_whole(
    struct draft *draft, const struct fields *fields, unsigned flags, const char *tags)
{
    static const struct {
        unsigned flag;
        const char *text;
    } spellings[] = {{FU_FLAG_TASK, "-t"}, {FU_FLAG_CANCEL, "-c"}, {FU_FLAG_NO_REPLY, "-r"},
        {FU_FLAG_QUIET, "-q"}};
    fu_spell(draft, fields);
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        fu_draft_add(draft, (flags & spellings[i].flag) != 0 ? spellings[i].text : "");
    }
    for (const char *at = tags; *at != '\0';) {
        size_t length = strcspn(at, ",");
        fu_draft_add(draft, "+");
        fu_draft_add_n(draft, at, length);
        at += length + (at[length] == ',');
    }
}

/* A text whose canonical spelling is too long to be read again. */
static bool spells_long(const struct local *local, const struct fields *fields)
{
    if (local->length <= ACCEPT_SHORT) {
        return false;
    }
    struct draft draft;
    fu_draft_clear(&draft);
    fu_spell(&draft, fields);
    return draft.length + (local->length - local->suffix) > FU_CADENCE_TEXT_MAX;
}

/* The text with each tag once, as its canonical spelling has them; returns its length. */
static size_t with_tags_once(const struct local *local, char text[FU_CADENCE_TEXT_MAX + 1])
{
    size_t tags = local->tags + 1;
    memcpy(text, local->text, tags);
    size_t length = tags + fu_cadence_local_tags(local, text + tags);
    for (size_t at = tags; at < length; at++) {
        text[at] = text[at] == ',' ? '+' : text[at];
    }
    return length;
}

/* The text with '-' in place of a '+', if that can be read too: then the tag may be a part of the
 * cadence. What is fine stays so with a '-'. */
static bool reads_as_dash(const struct local *local, struct local *dashed)
{
    char text[FU_CADENCE_TEXT_MAX + 1];
    size_t length = with_tags_once(local, text);
    for (size_t at = local->tags; at < length; at++) {
        if (text[at] != '+') {
            continue;
        }
        text[at] = '-';
        struct readings readings;
        fu_cadence_local(text, length, dashed);
        fu_cadence_readings(dashed->text, dashed->core, &readings);
        if (readings.count > 0) {
            return true;
        }
    }
    return false;
}

bool fu_cadence_accept(const char *text, size_t length, const struct fu_cadence_setting *setting,
    struct local *local, struct fields *fields)
{
    struct readings readings;
    if (fu_cadence_local(text, length, local) != LOCAL_FINE) {
        return false;
    }
    fu_cadence_readings(local->text, local->core, &readings);
    struct local dashed;
    if (readings.count != 1 || spells_long(local, &readings.fields[0]) ||
        (local->tags < local->length && reads_as_dash(local, &dashed))) {
        return false;
    }
    *fields = readings.fields[0];
    if (setting == NULL) {
        return true;
    }
    struct place place;
    struct resolved resolved;
    return fu_cadence_place(setting, &place) == TROUBLE_NONE &&
           fu_cadence_resolve(&place, fields, &resolved) == TROUBLE_NONE;
}

static enum fu_status parse(struct refuser *refuser, const char *text, size_t length,
    struct local *local, struct fields *fields)
{
    refuser->local = local;
    *refuser->refusal = (struct fu_refusal){.reason = ""};
    enum local_trouble trouble = fu_cadence_local(text, length, local);
    if (trouble != LOCAL_FINE) {
        return fu_cadence_refuse_local(refuser, trouble, text, length);
    }
    struct readings readings;
    fu_cadence_readings(local->text, local->core, &readings);
    if (readings.count == 0) {
        return fu_cadence_refuse_unread(refuser);
    }
    if (readings.count > 1) {
        return fu_cadence_refuse_several(refuser, &readings);
    }
    if (spells_long(local, &readings.fields[0])) {
        return fu_cadence_refuse_local(refuser, LOCAL_LONG, text, length);
    }
    struct local dashed;
    if (local->tags < local->length && reads_as_dash(local, &dashed)) {
        return fu_cadence_refuse_plus(refuser, dashed.text);
    }
    *fields = readings.fields[0];
    return FU_OK;
}

enum fu_status fu_cadence_parse(struct fu_arena *arena, const char *text, size_t length,
    struct fu_cadence **cadence, struct fu_refusal *refusal)
{
    struct refuser refuser = {.arena = arena, .refusal = refusal, .tries = TRIES_MAX};
    struct local local;
    struct fields fields;
    enum fu_status status = parse(&refuser, text, length, &local, &fields);
    if (status != FU_OK) {
        return status;
    }
    *cadence = fu_arena_allocate(arena, 1, sizeof **cadence);
    (*cadence)->fields = fields;
    (*cadence)->flags = local.flags;
    (*cadence)->tags = "";
    (*cadence)->text = fu_arena_copy_n(arena, local.text, local.length);
    if (local.tags < local.length) {
        char tags[FU_CADENCE_TEXT_MAX + 1];
        (*cadence)->tags = fu_arena_copy_n(arena, tags, fu_cadence_local_tags(&local, tags));
    }
    return FU_OK;
}

static const char *keep(struct fu_arena *arena, const struct draft *draft)
{
    return memcpy(fu_arena_allocate(arena, draft->length + 1, 1), draft->text, draft->length);
}

static void describe(struct fu_arena *arena, const struct fields *fields,
    const struct fu_cadence_setting *setting, const struct resolved *resolved,
    struct fu_schedule *schedule)
{
    struct draft draft;
    bool series = fields->shape == SHAPE_SERIES;
    *schedule = (struct fu_schedule){.recurrence = series ? FU_RECURRING : FU_ONCE,
        .first = resolved->first,
        .start = resolved->start,
        .elapsed = resolved->elapsed,
        .workdays = setting->workdays,
        .rrule = ""};
    schedule->morning =
        fields->clock.kind == CLOCK_MORNING ||
        (fields->clock.kind == CLOCK_NONE && !resolved->elapsed && fields->shape != SHAPE_INTERVAL);
    schedule->workdays_only =
        series && (fields->pattern == PATTERN_WORKDAYS || fields->day.kind == DAY_LAST_WORKDAY);
    if (series) {
        fu_draft_clear(&draft);
        fu_recur_print(&draft, &resolved->rule);
        schedule->rrule = keep(arena, &draft);
    }
    schedule->zone = fu_arena_copy(arena, setting->zone);
    fu_draft_clear(&draft);
    fu_spell(&draft, fields);
    schedule->canonical = keep(arena, &draft);
    fu_draft_clear(&draft);
    fu_cadence_english(&draft, fields, resolved);
    schedule->english = keep(arena, &draft);
}

static enum fu_status schedule_fields(struct refuser *refuser, const struct fields *fields,
    const char *text, struct fu_schedule *schedule)
{
    struct place place;
    struct resolved resolved;
    enum trouble trouble = fu_cadence_place(refuser->setting, &place);
    if (trouble == TROUBLE_NONE) {
        trouble = fu_cadence_resolve(&place, fields, &resolved);
    }
    if (trouble != TROUBLE_NONE) {
        struct local *local = fu_arena_allocate(refuser->arena, 1, sizeof *local);
        fu_cadence_local(text, strlen(text), local);
        refuser->local = local;
        *refuser->refusal = (struct fu_refusal){.reason = ""};
        return fu_cadence_refuse_trouble(refuser, trouble, fields);
    }
    describe(refuser->arena, fields, refuser->setting, &resolved, schedule);
    return FU_OK;
}

enum fu_status fu_cadence_schedule(struct fu_arena *arena, const struct fu_cadence *cadence,
    const struct fu_cadence_setting *setting, struct fu_schedule *schedule,
    struct fu_refusal *refusal)
{
    struct refuser refuser = {
        .arena = arena, .setting = setting, .refusal = refusal, .tries = TRIES_MAX};
    return schedule_fields(&refuser, &cadence->fields, cadence->text, schedule);
}

enum fu_status fu_cadence_read(struct fu_arena *arena, const char *text, size_t length,
    const struct fu_cadence_setting *setting, struct fu_schedule *schedule, unsigned *flags,
    const char **tags, struct fu_refusal *refusal)
{
    struct refuser refuser = {
        .arena = arena, .setting = setting, .refusal = refusal, .tries = TRIES_MAX};
    struct local local;
    struct fields fields;
    enum fu_status status = parse(&refuser, text, length, &local, &fields);
    if (status == FU_OK) {
        status = schedule_fields(&refuser, &fields, local.text, schedule);
    }
    if (status == FU_OK && flags != NULL) {
        *flags = local.flags;
    }
    if (status == FU_OK && tags != NULL) {
        char list[FU_CADENCE_TEXT_MAX + 1];
        *tags = fu_arena_copy_n(arena, list, fu_cadence_local_tags(&local, list));
    }
    return status;
}

const char *fu_cadence_recurring(struct fu_arena *arena, const char *canonical)
{
    struct local local;
    struct fields fields;
    struct draft draft;
    fu_draft_clear(&draft);
    if (fu_cadence_accept(canonical, strlen(canonical), NULL, &local, &fields) &&
        fu_grammar_recurring(&fields)) {
        fu_spell(&draft, &fields);
    }
    return keep(arena, &draft);
}

unsigned fu_cadence_flags(const struct fu_cadence *cadence)
{
    return cadence->flags;
}

const char *fu_cadence_tags(const struct fu_cadence *cadence)
{
    return cadence->tags;
}

const char *fu_cadence_canonical(struct fu_arena *arena, const struct fu_cadence *cadence)
{
    struct draft draft;
    fu_draft_clear(&draft);
    fu_cadence_spell_whole(&draft, &cadence->fields, cadence->flags, cadence->tags);
    return keep(arena, &draft);
}
