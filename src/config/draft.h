/* A configuration being read: its values, and the line of everything, for the sentences. */
#ifndef FOLLOWUPD_CONFIG_DRAFT_H
#define FOLLOWUPD_CONFIG_DRAFT_H

#include "followupd/config/config.h"
#include "table.h"

/* One section of the file. */
struct fu_config_part {
    const struct fu_config_section *section;
    void *values;                     /* its struct in struct fu_config */
    int line;                         /* where it begins; 0: the file has none */
    int lines[FU_CONFIG_OPTIONS_MAX]; /* of each option, in the order of the table; 0: left out */
};

struct fu_config_draft {
    struct fu_arena *arena;
    const char *path;
    struct fu_config *config;
    struct fu_config_part parts[FU_CONFIG_SECTIONS]; /* that of the inboxes is not used */
    struct fu_config_part inboxes[FU_CONFIG_INBOXES_MAX];
    int last_line;
    struct fu_error *error;
};

/* "FILE:LINE: …"; returns FU_BAD_INPUT. */
enum fu_status fu_config_complain(struct fu_config_draft *draft, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where an option stands, 0 when the section leaves it out. */
int fu_config_line_of(const struct fu_config_part *part, const char *key);

/* Checks what no single value shows, and fills in what inboxes leave out. Reads no secrets. */
enum fu_status fu_config_agree(struct fu_config_draft *draft);

#endif
