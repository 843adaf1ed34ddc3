/* followupctl check: everything that can be looked at without the daemon.
 *
 * Nothing ends it early but a configuration that cannot be read: each thing that is wrong is a line
 * of its own. Nothing is made or changed. */
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands.h"
#include "followupd/base/file.h"
#include "followupd/base/owner.h"
#include "followupd/base/text.h"
#include "followupd/intent/intent.h"
#include "followupd/store/people.h"
#include "followupd/zone/zone.h"
#include "json.h"

enum { FINDING_BYTES = 2048, OTHERS = S_IRWXG | S_IRWXO, TZDATA_MAX = 1024 * 1024 };

static const char tzdata_path[] = "/usr/share/zoneinfo/tzdata.zi";

void fu_ctl_find(struct fu_ctl_check *check, enum fu_ctl_level level, int exit_status,
    const char *what, const char *format, ...)
{
    static const char *const words[] = {"ok", "note", "bad"};
    char sentence[FINDING_BYTES];
    struct fu_ctl_json json;
    va_list values;

    va_start(values, format);
    vsnprintf(sentence, sizeof sentence, format, values);
    va_end(values);
    if (level == FU_CTL_BAD && check->exit_status == EX_OK)
        check->exit_status = exit_status;
    if (check->ctl->json) {
        fu_ctl_json_begin(&json);
        fu_ctl_json_text(&json, "level", words[level]);
        fu_ctl_json_text(&json, "what", what);
        fu_ctl_json_text(&json, "finding", sentence);
        fu_ctl_json_print(&json);
    } else {
        fu_ctl_say("%-5s %s: %s", words[level], what, sentence);
    }
    fflush(stdout);
}

static void check_config(struct fu_ctl_check *check)
{
    const struct fu_config *config = check->ctl->setup->config;
    bool has_domain = config->addresses.domain.count > 0;

    fu_ctl_find(check, FU_CTL_OK, EX_OK, "configuration",
        "%s is well; inboxes: %zu, cadence addresses: %s%s%s", config->path, config->inbox_count,
        has_domain ? "CADENCE@" : config->addresses.mailbox.items[0],
        has_domain ? config->addresses.domain.items[0] : "",
        has_domain
            ? ""
            : fu_arena_print(check->ctl->arena, " with %sCADENCE", config->addresses.delimiter));
}

static void check_modes(struct fu_ctl_check *check, const char *folder, const struct stat *info)
{
    struct fu_error error;

    if (!S_ISDIR(info->st_mode))
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "state folder",
            "%s is no folder; name another one in [daemon] state.", folder);
    else if (info->st_mode & OTHERS)
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "state folder", "%s lets others in; chmod 700 %s.",
            folder, folder);
    else if (fu_folder_is_local(folder, &error) != FU_OK)
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "state folder", "%s.", error.text);
    else
        fu_ctl_find(check, FU_CTL_OK, EX_OK, "state folder", "%s", folder);
}

/* False when there is nothing in it to look at. */
static bool check_folder(struct fu_ctl_check *check)
{
    const char *folder = check->ctl->setup->config->daemon.state;
    struct stat info;

    if (stat(folder, &info) == 0) {
        check_modes(check, folder, &info);
        return S_ISDIR(info.st_mode);
    }
    if (errno == ENOENT)
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, "state folder",
            "%s is not there yet; followupd makes it when it starts.%s", folder,
            geteuid() == 0 ? " Who owns it reads the passwords; until then this looks as root."
                           : "");
    else
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "state folder",
            "%s cannot be looked at: %s; run this as its owner or as root.", folder,
            strerror(errno));
    return false;
}

/* A file of the owner's own that followupd only reads, such as a password, may be as its owner made
 * it. */
static bool is_usable(const char *path, const char *name, uid_t owner)
{
    static const char *const written[] = {"lock", "doorbell", "dots"};
    bool writes = owner != geteuid();

    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        writes = writes || strcmp(name, written[i]) == 0;
    return access(path, writes ? R_OK | W_OK : R_OK) == 0;
}

/* As a start by another user leaves them. The first is named, since one command cures all. */
static void check_files(struct fu_ctl_check *check)
{
    const char *folder = check->ctl->setup->config->daemon.state;
    char cure[FU_OWNER_CURE_MAX];
    const struct dirent *entry;
    DIR *listing = opendir(folder);
    struct stat info;

    while (listing && (entry = readdir(listing))) {
        const char *path = fu_arena_print(check->ctl->arena, "%s/%s", folder, entry->d_name);

        if (stat(path, &info) < 0 || S_ISDIR(info.st_mode) ||
            is_usable(path, entry->d_name, info.st_uid))
            continue;
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "state folder", "%s cannot be used: %s%s.", path,
            strerror(errno),
            info.st_uid == geteuid() ? "; its owner has to read and write it: run chmod u+rw on it"
                                     : fu_owner_cure(path, cure));
        break;
    }
    if (listing)
        closedir(listing);
}

static void check_store(struct fu_ctl_check *check)
{
    struct fu_ctl *ctl = check->ctl;
    struct fu_store_counts counts;
    struct fu_error error;

    if (access(fu_setup_path(ctl->setup, "followupd.db"), F_OK) < 0 && errno == ENOENT) {
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, "store",
            "there is none yet; followupd makes it when it starts.");
        return;
    }
    if (fu_ctl_open_store(ctl, &error) != FU_OK ||
        fu_store_count(ctl->store, ctl->now, &counts, &error) != FU_OK)
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "store", "%s", error.text);
    else
        fu_ctl_find(check, FU_CTL_OK, EX_OK, "store",
            "it opens; pending follow-ups: %" PRId64 ", people: %" PRId64, counts.pending,
            counts.people);
}

/* Those of one person, who may not hear. */
static int64_t pending_of(struct fu_ctl *ctl, const struct fu_person *person)
{
    int64_t pending, letters;
    struct fu_error ignored;

    return fu_store_person_load(
               ctl->store, person->id, ctl->now, ctl->now, &pending, &letters, &ignored) == FU_OK
               ? pending
               : 0;
}

/* After an import from a service that allowed others, say. */
static void check_people(struct fu_ctl_check *check)
{
    struct fu_ctl *ctl = check->ctl;
    const struct fu_rules *rules = &ctl->setup->settings.rules;
    const char *first = NULL;
    struct fu_person *people;
    struct fu_error ignored;
    int64_t pending, all = 0;
    size_t count = 0;

    if (!ctl->store || fu_store_people(ctl->store, ctl->arena, &people, &count, &ignored) != FU_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        pending = fu_intent_allowed(rules, people[i].address, &people[i])
                      ? 0
                      : pending_of(ctl, &people[i]);
        all += pending;
        if (pending > 0 && !first)
            first = people[i].address;
    }
    if (first)
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, "people",
            "allow in [people] does not name everybody who waits for something, such as %s; "
            "pending follow-ups that will not be sent to their owners: %" PRId64,
            first, all);
}

static void check_key(struct fu_ctl_check *check)
{
    struct fu_ctl *ctl = check->ctl;
    struct fu_error error;

    if (!ctl->store && access(fu_setup_path(ctl->setup, "key"), F_OK) < 0)
        return;
    check->has_key = fu_ctl_load_key(ctl, &error) == FU_OK;
    if (!check->has_key)
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "key", "%s", error.text);
    else
        fu_ctl_find(check, FU_CTL_OK, EX_OK, "key", "%s", fu_setup_path(ctl->setup, "key"));
}

static void check_daemon(struct fu_ctl_check *check)
{
    int64_t process = fu_ctl_daemon(check->ctl);
    const char *refused = fu_ctl_refused(check->ctl);

    if (process == 0)
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, "followupd",
            "it does not run; systemctl start followupd, or followupd -c %s", check->ctl->config);
    else
        fu_ctl_find(check, FU_CTL_OK, EX_OK, "followupd", "it runs (process %" PRId64 ")", process);
    if (refused[0])
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, "followupd", "%s; %s", refused, fu_ctl_refused_cure);
}

/* "2025b", from the first line of tzdata.zi: "# version 2025b". */
static const char *tzdata_version(struct fu_arena *arena)
{
    static const char start[] = "# version ";
    const char *version = "of unknown version";
    struct fu_buffer bytes;
    struct fu_error ignored;

    fu_buffer_init(&bytes, TZDATA_MAX);
    if (fu_file_read(tzdata_path, false, &bytes, &ignored) == FU_OK &&
        strncmp(bytes.data, start, strlen(start)) == 0)
        version = fu_arena_copy_n(
            arena, bytes.data + strlen(start), strcspn(bytes.data + strlen(start), "\n"));
    fu_buffer_free(&bytes);
    return version;
}

static void check_zones(struct fu_ctl_check *check)
{
    struct fu_ctl *ctl = check->ctl;
    const char *zone = ctl->setup->settings.defaults.zone;
    struct fu_person *people;
    struct fu_error error;
    size_t count = 0;

    if (!fu_zone_find(zone))
        fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "time zones",
            "%s cannot be read; install the package tzdata.", zone);
    else
        fu_ctl_find(check, FU_CTL_OK, EX_OK, "time zones", "tzdata %s; new people live in %s",
            tzdata_version(ctl->arena), zone);
    if (ctl->store && fu_store_people(ctl->store, ctl->arena, &people, &count, &error) != FU_OK)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fu_zone_find(people[i].preferences.zone))
            fu_ctl_find(check, FU_CTL_BAD, EX_IOERR, "time zones",
                "%s of %s is not known here; followupctl person %s zone=NAME",
                people[i].preferences.zone, people[i].address, people[i].address);
    }
}

/* Whether we are neither root nor who owns the state folder, and may not read the file: what the
 * service reads is not ours to see, and no mistake. */
static bool is_anothers(const struct fu_ctl_check *check, const char *file)
{
    struct stat info;

    if (!file[0] || geteuid() == 0 || access(file, R_OK) == 0 || errno != EACCES)
        return false;
    return stat(check->ctl->setup->config->daemon.state, &info) < 0 || info.st_uid != geteuid();
}

bool fu_ctl_read_secret(struct fu_ctl_check *check, const struct fu_inbox_config *inbox,
    const char *what, struct fu_buffer *secret)
{
    const struct fu_smtp_config *smtp = &check->ctl->setup->config->smtp;
    const char *credential = inbox ? inbox->password_credential : smtp->password_credential;
    const char *file = inbox ? inbox->password_file : smtp->password_file;
    char name[FU_OWNER_NAME_MAX];
    struct fu_error error;

    fu_buffer_init(secret, FU_SECRET_MAX);
    if (credential[0] && !getenv("CREDENTIALS_DIRECTORY")) {
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, what,
            "the credential %s is given to the service alone, so the login is not tried here; "
            "followupctl status tells how it goes.",
            credential);
        return false;
    }
    if (is_anothers(check, file)) {
        fu_ctl_find(check, FU_CTL_BAD, EX_CONFIG, what,
            "%s may not read %s, so it is not looked at; run this as the user of followupd, or as "
            "root.",
            fu_owner_name(geteuid(), name), file);
        return false;
    }
    if (fu_setup_password(check->ctl->setup, inbox, secret, &error) == FU_OK)
        return true;
    fu_ctl_find(check, FU_CTL_BAD, EX_CONFIG, what, "%s", error.text);
    return false;
}

void fu_ctl_end_secret(struct fu_buffer *secret)
{
    fu_secret_wipe(secret);
    fu_buffer_free(secret);
}

static void check_password(
    struct fu_ctl_check *check, const struct fu_inbox_config *inbox, const char *what)
{
    struct fu_buffer secret;

    if (fu_ctl_read_secret(check, inbox, what, &secret))
        fu_ctl_find(check, FU_CTL_OK, EX_OK, what, "%s",
            secret.length > 0 ? "the password can be read" : "no login is asked for");
    fu_ctl_end_secret(&secret);
}

static void check_passwords(struct fu_ctl_check *check)
{
    const struct fu_config *config = check->ctl->setup->config;

    for (size_t i = 0; i < config->inbox_count; i++)
        check_password(check, &config->inboxes[i],
            fu_arena_print(check->ctl->arena, "inbox %s", config->inboxes[i].name));
    check_password(check, NULL, "smtp");
}

static void check_alerts(struct fu_ctl_check *check)
{
    const char *command = check->ctl->setup->config->alerts.command;
    struct fu_error error;

    if (command[0] && fu_command_look(command, &error) != FU_OK)
        fu_ctl_find(check, FU_CTL_BAD, EX_CONFIG, "alerts", "%s", error.text);
}

int fu_ctl_check(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_ctl_check check = {.ctl = ctl};
    bool offline = fu_ctl_given(arguments, "offline");
    bool round_trip = fu_ctl_given(arguments, "round-trip");
    struct fu_error error;

    if (offline && round_trip)
        return fu_ctl_fail_usage(ctl, "A round trip cannot be made offline.");
    if (fu_setup_load(ctl->arena, ctl->config, &ctl->setup, &error) != FU_OK) {
        fu_ctl_find(&check, FU_CTL_BAD, EX_CONFIG, "configuration", "%s", error.text);
        return check.exit_status;
    }
    check_config(&check);
    if (check_folder(&check)) {
        if (fu_owner_become(ctl->setup->config->daemon.state, &error) != FU_OK)
            fu_ctl_find(&check, FU_CTL_BAD, EX_IOERR, "state folder", "%s", error.text);
        check_files(&check);
        check_store(&check);
        check_people(&check);
        check_key(&check);
        check_daemon(&check);
    }
    check_zones(&check);
    check_alerts(&check);
    if (offline)
        check_passwords(&check);
    else
        fu_ctl_check_servers(&check);
    if (round_trip)
        fu_ctl_check_round_trip(&check);
    return check.exit_status;
}
