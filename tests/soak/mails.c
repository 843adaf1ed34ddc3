/* The mails of the soak test: what people, machines and strangers send in the course of years. */
#include "life.h"

#include <string.h>
#include <time.h>

enum { DATE_MAX = 64 };

/* One kind of mail: its share in a hundred, and what writes it. */
struct kind {
    uint32_t share;
    void (*write)(FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise);
};

uint32_t life_chance(uint64_t *state, uint32_t below)
{
    /* xorshift64* */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 2685821657736338717u) >> 33) % below;
}

static const char *date_of(fu_instant arrived)
{
    static char text[DATE_MAX];
    time_t when = (time_t)arrived;
    struct tm parts;

    gmtime_r(&when, &parts);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return text;
}

static void write_head(FILE *file, uint32_t number, const char *from)
{
    fprintf(file,
        "Return-Path: <%s>\r\nMessage-ID: <%u@mail.example.org>\r\nDate: %s\r\nFrom: Somebody "
        "<%s>\r\n",
        from, number, date_of(life->clock), from);
}

static const char *person(uint64_t *chance)
{
    static char address[TOKEN_MAX];

    snprintf(address, sizeof address, "person%u@example.org", life_chance(chance, PEOPLE));
    return address;
}

static void write_text(FILE *file, uint32_t number)
{
    int line;

    fprintf(file, "Subject: Mail %u\r\n\r\nHello,\r\n\r\n", number);
    for (line = 0; line < 12; line++)
        fprintf(file, "line %d of what is said here about the offer and the weather.\r\n", line);
}

/* A mail to a client, with us in BCC. */
static void write_reminder(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    uint32_t hours =
        life_chance(chance, 2) ? 1 + life_chance(chance, 90) : 24 * (1 + life_chance(chance, 20));

    fprintf(file, "Delivered-To: %u%s@remind.example.org\r\n", hours % 24 ? hours : hours / 24,
        hours % 24 ? "hours" : "days");
    fputs("Received: from client.example.org by mx.example.org with ESMTPSA id 1\r\n", file);
    write_head(file, number, person(chance));
    fprintf(file, "To: client%u@example.com\r\n", number % 1000);
    write_text(file, number);
    promise->due = (uint32_t)((life->clock - life->start) / HOUR) + hours;
}

static void write_note(FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    const char *self = person(chance);

    write_head(file, number, self);
    fputs("To: 2days@remind.example.org\r\n", file);
    write_text(file, number);
    promise->due = (uint32_t)((life->clock - life->start) / HOUR) + 48;
}

static void write_series(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    (void)promise;
    write_head(file, number, person(chance));
    fprintf(file, "To: everyday-x%u@remind.example.org\r\n", 2 + life_chance(chance, 20));
    write_text(file, number);
}

/* Comes for as long as there are years: what it leaves behind must not. */
static void write_endless(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    (void)promise;
    write_head(file, number, person(chance));
    fputs("To: everyday@remind.example.org\r\n", file);
    write_text(file, number);
}

/* Answers a reminder of late: with a time, "done", or words for nobody but a reader. */
static void write_reply(FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    static const char *const lines[] = {"done", "2 days", "5 hours", "cancel", "Thank you!"};
    uint32_t kept = life->token_count < TOKENS ? life->token_count : TOKENS;
    const struct life_token *token;

    if (kept == 0) {
        write_reminder(file, chance, number, promise);
        return;
    }
    token = &life->tokens[life_chance(chance, kept)];
    write_head(file, number, token->person);
    fprintf(file, "To: %s\r\nSubject: Re: Answer %u\r\n\r\n%s\r\n", token->address, number,
        lines[life_chance(chance, sizeof lines / sizeof *lines)]);
}

static void write_mistyped(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    (void)promise;
    write_head(file, number, person(chance));
    fputs("To: tomorow9m@remind.example.org\r\n", file);
    write_text(file, number);
}

static void write_command(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    (void)promise;
    write_head(file, number, person(chance));
    fprintf(file, "To: %s@remind.example.org\r\n", life_chance(chance, 2) ? "list" : "help");
    write_text(file, number);
}

static void write_stranger(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    char from[TOKEN_MAX];

    (void)promise;
    snprintf(from, sizeof from, "stranger%u@example.net", life_chance(chance, 100000));
    write_head(file, number, from);
    fputs("To: 3days@remind.example.org\r\n", file);
    write_text(file, number);
}

static void write_machine(
    FILE *file, uint64_t *chance, uint32_t number, struct life_promise *promise)
{
    (void)promise;
    write_head(file, number, person(chance));
    fputs("To: remind@example.org\r\nAuto-Submitted: auto-replied\r\n", file);
    write_text(file, number);
}

static const struct kind kinds[] = {{54, write_reminder}, {8, write_note}, {2, write_series},
    {14, write_reply}, {3, write_mistyped}, {2, write_command}, {9, write_stranger},
    {8, write_machine}};

static const struct kind endless = {0, write_endless};

void life_send(uint64_t *chance, fu_instant arrived)
{
    uint32_t number = ++life->newest, share = life_chance(chance, 100);
    struct life_mail *mail = &life->mails[number % SLOTS];
    const struct kind *kind = kinds;
    FILE *file = fmemopen(mail->bytes, MAIL_MAX, "w");

    *mail = (struct life_mail){.number = number, .arrived = arrived};
    while (share >= kind->share)
        share -= (kind++)->share;
    if (number <= ENDLESS) /* so many come first */
        kind = &endless;
    kind->write(file, chance, number, &life->promises[number]);
    mail->length = (size_t)ftell(file);
    fclose(file);
}
