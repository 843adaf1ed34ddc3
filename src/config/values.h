/* One option's text to its value. */
#ifndef FOLLOWUPD_CONFIG_VALUES_H
#define FOLLOWUPD_CONFIG_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "table.h"

/* What a number is that was left out where it may be. */
enum { FU_CONFIG_UNSET = -1 };

/* Reads text (trimmed) into the option's field of values, the struct of its section. The items of a
 * list are added to those it has. An empty text or list is kept as that, and refused for any other
 * kind unless the option has no default. False, and *why as fu_config_check has it, when the text
 * is no such value. */
bool fu_config_value_read(struct fu_arena *arena, const struct fu_config_option *option,
    void *values, const char *text, const char **why);

/* A size as fu_size_parse reads it back. */
const char *fu_config_size_print(struct fu_arena *arena, int64_t bytes);

/* Empties a list, so that the file's items take the place of the default's. */
void fu_config_value_clear(const struct fu_config_option *option, void *values);

#endif
