/* The reader of SMTP replies: a scanner that keeps no more than it will show.
 *
 * Every line begins with three digits and a blank, a hyphen or its end; the code of the last line
 * counts. A bare LF ends a line too. Anything else, an over-long line and an endless reply are
 * FU_REPLY_BROKEN: the caller drops the connection. */
#include "reply.h"

#include <string.h>

#include "followupd/base/text.h"

enum { CODE_LENGTH = 3 };

void fu_reply_begin(struct fu_reply *reply)
{
    memset(reply, 0, sizeof *reply);
}

static void keep(struct fu_reply *reply, char c)
{
    if (reply->kept < FU_REPLY_TEXT_MAX) {
        reply->text[reply->kept++] = c;
        reply->text[reply->kept] = '\0';
    }
}

/* "SIZE 10240000", or the word alone. */
static bool is_size(const char *start)
{
    static const char word[] = "SIZE";
    char behind = start[sizeof word - 1];
    return fu_starts_nocase(start, word) && (behind == '\0' || behind == ' ');
}

static void keep_start(struct fu_reply *reply, char c)
{
    size_t place = reply->column - CODE_LENGTH - 1;
    if (place < FU_REPLY_START_MAX) {
        reply->start[place] = c;
    }
}

static void end_line(struct fu_reply *reply)
{
    reply->lines++;
    if (reply->column < CODE_LENGTH || reply->lines > FU_REPLY_LINES_MAX) {
        reply->state = FU_REPLY_BROKEN;
    } else if (!reply->continued) {
        reply->state = FU_REPLY_WHOLE;
    }
    reply->column = 0;
    reply->continued = false;
    reply->blank = true;
    reply->offers_size |= is_size(reply->start);
    memset(reply->start, 0, sizeof reply->start);
}

static void take_code(struct fu_reply *reply, char c)
{
    if (!fu_is_digit(c)) {
        reply->state = FU_REPLY_BROKEN;
        return;
    }
    reply->code = (reply->column == 0 ? 0 : reply->code * 10) + (c - '0');
    if (reply->lines == 0) {
        keep(reply, c);
    }
}

static void take_octet(struct fu_reply *reply, char c)
{
    if (reply->column < CODE_LENGTH) {
        take_code(reply, c);
    } else if (reply->column == CODE_LENGTH) {
        reply->continued = c == '-';
        reply->blank = true;
        if (c != '-' && c != ' ' && c != '\r') {
            reply->state = FU_REPLY_BROKEN;
        }
    } else if (c == '\r') {
        reply->blank = true;
    } else {
        if (reply->blank) {
            keep(reply, ' ');
        }
        reply->blank = false;
        keep_start(reply, c);
        keep(reply, c);
    }
    if (++reply->column > FU_REPLY_LINE_MAX) {
        reply->state = FU_REPLY_BROKEN;
    }
}

size_t fu_reply_take(struct fu_reply *reply, const char *bytes, size_t length)
{
    size_t taken = 0;
    while (taken < length && reply->state == FU_REPLY_MORE) {
        char c = bytes[taken++];
        if (c == '\n') {
            end_line(reply);
        } else {
            take_octet(reply, c);
        }
    }
    return taken;
}

/* "5.1.1 " before the text is another reason than a policy. */
static bool has_other_reason(const char *text)
{
    bool enhanced = fu_is_digit(text[0]) && text[1] == '.' && fu_is_digit(text[2]);
    return enhanced && (text[2] != '7' || text[3] != '.');
}

/* A word of its own, and no part of a name or an address. */
static bool is_word(const char *text, const char *at, size_t length)
{
    static const char joins[] = ".-_@";
    char before = at > text ? at[-1] : ' ', after = at[length];
    bool ends = after == '.' && (at[length + 1] == ' ' || at[length + 1] == '\0');
    return !fu_is_alnum(before) && strchr(joins, before) == NULL && !fu_is_alnum(after) &&
           (ends || after == '\0' || strchr(joins, after) == NULL);
}

/* Behind the code. */
static const char *text_of(const struct fu_reply *reply)
{
    return reply->text + (reply->kept > CODE_LENGTH ? CODE_LENGTH + 1 : reply->kept);
}

/* Whether it says one of those words itself. */
static bool says(const char *text, const char *const *words, size_t count)
{
    bool inside = false;
    for (const char *at = text; *at != '\0' && !fu_starts_nocase(at, "said:"); at++) {
        inside = *at == '<' || (inside && *at != '>');
        for (size_t i = 0; !inside && i < count; i++) {
            if (fu_starts_nocase(at, words[i]) && is_word(text, at, strlen(words[i]))) {
                return true;
            }
        }
    }
    return false;
}

bool fu_reply_denies_relay(const struct fu_reply *reply)
{
    static const char *const words[] = {"relay", "relaying", "relayed", "rcpthosts"};
    const char *text = text_of(reply);
    return !has_other_reason(text) && says(text, words, sizeof words / sizeof words[0]);
}

bool fu_reply_refuses_us(const struct fu_reply *reply)
{
    /* Postfix says at RCPT what is wrong with the client, its greeting and the sender; then Exim,
     * Exchange, Microsoft 365. */
    static const char *const words[] = {"client host", "helo command rejected",
        "sender address rejected", "data command rejected", "sender verify failed",
        "permissions to send as", "sendasdenied"};
    static const char congestion[] = "5.4.5"; /* Gmail: as much as a day may have was sent */
    const char *text = text_of(reply);
    bool congested =
        fu_starts_nocase(text, congestion) && !fu_is_digit(text[sizeof congestion - 1]);
    return congested || says(text, words, sizeof words / sizeof words[0]);
}
