/* The life that followupd leads in the soak test: years of mails, an hour at a time.
 *
 * The intake and the outbox run as processes of their own for all the years, as they do under the
 * supervisor, with clock, IMAP, SMTP and reader replaced. They share a page with the test, which is
 * their world. Whenever a worker would wait it hands over to the test (life_idle) and goes on when
 * the clock has moved. */
#ifndef SOAK_LIFE_H
#define SOAK_LIFE_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "followupd/base/instant.h"

enum { HOUR = 3600, DAY = 24 * HOUR };
/* How many series come every day and nobody answers. */
enum { ENDLESS = 20 };
enum { PEOPLE = 200, SLOTS = 4096, MAIL_MAX = 3072, TOKENS = 512, TOKEN_MAX = 96 };

enum life_worker { LIFE_INTAKE, LIFE_OUTBOX, LIFE_WORKERS };

/* What was promised for one mail, and what came of it. */
struct life_promise {
    uint32_t due;  /* hours after the start; 0: it asks for no reminder, or is a reply */
    uint32_t sent; /* hours after the start of its first reminder */
    uint16_t reminders;
};

/* A mail in the mailbox. Numbers begin with 1 and are its UID. */
struct life_mail {
    uint32_t number;
    bool filed;
    fu_instant arrived;
    size_t length;
    char bytes[MAIL_MAX];
};

/* Where a reply to a reminder goes. */
struct life_token {
    char address[TOKEN_MAX];
    char person[TOKEN_MAX];
};

struct life {
    sem_t idle[LIFE_WORKERS], go[LIFE_WORKERS];
    _Atomic bool stopping;
    _Atomic int64_t clock;
    fu_instant start;
    bool imap_down, smtp_down;
    int64_t reminders, answers, put_off, unsure; /* counted by the SMTP server */
    uint32_t newest;                             /* number of the last mail that came */
    struct life_mail mails[SLOTS];               /* number N at N % SLOTS */
    struct life_token tokens[TOKENS];
    uint32_t token_count;           /* ever noted */
    uint32_t most;                  /* of promises */
    struct life_promise promises[]; /* by mail number */
};

extern struct life *life;
extern enum life_worker life_role;

/* The worker has nothing to do until the clock moves. */
void life_idle(void);

/* Random numbers, the same in every run: 0 to below - 1. */
uint32_t life_chance(uint64_t *state, uint32_t below);

/* Writes the next mail into its place. */
void life_send(uint64_t *chance, fu_instant arrived);

#endif
