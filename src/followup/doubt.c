/* Whether times can be counted from now. Fails only where the store does. */
#include "followupd/followup/act.h"

#include <string.h>

enum fu_status fu_act_doubt(const struct fu_act *act, const char **doubt, struct fu_error *error)
{
    struct fu_trouble *troubles;
    size_t count, i;
    enum fu_status status = fu_store_troubles(act->store, act->arena, &troubles, &count, error);

    *doubt = "";
    for (i = 0; status == FU_OK && i < count; i++) {
        if (strcmp(troubles[i].duty, FU_TROUBLE_CLOCK) == 0)
            *doubt = troubles[i].sentence;
    }
    return status;
}
