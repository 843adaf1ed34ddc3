/* followupctl check: the servers. A connection that fails is a finding, and the next one is tried.
 */
#include <string.h>
#include <sysexits.h>

#include "check.h"
#include "moment.h"

/* How the connection is secured, for people. */
static const char *tls_word(enum fu_tls tls)
{
    return tls == FU_TLS_NONE ? "in the clear" : "over TLS";
}

static void check_filing(struct fu_ctl_check *check, const char *what,
    const struct fu_intake_settings *settings, const struct fu_session_info *info)
{
    bool moves = settings->done_mailbox[0] && info->has_move;

    if (info->read_only)
        fu_ctl_find(check, FU_CTL_BAD, EX_CONFIG, what,
            "%s can only be read by %s, so that handled mails cannot be filed away; give the login "
            "the right to change it.",
            settings->mailbox, settings->user);
    else if (moves)
        fu_ctl_find(
            check, FU_CTL_OK, EX_OK, what, "handled mails are moved to %s", settings->done_mailbox);
    else if (info->keeps_keywords)
        fu_ctl_find(check, settings->done_mailbox[0] ? FU_CTL_NOTE : FU_CTL_OK, EX_OK, what,
            "%shandled mails stay where they are, flagged %s",
            settings->done_mailbox[0] ? "the server has no MOVE, so that " : "", FU_KEYWORD);
    else
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, what,
            "the server keeps no keywords%s: handled mails stay where they are, unmarked; they are "
            "not handled twice.",
            settings->done_mailbox[0] ? " and has no MOVE" : "");
}

static void check_session(struct fu_ctl_check *check, const struct fu_inbox_config *inbox,
    const char *what, const struct fu_intake_settings *settings, const struct fu_session *session)
{
    const struct fu_session_info *info = fu_session_info(session);

    fu_ctl_find(check, FU_CTL_OK, EX_OK, what, "%s %s: logged in as %s; mails in %s: %lu",
        settings->url, tls_word(settings->tls), settings->user, settings->mailbox,
        (unsigned long)info->exists);
    if (inbox->idle && !info->has_idle)
        fu_ctl_find(check, FU_CTL_NOTE, EX_OK, what,
            "the server has no IDLE: new mail is seen at each poll only; poll is %s",
            fu_ctl_duration(check->ctl->arena, inbox->poll));
    check_filing(check, what, settings, info);
}

static void check_inbox(struct fu_ctl_check *check, const struct fu_inbox_config *inbox)
{
    const char *what = fu_arena_print(check->ctl->arena, "inbox %s", inbox->name);
    struct fu_intake_settings settings;
    struct fu_session *session = NULL;
    struct fu_buffer secret;
    struct fu_error error;

    fu_setup_session(inbox, &settings);
    if (fu_ctl_read_secret(check, inbox, what, &secret)) {
        if (fu_session_open(&settings, secret.data, &session, &error) == FU_OK)
            check_session(check, inbox, what, &settings, session);
        else
            fu_ctl_find(check, FU_CTL_BAD, EX_UNAVAILABLE, what, "%s", error.text);
        fu_session_close(&session);
    }
    fu_ctl_end_secret(&secret);
}

static void check_smtp(struct fu_ctl_check *check)
{
    struct fu_outbox_settings settings;
    struct fu_buffer secret;
    struct fu_error error;

    fu_setup_outbox(check->ctl->setup, &settings);
    if (fu_ctl_read_secret(check, NULL, "smtp", &secret)) {
        if (fu_outbox_probe(&settings, secret.data, &error) != FU_OK)
            fu_ctl_find(check, FU_CTL_BAD, EX_UNAVAILABLE, "smtp", "%s", error.text);
        else
            fu_ctl_find(check, FU_CTL_OK, EX_OK, "smtp", "%s %s: %s%s", settings.url,
                settings.starttls || strncmp(settings.url, "smtps:", 6) == 0 ? "over TLS"
                                                                             : "in the clear",
                settings.user[0] ? "logged in as " : "no login", settings.user);
    }
    fu_ctl_end_secret(&secret);
}

void fu_ctl_check_servers(struct fu_ctl_check *check)
{
    const struct fu_config *config = check->ctl->setup->config;

    for (size_t i = 0; i < config->inbox_count; i++)
        check_inbox(check, &config->inboxes[i]);
    check_smtp(check);
}
