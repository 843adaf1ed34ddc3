/* From a token to the follow-up and the person it was made for. Nothing fails but the store. */
#include "followupd/followup/open.h"

#include "followupd/intent/intent.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"
#include "names.h"

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
