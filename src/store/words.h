/* States and kinds as the words that stand in the tables. */
#ifndef FOLLOWUPD_SRC_STORE_WORDS_H
#define FOLLOWUPD_SRC_STORE_WORDS_H

#include "connection.h"
#include "followupd/record/delivery.h"
#include "followupd/record/followup.h"
#include "followupd/record/intake.h"
#include "followupd/record/person.h"
#include "followupd/record/request.h"
#include "followupd/store/sessions.h"

/* The words of an enum, in its order. */
struct fu_words {
    const char *const *items;
    size_t count;
};

extern const struct fu_words fu_words_confirm;
extern const struct fu_words fu_words_reply_to;
extern const struct fu_words fu_words_attempt;
extern const struct fu_words fu_words_recurrence;
extern const struct fu_words fu_words_occurrence;
extern const struct fu_words fu_words_kind;
extern const struct fu_words fu_words_followup;
extern const struct fu_words fu_words_delivery;
extern const struct fu_words fu_words_session;
extern const struct fu_words fu_words_place;

/* Puts the word for value; a value outside its enum is put as a word that the table refuses. */
void fu_put_word(struct fu_query *query, const struct fu_words *words, int value);

/* Takes a word; one that the enum does not have makes the query fail as on a damaged file. */
int fu_take_word(struct fu_query *query, const struct fu_words *words);

#endif
