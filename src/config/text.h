/* Small things about words that the files of this room share. */
#ifndef FOLLOWUPD_CONFIG_TEXT_H
#define FOLLOWUPD_CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"

/* Space and tab. */
bool fu_config_is_blank(char c);

/* The value in single quotes for a message: one clean line, cut when it is long. */
const char *fu_config_quoted(struct fu_arena *arena, const char *value);

/* The one of count names that a mistyped word most likely means, or NULL when none is near. */
const char *fu_config_nearest(const char *word, const char *const *names, size_t count);

/* A list of words parted by blanks: true when word is among them. */
bool fu_config_words_hold(const char *words, const char *word);

/* "a, b or c" of such a list. */
const char *fu_config_words_say(struct fu_arena *arena, const char *words);

/* A command as the words it is run with: parted by blanks, "double quotes" keep blanks, no other
 * character means anything. NULL-terminated, in the arena; NULL when a quote is not closed or there
 * is no word. */
char **fu_config_command_split(struct fu_arena *arena, const char *command);

#endif
