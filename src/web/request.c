/* From bytes to fields.
 *
 * What is ill-formed is refused whole, never guessed at. A path holds letters, digits and "-._/" or
 * it is none of ours: no percent sign, so nothing is decoded into it, and no two spellings name one
 * page. */
#include "request.h"

#include <string.h>

#include "followupd/base/text.h"

static const char path_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/";

enum method fu_request_method(const char *method)
{
    if (strcmp(method, "GET") == 0)
        return METHOD_GET;
    if (strcmp(method, "HEAD") == 0)
        return METHOD_HEAD;
    return strcmp(method, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}

static int hex_digit(char c)
{
    if (fu_is_digit(c))
        return c - '0';
    c = fu_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes one name or value; NULL when it is ill-formed. */
static const char *decode(struct fu_arena *arena, const char *text, size_t length)
{
    char *bytes = fu_arena_allocate(arena, length + 1, 1);
    size_t count = 0, at;
    int high, low;

    for (at = 0; at < length; at++) {
        char c = text[at] == '+' ? ' ' : text[at];

        if (c == '%') {
            high = at + 2 < length ? hex_digit(text[at + 1]) : -1;
            low = at + 2 < length ? hex_digit(text[at + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (char)(high * 16 + low);
            at += 2;
        }
        if (c == '\0')
            return NULL;
        bytes[count++] = c;
    }
    return fu_text_lines(arena, bytes, count, 3 * count);
}

bool fu_request_fields(
    struct fu_arena *arena, const char *text, size_t length, struct fields *fields)
{
    const char *end = text + length, *stop, *equals;
    struct field *field;

    fields->count = 0;
    for (; text < end; text = stop + 1) {
        stop = memchr(text, '&', (size_t)(end - text));
        stop = stop ? stop : end;
        if (stop == text)
            continue;
        if (fields->count == FU_WEB_FIELDS_MAX)
            return false;
        equals = memchr(text, '=', (size_t)(stop - text));
        equals = equals ? equals : stop;
        field = &fields->items[fields->count++];
        field->name = decode(arena, text, (size_t)(equals - text));
        field->value = equals < stop ? decode(arena, equals + 1, (size_t)(stop - equals - 1)) : "";
        if (!field->name || !field->value)
            return false;
    }
    return true;
}

bool fu_request_target(struct request *request, const char *target)
{
    size_t length = strcspn(target, "?");

    request->path = "";
    if (target[0] == '/' && strspn(target, path_characters) == length)
        request->path = fu_arena_copy_n(request->arena, target, length);
    if (target[length] == '\0')
        return true;
    return fu_request_fields(
        request->arena, target + length + 1, strlen(target + length + 1), &request->query);
}

static const struct field *find(const struct fields *fields, const char *name)
{
    size_t i;

    for (i = 0; i < fields->count; i++) {
        if (strcmp(fields->items[i].name, name) == 0)
            return &fields->items[i];
    }
    return NULL;
}

const char *fu_request_field(const struct fields *fields, const char *name)
{
    const struct field *field = find(fields, name);

    return field ? field->value : "";
}

bool fu_request_has(const struct fields *fields, const char *name)
{
    return find(fields, name) != NULL;
}

const char *fu_request_cookie(struct fu_arena *arena, const char *cookies, const char *name)
{
    size_t length = strlen(name);

    while (*cookies) {
        cookies += strspn(cookies, "; ");
        if (strncmp(cookies, name, length) == 0 && cookies[length] == '=')
            return fu_arena_copy_n(
                arena, cookies + length + 1, strcspn(cookies + length + 1, "; "));
        cookies += strcspn(cookies, ";");
    }
    return "";
}

/* "https://remind.example.org/x" and "https://remind.example.org" have the same origin. */
static bool has_origin(const char *url, const char *origin)
{
    const char *host = strstr(url, "://");
    size_t length;

    if (!host)
        return false;
    length = (size_t)(host - url) + 3 + strcspn(host + 3, "/");
    return strlen(origin) == length && strncmp(url, origin, length) == 0;
}

/* A browser says by Sec-Fetch-Site whose page a form stood on. Older ones name its origin, or hide
 * it because our pages ask them to send no referrer; then the secret in the form or in the path is
 * what counts. */
bool fu_request_is_ours(const struct request *request, const char *url)
{
    const char *host;

    if (request->fetch_site[0])
        return strcmp(request->fetch_site, "same-origin") == 0 ||
               strcmp(request->fetch_site, "none") == 0;
    if (!request->origin[0] || strcmp(request->origin, "null") == 0)
        return true;
    if (url[0])
        return has_origin(url, request->origin);
    host = strstr(request->origin, "://");
    return host && request->host[0] && strcmp(host + 3, request->host) == 0;
}
