/* Tokens and digests against vectors of an independent HMAC-SHA-256; the key file and its refusals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "followupd/base/file.h"
#include "followupd/base/memory.h"
#include "followupd/base/token.h"

#include "../../lib/folder.h"

static const struct {
    const char *purpose;
    int64_t id;
    int64_t generation;
    const char *token;
} vectors[] = {
    {"action", 1, 0, "7zwoj4wmqej3pyf64s6u"},
    {"action", 1, 1, "f2erx4zy6zkiixx26grx"},
    {"bounce", 1, 0, "dp5oxqwexjsroqnhujxs"},
    {"feed", INT64_MAX, INT64_MIN, "mvgek53pmt2u2xon37c6"},
    {"", 0, 0, "pkwam7666pghr64xfw33"},
};

#define SIGNED_TEXT "<1.417@remind.example.org>"
#define SIGNATURE "oiu2gwll7hjm6auu4tsm"
#define DIGEST "b4206093f660a8c6cbf6ee1d8f51e5a79e1afcf9e8a35d5a71be3cb7bb374e8c"

static char folder[64];
static char path[96];

static int make_folder(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "followupd-token")) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/key", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static struct fu_key counting_key(void)
{
    struct fu_key key;
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        key.bytes[i] = (unsigned char)i;
    }
    return key;
}

static void tokens_are_those_of_another_implementation(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        char token[FU_TOKEN_LENGTH + 1];
        fu_token_make(&key, vectors[i].purpose, vectors[i].id, vectors[i].generation, token);
        assert_string_equal(token, vectors[i].token);
        assert_true(fu_token_shaped(token, strlen(token)));
    }
    char token[FU_TOKEN_LENGTH + 1];
    fu_token_sign(&key, "message", SIGNED_TEXT, token);
    assert_string_equal(token, SIGNATURE);
}

static void a_token_is_good_for_its_purpose_id_and_generation_only(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    struct fu_key other = key;
    other.bytes[31] ^= 1;
    const char *token = vectors[0].token;
    assert_true(fu_token_check(&key, "action", 1, 0, token));
    assert_false(fu_token_check(&key, "actio", 1, 0, token));
    assert_false(fu_token_check(&key, "action", 2, 0, token));
    assert_false(fu_token_check(&key, "action", 1, 1, token));
    assert_false(fu_token_check(&other, "action", 1, 0, token));
}

static void a_token_is_the_same_in_upper_case(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    char upper[FU_TOKEN_LENGTH + 1];
    for (size_t i = 0; i <= FU_TOKEN_LENGTH; i++) {
        char c = vectors[0].token[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    assert_true(fu_token_check(&key, "action", 1, 0, upper));
}

static void a_token_with_anything_changed_is_refused(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    char text[FU_TOKEN_LENGTH + 2];
    for (size_t i = 0; i < FU_TOKEN_LENGTH; i++) {
        strcpy(text, vectors[0].token);
        text[i] = text[i] == 'a' ? 'b' : 'a';
        assert_false(fu_token_check(&key, "action", 1, 0, text));
        strcpy(text, vectors[0].token);
        text[i] = (char)(text[i] | 0x80);
        assert_false(fu_token_check(&key, "action", 1, 0, text));
        strcpy(text, vectors[0].token);
        text[i] = '\0';
        assert_false(fu_token_check(&key, "action", 1, 0, text));
    }
    strcpy(text, vectors[0].token);
    strcat(text, "a");
    assert_false(fu_token_check(&key, "action", 1, 0, text));
    assert_false(fu_token_check(&key, "action", 1, 0, ""));
}

/* Octets that Nettle was asked to compare, whose time does not tell which of them differ. */
static size_t compared;

int __real_nettle_memeql_sec(const void *one, const void *other, size_t length);
int __wrap_nettle_memeql_sec(const void *one, const void *other, size_t length);

int __wrap_nettle_memeql_sec(const void *one, const void *other, size_t length)
{
    compared += length;
    return __real_nettle_memeql_sec(one, other, length);
}

static void all_of_a_token_is_compared_wherever_it_differs(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    for (size_t i = 0; i < FU_TOKEN_LENGTH; i++) {
        char token[FU_TOKEN_LENGTH + 1];
        fu_token_make(&key, "action", 1, 0, token);
        token[i] = token[i] == 'a' ? 'b' : 'a';
        compared = 0;
        assert_false(fu_token_check(&key, "action", 1, 0, token));
        assert_int_equal(compared, FU_TOKEN_LENGTH);
    }
}

static void the_shape_is_twenty_characters_of_base32(void **state)
{
    (void)state;
    assert_true(fu_token_shaped("abcdefghijklmnopqrst", 20));
    assert_true(fu_token_shaped("UVWXYZ234567uvwxyz22", 20));
    assert_false(fu_token_shaped("abcdefghijklmnopqrs", 19));
    assert_false(fu_token_shaped("abcdefghijklmnopqrstu", 21));
    assert_false(fu_token_shaped("", 0));
    static const char strangers[] = "0189-+@ ._\0\x80{`[";
    for (size_t i = 0; i < sizeof strangers - 1; i++) {
        char text[] = "abcdefghijklmnopqrst";
        text[i] = strangers[i];
        assert_false(fu_token_shaped(text, 20));
    }
}

static void a_signature_is_no_token_and_no_token_a_signature(void **state)
{
    (void)state;
    struct fu_key key = counting_key();
    char signature[FU_TOKEN_LENGTH + 1];
    fu_token_sign(&key, "action", "1", signature);
    assert_false(fu_token_check(&key, "action", 1, 0, signature));
    fu_token_sign(&key, "action", "10", signature);
    assert_false(fu_token_check(&key, "action", 1, 0, signature));
}

static void a_digest_is_that_of_another_implementation(void **state)
{
    (void)state;
    const char *const pieces[] = {"one", "", "three"};
    unsigned char digest[FU_DIGEST_SIZE];
    char text[2 * FU_DIGEST_SIZE + 1];
    fu_digest(pieces, 3, digest);
    for (size_t i = 0; i < FU_DIGEST_SIZE; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(text, DIGEST);
}

static void lists_that_join_to_the_same_text_have_different_digests(void **state)
{
    (void)state;
    const char *const lists[][3] = {
        {"ab", "c", ""}, {"a", "bc", ""}, {"", "ab", "c"}, {"abc", "", ""}};
    unsigned char digests[5][FU_DIGEST_SIZE];
    for (size_t i = 0; i < 4; i++) {
        fu_digest(lists[i], 3, digests[i]);
    }
    fu_digest(lists[0], 2, digests[4]);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(digests[i], digests[j], FU_DIGEST_SIZE);
        }
    }
}

static void random_bytes_fill_all_of_the_place_and_differ(void **state)
{
    (void)state;
    unsigned char seen[64] = {0};
    for (size_t round = 0; round < 64; round++) {
        unsigned char bytes[66] = {0};
        fu_random(bytes + 1, 64);
        assert_int_equal(bytes[0], 0);
        assert_int_equal(bytes[65], 0);
        for (size_t i = 0; i < 64; i++) {
            seen[i] |= bytes[i + 1];
        }
    }
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(seen[i], 0xFF);
    }
    fu_random(NULL, 0);
}

static void a_missing_key_is_made_once_for_its_owner_only(void **state)
{
    (void)state;
    struct fu_key first, second;
    struct fu_error error = {0};
    struct stat status;
    assert_int_equal(fu_key_load(path, &first, &error), FU_OK);
    assert_string_equal(error.text, "");
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, FU_KEY_SIZE);
    assert_int_equal(fu_key_load(path, &second, &error), FU_OK);
    assert_memory_equal(&first, &second, sizeof first);
}

static void two_installations_have_different_keys(void **state)
{
    (void)state;
    struct fu_key first, second;
    assert_int_equal(fu_key_load(path, &first, NULL), FU_OK);
    unlink(path);
    assert_int_equal(fu_key_load(path, &second, NULL), FU_OK);
    assert_memory_not_equal(&first, &second, sizeof first);
}

enum { PROCESSES = 6, ROUNDS = 30 };

/* Starts PROCESSES that wait until all are there, load the key and write it to results. */
static void load_together(int results)
{
    int gate[2];
    assert_int_equal(pipe(gate), 0);
    for (size_t i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            struct fu_key key;
            char none;
            close(gate[1]);
            (void)!read(gate[0], &none, 1);
            bool loaded = fu_key_load(path, &key, NULL) == FU_OK;
            _exit(loaded && write(results, &key, sizeof key) == sizeof key ? 0 : 1);
        }
    }
    close(gate[0]);
    close(gate[1]);
    for (size_t i = 0; i < PROCESSES; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
}

static void processes_that_start_together_agree_on_the_key(void **state)
{
    (void)state;
    int results[2];
    assert_int_equal(pipe(results), 0);
    for (size_t round = 0; round < ROUNDS; round++) {
        struct fu_key first, next;
        unlink(path);
        load_together(results[1]);
        assert_int_equal(read(results[0], &first, sizeof first), sizeof first);
        for (size_t i = 1; i < PROCESSES; i++) {
            assert_int_equal(read(results[0], &next, sizeof next), sizeof next);
            assert_memory_equal(&first, &next, sizeof first);
        }
    }
    close(results[0]);
    close(results[1]);
}

static void a_key_of_another_length_is_refused_with_the_cure(void **state)
{
    (void)state;
    static const char bytes[8192] = "";
    static const size_t lengths[] = {0, 31, 33, 4096, 4097, 8192};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct fu_key key;
        struct fu_error error = {0};
        assert_int_equal(fu_file_write(path, bytes, lengths[i], NULL), FU_OK);
        assert_int_equal(fu_key_load(path, &key, &error), FU_PERMANENT);
        assert_int_equal(error.status, FU_PERMANENT);
        assert_non_null(strstr(error.text, path));
    }
    struct fu_key key;
    struct fu_error error = {0};
    fu_file_write(path, bytes, 31, NULL);
    fu_key_load(path, &key, &error);
    assert_non_null(strstr(error.text, "31 bytes instead of 32"));
    assert_non_null(strstr(error.text, "backup"));
}

static void a_key_that_others_may_read_is_refused_with_the_cure(void **state)
{
    (void)state;
    struct fu_key key;
    struct fu_error error = {0};
    assert_int_equal(fu_key_load(path, &key, NULL), FU_OK);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(fu_key_load(path, &key, &error), FU_PERMANENT);
    assert_int_equal(error.status, FU_PERMANENT);
    assert_non_null(strstr(error.text, "chmod 600"));
}

static void a_key_in_a_missing_folder_is_an_error(void **state)
{
    (void)state;
    struct fu_key key;
    struct fu_error error = {0};
    char nowhere[128];
    snprintf(nowhere, sizeof nowhere, "%s/none/key", folder);
    assert_int_equal(fu_key_load(nowhere, &key, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, nowhere));
}

#define WITH_FOLDER(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_those_of_another_implementation),
        cmocka_unit_test(a_token_is_good_for_its_purpose_id_and_generation_only),
        cmocka_unit_test(a_token_is_the_same_in_upper_case),
        cmocka_unit_test(a_token_with_anything_changed_is_refused),
        cmocka_unit_test(all_of_a_token_is_compared_wherever_it_differs),
        cmocka_unit_test(the_shape_is_twenty_characters_of_base32),
        cmocka_unit_test(a_signature_is_no_token_and_no_token_a_signature),
        cmocka_unit_test(a_digest_is_that_of_another_implementation),
        cmocka_unit_test(lists_that_join_to_the_same_text_have_different_digests),
        cmocka_unit_test(random_bytes_fill_all_of_the_place_and_differ),
        WITH_FOLDER(a_missing_key_is_made_once_for_its_owner_only),
        WITH_FOLDER(two_installations_have_different_keys),
        WITH_FOLDER(processes_that_start_together_agree_on_the_key),
        WITH_FOLDER(a_key_of_another_length_is_refused_with_the_cure),
        WITH_FOLDER(a_key_that_others_may_read_is_refused_with_the_cure),
        WITH_FOLDER(a_key_in_a_missing_folder_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
