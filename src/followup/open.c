/* From a token to the follow-up and the person it was made for. Nothing fails but the store. */
#include "followupd/followup/open.h"

#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "names.h"

enum { MARKS_AT_ONCE = 1000 };

static enum fu_status is_over(struct fu_store *store, struct fu_arena *arena, int64_t id,
    fu_instant now, bool *over, struct fu_error *error)
{
    struct fu_followup *followup;
    enum fu_status status = fu_store_followup_get(store, arena, id, &followup, error);

    *over = status != FU_OK || !followup ||
            (followup->state != FU_PENDING && followup->changed < now - FU_TOKEN_LIFE);
    return status;
}

static enum fu_status open_followup(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *token, fu_instant now, struct fu_opened *opened,
    struct fu_error *error)
{
    struct fu_participant *participants;
    size_t count, i;
    bool over;
    enum fu_status status = fu_store_participants_marked(
        store, arena, fu_name_mark(token), &participants, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (fu_token_check(&settings->key, FU_ACTION_PURPOSE, participants[i].followup,
                participants[i].person, token))
            *opened = (struct fu_opened){.followup = participants[i].followup,
                .person = participants[i].person,
                .left = participants[i].left};
    }
    if (status != FU_OK || opened->followup == 0)
        return status;
    status = is_over(store, arena, opened->followup, now, &over, error);
    if (over)
        *opened = (struct fu_opened){.followup = 0};
    return status;
}

static enum fu_status open_letter(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *token, fu_instant now, struct fu_opened *opened,
    struct fu_error *error)
{
    struct fu_held *rows;
    size_t count, i;
    enum fu_status status =
        fu_store_held_marked(store, arena, fu_name_mark(token), &rows, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        if (fu_token_check(&settings->key, FU_LETTER_PURPOSE, rows[i].id, rows[i].person, token) &&
            now <= rows[i].created + FU_HELD_LIFE)
            *opened = (struct fu_opened){
                .followup = rows[i].followup, .person = rows[i].person, .held = &rows[i]};
    }
    return status;
}

/* What was open to somebody is closed when `allow` names them no more. */
static enum fu_status close_to_strangers(struct fu_store *store,
    const struct fu_settings *settings, struct fu_arena *arena, struct fu_opened *opened,
    struct fu_error *error)
{
    struct fu_person *person = NULL;
    enum fu_status status = FU_OK;

    if (opened->person != 0)
        status = fu_store_person_get(store, arena, opened->person, &person, error);
    if (!person || !fu_intent_allowed(&settings->rules, person->address, person))
        *opened = (struct fu_opened){.followup = 0};
    return status;
}

enum fu_status fu_open_token(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, const char *token, fu_instant now, struct fu_opened *opened,
    struct fu_error *error)
{
    enum fu_status status;

    *opened = (struct fu_opened){.followup = 0};
    status = open_followup(store, settings, arena, token, now, opened, error);
    if (status == FU_OK && opened->followup == 0)
        status = open_letter(store, settings, arena, token, now, opened, error);
    return status == FU_OK ? close_to_strangers(store, settings, arena, opened, error) : status;
}

/* *last is the last that was looked at; follow-up 0 when there are no more. */
static enum fu_status renew_group(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, struct fu_token_mark *last, int64_t *renewed, struct fu_error *error)
{
    struct fu_token_mark *marks;
    size_t count, i;
    int64_t mark;
    enum fu_status status =
        fu_store_marks(store, arena, last, MARKS_AT_ONCE, &marks, &count, error);

    for (i = 0; status == FU_OK && i < count; i++) {
        mark = fu_name_mark(fu_name_token(arena, settings, marks[i].followup, marks[i].person));
        if (mark == marks[i].mark)
            continue;
        marks[i].mark = mark;
        status = fu_store_mark_set(store, &marks[i], error);
        ++*renewed;
    }
    *last = status == FU_OK && count == MARKS_AT_ONCE ? marks[count - 1]
                                                      : (struct fu_token_mark){.followup = 0};
    return status;
}

enum fu_status fu_open_renew(struct fu_store *store, const struct fu_settings *settings,
    int64_t *renewed, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_token_mark last = {.followup = 0};
    enum fu_status status;

    *renewed = 0;
    do {
        status = renew_group(store, settings, arena, &last, renewed, error);
        fu_arena_reset(arena);
    } while (last.followup != 0);
    fu_arena_free(&arena);
    return status;
}
