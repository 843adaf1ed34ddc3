/* What a series missed (CADENCE.md rule 21): it is counted in the mail that goes out late, by the
 * rule that held then. Fails as the store and the series do. */
#include "missed.h"

#include "followupd/cadence/series.h"
#include "followupd/store/followups.h"
#include "create.h"

enum { FOLDED_MAX = 100000 };

static enum fu_status count_skipped(const struct missing *missing,
    const struct fu_occurrence *occurrence, int64_t *skipped, struct fu_error *error)
{
    struct fu_occurrence *rows;
    size_t count, i;
    enum fu_status status =
        fu_store_occurrences(missing->store, missing->arena, occurrence->followup,
            1U << FU_OCCURRENCE_SKIPPED, occurrence->moment + 1, &rows, &count, error);

    *skipped = 0;
    for (i = 0; status == FU_OK && i < count && rows[i].moment <= missing->now; i++)
        (*skipped)++;
    return status;
}

enum fu_status fu_count_missed(const struct missing *missing,
    const struct fu_occurrence *occurrence, int64_t *missed, struct fu_error *error)
{
    int64_t skipped = 0;
    size_t found;
    enum fu_status status = fu_series_count(missing->schedule, missing->settings->holidays,
        fu_series_stands_until(missing->schedule, occurrence->moment), missing->now, FOLDED_MAX,
        &found, error);

    *missed = 0;
    if (status == FU_OK && found > 0)
        status = count_skipped(missing, occurrence, &skipped, error);
    if (status == FU_OK && (int64_t)found > skipped)
        *missed = (int64_t)found - skipped;
    return status;
}

enum fu_status fu_find_following(const struct missing *missing, int64_t followup, fu_instant moment,
    fu_instant *following, struct fu_error *error)
{
    fu_instant after = fu_series_stands_until(missing->schedule, moment);

    return fu_next_moment(missing->store, missing->settings, missing->arena, followup,
        missing->schedule, after > missing->now ? after : missing->now, following, error);
}

enum fu_status fu_find_later(struct fu_store *store, struct fu_arena *arena,
    const struct fu_occurrence *occurrence, struct fu_occurrence **later, size_t *count,
    struct fu_error *error)
{
    size_t all, i;
    enum fu_status status = fu_store_occurrences(store, arena, occurrence->followup,
        1U << FU_OCCURRENCE_PENDING, occurrence->moment + 1, later, &all, error);

    *count = 0;
    for (i = 0; status == FU_OK && i < all; i++) {
        if ((*later)[i].snoozed == 0 && (*later)[i].person == 0)
            (*later)[(*count)++] = (*later)[i];
    }
    return status;
}
