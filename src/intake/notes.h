/* What a server tells beside the answer to a command: how the mailbox is and what the server can
 * (RFC 3501 section 7). Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_NOTES_H
#define FOLLOWUPD_SRC_INTAKE_NOTES_H

#include <stdbool.h>
#include <stdint.h>

enum { FU_CAPABILITIES_MAX = 4096 };

#define FU_MOVED_UNKNOWN UINT32_MAX

struct fu_notes {
    uint32_t validity;   /* UIDVALIDITY; 0: not told */
    uint32_t next_uid;   /* UIDNEXT; 0: not told */
    uint32_t exists;     /* by the last EXISTS and the EXPUNGEs since */
    bool news;           /* exists grew since somebody cleared this */
    bool keeps_keywords; /* PERMANENTFLAGS has \* or FU_KEYWORD */
    bool read_only;
    uint64_t moved; /* mails that COPYUID (RFC 4315 section 3) named since somebody cleared this;
                       FU_MOVED_UNKNOWN at least when it did not fit or was none */
    char capabilities[FU_CAPABILITIES_MAX]; /* with single blanks between; "": not told */
};

/* Takes a line, its end of line included or not. What it does not know it passes over. */
void fu_notes_take(struct fu_notes *notes, const char *line);

/* True when the capability is among those told. */
bool fu_notes_has(const struct fu_notes *notes, const char *capability);

#endif
