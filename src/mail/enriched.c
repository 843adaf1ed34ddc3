/* Enriched text to plain text.
 *
 * One pass forward. A command that does not end takes the rest with it, as one does in HTML; a "<"
 * at the very end is one. Nothing fails. */
#include "enriched.h"

#include <string.h>

#include "followupd/base/text.h"

enum { EXCERPTS_MAX = 8 };

struct renderer {
    const char *at;
    const char *end;
    struct fu_buffer *out;
    bool richtext;
    unsigned lines; /* line ends owed before the next text */
    bool blank;     /* a blank owed */
    unsigned excerpts;
    unsigned nofill;
};

static void add_text(struct renderer *renderer, const char *text, size_t length)
{
    bool first = renderer->out->length == 0;
    for (unsigned i = 0; i < renderer->lines && !first; i++) {
        fu_buffer_add_char(renderer->out, '\n');
    }
    if (first || renderer->lines > 0) {
        for (unsigned i = 0; i < renderer->excerpts && i < EXCERPTS_MAX; i++) {
            fu_buffer_add_text(renderer->out, "> ");
        }
    } else if (renderer->blank) {
        fu_buffer_add_char(renderer->out, ' ');
    }
    renderer->lines = 0;
    renderer->blank = false;
    fu_buffer_add(renderer->out, text, length);
}

/* The length of the line end at the renderer's place, 0 when something else stands there. */
static size_t line_end_length(const struct renderer *renderer)
{
    size_t left = (size_t)(renderer->end - renderer->at);
    size_t carriage = left > 1 && *renderer->at == '\r';
    return left > 0 && renderer->at[carriage] == '\n' ? 1 + carriage : 0;
}

/* The line ends at the renderer's place, one after the other (RFC 1896 3). */
static void take_line_ends(struct renderer *renderer)
{
    unsigned count = 0;
    for (size_t length; (length = line_end_length(renderer)) > 0; count++) {
        renderer->at += length;
    }
    if (renderer->nofill > 0) {
        renderer->lines += count;
    } else if (count == 1 || renderer->richtext) {
        renderer->blank = true;
    } else {
        renderer->lines += count - 1;
    }
}

static void step(unsigned *count, bool down)
{
    *count += down ? 0 : 1;
    *count -= down && *count > 0 ? 1 : 0;
}

/* Passes over what belongs to a command and is no text. */
static void skip_parameter(struct renderer *renderer)
{
    static const char close[] = "</param>";
    while (renderer->at < renderer->end) {
        size_t left = (size_t)(renderer->end - renderer->at);
        if (left >= sizeof close - 1 &&
            fu_slice_is((struct fu_slice){renderer->at, sizeof close - 1}, close)) {
            return;
        }
        renderer->at++;
    }
}

static void apply(struct renderer *renderer, struct fu_slice command)
{
    bool closes = command.length > 0 && *command.at == '/';
    struct fu_slice name = {command.at + closes, command.length - closes};
    if (fu_slice_is(name, "param") && !closes) {
        skip_parameter(renderer);
    } else if (fu_slice_is(name, "nofill")) {
        step(&renderer->nofill, closes);
    } else if (fu_slice_is(name, "excerpt")) {
        step(&renderer->excerpts, closes);
        renderer->lines += renderer->lines == 0;
    } else if (renderer->richtext && fu_slice_is(name, "nl")) {
        renderer->lines++;
    } else if (renderer->richtext && fu_slice_is(name, "lt")) {
        add_text(renderer, "<", 1);
    }
}

/* At "<". */
static void read_command(struct renderer *renderer)
{
    size_t left = (size_t)(renderer->end - renderer->at);
    if (left == 1 || (renderer->at[1] == '<' && !renderer->richtext)) {
        add_text(renderer, "<", 1);
        renderer->at += left == 1 ? 1 : 2;
        return;
    }
    const char *start = renderer->at + 1;
    const char *mark = memchr(start, '>', left - 1);
    renderer->at = mark == NULL ? renderer->end : mark + 1;
    if (mark != NULL) {
        apply(renderer, (struct fu_slice){start, (size_t)(mark - start)});
    }
}

/* Text up to the next "<", blank or line end. */
static void add_run(struct renderer *renderer)
{
    const char *start = renderer->at;
    while (renderer->at < renderer->end && strchr("<\r\n", *renderer->at) == NULL) {
        renderer->at++;
    }
    renderer->at += renderer->at == start;
    add_text(renderer, start, (size_t)(renderer->at - start));
}

void fu_enriched_to_text(struct fu_slice text, bool richtext, struct fu_buffer *out)
{
    struct renderer renderer = {
        .at = text.at, .end = text.at + text.length, .out = out, .richtext = richtext};
    while (renderer.at < renderer.end && !out->overflowed) {
        if (*renderer.at == '<') {
            read_command(&renderer);
        } else if (line_end_length(&renderer) > 0) {
            take_line_ends(&renderer);
        } else {
            add_run(&renderer);
        }
    }
}
