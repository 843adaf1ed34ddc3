/* Letters and rules for the tests of this room. */
#ifndef FU_TEST_INTENT_LETTERS_H
#define FU_TEST_INTENT_LETTERS_H

#include "followupd/record/letter.h"
#include "followupd/record/rules.h"

#define TEXTS(...)                                                                                 \
    (struct fu_texts)                                                                              \
    {                                                                                              \
        .items = (const char *const[]){__VA_ARGS__},                                               \
        .count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                 \
    }
#define MAILBOXES(...)                                                                             \
    (struct fu_mailbox_list)                                                                       \
    {                                                                                              \
        .items = (const struct fu_mailbox[]){__VA_ARGS__},                                         \
        .count = sizeof((const struct fu_mailbox[]){__VA_ARGS__}) / sizeof(struct fu_mailbox)      \
    }

/* Alice may use remind.example.org and me+…@example.org; whatever she sends is believed. */
static inline struct fu_rules easy_rules(void)
{
    static const char *const domains[] = {"remind.example.org"};
    static const char *const mailboxes[] = {"me@example.org"};
    static const char *const allow[] = {"alice@example.org"};
    return (struct fu_rules){.domains = {domains, 1},
        .mailboxes = {mailboxes, 1},
        .delimiter = '+',
        .allow = {allow, 1},
        .sender_check = FU_CHECK_NONE,
        .authserv_id = "mx.example.org",
        .owner = "",
        .from = "remind@example.org"};
}

/* From Alice, delivered to 3days@remind.example.org. */
static inline struct fu_letter easy_letter(void)
{
    static const struct fu_recipient recipients[] = {{"3days@remind.example.org", 0}};
    static const struct fu_mailbox to[] = {{"Bob", "bob@example.com"}};
    return (struct fu_letter){.message_id = "1@example.org",
        .in_reply_to = "",
        .subject = "Offer",
        .date = FU_NEVER,
        .from_count = 1,
        .from = {"Alice", "alice@example.org"},
        .to = {to, 1},
        .recipients = recipients,
        .recipient_count = 1,
        .submitted_by = "",
        .signature = "",
        .text = ""};
}

#endif
