/* From option names to settings: each mapping, by a value that is not the default. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/setup/setup.h"

#define INBOX "url = imaps://imap.example.org\nuser = remind\npassword_command = echo secret\n"

static struct fu_arena *arena;
static struct fu_error error;

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

/* Parts of a configuration; "" where the defaults will do. */
static enum fu_status load_parts(const char *inbox, const char *smtp, const char *addresses,
    const char *people, struct fu_setup **setup)
{
    char path[] = "/tmp/fu-setup-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    enum fu_status status;

    fprintf(file,
        "[daemon]\nstate = /var/lib/example\n[inbox main]\n" INBOX "%s"
        "[smtp]\nurl = smtps://mail.example.org\n%s[addresses]\n%s"
        "[people]\nallow = *@example.org\n%s",
        inbox, smtp[0] ? smtp : "from = remind@example.org\n",
        addresses[0] ? addresses : "domain = remind.example.org\n",
        people[0] ? people : "sender_check = none\n");
    fclose(file);
    status = fu_setup_load(arena, path, setup, &error);
    unlink(path);
    return status;
}

static struct fu_setup *load(
    const char *inbox, const char *smtp, const char *addresses, const char *people)
{
    struct fu_setup *setup;

    if (load_parts(inbox, smtp, addresses, people, &setup) != FU_OK)
        fail_msg("%s", error.text);
    return setup;
}

static void from_is_name_and_address(void **state)
{
    struct fu_setup *setup = load("", "from = Follow-ups at work <Remind@Example.org>\n", "", "");

    (void)state;
    assert_string_equal(setup->settings.from.name, "Follow-ups at work");
    assert_string_equal(setup->settings.from.address, "remind@example.org");
    assert_string_equal(setup->settings.rules.from, "remind@example.org");
    setup = load("", "from = Remind@example.org\n", "", "");
    assert_string_equal(setup->settings.from.name, "");
    assert_string_equal(setup->settings.from.address, "remind@example.org");
}

static void the_return_path_carries_a_token_where_there_is_a_domain(void **state)
{
    static const char mailbox[] = "mailbox = me@example.org\n";

    (void)state;
    assert_true(load("", "", "", "")->settings.token_return_path);
    assert_string_equal(load("", "", "", "")->settings.domain, "remind.example.org");
    assert_false(load("", "", mailbox, "")->settings.token_return_path);
    assert_string_equal(load("", "", mailbox, "")->settings.domain, "example.org");
    assert_false(load("", "from = remind@example.org\nreturn_path = plain\n", "", "")
                     ->settings.token_return_path);
}

static void addresses_and_people_become_rules(void **state)
{
    struct fu_setup *setup =
        load("", "", "domain = a.example, b.example\nmailbox = me@example.org\n",
            "sender_check = results, submission\nauthserv_id = mx.example.org\n");

    (void)state;
    assert_int_equal(setup->settings.rules.domains.count, 2);
    assert_string_equal(setup->settings.rules.domains.items[1], "b.example");
    assert_string_equal(setup->settings.rules.mailboxes.items[0], "me@example.org");
    assert_int_equal(setup->settings.rules.delimiter, '+');
    assert_int_equal(setup->settings.rules.sender_check, FU_CHECK_RESULTS | FU_CHECK_SUBMISSION);
    assert_string_equal(setup->settings.rules.authserv_id, "mx.example.org");
    assert_string_equal(setup->settings.rules.allow.items[0], "*@example.org");
    assert_false(setup->settings.rules.sent);
    assert_int_equal(load("", "", "", "")->settings.rules.sender_check, FU_CHECK_NONE);
}

static void defaults_of_people_are_what_the_config_says(void **state)
{
    const struct fu_settings *settings = &load("", "", "",
        "sender_check = none\nzone = Asia/Tokyo\ntime = 06:45\nworkdays = sun-thu\n"
        "confirm = always\nreply_to = thread\nbundle = on\nmax_pending = 7\nmax_mail_per_hour = 8\n"
        "shortest = 2h\n[alerts]\nto = ops@example.net, night@example.net\n")
                                              ->settings;

    (void)state;
    assert_string_equal(settings->defaults.zone, "Asia/Tokyo");
    assert_int_equal(settings->defaults.morning, 6 * 60 + 45);
    assert_int_equal(settings->defaults.workdays, 0x4f);
    assert_int_equal(settings->defaults.confirm, FU_CONFIRM_ALWAYS);
    assert_int_equal(settings->defaults.reply_to, FU_REPLY_THREAD);
    assert_true(settings->defaults.bundle);
    assert_int_equal(settings->max_pending, 7);
    assert_int_equal(settings->max_mail_per_hour, 8);
    assert_int_equal(settings->shortest, 7200);
    assert_int_equal(settings->alerts.count, 2);
    assert_string_equal(settings->alerts.items[1], "night@example.net");
    settings = &load("", "", "", "sender_check = none\nconfirm = never\n")->settings;
    assert_int_equal(settings->defaults.confirm, FU_CONFIRM_NEVER);
    assert_int_equal(settings->defaults.reply_to, FU_REPLY_FOLLOWUP);
    assert_false(settings->defaults.bundle);
    assert_int_equal(load("", "", "", "")->settings.defaults.confirm, FU_CONFIRM_NEW);
}

static void an_inbox_has_rules_of_its_own(void **state)
{
    struct fu_setup *setup =
        load("source = sent\nowner = Alice@example.org\nauthserv_id = other.example\n"
             "trusted_received = 3\nresults_position = first\n"
             "recipient_headers = X-One, X-Two\n",
            "", "", "");
    const struct fu_inbox_config *inbox = &setup->config->inboxes[0];
    struct fu_settings settings;
    struct fu_reading reading;
    struct fu_intake_settings session;

    (void)state;
    fu_setup_inbox(setup, inbox, &settings);
    assert_true(settings.rules.sent);
    assert_string_equal(settings.rules.owner, "alice@example.org");
    assert_string_equal(settings.rules.authserv_id, "other.example");
    assert_string_equal(settings.domain, setup->settings.domain);
    fu_setup_reading(inbox, &reading);
    assert_int_equal(reading.trusted_received, 3);
    assert_true(reading.results_first);
    assert_int_equal(reading.recipient_headers.count, 2);
    fu_setup_session(inbox, &session);
    assert_string_equal(session.done_mailbox, "");
}

static void a_session_is_as_safe_as_its_url_and_tls_say(void **state)
{
    struct fu_intake_settings session;

    (void)state;
    fu_setup_session(
        &load("mailbox = Other\nidle = no\nmax_mail = 1M\n", "", "", "")->config->inboxes[0],
        &session);
    assert_int_equal(session.tls, FU_TLS_IMPLICIT);
    assert_string_equal(session.mailbox, "Other");
    assert_string_equal(session.done_mailbox, "Follow-ups");
    assert_string_equal(session.user, "remind");
    assert_false(session.idle);
    assert_int_equal(session.max_mail, 1024 * 1024);
    assert_null(session.alive);
}

static void smtp_is_secured_unless_it_is_said_that_it_is_not(void **state)
{
    struct fu_outbox_settings outbox;

    (void)state;
    fu_setup_outbox(load("", "from = remind@example.org\nconnections = 2\n", "", ""), &outbox);
    assert_false(outbox.starttls);
    assert_int_equal(outbox.connections, 2);
    assert_string_equal(outbox.hello, "remind.example.org");
    assert_string_equal(outbox.url, "smtps://mail.example.org");
}

static void a_path_is_made_once(void **state)
{
    struct fu_setup *setup = load("", "", "", "");
    char name[16];
    int i;

    (void)state;
    assert_string_equal(fu_setup_path(setup, "key"), "/var/lib/example/key");
    assert_ptr_equal(fu_setup_path(setup, "key"), fu_setup_path(setup, "key"));
    assert_string_equal(fu_setup_path(setup, "doorbell"), "/var/lib/example/doorbell");
    for (i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "file%d", i);
        assert_string_equal(strrchr(fu_setup_path(setup, name), '/') + 1, name);
    }
    assert_ptr_equal(fu_setup_path(setup, "key"), fu_setup_path(setup, "key"));
}

static void holidays_are_loaded_or_named_with_their_trouble(void **state)
{
    static const char calendar[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    char path[] = "/tmp/fu-holidays-XXXXXX", people[256];
    int fd = mkstemp(path);
    struct fu_setup *setup;

    (void)state;
    assert_true(write(fd, calendar, sizeof calendar - 1) > 0);
    snprintf(people, sizeof people, "sender_check = none\nholidays = %s\n", path);
    setup = load("", "", "", people);
    assert_true(fu_holidays_has(setup->settings.holidays, 20812));
    assert_false(fu_holidays_has(setup->settings.holidays, 20811));
    assert_int_equal(ftruncate(fd, 10), 0);
    assert_int_equal(load_parts("", "", "", people, &setup), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, path));
    unlink(path);
    close(fd);
    assert_int_not_equal(load_parts("", "", "", people, &setup), FU_OK);
    assert_non_null(strstr(error.text, path));
}

static void passwords_come_from_where_the_section_says(void **state)
{
    struct fu_setup *setup = load("",
        "from = remind@example.org\nuser = u\n"
        "password_command = echo other\n",
        "", "");
    struct fu_buffer secret;

    (void)state;
    fu_buffer_init(&secret, FU_SECRET_MAX);
    assert_int_equal(fu_setup_password(setup, &setup->config->inboxes[0], &secret, &error), FU_OK);
    assert_string_equal(secret.data, "secret");
    assert_int_equal(fu_setup_password(setup, NULL, &secret, &error), FU_OK);
    assert_string_equal(secret.data, "other");
    fu_buffer_free(&secret);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(from_is_name_and_address),
        TEST(the_return_path_carries_a_token_where_there_is_a_domain),
        TEST(addresses_and_people_become_rules), TEST(defaults_of_people_are_what_the_config_says),
        TEST(an_inbox_has_rules_of_its_own), TEST(a_session_is_as_safe_as_its_url_and_tls_say),
        TEST(smtp_is_secured_unless_it_is_said_that_it_is_not), TEST(a_path_is_made_once),
        TEST(holidays_are_loaded_or_named_with_their_trouble),
        TEST(passwords_come_from_where_the_section_says)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
