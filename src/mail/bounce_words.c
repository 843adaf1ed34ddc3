/* The human half of a delivery report: what servers say in sentences.
 *
 * A line with a server's reply (RFC 5321 4.2: "550 5.1.1 …", "said: 550-…") tells most; beside it
 * stand the phrases that servers have used for decades, in lower case. Only what comes before a
 * copy of the returned mail is looked at, and at most LINES_MAX lines. Nothing fails. */
#include "bounce.h"

#include <string.h>

#include "followupd/base/text.h"

enum { LINES_MAX = 400, REPLY_DIGITS = 3 };

static const char *const delayed_phrases[] = {
    "delivery status notification (delay)",
    "delivery delayed",
    "delayed mail",
    "has been delayed",
    "is delayed",
    "not yet been delivered",
    "not been delivered yet",
    "could not be sent for",
    "will continue to try",
    "will continue trying",
    "will keep trying",
    "will be retried",
    "will retry",
    "delivery will be attempted",
    "attempts will continue",
    "do not need to resend",
    "don't need to resend",
    "warning message only",
    "transient non-fatal errors",
    "temporary error, it will be",
};

static const char *const failed_phrases[] = {
    "undeliver", /* undelivered, undeliverable */
    "returned mail", "returned to sender", "returned message", "failure notice", "delivery failure",
    "delivery failed", "delivery error", "delivery has failed",
    "delivery status notification: error", "delivery problem", "delivery to the following",
    "delevery to the following", "attempting to deliver", "mail failed", "mail failure",
    "failed mail", "automatically rejected", "notification (failure)", "mail error", "non-delivery",
    "nondelivery", "not delivered", "not be delivered", "n't be delivered", "cannot be delivered",
    "cannot deliver", "could not deliver", "not able to deliver", "unable to deliver",
    "wasn't able to deliver", "can't be delivered", "did not reach", "nicht zugestellt",
    "unzustellbar", "non remis", "n'a pas pu \xC3\xAAtre", "no se ha podido entregar",
    "no se pudo entregar", "mancata consegna", "niet worden bezorgd",
    "\xE9\x85\x8D\xE4\xBF\xA1\xE3\x81\xA7\xE3\x81\x8D", /* cannot be delivered */
};

/* Why. People write of such things, too. */
static const char *const reason_phrases[] = {
    "permanent fatal error", "permanent error", "user unknown", "unknown user", "no such user",
    "invalid user", "no valid recipients", "incorrectly constructed", "user not found",
    "mailbox unavailable", "mailbox is full", "mailbox full", "mailbox not found", "quota exceeded",
    "over quota", "exceeded its quota", "address rejected", "addresses had permanent",
    "addresses were unknown", "could not be found", "message rejected", "host unknown",
    "unknown host", "domain does not exist",
    "\"notificationtype\":\"bounce\"", /* a provider's note to a program */
};

static bool holds_any(const char *line, const char *const *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(line, phrases[i]) != NULL) {
            return true;
        }
    }
    return false;
}

#define HOLDS_ANY(line, phrases) holds_any(line, phrases, sizeof(phrases) / sizeof *(phrases))

static bool is_reply_code(const char *at)
{
    return (at[0] == '4' || at[0] == '5') && at[1] >= '0' && at[1] <= '5' && fu_is_digit(at[2]) &&
           !fu_is_digit(at[REPLY_DIGITS]);
}

/* Behind "550": an enhanced code of the same class, with or without "#", or the dash of a longer
 * reply. */
static bool is_enhanced(const char *at)
{
    const char *behind = at + REPLY_DIGITS;
    if (*behind == '-' || *behind == ' ') {
        behind++;
        behind += strspn(behind, " #(");
    }
    return behind > at + REPLY_DIGITS && behind[0] == at[0] && behind[1] == '.' &&
           fu_is_digit(behind[2]);
}

/* Before a reply's code: the word with which servers quote each other. */
static bool is_quoted(const char *line, const char *at)
{
    static const char *const words[] = {"said: ", "said:", "said was: ", "response: ",
        "response was: ", "returned: ", "replied: ", "error: ", "error was: ", "<<< ", "smtp; ",
        "reason: ", "server: ", "diagnostic: ", "failed: ", "rejected: ", "refused: ",
        "state 17): "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(at - line) >= length && strncmp(at - length, words[i], length) == 0) {
            return true;
        }
    }
    return at == line;
}

/* The class of the server's reply in a lower-case line, 0 when it has none. */
static int reply_class(const char *line)
{
    for (const char *at = line; *at != '\0'; at++) {
        bool apart = at == line || (!fu_is_alnum(at[-1]) && at[-1] != '.' && at[-1] != '-');
        if (apart && is_reply_code(at) &&
            (is_enhanced(at) || (strchr(" -:", at[REPLY_DIGITS]) != NULL && is_quoted(line, at)))) {
            return *at - '0';
        }
    }
    return 0;
}

/* Where a copy of the mail begins that came back. */
static bool begins_copy(const char *line)
{
    static const char *const starts[] = {"return-path:", "received:", "message-id:", "from:"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (fu_starts_nocase(line, starts[i])) {
            return true;
        }
    }
    return false;
}

static void take_line(struct fu_bounce_words *words, struct fu_slice line, const char *lower)
{
    bool delayed = HOLDS_ANY(lower, delayed_phrases), failed = HOLDS_ANY(lower, failed_phrases);
    bool reason = HOLDS_ANY(lower, reason_phrases);
    int reply = words->reply == 0 ? reply_class(lower) : 0;
    int worth = reply != 0 ? 3 : reason ? 2 : delayed || failed ? 1 : 0;
    if (reply != 0) {
        words->reply = reply;
        fu_bounce_code(line, words->status);
    }
    if (worth > words->worth) {
        words->worth = worth;
        words->line = line;
    }
    words->delayed = words->delayed || delayed;
    words->failed = words->failed || failed;
    words->reason = words->reason || reason;
}

struct fu_bounce_words fu_bounce_words_of(const char *text)
{
    struct fu_bounce_words words = {.status = ""};
    struct fu_arena *arena = fu_arena_new();
    for (int lines = 0; *text != '\0' && lines < LINES_MAX; lines++) {
        size_t length = strcspn(text, "\n");
        struct fu_slice line = fu_slice_trim((struct fu_slice){text, length});
        char *lower = fu_text_lower(arena, fu_arena_copy_n(arena, line.at, line.length));
        if (begins_copy(lower)) {
            break;
        }
        take_line(&words, line, lower);
        text += length + (text[length] == '\n');
        fu_arena_reset(arena);
    }
    fu_arena_free(&arena);
    return words;
}
