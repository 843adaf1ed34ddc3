/* Mails that come after all, since what had ended them was taken back. */
#ifndef FOLLOWUP_RETURNED_H
#define FOLLOWUP_RETURNED_H

#include "change.h"

/* Those that were dropped go out, and of each person the last, where it was not tried since their
 * address was paused and is no more; not what something else has ended. */
enum fu_status fu_return_mails(const struct change *change, struct fu_error *error);

#endif
