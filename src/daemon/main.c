/* followupd: options, configuration, and off it goes. Exit statuses as INTERFACE.md section 1. */
#include "followupd/base/file.h"
#include "followupd/base/log.h"
#include "followupd/base/owner.h"
#include "followupd/setup/setup.h"
#include "supervisor.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

static const char usage[] =
    "Usage: followupd [-c FILE] [--once] [--check-config] [--version] [--help]\n"
    "\n"
    "A mailbox that reminds: mail with a cadence address (3days@remind.example.org) comes back "
    "when\n"
    "its time has come.\n"
    "\n"
    "  -c FILE         the configuration (" FU_CONFIG_DEFAULT_PATH ")\n"
    "  --once          read every inbox once, send what is due, say what was done, and end\n"
    "  --check-config  check the configuration and end\n"
    "  --version       say the version and end\n"
    "\n"
    "Without --once it stays in the foreground and logs to standard error. SIGTERM ends it, SIGHUP "
    "reads\n"
    "the configuration again. See also followupctl.\n";

struct options {
    const char *config;
    bool once;
    bool check;
};

/* False when the program is to end at once with *status. */
static bool read_options(int argc, char **argv, struct options *options, int *status)
{
    enum { OPTION_ONCE = 256, OPTION_CHECK, OPTION_VERSION, OPTION_HELP };
    static const struct option known[] = {{"config", required_argument, NULL, 'c'},
        {"once", no_argument, NULL, OPTION_ONCE}, {"check-config", no_argument, NULL, OPTION_CHECK},
        {"version", no_argument, NULL, OPTION_VERSION}, {"help", no_argument, NULL, OPTION_HELP},
        {NULL, 0, NULL, 0}};
    int option;

    *status = EX_OK;
    while ((option = getopt_long(argc, argv, "c:h", known, NULL)) != -1) {
        switch (option) {
        case 'c':
            options->config = optarg;
            break;
        case OPTION_ONCE:
            options->once = true;
            break;
        case OPTION_CHECK:
            options->check = true;
            break;
        case OPTION_VERSION:
            puts("followupd " FU_VERSION);
            return false;
        case 'h':
        case OPTION_HELP:
            fputs(usage, stdout);
            return false;
        default:
            *status = EX_USAGE;
            fputs("Try followupd --help.\n", stderr);
            return false;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "followupd: “%s” is no option. Try followupd --help.\n", argv[optind]);
        *status = EX_USAGE;
        return false;
    }
    return true;
}

/* A closed standard stream would be the next file or connection that is opened, and the log would
 * go there. */
static bool open_standard(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int check_config(const struct fu_config *config)
{
    struct fu_error error;

    if (fu_config_look(config, &error) != FU_OK) {
        fprintf(stderr, "followupd: %s\n", error.text);
        return EX_CONFIG;
    }
    printf("%s: the configuration is well.\n", config->path);
    return EX_OK;
}

int main(int argc, char **argv)
{
    struct options options = {.config = FU_CONFIG_DEFAULT_PATH};
    struct fu_arena *arena;
    struct fu_setup *setup;
    struct fu_error error;
    int status;

    if (!open_standard())
        return EX_OSERR;
    if (!read_options(argc, argv, &options, &status))
        return status;
    fu_keep_private();
    arena = fu_arena_new();
    if (fu_setup_load(arena, options.config, &setup, &error) != FU_OK) {
        fprintf(stderr, "followupd: %s\n", error.text);
        fu_arena_free(&arena);
        return EX_CONFIG;
    }
    /* What root made in a folder of the service's user, the service could not open. */
    if (fu_owner_become(setup->config->daemon.state, &error) != FU_OK) {
        fprintf(stderr, "followupd: %s\n", error.text);
        fu_arena_free(&arena);
        return EX_IOERR;
    }
    if (options.check) {
        status = check_config(setup->config);
        fu_arena_free(&arena);
        return status;
    }
    fu_log_open(
        "followupd", (enum fu_log_level)fu_log_level_parse(setup->config->daemon.log_level));
    return fu_supervise(setup, options.once);
}
