/* The others in a thread. */
#ifndef FOLLOWUP_CORRESPONDENTS_H
#define FOLLOWUP_CORRESPONDENTS_H

#include "followupd/base/memory.h"
#include "followupd/record/letter.h"
#include "followupd/record/person.h"
#include "followupd/record/rules.h"

/* In a mail, as many as one field of it may hold; in a calendar, as many as anybody reads. */
enum { CORRESPONDENTS_MAX = 500, CORRESPONDENTS_SHOWN = 50 };

/* Whether it is an address of theirs today. */
bool fu_correspondents_know(const struct fu_person *person, const char *address);

/* The person, and that address as one more of theirs: by which they wrote before they moved. */
struct fu_person fu_correspondents_with(
    struct fu_arena *arena, const struct fu_person *person, const char *address);

/* Who of the lists is neither the person nor an address of ours: each once, in their order, at most
 * so many. In the arena. */
struct fu_mailbox_list fu_correspondents(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_person *person, const struct fu_mailbox_list *lists, size_t list_count,
    size_t most);

#endif
