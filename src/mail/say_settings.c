/* What is said of settings that cannot be. Nothing fails here; what was typed is cut to what a
 * sentence can carry. */
#include "followupd/mail/say_settings.h"

#include <string.h>

#include "followupd/base/text.h"

enum { TYPED_MAX = 80 };

static const char *typed(struct fu_arena *arena, const char *text)
{
    return fu_text_line(arena, text, strlen(text), TYPED_MAX);
}

const char *fu_say_no_setting(struct fu_arena *arena, const char *key)
{
    return fu_arena_print(arena, "There is no setting “%s”.", typed(arena, key));
}

const char *fu_say_operators_setting(struct fu_arena *arena, const char *key)
{
    return fu_arena_print(arena,
        "%s is set by whoever runs this service (followupctl person), for it says whose mail "
        "counts as yours.",
        key);
}

const char *fu_say_pause(void)
{
    return "paused is set by whoever runs this service (followupctl person), or when your mailbox "
           "refuses mail; a mail of yours ends it.";
}

const char *fu_say_setting(struct fu_arena *arena, const char *key, const char *value, bool changed)
{
    return fu_arena_print(arena, "%s is %s %s.", key, value, changed ? "now" : "already");
}

const char *fu_say_taken_along(void)
{
    return "What is pending has your zone and workdays now.";
}

const char *fu_say_no_zone(struct fu_arena *arena, const char *value)
{
    return fu_arena_print(arena, "There is no time zone “%s”.", typed(arena, value));
}

const char *fu_say_zone_form(struct fu_arena *arena, const char *value)
{
    return fu_arena_print(arena,
        "There is no time zone “%s”; one is named by region and city, such as Europe/Berlin.",
        typed(arena, value));
}

const char *fu_say_no_time(struct fu_arena *arena, const char *value)
{
    return fu_arena_print(
        arena, "“%s” is no time of day; one is 08:00, or 8am.", typed(arena, value));
}

const char *fu_say_no_workdays(struct fu_arena *arena, const char *value)
{
    return fu_arena_print(
        arena, "“%s” names no workdays; write mon-fri, or mon, tue, thu.", typed(arena, value));
}

const char *fu_say_no_value(
    struct fu_arena *arena, const char *key, const char *value, const char *values)
{
    return fu_arena_print(
        arena, "“%s” is no value of %s, which is %s.", typed(arena, value), key, values);
}

const char *fu_say_no_address(struct fu_arena *arena, const char *value)
{
    return fu_arena_print(arena, "“%s” is not a mail address.", typed(arena, value));
}

const char *fu_say_own_address(struct fu_arena *arena, const char *address)
{
    return fu_arena_print(arena, "%s is an address of followupd's own and nobody's.", address);
}

const char *fu_say_not_allowed(struct fu_arena *arena, const char *address)
{
    return fu_arena_print(
        arena, "%s may not use this service: name it in allow of [people] first.", address);
}

const char *fu_say_many_aliases(struct fu_arena *arena, int most)
{
    return fu_arena_print(arena, "A person has at most %d aliases.", most);
}
