/* What a letter asks for. */
#ifndef FOLLOWUPD_RECORD_REQUEST_H
#define FOLLOWUPD_RECORD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the cadence address stood. */
enum fu_place { FU_PLACE_BCC = 0, FU_PLACE_TO, FU_PLACE_CC };

enum fu_request_kind {
    FU_REQUEST_FOLLOW_UP, /* cadence holds the text before the @ */
    FU_REQUEST_SNOOZE,    /* cadence and token */
    FU_REQUEST_DONE,      /* token; the next four too */
    FU_REQUEST_SKIP,
    FU_REQUEST_CANCEL, /* without a token: my follow-ups of this thread */
    FU_REQUEST_UNDO,
    FU_REQUEST_LIST,
    FU_REQUEST_HELP,
    FU_REQUEST_CONTACTS,
    FU_REQUEST_SETTINGS,
    FU_REQUEST_FEED,
    FU_REQUEST_EXPLAIN, /* cadence */
    FU_REQUEST_CHECK,   /* check+NONCE: noted, answered by nobody */
    FU_REQUEST_REPLY,   /* reply+TOKEN, the Reply-To of our mails: the first line of the text says what to do */
    FU_REQUEST_REFUSE,  /* not understood: cadence holds the text, reason the sentence, suggestions
                           the way out */
    FU_REQUEST_IGNORE   /* postmaster and its kind: left alone */
};

enum { FU_SUGGESTIONS_MAX = 3 };

struct fu_request {
    enum fu_request_kind kind;
    enum fu_place place;
    const char *address; /* the whole cadence address, canonical */
    const char *cadence; /* with flags and tags (CADENCE.md section 2); "" where kind has none */
    const char *token;   /* lower case; "" where kind has none */
    bool may_change;     /* what is there already, without a token: the sender handed the mail in,
                            or put the address into To, where a signature covers it */
    const char *reason;  /* for refuse: one sentence */
    const char *near;    /* for refuse: what stands before the @ of a word that does something and
                            may have been meant, "settings"; NULL for none */
    const char *suggestions[FU_SUGGESTIONS_MAX];
    size_t suggestion_count;
};

enum fu_verdict {
    FU_VERDICT_NOT_OURS,  /* no address of ours on it: left exactly as found */
    FU_VERDICT_AUTOMATIC, /* a machine wrote it: makes nothing, answered never */
    FU_VERDICT_BOUNCE,    /* a machine's, about a reminder of ours: noted, answered never */
    FU_VERDICT_OWN,       /* a mail of ours that came back */
    FU_VERDICT_NOBODY,    /* no From, several, or one that does not parse */
    FU_VERDICT_STRANGER,  /* the sender is not allowed */
    FU_VERDICT_DOUBTED,   /* allowed, but nothing proves that the sender is who From says */
    FU_VERDICT_ACCEPTED
};

/* What intent makes of a letter. */
struct fu_decision {
    enum fu_verdict verdict;
    const char *sender; /* canonical address of who asks; "" for nobody */
    const char *reason; /* one sentence: why this verdict */
    const char
        *cure; /* one sentence for the operator: what would change it; "" when nothing should */
    bool handed_in; /* the sender's own server, or a login of theirs, handed the mail in just now;
                       what is only signed may be a mail that somebody else hands in once more */
    /* Each address of ours once; for FU_VERDICT_ACCEPTED, and of an own mail those for check. */
    struct fu_request *requests;
    size_t request_count;
    int64_t bounced; /* of a bounce, the delivery to whose address it came, or whose mail it returns;
                        0: the letter's report names the mail of ours that it returns */
};

#endif
