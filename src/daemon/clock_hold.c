/* The file is written once an hour at most, when the outbox is awake anyway. That it cannot be read
 * or written costs nothing but what it knows. */
#include "clock_hold.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/base/number.h"
#include "followupd/store/store.h"

#include <stdio.h>
#include <string.h>

enum { NOTE_EVERY = 3600, MOMENT_TEXT = 32 };

static const char file[] = "clock", duty[] = FU_TROUBLE_CLOCK;

static fu_instant read_known(const struct worker_context *context)
{
    fu_instant known = FU_NEVER;
    struct fu_buffer text;

    fu_buffer_init(&text, MOMENT_TEXT);
    if (fu_file_read(fu_setup_path(context->setup, file), false, &text, NULL) != FU_OK ||
        !fu_number_parse(text.data, text.length, FU_INSTANT_MIN, FU_INSTANT_MAX, &known))
        known = FU_NEVER;
    fu_buffer_free(&text);
    return known;
}

static void note(struct clock_hold *hold, fu_instant now)
{
    char text[MOMENT_TEXT];

    snprintf(text, sizeof text, "%lld", (long long)now);
    hold->noted = now;
    fu_file_write(fu_setup_path(hold->context->setup, file), text, strlen(text), NULL);
}

/* What a process before this one left in the store. */
static bool is_troubled(struct fu_store *store)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_trouble *troubles;
    bool found = false;
    size_t count, i;

    if (fu_store_troubles(store, arena, &troubles, &count, NULL) == FU_OK) {
        for (i = 0; i < count; i++)
            found |= strcmp(troubles[i].duty, duty) == 0;
    }
    fu_arena_free(&arena);
    return found;
}

void fu_clock_hold_start(
    struct clock_hold *hold, const struct worker_context *context, struct fu_store *store)
{
    *hold = (struct clock_hold){.context = context, .store = store, .noted = read_known(context)};
    fu_clock_watch_start(&hold->watch, hold->noted);
    hold->troubled = is_troubled(store);
}

static void say(struct clock_hold *hold)
{
    struct fu_arena *arena = fu_arena_new();
    const char *sentence = fu_clock_watch_say(&hold->watch, arena);

    fu_log(FU_LOG_WARNING, "%s", sentence);
    fu_worker_trouble(hold->context, hold->store, duty, sentence);
    hold->troubled = true;
    fu_arena_free(&arena);
}

static enum clock_doubt look(struct clock_watch *watch, fu_instant now)
{
    return fu_clock_watch_look(watch, now, fu_clock_ticks(), fu_clock_synchronised());
}

bool fu_clock_hold_on(struct clock_hold *hold, fu_instant now)
{
    enum clock_doubt before = hold->watch.doubt;
    enum clock_doubt doubt = look(&hold->watch, now);

    if (doubt != CLOCK_BELIEVED) {
        if (doubt != before)
            say(hold);
        return true;
    }
    if (before != CLOCK_BELIEVED)
        fu_log(FU_LOG_NOTICE, "the clock is believed again");
    if (hold->troubled)
        hold->troubled = !fu_worker_trouble(hold->context, hold->store, duty, "");
    if (hold->noted == FU_NEVER || now - hold->noted >= NOTE_EVERY || now < hold->noted)
        note(hold, now);
    return false;
}

void fu_clock_ask_start(const struct worker_context *context, struct clock_watch *watch)
{
    fu_clock_watch_start(watch, read_known(context));
}

enum fu_status fu_clock_ask(struct clock_watch *watch, struct fu_error *error)
{
    struct fu_arena *arena;

    if (look(watch, fu_clock_now()) == CLOCK_BELIEVED)
        return FU_OK;
    arena = fu_arena_new();
    fu_error_set(error, FU_TEMPORARY, "%s", fu_clock_watch_say(watch, arena));
    fu_arena_free(&arena);
    return FU_TEMPORARY;
}
