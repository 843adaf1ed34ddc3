/* followupctl feed: a person's calendar, and its address. */
#include "followupd/followup/feed.h"

#include <stdio.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/text.h"
#include "people.h"

static int print_calendar(struct fu_ctl *ctl, const struct fu_feed *feed)
{
    struct fu_feeds *feeds = fu_feeds_new(&ctl->setup->settings);
    struct fu_feed_version version;
    struct fu_buffer calendar;
    struct fu_error error;
    enum fu_status status;

    fu_buffer_init(&calendar, FU_FEED_MAX);
    status = fu_feed_write(feeds, ctl->store, feed, ctl->now, &calendar, &version, &error);
    if (status == FU_OK)
        (void)fwrite(calendar.data, 1, calendar.length, stdout);
    fu_buffer_free(&calendar);
    fu_feeds_free(&feeds);
    return status == FU_OK ? EX_OK : fu_ctl_fail_store(&error);
}

static int print_url(struct fu_ctl *ctl, const struct fu_feed *feed)
{
    const char *url = fu_feed_url(&ctl->setup->settings, ctl->arena, feed);

    if (!url[0])
        return fu_ctl_fail(EX_CONFIG,
            "The calendar has no address: set listen and url in [web]; url is how the outside "
            "reaches followupd, such as https://remind.example.org.");
    fu_ctl_say("%s", url);
    return EX_OK;
}

/* The old address ends whether there is a way to show a new one or not. Who it is is asked within
 * the transaction, so that nothing of theirs is set back that others change meanwhile. */
static int rotate(struct fu_ctl *ctl, const char *text, struct fu_feed *feed)
{
    struct fu_person *person;
    struct fu_error error;
    enum fu_status status = fu_store_begin(ctl->store, &error);
    int failed = status == FU_OK ? fu_ctl_find_person(ctl, text, &person) : 0;

    if (status == FU_OK && !failed)
        status = fu_feed_rotate(ctl->store, person, &error);
    if (status == FU_OK && !failed)
        status = fu_store_commit(ctl->store, &error);
    if (status != FU_OK || failed) {
        fu_store_rollback(ctl->store);
        return failed ? failed : fu_ctl_fail_store(&error);
    }
    feed->person = person;
    return print_url(ctl, feed);
}

int fu_ctl_feed(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *tag = fu_ctl_value(arguments, "tag");
    struct fu_feed feed = {.todo = fu_ctl_given(arguments, "todo"), .alarm = FU_CALENDAR_NO_ALARM};
    bool url = fu_ctl_given(arguments, "url"), fresh = fu_ctl_given(arguments, "rotate");
    struct fu_person *person = NULL;
    int failed;

    if (url && fresh)
        return fu_ctl_fail_usage(
            ctl, "--rotate prints the new address by itself: leave out --url.");
    feed.tag = tag ? fu_text_lower(ctl->arena, tag) : NULL;
    if (fresh)
        return rotate(ctl, arguments->operands[0], &feed);
    failed = fu_ctl_find_person(ctl, arguments->operands[0], &person);
    if (failed)
        return failed;
    feed.person = person;
    return url ? print_url(ctl, &feed) : print_calendar(ctl, &feed);
}
