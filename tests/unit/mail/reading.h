/* Mails for the reading tests, built in memory and read. */
#ifndef FU_TEST_MAIL_READING_H
#define FU_TEST_MAIL_READING_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/mail/read.h"

static const char *const usual_headers[] = {"X-Original-To", "Delivered-To", "Envelope-To"};

/* One trusted Received line, the usual headers, mx.example.org. */
static inline struct fu_reading usual_reading(void)
{
    return (struct fu_reading){.recipient_headers = {usual_headers, 3},
        .trusted_received = 1,
        .authserv_id = "mx.example.org",
        .results_first = false};
}

struct mail {
    struct fu_arena *arena;
    struct fu_buffer bytes;
    struct fu_reading reading;
    struct fu_letter *letter;
    struct fu_error error;
};

static inline struct mail mail_new(void)
{
    struct mail mail = {.arena = fu_arena_new(), .reading = usual_reading()};
    fu_buffer_init(&mail.bytes, 64 * 1024 * 1024);
    return mail;
}

static inline void mail_free(struct mail *mail)
{
    fu_buffer_free(&mail->bytes);
    fu_arena_free(&mail->arena);
}

static inline void mail_add(struct mail *mail, const char *text)
{
    fu_buffer_add_text(&mail->bytes, text);
}

static inline void mail_repeat(struct mail *mail, const char *text, size_t times)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < times; i++) {
        fu_buffer_add(&mail->bytes, text, length);
    }
}

static inline enum fu_status mail_read(struct mail *mail)
{
    return fu_mail_read(mail->arena, &mail->reading, mail->bytes.data, mail->bytes.length, true,
        &mail->letter, &mail->error);
}

/* A mail of that text, read; free it with mail_free. */
static inline struct mail mail_of(const char *text)
{
    struct mail mail = mail_new();
    mail_add(&mail, text);
    if (mail_read(&mail) != FU_OK) {
        mail.letter = NULL;
    }
    return mail;
}

#endif
