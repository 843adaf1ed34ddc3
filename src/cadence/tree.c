/* The table of words as a tree of letters.
 *
 * It is made at first use. A '-' in a row makes two branches: one with it, which any run of
 * separators follows, and one without; so a text follows one path at most. Nothing fails; that the
 * table fits is tested (tests/unit/cadence/test_words.c). */
#include "tree.h"

enum { LETTERS = 26 };

struct node {
    char letter;     /* or '-' */
    uint8_t count;   /* of the rows that end here */
    uint16_t first;  /* of those */
    uint16_t below;  /* one that may follow; 0: none */
    uint16_t beside; /* another one in the same place; 0: none */
};

/* Node 0 is none; those of the first letters come next. */
static struct {
    uint16_t count;
    struct node nodes[TREE_NODES_MAX];
} tree;

static uint16_t first_letter(char letter)
{
    return (uint16_t)(1 + letter - 'a');
}

static uint16_t follow(uint16_t node, char letter)
{
    for (node = tree.nodes[node].below; node != 0 && tree.nodes[node].letter != letter;
         node = tree.nodes[node].beside) {
    }
    return node;
}

static uint16_t grow(uint16_t node, char letter)
{
    uint16_t known = follow(node, letter);
    if (known != 0) {
        return known;
    }
    tree.nodes[tree.count] = (struct node){.letter = letter, .beside = tree.nodes[node].below};
    tree.nodes[node].below = tree.count;
    return tree.count++;
}

static void plant(uint16_t node, const char *text, size_t row)
{
    for (; *text != '\0'; text++) {
        if (*text == '-') {
            plant(grow(node, '-'), text + 1, row);
        } else {
            node = grow(node, *text);
        }
    }
    if (tree.nodes[node].count++ == 0) {
        tree.nodes[node].first = (uint16_t)row;
    }
}

static void make(void)
{
    size_t count;
    const struct entry *table = fu_words_table(&count);
    tree.count = first_letter('a') + LETTERS;
    for (size_t row = 0; row < count; row++) {
        plant(first_letter(table[row].text[0]), table[row].text + 1, row);
    }
}

size_t fu_tree_find(
    const char *text, size_t length, size_t at, struct tree_rows found[TREE_FOUND_MAX])
{
    size_t count = 0;
    if (tree.count == 0) {
        make();
    }
    uint16_t node = first_letter(text[at++]);
    while (node != 0) {
        if (tree.nodes[node].count > 0) {
            found[count++] =
                (struct tree_rows){tree.nodes[node].first, tree.nodes[node].count, (uint8_t)at};
        }
        if (at >= length) {
            break;
        }
        char next = fu_words_separator(text[at]) ? '-' : text[at];
        node = follow(node, next);
        at = next == '-' ? fu_words_skip(text, length, at) : at + 1;
    }
    return count;
}
