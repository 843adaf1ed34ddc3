/* Links that write a mail, and the subject of a reply.
 *
 * All but unreserved characters are percent-encoded, "+" too, which some programs read as a blank.
 * Some programs cut links at 2,000 characters, so a reply's link stays below. */
#include "compose_link.h"

#include <stdbool.h>
#include <string.h>

#include "compose_gate.h"
#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/limits.h"

enum { LINK_MAX = 1900, REPLY_SUBJECT_MAX = 250, ANY_LINK_MAX = 64 * 1024 };

/* RFC 3986 2.3. Asked for every character of every link, hence no calls. */
static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* Adds length bytes percent-encoded, all but unreserved characters and, between addresses, "@" and
 * ",". */
static void add_encoded(struct fu_buffer *link, const char *text, size_t length, bool addresses)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t at = 0; at < length;) {
        size_t run = 0;
        while (at + run < length &&
               (is_unreserved(text[at + run]) ||
                   (addresses && (text[at + run] == '@' || text[at + run] == ',')))) {
            run++;
        }
        fu_buffer_add(link, text + at, run);
        at += run;
        if (at < length) {
            unsigned char byte = (unsigned char)text[at++];
            char escape[] = {'%', hex[byte >> 4], hex[byte & 0xF]};
            fu_buffer_add(link, escape, sizeof escape);
        }
    }
}

static void add_text(struct fu_buffer *link, const char *text)
{
    add_encoded(link, text, strlen(text), false);
}

/* Adds addresses, separated by commas with or without blanks. */
static void add_addresses(struct fu_buffer *link, const char *addresses)
{
    while (*addresses != '\0') {
        size_t length = strcspn(addresses, " ");
        add_encoded(link, addresses, length, true);
        addresses += length;
        addresses += strspn(addresses, " ");
    }
}

/* Adds "?name=" or "&name=". */
static void add_name(struct fu_buffer *link, const char *name)
{
    fu_buffer_add_char(link, strchr(link->data, '?') == NULL ? '?' : '&');
    fu_buffer_add_text(link, name);
    fu_buffer_add_char(link, '=');
}

static void add_field(struct fu_buffer *link, const char *name, const char *value)
{
    if (*value != '\0') {
        add_name(link, name);
        add_text(link, value);
    }
}

/* RFC 6068, section 5: line ends are %0D%0A. */
static void add_body(struct fu_buffer *link, const char *body)
{
    if (*body == '\0') {
        return;
    }
    add_name(link, "body");
    const char *line_end;
    while ((line_end = strchr(body, '\n')) != NULL) {
        add_encoded(link, body, (size_t)(line_end - body), false);
        fu_buffer_add_text(link, "%0D%0A");
        body = line_end + 1;
    }
    add_text(link, body);
}

static const char *finish(struct fu_arena *arena, struct fu_buffer *link)
{
    const char *copy = fu_arena_copy_n(arena, link->data, link->length);
    fu_buffer_free(link);
    return copy;
}

const char *fu_compose_mailto(struct fu_arena *arena, const char *address, const char *cc,
    const char *subject, const char *body)
{
    struct fu_buffer link;
    fu_buffer_init(&link, ANY_LINK_MAX);
    fu_buffer_add_text(&link, "mailto:");
    add_addresses(&link, fu_gate_line(arena, address, ANY_LINK_MAX));
    const char *copies = fu_gate_line(arena, cc, ANY_LINK_MAX);
    if (*copies != '\0') {
        add_name(&link, "cc");
        add_addresses(&link, copies);
    }
    add_field(&link, "subject", fu_gate_line(arena, subject, FU_MAIL_SUBJECT_MAX));
    add_body(&link, fu_gate_lines(arena, body, FU_QUOTE_MAX));
    return finish(arena, &link);
}

/* Adds "&cc=" and as many addresses as the link has room for. */
static size_t add_others(struct fu_buffer *link, const struct fu_mailbox *people, size_t count)
{
    enum { ESCAPED = 3 };
    size_t taken = 0;
    while (taken < count && link->length + ESCAPED * strlen(people[taken].address) < LINK_MAX) {
        if (taken == 0) {
            add_name(link, "cc");
        } else {
            fu_buffer_add_char(link, ',');
        }
        add_addresses(link, people[taken].address);
        taken++;
    }
    return taken;
}

const char *fu_link_reply(struct fu_arena *arena, const struct fu_mailbox *people, size_t count,
    const char *subject, const char *in_reply_to, size_t *left_out)
{
    struct fu_buffer link;
    fu_buffer_init(&link, ANY_LINK_MAX);
    fu_buffer_add_text(&link, "mailto:");
    add_addresses(&link, people[0].address);
    add_field(&link, "subject",
        fu_gate_cut(arena, fu_compose_reply_subject(arena, subject), REPLY_SUBJECT_MAX));
    if (*in_reply_to != '\0') {
        add_field(&link, "in-reply-to", fu_arena_print(arena, "<%s>", in_reply_to));
    }
    *left_out = count - 1 - add_others(&link, people + 1, count - 1);
    return finish(arena, &link);
}

const char *fu_compose_reply_subject(struct fu_arena *arena, const char *subject)
{
    const char *line = fu_gate_line(arena, subject, FU_MAIL_SUBJECT_MAX);
    if (*line == '\0') {
        return "Re:";
    }
    return fu_starts_nocase(line, "re:") ? line : fu_arena_print(arena, "Re: %s", line);
}
