/* A mail, read. What the reader makes of raw bytes; everything in it is clean UTF-8 without control
 * characters (text may hold line feeds), and every list is capped. */
#ifndef FOLLOWUPD_RECORD_LETTER_H
#define FOLLOWUPD_RECORD_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/instant.h"

struct fu_mailbox {
    const char *name;    /* display name, "" when there is none */
    const char *address; /* canonical (base/address.h) */
};

struct fu_mailbox_list {
    const struct fu_mailbox *items;
    size_t count;
};

/* An address out of the trusted zone: who the mail was delivered to. */
struct fu_recipient {
    const char *address;
    unsigned rank; /* place of its header in recipient_headers; lower wins. `for <…>` of Received
                      ranks last */
};

/* One method=result of an Authentication-Results field that counts (RFC 8601 2.2), in lower case.
 */
struct fu_result {
    const char *method; /* "dmarc", "dkim", "spf", "auth", … */
    const char *result; /* "pass", "fail", … */
    const char *domain; /* dmarc: header.from; dkim: header.d, else the domain of header.i; spf:
                           domain of smtp.mailfrom (or the bare domain); auth: the address or login
                           of smtp.auth; else "" */
};

/* Signs that a machine wrote it; several together decide (FACTS.md 3). */
enum fu_mark {
    FU_MARK_AUTO_SUBMITTED = 1 << 0, /* Auto-Submitted other than "no" */
    FU_MARK_NULL_SENDER = 1 << 1,    /* Return-Path: <> in the trusted zone */
    FU_MARK_REPORT =
        1 << 2, /* multipart/report, message/delivery-status or disposition-notification */
    FU_MARK_FAILED = 1 << 3,     /* X-Failed-Recipients */
    FU_MARK_DAEMON = 1 << 4,     /* From mailer-daemon, postmaster, no-reply and their kind */
    FU_MARK_LIST = 1 << 5,       /* List-Id, List-Unsubscribe, List-Post */
    FU_MARK_BULK = 1 << 6,       /* Precedence: bulk, list or junk */
    FU_MARK_AUTO_REPLY = 1 << 7, /* X-Autoreply, X-Autorespond, X-Auto-Response… family */
    FU_MARK_SUPPRESS = 1 << 8,   /* X-Auto-Response-Suppress with DR, AutoReply, OOF or All */
    FU_MARK_LOOPING = 1 << 9,    /* more than 25 Received fields */
    FU_MARK_TITLE = 1 << 10      /* a subject as responders begin theirs; people may, too */
};

/* What a delivery report says of the mail that it is about. */
enum fu_report_kind {
    FU_REPORT_OTHER = 0, /* it got through, or the report does not say */
    FU_REPORT_DELAYED,   /* not yet; it is still tried */
    FU_REPORT_FAILED     /* given up for good */
};

/* What became of a mail for one of several recipients (RFC 3464 2.3): its address may stand for
 * more than one mailbox. */
struct fu_reported {
    enum fu_report_kind kind;
    const char *status; /* these as below; "2.0.0" and its kind say that it got through */
    const char *diagnostic;
    const char *recipient;
};

/* A delivery report (RFC 3464), or what servers write that know of none. Whoever wrote it may lie:
 * what it says counts only where a token or a signature of ours says which mail it is about. */
struct fu_report {
    enum fu_report_kind kind;
    const char *status;     /* enhanced status code (RFC 3463), "5.1.1"; "" when none is named */
    const char *diagnostic; /* the server's words, one clean line; "" when there are none */
    const char *recipient;  /* whom the mail was for, canonical; "" when nobody is named */
    const char *message_id; /* of the mail that came back, without <>; "" when it is not there */
    const char *signature;  /* its X-Followupd; "" when it is not there */
    /* Of several recipients, each by itself; what stands above is of the one that fared worst. */
    const struct fu_reported *recipients;
    size_t recipient_count;
};

/* How many Received lines the trusted zone should have, and has. */
enum fu_zone_state {
    FU_ZONE_WHOLE = 0, /* as many as `trusted_received` says */
    FU_ZONE_SHORT      /* fewer: nothing in the mail is believed to come from our servers */
};

/* Why a mail has no text that could be read. */
enum fu_sealed {
    FU_SEALED_NOT = 0,
    FU_SEALED_ENCRYPTED, /* S/MIME or OpenPGP: nobody but its readers can */
    FU_SEALED_SIGNED,    /* S/MIME, signed so that only a program that knows it finds the text */
    FU_SEALED_TNEF       /* wrapped by Outlook into a winmail.dat */
};

struct fu_attachment {
    const char *name; /* clean, "" when it had none */
    const char *type; /* "image/png" */
    uint64_t size;    /* bytes when decoded */
};

struct fu_letter {
    const char *message_id;        /* without <>; "" when missing or unusable */
    const char *in_reply_to;       /* the same */
    const char *const *references; /* without <>, oldest first, at most 50: the first and the last
                                    * 49; where the mail has none, in_reply_to */
    size_t reference_count;
    const char *const *enclosed; /* what mails attached to it, and X-Forwarded-Message-Id, name:
                                    their ids, and those of their threads; at most 50 */
    size_t enclosed_count;
    const char *subject;    /* "" when there is none */
    fu_instant date;        /* FU_NEVER when there is no usable Date */
    int date_offset;        /* minutes east of UTC that Date names */
    size_t from_count;      /* addresses in all From fields together; only 1 names somebody */
    struct fu_mailbox from; /* when from_count is 1, else empty strings */
    struct fu_mailbox_list to, cc, bcc, reply_to;
    bool to_repeated; /* more than one To field: a signature covers the last one alone */
    enum fu_zone_state zone;
    const struct fu_recipient
        *recipients; /* of the trusted zone, lowest rank first; every address there, ours or not */
    size_t recipient_count;
    const char *submitted_by; /* login named in a trusted Received line (Postfix: "Authenticated
                                 sender"), "" if none */
    const struct fu_result *results;
    size_t result_count;
    bool results_present; /* an Authentication-Results field of our authserv_id stood in the trusted
                             place */
    unsigned marks;       /* of enum fu_mark */
    const char *signature;          /* X-Followupd, "" when missing */
    const struct fu_report *report; /* NULL: it is no delivery report */
    const char
        *text; /* readable text: text/plain, or text/html rendered; LF lines; "" for headers only */
    bool text_cut; /* the text went on beyond the limit, or behind what there was of the mail */
    enum fu_sealed sealed; /* text is "" then */
    const struct fu_attachment *attachments;
    size_t attachment_count;
    bool whole;                    /* the body was there (not headers only) and not cut */
    unsigned char body_digest[32]; /* SHA-256 of the body's bytes as far as they were there; for
                                      mails without Message-ID */
};

#endif
