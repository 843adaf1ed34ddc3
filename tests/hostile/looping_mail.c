/* Linked around fu_mail_read: a mail that says LOOP FOR EVER finds the loop that nobody knows of. */
#include <string.h>

#include "followupd/mail/read.h"

enum fu_status __real_fu_mail_read(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, size_t length, bool whole, struct fu_letter **letter,
    struct fu_error *error);
enum fu_status __wrap_fu_mail_read(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, size_t length, bool whole, struct fu_letter **letter,
    struct fu_error *error);

enum fu_status __wrap_fu_mail_read(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, size_t length, bool whole, struct fu_letter **letter, struct fu_error *error)
{
    static const char mark[] = "LOOP FOR EVER";
    volatile bool loops = memmem(bytes, length, mark, sizeof mark - 1) != NULL;

    while (loops)
        ;
    return __real_fu_mail_read(arena, reading, bytes, length, whole, letter, error);
}
