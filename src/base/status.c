/* Error sentences.
 *
 * Nothing here fails: a sentence that is too long is cut at a character, and characters that could
 * break a line become '?'. */
#include "followupd/base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

/* Takes back the half character that vsnprintf() may have left at the end of a full text. */
static void finish(char *text, size_t size)
{
    size_t length = strlen(text);
    if (length == size - 1) {
        text[fu_utf8_whole(text, length)] = '\0';
    }
    fu_utf8_tame(text);
}

enum fu_status fu_error_set(struct fu_error *error, enum fu_status status, const char *format, ...)
{
    if (error == NULL) {
        return status;
    }
    /* An argument may be the text of *error itself. */
    char text[FU_ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0) {
        text[0] = '\0';
    }
    va_end(arguments);
    finish(text, sizeof text);
    error->status = status;
    memcpy(error->text, text, strlen(text) + 1);
    return status;
}

void fu_error_prefix(struct fu_error *error, const char *format, ...)
{
    if (error == NULL) {
        return;
    }
    char prefix[FU_ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(prefix, sizeof prefix, format, arguments) < 0) {
        prefix[0] = '\0';
    }
    va_end(arguments);
    finish(prefix, sizeof prefix);
    fu_error_set(error, error->status, "%s: %s", prefix, error->text);
}

void fu_error_clear(struct fu_error *error)
{
    if (error != NULL) {
        error->status = FU_OK;
        error->text[0] = '\0';
    }
}

enum fu_status fu_status_of_errno(int number)
{
    switch (number) {
    case EIO:
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
    case EBUSY:
    case EINTR:
    case ESTALE:
        return FU_TEMPORARY;
    default:
        return FU_PERMANENT;
    }
}

const char *fu_status_name(enum fu_status status)
{
    switch (status) {
    case FU_OK:
        return "done";
    case FU_TEMPORARY:
        return "temporary";
    case FU_PERMANENT:
        return "permanent";
    case FU_UNSURE:
        return "unsure";
    case FU_BAD_INPUT:
        return "bad input";
    }
    return "unknown";
}
