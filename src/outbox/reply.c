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
