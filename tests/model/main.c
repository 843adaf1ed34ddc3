/* Random lives of follow-ups: the program's own rooms, and a small model beside them.
 *
 *   model [COUNT [SEED]]    so many lives, of the seeds from SEED on
 *   model control           each of the rules that the model may have wrong has to be found
 *
 * A life in which both differ is made shorter as long as it goes wrong in the same way, and told in
 * words. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "life.h"

#include "../lib/folder.h"

enum { STEPS_LEAST = 5, STEPS_MOST = 45, LIVES = 12, CONTROL_LIVES = 500, WRONG_MAX = 3 };

struct script {
    struct step steps[STEPS_MOST];
    size_t count;
    bool holidays;
};

/* How a life ended. */
struct end {
    size_t steps; /* that were lived; 0: all went well */
    const char *broken;
    char complaint[COMPLAINT_MAX];
};

static char template[FOLDER_MAX];
static enum mistake mistaken;

/* Vigna's splitmix64. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void write_script(uint64_t seed, struct script *script)
{
    uint64_t state = seed;

    script->holidays = seed % 2 == 1;
    script->count = STEPS_LEAST + draw(&state) % (STEPS_MOST - STEPS_LEAST);
    for (size_t i = 0; i < script->count; i++) {
        struct step *step = &script->steps[i];

        step->kind = i == 0 ? MAKE : life_kind((unsigned)(draw(&state) >> 33));
        step->who = (unsigned)(draw(&state) >> 33);
        step->which = (unsigned)(draw(&state) >> 33);
        step->how = (unsigned)(draw(&state) >> 33);
    }
}

static void run(const struct script *script, bool says, struct end *end)
{
    struct life life = {.says = says, .mistaken = mistaken};
    size_t i;

    life_begin(&life, template, script->holidays);
    for (i = 0; i < script->count && !life.complaint[0]; i++)
        life_step(&life, &script->steps[i]);
    if (!life.complaint[0])
        life_settle(&life);
    if (says)
        life_show(&life);
    end->steps = life.complaint[0] ? i : 0;
    end->broken = life.broken;
    snprintf(end->complaint, sizeof end->complaint, "%s", life.complaint);
    life_end(&life);
}

/* Leaves out one step if it goes wrong in the same way without it. */
static bool leave_out(struct script *script, size_t out, const char *broken)
{
    struct script tried = {.holidays = script->holidays};
    struct end end;

    for (size_t i = 0; i < script->count; i++) {
        if (i != out)
            tried.steps[tried.count++] = script->steps[i];
    }
    run(&tried, false, &end);
    if (end.steps == 0 || end.broken != broken)
        return false;
    tried.count = end.steps;
    *script = tried;
    return true;
}

static void shorten(struct script *script, const struct end *end)
{
    bool shorter = true;

    script->count = end->steps;
    while (shorter) {
        shorter = false;
        for (size_t out = script->count; out-- > 0;) {
            if (out < script->count && leave_out(script, out, end->broken))
                shorter = true;
        }
    }
}

static bool try_seed(uint64_t seed)
{
    struct script script;
    struct end end;

    write_script(seed, &script);
    run(&script, false, &end);
    if (end.steps == 0)
        return true;
    printf("seed %llu: %s\n", (unsigned long long)seed, end.complaint);
    if (mistaken)
        return false;
    shorten(&script, &end);
    run(&script, true, &end);
    printf("  so %s\n", end.complaint);
    return false;
}

static bool make_template(void)
{
    struct fu_error error;

    if (make_own_folder(template, sizeof template, "fu-model") &&
        fu_store_prepare(template, &error) == FU_OK)
        return true;
    perror(template);
    return false;
}

/* How many of the lives went wrong; no more than most. */
static size_t live(uint64_t lives, uint64_t seed, size_t most)
{
    uint64_t lived;
    size_t wrong = 0;

    for (lived = 0; lived < lives && wrong < most; lived++)
        wrong += !try_seed(seed + lived);
    printf("%llu lives, of the seeds from %llu on: %zu went wrong\n", (unsigned long long)lived,
        (unsigned long long)seed, wrong);
    return wrong;
}

static bool find_mistakes(void)
{
    /* What few lives meet is looked for where some do. */
    static const uint64_t from[MISTAKES] = {[MISTAKE_AGAIN] = 500};
    bool found = true;

    for (mistaken = MISTAKE_NONE + 1; mistaken < MISTAKES; mistaken++)
        found = live(CONTROL_LIVES, from[mistaken] ? from[mistaken] : 1, 1) > 0 && found;
    return found;
}

int main(int count, char **arguments)
{
    bool control = count > 1 && strcmp(arguments[1], "control") == 0, good;

    if (!make_template())
        return EXIT_FAILURE;
    good = control ? find_mistakes()
                   : live(count > 1 ? strtoull(arguments[1], NULL, 10) : LIVES,
                         count > 2 ? strtoull(arguments[2], NULL, 10) : 1, WRONG_MAX) == 0;
    life_remove(template);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
