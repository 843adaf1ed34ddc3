/* A walk over a header block. Pure; a line that is no field is passed over. */
#include "sighting.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "followupd/base/text.h"

/* One field, folds and all. */
struct field {
    const char *name;
    size_t name_length;
    const char *value;
    size_t value_length;
};

static bool is_named(const struct field *field, const char *name)
{
    return strlen(name) == field->name_length &&
           strncasecmp(name, field->name, field->name_length) == 0;
}

/* The length of the field that begins at text: its line and the folded ones behind it. */
static size_t field_length(const char *text, size_t left)
{
    const char *newline;
    size_t length = 0;

    do {
        newline = memchr(text + length, '\n', left - length);
        length = newline ? (size_t)(newline - text) + 1 : left;
    } while (length < left && (text[length] == ' ' || text[length] == '\t'));
    return length;
}

static bool split(const char *text, size_t length, struct field *field)
{
    const char *colon = memchr(text, ':', length);

    if (!colon || colon == text)
        return false;
    *field = (struct field){
        text, (size_t)(colon - text), colon + 1, length - (size_t)(colon + 1 - text)};
    while (field->name_length > 0 && (field->name[field->name_length - 1] == ' ' ||
                                         field->name[field->name_length - 1] == '\t'))
        field->name_length--;
    return true;
}

/* The address as a whole, not as the end of a longer one. */
static bool holds(const struct field *field, const char *address)
{
    static const char marks[] = ".!#$%&'*+/=?^_`{|}~-";
    size_t length = strlen(address);

    for (size_t i = 0; i + length <= field->value_length; i++) {
        char before = i > 0 ? field->value[i - 1] : ' ';
        char behind = i + length < field->value_length ? field->value[i + length] : ' ';

        if (strncasecmp(field->value + i, address, length) == 0 && !fu_is_alnum(before) &&
            !strchr(marks, before) && !fu_is_alnum(behind) && behind != '.' && behind != '-')
            return true;
    }
    return false;
}

static bool is_the_senders(const struct field *field)
{
    static const char *const names[] = {"To", "Cc", "Bcc", "From", "Sender", "Reply-To", "Subject",
        "References", "In-Reply-To", "Message-ID"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_named(field, names[i]))
            return true;
    }
    return false;
}

static size_t rank_of(const struct field *field, const struct fu_texts *recipient_headers)
{
    for (size_t i = 0; i < recipient_headers->count; i++) {
        if (is_named(field, recipient_headers->items[i]))
            return i;
    }
    return recipient_headers->count + !is_named(field, "Received");
}

int fu_ctl_sight(const char *header, size_t length, const char *address,
    const struct fu_texts *recipient_headers, struct fu_ctl_sighting *sighting)
{
    size_t best = recipient_headers->count + 2, rank, taken;
    struct field field;
    int received = 0;

    memset(sighting, 0, sizeof *sighting);
    for (; length > 0 && *header != '\n' && *header != '\r'; header += taken, length -= taken) {
        taken = field_length(header, length);
        if (!split(header, taken, &field))
            continue;
        rank = rank_of(&field, recipient_headers);
        if (rank < best && !is_the_senders(&field) && holds(&field, address)) {
            best = rank;
            sighting->found = true;
            sighting->listed = rank <= recipient_headers->count;
            sighting->received_above = received;
            snprintf(sighting->field, sizeof sighting->field, "%.*s", (int)field.name_length,
                field.name);
        }
        received += is_named(&field, "Received");
    }
    return received;
}
