/* A mail of ours, every text of which comes from an input.
 *
 * Oracles: lines end with CRLF, have at most 998 octets and hold neither NUL nor anything that is
 * not ASCII; GMime reads the very fields we mean to write and the parts we mean to have, files
 * included; our own reader reads the subject, the sender and the Message-ID that went in. */
#include <gmime/gmime.h>
#include <string.h>

#include "../../src/mail/compose_gate.h"
#include "clean.h"
#include "followupd/base/text.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"
#include "pieces.h"

enum { OCTETS_MAX = 998, FILES = 2, REFERENCES = 3, FIELDS_MAX = 16 };
enum { DATE_SHIFT = 25, OFFSET_STEP = 12, DAY_MINUTES = 1440 };

static const struct fu_reading reading = {.authserv_id = ""};

/* All that an input gives to a mail. */
struct texts {
    struct fu_envelope envelope;
    const char *references[REFERENCES];
    struct fu_mailbox people[2];
    struct fu_action actions[2];
    struct fu_part files[FILES];
    const char *text, *remark, *said_by, *english;
};

static void take_envelope(struct pieces *pieces, struct texts *texts)
{
    for (size_t i = 0; i < REFERENCES; i++) {
        texts->references[i] = take_text(pieces);
    }
    struct fu_envelope *envelope = &texts->envelope;
    envelope->references = texts->references;
    envelope->reference_count = REFERENCES;
    envelope->subject = take_text(pieces);
    envelope->from.name = take_text(pieces);
    envelope->from.address = take_or(pieces, "remind@example.org");
    envelope->to = take_or(pieces, "alice@example.org");
    envelope->reply_to = take_text(pieces);
    envelope->message_id = take_or(pieces, "2.1@remind.example.org");
    envelope->in_reply_to = take_text(pieces);
    envelope->signature = take_text(pieces);
    envelope->leave_mailto = take_text(pieces);
    envelope->leave_web = take_text(pieces);
    envelope->date = (fu_instant)take_number(pieces) << DATE_SHIFT;
    envelope->date_offset = (int)take_number(pieces) * OFFSET_STEP - DAY_MINUTES;
    envelope->answer = take_number(pieces) % 2 == 1;
}

static void take_person(struct pieces *pieces, struct fu_mailbox *person)
{
    person->name = take_text(pieces);
    person->address = take_or(pieces, "bob@example.com");
}

static void take_action(struct pieces *pieces, struct fu_action *action)
{
    action->label = take_text(pieces);
    action->web = take_text(pieces);
    action->mailto = take_or(pieces, "3days@remind.example.org");
    action->body = take_text(pieces);
}

static void take_file(struct pieces *pieces, struct fu_part *file)
{
    file->name = take_text(pieces);
    file->type = take_text(pieces);
    file->bytes = take_bytes(pieces, &file->length);
}

static void take_texts(struct pieces *pieces, struct texts *texts)
{
    take_envelope(pieces, texts);
    texts->text = take_text(pieces);
    texts->remark = take_text(pieces);
    texts->said_by = take_text(pieces);
    texts->english = take_text(pieces);
    for (size_t i = 0; i < 2; i++) {
        take_person(pieces, &texts->people[i]);
        take_action(pieces, &texts->actions[i]);
    }
    for (size_t i = 0; i < FILES; i++) {
        take_file(pieces, &texts->files[i]);
    }
}

static struct fu_reminder reminder_of(const struct texts *texts, unsigned flags)
{
    return (struct fu_reminder){.envelope = texts->envelope,
        .asked_on = "18 November",
        .english = texts->english,
        .recurring = (flags & 1) != 0,
        .next_on = (flags & 32) != 0 ? "18 March 2027 at 08:00" : "",
        .by_other = (flags & 2) != 0,
        .asked_by = texts->people[1],
        .note = (flags & 4) != 0,
        .neutral = (flags & 8) != 0,
        .correspondents = texts->people,
        .correspondent_count = 2,
        .actions = texts->actions,
        .action_count = 2,
        .said_on = "18 November 2026 at 10:30",
        .said_by = texts->said_by,
        .text = texts->text,
        .remark = texts->remark,
        .attachments = texts->files,
        .attachment_count = (flags & 16) != 0 ? FILES : 0};
}

static enum fu_status write_answer(struct fu_arena *arena, const struct texts *texts,
    size_t file_count, struct fu_buffer *mail, struct fu_error *error)
{
    const char *paragraphs[] = {texts->text, texts->remark};
    struct fu_section section = {.title = texts->english,
        .text = texts->said_by,
        .actions = texts->actions,
        .action_count = 2,
        .listed = file_count == 0};
    struct fu_answer answer = {.envelope = texts->envelope,
        .paragraphs = paragraphs,
        .paragraph_count = 2,
        .sections = &section,
        .section_count = 1,
        .actions = texts->actions,
        .action_count = 2,
        .hint = texts->remark,
        .closing = texts->english,
        .attachments = texts->files,
        .attachment_count = file_count};
    return fu_compose_answer(arena, &answer, mail, error);
}

static void check_octets(const struct fu_buffer *mail)
{
    size_t column = 0;
    for (size_t i = 0; i < mail->length; i++) {
        unsigned char c = (unsigned char)mail->data[i];
        bool cr = i > 0 && mail->data[i - 1] == '\r';
        must(c != 0 && c < 0x7F, "the mail is ASCII without NUL", mail->data);
        must((c == '\n') == cr, "lines end with CRLF", mail->data);
        column = c == '\n' ? 0 : column + 1;
        must(column <= OCTETS_MAX + 1, "no line is over 998 octets", mail->data);
    }
    must(column == 0, "the last line ends", mail->data);
}

/* The fields that this envelope has, in their order, but Content-Type, which GMime gives to the
 * body; the last is NULL. */
static void intended(const struct fu_envelope *envelope, const char *names[FIELDS_MAX])
{
    bool parent = fu_gate_id(envelope->in_reply_to), thread = parent;
    size_t count = 0;
    for (size_t i = 0; i < REFERENCES; i++) {
        thread = thread || fu_gate_id(envelope->references[i]);
    }
    const struct {
        bool there;
        const char *name;
    } fields[] = {{true, "Date"}, {true, "From"}, {true, "To"},
        {*envelope->reply_to != '\0', "Reply-To"}, {true, "Subject"}, {true, "Message-ID"},
        {parent, "In-Reply-To"}, {thread, "References"}, {true, "Auto-Submitted"},
        {true, "X-Auto-Response-Suppress"}, {*envelope->signature != '\0', "X-Followupd"},
        {fu_gate_address(envelope->leave_mailto) || fu_gate_web(envelope->leave_web),
            "List-Unsubscribe"},
        {true, "MIME-Version"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].there) {
            names[count++] = fields[i].name;
        }
    }
    names[count] = NULL;
}

static void check_fields(GMimeMessage *message, const struct texts *texts, const char *mail)
{
    const char *names[FIELDS_MAX];
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int count = g_mime_header_list_get_count(headers), at = 0;
    intended(&texts->envelope, names);
    for (; names[at] != NULL; at++) {
        must(at < count, "no field is missing", mail);
        const char *name = g_mime_header_get_name(g_mime_header_list_get_header_at(headers, at));
        must(strcmp(name, names[at]) == 0, "the fields are those that were meant", name);
    }
    must(at == count, "no field is added", mail);
    headers = g_mime_object_get_header_list(g_mime_message_get_mime_part(message));
    must(g_mime_header_list_get_count(headers) == 1, "the body has Content-Type alone", mail);
}

static void check_file(GMimeObject *object, const struct fu_part *file)
{
    must(GMIME_IS_PART(object), "a file is a part", "");
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)), stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    must(bytes->len == file->length &&
             (file->length == 0 || memcmp(bytes->data, file->bytes, file->length) == 0),
        "a file is the same", "");
    g_object_unref(stream);
}

static void check_alternative(GMimeObject *object)
{
    static const char *const kinds[] = {"plain", "html"};
    must(GMIME_IS_MULTIPART(object), "there is an alternative", "");
    must(g_mime_multipart_get_count(GMIME_MULTIPART(object)) == 2, "of two parts", "");
    for (int i = 0; i < 2; i++) {
        GMimeContentType *type =
            g_mime_object_get_content_type(g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
        must(g_mime_content_type_is_type(type, "text", kinds[i]), "text first, then HTML", "");
    }
}

static void check_parts(GMimeObject *body, const struct texts *texts, size_t file_count)
{
    if (file_count == 0) {
        check_alternative(body);
        return;
    }
    must(GMIME_IS_MULTIPART(body), "there are parts", "");
    GMimeMultipart *parts = GMIME_MULTIPART(body);
    must(g_mime_multipart_get_count(parts) == (int)file_count + 1, "as many as were meant", "");
    check_alternative(g_mime_multipart_get_part(parts, 0));
    for (size_t i = 0; i < file_count; i++) {
        check_file(g_mime_multipart_get_part(parts, (int)i + 1), &texts->files[i]);
    }
}

static void check_by_gmime(
    const struct fu_buffer *mail, const struct texts *texts, size_t file_count)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail->data, mail->length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    must(message != NULL, "GMime reads the mail", mail->data);
    check_fields(message, texts, mail->data);
    check_parts(g_mime_message_get_mime_part(message), texts, file_count);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

static void check_by_reader(
    struct fu_arena *arena, const struct fu_buffer *mail, const struct texts *texts, bool subject)
{
    const struct fu_envelope *envelope = &texts->envelope;
    struct fu_letter *letter;
    struct fu_error error = {0};
    must(fu_mail_read(arena, &reading, mail->data, mail->length, true, &letter, &error) == FU_OK,
        "our reader reads the mail", error.text);
    const char *name =
        fu_text_line(arena, envelope->from.name, strlen(envelope->from.name), FU_MAIL_NAME_MAX);
    const char *written =
        fu_text_line(arena, envelope->subject, strlen(envelope->subject), FU_MAIL_SUBJECT_MAX);
    must(letter->from_count == 1 && strcasecmp(letter->from.address, envelope->from.address) == 0,
        "the sender is the one who was meant", mail->data);
    must(strcmp(letter->from.name, name) == 0, "so is the name", mail->data);
    must(letter->to.count == 1 && strcasecmp(letter->to.items[0].address, envelope->to) == 0,
        "the recipient is the one who was meant", mail->data);
    must(!subject || *written == '\0' || strcmp(letter->subject, written) == 0, "so is the subject",
        mail->data);
    must(strcmp(letter->message_id, envelope->message_id) == 0, "so is the Message-ID", mail->data);
    must(strcmp(letter->signature, envelope->signature) == 0, "so is the signature", mail->data);
    must((letter->marks & FU_MARK_AUTO_SUBMITTED) != 0, "it says that it is automatic", mail->data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    struct pieces pieces = pieces_of(arena, bytes, length);
    struct texts texts = {0};
    struct fu_buffer mail;
    struct fu_error error = {0};
    unsigned flags = take_number(&pieces), kind = flags >> 6;
    size_t file_count = (flags & 16) != 0 && kind != 3 ? FILES : 0;
    take_texts(&pieces, &texts);
    struct fu_reminder reminder = reminder_of(&texts, flags);
    struct fu_bundled bundled[] = {{417, &reminder}, {9, &reminder}};
    struct fu_bundle bundle = {
        .envelope = texts.envelope, .day = "Friday, 27 November", .items = bundled, .count = 2};
    fu_buffer_init(&mail, FU_COMPOSE_MAX);
    enum fu_status status = kind < 2    ? fu_compose_reminder(arena, &reminder, &mail, &error)
                            : kind == 2 ? write_answer(arena, &texts, file_count, &mail, &error)
                                        : fu_compose_bundle(arena, &bundle, &mail, &error);
    if (status == FU_OK) {
        reached++;
        check_octets(&mail);
        check_by_reader(arena, &mail, &texts, kind != 3);
        check_by_gmime(&mail, &texts, file_count);
    } else {
        must(status == FU_PERMANENT && *error.text != '\0', "a refusal says why", error.text);
        must(is_clean(error.text, false), "and says it cleanly", error.text);
    }
    fu_buffer_free(&mail);
    fu_arena_free(&arena);
    return 0;
}
