/* What the tests of bounces and of pauses share: mails that were sent, and reports about them. */
#ifndef FOLLOWUPD_TESTS_FOLLOWUP_REPORTS_H
#define FOLLOWUPD_TESTS_FOLLOWUP_REPORTS_H

#include "world.h"

/* A one-off of Alice's that was sent, with what had been refused before; its delivery. */
static inline struct fu_delivery *sent_one(struct world *world, fu_instant now)
{
    const struct fu_filter all = {.state = -1, .most = 10000};
    struct fu_letter *asked =
        letter(world, fu_arena_print(world->arena, "m%u@example.org", world->uid + 1), "1h");
    struct fu_delivery *rows;
    struct fu_listed *listed;
    size_t count;

    asked->date = now - HOUR;
    take(world, asked, now - HOUR, now - HOUR);
    assert_true(send_all(world, now, FU_OUTCOME_SENT) > 0);
    assert_good(
        world, fu_store_list(world->store, world->arena, &all, &listed, &count, &world->error));
    rows = deliveries(world, listed[count - 1].followup.id, &count);
    assert_int_equal(count, 1);
    return &rows[0];
}

static inline const char *bounce_address(struct world *world, int64_t delivery)
{
    char token[FU_TOKEN_LENGTH + 1];

    fu_token_make(&world->settings.key, FU_BOUNCE_PURPOSE, delivery, 0, token);
    return fu_arena_print(world->arena, "bounce+%d-%s", (int)delivery, token);
}

/* A report about a delivery, to its own address. */
static inline struct fu_letter *report(struct world *world, int64_t delivery,
    enum fu_report_kind kind, const char *status, const char *said)
{
    struct fu_letter *made = letter(world, "report@mx.example", bounce_address(world, delivery));
    struct fu_report *told = fu_arena_allocate(world->arena, 1, sizeof *told);

    *told = (struct fu_report){.kind = kind,
        .status = status,
        .diagnostic = said,
        .recipient = "",
        .message_id = "",
        .signature = ""};
    made->from = (struct fu_mailbox){"", "mailer-daemon@mx.example"};
    made->marks = FU_MARK_REPORT | FU_MARK_NULL_SENDER;
    made->report = told;
    return made;
}

static inline void come_back(
    struct world *world, int64_t delivery, const char *status, const char *said, fu_instant now)
{
    take(world, report(world, delivery, FU_REPORT_FAILED, status, said), now, now);
    assert_int_equal(world->taken.fate, FU_FATE_FILE);
}

static inline struct fu_person *alice(struct world *world)
{
    struct fu_person *person;

    assert_good(world, fu_store_person_find(world->store, world->arena, "alice@example.org",
                           &person, &world->error));
    return person;
}

static inline size_t queued(struct world *world, const char *address)
{
    struct fu_delivery *rows;
    size_t count, found = 0, i;

    assert_good(world, fu_store_queue(world->store, world->arena, &rows, &count, &world->error));
    for (i = 0; i < count; i++)
        found += rows[i].state == FU_DELIVERY_QUEUED && strcmp(rows[i].address, address) == 0;
    return found;
}

#endif
