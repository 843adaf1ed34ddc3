/* Several reminders to one person as one mail, for those who want it so.
 *
 * What is claimed for the first time in one turn, for moments around the person's morning time,
 * goes out together; who is in it is recorded with the claim, so that every later attempt is the
 * same mail under the same Message-ID. Files, long notes and mails that will be quoted to others go
 * out alone. One that cannot be composed is taken apart. */
#include "owed.h"

#include "followupd/cadence/say.h"
#include "followupd/store/deliveries.h"
#include "followupd/zone/zone.h"
#include "names.h"

#include <stdlib.h>
#include <string.h>

enum { AROUND_MORNING = 5 * 60, DAY = 24 * 60 * 60 };

bool fu_turn_leads(const struct turn_context *context, const struct owed *owed)
{
    const struct owed *first = context->owed;

    while (first->row.bundle != owed->row.bundle || first->row.kind != owed->row.kind)
        first++;
    return first == owed;
}

/* Seconds between two times of a day, the short way around midnight. */
static int distance(int one, int other)
{
    int apart = abs(one - other);

    return apart < DAY - apart ? apart : DAY - apart;
}

static bool is_in_the_morning(const struct fu_person *person, fu_instant moment)
{
    const struct fu_zone *zone = fu_zone_find(person->preferences.zone);
    struct fu_civil wall;

    if (!zone)
        return false;
    fu_zone_civil(zone, moment, &wall);
    return distance((wall.hour * 60 + wall.minute) * 60 + wall.second,
               person->preferences.morning * 60) <= AROUND_MORNING;
}

/* Claimed for the first time, to somebody who wants them together. A mail that a reply takes to the
 * thread goes out alone. */
static bool may_join(const struct owed *owed)
{
    return owed->row.kind == FU_PARCEL_DELIVERY && owed->row.bundle == 0 &&
           owed->row.attempts == 1 && owed->followup && owed->person &&
           owed->person->preferences.bundle &&
           owed->person->preferences.reply_to == FU_REPLY_FOLLOWUP &&
           is_in_the_morning(owed->person, owed->occurrence->moment);
}

/* Those of what is owed to the person of owed[from], from there on, that may go out together. */
static enum fu_status find_fellows(struct turn_context *context, size_t from, struct owed **fellows,
    size_t *count, struct fu_error *error)
{
    int64_t person = context->owed[from].person->id;
    struct owed *owed;
    const char *why_not;
    enum fu_status status = FU_OK;
    size_t i;

    *count = 0;
    for (i = from; status == FU_OK && i < context->count && *count < FU_BUNDLE_MAX; i++) {
        owed = &context->owed[i];
        if (!may_join(owed) || owed->person->id != person ||
            (fu_turn_is_full(context) && !owed->reminder))
            continue;
        status = fu_turn_fill(context, owed, &why_not, error);
        if (status == FU_OK && !why_not && fu_bundle_takes(owed->reminder))
            fellows[(*count)++] = owed;
    }
    return status;
}

enum fu_status fu_turn_bundle(struct turn_context *context, struct fu_error *error)
{
    struct owed *fellows[FU_BUNDLE_MAX];
    enum fu_status status = FU_OK;
    size_t count, i, j;

    if (context->careful)
        return FU_OK;
    for (i = 0; status == FU_OK && i < context->count; i++) {
        if (!may_join(&context->owed[i]))
            continue;
        status = find_fellows(context, i, fellows, &count, error);
        for (j = 0; status == FU_OK && count > 1 && j < count; j++) {
            fellows[j]->row.bundle = fellows[0]->row.id;
            status = fu_store_bundle_set(
                context->store, fellows[j]->row.id, fellows[j]->row.bundle, error);
        }
    }
    return status;
}

static int compare_rows(const void *one, const void *other)
{
    const struct owed *const *a = one, *const *b = other;

    return ((*a)->row.id > (*b)->row.id) - ((*a)->row.id < (*b)->row.id);
}

/* All of a bundle that is owed, by id. */
static struct owed **gather(struct turn_context *context, int64_t bundle, size_t *count)
{
    struct owed **found = fu_arena_allocate(context->arena, context->count, sizeof(struct owed *));
    size_t i;

    *count = 0;
    for (i = 0; i < context->count; i++) {
        if (context->owed[i].row.bundle == bundle)
            found[(*count)++] = &context->owed[i];
    }
    qsort(found, *count, sizeof(struct owed *), compare_rows);
    return found;
}

/* "Friday, 27 November". */
static const char *say_day(struct fu_arena *arena, const char *zone, fu_instant moment)
{
    const char *whole = fu_say_moment(arena, zone, moment);

    return fu_arena_print(arena, "%.*s, %s", (int)strcspn(whole, ","), whole,
        fu_say_date(arena, zone, moment, moment));
}

static void fill_bundle(struct turn_context *context, struct owed *const *fellows, size_t count,
    struct fu_bundle *bundle)
{
    const struct fu_settings *settings = context->settings;
    const struct owed *first = fellows[0];
    const char *zone = first->person->preferences.zone;
    struct fu_bundled *items = fu_arena_allocate(context->arena, count, sizeof *items);
    struct fu_envelope *envelope = &bundle->envelope;
    size_t i;

    for (i = 0; i < count; i++)
        items[i] = (struct fu_bundled){fellows[i]->followup->id, fellows[i]->reminder};
    envelope->from = settings->from;
    envelope->to = first->person->address;
    envelope->reply_to = fu_name_list_address(context->arena, settings, first->person->id, 0);
    envelope->message_id = fu_name_bundle_id(
        context->arena, settings, first->row.occurrence, first->row.followup, first->person->id);
    envelope->in_reply_to = "";
    envelope->date = first->row.written;
    envelope->date_offset = fu_say_offset(zone, first->row.written);
    envelope->signature =
        fu_name_delivery_signature(context->arena, settings, envelope->message_id, first->row.id);
    bundle->day = say_day(context->arena, zone, first->row.written);
    bundle->items = items;
    bundle->count = count;
}

enum fu_status fu_turn_leave_bundle(
    struct turn_context *context, struct owed *owed, struct fu_error *error)
{
    const struct putting putting = fu_turn_putting(&owed->row, FU_NOT_WRITTEN);
    struct turn_part part;
    enum fu_status status = fu_turn_part_begin(context, &part, error);

    owed->row.bundle = 0;
    if (status == FU_OK)
        status = fu_store_bundle_set(context->store, owed->row.id, 0, error);
    return fu_turn_part_end(context, &part, status, &putting, &owed->aside, error);
}

enum fu_status fu_turn_take_apart(
    struct turn_context *context, int64_t bundle, struct fu_error *error)
{
    size_t count, i;
    struct owed **fellows = gather(context, bundle, &count);
    enum fu_status status = FU_OK;

    for (i = 0; status == FU_OK && i < count; i++)
        status = fu_turn_leave_bundle(context, fellows[i], error);
    return status;
}

/* *why_not when nothing may be sent to the person: that holds for all of it. */
static enum fu_status fill_all(struct turn_context *context, struct owed *const *fellows,
    size_t count, const char **why_not, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    *why_not = NULL;
    for (i = 0; status == FU_OK && !*why_not && i < count; i++)
        status = fu_turn_fill(context, fellows[i], why_not, error);
    return status;
}

enum fu_status fu_turn_write_bundle(struct turn_context *context, struct owed *owed,
    struct fu_parcel *parcel, struct fu_error *error)
{
    struct fu_bundle bundle = {.day = ""};
    struct fu_buffer buffer;
    struct fu_error why;
    const char *why_not;
    size_t count;
    struct owed **fellows = gather(context, owed->row.bundle, &count);
    enum fu_status status = fill_all(context, fellows, count, &why_not, error);

    if (status != FU_OK)
        return status;
    parcel->id = fellows[0]->row.id;
    parcel->attempt = fellows[0]->row.attempts;
    if (why_not) {
        parcel->outcome = FU_OUTCOME_NEVER;
        parcel->answer = why_not;
        return FU_OK;
    }
    fill_bundle(context, fellows, count, &bundle);
    fu_buffer_init(&buffer, FU_COMPOSE_MAX);
    if (fu_compose_bundle(context->arena, &bundle, &buffer, &why) != FU_OK)
        status = fu_turn_take_apart(context, owed->row.bundle, error);
    parcel->recipient = fellows[0]->person->address;
    parcel->sender = fu_name_return_path(context->arena, context->settings, parcel->id);
    parcel->bytes = fu_arena_copy_n(context->arena, buffer.data, buffer.length);
    parcel->length = buffer.length;
    fu_buffer_free(&buffer);
    return status;
}
