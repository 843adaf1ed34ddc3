/* What the buttons of a page mean. A page may be old by the time that a button on it is pressed,
 * and a button may be pressed twice: so a form says what it would take back or leave out, and that
 * is looked at in the transaction of the action. A new follow-up has the name of its form. */
#ifndef FOLLOWUPD_FOLLOWUP_MEANT_H
#define FOLLOWUPD_FOLLOWUP_MEANT_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/followup/act.h"
#include "followupd/record/view.h"

/* What undo and skip would mean now to who acts. Nothing where there is no such follow-up. */
enum fu_status fu_meant_look(
    const struct fu_act *act, int64_t id, struct fu_meant *meant, struct fu_error *error);

/* Whether what a form meant (0: it does not say) is not what that button means any more: *over, and
 * result->sentence says why nothing is changed. */
enum fu_status fu_meant_is_over(const struct fu_act *act, int64_t id, const struct fu_meant *shown,
    bool *over, struct fu_act_result *result, struct fu_error *error);

/* As fu_act_add, for who acts. The same texts from the same form (its name; "": it has none) make
 * one follow-up, however often they come. */
enum fu_status fu_meant_add(const struct fu_act *act, const char *form, const char *cadence,
    const char *subject, const char *note, struct fu_act_result *result, struct fu_error *error);

#endif
