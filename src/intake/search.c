/* UID SEARCH.
 *
 * The line that answers is as long as there are mails: it is bounded by how many the server said
 * there are, and by FU_SEARCH_MAX. "n:*" names the last mail even where n is beyond it, so what is
 * not above `after` is dropped. Fails by FU_TEMPORARY; a search the server refuses leaves the
 * session usable. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "private.h"

enum { UID_DIGITS = 11, HEADER_VALUE_MAX = 998, TM_YEAR_ZERO = 1900 };

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The UIDs above `after`, ascending, each once. */
static void collect(
    clist *found, uint32_t after, struct fu_arena *arena, uint32_t **uids, size_t *count)
{
    size_t most = found != NULL ? (size_t)clist_count(found) : 0;
    uint32_t *list = fu_arena_allocate(arena, most + 1, sizeof *list);
    size_t taken = 0;
    for (clistiter *at = found != NULL ? clist_begin(found) : NULL; at != NULL;
         at = clist_next(at)) {
        const uint32_t *uid = clist_content(at);
        if (uid != NULL && *uid > after) {
            list[taken++] = *uid;
        }
    }
    qsort(list, taken, sizeof *list, compare);
    size_t kept = 0;
    for (size_t i = 0; i < taken; i++) {
        if (kept == 0 || list[i] != list[kept - 1]) {
            list[kept++] = list[i];
        }
    }
    *uids = list;
    *count = kept;
}

static void begin_search(struct fu_session *session)
{
    struct fu_wire *wire = &session->connection->wire;
    fu_command_begin(session, "it is asked for new mail");
    uint64_t mails = wire->notes.exists < FU_SEARCH_MAX ? wire->notes.exists : FU_SEARCH_MAX;
    uint64_t line = FU_WIRE_LINE + mails * UID_DIGITS;
    fu_wire_allow(wire, FU_EXPECT_SEARCH, (size_t)line, FU_WIRE_LINE, line + FU_ANSWER_TOTAL);
    wire->notes.news = false;
}

static enum fu_status search_failed(struct fu_session *session, struct fu_error *error)
{
    const struct fu_wire *wire = &session->connection->wire;
    struct fu_answer answer;
    if (fu_command_refused(session, &answer)) {
        return fu_command_denied(session, &answer, "to search the mailbox", error);
    }
    if (wire->fault == FU_WIRE_LONG_LINE && wire->notes.exists > FU_SEARCH_MAX) {
        return fu_error_set(error, FU_PERMANENT,
            "%s: the mailbox holds %lu mails, and at most %d can be looked through. Give this "
            "inbox a mailbox "
            "of its own",
            session->connection->server, (unsigned long)wire->notes.exists, FU_SEARCH_MAX);
    }
    return fu_command_failed(session, error);
}

/* Takes key. */
static enum fu_status search(struct fu_session *session, struct mailimap_search_key *key,
    uint32_t after, struct fu_arena *arena, uint32_t **uids, size_t *count, struct fu_error *error)
{
    *uids = NULL;
    *count = 0;
    if (key == NULL) {
        return fu_error_set(error, FU_TEMPORARY, "libetpan cannot make the search");
    }
    begin_search(session);
    clist *found = NULL;
    int result = mailimap_uid_search(session->imap, NULL, key, &found);
    mailimap_search_key_free(key);
    if (result == MAILIMAP_NO_ERROR) {
        fu_session_refresh(session);
        collect(found, after, arena, uids, count);
    }
    if (found != NULL) {
        mailimap_search_result_free(found);
    }
    return result == MAILIMAP_NO_ERROR ? FU_OK : search_failed(session, error);
}

enum fu_status fu_session_search(struct fu_session *session, uint32_t after, struct fu_arena *arena,
    uint32_t **uids, size_t *count, struct fu_error *error)
{
    struct mailimap_set *set = after < UINT32_MAX ? mailimap_set_new_interval(after + 1, 0)
                                                  : mailimap_set_new_single(UINT32_MAX);
    struct mailimap_search_key *key = set != NULL ? mailimap_search_key_new_uid(set) : NULL;
    if (key == NULL && set != NULL) {
        mailimap_set_free(set);
    }
    return search(session, key, after, arena, uids, count, error);
}

enum fu_status fu_session_search_since(struct fu_session *session, fu_instant moment,
    struct fu_arena *arena, uint32_t **uids, size_t *count, struct fu_error *error)
{
    time_t seconds = moment;
    struct tm day = {0};
    gmtime_r(&seconds, &day);
    struct mailimap_date *date =
        mailimap_date_new(day.tm_mday, day.tm_mon + 1, day.tm_year + TM_YEAR_ZERO);
    struct mailimap_search_key *key = date != NULL ? mailimap_search_key_new_since(date) : NULL;
    if (key == NULL && date != NULL) {
        mailimap_date_free(date);
    }
    return search(session, key, 0, arena, uids, count, error);
}

static bool is_header_text(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return length <= HEADER_VALUE_MAX;
}

enum fu_status fu_session_search_header(struct fu_session *session, const char *name,
    const char *value, struct fu_arena *arena, uint32_t **uids, size_t *count,
    struct fu_error *error)
{
    if (name[0] == '\0' || !is_header_text(name) || !is_header_text(value)) {
        return fu_error_set(error, FU_BAD_INPUT,
            "a header can be searched for printable ASCII of at most 998 characters");
    }
    char *name_copy = strdup(name);
    char *value_copy = strdup(value);
    struct mailimap_search_key *key = name_copy != NULL && value_copy != NULL
                                          ? mailimap_search_key_new_header(name_copy, value_copy)
                                          : NULL;
    if (key == NULL) {
        free(name_copy);
        free(value_copy);
    }
    return search(session, key, 0, arena, uids, count, error);
}
