/* What the server says while libcurl connects and logs in, and what its failure means for the
 * operator. */
#ifndef FOLLOWUPD_SRC_INTAKE_LOGIN_H
#define FOLLOWUPD_SRC_INTAKE_LOGIN_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "connection.h"
#include "followupd/base/status.h"
#include "followupd/intake/session.h"

/* Kept while libcurl has the connection. */
struct fu_login {
    char capabilities[FU_CAPABILITIES_MAX]; /* listed since the last tagged line but one */
    char listed[FU_CAPABILITIES_MAX];       /* by an untagged line since the last tagged one */
    struct fu_answer answer;                /* the last tagged line, or a goodbye */
    bool challenged;                        /* a "+" came: a login was under way */
    size_t octets;
    CURL *curl; /* ref */
    bool certificate_seen, certificate_wrong;
    char curl_text[CURL_ERROR_SIZE];
};

/* CURLOPT_HEADERFUNCTION: every line of the server. */
size_t fu_login_line(char *line, size_t size, size_t count, void *context);

/* The sentence and the status for a failed curl_easy_perform(). */
enum fu_status fu_login_failed(CURL *curl, CURLcode code, struct fu_login *login,
    const struct fu_intake_settings *settings, const char *password, const char *server,
    struct fu_error *error);

/* When the server's certificate ends, after a login that went well; 0 when it showed none. */
fu_instant fu_login_certificate_ends(CURL *curl);

#endif
