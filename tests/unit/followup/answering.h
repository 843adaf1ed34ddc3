/* Mails of Alice's with a cadence, and what is answered to them. */
#ifndef FU_TEST_FOLLOWUP_ANSWERING_H
#define FU_TEST_FOLLOWUP_ANSWERING_H

#include "world.h"

static inline size_t queue(struct world *world, struct fu_delivery **rows)
{
    size_t count;

    assert_good(world, fu_store_queue(world->store, world->arena, rows, &count, &world->error));
    return count;
}

static inline size_t answers(struct world *world)
{
    struct fu_delivery *rows;

    return queue(world, &rows);
}

/* The whole bytes of the newest answer. */
static inline const char *last_answer(struct world *world)
{
    struct fu_delivery *rows;
    struct fu_message *message;
    size_t count = queue(world, &rows);

    assert_true(count > 0);
    assert_good(world, fu_store_message_get(world->store, world->arena, rows[count - 1].id,
                           &message, &world->error));
    return message->bytes;
}

static inline void assert_says(struct world *world, const char *text)
{
    if (!strstr(last_answer(world), text))
        fail_msg("“%s” is not in %s", text, last_answer(world));
}

static inline const char *decision(struct world *world)
{
    struct fu_trace *rows;
    size_t count;

    assert_good(world,
        fu_store_traces(world->store, world->arena, NULL, 0, 1, &rows, &count, &world->error));
    return count ? rows[0].decision : "";
}

static inline struct fu_letter *numbered(struct world *world, const char *local_part)
{
    return letter(
        world, fu_arena_print(world->arena, "n%u@example.org", world->uid + 1), local_part);
}

/* A mail of Alice's with a cadence; says how many answers it brought. */
static inline size_t bring(struct world *world, const char *cadence)
{
    size_t before = answers(world);

    take(world, numbered(world, cadence), NOW, NOW);
    return answers(world) - before;
}

static inline int64_t only_followup(struct world *world)
{
    const struct fu_filter all = {.state = -1, .most = 10};
    struct fu_listed *rows;
    size_t count;

    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &rows, &count, &world->error));
    assert_int_equal(count, 1);
    return rows[0].followup.id;
}

static inline const char *held_token(struct world *world, int64_t held)
{
    char *token = fu_arena_allocate(world->arena, FU_TOKEN_LENGTH + 1, 1);

    fu_token_make(&world->settings.key, FU_LETTER_PURPOSE, held,
        person_id(world, "alice@example.org"), token);
    return token;
}

static inline void wants(struct world *world, enum fu_confirm confirm)
{
    world->settings.defaults.confirm = confirm;
    meet(world, "alice@example.org");
}

/* A click on a suggestion of the first letter that was refused. */
static inline void click(struct world *world, const char *cadence, fu_instant now)
{
    struct fu_letter *mail =
        numbered(world, fu_arena_print(world->arena, "%s+%s", cadence, held_token(world, 1)));

    mail->date = now;
    take(world, mail, now, now);
}

/* Bob is allowed, too, but it is not his letter. */
static inline void click_of_bobs(struct world *world, const char *cadence)
{
    struct fu_letter *bobs =
        numbered(world, fu_arena_print(world->arena, "%s+%s", cadence, held_token(world, 1)));

    bobs->from = (struct fu_mailbox){"Bob", "bob@example.org"};
    take(world, bobs, NOW, NOW);
}

#endif
