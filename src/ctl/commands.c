/* Every command, once: name, function, needs, help. */
#include "commands.h"

static const char language[] =
    "\nWith - as TEXT it reads one text a line and prints one JSON object a line.\n"
    "\n"
    "The language in short (3 days at 9 = 3days9am; case, - . and _ between words mean nothing):\n"
    "  in a while    2h 3days 1week 2months 1week3days5hours 5workdays 3days9am\n"
    "  on a day      tomorrow friday nextfriday nextweek aug15 15th 2027-03-15 eom lastworkday\n"
    "  at a time     9am 930am 1630 16:30 noon evening tonight; behind a day: friday9am\n"
    "  again         every2months everymonday830am everymonwedfri weekdays9am every2ndtuesday\n"
    "                every15th everylastworkday daily weekly monthlyon15th every4hours\n"
    "  until         everyfriday-until-dec31 daily-x10\n"
    "  units         s m h d w mo q y workday fortnight: m is a minute, mo a month\n"
    "  flags, tags   3days-t (task) -c (cancels earlier ones) -r -q (quiet), 3days+garden\n";

static const struct fu_ctl_option no_options[] = {{NULL, 0, NULL, NULL}};

static const struct fu_ctl_option json_only[] = {
    {"json", 0, NULL, "one JSON object a line"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option quarantine_options[] = {
    {"json", 0, NULL, "one object a line"},
    {"inbox", 0, "NAME", "all of that inbox, such as one that is not configured any more"},
    {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option when_options[] = {
    {"zone", 0, "ZONE", "the time zone; without it the machine's"},
    {"at", 0, "TIME", "the moment of sending: 2026-11-18T10:30, with an offset or without"},
    {"time", 0, "HH:MM", "the morning time; without it 08:00"},
    {"count", 0, "N", "how many moments; without it 5"}, {"json", 0, NULL, "one JSON object"},
    {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option person_options[] = {
    {"move", 0, NULL, "pending follow-ups go along to the zone and workdays"},
    {"json", 0, NULL, "one JSON object"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option list_options[] = {
    {"state", 0, "STATE", "pending (without it), done, cancelled, failed or all"},
    {"tag", 0, "TAG", "only those filed under this tag"},
    {"json", 0, NULL, "one JSON object a line"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option add_options[] = {
    {"note", 0, "TEXT", "comes back with the reminder"}, {"json", 0, NULL, "one JSON object"},
    {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option edit_options[] = {{"subject", 0, "TEXT", "the new subject"},
    {"tag", 0, "TAG", "the new tag (several: a,b; none: empty)"},
    {"json", 0, NULL, "one JSON object"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option trace_options[] = {
    {"since", 0, "TIME",
        "how far back: 2d, 12h or a date; without it 2d, or all of a mail or address"},
    {"json", 0, NULL, "one JSON object a line"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option feed_options[] = {
    {"url", 0, NULL, "the secret address to subscribe to, instead of the calendar"},
    {"rotate", 0, NULL, "a new address; the old one ends"},
    {"todo", 0, NULL, "tasks instead of events"},
    {"tag", 0, "TAG", "only those filed under this tag"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option check_options[] = {{"offline", 0, NULL, "connects to nothing"},
    {"round-trip", 0, NULL, "mails itself one BCC to two cadence addresses and says what arrived"},
    {"json", 0, NULL, "one JSON object a line"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option import_options[] = {
    {"send", 0, NULL, "sends what was due since the export; without it, that is held"},
    {"yes", 0, NULL, "makes the rows of a table without asking"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option recover_options[] = {
    {"since", 0, "TIME", "from when on: a date, or 2d"}, {NULL, 0, NULL, NULL}};

static const struct fu_ctl_option erase_options[] = {
    {"dry-run", 0, NULL, "says what would go, and erases nothing"}, {NULL, 0, NULL, NULL}};

const struct fu_ctl_command fu_ctl_commands[] = {
    {"when", fu_ctl_when, FU_CTL_NEEDS_NOTHING, 1, SIZE_MAX,
        "TEXT… [--zone ZONE] [--at TIME] [--time HH:MM] [--count N] [--json]",
        "what a cadence means and when it comes", language, when_options},
    {"list", fu_ctl_list, FU_CTL_NEEDS_STORE, 0, 1, "[PERSON] [--state STATE] [--tag TAG] [--json]",
        "follow-ups, soonest first", "", list_options},
    {"show", fu_ctl_show, FU_CTL_NEEDS_STORE, 1, 1, "ID [--json]", "one follow-up, whole", "",
        json_only},
    {"history", fu_ctl_history, FU_CTL_NEEDS_STORE, 1, 1, "ID [--json]",
        "what happened to a follow-up, and its mails", "", json_only},
    {"add", fu_ctl_add, FU_CTL_NEEDS_KEY, 3, SIZE_MAX,
        "PERSON CADENCE SUBJECT… [--note TEXT] [--json]", "make a follow-up without a mail",
        "\nPERSON is a mail address that [people] allow names.\n", add_options},
    {"edit", fu_ctl_edit, FU_CTL_NEEDS_KEY, 1, SIZE_MAX,
        "ID [CADENCE] [--subject TEXT] [--tag TAG] [--json]", "change a follow-up or a series", "",
        edit_options},
    {"snooze", fu_ctl_snooze, FU_CTL_NEEDS_KEY, 2, SIZE_MAX, "ID CADENCE [--json]",
        "bring this occurrence once more", "\nA series goes on as it is.\n", json_only},
    {"done", fu_ctl_done, FU_CTL_NEEDS_KEY, 1, 1, "ID [--json]", "this occurrence is done",
        "\nA series goes on.\n", json_only},
    {"skip", fu_ctl_skip, FU_CTL_NEEDS_KEY, 1, 1, "ID [--json]", "leave the next occurrence out",
        "\nOf a one-off nothing remains, so it is cancelled.\n", json_only},
    {"cancel", fu_ctl_cancel, FU_CTL_NEEDS_KEY, 1, 1, "ID [--json]", "end a follow-up for good", "",
        json_only},
    {"undo", fu_ctl_undo, FU_CTL_NEEDS_KEY, 1, 1, "ID [--json]", "take the last action back", "",
        json_only},
    {"trace", fu_ctl_trace, FU_CTL_NEEDS_STORE, 0, 1,
        "[MESSAGE-ID | ADDRESS] [--since TIME] [--json]",
        "what was decided about each mail that came in, and why", "", trace_options},
    {"queue", fu_ctl_queue, FU_CTL_NEEDS_STORE, 0, 0, "[--json]",
        "mails waiting, failed, unsure or put aside, with the last words about them",
        "\nA reminder has a number, any other mail a number behind an m, and a moment that was "
        "put\n"
        "aside one behind an o.\n",
        json_only},
    {"retry", fu_ctl_retry, FU_CTL_NEEDS_STORE, 1, 1, "ID", "try a mail of the queue again at once",
        "", no_options},
    {"quarantine", fu_ctl_quarantine, FU_CTL_NEEDS_STORE, 0, 2,
        "[--json] | quarantine retry ID | quarantine drop ID | quarantine drop --inbox NAME",
        "mails that were set aside; try one again, or give it up",
        "\nA mail that is dropped stays in its inbox and is never looked at again.\n",
        quarantine_options},
    {"people", fu_ctl_people, FU_CTL_NEEDS_STORE, 0, 0, "[--json]", "who uses it", "", json_only},
    {"person", fu_ctl_person, FU_CTL_NEEDS_KEY, 1, SIZE_MAX,
        "ADDRESS [KEY=VALUE…] [--move] [--json]", "show or set what one person prefers",
        "\n"
        "  zone=Europe/Berlin      or the city: paris. Old follow-ups keep theirs\n"
        "  time=08:00              the morning time; moves what was made without a clock time\n"
        "  workdays=mon-fri\n"
        "  aliases=a@b.org,c@d.org all of them; empty: none\n"
        "  confirm=always|new|never\n"
        "  reply_to=followup|thread\n"
        "  bundle=on|off           what is due in the morning comes as one mail\n"
        "  address=a@b.org         where the mail goes from now on\n"
        "  paused=yes|no           nothing is sent to an address that refused mail for good\n",
        person_options},
    {"feed", fu_ctl_feed, FU_CTL_NEEDS_KEY, 1, 1, "PERSON [--url | --rotate] [--todo] [--tag TAG]",
        "the calendar of a person's follow-ups, or its address",
        "\nWithout --url and --rotate it prints the calendar itself (iCalendar, RFC 5545).\n"
        "Whoever knows the address can read the calendar and do nothing else with it.\n",
        feed_options},
    {"erase", fu_ctl_erase, FU_CTL_NEEDS_STORE, 1, 1, "PERSON [--dry-run]",
        "forget one person wholly",
        "\nFollow-ups, letters, mails and traces go, from the store's file and from the backups "
        "that\n"
        "followupd keeps. Numbers stay that make their old mails known when they are met again.\n",
        erase_options},
    {"export", fu_ctl_export, FU_CTL_NEEDS_STORE, 0, 1, "[PERSON]",
        "everything that is kept, as JSON lines",
        "\nOf everybody, or of one person what is theirs. The key is not in it, nor are "
        "sessions.\n",
        no_options},
    {"import", fu_ctl_import, FU_CTL_NEEDS_NOTHING, 1, 2, "FILE [--send] | FILE PERSON [--yes]",
        "take in what an export wrote, or a table of follow-ups",
        "\nAn export comes in whole or not at all. Numbers stay what they are, so that the links "
        "in\n"
        "mails that were sent still work; a number that is taken is refused. Stop the followupd "
        "that\n"
        "it comes from before: what both have, both send. What fell due since an export that is "
        "more\n"
        "than an hour old may have been sent there: it is held, and each person told by one mail;\n"
        "followupctl held lists it. --send has it sent instead.\n"
        "A table is a CSV file whose first line names its columns: when, subject, note. It makes\n"
        "follow-ups for PERSON; what each row means is shown first, and how many of them are\n"
        "pending already. - is standard input.\n",
        import_options},
    {"backup", fu_ctl_backup, FU_CTL_NEEDS_STORE, 1, 1, "FILE",
        "a consistent copy of the store, while followupd runs",
        "\nThe copy holds the key, too: whoever reads it can act for everybody. FILE lies outside "
        "of\n"
        "the state folder; of what is there already only an older backup is replaced.\n",
        no_options},
    {"restore", fu_ctl_restore, FU_CTL_NEEDS_CONFIG, 1, 1, "FILE",
        "put a backup in the store's place",
        "\nStop followupd first. What was due since the backup may have been sent already, so it "
        "is\n"
        "held: nothing goes out twice, each person is told by one mail, and followupctl held "
        "lists\n"
        "them. What was there stays as followupd.db.before-restore for a week, or until the\n"
        "next restore.\n",
        no_options},
    {"recover", fu_ctl_recover, FU_CTL_NEEDS_CONFIG, 0, 0, "--since TIME",
        "read handled mail again, after a restore",
        "\nMoves what arrived since then, and was filed away, back into the inbox. followupd "
        "takes\n"
        "it as any other mail: what it knows makes nothing twice, and what a restore forgot is\n"
        "made again. What was due of that meanwhile may have been sent: it is held, each person\n"
        "is told by one mail, and followupctl held lists it.\n",
        recover_options},
    {"held", fu_ctl_held, FU_CTL_NEEDS_STORE, 0, 2,
        "[--json] | held release ID|all | held drop ID|all",
        "reminders that may have been sent before a restore or a move; send or drop them", "",
        json_only},
    {"status", fu_ctl_status, FU_CTL_NEEDS_NOTHING, 0, 0, "[--json]",
        "whether all is well; exit status 0 healthy, 1 late, 2 stuck", "", json_only},
    {"check", fu_ctl_check, FU_CTL_NEEDS_NOTHING, 0, 0, "[--offline] [--round-trip] [--json]",
        "configuration, store, logins, folders; exit status 0 only if all is well", "",
        check_options},
};

const size_t fu_ctl_command_count = sizeof fu_ctl_commands / sizeof *fu_ctl_commands;
