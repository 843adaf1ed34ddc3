/* One record at a time, in one pass. */
#include "csv.h"

#include <string.h>

#include "followupd/base/text.h"

/* Takes a field that begins with a quote; *at is then behind its last one. */
static enum fu_ctl_csv take_quoted(const char *text, size_t length, size_t *at, char **end)
{
    for ((*at)++; *at < length; (*at)++) {
        if (text[*at] != '"') {
            *(*end)++ = text[*at];
        } else if (*at + 1 < length && text[*at + 1] == '"') {
            *(*end)++ = '"';
            (*at)++;
        } else {
            (*at)++;
            return *at == length || text[*at] == ',' ? FU_CTL_CSV_ROW : FU_CTL_CSV_BAD;
        }
    }
    return FU_CTL_CSV_OPEN;
}

static enum fu_ctl_csv take_plain(const char *text, size_t length, size_t *at, char **end)
{
    for (; *at < length && text[*at] != ','; (*at)++) {
        if (text[*at] == '"')
            return FU_CTL_CSV_BAD;
        *(*end)++ = text[*at];
    }
    return FU_CTL_CSV_ROW;
}

enum fu_ctl_csv fu_ctl_csv_split(
    struct fu_arena *arena, const char *text, size_t length, struct fu_ctl_csv_row *row)
{
    char *end = fu_arena_allocate(arena, 2 * length + 2, 1);
    enum fu_ctl_csv result;
    size_t at = 0;

    row->count = 0;
    if (memchr(text, '\0', length) || !fu_text_is_utf8(text, length))
        return FU_CTL_CSV_FOREIGN;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    for (;;) {
        if (row->count == FU_CTL_CSV_FIELDS_MAX)
            return FU_CTL_CSV_BAD;
        row->fields[row->count++] = end;
        result = at < length && text[at] == '"' ? take_quoted(text, length, &at, &end)
                                                : take_plain(text, length, &at, &end);
        *end++ = '\0';
        if (result != FU_CTL_CSV_ROW || at >= length)
            return result;
        at++;
    }
}
