/* The command line of one command: options by name, operands in their order. */
#ifndef CTL_ARGUMENTS_H
#define CTL_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/base/status.h"

/* A list of these ends with one whose name is NULL. */
struct fu_ctl_option {
    const char *name;  /* without "--" */
    char letter;       /* as in -c; 0: none */
    const char *value; /* what its value is called in the help; NULL: it takes none */
    const char *help;
};

enum { FU_CTL_OPTIONS_MAX = 16 };

struct fu_ctl_given {
    const char *name;
    const char *value; /* "" where the option takes none */
};

struct fu_ctl_arguments {
    struct fu_ctl_given given[FU_CTL_OPTIONS_MAX];
    size_t given_count;
    const char **operands;
    size_t operand_count;
    size_t used; /* words read: all of them, or those before the first operand */
};

/* Reads count words: "--name VALUE", "--name=VALUE", "-cVALUE", "-c VALUE"; "--" ends the options,
 * "-" is an operand. stop: ends before the first operand. FU_BAD_INPUT and a sentence for an
 * unknown option, a missing or superfluous value, and an option that is given twice. */
enum fu_status fu_ctl_arguments_read(struct fu_arena *arena, const struct fu_ctl_option *options,
    const char *const *words, size_t count, bool stop, struct fu_ctl_arguments *arguments,
    struct fu_error *error);

/* The value of an option, NULL when it was not given. */
const char *fu_ctl_value(const struct fu_ctl_arguments *arguments, const char *name);

/* True when the option was given. */
bool fu_ctl_given(const struct fu_ctl_arguments *arguments, const char *name);

/* The operands from `first` on, with a space between two, in the arena. */
const char *fu_ctl_operands(
    struct fu_arena *arena, const struct fu_ctl_arguments *arguments, size_t first);

#endif
