/* Making ready what commands need, and saying what is wrong.
 *
 * Nothing in the state folder is made here: a store or a key that is missing is the daemon's to
 * make. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands.h"
#include "followupd/base/buffer.h"
#include "followupd/base/number.h"
#include "followupd/base/owner.h"
#include "followupd/base/text.h"
#include "followupd/setup/doorbell.h"

enum { LINE_BYTES_MAX = 16 * 1024, LOCK_TEXT = 1024 };

/* One clean line, whatever a mail brought into it; runs of blanks within it stay. */
__attribute__((format(printf, 3, 0))) static void print_line(
    FILE *stream, int spaces, const char *format, va_list values)
{
    struct fu_arena *arena = fu_arena_new();
    char text[LINE_BYTES_MAX];
    char *clean;

    vsnprintf(text, sizeof text, format, values);
    clean = fu_text_lines(arena, text, strlen(text), sizeof text);
    for (char *c = clean; *c; c++)
        *c = *c == '\n' || *c == '\t' ? ' ' : *c;
    fprintf(stream, "%*s%s\n", *clean ? spaces : 0, "", clean);
    fu_arena_free(&arena);
}

int fu_ctl_fail(int exit_status, const char *format, ...)
{
    va_list values;

    fflush(stdout);
    fputs("followupctl: ", stderr);
    va_start(values, format);
    print_line(stderr, 0, format, values);
    va_end(values);
    return exit_status;
}

int fu_ctl_fail_store(const struct fu_error *error)
{
    return fu_ctl_fail(EX_IOERR, "%s", error->text);
}

int fu_ctl_fail_usage(const struct fu_ctl *ctl, const char *format, ...)
{
    va_list values;

    fflush(stdout);
    fprintf(stderr, "followupctl %s: ", ctl->command);
    va_start(values, format);
    print_line(stderr, 0, format, values);
    va_end(values);
    fprintf(stderr, "Try followupctl %s --help.\n", ctl->command);
    return EX_USAGE;
}

void fu_ctl_say(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print_line(stdout, 0, format, values);
    va_end(values);
}

void fu_ctl_say_indented(int spaces, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    print_line(stdout, spaces, format, values);
    va_end(values);
}

int fu_ctl_read_id(const struct fu_ctl *ctl, const char *text, int64_t *id)
{
    const char *digits = text + (text[0] == '#');

    if (fu_number_parse(digits, strlen(digits), 1, INT64_MAX, id))
        return 0;
    return fu_ctl_fail_usage(ctl, "“%s” is no number; an ID is one, such as 417.", text);
}

/* The folder must let us in, whatever the store would say of it. */
static enum fu_status enter_folder(const char *folder, struct fu_error *error)
{
    const struct passwd *user;
    struct stat info;

    if (access(folder, R_OK | W_OK | X_OK) == 0)
        return FU_OK;
    if (errno != EACCES || stat(folder, &info) < 0)
        return fu_error_set(error, FU_PERMANENT,
            "The state folder %s cannot be used: %s. followupd makes it when it starts.", folder,
            strerror(errno));
    user = getpwuid(info.st_uid);
    return fu_error_set(error, FU_PERMANENT,
        "The state folder %s belongs to %s: run followupctl as that user or as root.", folder,
        user ? user->pw_name : "somebody else");
}

enum fu_status fu_ctl_open_store(struct fu_ctl *ctl, struct fu_error *error)
{
    const char *folder = ctl->setup->config->daemon.state;
    enum fu_status status = fu_owner_become(folder, error);

    if (status == FU_OK)
        status = enter_folder(folder, error);
    return status == FU_OK ? fu_store_open(folder, &ctl->store, error) : status;
}

enum fu_status fu_ctl_load_key(struct fu_ctl *ctl, struct fu_error *error)
{
    const char *path = fu_setup_path(ctl->setup, "key");

    if (access(path, F_OK) < 0)
        return fu_error_set(error, FU_PERMANENT,
            "The key %s is missing: put it back from a backup, or start followupd, which makes a "
            "new one; then the addresses and links in mails that were sent open nothing.",
            path);
    return fu_setup_key(ctl->setup, error);
}

int fu_ctl_prepare(struct fu_ctl *ctl, enum fu_ctl_need need)
{
    struct fu_error error;
    enum fu_status status = FU_OK;

    if (need >= FU_CTL_NEEDS_CONFIG && !ctl->setup &&
        fu_setup_load(ctl->arena, ctl->config, &ctl->setup, &error) != FU_OK)
        return fu_ctl_fail(EX_CONFIG, "%s", error.text);
    if (need >= FU_CTL_NEEDS_STORE && !ctl->store)
        status = fu_ctl_open_store(ctl, &error);
    if (status == FU_OK && need >= FU_CTL_NEEDS_KEY)
        status = fu_ctl_load_key(ctl, &error);
    return status == FU_OK ? 0 : fu_ctl_fail_store(&error);
}

void fu_ctl_ring(const struct fu_ctl *ctl)
{
    fu_doorbell_ring(fu_setup_path(ctl->setup, "doorbell"));
}

void fu_ctl_hurry(const struct fu_ctl *ctl)
{
    fu_doorbell_hurry(fu_setup_path(ctl->setup, "doorbell"));
}

/* What the lock says while a daemon holds it; false when none does. */
static bool read_lock(const struct fu_ctl *ctl, char text[LOCK_TEXT])
{
    int fd = open(fu_setup_path(ctl->setup, "lock"), O_RDONLY | O_CLOEXEC);
    bool held;
    ssize_t got;

    text[0] = '\0';
    if (fd < 0)
        return false;
    held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
    got = held ? read(fd, text, LOCK_TEXT - 1) : 0;
    text[got > 0 ? got : 0] = '\0';
    close(fd);
    return held;
}

int64_t fu_ctl_daemon(const struct fu_ctl *ctl)
{
    char text[LOCK_TEXT];
    int64_t process;

    if (!read_lock(ctl, text))
        return 0;
    return fu_number_parse(text, strcspn(text, " \n"), 1, INT64_MAX, &process) ? process : -1;
}

const char fu_ctl_goes_on[] = "A followupd that runs goes on with the configuration it had, if it "
                              "is not started anew.";

const char fu_ctl_refused_cure[] =
    "mend what it says, if that is not done, and systemctl reload followupd, or what it says of a "
    "restart";

const char *fu_ctl_refused(const struct fu_ctl *ctl)
{
    char text[LOCK_TEXT];
    const char *sentence;

    if (!read_lock(ctl, text))
        return "";
    sentence = strchr(text, '\n');
    if (!sentence || !sentence[1])
        return "";
    return fu_arena_print(ctl->arena,
        "The configuration was refused when followupd was to read it again, and it goes on with "
        "the former one: %.*s",
        (int)strcspn(sentence + 1, "\n"), sentence + 1);
}
