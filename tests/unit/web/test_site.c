/* Which page answers what, who gets in, and that no text gets into a page but through the gate. */
#include "fake.h"

#include <arpa/inet.h>

#include "../../../src/web/listen.h"

static const char *const inside[] = {"/me", "/me/past", "/me/new", "/me/settings", "/me/calendar",
    "/me/contacts.vcf", "/me/417", "/me/417/when?text=x", "/me/new/when?text=x"};
static const char *const outside[] = {
    "/", "/s/" LINK, "/a/" TOKEN, "/a/" TOKEN "/when?text=friday"};

static void pages_inside_are_for_who_is_signed_in(void **state)
{
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof inside / sizeof *inside; i++) {
        assert_int_equal(ask(fake, inside[i], NULL, false), 303);
        assert_string_equal(fake->response.location, "/");
        assert_int_equal(fake->response.body.length, 0);
        assert_int_equal(ask(fake, inside[i], NULL, true), 200);
    }
    assert_int_equal(ask(fake, "/me/417", "do=done", false), 403);
    assert_int_equal(ask(fake, "/me", "done=417", false), 403);
    assert_int_equal(fake->acts, 0);
}

/* Everything that was put into a page stands in it escaped. */
static void assert_clean(const struct fake *fake, const char *target)
{
    const char *body = fake->response.body.data;

    if (strncmp(fake->response.type, "text/html", 9) != 0)
        return;
    if (strstr(body, "<script>") || strstr(body, "'>") || strstr(body, "\"'") ||
        strstr(body, "onerror"))
        fail_msg("%s: %s", target, body);
}

static void no_text_is_markup(void **state)
{
    static const char *const queries[] = {"/me?q=%22'%3E%3Cscript%3E&tag=%22'%3E%3Cscript%3E",
        "/me/past?q=%3Cscript%3E", "/me?said=%3Cscript%3E"};
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof inside / sizeof *inside; i++) {
        assert_int_equal(ask(fake, inside[i], NULL, true), 200);
        assert_clean(fake, inside[i]);
    }
    for (i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_int_equal(ask(fake, outside[i], NULL, false), 200);
        assert_clean(fake, outside[i]);
    }
    for (i = 0; i < sizeof queries / sizeof *queries; i++) {
        ask(fake, queries[i], NULL, true);
        assert_clean(fake, queries[i]);
    }
}

static void who_is_paused_sees_it_on_every_page_of_theirs(void **state)
{
    struct fake *fake = *state;

    ask(fake, "/me", NULL, true);
    assert_false(says(fake, "fails for good"));
    fake->paused = true;
    ask(fake, "/me", NULL, true);
    assert_true(says(fake, "fails for good"));
    assert_clean(fake, "/me");
    ask(fake, "/a/" TOKEN, NULL, false);
    assert_false(says(fake, "fails for good"));
}

static void no_text_that_is_posted_is_markup(void **state)
{
    static const struct {
        const char *target, *form;
    } posts[] = {{"/me/417", "do=snooze&cadence=%22'%3E%3Cscript%3E"},
        {"/me/417", "do=edit&cadence=%22'%3E%3Cscript%3E&subject=%22'%3E%3Cscript%3E"},
        {"/me/417", "do=read&cadence=%22'%3E%3Cscript%3E"},
        {"/me/new", "do=add&cadence=%22'%3E%3Cscript%3E&subject=%22'%3E%3Cscript%3E&note=%22'%3E%"
                    "3Cscript%3E"},
        {"/me/new", "do=read&cadence=%22'%3E%3Cscript%3E&subject=%22'%3E%3Cscript%3E"},
        {"/me/settings",
            "zone=%22'%3E%3Cscript%3E&time=%22'%3E%3Cscript%3E&day=%22'%3E%3Cscript%3E"},
        {"/a/" TOKEN, "do=snooze&cadence=%22'%3E%3Cscript%3E"},
        {"/signin", "address=%22'%3E%3Cscript%3E"}};
    struct fake *fake = *state;
    size_t i;

    fake->refuses = true;
    for (i = 0; i < sizeof posts / sizeof *posts; i++) {
        post(fake, posts[i].target, posts[i].form);
        assert_true(fake->response.body.length > 0);
        assert_clean(fake, posts[i].target);
    }
}

static void a_notice_is_escaped_as_well(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(post(fake, "/me/417", "do=done"), 303);
    assert_int_equal(ask(fake, fake->response.location, NULL, true), 200);
    assert_true(says(fake, "role=\"status\""));
    assert_clean(fake, "notice");
}

static void a_form_acts_only_with_the_session_s_token(void **state)
{
    static const char *const forms[] = {
        "do=done", "do=done&token=", "do=done&token=aaaaaaaaaaaaaaaaaaaa"};
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_int_equal(ask(fake, "/me/417", forms[i], true), 403);
    assert_int_equal(fake->acts, 0);
    assert_int_equal(post(fake, "/me/417", "do=done"), 303);
    assert_int_equal(fake->acts, 1);
}

static void a_page_of_an_earlier_session_says_so(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/417", "do=done&token=aaaaaaaaaaaaaaaaaaaa", true), 403);
    assert_true(says(fake, "You have signed in anew since"));
    assert_int_equal(ask(fake, "/me/417", "do=done", true), 403);
    assert_true(says(fake, "That came from elsewhere"));
    assert_int_equal(fake->acts, 0);
}

static void who_is_signed_in_needs_no_link(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/s/" SESSION, NULL, true), 303);
    assert_string_equal(fake->response.location, "/me");
    assert_int_equal(ask(fake, "/s/" SESSION, "", true), 303);
    assert_string_equal(fake->response.location, "/me");
    assert_int_equal(fake->response.cookie_count, 0);
}

static int post_from(struct fake *fake, const char *target, const char *form, const char *site)
{
    ask(fake, "/icon.svg", NULL, false);
    fu_buffer_clear(&fake->response.body);
    fake->request.method = METHOD_POST;
    fake->request.session = SESSION;
    fake->request.fetch_site = site;
    assert_true(fu_request_target(&fake->request, target));
    form = fu_arena_print(fake->arena, "%s&token=%s", form, fu_session_token(fake->arena, SESSION));
    assert_true(fu_request_fields(fake->arena, form, strlen(form), &fake->request.form));
    fake->response.fixed = NULL;
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    return fake->response.status;
}

static void a_form_of_another_site_does_nothing(void **state)
{
    static const char *const targets[] = {
        "/me/417", "/me", "/me/settings", "/me/signout", "/a/" TOKEN, "/s/" LINK, "/signin"};
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(
            post_from(fake, targets[i], "do=done&done=417&address=a@b", "cross-site"), 403);
        assert_int_equal(
            post_from(fake, targets[i], "do=done&done=417&address=a@b", "same-site"), 403);
        assert_int_equal(fake->response.cookie_count, 0);
    }
    fu_site_work(&fake->site);
    assert_int_equal(fake->acts + fake->asks + fake->spent + fake->ended, 0);
}

static void looking_never_acts(void **state)
{
    static const char *const targets[] = {"/me?done=417", "/me/417?do=done", "/a/" TOKEN "?do=done",
        "/s/" LINK, "/me/signout", "/signin?address=a@b", "/a/" TOKEN "/when?text=x"};
    struct fake *fake = *state;
    size_t i;

    for (i = 0; i < sizeof targets / sizeof *targets; i++) {
        ask(fake, targets[i], NULL, true);
        fake->request.method = METHOD_HEAD;
        fu_site_answer(&fake->site, &fake->request, &fake->response);
    }
    fu_site_work(&fake->site);
    assert_int_equal(fake->acts + fake->asks + fake->spent + fake->ended, 0);
}

static void tokens_that_open_nothing_are_all_the_same(void **state)
{
    static const char *const paths[] = {"/a/aaaaaaaaaaaaaaaaaaaa", "/a/abcdefghijklmnopqrs", "/a/x",
        "/a/", "/a", "/a/" TOKEN "/", "/a/" TOKEN "/x", "/me/x", "/me/0", "/me/418", "/nothing",
        "/..", "/a/../me", "/f/x.ics", "/f/" TOKEN, "/f/.ics", "/f/" TOKEN ".icsx",
        "/f/" TOKEN ".ICS"};
    struct fake *fake = *state;
    const char *first = NULL;
    size_t i;

    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(
            ask(fake, paths[i], NULL, false) == 404 || strncmp(paths[i], "/me", 3) == 0, 1);
        if (strncmp(paths[i], "/me", 3) == 0)
            continue;
        first = first ? first : fu_arena_copy(fake->arena, fake->response.body.data);
        assert_string_equal(fake->response.body.data, first);
    }
    assert_int_equal(ask(fake, "/me/418", NULL, true), 404);
    assert_int_equal(ask(fake, "/me/x", NULL, true), 404);
}

static void signing_in_and_out(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/signin", "address=alice@example.org", false), 200);
    assert_int_equal(fake->asks, 0);
    fu_site_work(&fake->site);
    assert_int_equal(fake->asks, 1);
    assert_int_equal(ask(fake, "/s/" LINK, NULL, false), 200);
    assert_int_equal(ask(fake, "/s/" SESSION, NULL, false), 404);
    assert_int_equal(ask(fake, "/s/x", "", false), 404);
    assert_int_equal(fake->spent, 0);
    assert_int_equal(ask(fake, "/s/" LINK, "", false), 303);
    assert_string_equal(fake->response.location, "/me");
    assert_int_equal(fake->response.cookie_count, 1);
    assert_string_equal(fake->response.cookies[0],
        "followupd=" SESSION "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
    assert_int_equal(ask(fake, "/s/" LINK, "", false), 404);
    assert_int_equal(fake->response.cookie_count, 0);
    assert_int_equal(ask(fake, "/", NULL, true), 303);
    assert_int_equal(post(fake, "/me/signout", ""), 303);
    assert_int_equal(fake->ended, 1);
    assert_non_null(strstr(fake->response.cookies[0], "followupd=; Path=/; Max-Age=0;"));
    assert_int_equal(ask(fake, "/me", NULL, true), 303);
}

static void the_answer_to_an_address_tells_nothing(void **state)
{
    struct fake *fake = *state;
    const char *first;

    ask(fake, "/signin", "address=x@example.org", false);
    first = fu_arena_copy(fake->arena, fake->response.body.data);
    fake->status = FU_TEMPORARY;
    ask(fake, "/signin", "address=x@example.org", false);
    assert_string_equal(fake->response.body.data, first);
    fu_site_work(&fake->site);
    assert_int_equal(fake->asks, 2);
}

static void only_so_many_wait_for_their_link(void **state)
{
    struct fake *fake = *state;
    int i;

    for (i = 0; i <= ASKED_MAX; i++)
        assert_int_equal(ask(fake, "/signin", "address=x@example.org", false), 200);
    fu_site_work(&fake->site);
    assert_int_equal(fake->asks, ASKED_MAX);
}

static void a_page_that_says_one_thing_leads_on(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/nothing", NULL, false), 404);
    assert_true(says(fake, "<a href=\"/\">To the first page</a>"));
    assert_int_equal(ask(fake, "/me/417", "do=done", false), 403);
    assert_true(says(fake, "<a href=\"/\">To the first page</a>"));
}

static void a_long_title_is_set_smaller(void **state)
{
    static const char eighty[] = "رررررررررررررررررررررررررررررررررررررررر"
                                 "رررررررررررررررررررررررررررررررررررررررر";
    struct fake *fake = *state;

    fake->subject = eighty;
    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, "<h1 dir=\"auto\" class=\"\">"));
    fake->subject = fu_arena_print(fake->arena, "%s!", eighty);
    assert_int_equal(ask(fake, "/me/417", NULL, true), 200);
    assert_true(says(fake, "<h1 dir=\"auto\" class=\"long\">"));
}

static void a_failing_backend_is_told_and_hides_its_words(void **state)
{
    struct fake *fake = *state;
    size_t i;

    fake->status = FU_TEMPORARY;
    for (i = 0; i < sizeof inside / sizeof *inside; i++) {
        if (strcmp(inside[i], "/me/new") == 0 || strcmp(inside[i], "/me/settings") == 0)
            continue;
        if (ask(fake, inside[i], NULL, true) != 503)
            fail_msg("%s", inside[i]);
        assert_false(says(fake, "own words"));
    }
    assert_int_equal(ask(fake, "/a/" TOKEN, NULL, false), 503);
    assert_int_equal(ask(fake, "/s/" LINK, NULL, false), 503);
    fake->status = FU_PERMANENT;
    assert_int_equal(ask(fake, "/a/" TOKEN, NULL, false), 500);
    assert_int_equal(post(fake, "/me/new", "do=add&cadence=x&subject=y"), 500);
}

static void a_monitor_gets_one_line(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/healthz", NULL, false), 200);
    assert_string_equal(fake->response.body.data, "all is well\n");
    fake->refuses = true;
    assert_int_equal(ask(fake, "/healthz", NULL, false), 503);
    assert_string_equal(fake->response.body.data, "the outbox is in trouble\n");
    fake->status = FU_TEMPORARY;
    assert_int_equal(ask(fake, "/healthz", NULL, false), 503);
    assert_string_equal(fake->response.body.data, "the store cannot be read\n");
}

static void numbers_are_not_for_the_world(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/metrics", NULL, false), 200);
    assert_true(says(fake, "followupd_people 1"));
    fu_buffer_clear(&fake->response.body);
    fake->request.forwarded = true;
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    assert_int_equal(fake->response.status, 404);
    fu_buffer_clear(&fake->response.body);
    fake->request.forwarded = false;
    fake->request.local = false;
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    assert_int_equal(fake->response.status, 404);
    assert_false(says(fake, "followupd_people"));
}

static void an_address_says_whether_it_is_this_machine(void **state)
{
    static const struct {
        const char *address;
        bool local;
    } rows[] = {{"127.0.0.1", true}, {"127.8.9.1", true}, {"128.0.0.1", false}, {"10.0.0.1", false},
        {"::1", true}, {"::2", false}, {"::ffff:127.0.0.1", true}, {"::ffff:10.0.0.1", false},
        {"2001:db8::1", false}, {"::127.0.0.1", false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sockaddr_in narrow = {.sin_family = AF_INET};
        struct sockaddr_in6 wide = {.sin6_family = AF_INET6};
        bool is_narrow = inet_pton(AF_INET, rows[i].address, &narrow.sin_addr) == 1;

        assert_true(is_narrow || inet_pton(AF_INET6, rows[i].address, &wide.sin6_addr) == 1);
        assert_int_equal(fu_listen_is_local(is_narrow ? (const struct sockaddr *)&narrow
                                                      : (const struct sockaddr *)&wide),
            rows[i].local);
    }
}

static void a_feed_is_for_who_has_its_address(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/f/" TOKEN ".ics?todo&tag=acme&alarm=10m", NULL, false), 200);
    assert_true(fake->feed.todo);
    assert_string_equal(fake->feed.tag, "acme");
    assert_string_equal(fake->feed.alarm, "10m");
    assert_string_equal(fake->response.type, "text/calendar; charset=utf-8");
    assert_string_equal(fake->response.etag, "\"known\"");
    assert_string_equal(fake->response.modified, "Wed, 18 Nov 2026 09:30:00 GMT");
    assert_non_null(strstr(fake->response.cache, "private"));
    assert_true(says(fake, "BEGIN:VCALENDAR"));
    assert_int_equal(ask(fake, "/f/aaaaaaaaaaaaaaaaaaaa.ics", NULL, false), 404);
}

static int ask_again(struct fake *fake, const char *etag, const char *date)
{
    ask(fake, "/f/" TOKEN ".ics", NULL, false);
    fu_buffer_clear(&fake->response.body);
    fake->request.if_none_match = etag;
    fake->request.if_modified_since = date;
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    return fake->response.status;
}

static void a_feed_that_is_known_is_not_sent_again(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask_again(fake, "\"known\"", ""), 304);
    assert_int_equal(fake->response.body.length, 0);
    assert_string_equal(fake->response.etag, "\"known\"");
    assert_int_equal(ask_again(fake, "\"other\"", ""), 200);
    assert_int_equal(ask_again(fake, "", "Wed, 18 Nov 2026 09:30:00 GMT"), 304);
    assert_int_equal(fake->response.body.length, 0);
    assert_int_equal(ask_again(fake, "", "Wed, 18 Nov 2026 09:30:01 GMT"), 200);
    assert_int_equal(ask_again(fake, "\"other\"", "Wed, 18 Nov 2026 09:30:00 GMT"), 200);
}

static void a_new_address_is_made_by_a_button(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/me/calendar", NULL, true), 200);
    assert_true(says(fake, "webcal://remind.example.org/f/" TOKEN ".ics"));
    assert_true(says(fake, "cid=webcal%3A%2F%2Fremind.example.org%2Ff%2F" TOKEN ".ics"));
    assert_int_equal(fake->acts, 0);
    assert_int_equal(post(fake, "/me/calendar", "do=nothing"), 400);
    assert_int_equal(post(fake, "/me/calendar", "do=rotate"), 303);
    assert_int_equal(fake->acts, 1);
    assert_int_equal(ask(fake, "/me/contacts.vcf", NULL, true), 200);
    assert_string_equal(fake->response.type, "text/vcard; charset=utf-8");
}

static void methods_that_a_page_has_not_are_refused(void **state)
{
    struct fake *fake = *state;

    assert_int_equal(ask(fake, "/healthz", "", false), 405);
    assert_int_equal(ask(fake, "/signin", NULL, false), 405);
    assert_int_equal(ask(fake, "/me/signout", NULL, true), 405);
    fake->request.method = METHOD_OTHER;
    assert_true(fu_request_target(&fake->request, "/a/" TOKEN));
    fu_site_answer(&fake->site, &fake->request, &fake->response);
    assert_int_equal(fake->response.status, 405);
}

static void pages_may_live_below_a_path(void **state)
{
    struct fake *fake = *state;

    open_site(fake, "https://example.org/follow/ups");
    assert_int_equal(ask(fake, "/follow/ups/me", NULL, true), 200);
    assert_true(says(fake, "href=\"/follow/ups/me/417\""));
    assert_int_equal(ask(fake, "/me", NULL, true), 200);
    assert_int_equal(ask(fake, "/follow/ups", NULL, false), 200);
    assert_int_equal(ask(fake, "/follow/upsx/me", NULL, true), 404);
    assert_int_equal(ask(fake, "/me", NULL, false), 303);
    assert_string_equal(fake->response.location, "/follow/ups/");
    ask(fake, "/s/" LINK, "", false);
    assert_non_null(strstr(fake->response.cookies[0], "; Path=/follow/ups/;"));
}

static void without_https_the_cookie_is_not_secure(void **state)
{
    struct fake *fake = *state;

    open_site(fake, "http://127.0.0.1:8025");
    ask(fake, "/s/" LINK, "", false);
    assert_null(strstr(fake->response.cookies[0], "Secure"));
}

static void the_query_reaches_the_list(void **state)
{
    struct fake *fake = *state;

    ask(fake, "/me?q=acme+inc&tag=garden", NULL, true);
    assert_string_equal(fake->question.text, "acme inc");
    assert_string_equal(fake->question.tag, "garden");
    assert_false(fake->question.past);
    ask(fake, "/me/past", NULL, true);
    assert_true(fake->question.past);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(pages_inside_are_for_who_is_signed_in),
        TEST(no_text_is_markup), TEST(who_is_paused_sees_it_on_every_page_of_theirs),
        TEST(no_text_that_is_posted_is_markup), TEST(a_notice_is_escaped_as_well),
        TEST(a_form_acts_only_with_the_session_s_token), TEST(a_page_of_an_earlier_session_says_so),
        TEST(who_is_signed_in_needs_no_link), TEST(a_form_of_another_site_does_nothing),
        TEST(looking_never_acts), TEST(tokens_that_open_nothing_are_all_the_same),
        TEST(signing_in_and_out), TEST(the_answer_to_an_address_tells_nothing),
        TEST(only_so_many_wait_for_their_link), TEST(a_page_that_says_one_thing_leads_on),
        TEST(a_long_title_is_set_smaller), TEST(a_failing_backend_is_told_and_hides_its_words),
        TEST(a_monitor_gets_one_line), TEST(numbers_are_not_for_the_world),
        TEST(an_address_says_whether_it_is_this_machine), TEST(a_feed_is_for_who_has_its_address),
        TEST(a_feed_that_is_known_is_not_sent_again), TEST(a_new_address_is_made_by_a_button),
        TEST(methods_that_a_page_has_not_are_refused), TEST(pages_may_live_below_a_path),
        TEST(without_https_the_cookie_is_not_secure), TEST(the_query_reaches_the_list)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
