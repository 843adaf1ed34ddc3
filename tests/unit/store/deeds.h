/* One of everything that is done within a transaction, on a store that has one of everything. */
#ifndef FOLLOWUPD_TESTS_STORE_DEEDS_H
#define FOLLOWUPD_TESTS_STORE_DEEDS_H

#include "support.h"

#include "followupd/base/buffer.h"
#include "followupd/store/alerts.h"
#include "followupd/store/feed.h"
#include "followupd/store/held.h"
#include "followupd/store/refusals.h"
#include "followupd/store/aside.h"
#include "followupd/store/withheld.h"

static const struct fu_origin first_mail = {"main", 7, 1}, second_mail = {"main", 7, 2};
static const unsigned char first_digest[FU_DIGEST_SIZE] = {1}, other_digest[FU_DIGEST_SIZE] = {2};
static const char *const thread_ids[] = {"", "first@x", "own@x"};
static const char *const alias_list[] = {"a@x.example", "alice@example.org"};

/* Numbers of what populate() makes. */
enum { ALICE = 1, BOB = 2, LETTER = 1, FOLLOWUP = 1, OCCURRENCE = 1, DELIVERY = 1, MESSAGE = 1, ASIDE = 2 };

/* What was read, as text. */
static struct fu_buffer said;

static inline struct fu_stored_letter full_letter(uint32_t uid)
{
    struct fu_stored_letter letter = sample_letter(ALICE, uid);
    static const struct fu_mailbox people[] = {{"Carol", "carol@x.example"}};
    letter.message_id = "own@x";
    letter.in_reply_to = "first@x";
    letter.references = thread_ids;
    letter.reference_count = 3;
    letter.to = (struct fu_mailbox_list){people, 1};
    letter.text = "Text";
    letter.raw = "raw";
    letter.raw_length = 3;
    return letter;
}

static inline void populate(struct world *world)
{
    struct fu_store *store = world->store;
    struct fu_error *error = &world->error;
    struct fu_stored_letter letter = full_letter(1);
    bool known;
    begin(world);
    add_person(world, "alice@example.org");
    add_person(world, "bob@example.org");
    add_letter(world, &letter);
    struct fu_followup followup = sample_followup(ALICE);
    followup.letter = LETTER;
    followup.tags = ",acme,";
    assert_good(world, fu_store_followup_add(store, &followup, first_digest, &known, error));
    assert_good(world, fu_store_participant_add(store, FOLLOWUP, ALICE, true, 11, error));
    assert_good(world, fu_store_participant_add(store, FOLLOWUP, BOB, false, 12, error));
    add_occurrence(world, FOLLOWUP, NOON);
    add_occurrence(world, FOLLOWUP, NOON + 60);
    add_delivery(world, OCCURRENCE, "alice@example.org");
    add_delivery(world, OCCURRENCE, "bob@example.org");
    assert_good(world, fu_store_bundle_set(store, DELIVERY, DELIVERY, error));
    assert_good(world, fu_store_delivery_unclaim(store, FU_PARCEL_DELIVERY, DELIVERY, error));
    static const char *const ended[] = {"carol@x.example", "dave@x.example", "erin@x.example"};
    static const enum fu_delivery_state ends[] = {
        FU_DELIVERY_UNSURE, FU_DELIVERY_FAILED, FU_DELIVERY_SENT};
    for (int i = 0; i < 3; i++) {
        struct fu_delivery row = {.kind = FU_PARCEL_DELIVERY,
            .id = add_delivery(world, OCCURRENCE, ended[i]),
            .state = ends[i],
            .answer = "550"};
        assert_good(world, fu_store_delivery_set(store, &row, error));
        assert_good(world, fu_store_withhold(store, row.id, true, error));
    }
    add_message(world, NULL);
    const struct fu_aside aside = {
        .kind = FU_ASIDE_MESSAGE, .id = add_message(world, NULL), .at = NOON, .why = "refused"};
    assert_good(world, fu_store_aside_add(store, &aside, error));
    assert_good(world, fu_store_attempt_set(
                           store, &first_mail, FU_ATTEMPT_WAITING, "why", NOON, NOON + 60, error));
    struct fu_inbox_state inbox = {.name = "main", .validity = 7, .last_uid = 1, .last_poll = NOON};
    assert_good(world, fu_store_inbox_set(store, &inbox, error));
    struct fu_trace trace = {
        first_mail, NOON, "own@x", "alice@example.org", "to", "doubted", "reason", "cure", 0};
    assert_good(world, fu_store_trace_add(store, &trace, error));
    struct fu_held held = {.letter = LETTER, .place = FU_PLACE_BCC, .sent = NOON, .created = NOON};
    assert_good(world, fu_store_held_add(store, &held, error));
    assert_good(world, fu_store_held_mark(store, held.id, 21, error));
    struct fu_event event = {
        .followup = FOLLOWUP, .at = NOON, .what = "created", .detail = "", .undo = ""};
    assert_good(world, fu_store_event_add(store, &event, error));
    assert_good(world, fu_store_withhold(store, DELIVERY, true, error));
    assert_good(world, fu_store_trouble(store, "outbox", "refused", NOON, error));
    assert_good(world, fu_store_refusal_add(store, "bob@example.org", NOON, NOON, "550", error));
    struct fu_stored_alert alert = {"due", "late", NOON, NOON};
    assert_good(world, fu_store_alert_set(store, &alert, error));
    struct fu_certificate certificate = {"smtp", NOON};
    assert_good(world, fu_store_certificate_set(store, &certificate, error));
    assert_good(
        world, fu_store_session_add(store, FU_SESSION_LINK, first_digest, ALICE, NOON + 9, error));
    commit(world);
}

typedef enum fu_status deed(struct fu_store *store, struct fu_arena *arena, struct fu_error *error);

#define DEED(name, ...)                                                                            \
    static enum fu_status name(                                                                    \
        struct fu_store *store, struct fu_arena *arena, struct fu_error *error)                    \
    {                                                                                              \
        size_t count = 0;                                                                          \
        bool flag = false;                                                                         \
        int64_t number = 0;                                                                        \
        (void)arena, (void)count, (void)flag, (void)number;                                        \
        __VA_ARGS__                                                                                \
    }

/* Reading rows: what of each is told, where row is the row at i. */
#define READS(name, type, call, ...)                                                               \
    DEED(name, {                                                                                   \
        type *rows = NULL;                                                                         \
        enum fu_status status = call;                                                              \
        for (size_t i = 0; status == FU_OK && i < count; i++) {                                    \
            const type *row = &rows[i];                                                            \
            fu_buffer_print(&said, __VA_ARGS__);                                                   \
            fu_buffer_add_char(&said, ';');                                                        \
        }                                                                                          \
        return status;                                                                             \
    })

/* Reading one row, or none. */
#define READS_ONE(name, type, call, ...)                                                           \
    DEED(name, {                                                                                   \
        type *row = NULL;                                                                          \
        enum fu_status status = call;                                                              \
        if (status == FU_OK && row == NULL)                                                        \
            fu_buffer_add_text(&said, "none");                                                     \
        else if (status == FU_OK)                                                                  \
            fu_buffer_print(&said, __VA_ARGS__);                                                   \
        return status;                                                                             \
    })

#define ROWS store, arena
#define TO &rows, &count, error

/* people.h */
READS_ONE(find_person, struct fu_person,
    fu_store_person_find(store, arena, "alice@example.org", &row, error), "%s %s", row->address,
    row->preferences.zone)
READS_ONE(get_person, struct fu_person, fu_store_person_get(store, arena, ALICE, &row, error),
    "%s %s", row->address, row->name)
READS(all_people, struct fu_person, fu_store_people(ROWS, TO), "%s %s", row->address, row->name)
DEED(new_person, {
    struct fu_person person = sample_person("carol@example.org");
    return fu_store_person_add(store, &person, error);
})
DEED(change_person, {
    struct fu_person person = sample_person("alice@example.org");
    person.id = ALICE;
    person.aliases = alias_list;
    person.alias_count = 2;
    return fu_store_person_set(store, &person, error);
})
DEED(person_asks, { return fu_store_person_asked(store, ALICE, NOON, error); })
DEED(person_load, {
    int64_t letters;
    enum fu_status status = fu_store_person_load(store, ALICE, NOON, NOON, &number, &letters, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
DEED(person_habit, { return fu_store_person_habit(store, ALICE, "3days", &flag, error); })
DEED(person_told, { return fu_store_person_told(store, ALICE, "late", NOON, 60, &number, error); })
DEED(person_was_told, {
    enum fu_status status =
        fu_store_person_was_told(store, ALICE, "late", NOON, 60, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
DEED(erase_person, {
    struct fu_erased erased;
    return fu_store_person_erase(store, ALICE, &erased, error);
})

/* letters.h */
DEED(new_letter, {
    struct fu_stored_letter letter = full_letter(2);
    return fu_store_letter_add(store, &letter, &flag, error);
})
DEED(known_letter, {
    struct fu_stored_letter letter = full_letter(1);
    return fu_store_letter_add(store, &letter, &flag, error);
})
READS_ONE(get_letter, struct fu_stored_letter,
    fu_store_letter_get(store, arena, LETTER, &row, error), "%s %s %s %zu %zu", row->subject,
    row->text, row->from.address, row->to.count, row->reference_count)
DEED(letter_raw, {
    const char *raw = NULL;
    enum fu_status status = fu_store_letter_raw(store, arena, LETTER, &raw, &count, error);
    fu_buffer_print(&said, "%s %zu", raw != NULL ? raw : "none", count);
    return status;
})
DEED(get_inbox, {
    struct fu_inbox_state inbox;
    enum fu_status status = fu_store_inbox_get(store, arena, "main", &inbox, error);
    fu_buffer_print(&said, "%s %u", inbox.name, inbox.last_uid);
    return status;
})
DEED(set_inbox, {
    struct fu_inbox_state inbox = {.name = "main", .validity = 7, .last_uid = 2, .last_poll = NOON};
    return fu_store_inbox_set(store, &inbox, error);
})
READS(all_inboxes, struct fu_inbox_state, fu_store_inboxes(ROWS, TO), "%s %u", row->name,
    row->last_uid)
DEED(start_attempts, {
    const struct fu_origin origins[] = {first_mail, second_mail};
    int64_t tries[2];
    return fu_store_attempt_start(store, origins, 2, NOON, tries, error);
})
DEED(set_attempt, {
    return fu_store_attempt_set(store, &second_mail, FU_ATTEMPT_FILING, "", NOON, FU_NEVER, error);
})
DEED(end_attempts, {
    const struct fu_origin origins[] = {first_mail, second_mail};
    return fu_store_attempt_end(store, origins, 2, error);
})
READS(all_attempts, struct fu_attempt, fu_store_attempts(ROWS, NULL, FU_ATTEMPT_WAITING, TO),
    "%s %s", row->origin.inbox, row->reason)
READS(inbox_attempts, struct fu_attempt, fu_store_attempts(ROWS, "main", FU_ATTEMPT_WAITING, TO),
    "%s %s", row->origin.inbox, row->reason)
READS_ONE(get_attempt, struct fu_attempt, fu_store_attempt_get(store, arena, 1, &row, error),
    "%s %s", row->origin.inbox, row->reason)
DEED(set_numbers, {
    const struct fu_number numbers[] = {{4, NOON}, {5, NOON}};
    return fu_store_numbers_set(store, "main", numbers, 2, error);
})
READS(all_numbers, struct fu_number, fu_store_numbers(ROWS, "main", TO), "%lld",
    (long long)row->arrived)
DEED(forget_numbers, { return fu_store_numbers_forget(store, "main", 8, error); })
DEED(new_trace, {
    struct fu_trace trace = {second_mail, NOON, "m", "s", "a", "d", "r", "c", FOLLOWUP};
    return fu_store_trace_add(store, &trace, error);
})
READS(find_traces, struct fu_trace, fu_store_traces(ROWS, "own@x", 0, 10, TO), "%s %s %s",
    row->sender, row->reason, row->cure)

/* followups.h */
DEED(new_followup, {
    struct fu_followup followup = sample_followup(ALICE);
    return fu_store_followup_add(store, &followup, other_digest, &flag, error);
})
DEED(known_followup, {
    struct fu_followup followup = sample_followup(ALICE);
    return fu_store_followup_add(store, &followup, first_digest, &flag, error);
})
DEED(find_request, { return fu_store_request_find(store, first_digest, &flag, &number, error); })
DEED(note_known_request, { return fu_store_request_note(store, first_digest, error); })
DEED(note_request, { return fu_store_request_note(store, other_digest, error); })
READS_ONE(get_followup, struct fu_followup,
    fu_store_followup_get(store, arena, FOLLOWUP, &row, error), "%s %s %s %lld", row->subject,
    row->schedule.zone, row->schedule.english, (long long)row->next)
DEED(change_followup, {
    struct fu_followup followup = sample_followup(ALICE);
    followup.id = FOLLOWUP;
    followup.state = FU_DONE;
    return fu_store_followup_set(store, &followup, error);
})
DEED(end_followup,
    { return fu_store_followup_state(store, FOLLOWUP, FU_CANCELLED, 1, NOON, error); })
DEED(touch_followup,
    { return fu_store_followup_changed(store, FOLLOWUP, "FREQ=DAILY", NOON + 1, error); })
DEED(list_followups, {
    struct fu_listed *rows;
    struct fu_filter filter = {.person = ALICE, .state = FU_PENDING, .after = -1, .most = 9};
    enum fu_status status = fu_store_list(store, arena, &filter, &rows, &count, error);
    for (size_t i = 0; status == FU_OK && i < count; i++)
        fu_buffer_print(&said, "%s %s;", rows[i].owner, rows[i].message_id);
    return status;
})
READS(of_others, int64_t, fu_store_others(ROWS, BOB, TO), "%lld", (long long)*row)
READS(all_tags, const char *, fu_store_tags(ROWS, ALICE, TO), "%s", *row)
READS(
    find_thread, int64_t, fu_store_thread(ROWS, ALICE, thread_ids, 3, TO), "%lld", (long long)*row)
static inline enum fu_status look_for(
    struct fu_store *store, struct fu_thread_address thread, struct fu_error *error)
{
    bool names;
    thread.ids = thread_ids;
    thread.id_count = 3;
    enum fu_status status = fu_store_thread_names(store, &thread, &names, error);
    fu_buffer_print(&said, "%d", names);
    return status;
}
DEED(thread_names, {
    return look_for(store,
        (struct fu_thread_address){.address = "carol@x.example", .message_id = "re@x"}, error);
})
DEED(thread_names_nobody, {
    return look_for(store,
        (struct fu_thread_address){.address = "dave@x.example", .message_id = "re@x"}, error);
})
DEED(new_participant, { return fu_store_participant_add(store, FOLLOWUP, BOB, false, 13, error); })
READS(all_participants, struct fu_participant, fu_store_participants(ROWS, FOLLOWUP, TO), "%s",
    row->address)
READS(marked_participants, struct fu_participant, fu_store_participants_marked(ROWS, 12, TO), "%s",
    row->address)
static const struct fu_token_mark first_mark = {FOLLOWUP, ALICE, 14};
READS(token_marks, struct fu_token_mark, fu_store_marks(ROWS, &first_mark, 5, TO), "%lld",
    (long long)row->mark)
DEED(inbox_renamed, { return fu_store_inbox_rename(store, "main", "work", error); })
DEED(new_mark, { return fu_store_mark_set(store, &first_mark, error); })
DEED(participant_leaves,
    { return fu_store_participant_leave(store, FOLLOWUP, BOB, true, NOON, error); })
DEED(new_occurrence, {
    struct fu_occurrence occurrence = {.followup = FOLLOWUP, .moment = NOON + 120};
    return fu_store_occurrence_add(store, &occurrence, error);
})
DEED(same_occurrence, {
    struct fu_occurrence occurrence = {.followup = FOLLOWUP, .moment = NOON};
    return fu_store_occurrence_add(store, &occurrence, error);
})
READS_ONE(get_occurrence, struct fu_occurrence,
    fu_store_occurrence_get(store, arena, OCCURRENCE, &row, error), "%lld", (long long)row->moment)
DEED(move_occurrence, {
    struct fu_occurrence occurrence = {
        .id = OCCURRENCE, .followup = FOLLOWUP, .moment = NOON + 240};
    return fu_store_occurrence_set(store, &occurrence, error);
})
READS(all_occurrences, struct fu_occurrence, fu_store_occurrences(ROWS, FOLLOWUP, 31, 0, TO),
    "%lld", (long long)row->moment)
READS(pending_occurrences, struct fu_occurrence, fu_store_occurrences(ROWS, FOLLOWUP, 1, 0, TO),
    "%lld", (long long)row->moment)
READS_ONE(last_occurrence, struct fu_occurrence,
    fu_store_occurrence_last(store, arena, FOLLOWUP, NOON, 1, &row, error), "%lld",
    (long long)row->moment)
DEED(occurrence_origin, {
    fu_instant first;
    enum fu_status status = fu_store_occurrence_origin(store, OCCURRENCE, &first, &number, error);
    fu_buffer_print(&said, "%lld %lld", (long long)first, (long long)number);
    return status;
})
DEED(occurrence_waiting, {
    struct fu_occurrence later = {.followup = FOLLOWUP, .moment = INT64_MAX};
    enum fu_status status = fu_store_occurrence_waiting(store, &later, ALICE, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
READS(
    all_due, struct fu_occurrence, fu_store_due(ROWS, NOON, 9, TO), "%lld", (long long)row->moment)
DEED(new_event, {
    struct fu_event event = {.followup = FOLLOWUP,
        .person = ALICE,
        .at = NOON,
        .what = "done",
        .detail = "",
        .undo = ""};
    return fu_store_event_add(store, &event, error);
})
READS(all_events, struct fu_event, fu_store_events(ROWS, FOLLOWUP, TO), "%s %s", row->what,
    row->detail)
DEED(undo_event, { return fu_store_event_undone(store, 1, error); })

/* deliveries.h */
DEED(new_delivery, {
    struct fu_delivery delivery = {
        .occurrence = OCCURRENCE, .address = "c@x", .message_id = "9@r", .created = NOON};
    return fu_store_delivery_add(store, &delivery, error);
})
DEED(new_message, {
    struct fu_message message = {.sender = "",
        .recipient = "alice@example.org",
        .subject = "Help",
        .message_id = "m2@r",
        .bytes = "Hi\r\n",
        .length = 4,
        .unique = "once"};
    return fu_store_message_add(store, &message, NOON, error);
})
DEED(next_message, {
    enum fu_status status = fu_store_message_next(store, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
READS_ONE(get_message, struct fu_message, fu_store_message_get(store, arena, MESSAGE, &row, error),
    "%s %s %zu %s", row->recipient, row->subject, row->length, row->bytes)
#define PARCEL "%s %s %s", row->address, row->message_id, row->answer
DEED(claim, {
    struct fu_delivery *rows;
    size_t ready;
    enum fu_status status = fu_store_ready(store, arena, NOON, 9, &rows, &ready, error);
    for (size_t i = 0; status == FU_OK && i < ready; i++) {
        status = fu_store_claim(store, arena, NOON, &rows[i], error);
        fu_buffer_print(&said, "%lld %s;", (long long)rows[i].id, rows[i].answer);
    }
    return status;
})
READS(all_sending, struct fu_delivery, fu_store_sending(ROWS, TO), PARCEL)
READS(get_bundle, struct fu_delivery, fu_store_bundle(ROWS, DELIVERY, TO), PARCEL)
READS(claim_bundle, struct fu_delivery, fu_store_bundle_claim(ROWS, DELIVERY, NOON, TO), PARCEL)
READS(queue, struct fu_delivery, fu_store_queue(ROWS, TO), PARCEL)
READS(all_deliveries, struct fu_delivery, fu_store_deliveries(ROWS, FOLLOWUP, TO), PARCEL)
READS_ONE(get_delivery, struct fu_delivery,
    fu_store_delivery_get(store, arena, FU_PARCEL_DELIVERY, DELIVERY, &row, error), PARCEL)
DEED(set_bundle, { return fu_store_bundle_set(store, 2, DELIVERY, error); })
DEED(settle_delivery, {
    struct fu_delivery row = {
        .kind = FU_PARCEL_DELIVERY, .id = DELIVERY, .state = FU_DELIVERY_SENT, .answer = "250"};
    return fu_store_delivery_set(store, &row, error);
})
DEED(delay_message, {
    struct fu_delivery row = {.kind = FU_PARCEL_MESSAGE,
        .id = MESSAGE,
        .state = FU_DELIVERY_QUEUED,
        .next_attempt = NOON + 60,
        .answer = "450"};
    return fu_store_delivery_set(store, &row, error);
})
DEED(note_delivery, { return fu_store_delivery_note(store, DELIVERY, "read", error); })
DEED(unclaim, { return fu_store_delivery_unclaim(store, FU_PARCEL_DELIVERY, 2, error); })
DEED(is_settled, {
    struct fu_settled settled;
    enum fu_status status = fu_store_occurrence_settled(store, OCCURRENCE, &settled, error);
    fu_buffer_print(&said, "%d %d %d", settled.all, (int)settled.sent, settled.wanted);
    return status;
})
DEED(begin_anew,
    { return fu_store_delivery_anew(store, FU_PARCEL_DELIVERY, DELIVERY, NOON, error); })
DEED(begin_message_anew,
    { return fu_store_delivery_anew(store, FU_PARCEL_MESSAGE, MESSAGE, NOON, error); })
DEED(is_open, {
    enum fu_status status = fu_store_followup_open(store, 1, &flag, error);
    fu_buffer_print(&said, "%d", flag);
    return status;
})
DEED(mail_comes, {
    enum fu_status status = fu_store_followup_mail(store, 1, ALICE, &flag, error);
    fu_buffer_print(&said, "%d", flag);
    return status;
})
DEED(count_alike, {
    enum fu_status status = fu_store_followup_alike(store, 2, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
DEED(resume, {
    const struct fu_resumed resumed = {
        ALICE, "bob@example.org", "550", FU_NEVER, "", FU_NEVER, {"", ""}};
    int64_t *followups;
    return fu_store_deliveries_resume(store, arena, &resumed, NOON, &followups, &count, error);
})
DEED(return_mails,
    { return fu_store_deliveries_return(store, FOLLOWUP, FU_UNWANTED_ANSWER, NOON, error); })

/* the others */
READS(all_alerts, struct fu_stored_alert, fu_store_alerts(ROWS, TO), "%s %s", row->kind,
    row->sentence)
DEED(set_alert, {
    struct fu_stored_alert alert = {"due", "later", NOON, FU_NEVER};
    return fu_store_alert_set(store, &alert, error);
})
DEED(end_alert, { return fu_store_alert_end(store, "due", error); })
DEED(set_certificate, {
    struct fu_certificate certificate = {"inbox main", NOON};
    return fu_store_certificate_set(store, &certificate, error);
})
DEED(end_certificate, { return fu_store_certificate_end(store, "smtp", error); })
READS(all_certificates, struct fu_certificate, fu_store_certificates(ROWS, NOON + 1, TO), "%s",
    row->server)
READS(all_doubted, struct fu_doubted, fu_store_doubted(ROWS, 0, 9, TO), "%s %s %s", row->sender,
    row->reason, row->cure)
READS(all_unsent, struct fu_unsent, fu_store_unsent(ROWS, 0, "", 9, &rows, &count, &number, error),
    "%s", row->why)
DEED(delayed, {
    fu_instant since;
    const char *why;
    enum fu_status status = fu_store_delayed(store, arena, &since, &why, error);
    fu_buffer_print(&said, "%lld %s", (long long)since, why);
    return status;
})
READS(all_paused, const char *, fu_store_paused(ROWS, 9, &rows, &count, &number, error), "%s", *row)
READS(feed, struct fu_shown, fu_store_feed(ROWS, ALICE, TO), "%s %s %zu", row->followup.subject,
    row->from.address, row->to.count)
READS(feed_occurrences, struct fu_occurrence, fu_store_feed_occurrences(ROWS, ALICE, TO), "%lld",
    (long long)row->moment)
DEED(change_feed, { return fu_store_feed_changed(store, ALICE, NOON, error); })
DEED(change_feeds, { return fu_store_feed_sharers_changed(store, ALICE, NOON, error); })
DEED(new_held, {
    struct fu_held held = {.letter = LETTER, .place = FU_PLACE_TO, .sent = NOON, .created = NOON};
    return fu_store_held_add(store, &held, error);
})
DEED(mark_held, { return fu_store_held_mark(store, 1, 22, error); })
DEED(made_of_held, { return fu_store_held_made(store, 1, FOLLOWUP, error); })
READS(
    marked_held, struct fu_held, fu_store_held_marked(ROWS, 21, TO), "%lld", (long long)row->letter)
DEED(new_refusal,
    { return fu_store_refusal_add(store, "bob@example.org", NOON, NOON, "551", error); })
DEED(find_refusals, {
    struct fu_refusals refusals;
    enum fu_status status = fu_store_refusals(store, arena, "bob@example.org", 0, &refusals, error);
    fu_buffer_print(&said, "%lld %s", (long long)refusals.days, refusals.why);
    return status;
})
DEED(forget_refusals, { return fu_store_refusals_forget(store, "bob@example.org", error); })
DEED(new_session, {
    return fu_store_session_add(store, FU_SESSION_BROWSER, other_digest, ALICE, NOON + 60, error);
})
DEED(find_session, {
    enum fu_status status =
        fu_store_session_find(store, FU_SESSION_LINK, first_digest, NOON, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
DEED(end_session,
    { return fu_store_session_end(store, FU_SESSION_LINK, first_digest, &flag, error); })
DEED(count_sessions, {
    enum fu_status status =
        fu_store_session_count(store, FU_SESSION_LINK, ALICE, NOON, &number, error);
    fu_buffer_print(&said, "%lld", (long long)number);
    return status;
})
DEED(end_sessions, { return fu_store_sessions_end(store, ALICE, error); })
DEED(ask_known, {
    static const char *const addresses[] = {"alice@example.org", "bob@example.org",
        "carol@x.example", "dave@x.example", "erin@x.example"};
    enum fu_status status = FU_OK;
    for (size_t i = 0; status == FU_OK && i < 5; i++) {
        enum fu_known known;
        status = fu_store_known(store, FOLLOWUP, NOON, NOON, 0, addresses[i], &known, error);
        fu_buffer_print(&said, "%d", (int)known);
    }
    return status;
})
READS(
    all_put_off, struct fu_occurrence, fu_store_put_off(store, arena, NOON, TO), "%d", (int)row->id)
DEED(withhold, { return fu_store_withhold(store, 2, false, error); })
DEED(withhold_end, { return fu_store_withhold_end(store, DELIVERY, error); })
READS(all_withheld, struct fu_withheld, fu_store_withheld(ROWS, TO), "%s", row->address)
READS(withheld_of, struct fu_withheld, fu_store_withheld_of(ROWS, FOLLOWUP, TO), "%s", row->address)
DEED(new_aside, {
    const struct fu_aside aside = {
        .kind = FU_ASIDE_DELIVERY, .id = DELIVERY, .at = NOON, .why = "refused"};
    return fu_store_aside_add(store, &aside, error);
})
DEED(end_aside, { return fu_store_aside_end(store, FU_ASIDE_MESSAGE, ASIDE, &flag, error); })
READS(all_asides, struct fu_aside, fu_store_asides(ROWS, TO), "%s %s", row->address, row->why)
DEED(part, {
    struct fu_store_part part;
    enum fu_status status = fu_store_part_begin(store, &part, error);
    if (status == FU_OK) {
        status = fu_store_trouble(store, "store", "a part", NOON, error);
    }
    if (status == FU_OK) {
        status = fu_store_part_undo(store, &part, error);
    }
    if (status == FU_OK) {
        status = fu_store_part_begin(store, &part, error);
    }
    return status == FU_OK ? fu_store_part_end(store, error) : status;
})
DEED(set_trouble, { return fu_store_trouble(store, "store", "full", NOON, error); })
DEED(clear_trouble, { return fu_store_trouble(store, "outbox", "", NOON, error); })
READS(
    all_troubles, struct fu_trouble, fu_store_troubles(ROWS, TO), "%s %s", row->duty, row->sentence)
DEED(count_all, {
    struct fu_store_counts counts;
    enum fu_status status = fu_store_count(store, NOON, &counts, error);
    fu_buffer_print(&said, "%lld %lld %lld", (long long)counts.pending, (long long)counts.queued,
        (long long)counts.oldest_due);
    return status;
})
DEED(next_due, {
    fu_instant due;
    enum fu_status status = fu_store_next_due(store, &due, error);
    fu_buffer_print(&said, "%lld", (long long)due);
    return status;
})
DEED(version, { return fu_store_version(store, &number, error); })

#define ENTRY(name)                                                                                \
    {                                                                                              \
#name, name                                                                                \
    }

static const struct {
    const char *name;
    deed *does;
} deeds[] = {ENTRY(find_person), ENTRY(get_person), ENTRY(all_people), ENTRY(new_person),
    ENTRY(change_person), ENTRY(person_asks), ENTRY(person_load), ENTRY(person_habit),
    ENTRY(person_told), ENTRY(person_was_told), ENTRY(erase_person), ENTRY(new_letter),
    ENTRY(known_letter), ENTRY(get_letter), ENTRY(letter_raw), ENTRY(get_inbox), ENTRY(set_inbox),
    ENTRY(all_inboxes), ENTRY(start_attempts), ENTRY(set_attempt), ENTRY(end_attempts),
    ENTRY(all_attempts), ENTRY(inbox_attempts), ENTRY(get_attempt), ENTRY(set_numbers),
    ENTRY(all_numbers), ENTRY(forget_numbers), ENTRY(new_trace), ENTRY(find_traces),
    ENTRY(new_followup), ENTRY(known_followup), ENTRY(find_request), ENTRY(note_known_request),
    ENTRY(note_request), ENTRY(get_followup), ENTRY(change_followup), ENTRY(end_followup),
    ENTRY(touch_followup), ENTRY(list_followups), ENTRY(of_others), ENTRY(all_tags),
    ENTRY(count_alike), ENTRY(find_thread), ENTRY(thread_names), ENTRY(thread_names_nobody),
    ENTRY(new_participant), ENTRY(all_participants), ENTRY(marked_participants), ENTRY(token_marks),
    ENTRY(new_mark), ENTRY(inbox_renamed), ENTRY(participant_leaves), ENTRY(new_occurrence),
    ENTRY(same_occurrence), ENTRY(get_occurrence), ENTRY(move_occurrence), ENTRY(all_occurrences),
    ENTRY(pending_occurrences), ENTRY(last_occurrence), ENTRY(occurrence_origin),
    ENTRY(occurrence_waiting), ENTRY(all_due), ENTRY(new_event), ENTRY(all_events),
    ENTRY(undo_event), ENTRY(new_delivery), ENTRY(new_message), ENTRY(next_message),
    ENTRY(get_message), ENTRY(claim), ENTRY(all_sending), ENTRY(get_bundle), ENTRY(claim_bundle),
    ENTRY(queue), ENTRY(all_deliveries), ENTRY(get_delivery), ENTRY(set_bundle),
    ENTRY(settle_delivery), ENTRY(delay_message), ENTRY(note_delivery), ENTRY(unclaim),
    ENTRY(is_settled), ENTRY(is_open), ENTRY(mail_comes), ENTRY(begin_anew),
    ENTRY(begin_message_anew), ENTRY(resume), ENTRY(return_mails), ENTRY(all_alerts),
    ENTRY(set_alert), ENTRY(end_alert), ENTRY(set_certificate), ENTRY(end_certificate),
    ENTRY(all_certificates), ENTRY(all_doubted), ENTRY(all_unsent), ENTRY(delayed),
    ENTRY(all_paused), ENTRY(feed), ENTRY(feed_occurrences), ENTRY(change_feed),
    ENTRY(change_feeds), ENTRY(new_held), ENTRY(mark_held), ENTRY(made_of_held), ENTRY(marked_held),
    ENTRY(new_refusal), ENTRY(find_refusals), ENTRY(forget_refusals), ENTRY(new_session),
    ENTRY(find_session), ENTRY(end_session), ENTRY(count_sessions), ENTRY(end_sessions),
    ENTRY(ask_known), ENTRY(withhold), ENTRY(withhold_end), ENTRY(all_withheld), ENTRY(withheld_of),
    ENTRY(all_put_off), ENTRY(new_aside), ENTRY(end_aside), ENTRY(all_asides), ENTRY(part),
    ENTRY(set_trouble), ENTRY(clear_trouble), ENTRY(all_troubles), ENTRY(count_all),
    ENTRY(next_due), ENTRY(version)};

#endif
