/* Which addresses are ours, which of a letter's count, and whom the rules allow.
 *
 * A sender can write any address into To and Cc, so what our own servers noted comes first; of that
 * only the most trusted header that names an address of ours, since with aliases the later ones
 * name the mailbox behind it. Nothing here fails. */
#include "ours.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/intent/intent.h"

/* What stands behind "me" and the delimiter in "me+3days@example.org", else NULL. */
static const char *behind_mailbox(
    struct fu_arena *arena, const char *mailbox, char delimiter, const char *address)
{
    size_t name = strcspn(mailbox, "@");
    if (strncmp(address, mailbox, name) != 0 || address[name] != delimiter ||
        strcmp(fu_address_domain(address), fu_address_domain(mailbox)) != 0) {
        return NULL;
    }
    const char *rest = address + name + 1;
    return fu_arena_copy_n(arena, rest, strcspn(rest, "@"));
}

const char *fu_intent_local_part(
    struct fu_arena *arena, const struct fu_rules *rules, const char *address)
{
    const char *lower = fu_text_lower(arena, address);
    for (size_t i = 0; i < rules->mailboxes.count; i++) {
        const char *mailbox = fu_text_lower(arena, rules->mailboxes.items[i]);
        if (strcmp(lower, mailbox) == 0) {
            return NULL;
        }
        const char *rest = behind_mailbox(arena, mailbox, rules->delimiter, lower);
        if (rest != NULL) {
            return rest;
        }
    }
    const char *domain = fu_address_domain(lower);
    for (size_t i = 0; i < rules->domains.count; i++) {
        if (*domain != '\0' && fu_equal_nocase(domain, rules->domains.items[i])) {
            return fu_arena_copy_n(arena, lower, strcspn(lower, "@"));
        }
    }
    return NULL;
}

static bool names(const struct fu_texts *texts, const char *address)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (fu_equal_nocase(texts->items[i], address)) {
            return true;
        }
    }
    return false;
}

bool fu_intent_is_own(struct fu_arena *arena, const struct fu_rules *rules, const char *address)
{
    if (fu_intent_local_part(arena, rules, address) != NULL) {
        return true;
    }
    return fu_equal_nocase(address, rules->from) && !names(&rules->mailboxes, address) &&
           !names(&rules->allow, address);
}

/* The addresses found so far. */
struct list {
    struct fu_arena *arena;
    const struct fu_rules *rules;
    const struct fu_letter *letter;
    struct fu_ours *items; /* has room for every address of the letter */
    size_t count;
};

static bool stands_in(const struct fu_mailbox_list *list, const char *address)
{
    for (size_t i = 0; i < list->count; i++) {
        if (fu_equal_nocase(list->items[i].address, address)) {
            return true;
        }
    }
    return false;
}

static enum fu_place place_of(const struct fu_letter *letter, const char *address)
{
    if (stands_in(&letter->to, address)) {
        return FU_PLACE_TO;
    }
    return stands_in(&letter->cc, address) ? FU_PLACE_CC : FU_PLACE_BCC;
}

static bool is_listed(const struct list *list, const char *address)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].address, address) == 0) {
            return true;
        }
    }
    return false;
}

static void add(struct list *list, const char *address)
{
    const char *local_part = fu_intent_local_part(list->arena, list->rules, address);
    if (local_part == NULL) {
        return;
    }
    const char *lower = fu_text_lower(list->arena, address);
    if (!is_listed(list, lower)) {
        list->items[list->count++] = (struct fu_ours){
            .address = lower, .local_part = local_part, .place = place_of(list->letter, lower)};
    }
}

static void add_all(struct list *list, const struct fu_mailbox_list *mailboxes)
{
    for (size_t i = 0; i < mailboxes->count; i++) {
        add(list, mailboxes->items[i].address);
    }
}

/* Recipients come in order of rank: the first of ours decides which rank counts. */
static void add_recipients(struct list *list)
{
    const struct fu_letter *letter = list->letter;
    unsigned rank = 0;
    for (size_t i = 0; i < letter->recipient_count; i++) {
        const struct fu_recipient *recipient = &letter->recipients[i];
        if (list->count > 0 && recipient->rank != rank) {
            return;
        }
        add(list, recipient->address);
        rank = recipient->rank;
    }
}

struct fu_ours *fu_ours_find(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_letter *letter, size_t *count)
{
    size_t room = letter->recipient_count + letter->to.count + letter->cc.count + letter->bcc.count;
    struct list list = {.arena = arena,
        .rules = rules,
        .letter = letter,
        .items = fu_arena_allocate(arena, room, sizeof *list.items)};
    if (!rules->sent && letter->zone == FU_ZONE_WHOLE) {
        add_recipients(&list);
    }
    if (list.count == 0) {
        add_all(&list, &letter->to);
        add_all(&list, &letter->cc);
    }
    if (rules->sent) {
        add_all(&list, &letter->bcc);
    }
    *count = list.count;
    return list.items;
}

/* Where bounces have no address of their own they come to the one our mails are from, or were from
 * when they were sent: a report may be about one of ours whatever address it is to. */
static bool may_be_bounce(const struct fu_rules *rules, const struct fu_letter *letter)
{
    if (rules->sent) {
        return false;
    }
    if ((letter->marks & (FU_MARK_REPORT | FU_MARK_FAILED)) != 0) {
        return true;
    }
    if ((letter->marks & FU_MARK_NULL_SENDER) == 0) {
        return false;
    }
    for (size_t i = 0; i < letter->recipient_count; i++) {
        if (fu_equal_nocase(letter->recipients[i].address, rules->from)) {
            return true;
        }
    }
    return stands_in(&letter->to, rules->from);
}

bool fu_intent_is_ours(
    struct fu_arena *arena, const struct fu_rules *rules, const struct fu_letter *letter)
{
    size_t count;
    fu_ours_find(arena, rules, letter, &count);
    return count > 0 || may_be_bounce(rules, letter);
}

static bool matches_any(const struct fu_texts *patterns, const char *address)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (fu_address_matches(address, patterns->items[i])) {
            return true;
        }
    }
    return false;
}

bool fu_intent_allowed(
    const struct fu_rules *rules, const char *address, const struct fu_person *person)
{
    if (matches_any(&rules->allow, address)) {
        return true;
    }
    if (person == NULL) {
        return false;
    }
    for (size_t i = 0; i < person->alias_count; i++) {
        if (matches_any(&rules->allow, person->aliases[i])) {
            return true;
        }
    }
    return matches_any(&rules->allow, person->address);
}
