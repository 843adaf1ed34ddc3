/* What the parts of the model do to a plan. */
#ifndef FU_TEST_PLAN_H
#define FU_TEST_PLAN_H

#include "model.h"

/* Moments of a series that were skipped. */
bool plan_leaves_out(const struct plan *plan, fu_instant moment);
void plan_leave_out(struct plan *plan, fu_instant moment);
void plan_leave_in(struct plan *plan, fu_instant moment);

/* The first moments of the plan's schedule after one, of those that it counts; fewer at its end. */
size_t plan_moments(const struct plan *plan, fu_instant after, fu_instant *moments, size_t count);

/* The schedule's first moment after one that is not left out; FU_NEVER. */
fu_instant plan_next(const struct plan *plan, fu_instant after);

/* Somebody is promised this, once. */
void plan_add(struct plan *plan, struct promise row);

/* One row leaves the plan; the last takes its place. */
void plan_take_out(struct plan *plan, size_t at);

/* Ends what one person has of the plan; the others' stays. Whether there was anything. */
bool plan_end_own(struct plan *plan, int who, fu_instant now);

/* Whether somebody who only shares in it is done with what came last. */
bool plan_done_for(const struct item *item, int who);

#endif
