/* A letter on the wire between reader and intake: there and back, and every byte changed. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "wiring.h"

enum { MEMORY_MAX = 1024 * 1024 };

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
        assert_int_equal(a->recipient_count, b->recipient_count);
        for (size_t i = 0; i < a->recipient_count; i++) {
            assert_int_equal(a->recipients[i].kind, b->recipients[i].kind);
            assert_string_equal(a->recipients[i].status, b->recipients[i].status);
            assert_string_equal(a->recipients[i].diagnostic, b->recipients[i].diagnostic);
            assert_string_equal(a->recipients[i].recipient, b->recipients[i].recipient);
        }
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
    assert_int_equal(a->to_repeated, b->to_repeated);
    assert_int_equal(a->marks, b->marks);
    assert_string_equal(a->signature, b->signature);
    assert_same_report(a->report, b->report);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->text_cut, b->text_cut);
    assert_int_equal(a->attachment_count, b->attachment_count);
    for (size_t i = 0; i < a->attachment_count; i++) {
        assert_string_equal(a->attachments[i].name, b->attachments[i].name);
        assert_int_equal(a->sealed, b->sealed);
        assert_string_equal(a->attachments[i].type, b->attachments[i].type);
        assert_int_equal(a->attachments[i].size, b->attachments[i].size);
    }
    assert_int_equal(a->whole, b->whole);
    assert_memory_equal(a->body_digest, b->body_digest, sizeof a->body_digest);
}

static void a_letter_comes_back_as_it_went(void **state)
{
    (void)state;
    static const char *const mails[] = {
        rich, "A: b\n\n", "From: a@b\nFrom: c@d\n\n\nx", "To: a@b\nSubject: x\nto: c@d\n\nx"};
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

/* What malloc has given away; the sanitizers' own says 0. */
static size_t taken(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void a_huge_count_takes_no_memory(void **state)
{
    (void)state;
    struct mail mail = mail_of("A: b\n\n");
    struct fu_buffer buffer = encoded(mail.letter);
    struct fu_letter *back = NULL;
    size_t refused = 0, before = taken();
    for (size_t at = 4; at + 4 <= buffer.length; at++) {
        char kept[4];
        memcpy(kept, buffer.data + at, 4);
        memset(buffer.data + at, 0xFF, 4);
        refused += fu_wire_decode(mail.arena, buffer.data, buffer.length, &back, NULL) != FU_OK;
        memcpy(buffer.data + at, kept, 4);
    }
    assert_true(refused > buffer.length / 2);
    assert_true(taken() - before < MEMORY_MAX);
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
        cmocka_unit_test(a_nul_in_a_text_is_refused),
        cmocka_unit_test(a_huge_count_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
