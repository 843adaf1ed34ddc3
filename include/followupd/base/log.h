/* The log: one event a line on standard error.
 *
 * Every value is passed through the gate of text.h, so a line is a line whatever it was made from.
 * With journald behind standard error ($JOURNAL_STREAM) a line begins with its priority ("<6>").
 * Secrets and mail bodies are never logged; full addresses of people only at debug level, elsewhere
 * fu_log_words shortens them. */
#ifndef FOLLOWUPD_BASE_LOG_H
#define FOLLOWUPD_BASE_LOG_H

#include <stddef.h>

enum fu_log_level { FU_LOG_ERROR = 0, FU_LOG_WARNING, FU_LOG_NOTICE, FU_LOG_INFO, FU_LOG_DEBUG };

/* Longest line; a longer one is cut at a character. */
enum { FU_LOG_LINE_MAX = 1024 };

/* name ("intake main", "outbox") opens every line from now on; copied. */
void fu_log_open(const char *name, enum fu_log_level level);
void fu_log_set_level(enum fu_log_level level);
enum fu_log_level fu_log_get_level(void);

/* "error", "warning", … to a level; -1 for another word. */
int fu_log_level_parse(const char *word);

/* One line, if level is wanted: one write(), errno kept, whatever becomes of it. */
void fu_log(enum fu_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The words of a server, with every address in them shortened: "a…@example.org" for
 * "alice@example.org"; at debug level the whole address. What has the shape of a token is "…" in
 * either case ("done+…@example.org"). Writes to text, cut at a character when size is too small,
 * and returns it. */
const char *fu_log_words(const char *words, char *text, size_t size);

#endif
