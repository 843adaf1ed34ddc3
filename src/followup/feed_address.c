/* The secret addresses of feeds.
 *
 * A token says nothing of whose it is, so it is held against everybody's: one HMAC a person. Fails
 * as the store does. */
#include "followupd/followup/feed.h"

#include "followupd/base/text.h"
#include "followupd/intent/intent.h"
#include "followupd/store/people.h"
#include "feed_world.h"

#include <string.h>

enum { URL_MAX = 4096 };

static const char purpose[] = "feed";

/* Goes through all, whoever it is, so that the time tells nothing. */
enum fu_status fu_feed_open(struct fu_feeds *feeds, struct fu_store *store, struct fu_arena *arena,
    const char *text, struct fu_person **person, struct fu_error *error)
{
    struct fu_person *people;
    size_t count, i;
    enum fu_status status;

    *person = NULL;
    if (!fu_token_shaped(text, strnlen(text, FU_TOKEN_LENGTH + 1)))
        return FU_OK;
    status = fu_store_people(store, arena, &people, &count, error);
    for (i = 0; status == FU_OK && i < count; i++) {
        if (fu_token_check(
                &feeds->settings->key, purpose, people[i].id, people[i].generation, text))
            *person = &people[i];
    }
    if (*person && !fu_intent_allowed(&feeds->settings->rules, (*person)->address, *person))
        *person = NULL;
    return status;
}

/* What makes it another feed than the person's first: "?todo&tag=acme". */
static void add_query(struct fu_buffer *url, const struct fu_feed *feed)
{
    const char *mark = "?";

    if (feed->todo) {
        fu_buffer_print(url, "%stodo", mark);
        mark = "&";
    }
    if (feed->tag) {
        fu_buffer_print(url, "%stag=", mark);
        fu_uri_escape(url, feed->tag);
        mark = "&";
    }
    if (feed->alarm != FU_CALENDAR_NO_ALARM)
        fu_buffer_print(url, "%salarm=%dm", mark, feed->alarm);
}

const char *fu_feed_url(
    const struct fu_settings *settings, struct fu_arena *arena, const struct fu_feed *feed)
{
    char token[FU_TOKEN_LENGTH + 1];
    struct fu_buffer url;
    const char *text;

    if (!settings->web[0])
        return "";
    fu_token_make(&settings->key, purpose, feed->person->id, feed->person->generation, token);
    fu_buffer_init(&url, URL_MAX);
    fu_buffer_print(&url, "%s/f/%s.ics", settings->web, token);
    add_query(&url, feed);
    text = fu_arena_copy_n(arena, url.data, url.length);
    fu_buffer_free(&url);
    return text;
}

enum fu_status fu_feed_rotate(
    struct fu_store *store, struct fu_person *person, struct fu_error *error)
{
    person->generation++;
    return fu_store_person_set(store, person, error);
}
