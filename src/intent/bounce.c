/* Bounces of ours: a machine's mail to the address of one delivery, or a report that returns a mail
 * of ours.
 *
 * The id in a bounce address gives no rights, its token does; where the envelope sender is plain,
 * the signature of the mail that came back. Whoever got the mail has both, so neither can say more
 * than what became of it. Pure; nothing fails. */
#include "bounce.h"

#include <string.h>

#include "followupd/base/number.h"
#include "followupd/base/text.h"
#include "followupd/intent/intent.h"

static const char bounce_start[] = "bounce+";

/* Reads "7-TOKEN". */
static int64_t read_proof(const struct fu_key *key, const char *text)
{
    int64_t delivery;
    const char *token = strchr(text, '-');
    if (token == NULL || !fu_number_parse(text, (size_t)(token - text), 1, INT64_MAX, &delivery) ||
        !fu_token_check(key, FU_BOUNCE_PURPOSE, delivery, 0, token + 1)) {
        return 0;
    }
    return delivery;
}

int64_t fu_bounce_delivery(const struct fu_key *key, const char *local_part)
{
    return fu_starts_nocase(local_part, bounce_start)
               ? read_proof(key, local_part + sizeof bounce_start - 1)
               : 0;
}

bool fu_bounce_signed(
    const struct fu_key *key, const char *message_id, const char *signature, int64_t *delivery)
{
    char token[FU_TOKEN_LENGTH + 1];
    size_t length = strcspn(signature, "-");
    *delivery = 0;
    if (*message_id == '\0' || length != FU_TOKEN_LENGTH) {
        return false;
    }
    fu_token_sign(key, FU_SIGNATURE_PURPOSE, message_id, token);
    unsigned difference = 0;
    for (size_t i = 0; i < FU_TOKEN_LENGTH; i++) {
        difference |= (unsigned char)token[i] ^ (unsigned char)signature[i];
    }
    if (difference == 0 && signature[length] == '-') {
        *delivery = read_proof(key, signature + length + 1);
    }
    return difference == 0;
}
