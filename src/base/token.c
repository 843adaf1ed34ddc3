/* Tokens, digests and random bytes.
 *
 * Only loading the key can fail. Where the kernel gives no random bytes the process ends, for
 * whatever came instead would be guessable. A token carries 100 bits of the HMAC. */
#include "followupd/base/token.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>

#include "fatal.h"
#include "followupd/base/file.h"
#include "followupd/base/owner.h"
#include "followupd/base/text.h"

/* A key file is read up to here, so that one of a wrong length can be told from a whole other file.
 */
enum { KEY_FILE_MAX = 4096, BITS_PER_CHARACTER = 5 };

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

void fu_random(void *bytes, size_t count)
{
    unsigned char *at = bytes;
    while (count > 0) {
        ssize_t got = getrandom(at, count, 0);
        if (got > 0) {
            at += got;
            count -= (size_t)got;
        } else if (errno != EINTR) {
            fu_fatal(
                "the kernel gives no random bytes: getrandom() must be allowed for this service");
        }
    }
}

static enum fu_status take_key(
    const char *path, const struct fu_buffer *buffer, struct fu_key *key, struct fu_error *error)
{
    if (buffer->length != FU_KEY_SIZE) {
        return fu_error_set(error, FU_PERMANENT,
            "the key file %s has %zu bytes instead of %d: put it back from a backup, or remove it "
            "to make a new one "
            "(every address, link and feed handed out so far then stops working)",
            path, buffer->length, FU_KEY_SIZE);
    }
    memcpy(key->bytes, buffer->data, FU_KEY_SIZE);
    return FU_OK;
}

/* errno is ENOENT when there is no such file. */
static enum fu_status read_key(const char *path, struct fu_key *key, struct fu_error *error)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, KEY_FILE_MAX);
    errno = 0;
    enum fu_status status = fu_file_read(path, true, &buffer, error);
    int number = errno;
    if (status == FU_OK) {
        status = take_key(path, &buffer, key, error);
    } else if (status == FU_BAD_INPUT) {
        status = FU_PERMANENT;
        if (error != NULL) {
            error->status = status;
        }
    }
    if (number == EACCES && error != NULL) {
        char cure[FU_OWNER_CURE_MAX];
        fu_error_set(error, status, "%s%s", error->text, fu_owner_cure(path, cure));
    }
    explicit_bzero(buffer.data, buffer.capacity);
    fu_buffer_free(&buffer);
    errno = number;
    return status;
}

enum fu_status fu_key_load(const char *path, struct fu_key *key, struct fu_error *error)
{
    enum fu_status status = read_key(path, key, error);
    if (status == FU_OK || errno != ENOENT) {
        return status;
    }
    struct fu_key made;
    fu_random(made.bytes, sizeof made.bytes);
    status = fu_file_create(path, made.bytes, sizeof made.bytes, error);
    explicit_bzero(&made, sizeof made);
    /* Another process may have been faster: its key is the one. */
    if (status != FU_OK && errno != EEXIST) {
        return status;
    }
    fu_error_clear(error);
    return read_key(path, key, error);
}

/* The first FU_TOKEN_LENGTH * 5 bits of digest. */
static void encode(const unsigned char digest[FU_DIGEST_SIZE], char *token)
{
    for (size_t i = 0; i < FU_TOKEN_LENGTH; i++) {
        size_t bit = i * BITS_PER_CHARACTER;
        unsigned pair = (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];
        token[i] = alphabet[pair >> (16 - BITS_PER_CHARACTER - bit % 8) & 0x1F];
    }
    token[FU_TOKEN_LENGTH] = '\0';
}

/* HMAC over purpose, NUL and length bytes of text. */
static void make(
    const struct fu_key *key, const char *purpose, const char *text, size_t length, char *token)
{
    struct hmac_sha256_ctx context;
    unsigned char digest[FU_DIGEST_SIZE];
    hmac_sha256_set_key(&context, FU_KEY_SIZE, key->bytes);
    hmac_sha256_update(&context, strlen(purpose) + 1, (const uint8_t *)purpose);
    hmac_sha256_update(&context, length, (const uint8_t *)text);
    hmac_sha256_digest(&context, sizeof digest, digest);
    encode(digest, token);
    explicit_bzero(&context, sizeof context);
    explicit_bzero(digest, sizeof digest);
}

void fu_token_make(
    const struct fu_key *key, const char *purpose, int64_t id, int64_t generation, char *token)
{
    char text[48];
    int length = snprintf(text, sizeof text, "%" PRId64 "%c%" PRId64, id, '\0', generation);
    make(key, purpose, text, (size_t)length, token);
}

bool fu_token_check(
    const struct fu_key *key, const char *purpose, int64_t id, int64_t generation, const char *text)
{
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_make(key, purpose, id, generation, token);
    if (strnlen(text, FU_TOKEN_LENGTH + 1) != FU_TOKEN_LENGTH) {
        return false;
    }
    char given[FU_TOKEN_LENGTH];
    for (size_t i = 0; i < FU_TOKEN_LENGTH; i++) {
        given[i] = fu_lower(text[i]);
    }
    return memeql_sec(token, given, FU_TOKEN_LENGTH);
}

bool fu_token_shaped(const char *text, size_t length)
{
    if (length != FU_TOKEN_LENGTH) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!fu_is_letter(text[i]) && (text[i] < '2' || text[i] > '7')) {
            return false;
        }
    }
    return true;
}

/* text holds no NUL and fu_token_make's always does, so that neither can stand for the other. */
void fu_token_sign(const struct fu_key *key, const char *purpose, const char *text, char *token)
{
    make(key, purpose, text, strlen(text), token);
}

void fu_digest(const char *const *pieces, size_t count, unsigned char digest[FU_DIGEST_SIZE])
{
    struct sha256_ctx context;
    sha256_init(&context);
    for (size_t i = 0; i < count; i++) {
        uint64_t length = strlen(pieces[i]);
        uint8_t prefix[sizeof length];
        for (size_t byte = 0; byte < sizeof prefix; byte++) {
            prefix[byte] = (uint8_t)(length >> (8 * (sizeof prefix - 1 - byte)));
        }
        sha256_update(&context, sizeof prefix, prefix);
        sha256_update(&context, length, (const uint8_t *)pieces[i]);
    }
    sha256_digest(&context, FU_DIGEST_SIZE, digest);
}
