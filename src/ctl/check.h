/* What `followupctl check` finds, one line each. */
#ifndef CTL_CHECK_H
#define CTL_CHECK_H

#include "ctl.h"

enum fu_ctl_level {
    FU_CTL_OK = 0,
    FU_CTL_NOTE, /* well, but good to know */
    FU_CTL_BAD
};

struct fu_ctl_check {
    struct fu_ctl *ctl;
    int exit_status; /* that of the first bad finding */
    bool has_key;    /* it is loaded */
};

/* Prints a finding about `what` ("inbox main"). With FU_CTL_BAD the sentence names the cure, and
 * exit_status is what the command will return. */
void fu_ctl_find(struct fu_ctl_check *check, enum fu_ctl_level level, int exit_status,
    const char *what, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Reads the password of an inbox, or of SMTP when inbox is NULL; false when there is none to be had
 * here: then a finding said so. secret is initialised here and ended by fu_ctl_end_secret. */
bool fu_ctl_read_secret(struct fu_ctl_check *check, const struct fu_inbox_config *inbox,
    const char *what, struct fu_buffer *secret);
void fu_ctl_end_secret(struct fu_buffer *secret);

/* Connects to every inbox and to the mail server. */
void fu_ctl_check_servers(struct fu_ctl_check *check);

/* Mails a BCC to two cadence addresses and says what arrived. */
void fu_ctl_check_round_trip(struct fu_ctl_check *check);

#endif
