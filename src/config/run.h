/* A command that prints a secret. */
#ifndef FOLLOWUPD_CONFIG_RUN_H
#define FOLLOWUPD_CONFIG_RUN_H

#include "followupd/base/status.h"
#include "followupd/config/config.h"

/* The first line of what a command printed, its line end included. */
struct fu_config_output {
    char bytes[FU_SECRET_MAX + 2]; /* a longest line with CR LF */
    size_t length;
    bool complete; /* the line end has come; what follows is dropped */
};

/* Runs words (NULL-terminated) without a shell and with nothing on its standard input, and waits
 * for its end; its standard error goes to the log, line by line. Whoever calls wipes output.
 * FU_BAD_INPUT: it cannot be run, failed, printed too long a line, or was killed (with its process
 * group) after so many seconds. FU_TEMPORARY: no process could be had, or it was killed so since
 * *stop (which may be NULL) is set. */
enum fu_status fu_config_run(char *const *words, int seconds, const volatile bool *stop,
    struct fu_config_output *output, struct fu_error *error);

#endif
