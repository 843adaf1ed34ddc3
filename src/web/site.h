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

enum { BASE_MAX = 256, MARK_LENGTH = 16, ASKED_MAX = 512 };

struct site {
    struct fu_web_settings settings;
    char base[BASE_MAX];         /* path of the url, without a final slash; "" */
    char style[MARK_LENGTH + 1]; /* digests of what is fixed, so that a browser may keep it */
    char script[MARK_LENGTH + 1];
    char icon[MARK_LENGTH + 1];
    struct notices notices;
    char *asked[ASKED_MAX]; /* own; addresses whose owners want a link, until the answer is out */
    size_t asked_count;
};

/* One request on its way through the pages. */
struct visit {
    struct site *site;
    const struct request *request;
    struct response *response;
    const char *path;            /* of the route */
    const char *rest;            /* what stands for its "*" */
    const struct fu_person *who; /* who is signed in, where the page is for somebody; else NULL */
    const char *token;           /* what their forms carry, "" */
};

void fu_site_open(struct site *site, const struct fu_web_settings *settings);

void fu_site_close(struct site *site);

/* Does what was put off until the answers are out. */
void fu_site_work(struct site *site);

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

/* The form asks for nothing that is known. */
void fu_page_unknown(struct visit *visit);

/* Says that the form must be sent from our own page. */
void fu_page_foreign(struct visit *visit);

/* Says that the page which the form stood on was made for another session. */
void fu_page_outdated(struct visit *visit);

/* Goes to another page of ours (path begins with "/"), which shows the sentence once more: 303.
 * undo is what an undo button there takes back, NULL. */
void fu_page_go(
    struct visit *visit, const char *path, const char *sentence, const struct notice_undo *undo);

/* The sentence that fu_page_go brought here, if it did. */
const struct notice *fu_page_notice(const struct visit *visit);

/* A form that posts to path, with the token; its end tag is the caller's. */
void fu_page_form(struct visit *visit, const char *path, const char *class);

/* The token of the forms that go with a session. */
const char *fu_session_token(struct fu_arena *arena, const char *session);

/* Routes (one file a group). */
typedef void page(struct visit *visit);
page fu_page_action, fu_page_action_post, fu_page_action_reading;
page fu_page_front, fu_page_signin, fu_page_link, fu_page_link_post, fu_page_signout;
page fu_page_list, fu_page_past, fu_page_list_post;
page fu_page_one, fu_page_one_post;
page fu_page_new, fu_page_new_post, fu_page_reading;
page fu_page_settings, fu_page_settings_post;
page fu_page_feed, fu_page_calendar, fu_page_calendar_post, fu_page_contacts;
page fu_page_health, fu_page_metrics;

#endif
