/* The table of options: what options.def says, as data. */
#ifndef FOLLOWUPD_CONFIG_TABLE_H
#define FOLLOWUPD_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks.h"

enum fu_config_kind {
    FU_CONFIG_TEXT,
    FU_CONFIG_LIST,
    FU_CONFIG_WORD,
    FU_CONFIG_FLAG,
    FU_CONFIG_NUMBER,
    FU_CONFIG_SIZE,
    FU_CONFIG_DURATION,
    FU_CONFIG_TIME,
    FU_CONFIG_DAYS
};

struct fu_config_option {
    const char *key;
    enum fu_config_kind kind;
    size_t offset; /* of its field in the struct of the section */
    const char *fallback;
    int64_t minimum; /* of numbers, sizes and durations */
    int64_t maximum;
    const char *words;      /* of a word: those accepted, parted by blanks */
    fu_config_check *check; /* of a text, and of each item of a list */
    const char *help;
};

struct fu_config_section {
    const char *name;
    const char *help;
    const struct fu_config_option *options;
    size_t count;
    size_t offset; /* of its struct in struct fu_config; an inbox has none */
};

/* The order of the file and of the sample. */
enum {
    FU_CONFIG_DAEMON,
    FU_CONFIG_INBOX,
    FU_CONFIG_SMTP,
    FU_CONFIG_ADDRESSES,
    FU_CONFIG_PEOPLE,
    FU_CONFIG_ALERTS,
    FU_CONFIG_PRIVACY,
    FU_CONFIG_WEB,
    FU_CONFIG_SECTIONS,
    FU_CONFIG_OPTIONS_MAX = 32 /* more than any section has */
};

extern const struct fu_config_section fu_config_sections[FU_CONFIG_SECTIONS];

/* The option of that key, or NULL. */
const struct fu_config_option *fu_config_option_find(
    const struct fu_config_section *section, const char *key);

/* True for an option whose value may, by mistake, be a password: no message repeats it. */
bool fu_config_option_hidden(const struct fu_config_option *option);

#endif
