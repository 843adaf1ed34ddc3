/* Outside: what this is, and the way in by a mailed link. The answer to an address is the same
 * whether somebody has it or not, and is given before anybody looks. */
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/log.h"
#include "followupd/base/token.h"
#include "html.h"
#include "site.h"

enum { SESSION_SECONDS = 30 * 86400 };

static void add_signin(struct visit *visit)
{
    struct fu_buffer *body = &visit->response->body;

    if (!visit->site->settings.url[0]) {
        fu_html(body,
            "<p>Signing in needs one thing more: the operator has not said yet by which address "
            "browsers reach this page.</p>\n");
        return;
    }
    fu_page_form(visit, "/signin", "signin");
    fu_html(body,
        "<label for=\"address\">Your mail address</label>\n<div class=\"row\">\n"
        "<input id=\"address\" name=\"address\" type=\"email\" autocomplete=\"email\" "
        "maxlength=\"%d\" required>\n<button class=\"strong\">Mail me a link</button>\n</div>\n",
        FU_ADDRESS_MAX);
    fu_html(body,
        "<p class=\"small\">There is no password. A link comes by mail to those who use this "
        "service.</p>\n</form>\n");
}

static bool is_signed_in(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_person *person = NULL;
    struct fu_error error;

    return visit->request->session[0] &&
           backend->who(backend->context, visit->request->arena, visit->request->session, &person,
               &error) == FU_OK &&
           person;
}

void fu_page_front(struct visit *visit)
{
    struct fu_buffer *body = &visit->response->body;

    if (is_signed_in(visit)) {
        fu_page_go(visit, "/me", "", NULL);
        return;
    }
    fu_page_begin(visit, 200, "A mailbox that reminds");
    fu_html(body,
        "<h1>A mailbox that reminds</h1>\n<p class=\"lead\">Put <span class=\"address\">%s</span> "
        "in "
        "BCC of the mail you are sending. Three days later it is back in your inbox, in its "
        "thread, "
        "and your reply goes to whom you wrote.</p>\n",
        visit->site->settings.example);
    fu_html(body,
        "<p>Here you see what is still to come, snooze it, finish it, or ask for more.</p>\n");
    add_signin(visit);
    fu_page_end(visit);
}

void fu_page_signin(struct visit *visit)
{
    struct site *site = visit->site;
    const char *address = fu_request_field(&visit->request->form, "address");
    struct fu_buffer *body = &visit->response->body;

    if (site->settings.url[0] && address[0] && strlen(address) <= FU_ADDRESS_MAX &&
        site->asked_count < ASKED_MAX)
        site->asked[site->asked_count++] = fu_copy(address);
    fu_page_begin(visit, 200, "Look into your mail");
    fu_html(body,
        "<h1>Look into your mail</h1>\n<p>If <b>%s</b> uses this service, a link is on its way. It "
        "works once, within the hour.</p>\n",
        address);
    fu_html(body,
        "<p>Nothing there after some minutes? Perhaps it lies among the junk, or you are known "
        "here "
        "by another address. <a href=\"%s/\">Try again</a></p>\n",
        site->base);
    fu_page_end(visit);
}

/* Nobody who is in already needs another link. */
static void answer_spent(struct visit *visit)
{
    struct fu_buffer *body = &visit->response->body;

    if (is_signed_in(visit)) {
        fu_page_go(visit, "/me", "", NULL);
        return;
    }
    fu_page_begin(visit, 404, "This link opens nothing");
    fu_html(body,
        "<h1>This link opens nothing any more</h1>\n<p>Each works once, and for an hour. "
        "<a href=\"%s/\">Ask for another</a></p>\n",
        visit->site->base);
    fu_page_end(visit);
}

void fu_page_link(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    struct fu_error error;
    bool good;
    enum fu_status status =
        backend->look_link(backend->context, visit->request->arena, visit->rest, &good, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    if (!good) {
        answer_spent(visit);
        return;
    }
    fu_page_begin(visit, 200, "Sign in");
    fu_html(&visit->response->body,
        "<h1>Sign in</h1>\n<p>This browser stays signed in for %d days.</p>\n",
        SESSION_SECONDS / 86400);
    fu_page_form(visit, fu_arena_print(visit->request->arena, "/s/%s", visit->rest), "");
    fu_html(&visit->response->body, "<button class=\"strong\">Sign in</button>\n</form>\n");
    fu_page_end(visit);
}

/* Session "" with 0 seconds takes the cookie away. */
static void set_cookie(struct visit *visit, const char *session, int seconds)
{
    const char *secure = strncmp(visit->site->settings.url, "https:", 6) == 0 ? "; Secure" : "";
    struct response *response = visit->response;

    response->cookies[response->cookie_count++] = fu_arena_print(visit->request->arena,
        "%s=%s; Path=%s/; Max-Age=%d; HttpOnly; SameSite=Lax%s", SESSION_COOKIE, session,
        visit->site->base, seconds, secure);
}

void fu_page_link_post(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    const char *session = NULL;
    struct fu_error error;
    enum fu_status status =
        backend->spend_link(backend->context, visit->request->arena, visit->rest, &session, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    if (!session) {
        answer_spent(visit);
        return;
    }
    set_cookie(visit, session, SESSION_SECONDS);
    fu_page_go(visit, "/me", "", NULL);
}

void fu_page_signout(struct visit *visit)
{
    const struct fu_web_backend *backend = &visit->site->settings.backend;
    bool everywhere = fu_request_has(&visit->request->form, "everywhere");
    struct fu_error error;
    enum fu_status status = backend->end_session(
        backend->context, visit->request->arena, visit->request->session, everywhere, &error);

    if (status != FU_OK) {
        fu_page_fail(visit, status, &error);
        return;
    }
    set_cookie(visit, "", 0);
    fu_page_go(visit, "/",
        everywhere ? "You are signed out in every browser." : "You are signed out.", NULL);
}

/* The session is a secret of the browser and of the store; what is derived from it one way may
 * stand in a page. */
const char *fu_session_token(struct fu_arena *arena, const char *session)
{
    const char *pieces[] = {"form", session};
    char *token = fu_arena_allocate(arena, FU_TOKEN_LENGTH + 1, 1);
    struct fu_key key;

    fu_digest(pieces, sizeof pieces / sizeof *pieces, key.bytes);
    fu_token_make(&key, "form", 0, 0, token);
    return token;
}
