/* The mails whose bytes are kept as golden files. */
#ifndef FU_GOLDEN_CASES_H
#define FU_GOLDEN_CASES_H

#include <stddef.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

struct golden_case {
    const char *name; /* of the file, without ".eml" */
    enum fu_status (*compose)(
        struct fu_arena *arena, struct fu_buffer *buffer, struct fu_error *error);
};

extern const struct golden_case golden_cases[];
extern const size_t golden_case_count;
extern const struct golden_case golden_answers[];
extern const size_t golden_answer_count;
extern const struct golden_case golden_confirmations[];
extern const size_t golden_confirmation_count;
extern const struct golden_case golden_commands[];
extern const size_t golden_command_count;
extern const struct golden_case golden_notices[];
extern const size_t golden_notice_count;

#endif
