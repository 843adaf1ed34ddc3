/* Writing a letter for the wire.
 *
 * Only the buffer's ceiling can be in the way; it remembers. The order stands in wire.h. */
#include "wire.h"

#include <stdint.h>
#include <string.h>

#include "followupd/mail/wire.h"

static void put_number(struct fu_buffer *buffer, uint64_t number, size_t width)
{
    unsigned char bytes[sizeof number];
    for (size_t i = 0; i < width; i++) {
        bytes[i] = (unsigned char)(number >> (8 * i));
    }
    fu_buffer_add(buffer, bytes, width);
}

static void put_count(struct fu_buffer *buffer, size_t count)
{
    put_number(buffer, count, sizeof(uint32_t));
}

static void put_text(struct fu_buffer *buffer, const char *text)
{
    size_t length = strlen(text);
    put_count(buffer, length);
    fu_buffer_add(buffer, text, length);
}

static void put_mailbox(struct fu_buffer *buffer, const struct fu_mailbox *mailbox)
{
    put_text(buffer, mailbox->name);
    put_text(buffer, mailbox->address);
}

static void put_mailboxes(struct fu_buffer *buffer, const struct fu_mailbox_list *list)
{
    put_count(buffer, list->count);
    for (size_t i = 0; i < list->count; i++) {
        put_mailbox(buffer, &list->items[i]);
    }
}

static void put_trace(struct fu_buffer *buffer, const struct fu_letter *letter)
{
    put_count(buffer, letter->zone);
    put_count(buffer, letter->recipient_count);
    for (size_t i = 0; i < letter->recipient_count; i++) {
        put_text(buffer, letter->recipients[i].address);
        put_count(buffer, letter->recipients[i].rank);
    }
    put_text(buffer, letter->submitted_by);
    put_count(buffer, letter->result_count);
    for (size_t i = 0; i < letter->result_count; i++) {
        put_text(buffer, letter->results[i].method);
        put_text(buffer, letter->results[i].result);
        put_text(buffer, letter->results[i].domain);
    }
    put_count(buffer, letter->results_present);
    put_count(buffer, letter->to_repeated);
    put_count(buffer, letter->marks);
}

static void put_report(struct fu_buffer *buffer, const struct fu_report *report)
{
    put_count(buffer, report != NULL);
    if (report != NULL) {
        put_count(buffer, report->kind);
        put_text(buffer, report->status);
        put_text(buffer, report->diagnostic);
        put_text(buffer, report->recipient);
        put_text(buffer, report->message_id);
        put_text(buffer, report->signature);
        put_count(buffer, report->recipient_count);
        for (size_t i = 0; i < report->recipient_count; i++) {
            put_count(buffer, report->recipients[i].kind);
            put_text(buffer, report->recipients[i].status);
            put_text(buffer, report->recipients[i].diagnostic);
            put_text(buffer, report->recipients[i].recipient);
        }
    }
}

static void put_body(struct fu_buffer *buffer, const struct fu_letter *letter)
{
    put_text(buffer, letter->text);
    put_count(buffer, letter->text_cut);
    put_count(buffer, letter->sealed);
    put_count(buffer, letter->attachment_count);
    for (size_t i = 0; i < letter->attachment_count; i++) {
        put_text(buffer, letter->attachments[i].name);
        put_text(buffer, letter->attachments[i].type);
        put_number(buffer, letter->attachments[i].size, sizeof(uint64_t));
    }
    put_count(buffer, letter->whole);
    fu_buffer_add(buffer, letter->body_digest, sizeof letter->body_digest);
}

static void put_ids(struct fu_buffer *buffer, const char *const *ids, size_t count)
{
    put_count(buffer, count);
    for (size_t i = 0; i < count; i++) {
        put_text(buffer, ids[i]);
    }
}

void fu_wire_encode(struct fu_buffer *buffer, const struct fu_letter *letter)
{
    put_count(buffer, FU_WIRE_VERSION);
    put_text(buffer, letter->message_id);
    put_text(buffer, letter->in_reply_to);
    put_ids(buffer, letter->references, letter->reference_count);
    put_ids(buffer, letter->enclosed, letter->enclosed_count);
    put_text(buffer, letter->subject);
    put_number(buffer, (uint64_t)letter->date, sizeof(uint64_t));
    put_number(buffer, (uint64_t)(int64_t)letter->date_offset, sizeof(uint64_t));
    put_count(buffer, letter->from_count);
    put_mailbox(buffer, &letter->from);
    put_mailboxes(buffer, &letter->to);
    put_mailboxes(buffer, &letter->cc);
    put_mailboxes(buffer, &letter->bcc);
    put_mailboxes(buffer, &letter->reply_to);
    put_trace(buffer, letter);
    put_text(buffer, letter->signature);
    put_report(buffer, letter->report);
    put_body(buffer, letter);
}
