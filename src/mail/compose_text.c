/* A page as plain text for terminals: our lines wrapped at 72 columns, quotations at 76 behind ">".
 *
 * Short lines of a quotation stay as they are; only lines that no window shows whole are broken, at
 * blanks, and keep their quotation marks. A word longer than a line stays whole. */
#include "compose_page.h"

#include <string.h>

#include "texts.h"

enum {
    OWN_COLUMNS = 72,
    QUOTED_COLUMNS = 76,
    KEPT_COLUMNS = 78,
    QUOTE_DEPTH_MAX = 20,
    LABEL_COLUMNS_MAX = 24,
    ABOUT_MAX = 8 * 1024
};

static const char rule[] = "---";

/* Characters of UTF-8, combining or wide ones counted as one. */
static size_t columns(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

/* How many octets of text make one line of that width: up to a blank, at least one word. */
static size_t wrap_at(const char *text, size_t length, size_t width)
{
    size_t column = 0, best = 0;
    for (size_t i = 0; i < length; i++) {
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
        bool inner_blank = text[i] == ' ' && i > 0 && text[i - 1] != ' ';
        if (inner_blank && (best == 0 || column <= width + 1)) {
            best = i;
        }
        if (column > width && best > 0) {
            return best;
        }
    }
    return length;
}

/* Adds one line behind prefix, broken into lines of width. */
static void add_wrapped(
    struct fu_buffer *buffer, const char *prefix, const char *text, size_t length, size_t width)
{
    for (;;) {
        size_t taken = wrap_at(text, length, width);
        fu_buffer_add_text(buffer, prefix);
        fu_buffer_add(buffer, text, taken);
        fu_buffer_add_char(buffer, '\n');
        while (taken < length && text[taken] == ' ') {
            taken++;
        }
        text += taken;
        length -= taken;
        if (length == 0) {
            return;
        }
    }
}

/* A blank line between what stands already and what follows. */
static void start_block(struct fu_buffer *buffer)
{
    if (buffer->length > 0) {
        fu_buffer_add_char(buffer, '\n');
    }
}

/* Adds lines wrapped at width, as they stand. */
static void add_lines(struct fu_buffer *buffer, const char *text, size_t width)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        add_wrapped(buffer, "", text, length, width);
        text += length;
        text += *text == '\n';
    }
}

static void add_block(struct fu_buffer *buffer, const char *text)
{
    if (*text != '\0') {
        start_block(buffer);
        add_lines(buffer, text, OWN_COLUMNS);
    }
}

bool fu_page_next_line(const char **rest, size_t limit, struct fu_quoted_line *line)
{
    const char *text = *rest;
    if (*text == '\0') {
        return false;
    }
    size_t length = strcspn(text, "\n");
    *rest = text + length + (text[length] == '\n');
    line->depth = 0;
    while (line->depth < limit && length > 0 && *text == '>') {
        line->depth++;
        size_t mark = length > 1 && text[1] == ' ' ? 2 : 1;
        text += mark;
        length -= mark;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    line->text = text;
    line->length = length;
    return true;
}

static void add_quotation(struct fu_buffer *buffer, const char *text)
{
    struct fu_quoted_line line;
    while (fu_page_next_line(&text, QUOTE_DEPTH_MAX, &line)) {
        char prefix[QUOTE_DEPTH_MAX + 3];
        size_t marks = line.depth + 1;
        memset(prefix, '>', marks);
        prefix[marks] = line.length > 0 ? ' ' : '\0';
        prefix[marks + 1] = '\0';
        bool kept = columns(line.text, line.length) <= KEPT_COLUMNS;
        add_wrapped(buffer, prefix, line.text, line.length,
            kept ? KEPT_COLUMNS : QUOTED_COLUMNS - marks - 1);
    }
}

static void add_original(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->original == '\0') {
        return;
    }
    start_block(buffer);
    if (page->note) {
        add_lines(buffer, page->original, QUOTED_COLUMNS);
    } else {
        add_lines(buffer, page->attribution, OWN_COLUMNS);
        add_quotation(buffer, page->original);
    }
    if (page->cut) {
        start_block(buffer);
        add_lines(buffer, fu_text_cut, OWN_COLUMNS);
    }
}

static void add_about(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->about == '\0') {
        return;
    }
    if (page->note) {
        add_block(buffer, page->about);
        return;
    }
    struct fu_buffer line;
    fu_buffer_init(&line, ABOUT_MAX);
    fu_buffer_print(
        &line, "About: %s%s%s", page->about, *page->with != '\0' ? ", " : "", page->with);
    add_lines(buffer, line.data, OWN_COLUMNS);
    fu_buffer_free(&line);
}

static void add_write(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (*page->write_link != '\0') {
        start_block(buffer);
        fu_buffer_add_text(buffer, page->write_label);
        fu_buffer_add_text(buffer, ":\n");
        fu_buffer_add_text(buffer, page->write_link);
        fu_buffer_add_char(buffer, '\n');
    }
}

bool fu_page_by_mail(const struct fu_page *page)
{
    for (size_t i = 0; i < page->action_count; i++) {
        if (*page->actions[i].address != '\0') {
            return true;
        }
    }
    return false;
}

static size_t label_columns(const struct fu_page_action *actions, size_t count)
{
    size_t widest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t width = columns(actions[i].label, strlen(actions[i].label));
        if (width > widest && width <= LABEL_COLUMNS_MAX) {
            widest = width;
        }
    }
    return widest;
}

/* Adds "  label   target"; a second target of the same action stands below the first. */
static void add_target(
    struct fu_buffer *buffer, const char *label, size_t width, const char *target)
{
    if (*target == '\0') {
        return;
    }
    size_t used = columns(label, strlen(label));
    fu_buffer_add_text(buffer, "  ");
    fu_buffer_add_text(buffer, label);
    if (used > width) {
        fu_buffer_add_text(buffer, "\n  ");
        used = 0;
    }
    for (; used < width + 2; used++) {
        fu_buffer_add_char(buffer, ' ');
    }
    fu_buffer_add_text(buffer, target);
    fu_buffer_add_char(buffer, '\n');
}

/* Adds below an address the words that a mail to it must have. */
static void add_words(struct fu_buffer *buffer, const char *body)
{
    while (*body != '\0') {
        size_t length = strcspn(body, "\n");
        fu_buffer_add_text(buffer, "    ");
        fu_buffer_add_text(buffer, fu_text_with_words);
        fu_buffer_add_char(buffer, ' ');
        fu_buffer_add(buffer, body, length);
        fu_buffer_add_char(buffer, '\n');
        body += length + (body[length] == '\n');
    }
}

static void add_table(struct fu_buffer *buffer, const struct fu_page_action *actions, size_t count)
{
    size_t width = label_columns(actions, count);
    for (size_t i = 0; i < count; i++) {
        const struct fu_page_action *action = &actions[i];
        add_target(buffer, action->label, width, action->address);
        add_words(buffer, *action->address != '\0' ? action->body : "");
        add_target(buffer, *action->address == '\0' ? action->label : "", width, action->web);
    }
}

static void add_listed(struct fu_buffer *buffer, const struct fu_page_action *actions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fu_buffer_print(buffer, "%s: %s\n", actions[i].address, actions[i].label);
    }
}

static void add_sections(struct fu_buffer *buffer, const struct fu_page *page)
{
    for (size_t i = 0; i < page->section_count; i++) {
        const struct fu_page_section *section = &page->sections[i];
        start_block(buffer);
        add_lines(buffer, section->title, OWN_COLUMNS);
        add_lines(buffer, section->text, OWN_COLUMNS);
        if (section->listed) {
            add_listed(buffer, section->actions, section->action_count);
        } else if (!section->brief) {
            add_table(buffer, section->actions, section->action_count);
            add_target(
                buffer, "", label_columns(section->actions, section->action_count), section->web);
        }
    }
}

static bool needs_words(const struct fu_page *page)
{
    for (size_t i = 0; i < page->action_count; i++) {
        if (*page->actions[i].body != '\0') {
            return true;
        }
    }
    return false;
}

/* What stands above the addresses. */
static const char *action_lead(const struct fu_page *page)
{
    bool one = page->action_count == 1;
    if (!fu_page_by_mail(page)) {
        return fu_text_act_by_web;
    }
    if (*page->offer_by_mail != '\0') {
        return page->offer_by_mail;
    }
    if (needs_words(page)) {
        return one ? fu_text_act_by_words_once : fu_text_act_by_words;
    }
    return one ? fu_text_act_by_mail_once : fu_text_act_by_mail;
}

static void add_actions(struct fu_buffer *buffer, const struct fu_page *page)
{
    if (page->action_count > 0) {
        add_block(buffer, action_lead(page));
        start_block(buffer);
        add_table(buffer, page->actions, page->action_count);
    }
    if (*page->web != '\0') {
        start_block(buffer);
        fu_buffer_add_text(buffer, fu_text_on_the_web);
        fu_buffer_add_char(buffer, ' ');
        fu_buffer_add_text(buffer, page->web);
        fu_buffer_add_char(buffer, '\n');
    }
    add_block(buffer, page->hint_by_mail != NULL ? page->hint_by_mail : page->hint);
}

void fu_page_text(struct fu_buffer *buffer, const struct fu_page *page)
{
    for (size_t i = 0; i < page->paragraph_count; i++) {
        add_block(buffer, page->paragraphs[i]);
    }
    add_about(buffer, page);
    add_block(buffer, page->remark);
    if (page->note) {
        add_original(buffer, page);
        add_block(buffer, page->left_out);
        add_block(buffer, page->action_count > 0 ? rule : "");
    }
    add_write(buffer, page);
    add_sections(buffer, page);
    add_actions(buffer, page);
    if (!page->note) {
        add_block(buffer, page->left_out);
        add_original(buffer, page);
    }
    add_block(buffer, page->closing);
}
