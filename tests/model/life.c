/* Steps: what people do, told to the program and to the model. */
#include "life.h"
#include "workdays.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/cadence/say.h"
#include "followupd/followup/take.h"
#include "followupd/store/followups.h"
#include "followupd/store/people.h"

#include "../lib/folder.h"

/* Wednesday 2026-11-18 10:30 in Berlin. */
#define BEGINNING INT64_C(1794994200)

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, LIVED_MAX = 40 };

static const char *const names[PEOPLE] = {"alice", "bob", "carol"};
static const char *const addresses[PEOPLE] = {
    "alice@example.org", "bob@example.org", "carol@example.org"};
static const char *const domains[] = {"remind.example.org"};
static const char *const allowed[] = {"*@example.org"};

const char *life_name(int who)
{
    return names[who];
}

const char *life_moment(const struct life *life, fu_instant moment)
{
    return moment == FU_NEVER ? "never" : fu_say_rfc3339(life->brief, "Europe/Berlin", moment);
}

void life_complain(struct life *life, const char *format, ...)
{
    va_list list;

    if (life->complaint[0])
        return;
    life->broken = format;
    va_start(list, format);
    vsnprintf(life->complaint, sizeof life->complaint, format, list);
    va_end(list);
}

void life_say(struct life *life, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(life->words, sizeof life->words, format, list);
    va_end(list);
    if (life->says)
        printf("  %s  %s\n", life_moment(life, life->now), life->words);
}

static void copy_file(const char *from, const char *to)
{
    char piece[65536];
    ssize_t got;
    int source = open(from, O_RDONLY | O_CLOEXEC),
        target = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    while ((got = read(source, piece, sizeof piece)) > 0) {
        if (write(target, piece, (size_t)got) != got)
            abort();
    }
    close(source);
    close(target);
}

static void copy_folder(const char *from, const char *to)
{
    char source[2 * FOLDER_MAX + 256], target[2 * FOLDER_MAX + 256];
    DIR *entries = opendir(from);
    struct dirent *entry;

    while (entries && (entry = readdir(entries))) {
        snprintf(source, sizeof source, "%s/%s", from, entry->d_name);
        snprintf(target, sizeof target, "%s/%s", to, entry->d_name);
        if (entry->d_type == DT_REG)
            copy_file(source, target);
    }
    closedir(entries);
}

void life_meet(struct life *life, int who)
{
    struct someone *someone = &life->people[who];
    struct fu_person person = {.address = addresses[who],
        .name = names[who],
        .preferences = life->settings.defaults,
        .created = life->now};

    MUST(life, fu_store_begin(life->store, &life->error));
    MUST(life, fu_store_person_add(life->store, &person, &life->error));
    MUST(life, fu_store_commit(life->store, &life->error));
    *someone = (struct someone){.id = person.id,
        .address = addresses[who],
        .reading = {
            person.preferences.zone, person.preferences.morning, person.preferences.workdays}};
}

static void know_holidays(struct life *life)
{
    struct fu_holidays *holidays = fu_holidays_new(life->arena);

    MUST(life,
        fu_holidays_add(holidays, workdays_holidays, strlen(workdays_holidays), &life->error));
    life->settings.holidays = holidays;
}

void life_begin(struct life *life, const char *template, bool holidays)
{
    *life = (struct life){.arena = fu_arena_new(),
        .brief = fu_arena_new(),
        .now = BEGINNING,
        .luck = life->luck,
        .says = life->says,
        .mistaken = life->mistaken,
        .holidays = holidays && life->mistaken != MISTAKE_HOLIDAY};
    if (!make_own_folder(life->folder, sizeof life->folder, "fu-model"))
        abort();
    copy_folder(template, life->folder);
    life->items = calloc(ITEMS_MAX, sizeof *life->items);
    life->settings = (struct fu_settings){.rules = {.domains = {domains, 1},
                                              .delimiter = '+',
                                              .allow = {allowed, 1},
                                              .authserv_id = "",
                                              .owner = "",
                                              .from = "remind@example.org"},
        .key = {{1, 2, 3}},
        .from = {"Follow-ups", "remind@example.org"},
        .domain = "remind.example.org",
        .token_return_path = true,
        .web = "",
        .defaults = {.zone = "Europe/Berlin", .morning = 8 * 60, .workdays = FU_WORKDAYS_DEFAULT},
        .shortest = HOUR,
        .max_pending = 1000,
        .max_mail_per_hour = 1000,
        .expire = 5 * DAY};
    if (holidays)
        know_holidays(life);
    MUST(life, fu_store_open(life->folder, &life->store, &life->error));
    for (int who = 0; who < PEOPLE && !life->complaint[0]; who++)
        life_meet(life, who);
    life_feeds_begin(life);
}

void life_remove(const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    while (entries && (entry = readdir(entries)))
        unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
    rmdir(folder);
}

void life_end(struct life *life)
{
    life_feeds_end(life);
    fu_store_close(&life->store);
    life_remove(life->folder);
    if (life->copy)
        free(life->copy->items);
    free(life->copy);
    free(life->items);
    fu_arena_free(&life->arena);
    fu_arena_free(&life->brief);
}

bool life_read(struct life *life, int who, const char *text, fu_instant sent, struct wish *wish)
{
    const struct reading *reading = &life->people[who].reading;
    const struct fu_cadence_setting setting = {.sent = sent,
        .zone = reading->zone,
        .morning = reading->morning,
        .workdays = reading->workdays,
        .shortest = life->settings.shortest};
    const char *end = strstr(text, "times");

    /* What counts is a number of one digit behind a dash. */
    *wish = (struct wish){.sent = sent};
    if (end) {
        wish->times = (size_t)(end[-1] - '0');
        text = fu_arena_copy_n(life->arena, text, (size_t)(end - text) - 2);
    }
    return workdays_read(
        life->arena, text, &setting, life->holidays, &wish->schedule, &wish->flags);
}

fu_instant life_way(unsigned how)
{
    static const fu_instant ways[] = {0, 0, 0, 0, 5 * MINUTE, 3 * HOUR, DAY, 6 * DAY};

    return PICK(ways, how / 64);
}

static const char *const makings[] = {"1h", "1day", "tomorrow", "3days9am", "friday", "nextmonth",
    "5workdays", "everyday", "everymonday", "every2weeks", "every4hours", "weekdays9am",
    "everyday-3times", "every31st", "tomorrow-t", "everymonday-t", "3days-t", "everyday-2times",
    "monthly", "everylastworkday", "nextworkday", "weekdays", "2workdays-t", "everyotherfriday",
    "every2monthson15th", "every4hours-3times", "every2days-2times"};

static int64_t newest(struct life *life)
{
    const struct fu_filter all = {.state = -1, .most = 100000};
    struct fu_listed *rows;
    size_t count = 0;

    MUST(life, fu_store_list(life->store, life->brief, &all, &rows, &count, &life->error));
    return count ? rows[count - 1].followup.id : 0;
}

/* A mail of who's to the others that share, or with nobody but a client. */
static void write_letter(struct life *life, int who, const char *cadence, fu_instant sent,
    unsigned sharing, struct item *item)
{
    const char *address = fu_arena_print(life->brief, "%s@remind.example.org", cadence);
    const struct fu_recipient recipient = {.address = address};
    struct fu_mailbox to[PEOPLE] = {{"Zoe", "zoe@client.example"}}, cc = {"", address};
    struct fu_letter letter = {
        .message_id = fu_arena_print(life->brief, "m%u@example.org", life->uid + 1),
        .in_reply_to = "",
        .subject = "Proposal",
        .date = sent,
        .from_count = 1,
        .from = {names[who], life->people[who].address},
        .recipients = &recipient,
        .recipient_count = 1,
        .submitted_by = "",
        .signature = "",
        .text = "Hello.\n",
        .whole = true};
    const struct fu_arrival arrival = {.origin = {"main", 1, ++life->uid},
        .arrived = life->now,
        .letter = &letter,
        .raw = "raw",
        .raw_length = 3};
    struct fu_taking taking = {
        .store = life->store, .settings = &life->settings, .arena = life->brief, .now = life->now};
    struct fu_taken taken = {.followups = 0};
    size_t count = 0;

    for (int other = 0; other < PEOPLE; other++) {
        if (other == who || !(sharing >> other & 1))
            continue;
        to[count++] = (struct fu_mailbox){"", life->people[other].address};
        item->in[other] = true;
    }
    letter.to = (struct fu_mailbox_list){to, count ? count : 1};
    if (count)
        letter.cc = (struct fu_mailbox_list){&cc, 1};
    MUST(life, fu_store_begin(life->store, &life->error));
    MUST(life, fu_followup_take(&taking, &arrival, &taken, &life->error));
    MUST(life, fu_followup_answer(&taking, &life->error));
    MUST(life, fu_store_commit(life->store, &life->error));
    if (taken.followups != 1)
        life_complain(life, "%lld follow-ups were made", (long long)taken.followups);
}

static void make(struct life *life, const struct step *step)
{
    int who = (int)(step->who % PEOPLE);
    const char *cadence = PICK(makings, step->which);
    unsigned sharing = step->how % 3 == 0 ? 0 : step->how / 3;
    fu_instant sent = life->now - life_way(step->how);
    struct item *item = &life->items[life->item_count];
    struct wish wish;

    if (life->item_count == ITEMS_MAX || !life_read(life, who, cadence, sent, &wish))
        return;
    item->owner = who;
    item->mistaken = life->mistaken;
    item->in[who] = true;
    write_letter(life, who, cadence, sent, sharing, item);
    item->id = newest(life);
    life_say(life, "%s asked for %s at %s: number %lld%s%s%s", names[who], cadence,
        life_moment(life, sent), (long long)item->id, item->in[0] && who != 0 ? ", with alice" : "",
        item->in[1] && who != 1 ? ", with bob" : "", item->in[2] && who != 2 ? ", with carol" : "");
    model_make(item, &wish, life->holidays, life->now);
    item->deeds[item->deed_count++] = (struct deed){
        .who = who, .at = life->now, .creation = true, .after = item->plan, .finished = FU_NEVER};
    item->deeds[0].before.cancelled = true;
    item->deeds[0].before.schedule = item->plan.schedule;
    item->deeds[0].before.times = item->plan.times;
    item->deeds[0].before.recurring = item->plan.recurring;
    life->item_count++;
    life_wrote(life, who);
}

static fu_instant passing(unsigned how)
{
    static const fu_instant spans[] = {MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 10 * HOUR, DAY,
        DAY + HOUR, 3 * DAY, 8 * DAY, 33 * DAY, 100 * DAY};
    return PICK(spans, how) + (fu_instant)(how / 16 % MINUTE);
}

/* The outbox runs, and turns whenever something is due. */
static void live(struct life *life, fu_instant until)
{
    fu_instant due;

    for (int turns = 0; turns < LIVED_MAX && !life->complaint[0]; turns++) {
        MUST(life, fu_store_next_due(life->store, &due, &life->error));
        if (due == FU_NEVER || due > until)
            break;
        if (due > life->now)
            life->now = due;
        life_turn(life, ANY);
        life_check(life);
    }
    if (life->now < until)
        life->now = until;
}

enum kind life_kind(unsigned number)
{
    static const enum kind often[] = {MAKE, MAKE, MAKE, WAIT, LIVE, LIVE, LIVE, LIVE, TURN, KILL,
        SNOOZE, SNOOZE, SNOOZE, SNOOZE, DONE, DONE, DONE, SKIP, SKIP, CANCEL, CANCEL, UNDO, UNDO,
        UNDO, UNDO, EDIT, EDIT, RENAME, MORNING, ZONE, WORKDAYS, ADDRESS, PAUSE, BUNDLE, BUNDLE,
        ERASE, PRUNE, BACKUP, RESTORE, RELEASE, DROP};

    return PICK(often, number);
}

void life_step(struct life *life, const struct step *step)
{
    fu_arena_reset(life->brief);
    life->luck = step->how;
    switch (step->kind) {
    case MAKE:
        make(life, step);
        break;
    case WAIT:
        life->now += passing(step->how);
        life_say(life, "time has passed, and nothing runs");
        return;
    case LIVE:
        life_say(life, "time passes until %s", life_moment(life, life->now + passing(step->how)));
        live(life, life->now + passing(step->how));
        break;
    case TURN:
        life_say(life, "the outbox turns");
        life_turn(life, ANY);
        break;
    case KILL:
        life_say(life, "the outbox turns and is killed");
        life_turn(life, KILLED);
        break;
    case PRUNE:
    case BACKUP:
    case RESTORE:
    case RELEASE:
    case DROP:
        life_copies(life, step);
        break;
    case MORNING:
    case ZONE:
    case WORKDAYS:
    case ADDRESS:
    case PAUSE:
    case BUNDLE:
    case ERASE:
        life_settings(life, step);
        break;
    default:
        life_act(life, step);
        break;
    }
    if (!life->complaint[0])
        life_check(life);
    if (!life->complaint[0])
        life_check_lists(life);
    if (!life->complaint[0])
        life_check_paused(life);
    if (!life->complaint[0])
        life_check_feeds(life, step->how % 4 == 0);
}

void life_settle(struct life *life)
{
    life_say(life, "all is settled");
    for (int days = 0; days < 3 && !life->complaint[0]; days++) {
        life_turn(life, WELL);
        life_check(life);
        life->now += 2 * HOUR;
    }
    if (!life->complaint[0])
        life_check_sums(life);
}
