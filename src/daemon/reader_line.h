/* What goes over the line between an intake and its reader. Both are the same program on the same
 * machine. */
#ifndef DAEMON_READER_LINE_H
#define DAEMON_READER_LINE_H

#include <stdint.h>

struct reader_request {
    uint32_t length;
    uint32_t whole;
};

struct reader_answer {
    uint32_t status; /* FU_OK or FU_PERMANENT */
    uint32_t length;
};

#endif
