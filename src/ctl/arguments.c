/* Reading a command line. It fails with a sentence for the person who typed it. Limit:
 * FU_CTL_OPTIONS_MAX different options. */
#include "arguments.h"

#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/base/nearest.h"

enum { OPERANDS_TEXT_MAX = 64 * 1024 };

static const struct fu_ctl_option *find_name(
    const struct fu_ctl_option *options, const char *name, size_t length)
{
    for (; options->name; options++) {
        if (strncmp(options->name, name, length) == 0 && options->name[length] == '\0')
            return options;
    }
    return NULL;
}

static const struct fu_ctl_option *find_letter(const struct fu_ctl_option *options, char letter)
{
    for (; options->name; options++) {
        if (options->letter != '\0' && options->letter == letter)
            return options;
    }
    return NULL;
}

static enum fu_status unknown(
    const struct fu_ctl_option *options, const char *word, size_t length, struct fu_error *error)
{
    const char *names[FU_CTL_OPTIONS_MAX];
    char wanted[FU_NEAREST_MAX + 1];
    const char *nearest;
    size_t count = 0;

    for (; options->name && count < FU_CTL_OPTIONS_MAX; options++)
        names[count++] = options->name;
    if (length > FU_NEAREST_MAX)
        length = FU_NEAREST_MAX;
    memcpy(wanted, word, length);
    wanted[length] = '\0';
    nearest = fu_nearest(wanted + strspn(wanted, "-"), names, count);
    if (nearest)
        return fu_error_set(
            error, FU_BAD_INPUT, "“%s” is no option here. Perhaps: --%s", wanted, nearest);
    return fu_error_set(error, FU_BAD_INPUT, "“%s” is no option here.", wanted);
}

static enum fu_status give(struct fu_ctl_arguments *arguments, const struct fu_ctl_option *option,
    const char *value, struct fu_error *error)
{
    if (fu_ctl_given(arguments, option->name))
        return fu_error_set(error, FU_BAD_INPUT, "--%s is given twice.", option->name);
    if (arguments->given_count == FU_CTL_OPTIONS_MAX)
        return fu_error_set(error, FU_BAD_INPUT, "Too many options.");
    arguments->given[arguments->given_count++] =
        (struct fu_ctl_given){option->name, value ? value : ""};
    return FU_OK;
}

/* One option, with the value that stands in the same word (NULL: none) or in the next. */
static enum fu_status take(struct fu_ctl_arguments *arguments, const struct fu_ctl_option *option,
    const char *attached, const char *next, struct fu_error *error)
{
    if (!option->value) {
        if (attached)
            return fu_error_set(error, FU_BAD_INPUT, "--%s takes no value.", option->name);
        return give(arguments, option, NULL, error);
    }
    if (attached)
        return give(arguments, option, attached, error);
    if (!next)
        return fu_error_set(
            error, FU_BAD_INPUT, "--%s needs a value: %s.", option->name, option->value);
    arguments->used++;
    return give(arguments, option, next, error);
}

static enum fu_status take_option(const struct fu_ctl_option *options, const char *word,
    const char *next, struct fu_ctl_arguments *arguments, struct fu_error *error)
{
    const struct fu_ctl_option *option;
    size_t length;

    if (word[1] == '-') {
        length = strcspn(word + 2, "=");
        option = find_name(options, word + 2, length);
        if (!option)
            return unknown(options, word, length + 2, error);
        return take(arguments, option, word[2 + length] ? word + length + 3 : NULL, next, error);
    }
    option = find_letter(options, word[1]);
    if (!option)
        return unknown(options, word, strlen(word), error);
    return take(arguments, option, word[2] ? word + 2 : NULL, next, error);
}

enum fu_status fu_ctl_arguments_read(struct fu_arena *arena, const struct fu_ctl_option *options,
    const char *const *words, size_t count, bool stop, struct fu_ctl_arguments *arguments,
    struct fu_error *error)
{
    enum fu_status status = FU_OK;
    bool only_operands = false;
    const char *word;

    memset(arguments, 0, sizeof *arguments);
    arguments->operands = fu_arena_allocate(arena, count + 1, sizeof *arguments->operands);
    while (status == FU_OK && arguments->used < count) {
        word = words[arguments->used];
        if (only_operands || word[0] != '-' || word[1] == '\0') {
            if (stop)
                break;
            arguments->operands[arguments->operand_count++] = word;
            arguments->used++;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
            arguments->used++;
        } else {
            arguments->used++;
            status = take_option(options, word,
                arguments->used < count ? words[arguments->used] : NULL, arguments, error);
        }
    }
    return status;
}

const char *fu_ctl_value(const struct fu_ctl_arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->given_count; i++) {
        if (strcmp(arguments->given[i].name, name) == 0)
            return arguments->given[i].value;
    }
    return NULL;
}

bool fu_ctl_given(const struct fu_ctl_arguments *arguments, const char *name)
{
    return fu_ctl_value(arguments, name) != NULL;
}

const char *fu_ctl_operands(
    struct fu_arena *arena, const struct fu_ctl_arguments *arguments, size_t first)
{
    struct fu_buffer text;
    const char *copy;

    fu_buffer_init(&text, OPERANDS_TEXT_MAX);
    for (size_t i = first; i < arguments->operand_count; i++) {
        fu_buffer_add_text(&text, i > first ? " " : "");
        fu_buffer_add_text(&text, arguments->operands[i]);
    }
    copy = fu_arena_copy_n(arena, text.data, text.length);
    fu_buffer_free(&text);
    return copy;
}
