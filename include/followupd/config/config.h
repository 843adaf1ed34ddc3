/* The configuration: one table of options (options.def) gives the structs, the defaults, the
 * ranges, the words of the sample and the check. Errors carry file, line and cure. */
#ifndef FOLLOWUPD_CONFIG_CONFIG_H
#define FOLLOWUPD_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "followupd/base/memory.h"
#include "followupd/base/status.h"

enum {
    FU_CONFIG_SIZE_MAX = 1024 * 1024,
    FU_CONFIG_LINE_MAX = 4096, /* octets of a line; a longer one is an error */
    FU_CONFIG_LIST_MAX = 10000,
    FU_CONFIG_INBOXES_MAX = 50
};

#define FU_CONFIG_DEFAULT_PATH "/etc/followupd/followupd.conf"

struct fu_config_list {
    const char *const *items;
    size_t count;
};

/* How the fields of a section come to be, by the kind of an option; the range and the help stand in
 * options.def too. */
#define FU_OPTION_TEXT(key, fallback, check, help) const char *key;
#define FU_OPTION_LIST(key, fallback, check, help) struct fu_config_list key;
#define FU_OPTION_WORD(key, fallback, words, help) const char *key;
#define FU_OPTION_FLAG(key, fallback, help) bool key;
#define FU_OPTION_NUMBER(key, fallback, minimum, maximum, help) int64_t key;
#define FU_OPTION_SIZE(key, fallback, minimum, maximum, help) int64_t key;     /* octets */
#define FU_OPTION_DURATION(key, fallback, minimum, maximum, help) int64_t key; /* seconds */
#define FU_OPTION_TIME(key, fallback, help) int64_t key; /* minutes after midnight */
#define FU_OPTION_DAYS(key, fallback, help) int64_t key; /* mask, bit 0 is Monday */

struct fu_daemon_config {
#define FU_SECTION_DAEMON
#include "followupd/config/options.def"
#undef FU_SECTION_DAEMON
};

struct fu_inbox_config {
    const char *name; /* of the section: letters, digits, - and _, at most 32 */
    int line;         /* where it begins in the file */
#define FU_SECTION_INBOX
#include "followupd/config/options.def"
#undef FU_SECTION_INBOX
};

struct fu_smtp_config {
    int line;
#define FU_SECTION_SMTP
#include "followupd/config/options.def"
#undef FU_SECTION_SMTP
};

struct fu_addresses_config {
#define FU_SECTION_ADDRESSES
#include "followupd/config/options.def"
#undef FU_SECTION_ADDRESSES
};

struct fu_people_config {
#define FU_SECTION_PEOPLE
#include "followupd/config/options.def"
#undef FU_SECTION_PEOPLE
};

struct fu_alerts_config {
#define FU_SECTION_ALERTS
#include "followupd/config/options.def"
#undef FU_SECTION_ALERTS
};

struct fu_privacy_config {
#define FU_SECTION_PRIVACY
#include "followupd/config/options.def"
#undef FU_SECTION_PRIVACY
};

struct fu_web_config {
#define FU_SECTION_WEB
#include "followupd/config/options.def"
#undef FU_SECTION_WEB
};

#undef FU_OPTION_TEXT
#undef FU_OPTION_LIST
#undef FU_OPTION_WORD
#undef FU_OPTION_FLAG
#undef FU_OPTION_NUMBER
#undef FU_OPTION_SIZE
#undef FU_OPTION_DURATION
#undef FU_OPTION_TIME
#undef FU_OPTION_DAYS

struct fu_config {
    const char *path;
    struct fu_daemon_config daemon;
    struct fu_inbox_config
        *inboxes; /* at least one; what an inbox leaves out of addresses and people is filled in */
    size_t inbox_count;
    struct fu_smtp_config smtp;
    struct fu_addresses_config addresses;
    struct fu_people_config people;
    struct fu_alerts_config alerts;
    struct fu_privacy_config privacy;
    struct fu_web_config web;
};

/* Reads and checks the whole file; the result lives in the arena. FU_BAD_INPUT: the sentence begins
 * "FILE:LINE: " and names the cure; of several mistakes it is the first. FU_PERMANENT: the file
 * cannot be read. Does not read secrets, but a password_file that does not exist is a mistake; so
 * is a missing ca_file or holiday file. */
enum fu_status fu_config_load(
    struct fu_arena *arena, const char *path, struct fu_config **config, struct fu_error *error);

/* Where a password comes from: exactly one of the three, or none. */
struct fu_secret {
    const char *file;
    const char *command;
    const char *credential; /* name below $CREDENTIALS_DIRECTORY */
    const volatile bool *stop; /* once it is set, the command is ended; NULL: never */
};

enum { FU_SECRET_MAX = 8192, FU_SECRET_COMMAND_SECONDS = 30 };

/* Reads a password: a file's or command's first line without its line end. The command runs without
 * a shell: its words are split at blanks, "double quotes" keep blanks, and no other character means
 * anything; it is killed after FU_SECRET_COMMAND_SECONDS, and its standard error goes to the log.
 * "" when no source is named. secret was initialised with FU_SECRET_MAX; what it held is wiped
 * first; the caller wipes it in the end (fu_secret_wipe). No message holds any of it. FU_BAD_INPUT:
 * unreadable, readable by others, empty, too long, or the command failed. FU_TEMPORARY: out of
 * processes, descriptors or memory, the disk failed, or it was to stop. */
enum fu_status fu_secret_read(
    const struct fu_secret *source, struct fu_buffer *secret, struct fu_error *error);

/* Looks at what a start does not: whether every password_file can be read by its user alone and
 * holds a password, and whether the command of [alerts] is there. FU_BAD_INPUT with a sentence that
 * begins with the file's name and line. A password_file that we may not read is a mistake only if
 * the state folder is ours; what else may not be looked at says nothing. */
enum fu_status fu_config_look(const struct fu_config *config, struct fu_error *error);

/* Overwrites what the buffer holds and empties it; before fu_buffer_free, which frees without. */
void fu_secret_wipe(struct fu_buffer *secret);

/* Runs a command, split as a password_command is, with a text on its standard input and waits for
 * its end. It has no descriptor, no privilege and no secret of ours; what it prints goes nowhere; it
 * is killed after so many seconds. FU_BAD_INPUT: it cannot be run, failed, or was killed.
 * FU_TEMPORARY: no process could be had. */
enum fu_status fu_command_tell(
    const char *command, const char *text, size_t length, int seconds, struct fu_error *error);

/* FU_BAD_INPUT when the command names no program that can be run. */
enum fu_status fu_command_look(const char *command, struct fu_error *error);

/* The whole sample configuration (what conf/followupd.conf holds): every option with its help and
 * its default. */
void fu_config_sample(struct fu_buffer *buffer);

#endif
