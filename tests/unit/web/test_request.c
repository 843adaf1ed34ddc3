/* Forms, queries, cookies and where a form comes from: what browsers send, and what nobody should.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../../src/web/request.h"

static struct fu_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    return 0;
}

static bool read_fields(const char *text, struct fields *fields)
{
    return fu_request_fields(arena, text, strlen(text), fields);
}

static void fields_are_decoded_in_their_order(void **state)
{
    struct fields fields;

    (void)state;
    assert_true(read_fields(
        "do=snooze&cadence=friday+9am&subject=Gr%C3%BC%c3%9fe%26+%3D&empty=&bare", &fields));
    assert_int_equal(fields.count, 5);
    assert_string_equal(fu_request_field(&fields, "do"), "snooze");
    assert_string_equal(fu_request_field(&fields, "cadence"), "friday 9am");
    assert_string_equal(fu_request_field(&fields, "subject"), "Grüße& =");
    assert_string_equal(fu_request_field(&fields, "empty"), "");
    assert_true(fu_request_has(&fields, "bare"));
    assert_false(fu_request_has(&fields, "absent"));
    assert_string_equal(fu_request_field(&fields, "absent"), "");
}

static void the_first_of_a_name_counts(void **state)
{
    struct fields fields;

    (void)state;
    assert_true(read_fields("a=1&&a=2", &fields));
    assert_int_equal(fields.count, 2);
    assert_string_equal(fu_request_field(&fields, "a"), "1");
}

static void control_characters_do_not_get_in(void **state)
{
    struct fields fields;

    (void)state;
    assert_true(read_fields("a=x%0D%0ASet-Cookie:+y%1B%7F%E2%80%AE&b=%FF%C0%AF", &fields));
    assert_string_equal(fu_request_field(&fields, "a"), "x\nSet-Cookie: y");
    assert_null(strpbrk(fu_request_field(&fields, "b"), "\xff\xc0"));
}

static void what_is_ill_formed_is_refused_whole(void **state)
{
    static const char *const bad[] = {"a=%", "a=%4", "a=%4g", "a=%G4", "%=1", "a=%00", "b=1&a=%2"};
    struct fields fields;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(read_fields(bad[i], &fields));
    assert_false(fu_request_fields(arena, "a=\0b", 4, &fields));
    assert_true(read_fields("a=%4a", &fields));
    assert_string_equal(fu_request_field(&fields, "a"), "J");
}

static void more_fields_than_the_most_are_refused(void **state)
{
    char text[4 * (FU_WEB_FIELDS_MAX + 1) + 1] = "";
    struct fields fields;
    size_t i;

    (void)state;
    for (i = 0; i < FU_WEB_FIELDS_MAX; i++)
        memcpy(text + 4 * i, "a=1&", 4);
    assert_true(fu_request_fields(arena, text, 4 * i, &fields));
    assert_int_equal(fields.count, FU_WEB_FIELDS_MAX);
    memcpy(text + 4 * i, "a=1&", 4);
    assert_false(fu_request_fields(arena, text, 4 * (i + 1), &fields));
}

static const char *path_of(const char *target)
{
    struct request request = {.arena = arena};

    assert_true(fu_request_target(&request, target));
    return request.path;
}

static void a_path_is_plain_or_none(void **state)
{
    static const char *const bad[] = {"/a%2f..", "/a/%61bc", "/a b", "/a\\b", "*", "http://x/", "",
        "//\xc3\xa4", "/a;b", "/~x", "/a'b", "/a\"b", "/a<b"};
    size_t i;

    (void)state;
    assert_string_equal(path_of("/"), "/");
    assert_string_equal(path_of("/f/abc.ics?todo"), "/f/abc.ics");
    assert_string_equal(path_of("/../../etc/passwd"), "/../../etc/passwd");
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(path_of(bad[i]), "");
}

static void a_query_is_read_like_a_form(void **state)
{
    struct request request = {.arena = arena};

    (void)state;
    assert_true(fu_request_target(&request, "/me?q=gr%C3%BCn+2&tag=acme"));
    assert_string_equal(request.path, "/me");
    assert_string_equal(fu_request_field(&request.query, "q"), "grün 2");
    assert_string_equal(fu_request_field(&request.query, "tag"), "acme");
    assert_false(fu_request_target(&request, "/me?q=%zz"));
    assert_true(fu_request_target(&request, "/me?"));
}

static void a_cookie_is_found_among_others(void **state)
{
    static const struct {
        const char *cookies, *value;
    } cases[] = {{"followupd=abc", "abc"}, {"a=b; followupd=abc", "abc"},
        {"a=b;followupd=abc;c=d", "abc"}, {"xfollowupd=no; followupd=yes", "yes"},
        {"followupdx=no", ""}, {"followupd", ""}, {"", ""}, {";;;", ""}, {"a=followupd=no", ""},
        {"followupd=", ""}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            fu_request_cookie(arena, cases[i].cookies, "followupd"), cases[i].value);
}

static void methods_are_told_by_their_exact_names(void **state)
{
    (void)state;
    assert_int_equal(fu_request_method("GET"), METHOD_GET);
    assert_int_equal(fu_request_method("HEAD"), METHOD_HEAD);
    assert_int_equal(fu_request_method("POST"), METHOD_POST);
    assert_int_equal(fu_request_method("get"), METHOD_OTHER);
    assert_int_equal(fu_request_method("PUT"), METHOD_OTHER);
    assert_int_equal(fu_request_method(""), METHOD_OTHER);
}

static void a_form_of_another_site_is_told(void **state)
{
    static const char url[] = "https://remind.example.org/followups";
    static const struct {
        const char *site, *origin, *url;
        bool ours;
    } cases[] = {{"same-origin", "", url, true}, {"none", "", url, true},
        {"same-origin", "null", url, true}, {"same-site", "", url, false},
        {"cross-site", "", url, false}, {"cross-site", "https://remind.example.org", url, false},
        {"SAME-ORIGIN", "", url, false}, {"", "https://remind.example.org", url, true},
        {"", "https://remind.example.org.evil.example", url, false},
        {"", "https://remind.example.or", url, false},
        {"", "http://remind.example.org", url, false}, {"", "https://evil.example", url, false},
        {"", "null", url, true}, {"", "", url, true}, {"", "http://127.0.0.1:8025", "", true},
        {"", "http://evil.example", "", false}, {"", "x", "", false}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct request request = {
            .fetch_site = cases[i].site, .origin = cases[i].origin, .host = "127.0.0.1:8025"};

        if (fu_request_is_ours(&request, cases[i].url) != cases[i].ours)
            fail_msg("site “%s”, origin “%s”", cases[i].site, cases[i].origin);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_decoded_in_their_order),
        cmocka_unit_test(the_first_of_a_name_counts),
        cmocka_unit_test(control_characters_do_not_get_in),
        cmocka_unit_test(what_is_ill_formed_is_refused_whole),
        cmocka_unit_test(more_fields_than_the_most_are_refused),
        cmocka_unit_test(a_path_is_plain_or_none),
        cmocka_unit_test(a_query_is_read_like_a_form),
        cmocka_unit_test(a_cookie_is_found_among_others),
        cmocka_unit_test(methods_are_told_by_their_exact_names),
        cmocka_unit_test(a_form_of_another_site_is_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
