#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/mail/limits.h"
#include "reading.h"

#define ID "by mx.example.org (Postfix) with ESMTPS id 4ABC"
#define DATE "; Wed, 18 Nov 2026 10:30:02 +0100 (CET)\r\n"
#define RECEIVED "Received: from out (out.example.com [192.0.2.1])\r\n\t" ID DATE

/* "address/rank address/rank" out of the zone of a header read with so many trusted lines. */
static const char *recipients_of(struct mail *mail, const char *header, int trusted)
{
    *mail = mail_new();
    mail->reading.trusted_received = trusted;
    mail_add(mail, header);
    mail_add(mail, "Subject: x\r\n\r\nbody\r\n");
    assert_int_equal(mail_read(mail), FU_OK);
    const char *text = "";
    for (size_t i = 0; i < mail->letter->recipient_count; i++) {
        const struct fu_recipient *one = &mail->letter->recipients[i];
        text = fu_arena_print(
            mail->arena, "%s%s%s/%u", text, i > 0 ? " " : "", one->address, one->rank);
    }
    return text;
}

static void the_zone_ends_with_the_last_trusted_line(void **state)
{
    (void)state;
    static const char header[] = "Delivered-To: inbox@example.org\r\n" RECEIVED
                                 "X-Original-To: 3days@remind.example.org\r\n" RECEIVED
                                 "X-Original-To: forged@remind.example.org\r\n" RECEIVED;
    static const struct {
        int trusted;
        const char *recipients;
        enum fu_zone_state zone;
    } cases[] = {
        {0, "", FU_ZONE_WHOLE},
        {1, "inbox@example.org/1", FU_ZONE_WHOLE},
        {2, "3days@remind.example.org/0 inbox@example.org/1", FU_ZONE_WHOLE},
        {3, "3days@remind.example.org/0 forged@remind.example.org/0 inbox@example.org/1",
            FU_ZONE_WHOLE},
        {4, "", FU_ZONE_SHORT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(recipients_of(&mail, header, cases[i].trusted), cases[i].recipients);
        assert_int_equal(mail.letter->zone, cases[i].zone);
        mail_free(&mail);
    }
}

static void what_a_sender_forges_below_the_zone_is_not_seen(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        recipients_of(&mail,
            RECEIVED "Delivered-To: forged@example.org\r\n"
                     "X-Original-To: forged@example.org\r\n"
                     "Return-Path: <>\r\n"
                     "Received: from x (x [192.0.2.9]) (Authenticated sender: boss) " ID
                     " for <forged@example.org>" DATE,
            1),
        "");
    assert_string_equal(mail.letter->submitted_by, "");
    assert_int_equal(mail.letter->marks, 0);
    mail_free(&mail);
}

static void a_short_zone_holds_nothing(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(
        recipients_of(&mail,
            "Delivered-To: a@b\r\nReturn-Path: <>\r\n"
            "Received: from x (x [192.0.2.9]) (Authenticated sender: boss) " ID " for <a@b>" DATE,
            2),
        "");
    assert_int_equal(mail.letter->zone, FU_ZONE_SHORT);
    assert_string_equal(mail.letter->submitted_by, "");
    assert_int_equal(mail.letter->marks, 0);
    mail_free(&mail);
}

static void the_order_of_trust_is_the_order_of_the_list(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(recipients_of(&mail,
                            "Envelope-To: One@B, Two <two@b>\r\nDelivered-To: three@b\r\n"
                            "delivered-to: four@b\r\nX-Original-To: five@b\r\n"
                            "X-Envelope-To: unlisted@b\r\nReceived: from x " ID " for <six@b>" DATE,
                            1),
        "five@b/0 three@b/1 four@b/1 one@b/2 two@b/2 six@b/3");
    mail_free(&mail);
}

static void an_address_counts_once_where_it_is_trusted_most(void **state)
{
    (void)state;
    struct mail mail;
    assert_string_equal(recipients_of(&mail,
                            "Delivered-To: a@b\r\nX-Original-To: A@B\r\n"
                            "Received: from x " ID " for <a@b>" DATE,
                            1),
        "a@b/0");
    mail_free(&mail);
}

static void recipients_are_capped(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    for (int i = 0; i < FU_MAIL_RECIPIENTS_MAX + 1; i++) {
        fu_buffer_print(&mail.bytes, "Delivered-To: a%d@b\n", i);
    }
    mail_add(&mail, RECEIVED "\n");
    assert_int_equal(mail_read(&mail), FU_OK);
    assert_int_equal(mail.letter->recipient_count, FU_MAIL_RECIPIENTS_MAX);
    mail_free(&mail);
}

/* The recipient and the login that one trusted Received field names: "recipient login". */
static const char *received(struct mail *mail, const char *value)
{
    *mail = mail_new();
    mail_add(mail, "Received: ");
    mail_add(mail, value);
    mail_add(mail, "\r\nSubject: x\r\n\r\n");
    assert_int_equal(mail_read(mail), FU_OK);
    const struct fu_letter *letter = mail->letter;
    return fu_arena_print(mail->arena, "%s %s",
        letter->recipient_count > 0 ? letter->recipients[0].address : "-",
        *letter->submitted_by != '\0' ? letter->submitted_by : "-");
}

#define CLIENT "from [192.0.2.7] (host.example.com [192.0.2.7])\r\n\t"
#define TLS                                                                                        \
    "(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t"                       \
    " key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t"        \
    "(No client certificate requested)\r\n\t"
#define LOGIN "(Authenticated sender: alice@example.org)\r\n\t"
#define BY "by mx.example.org (Postfix) with ESMTPSA id 4ABC"
#define FOR "\r\n\tfor <bob@example.com>; Wed, 18 Nov 2026 10:30:02 +0100 (CET)"
#define NOT_FOR "; Wed, 18 Nov 2026 10:30:02 +0100 (CET)"

static void received_lines_of_real_servers_are_understood(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {CLIENT TLS LOGIN BY FOR, "bob@example.com alice@example.org"},
        {CLIENT TLS LOGIN BY NOT_FOR, "- alice@example.org"},
        {CLIENT LOGIN BY FOR, "bob@example.com alice@example.org"},
        {CLIENT TLS "by mx.example.org (Postfix) with ESMTPS id 4ABC" FOR, "bob@example.com -"},
        /* Dovecot LMTP */
        {"from mail.example.org\r\n\tby mail.example.org with LMTP\r\n\tid 2Ab3\r\n\t"
         "(envelope-from <a@b>)\r\n\tfor <3days@remind.example.org>; Wed, 18 Nov 2026 10:30:02 "
         "+0100",
            "3days@remind.example.org -"},
        /* Exim */
        {"from [192.0.2.1] (helo=client)\r\n\tby mx with esmtpsa (TLS1.3:X:256)\r\n\t(Exim "
         "4.96)\r\n\t"
         "(envelope-from <a@b>)\r\n\tid 1abc-0001\r\n\tfor bob@example.com; Wed, 18 Nov 2026 "
         "10:30:02 +0100",
            "bob@example.com -"},
        /* Gmail */
        {"by 2002:a05:7022:6b8c:b0:2a with SMTP id f12csp1;\r\n        Wed, 18 Nov 2026 01:30:02 "
         "-0800 (PST)",
            "- -"},
        {"from a (a. [192.0.2.1])\r\n by mx.google.com with ESMTPS id x\r\n"
         " for <me+3days@gmail.com>\r\n (version=TLS1_3 bits=256/256);\r\n Wed, 18 Nov 2026 "
         "01:30:02 -0800 (PST)",
            "me+3days@gmail.com -"},
        /* qmail */
        {"(qmail 123 invoked by uid 0); 18 Nov 2026 09:30:02 -0000", "- -"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mail mail;
        assert_string_equal(received(&mail, cases[i][0]), cases[i][1]);
        mail_free(&mail);
    }
}

/* Each of these is what would stand behind "from" if a server let this HELO through. */
static void no_helo_makes_a_login_or_a_recipient(void **state)
{
    (void)state;
    static const char *const names[] = {
        "x (Authenticated sender: boss)",
        "x (y [192.0.2.9]) (Authenticated sender: boss)",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>; date",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>; date (",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>; date \"",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>; date "
        "((a)",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1 for <v@b>; d (\\",
        "x for <v@b>",
        "x by y for <v@b>",
        "x by y for <v@b>;",
        "x) (Authenticated sender: boss) (",
        "\"x\" (Authenticated sender: boss)",
        "(y [192.0.2.9]) (Authenticated sender: boss)",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char value[600];
        struct mail mail;
        snprintf(value, sizeof value, "from %s (host.example.com [192.0.2.7])\r\n\t%s%s", names[i],
            "by mx.example.org (Postfix) with ESMTPSA id 4ABC", NOT_FOR);
        const char *said = received(&mail, value);
        if (strstr(said, "boss") != NULL || strstr(said, "v@b") != NULL) {
            fail_msg("%s gave %s", names[i], said);
        }
        mail_free(&mail);
    }
}

static void a_helo_cannot_change_who_has_logged_in(void **state)
{
    (void)state;
    static const char *const names[] = {"x (Authenticated sender: boss)",
        "x (y [192.0.2.9]) (Authenticated sender: boss)",
        "x (y [192.0.2.9]) (Authenticated sender: boss) by m with ESMTPSA id 1; date ("};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char value[600];
        struct mail mail;
        snprintf(
            value, sizeof value, "from %s (h [192.0.2.7])\r\n\t%s%s", names[i], LOGIN BY, NOT_FOR);
        assert_null(strstr(received(&mail, value), "boss"));
        mail_free(&mail);
    }
}

static void a_login_counts_only_where_postfix_writes_it(void **state)
{
    (void)state;
    static const char *const values[] = {
        CLIENT LOGIN "by mx (Postfix) with ESMTPS id 4ABC" FOR, /* not the protocol of a login */
        CLIENT LOGIN TLS BY FOR,                                /* not the last before "by" */
        LOGIN BY FOR,                                           /* no client before it */
        "from x " LOGIN BY FOR,                                 /* in the client's place */
        CLIENT BY " " LOGIN FOR,                                /* behind "by" */
        CLIENT "(x (Authenticated sender: boss))\r\n\t" BY FOR, /* nested */
        CLIENT "(Authenticated sender:)\r\n\t" BY FOR,          /* empty */
        CLIENT "x " LOGIN BY FOR,                               /* words in between */
        CLIENT LOGIN "x " BY FOR, "from x (no address)\r\n\t" LOGIN BY FOR,
        "from x (Authenticated sender: boss [192.0.2.7])\r\n\t" BY FOR,
        "of [192.0.2.7] (host.example.com [192.0.2.7])\r\n\t" LOGIN BY FOR,
        CLIENT LOGIN BY FOR "; and more", CLIENT LOGIN BY " for <bob@example.com>",
        CLIENT LOGIN "by", /* cut */
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct mail mail;
        const char *said = received(&mail, values[i]);
        if (strcmp(strchr(said, ' '), " -") != 0) {
            fail_msg("%s gave %s", values[i], said);
        }
        mail_free(&mail);
    }
}

static void of_two_logins_the_one_where_the_mail_came_in_counts(void **state)
{
    (void)state;
    struct mail mail;
    recipients_of(&mail,
        "Received: " CLIENT "(Authenticated sender: relay)\r\n\t" BY FOR "\r\n"
        "Received: " CLIENT LOGIN BY FOR "\r\n"
        "Received: " CLIENT "(Authenticated sender: boss)\r\n\t" BY FOR "\r\n",
        2);
    assert_string_equal(mail.letter->submitted_by, "alice@example.org");
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_zone_ends_with_the_last_trusted_line),
        cmocka_unit_test(what_a_sender_forges_below_the_zone_is_not_seen),
        cmocka_unit_test(a_short_zone_holds_nothing),
        cmocka_unit_test(the_order_of_trust_is_the_order_of_the_list),
        cmocka_unit_test(an_address_counts_once_where_it_is_trusted_most),
        cmocka_unit_test(recipients_are_capped),
        cmocka_unit_test(received_lines_of_real_servers_are_understood),
        cmocka_unit_test(no_helo_makes_a_login_or_a_recipient),
        cmocka_unit_test(a_helo_cannot_change_who_has_logged_in),
        cmocka_unit_test(a_login_counts_only_where_postfix_writes_it),
        cmocka_unit_test(of_two_logins_the_one_where_the_mail_came_in_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
