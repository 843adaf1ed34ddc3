/* Passwords, from a file, a command or a systemd credential.
 *
 * Whatever goes wrong is a sentence that names the source and never what it gave. All memory that
 * held a secret is wiped, but for the caller's buffer. Limits: FU_SECRET_MAX octets,
 * FU_SECRET_COMMAND_SECONDS. */
#include "followupd/config/config.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "run.h"
#include "text.h"

/* The first line of bytes, without its line end, to secret. */
static enum fu_status take_first_line(const char *bytes, size_t length, const char *source,
    struct fu_buffer *secret, struct fu_error *error)
{
    const char *end = memchr(bytes, '\n', length);
    size_t taken = end != NULL ? (size_t)(end - bytes) : length;
    taken -= taken > 0 && bytes[taken - 1] == '\r';
    if (taken == 0) {
        return fu_error_set(error, FU_BAD_INPUT,
            "%s gives no password: its first line is empty; let the password stand there", source);
    }
    if (memchr(bytes, '\0', taken) != NULL) {
        return fu_error_set(error, FU_BAD_INPUT,
            "%s gives a password with a NUL in it; write it as plain text", source);
    }
    fu_buffer_add(secret, bytes, taken);
    if (secret->overflowed) {
        return fu_error_set(
            error, FU_BAD_INPUT, "%s gives a password of over %d octets", source, FU_SECRET_MAX);
    }
    return FU_OK;
}

/* A folder, a missing file, one that others may read, … */
static enum fu_status refuse_file(
    enum fu_status status, const char *option, const char *reason, struct fu_error *error)
{
    bool forbidden = errno == EACCES;
    const char *cure = errno == ENOENT ? "; write the password to it and run chmod 600 on it" : "";
    if (forbidden && status != FU_TEMPORARY) {
        const struct passwd *user = getpwuid(geteuid());
        return fu_error_set(error, FU_BAD_INPUT, "%s: %s; let %s, who runs this, own it (chown)",
            option, reason, user != NULL ? user->pw_name : "the user");
    }
    if (status == FU_TEMPORARY) {
        return fu_error_set(error, status, "%s: %s", option, reason);
    }
    return fu_error_set(error, FU_BAD_INPUT, "%s: %s%s", option, reason, cure);
}

/* guarded: nobody else may be able to read the file. */
static enum fu_status read_file(const char *path, bool guarded, const char *option,
    struct fu_arena *arena, struct fu_buffer *secret, struct fu_error *error)
{
    struct fu_buffer bytes;
    struct fu_error reason;
    fu_buffer_init(&bytes, FU_SECRET_MAX);
    errno = 0;
    enum fu_status status = fu_file_read(path, guarded, &bytes, &reason);
    if (status == FU_OK) {
        const char *source = fu_arena_print(arena, "%s %s", option, path);
        status = take_first_line(bytes.data, bytes.length, source, secret, error);
    } else {
        status = refuse_file(status, option, reason.text, error);
    }
    fu_secret_wipe(&bytes);
    fu_buffer_free(&bytes);
    return status;
}

static enum fu_status read_command(const struct fu_secret *source, struct fu_arena *arena,
    struct fu_buffer *secret, struct fu_error *error)
{
    char **words = fu_config_command_split(arena, source->command);
    if (words == NULL) {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_command has a \" that is not closed, or names no program; write the program "
            "and its words");
    }
    struct fu_config_output output;
    enum fu_status status =
        fu_config_run(words, FU_SECRET_COMMAND_SECONDS, source->stop, &output, error);
    if (status == FU_OK) {
        const char *name = fu_arena_print(arena, "password_command %s", words[0]);
        status = take_first_line(output.bytes, output.length, name, secret, error);
    }
    explicit_bzero(&output, sizeof output);
    return status;
}

static enum fu_status read_credential(
    const char *name, struct fu_arena *arena, struct fu_buffer *secret, struct fu_error *error)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (folder == NULL || folder[0] == '\0') {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_credential %s: systemd gave no credentials; write LoadCredential=%s:PATH to "
            "the unit and start it with systemctl",
            name, name);
    }
    if (strchr(name, '/') != NULL || name[0] == '.') {
        return fu_error_set(error, FU_BAD_INPUT,
            "password_credential %s is no credential's name; write the one in LoadCredential=",
            name);
    }
    /* Systemd lets the service's user in by an access list, which shows as the group's permission;
     * its folder keeps others out. */
    const char *path = fu_arena_print(arena, "%s/%s", folder, name);
    return read_file(path, false, "password_credential", arena, secret, error);
}

static bool named(const char *source)
{
    return source != NULL && source[0] != '\0';
}

enum fu_status fu_secret_read(
    const struct fu_secret *source, struct fu_buffer *secret, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    enum fu_status status = FU_OK;
    fu_secret_wipe(secret);
    fu_error_clear(error);
    if (named(source->file)) {
        status = read_file(source->file, true, "password_file", arena, secret, error);
    } else if (named(source->command)) {
        status = read_command(source, arena, secret, error);
    } else if (named(source->credential)) {
        status = read_credential(source->credential, arena, secret, error);
    }
    fu_arena_free(&arena);
    return status;
}

void fu_secret_wipe(struct fu_buffer *secret)
{
    explicit_bzero(secret->data, secret->capacity);
    fu_buffer_clear(secret);
}
