/* Edit distance over short words. Nothing fails; limit: FU_NEAREST_MAX. */
#include "followupd/base/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/text.h"

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: insert, delete, replace, swap neighbours; each costs one. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][FU_NEAREST_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2], *spare;

    for (size_t j = 0; j <= b_length; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = fu_lower(a[i - 1]) == fu_lower(b[j - 1]);

            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && fu_lower(a[i - 1]) == fu_lower(b[j - 2]) &&
                fu_lower(a[i - 2]) == fu_lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_length];
}

static const char *only_beginning(const char *word, const char *const *names, size_t count)
{
    const char *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if (!fu_starts_nocase(names[i], word))
            continue;
        if (found)
            return NULL;
        found = names[i];
    }
    return found;
}

const char *fu_nearest(const char *word, const char *const *names, size_t count)
{
    size_t length = strnlen(word, FU_NEAREST_MAX + 1);
    size_t most = (length + 2) / 3, name_length, far;
    const char *nearest = NULL;

    if (length == 0 || length > FU_NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        name_length = strlen(names[i]);
        far = name_length > FU_NEAREST_MAX ? most + 1
                                               : distance(word, length, names[i], name_length);
        if (far <= most) {
            nearest = names[i];
            most = far > 0 ? far - 1 : 0;
        }
    }
    return nearest ? nearest : only_beginning(word, names, count);
}
