/* The trusted zone, and whom it says the mail was delivered to.
 *
 * A sender can write any field into a mail, but our servers only put theirs on top: nothing below
 * the last trusted Received field is looked at. A zone that is shorter than it should be holds
 * nothing. */
#include <string.h>

#include "addresses.h"
#include "followupd/mail/limits.h"
#include "received.h"
#include "zone.h"

struct fu_mail_zone fu_mail_zone_find(const struct fu_header *header, int trusted_received)
{
    if (trusted_received <= 0) {
        return (struct fu_mail_zone){FU_ZONE_WHOLE, 0};
    }
    size_t place = fu_header_find(header, "Received", 0);
    for (int i = 1; i < trusted_received && place < header->count; i++) {
        place = fu_header_find(header, "Received", place + 1);
    }
    if (place == header->count) {
        return (struct fu_mail_zone){FU_ZONE_SHORT, 0};
    }
    return (struct fu_mail_zone){FU_ZONE_WHOLE, place + 1};
}

struct list {
    struct fu_recipient items[FU_MAIL_RECIPIENTS_MAX];
    size_t count;
};

static void add(struct list *list, const char *address, size_t rank)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].address, address) == 0) {
            return;
        }
    }
    if (list->count < FU_MAIL_RECIPIENTS_MAX) {
        list->items[list->count++] =
            (struct fu_recipient){.address = address, .rank = (unsigned)rank};
    }
}

static void add_fields(struct fu_arena *arena, const struct fu_header *header,
    struct fu_mail_zone zone, const char *name, size_t rank, struct list *list)
{
    for (size_t place = fu_header_find(header, name, 0); place < zone.count;
         place = fu_header_find(header, name, place + 1)) {
        struct fu_addresses addresses = {0};
        fu_addresses_read(arena, header->fields[place].value, &addresses);
        for (size_t i = 0; i < addresses.count; i++) {
            add(list, addresses.items[i].address, rank);
        }
    }
}

void fu_mail_zone_recipients(struct fu_arena *arena, const struct fu_header *header,
    struct fu_mail_zone zone, const struct fu_texts *recipient_headers, struct fu_letter *letter)
{
    struct list list = {.count = 0};
    for (size_t rank = 0; rank < recipient_headers->count && zone.count > 0; rank++) {
        add_fields(arena, header, zone, recipient_headers->items[rank], rank, &list);
    }
    letter->submitted_by = "";
    for (size_t place = fu_header_find(header, "Received", 0); place < zone.count;
         place = fu_header_find(header, "Received", place + 1)) {
        struct fu_received received = fu_received_read(arena, header->fields[place].value);
        if (*received.recipient != '\0') {
            add(&list, received.recipient, recipient_headers->count);
        }
        if (*received.login != '\0') {
            letter->submitted_by = received.login; /* the lowest is where the mail came in */
        }
    }
    struct fu_recipient *items = fu_arena_allocate(arena, list.count + 1, sizeof *items);
    memcpy(items, list.items, list.count * sizeof *items);
    letter->recipients = items;
    letter->recipient_count = list.count;
}
