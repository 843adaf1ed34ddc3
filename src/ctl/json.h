/* One JSON object a line (RFC 8259), keys in the order they are written. */
#ifndef CTL_JSON_H
#define CTL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/instant.h"
#include "followupd/base/memory.h"

/* A line is far shorter: the longest holds a letter's text of 64 kB. */
enum { FU_CTL_JSON_MAX = 48 * 1024 * 1024 };

struct fu_ctl_json {
    struct fu_buffer text; /* own; freed by fu_ctl_json_print */
};

/* Begins the object. */
void fu_ctl_json_begin(struct fu_ctl_json *json);

/* Ends the object, prints it as a line on standard output and frees its memory. */
bool fu_ctl_json_print(struct fu_ctl_json *json);

/* Each adds one value; key is NULL within a list. A NULL text is null. */
void fu_ctl_json_text(struct fu_ctl_json *json, const char *key, const char *text);
void fu_ctl_json_number(struct fu_ctl_json *json, const char *key, int64_t number);
void fu_ctl_json_bool(struct fu_ctl_json *json, const char *key, bool value);

/* As base64. */
void fu_ctl_json_bytes(
    struct fu_ctl_json *json, const char *key, const void *bytes, size_t length);

/* RFC 3339 with the zone's offset; null for FU_NEVER. */
void fu_ctl_json_moment(struct fu_ctl_json *json, struct fu_arena *arena, const char *key,
    const char *zone, fu_instant moment);

/* A list of the words of "acme,garden"; an empty one for "". */
void fu_ctl_json_words(struct fu_ctl_json *json, const char *key, const char *words);

/* A list or an object within; close it with the same function's partner. */
void fu_ctl_json_open_list(struct fu_ctl_json *json, const char *key);
void fu_ctl_json_close_list(struct fu_ctl_json *json);
void fu_ctl_json_open(struct fu_ctl_json *json, const char *key);
void fu_ctl_json_close(struct fu_ctl_json *json);

#endif
