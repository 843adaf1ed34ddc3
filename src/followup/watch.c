/* From faults to alerts: which are told now, which have ended, and when to look again. */
#include "followupd/followup/watch.h"

#include "followupd/base/buffer.h"
#include "followupd/cadence/say.h"
#include "followupd/mail/answers.h"
#include "followupd/store/alerts.h"
#include "notice.h"

#include <string.h>

enum { TEXT_MAX = 256 * 1024 };

struct review {
    struct fu_store *store;
    const struct fu_watch *watch;
    struct fu_arena *arena;
    fu_instant now;
    struct fu_stored_alert *known;
    size_t known_count;
    struct fu_fault *faults;
    size_t fault_count;
    struct fu_section *sections; /* what is told, and then what has ended */
    size_t told, ended;
    fu_instant again;
};

static void look_by(struct review *review, fu_instant moment)
{
    if (review->again == FU_NEVER || moment < review->again)
        review->again = moment;
}

static const struct fu_stored_alert *find_known(const struct review *review, const char *kind)
{
    size_t i;

    for (i = 0; i < review->known_count; i++) {
        if (strcmp(review->known[i].kind, kind) == 0)
            return &review->known[i];
    }
    return NULL;
}

static const char *say_since(const struct review *review, fu_instant since)
{
    return fu_say_moment(review->arena, review->watch->settings->defaults.zone, since);
}

/* Whether it is told now: when it has lasted long enough, and then once a day. */
static bool is_ripe(struct review *review, const struct fu_stored_alert *alert)
{
    fu_instant ripe = alert->since + review->watch->after;

    /* What has begun anew since it was told has to last, too. */
    if (alert->told != FU_NEVER && alert->told + FU_ALERT_EVERY > ripe)
        ripe = alert->told + FU_ALERT_EVERY;
    /* A clock that went back makes no alert of yesterday's one of tomorrow. */
    if (review->now >= ripe || (alert->told != FU_NEVER && alert->told > review->now))
        return true;
    look_by(review, ripe);
    return false;
}

/* Whether an earlier look saw the same undone, and somebody could have done it since. A run of
 * --once could; a daemon that lived on would have looked again when it was ripe, so that one is of
 * no account whose look is longer ago than a few restarts take. */
static bool is_old(
    const struct review *review, const struct fu_stored_alert *known, const struct fu_fault *fault)
{
    const struct fu_watch *watch = review->watch;

    return known && fault->since < known->since &&
           (watch->once || watch->up < known->since + 2 * watch->after);
}

static enum fu_status meet_fault(
    struct review *review, const struct fu_fault *fault, struct fu_error *error)
{
    const struct fu_stored_alert *known = find_known(review, fault->kind);
    struct fu_stored_alert alert = {.kind = fault->kind,
        .sentence = fault->sentence,
        .since = known                      ? known->since
                 : fault->since != FU_NEVER ? fault->since
                                            : review->now,
        .told = known ? known->told : FU_NEVER};

    if (fault->undone && alert.since < review->watch->up && !is_old(review, known, fault))
        alert.since = fault->since > review->watch->up ? fault->since : review->watch->up;
    /* A clock that was set back since would have it begin, and be told, when that moment comes. */
    if (alert.since > review->now)
        alert.since = review->now;
    if (is_ripe(review, &alert)) {
        alert.told = review->now;
        review->sections[review->told++] = (struct fu_section){.title = fault->kind,
            .text = fu_arena_print(review->arena, "%s\nSince %s.\nCure: %s", fault->sentence,
                say_since(review, alert.since), fault->cure)};
    }
    if (alert.told != FU_NEVER)
        look_by(review, review->now + FU_ALERT_LOOK);
    return fu_store_alert_set(review->store, &alert, error);
}

/* What nobody was told of ends without a word, and so does what was no state. */
static enum fu_status end_alert(
    struct review *review, const struct fu_stored_alert *alert, struct fu_error *error)
{
    size_t i;

    for (i = 0; i < review->fault_count; i++) {
        if (strcmp(review->faults[i].kind, alert->kind) == 0)
            return FU_OK;
    }
    if (alert->told != FU_NEVER && strcmp(alert->kind, FU_FAULT_FAILED) != 0)
        review->sections[review->told + review->ended++] = (struct fu_section){.title = alert->kind,
            .text = fu_arena_print(review->arena, "This is well again. It was: %s\nSince %s.",
                alert->sentence, say_since(review, alert->since))};
    return fu_store_alert_end(review->store, alert->kind, error);
}

static enum fu_status meet_all(struct review *review, struct fu_error *error)
{
    enum fu_status status = FU_OK;
    size_t i;

    review->sections = fu_arena_allocate(
        review->arena, review->fault_count + review->known_count + 1, sizeof *review->sections);
    for (i = 0; status == FU_OK && i < review->fault_count; i++)
        status = meet_fault(review, &review->faults[i], error);
    for (i = 0; status == FU_OK && i < review->known_count; i++)
        status = end_alert(review, &review->known[i], error);
    return status;
}

/* "followupd: inbox main", "followupd: 3 things are wrong", "followupd: inbox main is well again".
 */
static const char *subject_of(const struct review *review)
{
    const char *first = review->sections[0].title;

    if (review->told > 1)
        return fu_arena_print(review->arena, "followupd: %zu things are wrong", review->told);
    if (review->told == 1)
        return fu_arena_print(review->arena, "followupd: %s", first);
    if (review->ended > 1)
        return fu_arena_print(review->arena, "followupd: %zu things are well again", review->ended);
    return fu_arena_print(review->arena, "followupd: %s is well again", first);
}

static enum fu_status mail_all(struct review *review, const char *subject, struct fu_error *error)
{
    const struct fu_settings *settings = review->watch->settings;
    struct notice notice = {.subject = subject, .zone = settings->defaults.zone};
    enum fu_status status = FU_OK;
    size_t i;

    for (i = 0; status == FU_OK && i < settings->alerts.count; i++) {
        struct fu_answer answer = {.hint = ""};

        fu_answer_alert(review->arena, review->sections, review->told, review->ended, &answer);
        notice.to = settings->alerts.items[i];
        status = fu_notice_send(
            review->store, settings, review->arena, &notice, &answer, review->now, error);
    }
    return status;
}

static const char *write_text(const struct review *review, const char *subject)
{
    struct fu_buffer text;
    const char *copy;
    size_t i;

    fu_buffer_init(&text, TEXT_MAX);
    fu_buffer_print(&text, "%s\n", subject);
    for (i = 0; i < review->told + review->ended; i++)
        fu_buffer_print(&text, "\n%s\n%s\n", review->sections[i].title, review->sections[i].text);
    copy = fu_arena_copy_n(review->arena, text.data, text.length);
    fu_buffer_free(&text);
    return copy;
}

static enum fu_status review_all(
    struct review *review, struct fu_alert *alert, struct fu_error *error)
{
    const char *subject;
    enum fu_status status =
        fu_store_alerts(review->store, review->arena, &review->known, &review->known_count, error);

    if (status == FU_OK)
        status = fu_faults_find(review->store, review->watch, review->arena, review->now,
            &review->faults, &review->fault_count, error);
    if (status == FU_OK)
        status = meet_all(review, error);
    if (status != FU_OK || review->told + review->ended == 0)
        return status;
    subject = subject_of(review);
    alert->text = write_text(review, subject);
    return mail_all(review, subject, error);
}

enum fu_status fu_followup_watch(struct fu_store *store, const struct fu_watch *watch,
    struct fu_arena *arena, fu_instant now, struct fu_alert *alert, struct fu_error *error)
{
    struct review review = {
        .store = store, .watch = watch, .arena = arena, .now = now, .again = FU_NEVER};
    enum fu_status status = fu_store_begin(store, error);

    *alert = (struct fu_alert){.text = "", .again = FU_NEVER};
    if (status == FU_OK)
        status = review_all(&review, alert, error);
    if (status == FU_OK)
        status = fu_store_commit(store, error);
    else
        fu_store_rollback(store);
    if (status != FU_OK)
        alert->text = "";
    alert->again = review.again;
    return status;
}
