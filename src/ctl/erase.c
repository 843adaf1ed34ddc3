/* followupctl erase: forgetting one person wholly.
 *
 * The rows go in one transaction; then the store is written anew, and the copies in the state
 * folder go, since both still hold what was erased. A file says that the second is owed, so that
 * the same command again does the rest where it was cut short between the two. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands.h"
#include "followupd/base/file.h"
#include "followupd/followup/act.h"
#include "followupd/record/person.h"
#include "followupd/store/copies.h"
#include "followupd/store/people.h"
#include "people.h"

static const char owed_name[] = "scrub";
/* Alerts that the command of [alerts] has yet to take, which may name anybody. */
static const char alerts_name[] = "untold";

/* What went, or would go. */
static void say_erased(const struct fu_erased *erased)
{
    fu_ctl_say_indented(2, "follow-ups, with their history: %" PRId64, erased->followups);
    fu_ctl_say_indented(2, "follow-ups of others that they shared in: %" PRId64, erased->shared);
    fu_ctl_say_indented(2, "letters that were kept: %" PRId64, erased->letters);
    fu_ctl_say_indented(2, "mails to them: %" PRId64, erased->mails);
    fu_ctl_say_indented(2, "lines of trace: %" PRId64, erased->traces);
}

static int dry_run(
    struct fu_ctl *ctl, const struct fu_person *person, const struct fu_erased *erased)
{
    int64_t copies = fu_store_copies(ctl->setup->config->daemon.state);

    fu_store_rollback(ctl->store);
    fu_ctl_say("Nothing is erased. This would go with %s:", person->address);
    say_erased(erased);
    if (copies > 0)
        fu_ctl_say_indented(
            2, "copies of the store in the state folder, for a new backup: %" PRId64, copies);
    return EX_OK;
}

/* A store without a backup would be a bad end of the day. */
static int scrub(struct fu_ctl *ctl)
{
    struct fu_error error;
    int64_t copies;
    bool made;

    if (fu_store_scrub(ctl->store, &copies, &error) != FU_OK)
        return fu_ctl_fail(EX_IOERR,
            "The rows are gone, but their bytes are still in the file or in copies of it: %s. "
            "Erase them once more.",
            error.text);
    unlink(fu_setup_path(ctl->setup, alerts_name));
    unlink(fu_setup_path(ctl->setup, owed_name));
    fu_ctl_say("The store is written anew, without what was ever deleted from it.");
    if (copies == 0)
        return EX_OK;
    fu_ctl_say("Copies in the state folder, which still held it, are removed: %" PRId64, copies);
    if (fu_store_backup_daily(ctl->store, ctl->now, &made, &error) != FU_OK)
        return fu_ctl_fail(EX_IOERR, "No new backup is made: %s", error.text);
    fu_ctl_say("A new backup is made.");
    return EX_OK;
}

/* Whom an erasure took that was cut short nobody knows any more. */
static int finish_earlier(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments, int failed)
{
    if (failed != EX_NOINPUT || fu_ctl_given(arguments, "dry-run") ||
        access(fu_setup_path(ctl->setup, owed_name), F_OK) < 0)
        return failed;
    fu_ctl_say("An erasure before this one was cut short; the rest of it is done now.");
    return scrub(ctl);
}

static enum fu_status commit(struct fu_ctl *ctl, struct fu_error *error)
{
    enum fu_status status = fu_file_write(fu_setup_path(ctl->setup, owed_name), "", 0, error);

    if (status == FU_OK)
        return fu_store_commit(ctl->store, error);
    fu_store_rollback(ctl->store);
    return status;
}

int fu_ctl_erase(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    const struct fu_act act = {.store = ctl->store, .arena = ctl->arena, .now = ctl->now};
    struct fu_person *person;
    struct fu_erased erased;
    struct fu_error error;
    enum fu_status status;
    int failed = fu_ctl_find_person(ctl, arguments->operands[0], &person);

    if (failed)
        return finish_earlier(ctl, arguments, failed);
    status = fu_store_begin(ctl->store, &error);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    status = fu_act_erase(&act, person->id, &erased, &error);
    if (status == FU_OK && fu_ctl_given(arguments, "dry-run"))
        return dry_run(ctl, person, &erased);
    if (status == FU_OK)
        status = commit(ctl, &error);
    else
        fu_store_rollback(ctl->store);
    if (status != FU_OK)
        return fu_ctl_fail_store(&error);
    fu_ctl_say("Erased: %s", person->address);
    say_erased(&erased);
    failed = scrub(ctl);
    fu_ctl_say("Letters of others that name them, mail in mailboxes, the log and backups kept "
               "elsewhere are not touched.");
    return failed;
}
