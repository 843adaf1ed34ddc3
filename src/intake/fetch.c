/* UID FETCH: sizes, header blocks, mails, in batches.
 *
 * libetpan hands over each mail as it is parsed; its octets are copied once, into the caller's
 * arena. How much may come is known beforehand, so more than that ends the session. What fails for
 * the contents' sake and not for the network's sets one_by_one. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "followupd/base/text.h"
#include "private.h"

/* Servers may be wrong about RFC822.SIZE; what they send beside the mail itself is bounded per
 * mail. */
enum { SIZE_SLACK = 64 * 1024, ROW_SLACK = 4 * 1024 };

/* A size that the server has not told. */
#define NOT_GIVEN UINT64_MAX

struct collector {
    struct fu_session *session;
    struct fu_arena *arena;
    struct fu_fetched *rows; /* ascending by UID, one for each that was asked for */
    bool *seen;              /* the server answered about it */
    bool *wanted;            /* its bytes were asked for */
    size_t count;
    enum fu_fetch what;
    size_t limit; /* octets at which the bytes of this command are cut; SIZE_MAX: they are not */
};

static int compare_uids(const void *left, const void *right)
{
    uint32_t a = ((const struct fu_fetched *)left)->uid;
    uint32_t b = ((const struct fu_fetched *)right)->uid;
    return a < b ? -1 : a > b;
}

static int compare_sizes(const void *left, const void *right)
{
    uint32_t a = ((const struct fu_known_size *)left)->uid;
    uint32_t b = ((const struct fu_known_size *)right)->uid;
    return a < b ? -1 : a > b;
}

static const struct fu_known_size *known_size(const struct fu_session *session, uint32_t uid)
{
    struct fu_known_size wanted = {.uid = uid};
    return bsearch(&wanted, session->sizes, session->size_count, sizeof wanted, compare_sizes);
}

/* INTERNALDATE as an instant. */
static fu_instant arrived(const struct mailimap_date_time *date)
{
    struct tm civil = {.tm_year = date->dt_year - 1900,
        .tm_mon = date->dt_month - 1,
        .tm_mday = date->dt_day,
        .tm_hour = date->dt_hour,
        .tm_min = date->dt_min,
        .tm_sec = date->dt_sec};
    int zone = date->dt_zone;
    bool sane = date->dt_year >= 1970 && date->dt_year < 2200 && date->dt_month >= 1 &&
                date->dt_month <= 12 && date->dt_day >= 1 && date->dt_day <= 31 && zone > -2400 &&
                zone < 2400;
    if (!sane) {
        return FU_NEVER;
    }
    fu_instant instant = timegm(&civil) - (zone / 100 * 3600 + zone % 100 * 60);
    return instant < FU_INSTANT_MIN ? FU_INSTANT_MIN : instant;
}

/* Some servers count a mail without its CRs, or guess: it was over max_mail after all. */
static bool is_longer_than_told(const struct collector *collector, size_t length)
{
    return collector->what == FU_FETCH_MAIL && length > FU_PARTIAL &&
           length > (uint64_t)collector->session->max_mail;
}

static void take_bytes(struct collector *collector, struct fu_fetched *row,
    const struct mailimap_msg_att_body_section *section)
{
    if (row->bytes != NULL || section->sec_body_part == NULL) {
        return;
    }
    bool longer = is_longer_than_told(collector, section->sec_length);
    row->length = longer ? FU_PARTIAL : section->sec_length;
    row->whole = !longer && row->length < collector->limit;
    char *bytes = fu_arena_allocate(collector->arena, row->length + 1, 1);
    memcpy(bytes, section->sec_body_part, row->length);
    row->bytes = bytes;
}

static const struct mailimap_msg_att_static *static_item(const struct mailimap_msg_att_item *item)
{
    return item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC ? item->att_data.att_static : NULL;
}

static struct fu_fetched *row_of(
    const struct collector *collector, const struct mailimap_msg_att *mail)
{
    struct fu_fetched wanted = {.uid = 0};
    for (clistiter *at = clist_begin(mail->att_list); at != NULL; at = clist_next(at)) {
        const struct mailimap_msg_att_static *item = static_item(clist_content(at));
        if (item != NULL && item->att_type == MAILIMAP_MSG_ATT_UID) {
            wanted.uid = item->att_data.att_uid;
        }
    }
    return bsearch(&wanted, collector->rows, collector->count, sizeof wanted, compare_uids);
}

/* Called by libetpan for each FETCH response, asked for or not. */
static void take_mail(struct mailimap_msg_att *mail, void *context)
{
    struct collector *collector = context;
    struct fu_fetched *row = row_of(collector, mail);
    if (row == NULL) {
        return;
    }
    collector->seen[row - collector->rows] = true;
    for (clistiter *at = clist_begin(mail->att_list); at != NULL; at = clist_next(at)) {
        const struct mailimap_msg_att_static *item = static_item(clist_content(at));
        if (item == NULL) {
            continue;
        }
        if (item->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
            row->size = item->att_data.att_rfc822_size;
        } else if (item->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
            row->arrived = arrived(item->att_data.att_internal_date);
        } else if (item->att_type == MAILIMAP_MSG_ATT_BODY_SECTION &&
                   collector->what != FU_FETCH_SIZE) {
            take_bytes(collector, row, item->att_data.att_body_section);
        }
    }
}

/* libetpan calls take_mail only where there is a progress function too. */
static void take_progress(size_t current, size_t maximum, void *context)
{
    (void)current;
    (void)maximum;
    (void)context;
}

/* The rows that chosen names (all when it is NULL) as a set; NULL when there is none. */
static struct mailimap_set *make_set(const struct collector *collector, const bool *chosen)
{
    uint32_t uids[FU_BATCH_MAX];
    size_t count = 0;
    for (size_t i = 0; i < collector->count; i++) {
        if (chosen == NULL || chosen[i]) {
            uids[count++] = collector->rows[i].uid;
        }
    }
    return count > 0 ? fu_uid_set(uids, count) : NULL;
}

static struct mailimap_fetch_type *make_type(enum fu_fetch what, size_t limit)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
    if (what != FU_FETCH_SIZE) {
        struct mailimap_section *section =
            what == FU_FETCH_HEADERS ? mailimap_section_new_header() : mailimap_section_new(NULL);
        mailimap_fetch_type_new_fetch_att_list_add(type,
            limit == SIZE_MAX
                ? mailimap_fetch_att_new_body_peek_section(section)
                : mailimap_fetch_att_new_body_peek_section_partial(section, 0, (uint32_t)limit));
    }
    return type;
}

static enum fu_status fetch_failed(
    struct collector *collector, bool *one_by_one, struct fu_error *error)
{
    struct fu_session *session = collector->session;
    const struct fu_connection *connection = session->connection;
    bool network =
        connection->trouble.status != FU_OK &&
        (connection->wire.fault == FU_WIRE_FINE || connection->wire.fault == FU_WIRE_BYE);
    struct fu_answer answer;
    if (fu_command_refused(session, &answer)) {
        /* Of several, others than the vanished may be missing as well. */
        if (collector->count == 1 && fu_equal_nocase(answer.code, "EXPUNGEISSUED")) {
            return FU_OK;
        }
        *one_by_one = collector->count > 1 && !fu_answer_temporary(&answer);
        return fu_command_denied(session, &answer, "to give mails", error);
    }
    *one_by_one = !network;
    return fu_command_failed(session, error);
}

/* What the command may take. Several mails that take longer are asked for one by one. */
static int64_t time_for(const struct collector *collector)
{
    int64_t octets = 0;
    if (collector->what == FU_FETCH_MAIL && collector->count == 1) {
        uint64_t size = collector->rows[0].size;
        octets = size <= (uint64_t)collector->session->max_mail ? (int64_t)size : FU_PARTIAL;
    }
    return collector->session->fetch_deadline + octets / FU_FETCH_RATE;
}

/* One UID FETCH of the chosen rows. */
static enum fu_status fetch(struct collector *collector, enum fu_fetch what, const bool *chosen,
    size_t limit, uint64_t literal, uint64_t total, bool *one_by_one, struct fu_error *error)
{
    struct fu_session *session = collector->session;
    struct mailimap_set *set = make_set(collector, chosen);
    if (set == NULL) {
        return FU_OK;
    }
    struct mailimap_fetch_type *type = make_type(what, limit);
    collector->what = what;
    collector->limit = limit;
    fu_connection_begin(
        session->connection, "mails are fetched", time_for(collector), session->command_deadline);
    fu_wire_allow(&session->connection->wire, FU_EXPECT_FETCH, FU_WIRE_LINE, literal,
        total + FU_ANSWER_TOTAL);
    mailimap_set_progress_callback(session->imap, NULL, take_progress, NULL);
    mailimap_set_msg_att_handler(session->imap, take_mail, collector);
    clist *none = NULL;
    int result = mailimap_uid_fetch(session->imap, set, type, &none);
    mailimap_set_msg_att_handler(session->imap, NULL, NULL);
    mailimap_set_progress_callback(session->imap, NULL, NULL, NULL);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    if (result != MAILIMAP_NO_ERROR) {
        return fetch_failed(collector, one_by_one, error); /* libetpan has freed the list */
    }
    mailimap_fetch_list_free(none);
    return FU_OK;
}

static void remember_sizes(const struct collector *collector)
{
    struct fu_session *session = collector->session;
    session->size_count = 0;
    for (size_t i = 0; i < collector->count; i++) {
        const struct fu_fetched *row = &collector->rows[i];
        if (collector->seen[i]) {
            uint32_t size = row->size != NOT_GIVEN ? (uint32_t)row->size : 0;
            session->sizes[session->size_count++] =
                (struct fu_known_size){.uid = row->uid, .size = size};
        }
    }
}

static enum fu_status fetch_sizes(
    struct collector *collector, bool *one_by_one, struct fu_error *error)
{
    enum fu_status status = fetch(collector, FU_FETCH_SIZE, NULL, SIZE_MAX, FU_WIRE_LINE,
        collector->count * ROW_SLACK, one_by_one, error);
    if (status == FU_OK) {
        remember_sizes(collector);
    }
    return status;
}

static enum fu_status fetch_headers(
    struct collector *collector, bool *one_by_one, struct fu_error *error)
{
    enum fu_status status = fetch(collector, FU_FETCH_HEADERS, NULL, FU_HEADERS_MAX, FU_HEADERS_MAX,
        FU_BATCH_BYTES_MAX, one_by_one, error);
    memset(collector->wanted, true, collector->count);
    if (status == FU_OK) {
        remember_sizes(collector);
    }
    return status;
}

/* Says of each row whether it is fetched whole, in part, or (both false) not now. */
struct plan {
    bool *whole;
    bool *part;
    uint64_t whole_octets, part_octets;
};

static void make_plan(struct collector *collector, struct plan *plan)
{
    const struct fu_session *session = collector->session;
    plan->whole = fu_arena_allocate(collector->arena, collector->count, sizeof *plan->whole);
    plan->part = fu_arena_allocate(collector->arena, collector->count, sizeof *plan->part);
    for (size_t i = 0; i < collector->count; i++) {
        const struct fu_known_size *known = known_size(session, collector->rows[i].uid);
        if (known == NULL) {
            continue; /* it vanished */
        }
        collector->seen[i] = true;
        collector->rows[i].size = known->size > 0 ? known->size : NOT_GIVEN;
        bool whole = known->size <= session->max_mail;
        uint64_t octets = whole ? known->size : FU_PARTIAL;
        uint64_t before = plan->whole_octets + plan->part_octets;
        if (before > 0 && before + octets > FU_BATCH_BYTES_MAX) {
            continue;
        }
        plan->whole[i] = whole;
        plan->part[i] = !whole;
        plan->whole_octets += whole ? octets : 0;
        plan->part_octets += whole ? 0 : octets;
    }
}

/* Forgets which of the planned rows are there: the fetch of the bytes tells. */
static void expect(struct collector *collector, const struct plan *plan)
{
    for (size_t i = 0; i < collector->count; i++) {
        if (plan->whole[i] || plan->part[i]) {
            collector->seen[i] = false;
        }
    }
}

static enum fu_status fetch_mails(
    struct collector *collector, bool *one_by_one, struct fu_error *error)
{
    struct fu_session *session = collector->session;
    enum fu_status status = FU_OK;
    for (size_t i = 0; i < collector->count && status == FU_OK; i++) {
        if (known_size(session, collector->rows[i].uid) == NULL) {
            status = fetch_sizes(collector, one_by_one, error);
            break;
        }
    }
    if (status != FU_OK) {
        return status;
    }
    struct plan plan = {0};
    make_plan(collector, &plan);
    expect(collector, &plan);
    uint64_t literal = (uint64_t)session->max_mail + (uint64_t)session->max_mail / 4 + SIZE_SLACK;
    uint64_t slack = collector->count * ROW_SLACK + SIZE_SLACK;
    status = fetch(collector, FU_FETCH_MAIL, plan.whole, SIZE_MAX, literal,
        plan.whole_octets + plan.whole_octets / 4 + slack, one_by_one, error);
    if (status == FU_OK) {
        status = fetch(collector, FU_FETCH_MAIL, plan.part, FU_PARTIAL, FU_PARTIAL,
            plan.part_octets + slack, one_by_one, error);
    }
    for (size_t i = 0; i < collector->count; i++) {
        collector->wanted[i] = plan.whole[i] || plan.part[i];
    }
    return status;
}

/* Rows for the UIDs, ascending and each once. */
static void make_rows(struct collector *collector, const uint32_t *uids, size_t count)
{
    collector->rows = fu_arena_allocate(collector->arena, count + 1, sizeof *collector->rows);
    collector->seen = fu_arena_allocate(collector->arena, count + 1, sizeof *collector->seen);
    collector->wanted = fu_arena_allocate(collector->arena, count + 1, sizeof *collector->wanted);
    for (size_t i = 0; i < count; i++) {
        collector->rows[i] =
            (struct fu_fetched){.uid = uids[i], .size = NOT_GIVEN, .arrived = FU_NEVER};
    }
    qsort(collector->rows, count, sizeof *collector->rows, compare_uids);
    for (size_t i = 0; i < count; i++) {
        uint32_t uid = collector->rows[i].uid;
        if (uid > 0 &&
            (collector->count == 0 || uid != collector->rows[collector->count - 1].uid)) {
            collector->rows[collector->count++] = collector->rows[i];
        }
    }
}

/* Dovecot answers for a mail that another session took away with a size of 0 and a text of NIL. */
static bool vanished(const struct collector *collector, size_t i)
{
    const struct fu_fetched *row = &collector->rows[i];
    return !collector->seen[i] || (row->size == 0 && row->length == 0);
}

/* A mail that is there but comes without its bytes did not vanish: it must not be passed over. */
static enum fu_status check_bytes(
    const struct collector *collector, bool *one_by_one, struct fu_error *error)
{
    for (size_t i = 0; i < collector->count; i++) {
        const struct fu_fetched *row = &collector->rows[i];
        if (!vanished(collector, i) && collector->wanted[i] && row->bytes == NULL) {
            *one_by_one = true;
            return fu_error_set(error, FU_TEMPORARY, "%s gives mail %lu without its text",
                collector->session->connection->server, (unsigned long)row->uid);
        }
    }
    return FU_OK;
}

static size_t keep_found(struct collector *collector)
{
    size_t kept = 0;
    for (size_t i = 0; i < collector->count; i++) {
        if (!vanished(collector, i)) {
            collector->rows[kept] = collector->rows[i];
            if (collector->rows[kept].size == NOT_GIVEN) {
                collector->rows[kept].size = collector->rows[kept].length;
            }
            kept++;
        }
    }
    return kept;
}

enum fu_status fu_session_fetch(struct fu_session *session, enum fu_fetch what,
    const uint32_t *uids, size_t count, struct fu_arena *arena, struct fu_fetched **fetched,
    size_t *found, bool *one_by_one, struct fu_error *error)
{
    *fetched = NULL;
    *found = 0;
    *one_by_one = false;
    if (count > FU_BATCH_MAX) {
        return fu_error_set(
            error, FU_BAD_INPUT, "at most %d mails are fetched at once", FU_BATCH_MAX);
    }
    struct collector collector = {.session = session, .arena = arena};
    make_rows(&collector, uids, count);
    enum fu_status status = what == FU_FETCH_SIZE ? fetch_sizes(&collector, one_by_one, error)
                            : what == FU_FETCH_HEADERS
                                ? fetch_headers(&collector, one_by_one, error)
                                : fetch_mails(&collector, one_by_one, error);
    if (status == FU_OK) {
        status = check_bytes(&collector, one_by_one, error);
    }
    if (status == FU_OK) {
        *fetched = collector.rows;
        *found = keep_found(&collector);
    }
    return status;
}
