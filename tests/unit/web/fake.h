/* A site over a backend of one person and one follow-up, whose every text is an attack. */
#ifndef FOLLOWUPD_TESTS_WEB_FAKE_H
#define FOLLOWUPD_TESTS_WEB_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/web/site.h"

#define EVIL "\"'><script>alert(1)</script>&amp;"
#define TOKEN "abcdefghijklmnopqrst"
#define SESSION "0123456789abcdef0123456789abcdef01234567"
#define LINK "fedcba9876543210fedcba9876543210fedcba98"

struct fake {
    struct site site;
    struct fu_arena *arena;
    struct request request;
    struct response response;
    enum fu_status status;       /* that every call of the backend comes to */
    struct fu_web_order order;   /* the last one */
    struct fu_web_wishes wishes; /* the last ones */
    struct fu_view_question question;
    struct fu_web_feed feed;
    int acts, asks, spent, ended;
    bool shares;  /* in somebody else's */
    bool refuses; /* whatever is typed */
    bool over;    /* the one follow-up is, for who looks */
    bool paused;  /* nothing is sent to who is signed in */
    const char *subject; /* of the one follow-up, NULL for the hostile one */
};

static inline enum fu_status fail_as(const struct fake *fake, struct fu_error *error)
{
    return fu_error_set(error, fake->status, "the backend's own words");
}

static struct fu_view_item fake_item(void)
{
    return (struct fu_view_item){.id = 417,
        .subject = EVIL,
        .day = EVIL,
        .time = EVIL,
        .moment = EVIL,
        .english = EVIL,
        .tags = EVIL,
        .outcome = EVIL,
        .recurring = true};
}

static struct fu_view_event fake_events[] = {{EVIL, EVIL, true}, {EVIL, EVIL, false}};

static enum fu_status fake_view(
    struct fake *fake, struct fu_view_followup **view, struct fu_error *error)
{
    *view = fu_arena_allocate(fake->arena, 1, sizeof **view);
    **view = (struct fu_view_followup){.item = fake_item(),
        .next = EVIL,
        .ended = EVIL,
        .canonical = EVIL,
        .asked = EVIL,
        .undo = EVIL,
        .meant = {.undo = 11, .skip = 1700000000},
        .owned = !fake->shares,
        .owner = EVIL,
        .people = EVIL,
        .note = EVIL,
        .text = EVIL,
        .events = fake_events,
        .event_count = 2};
    (*view)->over = fake->over;
    if (fake->subject)
        (*view)->item.subject = fake->subject;
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_open(void *context, struct fu_arena *arena, const char *token,
    int64_t *person, struct fu_view_followup **view, struct fu_error *error)
{
    (void)arena;
    *view = NULL;
    *person = 7;
    return strcmp(token, TOKEN) == 0 ? fake_view(context, view, error) : FU_OK;
}

static enum fu_status fake_one(void *context, struct fu_arena *arena, int64_t person, int64_t id,
    struct fu_view_followup **view, struct fu_error *error)
{
    (void)arena;
    assert_int_equal(person, 7);
    *view = NULL;
    return id == 417 ? fake_view(context, view, error) : FU_OK;
}

static enum fu_status fake_list(void *context, struct fu_arena *arena, int64_t person,
    const struct fu_view_question *question, struct fu_view_list *list, struct fu_error *error)
{
    static const char *const tags[] = {EVIL, "acme"};
    static struct fu_view_item items[2];
    struct fake *fake = context;

    (void)arena;
    assert_int_equal(person, 7);
    fake->question = *question;
    items[0] = items[1] = fake_item();
    items[1].day = "Tomorrow";
    *list = (struct fu_view_list){
        .items = items, .count = 2, .cut = true, .tags = tags, .tag_count = 2};
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static void fake_outcome(const struct fake *fake, struct fu_web_outcome *outcome)
{
    *outcome = (struct fu_web_outcome){.found = fake->order.followup != 9,
        .followup = 417,
        .changed = true,
        .undo = 12,
        .sentence = EVIL,
        .refused = fake->refuses,
        .suggestions = {EVIL},
        .suggestion_count = 1};
}

static enum fu_status fake_act(void *context, struct fu_arena *arena,
    const struct fu_web_order *order, struct fu_web_outcome *outcome, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    fake->order = *order;
    fake->acts++;
    fake_outcome(fake, outcome);
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_change(void *context, struct fu_arena *arena, int64_t person,
    const struct fu_web_wishes *wishes, struct fu_web_outcome *outcome, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    assert_int_equal(person, 7);
    fake->wishes = *wishes;
    fake->acts++;
    fake_outcome(fake, outcome);
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_read(void *context, struct fu_arena *arena, int64_t person,
    const char *text, bool once, struct fu_view_reading *reading, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    (void)person;
    (void)once;
    *reading = (struct fu_view_reading){.understood = strcmp(text, "friday") == 0,
        .english = EVIL,
        .moments = {EVIL},
        .moment_count = 1,
        .reason = EVIL,
        .suggestions = {EVIL},
        .suggestion_count = 1};
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_ask(
    void *context, struct fu_arena *arena, const char *address, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    (void)address;
    fake->asks++;
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_look(
    void *context, struct fu_arena *arena, const char *link, bool *good, struct fu_error *error)
{
    (void)arena;
    *good = strcmp(link, LINK) == 0;
    return ((struct fake *)context)->status == FU_OK ? FU_OK : fail_as(context, error);
}

static enum fu_status fake_spend(void *context, struct fu_arena *arena, const char *link,
    const char **session, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    *session = strcmp(link, LINK) == 0 && fake->spent++ == 0 ? SESSION : NULL;
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_who(void *context, struct fu_arena *arena, const char *session,
    struct fu_person **person, struct fu_error *error)
{
    struct fake *fake = context;

    (void)error;
    *person = NULL;
    if (strcmp(session, SESSION) != 0 || fake->ended)
        return FU_OK;
    *person = fu_arena_allocate(arena, 1, sizeof **person);
    (*person)->id = 7;
    (*person)->address = EVIL;
    (*person)->paused = fake->paused;
    (*person)->preferences = (struct fu_preferences){
        .zone = EVIL, .morning = 8 * 60 + 5, .workdays = FU_WORKDAYS_DEFAULT};
    return FU_OK;
}

static enum fu_status fake_end(void *context, struct fu_arena *arena, const char *session,
    bool everywhere, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    (void)session;
    (void)error;
    fake->ended += everywhere ? 2 : 1;
    return FU_OK;
}

static enum fu_status fake_feed(void *context, struct fu_arena *arena, struct fu_web_feed *feed,
    struct fu_buffer *body, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    feed->found = strcmp(feed->token, TOKEN) == 0;
    feed->fresh = strcmp(feed->known, "\"known\"") == 0;
    feed->etag = "\"known\"";
    feed->modified = 1794994200;
    fake->feed = *feed;
    if (feed->found && !feed->fresh)
        fu_buffer_add_text(body, "BEGIN:VCALENDAR\r\n");
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static enum fu_status fake_url(
    void *context, struct fu_arena *arena, int64_t person, const char **url, struct fu_error *error)
{
    (void)arena;
    assert_int_equal(person, 7);
    *url = "https://remind.example.org/f/" TOKEN ".ics";
    return ((struct fake *)context)->status == FU_OK ? FU_OK : fail_as(context, error);
}

static enum fu_status fake_rotate(
    void *context, struct fu_arena *arena, int64_t person, struct fu_error *error)
{
    (void)arena;
    (void)error;
    assert_int_equal(person, 7);
    ((struct fake *)context)->acts++;
    return FU_OK;
}

static enum fu_status fake_contacts(
    void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error)
{
    (void)arena;
    fu_buffer_add_text(body, "BEGIN:VCARD\r\n");
    return ((struct fake *)context)->status == FU_OK ? FU_OK : fail_as(context, error);
}

static enum fu_status fake_metrics(
    void *context, struct fu_arena *arena, struct fu_buffer *body, struct fu_error *error)
{
    (void)arena;
    fu_buffer_add_text(body, "followupd_people 1\n");
    return ((struct fake *)context)->status == FU_OK ? FU_OK : fail_as(context, error);
}

static enum fu_status fake_health(
    void *context, struct fu_arena *arena, const char **trouble, struct fu_error *error)
{
    struct fake *fake = context;

    (void)arena;
    *trouble = fake->refuses ? "the outbox is in trouble" : "";
    return fake->status == FU_OK ? FU_OK : fail_as(fake, error);
}

static inline void open_site(struct fake *fake, const char *url)
{
    fu_site_close(&fake->site);
    fu_site_open(&fake->site, &(struct fu_web_settings){.url = url,
                                  .example = EVIL,
                                  .backend = {.context = fake,
                                      .ask_link = fake_ask,
                                      .look_link = fake_look,
                                      .spend_link = fake_spend,
                                      .who = fake_who,
                                      .end_session = fake_end,
                                      .open = fake_open,
                                      .one = fake_one,
                                      .list = fake_list,
                                      .act = fake_act,
                                      .read = fake_read,
                                      .change = fake_change,
                                      .feed = fake_feed,
                                      .feed_url = fake_url,
                                      .rotate_feed = fake_rotate,
                                      .contacts = fake_contacts,
                                      .metrics = fake_metrics,
                                      .health = fake_health}});
}

static int set_up(void **state)
{
    struct fake *fake = calloc(1, sizeof *fake);

    fake->arena = fu_arena_new();
    fu_buffer_init(&fake->response.body, RESPONSE_MAX);
    open_site(fake, "https://remind.example.org");
    *state = fake;
    return 0;
}

static int tear_down(void **state)
{
    struct fake *fake = *state;

    fu_site_close(&fake->site);
    fu_buffer_free(&fake->response.body);
    fu_arena_free(&fake->arena);
    free(fake);
    return 0;
}

/* Asks the site; form is NULL for GET. What came back is in fake->response. Returns the status. */
static inline int ask(struct fake *fake, const char *target, const char *form, bool signed_in)
{
    struct fu_buffer body = fake->response.body;

    fu_buffer_clear(&body);
    memset(&fake->response, 0, sizeof fake->response);
    fake->response.body = body;
    fake->request = (struct request){.arena = fake->arena,
        .method = form ? METHOD_POST : METHOD_GET,
        .session = signed_in ? SESSION : "",
        .host = "remind.example.org",
        .origin = "",
        .fetch_site = "same-origin",
        .local = true,
        .if_none_match = "",
        .if_modified_since = ""};
    assert_true(fu_request_target(&fake->request, target));
    if (form)
        assert_true(fu_request_fields(fake->arena, form, strlen(form), &fake->request.form));
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    return fake->response.status;
}

/* The same with the token that belongs to the session. */
static inline int post(struct fake *fake, const char *target, const char *form)
{
    return ask(fake, target,
        fu_arena_print(fake->arena, "%s&token=%s", form, fu_session_token(fake->arena, SESSION)),
        true);
}

static inline bool says(const struct fake *fake, const char *text)
{
    return strstr(fake->response.body.data, text) != NULL;
}

#endif
