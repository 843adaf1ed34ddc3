/* What a mail server's certificate is good for, and what is wrong with one that was refused. */
#ifndef FOLLOWUPD_BASE_CERTIFICATE_H
#define FOLLOWUPD_BASE_CERTIFICATE_H

#include <stdbool.h>

#include "followupd/base/instant.h"
#include "followupd/base/status.h"

/* What is known of a refusal. */
struct fu_certificate {
    const char *pem;   /* the server's own; NULL when it was not seen */
    long found;        /* by GnuTLS (gnutls_certificate_status_t), as libcurl passes it on */
    const char *words; /* libcurl's own */
};

/* What libcurl does not look at when it uses GnuTLS. False when the certificate names what it is
 * for (extended key usage, RFC 5280 4.2.1.12) and servers are not among it, when its key is weaker
 * than 112 bits (RSA of 2048; NIST SP 800-131A), or when it cannot be read. */
bool fu_certificate_is_good(const char *pem);

/* When it ends; 0 when pem is NULL or cannot be read. */
fu_instant fu_certificate_ends(const char *pem);

/* Sets the error, with that status, to a sentence of server (host and port), what is wrong, and who
 * can do what about it. */
enum fu_status fu_certificate_refuse(const struct fu_certificate *refused, const char *server,
    enum fu_status status, struct fu_error *error);

#endif
