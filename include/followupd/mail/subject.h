/* Subjects of one conversation. */
#ifndef FOLLOWUPD_MAIL_SUBJECT_H
#define FOLLOWUPD_MAIL_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* The subject behind "Re:", "Fwd:", "AW:", "WG: Re[2]:" and their kind, in any case and any number;
 * "" when nothing is left. Points into it. */
const char *fu_subject_bare(const char *subject);

/* The same as a title in a list or a sentence: "(no subject)" when nothing is left. */
const char *fu_subject_title(const char *subject);

/* True when both are one subject: bare, in any ASCII case, and not empty. */
bool fu_subject_same(const char *one, const char *other);

/* How many words of at least three letters stand in both, bare; each word of `one` counts once. */
size_t fu_subject_shared_words(const char *one, const char *other);

#endif
