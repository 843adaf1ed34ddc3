/* The verdict on a letter, in the order that keeps us silent where we should be: a bounce of ours,
 * not ours, our own, a machine's, nobody's, a stranger's, a doubtful one, accepted.
 *
 * Pure: nothing is looked up, nothing fails. Every reason and cure is one sentence; a cure names
 * the setting that would change the verdict. */
#include <stdbool.h>
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "followupd/base/token.h"
#include "followupd/intent/intent.h"
#include "bounce.h"
#include "ours.h"
#include "trust.h"

enum { MARKS_TEXT_MAX = 300 };

/* Marks of which one is enough. X-Auto-Response-Suppress is none of them: Outlook writes it into
 * mails of people. */
static const struct {
    unsigned mark;
    const char *text;
} machine_marks[] = {
    {FU_MARK_AUTO_SUBMITTED, "Auto-Submitted"},
    {FU_MARK_NULL_SENDER, "an empty return path"},
    {FU_MARK_REPORT, "a delivery report"},
    {FU_MARK_FAILED, "X-Failed-Recipients"},
    {FU_MARK_DAEMON, "a daemon's name in From"},
    {FU_MARK_LIST, "List fields"},
    {FU_MARK_BULK, "Precedence"},
    {FU_MARK_AUTO_REPLY, "X-Auto fields"},
    {FU_MARK_LOOPING, "too many Received lines"},
    {FU_MARK_TITLE, "a responder's subject"},
};

/* The marks that make it a machine's mail, "" for none. */
static const char *machine_signs(struct fu_arena *arena, unsigned marks)
{
    struct fu_buffer text;
    fu_buffer_init(&text, MARKS_TEXT_MAX);
    for (size_t i = 0; i < sizeof machine_marks / sizeof machine_marks[0]; i++) {
        if ((marks & machine_marks[i].mark) != 0) {
            fu_buffer_add_text(&text, text.length > 0 ? ", " : "");
            fu_buffer_add_text(&text, machine_marks[i].text);
        }
    }
    const char *copy = fu_arena_copy(arena, text.data);
    fu_buffer_free(&text);
    return copy;
}

/* True for a mail that carries our signature over its Message-ID. */
static bool is_signed(const struct fu_key *key, const struct fu_letter *letter)
{
    int64_t delivery;
    return fu_bounce_signed(key, letter->message_id, letter->signature, &delivery);
}

/* Everything the steps of a decision share. */
struct deciding {
    struct fu_arena *arena;
    const struct fu_rules *rules;
    const struct fu_letter *letter;
    const struct fu_person *person;
    const struct fu_ours *ours;
    size_t ours_count;
    struct fu_decision *decision;
};

/* Sets the verdict and returns true: the steps below say whether they decided. */
static bool settle(
    const struct deciding *deciding, enum fu_verdict verdict, const char *reason, const char *cure)
{
    deciding->decision->verdict = verdict;
    deciding->decision->reason = reason;
    deciding->decision->cure = cure;
    return true;
}

/* A machine's mail to the address of a delivery; there, a report needs no other sign of a machine,
 * since nobody ever sees that address. */
static bool is_at_bounce_address(const struct deciding *deciding, const struct fu_key *key)
{
    const struct fu_letter *letter = deciding->letter;
    int64_t delivery = 0;
    if (*machine_signs(deciding->arena, letter->marks) == '\0' && letter->report == NULL) {
        return false;
    }
    for (size_t i = 0; i < deciding->ours_count && delivery == 0; i++) {
        delivery = fu_bounce_delivery(key, deciding->ours[i].local_part);
    }
    deciding->decision->bounced = delivery;
    return delivery != 0;
}

/* A report that a machine wrote, and that returns a mail of ours. */
static bool returns_ours(const struct deciding *deciding, const struct fu_key *key)
{
    const struct fu_letter *letter = deciding->letter;
    return letter->report != NULL && *machine_signs(deciding->arena, letter->marks) != '\0' &&
           fu_bounce_signed(key, letter->report->message_id, letter->report->signature,
               &deciding->decision->bounced);
}

/* Comes first: a bounce may be from a cadence domain, and to an address that asks for nothing. */
static bool is_bounce(const struct deciding *deciding, const struct fu_key *key)
{
    if (deciding->rules->sent ||
        (!is_at_bounce_address(deciding, key) && !returns_ours(deciding, key))) {
        return false;
    }
    return settle(deciding, FU_VERDICT_BOUNCE,
        deciding->letter->report != NULL ? "It is a delivery report about a reminder."
                                         : "It is a machine's answer to a reminder.",
        "");
}

/* Where all mail of a domain comes into one mailbox, a server may note that for every mail; what
 * its sender wrote tells. */
static bool is_to_our_from(const struct deciding *deciding)
{
    const struct fu_mailbox_list *to = &deciding->letter->to;
    for (size_t i = 0; i < to->count; i++) {
        if (fu_equal_nocase(to->items[i].address, deciding->rules->from)) {
            return true;
        }
    }
    return false;
}

static bool is_not_ours(const struct deciding *deciding)
{
    const struct fu_rules *rules = deciding->rules;
    if (deciding->ours_count > 0) {
        return false;
    }
    if (rules->sent) {
        return settle(
            deciding, FU_VERDICT_NOT_OURS, "No address of ours stands in its To, Cc or Bcc.", "");
    }
    /* In an inbox of its own every mail should have one; in somebody's inbox most do not. */
    bool expected = rules->domains.count > 0 && rules->mailboxes.count == 0;
    if (expected && is_to_our_from(deciding)) {
        return settle(deciding, FU_VERDICT_NOT_OURS,
            "It was written to the address that our mails are from, which does nothing.",
            fu_arena_print(deciding->arena,
                "Its sender should write to an address such as help@%s. If from in [smtp] is an "
                "address within that domain, such mails are answered.",
                rules->domains.items[0]));
    }
    return settle(deciding, FU_VERDICT_NOT_OURS, "No address of ours stands on it.",
        !expected
            ? ""
            : "Let your mail server write the recipient into one of recipient_headers, and see "
              "that trusted_received and domain in [addresses] fit (followupctl check "
              "--round-trip).");
}

static bool is_cadence_domain(const struct fu_rules *rules, const char *address)
{
    for (size_t i = 0; i < rules->domains.count; i++) {
        if (fu_equal_nocase(fu_address_domain(address), rules->domains.items[i])) {
            return true;
        }
    }
    return false;
}

/* A mail from a cadence domain could only be ours, or made to set us against ourselves. A plus
 * address is different: people do write from those. */
static bool is_own(const struct deciding *deciding, const struct fu_key *key)
{
    const struct fu_letter *letter = deciding->letter;
    if (is_signed(key, letter)) {
        return settle(deciding, FU_VERDICT_OWN,
            "It carries our own signature: a mail of ours that came back.", "");
    }
    return letter->from_count == 1 && is_cadence_domain(deciding->rules, letter->from.address) &&
           settle(deciding, FU_VERDICT_OWN, "Its From is itself an address of this service.", "");
}

/* A mail that answers nothing and only asks for cadences, be some of them mistyped: those are
 * written by people. Responders answer our mails, whose addresses have tokens, or go to whom they
 * are from. */
static bool is_begun_by_hand(const struct deciding *deciding)
{
    const struct fu_letter *letter = deciding->letter;
    struct fu_request request;
    bool cadences = *letter->in_reply_to == '\0' && letter->reference_count == 0;
    for (size_t i = 0; i < deciding->ours_count && cadences; i++) {
        fu_intent_request(deciding->arena, deciding->ours[i].local_part, &request);
        cadences = request.kind == FU_REQUEST_FOLLOW_UP ||
                   (request.kind == FU_REQUEST_REFUSE && *request.token == '\0' &&
                       strcmp(deciding->ours[i].address, deciding->rules->from) != 0);
    }
    return cadences;
}

static bool is_automatic(const struct deciding *deciding)
{
    unsigned marks = deciding->letter->marks;
    if ((marks & FU_MARK_TITLE) != 0 && is_begun_by_hand(deciding)) {
        marks &= ~(unsigned)FU_MARK_TITLE;
    }
    const char *signs = machine_signs(deciding->arena, marks);
    return *signs != '\0' &&
           settle(deciding, FU_VERDICT_AUTOMATIC,
               fu_arena_print(deciding->arena, "A machine wrote it: it has %s.", signs), "");
}

/* A Sent folder's mails are its owner's: drafts of some programs name no From at all. */
static bool is_nobodys(const struct deciding *deciding)
{
    const struct fu_letter *letter = deciding->letter;
    if (letter->from_count == 1 && *letter->from.address != '\0') {
        return false;
    }
    if (letter->from_count == 0 && deciding->rules->sent) {
        return false;
    }
    if (letter->from_count > 1) {
        return settle(deciding, FU_VERDICT_NOBODY,
            fu_arena_print(deciding->arena,
                "Its From names %zu addresses, so nobody can be held to it.", letter->from_count),
            "");
    }
    return settle(deciding, FU_VERDICT_NOBODY, "Its From names no usable address.",
        "An address that needs quotes, or has letters beyond ASCII before its @, cannot be served: "
        "write from another one.");
}

static bool is_an_address_of(const struct fu_person *person, const char *address)
{
    bool found = person != NULL && fu_equal_nocase(person->address, address);
    for (size_t i = 0; person != NULL && i < person->alias_count; i++) {
        found = found || fu_equal_nocase(person->aliases[i], address);
    }
    return found;
}

/* In a Sent folder a mail from somebody else was put there by hand or by a shared login. */
static bool is_not_owners(const struct deciding *deciding)
{
    const struct fu_rules *rules = deciding->rules;
    const char *from = deciding->letter->from.address;
    if (!rules->sent || deciding->letter->from_count == 0 || fu_equal_nocase(from, rules->owner) ||
        is_an_address_of(deciding->person, rules->owner)) {
        return false;
    }
    return settle(deciding, FU_VERDICT_STRANGER,
        fu_arena_print(
            deciding->arena, "%s is not %s, whose Sent folder this is.", from, rules->owner),
        fu_arena_print(deciding->arena,
            "If they are one person, make it an alias (followupctl person %s aliases=%s); else set "
            "owner in the [inbox].",
            rules->owner, from));
}

static bool is_strangers(const struct deciding *deciding)
{
    const char *sender = deciding->decision->sender;
    if (is_not_owners(deciding)) {
        return true;
    }
    if (fu_intent_allowed(deciding->rules, sender, deciding->person)) {
        return false;
    }
    return settle(deciding, FU_VERDICT_STRANGER,
        fu_arena_print(deciding->arena, "%s is not allowed to use this service.", sender),
        fu_arena_print(deciding->arena, "Add %s to allow in [people].", sender));
}

static bool is_doubted(const struct deciding *deciding)
{
    struct fu_decision *decision = deciding->decision;
    if (deciding->rules->sent) {
        decision->reason = fu_arena_print(deciding->arena,
            "It stands in the Sent folder of %s, who is allowed.", decision->sender);
        decision->cure = "";
        decision->handed_in = true;
        return false;
    }
    const char *person = deciding->person != NULL ? deciding->person->address : "";
    if (fu_trust_sender(deciding->arena, deciding->rules, deciding->letter, person, decision)) {
        return false;
    }
    decision->verdict = FU_VERDICT_DOUBTED;
    return true;
}

/* One request for all addresses beyond the limit, so that one mail draws one answer for them. */
static void refuse_rest(const struct deciding *deciding, struct fu_request *request)
{
    size_t rest = deciding->ours_count - FU_REQUESTS_MAX;
    const struct fu_ours *first = &deciding->ours[FU_REQUESTS_MAX];
    *request = (struct fu_request){.kind = FU_REQUEST_REFUSE,
        .place = first->place,
        .address = first->address,
        .cadence = first->local_part,
        .token = "",
        .reason = fu_arena_print(deciding->arena,
            "One mail can carry %d addresses of this service: this one and %zu more on it did "
            "nothing.",
            FU_REQUESTS_MAX, rest - 1)};
}

/* DKIM says who wrote a mail, not whom it was for: whoever holds one may hand it in again, with any
 * recipient. To is covered, as long as it is one field; a Cc may be added to a mail that had none
 * (RFC 6376 5.4). */
static bool may_change(const struct deciding *deciding, enum fu_place place)
{
    return deciding->decision->handed_in ||
           (place == FU_PLACE_TO && !deciding->letter->to_repeated);
}

static void take_requests(const struct deciding *deciding)
{
    struct fu_decision *decision = deciding->decision;
    bool many = deciding->ours_count > FU_REQUESTS_MAX;
    size_t count = many ? FU_REQUESTS_MAX : deciding->ours_count;
    decision->requests = fu_arena_allocate(deciding->arena, count + 1, sizeof *decision->requests);
    decision->request_count = count + many;
    for (size_t i = 0; i < count; i++) {
        struct fu_request *request = &decision->requests[i];
        fu_intent_request(deciding->arena, deciding->ours[i].local_part, request);
        request->address = deciding->ours[i].address;
        request->place = deciding->ours[i].place;
        request->may_change = may_change(deciding, request->place);
    }
    if (many) {
        refuse_rest(deciding, &decision->requests[count]);
    }
}

/* What a signed mail of ours may still carry: where `check --round-trip` looks for what arrived. */
static void keep_checks(const struct deciding *deciding)
{
    struct fu_decision *decision = deciding->decision;
    size_t kept = 0;
    take_requests(deciding);
    for (size_t i = 0; i < decision->request_count; i++) {
        if (decision->requests[i].kind == FU_REQUEST_CHECK) {
            decision->requests[kept++] = decision->requests[i];
        }
    }
    decision->request_count = kept;
}

void fu_intent_decide(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_key *key, const struct fu_letter *letter, const struct fu_person *person,
    struct fu_decision *decision)
{
    struct deciding deciding = {
        .arena = arena, .rules = rules, .letter = letter, .person = person, .decision = decision};
    *decision = (struct fu_decision){.sender = "", .reason = "", .cure = ""};
    deciding.ours = fu_ours_find(arena, rules, letter, &deciding.ours_count);
    if (rules->sent) {
        decision->sender = rules->owner;
    } else if (letter->from_count == 1) {
        decision->sender = letter->from.address;
    }
    if (is_bounce(&deciding, key) || is_not_ours(&deciding) || is_own(&deciding, key) ||
        is_automatic(&deciding) || is_nobodys(&deciding) || is_strangers(&deciding) ||
        is_doubted(&deciding)) {
        if (decision->verdict == FU_VERDICT_OWN && is_signed(key, letter)) {
            keep_checks(&deciding);
        }
        return;
    }
    decision->verdict = FU_VERDICT_ACCEPTED;
    take_requests(&deciding);
}
