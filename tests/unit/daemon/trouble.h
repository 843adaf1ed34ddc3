/* What tests of workers ask the store about trouble. */
#ifndef FOLLOWUPD_TESTS_DAEMON_TROUBLE_H
#define FOLLOWUPD_TESTS_DAEMON_TROUBLE_H

#include "followupd/store/alerts.h"
#include "followupd/store/store.h"

/* What `followupctl status` says first of all that is wrong; NULL: nothing. */
static inline const struct fu_trouble *first_trouble(const char *folder, struct fu_arena *arena)
{
    struct fu_trouble *troubles = NULL;
    struct fu_store *store;
    size_t count = 0;

    assert_int_equal(fu_store_open(folder, &store, NULL), FU_OK);
    assert_int_equal(fu_store_troubles(store, arena, &troubles, &count, NULL), FU_OK);
    fu_store_close(&store);
    return count > 0 ? troubles : NULL;
}

#endif
