/* Writes what the reader sends for each mail, as seeds for fuzz_wire: seed_wire FOLDER MAIL… */
#include <stdio.h>

#include "followupd/mail/read.h"
#include "followupd/mail/wire.h"

enum { PATH_SIZE = 4096, MAIL_MAX = 64 * 1024, FILES_MAX = 4096 };

static const struct fu_reading reading = {.trusted_received = 1, .authserv_id = "mx.example.org"};

static int keep(const char *folder, const char *kind, int number, const struct fu_buffer *buffer)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s-%d", folder, kind, number);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(buffer->data, 1, buffer->length, file) != buffer->length ||
        fclose(file) != 0) {
        perror(path);
        return 1;
    }
    return 0;
}

static int seed(struct fu_arena *arena, const char *folder, const char *path, int number)
{
    static char bytes[MAIL_MAX];
    struct fu_letter *letter;
    struct fu_part *parts;
    size_t count, left_out;
    struct fu_error error;
    struct fu_buffer buffer;
    int failed = 1;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    fu_buffer_init(&buffer, FU_WIRE_PARTS_MAX);
    if (fu_mail_read(arena, &reading, bytes, length, true, &letter, &error) == FU_OK &&
        fu_mail_attachments(arena, bytes, length, FILES_MAX, &parts, &count, &left_out, &error) ==
            FU_OK) {
        fu_wire_encode(&buffer, letter);
        failed = keep(folder, "letter", number, &buffer);
        fu_buffer_clear(&buffer);
        fu_wire_encode_parts(&buffer, parts, count, left_out);
        failed |= keep(folder, "files", number, &buffer);
    } else {
        fprintf(stderr, "%s: %s\n", path, error.text);
    }
    fu_buffer_free(&buffer);
    return failed;
}

int main(int count, char **arguments)
{
    struct fu_arena *arena = fu_arena_new();
    int failed = count < 3;
    for (int i = 2; i < count; i++) {
        failed |= seed(arena, arguments[1], arguments[i], i);
    }
    fu_arena_free(&arena);
    return failed;
}
