/* The log on standard error.
 *
 * Each event is one write(), so that lines of several processes do not mix. A line that cannot be
 * written is lost: the log never stops the work. Lines are cut at FU_LOG_LINE_MAX bytes. errno is
 * left as it was. */
#include "followupd/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/text.h"
#include "followupd/base/token.h"
#include "utf8.h"

enum { NAME_MAX_LENGTH = 63 };

static const struct {
    const char *word;
    int priority; /* of syslog(3) */
} levels[] = {
    [FU_LOG_ERROR] = {"error", 3},
    [FU_LOG_WARNING] = {"warning", 4},
    [FU_LOG_NOTICE] = {"notice", 5},
    [FU_LOG_INFO] = {"info", 6},
    [FU_LOG_DEBUG] = {"debug", 7},
};

static char log_name[NAME_MAX_LENGTH + 1] = "followupd";
static enum fu_log_level log_level = FU_LOG_INFO;
static bool log_priority;

/* systemd sets JOURNAL_STREAM to "device:inode" of the journal's socket; a child whose standard
 * error was sent elsewhere still inherits the variable, so the numbers decide. */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    if (stream == NULL || fstat(STDERR_FILENO, &status) != 0) {
        return false;
    }
    char expected[64];
    snprintf(
        expected, sizeof expected, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(stream, expected) == 0;
}

void fu_log_open(const char *name, enum fu_log_level level)
{
    fu_utf8_clean(name, strlen(name), false, log_name, NAME_MAX_LENGTH);
    log_level = level;
    log_priority = stderr_is_journal();
}

void fu_log_set_level(enum fu_log_level level)
{
    log_level = level;
}

enum fu_log_level fu_log_get_level(void)
{
    return log_level;
}

int fu_log_level_parse(const char *word)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(word, levels[i].word) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static void write_whole(const char *line, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDERR_FILENO, line, length);
        if (written > 0) {
            line += written;
            length -= (size_t)written;
        } else if (errno != EINTR) {
            return;
        }
    }
}

void fu_log(enum fu_log_level level, const char *format, ...)
{
    if (level > log_level) {
        return;
    }
    int saved = errno;
    char event[2 * FU_LOG_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    int formatted = vsnprintf(event, sizeof event, format, arguments);
    va_end(arguments);
    char line[FU_LOG_LINE_MAX + 1] = "";
    if (log_priority) {
        snprintf(line, sizeof line, "<%d>", levels[level].priority);
    }
    size_t length = strlen(line);
    length += (size_t)snprintf(line + length, sizeof line - length, "%s: ", log_name);
    if (formatted > 0) {
        size_t size = fu_utf8_whole(event, strlen(event));
        length += fu_utf8_clean(event, size, false, line + length, FU_LOG_LINE_MAX - 1 - length);
    }
    line[length++] = '\n';
    write_whole(line, length);
    errno = saved;
}

/* "…" for every word that has the shape of a token: an address of ours may carry one. */
static void add_without_tokens(struct fu_buffer *buffer, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        size_t word = 0;
        while (text + word < end && fu_is_alnum(text[word])) {
            word++;
        }
        if (fu_token_shaped(text, word)) {
            fu_buffer_add_text(buffer, "…");
        } else {
            fu_buffer_add(buffer, text, word);
        }
        text += word;
        if (text < end) {
            fu_buffer_add_char(buffer, *text++);
        }
    }
}

/* One word without the marks around it: of an address the first character of its local part. */
static void add_shortened(struct fu_buffer *buffer, const char *word, size_t length)
{
    const char *at = memrchr(word, '@', length);
    if (at == NULL) {
        add_without_tokens(buffer, word, length);
        return;
    }
    uint32_t character;
    fu_buffer_add(buffer, word, at == word ? 0 : fu_utf8_next(word, length, &character));
    fu_buffer_add_text(buffer, "…");
    fu_buffer_add(buffer, at, (size_t)(word + length - at));
}

const char *fu_log_words(const char *words, char *text, size_t size)
{
    static const char around[] = " \t\r\n<>()[]{},;:\"'";
    if (size == 0) {
        return "";
    }
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_LOG_LINE_MAX);
    while (*words != '\0') {
        size_t marks = strspn(words, around), length = strcspn(words + marks, around);
        fu_buffer_add(&buffer, words, marks);
        words += marks;
        if (log_level >= FU_LOG_DEBUG) {
            add_without_tokens(&buffer, words, length);
        } else {
            add_shortened(&buffer, words, length);
        }
        words += length;
    }
    fu_utf8_clean(buffer.data, buffer.length, false, text, size - 1);
    fu_buffer_free(&buffer);
    return text;
}
