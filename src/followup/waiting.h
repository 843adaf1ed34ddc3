/* Mails that wait in the inbox because their sender has had as much as one person may. */
#ifndef FOLLOWUP_WAITING_H
#define FOLLOWUP_WAITING_H

#include "request.h"

/* Sets taken->fate to waiting when the person's hourly limit is reached, and context->pending. */
enum fu_status fu_waiting_check_hour(struct request_context *context, struct fu_error *error);

/* Sets taken->fate to waiting when the person has had all answers of a day, and of what the letter
 * asks for something would have to be said. What needs none is not held up: cadences that lie
 * ahead, tokens that open something, and words that only ask. */
enum fu_status fu_waiting_check_answers(struct request_context *context,
    const struct fu_request *requests, size_t count, struct fu_error *error);

#endif
