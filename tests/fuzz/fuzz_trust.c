/* The header of a mail as our server hands it on: what the sender wrote stands below its Received,
 * and in that the name by which the client greeted is the client's, too.
 *
 * An input is the greeting, our server's results, and what the sender wrote, each up to a NUL.
 *
 * Oracles: nothing below makes or changes a result, a login or a recipient of the trusted zone, nor
 * the verdict on the sender; where the first results count, none behind them does; a mail whose
 * zone is short proves nothing; a greeting makes no login, and no recipient but the true one. */
#include <string.h>

#include "../../src/intent/trust.h"
#include "../../src/mail/received.h"
#include "clean.h"
#include "followupd/base/buffer.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"
#include "pieces.h"

enum { MAIL_MAX = 256 * 1024 };

#define RECIPIENT "3days@remind.example.org"

static const char *const recipient_headers[] = {"X-Original-To", "Delivered-To"};
static const struct fu_reading in_zone = {{recipient_headers, 2}, 1, "mx.example.org", false};
static const struct fu_reading of_two = {{recipient_headers, 2}, 2, "mx.example.org", false};
static const struct fu_reading first = {{recipient_headers, 2}, 1, "mx.example.org", true};
static const char *const domains[] = {"remind.example.org"};
static const struct fu_rules rules = {.domains = {domains, 1},
    .delimiter = '+',
    .sender_check = FU_CHECK_RESULTS | FU_CHECK_SUBMISSION,
    .authserv_id = "mx.example.org",
    .owner = "",
    .from = "remind@example.org"};

/* A text as one line of a header: a line end or NUL in it would be the end of our own field. */
static const char *as_line(struct fu_arena *arena, const char *text)
{
    char *line = fu_arena_copy(arena, text);
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

static const struct fu_letter *read_mail(
    struct fu_arena *arena, const struct fu_reading *reading, const char *header)
{
    struct fu_letter *letter;
    struct fu_error error;
    return fu_mail_read(arena, reading, header, strlen(header), false, &letter, &error) == FU_OK
               ? letter
               : NULL;
}

static bool believed(struct fu_arena *arena, const struct fu_letter *letter)
{
    struct fu_decision decision = {.sender = ""};
    struct fu_letter claimed = *letter;
    claimed.from_count = 1;
    claimed.from = (struct fu_mailbox){"", "alice@example.org"};
    return fu_trust_sender(arena, &rules, &claimed, "", &decision);
}

static void check_same_results(const struct fu_letter *alone, const struct fu_letter *whole)
{
    must(whole->results_present == alone->results_present, "no results appear", "");
    must(whole->result_count == alone->result_count, "no result is added", "");
    for (size_t i = 0; i < alone->result_count; i++) {
        const struct fu_result *one = &alone->results[i], *other = &whole->results[i];
        must(strcmp(one->method, other->method) == 0 && strcmp(one->result, other->result) == 0 &&
                 strcmp(one->domain, other->domain) == 0,
            "no result changes", one->method);
    }
}

static void check_same(
    struct fu_arena *arena, const struct fu_letter *alone, const struct fu_letter *whole)
{
    check_same_results(alone, whole);
    must(strcmp(alone->submitted_by, whole->submitted_by) == 0, "no login changes",
        whole->submitted_by);
    must(alone->recipient_count == whole->recipient_count, "no recipient is added", "");
    for (size_t i = 0; i < alone->recipient_count; i++) {
        must(strcmp(alone->recipients[i].address, whole->recipients[i].address) == 0,
            "no recipient changes", alone->recipients[i].address);
    }
    must(believed(arena, alone) == believed(arena, whole), "the verdict is the same", "");
}

static void check_results(const struct fu_letter *letter)
{
    must(letter->result_count <= FU_MAIL_RESULTS_MAX, "there are not too many results", "");
    must_be_line(letter->submitted_by, FU_MAIL_LOGIN_MAX, "a login");
    for (size_t i = 0; i < letter->result_count; i++) {
        must_be_line(letter->results[i].method, FU_MAIL_WORD_MAX, "a method");
        must_be_line(letter->results[i].result, FU_MAIL_WORD_MAX, "a result");
        must_be_line(letter->results[i].domain, FU_MAIL_LOGIN_MAX, "a domain");
    }
}

/* The header with and without what the sender wrote. Servers put an empty line above a mail that
 * begins with a blank, which would go on with their own field. */
static void check_below(struct fu_arena *arena, const char *above, const char *below)
{
    static const struct fu_reading *const readings[] = {&in_zone, &first};
    const char *both =
        fu_arena_print(arena, "%s%s", above, *below == ' ' || *below == '\t' ? "" : below);
    const struct fu_letter *cut = read_mail(arena, &of_two, above);
    must(cut == NULL || (cut->zone == FU_ZONE_SHORT && !believed(arena, cut)),
        "a short zone proves nothing", above);
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const struct fu_letter *alone = read_mail(arena, readings[i], above);
        const struct fu_letter *whole = read_mail(arena, readings[i], both);
        if (alone == NULL) {
            return; /* beyond a limit of mail/limits.h */
        }
        check_results(alone);
        if (whole != NULL && (!readings[i]->results_first || alone->results_present)) {
            check_same(arena, alone, whole);
            reached += believed(arena, alone);
        }
    }
}

/* A client that logged in as mallory, and one that did not. */
static void check_greeting(struct fu_arena *arena, const char *greeting)
{
    static const char *const rests[][2] = {
        {"", "ESMTPS"}, {" (Authenticated sender: mallory)", "ESMTPSA"}};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        const char *value = fu_arena_print(arena,
            "from %s (host.example.net [192.0.2.7])%s by mx.example.org (Postfix) with %s id 4C1"
            " for <" RECIPIENT ">; Wed, 18 Nov 2026 10:30:00 +0100 (CET)",
            greeting, rests[i][0], rests[i][1]);
        struct fu_received received =
            fu_received_read(arena, (struct fu_slice){value, strlen(value)});
        must(*received.login == '\0' || (i == 1 && strcmp(received.login, "mallory") == 0),
            "a greeting makes no login", value);
        must(*received.recipient == '\0' || strcmp(received.recipient, RECIPIENT) == 0,
            "a greeting makes no recipient", value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    struct pieces pieces = pieces_of(arena, bytes, length);
    const char *greeting = as_line(arena, take_text(&pieces));
    const char *results = as_line(arena, take_text(&pieces));
    const char *below = take_text(&pieces);
    const char *received = fu_arena_print(arena,
        "Received: from %s (host.example.net [192.0.2.7])\r\n"
        "\tby mx.example.org (Postfix) with ESMTPS id 4C1\r\n"
        "\tfor <" RECIPIENT ">; Wed, 18 Nov 2026 10:30:00 +0100 (CET)\r\n",
        greeting);
    check_greeting(arena, greeting);
    check_below(arena,
        fu_arena_print(
            arena, "Authentication-Results: mx.example.org; %s\r\n%s", results, received),
        below);
    check_below(arena, received, below);
    fu_arena_free(&arena);
    return 0;
}
