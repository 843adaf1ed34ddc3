/* What a mail server's words mean, beyond their code.
 *
 * Servers disagree on how to say that a mail is too large: Postfix 552 5.3.4, Gmail 552 5.2.3,
 * Courier 523 without more, others 554 with a sentence. Where a status code (RFC 3463) says what it
 * is, it alone counts. Nothing fails. */
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/record/delivery.h"

enum { CODE_LENGTH = 3 };

/* The length of "5.3.4" at the start of the text; 0 when something else stands there, or "5.0.0"
 * and its kind, which name nothing. */
static size_t status_length(const char *text)
{
    size_t length = strspn(text, "0123456789.");
    bool named = text[0] == '5' && text[1] == '.' && length > CODE_LENGTH;
    return named && strncmp(text, "5.0.", 4) != 0 ? length : 0;
}

/* RFC 3463: a message too long for the mailbox (X.2.3), too big for the system (X.3.4). */
static bool is_status_of_size(const char *text, size_t length)
{
    return length == 5 &&
           (memcmp(text, "5.2.3", length) == 0 || memcmp(text, "5.3.4", length) == 0);
}

static bool says_size(const char *text)
{
    static const char *const words[] = {
        "too large", "too big", "message size", "size limit", "#5.3.4", "#5.2.3"};
    for (; *text != '\0'; text++) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (fu_starts_nocase(text, words[i])) {
                return true;
            }
        }
    }
    return false;
}

bool fu_answer_is_ended(const char *answer)
{
    return strcmp(answer, FU_SAID_DONE_ANSWER) == 0 || strcmp(answer, FU_CANCELLED_ANSWER) == 0;
}

bool fu_answer_is_ours(const char *answer)
{
    bool refusal = answer[0] == '4' || answer[0] == '5';
    return answer[0] != '\0' && !fu_answer_is_ended(answer) &&
           !(refusal && strspn(answer, "0123456789") == CODE_LENGTH);
}

bool fu_answer_too_large(const char *answer)
{
    size_t digits = strspn(answer, "0123456789");
    if (digits != CODE_LENGTH || answer[0] != '5') {
        return false;
    }
    const char *text = answer + digits + strspn(answer + digits, " -");
    size_t length = status_length(text);
    if (length > 0) {
        return is_status_of_size(text, length);
    }
    return strncmp(answer, "552", CODE_LENGTH) == 0 || strncmp(answer, "523", CODE_LENGTH) == 0 ||
           says_size(text);
}
