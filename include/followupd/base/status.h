/* What a call can come to, and the sentence that says why.
 *
 * Every function that can fail returns an fu_status. The function that notices the trouble writes
 * the sentence; those in between pass the status on; the edge (a worker, a command) reports it,
 * once. */
#ifndef FOLLOWUPD_BASE_STATUS_H
#define FOLLOWUPD_BASE_STATUS_H

enum fu_status {
    FU_OK = 0,    /* done */
    FU_TEMPORARY, /* not done; the same call may succeed later */
    FU_PERMANENT, /* not done; repeating it cannot help */
    FU_UNSURE,    /* may or may not have been done (a line cut after the final dot) */
    FU_BAD_INPUT  /* what was given cannot be used; the text says what would be accepted */
};

/* Longest error sentence, with its final NUL; longer ones are cut at a character. */
enum { FU_ERROR_TEXT_MAX = 512 };

struct fu_error {
    enum fu_status status;
    char text[FU_ERROR_TEXT_MAX]; /* UTF-8, one line, no control characters; "" with FU_OK */
};

/* Fills *error (unless it is NULL) and returns status, so that a failing function can end with
 * `return fu_error_set(error, FU_TEMPORARY, "…")`. Control characters of the formatted text become
 * '?'. */
enum fu_status fu_error_set(struct fu_error *error, enum fu_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "PREFIX: " before the sentence *error holds. */
void fu_error_prefix(struct fu_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes *error say nothing. */
void fu_error_clear(struct fu_error *error);

/* What a refusal of the system comes to, by its errno: FU_TEMPORARY where it passes by itself, or
 * when somebody makes room (disk, quota, descriptors, memory); else FU_PERMANENT. */
enum fu_status fu_status_of_errno(int number);

/* "done", "temporary", "permanent", "unsure" or "bad input". */
const char *fu_status_name(enum fu_status status);

#endif
