/* A configuration file.
 *
 * Oracle: a file that is refused is refused with its name and a sentence, one that is accepted has
 * an inbox. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "followupd/config/config.h"
#include "fuzz.h"

enum { PATH_SIZE = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static int file = -1;
    static char path[PATH_SIZE];
    if (file < 0) {
        file = memfd_create("followupd.conf", MFD_CLOEXEC);
        must(file >= 0, "there is a file", "memfd_create");
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    must(ftruncate(file, 0) == 0 && pwrite(file, bytes, length, 0) == (ssize_t)length,
        "the file takes the bytes", path);
    struct fu_arena *arena = fu_arena_new();
    struct fu_config *config;
    struct fu_error error = {0};
    if (fu_config_load(arena, path, &config, &error) == FU_OK) {
        must(config->inbox_count > 0, "there is an inbox", path);
    } else {
        must(strncmp(error.text, path, strlen(path)) == 0, "the file is named", error.text);
    }
    fu_arena_free(&arena);
    return 0;
}
