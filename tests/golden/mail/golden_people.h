/* Who the golden mails are about, and what can be done with a reminder by mail and by web. */
#ifndef FU_GOLDEN_PEOPLE_H
#define FU_GOLDEN_PEOPLE_H

#include "followupd/mail/compose.h"

#define TOKEN "k5qzj2xw4m7ta3fbn6ru"
#define DOMAIN "@remind.example.org"
#define WEB "https://remind.example.org/a/" TOKEN

static const struct fu_mailbox alice = {"Alice Archer", "alice@example.org"};
static const struct fu_mailbox bob = {"Bob Miller", "bob@example.com"};
static const struct fu_action actions_mail[] = {
    {"1 day", "", "1day+" TOKEN DOMAIN, NULL},
    {"3 days", "", "3days+" TOKEN DOMAIN, NULL},
    {"next week", "", "nextweek+" TOKEN DOMAIN, NULL},
    {"1 month", "", "1month+" TOKEN DOMAIN, NULL},
    {"done", "", "done+" TOKEN DOMAIN, NULL},
    {"cancel", "", "cancel+" TOKEN DOMAIN, NULL},
};

static const struct fu_action actions_web[] = {
    {"1 day", WEB, "1day+" TOKEN DOMAIN, NULL},
    {"3 days", WEB, "3days+" TOKEN DOMAIN, NULL},
    {"next week", WEB, "nextweek+" TOKEN DOMAIN, NULL},
    {"1 month", WEB, "1month+" TOKEN DOMAIN, NULL},
    {"done", WEB, "done+" TOKEN DOMAIN, NULL},
    {"cancel", WEB, "cancel+" TOKEN DOMAIN, NULL},
};

#endif
