/* One moment a line, in decimal. The file is written whole each time; a line that is none is passed
 * over. Limit: 16 MB, a million mails. */
#include "followupd/setup/recovered.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/number.h"

enum { FILE_LIMIT = 16 * 1024 * 1024 };

static int compare(const void *a, const void *b)
{
    const fu_instant *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void parse(
    const char *text, size_t length, struct fu_arena *arena, struct fu_recovered *recovered)
{
    const char *end = text + length, *newline;

    recovered->arrived = fu_arena_allocate(arena, length / 2 + 1, sizeof *recovered->arrived);
    while ((newline = memchr(text, '\n', (size_t)(end - text)))) {
        recovered->count += fu_number_parse(text, (size_t)(newline - text), 0, FU_INSTANT_MAX,
            &recovered->arrived[recovered->count]);
        text = newline + 1;
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
    const char *path, const fu_instant *arrived, size_t count, struct fu_error *error)
{
    struct fu_buffer text;
    enum fu_status status;
    size_t i;

    fu_buffer_init(&text, FILE_LIMIT);
    for (i = 0; i < count; i++) {
        if (i == 0 || arrived[i] != arrived[i - 1])
            fu_buffer_print(&text, "%" PRId64 "\n", arrived[i]);
    }
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
    struct fu_recovered known;
    fu_instant *all;
    enum fu_status status = fu_recovered_read(path, arena, &known, error);

    if (status == FU_OK && count > 0) {
        all = fu_arena_allocate(arena, known.count + count, sizeof *all);
        if (known.count > 0)
            memcpy(all, known.arrived, known.count * sizeof *all);
        memcpy(all + known.count, arrived, count * sizeof *all);
        qsort(all, known.count + count, sizeof *all, compare);
        status = write_all(path, all, known.count + count, error);
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
