/* The text before the "@" of an address of ours, or a line of a reply: what it asks for.
 *
 * Oracles: whatever the text is, it asks for one thing that keeps record/request.h; a cadence that
 * is taken is one, what is refused has a reason and ways out that are taken; capitals mean nothing,
 * and a sentence's end means nothing in a line; behind a mailbox it means what it means in a
 * domain. */
#include <string.h>

#include "clean.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/intent/intent.h"

enum { TEXT_MAX = 2 * FU_CADENCE_TEXT_MAX };

static const char *const domains[] = {"remind.example.org"};
static const char *const mailboxes[] = {"me@example.org"};
static const struct fu_rules rules = {.domains = {domains, 1},
    .mailboxes = {mailboxes, 1},
    .delimiter = '+',
    .owner = "",
    .from = "remind@example.org"};

static void must_be_cadence(struct fu_arena *arena, const char *text)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;
    must(fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal) == FU_OK,
        "a cadence is one", text);
}

static void check_refused(struct fu_arena *arena, const struct fu_request *request)
{
    must(*request->reason != '\0' && is_clean(request->reason, false), "a refusal has a reason",
        request->cadence);
    must(request->suggestion_count > 0 && request->suggestion_count <= FU_SUGGESTIONS_MAX,
        "and a way out", request->cadence);
    for (size_t i = 0; i < request->suggestion_count; i++) {
        struct fu_request offered;
        fu_intent_request(arena, request->suggestions[i], &offered);
        must(offered.kind == FU_REQUEST_FOLLOW_UP, "which is taken", request->suggestions[i]);
    }
}

static void check_request(
    struct fu_arena *arena, const struct fu_request *request, const char *text)
{
    must(request->kind <= FU_REQUEST_IGNORE, "it is of a kind", text);
    must(strcmp(fu_text_lower(arena, request->token), request->token) == 0,
        "a token has no capitals", request->token);
    if (request->kind == FU_REQUEST_FOLLOW_UP || request->kind == FU_REQUEST_SNOOZE ||
        (request->kind == FU_REQUEST_EXPLAIN && *request->cadence != '\0' &&
            *request->reason == '\0')) {
        must_be_cadence(arena, request->cadence);
    }
    must((request->kind == FU_REQUEST_SNOOZE) <=
             fu_token_shaped(request->token, strlen(request->token)),
        "a snooze has a token", text);
    reached += request->kind == FU_REQUEST_FOLLOW_UP;
    if (request->kind == FU_REQUEST_REFUSE) {
        check_refused(arena, request);
    }
}

static void must_be_same(
    const struct fu_request *one, const struct fu_request *other, const char *text)
{
    must(one->kind == other->kind && strcmp(one->token, other->token) == 0 &&
             strcmp(one->cadence, other->cadence) == 0,
        "it means the same", text);
}

static void check_same(struct fu_arena *arena, const struct fu_request *request, const char *text)
{
    struct fu_request other;
    char *capitals = fu_text_lower(arena, text);
    for (char *c = capitals; *c != '\0'; c++) {
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    }
    fu_intent_request(arena, capitals, &other);
    must_be_same(request, &other, text);
}

/* What dresses a line changes nothing, and a line that nothing dresses is read as a local part. */
static void check_line(struct fu_arena *arena, const struct fu_request *request,
    const struct fu_request *line, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789+-";
    struct fu_request other;
    fu_intent_line(arena, fu_arena_print(arena, " %s.! ", text), &other);
    must_be_same(line, &other, text);
    if (strspn(text, plain) == strlen(text) && *text != '\0') {
        must_be_same(request, line, text);
    }
}

/* As the address it stands in, when it can be one. */
static void check_address(struct fu_arena *arena, const char *text)
{
    const char *in_domain = fu_arena_print(arena, "%s@remind.example.org", text);
    const char *behind = fu_arena_print(arena, "me+%s@example.org", text);
    const char *lower = fu_text_lower(arena, text), *part;
    if (fu_address_valid(in_domain, strlen(in_domain))) {
        part = fu_intent_local_part(arena, &rules, in_domain);
        must(part != NULL && strcmp(part, lower) == 0, "it is ours", in_domain);
    }
    if (fu_address_valid(behind, strlen(behind))) {
        part = fu_intent_local_part(arena, &rules, behind);
        must(part != NULL && strcmp(part, lower) == 0, "it is ours", behind);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_request request, line;
    if (length > TEXT_MAX) {
        return -1;
    }
    struct fu_arena *arena = fu_arena_new();
    const char *text = fu_arena_copy_n(arena, length > 0 ? (const char *)bytes : "", length);
    fu_intent_request(arena, text, &request);
    check_request(arena, &request, text);
    check_same(arena, &request, text);
    check_address(arena, text);
    fu_intent_line(arena, text, &line);
    check_line(arena, &request, &line, text);
    must(!fu_intent_mistyped(text, &line) ||
             (line.kind == FU_REQUEST_REFUSE && line.suggestion_count > 0),
        "what was mistyped was refused", text);
    fu_arena_free(&arena);
    return 0;
}
