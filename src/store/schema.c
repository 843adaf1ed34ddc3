/* The tables, column by column, and how an older database becomes today's.
 *
 * Every table is STRICT; words stand for states, so that the file can be read without this program.
 * Moments are seconds since 1970 in UTC, NULL for "never". All steps that are to be done are one
 * transaction: one that fails leaves nothing of those before it either, so that the program of before
 * still finds its own schema, and so does the copy that is made at the next try. */
#include "schema.h"

#include <stdio.h>

static const char version_1[] =
    "CREATE TABLE person (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: tokens are made from it\n"
    "  address TEXT NOT NULL UNIQUE CHECK (address <> ''), -- lower case\n"
    "  name TEXT NOT NULL, -- as it stood in From; '' when there was none\n"
    "  zone TEXT NOT NULL, -- IANA name\n"
    "  morning INTEGER NOT NULL CHECK (morning BETWEEN 0 AND 1439), -- minutes after midnight\n"
    "  workdays INTEGER NOT NULL CHECK (workdays BETWEEN 1 AND 127), -- bits, Monday is 1\n"
    "  confirm TEXT NOT NULL CHECK (confirm IN ('never', 'new', 'always')),\n"
    "  reply_to TEXT NOT NULL CHECK (reply_to IN ('followup', 'thread')),\n"
    "  generation INTEGER NOT NULL CHECK (generation >= 0), -- of the feed; raising it ends the "
    "old\n"
    "  paused INTEGER NOT NULL CHECK (paused IN (0, 1)), -- mail to them failed for good\n"
    "  created INTEGER NOT NULL,\n"
    "  -- how many follow-ups they own in each state\n"
    "  pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),\n"
    "  done INTEGER NOT NULL DEFAULT 0 CHECK (done >= 0),\n"
    "  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0),\n"
    "  failed INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0)\n"
    ") STRICT;\n"

    "CREATE TABLE alias (\n"
    "  address TEXT PRIMARY KEY CHECK (address <> ''), -- another address of theirs, lower case\n"
    "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX alias_person ON alias (person);\n"

    "CREATE TABLE load (\n" /* a count by rows would grow with the square of a sender's mails */
    "  person INTEGER NOT NULL,\n"
    "  minute INTEGER NOT NULL, -- in which they arrived: seconds / 60\n"
    "  letters INTEGER NOT NULL CHECK (letters > 0),\n"
    "  PRIMARY KEY (person, minute)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE letter (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  person INTEGER NOT NULL REFERENCES person, -- who sent it\n"
    "  inbox TEXT, -- where it was found; these three are NULL when that is not known\n"
    "  validity INTEGER, -- UIDVALIDITY\n"
    "  uid INTEGER,\n"
    "  arrived INTEGER NOT NULL,\n"
    "  message_id TEXT NOT NULL, -- without <>; '' when missing\n"
    "  in_reply_to TEXT NOT NULL,\n"
    "  refs TEXT NOT NULL, -- References: one id a line, oldest first\n"
    "  subject TEXT NOT NULL,\n"
    "  date INTEGER, -- of the Date field\n"
    "  date_offset INTEGER NOT NULL, -- minutes east of UTC that Date names\n"
    "  from_address TEXT NOT NULL,\n"
    "  from_name TEXT NOT NULL,\n"
    "  to_list TEXT NOT NULL, -- one recipient a line: address, blank, name\n"
    "  cc_list TEXT NOT NULL,\n"
    "  CHECK ((inbox IS NULL) = (uid IS NULL) AND (inbox IS NULL) = (validity IS NULL))\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX letter_origin ON letter (inbox, validity, uid);\n"

    "CREATE TABLE body (\n" /* apart from its letter, so that looking through letters stays quick */
    "  letter INTEGER PRIMARY KEY REFERENCES letter ON DELETE CASCADE,\n"
    "  text TEXT NOT NULL, -- readable text; '' when it is not kept\n"
    "  text_cut INTEGER NOT NULL CHECK (text_cut IN (0, 1)), -- it went on\n"
    "  raw BLOB -- the mail's bytes; NULL when they are not kept\n"
    ") STRICT;\n"

    "CREATE TABLE thread (\n"
    "  hash INTEGER NOT NULL, -- of the Message-ID or of one of the references\n"
    "  letter INTEGER NOT NULL,\n"
    "  PRIMARY KEY (hash, letter)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE attempt (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  inbox TEXT NOT NULL,\n"
    "  validity INTEGER NOT NULL, -- UIDVALIDITY\n"
    "  uid INTEGER NOT NULL,\n"
    "  tries INTEGER NOT NULL CHECK (tries >= 0),\n"
    "  state TEXT NOT NULL CHECK (state IN ('trying', 'filing', 'waiting', 'quarantined')),\n"
    "  reason TEXT NOT NULL,\n"
    "  at INTEGER NOT NULL, -- of the last change\n"
    "  again INTEGER -- when a waiting one is tried again\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX attempt_origin ON attempt (inbox, validity, uid);\n"

    "CREATE TABLE inbox (\n"
    "  name TEXT PRIMARY KEY, -- in the config\n"
    "  validity INTEGER NOT NULL, -- UIDVALIDITY; 0 when it was never opened\n"
    "  last_uid INTEGER NOT NULL, -- all up to here are handled or have an attempt\n"
    "  last_poll INTEGER, -- the last good one\n"
    "  not_ours INTEGER NOT NULL, -- mails that were not for us, counted\n"
    "  turned_away INTEGER NOT NULL -- strangers, machines, doubted senders, counted\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE trace (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  inbox TEXT NOT NULL,\n"
    "  validity INTEGER NOT NULL,\n"
    "  uid INTEGER NOT NULL,\n"
    "  at INTEGER NOT NULL,\n"
    "  message_id TEXT NOT NULL,\n"
    "  sender TEXT NOT NULL,\n"
    "  address TEXT NOT NULL, -- the cadence address; '' when it never came to that\n"
    "  decision TEXT NOT NULL, -- one word\n"
    "  reason TEXT NOT NULL, -- why\n"
    "  cure TEXT NOT NULL, -- what would change it\n"
    "  followup INTEGER -- that it made or touched\n"
    ") STRICT;\n"

    "CREATE TABLE followup (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: tokens are made from it\n"
    "  owner INTEGER NOT NULL REFERENCES person,\n"
    "  letter INTEGER REFERENCES letter, -- NULL: made without a mail\n"
    "  kind TEXT NOT NULL CHECK (kind IN ('reminder', 'task')),\n"
    "  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'cancelled', 'failed')),\n"
    "  subject TEXT NOT NULL,\n"
    "  note TEXT NOT NULL,\n"
    "  tags TEXT NOT NULL, -- between commas\n"
    "  flags INTEGER NOT NULL, -- bits: 1 task, 2 cancel, 4 no reply, 8 quiet\n"
    "  to_self INTEGER NOT NULL CHECK (to_self IN (0, 1)), -- the cadence address stood in To\n"
    "  recurrence TEXT NOT NULL CHECK (recurrence IN ('once', 'recurring')),\n"
    "  first INTEGER NOT NULL, -- its first moment\n"
    "  start TEXT NOT NULL, -- DTSTART: the wall clock of first, as meant; UTC if elapsed\n"
    "  elapsed INTEGER NOT NULL CHECK (elapsed IN (0, 1)), -- counts real seconds\n"
    "  morning INTEGER NOT NULL CHECK (morning IN (0, 1)), -- at the morning time\n"
    "  workdays_only INTEGER NOT NULL CHECK (workdays_only IN (0, 1)), -- leaves out holidays\n"
    "  workdays INTEGER NOT NULL CHECK (workdays BETWEEN 0 AND 127), -- it was made with\n"
    "  rrule TEXT NOT NULL, -- RFC 5545; '' for once\n"
    "  zone TEXT NOT NULL, -- it was made with\n"
    "  canonical TEXT NOT NULL, -- spelling of the cadence\n"
    "  english TEXT NOT NULL, -- the cadence as people say it\n"
    "  sent INTEGER NOT NULL, -- what it counts from\n"
    "  created INTEGER NOT NULL,\n"
    "  changed INTEGER NOT NULL, -- last change by anybody\n"
    "  sequence INTEGER NOT NULL, -- grows with every change\n"
    "  fired INTEGER NOT NULL CHECK (fired >= 0) -- how often\n"
    ") STRICT;\n"
    "CREATE INDEX followup_letter ON followup (letter) WHERE letter IS NOT NULL;\n"

    "CREATE TABLE request (\n" /* outlives its follow-up: the mail may be met again */
    "  hash INTEGER PRIMARY KEY, -- of the mail and the cadence address: 63 bits of the digest\n"
    "  followup INTEGER NOT NULL -- that it made; it may be gone\n"
    ") STRICT;\n"

    "CREATE TABLE participant (\n"
    "  followup INTEGER NOT NULL REFERENCES followup ON DELETE CASCADE,\n"
    "  person INTEGER NOT NULL REFERENCES person,\n"
    "  owner INTEGER NOT NULL CHECK (owner IN (0, 1)),\n"
    "  left INTEGER NOT NULL CHECK (left IN (0, 1)), -- wants no more of it\n"
    "  mark INTEGER NOT NULL, -- part of their token: finds this row, gives no right\n"
    "  PRIMARY KEY (followup, person)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX participant_person ON participant (person);\n"
    "CREATE INDEX participant_mark ON participant (mark);\n"

    "CREATE TABLE occurrence (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  followup INTEGER NOT NULL REFERENCES followup ON DELETE CASCADE,\n"
    "  moment INTEGER NOT NULL,\n"
    "  person INTEGER NOT NULL, -- whose snooze it is; 0: for all who share\n"
    "  snoozed INTEGER, -- the occurrence it brings once more\n"
    "  folded INTEGER NOT NULL CHECK (folded >= 0), -- earlier ones it stands for besides itself\n"
    "  state TEXT NOT NULL\n"
    "    CHECK (state IN ('pending', 'fired', 'done', 'skipped', 'cancelled'))\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX occurrence_of ON occurrence (followup, moment, person);\n"
    "CREATE INDEX occurrence_due ON occurrence (moment) WHERE state = 'pending';\n"

    "CREATE TABLE event (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  followup INTEGER NOT NULL REFERENCES followup ON DELETE CASCADE,\n"
    "  person INTEGER, -- who did it; NULL: followupd or the operator\n"
    "  at INTEGER NOT NULL,\n"
    "  what TEXT NOT NULL, -- one word\n"
    "  detail TEXT NOT NULL, -- one line for people\n"
    "  undo TEXT NOT NULL, -- how to take it back; '' when nothing can be\n"
    "  undone INTEGER NOT NULL CHECK (undone IN (0, 1))\n"
    ") STRICT;\n"
    "CREATE INDEX event_followup ON event (followup);\n"

    "CREATE TABLE delivery (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  occurrence INTEGER NOT NULL REFERENCES occurrence ON DELETE CASCADE,\n"
    "  address TEXT NOT NULL CHECK (address <> ''),\n"
    "  message_id TEXT NOT NULL, -- without <>\n"
    "  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unsure')),\n"
    "  attempts INTEGER NOT NULL CHECK (attempts >= 0),\n"
    "  unsure INTEGER NOT NULL CHECK (unsure >= 0), -- how often the outcome was lost\n"
    "  created INTEGER NOT NULL, -- when it was claimed for the first time\n"
    "  next_attempt INTEGER CHECK (state <> 'queued' OR next_attempt IS NOT NULL),\n"
    "  answer TEXT NOT NULL -- the server's last words\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX delivery_of ON delivery (occurrence, address);\n"
    "CREATE INDEX delivery_open ON delivery (state, next_attempt) WHERE state <> 'sent';\n"

    "CREATE TABLE message (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: Message-IDs are made from it\n"
    "  followup INTEGER REFERENCES followup ON DELETE SET NULL, -- that it is about\n"
    "  sender TEXT NOT NULL, -- of the envelope; '' is the null sender\n"
    "  recipient TEXT NOT NULL CHECK (recipient <> ''),\n"
    "  subject TEXT NOT NULL,\n"
    "  message_id TEXT NOT NULL, -- without <>\n"
    "  once TEXT, -- a text that no other message has\n"
    "  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unsure')),\n"
    "  attempts INTEGER NOT NULL CHECK (attempts >= 0),\n"
    "  unsure INTEGER NOT NULL CHECK (unsure >= 0), -- how often the outcome was lost\n"
    "  created INTEGER NOT NULL,\n"
    "  next_attempt INTEGER CHECK (state <> 'queued' OR next_attempt IS NOT NULL),\n"
    "  answer TEXT NOT NULL, -- the server's last words\n"
    "  bytes BLOB -- the whole mail; NULL once it is sent\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX message_once ON message (once) WHERE once IS NOT NULL;\n"
    "CREATE INDEX message_followup ON message (followup) WHERE followup IS NOT NULL;\n"
    "CREATE INDEX message_open ON message (state, next_attempt) WHERE state <> 'sent';\n"

    "CREATE TABLE tally (\n" /* counting what was sent would go through all there ever was */
    "  what TEXT PRIMARY KEY,\n"
    "  count INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"
    "INSERT INTO tally VALUES ('sent', 0);\n"
    "CREATE TABLE session (\n"
    "  digest BLOB PRIMARY KEY CHECK (length(digest) = 32), -- of the token in the link or cookie\n"
    "  kind TEXT NOT NULL CHECK (kind IN ('link', 'browser')), -- a link opens a browser, once\n"
    "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,\n"
    "  expires INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE INDEX session_person ON session (person);\n"

    "CREATE TABLE trouble (\n"
    "  duty TEXT PRIMARY KEY, -- 'inbox main', 'outbox', 'store'\n"
    "  sentence TEXT NOT NULL, -- what is wrong with it now\n"
    "  since INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE enclosure (\n" /* what a backup carries: the key, without which no token holds */
    "  name TEXT PRIMARY KEY, -- of a file in the state folder\n"
    "  content BLOB NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char version_2[] =
    "CREATE TABLE habit (\n" /* grows with what people write, not with how often they do */
    "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,\n"
    "  text TEXT NOT NULL, -- canonical spelling of a cadence they have used\n"
    "  PRIMARY KEY (person, text)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "INSERT INTO habit SELECT DISTINCT owner, canonical FROM followup;\n"

    "CREATE TABLE told (\n"
    "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,\n"
    "  what TEXT NOT NULL, -- a thing that is said now and then only\n"
    "  since INTEGER NOT NULL, -- when the counting began\n"
    "  times INTEGER NOT NULL CHECK (times > 0),\n"
    "  PRIMARY KEY (person, what)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE held (\n" /* a mail that asked for something which was not understood */
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: tokens are made from it\n"
    "  letter INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,\n"
    "  place TEXT NOT NULL CHECK (place IN ('bcc', 'to', 'cc')), -- of the cadence address\n"
    "  mark INTEGER NOT NULL, -- part of its token: finds this row, gives no right\n"
    "  sent INTEGER NOT NULL, -- what its cadence would have counted from\n"
    "  created INTEGER NOT NULL,\n"
    "  followup INTEGER -- that was made of it at last; it may be gone\n"
    ") STRICT;\n"
    "CREATE INDEX held_letter ON held (letter);\n"
    "CREATE INDEX held_mark ON held (mark);\n";

static const char version_3[] =
    "CREATE TABLE withheld (\n" /* since a restore, until an operator decides */
    "  delivery INTEGER PRIMARY KEY REFERENCES delivery ON DELETE CASCADE,\n"
    "  unsent INTEGER NOT NULL CHECK (unsent IN (0, 1)) -- the replaced store says: not sent\n"
    ") STRICT;\n";

static const char version_4[] =
    "CREATE TABLE refusal (\n"
    "  address TEXT NOT NULL CHECK (address <> ''), -- to which mail failed for good\n"
    "  day INTEGER NOT NULL, -- of the mail: seconds / 86400\n"
    "  at INTEGER NOT NULL, -- when the last of the day was heard of\n"
    "  why TEXT NOT NULL, -- the server's words\n"
    "  PRIMARY KEY (address, day)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char version_5[] =
    "ALTER TABLE person ADD COLUMN bundle INTEGER NOT NULL DEFAULT 0 CHECK (bundle IN (0, 1));\n"
    "-- the delivery whose mail this one goes out in; NULL: in one of its own\n"
    "ALTER TABLE delivery ADD COLUMN bundle INTEGER;\n"
    "CREATE INDEX delivery_bundle ON delivery (bundle) WHERE bundle IS NOT NULL;\n";

/* What a calendar shows is found without going through what has ended. */
static const char version_6[] =
    "ALTER TABLE person ADD COLUMN feed_changed INTEGER NOT NULL DEFAULT 0; -- when a follow-up\n"
    "  -- last came to their feed or left it\n"
    "CREATE INDEX followup_pending ON followup (owner) WHERE state = 'pending';\n"
    "CREATE INDEX participant_shared ON participant (person) WHERE owner = 0;\n"
    "CREATE INDEX occurrence_skipped ON occurrence (followup, moment) WHERE state = 'skipped';\n";

static const char version_7[] =
    "CREATE TABLE alert (\n"
    "  kind TEXT PRIMARY KEY, -- 'inbox main', 'outbox', 'due', …\n"
    "  sentence TEXT NOT NULL, -- what is wrong\n"
    "  since INTEGER NOT NULL, -- when that was first seen\n"
    "  told INTEGER -- when somebody was told last\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE certificate (\n"
    "  server TEXT PRIMARY KEY, -- 'inbox main', 'smtp'\n"
    "  ends INTEGER NOT NULL -- as it was shown at the last connection\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char version_8[] =
    "ALTER TABLE delivery ADD COLUMN written INTEGER NOT NULL DEFAULT 0; -- the Date of its mail:\n"
    "  -- of its last attempt, or of the first that may have arrived\n"
    "UPDATE delivery SET written = created;\n";

static const char version_9[] =
    "CREATE TABLE number (\n" /* of the mails of the last days, wherever they are by now */
    "  inbox TEXT NOT NULL,\n"
    "  uid INTEGER NOT NULL,\n"
    "  arrived INTEGER NOT NULL, -- tells the mail from another one under its number\n"
    "  PRIMARY KEY (inbox, uid)\n"
    ") STRICT, WITHOUT ROWID;\n";

/* With each mail of a person it is looked for what failed at their address. */
static const char version_10[] =
    "CREATE INDEX delivery_failed ON delivery (address) WHERE state = 'failed';\n";

/* The highest number that was given, of rows that are gone too. Numbers of deliveries stand in bounce
 * addresses and those of occurrences in Message-IDs: given twice, a late report would be about
 * somebody else's mail. */
static const char version_11[] =
    "INSERT INTO tally SELECT 'delivery', coalesce(max(id), 0) FROM delivery;\n"
    "INSERT INTO tally SELECT 'occurrence', coalesce(max(id), 0) FROM occurrence;\n"
    "CREATE TRIGGER delivery_gone AFTER DELETE ON delivery BEGIN\n"
    "  UPDATE tally SET count = max(count, old.id) WHERE what = 'delivery';\n"
    "END;\n"
    "CREATE TRIGGER occurrence_gone AFTER DELETE ON occurrence BEGIN\n"
    "  UPDATE tally SET count = max(count, old.id) WHERE what = 'occurrence';\n"
    "END;\n";

/* Numbers of one mailbox say nothing about another that stands under its name. */
static const char version_12[] =
    "ALTER TABLE inbox ADD COLUMN account TEXT NOT NULL DEFAULT '';\n";

/* A follow-up's own moment and one that comes once more may fall together, and stay two. */
static const char version_13[] =
    "DROP INDEX occurrence_of;\n"
    "CREATE UNIQUE INDEX occurrence_of ON occurrence (followup, moment, person, (snoozed IS NULL));\n";

/* What the store itself refuses to have sent stands beside its row, which may not be changeable. */
static const char version_14[] =
    "CREATE TABLE aside (\n"
    "  id INTEGER PRIMARY KEY, -- one of the next three\n"
    "  delivery INTEGER UNIQUE REFERENCES delivery ON DELETE CASCADE,\n"
    "  message INTEGER UNIQUE REFERENCES message ON DELETE CASCADE,\n"
    "  occurrence INTEGER UNIQUE REFERENCES occurrence ON DELETE CASCADE,\n"
    "  at INTEGER NOT NULL, -- when it was put aside\n"
    "  why TEXT NOT NULL,\n"
    "  CHECK ((delivery IS NULL) + (message IS NULL) + (occurrence IS NULL) = 2)\n"
    ") STRICT;\n";

/* What a reminder says did not come along, where the mail itself is not kept. */
static const char version_15[] =
    "ALTER TABLE letter ADD COLUMN files INTEGER NOT NULL DEFAULT 0 CHECK (files >= 0);\n"
    "  -- attachments that were seen in it\n"
    "ALTER TABLE letter ADD COLUMN whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1));\n"
    "  -- 0: it was too long, so that its beginning alone was read\n";

/* From when on mail is taken, as long as an inbox is looked through from its beginning. */
static const char version_16[] = "ALTER TABLE inbox ADD COLUMN oldest INTEGER;\n";

/* A rule may say how many of a series are left behind a day (AFTER), which an older followupd does
 * not read: it has to refuse the store. */
static const char version_17[] = "";

#define FOLLOWUP_OF "(SELECT followup FROM occurrence WHERE id = delivery.occurrence)"
#define SHARES(whom)                                                                               \
    "(SELECT s.person FROM participant s WHERE s.followup = " FOLLOWUP_OF " AND s.person = " whom  \
    ")"
#define BY_MOMENT SHARES("(SELECT person FROM occurrence WHERE id = delivery.occurrence)")
#define BY_ADDRESS                                                                                 \
    SHARES("coalesce((SELECT id FROM person WHERE address = delivery.address),"                    \
           " (SELECT person FROM alias WHERE address = delivery.address))")
/* Those who share in it, and have no mail of that moment. */
#define LACKING(whom)                                                                              \
    " FROM participant s WHERE s.followup = " FOLLOWUP_OF whom                                     \
    " AND NOT EXISTS (SELECT 1 FROM delivery k"                                                    \
    " WHERE k.occurrence = delivery.occurrence AND k.person = s.person)"
/* The only such one, if it is the only such mail of a moment that all share. */
#define BY_WHO_IS_LEFT(whom)                                                                       \
    "UPDATE OR IGNORE delivery SET person = (SELECT s.person" LACKING(                             \
        whom) ")"                                                                                  \
              " WHERE person IS NULL AND " BY_ADDRESS " IS NULL AND (SELECT count(*)" LACKING(     \
                  whom) ") = 1"                                                                    \
                        " AND (SELECT person FROM occurrence WHERE id = delivery.occurrence) = 0"  \
                        " AND (SELECT count(*) FROM delivery k"                                    \
                        " WHERE k.occurrence = delivery.occurrence AND k.person IS NULL) = 1;"

/* Whose mails of before are: by whose moment it is, by the address, and of who has moved since by
 * who is left; who left before it came was to have none. Of two to one person one is theirs. */
#define WHOSE                                                                                      \
    "UPDATE OR IGNORE delivery SET person = " BY_MOMENT " WHERE person IS NULL;"                   \
    "UPDATE OR IGNORE delivery SET person = " BY_ADDRESS                                           \
    " WHERE person IS NULL;" BY_WHO_IS_LEFT(" AND s.left = 0") BY_WHO_IS_LEFT("")

/* An address does not say whose a mail is: people move, and others come to where they were. */
static const char version_18[] =
    "ALTER TABLE delivery ADD COLUMN person INTEGER REFERENCES person; -- whose it is; NULL: not\n"
    "  -- known, of a time when addresses alone were noted\n"
    "DROP INDEX delivery_of;\n"
    "CREATE UNIQUE INDEX delivery_of ON delivery (occurrence, coalesce(person, address));\n" WHOSE;

const char fu_schema_whose[] = WHOSE;

const char *const fu_schema_steps[] = {version_1, version_2, version_3, version_4, version_5,
    version_6, version_7, version_8, version_9, version_10, version_11, version_12, version_13,
    version_14, version_15, version_16, version_17, version_18};
const size_t fu_schema_version = sizeof fu_schema_steps / sizeof *fu_schema_steps;

static int run_step(sqlite3 *db, const char *step, size_t version)
{
    char numbers[96];
    snprintf(numbers, sizeof numbers, "PRAGMA application_id = %d; PRAGMA user_version = %zu;",
        FU_APPLICATION_ID, version);
    int code = sqlite3_exec(db, step, NULL, NULL, NULL);
    return code == SQLITE_OK ? sqlite3_exec(db, numbers, NULL, NULL, NULL) : code;
}

int fu_schema_run(sqlite3 *db, const char *const *steps, size_t from, size_t to)
{
    int code = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (size_t version = from; code == SQLITE_OK && version < to; version++) {
        code = run_step(db, steps[version], version + 1);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK && sqlite3_get_autocommit(db) == 0) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return code;
}
