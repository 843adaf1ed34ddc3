/* A ring of sentences. Nothing fails; the oldest makes room. */
#include "notice.h"

#include <string.h>

#include "followupd/base/text.h"
#include "followupd/base/token.h"

/* 100 random bits. */
static void name_it(char name[NOTICE_NAME_LENGTH + 1])
{
    struct fu_key key;

    _Static_assert((int)NOTICE_NAME_LENGTH == (int)FU_TOKEN_LENGTH, "a name is a token");
    fu_random(key.bytes, sizeof key.bytes);
    fu_token_make(&key, "notice", 0, 0, name);
}

const char *fu_notice_add(struct notices *notices, const char *text, const struct notice_undo *undo)
{
    struct notice *notice = &notices->items[notices->next];
    struct fu_arena *arena = fu_arena_new();
    const char *line = fu_text_line(arena, text, strlen(text), NOTICE_TEXT_MAX - 1);

    notices->next = (notices->next + 1) % NOTICES_MAX;
    memcpy(notice->text, line, strlen(line) + 1);
    notice->undo = undo ? *undo : (struct notice_undo){.followup = 0};
    name_it(notice->name);
    fu_arena_free(&arena);
    return notice->name;
}

const struct notice *fu_notice_find(const struct notices *notices, const char *name)
{
    size_t i;

    for (i = 0; name[0] && i < NOTICES_MAX; i++) {
        if (strcmp(notices->items[i].name, name) == 0)
            return &notices->items[i];
    }
    return NULL;
}
