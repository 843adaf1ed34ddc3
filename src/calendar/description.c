/* The description of a follow-up. What is long is cut: people after FU_CALENDAR_PEOPLE_MAX, a note
 * after FU_CALENDAR_NOTE_MAX octets. */
#include "description.h"

#include <string.h>

#include "followupd/base/text.h"

static void add_person(struct fu_buffer *text, const struct fu_mailbox *person)
{
    if (person->name[0] != '\0') {
        fu_buffer_print(text, "%s <%s>", person->name, person->address);
    } else {
        fu_buffer_add_text(text, person->address);
    }
}

static void add_people(struct fu_buffer *text, const struct fu_calendar_item *item)
{
    size_t shown =
        item->people_count < FU_CALENDAR_PEOPLE_MAX ? item->people_count : FU_CALENDAR_PEOPLE_MAX;
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == item->people_count;
        fu_buffer_add_text(text, i == 0 ? "\nWith " : last ? " and " : ", ");
        add_person(text, &item->people[i]);
    }
    if (item->people_count > shown) {
        fu_buffer_print(text, " and %zu more", item->people_count - shown);
    }
}

/* Cut at a character. */
static void add_note(struct fu_buffer *text, const char *note)
{
    size_t length = strnlen(note, FU_CALENDAR_NOTE_MAX + 1);
    bool cut = length > FU_CALENDAR_NOTE_MAX;
    if (cut) {
        length = FU_CALENDAR_NOTE_MAX;
        while (length > 0 && ((unsigned char)note[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    if (length > 0) {
        fu_buffer_add_text(text, "\n\n");
        fu_buffer_add(text, note, length);
        fu_buffer_add_text(text, cut ? " …" : "");
    }
}

void fu_description(struct fu_buffer *text, const struct fu_calendar_item *item)
{
    const char *english = item->schedule->english;
    fu_buffer_clear(text);
    if (item->task) {
        fu_buffer_add_text(text, "Task: ");
        fu_buffer_add_text(text, english);
        fu_buffer_add_text(text, ", then every workday until it is done");
    } else if (*english != '\0') {
        char first = *english;
        fu_buffer_add_char(text, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
        fu_buffer_add_text(text, english + 1);
    }
    add_people(text, item);
    add_note(text, item->note);
}
