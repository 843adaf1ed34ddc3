/* From the configuration to settings. Fails only where a file that the configuration names cannot
 * be used. */
#include "followupd/setup/setup.h"

#include "followupd/base/address.h"
#include "followupd/base/file.h"

#include <string.h>
#include <sys/stat.h>

/* There are fewer files in the state folder that have a name of their own. */
enum { PATHS_MAX = 16, NANOSECONDS = 1000000000 };

struct fu_setup_paths {
    const char *items[PATHS_MAX];
    size_t count;
};

/* The address within "Name <address>", and the name before it; the configuration has checked the
 * form. */
static void split_from(struct fu_arena *arena, const char *from, struct fu_mailbox *mailbox)
{
    const char *open = strrchr(from, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    const char *end = open;

    if (!close) {
        mailbox->name = "";
        mailbox->address = fu_address_canonical(arena, from, strlen(from));
    } else {
        while (end > from && end[-1] == ' ')
            end--;
        mailbox->name = fu_arena_copy_n(arena, from, (size_t)(end - from));
        mailbox->address = fu_address_canonical(arena, open + 1, (size_t)(close - open - 1));
    }
    if (!mailbox->address)
        mailbox->address = "";
}

static struct fu_texts texts(struct fu_config_list list)
{
    return (struct fu_texts){list.items, list.count};
}

static bool lists(struct fu_config_list list, const char *word)
{
    size_t i;

    for (i = 0; i < list.count; i++) {
        if (strcmp(list.items[i], word) == 0)
            return true;
    }
    return false;
}

static enum fu_confirm confirm_of(const char *word)
{
    if (strcmp(word, "never") == 0)
        return FU_CONFIRM_NEVER;
    return strcmp(word, "always") == 0 ? FU_CONFIRM_ALWAYS : FU_CONFIRM_NEW;
}

static enum fu_keep keep_of(const char *word)
{
    if (strcmp(word, "text") == 0)
        return FU_KEEP_TEXT;
    return strcmp(word, "headers") == 0 ? FU_KEEP_HEADERS : FU_KEEP_FULL;
}

static unsigned sender_check_of(struct fu_config_list list)
{
    unsigned check = FU_CHECK_NONE;

    if (lists(list, "results"))
        check |= FU_CHECK_RESULTS;
    if (lists(list, "submission"))
        check |= FU_CHECK_SUBMISSION;
    return check;
}

static void fill_rules(const struct fu_config *config, struct fu_settings *settings)
{
    settings->rules.domains = texts(config->addresses.domain);
    settings->rules.mailboxes = texts(config->addresses.mailbox);
    settings->rules.delimiter = config->addresses.delimiter[0];
    settings->rules.allow = texts(config->people.allow);
    settings->rules.sender_check = sender_check_of(config->people.sender_check);
    settings->rules.authserv_id = config->people.authserv_id;
    settings->rules.owner = "";
    settings->rules.from = settings->from.address;
}

static void fill_settings(
    struct fu_arena *arena, const struct fu_config *config, struct fu_settings *settings)
{
    split_from(arena, config->smtp.from, &settings->from);
    fill_rules(config, settings);
    settings->domain = settings->rules.domains.count > 0
                           ? settings->rules.domains.items[0]
                           : fu_address_domain(settings->from.address);
    settings->token_return_path =
        strcmp(config->smtp.return_path, "plain") != 0 && settings->rules.domains.count > 0;
    settings->web = config->web.listen[0] ? config->web.url : "";
    settings->defaults = (struct fu_preferences){.zone = config->people.zone,
        .morning = (int)config->people.time,
        .workdays = (unsigned)config->people.workdays,
        .confirm = confirm_of(config->people.confirm),
        .reply_to =
            strcmp(config->people.reply_to, "thread") == 0 ? FU_REPLY_THREAD : FU_REPLY_FOLLOWUP,
        .bundle = strcmp(config->people.bundle, "on") == 0};
    settings->alerts = texts(config->alerts.to);
    settings->shortest = config->people.shortest;
    settings->max_pending = config->people.max_pending;
    settings->max_mail_per_hour = config->people.max_mail_per_hour;
    settings->expire = config->smtp.expire;
    settings->keep = keep_of(config->privacy.store);
}

static enum fu_status load_holidays(struct fu_arena *arena, const struct fu_config *config,
    struct fu_settings *settings, struct fu_error *error)
{
    struct fu_holidays *holidays = fu_holidays_new(arena);
    struct fu_buffer bytes;
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < config->people.holidays.count; i++) {
        fu_buffer_init(&bytes, FU_HOLIDAY_FILE_MAX);
        status = fu_file_read(config->people.holidays.items[i], false, &bytes, error);
        if (status == FU_OK)
            status = fu_holidays_add(holidays, bytes.data, bytes.length, error);
        if (status != FU_OK)
            fu_error_prefix(error, "holidays %s", config->people.holidays.items[i]);
        fu_buffer_free(&bytes);
    }
    settings->holidays = holidays;
    return status;
}

enum fu_status fu_setup_load(
    struct fu_arena *arena, const char *path, struct fu_setup **setup, struct fu_error *error)
{
    struct fu_config *config;
    struct fu_setup *made;
    enum fu_status status = fu_config_load(arena, path, &config, error);

    if (status != FU_OK)
        return status;
    made = fu_arena_allocate(arena, 1, sizeof *made);
    made->arena = arena;
    made->config = config;
    made->paths = fu_arena_allocate(arena, 1, sizeof *made->paths);
    fill_settings(arena, config, &made->settings);
    status = load_holidays(arena, config, &made->settings, error);
    if (status == FU_OK)
        *setup = made;
    return status;
}

enum fu_status fu_setup_key(struct fu_setup *setup, struct fu_error *error)
{
    return fu_key_load(fu_setup_path(setup, "key"), &setup->settings.key, error);
}

const char *fu_setup_path(const struct fu_setup *setup, const char *name)
{
    struct fu_setup_paths *paths = setup->paths;
    size_t length = strlen(setup->config->daemon.state) + 1;
    const char *path;
    size_t i;

    for (i = 0; i < paths->count; i++) {
        if (strcmp(paths->items[i] + length, name) == 0)
            return paths->items[i];
    }
    path = fu_arena_print(setup->arena, "%s/%s", setup->config->daemon.state, name);
    if (paths->count < PATHS_MAX)
        paths->items[paths->count++] = path;
    return path;
}

void fu_setup_inbox(
    const struct fu_setup *setup, const struct fu_inbox_config *inbox, struct fu_settings *settings)
{
    *settings = setup->settings;
    settings->rules.delimiter = inbox->delimiter[0];
    settings->rules.authserv_id = inbox->authserv_id;
    settings->rules.sent = strcmp(inbox->source, "sent") == 0;
    settings->rules.owner = inbox->owner;
}

void fu_setup_reading(const struct fu_inbox_config *inbox, struct fu_reading *reading)
{
    reading->recipient_headers = texts(inbox->recipient_headers);
    reading->trusted_received = (int)inbox->trusted_received;
    reading->authserv_id = inbox->authserv_id;
    reading->results_first = strcmp(inbox->results_position, "first") == 0;
}

void fu_setup_session(const struct fu_inbox_config *inbox, struct fu_intake_settings *session)
{
    bool sent = strcmp(inbox->source, "sent") == 0;

    memset(session, 0, sizeof *session);
    session->url = inbox->url;
    session->tls = strncmp(inbox->url, "imaps:", 6) == 0 ? FU_TLS_IMPLICIT
                   : strcmp(inbox->tls, "none") == 0     ? FU_TLS_NONE
                                                         : FU_TLS_STARTTLS;
    session->user = inbox->user;
    session->auth = inbox->auth;
    session->mailbox = inbox->mailbox;
    /* A sent mail stays among the sent ones. */
    session->done_mailbox = sent ? "" : inbox->done_mailbox;
    session->ca_file = inbox->ca_file;
    session->max_mail = inbox->max_mail;
    session->idle = inbox->idle;
}

void fu_setup_outbox(const struct fu_setup *setup, struct fu_outbox_settings *outbox)
{
    const struct fu_smtp_config *smtp = &setup->config->smtp;

    memset(outbox, 0, sizeof *outbox);
    outbox->url = smtp->url;
    outbox->starttls = strncmp(smtp->url, "smtps:", 6) != 0 && strcmp(smtp->tls, "none") != 0;
    outbox->user = smtp->user;
    outbox->auth = smtp->auth;
    outbox->ca_file = smtp->ca_file;
    outbox->hello = setup->settings.domain;
    outbox->connections = (int)smtp->connections;
}

void fu_setup_watch(const struct fu_setup *setup, struct fu_arena *arena, struct fu_watch *watch)
{
    const struct fu_config *config = setup->config;
    struct fu_watched_inbox *inboxes =
        fu_arena_allocate(arena, config->inbox_count, sizeof *inboxes);
    size_t i;

    for (i = 0; i < config->inbox_count; i++)
        inboxes[i] = (struct fu_watched_inbox){config->inboxes[i].name, config->inboxes[i].poll};
    *watch = (struct fu_watch){.settings = &setup->settings,
        .folder = config->daemon.state,
        .inboxes = inboxes,
        .inbox_count = config->inbox_count,
        .web = config->web.listen[0] != '\0',
        .after = config->alerts.after};
}

int64_t fu_setup_password_stamp(const struct fu_setup *setup, const struct fu_inbox_config *inbox)
{
    const char *path = inbox ? inbox->password_file : setup->config->smtp.password_file;
    struct stat file;

    if (!path[0] || stat(path, &file) < 0)
        return 0;
    return (int64_t)file.st_mtim.tv_sec * NANOSECONDS + file.st_mtim.tv_nsec + (int64_t)file.st_ino;
}

enum fu_status fu_setup_password(const struct fu_setup *setup, const struct fu_inbox_config *inbox,
    struct fu_buffer *secret, struct fu_error *error)
{
    const struct fu_smtp_config *smtp = &setup->config->smtp;
    struct fu_secret source = {
        smtp->password_file, smtp->password_command, smtp->password_credential, setup->stop};

    if (inbox)
        source = (struct fu_secret){
            inbox->password_file, inbox->password_command, inbox->password_credential, setup->stop};
    return fu_secret_read(&source, secret, error);
}
