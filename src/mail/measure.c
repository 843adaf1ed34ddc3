/* Measuring a mail.
 *
 * The measure is the pass that finds the structure (structure.c), since what is measured must be
 * what is read; its findings are thrown away here. */
#include "followupd/mail/measure.h"

#include "followupd/base/memory.h"
#include "structure.h"

enum fu_status fu_mail_measure(const char *bytes, size_t length, struct fu_error *error)
{
    struct fu_arena *arena = fu_arena_new();
    struct fu_structure ignored;
    enum fu_status status = fu_structure_read(arena, bytes, length, &ignored, error);
    fu_arena_free(&arena);
    return status;
}
