/* What a server tells beside the answer to a command: how the mailbox is and what the server can
 * (RFC 3501 section 7). Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_NOTES_H
#define FOLLOWUPD_SRC_INTAKE_NOTES_H

#include <stdbool.h>
#include <stdint.h>

enum { FU_CAPABILITIES_MAX = 4096 };

struct fu_notes {
    uint32_t validity;   /* UIDVALIDITY; 0: not told */
    uint32_t next_uid;   /* UIDNEXT; 0: not told */
    uint32_t exists;     /* by the last EXISTS and the EXPUNGEs since */
    bool news;           /* exists grew since somebody cleared this */
    bool keeps_keywords; /* PERMANENTFLAGS has \* or FU_KEYWORD */
    bool read_only;
    char capabilities[FU_CAPABILITIES_MAX]; /* with single blanks between; "": not told */
};

/* Takes a line, its end of line included or not. What it does not know it passes over. */
void fu_notes_take(struct fu_notes *notes, const char *line);

/* True when the capability is among those told. */
bool fu_notes_has(const struct fu_notes *notes, const char *capability);

#endif
