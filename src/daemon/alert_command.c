/* The command of [alerts]: it may need the very line that is down, so what it fails to take is kept
 * for an hour in the file `untold`, whose age is that of its oldest line. What cannot be kept is in
 * the log. A command that tells and fails all the same tells again as often as somebody looks. */
#include "alert_command.h"

#include "followupd/base/clock.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/config/config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 512 * 1024 };

bool fu_alert_run(const struct fu_setup *setup, const char *text)
{
    const char *command = setup->config->alerts.command;
    struct fu_error error;

    if (!command[0] ||
        fu_command_tell(command, text, strlen(text), ALERT_COMMAND_SECONDS, &error) == FU_OK)
        return true;
    fu_log(FU_LOG_WARNING, "%s", error.text);
    return false;
}

/* Reads what is kept, unless it is too old by now; *since is when that began. */
static void read_kept(const char *path, struct fu_buffer *text, struct timespec *since)
{
    struct stat file;
    fu_instant now = fu_clock_now();

    if (stat(path, &file) < 0)
        return;
    *since = file.st_mtim;
    if (since->tv_sec > now || now - since->tv_sec >= ALERT_KEPT ||
        fu_file_read(path, false, text, NULL) != FU_OK)
        fu_buffer_clear(text);
    if (text->length == 0)
        unlink(path);
}

static void keep(const char *path, const struct fu_buffer *text, const struct timespec *since)
{
    const struct timespec times[2] = {*since, *since};

    if (fu_file_write(path, text->data, text->length, NULL) == FU_OK)
        utimensat(AT_FDCWD, path, times, 0);
}

bool fu_alert_tell(const struct fu_setup *setup, const char *text)
{
    const char *path = fu_setup_path(setup, "untold");
    struct timespec since = {.tv_nsec = UTIME_NOW};
    struct fu_buffer all;
    bool told;

    fu_buffer_init(&all, TEXT_MAX);
    read_kept(path, &all, &since);
    if (all.length == 0)
        since = (struct timespec){.tv_nsec = UTIME_NOW};
    if (all.length > 0 && text[0])
        fu_buffer_add_text(&all, "\n");
    fu_buffer_add_text(&all, text);
    told = all.length == 0 || fu_alert_run(setup, all.data);
    if (told)
        unlink(path);
    else
        keep(path, &all, &since);
    fu_buffer_free(&all);
    return told;
}
