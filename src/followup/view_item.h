/* A follow-up as a line of a list, and moments as pages tell them. */
#ifndef FOLLOWUP_VIEW_ITEM_H
#define FOLLOWUP_VIEW_ITEM_H

#include "followupd/followup/act.h"
#include "followupd/record/person.h"
#include "followupd/record/view.h"

/* Puts it into words for that person. */
enum fu_status fu_view_item(const struct fu_act *act, const struct fu_person *person,
    const struct fu_followup *followup, struct fu_view_item *item, struct fu_error *error);

/* "Tomorrow at 09:00", "Friday, 20 November at 09:00"; "" for FU_NEVER. */
const char *fu_view_moment(const struct fu_act *act, const char *zone, fu_instant moment);

#endif
