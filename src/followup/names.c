/* Names made from numbers. Nothing fails here: every part comes from ourselves or from checked
 * configuration. */
#include "names.h"

#include "followupd/base/address.h"
#include "followupd/cadence/cadence.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/say.h"
#include "followupd/mail/subject.h"

#include <string.h>

const char *fu_name_about(const struct fu_followup *followup)
{
    return fu_subject_title(followup->subject);
}

const char *fu_name_series(
    struct fu_arena *arena, const char *zone, const struct fu_schedule *schedule)
{
    bool foreign = schedule->recurrence == FU_RECURRING && strchr(schedule->english, ':') &&
                   strcmp(schedule->zone, zone) != 0;

    return foreign ? fu_say_of_zone(arena, schedule->english, schedule->zone) : schedule->english;
}

const char *fu_name_address(
    struct fu_arena *arena, const struct fu_settings *settings, const char *local_part)
{
    const struct fu_rules *rules = &settings->rules;
    const char *mailbox;
    const char *at;

    if (rules->domains.count > 0)
        return fu_arena_print(arena, "%s@%s", local_part, rules->domains.items[0]);
    mailbox = rules->mailboxes.count > 0 ? rules->mailboxes.items[0] : rules->from;
    at = strchr(mailbox, '@');
    return fu_arena_print(
        arena, "%.*s%c%s%s", (int)(at - mailbox), mailbox, rules->delimiter, local_part, at);
}

const char *fu_name_page(
    struct fu_arena *arena, const struct fu_settings *settings, const char *token)
{
    return settings->web[0] ? fu_arena_print(arena, "%s/a/%s", settings->web, token) : "";
}

/* A cadence with what stands in no address, as it is spelled there. */
static const char *spell(struct fu_arena *arena, const char *word)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal;

    if (!strpbrk(word, " :") ||
        fu_cadence_parse(arena, word, strlen(word), &cadence, &refusal) != FU_OK)
        return word;
    return fu_cadence_canonical(arena, cadence);
}

struct fu_action fu_name_action(struct fu_arena *arena, const struct fu_settings *settings,
    const char *label, const char *word, const char *token)
{
    const char *address =
        fu_name_address(arena, settings, fu_arena_print(arena, "%s+%s", spell(arena, word), token));

    return (struct fu_action){.label = label,
        .web = fu_name_page(arena, settings, token),
        .mailto = fu_address_valid(address, strlen(address)) ? address : ""};
}

const char *fu_name_token(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t followup, int64_t person)
{
    char *token = fu_arena_allocate(arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&settings->key, FU_ACTION_PURPOSE, followup, person, token);
    return token;
}

void fu_name_service(
    struct fu_arena *arena, const struct fu_settings *settings, struct fu_service *service)
{
    static const char place[] = "*";
    const char *address = fu_name_address(arena, settings, place);
    size_t before = strcspn(address, place);

    service->before = fu_arena_copy_n(arena, address, before);
    service->after = address + before + strlen(place);
    service->web = settings->web;
}

int64_t fu_name_mark(const char *token)
{
    unsigned char digest[FU_DIGEST_SIZE];
    uint64_t mark = 0;
    size_t i;

    fu_digest(&token, 1, digest);
    for (i = 0; i < sizeof mark; i++)
        mark = mark << 8 | digest[i];
    return (int64_t)(mark & INT64_MAX);
}

const char *fu_name_delivery_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t occurrence, int64_t followup)
{
    return fu_arena_print(
        arena, "%lld.%lld@%s", (long long)occurrence, (long long)followup, settings->domain);
}

const char *fu_name_bundle_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t occurrence, int64_t followup, int64_t person)
{
    return fu_arena_print(arena, "bundle.%lld.%lld.%lld@%s", (long long)occurrence,
        (long long)followup, (long long)person, settings->domain);
}

const char *fu_name_message_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t message, fu_instant made)
{
    return fu_arena_print(
        arena, "answer.%lld.%lld@%s", (long long)message, (long long)made, settings->domain);
}

const char *fu_name_list_address(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t person, int64_t part)
{
    char token[FU_TOKEN_LENGTH + 1];

    fu_token_make(&settings->key, FU_LIST_PURPOSE, person, part, token);
    return fu_name_address(arena, settings, fu_arena_print(arena, "list+%s", token));
}

/* "7-TOKEN": whoever shows it had the mail of that delivery. */
static const char *proof_of_delivery(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t delivery)
{
    char token[FU_TOKEN_LENGTH + 1];

    fu_token_make(&settings->key, FU_BOUNCE_PURPOSE, delivery, 0, token);
    return fu_arena_print(arena, "%lld-%s", (long long)delivery, token);
}

const char *fu_name_return_path(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t delivery)
{
    if (!settings->token_return_path || settings->rules.domains.count == 0)
        return settings->rules.from;
    return fu_arena_print(arena, "bounce+%s@%s", proof_of_delivery(arena, settings, delivery),
        settings->rules.domains.items[0]);
}

const char *fu_name_signature(
    struct fu_arena *arena, const struct fu_settings *settings, const char *message_id)
{
    char *signature = fu_arena_allocate(arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_sign(&settings->key, FU_SIGNATURE_PURPOSE, message_id, signature);
    return signature;
}

const char *fu_name_delivery_signature(struct fu_arena *arena, const struct fu_settings *settings,
    const char *message_id, int64_t delivery)
{
    return fu_arena_print(arena, "%s-%s", fu_name_signature(arena, settings, message_id),
        proof_of_delivery(arena, settings, delivery));
}
