/* Guesses about what was written. Nothing fails: what cannot be told is no guess. */
#include "followupd/cadence/guess.h"

#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/cadence/say.h"
#include "followupd/zone/zone.h"

/* One zone or two of each offset there is, those first in which most mail is written. */
static const char *const likely[] = {"Europe/Berlin", "Europe/London", "America/New_York",
    "America/Los_Angeles", "America/Chicago", "Asia/Tokyo", "Asia/Kolkata", "Asia/Shanghai",
    "Europe/Paris", "Australia/Sydney", "America/Sao_Paulo", "Europe/Moscow", "Asia/Singapore",
    "Asia/Dubai", "Europe/Istanbul", "America/Denver", "America/Toronto", "Europe/Athens",
    "Europe/Rome", "Africa/Johannesburg", "Asia/Seoul", "Asia/Jakarta", "Asia/Bangkok",
    "Asia/Karachi", "Asia/Dhaka", "America/Mexico_City", "Africa/Lagos", "Africa/Nairobi",
    "Africa/Cairo", "Asia/Jerusalem", "Asia/Riyadh", "America/Argentina/Buenos_Aires",
    "America/Bogota", "America/Santiago", "America/Caracas", "America/Phoenix", "America/Halifax",
    "America/St_Johns", "America/Anchorage", "Pacific/Honolulu", "Pacific/Auckland",
    "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin", "Australia/Perth",
    "Asia/Tehran", "Asia/Kabul", "Asia/Tashkent", "Asia/Kathmandu", "Asia/Colombo", "Asia/Yangon",
    "Atlantic/Azores", "Atlantic/Cape_Verde", "America/Noronha", "Pacific/Noumea", "Pacific/Fiji",
    "Pacific/Tongatapu", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago",
    "Pacific/Marquesas", "Australia/Lord_Howe", "Australia/Eucla"};

bool fu_guess_elsewhere(const char *zone, int offset, fu_instant at)
{
    return offset != 0 && fu_zone_find(zone) && fu_say_offset(zone, at) != offset;
}

size_t fu_guess_zones(int offset, fu_instant at, const char **names, size_t most)
{
    size_t count = 0, i;

    for (i = 0; i < sizeof likely / sizeof *likely && count < most; i++) {
        if (fu_zone_find(likely[i]) && fu_say_offset(likely[i], at) == offset) {
            names[count++] = likely[i];
        }
    }
    return count;
}

/* The text with "mo" for each bare "m" behind a number; *found says whether there was one. */
static const char *with_months(struct fu_arena *arena, const char *text, bool *found)
{
    struct fu_buffer months;
    const char *copy, *c;

    *found = false;
    fu_buffer_init(&months, 2 * (size_t)FU_CADENCE_TEXT_MAX);
    for (c = text; *c; c++) {
        fu_buffer_add_char(&months, *c);
        if (c > text && fu_is_digit(c[-1]) && c[0] == 'm' && !fu_is_letter(c[1])) {
            fu_buffer_add_text(&months, "o");
            *found = true;
        }
    }
    *found = *found && !months.overflowed;
    copy = fu_arena_copy_n(arena, months.data, months.length);
    fu_buffer_free(&months);
    return copy;
}

const char *fu_guess_months(struct fu_arena *arena, const char *text)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    bool found;
    const char *months = with_months(arena, fu_text_lower(arena, text), &found);

    if (!found || fu_cadence_parse(arena, months, strlen(months), &cadence, &refusal) != FU_OK) {
        return "";
    }
    return fu_cadence_canonical(arena, cadence);
}
