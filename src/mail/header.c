/* Splitting header blocks.
 *
 * Lines end with LF or CRLF; a field goes on in lines that begin with a blank. A name is printable
 * ASCII, blanks may stand before its colon (RFC 5322 4.5). What is no field is left out. */
#include "header.h"

#include <string.h>

#include "followupd/mail/limits.h"

size_t fu_line_length(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    return (size_t)((feed == NULL ? end : feed + 1) - at);
}

bool fu_line_is_empty(const char *at, size_t length)
{
    return at[0] == '\n' || (length == 2 && at[0] == '\r' && at[1] == '\n');
}

bool fu_header_split(struct fu_slice lines, struct fu_header_field *field)
{
    size_t name = 0;
    while (name < lines.length && lines.at[name] > ' ' && lines.at[name] <= '~' &&
           lines.at[name] != ':') {
        name++;
    }
    size_t colon = name;
    while (colon < lines.length && (lines.at[colon] == ' ' || lines.at[colon] == '\t')) {
        colon++;
    }
    if (name == 0 || colon == lines.length || lines.at[colon] != ':') {
        return false;
    }
    field->name = (struct fu_slice){lines.at, name};
    field->value = fu_slice_trim((struct fu_slice){lines.at + colon + 1, lines.length - colon - 1});
    return true;
}

static bool continues(const char *line)
{
    return *line == ' ' || *line == '\t';
}

struct fu_header fu_header_read(struct fu_arena *arena, struct fu_slice block)
{
    enum { FIRST = 32 };
    size_t capacity = FIRST;
    struct fu_header_field *fields = fu_arena_allocate(arena, capacity, sizeof *fields);
    size_t count = 0;
    const char *end = block.at + block.length;
    for (const char *at = block.at; at < end && count < FU_MAIL_FIELDS_MAX;) {
        const char *start = at;
        do {
            at += fu_line_length(at, end);
        } while (at < end && continues(at));
        if (count == capacity) {
            struct fu_header_field *more = fu_arena_allocate(arena, capacity * 2, sizeof *more);
            memcpy(more, fields, capacity * sizeof *more);
            fields = more;
            capacity *= 2;
        }
        count += fu_header_split((struct fu_slice){start, (size_t)(at - start)}, &fields[count]);
    }
    return (struct fu_header){fields, count};
}

size_t fu_header_find(const struct fu_header *header, const char *name, size_t from)
{
    while (from < header->count && !fu_slice_is(header->fields[from].name, name)) {
        from++;
    }
    return from;
}

struct fu_slice fu_header_value(const struct fu_header *header, const char *name)
{
    size_t place = fu_header_find(header, name, 0);
    return place < header->count ? header->fields[place].value : (struct fu_slice){NULL, 0};
}
