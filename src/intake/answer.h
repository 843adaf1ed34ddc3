/* What a server's status line says: OK, NO or BAD, its code (RFC 3501 7.1, RFC 5530) and its words.
 * Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_ANSWER_H
#define FOLLOWUPD_SRC_INTAKE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

enum { FU_CODE_MAX = 32, FU_WORDS_MAX = 160 };

enum fu_answer_kind {
    FU_ANSWER_NONE = 0,
    FU_ANSWER_OK,
    FU_ANSWER_NO,
    FU_ANSWER_BAD,
    FU_ANSWER_BYE
};

struct fu_answer {
    enum fu_answer_kind kind;
    long tag;                     /* the number the tag is; -1 for "*" and other tags */
    char code[FU_CODE_MAX + 1];   /* "UNAVAILABLE"; "" when there is none; without its arguments */
    char words[FU_WORDS_MAX + 1]; /* what is meant for people, else the code; cut at FU_WORDS_MAX */
};

/* Reads a tagged or untagged status line, its end of line included or not. Any other line is
 * FU_ANSWER_NONE. */
void fu_answer_read(const char *line, struct fu_answer *answer);

/* True when the refusal is one that time may cure: too many connections, a mailbox in use, a server
 * in trouble. */
bool fu_answer_temporary(const struct fu_answer *answer);

/* Puts "***" in the place of secret and of all that looks like base64 of something long, wherever
 * the words have them: a server may repeat what it was sent. */
void fu_answer_hide(struct fu_answer *answer, const char *secret);

/* Copies the capabilities a line lists ("* CAPABILITY …" or "… OK [CAPABILITY …] …") to text, or
 * writes "". Only printable ASCII without brackets is a capability. False when the line lists none
 * or they do not fit. */
bool fu_answer_capabilities(const char *line, char *text, size_t size);

#endif
