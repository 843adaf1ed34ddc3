/* HTML to text.
 *
 * A scanner that only moves forward: no tree is built, nothing nests in memory, a tag, comment or
 * script that does not end takes the rest with it, as in a browser. What is written is bounded by
 * the buffer; a link is kept up to LINK_MAX bytes. */
#include "html.h"

#include <stdbool.h>
#include <string.h>

#include "entities.h"
#include "followupd/base/text.h"
#include "html_seen.h"

enum { LINK_MAX = 200, QUOTES_MAX = 8, EMPTY_LINES_MAX = 2 };

/* What an element does to the lines around it. */
enum effect {
    NOTHING,
    BREAK,
    PARAGRAPH,
    NEW_LINE,
    ITEM,
    CELL,
    QUOTE,
    PREFORMATTED,
    LINK,
    HIDDEN,
    RULE
};

static const struct {
    const char *name;
    enum effect effect;
} elements[] = {{"a", LINK}, {"address", BREAK}, {"article", BREAK}, {"blockquote", QUOTE},
    {"br", NEW_LINE}, {"center", BREAK}, {"dd", BREAK}, {"div", BREAK}, {"dl", PARAGRAPH},
    {"dt", BREAK}, {"fieldset", BREAK}, {"footer", BREAK}, {"form", BREAK}, {"h1", PARAGRAPH},
    {"h2", PARAGRAPH}, {"h3", PARAGRAPH}, {"h4", PARAGRAPH}, {"h5", PARAGRAPH}, {"h6", PARAGRAPH},
    {"header", BREAK}, {"hr", RULE}, {"li", ITEM}, {"main", BREAK}, {"ol", PARAGRAPH},
    {"p", PARAGRAPH}, {"pre", PREFORMATTED}, {"script", HIDDEN}, {"section", BREAK},
    {"style", HIDDEN}, {"table", BREAK}, {"td", CELL}, {"th", CELL}, {"title", HIDDEN},
    {"tr", BREAK}, {"ul", PARAGRAPH}};

/* As many dashes as new_lines.c takes for a line across the mail: Outlook draws one above what it
 * quotes, and marks nothing. */
static const char rule[] = "-----";

struct renderer {
    const char *at;
    const char *end;
    struct fu_buffer *out;
    struct fu_html_seen seen;
    unsigned lines;  /* line ends owed before the next text */
    bool blank;      /* a blank owed */
    bool item_begun; /* nothing stands behind the "- " yet */
    unsigned quotes; /* open blockquotes */
    unsigned preformatted;
    char link[LINK_MAX + 1]; /* of the open <a>; "" */
    size_t link_start;       /* where its text begins in out */
};

struct tag {
    char name[FU_HTML_NAME_MAX + 1]; /* lower case, "" when it is longer than any we know */
    bool closes;
    struct fu_slice href;
    struct fu_html_look look;
};

static void owe_lines(struct renderer *renderer, unsigned lines)
{
    if (!renderer->item_begun) {
        renderer->lines = renderer->lines > lines ? renderer->lines : lines;
        renderer->blank = false;
    }
}

/* Pays what is owed. */
static void begin_text(struct renderer *renderer)
{
    bool first = renderer->out->length == 0;
    if (first || renderer->lines > 0) {
        for (unsigned i = 0; i < renderer->lines && !first; i++) {
            fu_buffer_add_char(renderer->out, '\n');
        }
        for (unsigned i = 0; i < renderer->quotes && i < QUOTES_MAX; i++) {
            fu_buffer_add_text(renderer->out, "> ");
        }
    } else if (renderer->blank) {
        fu_buffer_add_char(renderer->out, ' ');
    }
    renderer->lines = 0;
    renderer->blank = false;
}

static void add_text(struct renderer *renderer, const char *text, size_t length)
{
    if (fu_html_seen_not(&renderer->seen)) {
        return;
    }
    begin_text(renderer);
    fu_buffer_add(renderer->out, text, length);
    renderer->item_begun = false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\0';
}

/* One blank or line end of the document. */
static void add_blank(struct renderer *renderer, char c)
{
    if (fu_html_seen_not(&renderer->seen)) {
        return;
    }
    if (renderer->preformatted == 0) {
        renderer->blank = true;
    } else if (c == '\n') {
        renderer->lines++;
    } else if (c != '\r') {
        add_text(renderer, " ", 1);
    }
}

static void add_reference(struct renderer *renderer)
{
    enum { SOFT_HYPHEN = 0xAD, NO_BREAK_SPACE = 0xA0, NO_WIDTH_SPACE = 0x200B, JOINER = 0x34F };
    size_t taken;
    uint32_t character =
        fu_entity_read(renderer->at, (size_t)(renderer->end - renderer->at), &taken);
    renderer->at += taken;
    if (character == NO_BREAK_SPACE || (character > 0 && character <= ' ')) {
        add_blank(renderer, ' ');
    } else if (character == 0) {
        add_text(renderer, "&", 1);
    } else if (character != SOFT_HYPHEN && character != NO_WIDTH_SPACE && character != JOINER) {
        char bytes[4];
        add_text(renderer, bytes, fu_entity_write(character, bytes));
    }
}

/* Text up to the next "<", "&" or blank. */
static void add_run(struct renderer *renderer)
{
    const char *start = renderer->at;
    do {
        renderer->at++;
    } while (renderer->at < renderer->end && *renderer->at != '<' && *renderer->at != '&' &&
             !is_blank(*renderer->at));
    add_text(renderer, start, (size_t)(renderer->at - start));
}

static void skip_blanks(struct renderer *renderer)
{
    while (renderer->at < renderer->end && is_blank(*renderer->at)) {
        renderer->at++;
    }
}

/* One attribute, its name and value if it has one. */
static void read_attribute(struct renderer *renderer, struct tag *tag)
{
    const char *name = renderer->at;
    do {
        renderer->at++;
    } while (renderer->at < renderer->end && !is_blank(*renderer->at) &&
             strchr("=>/", *renderer->at) == NULL);
    size_t length = (size_t)(renderer->at - name);
    skip_blanks(renderer);
    if (fu_slice_is((struct fu_slice){name, length}, "hidden")) {
        tag->look.hidden = true;
    }
    if (renderer->at == renderer->end || *renderer->at != '=') {
        return;
    }
    renderer->at++;
    skip_blanks(renderer);
    char quote = renderer->at < renderer->end ? *renderer->at : '\0';
    bool quoted = quote == '"' || quote == '\'';
    renderer->at += quoted;
    const char *value = renderer->at;
    while (renderer->at < renderer->end &&
           (quoted ? *renderer->at != quote : !is_blank(*renderer->at) && *renderer->at != '>')) {
        renderer->at++;
    }
    if (fu_slice_is((struct fu_slice){name, length}, "href")) {
        tag->href = (struct fu_slice){value, (size_t)(renderer->at - value)};
    } else if (fu_slice_is((struct fu_slice){name, length}, "style")) {
        fu_html_look_style((struct fu_slice){value, (size_t)(renderer->at - value)}, &tag->look);
    }
    renderer->at += quoted && renderer->at < renderer->end;
}

/* Reads the tag at "<" to behind its ">", or to the end of the document. */
static void read_tag(struct renderer *renderer, struct tag *tag)
{
    renderer->at++;
    tag->closes = renderer->at < renderer->end && *renderer->at == '/';
    renderer->at += tag->closes;
    tag->href = (struct fu_slice){"", 0};
    tag->look = (struct fu_html_look){.hidden = false};
    const char *name = renderer->at;
    while (renderer->at < renderer->end && fu_is_alnum(*renderer->at)) {
        renderer->at++;
    }
    size_t length = (size_t)(renderer->at - name);
    length = length <= FU_HTML_NAME_MAX ? length : 0;
    for (size_t i = 0; i < length; i++) {
        tag->name[i] = fu_lower(name[i]);
    }
    tag->name[length] = '\0';
    for (;;) {
        while (renderer->at < renderer->end && (is_blank(*renderer->at) || *renderer->at == '/')) {
            renderer->at++;
        }
        if (renderer->at == renderer->end) {
            return;
        }
        if (*renderer->at == '>') {
            renderer->at++;
            return;
        }
        read_attribute(renderer, tag);
    }
}

/* Passes over what stands up to "</name". */
static void skip_hidden(struct renderer *renderer, const char *name)
{
    size_t length = strlen(name);
    while (renderer->at < renderer->end) {
        const char *mark = memchr(renderer->at, '<', (size_t)(renderer->end - renderer->at));
        if (mark == NULL || (size_t)(renderer->end - mark) < length + 2) {
            renderer->at = renderer->end;
            return;
        }
        const char *behind = mark + 2 + length;
        if (mark[1] == '/' && fu_slice_is((struct fu_slice){mark + 2, length}, name) &&
            (behind == renderer->end || !fu_is_alnum(*behind))) {
            renderer->at = mark;
            return;
        }
        renderer->at = mark + 1;
    }
}

/* Copies the link, its character references read; "" when it is too long or no link a mail may
 * show. */
static void copy_link(struct fu_slice href, char *link)
{
    size_t length = 0;
    link[0] = '\0';
    for (size_t at = 0; at < href.length;) {
        char bytes[4] = {href.at[at]};
        size_t taken = 1;
        size_t size = 1;
        uint32_t character =
            href.at[at] == '&' ? fu_entity_read(href.at + at, href.length - at, &taken) : 0;
        if (character != 0) {
            size = fu_entity_write(character, bytes);
        }
        if (is_blank(bytes[0]) || bytes[0] == '<' || bytes[0] == '>' || length + size > LINK_MAX) {
            link[0] = '\0';
            return;
        }
        memcpy(link + length, bytes, size);
        length += size;
        link[length] = '\0';
        at += taken;
    }
    if (!fu_starts_nocase(link, "http://") && !fu_starts_nocase(link, "https://")) {
        link[0] = '\0';
    }
}

/* Writes where the link leads, unless its text says so or there is none. */
static void close_link(struct renderer *renderer)
{
    const struct fu_buffer *out = renderer->out;
    size_t start = renderer->link_start < out->length ? renderer->link_start : out->length;
    bool has_text = out->length > start;
    if (renderer->link[0] != '\0' && has_text && strstr(out->data + start, "://") == NULL) {
        renderer->blank = false;
        add_text(renderer, " <", 2);
        add_text(renderer, renderer->link, strlen(renderer->link));
        add_text(renderer, ">", 1);
    }
    renderer->link[0] = '\0';
}

static enum effect effect_of(const char *name)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (strcmp(elements[i].name, name) == 0) {
            return elements[i].effect;
        }
    }
    return NOTHING;
}

static void step(unsigned *count, bool down)
{
    if (!down) {
        (*count)++;
    } else if (*count > 0) {
        (*count)--;
    }
}

/* What belongs to no line: it counts also where nobody sees it. */
static void apply_within(struct renderer *renderer, const struct tag *tag, enum effect effect)
{
    if (effect == QUOTE) {
        step(&renderer->quotes, tag->closes);
    } else if (effect == PREFORMATTED) {
        step(&renderer->preformatted, tag->closes);
    } else if (effect == LINK && tag->closes) {
        close_link(renderer);
    } else if (effect == LINK) {
        copy_link(tag->href, renderer->link);
        renderer->link_start = renderer->out->length;
    } else if (effect == HIDDEN && !tag->closes) {
        skip_hidden(renderer, tag->name);
    }
}

static void apply_to_lines(struct renderer *renderer, const struct tag *tag, enum effect effect)
{
    switch (effect) {
    case BREAK:
        owe_lines(renderer, 1);
        break;
    case PARAGRAPH:
    case QUOTE:
    case PREFORMATTED:
        owe_lines(renderer, 2);
        break;
    case NEW_LINE:
        renderer->lines++;
        renderer->blank = false;
        break;
    case ITEM:
        renderer->item_begun = false;
        owe_lines(renderer, 1);
        if (!tag->closes) {
            add_text(renderer, "- ", 2);
            renderer->item_begun = true;
        }
        break;
    case CELL:
        renderer->blank = renderer->lines == 0;
        break;
    case RULE:
        owe_lines(renderer, 1);
        add_text(renderer, rule, sizeof rule - 1);
        owe_lines(renderer, 1);
        break;
    case NOTHING:
    case LINK:
    case HIDDEN:
        break;
    }
    if (renderer->lines > EMPTY_LINES_MAX) {
        renderer->lines = EMPTY_LINES_MAX;
    }
}

static void apply(struct renderer *renderer, const struct tag *tag)
{
    enum effect effect = effect_of(tag->name);
    bool block = effect != NOTHING && effect != NEW_LINE && effect != LINK && effect != HIDDEN;
    if (!tag->closes) {
        fu_html_seen_open(&renderer->seen, tag->name, block, &tag->look);
    }
    if (!fu_html_seen_not(&renderer->seen)) {
        apply_to_lines(renderer, tag, effect);
    }
    apply_within(renderer, tag, effect);
    if (tag->closes) {
        fu_html_seen_close(&renderer->seen, tag->name);
    }
}

/* At "<!" or "<?": a comment, a declaration. */
static void skip_declaration(struct renderer *renderer)
{
    size_t left = (size_t)(renderer->end - renderer->at);
    bool comment = left >= 4 && memcmp(renderer->at, "<!--", 4) == 0;
    const char *mark =
        comment ? memmem(renderer->at + 4, left - 4, "-->", 3) : memchr(renderer->at, '>', left);
    renderer->at = mark == NULL ? renderer->end : mark + (comment ? 3 : 1);
}

static void read_markup(struct renderer *renderer)
{
    char next = renderer->at + 1 < renderer->end ? renderer->at[1] : '\0';
    struct tag tag;
    if (next == '!' || next == '?') {
        skip_declaration(renderer);
    } else if (fu_is_letter(next) || next == '/') {
        read_tag(renderer, &tag);
        apply(renderer, &tag);
    } else {
        add_text(renderer, "<", 1);
        renderer->at++;
    }
}

void fu_html_to_text(struct fu_slice html, struct fu_buffer *out)
{
    struct renderer renderer = {.at = html.at, .end = html.at + html.length, .out = out};
    while (renderer.at < renderer.end && !out->overflowed) {
        if (*renderer.at == '<') {
            read_markup(&renderer);
        } else if (*renderer.at == '&') {
            add_reference(&renderer);
        } else if (is_blank(*renderer.at)) {
            add_blank(&renderer, *renderer.at++);
        } else {
            add_run(&renderer);
        }
    }
}
