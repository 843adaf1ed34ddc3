/* A follow-up as a line of a list. */
#ifndef FOLLOWUP_VIEW_ITEM_H
#define FOLLOWUP_VIEW_ITEM_H

#include "followupd/followup/act.h"
#include "followupd/record/view.h"

/* Puts it into words, moments in zone. */
void fu_view_item(const struct fu_act *act, const char *zone, const struct fu_followup *followup,
    struct fu_view_item *item);

#endif
