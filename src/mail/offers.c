/* The words of a reminder's buttons, and of its sender. Nothing here fails. */
#include "followupd/mail/offers.h"

#include <string.h>

#include "followupd/base/text.h"

static const struct fu_offer everybody[] = {{"1 day", "1day"}, {"3 days", "3days"},
    {"next week", "nextweek"}, {"1 month", "1month"}, {"done", "done"}};
static const struct fu_offer skip = {"skip next", "skip"};
static const struct fu_offer cancel = {"cancel", "cancel"};
static const struct fu_offer leave = {"leave", "cancel"};

size_t fu_offers(bool goes_on, bool owned, struct fu_offer offers[FU_OFFERS_MAX])
{
    size_t count = sizeof everybody / sizeof everybody[0];
    memcpy(offers, everybody, sizeof everybody);
    if (goes_on && owned) {
        offers[count++] = skip;
    }
    offers[count++] = owned ? cancel : leave;
    return count;
}

const char *fu_offer_sender(struct fu_arena *arena, const char *english, bool morning)
{
    if (fu_starts_nocase(english, "in ")) {
        english += strlen("in ");
    }
    const char *clock = morning ? strstr(english, " at ") : NULL;
    size_t length = clock != NULL ? (size_t)(clock - english) : strlen(english);
    /* "or its last day, at 08:00" */
    length -= clock != NULL && length > 0 && english[length - 1] == ',';
    return fu_arena_print(arena, "Follow-up (%.*s)", (int)length, english);
}
