/* The IMAP server of a scenario: files inbox/UID, which filing moves to done/UID. "server" says how
 * it behaves: "" well, "down", "refuses", "drops" (the line is cut when mails are to be filed),
 * "dies" (the intake is killed there), "renumbers" (after the next search, once). "uids" is the
 * highest UID given, "fetched" all those whose mails were. An answer with a mail that says GARBLE
 * THE ANSWER cannot be read, and costs the session; with one that says CUT THE LINE the server goes
 * away; one that is "mended" only if the mail says FOR EVER. */
#include "followupd/intake/session.h"

#include "world.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UIDS_MAX = 1000, BEHAVIOUR_MAX = 32, FETCHED_MAX = 4096 };

struct fu_session {
    struct fu_session_info info;
    char behaviour[BEHAVIOUR_MAX];
    int64_t max_mail;
    bool broken;
    bool renumbered;
};

static int by_uid(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static size_t list_inbox(uint32_t uids[UIDS_MAX])
{
    char path[WORLD_PATH_MAX];
    struct dirent *entry;
    size_t count = 0;
    DIR *folder;

    world_path(path, "inbox");
    folder = opendir(path);
    while (folder && (entry = readdir(folder)) && count < UIDS_MAX) {
        if (entry->d_name[0] != '.')
            uids[count++] = (uint32_t)strtoul(entry->d_name, NULL, 10);
    }
    if (folder)
        closedir(folder);
    qsort(uids, count, sizeof *uids, by_uid);
    return count;
}

enum fu_status fu_session_open(const struct fu_intake_settings *settings, const char *password,
    struct fu_session **session, struct fu_error *error)
{
    char behaviour[BEHAVIOUR_MAX];

    world_get("server", behaviour, sizeof behaviour);
    if (strcmp(password, "secret") != 0 || strcmp(behaviour, "refuses") == 0)
        return fu_error_set(error, FU_PERMANENT, "The login is refused.");
    if (strcmp(behaviour, "down") == 0)
        return fu_error_set(error, FU_TEMPORARY, "The server cannot be reached.");
    *session = calloc(1, sizeof **session);
    (*session)->info.validity = (uint32_t)world_number("validity") + 1;
    if (world_number("uids") > 0)
        (*session)->info.next_uid = (uint32_t)world_number("uids") + 1;
    (*session)->max_mail = settings->max_mail;
    strcpy((*session)->behaviour, behaviour);
    return FU_OK;
}

void fu_session_close(struct fu_session **session)
{
    free(*session);
    *session = NULL;
}

const struct fu_session_info *fu_session_info(const struct fu_session *session)
{
    return &session->info;
}

/* Its mails have other numbers from now on, and this session is told so. */
static void renumber(struct fu_session *session)
{
    char name[64];

    if (strcmp(session->behaviour, "renumbers") != 0 || session->renumbered)
        return;
    snprintf(name, sizeof name, "%u", session->info.validity++);
    world_set("validity", name);
    world_set("server", "");
    session->renumbered = true;
}

enum fu_status fu_session_search(struct fu_session *session, uint32_t after, struct fu_arena *arena,
    uint32_t **uids, size_t *count, struct fu_error *error)
{
    uint32_t all[UIDS_MAX];
    size_t found = list_inbox(all), i;

    (void)error;
    renumber(session);
    *uids = fu_arena_allocate(arena, found + 1, sizeof **uids);
    *count = 0;
    for (i = 0; i < found; i++) {
        if (all[i] > after)
            (*uids)[(*count)++] = all[i];
    }
    return FU_OK;
}

static bool read_mail(struct fu_arena *arena, uint32_t uid, enum fu_fetch what, int64_t max_mail,
    struct fu_fetched *row)
{
    char path[WORLD_PATH_MAX], name[64];
    struct stat info;
    const char *end;
    char *bytes;
    FILE *file;

    snprintf(name, sizeof name, "inbox/%u", uid);
    world_path(path, name);
    file = fopen(path, "r");
    if (!file || fstat(fileno(file), &info) < 0)
        return false;
    bytes = fu_arena_allocate(arena, (size_t)info.st_size + 1, 1);
    *row =
        (struct fu_fetched){.uid = uid, .size = (uint64_t)info.st_size, .arrived = info.st_mtime};
    row->length = fread(bytes, 1, (size_t)info.st_size, file);
    fclose(file);
    if (what == FU_FETCH_SIZE) {
        row->length = 0;
        return true;
    }
    row->bytes = bytes;
    row->whole = what == FU_FETCH_MAIL && info.st_size <= max_mail;
    end = memmem(bytes, row->length, "\r\n\r\n", 4);
    if (what == FU_FETCH_HEADERS && end)
        row->length = (size_t)(end + 4 - bytes);
    else if (!row->whole && row->length > FU_PARTIAL)
        row->length = FU_PARTIAL;
    return true;
}

static bool says(const struct fu_fetched *row, const char *mark)
{
    return row->bytes && memmem(row->bytes, row->length, mark, strlen(mark)) != NULL;
}

static bool cuts(const struct fu_session *session, const struct fu_fetched *row)
{
    bool mended = strcmp(session->behaviour, "mended") == 0;

    return says(row, mended ? "CUT THE LINE FOR EVER" : "CUT THE LINE");
}

/* As servers do, it looks at dates and not at times. */
enum fu_status fu_session_search_since(struct fu_session *session, fu_instant moment,
    struct fu_arena *arena, uint32_t **uids, size_t *count, struct fu_error *error)
{
    enum { DAY = 24 * 60 * 60 };
    enum fu_status status = fu_session_search(session, 0, arena, uids, count, error);
    size_t i, all = *count;
    struct fu_fetched row;

    *count = 0;
    for (i = 0; status == FU_OK && i < all; i++) {
        if (read_mail(arena, (*uids)[i], FU_FETCH_SIZE, session->max_mail, &row) &&
            row.arrived >= moment - moment % DAY)
            (*uids)[(*count)++] = (*uids)[i];
    }
    return status;
}

static void note_fetched(uint32_t uid)
{
    char uids[FETCHED_MAX];
    size_t length;

    world_get("fetched", uids, sizeof uids);
    length = strlen(uids);
    snprintf(uids + length, sizeof uids - length, "%s%u", length ? " " : "", uid);
    world_set("fetched", uids);
}

enum fu_status fu_session_fetch(struct fu_session *session, enum fu_fetch what,
    const uint32_t *uids, size_t count, struct fu_arena *arena, struct fu_fetched **fetched,
    size_t *found, bool *one_by_one, struct fu_error *error)
{
    struct fu_fetched *row;
    size_t i;

    *one_by_one = false;
    if (session->renumbered)
        puts("mails are asked for by numbers that mean others");
    *fetched = fu_arena_allocate(arena, count + 1, sizeof **fetched);
    *found = 0;
    for (i = 0; i < count; i++) {
        row = &(*fetched)[*found];
        if (!read_mail(arena, uids[i], what, session->max_mail, row))
            continue;
        (*found)++;
        if (what == FU_FETCH_MAIL)
            note_fetched(uids[i]);
        *one_by_one = *one_by_one || says(row, "GARBLE THE ANSWER");
        session->broken = session->broken || cuts(session, row);
    }
    if (session->broken) {
        *one_by_one = false;
        return fu_error_set(error, FU_TEMPORARY, "The line was cut while mails were fetched.");
    }
    session->broken = *one_by_one;
    if (session->broken)
        return fu_error_set(error, FU_TEMPORARY, "The server's answer cannot be read.");
    return FU_OK;
}

enum fu_status fu_session_file(
    struct fu_session *session, const uint32_t *uids, size_t count, struct fu_error *error)
{
    char from[WORLD_PATH_MAX], to[WORLD_PATH_MAX], name[64];
    size_t i;

    if (strcmp(session->behaviour, "drops") == 0)
        return fu_error_set(error, FU_TEMPORARY, "The line was cut.");
    if (strcmp(session->behaviour, "dies") == 0)
        _exit(9);
    if (strcmp(session->behaviour, "shared") == 0)
        session->info.missed += count;
    for (i = 0; i < count; i++) {
        snprintf(name, sizeof name, "inbox/%u", uids[i]);
        world_path(from, name);
        snprintf(name, sizeof name, "done/%u", uids[i]);
        world_path(to, name);
        rename(from, to);
    }
    return FU_OK;
}

enum fu_status fu_session_wait(
    struct fu_session *session, int64_t seconds, int wake_fd, bool *woken, struct fu_error *error)
{
    (void)session;
    (void)seconds;
    (void)wake_fd;
    *woken = false;
    return fu_error_set(error, FU_PERMANENT, "A scenario never waits.");
}
