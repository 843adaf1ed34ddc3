/* Pages for people and answers for monitors, over HTTP/1.1 without TLS (a proxy adds that).
 *
 * One process, no thread: the caller waits until fu_web_fd is readable or the time that
 * fu_web_serve names is over, and calls fu_web_serve again. What pages show and do comes from a
 * backend, which may block as long as a transaction takes.
 *
 * Whatever a client sends costs a bounded amount: what goes beyond a limit below is answered with
 * an error or closed. GET and HEAD change nothing in the backend; only POST acts. Paths and fields
 * are bytes from outside until they have gone through request.c; every text on its way into a page
 * goes through one gate (html.h). */
#ifndef FOLLOWUPD_WEB_WEB_H
#define FOLLOWUPD_WEB_WEB_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/record/person.h"
#include "followupd/record/view.h"

enum {
    FU_WEB_CONNECTIONS = 256, /* at once; beyond, the one that is idle longest is closed */
    FU_WEB_CONNECTIONS_EACH =
        32, /* of one address, unless the whole world comes through a proxy on this machine */
    FU_WEB_IDLE_SECONDS = 10, /* without a byte either way */
    FU_WEB_EXCHANGE_SECONDS =
        60, /* from the first byte of a request to the last of its answer, or to the next request */
    FU_WEB_HEADER_MAX = 8 * 1024, /* request line and header fields: 431 */
    FU_WEB_BODY_MAX = 16 * 1024,  /* 413; the longest forms in Chinese, each character nine octets */
    FU_WEB_FIELDS_MAX = 32        /* of a form or a query: 400 */
};

/* What a button asks for. */
enum fu_web_verb {
    FU_WEB_SNOOZE = 0,
    FU_WEB_DONE,
    FU_WEB_SKIP,
    FU_WEB_CANCEL,
    FU_WEB_UNDO,
    FU_WEB_EDIT,
    FU_WEB_ADD
};

struct fu_web_order {
    enum fu_web_verb verb;
    int64_t person;
    int64_t followup;    /* not of a new one */
    const char *cadence; /* of a snooze or a new one; of an edit, NULL: leave */
    const char *subject; /* of a new one; of an edit, NULL: leave */
    const char *tags;    /* of an edit, NULL: leave */
    const char *note;    /* of a new one */
    const char *form;    /* of a new one: the name of the form it was written in, "" */
    struct fu_meant meant; /* of undo and skip: what the form said of it */
};

/* What a person's settings are to be, as texts. */
struct fu_web_wishes {
    const char *zone;
    const char *time;     /* "08:00" */
    const char *workdays; /* "mon,tue" */
    const char *confirm;
    const char *reply_to;
    const char *bundle; /* "off" or "on" */
    bool move; /* what is pending goes with zone and workdays */
};

/* What came of it. */
struct fu_web_outcome {
    bool found;       /* there is such a follow-up for this person */
    int64_t followup; /* its number */
    bool changed;
    int64_t undo;         /* the event of it that can be taken back, 0 */
    const char *sentence; /* what was done, or why nothing was */
    bool refused;         /* what was typed was not understood: the reason is in sentence */
    const char *suggestions[FU_SUGGESTIONS_MAX];
    size_t suggestion_count;
};

/* A feed that is asked for, and what there is. */
struct fu_web_feed {
    const char *token;
    bool todo;
    const char *tag;   /* "": all */
    const char *alarm; /* "10m"; "": none */
    const char *known; /* If-None-Match: the version the client has; "" */
    bool found;
    bool fresh;       /* the client's version is the one there is; nothing is written */
    const char *etag; /* with its quotes */
    fu_instant modified;
};

/* Where data comes from and actions go. Every call: FU_OK; FU_TEMPORARY (the page says that it will
 * do in a while); anything else is our own fault, and the page says so. The sentence in *error is
 * for the log. Texts are in the arena. */
struct fu_web_backend {
    void *context;

    /* Signing in. Mails a link to whoever has this address; called after the answer went out, so
     * that the time of the answer tells nothing; that of the next request may. */
    enum fu_status (*ask_link)(
        void *context, struct fu_arena *arena, const char *address, struct fu_error *error);
    enum fu_status (*look_link)(void *context, struct fu_arena *arena, const char *link, bool *good,
        struct fu_error *error);
    /* *session is NULL when the link opens nothing. */
    enum fu_status (*spend_link)(void *context, struct fu_arena *arena, const char *link,
        const char **session, struct fu_error *error);
    /* *person is NULL when nobody is signed in by it. */
    enum fu_status (*who)(void *context, struct fu_arena *arena, const char *session,
        struct fu_person **person, struct fu_error *error);
    enum fu_status (*end_session)(void *context, struct fu_arena *arena, const char *session,
        bool everywhere, struct fu_error *error);

    /* What a token of a reminder opens; *view is NULL when it opens nothing. Fills *person too. */
    enum fu_status (*open)(void *context, struct fu_arena *arena, const char *token,
        int64_t *person, struct fu_view_followup **view, struct fu_error *error);
    /* One follow-up of a person; *view is NULL when there is none of that number. */
    enum fu_status (*one)(void *context, struct fu_arena *arena, int64_t person, int64_t id,
        struct fu_view_followup **view, struct fu_error *error);
    enum fu_status (*list)(void *context, struct fu_arena *arena, int64_t person,
        const struct fu_view_question *question, struct fu_view_list *list, struct fu_error *error);
    /* Does it, in a transaction of its own. */
    enum fu_status (*act)(void *context, struct fu_arena *arena, const struct fu_web_order *order,
        struct fu_web_outcome *outcome, struct fu_error *error);
    /* What a text would mean to this person; once: as a snooze, which must come once. */
    enum fu_status (*read)(void *context, struct fu_arena *arena, int64_t person, const char *text,
        bool once, struct fu_view_reading *reading, struct fu_error *error);
    enum fu_status (*change)(void *context, struct fu_arena *arena, int64_t person,
        const struct fu_web_wishes *wishes, struct fu_web_outcome *outcome, struct fu_error *error);

    /* A calendar, added to body unless the client has it; feed->found says whether there is one. */
    enum fu_status (*feed)(void *context, struct fu_arena *arena, struct fu_web_feed *feed,
        struct fu_buffer *body, struct fu_error *error);
    /* The address of a person's calendar; and a new one instead. */
    enum fu_status (*feed_url)(void *context, struct fu_arena *arena, int64_t person,
        const char **url, struct fu_error *error);
    enum fu_status (*rotate_feed)(
        void *context, struct fu_arena *arena, int64_t person, struct fu_error *error);
    /* Cadence addresses as vCards, added to body. */
    enum fu_status (*contacts)(
        void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error);

    /* What Prometheus reads, added to body. */
    enum fu_status (*metrics)(
        void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error);
    /* One sentence about what is wrong, "" when all is well: for /healthz. */
    enum fu_status (*health)(
        void *context, struct fu_arena *arena, const char **trouble, struct fu_error *error);
};

struct fu_web_settings {
    const char *listen; /* ADDRESS:PORT, [ADDRESS]:PORT, or the path of a socket */
    const char
        *url; /* how the outside reaches us, without a final slash; "" when that is not said */
    const char *example; /* a cadence address, for explaining: "3days@remind.example.org" */
    struct fu_web_backend backend;
};

struct fu_web;

/* Listens. settings is copied; its texts stay the caller's. FU_TEMPORARY with the reason when the
 * address cannot be had. */
enum fu_status fu_web_open(
    const struct fu_web_settings *settings, struct fu_web **web, struct fu_error *error);

/* Readable when there is something to do. */
int fu_web_fd(const struct fu_web *web);

/* Does what there is to do. Milliseconds after which it is to be called again at the latest; -1:
 * nothing waits. */
int64_t fu_web_serve(struct fu_web *web);

/* Stops listening and closes every connection; sets *web to NULL. NULL is fine. */
void fu_web_close(struct fu_web **web);

#endif
