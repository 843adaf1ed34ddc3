/* Content fields and transfer encodings.
 *
 * Types and the parameters that steer reading are found by our own tokens, the same in measuring
 * and reading; file names, with all that RFC 2231 allows, and the encodings by GMime. A field that
 * makes no sense counts as missing; a body that is not what its encoding says gives what can be
 * decoded. */
#include "content.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "followupd/base/text.h"
#include "followupd/mail/limits.h"

bool fu_content_type(struct fu_slice value, struct fu_slice *type, struct fu_slice *subtype)
{
    struct fu_lexer lexer = fu_lex(value);
    if (!fu_lex_skip(&lexer)) {
        return false;
    }
    struct fu_slice before = fu_lex_token(&lexer);
    if (before.length == 0 || !fu_lex_skip(&lexer) || !fu_lex_take(&lexer, '/') ||
        !fu_lex_skip(&lexer)) {
        return false;
    }
    struct fu_slice behind = fu_lex_token(&lexer);
    if (behind.length == 0) {
        return false;
    }
    *type = before;
    *subtype = behind;
    return true;
}

bool fu_content_is(const struct fu_entity *entity, const char *type, const char *subtype)
{
    return fu_slice_is(entity->type, type) && fu_slice_is(entity->subtype, subtype);
}

/* The value at the lexer: a quoted string, or all up to a blank or ";", as some write it. */
static size_t read_value(struct fu_lexer *lexer, char *out, size_t size)
{
    struct fu_slice content;
    if (!fu_lex_done(lexer) && *lexer->at == '"' && fu_lex_quoted(lexer, &content)) {
        return content.length < size ? fu_slice_unquote(content, out, size) : 0;
    }
    content = fu_lex_run(lexer, ";\"(");
    if (content.length >= size) {
        return 0;
    }
    memcpy(out, content.at, content.length);
    out[content.length] = '\0';
    return content.length;
}

/* Moves behind the next ";" that stands in no quoted string or comment; false when there is none.
 */
static bool next_parameter(struct fu_lexer *lexer)
{
    while (fu_lex_skip(lexer) && !fu_lex_done(lexer)) {
        struct fu_slice ignored;
        if (fu_lex_take(lexer, ';')) {
            return true;
        }
        if (*lexer->at != '"') {
            lexer->at++;
        } else if (!fu_lex_quoted(lexer, &ignored)) {
            return false;
        }
    }
    return false;
}

bool fu_content_parameter(struct fu_slice value, const char *name, char *out, size_t size)
{
    struct fu_lexer lexer = fu_lex(value);
    while (next_parameter(&lexer)) {
        if (!fu_lex_skip(&lexer)) {
            return false;
        }
        struct fu_slice found = fu_lex_token(&lexer);
        if (fu_lex_skip(&lexer) && fu_lex_take(&lexer, '=') && fu_lex_skip(&lexer) &&
            fu_slice_is(found, name)) {
            return read_value(&lexer, out, size) > 0;
        }
    }
    return false;
}

void fu_content_word(struct fu_slice value, char *out, size_t size)
{
    struct fu_lexer lexer = fu_lex(value);
    out[0] = '\0';
    if (!fu_lex_skip(&lexer)) {
        return;
    }
    struct fu_slice word = fu_lex_token(&lexer);
    if (word.length >= size) {
        return;
    }
    for (size_t i = 0; i < word.length; i++) {
        out[i] = fu_lower(word.at[i]);
    }
    out[word.length] = '\0';
}

static const char *clean_parameter(
    struct fu_arena *arena, GMimeParamList *parameters, const char *name)
{
    GMimeParam *parameter =
        parameters == NULL ? NULL : g_mime_param_list_get_parameter(parameters, name);
    const char *value = parameter == NULL ? NULL : g_mime_param_get_value(parameter);
    return value == NULL ? "" : fu_text_line(arena, value, strlen(value), FU_MAIL_NAME_MAX);
}

const char *fu_content_name(struct fu_arena *arena, const struct fu_entity *entity)
{
    const char *name = "";
    if (entity->disposition.at != NULL) {
        GMimeContentDisposition *disposition = g_mime_content_disposition_parse(
            NULL, fu_decode_parameters(arena, entity->disposition));
        name = clean_parameter(
            arena, g_mime_content_disposition_get_parameters(disposition), "filename");
        g_object_unref(disposition);
    }
    if (*name == '\0' && entity->content_type.at != NULL) {
        GMimeContentType *type =
            g_mime_content_type_parse(NULL, fu_decode_parameters(arena, entity->content_type));
        name = clean_parameter(arena, g_mime_content_type_get_parameters(type), "name");
        g_object_unref(type);
    }
    return name;
}

static bool is_word(struct fu_slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        if (!fu_is_alnum(word.at[i]) && strchr("!#$&-^_.+", word.at[i]) == NULL) {
            return false; /* RFC 6838 4.2 */
        }
    }
    return word.length > 0 && word.length < FU_MAIL_WORD_MAX / 2;
}

const char *fu_content_type_text(struct fu_arena *arena, const struct fu_entity *entity)
{
    if (!is_word(entity->type) || !is_word(entity->subtype)) {
        return "application/octet-stream";
    }
    char *text = fu_arena_print(arena, "%.*s/%.*s", (int)entity->type.length, entity->type.at,
        (int)entity->subtype.length, entity->subtype.at);
    return fu_text_lower(arena, text);
}

static GMimeContentEncoding encoding_of(const struct fu_entity *entity)
{
    char word[32];
    fu_content_word(entity->encoding, word, sizeof word);
    return g_mime_content_encoding_from_string(word);
}

static bool is_encoded(GMimeContentEncoding encoding)
{
    return encoding == GMIME_CONTENT_ENCODING_BASE64 ||
           encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

enum { CHUNK = 16 * 1024 };

/* Decodes the next chunk of the body to out, which holds g_mime_encoding_outlen of CHUNK bytes. */
static size_t decode_chunk(GMimeEncoding *decoder, struct fu_slice *body, char *out)
{
    size_t taken = body->length < CHUNK ? body->length : CHUNK;
    size_t length = taken == body->length ? g_mime_encoding_flush(decoder, body->at, taken, out)
                                          : g_mime_encoding_step(decoder, body->at, taken, out);
    body->at += taken;
    body->length -= taken;
    return length;
}

struct fu_slice fu_content_decode(
    struct fu_arena *arena, const struct fu_entity *entity, size_t limit, bool *cut)
{
    GMimeContentEncoding encoding = encoding_of(entity);
    struct fu_slice body = entity->body;
    if (!is_encoded(encoding)) {
        *cut = body.length > limit;
        return (struct fu_slice){body.at, *cut ? limit : body.length};
    }
    GMimeEncoding decoder;
    g_mime_encoding_init_decode(&decoder, encoding);
    /* What is decoded is never longer than what was encoded, but for a chunk's spare. */
    size_t most = body.length < limit ? body.length : limit;
    size_t spare = g_mime_encoding_outlen(&decoder, CHUNK);
    char *out = fu_arena_allocate(arena, most + spare, 1);
    size_t length = 0;
    while (body.length > 0 && length <= most) {
        length += decode_chunk(&decoder, &body, out + length);
    }
    *cut = length > limit || body.length > 0;
    return (struct fu_slice){out, length > limit ? limit : length};
}

size_t fu_content_size(const struct fu_entity *entity)
{
    GMimeContentEncoding encoding = encoding_of(entity);
    struct fu_slice body = entity->body;
    if (!is_encoded(encoding)) {
        return body.length;
    }
    GMimeEncoding decoder;
    g_mime_encoding_init_decode(&decoder, encoding);
    char *out = fu_allocate(g_mime_encoding_outlen(&decoder, CHUNK), 1);
    size_t length = 0;
    while (body.length > 0) {
        length += decode_chunk(&decoder, &body, out);
    }
    free(out);
    return length;
}
