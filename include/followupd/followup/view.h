/* What people see of their follow-ups (record/view.h), read from the store and put into words.
 * Nothing here changes anything. act->person is who looks; moments are told in their zone. Results
 * are the store's. */
#ifndef FOLLOWUPD_FOLLOWUP_VIEW_H
#define FOLLOWUPD_FOLLOWUP_VIEW_H

#include "followupd/base/buffer.h"
#include "followupd/followup/act.h"
#include "followupd/record/view.h"

/* One follow-up; *view is NULL when there is none of that number in which this person shares.
 * Without `whole` it is what a token alone shows: nothing of the letter. */
enum fu_status fu_view_one(const struct fu_act *act, int64_t id, bool whole,
    struct fu_view_followup **view, struct fu_error *error);

/* What the question asks for, at most FU_VIEW_LIST_MAX. */
enum fu_status fu_view_list(const struct fu_act *act, const struct fu_view_question *question,
    struct fu_view_list *list, struct fu_error *error);

/* What a text would mean now to this person; once: as a snooze, which must come once. */
enum fu_status fu_view_read(const struct fu_act *act, const char *text, bool once,
    struct fu_view_reading *reading, struct fu_error *error);

/* A cadence address as people here write it: "3days@remind.example.org", "me+3days@example.org". */
const char *fu_view_address(
    struct fu_arena *arena, const struct fu_settings *settings, const char *cadence);

/* Adds cadence addresses as contacts (text/vcard): what a mail to contacts@ is answered with. */
void fu_view_contacts(
    struct fu_arena *arena, const struct fu_settings *settings, struct fu_buffer *body);

#endif
