/* The others in a thread. Nothing fails. */
#include "correspondents.h"

#include "followupd/intent/intent.h"
#include "followupd/mail/limits.h"

#include <string.h>

_Static_assert(
    (int)CORRESPONDENTS_MAX <= (int)FU_MAIL_ADDRESSES_MAX, "a Reply-To has room for them");

bool fu_correspondents_know(const struct fu_person *person, const char *address)
{
    size_t i;

    if (strcmp(person->address, address) == 0)
        return true;
    for (i = 0; i < person->alias_count; i++) {
        if (strcmp(person->aliases[i], address) == 0)
            return true;
    }
    return false;
}

struct fu_person fu_correspondents_with(
    struct fu_arena *arena, const struct fu_person *person, const char *address)
{
    const char **aliases = fu_arena_allocate(arena, person->alias_count + 1, sizeof *aliases);
    struct fu_person known = *person;
    size_t i;

    for (i = 0; i < person->alias_count; i++)
        aliases[i] = person->aliases[i];
    aliases[known.alias_count++] = address;
    known.aliases = aliases;
    return known;
}

static bool is_listed(const struct fu_mailbox *list, size_t count, const char *address)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (strcmp(list[i].address, address) == 0)
            return true;
    }
    return false;
}

struct fu_mailbox_list fu_correspondents(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_person *person, const struct fu_mailbox_list *lists, size_t list_count,
    size_t most)
{
    struct fu_mailbox *found;
    const struct fu_mailbox *mailbox;
    size_t count = 0, there = 0, i, j;

    for (i = 0; i < list_count; i++)
        there += lists[i].count;
    if (most > there)
        most = there;
    found = fu_arena_allocate(arena, most + 1, sizeof *found);
    for (i = 0; i < list_count; i++) {
        for (j = 0; j < lists[i].count && count < most; j++) {
            mailbox = &lists[i].items[j];
            if (mailbox->address[0] && !fu_correspondents_know(person, mailbox->address) &&
                !is_listed(found, count, mailbox->address) &&
                strcmp(mailbox->address, rules->from) != 0 &&
                !fu_intent_local_part(arena, rules, mailbox->address))
                found[count++] = *mailbox;
        }
    }
    return (struct fu_mailbox_list){found, count};
}
