/* The table of lessons: what a template asks of a part, the part has. */
#include "help.h"

#include "../../../src/cadence/teach.h"

static void assert_part_can(const struct teach_part *part, char what)
{
    if (what != '$') {
        assert_int_not_equal(part->class, TEACH_MANY);
    }
    if (what == '&') {
        assert_true(
            part->class == WORD_UNIT || part->class == WORD_MONTH || part->class == WORD_WEEKDAY);
    }
}

static void every_template_asks_of_a_part_what_it_has(void **state)
{
    (void)state;
    size_t asked = 0;
    for (const struct lesson *lesson = fu_lessons; lesson < fu_lessons + fu_lesson_count;
         lesson++) {
        for (size_t i = 0; i < TEACH_OFFERS_MAX && lesson->offers[i] != NULL; i++) {
            for (const char *at = lesson->offers[i]; (at = strpbrk(at, "$#^&~")) != NULL; at += 2) {
                assert_in_range(at[1], '1', '0' + lesson->count);
                assert_part_can(&lesson->parts[at[1] - '1'], *at);
                asked++;
            }
        }
    }
    assert_true(asked > fu_lesson_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_template_asks_of_a_part_what_it_has)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
