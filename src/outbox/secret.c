/* Wiping memory for libcurl, and answers without the password.
 *
 * libcurl takes its memory functions when it is started first; in a process where another room
 * started it before, its copies are freed unwiped. malloc_usable_size() tells how much to wipe. */
#include "secret.h"

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "followupd/base/memory.h"

enum { TELLING = 8 };

static void wiping_free(void *memory)
{
    if (memory != NULL) {
        explicit_bzero(memory, malloc_usable_size(memory));
        free(memory);
    }
}

static void *wiping_realloc(void *memory, size_t size)
{
    void *moved = malloc(size);
    if (moved != NULL && memory != NULL) {
        size_t old = malloc_usable_size(memory);
        memcpy(moved, memory, old < size ? old : size);
        wiping_free(memory);
    }
    return moved;
}

void fu_curl_start(void)
{
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup, calloc);
}

void fu_secret_free(char **secret)
{
    if (*secret != NULL) {
        explicit_bzero(*secret, strlen(*secret));
        free(*secret);
        *secret = NULL;
    }
}

/* Covers the secret, and a beginning of it that is long enough to be no chance: a server's line may
 * be cut. */
static void cover(char *text, const char *secret, size_t length)
{
    size_t enough = length < TELLING ? length : TELLING;
    while (*text != '\0' && length > 0) {
        size_t same = 0;
        while (same < length && text[same] == secret[same]) {
            same++;
        }
        if (same >= enough) {
            memset(text, '*', same);
        }
        text += same >= enough ? same : 1;
    }
}

/* The base64 digits (RFC 4648 section 4) that depend on nothing but the secret when `before` octets
 * stand in front of it. encoded has room for twice the length. Returns how many. */
static size_t encode(const char *secret, size_t length, size_t before, char *encoded)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t first = (before * 8 + 5) / 6;
    size_t last = (before + length) * 8 / 6;
    for (size_t digit = first; digit < last; digit++) {
        unsigned int value = 0;
        for (size_t bit = digit * 6 - before * 8; bit < (digit + 1) * 6 - before * 8; bit++) {
            value = value << 1 | ((unsigned char)secret[bit / 8] >> (7 - bit % 8) & 1);
        }
        encoded[digit - first] = digits[value];
    }
    return last - first;
}

void fu_secret_hide(char *text, const char *password)
{
    size_t length = strlen(password);
    size_t size = length * 2 + 1;
    char *encoded = fu_allocate(size, 1);
    cover(text, password, length);
    for (size_t before = 0; before < 3; before++) {
        cover(text, encoded, encode(password, length, before, encoded));
    }
    explicit_bzero(encoded, size);
    free(encoded);
}
