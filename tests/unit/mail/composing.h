/* What the tests of composed mails share: a reminder by the book, and its parts once it is made. */
#ifndef FU_TEST_COMPOSING_H
#define FU_TEST_COMPOSING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "decode.h"
#include "followupd/base/text.h"
#include "followupd/mail/compose.h"
#include "followupd/mail/limits.h"

#define TOKEN "k5qzj2xw4m7ta3fbn6ru"

static struct fu_arena *arena;
static struct fu_buffer buffer;
static struct fu_error error;

static inline int set_up(void **state)
{
    (void)state;
    arena = fu_arena_new();
    fu_buffer_init(&buffer, FU_COMPOSE_MAX);
    fu_error_clear(&error);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    fu_buffer_free(&buffer);
    fu_arena_free(&arena);
    return 0;
}

static const struct fu_action action = {"3 days", "", "3days+" TOKEN "@remind.example.org", NULL};
static const struct fu_mailbox bob = {"Bob", "bob@example.com"};

static inline struct fu_reminder plain(void)
{
    return (struct fu_reminder){
        .envelope = {.from = {"Follow-up (3 days)", "remind@example.org"},
            .to = "alice@example.org",
            .reply_to = "reply@remind.example.org",
            .message_id = "2.1@remind.example.org",
            .in_reply_to = "original@example.org",
            .subject = "Offer",
            .date = 1795253400,
            .signature = "abc"},
        .asked_on = "18 November",
        .english = "in 3 days",
        .correspondents = &bob,
        .correspondent_count = 1,
        .actions = &action,
        .action_count = 1,
        .said_on = "18 November 2026 at 10:30",
        .said_by = "Alice <alice@example.org>",
        .text = "Hello",
    };
}

static inline const char *compose(const struct fu_reminder *reminder)
{
    fu_buffer_clear(&buffer);
    assert_int_equal(fu_compose_reminder(arena, reminder, &buffer, &error), FU_OK);
    assert_true(lines_are_clean(buffer.data, buffer.length, 300));
    return buffer.data;
}

static inline const char *text_of(const struct fu_reminder *reminder)
{
    return text_part_of(arena, compose(reminder), 0);
}

static inline const char *html_of(const struct fu_reminder *reminder)
{
    return text_part_of(arena, compose(reminder), 1);
}

static inline const char *field(const char *name)
{
    return field_of(arena, buffer.data, name, NULL);
}

static inline void refused(const struct fu_reminder *reminder, const char *word)
{
    fu_buffer_clear(&buffer);
    fu_error_clear(&error);
    assert_int_equal(fu_compose_reminder(arena, reminder, &buffer, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, word));
}

static inline size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (; (text = strstr(text, what)) != NULL; text += strlen(what)) {
        count++;
    }
    return count;
}

#endif
