/* Tables of clean text. Nothing fails; a cell keeps at most CELL_MAX bytes. Widths are those of the
 * C library under the program's locale. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "followupd/base/text.h"

enum { CELL_MAX = 1000, ROWS_AT_FIRST = 64, GAP = 2, ROOM_FOR_CELL = 4 * CELL_MAX };

static const char ellipsis[] = "…";

/* The next character's columns; *length is set to its bytes, 0 at the end. */
static size_t next_width(const char *text, size_t *length)
{
    mbstate_t state = {0};
    wchar_t character;
    size_t taken = mbrtowc(&character, text, strlen(text), &state);
    int width;

    if (taken == 0 || *text == '\0') {
        *length = 0;
        return 0;
    }
    if (taken == (size_t)-1 || taken == (size_t)-2) {
        *length = 1;
        return 1;
    }
    *length = taken;
    width = wcwidth(character);
    return width < 0 ? 1 : (size_t)width;
}

size_t fu_ctl_text_width(const char *text)
{
    size_t width = 0, length;

    for (;; text += length) {
        width += next_width(text, &length);
        if (length == 0)
            return width;
    }
}

const char *fu_ctl_text_cut(struct fu_arena *arena, const char *text, size_t width)
{
    const char *end = text;
    size_t length, used = 0, step;

    if (fu_ctl_text_width(text) <= width)
        return text;
    if (width == 0)
        return "";
    for (;; end += length) {
        step = next_width(end, &length);
        if (used + step > width - 1)
            break;
        used += step;
    }
    while (end > text && end[-1] == ' ')
        end--;
    return fu_arena_print(arena, "%.*s%s", (int)(end - text), text, ellipsis);
}

void fu_ctl_table_begin(struct fu_ctl_table *table, struct fu_arena *arena,
    const struct fu_ctl_column *columns, size_t count)
{
    memset(table, 0, sizeof *table);
    table->arena = arena;
    table->columns = columns;
    table->column_count = count;
}

void fu_ctl_table_free(struct fu_ctl_table *table)
{
    free(table->cells);
    table->cells = NULL;
}

void fu_ctl_table_add(struct fu_ctl_table *table, const char *const *cells)
{
    const char **row;

    if (table->row_count == table->row_capacity) {
        table->row_capacity = table->row_capacity ? 2 * table->row_capacity : ROWS_AT_FIRST;
        table->cells = fu_reallocate(
            table->cells, table->row_capacity * table->column_count, sizeof *table->cells);
    }
    row = table->cells + table->row_count++ * table->column_count;
    for (size_t i = 0; i < table->column_count; i++)
        row[i] = fu_text_line(table->arena, cells[i], strlen(cells[i]), CELL_MAX);
}

static size_t column_width(const struct fu_ctl_table *table, size_t column, size_t width)
{
    size_t most = table->columns[column].most;
    size_t needed = fu_ctl_text_width(table->columns[column].title), cell;

    if (table->columns[column].hidden)
        return 0;
    for (size_t i = 0; i < table->row_count; i++) {
        cell = fu_ctl_text_width(table->cells[i * table->column_count + column]);
        if (cell > needed)
            needed = cell;
    }
    return width > 0 && most > 0 && needed > most ? most : needed;
}

static void add_spaces(struct fu_buffer *out, size_t count)
{
    while (count-- > 0)
        fu_buffer_add_char(out, ' ');
}

static void write_row(const struct fu_ctl_table *table, const char *const *cells,
    const size_t *widths, struct fu_buffer *out)
{
    const char *cell;
    size_t missing;

    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].hidden)
            continue;
        cell = fu_ctl_text_cut(table->arena, cells[i], widths[i]);
        missing = widths[i] - fu_ctl_text_width(cell);
        add_spaces(out, table->columns[i].right ? missing : 0);
        fu_buffer_add_text(out, cell);
        if (i + 1 < table->column_count)
            add_spaces(out, (table->columns[i].right ? 0 : missing) + GAP);
    }
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    fu_buffer_add_char(out, '\n');
}

/* Columns in all, but for the last. */
static size_t width_before_last(const struct fu_ctl_table *table, const size_t *widths)
{
    size_t used = 0;

    for (size_t i = 0; i + 1 < table->column_count; i++)
        used += table->columns[i].hidden ? 0 : widths[i] + GAP;
    return used;
}

/* Takes a column of the terminal from the widest that can spare one; false when none can. */
static bool narrow(const struct fu_ctl_table *table, size_t *widths)
{
    size_t widest = table->column_count;

    for (size_t i = 0; i + 1 < table->column_count; i++) {
        if (table->columns[i].most > 0 && widths[i] > FU_CTL_COLUMN_LEAST &&
            (widest == table->column_count || widths[i] > widths[widest]))
            widest = i;
    }
    if (widest == table->column_count)
        return false;
    widths[widest]--;
    return true;
}

/* Cuts columns until all fit and the last keeps enough to be of use. */
static void fit(const struct fu_ctl_table *table, size_t width, size_t *widths)
{
    size_t *last = &widths[table->column_count - 1];
    size_t wanted = *last < FU_CTL_LAST_COLUMN_LEAST ? *last : FU_CTL_LAST_COLUMN_LEAST;
    size_t used;

    while (width_before_last(table, widths) + wanted > width && narrow(table, widths))
        ;
    used = width_before_last(table, widths);
    if (used + *last > width)
        *last = used + wanted > width ? wanted : width - used;
}

void fu_ctl_table_write(const struct fu_ctl_table *table, size_t width, struct fu_buffer *out)
{
    const char *titles[FU_CTL_COLUMNS_MAX];
    size_t widths[FU_CTL_COLUMNS_MAX];

    for (size_t i = 0; i < table->column_count; i++) {
        titles[i] = table->columns[i].title;
        widths[i] = column_width(table, i, width);
    }
    if (width > 0)
        fit(table, width, widths);
    write_row(table, titles, widths, out);
    for (size_t i = 0; i < table->row_count; i++)
        write_row(table, table->cells + i * table->column_count, widths, out);
}

void fu_ctl_table_print(const struct fu_ctl_table *table, size_t width)
{
    struct fu_buffer out;

    fu_buffer_init(&out, (table->row_count + 1) * FU_CTL_COLUMNS_MAX * ROOM_FOR_CELL);
    fu_ctl_table_write(table, width, &out);
    (void)fwrite(out.data, 1, out.length, stdout);
    fu_buffer_free(&out);
}
