/* A page as HTML: one column that grows to a comfortable width and shrinks to a telephone.
 *
 * Mail programs are no browsers, and each leaves something out. So:
 * - No <style>, class or id (Gmail may drop them), no image, no script, nothing to load.
 * - What must have a shape is a table: cells keep their padding and ground in Outlook, which sets
 *   mail with Word. Its links get none of their own there, so a button's cell names the same
 *   padding as mso-padding-alt. Tables do not touch, or Word makes one of two.
 * - Cells and links name the face and size they are set in, for Word lets none of it be inherited;
 *   the first face is one that Windows has, for where it is missing Word takes Times.
 * - Buttons in a row are as many as a telephone has room for: cells do not wrap.
 * - The button's ground stands in its link, too, for filters read white on nothing as hidden text.
 * - Text and ground have no colour of their own, so that each program makes its own dark mode of
 *   them; only "Write to" has both. Lines are of a grey that shows on white and on black.
 * - What somebody else wrote has its own direction (dir), for the page's is ours.
 * - What a program ignores (round corners, paler text, the widest column) may cost looks only.
 *
 * All text is escaped; links are ours or percent-encoded, or stand in a text as they are.
 * Nothing here fails. */
#include "compose_page.h"

#include <string.h>

#include "followupd/base/text.h"
#include "texts.h"

enum {
    QUOTE_DEPTH_MAX = 4,
    ROW_WIDTH = 328,   /* points of a telephone's 360 within the margins */
    BUTTON_FRAME = 26, /* of a button, its padding and the gap behind it */
    LETTER_WIDTH = 8,
    LINK_MAX = 2000
};

/* What a link in a text begins with; an ordinary one, and a calendar to subscribe to. */
static const char *const link_starts[] = {"https://", "webcal://"};

#define FACE "'Segoe UI',system-ui,Helvetica,Arial,sans-serif"
#define TABLE "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<title>";
static const char body[] = "</title>\n"
                           "</head>\n"
                           "<body style=\"margin:0\">\n" TABLE
                           " width=\"100%\"><tr><td style=\"padding:16px;font:16px/1.5 " FACE
                           ";overflow-wrap:anywhere\">\n"
                           "<div style=\"max-width:40em\">\n";
static const char foot[] = "</div>\n</td></tr></table>\n</body>\n</html>\n";

static const char paragraph[] = "<p style=\"margin:0 0 1em\">";
static const char apart[] = "<p style=\"margin:0 0 1.5em\">";
static const char tight[] = "<p style=\"margin:0 0 .25em\">";
static const char small[] = "<p style=\"margin:0 0 1em;font-size:14px;opacity:.75\">";
static const char small_tight[] = "<p style=\"margin:0 0 6px;font-size:14px;opacity:.75\">";
static const char small_apart[] = "<p style=\"margin:1.5em 0 .5em;font-size:14px;opacity:.75\">";
static const char title[] = "<b dir=\"auto\" style=\"font-size:18px\">";
static const char rows[] = TABLE ">\n";
static const char rows_end[] = "</table>\n";
static const char row[] = "<tr><td style=\"padding:0 0 8px\">" TABLE "><tr>\n";
static const char last_row[] = "<tr><td style=\"padding:0 0 16px\">" TABLE "><tr>\n";
static const char row_end[] = "</tr></table></td></tr>\n";
static const char gap[] = "<td width=\"6\"></td>\n";
static const char button_cell[] =
    "<td bgcolor=\"#2a62b8\" style=\"border-radius:6px;mso-padding-alt:8px 16px\">";
static const char button[] = "style=\"display:inline-block;padding:8px 16px;font:600 16px/1.5 " FACE
                             ";border-radius:6px;background-color:#2a62b8;color:#ffffff;"
                             "text-decoration:none\"";
static const char pill_cell[] =
    "<td style=\"border:1px solid #8a8a8a;border-radius:6px;mso-padding-alt:4px 9px\">";
static const char pill[] = "style=\"display:inline-block;padding:4px 9px;font:14px/1.5 " FACE
                           ";color:inherit;text-decoration:none\"";
static const char cell_end[] = "</td>\n";
static const char slim[] = "style=\"color:inherit;font-size:14px\"";
static const char slim_gap[] = " &nbsp;\n";
static const char quiet[] = "style=\"color:inherit\"";
static const char quote[] =
    "<blockquote dir=\"auto\" style=\"margin:0;padding:0 0 0 12px;border-left:3px solid #a8a8a8\">\n";
static const char rule[] = "<hr style=\"margin:1.5em 0;border:0;border-top:1px solid #a8a8a8\">\n";
static const char paragraph_end[] = "</p>\n";

/* What stands for a character in HTML, NULL for itself. A blank behind another one, or at the
 * start of a line, must not be swallowed. */
static const char *escape_of(const char *text, size_t at, bool line_start)
{
    switch (text[at]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return "&nbsp;&nbsp;&nbsp; ";
    default:
        return text[at] == ' ' && (at > 0 ? text[at - 1] == ' ' : line_start) ? "&nbsp;" : NULL;
    }
}

/* Adds a piece of a line: escaped, runs of blanks kept. */
static void add_piece(struct fu_buffer *buffer, const char *text, size_t length, bool line_start)
{
    size_t plain = 0;
    for (size_t i = 0; i < length; i++) {
        const char *escape = text[i] <= '>' ? escape_of(text, i, line_start) : NULL;
        if (escape != NULL) {
            fu_buffer_add(buffer, text + plain, i - plain);
            fu_buffer_add_text(buffer, escape);
            plain = i + 1;
        }
    }
    fu_buffer_add(buffer, text + plain, length - plain);
}

static void add_escaped(struct fu_buffer *buffer, const char *text, size_t length)
{
    add_piece(buffer, text, length, true);
}

static void add_text(struct fu_buffer *buffer, const char *text)
{
    add_escaped(buffer, text, strlen(text));
}

static bool is_link_character(char c)
{
    return c > ' ' && c <= '~' && strchr("<>\"'`\\^{|}", c) == NULL;
}

/* Octets of the link that begins text with `start`, without the punctuation of the sentence around
 * it; 0 when there is nothing behind that. */
static size_t link_length(const char *text, size_t length, const char *start)
{
    size_t taken = 0;
    while (taken < length && is_link_character(text[taken])) {
        taken++;
    }
    while (taken > 0 && strchr(".,;:!?)]*_", text[taken - 1]) != NULL) {
        taken--;
    }
    return taken > strlen(start) && taken <= LINK_MAX ? taken : 0;
}

/* The first link in a text that begins so, and its length; NULL when there is none. */
static const char *find_link_from(
    const char *text, const char *end, const char *start, size_t *length)
{
    const char *found;
    while ((found = memmem(text, (size_t)(end - text), start, strlen(start))) != NULL) {
        *length = link_length(found, (size_t)(end - found), start);
        if (*length > 0) {
            return found;
        }
        text = found + strlen(start);
    }
    return NULL;
}

/* The next link in a line and its length, NULL when there is none. */
static const char *find_link(const char *text, const char *end, size_t *length)
{
    const char *first = NULL;
    for (size_t i = 0; i < sizeof link_starts / sizeof *link_starts; i++) {
        size_t its;
        const char *found = find_link_from(text, end, link_starts[i], &its);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
            *length = its;
        }
    }
    return first;
}

/* Adds a line; what in it is a link can be followed. */
static void add_line(struct fu_buffer *buffer, const char *text, size_t length)
{
    const char *start = text;
    const char *end = text + length;
    const char *found;
    size_t link;
    while ((found = find_link(text, end, &link)) != NULL) {
        add_piece(buffer, text, (size_t)(found - text), text == start);
        fu_buffer_add_text(buffer, "<a style=\"color:inherit\" href=\"");
        add_escaped(buffer, found, link);
        fu_buffer_add_text(buffer, "\">");
        add_escaped(buffer, found, link);
        fu_buffer_add_text(buffer, "</a>");
        text = found + link;
    }
    add_piece(buffer, text, (size_t)(end - text), text == start);
}

/* Adds lines with breaks between them. */
static void add_lines(struct fu_buffer *buffer, const char *text)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        add_line(buffer, text, length);
        if (text[length] == '\0') {
            return;
        }
        fu_buffer_add_text(buffer, "<br>\n");
        text += length + 1;
    }
}

static void add_paragraph(struct fu_buffer *buffer, const char *start, const char *text)
{
    if (*text != '\0') {
        fu_buffer_add_text(buffer, start);
        add_lines(buffer, text);
        fu_buffer_add_text(buffer, paragraph_end);
    }
}

static void start_link(struct fu_buffer *buffer, const char *style, const char *link)
{
    fu_buffer_add_text(buffer, "<a ");
    fu_buffer_add_text(buffer, style);
    fu_buffer_add_text(buffer, " href=\"");
    add_text(buffer, link);
    fu_buffer_add_text(buffer, "\">");
}

static void add_link(
    struct fu_buffer *buffer, const char *style, const char *link, const char *label)
{
    start_link(buffer, style, link);
    add_text(buffer, label);
    fu_buffer_add_text(buffer, "</a>");
}

/* Adds a link of a row of them: one that went on in the next line would look like two. */
static void add_whole_link(
    struct fu_buffer *buffer, const char *style, const char *link, const char *label)
{
    start_link(buffer, style, link);
    for (size_t length; label[length = strcspn(label, " ")] != '\0'; label += length + 1) {
        add_escaped(buffer, label, length);
        fu_buffer_add_text(buffer, "&nbsp;");
    }
    add_text(buffer, label);
    fu_buffer_add_text(buffer, "</a>");
}

static void add_about(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->about == '\0') {
        return;
    }
    fu_buffer_add_text(buffer, paragraph);
    fu_buffer_add_text(buffer, title);
    add_text(buffer, page->about);
    fu_buffer_add_text(buffer, "</b>");
    if (*page->with != '\0') {
        fu_buffer_add_text(buffer, ", ");
        add_text(buffer, page->with);
    }
    fu_buffer_add_text(buffer, paragraph_end);
}

static void add_write(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->write_link != '\0') {
        fu_buffer_add_text(buffer, rows);
        fu_buffer_add_text(buffer, last_row);
        fu_buffer_add_text(buffer, button_cell);
        add_link(buffer, button, page->write_link, page->write_label);
        fu_buffer_add_text(buffer, cell_end);
        fu_buffer_add_text(buffer, row_end);
        fu_buffer_add_text(buffer, rows_end);
    }
}

/* The same actions as links that write a mail, where the buttons lead to the web. */
static void add_mail_links(struct fu_buffer *buffer, const struct fu_page *page)
{
    fu_buffer_add_text(buffer, small);
    add_text(buffer, fu_text_by_mail);
    for (size_t i = 0; i < page->action_count; i++) {
        const struct fu_page_action *action = &page->actions[i];
        if (*action->mailto != '\0') {
            fu_buffer_add_text(buffer, slim_gap);
            add_whole_link(buffer, quiet, action->mailto, action->label);
        }
    }
    fu_buffer_add_text(buffer, paragraph_end);
}

static bool has_web(const struct fu_page *page)
{
    for (size_t i = 0; i < page->action_count; i++) {
        if (*page->actions[i].web != '\0') {
            return true;
        }
    }
    return false;
}

/* What else does it: the web page, a reply. */
static void add_other_ways(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->web == '\0' && *page->hint == '\0') {
        return;
    }
    fu_buffer_add_text(buffer, small);
    if (*page->web != '\0') {
        add_link(buffer, quiet, page->web, fu_text_see_on_the_web);
        fu_buffer_add_text(buffer, *page->hint != '\0' ? "<br>\n" : "");
    }
    add_text(buffer, page->hint);
    fu_buffer_add_text(buffer, paragraph_end);
}

static const char *link_of(const struct fu_page_action *action)
{
    return *action->web != '\0' ? action->web : action->mailto;
}

static size_t button_width(const struct fu_page_action *action)
{
    return BUTTON_FRAME + LETTER_WIDTH * strlen(action->label);
}

/* How many of the actions make the next row: as many as fit, at least one. */
static size_t row_count(const struct fu_page_action *actions, size_t count)
{
    size_t taken = 0;
    size_t width = 0;
    while (taken < count && (taken == 0 || width + button_width(&actions[taken]) <= ROW_WIDTH)) {
        width += button_width(&actions[taken++]);
    }
    return taken;
}

static void add_pills(struct fu_buffer *buffer, const struct fu_page_action *actions, size_t count)
{
    fu_buffer_add_text(buffer, rows);
    while (count > 0) {
        size_t taken = row_count(actions, count);
        fu_buffer_add_text(buffer, taken < count ? row : last_row);
        for (size_t i = 0; i < taken; i++) {
            fu_buffer_add_text(buffer, i > 0 ? gap : "");
            fu_buffer_add_text(buffer, pill_cell);
            add_link(buffer, pill, link_of(&actions[i]), actions[i].label);
            fu_buffer_add_text(buffer, cell_end);
        }
        fu_buffer_add_text(buffer, row_end);
        actions += taken;
        count -= taken;
    }
    fu_buffer_add_text(buffer, rows_end);
}

static void add_slim_links(
    struct fu_buffer *buffer, const struct fu_page_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fu_buffer_add_text(buffer, i > 0 ? slim_gap : "");
        add_whole_link(buffer, slim, link_of(&actions[i]), actions[i].label);
    }
}

static void add_listed(struct fu_buffer *buffer, const struct fu_page_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fu_buffer_add_text(buffer, "<br>\n");
        add_link(buffer, quiet, actions[i].mailto, actions[i].address);
        fu_buffer_add_text(buffer, ": ");
        add_text(buffer, actions[i].label);
    }
}

static void add_section_links(struct fu_buffer *buffer, const struct fu_page_section *section)
{
    const char *between = "<br>\n";
    if (*section->write_link != '\0') {
        fu_buffer_add_text(buffer, between);
        add_link(buffer, slim, section->write_link, section->write_label);
    }
    if (section->listed) {
        add_listed(buffer, section->actions, section->action_count);
    } else if (section->action_count > 0) {
        fu_buffer_add_text(buffer, between);
        add_slim_links(buffer, section->actions, section->action_count);
        between = slim_gap;
    }
    if (*section->web != '\0') {
        fu_buffer_add_text(buffer, between);
        add_link(buffer, slim, section->web, fu_text_see_on_the_web);
    }
}

static void add_sections(struct fu_buffer *buffer, const struct fu_page *page)
{
    for (size_t i = 0; i < page->section_count; i++) {
        const struct fu_page_section *section = &page->sections[i];
        fu_buffer_add_text(buffer, apart);
        if (*section->title != '\0') {
            fu_buffer_add_text(buffer, "<b>");
            add_text(buffer, section->title);
            fu_buffer_add_text(buffer, *section->text != '\0' ? "</b><br>\n" : "</b>");
        }
        add_lines(buffer, section->text);
        add_section_links(buffer, section);
        fu_buffer_add_text(buffer, paragraph_end);
    }
}

static void add_actions(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (page->action_count > 0) {
        add_paragraph(buffer, small_tight, page->offer);
        add_pills(buffer, page->actions, page->action_count);
        if (has_web(page) && fu_page_by_mail(page)) {
            add_mail_links(buffer, page);
        }
    }
    add_other_ways(buffer, page);
}

/* Opens or closes quotations until depth of them are open. */
static void set_depth(struct fu_buffer *buffer, size_t *open, size_t depth)
{
    for (; *open < depth; (*open)++) {
        fu_buffer_add_text(buffer, quote);
    }
    for (; *open > depth; (*open)--) {
        fu_buffer_add_text(buffer, "</blockquote>\n");
    }
}

/* Adds the original, `outer` quotations around all of it. */
static void add_quotation(struct fu_buffer *buffer, const char *text, size_t outer)
{
    struct fu_quoted_line line;
    size_t open = 0;
    bool first = true;
    bool blank = false;
    while (fu_page_next_line(&text, QUOTE_DEPTH_MAX - outer, &line)) {
        if (line.depth + outer != open) {
            fu_buffer_add_text(buffer, first ? "" : blank ? "<br>\n" : "\n");
            set_depth(buffer, &open, line.depth + outer);
        } else if (!first) {
            fu_buffer_add_text(buffer, "<br>\n");
        }
        add_line(buffer, line.text, line.length);
        first = false;
        blank = line.length == 0;
    }
    fu_buffer_add_char(buffer, '\n');
    set_depth(buffer, &open, 0);
}

static void add_original(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->original == '\0') {
        return;
    }
    if (page->note) {
        fu_buffer_add_text(buffer, "<div>");
        add_quotation(buffer, page->original, 0);
        fu_buffer_add_text(buffer, "</div>\n");
    } else {
        add_paragraph(buffer, small_apart, page->attribution);
        add_quotation(buffer, page->original, 1);
    }
    if (page->cut) {
        add_paragraph(buffer, small_apart, fu_text_cut);
    }
}

void fu_page_html(struct fu_buffer *buffer, const struct fu_page *page)
{
    fu_buffer_add_text(buffer, head);
    add_text(buffer, page->title);
    fu_buffer_add_text(buffer, body);
    for (size_t i = 0; i < page->paragraph_count; i++) {
        bool joined = i + 1 == page->paragraph_count && *page->about != '\0' && !page->note;
        add_paragraph(buffer, joined ? tight : paragraph, page->paragraphs[i]);
    }
    add_about(buffer, page);
    add_paragraph(buffer, paragraph, page->remark);
    if (page->note) {
        add_original(buffer, page);
        add_paragraph(buffer, small_apart, page->left_out);
        fu_buffer_add_text(buffer, page->action_count > 0 ? rule : "");
    }
    add_write(buffer, page);
    add_sections(buffer, page);
    add_actions(buffer, page);
    if (!page->note) {
        add_paragraph(buffer, small, page->left_out);
        add_original(buffer, page);
    }
    add_paragraph(buffer, small, page->closing);
    fu_buffer_add_text(buffer, foot);
}
