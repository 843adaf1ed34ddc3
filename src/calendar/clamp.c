/* Rules with a day that some months lack. The text is one that the cadence room wrote. */
#include "clamp.h"

#include <string.h>

#include "followupd/base/number.h"

enum { DAYS_MAX = 31, FEBRUARY_MAX = 29 };

/* Reads "28,29,-1"; returns how many there are. */
static size_t read_list(const char *text, size_t length, int numbers[DAYS_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < length && count < DAYS_MAX;) {
        size_t end = at + strcspn(text + at, ",;");
        end = end < length ? end : length;
        bool minus = text[at] == '-';
        int64_t value = 0;
        fu_number_parse(text + at + minus, end - at - minus, 1, DAYS_MAX, &value);
        numbers[count++] = (int)(minus ? -value : value);
        at = end + 1;
    }
    return count;
}

bool fu_clamp_read(const char *rrule, struct clamp *clamp)
{
    static const char day_part[] = ";BYMONTHDAY=", position_part[] = ";BYSETPOS=";
    const char *days = strstr(rrule, day_part), *positions = strstr(rrule, position_part);
    int day_list[DAYS_MAX] = {0}, position_list[DAYS_MAX] = {0};
    if (days == NULL || positions == NULL) {
        return false;
    }
    *clamp = (struct clamp){.head = rrule, .head_length = (size_t)(days - rrule)};
    days += sizeof day_part - 1;
    size_t day_count = read_list(days, (size_t)(positions - days), day_list);
    positions += sizeof position_part - 1;
    size_t length = strcspn(positions, ";");
    size_t count = read_list(positions, length, position_list);
    clamp->tail = positions + length;
    for (size_t i = 0; i < count; i++) {
        size_t index = position_list[i] < 0 ? day_count - 1 : (size_t)position_list[i] - 1;
        if (index < day_count && day_list[index] > 0) {
            clamp->days |= UINT32_C(1) << (day_list[index] - 1);
        }
    }
    int largest = day_count > 0 ? day_list[day_count - 1] : 0;
    clamp->last =
        largest == DAYS_MAX || (largest == FEBRUARY_MAX && strstr(rrule, ";BYMONTH=2;") != NULL);
    return true;
}
