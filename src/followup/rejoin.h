/* Coming back to a follow-up. */
#ifndef FOLLOWUP_REJOIN_H
#define FOLLOWUP_REJOIN_H

#include "change.h"

/* Takes back that this person has left: they hear again of what they left, at the moment they would
 * have. */
enum fu_status fu_rejoin(struct change *change, int64_t person, struct fu_error *error);

/* The same for whoever came back while it was cancelled or done, once it is so no more: what has
 * come due since they were back comes late. */
enum fu_status fu_rejoin_returned(struct change *change, struct fu_error *error);

#endif
