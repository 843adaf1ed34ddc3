/* An outbox with one of everything in front of the server of fake_curl.h. */
#ifndef FOLLOWUPD_TESTS_OUTBOX_LINES_H
#define FOLLOWUPD_TESTS_OUTBOX_LINES_H

#include "fake_curl.h"

#include "followupd/outbox/dots.h"

#include "../../lib/folder.h"

enum { PARCELS = 5 };

static const char mail[] = "Subject: Lunch\r\n\r\nHello\r\n.hidden\r\n";
static char folder[64], dots_path[96];

static inline int make_folder(void **state)
{
    (void)state;
    assert_true(make_own_folder(folder, sizeof folder, "followupd-lines"));
    snprintf(dots_path, sizeof dots_path, "%s/dots", folder);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    unlink(dots_path);
    return rmdir(folder);
}

static inline int start(void **state)
{
    (void)state;
    fake_reset();
    unlink(dots_path);
    return 0;
}

static inline struct fu_outbox_settings settings(int connections)
{
    return (struct fu_outbox_settings){.url = "smtp://mail.example:587",
        .starttls = true,
        .user = "remind",
        .auth = "plain",
        .ca_file = "",
        .hello = "",
        .connections = connections};
}

static inline size_t times_stored(const char *recipient)
{
    size_t times = 0;
    for (int i = 0; i < fake.mail_count; i++) {
        for (int j = 0; j < fake.mails[i].count; j++) {
            times += strncmp(fake.mails[i].recipients[j], recipient, strlen(recipient)) == 0;
        }
    }
    return times;
}

static inline struct fu_parcel parcel_to(int64_t id, const char *recipient)
{
    return (struct fu_parcel){.id = id,
        .kind = FU_PARCEL_DELIVERY,
        .attempt = 1,
        .sender = "bounce@example.org",
        .recipient = recipient,
        .bytes = mail,
        .length = sizeof mail - 1};
}

static inline void fill(struct fu_parcel *parcels)
{
    static const char *const recipients[PARCELS] = {
        "a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"};
    for (int i = 0; i < PARCELS; i++) {
        parcels[i] = parcel_to(i + 1, recipients[i]);
    }
}

/* No lie: sent is stored, once; unsure has a dot recorded; everything else never arrived. */
static inline void assert_honest(const struct fu_parcel *parcels, size_t count)
{
    struct fu_dots *dots;
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    for (size_t i = 0; i < count; i++) {
        const struct fu_parcel *parcel = &parcels[i];
        size_t times = times_stored(parcel->recipient);
        bool dot = fu_dots_has(dots, parcel->kind, parcel->id, parcel->attempt);
        assert_true(times <= 1);
        assert_true(times == 0 || dot);
        switch (parcel->outcome) {
        case FU_OUTCOME_SENT:
            assert_int_equal(times, 1);
            break;
        case FU_OUTCOME_UNSURE:
            assert_true(dot);
            break;
        default:
            assert_int_equal(times, 0);
            break;
        }
    }
    fu_dots_close(&dots);
}

/* Time goes by until a mail under way has something, or is late. */
static inline void wait_for_stragglers(struct fu_outbox *outbox)
{
    struct pollfd list[FU_OUTBOX_WATCHED_MAX];
    int timeout = -1;
    size_t count = fu_outbox_watch(outbox, list, &timeout);
    bool any = count == 0;
    for (size_t i = 0; i < count; i++) {
        any |= fake_has_answer(fake_line_of(list[i].fd)) ||
               ((list[i].events & POLLOUT) != 0 && !fake.stuck);
    }
    fake.ticks += any ? 1 + fake.slow : timeout;
}

static inline void take_late(
    const struct fu_outbox *outbox, struct fu_parcel *parcels, size_t count)
{
    size_t late_count;
    const struct fu_parcel *late = fu_outbox_late(outbox, &late_count);
    for (size_t i = 0; i < late_count * count; i++) {
        if (parcels[i % count].id == late[i / count].id) {
            parcels[i % count].outcome = late[i / count].outcome;
            parcels[i % count].answer = late[i / count].answer;
        }
    }
}

static inline enum fu_status send_all(
    struct fu_outbox *outbox, struct fu_parcel *parcels, size_t count, struct fu_error *error)
{
    struct fu_dots *dots;
    assert_int_equal(fu_dots_open(dots_path, &dots, NULL), FU_OK);
    enum fu_status status = fu_outbox_send(outbox, "secret", parcels, count, dots, NULL, error);
    while (fu_outbox_in_hand(outbox) > 0) {
        struct fu_error other;
        wait_for_stragglers(outbox);
        if (fu_outbox_send(outbox, "secret", NULL, 0, dots, NULL, &other) != FU_OK) {
            *error = other;
            status = other.status;
        }
        take_late(outbox, parcels, count);
    }
    fu_dots_close(&dots);
    return status;
}

static inline enum fu_status copy(struct fu_error *error)
{
    static const char *const recipients[] = {"a@x.org", "b@x.org"};
    struct fu_outbox_settings chosen = settings(1);
    return fu_outbox_send_copy(
        &chosen, "secret", "bounce@example.org", recipients, 2, mail, sizeof mail - 1, error);
}

static const char *said_verb, *said;

static inline const char *say_it(int connection, const char *verb)
{
    (void)connection;
    return strcmp(verb, said_verb) == 0 ? said : NULL;
}

static inline void answer(const char *verb, const char *text)
{
    said_verb = verb;
    said = text;
    fake.answer = say_it;
}

static inline struct fu_parcel send_it(struct fu_parcel parcel, struct fu_error *error)
{
    struct fu_outbox_settings chosen = settings(1);
    struct fu_outbox *outbox = fu_outbox_open(&chosen);
    enum fu_status status = send_all(outbox, &parcel, 1, error);
    assert_int_equal(status == FU_OK, parcel.outcome != FU_OUTCOME_OURS);
    assert_honest(&parcel, 1);
    fu_outbox_close(&outbox);
    return parcel;
}

static inline struct fu_parcel send_one(struct fu_error *error)
{
    return send_it(parcel_to(1, "a@x.org"), error);
}

#endif
