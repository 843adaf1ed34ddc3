/* The threads of mails that a mail brings along: attached to it (message/rfc822), or forwarded in
 * its text by a program that says which mail that was (X-Forwarded-Message-Id, as Thunderbird
 * writes). A mail that was forwarded in the text by another program is named nowhere. */
#include "enclosed.h"

#include "ids.h"
#include "followupd/mail/limits.h"

static const char *const fields[] = {"Message-ID", "In-Reply-To", "References"};

/* Adds the ids of a field, as many as find room. */
static void add_ids(struct fu_arena *arena, const struct fu_header *header, const char *name,
    const char **ids, size_t *count)
{
    struct fu_lexer lexer = fu_lex(fu_header_value(header, name));
    while (*count < FU_MAIL_REFERENCES_MAX) {
        const char *id = fu_id_next(arena, &lexer);
        if (*id == '\0') {
            return;
        }
        ids[(*count)++] = id;
    }
}

void fu_enclosed_read(struct fu_arena *arena, const struct fu_structure *structure,
    const struct fu_header *header, struct fu_letter *letter)
{
    const char **ids = fu_arena_allocate(arena, FU_MAIL_REFERENCES_MAX, sizeof *ids);
    size_t count = 0;
    add_ids(arena, header, "X-Forwarded-Message-Id", ids, &count);
    for (size_t part = 1; part < structure->count; part++) {
        const struct fu_entity *entity = &structure->entities[part];
        if (structure->entities[entity->parent].kind != FU_ENTITY_MESSAGE) {
            continue;
        }
        struct fu_header enclosed = fu_header_read(arena, entity->header);
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
            add_ids(arena, &enclosed, fields[i], ids, &count);
        }
    }
    letter->enclosed = ids;
    letter->enclosed_count = count;
}
