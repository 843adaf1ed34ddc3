/* `settings`: what they are, and lines that change them, each answered by itself. What cannot be is
 * taught and changes nothing; the other lines of the mail count. */
#include "request.h"

#include "followupd/base/text.h"
#include "followupd/followup/settings_change.h"
#include "followupd/mail/answers.h"
#include "followupd/mail/commands.h"
#include "followupd/mail/new_lines.h"
#include "followupd/mail/say.h"
#include "followupd/mail/say_settings.h"
#include "names.h"

#include <string.h>

enum { KEY_MAX = 24 };

static const char move_key[] = "move";

/* "zone: Europe/Paris", "time = 9:00", "time 9:00". */
struct wish {
    const char *line;
    const char *key;
    const char *value;
};

static void fill_wish(
    struct fu_arena *arena, const char *line, size_t key, const char *value, struct wish *wish)
{
    size_t length;

    value += strspn(value, " ");
    length = strlen(value);
    while (length > 0 && strchr(".,;", value[length - 1]))
        length--;
    wish->line = line;
    wish->key = fu_text_line(arena, line, key, KEY_MAX);
    wish->value = fu_arena_copy_n(arena, value, length);
}

/* How much of the line is a key of one's own that a blank follows, 0 for none. */
static size_t own_key(const char *line)
{
    size_t i, at;

    for (i = 0; i <= FU_SETTINGS_OWN; i++) {
        const char *key = i < FU_SETTINGS_OWN ? fu_setting_key((enum fu_setting)i) : move_key;

        for (at = 0; key[at] != '\0'; at++) {
            bool joins = key[at] == '_' && (line[at] == ' ' || line[at] == '-');

            if (fu_lower(line[at]) != key[at] && !joins)
                break;
        }
        if (key[at] == '\0' && line[at] == ' ')
            return at;
    }
    return 0;
}

/* Whatever stands before a colon is meant as a key; without one, what is a key. ours: it may be of
 * our own settings, which say "zone is UTC". */
static bool read_wish(struct fu_arena *arena, const char *line, bool ours, struct wish *wish)
{
    size_t length = 0, key = ours ? 0 : own_key(line);

    while (fu_is_letter(line[length]) || (line[length] != '\0' && strchr("_- ", line[length])))
        length++;
    if ((line[length] == ':' || line[length] == '=') && length > 0 && length <= KEY_MAX)
        fill_wish(arena, line, length, line + length + 1, wish);
    else if (key > 0)
        fill_wish(arena, line, key, line + key, wish);
    else
        return false;
    return true;
}

static void refuse(
    struct fu_arena *arena, const struct fu_refusal *refusal, struct fu_setting_change *told)
{
    told->sentence = fu_arena_print(arena, "%s%s", refusal->reason,
        fu_say_perhaps(arena, refusal->suggestions, refusal->suggestion_count));
    told->suggestions = refusal->suggestion_count > 0 ? refusal->suggestions : told->suggestions;
    told->suggestion_count = refusal->suggestion_count;
}

/* Sets what one line names, and tells what came of it. */
static void set(struct fu_settings_change *change, const struct wish *wish,
    struct fu_refusal *refusal, struct fu_setting_change *told)
{
    struct fu_arena *arena = change->act->arena;
    enum fu_setting setting;
    const char *before, *after;

    if (fu_setting_find(arena, wish->key, FU_SETTINGS, &setting, refusal) &&
        (int)setting >= FU_SETTINGS_OWN) {
        told->sentence = setting == FU_SETTING_PAUSED
                             ? fu_say_pause()
                             : fu_say_operators_setting(arena, fu_setting_key(setting));
        return;
    }
    if (!fu_setting_find(arena, wish->key, FU_SETTINGS_OWN, &setting, refusal)) {
        told->sentence = fu_arena_print(arena, "%s%s", refusal->reason,
            fu_say_perhaps(arena, refusal->suggestions, refusal->suggestion_count));
        return;
    }
    told->key = fu_setting_key(setting);
    before = fu_setting_value(arena, &change->person, setting);
    if (fu_settings_set(change, setting, wish->value, refusal) != FU_OK) {
        refuse(arena, refusal, told);
        return;
    }
    after = fu_setting_value(arena, &change->person, setting);
    told->sentence = fu_say_setting(arena, told->key, after, strcmp(before, after) != 0);
    told->before = strcmp(before, after) != 0 ? before : "";
}

/* Whom the other requests of the mail are of, as they are by now. */
static void go_on_as(struct request_context *context, const struct fu_person *changed)
{
    struct fu_person *person = fu_arena_allocate(context->arena, 1, sizeof *person);

    *person = *changed;
    context->person = person;
}

/* `move: yes` takes pending follow-ups along. */
static bool asks_to_move(
    struct fu_arena *arena, const struct wish *wish, struct fu_setting_change *told)
{
    bool yes = fu_equal_nocase(wish->value, "yes");

    if (!fu_equal_nocase(wish->key, move_key))
        return false;
    told->key = yes ? "" : move_key;
    told->sentence =
        yes ? fu_say_taken_along() : fu_say_no_value(arena, move_key, wish->value, "yes");
    return yes;
}

/* Does what one line wishes, or says why not: the first behind those that are read is left. */
static void grant(struct fu_settings_change *change, const struct wish *wish, bool read,
    struct fu_refusal *refusal, struct fu_settings_text *text, struct fu_setting_change *told)
{
    struct fu_arena *arena = change->act->arena;

    *told = (struct fu_setting_change){.line = wish->line, .key = "", .before = ""};
    if (!read)
        told->sentence =
            fu_say_line_refused(arena, fu_say_line_beyond(arena, FU_NEW_LINES_READ), NULL, 0);
    else if (fu_equal_nocase(wish->key, move_key))
        text->asked_to_move |= asks_to_move(arena, wish, told);
    else
        set(change, wish, refusal, told);
}

/* Reads the lines of the mail into text->changes and *change, unless they are written to others;
 * gives the first line, "" for none. */
static const char *read_wishes(struct request_context *context, struct fu_settings_change *change,
    struct fu_settings_text *text)
{
    size_t line_count, i;
    const char *const *lines =
        fu_new_lines(context->arena, context->arrival->letter->text, &line_count);
    struct fu_setting_change *told =
        fu_arena_allocate(context->arena, FU_NEW_LINES_READ + 1, sizeof *told);
    struct fu_refusal *refusals =
        fu_arena_allocate(context->arena, FU_NEW_LINES_READ + 1, sizeof *refusals);
    bool ours = false, read = true;
    struct wish wish;

    text->changes = told;
    for (i = 0; i < line_count && read; i++) {
        size_t count = text->change_count;
        bool opens = fu_answer_opens(lines[i]);

        ours |= opens;
        if (opens || text->to_others || !read_wish(context->arena, lines[i], ours, &wish))
            continue;
        read = i < FU_NEW_LINES_READ;
        grant(change, &wish, read, &refusals[count], text, &told[count]);
        text->change_count++;
    }
    return line_count > 0 ? lines[0] : "";
}

/* Whether what the mail says was meant for the settings, and is not the word that asks for them. */
static bool is_reply(const struct request_context *context, const struct fu_request *request)
{
    const struct fu_letter *letter = context->arrival->letter;

    return request->token[0] == '\0' && letter->in_reply_to[0] && letter->text[0];
}

static void list_settings(
    struct request_context *context, const struct fu_person *person, struct fu_settings_text *text)
{
    struct fu_setting_text *settings =
        fu_arena_allocate(context->arena, FU_SETTINGS_OWN, sizeof *settings);
    size_t i;

    for (i = 0; i < FU_SETTINGS_OWN; i++) {
        settings[i].key = fu_setting_key((enum fu_setting)i);
        settings[i].value = fu_setting_value(context->arena, person, (enum fu_setting)i);
    }
    text->settings = settings;
    text->count = FU_SETTINGS_OWN;
}

static enum fu_status tell(struct request_context *context, const struct fu_request *request,
    const struct fu_settings_text *text, struct fu_error *error)
{
    struct fu_answer answer = {.closing = ""};
    enum fu_status status;

    fu_answer_settings(context->arena, text, &answer);
    fu_answer_sealed(context->arena, context->arrival->letter->sealed, &answer);
    answer.envelope.reply_to = text->address;
    status = text->change_count > 0 ? fu_request_report(context, request, &answer, 0, error)
                                    : fu_request_answer(context, request, &answer, 0, error);
    return status == FU_OK ? fu_request_trace(context, request, "settings",
                                 fu_arena_print(context->arena, "Lines that were read: %zu.",
                                     text->change_count),
                                 0, error)
                           : status;
}

enum fu_status fu_request_settings(
    struct request_context *context, const struct fu_request *request, struct fu_error *error)
{
    const struct fu_act act = {
        context->store, context->settings, context->arena, context->now, context->person->id};
    struct fu_settings_change change;
    struct fu_settings_text text = {
        .address = fu_name_address(context->arena, context->settings, "settings"),
        .to_others = fu_request_is_carried_on(context, request)};
    const char *first;
    bool repeats;
    enum fu_status status = FU_OK;

    fu_settings_begin(&change, &act, context->person);
    first = read_wishes(context, &change, &text);
    if (text.change_count > 0 && !request->may_change)
        return fu_request_not_addressed(context, request, error);
    text.not_read = text.change_count == 0 && is_reply(context, request) ? first : NULL;
    status = fu_request_repeats(
        context, "settings", text.not_read ? text.not_read : "", &repeats, error);
    if (status == FU_OK && repeats)
        return fu_request_trace(context, request, "left alone",
            "The same reply was answered within the last day.", 0, error);
    if (status == FU_OK && text.change_count > 0)
        status = fu_settings_write(&change, error);
    if (status == FU_OK && text.asked_to_move)
        status = fu_settings_move(&act, &change.person, &text.gone_along, error);
    if (status != FU_OK)
        return status;
    text.moved = change.moved;
    text.kept = change.kept;
    list_settings(context, &change.person, &text);
    status = tell(context, request, &text, error);
    go_on_as(context, &change.person);
    return status;
}
