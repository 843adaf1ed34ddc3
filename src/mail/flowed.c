/* Joining flowed lines.
 *
 * One pass, line by line, with the quoting depth of the paragraph that is open. Nothing fails. */
#include "flowed.h"

#include <stddef.h>
#include <string.h>

#include "header.h"

struct line {
    size_t quotes;
    struct fu_slice text; /* without quote marks, stuffing and line end */
    bool signature;
    bool flowed;
};

static struct line read_line(struct fu_slice raw)
{
    struct line line = {.quotes = 0};
    while (raw.length > 0 && (raw.at[raw.length - 1] == '\n' || raw.at[raw.length - 1] == '\r')) {
        raw.length--;
    }
    while (line.quotes < raw.length && raw.at[line.quotes] == '>') {
        line.quotes++;
    }
    line.text = (struct fu_slice){raw.at + line.quotes, raw.length - line.quotes};
    if (line.text.length > 0 && *line.text.at == ' ') {
        line.text.at++;
        line.text.length--;
    }
    line.signature = line.text.length == 3 && memcmp(line.text.at, "-- ", 3) == 0;
    line.flowed =
        !line.signature && line.text.length > 0 && line.text.at[line.text.length - 1] == ' ';
    return line;
}

static void begin_line(const struct line *line, struct fu_buffer *out)
{
    for (size_t i = 0; i < line->quotes; i++) {
        fu_buffer_add_char(out, '>');
    }
    if (line->quotes > 0) {
        fu_buffer_add_char(out, ' ');
    }
}

void fu_flowed_join(struct fu_slice text, bool delete_space, struct fu_buffer *out)
{
    const char *end = text.at + text.length;
    struct line previous = {.flowed = false};
    for (const char *at = text.at; at < end && !out->overflowed;) {
        size_t length = fu_line_length(at, end);
        struct line line = read_line((struct fu_slice){at, length});
        bool joins = previous.flowed && previous.quotes == line.quotes && !line.signature;
        if (!joins) {
            if (at > text.at) {
                fu_buffer_add_char(out, '\n');
            }
            begin_line(&line, out);
        }
        bool drop = line.flowed && delete_space;
        fu_buffer_add(out, line.text.at, line.text.length - (drop ? 1 : 0));
        previous = line;
        at += length;
    }
    fu_buffer_add_char(out, '\n');
}
