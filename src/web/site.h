/* The pages, apart from how they get onto the wire: a request in, a response out. */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/web/web.h"
#include "notice.h"
#include "request.h"
#include "response.h"

#define SESSION_COOKIE "followupd"

enum { BASE_MAX = 256, MARK_LENGTH = 16 };

struct site {
    struct fu_web_settings settings;
    char base[BASE_MAX];         /* path of the url, without a final slash; "" */
    char style[MARK_LENGTH + 1]; /* digests of what is fixed, so that a browser may keep it */
    char script[MARK_LENGTH + 1];
    char icon[MARK_LENGTH + 1];
    struct notices notices;
};

/* One request on its way through the pages. */
struct visit {
    struct site *site;
    const struct request *request;
    struct response *response;
    const char *rest;            /* what the path has behind the route's own */
    int64_t person;              /* who is signed in; 0 */
    const struct fu_person *who; /* the same, where the page needs a signed-in person */
};

void fu_site_open(struct site *site, const struct fu_web_settings *settings);

/* Answers; whatever comes in, response is whole. */
void fu_site_answer(struct site *site, const struct request *request, struct response *response);

/* What all pages share (page.c). */

/* Begins a page: everything up to its content. */
void fu_page_begin(struct visit *visit, int status, const char *title);
void fu_page_end(struct visit *visit);

/* A page of one heading and one paragraph. */
void fu_page_say(struct visit *visit, int status, const char *heading, const char *sentence);

/* The answer when the backend failed. */
void fu_page_fail(struct visit *visit, enum fu_status status, const struct fu_error *error);

/* Nothing is there; the same whatever was asked for. */
void fu_page_missing(struct visit *visit);

/* Says that the form must be sent from our own page. */
void fu_page_foreign(struct visit *visit);

/* Goes to another page of ours (path begins with "/"), which shows the sentence once more: 303.
 * undo is the follow-up that an undo button there is about, 0. */
void fu_page_go(struct visit *visit, const char *path, const char *sentence, int64_t undo);

/* The sentence that fu_page_go brought here, if it did. */
const struct notice *fu_page_notice(const struct visit *visit);

/* Routes (one file a group). */
typedef void page(struct visit *visit);
page fu_page_action, fu_page_action_post, fu_page_action_reading;
page fu_page_health;

#endif
