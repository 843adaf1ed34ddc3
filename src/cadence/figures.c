/* Figures that are mistyped: "9:30" without am or pm, "24:00", "9a", "2th", "2027-03-15T09:00". */
#include "suggest.h"

#include <string.h>

#include "draft.h"

/* Offers the text with `with` in place of text[start, end). */
static void offer_with(struct refuser *refuser, size_t start, size_t end, const char *with)
{
    const struct local *local = refuser->local;
    struct draft draft;
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, local->text, start);
    fu_draft_add(&draft, with);
    fu_draft_add_n(&draft, local->text + end, local->core - end);
    fu_cadence_offer(refuser, fu_draft_text(&draft));
}

static void insert(struct refuser *refuser, size_t at, const char *text)
{
    offer_with(refuser, at, at, text);
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 9:30 */
static void suggest_colon(struct refuser *refuser, size_t start, size_t colon)
{
    const char *text = refuser->local->text;
    size_t end = colon + 1;
    while (digit(text[end])) {
        end++;
    }
    if (end - colon == 3) {
        if (memcmp(text + start, "24:00", 5) == 0) {
            offer_with(refuser, start, end, "midnight");
        }
        insert(refuser, end, "am");
        if (colon - start == 1) {
            insert(refuser, start, "0");
        }
        insert(refuser, end, "pm");
    }
}

/* 2th, 11st */
static void suggest_ordinal(struct refuser *refuser, size_t start, size_t end)
{
    static const char *const endings[] = {"st", "nd", "rd", "th"};
    const char *text = refuser->local->text;
    for (size_t i = 0; end - start <= 2 && i < sizeof endings / sizeof endings[0]; i++) {
        if (memcmp(text + end, endings[i], 2) == 0) {
            for (size_t other = 0; other < sizeof endings / sizeof endings[0]; other++) {
                offer_with(refuser, end, end + 2, endings[other]);
            }
        }
    }
}

void fu_cadence_suggest_figures_at(struct refuser *refuser, size_t at)
{
    const struct local *local = refuser->local;
    size_t end = at;
    while (end < local->core && digit(local->text[end])) {
        end++;
    }
    if (local->text[end] == ':') {
        suggest_colon(refuser, at, end);
    }
    if (end + 2 <= local->core) {
        suggest_ordinal(refuser, at, end);
    }
    if (local->text[end] == 't' && digit(local->text[end + 1])) {
        offer_with(refuser, end, end + 1, "-");
    }
    if (local->text[end] == 'a' || local->text[end] == 'p') {
        insert(refuser, end + 1, "m");
    }
}
