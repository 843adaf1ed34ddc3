/* A configuration file, line by line, into a draft.
 *
 * inih takes keys from values; the reader that feeds it knows the number of each line, and refuses
 * what inih would cut, join or pass over in silence. The first mistake ends the reading. Limits:
 * FU_CONFIG_SIZE_MAX, FU_CONFIG_LINE_MAX, FU_CONFIG_LIST_MAX, FU_CONFIG_INBOXES_MAX. */
#include "followupd/config/config.h"

#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "followupd/base/file.h"
#include "followupd/base/text.h"
#include "draft.h"
#include "text.h"
#include "values.h"

enum { INBOX_NAME_MAX = 32, MESSAGE_MAX = FU_ERROR_TEXT_MAX };

struct loader {
    struct fu_config_draft *draft;
    const char *bytes; /* what is left of the file */
    size_t length;
    int line;
    bool indented;                         /* the line goes on with the list above it */
    struct fu_config_part *part;           /* the section we are in; NULL before the first */
    const struct fu_config_option *option; /* the last one read in it, or NULL */
    enum fu_status status;
};

enum fu_status fu_config_complain(struct fu_config_draft *draft, int line, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fu_error_set(draft->error, FU_BAD_INPUT, "%s:%d: %s", draft->path, line, message);
}

int fu_config_line_of(const struct fu_config_part *part, const char *key)
{
    const struct fu_config_option *option = fu_config_option_find(part->section, key);
    return option != NULL ? part->lines[option - part->section->options] : 0;
}

/* Makes a section's values the defaults. */
static enum fu_status begin(struct fu_config_draft *draft, struct fu_config_part *part,
    const struct fu_config_section *section, void *values)
{
    part->section = section;
    part->values = values;
    for (size_t i = 0; i < section->count; i++) {
        const struct fu_config_option *option = &section->options[i];
        const char *why;
        if (!fu_config_value_read(draft->arena, option, values, option->fallback, &why)) {
            return fu_config_complain(
                draft, 1, "[%s] %s, by default: %s", section->name, option->key, why);
        }
    }
    return FU_OK;
}

static const struct fu_config_section *section_named(const char *name)
{
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        if (strcmp(fu_config_sections[i].name, name) == 0) {
            return &fu_config_sections[i];
        }
    }
    return NULL;
}

static enum fu_status unknown_section(struct loader *loader, const char *name)
{
    const char *names[FU_CONFIG_SECTIONS];
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        names[i] = fu_config_sections[i].name;
    }
    struct fu_arena *arena = loader->draft->arena;
    const char *nearest = fu_config_nearest(name, names, FU_CONFIG_SECTIONS);
    const char *cure =
        nearest != NULL
            ? fu_arena_print(arena, "write [%s]", nearest)
            : "write [daemon], [inbox NAME], [smtp], [addresses], [people], [alerts], [privacy] or "
              "[web]";
    return fu_config_complain(loader->draft, loader->line, "there is no section %s; %s",
        fu_config_quoted(arena, name), cure);
}

static bool is_inbox_name(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_alnum(name[i]) && name[i] != '-' && name[i] != '_') {
            return false;
        }
    }
    return length > 0 && length <= INBOX_NAME_MAX;
}

static enum fu_status begin_inbox(struct loader *loader, const char *name)
{
    struct fu_config_draft *draft = loader->draft;
    struct fu_config *config = draft->config;
    if (!is_inbox_name(name)) {
        return fu_config_complain(draft, loader->line,
            "an inbox has a name of 1 to %d letters, digits, - and _; write [inbox main]",
            INBOX_NAME_MAX);
    }
    for (size_t i = 0; i < config->inbox_count; i++) {
        if (strcmp(config->inboxes[i].name, name) == 0) {
            return fu_config_complain(draft, loader->line,
                "[inbox %s] stands in line %d already; give this one another name", name,
                config->inboxes[i].line);
        }
    }
    if (config->inbox_count == FU_CONFIG_INBOXES_MAX) {
        return fu_config_complain(draft, loader->line,
            "there are over %d inboxes; run another followupd for the others",
            FU_CONFIG_INBOXES_MAX);
    }
    struct fu_inbox_config *inbox = &config->inboxes[config->inbox_count];
    loader->part = &draft->inboxes[config->inbox_count++];
    inbox->name = fu_arena_copy(draft->arena, name);
    inbox->line = loader->part->line = loader->line;
    return begin(draft, loader->part, &fu_config_sections[FU_CONFIG_INBOX], inbox);
}

static enum fu_status begin_section(struct loader *loader, char *name)
{
    struct fu_config_draft *draft = loader->draft;
    char *second = name + strcspn(name, " \t");
    if (*second != '\0') {
        *second++ = '\0';
        second += strspn(second, " \t");
    }
    const struct fu_config_section *section = section_named(name);
    if (section == NULL) {
        return unknown_section(loader, name);
    }
    if (section == &fu_config_sections[FU_CONFIG_INBOX]) {
        return begin_inbox(loader, second);
    }
    if (*second != '\0') {
        return fu_config_complain(
            draft, loader->line, "only an inbox has a name; write [%s]", section->name);
    }
    struct fu_config_part *part = &draft->parts[section - fu_config_sections];
    if (part->line != 0) {
        return fu_config_complain(draft, loader->line,
            "[%s] stands in line %d already; put the two together", section->name, part->line);
    }
    part->line = loader->line;
    loader->part = part;
    return FU_OK;
}

/* A line that begins with "[". */
static enum fu_status take_section(struct loader *loader, const char *line)
{
    struct fu_arena *arena = loader->draft->arena;
    const char *close = strchr(line, ']');
    const char *behind = close != NULL ? close + 1 : "";
    const char *rest = behind + strspn(behind, " \t");
    bool comment = rest > behind && (*rest == ';' || *rest == '#');
    if (close == NULL || (*rest != '\0' && !comment)) {
        return fu_config_complain(loader->draft, loader->line,
            "the line is more or less than a section's name; write [NAME] and nothing behind it");
    }
    char *name = fu_arena_copy_n(arena, line + 1, (size_t)(close - line - 1));
    size_t length = strlen(name);
    while (length > 0 && fu_config_is_blank(name[length - 1])) {
        name[--length] = '\0';
    }
    loader->option = NULL;
    return begin_section(loader, name + strspn(name, " \t"));
}

/* The option that a line such as "key = value" sets in any section, or NULL. */
static const struct fu_config_option *option_anywhere(struct fu_arena *arena, const char *line)
{
    size_t length = strcspn(line, "= \t");
    if (line[length + strspn(line + length, " \t")] != '=') {
        return NULL;
    }
    const char *key = fu_arena_copy_n(arena, line, length);
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        const struct fu_config_option *option = fu_config_option_find(&fu_config_sections[i], key);
        if (option != NULL) {
            return option;
        }
    }
    return NULL;
}

/* A line that begins with a blank. */
static enum fu_status take_indented(struct loader *loader, const char *line)
{
    const struct fu_config_option *option = loader->option;
    if (option == NULL || option_anywhere(loader->draft->arena, line) != NULL) {
        return fu_config_complain(loader->draft, loader->line,
            "an indented line goes on with the list above it, and this one does not; take away the "
            "blanks before it");
    }
    if (option->kind != FU_CONFIG_LIST) {
        return fu_config_complain(loader->draft, loader->line,
            "an indented line goes on with a list, and %s is none; write it all in one line",
            option->key);
    }
    return FU_OK;
}

/* A line that is neither a section, a comment nor indented. Its text may be a secret: no message
 * repeats it. */
static enum fu_status take_key(struct loader *loader, const char *line)
{
    size_t length = strcspn(line, "=:");
    if (line[length] != '=' || length == 0) {
        return fu_config_complain(loader->draft, loader->line,
            "the line is no KEY = VALUE; write it so, or begin it with ; to make it a comment");
    }
    if (loader->part == NULL) {
        return fu_config_complain(loader->draft, loader->line,
            "the line stands before the first section; write the section it belongs to, such as "
            "[daemon], above it");
    }
    return FU_OK;
}

static enum fu_status take_line(struct loader *loader, const char *line)
{
    const char *start = line + strspn(line, " \t");
    loader->indented = start > line;
    if (*start == '\0' || *start == ';' || *start == '#') {
        return FU_OK;
    }
    if (loader->indented) {
        return take_indented(loader, start);
    }
    return *start == '[' ? take_section(loader, start) : take_key(loader, start);
}

/* What no line may hold. */
static enum fu_status check_bytes(struct loader *loader, const char *line, size_t length)
{
    if (length > FU_CONFIG_LINE_MAX) {
        return fu_config_complain(loader->draft, loader->line,
            "the line is longer than %d octets; write a list in several lines, each but the first "
            "indented",
            FU_CONFIG_LINE_MAX);
    }
    if (!fu_text_is_utf8(line, length)) {
        return fu_config_complain(
            loader->draft, loader->line, "the line is not UTF-8; save the file as UTF-8");
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)line[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return fu_config_complain(loader->draft, loader->line,
                "the line has a control character (octet %d) in column %zu; take it out", c, i + 1);
        }
    }
    return FU_OK;
}

/* fgets() for inih: one line, after it was judged; NULL at the end and after a mistake. */
static char *read_line(char *line, int size, void *stream)
{
    struct loader *loader = stream;
    if (loader->status != FU_OK || loader->length == 0) {
        return NULL;
    }
    const char *end = memchr(loader->bytes, '\n', loader->length);
    size_t length = end != NULL ? (size_t)(end - loader->bytes) : loader->length;
    const char *start = loader->bytes;
    size_t taken = length + (end != NULL);
    loader->bytes += taken;
    loader->length -= taken;
    loader->line++;
    length -= length > 0 && start[length - 1] == '\r';
    loader->status = check_bytes(loader, start, length);
    if (loader->status != FU_OK || length + 1 > (size_t)size) {
        return NULL;
    }
    memcpy(line, start, length);
    line[length] = '\0';
    loader->status = take_line(loader, line);
    return loader->status == FU_OK ? line : NULL;
}

/* The value without a comment and the blanks before it. */
static const char *without_comment(struct fu_arena *arena, const char *value)
{
    size_t length = strlen(value);
    for (size_t i = 0; i < length; i++) {
        if (value[i] == ';' && (i == 0 || fu_config_is_blank(value[i - 1]))) {
            length = i;
        }
    }
    while (length > 0 && fu_config_is_blank(value[length - 1])) {
        length--;
    }
    return fu_arena_copy_n(arena, value, length);
}

/* All options of a section, parted by blanks. */
static const char *keys_of(struct fu_arena *arena, const struct fu_config_section *section)
{
    const char *keys = section->options[0].key;
    for (size_t i = 1; i < section->count; i++) {
        keys = fu_arena_print(arena, "%s %s", keys, section->options[i].key);
    }
    return keys;
}

/* Quotes the key when it looks like one: a password may stand in its place. */
static const char *show_key(struct fu_arena *arena, const char *key)
{
    for (const char *c = key; *c != '\0'; c++) {
        if (!fu_is_letter(*c) && *c != '_' && *c != '-') {
            return "of this name";
        }
    }
    return fu_config_quoted(arena, key);
}

static enum fu_status unknown_key(struct loader *loader, const char *key)
{
    struct fu_config_draft *draft = loader->draft;
    struct fu_arena *arena = draft->arena;
    const struct fu_config_section *section = loader->part->section;
    if (strcmp(key, "password") == 0 || strcmp(key, "pass") == 0) {
        return fu_config_complain(draft, loader->line,
            "a password does not stand in this file; write it to a file that only its owner may "
            "read, and password_file = PATH here");
    }
    for (size_t i = 0; i < FU_CONFIG_SECTIONS; i++) {
        if (fu_config_option_find(&fu_config_sections[i], key) != NULL) {
            return fu_config_complain(draft, loader->line,
                "%s is no option of [%s]; move it to [%s]", key, section->name,
                fu_config_sections[i].name);
        }
    }
    const char *names[FU_CONFIG_OPTIONS_MAX];
    for (size_t i = 0; i < section->count; i++) {
        names[i] = section->options[i].key;
    }
    const char *nearest = fu_config_nearest(key, names, section->count);
    const char *cure = nearest != NULL ? fu_arena_print(arena, "did you mean %s", nearest)
                                       : fu_arena_print(arena, "write %s",
                                             fu_config_words_say(arena, keys_of(arena, section)));
    return fu_config_complain(draft, loader->line, "there is no option %s in [%s]; %s",
        show_key(arena, key), section->name, cure);
}

/* The handler of inih: one value, or one more line of a list. Returns 0 to stop. */
static int take_value(void *user, const char *inih_section, const char *key, const char *value)
{
    struct loader *loader = user;
    struct fu_config_draft *draft = loader->draft;
    struct fu_config_part *part = loader->part;
    (void)inih_section; /* cut at 50 octets; read_line has its own */
    if (!loader->indented) {
        loader->option = fu_config_option_find(part->section, key);
        if (loader->option == NULL) {
            loader->status = unknown_key(loader, key);
            return 0;
        }
        int *line = &part->lines[loader->option - part->section->options];
        if (*line != 0) {
            loader->status = fu_config_complain(draft, loader->line,
                "%s stands in line %d already; keep one of the two", loader->option->key, *line);
            return 0;
        }
        *line = loader->line;
        fu_config_value_clear(loader->option, part->values);
    }
    const char *why;
    bool whole = strcmp(loader->option->key, "password_command") == 0;
    const char *text = whole ? value : without_comment(draft->arena, value);
    if (!fu_config_value_read(draft->arena, loader->option, part->values, text, &why)) {
        loader->status =
            fu_config_complain(draft, loader->line, "%s: %s", loader->option->key, why);
    }
    return loader->status == FU_OK;
}

/* inih as Debian builds it takes its limits from variables; with a line on the heap it keeps to
 * them. */
static void set_up_inih(void)
{
    ini_use_stack = false;
    ini_max_line = FU_CONFIG_LINE_MAX + 3;
    ini_initial_alloc = ini_max_line;
    ini_allow_realloc = false;
    ini_allow_multiline = true;
    ini_allow_inline_comments = false; /* a password_command may hold " ;" */
    ini_stop_on_first_error = true;
}

static enum fu_status parse(struct fu_config_draft *draft, const struct fu_buffer *bytes)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors begin UTF-8 with it */
    bool marked = strncmp(bytes->data, mark, sizeof mark - 1) == 0;
    size_t skipped = marked ? sizeof mark - 1 : 0;
    struct loader loader = {
        .draft = draft, .bytes = bytes->data + skipped, .length = bytes->length - skipped};
    set_up_inih();
    int result = ini_parse_stream(read_line, &loader, take_value, &loader);
    if (loader.status == FU_OK && result != 0) {
        loader.status = fu_config_complain(
            draft, loader.line, "the line cannot be read; write it as KEY = VALUE");
    }
    draft->last_line = loader.line > 0 ? loader.line : 1;
    return loader.status;
}

static enum fu_status read_draft(struct fu_config_draft *draft)
{
    struct fu_buffer bytes;
    fu_buffer_init(&bytes, FU_CONFIG_SIZE_MAX);
    enum fu_status status = fu_file_read(draft->path, false, &bytes, draft->error);
    if (status == FU_BAD_INPUT) {
        status = fu_config_complain(
            draft, 1, "the file is larger than %d octets; make it smaller", FU_CONFIG_SIZE_MAX);
    } else if (status != FU_OK) {
        status = fu_error_set(draft->error, FU_PERMANENT, "%s; name the configuration with -c FILE",
            draft->error->text);
    } else if (fu_writable_by_all(draft->path)) {
        status = fu_config_complain(draft, 1,
            "everybody may write this file, and so have programs run as this user; run chmod o-w "
            "on it");
    }
    for (size_t i = 0; status == FU_OK && i < FU_CONFIG_SECTIONS; i++) {
        if (i != FU_CONFIG_INBOX) {
            const struct fu_config_section *section = &fu_config_sections[i];
            void *values = (char *)draft->config + section->offset;
            status = begin(draft, &draft->parts[i], section, values);
        }
    }
    if (status == FU_OK) {
        status = parse(draft, &bytes);
    }
    fu_buffer_free(&bytes);
    return status == FU_OK ? fu_config_agree(draft) : status;
}

enum fu_status fu_config_load(
    struct fu_arena *arena, const char *path, struct fu_config **config, struct fu_error *error)
{
    struct fu_error unheard = {.text = ""};
    struct fu_config_draft *draft = fu_arena_allocate(arena, 1, sizeof *draft);
    draft->arena = arena;
    draft->path = fu_arena_copy(arena, path);
    draft->error = error != NULL ? error : &unheard;
    draft->config = fu_arena_allocate(arena, 1, sizeof *draft->config);
    draft->config->path = draft->path;
    draft->config->inboxes =
        fu_arena_allocate(arena, FU_CONFIG_INBOXES_MAX, sizeof *draft->config->inboxes);
    fu_error_clear(draft->error);
    enum fu_status status = read_draft(draft);
    if (status == FU_OK) {
        *config = draft->config;
    }
    return status;
}
