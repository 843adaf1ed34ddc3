/* What servers say and leave unsaid, how long they are waited for, and what becomes of the mail. */
#include "lines.h"

static void an_answer_is_what_becomes_of_the_mail(void **state)
{
    static const struct {
        const char *verb, *text;
        enum fu_outcome outcome;
    } answers[] = {{"MAIL", "450 later\r\n", FU_OUTCOME_OURS},
        {"MAIL", "354 what\r\n", FU_OUTCOME_OURS}, {"MAIL", "199 hm\r\n", FU_OUTCOME_OURS},
        {"MAIL", "", FU_OUTCOME_OURS}, {"MAIL", "250 ok\r\n250 more\r\n", FU_OUTCOME_OURS},
        {"MAIL", "!", FU_OUTCOME_OURS}, {"MAIL", "hello\r\n", FU_OUTCOME_OURS},
        {"RCPT", "550 nobody\r\n", FU_OUTCOME_NEVER}, {"RCPT", "450 later\r\n", FU_OUTCOME_LATER},
        {"RCPT", "421 closing\r\n", FU_OUTCOME_LATER}, {"RCPT", "530 login\r\n", FU_OUTCOME_OURS},
        {"RCPT", "534 login\r\n", FU_OUTCOME_OURS}, {"RCPT", "535 login\r\n", FU_OUTCOME_OURS},
        {"RCPT", "538 login\r\n", FU_OUTCOME_OURS},
        {"RCPT", "550 no\r\n250 ok\r\n", FU_OUTCOME_NEVER}, {"RCPT", "", FU_OUTCOME_OURS},
        {"DATA", "250 no\r\n", FU_OUTCOME_OURS}, {"DATA", "550 no\r\n", FU_OUTCOME_NEVER},
        {"DATA", "354 go\r\n550 no\r\n", FU_OUTCOME_OURS}, {"DATA", "354 go\r\n!", FU_OUTCOME_OURS},
        {"DATA", "354-go\r\n354 on\r\n", FU_OUTCOME_SENT}, {".", "550 no\r\n", FU_OUTCOME_NEVER},
        {".", "450 no\r\n", FU_OUTCOME_LATER}, {".", "421 no\r\n", FU_OUTCOME_LATER},
        {".", "354 no\r\n", FU_OUTCOME_UNSURE}, {".", "530 login\r\n", FU_OUTCOME_OURS},
        {".", "!", FU_OUTCOME_UNSURE}, {".", "", FU_OUTCOME_UNSURE},
        {".", "250 ok\r\n250 more\r\n", FU_OUTCOME_SENT}, {".", "hm\r\n", FU_OUTCOME_UNSURE}};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct fu_error error;
        start(state);
        answer(answers[i].verb, answers[i].text);
        struct fu_parcel parcel = send_one(&error);
        if (parcel.outcome != answers[i].outcome) {
            fail_msg("%s %s: %d %s", answers[i].verb, answers[i].text, (int)parcel.outcome,
                parcel.answer);
        }
    }
}

static const char *begin_early(int connection, const char *verb)
{
    static const char *const begins[] = {"354 go\r\n25", "354 go\r\n250-so\r\n"};
    (void)connection;
    return strcmp(verb, "DATA") == 0 ? begins[said[0] == '2']
           : strcmp(verb, ".") == 0  ? said
                                     : NULL;
}

static void an_answer_that_began_before_the_dot_is_none(void **state)
{
    static const char *const rests[] = {"0 taken\r\n", "250 taken\r\n"};
    for (size_t i = 0; i < 2; i++) {
        struct fu_error error;
        start(state);
        said = rests[i];
        fake.answer = begin_early;
        fake.bite = sizeof "354 go\r\n" - 1; /* so that it is not all heard at once */
        struct fu_parcel parcel = send_one(&error);
        assert_int_equal(parcel.outcome, FU_OUTCOME_UNSURE);
    }
}

static void a_copy_is_told_what_was_said(void **state)
{
    static const struct {
        const char *verb, *text;
        enum fu_status status;
    } answers[] = {{"MAIL", "550 no\r\n", FU_PERMANENT}, {"RCPT", "450 no\r\n", FU_TEMPORARY},
        {"RCPT", "354 what\r\n", FU_TEMPORARY}, {"DATA", "250 no\r\n", FU_TEMPORARY},
        {"MAIL", "hm\r\n", FU_TEMPORARY}, {"MAIL", "", FU_TEMPORARY}, {"DATA", "!", FU_TEMPORARY},
        {".", "550 no\r\n", FU_PERMANENT}, {".", "", FU_UNSURE}, {".", "!", FU_UNSURE},
        {".", "hm\r\n", FU_UNSURE}};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct fu_error error;
        start(state);
        answer(answers[i].verb, answers[i].text);
        enum fu_status status = copy(&error);
        if (status != answers[i].status) {
            fail_msg("%s %s: %s", answers[i].verb, answers[i].text, error.text);
        }
    }
}

/* Ours is nothing that the recipient could help: it expires for nobody. */
static void a_server_that_does_not_relay_for_us_is_told_with_its_cure(void **state)
{
    struct fu_error error;
    (void)state;
    answer("RCPT", "554 5.7.1 <a@x.org>: Relay access denied\r\n");
    struct fu_parcel parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_OURS);
    assert_non_null(strstr(error.text, "takes no mail for others from us: 554 5.7.1"));
    assert_non_null(strstr(error.text, "let it relay for this login"));
    answer("DATA", "554 5.7.1 Relay access denied\r\n"); /* after a recipient that was taken */
    parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_NEVER);
}

static void a_server_that_takes_nothing_from_us_is_told_with_its_cure(void **state)
{
    static const char *const verbs[] = {"RCPT", "DATA", "."};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        struct fu_error error;
        start(state);
        answer(verbs[i], "553 5.7.1 <b@x.org>: Sender address rejected: not owned by user r\r\n");
        struct fu_parcel parcel = send_one(&error);
        assert_int_equal(parcel.outcome, FU_OUTCOME_OURS);
        assert_non_null(strstr(error.text, "takes nothing from us"));
        assert_non_null(strstr(error.text, "return_path = plain"));
    }
}

/* The size is said to whoever asks for it; then a sender may be refused for the mail. */
static void how_large_a_mail_is_is_said_to_who_asks(void **state)
{
    static const char offers[] = "220 hi\r\n250-mail.example\r\n250 SIZE 1000\r\n235 come in\r\n",
                      large[] = "552 5.3.4 Message size exceeds fixed limit\r\n";
    static const struct {
        const char *greeting, *text;
        enum fu_outcome outcome;
    } cases[] = {{offers, "250 ok\r\n", FU_OUTCOME_SENT}, {offers, large, FU_OUTCOME_NEVER},
        {offers, "550 5.1.8 who are you\r\n", FU_OUTCOME_OURS}, {NULL, large, FU_OUTCOME_OURS},
        {NULL, "250 ok\r\n", FU_OUTCOME_SENT}};
    char with_size[64];
    snprintf(
        with_size, sizeof with_size, "MAIL FROM:<bounce@example.org> SIZE=%zu", sizeof mail - 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_error error;
        start(state);
        fake.greeting = cases[i].greeting;
        answer("MAIL", cases[i].text);
        assert_int_equal(send_one(&error).outcome, cases[i].outcome);
        assert_string_equal(fake.sender,
            cases[i].greeting == offers ? with_size : "MAIL FROM:<bounce@example.org>");
    }
}

static void a_copy_that_breaks_a_rule_reaches_no_server(void **state)
{
    static const char *const recipients[] = {"a@x.org", "no address"};
    static const struct {
        const char *bytes, *words;
        size_t count;
    } copies[] = {{mail, "it has no recipient", 0},
        {mail, "the recipient is not a mail address", 2}, {"Hello\n", "an LF without CR", 1}};
    struct fu_outbox_settings chosen = settings(1);
    (void)state;
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        struct fu_error error;
        assert_int_equal(fu_outbox_send_copy(&chosen, "secret", "bounce@example.org", recipients,
                             copies[i].count, copies[i].bytes, strlen(copies[i].bytes), &error),
            FU_BAD_INPUT);
        assert_non_null(strstr(error.text, copies[i].words));
    }
    assert_int_equal(fake.connections, 0);
}

/* Kept lines may be dead without a sign: then a new one is opened, and nothing is sent twice. */
static void a_line_that_died_while_it_was_kept_is_replaced(void **state)
{
    static const char *const ends[] = {"421 closing\r\n", "!", "550 no\r\n", ""};
    static const char *const verbs[] = {"MAIL", "RCPT", "RSET", "."};
    for (size_t i = 0; i < 16; i++) {
        struct fu_parcel parcels[PARCELS];
        struct fu_error error;
        start(state);
        fill(parcels);
        struct fu_outbox_settings chosen = settings(2);
        struct fu_outbox *outbox = fu_outbox_open(&chosen);
        if (i / 4 == 2) {
            answer("RCPT", "550 no\r\n"); /* after it RSET is due */
        }
        assert_int_equal(send_all(outbox, parcels, 2, &error), FU_OK);
        answer(verbs[i / 4], ends[i % 4]);
        send_all(outbox, parcels + 2, 3, &error);
        assert_honest(parcels, PARCELS);
        fu_outbox_close(&outbox);
    }
}

static void a_line_is_kept_for_a_minute(void **state)
{
    static const int64_t waits[] = {60 * 1000 - 10, 60 * 1000 + 10};
    for (int i = 0; i < 2; i++) {
        struct fu_parcel parcels[PARCELS];
        struct fu_error error;
        start(state);
        fill(parcels);
        struct fu_outbox_settings chosen = settings(1);
        struct fu_outbox *outbox = fu_outbox_open(&chosen);
        assert_int_equal(send_all(outbox, parcels, 2, &error), FU_OK);
        fake.ticks += waits[i];
        assert_int_equal(send_all(outbox, parcels + 2, 1, &error), FU_OK);
        assert_int_equal(fake.connections, 1 + i);
        assert_int_equal(fu_outbox_certificate_ends(outbox), 0);
        fu_outbox_close(&outbox);
    }
}

/* --- time --------------------------------------------------------------------------------- */

static void a_server_that_drips_is_given_up_in_time(void **state)
{
    struct fu_error error;
    (void)state;
    fake.bite = 1;
    fake.busy = 2;
    fake.slow = 100000;
    struct fu_parcel parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_OURS);
    assert_non_null(strstr(error.text, "in time"));
    assert_true(fake.ticks < 2 * FU_SMTP_MAIL_DEADLINE * 1000);
}

static void a_line_that_takes_nothing_is_given_up_in_time(void **state)
{
    struct fu_error error;
    (void)state;
    fake.stuck = true;
    struct fu_parcel parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_OURS);
    assert_non_null(strstr(error.text, "in time"));
}

static void what_is_unsure_waits_for_the_server(void **state)
{
    static const int64_t attempts[] = {1, 6}, waits[] = {600, 3600};
    for (int i = 0; i < 2; i++) {
        struct fu_error error;
        start(state);
        answer(".", "!");
        struct fu_parcel parcel = parcel_to(1, "a@x.org");
        parcel.attempt = attempts[i];
        struct fu_outbox_settings chosen = settings(1);
        struct fu_outbox *outbox = fu_outbox_open(&chosen);
        send_all(outbox, &parcel, 1, &error);
        assert_int_equal(parcel.outcome, FU_OUTCOME_UNSURE);
        assert_in_range(parcel.again - fu_clock_now(), waits[i] - 1, waits[i] * 11 / 10);
        fu_outbox_close(&outbox);
    }
}

/* A server that has had enough says so, and closes, while it is still being sent to. */
static void the_reason_for_a_broken_line_is_heard(void **state)
{
    enum { LENGTH = 100 * 1000, LINE = 100 };
    char *bytes = malloc(LENGTH);
    memset(bytes, 'x', LENGTH);
    for (size_t i = LINE; i <= LENGTH; i += LINE) {
        memcpy(bytes + i - 2, "\r\n", 2);
    }
    int heard = 0;
    for (int call = 1; call < 60; call++) {
        struct fu_error error;
        start(state);
        fake.half = true;
        fake.bite = sizeof "354 go\r\n" - 1; /* the rest comes later */
        answer("DATA", "354 go\r\n552 too much\r\n");
        fake.countdown = call;
        struct fu_parcel parcel = parcel_to(1, "a@x.org");
        parcel.bytes = bytes;
        parcel.length = LENGTH;
        parcel = send_it(parcel, &error);
        heard += parcel.outcome == FU_OUTCOME_NEVER;
        assert_int_not_equal(parcel.outcome, FU_OUTCOME_SENT);
    }
    assert_true(heard > 0);
    free(bytes);
}

/* --- settings ----------------------------------------------------------------------------- */

static void a_server_may_be_named_in_each_form(void **state)
{
    static const char *const urls[] = {"smtp://mail.example/", "mail.example", ""};
    for (size_t i = 0; i < 3; i++) {
        struct fu_error error;
        start(state);
        struct fu_outbox_settings chosen = settings(1);
        chosen.url = urls[i];
        chosen.hello = "remind.example";
        fake.opens = CURLE_COULDNT_CONNECT;
        fake.greeting = "";
        assert_int_equal(fu_outbox_probe(&chosen, "secret", &error), FU_TEMPORARY);
        if (strstr(error.text, i < 2 ? "to mail.example (" : "to (") == NULL) {
            fail_msg("%s", error.text);
        }
    }
}

/* The address sanitizer lets malloc() fail, too. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void libcurl_keeps_what_cannot_be_made_larger(void **state)
{
    (void)state;
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    char *memory = fake_realloc(NULL, 8);
    assert_non_null(memory);
    memcpy(memory, "secret!", 8);
    assert_null(fake_realloc(memory, PTRDIFF_MAX));
    assert_string_equal(memory, "secret!");
    memory = fake_realloc(memory, 4096);
    assert_string_equal(memory, "secret!");
    fake_free(memory);
    fake_free(NULL);
    fu_outbox_close(&outbox);
}

/* --- connecting --------------------------------------------------------------------------- */

static void assert_trouble(const char *words)
{
    struct fu_error error = {0};
    struct fu_parcel parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_OURS);
    if (strstr(error.text, words) == NULL) {
        fail_msg("%s; not: %s", error.text, words);
    }
}

static void trouble_with_connecting_is_told_with_its_cure(void **state)
{
    static const struct {
        CURLcode code;
        const char *greeting, *words;
    } troubles[] = {{CURLE_PEER_FAILED_VERIFICATION, NULL, "certificate is not accepted"},
        {CURLE_SSL_CONNECT_ERROR, NULL, "TLS cannot be set up"},
        {CURLE_SSL_CACERT_BADFILE, NULL, "ca_file cannot be read"},
        {CURLE_USE_SSL_FAILED, NULL, "does not take up STARTTLS"},
        {CURLE_LOGIN_DENIED, "220 hi\r\n250 ok\r\n", "offers no login that auth"},
        {CURLE_LOGIN_DENIED, "220 hi\r\n535 no\r\n", "refuses the login of remind: 535 no"},
        {CURLE_LOGIN_DENIED, "220 hi\r\n535 secret no\r\n", "535 ****** no"},
        {CURLE_WEIRD_SERVER_REPLY, "554 go away\r\n", "turns us away: 554 go away"},
        {CURLE_COULDNT_RESOLVE_HOST, "", "no connection to mail.example:587"},
        {CURLE_COULDNT_CONNECT, "", "no connection to mail.example:587"},
        {CURLE_GOT_NOTHING, "", "broke before a mail could be sent"},
        {CURLE_OK, "hello, who is there\r\n", "broke before a mail could be sent"},
        {CURLE_OK, "220 hi\r\n250 ok\r\n", "offers no login, so nothing was sent"}};
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        start(state);
        fake.opens = troubles[i].code;
        fake.greeting = troubles[i].greeting;
        assert_trouble(troubles[i].words);
        assert_int_equal(fake.mail_count, 0);
    }
    start(state);
    fake.opens = CURLE_COULDNT_CONNECT;
    fake.words = "nobody listens";
    assert_trouble("no connection to mail.example:587 (nobody listens)");
    start(state);
    fake.no_socket = true;
    assert_trouble("closed the connection");
    start(state);
    fake.never_opens = true;
    assert_trouble("did not answer in time");
}

static void a_way_to_log_in_is_asked_for_by_name(void **state)
{
    static const struct {
        const char *auth, *options;
        bool bearer;
    } ways[] = {{"auto", "AUTH=PLAIN;AUTH=LOGIN", false}, {"login", "AUTH=LOGIN", false},
        {"plain", "AUTH=PLAIN", false}, {"xoauth2", "AUTH=XOAUTH2", true},
        {"oauthbearer", "AUTH=OAUTHBEARER", true}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct fu_error error;
        start(state);
        struct fu_outbox_settings chosen = settings(0);
        chosen.auth = ways[i].auth;
        chosen.ca_file = "ca.pem";
        chosen.starttls = i % 2 == 0;
        assert_int_equal(fu_outbox_probe(&chosen, "secret", &error), FU_OK);
        assert_string_equal(fake.options, ways[i].options);
        assert_int_equal(fake.bearer != NULL, ways[i].bearer);
        assert_int_equal(fake.password != NULL, !ways[i].bearer);
        assert_int_equal(fake.verified, i % 2 == 0 ? CURLUSESSL_ALL : CURLUSESSL_NONE);
        assert_non_null(fake.ca);
        assert_int_equal(fake.mail_count, 0);
    }
    struct fu_error error;
    fake.opens = CURLE_COULDNT_CONNECT;
    struct fu_outbox_settings chosen = settings(99);
    assert_int_equal(fu_outbox_probe(&chosen, "", &error), FU_TEMPORARY);
}

/* Of mail.example, for servers, until 2126-11-03 14:02:59 UTC. */
static const char certificate[] =
    "Cert:-----BEGIN CERTIFICATE-----\n"
    "MIIBmjCCAUCgAwIBAgIUV4Qd+lk9MXtzAMyK4xgATxQJnSowCgYIKoZIzj0EAwIw\n"
    "FzEVMBMGA1UEAwwMbWFpbC5leGFtcGxlMCAXDTI2MTEyNzE0MDI1OVoYDzIxMjYx\n"
    "MTAzMTQwMjU5WjAXMRUwEwYDVQQDDAxtYWlsLmV4YW1wbGUwWTATBgcqhkjOPQIB\n"
    "BggqhkjOPQMBBwNCAAR98AdaJKOTRq2LYpkSulPkUWK+8/7+06zD3ZNSS8z5hUKO\n"
    "VZhUe5wWBzZyODlV8+6Jo+VvA27PqrSOFtar1W3co2gwZjAdBgNVHQ4EFgQUh4h1\n"
    "EFHJXmSOXzVO2FGXvsVf0YIwHwYDVR0jBBgwFoAUh4h1EFHJXmSOXzVO2FGXvsVf\n"
    "0YIwDwYDVR0TAQH/BAUwAwEB/zATBgNVHSUEDDAKBggrBgEFBQcDATAKBggqhkjO\n"
    "PQQDAgNIADBFAiBCPJqAQ3A3SNb3xtd5t5ljBM9ZX6N5vGAQmamx0Qu73AIhAPKi\n"
    "CRcqBTOLy5qVrwk49tt+LpKu3qiv6587LI27e4uV\n"
    "-----END CERTIFICATE-----\n";

static void the_end_of_the_certificate_is_kept(void **state)
{
    struct curl_slist *fields = curl_slist_append(NULL, certificate);
    struct curl_certinfo shown = {1, &fields};
    struct fu_error error;
    (void)state;
    fake.certificates = &shown;
    struct fu_parcel parcel = parcel_to(1, "a@x.org");
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    assert_int_equal(send_all(outbox, &parcel, 1, &error), FU_OK);
    assert_int_equal(fu_outbox_certificate_ends(outbox), INT64_C(4949388179));
    fu_outbox_close(&outbox);
    curl_slist_free_all(fields);
}

static void a_certificate_that_cannot_be_read_gets_no_password(void **state)
{
    struct curl_slist *fields = curl_slist_append(NULL, "Subject:CN = mail.example");
    struct curl_certinfo shown = {1, &fields};
    struct fu_error error;
    fake.certificates = &shown;
    struct fu_parcel parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_SENT);
    start(state);
    fields = curl_slist_append(fields, "Cert:nonsense");
    fake.certificates = &shown;
    assert_trouble("certificate");
    start(state);
    shown.num_of_certs = 0;
    fake.certificates = &shown;
    parcel = send_one(&error);
    assert_int_equal(parcel.outcome, FU_OUTCOME_SENT);
    curl_slist_free_all(fields);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_answer_is_what_becomes_of_the_mail, start),
        cmocka_unit_test_setup(a_copy_is_told_what_was_said, start),
        cmocka_unit_test_setup(a_server_that_does_not_relay_for_us_is_told_with_its_cure, start),
        cmocka_unit_test_setup(a_server_that_takes_nothing_from_us_is_told_with_its_cure, start),
        cmocka_unit_test_setup(how_large_a_mail_is_is_said_to_who_asks, start),
        cmocka_unit_test_setup(a_copy_that_breaks_a_rule_reaches_no_server, start),
        cmocka_unit_test_setup(a_line_that_died_while_it_was_kept_is_replaced, start),
        cmocka_unit_test_setup(a_line_is_kept_for_a_minute, start),
        cmocka_unit_test_setup(a_server_that_drips_is_given_up_in_time, start),
        cmocka_unit_test_setup(a_line_that_takes_nothing_is_given_up_in_time, start),
        cmocka_unit_test_setup(what_is_unsure_waits_for_the_server, start),
        cmocka_unit_test_setup(the_reason_for_a_broken_line_is_heard, start),
        cmocka_unit_test_setup(a_server_may_be_named_in_each_form, start),
        cmocka_unit_test_setup(libcurl_keeps_what_cannot_be_made_larger, start),
        cmocka_unit_test_setup(trouble_with_connecting_is_told_with_its_cure, start),
        cmocka_unit_test_setup(a_way_to_log_in_is_asked_for_by_name, start),
        cmocka_unit_test_setup(the_end_of_the_certificate_is_kept, start),
        cmocka_unit_test_setup(an_answer_that_began_before_the_dot_is_none, start),
        cmocka_unit_test_setup(a_certificate_that_cannot_be_read_gets_no_password, start),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
