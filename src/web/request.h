/* A request as the pages see it: bytes from outside, measured and decoded. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/memory.h"
#include "followupd/web/web.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct field {
    const char *name;
    const char *value; /* UTF-8 without control characters but line feeds */
};

struct fields {
    struct field items[FU_WEB_FIELDS_MAX];
    size_t count;
};

struct request {
    struct fu_arena *arena;
    enum method method;
    const char *path; /* of plain characters only; "" when it holds anything else */
    struct fields query;
    struct fields form;
    const char *session; /* what the cookie says, "" */
    /* Header fields, "" when they are missing. */
    const char *host;
    const char *origin;
    const char *fetch_site;
    const char *if_none_match;
    const char *if_modified_since;
    bool forwarded; /* it came through a proxy */
    bool local;     /* it came from this machine */
};

enum method fu_request_method(const char *method);

/* Parts a request target into path and query. False when the query cannot be used: too many fields,
 * or ill-formed. */
bool fu_request_target(struct request *request, const char *target);

/* Reads application/x-www-form-urlencoded (WHATWG URL, section 5.1) into fields. False when there
 * are more than FU_WEB_FIELDS_MAX, a percent sign is not followed by two hexadecimal digits, or a
 * byte is NUL. */
bool fu_request_fields(
    struct fu_arena *arena, const char *text, size_t length, struct fields *fields);

/* The first field of that name; "" when there is none. */
const char *fu_request_field(const struct fields *fields, const char *name);
bool fu_request_has(const struct fields *fields, const char *name);

/* The value of one cookie in a Cookie field (RFC 6265 section 4.2.1); "" when it is not there. */
const char *fu_request_cookie(struct fu_arena *arena, const char *cookies, const char *name);

/* Whether a POST comes from a page of ours, as far as the browser says where it comes from. url is
 * how the outside reaches us, "" when that is not said. */
bool fu_request_is_ours(const struct request *request, const char *url);

#endif
