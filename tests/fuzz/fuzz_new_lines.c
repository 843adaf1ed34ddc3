/* The text of a reply: which lines are new.
 *
 * Oracles: every line is clean, bears no mark of a quotation and is no longer than stated; a text
 * that is quoted has none; and whatever the text is, a quotation below it adds none, marked or not.
 */
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/new_lines.h"
#include "fuzz.h"

/* A text that has its last word may itself say the whole: all blanks between words are one. */
#define LAST_WORD "zyx"
#define QUOTED "417 quoted " LAST_WORD

static const char marked[] =
    "\n\nOn 18 November 2026, Bob <bob@example.com> wrote:\n\n> " QUOTED "\n";
static const char unmarked[] = "\n\nFrom: Bob\nSent: today\n\n" QUOTED "\n";

static void check_lines(const char *const *lines, size_t count, const char *text)
{
    must(count <= FU_NEW_LINES_MAX, "few lines are read", text);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(lines[i]);
        must(length > 0 && length <= FU_NEW_LINE_MAX, "a line says something, and not much", text);
        must(lines[i][0] != '>' && lines[i][0] != ' ', "no mark is left", text);
        must(fu_text_is_utf8(lines[i], length) && strpbrk(lines[i], "\n\r\t") == NULL,
            "a line is clean", text);
    }
}

static void check_below(struct fu_arena *arena, const char *text, const char *below)
{
    size_t count;
    const char *const *lines =
        fu_new_lines(arena, fu_arena_print(arena, "%s%s", text, below), &count);
    for (size_t i = 0; i < count; i++) {
        must(strcmp(lines[i], QUOTED) != 0, "a quotation is not new", text);
    }
}

static void check_quoted(struct fu_arena *arena, const char *text)
{
    struct fu_buffer quoted;
    size_t count;
    fu_buffer_init(&quoted, (size_t)3 * FU_MAIL_TEXT_MAX);
    fu_buffer_add_text(&quoted, "> ");
    for (; *text != '\0'; text++) {
        fu_buffer_add_char(&quoted, *text);
        fu_buffer_add_text(&quoted, *text == '\n' ? "> " : "");
    }
    fu_new_lines(arena, quoted.data, &count);
    must(count == 0, "what is quoted is not new", quoted.data);
    fu_buffer_free(&quoted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fu_arena *arena = fu_arena_new();
    const char *text = fu_text_lines(arena, (const char *)data, size, FU_MAIL_TEXT_MAX);
    size_t count;
    const char *const *lines = fu_new_lines(arena, text, &count);
    check_lines(lines, count, text);
    reached += count > 0;
    if (strstr(text, LAST_WORD) == NULL) {
        check_below(arena, text, marked);
        check_below(arena, text, unmarked);
    }
    check_quoted(arena, text);
    fu_arena_free(&arena);
    return 0;
}
