/* followupctl: the command line of followupd. Exit statuses as INTERFACE.md sections 1 and 2. */
#include <locale.h>

#include "commands.h"
#include "followupd/base/file.h"
#include "followupd/base/log.h"

int main(int argc, char **argv)
{
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    fu_keep_private();
    fu_log_open("followupctl", FU_LOG_WARNING);
    return fu_ctl_run(argc, argv);
}
