/* Small while idle. */
#ifndef DAEMON_LEAN_H
#define DAEMON_LEAN_H

/* Gives back the pages that only the start of the program needed: relocation tables and
 * constructors of its libraries. What is needed again comes back from the page cache by itself. */
void fu_lean(void);

#endif
