/* UIDs as libetpan's sets: runs of numbers that follow each other become ranges. */
#include "private.h"

struct mailimap_set *fu_uid_set(const uint32_t *uids, size_t count)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (size_t i = 0; i < count;) {
        uint32_t first = uids[i];
        uint32_t last = first;
        for (i++; i < count && uids[i] == last + 1; i++) {
            last++;
        }
        mailimap_set_add_interval(set, first, last);
    }
    return set;
}
