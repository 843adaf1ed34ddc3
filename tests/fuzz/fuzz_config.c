/* A configuration file.
 *
 * Oracle: a file that is refused is refused with its name and a sentence, one that is accepted has
 * an inbox. A plain one is accepted at first: what refuses every file before it is read would leave
 * nothing to find. */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/config/config.h"
#include "fuzz.h"

enum { PATH_SIZE = 64 };

static const char PLAIN[] = "[inbox main]\n"
                            "url = imaps://imap.example.org\n"
                            "user = remind@example.org\n"
                            "password_credential = imap\n"
                            "[smtp]\n"
                            "url = smtps://mail.example.org\n"
                            "from = Follow-ups <remind@example.org>\n"
                            "[addresses]\n"
                            "domain = remind.example.org\n"
                            "[people]\n"
                            "allow = alice@example.org\n"
                            "authserv_id = mx.example.org\n";

struct config_file {
    int descriptor;
    char path[PATH_SIZE];
};

static enum fu_status load(const struct config_file *file, const void *bytes, size_t length)
{
    must(ftruncate(file->descriptor, 0) == 0 &&
             pwrite(file->descriptor, bytes, length, 0) == (ssize_t)length,
        "the file takes the bytes", file->path);
    struct fu_arena *arena = fu_arena_new();
    struct fu_config *config;
    struct fu_error error = {0};
    const enum fu_status status = fu_config_load(arena, file->path, &config, &error);
    if (status == FU_OK) {
        must(config->inbox_count > 0, "there is an inbox", file->path);
    } else {
        must(strncmp(error.text, file->path, strlen(file->path)) == 0, "the file is named",
            error.text);
    }
    fu_arena_free(&arena);
    return status;
}

static void open_file(struct config_file *file)
{
    file->descriptor = memfd_create("followupd.conf", MFD_CLOEXEC);
    must(file->descriptor >= 0, "there is a file", "memfd_create");
    /* It is made open to all, and such a file is refused. */
    must(fchmod(file->descriptor, S_IRUSR | S_IWUSR) == 0, "the file is ours alone", "fchmod");
    snprintf(file->path, sizeof file->path, "/proc/self/fd/%d", file->descriptor);
    must(load(file, PLAIN, strlen(PLAIN)) == FU_OK, "a plain file is accepted", PLAIN);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct config_file file = {.descriptor = -1};
    if (file.descriptor < 0) {
        open_file(&file);
    }
    reached += load(&file, bytes, length) == FU_OK;
    return 0;
}
