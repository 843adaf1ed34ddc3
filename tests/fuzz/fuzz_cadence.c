/* A text of the cadence language: parse, canonical text, schedule in several zones, moments.
 *
 * Oracles: the canonical text is the same cadence, where the text is accepted and where it is not;
 * capitals and a '_' for a '.' too; what a refusal offers is accepted, and is another text; moments
 * come after sent, grow, and do not depend on the ones before. */
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/series.h"
#include "followupd/record/person.h"
#include "fuzz.h"

enum { MOMENTS = 6, TEXT_MAX = 2 * FU_CADENCE_TEXT_MAX };

static const struct fu_cadence_setting settings[] = {
    {INT64_C(1794994200), "Europe/Berlin", 480, FU_WORKDAYS_DEFAULT, NULL, 3600, 0},
    {INT64_C(1835405999), "America/New_York", 0, FU_WORKDAYS_ALL, NULL, 1, INT64_C(1835665200)},
    {INT64_C(1806807600), "Australia/Lord_Howe", 150, FU_MONDAY, NULL, 86400, 0},
    {INT64_C(7226582400), "Pacific/Apia", 1439, FU_WORKDAYS_DEFAULT, NULL, 3600,
        INT64_C(7229174400)},
};

static void check_refusal(const struct fu_refusal *refusal, const char *text, size_t length)
{
    must(refusal->reason != NULL && refusal->reason[0] != '\0', "a refusal has a reason", text);
    must(strstr(refusal->reason, "%s") == NULL || memchr(text, '%', length) != NULL,
        "the reason is filled in", text);
    must(refusal->suggestion_count >= 1 && refusal->suggestion_count <= FU_SUGGESTIONS_MAX,
        "a refusal has offers, and few", text);
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        const char *offered = refusal->suggestions[i];
        must(strlen(offered) != length || memcmp(offered, text, length) != 0,
            "another text is offered", text);
    }
}

static void check_moments(const struct fu_schedule *schedule, fu_instant sent)
{
    fu_instant moments[MOMENTS], later[MOMENTS];
    size_t found, left;
    struct fu_error error;
    must(fu_series_next(schedule, NULL, sent, moments, MOMENTS, &found, &error) == FU_OK,
        "a schedule has moments", schedule->canonical);
    must(found > 0 && moments[0] == schedule->first, "the first is the first", schedule->canonical);
    for (size_t i = 0; i < found; i++) {
        must(moments[i] > (i == 0 ? sent : moments[i - 1]), "moments grow", schedule->canonical);
    }
    size_t middle = found / 2;
    must(fu_series_next(schedule, NULL, moments[middle], later, MOMENTS, &left, &error) == FU_OK &&
             left >= found - middle - 1 &&
             memcmp(later, moments + middle + 1, (found - middle - 1) * sizeof *later) == 0,
        "moments do not depend on where one begins", schedule->canonical);
}

static void check_offers(struct fu_arena *arena, const struct fu_refusal *refusal,
    const struct fu_cadence_setting *setting)
{
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        const char *offered = refusal->suggestions[i];
        struct fu_schedule schedule;
        struct fu_refusal second;
        must(fu_cadence_read(
                 arena, offered, strlen(offered), setting, &schedule, NULL, NULL, &second) == FU_OK,
            "what is offered is accepted", offered);
    }
}

/* The sentence behind the quoted text. */
static const char *sentence(const struct fu_refusal *refusal)
{
    const char *quoted = strstr(refusal->reason, "”");
    return quoted == NULL ? refusal->reason : quoted;
}

/* What the text says has no moment, and neither has its canonical text, for the same reason: unless
 * the text leaves a doubt about four digits, which a canonical text never does. */
static void check_unscheduled(struct fu_arena *arena, const struct fu_cadence *again,
    const struct fu_cadence_setting *setting, const struct fu_refusal *refusal, const char *text)
{
    struct fu_schedule schedule;
    struct fu_refusal second;
    check_refusal(refusal, text, strlen(text));
    check_offers(arena, refusal, setting);
    if (strstr(refusal->reason, "four digits") == NULL) {
        must(fu_cadence_schedule(arena, again, setting, &schedule, &second) != FU_OK &&
                 strcmp(sentence(refusal), sentence(&second)) == 0,
            "the canonical text is refused alike", text);
    }
}

static void check_schedule(struct fu_arena *arena, const struct fu_cadence *cadence,
    const struct fu_cadence *again, const struct fu_cadence_setting *setting, const char *text)
{
    struct fu_schedule schedule, second;
    struct fu_refusal refusal;
    if (fu_cadence_schedule(arena, cadence, setting, &schedule, &refusal) != FU_OK) {
        check_unscheduled(arena, again, setting, &refusal, text);
        return;
    }
    must(fu_cadence_schedule(arena, again, setting, &second, &refusal) == FU_OK &&
             schedule.first == second.first && strcmp(schedule.rrule, second.rrule) == 0 &&
             strcmp(schedule.english, second.english) == 0 &&
             strcmp(schedule.canonical, second.canonical) == 0,
        "the canonical text means the same", text);
    must(schedule.english[0] != '\0', "a schedule has an English description", text);
    check_moments(&schedule, setting->sent);
    fu_cadence_recurring(arena, schedule.canonical);
}

static struct fu_cadence *parse_again(struct fu_arena *arena, const char *text)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    must(fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal) == FU_OK,
        "the text is accepted", text);
    return cadence;
}

static void check_same(struct fu_arena *arena, const char *text, const char *canonical)
{
    must(strcmp(fu_cadence_canonical(arena, parse_again(arena, text)), canonical) == 0,
        "case and which separator mean nothing", text);
}

static void check_text(struct fu_arena *arena, const char *text, size_t length)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    if (fu_cadence_parse(arena, text, length, &cadence, &refusal) != FU_OK) {
        check_refusal(&refusal, text, length);
        for (size_t i = 0; i < refusal.suggestion_count; i++) {
            parse_again(arena, refusal.suggestions[i]);
        }
        return;
    }
    reached++;
    const char *canonical = fu_cadence_canonical(arena, cadence);
    struct fu_cadence *again = parse_again(arena, canonical);
    must(strcmp(fu_cadence_canonical(arena, again), canonical) == 0 &&
             fu_cadence_flags(again) == fu_cadence_flags(cadence) &&
             strcmp(fu_cadence_tags(again), fu_cadence_tags(cadence)) == 0,
        "the canonical text is its own", canonical);
    check_same(arena, fu_text_lower(arena, text), canonical);
    char *other = fu_arena_copy(arena, text);
    for (char *at = other; *at != '\0'; at++) {
        *at = (char)(*at == '.' ? '_' : *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    }
    check_same(arena, other, canonical);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        check_schedule(arena, cadence, again, &settings[i], text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct fu_arena *arena;
    char text[TEXT_MAX + 1] = "";
    if (length > TEXT_MAX) {
        return -1;
    }
    if (arena == NULL) {
        arena = fu_arena_new();
    }
    if (length > 0) {
        memcpy(text, bytes, length);
    }
    check_text(arena, text, length);
    fu_arena_reset(arena);
    return 0;
}
