/* The file of dots as a death may leave it.
 *
 * Oracles: what it holds is what a line for line reading finds in front of the first NUL and the
 * last line feed; a record that is added is there after the file was closed and opened, and so is
 * all that was there before; once it is cleared nothing is. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/outbox/dots.h"
#include "fuzz.h"
#include "pieces.h"

enum { ADDED = 417, DIGITS = 18 };

static char path[] = "/dev/shm/followupd-dots-XXXXXX";
static struct fu_error error;

static void clean_up(void)
{
    unlink(path);
}

static void make_path(void)
{
    find_place(path);
    int file = mkstemp(path);
    must(file >= 0, "there is a file", path);
    close(file);
    atexit(clean_up);
}

static struct fu_dots *open_file(void)
{
    struct fu_dots *dots;
    must(fu_dots_open(path, &dots, &error) == FU_OK, "the file is opened", error.text);
    return dots;
}

/* "delivery 417 1" without anything else; false for another line. */
static bool read_line(const char *line, enum fu_parcel_kind *kind, int64_t *id, int64_t *attempt)
{
    char word[16], id_text[DIGITS + 1], attempt_text[DIGITS + 1], again[64];
    if (sscanf(line, "%15[a-z] %18[0-9] %18[0-9]", word, id_text, attempt_text) != 3) {
        return false;
    }
    snprintf(again, sizeof again, "%s %s %s", word, id_text, attempt_text);
    *kind = strcmp(word, "delivery") == 0 ? FU_PARCEL_DELIVERY : FU_PARCEL_MESSAGE;
    *id = strtoll(id_text, NULL, 10);
    *attempt = strtoll(attempt_text, NULL, 10);
    return strcmp(line, again) == 0 &&
           (strcmp(word, "delivery") == 0 || strcmp(word, "message") == 0);
}

/* Everything that the lines name is there. */
static void check_records(struct fu_arena *arena, const struct fu_dots *dots, const char *text)
{
    const char *end;
    for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        enum fu_parcel_kind kind;
        int64_t id, attempt;
        const char *line = fu_arena_copy_n(arena, text, (size_t)(end - text));
        if (read_line(line, &kind, &id, &attempt)) {
            must(fu_dots_has(dots, kind, id, attempt), "a whole line counts", line);
            reached++;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static bool made;
    if (!made) {
        make_path();
        made = true;
    }
    struct fu_arena *arena = fu_arena_new();
    const char *text = fu_arena_copy_n(arena, length > 0 ? (const char *)bytes : "", length);
    must(fu_file_write(path, length > 0 ? (const char *)bytes : "", length, &error) == FU_OK,
        "the file takes the bytes", error.text);
    struct fu_dots *dots = open_file();
    check_records(arena, dots, text);
    must(fu_dots_add(dots, FU_PARCEL_MESSAGE, ADDED, ADDED, &error) == FU_OK, "a record is added",
        error.text);
    fu_dots_close(&dots);
    dots = open_file();
    check_records(arena, dots, text);
    must(fu_dots_has(dots, FU_PARCEL_MESSAGE, ADDED, ADDED), "what was added is there", text);
    must(fu_dots_clear(dots, &error) == FU_OK, "the file is cleared", error.text);
    fu_dots_close(&dots);
    dots = open_file();
    must(!fu_dots_has(dots, FU_PARCEL_MESSAGE, ADDED, ADDED), "nothing is there", text);
    fu_dots_close(&dots);
    fu_arena_free(&arena);
    return 0;
}
