/* What no single value shows: what is missing, what contradicts what, what inboxes take from other
 * sections. The first disagreement is the sentence; the line is the option's, or its section's when
 * it is left out. */
#include "draft.h"

#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "values.h"

static bool is_empty(const char *text)
{
    return text[0] == '\0';
}

/* The line to name for an option: its own, that of its section, or the last of the file. */
static int line_for(
    const struct fu_config_draft *draft, const struct fu_config_part *part, const char *key)
{
    int line = fu_config_line_of(part, key);
    if (line == 0) {
        line = part->line;
    }
    return line != 0 ? line : draft->last_line;
}

/* "[inbox main]" or "[smtp]". */
static const char *title(const struct fu_config_draft *draft, const struct fu_config_part *part)
{
    if (part->section != &fu_config_sections[FU_CONFIG_INBOX]) {
        return fu_arena_print(draft->arena, "[%s]", part->section->name);
    }
    const struct fu_inbox_config *inbox = part->values;
    return fu_arena_print(draft->arena, "[inbox %s]", inbox->name);
}

static enum fu_status need(struct fu_config_draft *draft, const struct fu_config_part *part,
    const char *key, const char *value, const char *cure)
{
    if (!is_empty(value)) {
        return FU_OK;
    }
    return fu_config_complain(draft, line_for(draft, part, key), "%s has no %s; write %s = %s",
        title(draft, part), key, key, cure);
}

/* What an [inbox] and [smtp] have in common. */
struct server {
    const struct fu_config_part *part;
    const char *url;
    const char *user;
    const char *const sources[3]; /* password_file, password_command, password_credential */
};

static enum fu_status check_tls(struct fu_config_draft *draft, const struct server *server)
{
    int line = fu_config_line_of(server->part, "tls");
    bool implicit = strstr(server->url, "s://") != NULL;
    if (implicit && line != 0) {
        return fu_config_complain(draft, line,
            "tls is for a url without s, and %s is secured from its first octet; take this line "
            "out",
            server->url);
    }
    return FU_OK;
}

static enum fu_status check_password(struct fu_config_draft *draft, const struct server *server)
{
    static const char *const keys[] = {"password_file", "password_command", "password_credential"};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (is_empty(server->sources[i])) {
            continue;
        }
        if (first != NULL) {
            return fu_config_complain(draft, fu_config_line_of(server->part, keys[i]),
                "%s has both %s and %s; keep one of them", title(draft, server->part), first,
                keys[i]);
        }
        first = keys[i];
    }
    if (first == NULL && !is_empty(server->user)) {
        return fu_config_complain(draft, line_for(draft, server->part, "user"),
            "%s has a user and no password; write password_file = PATH, password_command or "
            "password_credential",
            title(draft, server->part));
    }
    if (first != NULL && is_empty(server->user)) {
        return fu_config_complain(draft, fu_config_line_of(server->part, first),
            "%s has a password and no user; write user = NAME, or take %s out",
            title(draft, server->part), first);
    }
    return FU_OK;
}

static enum fu_status check_server(
    struct fu_config_draft *draft, const struct server *server, const char *url)
{
    enum fu_status status = need(draft, server->part, "url", server->url, url);
    if (status == FU_OK) {
        status = check_tls(draft, server);
    }
    return status == FU_OK ? check_password(draft, server) : status;
}

static enum fu_status check_smtp(struct fu_config_draft *draft)
{
    struct fu_config_part *part = &draft->parts[FU_CONFIG_SMTP];
    struct fu_smtp_config *smtp = &draft->config->smtp;
    smtp->line = part->line;
    if (part->line == 0) {
        return fu_config_complain(draft, draft->last_line,
            "there is no section [smtp]; write it, with url = smtps://HOST and from = NAME "
            "<ADDRESS>");
    }
    struct server server = {part, smtp->url, smtp->user,
        {smtp->password_file, smtp->password_command, smtp->password_credential}};
    enum fu_status status = check_server(draft, &server, "smtps://HOST");
    if (status == FU_OK) {
        status = need(draft, part, "from", smtp->from, "Follow-ups <remind@example.org>");
    }
    if (status == FU_OK && strcmp(smtp->return_path, "token") == 0 &&
        draft->config->addresses.domain.count == 0) {
        return fu_config_complain(draft, fu_config_line_of(part, "return_path"),
            "return_path = token needs a cadence domain; write domain in [addresses], or "
            "return_path = plain");
    }
    return status;
}

/* The first of these addresses and patterns that is at one of the domains, or NULL. */
static const char *first_within(
    const struct fu_config_list *addresses, const struct fu_config_list *domains)
{
    for (size_t i = 0; i < addresses->count; i++) {
        for (size_t j = 0; j < domains->count; j++) {
            if (strcmp(fu_address_domain(addresses->items[i]), domains->items[j]) == 0) {
                return addresses->items[i];
            }
        }
    }
    return NULL;
}

static enum fu_status check_addresses(struct fu_config_draft *draft)
{
    struct fu_config_part *part = &draft->parts[FU_CONFIG_ADDRESSES];
    struct fu_addresses_config *addresses = &draft->config->addresses;
    if (addresses->domain.count == 0 && addresses->mailbox.count == 0) {
        return fu_config_complain(draft, line_for(draft, part, "domain"),
            "[addresses] names no address to write to; write domain = remind.example.org, or "
            "mailbox = me@example.org");
    }
    const char *mailbox = first_within(&addresses->mailbox, &addresses->domain);
    if (mailbox != NULL) {
        return fu_config_complain(draft, fu_config_line_of(part, "mailbox"),
            "the mailbox %s lies in a cadence domain, where every address is a cadence; take out "
            "one of the two",
            mailbox);
    }
    return need(draft, part, "delimiter", addresses->delimiter, "+");
}

static bool lists(const struct fu_config_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static enum fu_status check_people(struct fu_config_draft *draft)
{
    struct fu_config_part *part = &draft->parts[FU_CONFIG_PEOPLE];
    struct fu_people_config *people = &draft->config->people;
    int line = line_for(draft, part, "sender_check");
    if (people->allow.count == 0) {
        return fu_config_complain(draft, line_for(draft, part, "allow"),
            "[people] allows nobody to use the service; write allow = you@example.org, or "
            "*@example.org");
    }
    const char *ours = first_within(&people->allow, &draft->config->addresses.domain);
    if (ours != NULL) {
        return fu_config_complain(draft, fu_config_line_of(part, "allow"),
            "allow names %s, and mail from a cadence domain is taken for our own; give cadences a "
            "domain that nobody writes from, such as remind.example.org, or write mailbox instead "
            "of domain in [addresses]",
            ours);
    }
    if (people->sender_check.count == 0) {
        return fu_config_complain(draft, line,
            "sender_check names no proof; write results, submission, both, or none to believe "
            "every From");
    }
    if (people->sender_check.count > 1 && lists(&people->sender_check, "none")) {
        return fu_config_complain(
            draft, line, "sender_check = none stands alone; take it out, or the others");
    }
    return need(draft, part, "zone", people->zone, "Europe/Berlin");
}

/* An alert to a cadence would come back to us, and be known for our own. */
static enum fu_status check_alerts(struct fu_config_draft *draft)
{
    const struct fu_config_part *part = &draft->parts[FU_CONFIG_ALERTS];
    const char *ours = first_within(&draft->config->alerts.to, &draft->config->addresses.domain);
    if (ours == NULL) {
        return FU_OK;
    }
    return fu_config_complain(draft, fu_config_line_of(part, "to"),
        "to names %s, which lies in a cadence domain, where nobody reads mail; write the address "
        "of somebody who does",
        ours);
}

/* What an inbox leaves out is as in [addresses] and [people]. */
static void fill_in(const struct fu_config *config, struct fu_inbox_config *inbox)
{
    if (inbox->recipient_headers.count == 0) {
        inbox->recipient_headers = config->addresses.recipient_headers;
    }
    if (inbox->trusted_received == FU_CONFIG_UNSET) {
        inbox->trusted_received = config->addresses.trusted_received;
    }
    if (is_empty(inbox->delimiter)) {
        inbox->delimiter = config->addresses.delimiter;
    }
    if (is_empty(inbox->authserv_id)) {
        inbox->authserv_id = config->people.authserv_id;
    }
    if (is_empty(inbox->results_position)) {
        inbox->results_position = config->people.results_position;
    }
}

static bool is_sent(const struct fu_inbox_config *inbox)
{
    return strcmp(inbox->source, "sent") == 0;
}

/* A Sent folder belongs to somebody who may use the service; nobody else's inbox has an owner. */
static enum fu_status check_owner(struct fu_config_draft *draft, const struct fu_config_part *part)
{
    const struct fu_inbox_config *inbox = part->values;
    const struct fu_config_list *allow = &draft->config->people.allow;
    if (!is_sent(inbox)) {
        return is_empty(inbox->owner)
                   ? FU_OK
                   : fu_config_complain(draft, fu_config_line_of(part, "owner"),
                         "owner is for a Sent folder; write source = sent as well, or take it out");
    }
    if (is_empty(inbox->owner)) {
        return fu_config_complain(draft, line_for(draft, part, "source"),
            "source = sent needs to know whose folder it is; write owner = you@example.org");
    }
    for (size_t i = 0; i < allow->count; i++) {
        if (fu_address_matches(inbox->owner, allow->items[i])) {
            return FU_OK;
        }
    }
    return fu_config_complain(draft, fu_config_line_of(part, "owner"),
        "%s may not use the service; write this address to allow in [people] as well",
        inbox->owner);
}

/* Authentication-Results are believed by the name of who wrote them. */
static enum fu_status check_results(
    struct fu_config_draft *draft, const struct fu_inbox_config *inbox)
{
    const struct fu_config_part *people = &draft->parts[FU_CONFIG_PEOPLE];
    bool results = lists(&draft->config->people.sender_check, "results");
    if (!results || is_sent(inbox)) {
        return FU_OK;
    }
    if (fu_equal_nocase(inbox->authserv_id, "none") &&
        strcmp(inbox->results_position, "first") == 0) {
        return fu_config_complain(draft, line_for(draft, people, "results_position"),
            "[inbox %s] believes results without a name wherever they come first, and anybody can "
            "write those; write results_position = zone, and trusted_received = as many as your "
            "servers write at least",
            inbox->name);
    }
    if (!is_empty(inbox->authserv_id)) {
        return FU_OK;
    }
    bool given = fu_config_line_of(people, "sender_check") != 0;
    return fu_config_complain(draft, line_for(draft, people, "sender_check"),
        "sender_check%s proves senders by Authentication-Results, and [inbox %s] has no "
        "authserv_id; write authserv_id = the first word of that header in a mail of yours, or "
        "sender_check = submission if your server names the login in Received",
        given ? "" : " (results, submission by default)", inbox->name);
}

static bool same_mailbox(const char *a, const char *b)
{
    return strcmp(a, b) == 0 || (fu_equal_nocase(a, "INBOX") && fu_equal_nocase(b, "INBOX"));
}

/* A mailbox is read once, and what is handled leaves it. */
static enum fu_status check_mailbox(
    struct fu_config_draft *draft, const struct fu_config_part *part)
{
    const struct fu_inbox_config *inbox = part->values;
    if (same_mailbox(inbox->mailbox, inbox->done_mailbox)) {
        int line = fu_config_line_of(part, "done_mailbox");
        return fu_config_complain(draft, line != 0 ? line : line_for(draft, part, "mailbox"),
            "done_mailbox is the mailbox that is read; name another, or leave it empty");
    }
    for (const struct fu_inbox_config *other = draft->config->inboxes; other < inbox; other++) {
        if (strcmp(other->url, inbox->url) == 0 && strcmp(other->user, inbox->user) == 0 &&
            same_mailbox(other->mailbox, inbox->mailbox)) {
            return fu_config_complain(draft, part->line,
                "[inbox %s] reads the same mailbox as [inbox %s] in line %d; take out one of the "
                "two",
                inbox->name, other->name, other->line);
        }
    }
    return FU_OK;
}

static enum fu_status check_inbox(struct fu_config_draft *draft, const struct fu_config_part *part)
{
    const struct fu_inbox_config *inbox = part->values;
    struct server server = {part, inbox->url, inbox->user,
        {inbox->password_file, inbox->password_command, inbox->password_credential}};
    enum fu_status status = need(draft, part, "url", inbox->url, "imaps://HOST");
    if (status == FU_OK) {
        status = need(draft, part, "user", inbox->user, "NAME");
    }
    if (status == FU_OK) {
        status = need(draft, part, "mailbox", inbox->mailbox, "INBOX");
    }
    if (status == FU_OK) {
        status = check_server(draft, &server, "imaps://HOST");
    }
    if (status == FU_OK) {
        status = check_owner(draft, part);
    }
    if (status == FU_OK) {
        status = check_mailbox(draft, part);
    }
    return status == FU_OK ? check_results(draft, inbox) : status;
}

/* Without a cadence domain the links in mails are addresses behind a mailbox, with the delimiter of
 * [addresses]: some inbox has to take those. */
static enum fu_status check_links(struct fu_config_draft *draft)
{
    const struct fu_config *config = draft->config;
    const struct fu_config_part *first = NULL;
    for (size_t i = 0; i < config->inbox_count; i++) {
        const struct fu_inbox_config *inbox = &config->inboxes[i];
        if (is_sent(inbox)) {
            continue;
        }
        if (strcmp(inbox->delimiter, config->addresses.delimiter) == 0) {
            return FU_OK;
        }
        first = first != NULL ? first : &draft->inboxes[i];
    }
    if (first == NULL || config->addresses.domain.count > 0) {
        return FU_OK;
    }
    return fu_config_complain(draft, fu_config_line_of(first, "delimiter"),
        "the addresses in our mails have the delimiter of [addresses], which is %s, and no inbox "
        "takes those; write delimiter there, and not here",
        config->addresses.delimiter);
}

static enum fu_status check_inboxes(struct fu_config_draft *draft)
{
    struct fu_config *config = draft->config;
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < config->inbox_count; i++) {
        fill_in(config, &config->inboxes[i]);
        status = check_inbox(draft, &draft->inboxes[i]);
    }
    return status == FU_OK ? check_links(draft) : status;
}

enum fu_status fu_config_agree(struct fu_config_draft *draft)
{
    enum fu_status status = need(draft, &draft->parts[FU_CONFIG_DAEMON], "state",
        draft->config->daemon.state, "/var/lib/followupd");
    if (status == FU_OK && draft->config->inbox_count == 0) {
        return fu_config_complain(draft, draft->last_line,
            "there is no inbox; write a section [inbox main] with url = imaps://HOST and user");
    }
    if (status == FU_OK) {
        status = check_smtp(draft);
    }
    if (status == FU_OK) {
        status = check_addresses(draft);
    }
    if (status == FU_OK) {
        status = check_people(draft);
    }
    if (status == FU_OK) {
        status = check_alerts(draft);
    }
    return status == FU_OK ? check_inboxes(draft) : status;
}
