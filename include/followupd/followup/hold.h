/* After a restore, or an import: what was due since the copy was made may have been sent already,
 * so it is kept back until somebody decides. */
#ifndef FOLLOWUPD_FOLLOWUP_HOLD_H
#define FOLLOWUPD_FOLLOWUP_HOLD_H

#include "followupd/base/memory.h"
#include "followupd/base/status.h"
#include "followupd/followup/settings.h"
#include "followupd/store/withheld.h"
#include "followupd/store/store.h"

struct fu_hold_counts {
    int64_t held;   /* reminder mails that are kept back */
    int64_t sent;   /* that the record shows as sent: they count as sent */
    int64_t other;  /* answers and the like, which are held: followupctl retry sends them */
    int64_t waiting; /* those that the record shows as not sent: they go out */
    int64_t people; /* who were told */
    int64_t put_off; /* reminders that came and were put off since: they come again */
};

/* Deals with all that is due at `now` as a turn of the outbox would, but sends nothing: series go
 * on, and each mail is recorded as held, or as sent where the record says so; an answer that is not
 * sent there waits on. record is another copy of the same store (the one that was replaced), NULL
 * when there is none; one that fails is as none. What it shows as put off since the backup, by
 * whatever way, is taken over. Then each person whose reminders are held is told by one mail, who
 * is paused when that ends; made is when the backup was made. In transactions of its own; once more
 * changes nothing. */
enum fu_status fu_followup_hold(struct fu_store *store, const struct fu_settings *settings,
    struct fu_store *record, fu_instant made, fu_instant now, struct fu_hold_counts *counts,
    struct fu_error *error);

/* What an import brought that may be due: numbers of follow-ups, and of mails that were to be sent.
 */
struct fu_arrived {
    const int64_t *followups;
    size_t followup_count;
    const int64_t *deliveries;
    size_t delivery_count;
    const int64_t *messages;
    size_t message_count;
};

/* The same for what was imported, and for nothing else, within the caller's transaction; made is
 * when the export was. */
enum fu_status fu_hold_arrived(struct fu_store *store, const struct fu_settings *settings,
    const struct fu_arrived *arrived, fu_instant made, fu_instant now,
    struct fu_hold_counts *counts, struct fu_error *error);

/* The same for one follow-up that was made anew since its mail was read again, within the caller's
 * transaction. *first is its first delivery that is held; 0 when none was due. */
enum fu_status fu_hold_made(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t followup, fu_instant now, int64_t *first,
    struct fu_error *error);
/* Tells each person of the deliveries that are held from `first` on, by one mail. Within the
 * caller's transaction. */
enum fu_status fu_hold_tell(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t first, fu_instant now, struct fu_error *error);

/* Tells a person who was paused what is held for them, by one mail, unless they were told, or
 * nothing is. Within the caller's transaction, in which they are paused no more. */
enum fu_status fu_hold_tell_person(struct fu_store *store, const struct fu_settings *settings,
    struct fu_arena *arena, int64_t person, fu_instant now, struct fu_error *error);

/* Sends a held reminder after all, with the Message-ID it had. Within the caller's transaction. */
enum fu_status fu_hold_release(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error);

/* Gives it up: it is not sent, and a one-off is done. Within the caller's transaction. */
enum fu_status fu_hold_drop(
    struct fu_store *store, const struct fu_withheld *held, fu_instant now, struct fu_error *error);

#endif
