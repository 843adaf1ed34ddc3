/* The reader's own side: bytes in, letter out. Whatever goes wrong here costs this process and
 * nothing else.
 *
 * A request is two 32-bit numbers (length, what is wanted) and the mail; an answer is two (status,
 * length) and the encoded letter or the reason. */
#include "reader.h"

#include "followupd/base/buffer.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/wire.h"
#include "lean.h"
#include "reader_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_all(int fd, void *bytes, size_t length)
{
    char *to = bytes;
    ssize_t got;

    while (length > 0) {
        got = read(fd, to, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        length -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *bytes, size_t length)
{
    const char *from = bytes;
    ssize_t put;

    while (length > 0) {
        put = write(fd, from, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        from += put;
        length -= (size_t)put;
    }
    return true;
}

static enum fu_status put_letter(struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, const struct reader_request *request, struct fu_buffer *buffer,
    struct fu_error *error)
{
    struct fu_letter *letter;
    enum fu_status status = fu_mail_read(
        arena, reading, bytes, request->length, request->what == READER_MAIL, &letter, error);

    if (status == FU_OK)
        fu_wire_encode(buffer, letter);
    return status;
}

static enum fu_status put_files(struct fu_arena *arena, const char *bytes, size_t length,
    struct fu_buffer *buffer, struct fu_error *error)
{
    struct fu_part *parts;
    size_t count, left_out;
    enum fu_status status = fu_mail_attachments(
        arena, bytes, length, FU_ATTACHMENTS_MAX, &parts, &count, &left_out, error);

    if (status == FU_OK)
        fu_wire_encode_parts(buffer, parts, count, left_out);
    return status;
}

static bool answer(int fd, struct fu_arena *arena, const struct fu_reading *reading,
    const char *bytes, const struct reader_request *request, struct fu_buffer *buffer)
{
    struct reader_answer head;
    struct fu_error error;
    enum fu_status status;

    fu_buffer_clear(buffer);
    fu_buffer_add(buffer, &head, sizeof head);
    if (request->what == READER_FILES)
        status = put_files(arena, bytes, request->length, buffer, &error);
    else
        status = put_letter(arena, reading, bytes, request, buffer, &error);
    if (status != FU_OK)
        fu_buffer_add_text(buffer, error.text);
    if (buffer->overflowed) {
        status = FU_PERMANENT;
        fu_buffer_clear(buffer);
        fu_buffer_add(buffer, &head, sizeof head);
        fu_buffer_add_text(buffer, "What was read of this mail is too long.");
    }
    head.status = status == FU_OK ? FU_OK : FU_PERMANENT;
    head.length = (uint32_t)(buffer->length - sizeof head);
    memcpy(buffer->data, &head, sizeof head);
    return write_all(fd, buffer->data, buffer->length);
}

int fu_reader_work(int fd, const struct fu_reading *reading)
{
    struct fu_arena *arena = fu_arena_new();
    struct reader_request request;
    struct fu_buffer buffer;
    char *bytes;

    fu_mail_read_start();
    fu_lean();
    if (!fu_reader_confine() || !write_all(fd, &(char){READER_READY}, 1))
        return EXIT_FAULT;
    fu_buffer_init(&buffer, FU_WIRE_PARTS_MAX + sizeof(struct reader_answer));
    while (read_all(fd, &request, sizeof request) && request.length <= FU_MAIL_SIZE_MAX) {
        bytes = fu_allocate(request.length + 1, 1);
        if (!read_all(fd, bytes, request.length) ||
            !answer(fd, arena, reading, bytes, &request, &buffer))
            break;
        free(bytes);
        fu_arena_reset(arena);
    }
    return EXIT_DONE;
}
