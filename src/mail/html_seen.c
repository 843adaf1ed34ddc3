/* What nobody sees of an HTML document.
 *
 * Senders hide a line for the inbox's list above a mail (display:none and what else works in one
 * program or another); it is no word of the person who wrote. Letters of no size are different:
 * newsletters set them around a whole mail against gaps, and give the text within a size again.
 * Style sheets are not read, inline styles only. Nothing fails. */
#include "html_seen.h"

#include <string.h>

#include "followupd/base/text.h"

/* The next declaration of a style, without blanks around its halves; false at the end. */
static bool next_declaration(struct fu_slice *rest, struct fu_slice *name, struct fu_slice *value)
{
    while (rest->length > 0) {
        const char *mark = memchr(rest->at, ';', rest->length);
        size_t length = mark == NULL ? rest->length : (size_t)(mark - rest->at);
        const char *colon = memchr(rest->at, ':', length);
        if (colon != NULL) {
            size_t before = (size_t)(colon - rest->at);
            *name = fu_slice_trim((struct fu_slice){rest->at, before});
            *value = fu_slice_trim((struct fu_slice){colon + 1, length - before - 1});
        }
        length += mark != NULL;
        rest->at += length;
        rest->length -= length;
        if (colon != NULL) {
            return true;
        }
    }
    return false;
}

/* True for a value that is the word, or begins with it and goes on with a blank or "!important". */
static bool is_word(struct fu_slice value, const char *word)
{
    size_t length = strlen(word);
    return value.length >= length && fu_slice_is((struct fu_slice){value.at, length}, word) &&
           (value.length == length || value.at[length] == ' ' || value.at[length] == '!');
}

/* "0", "0px", "0.0em"; not "0.8em". */
static bool is_nothing(struct fu_slice value)
{
    size_t figures = 0;
    while (figures < value.length && (value.at[figures] == '0' || value.at[figures] == '.')) {
        figures++;
    }
    return figures > 0 && (figures == value.length || !fu_is_digit(value.at[figures]));
}

void fu_html_look_style(struct fu_slice style, struct fu_html_look *look)
{
    struct fu_slice name, value;
    bool outlook = false, displayed = false, flat = false, clipped = false;
    while (next_declaration(&style, &name, &value)) {
        bool hides = (fu_slice_is(name, "display") && is_word(value, "none")) ||
                     (fu_slice_is(name, "visibility") && is_word(value, "hidden")) ||
                     (fu_slice_is(name, "opacity") && is_nothing(value));
        look->hidden = look->hidden || hides;
        displayed = displayed || fu_slice_is(name, "display");
        outlook = outlook || (fu_slice_is(name, "mso-hide") && is_word(value, "all"));
        flat = flat || (fu_slice_is(name, "max-height") && is_nothing(value));
        clipped = clipped || (fu_slice_is(name, "overflow") && is_word(value, "hidden"));
        if (fu_slice_is(name, "font-size")) {
            look->sized = true;
            look->no_size = is_nothing(value);
        }
    }
    /* What is displayed somehow is hidden from Outlook alone, which gets something else. */
    look->hidden = look->hidden || (flat && clipped) || (outlook && !displayed);
}

static bool has_no_content(const char *name)
{
    static const char *const names[] = {"area", "base", "br", "col", "embed", "hr", "img", "input",
        "link", "meta", "source", "track", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* A paragraph ends where a block begins, a list's item or a cell where the next one does. */
static void end_before(struct fu_html_seen *seen, const char *name, bool block)
{
    static const char *const items[] = {"li", "td", "th", "tr", "dd", "dt"};
    if (seen->count == 0) {
        return;
    }
    const char *top = seen->open[seen->count - 1].name;
    if (block && strcmp(top, "p") == 0) {
        seen->count--;
        return;
    }
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (strcmp(items[i], name) == 0 && strcmp(top, name) == 0) {
            seen->count--;
            return;
        }
    }
}

void fu_html_seen_open(
    struct fu_html_seen *seen, const char *name, bool block, const struct fu_html_look *look)
{
    if (has_no_content(name)) {
        return;
    }
    end_before(seen, name, block);
    if (seen->count == FU_HTML_OPEN_MAX) {
        return;
    }
    size_t place = seen->count++;
    bool within = place > 0;
    bool no_size = within && seen->open[place - 1].no_size;
    memcpy(seen->open[place].name, name, strlen(name) + 1);
    seen->open[place].hidden = look->hidden || (within && seen->open[place - 1].hidden);
    seen->open[place].no_size = look->sized ? look->no_size : no_size;
}

void fu_html_seen_close(struct fu_html_seen *seen, const char *name)
{
    for (size_t place = seen->count; place-- > 0;) {
        if (strcmp(seen->open[place].name, name) == 0) {
            seen->count = place;
            return;
        }
    }
}

bool fu_html_seen_not(const struct fu_html_seen *seen)
{
    return seen->count > 0 &&
           (seen->open[seen->count - 1].hidden || seen->open[seen->count - 1].no_size);
}
