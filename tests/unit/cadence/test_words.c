/* The table of words: no word twice, all of them found. */
#include "help.h"

#include "../../../src/cadence/fields.h"
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
    size_t count = fu_words_at(text, strlen(text), 0, words);
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
        assert_true(fu_words_at(text, strlen(text), 0, words) < WORDS_AT_MOST);
    }
    static const char *const figures[] = {
        "1000am", "2027-03-15", "20270315", "10h30", "11th", "12:30pm"};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct word words[WORDS_AT_MOST];
        assert_true(fu_words_at(figures[i], strlen(figures[i]), 0, words) < WORDS_AT_MOST);
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
        cmocka_unit_test(every_word_serves_in_some_sentence),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
