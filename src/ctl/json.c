/* JSON lines on standard output. A write that fails is noticed at the end of the program. */
#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/base64.h"
#include "followupd/base/text.h"
#include "followupd/cadence/say.h"

/* A comma unless the value is the first of its object or list, and the key. */
static void add_key(struct fu_ctl_json *json, const char *key)
{
    char last = json->text.length > 0 ? json->text.data[json->text.length - 1] : '{';

    if (last != '{' && last != '[')
        fu_buffer_add_char(&json->text, ',');
    if (key) {
        fu_json_string(&json->text, key);
        fu_buffer_add_char(&json->text, ':');
    }
}

void fu_ctl_json_begin(struct fu_ctl_json *json)
{
    fu_buffer_init(&json->text, FU_CTL_JSON_MAX);
    fu_buffer_add_char(&json->text, '{');
}

bool fu_ctl_json_print(struct fu_ctl_json *json)
{
    bool printed;

    fu_buffer_add_text(&json->text, "}\n");
    printed = fwrite(json->text.data, 1, json->text.length, stdout) == json->text.length;
    fu_buffer_free(&json->text);
    return printed;
}

void fu_ctl_json_text(struct fu_ctl_json *json, const char *key, const char *text)
{
    add_key(json, key);
    if (text)
        fu_json_string(&json->text, text);
    else
        fu_buffer_add_text(&json->text, "null");
}

void fu_ctl_json_number(struct fu_ctl_json *json, const char *key, int64_t number)
{
    add_key(json, key);
    fu_buffer_print(&json->text, "%" PRId64, number);
}

void fu_ctl_json_bool(struct fu_ctl_json *json, const char *key, bool value)
{
    add_key(json, key);
    fu_buffer_add_text(&json->text, value ? "true" : "false");
}

void fu_ctl_json_bytes(
    struct fu_ctl_json *json, const char *key, const void *bytes, size_t length)
{
    add_key(json, key);
    fu_buffer_add_char(&json->text, '"');
    fu_base64_add(&json->text, bytes, length);
    fu_buffer_add_char(&json->text, '"');
}

void fu_ctl_json_moment(struct fu_ctl_json *json, struct fu_arena *arena, const char *key,
    const char *zone, fu_instant moment)
{
    fu_ctl_json_text(json, key, moment == FU_NEVER ? NULL : fu_say_rfc3339(arena, zone, moment));
}

void fu_ctl_json_words(struct fu_ctl_json *json, const char *key, const char *words)
{
    char word[256];
    size_t length;

    fu_ctl_json_open_list(json, key);
    while (*words) {
        length = strcspn(words, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        if (length > 0)
            fu_ctl_json_text(json, NULL, word);
        words += length;
        words += strspn(words, ",");
    }
    fu_ctl_json_close_list(json);
}

void fu_ctl_json_open_list(struct fu_ctl_json *json, const char *key)
{
    add_key(json, key);
    fu_buffer_add_char(&json->text, '[');
}

void fu_ctl_json_close_list(struct fu_ctl_json *json)
{
    fu_buffer_add_char(&json->text, ']');
}

void fu_ctl_json_open(struct fu_ctl_json *json, const char *key)
{
    add_key(json, key);
    fu_buffer_add_char(&json->text, '{');
}

void fu_ctl_json_close(struct fu_ctl_json *json)
{
    fu_buffer_add_char(&json->text, '}');
}
