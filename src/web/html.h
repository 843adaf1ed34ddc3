/* The one gate between text and HTML. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "followupd/base/buffer.h"

/* Adds format with every %s escaped for element content and quoted attributes; %d, %lld, %zu and %%
 * are the others it knows. format is a literal of ours. */
void fu_html(struct fu_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
