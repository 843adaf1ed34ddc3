/* Runs a fuzz target without libFuzzer: every seed, then seeds changed at random, for some seconds.
 *
 *   fuzz-NAME SECONDS CRASH DICTIONARY FOLDER…    DICTIONARY: as libFuzzer's; "-" is none
 *
 * The changes are the same in every run; only how many are made depends on the machine. A child
 * does it all; when an input ends it, or keeps it for ever, its parent writes that input to the
 * file CRASH. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "followupd/base/memory.h"
#include "fuzz.h"

enum {
    SEEDS_MAX = 4096,
    WORDS_MAX = 1024,
    LINE_SIZE = 256,
    PATH_SIZE = 4096,
    INPUT_MAX = 64 * 1024,
    CHANGES_MAX = 6,
    COPY_MAX = 64,
    KINDS = 6,
    STUCK_SECONDS = 60, /* of processor time; ctest waits longer, and would lose the input */
    UNREACHED = 3       /* how a child ends whose seeds are all refused */
};

struct piece {
    unsigned char *bytes;
    size_t length;
};

static struct piece seeds[SEEDS_MAX], words[WORDS_MAX];
static size_t seed_count, word_count;
/* Of the child that runs them, seen by its parent. */
static struct {
    size_t length;
    unsigned char bytes[INPUT_MAX];
} * at_hand;

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

/* A number below `below` (xorshift). */
static size_t below(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit == 0 ? 0 : (size_t)(state % limit);
}

static void stop(const char *about)
{
    perror(about);
    exit(2);
}

static void add_seed(const char *path)
{
    static unsigned char bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (file == NULL || seed_count == SEEDS_MAX) {
        stop(path);
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    unsigned char *copy = fu_allocate(length + 1, 1);
    memcpy(copy, bytes, length);
    seeds[seed_count++] = (struct piece){copy, length};
}

static void add_folder(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) {
        stop(folder);
    }
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            add_seed(path);
        }
        free(entries[i]);
    }
    free(entries);
}

/* A word with its escapes: \xNN, \\ and \". */
static size_t unescape(const char *text, size_t length, unsigned char *out)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned value = (unsigned char)text[i];
        if (text[i] == '\\' && sscanf(text + i, "\\x%2x", &value) == 1) {
            i += 3;
        } else if (text[i] == '\\') {
            value = (unsigned char)text[++i];
        }
        out[count++] = (unsigned char)value;
    }
    return count;
}

static void add_words(const char *path)
{
    char line[LINE_SIZE];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        stop(path);
    }
    while (fgets(line, sizeof line, file) != NULL && word_count < WORDS_MAX) {
        char *end = strrchr(line, '"');
        if (line[0] == '"' && end != line) {
            size_t length = (size_t)(end - line - 1);
            unsigned char *word = fu_allocate(length + 1, 1);
            words[word_count++] = (struct piece){word, unescape(line + 1, length, word)};
        }
    }
    fclose(file);
}

/* Puts bytes in at a place, as far as there is room. */
static void insert(struct piece *input, size_t at, const unsigned char *bytes, size_t length)
{
    if (input->length + length <= INPUT_MAX) {
        memmove(input->bytes + at + length, input->bytes + at, input->length - at);
        memcpy(input->bytes + at, bytes, length);
        input->length += length;
    }
}

static void change(struct piece *input)
{
    size_t at = below(input->length + 1), run = 1 + below(COPY_MAX);
    size_t rest = input->length - at;
    const struct piece *other = &seeds[below(seed_count)];
    switch (below(KINDS)) {
    case 0: /* a bit turns over */
        if (rest > 0) {
            input->bytes[at] ^= (unsigned char)(1U << below(8));
        }
        break;
    case 1: /* any byte */
        if (rest > 0) {
            input->bytes[at] = (unsigned char)below(256);
        }
        break;
    case 2: /* a piece goes */
        run = run < rest ? run : rest;
        memmove(input->bytes + at, input->bytes + at + run, rest - run);
        input->length -= run;
        break;
    case 3: /* a word comes */
        if (word_count > 0) {
            const struct piece *word = &words[below(word_count)];
            insert(input, at, word->bytes, word->length);
        }
        break;
    case 4: /* a piece of another seed comes */
        if (other->length > 0) {
            size_t from = below(other->length);
            run = run < other->length - from ? run : other->length - from;
            insert(input, at, other->bytes + from, run);
        }
        break;
    default: /* the end goes */
        if (below(4) == 0) {
            input->length = at;
        }
        break;
    }
}

/* Runs one input from memory of exactly its size, so that a sanitizer sees a read behind it. */
static void run(const unsigned char *bytes, size_t length)
{
    at_hand->length = length;
    memcpy(at_hand->bytes, bytes, length);
    unsigned char *copy = fu_allocate(length + (length == 0), 1);
    memcpy(copy, bytes, length);
    LLVMFuzzerTestOneInput(copy, length);
    free(copy);
}

static unsigned long run_changed(double length)
{
    static unsigned char bytes[INPUT_MAX];
    struct timespec begin, now;
    unsigned long count = 0;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        const struct piece *seed = &seeds[below(seed_count)];
        struct piece input = {bytes, seed->length};
        memcpy(bytes, seed->bytes, seed->length);
        for (size_t changes = 1 + below(CHANGES_MAX); changes > 0; changes--) {
            change(&input);
        }
        run(input.bytes, input.length);
        count++;
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (
        (double)(now.tv_sec - begin.tv_sec) + (double)(now.tv_nsec - begin.tv_nsec) / 1e9 < length);
    return count;
}

static void free_pieces(struct piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(pieces[i].bytes);
    }
}

static int run_all(double length)
{
    for (size_t i = 0; i < seed_count; i++) {
        run(seeds[i].bytes, seeds[i].length);
    }
    if (reached == 0) {
        fprintf(stderr, "none of %zu seeds reaches what the target looks at\n", seed_count);
        return UNREACHED;
    }
    unsigned long changed = seed_count > 0 ? run_changed(length) : 0;
    printf("%zu seeds, %lu changed\n", seed_count, changed);
    free_pieces(seeds, seed_count);
    free_pieces(words, word_count);
    return changed > 0 ? 0 : 1;
}

static void leave_behind(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(at_hand->bytes, 1, at_hand->length, file) != at_hand->length ||
        fclose(file) != 0) {
        stop(path);
    }
    fprintf(stderr, "the input that ended it is in %s\n", path);
}

int main(int count, char **arguments)
{
    int status;
    if (count < 5) {
        fprintf(stderr, "usage: %s SECONDS CRASH DICTIONARY FOLDER...\n", arguments[0]);
        return 2;
    }
    if (strcmp(arguments[3], "-") != 0) {
        add_words(arguments[3]);
    }
    for (int i = 4; i < count; i++) {
        add_folder(arguments[i]);
    }
    at_hand =
        mmap(NULL, sizeof *at_hand, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = at_hand == MAP_FAILED ? -1 : fork();
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &(struct rlimit){STUCK_SECONDS, STUCK_SECONDS});
        exit(run_all(strtod(arguments[1], NULL)));
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        stop(arguments[0]);
    }
    if (status != 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == UNREACHED)) {
        leave_behind(arguments[2]);
    }
    free_pieces(seeds, seed_count);
    free_pieces(words, word_count);
    return status == 0 ? 0 : 1;
}
