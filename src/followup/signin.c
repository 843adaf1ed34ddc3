/* Links and sessions. A secret that is none costs a look at its length. */
#include "followupd/followup/signin.h"

#include <stdio.h>
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/base/token.h"
#include "followupd/cadence/say.h"
#include "followupd/intent/intent.h"
#include "followupd/mail/answers.h"
#include "followupd/store/people.h"
#include "followupd/store/sessions.h"
#include "notice.h"

static bool is_secret(const char *text)
{
    return strnlen(text, FU_SIGNIN_SECRET_LENGTH + 1) == FU_SIGNIN_SECRET_LENGTH &&
           strspn(text, "0123456789abcdef") == FU_SIGNIN_SECRET_LENGTH;
}

static const char *make_secret(struct fu_arena *arena)
{
    char *text = fu_arena_allocate(arena, FU_SIGNIN_SECRET_LENGTH + 1, 1);
    unsigned char bytes[FU_SIGNIN_SECRET_LENGTH / 2];
    size_t i;

    fu_random(bytes, sizeof bytes);
    for (i = 0; i < sizeof bytes; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    explicit_bzero(bytes, sizeof bytes);
    return text;
}

static enum fu_status add_session(struct fu_store *store, enum fu_session_kind kind,
    const char *secret, int64_t person, fu_instant expires, struct fu_error *error)
{
    unsigned char digest[FU_DIGEST_SIZE];

    fu_digest(&secret, 1, digest);
    return fu_store_session_add(store, kind, digest, person, expires, error);
}

static enum fu_status find_session(struct fu_store *store, enum fu_session_kind kind,
    const char *secret, fu_instant now, int64_t *person, struct fu_error *error)
{
    unsigned char digest[FU_DIGEST_SIZE];

    *person = 0;
    if (!is_secret(secret))
        return FU_OK;
    fu_digest(&secret, 1, digest);
    return fu_store_session_find(store, kind, digest, now, person, error);
}

/* Who gets a link: somebody we know, who may hear, and who has not asked too often. NULL for
 * nobody. */
static enum fu_status find_asker(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *text, fu_instant now, struct fu_person **person,
    struct fu_error *error)
{
    const char *trimmed = fu_text_line(arena, text, strlen(text), FU_ADDRESS_MAX + 1);
    const char *address = fu_address_canonical(arena, trimmed, strlen(trimmed));
    int64_t links = 0;
    enum fu_status status = FU_OK;

    *person = NULL;
    if (address)
        status = fu_store_person_find(store, arena, address, person, error);
    if (status != FU_OK || !*person)
        return status;
    status = fu_store_session_count(store, FU_SESSION_LINK, (*person)->id, now, &links, error);
    if (links >= FU_SIGNIN_LINKS_MAX ||
        !fu_intent_allowed(&settings->rules, (*person)->address, *person))
        *person = NULL;
    return status;
}

static enum fu_status mail_link(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const struct fu_person *person, const char *link, fu_instant now,
    struct fu_error *error)
{
    const char *zone = person->preferences.zone;
    const struct notice notice = {
        .to = person->address, .subject = "Sign in to your follow-ups", .zone = zone};
    struct fu_answer answer = {.closing = ""};

    fu_answer_signin(arena, fu_arena_print(arena, "%s/s/%s", settings->web, link),
        fu_say_clock(arena, zone, now + FU_SIGNIN_LINK_LIFE), &answer);
    return fu_notice_send(store, settings, arena, &notice, &answer, now, error);
}

enum fu_status fu_signin_ask(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *text, fu_instant now, bool *sent, struct fu_error *error)
{
    const char *link = make_secret(arena);
    struct fu_person *person;
    enum fu_status status = find_asker(store, settings, arena, text, now, &person, error);

    *sent = false;
    if (status != FU_OK || !person || !settings->web[0])
        return status;
    status =
        add_session(store, FU_SESSION_LINK, link, person->id, now + FU_SIGNIN_LINK_LIFE, error);
    if (status == FU_OK)
        status = mail_link(store, settings, arena, person, link, now, error);
    *sent = status == FU_OK;
    return status;
}

enum fu_status fu_signin_look(
    struct fu_store *store, const char *link, fu_instant now, bool *good, struct fu_error *error)
{
    int64_t person;
    enum fu_status status = find_session(store, FU_SESSION_LINK, link, now, &person, error);

    *good = status == FU_OK && person != 0;
    return status;
}

enum fu_status fu_signin_spend(struct fu_store *store, struct fu_arena *arena, const char *link,
    fu_instant now, const char **session, struct fu_error *error)
{
    const char *made = make_secret(arena);
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t person;
    bool ended;
    enum fu_status status = find_session(store, FU_SESSION_LINK, link, now, &person, error);

    *session = NULL;
    if (status != FU_OK || person == 0)
        return status;
    fu_digest(&link, 1, digest);
    status = fu_store_session_end(store, FU_SESSION_LINK, digest, &ended, error);
    if (status == FU_OK)
        status = add_session(
            store, FU_SESSION_BROWSER, made, person, now + FU_SIGNIN_SESSION_LIFE, error);
    if (status == FU_OK)
        *session = made;
    return status;
}

enum fu_status fu_signin_who(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *session, fu_instant now, struct fu_person **person,
    struct fu_error *error)
{
    int64_t id;
    enum fu_status status = find_session(store, FU_SESSION_BROWSER, session, now, &id, error);

    *person = NULL;
    if (status != FU_OK || id == 0)
        return status;
    status = fu_store_person_get(store, arena, id, person, error);
    if (status == FU_OK && *person &&
        !fu_intent_allowed(&settings->rules, (*person)->address, *person))
        *person = NULL;
    return status;
}

enum fu_status fu_signin_end(struct fu_store *store, const char *session, bool everywhere,
    fu_instant now, struct fu_error *error)
{
    unsigned char digest[FU_DIGEST_SIZE];
    int64_t person;
    bool ended;
    enum fu_status status = find_session(store, FU_SESSION_BROWSER, session, now, &person, error);

    if (status != FU_OK || person == 0)
        return status;
    if (everywhere)
        return fu_store_sessions_end(store, person, error);
    fu_digest(&session, 1, digest);
    return fu_store_session_end(store, FU_SESSION_BROWSER, digest, &ended, error);
}
