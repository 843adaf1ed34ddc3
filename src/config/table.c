/* The table of options, made from options.def. Nothing here fails. */
#include "table.h"

#include <string.h>

#include "followupd/config/config.h"

/* Each section's rows; FU_STRUCT is the struct that its values go to. */
#define FU_OPTION_TEXT(key, fallback, check, help)                                                 \
    {#key, FU_CONFIG_TEXT, offsetof(FU_STRUCT, key), fallback, 0, 0, NULL,                         \
        fu_config_check_##check, help},
#define FU_OPTION_LIST(key, fallback, check, help)                                                 \
    {#key, FU_CONFIG_LIST, offsetof(FU_STRUCT, key), fallback, 0, 0, NULL,                         \
        fu_config_check_##check, help},
#define FU_OPTION_WORD(key, fallback, words, help)                                                 \
    {#key, FU_CONFIG_WORD, offsetof(FU_STRUCT, key), fallback, 0, 0, words, NULL, help},
#define FU_OPTION_FLAG(key, fallback, help)                                                        \
    {#key, FU_CONFIG_FLAG, offsetof(FU_STRUCT, key), fallback, 0, 0, NULL, NULL, help},
#define FU_OPTION_NUMBER(key, fallback, minimum, maximum, help)                                    \
    {#key, FU_CONFIG_NUMBER, offsetof(FU_STRUCT, key), fallback, minimum, maximum, NULL, NULL,     \
        help},
#define FU_OPTION_SIZE(key, fallback, minimum, maximum, help)                                      \
    {#key, FU_CONFIG_SIZE, offsetof(FU_STRUCT, key), fallback, minimum, maximum, NULL, NULL, help},
#define FU_OPTION_DURATION(key, fallback, minimum, maximum, help)                                  \
    {#key, FU_CONFIG_DURATION, offsetof(FU_STRUCT, key), fallback, minimum, maximum, NULL, NULL,   \
        help},
#define FU_OPTION_TIME(key, fallback, help)                                                        \
    {#key, FU_CONFIG_TIME, offsetof(FU_STRUCT, key), fallback, 0, 0, NULL, NULL, help},
#define FU_OPTION_DAYS(key, fallback, help)                                                        \
    {#key, FU_CONFIG_DAYS, offsetof(FU_STRUCT, key), fallback, 0, 0, NULL, NULL, help},

static const struct fu_config_option daemon_options[] = {
#define FU_SECTION_DAEMON
#define FU_STRUCT struct fu_daemon_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_DAEMON
};

static const struct fu_config_option inbox_options[] = {
#define FU_SECTION_INBOX
#define FU_STRUCT struct fu_inbox_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_INBOX
};

static const struct fu_config_option smtp_options[] = {
#define FU_SECTION_SMTP
#define FU_STRUCT struct fu_smtp_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_SMTP
};

static const struct fu_config_option addresses_options[] = {
#define FU_SECTION_ADDRESSES
#define FU_STRUCT struct fu_addresses_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_ADDRESSES
};

static const struct fu_config_option people_options[] = {
#define FU_SECTION_PEOPLE
#define FU_STRUCT struct fu_people_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_PEOPLE
};

static const struct fu_config_option alerts_options[] = {
#define FU_SECTION_ALERTS
#define FU_STRUCT struct fu_alerts_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_ALERTS
};

static const struct fu_config_option privacy_options[] = {
#define FU_SECTION_PRIVACY
#define FU_STRUCT struct fu_privacy_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_PRIVACY
};

static const struct fu_config_option web_options[] = {
#define FU_SECTION_WEB
#define FU_STRUCT struct fu_web_config
#include "followupd/config/options.def"
#undef FU_STRUCT
#undef FU_SECTION_WEB
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define FITS(rows)                                                                                 \
    _Static_assert(COUNT(rows) <= FU_CONFIG_OPTIONS_MAX, "raise FU_CONFIG_OPTIONS_MAX")

FITS(daemon_options);
FITS(inbox_options);
FITS(smtp_options);
FITS(addresses_options);
FITS(people_options);
FITS(alerts_options);
FITS(privacy_options);
FITS(web_options);

const struct fu_config_section fu_config_sections[FU_CONFIG_SECTIONS] = {
    [FU_CONFIG_DAEMON] = {"daemon", "The program itself.", daemon_options, COUNT(daemon_options),
        offsetof(struct fu_config, daemon)},
    [FU_CONFIG_INBOX] = {"inbox",
        "Where requests come in: one section per inbox, each with a name of its own.",
        inbox_options, COUNT(inbox_options), 0},
    [FU_CONFIG_SMTP] = {"smtp", "Where reminders and answers go out.", smtp_options,
        COUNT(smtp_options), offsetof(struct fu_config, smtp)},
    [FU_CONFIG_ADDRESSES] = {"addresses",
        "Which addresses are cadences. At least one of domain and mailbox is needed.",
        addresses_options, COUNT(addresses_options), offsetof(struct fu_config, addresses)},
    [FU_CONFIG_PEOPLE] = {"people", "Who may use the service, and what new people begin with.",
        people_options, COUNT(people_options), offsetof(struct fu_config, people)},
    [FU_CONFIG_ALERTS] = {"alerts", "Who hears of trouble.", alerts_options, COUNT(alerts_options),
        offsetof(struct fu_config, alerts)},
    [FU_CONFIG_PRIVACY] = {"privacy", "What is kept of people's mail.", privacy_options,
        COUNT(privacy_options), offsetof(struct fu_config, privacy)},
    [FU_CONFIG_WEB] = {"web", "Pages and calendar feeds.", web_options, COUNT(web_options),
        offsetof(struct fu_config, web)},
};

const struct fu_config_option *fu_config_option_find(
    const struct fu_config_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++) {
        if (strcmp(section->options[i].key, key) == 0) {
            return &section->options[i];
        }
    }
    return NULL;
}

bool fu_config_option_hidden(const struct fu_config_option *option)
{
    static const char start[] = "password_";
    return strncmp(option->key, start, sizeof start - 1) == 0;
}
