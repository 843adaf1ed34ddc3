/* Whose mail counts, and which addresses are ours: what the config says, as intent and followup use
 * it. */
#ifndef FOLLOWUPD_RECORD_RULES_H
#define FOLLOWUPD_RECORD_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct fu_texts {
    const char *const *items;
    size_t count;
};

/* The authserv_id of a server that begins its Authentication-Results without one, in any case. */
#define FU_AUTHSERV_NONE "none"

enum fu_sender_check {
    FU_CHECK_NONE = 0,           /* From is believed */
    FU_CHECK_RESULTS = 1 << 0,   /* Authentication-Results of our authserv_id */
    FU_CHECK_SUBMISSION = 1 << 1 /* the login in a trusted Received line */
};

struct fu_rules {
    struct fu_texts domains;   /* every local part there is a cadence; canonical */
    struct fu_texts mailboxes; /* me@example.org: me+CADENCE@ is ours; canonical */
    char delimiter;            /* '+' */
    struct fu_texts allow;     /* patterns of base/address.h */
    unsigned sender_check;     /* of enum fu_sender_check */
    const char *authserv_id;   /* for the sentences that explain */
    bool sent; /* this inbox is the owner's Sent folder: its mails are the owner's, To, Cc and Bcc
                  count */
    const char *owner; /* canonical; "" unless sent */
    const char *from;  /* our own address, canonical */
};

#endif
