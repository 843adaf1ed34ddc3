/* A table of when, subject and note, as follow-ups of one person.
 *
 * All rows are made in a transaction that is undone, which shows what each means; only when the
 * answer is yes they are made for good. One bad row and none is made, so that a mended file makes
 * nothing twice. */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "csv.h"
#include "followup.h"
#include "followupd/base/text.h"
#include "followupd/followup/act.h"
#include "followupd/store/followups.h"
#include "import.h"

enum { ROWS_MAX = 10000, RECORD_MAX = 64 * 1024, ANSWER_MAX = 16 };

struct row {
    int64_t line;
    const char *when, *subject, *note;
};

struct table {
    struct fu_ctl *ctl;
    struct fu_ctl_input *input;
    const char *person;
    size_t when, subject, note; /* places of the columns; SIZE_MAX: there is none */
    size_t columns;
    struct row *rows;
    size_t count;
    size_t bad;
    int64_t first, last; /* follow-ups that were made */
    int64_t alike;       /* how many of them are like one that is pending */
    fu_instant soonest;
};

/* Says what is wrong with one row, and goes on. */
static void say_bad(struct table *table, int64_t line, const char *why)
{
    fu_ctl_fail(0, "%s:%" PRId64 ": %s", table->input->name, line, why);
    table->bad++;
}

/* A record may go on over several lines. */
static enum fu_ctl_csv read_record(struct table *table, struct fu_ctl_csv_row *row)
{
    struct fu_arena *arena = table->ctl->arena;
    struct fu_buffer record;
    enum fu_ctl_csv result;

    fu_buffer_init(&record, RECORD_MAX);
    fu_buffer_add(&record, table->input->text.data, table->input->text.length);
    while ((result = fu_ctl_csv_split(arena, record.data, record.length, row)) == FU_CTL_CSV_OPEN &&
           !record.overflowed && fu_ctl_input_line(table->input)) {
        fu_buffer_add_char(&record, '\n');
        fu_buffer_add(&record, table->input->text.data, table->input->text.length);
    }
    if (record.overflowed)
        result = FU_CTL_CSV_OPEN;
    fu_buffer_free(&record);
    return result;
}

/* Where the place of the column of that name is kept; NULL: no column is called so. */
static size_t *column(struct table *table, const char *name)
{
    if (fu_equal_nocase(name, "when"))
        return &table->when;
    if (fu_equal_nocase(name, "subject"))
        return &table->subject;
    return fu_equal_nocase(name, "note") ? &table->note : NULL;
}

static int read_columns(struct table *table, const struct fu_ctl_csv_row *header)
{
    size_t *place;

    for (size_t i = 0; i < header->count; i++) {
        place = column(table, header->fields[i]);
        if (!place)
            return fu_ctl_input_fail(table->input,
                "the first line names the columns, which are when, subject and note; “%.40s” is "
                "none",
                header->fields[i]);
        if (*place != SIZE_MAX)
            return fu_ctl_input_fail(
                table->input, "the first line names the column %s twice", header->fields[i]);
        *place = i;
    }
    if (table->when == SIZE_MAX || table->subject == SIZE_MAX)
        return fu_ctl_input_fail(table->input,
            "the first line names the columns: when,subject,note (note may be left out)");
    return 0;
}

static int read_header(struct table *table)
{
    struct fu_ctl_csv_row header;
    enum fu_ctl_csv result;

    table->when = table->subject = table->note = SIZE_MAX;
    /* Spreadsheets put a mark before the first byte. */
    if (memcmp(table->input->text.data, "\xEF\xBB\xBF", 3) == 0) {
        memmove(
            table->input->text.data, table->input->text.data + 3, table->input->text.length - 2);
        table->input->text.length -= 3;
    }
    result = read_record(table, &header);
    if (result == FU_CTL_CSV_FOREIGN)
        return fu_ctl_input_fail(
            table->input, "this is no plain text in UTF-8; save the table as CSV UTF-8");
    if (result != FU_CTL_CSV_ROW)
        header.count = 0;
    table->columns = header.count;
    if (header.count == 1 && strpbrk(header.fields[0], ";\t"))
        return fu_ctl_input_fail(table->input,
            "the first line names the columns with commas between them: when,subject,note");
    return read_columns(table, &header);
}

static const char *field(const struct fu_ctl_csv_row *row, size_t place)
{
    return place < row->count ? row->fields[place] : "";
}

/* A comma in a text without quotes makes two fields of it, and the second would be lost. */
static bool has_too_many(const struct table *table, const struct fu_ctl_csv_row *row)
{
    for (size_t i = table->columns; i < row->count; i++) {
        if (row->fields[i][0])
            return true;
    }
    return false;
}

/* NULL when the record is good. */
static const char *find_fault(
    const struct table *table, enum fu_ctl_csv result, const struct fu_ctl_csv_row *row)
{
    if (result == FU_CTL_CSV_FOREIGN)
        return "It is no plain text in UTF-8; save the table as CSV UTF-8.";
    if (result != FU_CTL_CSV_ROW)
        return "A quote is open or stands in the middle of a field; within quotes "
               "it is written twice.";
    return has_too_many(table, row) ? "There are more fields than columns; a text with a comma in it "
                                      "stands in \"double quotes\"."
                                    : NULL;
}

static bool is_empty(const struct fu_buffer *line)
{
    return line->length == 0 || (line->length == 1 && line->data[0] == '\r');
}

static int read_rows(struct table *table)
{
    struct fu_ctl_csv_row record;
    const char *fault;
    int64_t line;

    table->rows = fu_arena_allocate(table->ctl->arena, ROWS_MAX, sizeof *table->rows);
    while (fu_ctl_input_line(table->input)) {
        line = table->input->line;
        if (is_empty(&table->input->text))
            continue;
        if (table->count == ROWS_MAX)
            return fu_ctl_input_fail(table->input, "more than %d rows at once", ROWS_MAX);
        fault = find_fault(table, read_record(table, &record), &record);
        if (fault) {
            say_bad(table, line, fault);
            continue;
        }
        table->rows[table->count++] = (struct row){line, field(&record, table->when),
            field(&record, table->subject), field(&record, table->note)};
    }
    return fu_ctl_input_failed(table->input);
}

static const char *say_refusal(struct fu_arena *arena, const struct fu_refusal *refusal)
{
    const char *text = refusal->reason;

    for (size_t i = 0; i < refusal->suggestion_count; i++)
        text = fu_arena_print(
            arena, "%s%s%s", text, i == 0 ? " Perhaps: " : ", ", refusal->suggestions[i]);
    return text;
}

/* Makes one row's follow-up within the transaction. */
static enum fu_status make_row(
    struct table *table, const struct row *row, bool show, struct fu_error *error)
{
    struct fu_ctl *ctl = table->ctl;
    const struct fu_act act = {ctl->store, &ctl->setup->settings, ctl->arena, ctl->now, 0};
    struct fu_act_result result = {.soonest = FU_NEVER};
    enum fu_status status =
        fu_act_add(&act, table->person, row->when, row->subject, row->note, &result, error);

    if (status == FU_BAD_INPUT) {
        say_bad(table, row->line, say_refusal(ctl->arena, &result.refusal));
        return FU_OK;
    }
    if (status != FU_OK)
        return status;
    if (result.followup == 0) {
        say_bad(table, row->line, result.sentence);
    } else if (show) {
        fu_ctl_say("%s", row->subject);
        fu_ctl_say_indented(4, "%s: %s", row->when, result.sentence);
    }
    if (table->first == 0)
        table->first = result.followup;
    table->last = result.followup;
    if (result.soonest != FU_NEVER &&
        (table->soonest == FU_NEVER || result.soonest < table->soonest))
        table->soonest = result.soonest;
    return FU_OK;
}

static enum fu_status make_all(struct table *table, bool for_good, struct fu_error *error)
{
    struct fu_store *store = table->ctl->store;
    enum fu_status status = fu_store_begin(store, error);

    for (size_t i = 0; status == FU_OK && i < table->count; i++)
        status = make_row(table, &table->rows[i], !for_good, error);
    if (status == FU_OK && !for_good && table->first != 0)
        status = fu_store_followup_alike(store, table->first, &table->alike, error);
    if (status == FU_OK && for_good && table->bad == 0)
        return fu_store_commit(store, error);
    fu_store_rollback(store);
    return status;
}

/* Where there is nobody to ask, a script has to see that nothing was made. True when they are to be
 * made. */
static bool ask(const struct table *table, int *exit_status)
{
    char answer[ANSWER_MAX] = "";

    *exit_status = EX_OK;
    if (table->input->file == stdin || !isatty(STDIN_FILENO)) {
        *exit_status = fu_ctl_fail(EX_USAGE, "Nothing is made, since nobody can be asked here; "
                                             "with --yes they are made without asking.");
        return false;
    }
    printf("Make these for %s? Follow-ups: %zu [y/N] ", table->person, table->count);
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    fu_ctl_say("Nothing is made.");
    return false;
}

int fu_ctl_import_table(
    struct fu_ctl *ctl, struct fu_ctl_input *input, const char *person, bool yes)
{
    struct table table = {.ctl = ctl, .input = input, .person = person, .soonest = FU_NEVER};
    struct fu_error error;
    int failed = read_header(&table);

    if (failed == 0)
        failed = read_rows(&table);
    if (failed == 0)
        failed = fu_ctl_refuse_doubt(ctl);
    if (failed)
        return failed;
    if (make_all(&table, false, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (table.bad > 0)
        return fu_ctl_fail(
            EX_DATAERR, "Rows that cannot be: %zu. Nothing is made; mend them first.", table.bad);
    if (table.alike > 0)
        fu_ctl_say("Rows with the cadence and subject of a pending follow-up: %" PRId64
                   ". They come twice if they are made.",
            table.alike);
    if (table.count == 0) {
        fu_ctl_say("There are no rows.");
        return EX_OK;
    }
    if (!yes && !ask(&table, &failed))
        return failed;
    if (make_all(&table, true, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    if (table.bad > 0)
        return fu_ctl_fail(EX_DATAERR, "Nothing is made: something changed meanwhile.");
    if (table.soonest != FU_NEVER)
        fu_ctl_ring(ctl);
    fu_ctl_say("Follow-ups made: %zu", table.count);
    return fu_ctl_say_unsent(ctl, table.last);
}
