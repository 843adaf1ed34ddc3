/* What a letter asks for, and whether its sender may ask. Pure: letter, rules and what is known of
 * the sender in; a decision out. */
#ifndef FOLLOWUPD_INTENT_INTENT_H
#define FOLLOWUPD_INTENT_INTENT_H

#include <stdbool.h>

#include "followupd/base/memory.h"
#include "followupd/base/token.h"
#include "followupd/record/letter.h"
#include "followupd/record/person.h"
#include "followupd/record/request.h"
#include "followupd/record/rules.h"

/* Addresses of ours on one mail that are looked at; the others together are refused once. */
enum { FU_REQUESTS_MAX = 20 };

/* The part before the @ (domains) or behind the delimiter (mailboxes) when address is one of ours,
 * else NULL. "me@example.org" itself is not one. In the arena, lower case. */
const char *fu_intent_local_part(
    struct fu_arena *arena, const struct fu_rules *rules, const char *address);

/* True when address is the service's own, and so nobody's: one of ours, or the one our mails are
 * from, unless that is a mailbox behind which cadences are, or allow has it by name: then it is
 * somebody's who lets the service write in their name. */
bool fu_intent_is_own(struct fu_arena *arena, const struct fu_rules *rules, const char *address);

/* True when some address of the trusted zone, or (where the zone names none of ours) of To and Cc,
 * or in a Sent folder of Bcc, is ours; or when it may be a bounce: a report, or what else has no
 * sender and came to the address our mails are from. Headers are enough for it. */
bool fu_intent_is_ours(
    struct fu_arena *arena, const struct fu_rules *rules, const struct fu_letter *letter);

/* True when rules allow this address: by its own name, or by any address of the person whose it is,
 * aliases too (NULL: nobody's whom the store knows). */
bool fu_intent_allowed(
    const struct fu_rules *rules, const char *address, const struct fu_person *person);

/* Decides. person is whom the store knows under the letter's From (alias or address), NULL when it
 * knows nobody. key recognises mail of our own by its signature.
 * Every part of *decision is set; its texts live in the arena or the letter. Requests are those of
 * an accepted letter; of a signed mail of our own, those of kind FU_REQUEST_CHECK. In a Sent folder
 * the sender is its owner, whom the rules must allow as anybody else. */
void fu_intent_decide(struct fu_arena *arena, const struct fu_rules *rules,
    const struct fu_key *key, const struct fu_letter *letter, const struct fu_person *person,
    struct fu_decision *decision);

/* Reads one local part as INTERFACE.md section 4: a word that does something, WORD+TOKEN,
 * CADENCE+TOKEN, or a cadence; with spaces as it is typed elsewhere, too. Fills everything of
 * *request but address and place. Done, skip, cancel and undo by themselves have no token. The
 * token behind a word is whatever stands there; behind a cadence it has the shape of one. A
 * refusal, and an explain whose cadence is none, has a reason and suggestions. */
void fu_intent_request(struct fu_arena *arena, const char *local_part, struct fu_request *request);

/* The same for a line of a reply: in any case, with blanks, and dressed as people and their
 * programs dress words: a bullet before it, quotes or the stars of bold around it, behind it what
 * ends a sentence, and pictures. A long dash (U+2010 to U+2014, U+2212) is "-". */
void fu_intent_line(struct fu_arena *arena, const char *line, struct fu_request *request);

/* True when a line that fu_intent_line refused is a time that was mistyped rather than prose: it
 * has one of the refusal's suggestions near it, with as many words and the same first character, or
 * is a date in other figures than the one that is offered.
 * What ends as a salutation does, and letters too few to tell, are prose. */
bool fu_intent_mistyped(const char *line, const struct fu_request *request);

/* What the token in a bounce address stands for: id is the delivery. */
#define FU_BOUNCE_PURPOSE "bounce"
/* What X-Followupd signs for a mail of ours: its Message-ID. Behind "-" a reminder has what stands
 * in its bounce address, since the Message-ID is that of all who share in a follow-up. */
#define FU_SIGNATURE_PURPOSE "mail"
/* What the token in an action address stands for: id is the follow-up, generation the person. */
#define FU_ACTION_PURPOSE "action"
/* The same for a letter that is held: id is the row that holds it, generation its sender. */
#define FU_LETTER_PURPOSE "letter"

#endif
