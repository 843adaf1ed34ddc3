/* One moment a line, in decimal; of an inbox in which mails stay, two of them and its name. The
 * file is written whole each time; a line that is none is passed over. Limit: 16 MB, a million
 * mails. */
#include "followupd/setup/recovered.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/number.h"

enum {
    FILE_LIMIT = 16 * 1024 * 1024,
    STAY_BLANKS = 2 /* of a line with two moments, at least */
};

static int compare(const void *a, const void *b)
{
    const fu_instant *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* "1795200000 1795286400 main" */
static bool parse_stay(
    const char *line, size_t length, struct fu_arena *arena, struct fu_recovered_stay *stay)
{
    const char *first = memchr(line, ' ', length), *end = line + length;
    const char *second = first ? memchr(first + 1, ' ', (size_t)(end - first - 1)) : NULL;

    if (!second ||
        !fu_number_parse(
            line, (size_t)(first - line), FU_INSTANT_MIN, FU_INSTANT_MAX, &stay->from) ||
        !fu_number_parse(
            first + 1, (size_t)(second - first - 1), FU_INSTANT_MIN, FU_INSTANT_MAX, &stay->to))
        return false;
    stay->inbox = fu_arena_copy_n(arena, second + 1, (size_t)(end - second - 1));
    return true;
}

static void parse(
    const char *text, size_t length, struct fu_arena *arena, struct fu_recovered *recovered)
{
    const char *end = text + length, *newline;
    size_t size, blanks = 0, i;

    for (i = 0; i < length; i++)
        blanks += text[i] == ' ';
    recovered->arrived = fu_arena_allocate(arena, length / 2 + 1, sizeof *recovered->arrived);
    recovered->stays = fu_arena_allocate(arena, blanks / STAY_BLANKS + 1, sizeof *recovered->stays);
    for (; (newline = memchr(text, '\n', (size_t)(end - text))); text = newline + 1) {
        size = (size_t)(newline - text);
        recovered->count +=
            fu_number_parse(text, size, 0, FU_INSTANT_MAX, &recovered->arrived[recovered->count]);
        recovered->stay_count +=
            parse_stay(text, size, arena, &recovered->stays[recovered->stay_count]);
    }
    qsort(recovered->arrived, recovered->count, sizeof *recovered->arrived, compare);
}

enum fu_status fu_recovered_read(const char *path, struct fu_arena *arena,
    struct fu_recovered *recovered, struct fu_error *error)
{
    struct fu_buffer text;
    enum fu_status status;

    *recovered = (struct fu_recovered){.count = 0};
    if (access(path, F_OK) < 0)
        return FU_OK;
    fu_buffer_init(&text, FILE_LIMIT);
    status = fu_file_read(path, false, &text, error);
    if (status == FU_OK)
        parse(text.length > 0 ? text.data : "", text.length, arena, recovered);
    fu_buffer_free(&text);
    return status;
}

static enum fu_status write_all(
    const char *path, const struct fu_recovered *all, struct fu_error *error)
{
    struct fu_buffer text;
    enum fu_status status;
    size_t i;

    fu_buffer_init(&text, FILE_LIMIT);
    for (i = 0; i < all->count; i++) {
        if (i == 0 || all->arrived[i] != all->arrived[i - 1])
            fu_buffer_print(&text, "%" PRId64 "\n", all->arrived[i]);
    }
    for (i = 0; i < all->stay_count; i++)
        fu_buffer_print(&text, "%" PRId64 " %" PRId64 " %s\n", all->stays[i].from, all->stays[i].to,
            all->stays[i].inbox);
    status = text.overflowed ? fu_error_set(error, FU_PERMANENT,
                                   "%s would be too long: recover fewer mails at a time", path)
                             : fu_file_write(path, text.data, text.length, error);
    fu_buffer_free(&text);
    return status;
}

enum fu_status fu_recovered_add(
    const char *path, const fu_instant *arrived, size_t count, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_recovered known, all;
    enum fu_status status = fu_recovered_read(path, arena, &known, error);

    if (status == FU_OK && count > 0) {
        all = known;
        all.count += count;
        all.arrived = fu_arena_allocate(arena, all.count, sizeof *all.arrived);
        if (known.count > 0)
            memcpy(all.arrived, known.arrived, known.count * sizeof *all.arrived);
        memcpy(all.arrived + known.count, arrived, count * sizeof *all.arrived);
        qsort(all.arrived, all.count, sizeof *all.arrived, compare);
        status = write_all(path, &all, error);
    }
    fu_arena_free(&arena);
    return status;
}

enum fu_status fu_recovered_add_stay(
    const char *path, const struct fu_recovered_stay *stay, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_recovered known, all;
    enum fu_status status = fu_recovered_read(path, arena, &known, error);

    if (status == FU_OK) {
        all = known;
        all.stays = fu_arena_allocate(arena, known.stay_count + 1, sizeof *all.stays);
        if (known.stay_count > 0)
            memcpy(all.stays, known.stays, known.stay_count * sizeof *all.stays);
        all.stays[all.stay_count++] = *stay;
        status = write_all(path, &all, error);
    }
    fu_arena_free(&arena);
    return status;
}

void fu_recovered_forget(const char *path, fu_instant before)
{
    struct stat file;

    if (stat(path, &file) == 0 && file.st_mtim.tv_sec < before)
        unlink(path);
}

bool fu_recovered_has(const struct fu_recovered *recovered, fu_instant arrived)
{
    return recovered->count > 0 && bsearch(&arrived, recovered->arrived, recovered->count,
                                       sizeof *recovered->arrived, compare);
}

bool fu_recovered_stays(const struct fu_recovered *recovered, const char *inbox, fu_instant arrived)
{
    size_t i;

    for (i = 0; i < recovered->stay_count; i++) {
        const struct fu_recovered_stay *stay = &recovered->stays[i];

        if (arrived >= stay->from && arrived <= stay->to && strcmp(stay->inbox, inbox) == 0)
            return true;
    }
    return false;
}
