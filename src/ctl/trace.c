/* followupctl trace: what was decided about each mail. Limit: TRACES_MAX lines. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/base/address.h"
#include "followupd/base/text.h"
#include "followupd/store/letters.h"
#include "json.h"
#include "moment.h"

enum { TRACES_MAX = 10000, SINCE_USUAL = 2 * 86400, INDENT = 4 };

/* A Message-ID without its <>, or an address in lower case. */
static const char *read_word(struct fu_arena *arena, const char *text)
{
    size_t length = strlen(text);
    const char *address;

    if (length > 2 && text[0] == '<' && text[length - 1] == '>')
        return fu_arena_copy_n(arena, text + 1, length - 2);
    address = fu_address_canonical(arena, text, length);
    return address ? address : text;
}

static void print_json(struct fu_ctl *ctl, const struct fu_trace *trace)
{
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_moment(&json, ctl->arena, "at", ctl->zone, trace->at);
    fu_ctl_json_text(&json, "decision", trace->decision);
    fu_ctl_json_text(&json, "reason", trace->reason);
    fu_ctl_json_text(&json, "cure", trace->cure);
    fu_ctl_json_text(&json, "sender", trace->sender);
    fu_ctl_json_text(&json, "address", trace->address);
    fu_ctl_json_text(&json, "message_id", trace->message_id);
    if (trace->followup != 0)
        fu_ctl_json_number(&json, "followup", trace->followup);
    else
        fu_ctl_json_text(&json, "followup", NULL);
    fu_ctl_json_text(&json, "inbox", trace->origin.inbox);
    fu_ctl_json_number(&json, "uid", trace->origin.uid);
    fu_ctl_json_print(&json);
}

static void line(const char *name, const char *value)
{
    if (value[0])
        fu_ctl_say_indented(INDENT, "%-5s %s", name, value);
}

static void print_trace(struct fu_ctl *ctl, const struct fu_trace *trace)
{
    struct fu_arena *arena = ctl->arena;

    if (ctl->json) {
        print_json(ctl, trace);
        return;
    }
    fu_ctl_say("%s  %s%s", fu_ctl_moment(arena, ctl->zone, trace->at), trace->decision,
        trace->followup ? fu_arena_print(arena, "  #%" PRId64, trace->followup) : "");
    line("from", trace->sender);
    line("to", trace->address);
    line("mail", fu_arena_print(arena, "%s%s%sinbox %s, UID %" PRIu32,
                     trace->message_id[0] ? "<" : "", trace->message_id,
                     trace->message_id[0] ? ">, " : "", trace->origin.inbox, trace->origin.uid));
    line("why", trace->reason);
    line("cure", trace->cure);
}

/* Nothing was found: what the person may be looking for was perhaps never traced. */
static int say_nothing(const struct fu_ctl *ctl, const char *word, fu_instant since)
{
    struct fu_inbox_state *inboxes;
    int64_t not_ours = 0;
    struct fu_error error;
    size_t count;

    if (fu_store_inboxes(ctl->store, ctl->arena, &inboxes, &count, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    for (size_t i = 0; i < count; i++)
        not_ours += inboxes[i].not_ours;
    fu_ctl_say("No mail is traced%s%s%s%s.", word ? " for " : "", word ? word : "",
        since > FU_INSTANT_MIN ? " since " : "",
        since > FU_INSTANT_MIN ? fu_ctl_moment(ctl->arena, ctl->zone, since) : "");
    if (not_ours > 0)
        fu_ctl_say("Mails without an address of ours on them, which are left as they are: %" PRId64
                   " so far. Is a BCC among them? followupctl check --round-trip finds out.",
            not_ours);
    return EX_OK;
}

/* What is cured is not read again by itself. */
static void say_way_back(const struct fu_trace *traces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(traces[i].decision, "doubted") != 0)
            continue;
        fu_ctl_say("A mail that was doubted lies in its inbox. When what was missing is cured: "
                   "moved out of the inbox and back, it is read again.");
        return;
    }
}

int fu_ctl_trace(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const char *since_text = fu_ctl_value(arguments, "since");
    const char *word = NULL;
    fu_instant since = ctl->now - SINCE_USUAL;
    struct fu_trace *traces;
    struct fu_error error;
    size_t count;

    if (arguments->operand_count > 0) {
        word = read_word(ctl->arena, arguments->operands[0]);
        since = FU_INSTANT_MIN;
    }
    if (since_text && !fu_ctl_read_since(since_text, ctl->zone, ctl->now, &since))
        return fu_ctl_fail_usage(ctl, "“%s” is no time; write 2d, 12h or 2026-11-18.", since_text);
    if (fu_store_traces(ctl->store, ctl->arena, word, since, TRACES_MAX, &traces, &count, &error) !=
        FU_OK)
        return fu_ctl_fail_store(&error);
    if (count == 0 && !ctl->json)
        return say_nothing(ctl, word, since);
    for (size_t i = count; i > 0; i--)
        print_trace(ctl, &traces[i - 1]);
    if (!ctl->json)
        say_way_back(traces, count);
    return EX_OK;
}
