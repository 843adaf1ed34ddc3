/* What people see of their follow-ups (record/view.h), read from the store and put into words.
 * Nothing here changes anything. act->person is who looks; moments are told in their zone. Results
 * are the store's. */
#ifndef FOLLOWUPD_FOLLOWUP_VIEW_H
#define FOLLOWUPD_FOLLOWUP_VIEW_H

#include "followupd/followup/act.h"
#include "followupd/record/view.h"

/* One follow-up; *view is NULL when there is none of that number in which this person shares.
 * Without `whole` it is what a token alone shows: nothing of the letter. */
enum fu_status fu_view_one(const struct fu_act *act, int64_t id, bool whole,
    struct fu_view_followup **view, struct fu_error *error);

/* What a text would mean now to this person; once: as a snooze, which must come once. */
enum fu_status fu_view_read(const struct fu_act *act, const char *text, bool once,
    struct fu_view_reading *reading, struct fu_error *error);

#endif
