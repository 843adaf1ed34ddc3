/* Counting the nesting of comments and groups.
 *
 * One pass over the value with counters. Only fields whose grammar has comments (RFC 5322 3.2.2) or
 * groups (3.4) are looked at: in free text a row of parentheses is a face, not a comment. */
#include "nesting.h"

#include <stddef.h>
#include <string.h>

#include "followupd/mail/limits.h"

static const char *const address_fields[] = {"From", "Sender", "Reply-To", "To", "Cc", "Bcc",
    "Resent-From", "Resent-Sender", "Resent-Reply-To", "Resent-To", "Resent-Cc", "Resent-Bcc",
    "Return-Path", "Delivered-To", "X-Original-To", "Envelope-To", "Disposition-Notification-To",
    "Mail-Followup-To", "Mail-Reply-To", "Errors-To"};

static const char *const other_fields[] = {"Received", "Date", "Message-ID", "In-Reply-To",
    "References", "Resent-Date", "Resent-Message-ID", "MIME-Version", "Content-Type",
    "Content-Disposition", "Content-Transfer-Encoding", "Content-ID", "Authentication-Results",
    "ARC-Authentication-Results", "Auto-Submitted", "Precedence", "List-Id"};

static bool is_one_of(struct fu_slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fu_slice_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

struct counter {
    size_t comments;
    size_t groups;
    bool quoted;
    char closing; /* of the <…> or […] we are in; 0 */
};

/* Counts one byte that is not escaped and not in a quoted string. */
static void count_open(struct counter *counter, char c)
{
    if (c == '(') {
        counter->comments++;
    } else if (counter->comments > 0) {
        counter->comments -= c == ')';
    } else if (c == '"') {
        counter->quoted = true;
    } else if (counter->closing != 0) {
        counter->closing = c == counter->closing ? 0 : counter->closing;
    } else if (c == '<' || c == '[') {
        counter->closing = c == '<' ? '>' : ']';
    } else if (c == ':') {
        counter->groups++;
    } else if (c == ';' && counter->groups > 0) {
        counter->groups--;
    }
}

bool fu_nests_too_deep(const struct fu_header_field *field)
{
    const char *at = field->value.at;
    const char *end = at + field->value.length;
    bool may_nest = memchr(at, '(', field->value.length) != NULL;
    bool may_group = memchr(at, ':', field->value.length) != NULL;
    if (!may_nest && !may_group) {
        return false;
    }
    bool addresses =
        is_one_of(field->name, address_fields, sizeof address_fields / sizeof *address_fields);
    if (!addresses && (!may_nest || !is_one_of(field->name, other_fields,
                                        sizeof other_fields / sizeof *other_fields))) {
        return false;
    }
    struct counter counter = {0};
    for (; at < end; at++) {
        if (*at == '\\' && (counter.quoted || counter.comments > 0)) {
            at++;
        } else if (counter.quoted) {
            counter.quoted = *at != '"';
        } else {
            count_open(&counter, *at);
        }
        if (counter.comments > FU_MAIL_COMMENT_DEPTH_MAX ||
            (addresses && counter.groups > FU_MAIL_COMMENT_DEPTH_MAX)) {
            return true;
        }
    }
    return false;
}
