/* The requests of one accepted letter, one after another. */
#ifndef FOLLOWUP_REQUESTS_H
#define FOLLOWUP_REQUESTS_H

#include "request.h"

/* Does all of them. FU_OK, or the store's status. */
enum fu_status fu_requests_do(struct request_context *context, const struct fu_request *requests,
    size_t count, struct fu_error *error);

#endif
