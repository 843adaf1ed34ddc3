/* The table of words: no word twice, all of them found. */
#include "help.h"

#include "../../../src/cadence/fields.h"
#include "../../../src/cadence/grammar.h"
#include "../../../src/cadence/tree.h"
#include "../../../src/cadence/words.h"

static void no_row_stands_twice(void **state)
{
    (void)state;
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(table[i].text, table[j].text) == 0 && table[i].class == table[j].class) {
                fail_msg("%s stands twice", table[i].text);
            }
        }
    }
}

static bool finds(const char *text, const struct entry *entry, size_t end)
{
    struct word words[WORDS_AT_MOST];
    size_t count = fu_words_at(text, strlen(text), 0, WORD_ANY, words);
    assert_true(count <= WORDS_AT_MOST);
    for (size_t i = 0; i < count; i++) {
        if (words[i].class == entry->class && words[i].value == entry->value &&
            words[i].end == end) {
            return true;
        }
    }
    return false;
}

static void every_row_is_found_where_it_stands(void **state)
{
    (void)state;
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (size_t i = 0; i < count; i++) {
        const char *dashed = fu_arena_print(arena, "%s-9am", table[i].text);
        assert_true(finds(dashed, &table[i], strlen(table[i].text)));
        char joined[64];
        size_t length = 0;
        for (const char *at = table[i].text; *at != '\0'; at++) {
            if (*at != '-') {
                joined[length++] = *at;
            }
        }
        joined[length] = '\0';
        assert_true(finds(joined, &table[i], length));
    }
}

/* A further place would be left out in silence. */
static void there_is_room_for_all_words_at_one_place(void **state)
{
    (void)state;
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct word words[WORDS_AT_MOST];
        const char *text = fu_arena_print(arena, "%ss", table[i].text);
        assert_true(fu_words_at(text, strlen(text), 0, WORD_ANY, words) < WORDS_AT_MOST);
    }
    static const char *const figures[] = {
        "1000am", "2027-03-15", "20270315", "10h30", "11th", "12:30pm"};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct word words[WORDS_AT_MOST];
        assert_true(
            fu_words_at(figures[i], strlen(figures[i]), 0, WORD_ANY, words) < WORDS_AT_MOST);
    }
}

/* Adds the beginnings of a row, as they grow in the tree, to those known. */
static size_t add_beginnings(const char **known, size_t count, const char *before, const char *row)
{
    for (; *row != '\0'; row++) {
        const char *beginning = fu_arena_print(arena, "%s%c", before, *row);
        size_t i = 0;
        while (i < count && strcmp(known[i], beginning) != 0) {
            i++;
        }
        known[i] = beginning;
        count += i == count;
        assert_true(count < TREE_NODES_MAX);
        if (*row == '-') {
            count = add_beginnings(known, count, beginning, row + 1);
        } else {
            before = beginning;
        }
    }
    return count;
}

static void the_tree_has_room_for_the_table(void **state)
{
    (void)state;
    enum { FIRST_LETTERS = 26 };
    static const char *known[TREE_NODES_MAX];
    size_t count, beginnings = 0;
    const struct entry *table = fu_words_table(&count);
    for (size_t row = 0; row < count; row++) {
        assert_true(strlen(table[row].text) <= TREE_FOUND_MAX);
        beginnings = add_beginnings(known, beginnings, "", table[row].text);
    }
    assert_true(beginnings > count / 2 && beginnings + FIRST_LETTERS < TREE_NODES_MAX);
}

/* Of the rows of one class only those behind its first are tried. */
static void rows_of_a_class_stand_together(void **state)
{
    (void)state;
    for (int place = 0; place < STATE_TOTAL; place++) {
        const struct grammar_state *rows = &fu_grammar[place];
        word_classes passed = 0;
        for (size_t row = 1; row < rows->count; row++) {
            if (rows->rows[row].class != rows->rows[row - 1].class) {
                passed |= fu_words_class(rows->rows[row - 1].class);
            }
            if ((passed & fu_words_class(rows->rows[row].class)) != 0) {
                fail_msg("state %d, row %zu", place, row);
            }
        }
    }
}

static void every_word_serves_in_some_sentence(void **state)
{
    (void)state;
    static const char *const frames[] = {"%s", "%s11pm", "2%s", "every%s", "%sday", "%sfriday",
        "june%s", "next%s", "in3days%s", "friday%s9am", "every1st%s2nd", "9am%sfriday", "daily%s5",
        "daily5%s", "%sfriday9am", "%s3days", "15th%smay", "daily%stomorrow", "%s9am",
        "every%sday"};
    size_t count;
    const struct entry *table = fu_words_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool serves = table[i].class == WORD_TAUGHT;
        for (size_t k = 0; !serves && k < sizeof frames / sizeof frames[0]; k++) {
            char text[64];
            struct fu_schedule schedule;
            struct fu_refusal refusal;
            const char *place = strstr(frames[k], "%s");
            snprintf(text, sizeof text, "%.*s%s%s", (int)(place - frames[k]), frames[k],
                table[i].text, place + 2);
            struct fu_cadence_setting setting = setting_at(SENT);
            setting.shortest = 1;
            serves = fu_cadence_read(arena, text, strlen(text), &setting, &schedule, NULL, NULL,
                         &refusal) == FU_OK;
        }
        if (!serves) {
            fail_msg("%s serves in no sentence", table[i].text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_row_stands_twice),
        cmocka_unit_test(every_row_is_found_where_it_stands),
        cmocka_unit_test(there_is_room_for_all_words_at_one_place),
        cmocka_unit_test(the_tree_has_room_for_the_table),
        cmocka_unit_test(rows_of_a_class_stand_together),
        cmocka_unit_test(every_word_serves_in_some_sentence),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
