/* The sample configuration, from the table of options: what must be written stands there with a
 * placeholder, all else as a comment that shows its default. */
#include "followupd/config/config.h"

#include <string.h>

#include "followupd/base/number.h"
#include "table.h"
#include "text.h"
#include "values.h"

/* What a newcomer has to write. */
struct placeholder {
    int section;
    const char *key;
    const char *value;
};

static const struct placeholder placeholders[] = {
    {FU_CONFIG_INBOX, "url", "imaps://imap.example.org"},
    {FU_CONFIG_INBOX, "user", "remind@example.org"},
    {FU_CONFIG_INBOX, "password_file", "/etc/followupd/imap.password"},
    {FU_CONFIG_SMTP, "url", "smtps://mail.example.org"},
    {FU_CONFIG_SMTP, "user", "remind@example.org"},
    {FU_CONFIG_SMTP, "password_file", "/etc/followupd/smtp.password"},
    {FU_CONFIG_SMTP, "from", "Follow-ups <remind@remind.example.org>"},
    {FU_CONFIG_ADDRESSES, "domain", "remind.example.org"},
    {FU_CONFIG_PEOPLE, "allow", "alice@example.org, *@example.com"},
    {FU_CONFIG_PEOPLE, "authserv_id", "mx.example.org"},
    {FU_CONFIG_PEOPLE, "zone", "Europe/Berlin"},
};

static const char *placeholder_of(size_t section, const char *key)
{
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++) {
        if ((size_t)placeholders[i].section == section && strcmp(placeholders[i].key, key) == 0) {
            return placeholders[i].value;
        }
    }
    return NULL;
}

/* Each line of text as a comment. */
static void add_comment(struct fu_buffer *buffer, const char *text)
{
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        fu_buffer_print(buffer, ";%s%.*s\n", length > 0 ? " " : "", length, text);
        text += length + (text[length] == '\n');
    }
}

/* What may be written, where the help does not say so. */
static void add_range(
    struct fu_buffer *buffer, struct fu_arena *arena, const struct fu_config_option *option)
{
    char minimum[32], maximum[32];
    switch (option->kind) {
    case FU_CONFIG_WORD:
        fu_buffer_print(buffer, "; One of: %s.\n", fu_config_words_say(arena, option->words));
        break;
    case FU_CONFIG_FLAG:
        fu_buffer_add_text(buffer, "; yes or no.\n");
        break;
    case FU_CONFIG_NUMBER:
        fu_buffer_print(buffer, "; From %lld to %lld.\n", (long long)option->minimum,
            (long long)option->maximum);
        break;
    case FU_CONFIG_SIZE:
        fu_buffer_print(buffer, "; From %s to %s.\n", fu_config_size_print(arena, option->minimum),
            fu_config_size_print(arena, option->maximum));
        break;
    case FU_CONFIG_DURATION:
        fu_duration_print(option->minimum, minimum, sizeof minimum);
        fu_duration_print(option->maximum, maximum, sizeof maximum);
        fu_buffer_print(buffer, "; From %s to %s.\n", minimum, maximum);
        break;
    default:
        break;
    }
}

static void add_option(struct fu_buffer *buffer, struct fu_arena *arena, size_t section,
    const struct fu_config_option *option)
{
    const char *placeholder = placeholder_of(section, option->key);
    fu_buffer_add_text(buffer, "\n");
    add_comment(buffer, option->help);
    add_range(buffer, arena, option);
    if (placeholder != NULL) {
        fu_buffer_print(buffer, "%s = %s\n", option->key, placeholder);
    } else {
        const char *blank = option->fallback[0] == '\0' ? "" : " ";
        fu_buffer_print(buffer, ";%s =%s%s\n", option->key, blank, option->fallback);
    }
}

void fu_config_sample(struct fu_buffer *buffer)
{
    struct fu_arena *arena = fu_arena_new();
    add_comment(buffer,
        "The configuration of followupd, with every option. A line that begins with ; shows the\n"
        "default; what begins without must be yours.\n"
        "\n"
        "A comment begins with ; or # at the start of a line, or with a blank and ; behind a "
        "value.\n"
        "Durations carry a unit: 30s, 5m, 2h, 3d. Items of a list are parted by commas; a list "
        "goes\n"
        "on in indented lines. Check the file with: followupd --check-config -c FILE");
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        const struct fu_config_section *section = &fu_config_sections[i];
        fu_buffer_add_text(buffer, "\n\n");
        add_comment(buffer, section->help);
        fu_buffer_print(buffer, "[%s%s]\n", section->name, i == FU_CONFIG_INBOX ? " main" : "");
        for (size_t j = 0; j < section->count; j++) {
            add_option(buffer, arena, i, &section->options[j]);
        }
    }
    fu_arena_free(&arena);
}
