/* What the parts of the test of readings share: words as symbols, the grammar, random texts. */
#ifndef FOLLOWUPD_TESTS_CADENCE_READINGS_H
#define FOLLOWUPD_TESTS_CADENCE_READINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Symbols. A run of digits has several when it may be several things.
 *   n interval number, v the number 1, D day of a month, y year, c count, o ordinal to 31, O to 5
 *   k clock time, K four digits from 2000 on, m midnight, p part of the day, h 16h30, I ISO date
 *   a amount, V the amount 1, t other, r first third …, s second, l last, w weekday, W its plural,
 * M month e every, H hourly, d daily, f weekly, q monthly, Y yearly, b weekdays, E weekend, F
 * weekends, T tonight
 *   @ at, > on, i in, & and, / of, u until, x, g times, j next, J this, z today, Z tomorrow, ! end
 * of units: letter, singular, plural */
static const char unit_letter[] __attribute__((unused)) =
    "\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a";
static const char unit_single[] __attribute__((unused)) =
    "\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a";
static const char unit_plural[] __attribute__((unused)) =
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa";

enum { TEXT_MAX = 128, TOKENS_MAX = 40, MEANINGS_MAX = 8, ROLES_MAX = 6 };

struct token {
    char before; /* ' ' nothing, '_' a separator, '-' separators with a dash among them */
    char symbols[ROLES_MAX + 1]; /* what it may be; all of one run of characters count as the same
                                    number of words */
    int value;
    size_t start;
    size_t end;
};

/* Whether words make a sentence of CADENCE.md section 2; lists that name something twice are not
 * noticed. */
bool is_sentence(const struct token *words, int count);

/* Begins another run of random texts. */
void seed_texts(uint64_t seed);

/* Writes a random text of at most TEXT_MAX bytes and returns its length. */
size_t make_text(char *text);

#endif
