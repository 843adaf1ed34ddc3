/* Message-IDs in header fields (RFC 5322 3.6.4). What is none is passed over; nothing fails. */
#include "ids.h"

#include <stdbool.h>
#include <string.h>

#include "followupd/mail/limits.h"

static bool is_id(const char *text, size_t length)
{
    if (length == 0 || length > FU_MAIL_ID_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '<' || text[i] == '>') {
            return false;
        }
    }
    return true;
}

const char *fu_id_next(struct fu_arena *arena, struct fu_lexer *lexer)
{
    while (!fu_lex_done(lexer)) {
        const char *start = memchr(lexer->at, '<', (size_t)(lexer->end - lexer->at));
        const char *end = start == NULL ? NULL : memchr(start, '>', (size_t)(lexer->end - start));
        if (end == NULL) {
            break;
        }
        lexer->at = end + 1;
        size_t length = (size_t)(end - start - 1);
        if (is_id(start + 1, length)) {
            return fu_arena_copy_n(arena, start + 1, length);
        }
    }
    lexer->at = lexer->end;
    return "";
}

const char *fu_id_first(struct fu_arena *arena, const struct fu_header *header, const char *name)
{
    struct fu_slice value = fu_header_value(header, name);
    if (value.at == NULL) {
        return "";
    }
    struct fu_lexer lexer = fu_lex(value);
    const char *id = fu_id_next(arena, &lexer);
    if (*id == '\0' && is_id(value.at, value.length) &&
        memchr(value.at, '@', value.length) != NULL) {
        id = fu_arena_copy_n(arena, value.at, value.length);
    }
    return id;
}
