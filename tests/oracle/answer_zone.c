/* Answers questions about zones, so that other programs' answers can be held against them. Reads
 * one question a line, writes one answer a line; stops with status 1 at a line that is no question.
 *
 *   zone NAME              known | unknown; later questions are about that zone
 *   offset INSTANT         seconds east of UTC and the abbreviation
 *   next INSTANT           the next change of offset, or never
 *   instant Y M D h m s    the instant this wall clock means
 *   civil INSTANT          what the wall shows: Y M D h m s */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "followupd/zone/zone.h"

static bool answer_instant(const struct fu_zone *zone, const char *line)
{
    struct fu_civil civil;

    if (sscanf(line, "%d %d %d %d %d %d", &civil.year, &civil.month, &civil.day, &civil.hour,
            &civil.minute, &civil.second) != 6) {
        return false;
    }
    printf("%" PRId64 "\n", fu_zone_instant(zone, &civil));
    return true;
}

static bool answer(const struct fu_zone **zone, const char *line)
{
    char word[16], name[FU_ZONE_NAME_MAX + 1];
    struct fu_civil civil;
    fu_instant at;
    int used;

    if (sscanf(line, "zone %64s", name) == 1) {
        *zone = fu_zone_find(name);
        puts(*zone ? "known" : "unknown");
        return true;
    }
    if (!*zone || sscanf(line, "%15s%n", word, &used) != 1) {
        return false;
    }
    line += used;
    if (strcmp(word, "instant") == 0) {
        return answer_instant(*zone, line);
    }
    if (sscanf(line, "%" SCNd64, &at) != 1) {
        return false;
    }
    if (strcmp(word, "offset") == 0) {
        printf("%d %s\n", fu_zone_offset(*zone, at), fu_zone_abbreviation(*zone, at));
    } else if (strcmp(word, "next") == 0) {
        at = fu_zone_transition(*zone, at);
        if (at == FU_NEVER) {
            puts("never");
        } else {
            printf("%" PRId64 "\n", at);
        }
    } else if (strcmp(word, "civil") == 0) {
        fu_zone_civil(*zone, at, &civil);
        printf("%d %d %d %d %d %d\n", civil.year, civil.month, civil.day, civil.hour, civil.minute,
            civil.second);
    } else {
        return false;
    }
    return true;
}

int main(void)
{
    const struct fu_zone *zone = NULL;
    char line[128];

    while (fgets(line, sizeof line, stdin)) {
        if (!answer(&zone, line)) {
            fprintf(stderr, "no question: %s", line);
            return 1;
        }
    }
    return 0;
}
