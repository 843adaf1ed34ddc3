/* What a start leaves for later: each password is read at its login, and the command of [alerts] is
 * run when something is wrong. Whoever checks the configuration wants to hear of it before. The
 * first thing that is wrong is told. */
#include "followupd/config/config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/owner.h"

/* Whether who looks is who will run followupd, as the owner of the state folder shows. */
static bool is_keeper(const char *state)
{
    struct stat folder;
    return stat(state, &folder) == 0 && folder.st_uid == geteuid();
}

/* Of a file that may not be read: FU_BAD_INPUT with to whom it must be open, or FU_PERMANENT where
 * whoever looks need not read it. */
static enum fu_status refuse_file(const char *state, const char *file, struct fu_error *why)
{
    char name[FU_OWNER_NAME_MAX];
    if (!is_keeper(state)) {
        return FU_PERMANENT;
    }
    fu_owner_name(geteuid(), name);
    return fu_error_set(why, FU_BAD_INPUT, "%s; let %s, who owns %s, own it (chown %s %s)",
        why->text, name, state, name, file);
}

/* Passwords are read and forgotten: a file that holds none is as wrong as one that all may read. */
static enum fu_status look_at_password(const struct fu_config *config, int line,
    const char *section, const char *name, const char *file, struct fu_error *error)
{
    struct fu_buffer secret;
    struct fu_error why;
    if (file[0] == '\0') {
        return FU_OK;
    }
    fu_buffer_init(&secret, FU_SECRET_MAX);
    errno = 0;
    enum fu_status status = fu_file_read(file, true, &secret, &why);
    if (status == FU_PERMANENT && errno == EACCES) {
        status = refuse_file(config->daemon.state, file, &why);
    }
    if (status == FU_OK && (secret.length == 0 || secret.data[0] == '\n')) {
        status = fu_error_set(&why, FU_BAD_INPUT,
            "%s holds no password: its first line is empty; let the password stand there", file);
    }
    fu_secret_wipe(&secret);
    fu_buffer_free(&secret);
    return status == FU_BAD_INPUT
               ? fu_error_set(error, status, "%s:%d: password_file of [%s%s]: %s", config->path,
                     line, section, name, why.text)
               : FU_OK;
}

enum fu_status fu_config_look(const struct fu_config *config, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    struct fu_error why;
    for (size_t i = 0; status == FU_OK && i < config->inbox_count; i++) {
        const struct fu_inbox_config *inbox = &config->inboxes[i];
        status = look_at_password(
            config, inbox->line, "inbox ", inbox->name, inbox->password_file, error);
    }
    if (status == FU_OK) {
        const struct fu_smtp_config *smtp = &config->smtp;
        status = look_at_password(config, smtp->line, "smtp", "", smtp->password_file, error);
    }
    if (status == FU_OK && config->alerts.command[0] != '\0' &&
        fu_command_look(config->alerts.command, &why) != FU_OK) {
        status = fu_error_set(error, FU_BAD_INPUT, "%s: %s", config->path, why.text);
    }
    return status;
}
