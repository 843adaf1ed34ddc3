/* What the followup room needs to know of the configuration. */
#ifndef FOLLOWUPD_FOLLOWUP_SETTINGS_H
#define FOLLOWUPD_FOLLOWUP_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "followupd/base/token.h"
#include "followupd/cadence/holidays.h"
#include "followupd/mail/read.h"
#include "followupd/record/letter.h"
#include "followupd/record/person.h"
#include "followupd/record/rules.h"

/* Gets the files out of a mail's bytes, in a process that may die of them: false when it did. */
typedef bool fu_file_reader(void *context, struct fu_arena *arena, const char *raw, size_t length,
    struct fu_part **files, size_t *count, size_t *left_out);

/* How much of a request's mail is kept. */
enum fu_keep { FU_KEEP_FULL = 0, FU_KEEP_TEXT, FU_KEEP_HEADERS };

struct fu_settings {
    struct fu_rules
        rules; /* of the inbox at hand; the outbox and followupctl use those without one */
    struct fu_key key;
    struct fu_mailbox from;
    const char
        *domain; /* right side of our Message-IDs: the first cadence domain, else that of from */
    bool token_return_path; /* bounces come home to bounce+TOKEN@ a cadence domain */
    const char
        *web; /* how the outside reaches our pages, without a final slash; "" when there are none */
    struct fu_texts alerts; /* whom alerts go to, be they people of ours or not */
    struct fu_preferences defaults;
    const struct fu_holidays *holidays;
    int64_t shortest;
    int64_t max_pending;
    int64_t max_mail_per_hour;
    int64_t expire;
    enum fu_keep keep;
    fu_file_reader *read_files; /* for notes to self, whose files come back with them; NULL: they do not */
    void *read_files_context;
};

#endif
