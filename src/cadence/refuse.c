/* The sentences of refusals, and the gate that every suggestion passes.
 *
 * A text is offered only when it is accepted as it stands, so that nobody is sent from one refusal
 * to the next. How many texts are tried is bounded. */
#include "refuse.h"

#include <string.h>

#include "followupd/base/text.h"

#include "accept.h"
#include "spell.h"
#include "suggest.h"
#include "words.h"

enum { QUOTE_MAX = 64 };

static bool offered(const struct refuser *refuser, const char *text, const struct fields *fields)
{
    const struct fu_refusal *refusal = refuser->refusal;
    for (size_t i = 0; i < refusal->suggestion_count; i++) {
        if (strcmp(refusal->suggestions[i], text) == 0 ||
            (!refuser->synonyms && fu_spell_same(&refuser->offered[i], fields))) {
            return true;
        }
    }
    return false;
}

bool fu_cadence_offer(struct refuser *refuser, const char *text)
{
    struct fu_refusal *refusal = refuser->refusal;
    const struct local *refused = refuser->local;
    if (refusal->suggestion_count == FU_SUGGESTIONS_MAX || refuser->tries <= 0) {
        return false;
    }
    refuser->tries--;
    struct draft whole;
    struct local local;
    struct fields fields;
    fu_draft_clear(&whole);
    fu_draft_add(&whole, text + strspn(text, " "));
    while (whole.length > 0 && whole.text[whole.length - 1] == ' ') {
        whole.length--;
    }
    if (refused != NULL) {
        fu_draft_add_n(&whole, refused->text + refused->suffix, refused->length - refused->suffix);
    }
    while (whole.length > 0 && whole.text[whole.length - 1] == ' ') {
        whole.length--;
    }
    if (!fu_cadence_accept(whole.text, whole.length, refuser->setting, &local, &fields) ||
        offered(refuser, fu_draft_text(&whole), &fields)) {
        return false;
    }
    refuser->offered[refusal->suggestion_count] = fields;
    refusal->suggestions[refusal->suggestion_count++] =
        fu_arena_copy(refuser->arena, fu_draft_text(&whole));
    return true;
}

/* One line of the text; of a long one its beginning. */
static const char *beginning(struct fu_arena *arena, const char *text, size_t length)
{
    const char *line = fu_text_line(arena, text, length, QUOTE_MAX);
    return length > QUOTE_MAX ? fu_arena_print(arena, "%s…", line) : line;
}

static const char *quote(struct refuser *refuser)
{
    return beginning(refuser->arena, refuser->local->text, refuser->local->length);
}

/* Puts the refused text in the place of "%s" in the reason. */
static void name(struct refuser *refuser)
{
    const char *reason = refuser->refusal->reason;
    const char *place = strstr(reason, "%s");
    if (place != NULL) {
        refuser->refusal->reason = fu_arena_print(
            refuser->arena, "%.*s“%s”%s", (int)(place - reason), reason, quote(refuser), place + 2);
    }
}

/* When nothing resembles the text there is always something to try; without its flags and tags when
 * these leave no room. */
static void offer_anything(struct refuser *refuser)
{
    for (int round = 0; round < 2 && refuser->refusal->suggestion_count == 0; round++) {
        refuser->tries = FU_SUGGESTIONS_MAX;
        fu_cadence_offer(refuser, "3days");
        fu_cadence_offer(refuser, "tomorrow9am");
        fu_cadence_offer(refuser, "everymonday");
        refuser->local = NULL;
    }
}

/* The same text with '-' for what is no character of a time, and nothing where a separator stands
 * beside it. */
static void replace_characters(struct local *local)
{
    size_t length = 0;
    for (size_t i = 0; i < local->core; i++) {
        char c = local->text[i];
        if (fu_is_alnum(c) || fu_words_separator(c) || c == ':') {
            local->text[length++] = c;
        } else if (length > 0 && !fu_words_separator(local->text[length - 1]) &&
                   i + 1 < local->core && fu_is_alnum(local->text[i + 1])) {
            local->text[length++] = '-';
        }
    }
    memmove(local->text + length, local->text + local->core, local->length - local->core + 1);
    local->length -= local->core - length;
    local->suffix -= local->core - length;
    local->tags -= local->core - length;
    local->core = length;
}

/* 15/8/2027: what the text would be offered without those characters. */
static void suggest_without(struct refuser *refuser, struct local *local)
{
    const char *reason = refuser->refusal->reason;
    struct draft draft;
    replace_characters(local);
    refuser->local = local;
    fu_draft_clear(&draft);
    fu_draft_add_n(&draft, local->text, local->core);
    if (!fu_cadence_offer(refuser, fu_draft_text(&draft))) {
        fu_cadence_suggest(refuser);
    }
    if (!refuser->zoned) {
        refuser->refusal->reason = reason;
    }
}

/* 2026-12-24t09:30:00+01:00: the end of a moment told in a zone stands where tags do. */
static void suggest_zoned(struct refuser *refuser)
{
    const char *reason = refuser->refusal->reason;
    fu_cadence_suggest_dated(refuser);
    if (!refuser->zoned) {
        refuser->refusal->reason = reason;
    }
}

enum fu_status fu_cadence_refuse_local(
    struct refuser *refuser, enum local_trouble trouble, const char *text, size_t length)
{
    struct fu_arena *arena = refuser->arena;
    const char *quoted = beginning(arena, text, length);
    const char **reason = &refuser->refusal->reason;
    switch (trouble) {
    case LOCAL_EMPTY:
        *reason = "There is no time here; 3days is one, or tomorrow9am.";
        break;
    case LOCAL_LONG:
        *reason = fu_arena_print(arena,
            "A time has at most %d characters, its flags and tags included.", FU_CADENCE_TEXT_MAX);
        break;
    case LOCAL_CHARACTER:
        *reason = fu_arena_print(arena,
            "“%s” holds a character that no time has: letters, digits, “-”, “.” and “_” are all.",
            quoted);
        break;
    case LOCAL_TAG:
        *reason = fu_arena_print(arena,
            "“%s” has a tag that is none: a tag is “+” and 1 to %d letters and digits, behind the "
            "flags.",
            quoted, FU_CADENCE_TAG_LENGTH_MAX);
        break;
    default:
        *reason = fu_arena_print(arena, "A follow-up has at most %d tags.", FU_CADENCE_TAGS_MAX);
        break;
    }
    const struct local *whole = refuser->local;
    struct local local = *whole;
    if (trouble == LOCAL_CHARACTER) {
        suggest_without(refuser, &local);
    } else if (trouble == LOCAL_TAG) {
        suggest_zoned(refuser);
    }
    if (refuser->zoned) {
        refuser->local = whole;
        name(refuser);
        return FU_BAD_INPUT;
    }
    refuser->local = NULL;
    if (trouble == LOCAL_TAG || trouble == LOCAL_MANY_TAGS) {
        local.text[local.tags] = '\0';
        fu_cadence_offer(refuser, local.text);
    } else if (trouble == LOCAL_EMPTY && local.length > 0) {
        fu_cadence_offer(refuser, local.text + local.tags + 1);
    }
    offer_anything(refuser);
    return FU_BAD_INPUT;
}

enum fu_status fu_cadence_refuse_unread(struct refuser *refuser)
{
    fu_cadence_suggest(refuser);
    if (refuser->refusal->reason[0] == '\0') {
        refuser->refusal->reason = "%s is not a time I know.";
    }
    name(refuser);
    offer_anything(refuser);
    return FU_BAD_INPUT;
}

enum fu_status fu_cadence_refuse_several(struct refuser *refuser, const struct readings *readings)
{
    struct draft said;
    fu_draft_clear(&said);
    for (size_t i = 0; i < readings->count; i++) {
        struct draft draft;
        fu_draft_clear(&draft);
        fu_spell(&draft, &readings->fields[i]);
        fu_cadence_offer(refuser, fu_draft_text(&draft));
        fu_draft_add(&said, i == 0 ? "" : " or ");
        fu_draft_add(&said, fu_draft_text(&draft));
    }
    refuser->refusal->reason = fu_arena_print(refuser->arena,
        "“%s” can be read in more than one way: %s.", quote(refuser), fu_draft_text(&said));
    offer_anything(refuser);
    return FU_BAD_INPUT;
}

enum fu_status fu_cadence_refuse_plus(struct refuser *refuser, const char *dashed)
{
    struct local plain = *refuser->local;
    refuser->refusal->reason = fu_arena_print(refuser->arena,
        "“%s” is either “%s” or a time with a tag; give the tag another name.", quote(refuser),
        dashed);
    refuser->local = NULL;
    fu_cadence_offer(refuser, dashed);
    plain.text[plain.tags] = '\0';
    fu_cadence_offer(refuser, plain.text);
    return FU_BAD_INPUT;
}

enum fu_status fu_cadence_refuse_trouble(
    struct refuser *refuser, enum trouble trouble, const struct fields *fields)
{
    bool dated = trouble == TROUBLE_BARE_YEAR && fu_cadence_suggest_dated(refuser);
    if (!dated || refuser->refusal->suggestion_count == 0) {
        fu_cadence_explain(refuser, trouble, fields);
    }
    name(refuser);
    offer_anything(refuser);
    return FU_BAD_INPUT;
}
