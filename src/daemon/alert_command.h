/* The command of [alerts], which hears what is wrong on its standard input. */
#ifndef DAEMON_ALERT_COMMAND_H
#define DAEMON_ALERT_COMMAND_H

#include "followupd/setup/setup.h"

/* Seconds: how long it may take; how long what it did not take is told again. */
enum { ALERT_COMMAND_SECONDS = 60, ALERT_KEPT = 3600 };

/* Runs it with a text. Where that fails the log says why. True, too, when there is no command. */
bool fu_alert_run(const struct fu_setup *setup, const char *text);

/* The same with what it has failed to take since less than ALERT_KEPT, and behind that the text, ""
 * for none. What it does not take now either stays in the state folder (`untold`). True when
 * nothing does. */
bool fu_alert_tell(const struct fu_setup *setup, const char *text);

#endif
