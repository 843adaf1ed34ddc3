/* Reads collections of mails as the reader does, and says what each is taken for:
 *
 *     verdicts [-t] FOLDER|FILE…       one line a mail, and a count of each folder
 *
 * With -t the files are texts without a header: each is read as what a person wrote.
 *
 * A line is: whom its writer is taken for at a cadence address (machine, person; or unread), what
 * it says as a bounce when it comes to a bounce address (failed, delayed, other), its status, its
 * marks, the file, and the server's words or the subject. The collections are other people's and no
 * part of this repository; doc/machines.md has what was counted. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "followupd/intent/intent.h"
#include "followupd/mail/limits.h"
#include "followupd/mail/read.h"

enum { PATH_SIZE = 4096 };

struct counts {
    size_t mails, machines, bounces, failed, delayed, unread;
};

static const char *const recipient_headers[] = {"X-Original-To", "Delivered-To"};
static const struct fu_key key;
static const struct fu_reading reading = {
    .recipient_headers = {recipient_headers, 2}, .trusted_received = 1, .authserv_id = ""};

/* What it is taken for at that address of ours. Everybody is allowed, so that the mail alone
 * decides. */
static enum fu_verdict verdict_at(
    struct fu_arena *arena, struct fu_letter *letter, const char *local_part)
{
    static const char *const domains[] = {"followupd.invalid"}, *const anybody[] = {"*"};
    const struct fu_recipient recipient = {
        fu_arena_print(arena, "%s@%s", local_part, domains[0]), 0};
    const struct fu_rules rules = {.domains = {domains, 1},
        .delimiter = '+',
        .allow = {anybody, 1},
        .authserv_id = "",
        .owner = "",
        .from = "remind@followupd.invalid"};
    struct fu_decision decision;
    letter->zone = FU_ZONE_WHOLE;
    letter->recipients = &recipient;
    letter->recipient_count = 1;
    fu_intent_decide(arena, &rules, &key, letter, NULL, &decision);
    return decision.verdict;
}

static bool is_bounce(struct fu_arena *arena, struct fu_letter *letter)
{
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_make(&key, FU_BOUNCE_PURPOSE, 1, 0, token);
    return letter->report != NULL &&
           verdict_at(arena, letter, fu_arena_print(arena, "bounce+1-%s", token)) ==
               FU_VERDICT_BOUNCE;
}

static void print(
    const char *path, const char *verdict, bool bounce, const struct fu_letter *letter)
{
    static const char *const kinds[] = {"other", "delayed", "failed"};
    const struct fu_report *report = bounce ? letter->report : NULL;
    printf("%-8s %-8s %-8s %03x %s: %s\n", verdict, report ? kinds[report->kind] : "-",
        report && *report->status ? report->status : "-", letter->marks, path,
        report && *report->diagnostic ? report->diagnostic : letter->subject);
}

static void count_letter(
    struct fu_arena *arena, const char *path, struct fu_letter *letter, struct counts *counts)
{
    bool bounce = is_bounce(arena, letter);
    bool machine = verdict_at(arena, letter, "1day") == FU_VERDICT_AUTOMATIC;
    counts->bounces += bounce;
    counts->failed += bounce && letter->report->kind == FU_REPORT_FAILED;
    counts->delayed += bounce && letter->report->kind == FU_REPORT_DELAYED;
    counts->machines += machine;
    print(path, machine ? "machine" : "person", bounce, letter);
}

static const char text_header[] = "From: Somebody <somebody@example.org>\nSubject: Re: Hello\n\n";

static void count_file(const char *path, bool text, struct counts *counts)
{
    struct fu_arena *arena = fu_arena_new();
    size_t start = text ? sizeof text_header - 1 : 0;
    char *bytes = fu_arena_allocate(arena, start + FU_MAIL_SIZE_MAX, 1);
    memcpy(bytes, text_header, start);
    FILE *file = fopen(path, "rb");
    size_t length =
        start + (file == NULL ? 0 : fread(bytes + start, 1, FU_MAIL_SIZE_MAX - start, file));
    struct fu_letter *letter;
    struct fu_error error;
    counts->mails++;
    if (fu_mail_read(arena, &reading, bytes, length, true, &letter, &error) == FU_OK) {
        count_letter(arena, path, letter, counts);
    } else {
        counts->unread++;
        printf("unread   %s: %s\n", path, error.text);
    }
    if (file != NULL) {
        fclose(file);
    }
    fu_arena_free(&arena);
}

static void count_folder(const char *path, bool text, struct counts *counts)
{
    struct dirent **entries;
    char inner[PATH_SIZE];
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        struct stat kind;
        int length = snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (length > 0 && (size_t)length < sizeof inner && stat(inner, &kind) == 0 &&
            S_ISREG(kind.st_mode)) {
            count_file(inner, text, counts);
        }
        free(entries[i]);
    }
    free(count < 0 ? NULL : entries);
}

int main(int count, char **arguments)
{
    bool text = count > 1 && strcmp(arguments[1], "-t") == 0;
    fu_mail_read_start();
    for (int i = text ? 2 : 1; i < count; i++) {
        struct counts counts = {0};
        struct stat kind;
        if (stat(arguments[i], &kind) != 0) {
            perror(arguments[i]);
            return EXIT_FAILURE;
        }
        if (S_ISDIR(kind.st_mode)) {
            count_folder(arguments[i], text, &counts);
        } else {
            count_file(arguments[i], text, &counts);
        }
        printf("%s: mails %zu, taken for a machine's %zu, for a bounce %zu (failed %zu, delayed "
               "%zu), unread %zu\n",
            arguments[i], counts.mails, counts.machines, counts.bounces, counts.failed,
            counts.delayed, counts.unread);
    }
    return EXIT_SUCCESS;
}
