/* From the words of the command line to one command and its exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "commands.h"
#include "followupd/base/clock.h"
#include "followupd/base/nearest.h"
#include "followupd/base/number.h"
#include "followupd/config/config.h"
#include "followupd/zone/zone.h"
#include "table.h"

enum { WIDTH_MAX = 10000, HELP_COLUMN = 14, COMMANDS_MAX = 64, OPTION_TEXT = 64 };

static const struct fu_ctl_option program_options[] = {
    {"config", 'c', "FILE", "the configuration (" FU_CONFIG_DEFAULT_PATH ")"},
    {"help", 'h', NULL, "this; followupctl COMMAND --help tells more of a command"},
    {"version", 0, NULL, "the version"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option command_options[] = {
    {"config", 'c', "FILE", "the configuration"}, {"help", 'h', NULL, "this"}};

static void help(void)
{
    puts("Usage: followupctl [-c FILE] COMMAND …\n"
         "\n"
         "Looks at followupd, a mailbox that reminds, and acts on it.\n");
    for (size_t i = 0; i < fu_ctl_command_count; i++)
        printf("  %-*s%s\n", HELP_COLUMN, fu_ctl_commands[i].name, fu_ctl_commands[i].help);
    puts("\n"
         "  -c FILE       the configuration (" FU_CONFIG_DEFAULT_PATH ")\n"
         "  --help        this; followupctl COMMAND --help tells more of a command\n"
         "  --version     the version\n"
         "\n"
         "Exit status: 0 done, 64 usage, 65 a text was not understood, 66 no such follow-up,\n"
         "69 a server could not be reached, 70 a fault of ours, 74 state folder unusable, 78\n"
         "configuration; status has its own.");
}

static void help_command(const struct fu_ctl_command *command)
{
    char text[OPTION_TEXT];

    printf("Usage: followupctl %s %s\n\n%c%s.\n%s", command->name, command->usage,
        command->help[0] - 'a' + 'A', command->help + 1, command->more);
    for (const struct fu_ctl_option *option = command->options; option->name; option++) {
        snprintf(text, sizeof text, "--%s%s%s", option->name, option->value ? " " : "",
            option->value ? option->value : "");
        printf("%s  %-*s  %s\n", option == command->options ? "\n" : "", HELP_COLUMN, text,
            option->help);
    }
}

static const struct fu_ctl_command *find(const char *name)
{
    for (size_t i = 0; i < fu_ctl_command_count; i++) {
        if (strcmp(fu_ctl_commands[i].name, name) == 0)
            return &fu_ctl_commands[i];
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMANDS_MAX];
    const char *nearest;
    size_t count = 0;

    while (count < fu_ctl_command_count && count < COMMANDS_MAX) {
        names[count] = fu_ctl_commands[count].name;
        count++;
    }
    nearest = fu_nearest(name, names, count);
    if (nearest)
        return fu_ctl_fail(EX_USAGE, "“%s” is no command. Perhaps: %s", name, nearest);
    return fu_ctl_fail(EX_USAGE, "“%s” is no command; followupctl --help names them all.", name);
}

/* followupctl help [COMMAND] */
static int help_on(const char *const *words, size_t count)
{
    const struct fu_ctl_command *command = count > 0 ? find(words[0]) : NULL;

    if (count > 0 && !command)
        return unknown_command(words[0]);
    if (command)
        help_command(command);
    else
        help();
    return EX_OK;
}

/* The width of the terminal, or what $COLUMNS says where there is none. */
static size_t terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    int64_t width;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    if (columns && fu_number_parse(columns, strlen(columns), 1, WIDTH_MAX, &width))
        return (size_t)width;
    return 0;
}

/* The command's own options and those that all have. */
static const struct fu_ctl_option *all_options(
    struct fu_arena *arena, const struct fu_ctl_command *command)
{
    enum { COMMON = sizeof command_options / sizeof *command_options };
    struct fu_ctl_option *all;
    size_t count = 0;

    while (command->options[count].name)
        count++;
    all = fu_arena_allocate(arena, count + COMMON + 1, sizeof *all);
    memcpy(all, command->options, count * sizeof *all);
    memcpy(all + count, command_options, sizeof command_options);
    return all;
}

/* What is shown then is another clock than the one that was asked for. */
static void tell_zone(const struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments)
{
    if (ctl->passed_over && !fu_ctl_given(arguments, "zone"))
        fu_ctl_fail(0,
            "TZ is “%s”, which names no time zone known here, so times are those of %s. Write the "
            "name of one, such as TZ=Europe/Berlin.",
            ctl->passed_over, ctl->zone);
}

/* Names the operand behind those that are given: the usage begins with what is needed. */
static int missing(const struct fu_ctl *ctl, const struct fu_ctl_command *command, size_t given)
{
    const char *name = command->usage;

    for (; given > 0; given--)
        name += strcspn(name, " ") + 1;
    return fu_ctl_fail_usage(
        ctl, "%.*s is missing.", (int)strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), name);
}

static int run_command(struct fu_ctl *ctl, const struct fu_ctl_command *command,
    const char *const *words, size_t count)
{
    struct fu_ctl_arguments arguments;
    struct fu_error error;
    int failed;

    ctl->command = command->name;
    if (fu_ctl_arguments_read(ctl->arena, all_options(ctl->arena, command), words, count, false,
            &arguments, &error) != FU_OK)
        return fu_ctl_fail_usage(ctl, "%s", error.text);
    if (fu_ctl_given(&arguments, "help")) {
        help_command(command);
        return EX_OK;
    }
    if (fu_ctl_given(&arguments, "config"))
        ctl->config = fu_ctl_value(&arguments, "config");
    ctl->json = fu_ctl_given(&arguments, "json");
    if (arguments.operand_count < command->least)
        return missing(ctl, command, arguments.operand_count);
    if (arguments.operand_count > command->most)
        return fu_ctl_fail_usage(ctl, "“%s” is too much.", arguments.operands[command->most]);
    tell_zone(ctl, &arguments);
    failed = fu_ctl_prepare(ctl, command->needs);
    return failed ? failed : command->run(ctl, &arguments);
}

static int run(struct fu_ctl *ctl, const char *const *words, size_t count)
{
    struct fu_ctl_arguments arguments;
    const struct fu_ctl_command *command;
    struct fu_error error;

    if (fu_ctl_arguments_read(
            ctl->arena, program_options, words, count, true, &arguments, &error) != FU_OK)
        return fu_ctl_fail(EX_USAGE, "%s", error.text);
    if (fu_ctl_given(&arguments, "version")) {
        puts("followupctl " FU_VERSION);
        return EX_OK;
    }
    if (fu_ctl_given(&arguments, "help")) {
        help();
        return EX_OK;
    }
    if (arguments.used == count)
        return fu_ctl_fail(EX_USAGE, "Which command? followupctl --help names them all.");
    if (fu_ctl_given(&arguments, "config"))
        ctl->config = fu_ctl_value(&arguments, "config");
    command = find(words[arguments.used]);
    if (strcmp(words[arguments.used], "help") == 0)
        return help_on(words + arguments.used + 1, count - arguments.used - 1);
    if (!command)
        return unknown_command(words[arguments.used]);
    return run_command(ctl, command, words + arguments.used + 1, count - arguments.used - 1);
}

/* Who sees the command fail might give it once more, and have it done twice. One that has failed
 * has said why. */
static int finish_output(int exit_status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_status;
    if (exit_status == EX_OK)
        fu_ctl_fail(EX_IOERR, "The output cannot be written. If the command was to change "
                              "something, that is done.");
    else if (exit_status != EX_IOERR)
        fu_ctl_fail(EX_IOERR, "The output cannot be written.");
    return EX_IOERR;
}

int fu_ctl_run(int argc, char **argv)
{
    struct fu_ctl ctl = {.config = FU_CONFIG_DEFAULT_PATH, .now = fu_clock_now()};
    int exit_status;

    ctl.arena = fu_arena_new();
    ctl.zone = fu_zone_local(ctl.arena, &ctl.passed_over);
    ctl.width = terminal_width();
    exit_status =
        argc > 1 ? run(&ctl, (const char *const *)argv + 1, (size_t)argc - 1) : run(&ctl, NULL, 0);
    fu_store_close(&ctl.store);
    fu_arena_free(&ctl.arena);
    return finish_output(exit_status);
}
