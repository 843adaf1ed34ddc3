/* The SMTP server of a scenario. "outcome" says how it takes mails: "sent" (or ""), "later",
 * "never", "unsure", "ours", "dies" (the outbox is killed before the final dot), or
 * "dies-after-dot". What it accepts goes to sent/N. */
#include "followupd/outbox/outbox.h"

#include "followupd/outbox/schedule.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORD_MAX = 32 };

struct fu_outbox {
    int nothing;
};

struct fu_outbox *fu_outbox_open(const struct fu_outbox_settings *settings)
{
    (void)settings;
    return calloc(1, sizeof(struct fu_outbox));
}

void fu_outbox_close(struct fu_outbox **outbox)
{
    free(*outbox);
    *outbox = NULL;
}

void fu_outbox_rest(struct fu_outbox *outbox)
{
    (void)outbox;
}

static void accept_mail(const struct fu_parcel *parcel)
{
    char path[WORLD_PATH_MAX], name[64];
    int64_t number = world_number("accepted") + 1;
    FILE *file;

    snprintf(name, sizeof name, "%lld", (long long)number);
    world_set("accepted", name);
    snprintf(name, sizeof name, "sent/%lld", (long long)number);
    world_path(path, name);
    file = fopen(path, "w");
    if (file) {
        fwrite(parcel->bytes, 1, parcel->length, file);
        fclose(file);
    }
}

/* One mail; its outcome, or the end of the process. */
static enum fu_outcome take(const struct fu_parcel *parcel, const char *word, struct fu_dots *dots)
{
    struct fu_error error;

    printf("%s: %s to %s from <%s>\n", word,
        parcel->kind == FU_PARCEL_DELIVERY ? "reminder" : "answer", parcel->recipient,
        parcel->sender);
    fflush(stdout);
    if (strcmp(word, "later") == 0)
        return FU_OUTCOME_LATER;
    if (strcmp(word, "never") == 0)
        return FU_OUTCOME_NEVER;
    if (strcmp(word, "ours") == 0)
        return FU_OUTCOME_OURS;
    if (strcmp(word, "dies") == 0)
        _exit(9);
    fu_dots_add(dots, parcel->kind, parcel->id, parcel->attempt, &error);
    accept_mail(parcel);
    if (strcmp(word, "dies-after-dot") == 0)
        _exit(9);
    return strcmp(word, "unsure") == 0 ? FU_OUTCOME_UNSURE : FU_OUTCOME_SENT;
}

enum fu_status fu_outbox_send(struct fu_outbox *outbox, const char *password,
    struct fu_parcel *parcels, size_t count, struct fu_dots *dots, const volatile bool *stop,
    struct fu_error *error)
{
    char word[WORD_MAX];
    bool ours = false;
    size_t i;

    (void)outbox;
    (void)password;
    (void)stop;
    world_get("outcome", word, sizeof word);
    if (word[0] == '\0')
        strcpy(word, "sent");
    for (i = 0; i < count; i++) {
        parcels[i].outcome = take(&parcels[i], word, dots);
        parcels[i].answer = parcels[i].outcome == FU_OUTCOME_SENT   ? "250 queued"
                            : parcels[i].outcome == FU_OUTCOME_OURS ? "The mail server refuses us."
                                                                    : "550 as the scenario says";
        parcels[i].again = fu_retry_at(parcels[i].attempt, 0, world_now());
        ours = ours || parcels[i].outcome == FU_OUTCOME_OURS;
    }
    return ours ? fu_error_set(error, FU_TEMPORARY, "The mail server refuses us.") : FU_OK;
}

bool fu_outbox_login_refused(const struct fu_outbox *outbox)
{
    (void)outbox;
    return false;
}

fu_instant fu_outbox_certificate_ends(const struct fu_outbox *outbox)
{
    (void)outbox;
    return 0;
}
