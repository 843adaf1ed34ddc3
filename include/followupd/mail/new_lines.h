/* What somebody wrote in a reply, without what they reply to. */
#ifndef FOLLOWUPD_MAIL_NEW_LINES_H
#define FOLLOWUPD_MAIL_NEW_LINES_H

#include <stddef.h>

#include "followupd/base/memory.h"

enum {
    FU_NEW_LINES_MAX = 5000, /* lines of one reply; what stands below so many is not looked at */
    FU_NEW_LINES_READ = 200, /* new ones that may ask for something: twice what a list has */
    FU_NEW_LINE_MAX = 300    /* octets of one line; a longer one is cut, and is no command */
};

/* The new lines of a readable text (record/letter.h), *count of them, at most FU_NEW_LINES_MAX:
 * each clean (fu_text_line) and not empty, in the arena. Never new is what
 *
 * - is marked as quoted (">", "|", "Bob>"), or is what a margin broke off such a line: it stands
 *   close between two marked ones, and would not have fitted behind the one above, as far as the
 *   longest of them tells;
 * - stands below "-----Original Message-----" and its kind, a line of underscores or dashes (or one
 *   drawn in HTML), GroupWise's ">>> Bob >>>", a block of "From: … Sent: … Subject: …" (in some
 *   thirty languages, and in any where its first line holds an address in <>), or "On … wrote:"
 * (the same) unless marked lines follow that: then what stands below those is new again;
 * - stands below the "--" of a signature;
 * - is the warning that a gateway puts in front of a mail from outside ("CAUTION: This email
 *   originated outside …"), framed by lines or not, where something new follows it;
 * - is the armor of a mail that is signed within itself (RFC 9580 7), at its beginning.
 *
 * Blanks around a line are none of it, those included that nobody sees (fu_text_blank). Where it is
 * in doubt whether a line is new, it is not. */
const char *const *fu_new_lines(struct fu_arena *arena, const char *text, size_t *count);

#endif
