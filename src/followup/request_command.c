/* The words that are answered by mail. */
#include "request.h"

#include "followupd/mail/answers.h"

enum fu_status fu_request_command(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    struct fu_answer text = {.closing = ""};
    enum fu_status status;

    fu_answer_unserved(context->arena, request->address, &text);
    status = fu_request_answer(context, request, &text, 0, error);
    return status == FU_OK ? fu_request_trace(context, request, "unserved",
                                 "This is not answered by mail.", 0, error)
                           : status;
}
