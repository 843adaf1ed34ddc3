/* What a configuration becomes: values, defaults, what inboxes take over, limits, odd but good
 * forms. What is refused stands in tests/golden/config. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/config/config.h"

#include "../../lib/folder.h"

#define INBOX "[inbox main]\nurl = imaps://imap.example.org\nuser = me\npassword_command = true\n"
#define SMTP "[smtp]\nurl = smtps://mail.example.org\nfrom = remind@example.org\n"
#define ADDRESSES "[addresses]\ndomain = remind.example.org\n"
#define PEOPLE "[people]\nallow = alice@example.org\nauthserv_id = mx.example.org\n"

static struct fu_arena *arena;
static char folder[64];
static char path[96];
static struct fu_error error;

static int open_folder(void **state)
{
    (void)state;
    arena = fu_arena_new();
    if (!make_own_folder(folder, sizeof folder, "unit-config-load")) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/followupd.conf", folder);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    fu_arena_free(&arena);
    unlink(path);
    return rmdir(folder);
}

static enum fu_status load_bytes(const char *bytes, size_t length, struct fu_config **config)
{
    assert_int_equal(fu_file_write(path, bytes, length, &error), FU_OK);
    return fu_config_load(arena, path, config, &error);
}

/* A configuration that must be good. */
static const struct fu_config *load(const char *text)
{
    struct fu_config *config = NULL;
    if (load_bytes(text, strlen(text), &config) != FU_OK) {
        fail_msg("%s", error.text);
    }
    return config;
}

static void assert_items(struct fu_config_list list, const char *const *items)
{
    size_t count = 0;
    for (; items[count] != NULL; count++) {
        assert_true(count < list.count);
        assert_string_equal(list.items[count], items[count]);
    }
    assert_int_equal(list.count, count);
}

#define ASSERT_ITEMS(list, ...) assert_items(list, (const char *const[]){__VA_ARGS__, NULL})

static void what_is_left_out_is_the_default(void **state)
{
    (void)state;
    const struct fu_config *config = load(INBOX SMTP ADDRESSES PEOPLE);
    const struct fu_inbox_config *inbox = &config->inboxes[0];
    assert_string_equal(config->path, path);
    assert_string_equal(config->daemon.state, "/var/lib/followupd");
    assert_string_equal(config->daemon.log_level, "info");
    assert_string_equal(inbox->tls, "starttls");
    assert_string_equal(inbox->password_file, "");
    assert_string_equal(inbox->auth, "auto");
    assert_string_equal(inbox->mailbox, "INBOX");
    assert_string_equal(inbox->source, "delivered");
    assert_string_equal(inbox->owner, "");
    assert_string_equal(inbox->done_mailbox, "Follow-ups");
    assert_int_equal(inbox->poll, 300);
    assert_true(inbox->idle);
    assert_string_equal(inbox->ca_file, "");
    assert_int_equal(inbox->max_mail, 10 * 1024 * 1024);
    assert_int_equal(inbox->max_age, 14 * 86400);
    assert_string_equal(config->smtp.user, "");
    assert_string_equal(config->smtp.auth, "auto");
    assert_string_equal(config->smtp.return_path, "auto");
    assert_int_equal(config->smtp.connections, 4);
    assert_int_equal(config->smtp.expire, 5 * 86400);
}

/* A reload takes one that is written in another way for a new folder. */
static void a_folder_is_the_same_however_many_slashes_it_has(void **state)
{
    static const char *const written[] = {
        "/srv/followupd", "/srv/followupd/", "/srv//followupd///", "//srv/followupd"};
    char text[512];
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        snprintf(
            text, sizeof text, "[daemon]\nstate = %s\n%s", written[i], INBOX SMTP ADDRESSES PEOPLE);
        assert_string_equal(load(text)->daemon.state, "/srv/followupd");
    }
    assert_string_equal(
        load("[daemon]\nstate = //\n" INBOX SMTP ADDRESSES PEOPLE)->daemon.state, "/");
}

static void what_is_left_out_of_later_sections_is_the_default(void **state)
{
    (void)state;
    const struct fu_config *config = load(INBOX SMTP ADDRESSES PEOPLE);
    assert_int_equal(config->addresses.mailbox.count, 0);
    assert_string_equal(config->addresses.delimiter, "+");
    ASSERT_ITEMS(config->addresses.recipient_headers, "X-Original-To", "Delivered-To",
        "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Gm-Original-To");
    assert_int_equal(config->addresses.trusted_received, 1);
    ASSERT_ITEMS(config->people.sender_check, "results", "submission");
    assert_string_equal(config->people.results_position, "zone");
    assert_string_equal(config->people.zone, "UTC");
    assert_int_equal(config->people.time, 8 * 60);
    assert_int_equal(config->people.workdays, 0x1F);
    assert_int_equal(config->people.holidays.count, 0);
    assert_string_equal(config->people.confirm, "new");
    assert_string_equal(config->people.reply_to, "followup");
    assert_string_equal(config->people.bundle, "off");
    assert_int_equal(config->people.max_pending, 10000);
    assert_int_equal(config->people.max_mail_per_hour, 60);
    assert_int_equal(config->people.shortest, 3600);
    assert_int_equal(config->alerts.to.count, 0);
    assert_string_equal(config->alerts.command, "");
    assert_int_equal(config->alerts.after, 1800);
    assert_string_equal(config->privacy.store, "full");
    assert_int_equal(config->privacy.keep, 90 * 86400);
    assert_string_equal(config->web.listen, "");
    assert_string_equal(config->web.url, "");
}

static void a_section_knows_its_line(void **state)
{
    (void)state;
    const struct fu_config *config = load("\n" INBOX SMTP ADDRESSES PEOPLE);
    assert_int_equal(config->inboxes[0].line, 2);
    assert_int_equal(config->smtp.line, 6);
}

static void an_inbox_takes_over_what_it_leaves_out(void **state)
{
    (void)state;
    const struct fu_config *config =
        load(INBOX SMTP "[addresses]\nmailbox = me@example.org\ndelimiter = -\n"
                        "recipient_headers = X-To\ntrusted_received = 3\n"
                        "[people]\nallow = a@example.org\nauthserv_id = mx.example.org\n"
                        "results_position = first\n");
    const struct fu_inbox_config *inbox = &config->inboxes[0];
    assert_string_equal(inbox->delimiter, "-");
    ASSERT_ITEMS(inbox->recipient_headers, "X-To");
    assert_int_equal(inbox->trusted_received, 3);
    assert_string_equal(inbox->authserv_id, "mx.example.org");
    assert_string_equal(inbox->results_position, "first");
}

static void an_inbox_keeps_what_it_says_itself(void **state)
{
    (void)state;
    const struct fu_config *config = load(
        INBOX "delimiter = _\nrecipient_headers = X-Mine, X-Other\ntrusted_received = 0\n"
              "authserv_id = mine.example.org\nresults_position = first\n" SMTP ADDRESSES PEOPLE);
    const struct fu_inbox_config *inbox = &config->inboxes[0];
    assert_string_equal(inbox->delimiter, "_");
    ASSERT_ITEMS(inbox->recipient_headers, "X-Mine", "X-Other");
    assert_int_equal(inbox->trusted_received, 0);
    assert_string_equal(inbox->authserv_id, "mine.example.org");
    assert_string_equal(inbox->results_position, "first");
    assert_string_equal(config->addresses.delimiter, "+");
}

static void addresses_and_urls_are_kept_in_lower_case(void **state)
{
    (void)state;
    const struct fu_config *config =
        load("[inbox Main]\nurl = IMAPS://Imap.Example.ORG:993/\nuser = Me\n"
             "password_command = true\nsource = sent\nowner = Alice@Example.org\n"
             "[smtp]\nurl = SMTP://Mail.Example.org\nfrom = Mine <Remind@Example.ORG>\n"
             "[addresses]\ndomain = Remind.Example.org\nmailbox = Me@Example.net\n"
             "[people]\nallow = *@Example.COM, *@*.Example.NET, Alice@Example.Org\n"
             "[alerts]\nto = Root@Example.org\n"
             "[web]\nlisten = localhost:8025\nurl = https://remind.example.org/App/\n");
    const struct fu_inbox_config *inbox = &config->inboxes[0];
    assert_string_equal(inbox->name, "Main");
    assert_string_equal(inbox->url, "imaps://imap.example.org:993");
    assert_string_equal(inbox->user, "Me");
    assert_string_equal(inbox->owner, "alice@example.org");
    assert_string_equal(config->smtp.url, "smtp://mail.example.org");
    assert_string_equal(config->smtp.from, "Mine <remind@example.org>");
    ASSERT_ITEMS(config->addresses.domain, "remind.example.org");
    ASSERT_ITEMS(config->addresses.mailbox, "me@example.net");
    ASSERT_ITEMS(config->people.allow, "*@example.com", "*@*.example.net", "alice@example.org");
    ASSERT_ITEMS(config->alerts.to, "root@example.org");
    assert_string_equal(config->web.url, "https://remind.example.org/App");
}

static void a_comment_ends_a_value_but_not_a_command(void **state)
{
    (void)state;
    const struct fu_config *config = load(
        "[inbox main] ; the only one\nurl = imaps://imap.example.org\t; there\nuser = a;b ;c ; d\n"
        "mailbox = Mail #1\npassword_command = find /x -exec cat {} ; # all of it\n"
        "# not this\n  ; nor this\ndone_mailbox = ; none\n" SMTP ADDRESSES PEOPLE);
    const struct fu_inbox_config *inbox = &config->inboxes[0];
    assert_string_equal(inbox->url, "imaps://imap.example.org");
    assert_string_equal(inbox->user, "a;b");
    assert_string_equal(inbox->mailbox, "Mail #1");
    assert_string_equal(inbox->password_command, "find /x -exec cat {} ; # all of it");
    assert_string_equal(inbox->done_mailbox, "");
}

static void a_value_may_hold_what_parts_keys_from_values(void **state)
{
    (void)state;
    const struct fu_config *config = load("[inbox main]\nurl=imaps://[::1]:993\nuser = a=b:c=\n"
                                          "password_command=x --k=v\n" SMTP ADDRESSES PEOPLE);
    assert_string_equal(config->inboxes[0].url, "imaps://[::1]:993");
    assert_string_equal(config->inboxes[0].user, "a=b:c=");
    assert_string_equal(config->inboxes[0].password_command, "x --k=v");
}

static void a_list_goes_on_in_indented_lines(void **state)
{
    (void)state;
    const struct fu_config *config =
        load(INBOX SMTP "[addresses]\ndomain =\n  one.example.org, two.example.org,\n\n"
                        "# between\n\tthree.example.org ; the third\n    ,, ,\n four.example.org\n"
                        "mailbox = me@example.net\n" PEOPLE);
    ASSERT_ITEMS(config->addresses.domain, "one.example.org", "two.example.org",
        "three.example.org", "four.example.org");
    ASSERT_ITEMS(config->addresses.mailbox, "me@example.net");
}

static void a_list_that_is_given_replaces_the_default(void **state)
{
    (void)state;
    const struct fu_config *config = load(INBOX SMTP
        "[addresses]\ndomain = a.example\nrecipient_headers =\n" PEOPLE "sender_check = none\n");
    assert_int_equal(config->addresses.recipient_headers.count, 0);
    ASSERT_ITEMS(config->people.sender_check, "none");
}

static void a_line_of_twice_the_length_that_inih_keeps_arrives_whole(void **state)
{
    (void)state;
    char text[2000], value[401];
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    snprintf(text, sizeof text, "%s%s%s%smailbox = %s\n", SMTP, ADDRESSES, PEOPLE, INBOX, value);
    assert_string_equal(load(text)->inboxes[0].mailbox, value);
}

static void days_times_and_sizes_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t mask;
    } days[] = {{"mon", 1}, {"mon-sun", 0x7F}, {"fri-mon", 0x71}, {"Saturday", 0x20},
        {"mon, wed ,fri", 0x15}, {"mon-tue,sun", 0x43}, {"mon wed", 0x05}, {"tue-tue", 2}};
    char text[1000];
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        snprintf(text, sizeof text, "%s%s%s%sworkdays = %s\ntime = 7:05\n", INBOX, SMTP, ADDRESSES,
            PEOPLE, days[i].text);
        const struct fu_config *config = load(text);
        assert_int_equal(config->people.workdays, days[i].mask);
        assert_int_equal(config->people.time, 7 * 60 + 5);
    }
    const struct fu_config *config = load(SMTP ADDRESSES PEOPLE INBOX "max_mail = 64K\nidle = no\n"
                                                                      "max_age = 0\n");
    assert_int_equal(config->inboxes[0].max_mail, 65536);
    assert_false(config->inboxes[0].idle);
    assert_int_equal(config->inboxes[0].max_age, 0);
}

static void a_display_name_loses_its_quotes_and_keeps_its_letters(void **state)
{
    (void)state;
    const struct fu_config *config =
        load(INBOX ADDRESSES PEOPLE "[smtp]\nurl = smtps://mail.example.org\n"
                                    "from = \"Erinnerung, täglich\"   <r@example.org>\n");
    assert_string_equal(config->smtp.from, "Erinnerung, täglich <r@example.org>");
    config = load(INBOX ADDRESSES PEOPLE "[smtp]\nurl = smtps://mail.example.org\n"
                                         "from = <R@example.org>\n");
    assert_string_equal(config->smtp.from, "r@example.org");
}

/* Section 3 of the interface, as printed there, but for the files with passwords. */
static void the_sample_of_the_interface_loads_as_it_stands(void **state)
{
    (void)state;
    struct fu_buffer text, changed;
    static const char file[] = "/etc/followupd/";
    char password[96];
    fu_buffer_init(&text, FU_CONFIG_SIZE_MAX);
    fu_buffer_init(&changed, FU_CONFIG_SIZE_MAX);
    assert_int_equal(fu_file_read(FU_TEST_FOLDER "/interface.conf", false, &text, &error), FU_OK);
    for (const char *at = text.data; *at != '\0'; at++) {
        if (strncmp(at, file, sizeof file - 1) == 0) {
            fu_buffer_print(&changed, "%s/", folder);
            at += sizeof file - 2;
        } else {
            fu_buffer_add_char(&changed, *at);
        }
    }
    snprintf(password, sizeof password, "%s/imap.password", folder);
    assert_int_equal(fu_file_write(password, "x", 1, &error), FU_OK);
    struct fu_config *config;
    assert_int_equal(load_bytes(changed.data, changed.length, &config), FU_BAD_INPUT);
    char other[96];
    snprintf(other, sizeof other, "%s/smtp.password", folder);
    assert_int_equal(fu_file_write(other, "x", 1, &error), FU_OK);
    const struct fu_config *loaded = load(changed.data);
    assert_string_equal(loaded->inboxes[0].password_file, password);
    assert_string_equal(loaded->inboxes[0].ca_file, "");
    assert_string_equal(loaded->smtp.from, "Follow-ups <remind@example.org>");
    ASSERT_ITEMS(loaded->people.sender_check, "results", "submission");
    ASSERT_ITEMS(loaded->addresses.mailbox, "me@example.org");
    assert_string_equal(loaded->people.zone, "Europe/Berlin");
    assert_string_equal(loaded->web.listen, "127.0.0.1:8025");
    unlink(password);
    unlink(other);
    fu_buffer_free(&text);
    fu_buffer_free(&changed);
}

static void a_file_that_cannot_be_read_is_no_mistake_in_it(void **state)
{
    (void)state;
    struct fu_config *config = NULL;
    assert_int_equal(
        fu_config_load(arena, "/nonexistent/followupd.conf", &config, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "/nonexistent/followupd.conf"));
    assert_non_null(strstr(error.text, "; "));
    assert_int_equal(fu_config_load(arena, folder, &config, &error), FU_PERMANENT);
    assert_null(config);
    assert_int_equal(fu_config_load(arena, "/nonexistent", &config, NULL), FU_PERMANENT);
}

static void a_file_that_everybody_may_write_is_refused(void **state)
{
    static const char text[] = INBOX SMTP ADDRESSES PEOPLE;
    (void)state;
    struct fu_config *config = NULL;
    assert_int_equal(fu_file_write(path, text, strlen(text), &error), FU_OK);
    assert_int_equal(chmod(path, 0664), 0);
    assert_int_equal(fu_config_load(arena, path, &config, &error), FU_OK);
    assert_int_equal(chmod(path, 0666), 0);
    assert_int_equal(fu_config_load(arena, path, &config, &error), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, "run chmod o-w on it"));
}

static void a_refused_file_leaves_the_result_alone(void **state)
{
    (void)state;
    const struct fu_config *good = load(INBOX SMTP ADDRESSES PEOPLE);
    struct fu_config *config = (struct fu_config *)good;
    assert_int_equal(load_bytes("[smpt]\n", 7, &config), FU_BAD_INPUT);
    assert_ptr_equal(config, good);
    assert_int_equal(error.status, FU_BAD_INPUT);
    assert_int_equal(fu_config_load(arena, path, &config, NULL), FU_BAD_INPUT);
}

static void a_file_holds_a_megabyte_and_no_more(void **state)
{
    (void)state;
    static const char good[] = INBOX SMTP ADDRESSES PEOPLE;
    struct fu_buffer text;
    struct fu_config *config;
    fu_buffer_init(&text, FU_CONFIG_SIZE_MAX + 1);
    fu_buffer_add_text(&text, good);
    while (text.length < FU_CONFIG_SIZE_MAX) {
        fu_buffer_add_char(&text, '\n');
    }
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_OK);
    fu_buffer_add_char(&text, '\n');
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, ":1: "));
    fu_buffer_free(&text);
}

static void a_list_holds_ten_thousand_items_and_no_more(void **state)
{
    (void)state;
    struct fu_buffer text;
    struct fu_config *config;
    fu_buffer_init(&text, FU_CONFIG_SIZE_MAX);
    fu_buffer_add_text(&text, INBOX SMTP ADDRESSES "[people]\nauthserv_id = x\nallow =\n");
    for (int i = 1; i <= FU_CONFIG_LIST_MAX; i++) {
        fu_buffer_print(&text, " p%d@example.org\n", i);
    }
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_OK);
    assert_int_equal(config->people.allow.count, FU_CONFIG_LIST_MAX);
    assert_string_equal(config->people.allow.items[FU_CONFIG_LIST_MAX - 1], "p10000@example.org");
    fu_buffer_add_text(&text, " one.more@example.org\n");
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, ":10013: allow: the list has over 10000 items; "));
    fu_buffer_free(&text);
}

static void there_are_fifty_inboxes_and_no_more(void **state)
{
    (void)state;
    struct fu_buffer text;
    struct fu_config *config;
    fu_buffer_init(&text, FU_CONFIG_SIZE_MAX);
    fu_buffer_add_text(&text, SMTP ADDRESSES PEOPLE);
    for (int i = 1; i <= FU_CONFIG_INBOXES_MAX; i++) {
        fu_buffer_print(
            &text, "[inbox i%d]\nurl = imaps://h%d\nuser = me\npassword_command = true\n", i, i);
    }
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_OK);
    assert_int_equal(config->inbox_count, FU_CONFIG_INBOXES_MAX);
    assert_string_equal(config->inboxes[49].name, "i50");
    assert_string_equal(config->inboxes[49].authserv_id, "mx.example.org");
    fu_buffer_add_text(&text, "[inbox more]\n");
    assert_int_equal(load_bytes(text.data, text.length, &config), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, "over 50 inboxes; "));
    fu_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_is_the_default),
        cmocka_unit_test(a_folder_is_the_same_however_many_slashes_it_has),
        cmocka_unit_test(what_is_left_out_of_later_sections_is_the_default),
        cmocka_unit_test(a_section_knows_its_line),
        cmocka_unit_test(an_inbox_takes_over_what_it_leaves_out),
        cmocka_unit_test(an_inbox_keeps_what_it_says_itself),
        cmocka_unit_test(addresses_and_urls_are_kept_in_lower_case),
        cmocka_unit_test(a_comment_ends_a_value_but_not_a_command),
        cmocka_unit_test(a_value_may_hold_what_parts_keys_from_values),
        cmocka_unit_test(a_list_goes_on_in_indented_lines),
        cmocka_unit_test(a_list_that_is_given_replaces_the_default),
        cmocka_unit_test(a_line_of_twice_the_length_that_inih_keeps_arrives_whole),
        cmocka_unit_test(days_times_and_sizes_are_read),
        cmocka_unit_test(a_display_name_loses_its_quotes_and_keeps_its_letters),
        cmocka_unit_test(the_sample_of_the_interface_loads_as_it_stands),
        cmocka_unit_test(a_file_that_cannot_be_read_is_no_mistake_in_it),
        cmocka_unit_test(a_file_that_everybody_may_write_is_refused),
        cmocka_unit_test(a_refused_file_leaves_the_result_alone),
        cmocka_unit_test(a_file_holds_a_megabyte_and_no_more),
        cmocka_unit_test(a_list_holds_ten_thousand_items_and_no_more),
        cmocka_unit_test(there_are_fifty_inboxes_and_no_more),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
