/* Names made from numbers: addresses, tokens and Message-IDs of what this room sends. */
#ifndef FOLLOWUP_NAMES_H
#define FOLLOWUP_NAMES_H

#include "followupd/base/memory.h"
#include "followupd/followup/settings.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/compose.h"
#include "followupd/record/followup.h"

/* The subject, or what stands for one that is empty. */
const char *fu_name_about(const struct fu_followup *followup);

/* A schedule in words, for who reads in zone: clock times are those of its own zone, which is named
 * where it is another. */
const char *fu_name_series(
    struct fu_arena *arena, const char *zone, const struct fu_schedule *schedule);

/* "done+TOKEN@remind.example.org", or "me+done+TOKEN@example.org" where there is no cadence domain.
 */
const char *fu_name_address(
    struct fu_arena *arena, const struct fu_settings *settings, const char *local_part);

/* The page on which a token acts; "" where there are no pages. */
const char *fu_name_page(
    struct fu_arena *arena, const struct fu_settings *settings, const char *token);

/* A link that does something by mail, and shows it on the web where there is one. A word may be a
 * cadence with blanks and colons; one too long for an address has no link by mail. */
struct fu_action fu_name_action(struct fu_arena *arena, const struct fu_settings *settings,
    const char *label, const char *word, const char *token);

/* The token with which a person acts on a follow-up, and the number by which the store finds it
 * again. */
const char *fu_name_token(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t followup, int64_t person);
int64_t fu_name_mark(const char *token);

/* How addresses are written here. */
void fu_name_service(
    struct fu_arena *arena, const struct fu_settings *settings, struct fu_service *service);

/* Without <>. Deterministic: the same occurrence has the same Message-ID in every attempt. */
const char *fu_name_delivery_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t occurrence, int64_t followup);
/* The same of a mail that stands for several deliveries to a person, of which this occurrence's is the
 * first. */
const char *fu_name_bundle_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t occurrence, int64_t followup, int64_t person);
/* The number begins anew with a new store; when it was made tells it from the one before. */
const char *fu_name_message_id(struct fu_arena *arena, const struct fu_settings *settings,
    int64_t message, fu_instant made);

/* What tokens of list+TOKEN are made for. A reply to that address acts on a person's follow-ups by
 * their numbers; part is which part of their list was shown, 0 the first. */
#define FU_LIST_PURPOSE "list"
const char *fu_name_list_address(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t person, int64_t part);

/* Envelope sender of a delivery. */
const char *fu_name_return_path(
    struct fu_arena *arena, const struct fu_settings *settings, int64_t delivery);

/* What X-Followupd says of a mail of ours. */
const char *fu_name_signature(
    struct fu_arena *arena, const struct fu_settings *settings, const char *message_id);
/* The same of a reminder, which also proves whose it was; of a bundle, the first delivery in it. */
const char *fu_name_delivery_signature(struct fu_arena *arena, const struct fu_settings *settings,
    const char *message_id, int64_t delivery);

#endif
