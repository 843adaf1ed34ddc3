/* What goes over the line between an intake and its reader. Both are the same program on the same
 * machine. */
#ifndef DAEMON_READER_LINE_H
#define DAEMON_READER_LINE_H

#include <stdint.h>

/* What is wanted of a mail. */
enum reader_task {
    READER_BEGINNING, /* the letter; the bytes are not the whole mail */
    READER_MAIL,      /* the letter; they are */
    READER_FILES      /* its attachments */
};

struct reader_request {
    uint32_t length;
    uint32_t what; /* enum reader_task */
};

struct reader_answer {
    uint32_t status; /* FU_OK or FU_PERMANENT */
    uint32_t length;
};

#endif
