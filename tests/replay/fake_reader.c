/* The reader without its process: reads where it stands. A mail that says so kills it. */
#include "reader.h"

#include "followupd/mail/compose.h"
#include "followupd/mail/read.h"
#include "world.h"

#include <string.h>

static const char deadly[] = "KILL THE READER";

bool fu_reader_read(struct reader *reader, const struct worker_context *context,
    struct fu_arena *arena, struct reading_job *jobs, size_t count)
{
    struct fu_reading reading;
    struct fu_error error;
    size_t i;

    reader->missing = !world_has_readers();
    if (reader->missing)
        return false;
    fu_mail_read_start();
    if (context->inbox)
        fu_setup_reading(context->inbox, &reading);
    for (i = 0; i < count; i++)
        jobs[i].status = FU_TEMPORARY;
    for (i = 0; i < count; i++) {
        if (memmem(jobs[i].bytes, jobs[i].length, deadly, strlen(deadly)))
            return false;
        if (jobs[i].what == READER_FILES) {
            jobs[i].status =
                fu_mail_attachments(arena, jobs[i].bytes, jobs[i].length, FU_ATTACHMENTS_MAX,
                    &jobs[i].files, &jobs[i].file_count, &jobs[i].files_left_out, &error);
            continue;
        }
        jobs[i].status = fu_mail_read(arena, &reading, jobs[i].bytes, jobs[i].length,
            jobs[i].what == READER_MAIL, &jobs[i].letter, &error);
        jobs[i].reason = jobs[i].status == FU_OK ? "" : fu_arena_copy(arena, error.text);
    }
    return true;
}

void fu_reader_end(struct reader *reader)
{
    reader->fd = -1;
}
