/* Whether From is believed (DESIGN.md section 5, RFC 8601, RFC 7489 3.1).
 *
 * Only what our own servers wrote is looked at; whatever is missing proves nothing. Alignment needs
 * no list of public suffixes: a domain speaks for itself and for what lies below it, since whoever
 * rules a zone of the DNS rules the zones it hands out. It never speaks for what lies above: below
 * a domain that hands out names to strangers (co.uk, a hoster's) anybody gets a domain that passes.
 * A domain of one label speaks for nobody else. */
#include "trust.h"

#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"

enum { FOUND_TEXT_MAX = 300 };

/* True when domain is from, or a parent of it with two labels or more. */
static bool speaks_for(const char *domain, const char *from)
{
    if (*domain == '\0' || *from == '\0') {
        return false;
    }
    if (fu_equal_nocase(domain, from)) {
        return true;
    }
    size_t length = strlen(domain), whole = strlen(from);
    const char *dot = strchr(domain, '.');
    return dot != NULL && dot > domain && dot[1] != '\0' && whole > length + 1 &&
           from[whole - length - 1] == '.' && fu_equal_nocase(from + whole - length, domain);
}

static bool is_domain_of(const struct fu_texts *addresses, const char *domain)
{
    for (size_t i = 0; i < addresses->count; i++) {
        if (fu_equal_nocase(fu_address_domain(addresses->items[i]), domain)) {
            return true;
        }
    }
    return false;
}

/* True for a domain whose mailboxes are those of our server: a login without "@" names one of them.
 */
static bool is_our_domain(const struct fu_rules *rules, const char *domain)
{
    for (size_t i = 0; i < rules->domains.count; i++) {
        if (fu_equal_nocase(rules->domains.items[i], domain)) {
            return true;
        }
    }
    return is_domain_of(&rules->mailboxes, domain) ||
           fu_equal_nocase(fu_address_domain(rules->from), domain);
}

static bool login_names(const struct fu_rules *rules, const char *login, const char *address)
{
    if (*login == '\0' || *address == '\0') {
        return false;
    }
    if (strchr(login, '@') != NULL) {
        return fu_equal_nocase(login, address);
    }
    size_t local = strcspn(address, "@");
    return strlen(login) == local && fu_starts_nocase(address, login) &&
           is_our_domain(rules, fu_address_domain(address));
}

/* What is asked of every proof. */
struct claim {
    struct fu_arena *arena;
    const struct fu_rules *rules;
    const struct fu_letter *letter;
    const char *from;   /* address */
    const char *domain; /* of from */
    const char *person; /* who the store knows under from, "" for nobody */
};

static bool login_proves(const struct claim *claim, const char *login)
{
    return login_names(claim->rules, login, claim->from) ||
           login_names(claim->rules, login, claim->person);
}

/* A DMARC check that failed for this domain outweighs what passed on the way: the domain asked for
 * stricter alignment than ours. */
static bool dmarc_failed(const struct claim *claim)
{
    for (size_t i = 0; i < claim->letter->result_count; i++) {
        const struct fu_result *result = &claim->letter->results[i];
        if (strcmp(result->method, "dmarc") == 0 && strcmp(result->result, "fail") == 0 &&
            (*result->domain == '\0' || fu_equal_nocase(result->domain, claim->domain))) {
            return true;
        }
    }
    return false;
}

static bool result_proves(const struct claim *claim, const struct fu_result *result, bool vetoed)
{
    if (strcmp(result->result, "pass") != 0) {
        return false;
    }
    if (strcmp(result->method, "auth") == 0) {
        return login_proves(claim, result->domain);
    }
    if (vetoed) {
        return false;
    }
    if (strcmp(result->method, "dmarc") == 0) {
        return fu_equal_nocase(result->domain, claim->domain);
    }
    return (strcmp(result->method, "dkim") == 0 || strcmp(result->method, "spf") == 0) &&
           speaks_for(result->domain, claim->domain);
}

/* The strongest result that proves From, NULL when none does. */
static const struct fu_result *proving_result(const struct claim *claim)
{
    static const char *const methods[] = {"dmarc", "dkim", "spf", "auth"};
    bool vetoed = dmarc_failed(claim);
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        for (size_t i = 0; i < claim->letter->result_count; i++) {
            const struct fu_result *result = &claim->letter->results[i];
            if (strcmp(result->method, methods[m]) == 0 && result_proves(claim, result, vetoed)) {
                return result;
            }
        }
    }
    return NULL;
}

/* "dkim=pass for other.example, spf=fail for x.example" */
static const char *found_results(const struct claim *claim)
{
    struct fu_buffer text;
    fu_buffer_init(&text, FOUND_TEXT_MAX);
    for (size_t i = 0; i < claim->letter->result_count; i++) {
        const struct fu_result *result = &claim->letter->results[i];
        bool named = *result->domain != '\0';
        fu_buffer_add_text(
            &text, fu_arena_print(claim->arena, "%s%s=%s%s%s", i > 0 ? ", " : "", result->method,
                       result->result, named ? " for " : "", result->domain));
    }
    const char *copy = text.length > 0 ? fu_arena_copy(claim->arena, text.data) : "no result";
    fu_buffer_free(&text);
    return copy;
}

/* "of mx.example.org" */
static const char *whose_results(const struct claim *claim)
{
    const char *id = claim->rules->authserv_id;
    return fu_equal_nocase(id, FU_AUTHSERV_NONE) ? "without a name"
                                                 : fu_arena_print(claim->arena, "of %s", id);
}

/* Whether a result that might have proved it could not be had just then. */
static bool is_passing_failure(const struct claim *claim)
{
    bool vetoed = dmarc_failed(claim);
    for (size_t i = 0; i < claim->letter->result_count; i++) {
        struct fu_result result = claim->letter->results[i];
        if (strcmp(result.result, "temperror") != 0) {
            continue;
        }
        result.result = "pass";
        if (result_proves(claim, &result, vetoed)) {
            return true;
        }
    }
    return false;
}

/* Why no result proves it, as the beginning of a sentence, and what would cure that. */
static const char *why_not_results(const struct claim *claim, const char **cure)
{
    const struct fu_rules *rules = claim->rules;
    if (*rules->authserv_id == '\0') {
        *cure = "Set authserv_id in [people] to the name with which your mail server begins its "
                "Authentication-Results fields.";
        return "No Authentication-Results count as long as authserv_id is not set";
    }
    if (!claim->letter->results_present) {
        *cure = "Check that authserv_id and results_position in [people] fit what your mail server "
                "writes, and that it checks DKIM, SPF and DMARC.";
        return fu_arena_print(claim->arena, "No Authentication-Results %s stand where they count",
            whose_results(claim));
    }
    *cure = fu_arena_print(claim->arena,
        "The mail server of %s should sign with DKIM for that domain; otherwise sender_check in "
        "[people] decides what is believed.",
        claim->domain);
    if (is_passing_failure(claim)) {
        *cure = "Let them send it again: a check of your mail server could not be finished just "
                "then (temperror), as when a name server does not answer.";
    }
    return fu_arena_print(claim->arena, "The Authentication-Results %s do not vouch for %s (%s)",
        whose_results(claim), claim->domain, found_results(claim));
}

static const char *why_not_submission(const struct claim *claim, bool first, const char **cure)
{
    const char *login = claim->letter->submitted_by;
    if (*login == '\0') {
        if (first) {
            *cure = "Let your mail server name the login in its Received lines (Postfix: "
                    "smtpd_sasl_authenticated_header = yes), or add results to sender_check in "
                    "[people].";
        } else if (!claim->letter->results_present) {
            *cure = "Let your mail server write Authentication-Results that authserv_id and "
                    "results_position in [people] fit, or name the login in its Received lines "
                    "(Postfix: smtpd_sasl_authenticated_header = yes), no further down than "
                    "trusted_received in [addresses] looks.";
        }
        return first ? "No trusted Received line names the login that submitted it"
                     : "no trusted Received line names a login";
    }
    *cure = strchr(login, '@') != NULL
                ? fu_arena_print(claim->arena,
                      "If both are one person, run followupctl person %s aliases=%s, or let "
                      "sender_check in [people] believe something else.",
                      login, claim->from)
                : "A login without a domain counts for addresses of domain and mailbox in "
                  "[addresses] and of from in [smtp] only; sender_check in [people] decides what "
                  "else is believed.";
    return fu_arena_print(claim->arena, "%s login that submitted it is %s, not %s",
        first ? "The" : "the", login, claim->from);
}

static void doubt(const struct claim *claim, struct fu_decision *decision)
{
    unsigned checks = claim->rules->sender_check;
    const char *results = "", *submission = "";
    decision->cure = "";
    if ((checks & FU_CHECK_RESULTS) != 0) {
        results = why_not_results(claim, &decision->cure);
    }
    if ((checks & FU_CHECK_SUBMISSION) != 0) {
        submission = why_not_submission(claim, *results == '\0', &decision->cure);
    }
    decision->reason = fu_arena_print(claim->arena, "%s%s%s.", results,
        *results != '\0' && *submission != '\0' ? ", and " : "", submission);
}

/* True when some proof speaks of who brought the mail here, as SPF and a login do; a signature, and
 * with it dmarc=pass, stays good whoever brings it. */
static bool is_handed_in(const struct claim *claim)
{
    unsigned checks = claim->rules->sender_check;
    bool vetoed = dmarc_failed(claim);
    for (size_t i = 0; (checks & FU_CHECK_RESULTS) != 0 && i < claim->letter->result_count; i++) {
        const struct fu_result *result = &claim->letter->results[i];
        if ((strcmp(result->method, "spf") == 0 || strcmp(result->method, "auth") == 0) &&
            result_proves(claim, result, vetoed)) {
            return true;
        }
    }
    return (checks & FU_CHECK_SUBMISSION) != 0 && login_proves(claim, claim->letter->submitted_by);
}

static bool check(const struct claim *claim, struct fu_decision *decision)
{
    unsigned checks = claim->rules->sender_check;
    decision->handed_in = is_handed_in(claim);
    const struct fu_result *result =
        (checks & FU_CHECK_RESULTS) != 0 ? proving_result(claim) : NULL;
    if (result != NULL) {
        decision->reason =
            fu_arena_print(claim->arena, "%s is allowed, and %s=pass for %s proves it.",
                claim->from, result->method, result->domain);
        return true;
    }
    if ((checks & FU_CHECK_SUBMISSION) != 0 && login_proves(claim, claim->letter->submitted_by)) {
        decision->reason = fu_arena_print(claim->arena,
            "%s is allowed, and the login %s that submitted it proves it.", claim->from,
            claim->letter->submitted_by);
        return true;
    }
    return false;
}

bool fu_trust_sender(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_letter *letter, const char *person, struct fu_decision *decision)
{
    struct claim claim = {.arena = arena,
        .rules = rules,
        .letter = letter,
        .from = letter->from.address,
        .domain = fu_address_domain(letter->from.address),
        .person = person};
    if (rules->sender_check == FU_CHECK_NONE) {
        decision->reason = fu_arena_print(
            arena, "%s is allowed, and sender_check = none believes every From.", claim.from);
        decision->cure = "";
        decision->handed_in = true;
        return true;
    }
    if (letter->zone != FU_ZONE_WHOLE) {
        decision->reason =
            "The mail has fewer Received lines than trusted_received says, so nothing "
            "in it is believed to come from your servers.";
        decision->cure = "Set trusted_received in [addresses] to the number of Received lines that "
                         "your own servers write (followupctl check --round-trip counts them).";
        return false;
    }
    decision->cure = "";
    if (check(&claim, decision)) {
        return true;
    }
    doubt(&claim, decision);
    return false;
}
