/* The rest of an outbox whose mails are all settled when a sending returns: nothing goes on beside
 * others. For the programs that replace the sending itself. */
#include "followupd/outbox/outbox.h"

size_t fu_outbox_in_hand(const struct fu_outbox *outbox)
{
    (void)outbox;
    return 0;
}

bool fu_outbox_has(const struct fu_outbox *outbox, enum fu_parcel_kind kind, int64_t id)
{
    (void)outbox;
    (void)kind;
    (void)id;
    return false;
}

const struct fu_parcel *fu_outbox_late(const struct fu_outbox *outbox, size_t *count)
{
    (void)outbox;
    *count = 0;
    return NULL;
}

size_t fu_outbox_watch(const struct fu_outbox *outbox, struct pollfd *list, int *timeout)
{
    (void)outbox;
    (void)list;
    (void)timeout;
    return 0;
}

enum fu_status fu_outbox_forget_dots(
    const struct fu_outbox *outbox, struct fu_dots *dots, struct fu_error *error)
{
    (void)outbox;
    return fu_dots_clear(dots, error);
}
