/* The requests of one accepted letter, one after another. */
#ifndef FOLLOWUP_REQUESTS_H
#define FOLLOWUP_REQUESTS_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/followup/take.h"
#include "followupd/record/person.h"
#include "followupd/record/request.h"
#include "followupd/store/store.h"

struct request_context {
    struct fu_store *store;
    const struct fu_settings *settings;
    struct fu_arena *arena;
    const struct fu_arrival *arrival;
    const struct fu_person *person; /* who asks */
    fu_instant sent;
    fu_instant now;
    int64_t pending; /* follow-ups the person has */
    int64_t letter;  /* row of the letter once it is kept, 0 before */
    struct fu_taken *taken;
};

/* Does all of them. FU_OK, or the store's status. */
enum fu_status fu_requests_do(struct request_context *context, const struct fu_request *requests,
    size_t count, struct fu_error *error);

#endif
