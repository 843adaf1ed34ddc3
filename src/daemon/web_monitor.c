/* What monitors ask the pages. Every question costs the same however much was ever stored. */
#include "web_backend.h"

#include "followupd/base/clock.h"

/* Something may be due so long before it counts as trouble. */
enum { LATE = 30 * 60 };

static enum fu_status find_trouble(
    void *context, struct fu_arena *arena, const char **trouble, struct fu_error *error)
{
    const struct web_backend *backend = context;
    struct fu_store_counts counts;
    struct fu_trouble *troubles;
    size_t count;
    fu_instant now = fu_clock_now();
    enum fu_status status = fu_store_count(backend->store, now, &counts, error);

    *trouble = "";
    if (status == FU_OK)
        status = fu_store_troubles(backend->store, arena, &troubles, &count, error);
    if (status != FU_OK)
        return status;
    if (counts.oldest_due != FU_NEVER && now - counts.oldest_due > LATE)
        *trouble = "something is due and is not sent";
    else if (count > 0)
        *trouble = fu_arena_print(arena, "%s is in trouble", troubles[0].duty);
    return FU_OK;
}

void fu_web_backend_monitor(struct fu_web_backend *callbacks)
{
    callbacks->health = find_trouble;
}
