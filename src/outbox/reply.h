/* One SMTP reply (RFC 5321 4.2), put together from whatever pieces the line brings. Pure. */
#ifndef FOLLOWUPD_OUTBOX_REPLY_H
#define FOLLOWUPD_OUTBOX_REPLY_H

#include <stdbool.h>
#include <stddef.h>

enum {
    FU_REPLY_LINE_MAX = 8192, /* octets of one line */
    FU_REPLY_LINES_MAX = 128,
    FU_REPLY_TEXT_MAX = 400, /* octets kept of all lines together */
    FU_REPLY_START_MAX = 5   /* octets kept of how a line begins */
};

enum fu_reply_state {
    FU_REPLY_MORE = 0, /* the reply is not whole yet */
    FU_REPLY_WHOLE,
    FU_REPLY_BROKEN /* no SMTP reply, or beyond a limit */
};

struct fu_reply {
    enum fu_reply_state state;
    int code;       /* of the line that was read last */
    size_t lines;   /* that ended */
    size_t column;  /* octets of the line being read */
    bool continued; /* the line being read says that another follows */
    bool blank;     /* a line break waits to be kept as a blank */
    char start[FU_REPLY_START_MAX + 1]; /* how the line being read begins behind its code */
    bool offers_size; /* a line says SIZE, as the reply to EHLO may (RFC 1870 3) */
    size_t kept;
    char text[FU_REPLY_TEXT_MAX +
              1]; /* "550 5.1.1 …": the code once, then the lines' texts; as the
                     server sent them, to be passed through the gate of base/text.h */
};

void fu_reply_begin(struct fu_reply *reply);

/* Whether a refusal of a recipient says that this server takes no mail from us for others: "554 5.7.1
 * <…>: Relay access denied" and its like (RFC 3463: X.7.x). What it quotes of another server, and what
 * stands in <>, is not looked at. */
bool fu_reply_denies_relay(const struct fu_reply *reply);

/* Whether a refusal behind the sender is about us all the same, whoever the mail is for: this machine,
 * this login or what it may send as ("553 5.7.1 <…>: Sender address rejected: not owned by user …", as
 * Postfix answers RCPT where smtpd_delay_reject holds), or as much was sent as it lets us (X.4.5 of RFC
 * 3463). What it quotes of another server, and what stands in <>, is not looked at. */
bool fu_reply_refuses_us(const struct fu_reply *reply);

/* Takes bytes up to the end of the reply and returns how many. reply->state says what came of it.
 */
size_t fu_reply_take(struct fu_reply *reply, const char *bytes, size_t length);

#endif
