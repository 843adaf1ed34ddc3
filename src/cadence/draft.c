/* Short text put together piece by piece.
 *
 * Nothing fails: what does not fit is left out, and all that this room writes fits. */
#include "draft.h"

#include <stdbool.h>
#include <string.h>

void fu_draft_clear(struct draft *draft)
{
    draft->length = 0;
}

void fu_draft_add_n(struct draft *draft, const char *text, size_t length)
{
    size_t room = DRAFT_MAX - draft->length;
    size_t taken = length < room ? length : room;
    memcpy(draft->text + draft->length, text, taken);
    draft->length += taken;
}

/* The pieces are short words: a loop is done with them before strlen() and memcpy() have begun. */
void fu_draft_add(struct draft *draft, const char *text)
{
    size_t length = draft->length;
    while (*text != '\0' && length < DRAFT_MAX) {
        draft->text[length++] = *text++;
    }
    draft->length = length;
}

void fu_draft_number(struct draft *draft, int64_t number, int digits)
{
    fu_draft_add(draft, number < 0 ? "-" : "");
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t end = draft->length + 1;
    for (uint64_t more = rest / 10; more != 0; more /= 10) {
        end++;
    }
    end = end < draft->length + (size_t)digits ? draft->length + (size_t)digits : end;
    if (end > DRAFT_MAX) {
        return;
    }
    for (size_t at = end; at-- > draft->length; rest /= 10) {
        draft->text[at] = (char)('0' + rest % 10);
    }
    draft->length = end;
}

void fu_draft_ordinal(struct draft *draft, int number)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    int last = number % 10;
    bool plain = number / 10 % 10 == 1 || last > 3;
    fu_draft_number(draft, number, 1);
    fu_draft_add_n(draft, endings[plain ? 0 : last], 2);
}

void fu_draft_iso(struct draft *draft, int32_t year, int32_t month, int32_t day)
{
    fu_draft_number(draft, year, 4);
    fu_draft_add(draft, "-");
    fu_draft_number(draft, month, 2);
    fu_draft_add(draft, "-");
    fu_draft_number(draft, day, 2);
}

const char *fu_draft_text(struct draft *draft)
{
    draft->text[draft->length] = '\0';
    return draft->text;
}
