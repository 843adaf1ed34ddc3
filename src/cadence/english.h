/* A cadence in English, as a person would say it behind "You asked to be reminded". */
#ifndef FOLLOWUPD_CADENCE_ENGLISH_H
#define FOLLOWUPD_CADENCE_ENGLISH_H

#include "draft.h"
#include "fields.h"
#include "resolve.h"

/* "in 3 days", "on Friday at 08:00", "every 2 months at 08:00". */
void fu_cadence_english(
    struct draft *draft, const struct fields *fields, const struct resolved *resolved);

#endif
