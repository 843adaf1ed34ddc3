/* HTML mail as text that reads well. */
#ifndef FU_MAIL_HTML_H
#define FU_MAIL_HTML_H

#include "followupd/base/buffer.h"
#include "lexer.h"

/* Adds the text of an HTML document in UTF-8: blocks and breaks become lines, list items "- ",
 * quotations "> ", a link whose text does not show it "text <https://…>". Scripts, styles, comments
 * and tags vanish, and so does what is hidden from whoever looks at it (html_seen.h). Takes time
 * linear in the document's length; stops when the buffer is full. */
void fu_html_to_text(struct fu_slice html, struct fu_buffer *out);

#endif
