/* A mail, asked whether a machine wrote it and whether it is a delivery report.
 *
 * Oracles: what a report says keeps record/letter.h; no report is about a mail of ours without a
 * token or a signature of ours; what a machine wrote asks for nothing; a person's answer is no
 * report whatever its text quotes. */
#include <string.h>

#include "clean.h"
#include "followupd/base/address.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"

static const char *const recipient_headers[] = {"X-Original-To", "Delivered-To"};
static const struct fu_reading reading = {{recipient_headers, 2}, 1, "mx.example.org", false};
static const char *const domains[] = {"remind.example.org"};
static const char *const allow[] = {"*@example.org", "*@example.com"};
static const struct fu_rules rules = {.domains = {domains, 1},
    .delimiter = '+',
    .allow = {allow, 2},
    .authserv_id = "mx.example.org",
    .owner = "",
    .from = "remind@example.org"};

static const char machine_head[] =
    "Return-Path: <>\nDelivered-To: bounce+4-abcdefghijklmnopqrst@remind.example.org\n"
    "Received: from a (a [192.0.2.1]) by mx.example.org with SMTP; date\n";
static const char person_head[] =
    "Received: from a (a [192.0.2.1]) by mx.example.org with SMTP; date\n"
    "From: Bob <bob@example.com>\nSubject: Re: Offer\n\n";

/* "5.1.1" */
static bool is_code(const char *text)
{
    static const char digits[] = "0123456789";
    const char *at = text + 1;
    if (strchr("245", text[0]) == NULL || strlen(text) > FU_MAIL_STATUS_MAX) {
        return false;
    }
    for (int part = 0; part < 2; part++) {
        size_t length = *at == '.' ? strspn(at + 1, digits) : 0;
        if (length == 0 || length > 3) {
            return false;
        }
        at += 1 + length;
    }
    return *at == '\0';
}

static void check_recipients(const struct fu_report *report)
{
    must(report->recipient_count != 1 && report->recipient_count <= FU_MAIL_REPORTED_MAX,
        "several are two at least", "");
    for (size_t i = 0; i < report->recipient_count; i++) {
        const struct fu_reported *told = &report->recipients[i];
        must(told->kind <= report->kind, "the worst fate is the report's", told->diagnostic);
        must(*told->status == '\0' || is_code(told->status), "a status is a code", told->status);
        must_be_line(told->diagnostic, FU_MAIL_DIAGNOSTIC_MAX, "a diagnostic");
        must(*told->recipient == '\0' || fu_address_valid(told->recipient, strlen(told->recipient)),
            "a recipient is an address", told->recipient);
    }
}

static void check_report(const struct fu_report *report)
{
    check_recipients(report);
    must(report->kind <= FU_REPORT_FAILED, "a report is of a kind", "");
    must(*report->status == '\0' || is_code(report->status), "a status is a code", report->status);
    must_be_line(report->diagnostic, FU_MAIL_DIAGNOSTIC_MAX, "a diagnostic");
    must_be_line(report->signature, FU_MAIL_SIGNATURE_MAX, "a signature");
    must_be_line(report->message_id, FU_MAIL_ID_MAX, "a Message-ID");
    must(strpbrk(report->message_id, "<> ") == NULL, "an id is one word", report->message_id);
    must(*report->recipient == '\0' ||
             fu_address_valid(report->recipient, strlen(report->recipient)),
        "a recipient is an address", report->recipient);
}

static const struct fu_letter *read_mail(struct fu_arena *arena, const char *mail, size_t length)
{
    struct fu_letter *letter;
    struct fu_error error;
    return fu_mail_read(arena, &reading, mail, length, true, &letter, &error) == FU_OK ? letter
                                                                                       : NULL;
}

/* The key is none that an input could know. */
static void check_decision(struct fu_arena *arena, const struct fu_letter *letter)
{
    static const struct fu_key key = {{4, 1, 7}};
    bool answers = *letter->in_reply_to != '\0' || letter->reference_count > 0;
    const unsigned decisive = ~(unsigned)(FU_MARK_SUPPRESS | (answers ? 0 : FU_MARK_TITLE));
    struct fu_decision decision;
    fu_intent_decide(arena, &rules, &key, letter, NULL, &decision);
    must(decision.verdict != FU_VERDICT_BOUNCE && decision.bounced == 0,
        "a bounce is proved by a token or a signature", decision.reason);
    must((letter->marks & decisive) == 0 || decision.request_count == 0,
        "a machine asks for nothing", decision.reason);
    must((letter->marks & decisive) == 0 || decision.verdict != FU_VERDICT_ACCEPTED,
        "a machine is not accepted", decision.reason);
}

static void check_mail(struct fu_arena *arena, const char *mail, size_t length)
{
    const struct fu_letter *letter = read_mail(arena, mail, length);
    if (letter != NULL) {
        if (letter->report != NULL) {
            check_report(letter->report);
            reached++;
        }
        check_decision(arena, letter);
    }
}

/* The bytes behind a header of ours. */
static const char *below(
    struct fu_arena *arena, const char *head, const char *bytes, size_t length, size_t *whole)
{
    size_t before = strlen(head);
    char *mail = fu_arena_allocate(arena, before + length + 1, 1);
    memcpy(mail, head, before);
    memcpy(mail + before, bytes, length);
    *whole = before + length;
    return mail;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    const char *bytes = length > 0 ? (const char *)data : "";
    size_t whole;
    check_mail(arena, bytes, length);
    const char *mail = below(arena, machine_head, bytes, length, &whole);
    check_mail(arena, mail, whole);
    mail = below(arena, person_head, bytes, length, &whole);
    const struct fu_letter *letter = read_mail(arena, mail, whole);
    must(letter == NULL || letter->report == NULL, "a person's answer is no report", "");
    fu_arena_free(&arena);
    return 0;
}
