/* What several commands say of a follow-up. Nothing fails. */
#include "followup.h"

#include <stdio.h>
#include <sysexits.h>

#include "ctl.h"
#include "followupd/base/text.h"
#include "followupd/cadence/series.h"

const char *fu_ctl_flags(struct fu_arena *arena, unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {{FU_FLAG_TASK, "task"}, {FU_FLAG_CANCEL, "cancel"}, {FU_FLAG_NO_REPLY, "no-reply"},
        {FU_FLAG_QUIET, "quiet"}};
    const char *text = "";

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (flags & words[i].flag)
            text = fu_arena_print(arena, "%s%s%s", text, text[0] ? "," : "", words[i].word);
    }
    return text;
}

const char *fu_ctl_recurrence(const struct fu_schedule *schedule)
{
    return schedule->recurrence == FU_RECURRING ? "recurring" : "once";
}

void fu_ctl_json_followup(struct fu_ctl_json *json, struct fu_ctl *ctl,
    const struct fu_followup *followup, const char *owner, const char *message_id)
{
    const struct fu_schedule *schedule = &followup->schedule;
    struct fu_arena *arena = ctl->arena;

    fu_ctl_json_number(json, "id", followup->id);
    fu_ctl_json_text(json, "person", owner);
    fu_ctl_json_text(json, "subject", followup->subject);
    fu_ctl_json_text(json, "cadence", schedule->canonical);
    fu_ctl_json_text(json, "english", schedule->english);
    fu_ctl_json_text(json, "kind", fu_ctl_recurrence(schedule));
    fu_ctl_json_text(json, "state", fu_followup_state_word(followup->state));
    fu_ctl_json_moment(json, arena, "next", schedule->zone, followup->next);
    fu_ctl_json_text(json, "zone", schedule->zone);
    fu_ctl_json_text(json, "rrule",
        schedule->rrule[0] ? fu_series_rrule(arena, schedule, ctl->setup->settings.holidays)
                           : NULL);
    fu_ctl_json_words(json, "tags", followup->tags);
    fu_ctl_json_words(json, "flags", fu_ctl_flags(arena, followup->flags));
    fu_ctl_json_number(json, "fired", followup->fired);
    fu_ctl_json_moment(json, arena, "created", schedule->zone, followup->created);
    fu_ctl_json_text(json, "message_id", message_id[0] ? message_id : NULL);
}

const char *fu_ctl_refusal(struct fu_arena *arena, const struct fu_refusal *refusal)
{
    const char *text = refusal->reason;

    for (size_t i = 0; i < refusal->suggestion_count; i++)
        text = fu_arena_print(
            arena, "%s%s%s", text, i == 0 ? " Perhaps: " : ", ", refusal->suggestions[i]);
    return text;
}

int fu_ctl_fail_refused(const struct fu_refusal *refusal)
{
    fu_ctl_fail(EX_DATAERR, "%s", refusal->reason);
    for (size_t i = 0; i < refusal->suggestion_count; i++)
        fprintf(stderr, "%s%s", i == 0 ? "Perhaps: " : ", ", refusal->suggestions[i]);
    if (refusal->suggestion_count > 0)
        fputs("\n", stderr);
    return EX_DATAERR;
}
