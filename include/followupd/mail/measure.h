/* Measures raw mail before any parser sees it. */
#ifndef FOLLOWUPD_MAIL_MEASURE_H
#define FOLLOWUPD_MAIL_MEASURE_H

#include <stddef.h>

#include "followupd/base/status.h"

/* One linear pass without recursion over the bytes of a mail (LF or CRLF lines, NULs, anything):
 * FU_OK when it keeps every limit of mail/limits.h, FU_PERMANENT and a sentence naming the limit
 * otherwise. fu_mail_read makes the same pass, so what is measured is what is read. */
enum fu_status fu_mail_measure(const char *bytes, size_t length, struct fu_error *error);

#endif
