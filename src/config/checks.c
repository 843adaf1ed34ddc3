/* What one value must be. A refusal is a sentence: what is wrong; what to write. A value that may
 * be a password by mistake is not repeated in it. */
#include "checks.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "followupd/base/address.h"
#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/zone/zone.h"
#include "text.h"

enum { PORT_MAX = 65535, CREDENTIAL_MAX = 255, HEADER_MAX = 64, AUTHSERV_MAX = 255, NAMES_MAX = 3 };

/* Says what is wrong with the value. */
static const char *refuse(
    struct fu_arena *arena, const char *value, const char *sentence, const char **why)
{
    *why = fu_arena_print(arena, "%s %s", fu_config_quoted(arena, value), sentence);
    return NULL;
}

/* Says what is wrong without showing the value. */
static const char *refuse_hidden(const char *sentence, const char **why)
{
    *why = sentence;
    return NULL;
}

const char *fu_config_check_any(struct fu_arena *arena, const char *value, const char **why)
{
    (void)arena;
    (void)why;
    return value;
}

static const char *check_path(struct fu_arena *arena, const char *value, const char **why)
{
    if (value[0] != '/') {
        return refuse(arena, value, "is no whole path; write it from the / on", why);
    }
    return value;
}

/* Without the slashes that mean nothing: a folder has one name, by which it is known again. */
const char *fu_config_check_folder(struct fu_arena *arena, const char *value, const char **why)
{
    if (check_path(arena, value, why) == NULL) {
        return NULL;
    }
    char *folder = fu_arena_copy_n(arena, value, strlen(value));
    size_t length = 1;
    for (const char *c = value + 1; *c != '\0'; c++) {
        if (*c != '/' || (c[1] != '/' && c[1] != '\0' && length > 1)) {
            folder[length++] = *c;
        }
    }
    folder[length] = '\0';
    return folder;
}

/* Whether the path can be seen to lead nowhere; a folder that may not be searched says nothing. */
static bool is_missing(const char *path)
{
    struct stat status;
    return stat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

const char *fu_config_check_file(struct fu_arena *arena, const char *value, const char **why)
{
    if (check_path(arena, value, why) == NULL) {
        return NULL;
    }
    if (is_missing(value)) {
        return refuse(arena, value, "does not exist; make the file or correct the path", why);
    }
    if (is_folder(value)) {
        return refuse(arena, value, "is a folder; name a file in it", why);
    }
    return value;
}

const char *fu_config_check_secret_file(struct fu_arena *arena, const char *value, const char **why)
{
    (void)arena;
    if (value[0] != '/') {
        return refuse_hidden("this is no whole path; write the password to a file that only its "
                             "owner may read, and its path, from the / on, here",
            why);
    }
    if (is_missing(value)) {
        return refuse_hidden("there is no such file; write the password to it and run chmod 600 on "
                             "it, or correct the path",
            why);
    }
    if (is_folder(value)) {
        return refuse_hidden("this is a folder; name a file in it", why);
    }
    return value;
}

const char *fu_config_check_command(struct fu_arena *arena, const char *value, const char **why)
{
    if (fu_config_command_split(arena, value) == NULL) {
        return refuse_hidden("the command has a \" that is not closed, or names no program; write "
                             "the program and its words, those with blanks in \"double quotes\"",
            why);
    }
    return value;
}

const char *fu_config_check_credential(struct fu_arena *arena, const char *value, const char **why)
{
    (void)arena;
    bool good = strlen(value) <= CREDENTIAL_MAX && value[0] != '.';
    for (const char *c = value; good && *c != '\0'; c++) {
        good = fu_is_alnum(*c) || strchr("-_.", *c) != NULL;
    }
    if (!good) {
        return refuse_hidden("this is no credential's name; write the name that stands in "
                             "LoadCredential=NAME:PATH (letters, digits, - _ and .)",
            why);
    }
    return value;
}

const char *fu_config_check_user(struct fu_arena *arena, const char *value, const char **why)
{
    if (strstr(value, " #") != NULL) {
        return refuse(arena, value, "has a # in it; a comment behind a value begins with ;", why);
    }
    return value;
}

static bool is_host_name(const char *host, size_t length)
{
    if (length == 0 || length > FU_ADDRESS_MAX || host[0] == '.' || host[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        bool doubled = host[i] == '.' && i > 0 && host[i - 1] == '.';
        if (doubled || (!fu_is_alnum(host[i]) && strchr("-._", host[i]) == NULL)) {
            return false;
        }
    }
    return true;
}

/* The octets that a host takes at the start of text, an IPv6 address with its brackets; 0 when
 * there is none. */
static size_t host_length(const char *text)
{
    if (text[0] != '[') {
        size_t length = strcspn(text, ":/?#");
        return is_host_name(text, length) ? length : 0;
    }
    size_t length = strspn(text + 1, "0123456789abcdefABCDEF:.");
    return length > 1 && text[length + 1] == ']' ? length + 2 : 0;
}

/* What follows HOST[:PORT]; NULL when the text does not begin with that. */
static const char *skip_host(const char *text)
{
    size_t length = host_length(text);
    int64_t port;
    if (length == 0) {
        return NULL;
    }
    text += length;
    if (*text != ':') {
        return text;
    }
    length = strspn(text + 1, "0123456789");
    return fu_number_parse(text + 1, length, 1, PORT_MAX, &port) ? text + 1 + length : NULL;
}

/* The URL in lower case and without a last slash, when it is SCHEME://HOST[:PORT] or SCHEMEs://… */
static const char *check_url(
    struct fu_arena *arena, const char *value, const char *scheme, const char **why)
{
    size_t length = strlen(scheme);
    const char *rest = fu_starts_nocase(value, scheme) ? value + length : "";
    if (strchr(value, '@') != NULL) {
        return refuse_hidden(
            "the address has an @ in it, as if it held a login; write the login to user "
            "and password_file, and the address without",
            why);
    }
    rest += fu_lower(*rest) == 's';
    if (strncmp(rest, "://", 3) == 0) {
        const char *end = skip_host(rest + 3);
        if (end != NULL && strcmp(end + (*end == '/'), "") == 0) {
            return fu_text_lower(arena, fu_arena_copy_n(arena, value, (size_t)(end - value)));
        }
    }
    return refuse(arena, value,
        fu_arena_print(arena,
            "is no address of a server for %s; write %ss://HOST or %ss://HOST:PORT",
            strcmp(scheme, "imap") == 0 ? "IMAP" : "SMTP", scheme, scheme),
        why);
}

const char *fu_config_check_imap_url(struct fu_arena *arena, const char *value, const char **why)
{
    return check_url(arena, value, "imap", why);
}

const char *fu_config_check_smtp_url(struct fu_arena *arena, const char *value, const char **why)
{
    return check_url(arena, value, "smtp", why);
}

/* "localhost", 127.x and [::1], with or without a port. */
static bool is_loopback(const char *host)
{
    size_t length = host_length(host);
    return (length == 9 && fu_starts_nocase(host, "localhost")) ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == length) ||
           strncmp(host, "[::1]", 5) == 0;
}

const char *fu_config_check_web_url(struct fu_arena *arena, const char *value, const char **why)
{
    const char *host = fu_starts_nocase(value, "https://")  ? value + 8
                       : fu_starts_nocase(value, "http://") ? value + 7
                                                            : NULL;
    const char *end = host != NULL ? skip_host(host) : NULL;
    if (end == NULL || (*end != '\0' && *end != '/') || strpbrk(end, " \t?#\"<>\\") != NULL) {
        return refuse(arena, value,
            "is no address of pages; write https://HOST, as people's browsers reach it", why);
    }
    if (host == value + 7 && !is_loopback(host)) {
        return refuse(arena, value,
            "sends people's pages in the clear; write https:// (http:// is for this machine only)",
            why);
    }
    size_t length = strlen(value);
    return fu_arena_copy_n(arena, value, length - (value[length - 1] == '/'));
}

const char *fu_config_check_listen(struct fu_arena *arena, const char *value, const char **why)
{
    const char *port = strrchr(value, ':');
    const char *end = skip_host(value);
    if (value[0] == '/' || (port != NULL && port[1] != '\0' && end != NULL && *end == '\0')) {
        return value;
    }
    return refuse(arena, value,
        "is neither ADDRESS:PORT nor a socket's path; write 127.0.0.1:8025 or /run/…", why);
}

/* A domain is what may stand behind the @ of an address. */
static bool is_domain(struct fu_arena *arena, const char *domain)
{
    const char *address = fu_arena_print(arena, "a@%s", domain);
    return fu_address_valid(address, strlen(address));
}

const char *fu_config_check_domain(struct fu_arena *arena, const char *value, const char **why)
{
    if (!is_domain(arena, value)) {
        return refuse(arena, value,
            "is no domain; write a name such as remind.example.org, without @ (names beyond ASCII "
            "as xn--…)",
            why);
    }
    return fu_text_lower(arena, value);
}

const char *fu_config_check_address(struct fu_arena *arena, const char *value, const char **why)
{
    const char *address = fu_address_canonical(arena, value, strlen(value));
    if (address == NULL) {
        return refuse(arena, value, "is no address; write it as name@example.org", why);
    }
    return address;
}

const char *fu_config_check_pattern(struct fu_arena *arena, const char *value, const char **why)
{
    if (strncmp(value, "*@", 2) != 0) {
        const char *address = fu_address_canonical(arena, value, strlen(value));
        if (address != NULL && strchr(address, '*') == NULL) {
            return address;
        }
    } else if (is_domain(arena, value + (strncmp(value, "*@*.", 4) == 0 ? 4 : 2))) {
        return fu_text_lower(arena, value);
    }
    return refuse(arena, value,
        "names nobody; write name@example.org, *@example.org, or *@*.example.org for its "
        "subdomains",
        why);
}

/* The name before the address: without its quotes, and with none inside. NULL when it cannot be
 * one. */
static const char *display_name(struct fu_arena *arena, const char *start, const char *end)
{
    while (end > start && fu_config_is_blank(end[-1])) {
        end--;
    }
    if (end - start >= 2 && *start == '"' && end[-1] == '"') {
        start++;
        end--;
    }
    const char *name = fu_arena_copy_n(arena, start, (size_t)(end - start));
    return strpbrk(name, "\"<>\\") == NULL ? name : NULL;
}

const char *fu_config_check_mailbox(struct fu_arena *arena, const char *value, const char **why)
{
    const char *open = strrchr(value, '<');
    const char *close = open != NULL ? strchr(open, '>') : NULL;
    const char *address = NULL, *name = "";
    if (open == NULL) {
        address = fu_address_canonical(arena, value, strlen(value));
    } else if (close != NULL && close[1] == '\0') {
        address = fu_address_canonical(arena, open + 1, (size_t)(close - open - 1));
        name = display_name(arena, value, open);
    }
    if (address == NULL || name == NULL) {
        return refuse(arena, value,
            "is no sender; write it as Follow-ups <remind@example.org>, without \" in the name",
            why);
    }
    return *name == '\0' ? address : fu_arena_print(arena, "%s <%s>", name, address);
}

const char *fu_config_check_delimiter(struct fu_arena *arena, const char *value, const char **why)
{
    if (strlen(value) != 1 || strchr("+-=_.#", value[0]) == NULL) {
        return refuse(arena, value, "is no delimiter; write one of + - = _ . #", why);
    }
    return value;
}

const char *fu_config_check_header(struct fu_arena *arena, const char *value, const char **why)
{
    size_t length = strlen(value);
    for (const char *c = value; *c != '\0'; c++) {
        if (length > HEADER_MAX || (!fu_is_alnum(*c) && *c != '-')) {
            return refuse(arena, value,
                "is no header's name; write it without colon, such as Delivered-To", why);
        }
    }
    return value;
}

const char *fu_config_check_authserv_id(struct fu_arena *arena, const char *value, const char **why)
{
    if (strlen(value) > AUTHSERV_MAX || strpbrk(value, " \t;\"(),") != NULL) {
        return refuse(arena, value,
            "is no single name; write the first word of the Authentication-Results of your server, "
            "such as mx.example.org",
            why);
    }
    return value;
}

const char *fu_config_check_sender_check(
    struct fu_arena *arena, const char *value, const char **why)
{
    if (!fu_config_words_hold("results submission none", value)) {
        return refuse(arena, value, "is not known; write results, submission or none", why);
    }
    return value;
}

const char *fu_config_check_zone(struct fu_arena *arena, const char *value, const char **why)
{
    const char *names[NAMES_MAX];
    if (fu_zone_find(value) != NULL) {
        return value;
    }
    size_t count = fu_zone_suggest(arena, value, names, NAMES_MAX);
    const char *cure = "write one such as Europe/Berlin";
    if (count > 0) {
        cure = fu_arena_print(arena, "write %s", names[0]);
        count = fu_equal_nocase(names[0], value) ? 1 : count;
    }
    for (size_t i = 1; i < count; i++) {
        cure = fu_arena_print(arena, "%s%s%s", cure, i + 1 < count ? ", " : " or ", names[i]);
    }
    return refuse(arena, value, fu_arena_print(arena, "is no time zone; %s", cure), why);
}
