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

void fu_draft_add(struct draft *draft, const char *text)
{
    fu_draft_add_n(draft, text, strlen(text));
}

void fu_draft_number(struct draft *draft, int64_t number, int digits)
{
    char reversed[24];
    int count = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0 || (count < digits && count < (int)sizeof reversed));
    if (number < 0) {
        fu_draft_add_n(draft, "-", 1);
    }
    while (count > 0) {
        fu_draft_add_n(draft, &reversed[--count], 1);
    }
}

void fu_draft_ordinal(struct draft *draft, int number)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    int last = number % 10;
    bool plain = number / 10 % 10 == 1 || last > 3;
    fu_draft_number(draft, number, 1);
    fu_draft_add_n(draft, endings[plain ? 0 : last], 2);
}

const char *fu_draft_text(struct draft *draft)
{
    draft->text[draft->length] = '\0';
    return draft->text;
}
