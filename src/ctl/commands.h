/* The table of commands, and how one of them is run. */
#ifndef CTL_COMMANDS_H
#define CTL_COMMANDS_H

#include "arguments.h"
#include "ctl.h"

/* A command; it returns an exit status. */
typedef int fu_ctl_function(struct fu_ctl *ctl, const struct fu_ctl_arguments *arguments);

struct fu_ctl_command {
    const char *name;
    fu_ctl_function *run;
    enum fu_ctl_need needs;
    size_t least, most; /* operands; most 0 with least 0: none, SIZE_MAX: any */
    const char *usage;  /* what stands behind the name */
    const char *help;   /* one line */
    const char *more;   /* the rest of its help, "" */
    const struct fu_ctl_option *options;
};

/* All of them, in the order of the help. */
extern const struct fu_ctl_command fu_ctl_commands[];
extern const size_t fu_ctl_command_count;

/* The whole program: options, command, exit status. */
int fu_ctl_run(int argc, char **argv);

/* The commands, each in the file that is named like it or its family. */
fu_ctl_function fu_ctl_when;
fu_ctl_function fu_ctl_list;
fu_ctl_function fu_ctl_show;
fu_ctl_function fu_ctl_history;
fu_ctl_function fu_ctl_add;
fu_ctl_function fu_ctl_edit;
fu_ctl_function fu_ctl_snooze;
fu_ctl_function fu_ctl_done;
fu_ctl_function fu_ctl_skip;
fu_ctl_function fu_ctl_cancel;
fu_ctl_function fu_ctl_undo;
fu_ctl_function fu_ctl_trace;
fu_ctl_function fu_ctl_queue;
fu_ctl_function fu_ctl_retry;
fu_ctl_function fu_ctl_quarantine;
fu_ctl_function fu_ctl_people;
fu_ctl_function fu_ctl_person;
fu_ctl_function fu_ctl_feed;
fu_ctl_function fu_ctl_erase;
fu_ctl_function fu_ctl_export;
fu_ctl_function fu_ctl_import;
fu_ctl_function fu_ctl_backup;
fu_ctl_function fu_ctl_restore;
fu_ctl_function fu_ctl_recover;
fu_ctl_function fu_ctl_held;
fu_ctl_function fu_ctl_status;
fu_ctl_function fu_ctl_check;

#endif
