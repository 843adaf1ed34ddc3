/* Signing in to the pages. What changes the store is one transaction; a link that is mailed rings
 * the doorbell. */
#include "web_backend.h"

#include "followupd/base/clock.h"
#include "followupd/followup/signin.h"
#include "followupd/setup/doorbell.h"

static enum fu_status finish(
    const struct web_backend *backend, enum fu_status status, struct fu_error *error)
{
    if (status == FU_OK)
        return fu_store_commit(backend->store, error);
    fu_store_rollback(backend->store);
    return status;
}

static enum fu_status ask_link(
    void *context, struct fu_arena *arena, const char *address, struct fu_error *error)
{
    const struct web_backend *backend = context;
    bool sent = false;
    enum fu_status status = fu_store_begin(backend->store, error);

    if (status != FU_OK)
        return status;
    status = fu_signin_ask(
        backend->store, &backend->setup->settings, arena, address, fu_clock_now(), &sent, error);
    if (status == FU_OK && !sent) {
        fu_store_rollback(backend->store);
        return FU_OK;
    }
    status = finish(backend, status, error);
    if (status == FU_OK)
        fu_doorbell_ring(fu_setup_path(backend->setup, "doorbell"));
    return status;
}

static enum fu_status look_link(
    void *context, struct fu_arena *arena, const char *link, bool *good, struct fu_error *error)
{
    const struct web_backend *backend = context;

    (void)arena;
    return fu_signin_look(backend->store, link, fu_clock_now(), good, error);
}

/* A link that opens nothing costs no transaction. */
static enum fu_status spend_link(void *context, struct fu_arena *arena, const char *link,
    const char **session, struct fu_error *error)
{
    const struct web_backend *backend = context;
    bool good;
    enum fu_status status = fu_signin_look(backend->store, link, fu_clock_now(), &good, error);

    if (status != FU_OK || !good)
        return status;
    status = fu_store_begin(backend->store, error);
    if (status != FU_OK)
        return status;
    status = fu_signin_spend(backend->store, arena, link, fu_clock_now(), session, error);
    return finish(backend, status, error);
}

static enum fu_status who(void *context, struct fu_arena *arena, const char *session,
    struct fu_person **person, struct fu_error *error)
{
    const struct web_backend *backend = context;

    return fu_signin_who(
        backend->store, &backend->setup->settings, arena, session, fu_clock_now(), person, error);
}

static enum fu_status end_session(void *context, struct fu_arena *arena, const char *session,
    bool everywhere, struct fu_error *error)
{
    const struct web_backend *backend = context;
    enum fu_status status = fu_store_begin(backend->store, error);

    (void)arena;
    if (status != FU_OK)
        return status;
    status = fu_signin_end(backend->store, session, everywhere, fu_clock_now(), error);
    return finish(backend, status, error);
}

void fu_web_backend_signin(struct fu_web_backend *callbacks)
{
    callbacks->ask_link = ask_link;
    callbacks->look_link = look_link;
    callbacks->spend_link = spend_link;
    callbacks->who = who;
    callbacks->end_session = end_session;
}
