/* Authentication-Results (RFC 8601 2.2).
 *
 * Only fields of the trusted zone whose authserv-id is exactly ours count, or that have none where
 * our server writes none; with results_first, only the first such field of the whole header, but
 * never one without a name: anybody could have written that. A result whose text does not keep the
 * grammar is dropped, a comment or quoted string that does not end ends its field. A property given
 * twice with different values says nothing, and so do two dmarc results of one field that differ.
 */
#include <string.h>

#include "followupd/base/text.h"
#include "followupd/mail/limits.h"
#include "zone.h"

enum { VALUE_MAX = 512 };

struct list {
    struct fu_result items[FU_MAIL_RESULTS_MAX];
    size_t count;
};

/* A value of a property: its text, and where its last unquoted "@" stands. */
struct value {
    char text[VALUE_MAX];
    size_t length;
    size_t at; /* length when there is none */
};

/* The properties of one result that name somebody. */
struct properties {
    char first[VALUE_MAX];  /* header.from, header.d, smtp.mailfrom or smtp.auth */
    char second[VALUE_MAX]; /* the domain of header.i */
    bool contradicted;      /* two values that differ, or one that is no domain */
};

/* The value at the lexer (RFC 8601 "pvalue"): words, quoted strings and what joins them, up to a
 * blank, ";" or comment. False when it is empty, too long or does not end. */
static bool read_value(struct fu_lexer *lexer, struct value *value)
{
    *value = (struct value){.at = VALUE_MAX};
    while (!fu_lex_done(lexer)) {
        if (*lexer->at == '"') {
            struct fu_slice content;
            if (!fu_lex_quoted(lexer, &content) || content.length >= VALUE_MAX - value->length) {
                return false;
            }
            value->length +=
                fu_slice_unquote(content, value->text + value->length, VALUE_MAX - value->length);
            continue;
        }
        struct fu_slice run = fu_lex_run(lexer, ";\"(");
        if (run.length == 0) {
            break;
        }
        if (run.length >= VALUE_MAX - value->length) {
            return false;
        }
        memcpy(value->text + value->length, run.at, run.length);
        const char *at = memrchr(run.at, '@', run.length);
        if (at != NULL) {
            value->at = value->length + (size_t)(at - run.at);
        }
        value->length += run.length;
        value->text[value->length] = '\0';
    }
    for (size_t i = 0; i < value->length; i++) {
        value->text[i] = fu_lower(value->text[i]);
    }
    if (value->at == VALUE_MAX) {
        /* wholly quoted, an address is still one */
        const char *at = memrchr(value->text, '@', value->length);
        value->at = at == NULL ? value->length : (size_t)(at - value->text);
    }
    return value->length > 0;
}

static const char *domain_of(const struct value *value)
{
    return value->at == value->length ? value->text : value->text + value->at + 1;
}

static bool is_domain(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._")] == '\0';
}

static void note(struct properties *properties, char *place, const char *text)
{
    if (*place != '\0' && strcmp(place, text) != 0) {
        properties->contradicted = true;
    }
    memcpy(place, text, strlen(text) + 1);
}

static void note_domain(struct properties *properties, char *place, const struct value *value)
{
    const char *domain = domain_of(value);
    if (is_domain(domain)) {
        note(properties, place, domain);
    } else {
        properties->contradicted = true;
    }
}

static void take_property(
    const char *method, const char *name, const struct value *value, struct properties *properties)
{
    static const char *const named[][2] = {
        {"dmarc", "header.from"}, {"dkim", "header.d"}, {"spf", "smtp.mailfrom"}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (strcmp(method, named[i][0]) == 0 && fu_equal_nocase(name, named[i][1])) {
            note_domain(properties, properties->first, value);
        }
    }
    if (strcmp(method, "dkim") == 0 && fu_equal_nocase(name, "header.i")) {
        note_domain(properties, properties->second, value);
    } else if (strcmp(method, "auth") == 0 && fu_equal_nocase(name, "smtp.auth")) {
        note(properties, properties->first, value->text);
    }
}

/* "ptype.property", or one word as some servers add; blanks and comments may stand around the dot.
 */
static bool read_name(struct fu_lexer *lexer, char *name, size_t size)
{
    size_t length = 0;
    do {
        struct fu_slice token = fu_lex_token(lexer);
        if (token.length == 0 || token.length >= size - length || !fu_lex_skip(lexer)) {
            return false;
        }
        memcpy(name + length, token.at, token.length);
        length += token.length;
        name[length] = '\0';
    } while (!fu_lex_done(lexer) && (name[length - 1] == '.' || *lexer->at == '.'));
    return true;
}

/* Reads "name=value …" up to ";" or the end; false when the grammar is broken. */
static bool read_properties(
    struct fu_lexer *lexer, const char *method, struct properties *properties)
{
    for (;;) {
        if (!fu_lex_skip(lexer)) {
            return false;
        }
        if (fu_lex_done(lexer) || *lexer->at == ';') {
            return true;
        }
        char name[FU_MAIL_WORD_MAX];
        struct value value;
        if (!read_name(lexer, name, sizeof name) || !fu_lex_take(lexer, '=') ||
            !fu_lex_skip(lexer) || !read_value(lexer, &value)) {
            return false;
        }
        take_property(method, name, &value, properties);
    }
}

/* A word in lower case; "" when it is none. */
static const char *word_of(struct fu_arena *arena, struct fu_slice token)
{
    if (token.length == 0 || token.length > FU_MAIL_WORD_MAX) {
        return "";
    }
    const char *line = fu_text_line(arena, token.at, token.length, FU_MAIL_WORD_MAX);
    return fu_text_lower(arena, line);
}

/* Reads one "method=result …" up to ";" or the end; false when the grammar is broken. */
static bool read_result(struct fu_arena *arena, struct fu_lexer *lexer, struct fu_result *result)
{
    struct properties properties = {.contradicted = false};
    if (!fu_lex_skip(lexer)) {
        return false;
    }
    result->method = word_of(arena, fu_lex_token(lexer));
    if (!fu_lex_skip(lexer)) {
        return false;
    }
    if (fu_lex_take(lexer, '/')) { /* the method's version */
        if (!fu_lex_skip(lexer) || fu_lex_token(lexer).length == 0 || !fu_lex_skip(lexer)) {
            return false;
        }
    }
    if (!fu_lex_take(lexer, '=') || !fu_lex_skip(lexer)) {
        return false;
    }
    result->result = word_of(arena, fu_lex_token(lexer));
    if (*result->method == '\0' || *result->result == '\0' ||
        !read_properties(lexer, result->method, &properties)) {
        return false;
    }
    const char *domain = *properties.first != '\0' ? properties.first : properties.second;
    result->domain = properties.contradicted
                         ? ""
                         : fu_text_line(arena, domain, strlen(domain), FU_MAIL_LOGIN_MAX);
    return true;
}

/* Moves to the next ";" that stands in no comment or quoted string; false when there is none. */
static bool next_result(struct fu_lexer *lexer)
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

static bool is_nameless(const char *authserv_id)
{
    return fu_equal_nocase(authserv_id, FU_AUTHSERV_NONE);
}

/* "spf=pass …": no name comes before the first result. */
static bool begins_with_result(struct fu_lexer lexer)
{
    return fu_lex_skip(&lexer) && fu_lex_token(&lexer).length > 0 && fu_lex_skip(&lexer) &&
           fu_lex_take(&lexer, '=');
}

/* Reads the authserv-id and its version; true when it is ours. */
static bool is_ours(struct fu_lexer *lexer, const char *authserv_id)
{
    struct fu_slice id;
    if (is_nameless(authserv_id)) {
        return begins_with_result(*lexer);
    }
    if (!fu_lex_skip(lexer) || fu_lex_done(lexer)) {
        return false;
    }
    if (*lexer->at == '"') {
        char text[VALUE_MAX];
        return fu_lex_quoted(lexer, &id) && fu_slice_unquote(id, text, sizeof text) > 0 &&
               fu_equal_nocase(text, authserv_id);
    }
    id = fu_lex_run(lexer, ";(\"");
    return fu_slice_is(id, authserv_id);
}

/* Takes the dmarc results from place first on out of the list when they differ. */
static void drop_contradictions(struct list *list, size_t first)
{
    const struct fu_result *seen = NULL;
    bool differ = false;
    for (size_t i = first; i < list->count; i++) {
        const struct fu_result *item = &list->items[i];
        if (strcmp(item->method, "dmarc") == 0) {
            differ = differ || (seen != NULL && (strcmp(seen->result, item->result) != 0 ||
                                                    strcmp(seen->domain, item->domain) != 0));
            seen = item;
        }
    }
    size_t kept = first;
    for (size_t i = first; i < list->count && differ; i++) {
        if (strcmp(list->items[i].method, "dmarc") != 0) {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = differ ? kept : list->count;
}

static void read_field(
    struct fu_arena *arena, struct fu_lexer lexer, bool nameless, struct list *list)
{
    size_t first = list->count;
    bool more = nameless || next_result(&lexer);
    for (; list->count < FU_MAIL_RESULTS_MAX && more; more = next_result(&lexer)) {
        list->count += read_result(arena, &lexer, &list->items[list->count]);
    }
    drop_contradictions(list, first);
}

void fu_mail_zone_results(struct fu_arena *arena, const struct fu_header *header,
    struct fu_mail_zone zone, const char *authserv_id, bool results_first, struct fu_letter *letter)
{
    static const char name[] = "Authentication-Results";
    struct list list = {.count = 0};
    /* A short zone says that the mail did not come the way it should have: then nothing of it
     * counts. */
    bool nameless = is_nameless(authserv_id);
    bool everywhere = results_first && !nameless && zone.state == FU_ZONE_WHOLE;
    size_t end = everywhere ? header->count : zone.count;
    if (*authserv_id == '\0') {
        end = 0;
    }
    for (size_t place = fu_header_find(header, name, 0); place < end;
         place = fu_header_find(header, name, place + 1)) {
        struct fu_lexer lexer = fu_lex(header->fields[place].value);
        if (is_ours(&lexer, authserv_id)) {
            letter->results_present = true;
            read_field(arena, lexer, nameless, &list);
            end = results_first ? 0 : end;
        }
    }
    struct fu_result *items = fu_arena_allocate(arena, list.count + 1, sizeof *items);
    memcpy(items, list.items, list.count * sizeof *items);
    letter->results = items;
    letter->result_count = list.count;
}
