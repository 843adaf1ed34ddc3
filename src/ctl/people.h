/* People as the command line names and shows them. */
#ifndef CTL_PEOPLE_H
#define CTL_PEOPLE_H

#include "ctl.h"
#include "followupd/record/person.h"

/* Finds somebody by address or alias; 0, or an exit status after saying that nobody is called so.
 */
int fu_ctl_find_person(struct fu_ctl *ctl, const char *text, struct fu_person **person);

/* The address of a person by number, "" for none. In the arena. */
const char *fu_ctl_address(struct fu_ctl *ctl, int64_t person);

/* A row of `people --json`, which `person --json` prints too. */
void fu_ctl_print_person(struct fu_ctl *ctl, const struct fu_person *person, int64_t pending);

#endif
