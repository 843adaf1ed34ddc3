/* followupctl export: everything that is kept, as JSON lines.
 *
 * The first line says what this is, the last how many rows there were, so that a file that was cut
 * is known by it. One row is in memory at a time. A write that fails ends it. */
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "commands.h"
#include "followupd/cadence/say.h"
#include "followupd/record/person.h"
#include "followupd/store/transfer.h"
#include "import.h"
#include "json.h"
#include "people.h"
#include "progress.h"

struct exporting {
    struct fu_ctl_progress progress;
    int64_t rows;
    bool failed; /* standard output takes no more */
};

static void add_value(
    struct fu_ctl_json *json, const struct fu_column *column, const struct fu_value *value)
{
    if (value->null)
        fu_ctl_json_text(json, column->name, NULL);
    else if (column->kind == FU_COLUMN_NUMBER)
        fu_ctl_json_number(json, column->name, value->number);
    else if (column->kind == FU_COLUMN_BYTES)
        fu_ctl_json_bytes(json, column->name, value->bytes, value->length);
    else
        fu_ctl_json_text(json, column->name, value->bytes);
}

/* fu_transfer_sink */
static void print_row(
    void *context, const struct fu_transfer_table *table, const struct fu_value *values)
{
    struct exporting *exporting = context;
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_open(&json, table->name);
    for (size_t i = 0; i < table->column_count; i++)
        add_value(&json, &table->columns[i], &values[i]);
    fu_ctl_json_close(&json);
    exporting->failed = !fu_ctl_json_print(&json);
    fu_ctl_progress_show(&exporting->progress, ++exporting->rows);
}

static void print_first(const struct fu_ctl *ctl, const struct fu_person *person)
{
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_open(&json, "followupd");
    fu_ctl_json_number(&json, "export", FU_CTL_EXPORT_VERSION);
    fu_ctl_json_number(&json, "schema", (int64_t)fu_transfer_schema());
    fu_ctl_json_text(&json, "version", FU_VERSION);
    fu_ctl_json_text(&json, "person", person ? person->address : NULL);
    fu_ctl_json_moment(&json, ctl->arena, "made", "UTC", ctl->now);
    fu_ctl_json_close(&json);
    fu_ctl_json_print(&json);
}

static bool print_last(int64_t rows)
{
    struct fu_ctl_json json;

    fu_ctl_json_begin(&json);
    fu_ctl_json_open(&json, "end");
    fu_ctl_json_number(&json, "rows", rows);
    fu_ctl_json_close(&json);
    return fu_ctl_json_print(&json) && fflush(stdout) == 0;
}

int fu_ctl_export(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct exporting exporting = {.rows = 0};
    struct fu_person *person = NULL;
    struct fu_error error;
    int failed = 0;

    if (arguments->operand_count > 0)
        failed = fu_ctl_find_person(ctl, arguments->operands[0], &person);
    if (failed)
        return failed;
    fu_ctl_progress_begin(&exporting.progress, "exported");
    print_first(ctl, person);
    if (fu_store_transfer(ctl->store, person ? person->id : 0, print_row, &exporting,
            &exporting.failed, &error) != FU_OK)
        return fu_ctl_fail_store(&error);
    fu_ctl_progress_end(&exporting.progress, exporting.rows);
    if (exporting.failed || !print_last(exporting.rows))
        return fu_ctl_fail(EX_IOERR, "The output cannot be written: the export is not whole.");
    return EX_OK;
}
