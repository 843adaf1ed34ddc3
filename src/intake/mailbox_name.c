/* UTF-8 to modified UTF-7.
 *
 * Printable ASCII stays, "&" becomes "&-", all else is UTF-16 in base64 (with "," for "/", without
 * padding) between "&" and "-". Fails on what no mailbox can be called. */
#include "mailbox_name.h"

#include <stdint.h>
#include <string.h>

#include "followupd/base/text.h"

struct output {
    char *text;
    size_t size;
    size_t length;
    uint32_t bits; /* of a run of base64: not yet written */
    unsigned bit_count;
    bool in_run;
    bool overflowed;
};

static void put(struct output *output, char c)
{
    if (output->length + 1 >= output->size) {
        output->overflowed = true;
    } else {
        output->text[output->length++] = c;
    }
}

static void put_base64(struct output *output, uint32_t sextet)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    put(output, digits[sextet & 0x3F]);
}

static void put_unit(struct output *output, uint32_t unit)
{
    if (!output->in_run) {
        put(output, '&');
        output->in_run = true;
    }
    output->bits = output->bits << 16 | unit;
    output->bit_count += 16;
    while (output->bit_count >= 6) {
        output->bit_count -= 6;
        put_base64(output, output->bits >> output->bit_count);
    }
}

static void end_run(struct output *output)
{
    if (!output->in_run) {
        return;
    }
    if (output->bit_count > 0) {
        put_base64(output, output->bits << (6 - output->bit_count));
    }
    put(output, '-');
    output->bits = 0;
    output->bit_count = 0;
    output->in_run = false;
}

/* The next character of well-formed UTF-8; *text moves behind it. */
static uint32_t next_character(const char **text)
{
    unsigned char lead = (unsigned char)*(*text)++;
    int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t character = more == 0 ? lead : lead & (0x3Fu >> more);
    while (more-- > 0) {
        character = character << 6 | ((unsigned char)*(*text)++ & 0x3F);
    }
    return character;
}

static void put_character(struct output *output, uint32_t character)
{
    if (character >= 0x10000) {
        put_unit(output, 0xD800 + ((character - 0x10000) >> 10));
        put_unit(output, 0xDC00 + ((character - 0x10000) & 0x3FF));
    } else if (character > '~') {
        put_unit(output, character);
    } else {
        end_run(output);
        put(output, (char)character);
        if (character == '&') {
            put(output, '-');
        }
    }
}

bool fu_mailbox_name_encode(const char *name, char *text, size_t size)
{
    struct output output = {.text = text, .size = size};
    if (*name == '\0' || !fu_text_is_utf8(name, strlen(name))) {
        return false;
    }
    while (*name != '\0') {
        uint32_t character = next_character(&name);
        if (character < ' ' || (character >= 0x7F && character < 0xA0)) {
            return false;
        }
        put_character(&output, character);
    }
    end_run(&output);
    text[output.length] = '\0';
    return !output.overflowed && output.length <= FU_MAILBOX_NAME_MAX;
}
