/* One local part to one request (INTERFACE.md section 4).
 *
 * A word that does something is one only by itself or before "+"; everything else is a cadence or
 * refused with what the cadence room says. The token of "WORD+TOKEN" is passed on whatever it looks
 * like, so that a damaged one is answered as an unknown token; behind a cadence it must have the
 * shape of one, else it is a tag. */
#include <stdbool.h>
#include <string.h>

#include "followupd/base/nearest.h"
#include "followupd/base/text.h"
#include "followupd/cadence/cadence.h"
#include "followupd/intent/intent.h"

enum { TOKEN_NONE, TOKEN_MAY, TOKEN_MUST };

/* "no" and "Dan" lie one letter off a month, too. */
enum { LETTERS_THAT_TELL = 4 };

/* Fewer lie near everything. */
enum { LETTERS_AT_LEAST = 3 };

struct word {
    const char *text;
    enum fu_request_kind kind;
    int token; /* whether "+TOKEN" may or must follow it */
};

static const struct word words[] = {
    {"done", FU_REQUEST_DONE, TOKEN_MAY}, {"skip", FU_REQUEST_SKIP, TOKEN_MAY},
    {"cancel", FU_REQUEST_CANCEL, TOKEN_MAY}, {"undo", FU_REQUEST_UNDO, TOKEN_MAY},
    {"reply", FU_REQUEST_REPLY, TOKEN_MUST}, {"check", FU_REQUEST_CHECK, TOKEN_MUST},
    {"list", FU_REQUEST_LIST, TOKEN_MAY}, {"pending", FU_REQUEST_LIST, TOKEN_MAY},
    {"help", FU_REQUEST_HELP, TOKEN_NONE}, {"formats", FU_REQUEST_HELP, TOKEN_NONE},
    {"commands", FU_REQUEST_HELP, TOKEN_NONE}, {"autocomplete", FU_REQUEST_HELP, TOKEN_NONE},
    {"contacts", FU_REQUEST_CONTACTS, TOKEN_NONE}, {"settings", FU_REQUEST_SETTINGS, TOKEN_NONE},
    {"feed", FU_REQUEST_FEED, TOKEN_NONE},
    {"explain", FU_REQUEST_EXPLAIN, TOKEN_NONE}, /* of what? */
};

/* True when the first length bytes of text are word. */
static bool is_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && strncmp(word, text, length) == 0;
}

/* With or without something behind a "+" (bounce+TOKEN). */
static bool is_reserved(const char *text, size_t length)
{
    static const char *const reserved[] = {
        "postmaster", "abuse", "root", "mailer-daemon", "noreply", "bounce"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (is_word(reserved[i], text, length)) {
            return true;
        }
    }
    return false;
}

static bool read_word(const char *text, size_t length, struct fu_request *request)
{
    bool followed = text[length] == '+';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const struct word *word = &words[i];
        if (!is_word(word->text, text, length)) {
            continue;
        }
        /* "cancel+" is no "cancel": its token was lost, and with it which follow-up was meant. */
        bool empty = followed && text[length + 1] == '\0';
        if (empty || (followed ? word->token == TOKEN_NONE : word->token == TOKEN_MUST)) {
            return false;
        }
        request->kind = word->kind;
        request->token = followed ? text + length + 1 : "";
        return true;
    }
    return false;
}

/* The word that the letters before "+" are near to, with the same first letter and nearer than the
 * times that are offered, and what stands behind them where that may follow it. NULL for none, and
 * where a token was lost. */
static const char *near_word(
    struct fu_arena *arena, const char *text, size_t length, const struct fu_request *refused)
{
    const char *names[FU_SUGGESTIONS_MAX + sizeof words / sizeof words[0]];
    size_t count = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].token != TOKEN_MUST && words[i].text[0] == text[0]) {
            names[count++] = words[i].text;
        }
    }
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_letter(text[i])) {
            return NULL;
        }
    }
    for (size_t i = 0; i < refused->suggestion_count; i++) {
        names[count++] = refused->suggestions[i];
    }
    bool lost = text[length] == '+' && text[length + 1] == '\0';
    const char *meant = length >= LETTERS_AT_LEAST && !lost
                            ? fu_nearest(fu_arena_copy_n(arena, text, length), names, count)
                            : NULL;
    for (size_t i = 0; i < refused->suggestion_count && meant != NULL; i++) {
        meant = meant == refused->suggestions[i] ? NULL : meant;
    }
    if (meant == NULL) {
        return NULL;
    }
    struct fu_request request;
    const char *whole = fu_arena_print(arena, "%s%s", meant, text + length);
    bool may_follow =
        is_word("explain", meant, strlen(meant)) || read_word(whole, strlen(meant), &request);
    return may_follow ? whole : meant;
}

/* Reads a cadence; where it is refused, why and what would be accepted. */
static void read_cadence(struct fu_arena *arena, const char *text, enum fu_request_kind kind,
    enum fu_request_kind refused, struct fu_request *request)
{
    struct fu_cadence *cadence;
    struct fu_refusal refusal = {0};
    request->cadence = text;
    request->kind = kind;
    if (fu_cadence_parse(arena, text, strlen(text), &cadence, &refusal) == FU_OK) {
        return;
    }
    request->kind = refused;
    request->reason = refusal.reason;
    request->suggestion_count = refusal.suggestion_count;
    memcpy(request->suggestions, refusal.suggestions,
        refusal.suggestion_count * sizeof refusal.suggestions[0]);
}

static void read(struct fu_arena *arena, const char *text, struct fu_request *request)
{
    static const char explain[] = "explain+";
    size_t first = strcspn(text, "+");
    *request = (struct fu_request){.address = "", .cadence = "", .token = "", .reason = ""};
    if (is_reserved(text, first)) {
        const char *dash = strrchr(text, '-'); /* "bounce+7-TOKEN" */
        request->kind = FU_REQUEST_IGNORE;
        request->token =
            dash != NULL && fu_token_shaped(dash + 1, strlen(dash + 1)) ? dash + 1 : "";
        return;
    }
    if (read_word(text, first, request)) {
        return;
    }
    if (strncmp(text, explain, sizeof explain - 1) == 0) {
        read_cadence(
            arena, text + sizeof explain - 1, FU_REQUEST_EXPLAIN, FU_REQUEST_EXPLAIN, request);
        return;
    }
    const char *last = strrchr(text, '+');
    if (last != NULL && fu_token_shaped(last + 1, strlen(last + 1))) {
        request->token = last + 1;
        const char *cadence = fu_arena_copy_n(arena, text, (size_t)(last - text));
        read_cadence(arena, cadence, FU_REQUEST_SNOOZE, FU_REQUEST_REFUSE, request);
        return;
    }
    read_cadence(arena, text, FU_REQUEST_FOLLOW_UP, FU_REQUEST_REFUSE, request);
}

void fu_intent_request(struct fu_arena *arena, const char *local_part, struct fu_request *request)
{
    const char *text = fu_text_lower(arena, local_part);
    read(arena, text, request);
    if (request->kind == FU_REQUEST_REFUSE) {
        request->near = near_word(arena, text, strcspn(text, "+"), request);
    }
}

static size_t count_words(const char *text)
{
    size_t count = 0;
    for (const char *at = text; *at != '\0'; at++) {
        count += *at != ' ' && (at == text || at[-1] == ' ');
    }
    return count;
}

/* "24.12.2026 18:00", which is offered as 2026-12-24 18:00: nothing of it is left out. */
static bool is_date(const char *text, const struct fu_request *request)
{
    enum { ISO_LENGTH = 10 };
    static const char shape[] = "0000-00-00";
    const char *offered = request->suggestion_count > 0 ? request->suggestions[0] : "";
    for (size_t i = 0; i < ISO_LENGTH; i++) {
        if (shape[i] == '0' ? !fu_is_digit(offered[i]) : offered[i] != shape[i]) {
            return false;
        }
    }
    char date[ISO_LENGTH + 1] = "";
    memcpy(date, offered, ISO_LENGTH);
    return fu_is_digit(text[0]) && strstr(text, date) == NULL;
}

bool fu_intent_mistyped(const char *line, const struct fu_request *request)
{
    const char *text = request->cadence;
    size_t length = strlen(line);
    bool salutation = length > 0 && strchr(",:", line[length - 1]) != NULL;
    bool tells = strlen(text) >= LETTERS_THAT_TELL || text[strcspn(text, "0123456789")] != '\0';
    const char *meant = fu_nearest(text, request->suggestions, request->suggestion_count);
    bool near = meant != NULL && meant[0] == text[0] && count_words(meant) == count_words(text);
    return request->kind == FU_REQUEST_REFUSE && !salutation && tells &&
           (near || is_date(text, request));
}
