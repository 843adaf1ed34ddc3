/* What the intake takes from the wire: every limit and every shape of a letter, on both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followupd/base/address.h"
#include "followupd/mail/limits.h"
#include "wiring.h"

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
    letter.marks = FU_MARK_TITLE * 2 - 1;
    assert_int_equal(sent(&letter), FU_OK);
    letter.marks = FU_MARK_TITLE * 2;
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

static void a_file_on_the_wire_has_a_type_of_two_words(void **state)
{
    static const char *const wrong[] = {"", "image", "/", "image/", "/png", "image/png; a=b",
        "im age/png", "image/p/ng", "image/PNG"};
    struct mail mail = mail_of(rich);
    struct fu_attachment file = {"", "image/svg+xml", 1};
    struct fu_letter letter = *mail.letter;

    (void)state;
    letter.attachments = &file;
    letter.attachment_count = 1;
    assert_int_equal(sent(&letter), FU_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        file.type = wrong[i];
        assert_int_equal(sent(&letter), FU_PERMANENT);
    }
    mail_free(&mail);
}

static void what_is_sealed_on_the_wire_has_no_text(void **state)
{
    struct mail mail = mail_of(rich);
    struct fu_letter letter = *mail.letter;

    (void)state;
    letter.sealed = FU_SEALED_TNEF;
    assert_int_equal(sent(&letter), FU_PERMANENT);
    letter.text = "";
    assert_int_equal(sent(&letter), FU_OK);
    letter.sealed = (enum fu_sealed)(FU_SEALED_TNEF + 1);
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
        /* The same of each of several recipients. */
        struct fu_report several = *mail.letter->report;
        const struct fu_reported recipients[] = {{FU_REPORT_OTHER, "", "", ""},
            {(enum fu_report_kind)cases[i].kind, cases[i].status, "no", cases[i].recipient}};
        several.recipients = recipients;
        several.recipient_count = 2;
        letter.report = &several;
        assert_int_equal(sent(&letter), cases[i].taken);
    }
    mail_free(&mail);
}

static void the_recipients_of_a_report_have_their_limits_on_the_wire(void **state)
{
    (void)state;
    struct mail mail = mail_of(rich);
    static char words[FU_MAIL_DIAGNOSTIC_MAX + 2];
    struct fu_reported recipients[FU_MAIL_REPORTED_MAX + 1];
    memset(words, 'x', FU_MAIL_DIAGNOSTIC_MAX + 1);
    for (size_t i = 0; i <= FU_MAIL_REPORTED_MAX; i++) {
        recipients[i] = (struct fu_reported){FU_REPORT_FAILED, "", "", ""};
    }
    for (int over = 0; over <= 1; over++) {
        struct fu_letter letter = *mail.letter;
        struct fu_report report = *letter.report;
        report.recipients = recipients;
        report.recipient_count = FU_MAIL_REPORTED_MAX + over;
        letter.report = &report;
        assert_int_equal(sent(&letter), over ? FU_PERMANENT : FU_OK);
        report.recipient_count = 2;
        recipients[1].diagnostic = words + 1 - over;
        assert_int_equal(sent(&letter), over ? FU_PERMANENT : FU_OK);
        recipients[1].diagnostic = "";
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_keep_their_limits_on_the_wire),
        cmocka_unit_test(ids_on_the_wire_are_ids),
        cmocka_unit_test(numbers_keep_their_ranges_on_the_wire),
        cmocka_unit_test(a_file_on_the_wire_has_a_type_of_two_words),
        cmocka_unit_test(what_is_sealed_on_the_wire_has_no_text),
        cmocka_unit_test(a_report_on_the_wire_keeps_its_shape),
        cmocka_unit_test(the_recipients_of_a_report_have_their_limits_on_the_wire),
        cmocka_unit_test(lists_keep_their_caps_on_the_wire),
        cmocka_unit_test(people_on_the_wire_are_who_they_may_be),
        cmocka_unit_test(results_on_the_wire_are_lower_case_and_announced),
        cmocka_unit_test(a_letter_over_a_megabyte_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
