/* Lists and wall clocks as text.
 *
 * Nothing here fails. Lists are cut at FU_LIST_MAX items and at whole items within
 * FU_LIST_TEXT_MAX. */
#include "lists.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/base/address.h"
#include "followupd/base/number.h"

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

static bool is_line(const char *text)
{
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (is_control(*text)) {
            return false;
        }
    }
    return true;
}

static bool fits(const struct fu_buffer *buffer, size_t length)
{
    return length < buffer->limit - buffer->length;
}

static void begin_line(struct fu_buffer *buffer)
{
    if (buffer->length > 0) {
        fu_buffer_add_char(buffer, '\n');
    }
}

void fu_list_texts(struct fu_buffer *buffer, const char *const *texts, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < FU_LIST_MAX; i++) {
        if (is_line(texts[i]) && fits(buffer, strlen(texts[i]) + 1)) {
            begin_line(buffer);
            fu_buffer_add_text(buffer, texts[i]);
            kept++;
        }
    }
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; (text = strchr(text, '\n')) != NULL && lines < FU_LIST_MAX; text++) {
        lines++;
    }
    return lines;
}

/* The length of the line at *text, which moves on to the next one or to the end. */
static size_t next_line(const char **text)
{
    size_t length = strcspn(*text, "\n");
    *text += length + ((*text)[length] == '\n');
    return length;
}

void fu_list_read_texts(
    struct fu_arena *arena, const char *text, const char *const **texts, size_t *count)
{
    *texts = NULL;
    *count = 0;
    if (*text == '\0') {
        return;
    }
    size_t most = count_lines(text);
    const char **items = fu_arena_allocate(arena, most, sizeof *items);
    while (*text != '\0' && *count < most) {
        const char *line = text;
        size_t length = next_line(&text);
        char *item = fu_arena_copy_n(arena, line, length);
        if (is_line(item)) {
            items[(*count)++] = item;
        }
    }
    *texts = items;
}

void fu_list_mailboxes(struct fu_buffer *buffer, const struct fu_mailbox_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count && kept < FU_LIST_MAX; i++) {
        const char *address = list->items[i].address;
        const char *name = list->items[i].name;
        size_t length = strlen(address);
        if (!fu_address_valid(address, length) || !fits(buffer, length + strlen(name) + 2)) {
            continue;
        }
        begin_line(buffer);
        fu_buffer_add(buffer, address, length);
        if (*name != '\0') {
            fu_buffer_add_char(buffer, ' ');
            for (; *name != '\0'; name++) {
                fu_buffer_add_char(buffer, is_control(*name) ? ' ' : *name);
            }
        }
        kept++;
    }
}

void fu_list_read_mailboxes(struct fu_arena *arena, const char *text, struct fu_mailbox_list *list)
{
    list->items = NULL;
    list->count = 0;
    if (*text == '\0') {
        return;
    }
    size_t most = count_lines(text);
    struct fu_mailbox *items = fu_arena_allocate(arena, most, sizeof *items);
    size_t count = 0;
    while (*text != '\0' && count < most) {
        const char *line = text;
        size_t length = next_line(&text);
        const char *blank = memchr(line, ' ', length);
        size_t address = blank != NULL ? (size_t)(blank - line) : length;
        if (!fu_address_valid(line, address)) {
            continue;
        }
        items[count].address = fu_arena_copy_n(arena, line, address);
        items[count].name =
            blank != NULL ? fu_arena_copy_n(arena, blank + 1, length - address - 1) : "";
        count++;
    }
    list->items = items;
    list->count = count;
}

/* digits of value, with leading zeros; what does not fit is left out. */
static char *put_digits(char *text, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return text + digits;
}

void fu_civil_write(const struct fu_civil *civil, char text[FU_CIVIL_SIZE])
{
    static const char marks[] = "--T::";
    const int parts[] = {
        civil->year, civil->month, civil->day, civil->hour, civil->minute, civil->second};
    for (int i = 0; i < 6; i++) {
        text = put_digits(text, parts[i] < 0 ? 0 : parts[i], i == 0 ? 4 : 2);
        *text++ = marks[i];
    }
}

void fu_civil_read(const char *text, struct fu_civil *civil)
{
    static const char marks[] = "--T::";
    static const int low[] = {1970, 1, 1, 0, 0, 0}, high[] = {2199, 12, 31, 23, 59, 59};
    int64_t parts[6] = {0};
    bool good = strlen(text) == FU_CIVIL_SIZE - 1;
    for (int i = 0; i < 6 && good; i++) {
        size_t digits = i == 0 ? 4 : 2;
        good =
            fu_number_parse(text, digits, low[i], high[i], &parts[i]) && text[digits] == marks[i];
        text += digits + 1;
    }
    *civil = (struct fu_civil){0};
    if (good) {
        *civil = (struct fu_civil){(int)parts[0], (int)parts[1], (int)parts[2], (int)parts[3],
            (int)parts[4], (int)parts[5]};
    }
}
