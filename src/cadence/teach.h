/* Lessons: refused texts of a known shape, and what to type instead.
 *
 * A lesson is a row: the classes of the words, one sentence, and templates of the texts to offer.
 * What cannot be said by a template is a function of the same row. */
#ifndef FOLLOWUPD_CADENCE_TEACH_H
#define FOLLOWUPD_CADENCE_TEACH_H

#include "cut.h"
#include "refuse.h"

enum {
    TEACH_PARTS_MAX = 7,
    TEACH_OFFERS_MAX = 4,
    TEACH_MANY = WORD_CLASS_COUNT, /* any words, none too */
    TEACH_FIGURES,                 /* a word that begins with a digit */
    TEACH_NO_AMOUNT,               /* a number that makes no interval */
    TEACH_ANY = -1                 /* as a value: whichever */
};

struct teach_part {
    uint8_t class;
    int16_t value;
    char joint; /* '-': a dash stands before it; '!': nothing does; 0: whatever */
};

/* One lesson applied to one cut: which slice of the text each part is. */
struct teach_match {
    struct refuser *refuser;
    const struct cut *cut;
    const struct word *words[TEACH_PARTS_MAX]; /* the first of the part; NULL for none */
    size_t starts[TEACH_PARTS_MAX];            /* of the slice in the text */
    size_t ends[TEACH_PARTS_MAX];
    size_t count;
};

/* Offers by calculation. One that finds that its lesson does not fit clears the reason. */
typedef void teach_builder(struct teach_match *match);

struct lesson {
    struct teach_part parts[TEACH_PARTS_MAX];
    uint8_t count;
    const char *reason; /* "%s" is the text in quotes */
    /* $n: part n as typed. Of a part that is one word, #n: its number; ^n: its ordinal; &n: its
     * full name; ~n: "s" unless it is 1. */
    const char *offers[TEACH_OFFERS_MAX];
    teach_builder *build; /* NULL: templates alone */
};

extern const struct lesson fu_lessons[];
extern const size_t fu_lesson_count;

/* Fills in a template and offers the result. */
void fu_teach_offer(struct teach_match *match, const char *template);

/* The builders that lessons name. */
teach_builder fu_teach_number, fu_teach_numeric_date, fu_teach_decimal, fu_teach_day_number,
    fu_teach_split, fu_teach_unit, fu_teach_swap, fu_teach_hours, fu_teach_span,
    fu_teach_until_month, fu_teach_amount, fu_teach_every_sum, fu_teach_clash, fu_teach_half_day,
    fu_teach_minutes, fu_teach_half, fu_teach_and_half, fu_teach_duration, fu_teach_month_end,
    fu_teach_hour, fu_teach_lost_year, fu_teach_order, fu_teach_next_month, fu_teach_next_end,
    fu_teach_next_middle, fu_teach_quarter, fu_teach_year, fu_teach_after_next, fu_teach_week_on;

#endif
