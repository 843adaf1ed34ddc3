/* A request as the page takes it apart: target, cookies and form, one a line, the form the rest.
 *
 * Oracle: a path is plain or none; what a field says is UTF-8 without control characters but line
 * feeds, and there are no more fields than the most. */
#include <string.h>

#include "../../src/web/request.h"
#include "followupd/base/text.h"
#include "fuzz.h"

enum { COOKIE_MAX = 4096 };

static void check_text(const char *text)
{
    must(fu_text_is_utf8(text, strlen(text)), "a field is UTF-8", text);
    for (; *text; text++)
        must((unsigned char)*text >= ' ' ? *text != 0x7f : *text == '\n' || *text == '\t',
            "a field has no control characters", text);
}

static void check_fields(const struct fields *fields)
{
    must(fields->count <= FU_WEB_FIELDS_MAX, "there are not too many fields", "");
    for (size_t i = 0; i < fields->count; i++) {
        check_text(fields->items[i].name);
        check_text(fields->items[i].value);
    }
}

/* The next line as a C string; bytes moves on. */
static const char *take_line(struct fu_arena *arena, const char **bytes, size_t *length)
{
    const char *end = memchr(*bytes, '\n', *length);
    size_t line = end ? (size_t)(end - *bytes) : *length;
    const char *copy = fu_arena_copy_n(arena, *bytes, line);
    *bytes += line + (end != NULL);
    *length -= line + (end != NULL);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/";
    struct fu_arena *arena = fu_arena_new();
    struct request request = {.arena = arena};
    const char *rest = length > 0 ? (const char *)bytes : "";
    if (fu_request_target(&request, take_line(arena, &rest, &length)))
        check_fields(&request.query);
    must(request.path[strspn(request.path, plain)] == '\0', "a path is plain", request.path);
    must(request.path[0] == '\0' || request.path[0] == '/', "a path begins with /", request.path);
    const char *cookie = fu_request_cookie(arena, take_line(arena, &rest, &length), "followupd");
    must(strpbrk(cookie, "; ") == NULL, "a cookie is one word", cookie);
    if (fu_request_fields(arena, rest, length, &request.form)) {
        check_fields(&request.form);
        reached += request.form.count > 0 && request.query.count > 0;
    }
    fu_arena_free(&arena);
    return 0;
}
