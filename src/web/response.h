/* What goes back. */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "followupd/base/buffer.h"

/* The longest answer: a feed of many thousand events. */
enum { RESPONSE_MAX = 16 * 1024 * 1024, COOKIES_MAX = 2 };

struct response {
    int status;
    const char *type;      /* of the body */
    struct fu_buffer body; /* own */
    const char *fixed;     /* ref; instead of a body: bytes that live as long as the program */
    size_t fixed_length;
    const char *location;             /* of a redirection, "" */
    const char *etag;                 /* with its quotes, "" */
    const char *modified;             /* Last-Modified, "" */
    const char *cache;                /* Cache-Control */
    const char *disposition;          /* Content-Disposition, "" */
    const char *cookies[COOKIES_MAX]; /* Set-Cookie */
    size_t cookie_count;
    bool close; /* the connection ends with it */
};

#endif
