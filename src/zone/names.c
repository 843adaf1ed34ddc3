/* Names of zones: the one that was meant, those near a mistyped one, and the machine's own.
 *
 * Nothing fails: no name is near, or the machine is in UTC. Names longer than FU_ZONE_NAME_MAX are
 * near nothing. */
#include "followupd/zone/zone.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/text.h"
#include "files.h"

#define TIMEZONE_FILE "/etc/timezone"
#define LOCALTIME_LINK "/etc/localtime"

enum { TIMEZONE_FILE_MAX = 4096, SEGMENT_PENALTY = 1, DISTANCE_SHARE = 3 };

struct candidate {
    const char *name; /* NULL: none yet */
    size_t distance;
};

struct search {
    struct fu_arena *arena;
    const char *wanted;
    size_t limit;           /* names farther away than that are not near */
    struct candidate *best; /* in order */
    size_t count;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters of either case are the same, and so are blank and underscore. */
static bool same_letter(char a, char b)
{
    return fu_lower(a == ' ' ? '_' : a) == fu_lower(b == ' ' ? '_' : b);
}

/* How many letters must be put in, left out or replaced; both texts have at most FU_ZONE_NAME_MAX
 * bytes. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[FU_ZONE_NAME_MAX + 1], length = strlen(b);

    for (size_t j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < length; j++) {
            size_t replaced = diagonal + !same_letter(a[i], b[j]);

            diagonal = row[j + 1];
            row[j + 1] = least(replaced, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[length];
}

/* People type the city alone. */
static size_t name_distance(const char *wanted, const char *name)
{
    const char *city = strrchr(name, '/');
    size_t distance = edit_distance(wanted, name);

    return city ? least(distance, edit_distance(wanted, city + 1) + SEGMENT_PENALTY) : distance;
}

static bool nearer(const struct candidate *a, const struct candidate *b)
{
    if (!b->name || a->distance != b->distance) {
        return !b->name || a->distance < b->distance;
    }
    return strcmp(a->name, b->name) < 0;
}

/* Etc/GMT+1 is an hour behind UTC, and whoever types GMT+1 means one ahead: such a name counts only
 * when it is typed whole. */
static bool is_turned_around(const char *name)
{
    static const char start[] = "Etc/GMT";

    return strncmp(name, start, sizeof start - 1) == 0 && name[sizeof start - 1] != '\0';
}

/* An offset from UTC is near no zone. */
static bool is_offset(const char *text)
{
    const char *sign = strpbrk(text, "+-");

    return sign && fu_is_digit(sign[1]);
}

static void consider(const char *name, void *context)
{
    struct search *search = context;
    struct candidate candidate = {name, name_distance(search->wanted, name)};

    if (is_turned_around(name) || candidate.distance > search->limit ||
        !nearer(&candidate, &search->best[search->count - 1]) || !fu_zone_find(name)) {
        return;
    }
    candidate.name = fu_arena_copy(search->arena, name);
    for (size_t i = search->count; i > 0 && nearer(&candidate, &search->best[i - 1]); i--) {
        if (i < search->count) {
            search->best[i] = search->best[i - 1];
        }
        search->best[i - 1] = candidate;
    }
}

size_t fu_zone_suggest(struct fu_arena *arena, const char *name, const char **names, size_t count)
{
    size_t length = strnlen(name, FU_ZONE_NAME_MAX + 1), found = 0;
    struct search search = {
        arena, name, (length + DISTANCE_SHARE - 1) / DISTANCE_SHARE, NULL, count};

    if (length == 0 || length > FU_ZONE_NAME_MAX || count == 0 || is_offset(name)) {
        return 0;
    }
    search.best = fu_arena_allocate(arena, count, sizeof *search.best);
    fu_zone_files_visit(consider, &search);
    for (; found < count && search.best[found].name; found++) {
        names[found] = search.best[found].name;
    }
    return found;
}

/* What of a name was typed. */
enum match { MATCH_NONE = 0, MATCH_CITY, MATCH_WHOLE };

struct meant {
    const char *text;
    enum match match; /* the best so far */
    bool several;     /* zones match so well */
    char name[FU_ZONE_NAME_MAX + 1];
    struct fu_zone_mark mark;
};

static bool same_text(const char *a, const char *b)
{
    while (*a && same_letter(*a, *b)) {
        a++;
        b++;
    }
    return *a == *b;
}

static enum match match_name(const char *text, const char *name)
{
    const char *city = strrchr(name, '/');

    if (same_text(text, name)) {
        return MATCH_WHOLE;
    }
    return city && !is_turned_around(name) && same_text(text, city + 1) ? MATCH_CITY : MATCH_NONE;
}

static bool same_file(const struct fu_zone_mark *a, const struct fu_zone_mark *b)
{
    return a->device == b->device && a->inode == b->inode;
}

static bool counts_before(const char *name, const char *other)
{
    size_t length = strlen(name), other_length = strlen(other);

    return length != other_length ? length > other_length : strcmp(name, other) < 0;
}

static void take_meant(const char *name, void *context)
{
    struct meant *meant = context;
    enum match match = match_name(meant->text, name);
    struct fu_zone_mark mark;

    if (match == MATCH_NONE || match < meant->match || !fu_zone_file_mark(name, &mark) ||
        !fu_zone_find(name)) {
        return;
    }
    if (match == meant->match && !same_file(&mark, &meant->mark)) {
        meant->several = true;
        return;
    }
    if (match > meant->match) {
        meant->several = false;
    } else if (!counts_before(name, meant->name)) {
        return;
    }
    meant->match = match;
    meant->mark = mark;
    memcpy(meant->name, name, strlen(name) + 1);
}

const char *fu_zone_named(struct fu_arena *arena, const char *text)
{
    struct meant meant = {.text = text};

    if (fu_zone_find(text)) {
        return fu_arena_copy(arena, text);
    }
    if (strnlen(text, FU_ZONE_NAME_MAX + 1) > FU_ZONE_NAME_MAX) {
        return NULL;
    }
    fu_zone_files_visit(take_meant, &meant);
    return meant.match != MATCH_NONE && !meant.several ? fu_arena_copy(arena, meant.name) : NULL;
}

/* The name in arena when it names a zone, else NULL. */
static const char *if_zone(struct fu_arena *arena, const char *name)
{
    return fu_zone_find(name) ? fu_arena_copy(arena, name) : NULL;
}

/* The zone whose file has that path: what stands behind "/zoneinfo/". */
static const char *zone_of_path(struct fu_arena *arena, const char *path)
{
    static const char folder[] = "/zoneinfo/";
    const char *found = strstr(path, folder);

    return found ? if_zone(arena, found + sizeof folder - 1) : NULL;
}

static const char *zone_of_environment(struct fu_arena *arena, const char *text)
{
    if (!text) {
        return NULL;
    }
    if (*text == ':') {
        text++;
    }
    if (!*text) {
        return "UTC";
    }
    return *text == '/' ? zone_of_path(arena, text) : if_zone(arena, text);
}

static const char *zone_of_file(struct fu_arena *arena)
{
    const char *zone = NULL;
    struct fu_buffer text;

    fu_buffer_init(&text, TIMEZONE_FILE_MAX);
    if (fu_file_read(TIMEZONE_FILE, false, &text, NULL) == FU_OK) {
        zone = if_zone(
            arena, fu_text_line(arena, text.data, strcspn(text.data, "\n"), TIMEZONE_FILE_MAX));
    }
    fu_buffer_free(&text);
    return zone;
}

static const char *zone_of_link(struct fu_arena *arena)
{
    char target[PATH_MAX];
    ssize_t length = readlink(LOCALTIME_LINK, target, sizeof target - 1);

    if (length < 0) {
        return NULL;
    }
    target[length] = '\0';
    return zone_of_path(arena, target);
}

const char *fu_zone_local(struct fu_arena *arena, const char **passed_over)
{
    const char *environment = getenv("TZ");
    const char *zone = zone_of_environment(arena, environment);

    *passed_over = zone ? NULL : environment;
    if (!zone) {
        zone = zone_of_file(arena);
    }
    if (!zone) {
        zone = zone_of_link(arena);
    }
    return zone ? zone : "UTC";
}
