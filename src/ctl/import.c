/* followupctl import: what an export wrote, or a table of follow-ups for one person.
 *
 * Which of the two it is, the first byte says. Whatever is wrong with the file, nothing of it is
 * taken: each kind is one transaction. */
#include "import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sysexits.h>

#include "commands.h"

bool fu_ctl_input_line(struct fu_ctl_input *input)
{
    int c, first;

    fu_buffer_clear(&input->text);
    errno = 0;
    c = getc_unlocked(input->file);
    if (c != EOF)
        input->line++;
    for (first = c; c != EOF && c != '\n' && !input->text.overflowed;) {
        fu_buffer_add_char(&input->text, (char)c);
        c = getc_unlocked(input->file);
    }
    input->failure = !ferror(input->file) ? 0 : errno ? errno : EIO;
    input->too_long = input->text.overflowed;
    return first != EOF && !input->too_long && !input->failure;
}

int fu_ctl_input_failed(const struct fu_ctl_input *input)
{
    if (input->failure)
        return fu_ctl_fail(EX_NOINPUT, "%s cannot be read: %s. Nothing of the file is taken.",
            input->name, strerror(input->failure));
    return input->too_long ? fu_ctl_input_fail(input, "this line is too long to be a row") : 0;
}

int fu_ctl_input_fail(const struct fu_ctl_input *input, const char *format, ...)
{
    char text[FU_ERROR_TEXT_MAX];
    va_list values;

    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    return fu_ctl_fail(EX_DATAERR, "%s:%" PRId64 ": %s. Nothing of the file is taken.", input->name,
        input->line, text);
}

static int open_input(struct fu_ctl_input *input, const char *path)
{
    bool standard = strcmp(path, "-") == 0;

    input->name = standard ? "standard input" : path;
    input->file = standard ? stdin : fopen(path, "re");
    if (!input->file)
        return fu_ctl_fail(EX_NOINPUT, "%s cannot be read: %s.", path, strerror(errno));
    fu_buffer_init(&input->text, FU_CTL_IMPORT_LINE_MAX);
    return 0;
}

static int import(
    struct fu_ctl *ctl, struct fu_ctl_input *input, const struct fu_ctl_arguments *arguments)
{
    const char *person = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    int failed;

    if (!fu_ctl_input_line(input)) {
        failed = fu_ctl_input_failed(input);
        return failed ? failed : fu_ctl_fail(EX_DATAERR, "%s is empty.", input->name);
    }
    if (input->text.data[0] != '{')
        return person
                   ? fu_ctl_import_table(ctl, input, person, fu_ctl_given(arguments, "yes"))
                   : fu_ctl_fail_usage(ctl,
                         "%s is no export; a table of when, subject and note needs the PERSON it "
                         "is for.",
                         input->name);
    if (person)
        return fu_ctl_fail_usage(
            ctl, "%s is an export, which says itself whose rows it has.", input->name);
    return fu_ctl_import_rows(ctl, input, fu_ctl_given(arguments, "send"));
}

/* The file is opened before root becomes the owner of the state folder, who may not read it. */
int fu_ctl_import(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    struct fu_ctl_input input = {.line = 0};
    int failed = open_input(&input, arguments->operands[0]);

    if (failed)
        return failed;
    failed = fu_ctl_prepare(ctl, FU_CTL_NEEDS_KEY);
    if (failed == 0)
        failed = import(ctl, &input, arguments);
    fu_buffer_free(&input.text);
    if (input.file != stdin)
        (void)fclose(input.file);
    return failed;
}
