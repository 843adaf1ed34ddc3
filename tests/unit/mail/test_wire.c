#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/wire.h"
#include "reading.h"

static const char rich[] =
    "Return-Path: <>\r\nX-Original-To: 3days@remind.example.org\r\n"
    "Delivered-To: inbox@example.org\r\n"
    "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org; spf=fail\r\n"
    "Received: from x (x [192.0.2.1]) (Authenticated sender: Älice)\r\n by mx.example.org with "
    "ESMTPSA id 1\r\n"
    " for <3days@remind.example.org>; Wed, 18 Nov 2026 10:30:02 +0100\r\n"
    "Date: Wed, 18 Nov 2026 10:30:00 -0330\r\nFrom: J\xC3\xBCrgen <j@example.org>\r\n"
    "To: a@b, B <c@d>\r\nCc: e@f\r\nBcc: g@h\r\nReply-To: i@j\r\nSubject: Gr\xC3\xBC\xC3\x9F"
    "e\r\n"
    "Message-ID: <1@b>\r\nIn-Reply-To: <2@b>\r\nReferences: <3@b> <2@b>\r\nX-Followupd: s\r\n"
    "Auto-Submitted: auto-replied\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\none\r\ntwo \xE2\x82\xAC\r\n"
    "--b\r\nContent-Type: image/png; name=x.png\r\n\r\nabc\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Final-Recipient: rfc822; bob@example.net\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <7.2@remind.example.org>\r\n"
    "X-Followupd: abc\r\n--b--\r\n";

static struct fu_buffer encoded(const struct fu_letter *letter)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, FU_WIRE_MAX);
    fu_wire_encode(&buffer, letter);
    return buffer;
}

static void assert_same_people(struct fu_mailbox_list a, struct fu_mailbox_list b)
{
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_string_equal(a.items[i].name, b.items[i].name);
        assert_string_equal(a.items[i].address, b.items[i].address);
    }
}

static void assert_same_header(const struct fu_letter *a, const struct fu_letter *b)
{
    assert_string_equal(a->message_id, b->message_id);
    assert_string_equal(a->in_reply_to, b->in_reply_to);
    assert_int_equal(a->reference_count, b->reference_count);
    for (size_t i = 0; i < a->reference_count; i++) {
        assert_string_equal(a->references[i], b->references[i]);
    }
    assert_int_equal(a->enclosed_count, b->enclosed_count);
    for (size_t i = 0; i < a->enclosed_count; i++) {
        assert_string_equal(a->enclosed[i], b->enclosed[i]);
    }
    assert_string_equal(a->subject, b->subject);
    assert_int_equal(a->date, b->date);
    assert_int_equal(a->date_offset, b->date_offset);
    assert_int_equal(a->from_count, b->from_count);
    assert_string_equal(a->from.name, b->from.name);
    assert_string_equal(a->from.address, b->from.address);
    assert_same_people(a->to, b->to);
    assert_same_people(a->cc, b->cc);
    assert_same_people(a->bcc, b->bcc);
    assert_same_people(a->reply_to, b->reply_to);
}

static void assert_same_report(const struct fu_report *a, const struct fu_report *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a != NULL) {
        assert_int_equal(a->kind, b->kind);
        assert_string_equal(a->status, b->status);
        assert_string_equal(a->diagnostic, b->diagnostic);
        assert_string_equal(a->recipient, b->recipient);
        assert_string_equal(a->message_id, b->message_id);
        assert_string_equal(a->signature, b->signature);
    }
}

static void assert_same(const struct fu_letter *a, const struct fu_letter *b)
{
    assert_same_header(a, b);
    assert_int_equal(a->zone, b->zone);
    assert_int_equal(a->recipient_count, b->recipient_count);
    for (size_t i = 0; i < a->recipient_count; i++) {
        assert_string_equal(a->recipients[i].address, b->recipients[i].address);
        assert_int_equal(a->recipients[i].rank, b->recipients[i].rank);
    }
    assert_string_equal(a->submitted_by, b->submitted_by);
    assert_int_equal(a->result_count, b->result_count);
    for (size_t i = 0; i < a->result_count; i++) {
        assert_string_equal(a->results[i].method, b->results[i].method);
        assert_string_equal(a->results[i].result, b->results[i].result);
        assert_string_equal(a->results[i].domain, b->results[i].domain);
    }
    assert_int_equal(a->results_present, b->results_present);
    assert_int_equal(a->marks, b->marks);
    assert_string_equal(a->signature, b->signature);
    assert_same_report(a->report, b->report);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->text_cut, b->text_cut);
    assert_int_equal(a->attachment_count, b->attachment_count);
    for (size_t i = 0; i < a->attachment_count; i++) {
        assert_string_equal(a->attachments[i].name, b->attachments[i].name);
        assert_string_equal(a->attachments[i].type, b->attachments[i].type);
        assert_int_equal(a->attachments[i].size, b->attachments[i].size);
    }
    assert_int_equal(a->whole, b->whole);
    assert_memory_equal(a->body_digest, b->body_digest, sizeof a->body_digest);
}

static void a_letter_comes_back_as_it_went(void **state)
{
    (void)state;
    static const char *const mails[] = {rich, "A: b\n\n", "From: a@b\nFrom: c@d\n\n\nx"};
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mail mail = mail_of(mails[i]);
        struct fu_buffer buffer = encoded(mail.letter);
        struct fu_letter *back = NULL;
        assert_false(buffer.overflowed);
        assert_int_equal(
            fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_OK);
        assert_same(mail.letter, back);
        fu_buffer_free(&buffer);
        mail_free(&mail);
    }
}

static void the_largest_header_fits_the_wire(void **state)
{
    (void)state;
    struct mail mail = mail_new();
    static const char *const names[] = {"To: ", "Cc: ", "Bcc: ", "Reply-To: "};
    for (size_t i = 0; i < 4; i++) {
        mail_add(&mail, names[i]);
        mail_repeat(&mail,
            "\"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\" <a@b>,",
            1000);
        mail_add(&mail, "\n");
    }
    mail_add(&mail, "\n");
    mail_repeat(&mail, "x", FU_MAIL_TEXT_MAX);
    assert_int_equal(mail_read(&mail), FU_OK);
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_letter *back = NULL;
    assert_false(buffer.overflowed);
    assert_int_equal(
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_OK);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

static void a_letter_too_large_for_the_buffer_says_so(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 100);
    fu_wire_encode(&buffer, mail.letter);
    assert_true(buffer.overflowed);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

static void every_shorter_or_longer_message_is_refused(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_letter *back = NULL;
    for (size_t length = 0; length < buffer.length; length++) {
        assert_int_equal(
            fu_wire_decode(mail.arena, buffer.data, length, &back, &mail.error), FU_PERMANENT);
        assert_null(back);
    }
    fu_buffer_add_char(&buffer, '\0');
    assert_int_equal(
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_PERMANENT);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

static void assert_clean(const char *text, bool lines, size_t limit)
{
    size_t length = strlen(text);
    assert_true(length <= limit);
    assert_true(fu_text_is_utf8(text, length));
    for (const char *c = text; *c != '\0'; c++) {
        assert_true(((unsigned char)*c >= ' ' && *c != 0x7f) || (lines && *c == '\n'));
    }
}

static void assert_clean_people(struct fu_mailbox_list list)
{
    assert_true(list.count <= FU_MAIL_ADDRESSES_MAX);
    for (size_t i = 0; i < list.count; i++) {
        assert_clean(list.items[i].name, false, FU_MAIL_NAME_MAX);
        assert_true(fu_address_valid(list.items[i].address, strlen(list.items[i].address)));
    }
}

/* What record/letter.h promises. */
static void assert_promises(const struct fu_letter *letter)
{
    assert_clean(letter->message_id, false, FU_MAIL_ID_MAX);
    assert_clean(letter->in_reply_to, false, FU_MAIL_ID_MAX);
    assert_true(letter->reference_count <= FU_MAIL_REFERENCES_MAX);
    for (size_t i = 0; i < letter->reference_count; i++) {
        assert_clean(letter->references[i], false, FU_MAIL_ID_MAX);
    }
    assert_clean(letter->subject, false, FU_MAIL_SUBJECT_MAX);
    assert_true(letter->date == FU_NEVER ||
                (letter->date >= FU_INSTANT_MIN && letter->date <= FU_INSTANT_MAX));
    assert_clean_people(letter->to);
    assert_clean_people(letter->cc);
    assert_clean_people(letter->bcc);
    assert_clean_people(letter->reply_to);
    assert_clean(letter->from.name, false, FU_MAIL_NAME_MAX);
    assert_int_equal(letter->from_count == 1, *letter->from.address != '\0');
    for (size_t i = 0; i < letter->recipient_count; i++) {
        const char *address = letter->recipients[i].address;
        assert_true(fu_address_valid(address, strlen(address)));
    }
    assert_clean(letter->submitted_by, false, FU_MAIL_LOGIN_MAX);
    for (size_t i = 0; i < letter->result_count; i++) {
        assert_clean(letter->results[i].method, false, FU_MAIL_WORD_MAX);
        assert_clean(letter->results[i].result, false, FU_MAIL_WORD_MAX);
        assert_clean(letter->results[i].domain, false, FU_MAIL_LOGIN_MAX);
    }
    assert_clean(letter->signature, false, FU_MAIL_SIGNATURE_MAX);
    if (letter->report != NULL) {
        const char *recipient = letter->report->recipient;
        assert_true(letter->report->kind <= FU_REPORT_FAILED);
        assert_clean(letter->report->status, false, FU_MAIL_STATUS_MAX);
        assert_clean(letter->report->diagnostic, false, FU_MAIL_DIAGNOSTIC_MAX);
        assert_clean(letter->report->message_id, false, FU_MAIL_ID_MAX);
        assert_clean(letter->report->signature, false, FU_MAIL_SIGNATURE_MAX);
        assert_true(*recipient == '\0' || fu_address_valid(recipient, strlen(recipient)));
    }
    assert_clean(letter->text, true, FU_MAIL_TEXT_MAX);
    for (size_t i = 0; i < letter->attachment_count; i++) {
        assert_clean(letter->attachments[i].name, false, FU_MAIL_NAME_MAX);
        assert_clean(letter->attachments[i].type, false, FU_MAIL_WORD_MAX);
        assert_true(letter->attachments[i].size <= FU_MAIL_SIZE_MAX);
    }
}

static void no_changed_byte_breaks_what_a_letter_promises(void **state)
{
    (void)state;
    static const unsigned char values[] = {
        0x00, 0x01, 0x0a, 0x0d, '\t', ' ', 'A', 0x7f, 0x80, 0xc3, 0xff};
    struct mail mail = mail_of(rich);
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_arena *arena = fu_arena_new();
    size_t refused = 0;
    for (size_t at = 0; at < buffer.length; at++) {
        char kept = buffer.data[at];
        for (size_t i = 0; i < sizeof values; i++) {
            struct fu_letter *back = NULL;
            buffer.data[at] = (char)values[i];
            if (fu_wire_decode(arena, buffer.data, buffer.length, &back, NULL) == FU_OK) {
                assert_promises(back);
            } else {
                refused++;
            }
            fu_arena_reset(arena);
        }
        buffer.data[at] = kept;
    }
    assert_true(refused > buffer.length);
    fu_arena_free(&arena);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

/* FU_OK when the letter is taken over the wire. */
static enum fu_status sent(const struct fu_letter *letter)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_buffer buffer = encoded(letter);
    struct fu_letter *back = NULL;
    struct fu_error error;
    enum fu_status status = fu_wire_decode(arena, buffer.data, buffer.length, &back, &error);
    fu_buffer_free(&buffer);
    fu_arena_free(&arena);
    return status;
}

static char *long_text(struct fu_arena *arena, size_t length)
{
    char *text = fu_arena_allocate(arena, length + 1, 1);
    memset(text, 'x', length);
    return text;
}

static void texts_keep_their_limits_on_the_wire(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_letter base = *mail.letter;
    struct fu_report report = *base.report;
    base.report = &report;
    struct {
        const char **place;
        size_t limit;
    } cases[] = {{&base.message_id, FU_MAIL_ID_MAX}, {&base.in_reply_to, FU_MAIL_ID_MAX},
        {&base.subject, FU_MAIL_SUBJECT_MAX}, {&base.from.name, FU_MAIL_NAME_MAX},
        {&base.submitted_by, FU_MAIL_LOGIN_MAX}, {&base.signature, FU_MAIL_SIGNATURE_MAX},
        {&report.diagnostic, FU_MAIL_DIAGNOSTIC_MAX}, {&report.message_id, FU_MAIL_ID_MAX},
        {&report.signature, FU_MAIL_SIGNATURE_MAX}, {&base.text, FU_MAIL_TEXT_MAX}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept = *cases[i].place;
        *cases[i].place = long_text(mail.arena, cases[i].limit);
        assert_int_equal(sent(&base), FU_OK);
        *cases[i].place = long_text(mail.arena, cases[i].limit + 1);
        assert_int_equal(sent(&base), FU_PERMANENT);
        *cases[i].place = "a\nb";
        assert_int_equal(sent(&base), cases[i].place == &base.text ? FU_OK : FU_PERMANENT);
        *cases[i].place = "a\x1b"
                          "b";
        assert_int_equal(sent(&base), FU_PERMANENT);
        *cases[i].place = "a\tb";
        assert_int_equal(sent(&base), FU_PERMANENT);
        *cases[i].place = "a\xFF";
        assert_int_equal(sent(&base), FU_PERMANENT);
        *cases[i].place = "a\xE2\x80\xAE";
        assert_int_equal(sent(&base), FU_PERMANENT);
        *cases[i].place = kept;
    }
    mail_free(&mail);
}

static void ids_on_the_wire_are_ids(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    static const char *const bad[] = {"a b", "a>b", "<a", "\xC3\xBC"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fu_letter letter = *mail.letter;
        letter.message_id = bad[i];
        assert_int_equal(sent(&letter), FU_PERMANENT);
        const char *ids[] = {"good@b", bad[i]};
        letter = *mail.letter;
        letter.references = ids;
        assert_int_equal(sent(&letter), FU_PERMANENT);
    }
    const char *empty[] = {""};
    struct fu_letter letter = *mail.letter;
    letter.references = empty;
    letter.reference_count = 1;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    mail_free(&mail);
}

static void numbers_keep_their_ranges_on_the_wire(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    static const struct {
        fu_instant date;
        int offset;
        enum fu_status status;
    } dates[] = {{FU_NEVER, 0, FU_OK}, {0, 1440, FU_OK}, {FU_INSTANT_MAX, -1440, FU_OK},
        {-1, 0, FU_PERMANENT}, {FU_INSTANT_MAX + 1, 0, FU_PERMANENT}, {0, 1441, FU_PERMANENT},
        {0, -1441, FU_PERMANENT}, {INT64_MAX, 0, FU_PERMANENT}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct fu_letter letter = *mail.letter;
        letter.date = dates[i].date;
        letter.date_offset = dates[i].offset;
        assert_int_equal(sent(&letter), dates[i].status);
    }
    struct fu_letter letter = *mail.letter;
    letter.marks = FU_MARK_LOOPING * 2 - 1;
    assert_int_equal(sent(&letter), FU_OK);
    letter.marks = FU_MARK_LOOPING * 2;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    letter = *mail.letter;
    letter.zone = (enum fu_zone_state)2;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    letter = *mail.letter;
    struct fu_attachment large = {"", "a/b", FU_MAIL_SIZE_MAX};
    letter.attachments = &large;
    letter.attachment_count = 1;
    assert_int_equal(sent(&letter), FU_OK);
    large.size++;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    mail_free(&mail);
}

static void a_report_on_the_wire_keeps_its_shape(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    static const struct {
        const char *status;
        const char *recipient;
        int kind;
        enum fu_status taken;
    } cases[] = {{"5.999.999", "bob@example.net", FU_REPORT_FAILED, FU_OK},
        {"", "", FU_REPORT_OTHER, FU_OK}, {"5.1.1 x", "", 0, FU_PERMANENT},
        {"5.1000.1", "", 0, FU_PERMANENT}, {"3.1.1", "", 0, FU_PERMANENT},
        {"5.1.1", "Bob@example.net", 0, FU_PERMANENT}, {"5.1.1", "bob", 0, FU_PERMANENT},
        {"5.1.1", "", FU_REPORT_FAILED + 1, FU_PERMANENT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fu_letter letter = *mail.letter;
        struct fu_report report = *letter.report;
        report.status = cases[i].status;
        report.recipient = cases[i].recipient;
        report.kind = (enum fu_report_kind)cases[i].kind;
        letter.report = &report;
        assert_int_equal(sent(&letter), cases[i].taken);
    }
    mail_free(&mail);
}

static void lists_keep_their_caps_on_the_wire(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_letter letter = *mail.letter;
    for (size_t over = 0; over <= 1; over++) {
        enum fu_status expected = over == 1 ? FU_PERMANENT : FU_OK;
        struct fu_mailbox boxes[FU_MAIL_ADDRESSES_MAX + 1];
        for (size_t i = 0; i <= FU_MAIL_ADDRESSES_MAX; i++) {
            boxes[i] = (struct fu_mailbox){"", "a@b"};
        }
        letter = *mail.letter;
        letter.bcc = (struct fu_mailbox_list){boxes, FU_MAIL_ADDRESSES_MAX + over};
        assert_int_equal(sent(&letter), expected);

        struct fu_result results[FU_MAIL_RESULTS_MAX + 1];
        for (size_t i = 0; i <= FU_MAIL_RESULTS_MAX; i++) {
            results[i] = (struct fu_result){"spf", "pass", ""};
        }
        letter = *mail.letter;
        letter.results = results;
        letter.result_count = FU_MAIL_RESULTS_MAX + over;
        assert_int_equal(sent(&letter), expected);

        struct fu_recipient recipients[FU_MAIL_RECIPIENTS_MAX + 1];
        for (size_t i = 0; i <= FU_MAIL_RECIPIENTS_MAX; i++) {
            recipients[i] = (struct fu_recipient){"a@b", 0};
        }
        letter = *mail.letter;
        letter.recipients = recipients;
        letter.recipient_count = FU_MAIL_RECIPIENTS_MAX + over;
        assert_int_equal(sent(&letter), expected);

        struct fu_attachment files[FU_MAIL_ATTACHMENTS_MAX + 1];
        for (size_t i = 0; i <= FU_MAIL_ATTACHMENTS_MAX; i++) {
            files[i] = (struct fu_attachment){"", "a/b", 1};
        }
        letter = *mail.letter;
        letter.attachments = files;
        letter.attachment_count = FU_MAIL_ATTACHMENTS_MAX + over;
        assert_int_equal(sent(&letter), expected);

        const char *ids[FU_MAIL_REFERENCES_MAX + 1];
        for (size_t i = 0; i <= FU_MAIL_REFERENCES_MAX; i++) {
            ids[i] = "a@b";
        }
        letter = *mail.letter;
        letter.references = ids;
        letter.reference_count = FU_MAIL_REFERENCES_MAX + over;
        assert_int_equal(sent(&letter), expected);
    }
    mail_free(&mail);
}

static void people_on_the_wire_are_who_they_may_be(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_letter letter = *mail.letter;
    struct fu_mailbox box = {"", "A@b"};
    letter.to = (struct fu_mailbox_list){&box, 1};
    assert_int_equal(sent(&letter), FU_PERMANENT);
    box.address = "";
    assert_int_equal(sent(&letter), FU_PERMANENT);
    box.address = "a@b";
    assert_int_equal(sent(&letter), FU_OK);

    letter.from = (struct fu_mailbox){"", ""};
    assert_int_equal(sent(&letter), FU_PERMANENT);
    letter.from_count = 2;
    assert_int_equal(sent(&letter), FU_OK);
    letter.from.address = "a@b";
    assert_int_equal(sent(&letter), FU_PERMANENT);
    letter.from = (struct fu_mailbox){"name", ""};
    assert_int_equal(sent(&letter), FU_PERMANENT);

    letter = *mail.letter;
    struct fu_recipient recipients[] = {{"a@b", 1}, {"c@d", 0}};
    letter.recipients = recipients;
    letter.recipient_count = 2;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    recipients[1].rank = 1;
    assert_int_equal(sent(&letter), FU_OK);
    mail_free(&mail);
}

static void results_on_the_wire_are_lower_case_and_announced(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_result result = {"dmarc", "Pass", "a"};
    struct fu_letter letter = *mail.letter;
    letter.results = &result;
    letter.result_count = 1;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    result.result = "pass";
    assert_int_equal(sent(&letter), FU_OK);
    letter.results_present = false;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    mail_free(&mail);
}

static void a_nul_in_a_text_is_refused(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_letter *back = NULL;
    char *text = memmem(buffer.data, buffer.length, "J\xC3\xBCrgen", 7);
    assert_non_null(text);
    text[3] = '\0';
    assert_int_equal(
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_PERMANENT);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

static void a_letter_over_a_megabyte_is_refused(void **state)
{
    (void)state;
    static struct fu_mailbox boxes[FU_MAIL_ADDRESSES_MAX];
    static struct fu_recipient recipients[FU_MAIL_RECIPIENTS_MAX];
    char address[FU_ADDRESS_MAX + 1] = "a@";
    for (size_t i = 2; i < FU_ADDRESS_MAX; i++) {
        address[i] = i % 50 == 49 ? '.' : 'd';
    }
    struct mail mail = mail_of("A: b\n\n");
    struct fu_letter letter = *mail.letter;
    for (size_t i = 0; i < FU_MAIL_ADDRESSES_MAX; i++) {
        boxes[i] = (struct fu_mailbox){long_text(mail.arena, FU_MAIL_NAME_MAX), address};
        recipients[i] = (struct fu_recipient){address, 0};
    }
    letter.to = letter.cc = letter.bcc = letter.reply_to =
        (struct fu_mailbox_list){boxes, FU_MAIL_ADDRESSES_MAX};
    letter.recipients = recipients;
    letter.recipient_count = FU_MAIL_RECIPIENTS_MAX;
    struct fu_buffer buffer;
    struct fu_letter *back = NULL;
    fu_buffer_init(&buffer, (size_t)FU_WIRE_MAX * 2);
    fu_wire_encode(&buffer, &letter);
    assert_true(!buffer.overflowed && buffer.length > FU_WIRE_MAX);
    assert_int_equal(
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_PERMANENT);
    fu_buffer_clear(&buffer);
    letter.bcc.count = 400;
    fu_wire_encode(&buffer, &letter);
    assert_true(buffer.length <= FU_WIRE_MAX);
    assert_int_equal(
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, &mail.error), FU_OK);
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

static void a_huge_count_takes_no_memory(void **state)
{
    (void)state;
    struct mail mail = mail_of("A: b\n\n");
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_letter *back = NULL;
    for (size_t at = 4; at + 4 <= buffer.length; at++) {
        char kept[4];
        memcpy(kept, buffer.data + at, 4);
        memset(buffer.data + at, 0xFF, 4);
        fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, NULL);
        memcpy(buffer.data + at, kept, 4);
    }
    fu_buffer_free(&buffer);
    mail_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_comes_back_as_it_went),
        cmocka_unit_test(the_largest_header_fits_the_wire),
        cmocka_unit_test(a_letter_too_large_for_the_buffer_says_so),
        cmocka_unit_test(every_shorter_or_longer_message_is_refused),
        cmocka_unit_test(no_changed_byte_breaks_what_a_letter_promises),
        cmocka_unit_test(texts_keep_their_limits_on_the_wire),
        cmocka_unit_test(ids_on_the_wire_are_ids),
        cmocka_unit_test(numbers_keep_their_ranges_on_the_wire),
        cmocka_unit_test(a_report_on_the_wire_keeps_its_shape),
        cmocka_unit_test(lists_keep_their_caps_on_the_wire),
        cmocka_unit_test(people_on_the_wire_are_who_they_may_be),
        cmocka_unit_test(results_on_the_wire_are_lower_case_and_announced),
        cmocka_unit_test(a_nul_in_a_text_is_refused),
        cmocka_unit_test(a_letter_over_a_megabyte_is_refused),
        cmocka_unit_test(a_huge_count_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
