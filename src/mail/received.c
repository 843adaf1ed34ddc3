/* Reading Received fields of our own servers.
 *
 * Postfix writes: from HELO (NAME [ADDRESS]) (TLS…)… (Authenticated sender: LOGIN) by HOST (NAME)
 * with PROTOCOL id ID for <RECIPIENT>; DATE. Whatever a HELO holds, the rest of the true line
 * follows it; so a forged ending shows as a second "by" or ";", or as a comment or quote that never
 * ends, and a forged comment as one that is not the last before "by" or stands where the client's
 * address must. Each of these makes the field say nothing. */
#include "received.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"

static const char login_mark[] = "Authenticated sender:";

struct trace {
    size_t words;    /* top-level words so far */
    size_t by;       /* how many of them are "by" */
    size_t dates;    /* how many ";" */
    size_t comments; /* between the client's name and "by" */
    bool from;       /* begins with "from" */
    bool strayed;    /* something else than comments stood there */
    bool client;     /* the first of these comments ends with an address in brackets */
    struct fu_slice last_comment;
    struct fu_slice previous; /* the word before this one */
    struct fu_slice protocol;
    struct fu_slice recipient;
};

static void take_comment(struct trace *trace, struct fu_slice comment)
{
    if (trace->by == 0 && trace->words == 2) {
        if (trace->comments == 0) {
            struct fu_slice trimmed = fu_slice_trim(comment);
            trace->client = trimmed.length > 0 && trimmed.at[trimmed.length - 1] == ']';
        }
        trace->comments++;
        trace->last_comment = comment;
    }
}

static void take_word(struct trace *trace, struct fu_slice word)
{
    trace->from = trace->from || (trace->words == 0 && fu_slice_is(word, "from"));
    if (fu_slice_is(word, "by")) {
        trace->by++;
    } else if (trace->by == 0 && trace->words >= 2) {
        trace->strayed = true;
    } else if (trace->by > 0 && fu_slice_is(trace->previous, "with")) {
        trace->protocol = word;
    } else if (trace->by > 0 && fu_slice_is(trace->previous, "for")) {
        trace->recipient = word;
    }
    trace->previous = word;
    trace->words++;
}

/* False when the field does not keep the grammar. */
static bool scan(struct fu_slice value, struct trace *trace)
{
    struct fu_lexer lexer = fu_lex(value);
    for (;;) {
        fu_lex_skip_blanks(&lexer);
        if (fu_lex_done(&lexer)) {
            return trace->by == 1 && trace->dates == 1;
        }
        struct fu_slice piece;
        if (*lexer.at == '(') {
            if (!fu_lex_comment(&lexer, &piece)) {
                return false;
            }
            take_comment(trace, piece);
        } else if (*lexer.at == '"' || *lexer.at == ')' || *lexer.at == '\\') {
            return false;
        } else if (fu_lex_take(&lexer, ';')) {
            trace->dates++;
            trace->previous = (struct fu_slice){";", 1};
        } else {
            take_word(trace, fu_lex_run(&lexer, ";()\"\\"));
        }
    }
}

static const char *login_of(struct fu_arena *arena, const struct trace *trace)
{
    struct fu_slice login = trace->last_comment;
    size_t mark = sizeof login_mark - 1;
    bool placed = trace->from && trace->client && !trace->strayed && trace->comments >= 2;
    bool authenticated = trace->protocol.length > 0 &&
                         fu_lower(trace->protocol.at[trace->protocol.length - 1]) == 'a';
    if (!placed || !authenticated || login.length <= mark ||
        memcmp(login.at, login_mark, mark) != 0) {
        return "";
    }
    return fu_text_line(arena, login.at + mark, login.length - mark, FU_MAIL_LOGIN_MAX);
}

struct fu_received fu_received_read(struct fu_arena *arena, struct fu_slice value)
{
    struct fu_received received = {.recipient = "", .login = ""};
    struct trace trace = {0};
    if (!scan(value, &trace)) {
        return received;
    }
    received.login = login_of(arena, &trace);
    struct fu_slice recipient = trace.recipient;
    if (recipient.length >= 2 && recipient.at[0] == '<' &&
        recipient.at[recipient.length - 1] == '>') {
        recipient = (struct fu_slice){recipient.at + 1, recipient.length - 2};
    }
    char *address =
        recipient.length == 0 ? NULL : fu_address_canonical(arena, recipient.at, recipient.length);
    received.recipient = address == NULL ? "" : address;
    return received;
}
