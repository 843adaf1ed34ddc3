/* What one value must be, for each check that options.def names. */
#ifndef FOLLOWUPD_CONFIG_CHECKS_H
#define FOLLOWUPD_CONFIG_CHECKS_H

#include "followupd/base/memory.h"

/* The value as it is kept (lower case, without quotes; in the arena or the value itself), or NULL:
 * then *why says what is wrong and what to write. The value is neither empty nor does it begin or
 * end with a blank. */
typedef const char *fu_config_check(struct fu_arena *arena, const char *value, const char **why);

fu_config_check fu_config_check_any;
fu_config_check fu_config_check_folder;
fu_config_check fu_config_check_file;
fu_config_check fu_config_check_secret_file;
fu_config_check fu_config_check_command;
fu_config_check fu_config_check_credential;
fu_config_check fu_config_check_user;
fu_config_check fu_config_check_imap_url;
fu_config_check fu_config_check_smtp_url;
fu_config_check fu_config_check_web_url;
fu_config_check fu_config_check_listen;
fu_config_check fu_config_check_domain;
fu_config_check fu_config_check_address;
fu_config_check fu_config_check_pattern;
fu_config_check fu_config_check_mailbox;
fu_config_check fu_config_check_delimiter;
fu_config_check fu_config_check_header;
fu_config_check fu_config_check_authserv_id;
fu_config_check fu_config_check_sender_check;
fu_config_check fu_config_check_zone;

#endif
