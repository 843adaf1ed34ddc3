/* The end of the process, for what leaves nothing to go on with: no memory, no random numbers. */
#ifndef FU_BASE_FATAL_H
#define FU_BASE_FATAL_H

/* Writes "followupd: SENTENCE" to standard error and ends the process with status 70, at once. */
_Noreturn void fu_fatal(const char *sentence);

#endif
