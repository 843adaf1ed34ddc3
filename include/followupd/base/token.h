/* Secrets of our own: the key in the state folder, and what is derived from it.
 *
 * A token is HMAC-SHA-256(key, purpose NUL id NUL generation), its first 100 bits as 20 characters
 * of base32 (RFC 4648 alphabet, lower case, no padding): nothing of it needs to be stored, and
 * raising the generation ends it. */
#ifndef FOLLOWUPD_BASE_TOKEN_H
#define FOLLOWUPD_BASE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/status.h"

enum { FU_KEY_SIZE = 32, FU_TOKEN_LENGTH = 20, FU_DIGEST_SIZE = 32 };

struct fu_key {
    unsigned char bytes[FU_KEY_SIZE];
};

/* Reads the key file at path (exactly FU_KEY_SIZE bytes, mode 0600); makes it from getrandom(2)
 * where it is missing. A key that others may read, or of another length, is FU_PERMANENT with the
 * cure. */
enum fu_status fu_key_load(const char *path, struct fu_key *key, struct fu_error *error);

/* token must hold FU_TOKEN_LENGTH + 1. purpose is a word of ours ("action", "bounce", "feed"). */
void fu_token_make(
    const struct fu_key *key, const char *purpose, int64_t id, int64_t generation, char *token);

/* True when text is that token; upper and lower case are the same. Takes the same time whatever
 * differs. */
bool fu_token_check(const struct fu_key *key, const char *purpose, int64_t id, int64_t generation,
    const char *text);

/* True when text has the shape of a token (20 characters a-z 2-7, any case). */
bool fu_token_shaped(const char *text, size_t length);

/* A signature over text, as a token: for X-Followupd. */
void fu_token_sign(const struct fu_key *key, const char *purpose, const char *text, char *token);

/* SHA-256 over count pieces, each preceded by its length, so that no two lists share a digest. */
void fu_digest(const char *const *pieces, size_t count, unsigned char digest[FU_DIGEST_SIZE]);

/* count bytes from getrandom(2). */
void fu_random(void *bytes, size_t count);

#endif
