/* Short text put together piece by piece, without any allocation. What does not fit is left out. */
#ifndef FOLLOWUPD_CADENCE_DRAFT_H
#define FOLLOWUPD_CADENCE_DRAFT_H

#include <stddef.h>
#include <stdint.h>

enum { DRAFT_MAX = 512 };

struct draft {
    size_t length;
    char text[DRAFT_MAX + 1]; /* NUL-terminated by fu_draft_text */
};

void fu_draft_clear(struct draft *draft);
void fu_draft_add(struct draft *draft, const char *text);
void fu_draft_add_n(struct draft *draft, const char *text, size_t length);

/* A whole number, with at least so many digits. */
void fu_draft_number(struct draft *draft, int64_t number, int digits);

/* 1st, 2nd, 3rd, 11th. */
void fu_draft_ordinal(struct draft *draft, int number);

/* 2027-03-15 */
void fu_draft_iso(struct draft *draft, int32_t year, int32_t month, int32_t day);

const char *fu_draft_text(struct draft *draft);

#endif
