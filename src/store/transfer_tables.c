/* The tables as they leave the store: every column that is not only counted. A column that a schema
 * step adds has to be added here; the test that compares the two says so. */
#include "transfer_tables.h"

#include "followupd/base/instant.h"
#include "followupd/store/transfer.h"
#include "statements_out.h"

#define NUMBER_MOST (INT64_C(1) << 53) /* what every reader of JSON keeps whole */

#define NUMBER(name, least, most)                                                                  \
    {                                                                                              \
        name, FU_COLUMN_NUMBER, false, least, most, 0                                              \
    }
#define OPTIONAL(name, least, most)                                                                \
    {                                                                                              \
        name, FU_COLUMN_NUMBER, true, least, most, 0                                               \
    }
#define ID(name) NUMBER(name, 1, NUMBER_MOST)
#define REFERENCE(name) OPTIONAL(name, 1, NUMBER_MOST)
#define COUNT(name) NUMBER(name, 0, NUMBER_MOST)
/* One that was set before there was such a column. */
#define FLAG_SET(name)                                                                             \
    {                                                                                              \
        name, FU_COLUMN_NUMBER, false, 0, 1, 1                                                     \
    }
#define FLAG(name) NUMBER(name, 0, 1)
#define MOMENT(name) NUMBER(name, FU_INSTANT_MIN, FU_INSTANT_MAX)
#define NO_MOMENT(name) OPTIONAL(name, FU_INSTANT_MIN, FU_INSTANT_MAX)
#define MARK(name) NUMBER(name, INT64_MIN, INT64_MAX)
#define LINE(name)                                                                                 \
    {                                                                                              \
        name, FU_COLUMN_LINE, false, 0, 0, 0                                                       \
    }
#define NO_LINE(name)                                                                              \
    {                                                                                              \
        name, FU_COLUMN_LINE, true, 0, 0, 0                                                        \
    }
#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, FU_COLUMN_TEXT, false, 0, 0, 0                                                       \
    }
#define ADDRESS(name)                                                                              \
    {                                                                                              \
        name, FU_COLUMN_ADDRESS, false, 0, 0, 0                                                    \
    }
#define BYTES(name)                                                                                \
    {                                                                                              \
        name, FU_COLUMN_BYTES, true, 0, 0, 0                                                       \
    }

static const struct fu_column person[] = {ID("id"), ADDRESS("address"), LINE("name"), LINE("zone"),
    NUMBER("morning", 0, 1439), NUMBER("workdays", 1, 127), LINE("confirm"), LINE("reply_to"),
    COUNT("generation"), FLAG("paused"), MOMENT("created"), FLAG("bundle"), COUNT("feed_changed")};
static const struct fu_column alias[] = {ADDRESS("address"), ID("person")};
static const struct fu_column habit[] = {ID("person"), LINE("text")};
static const struct fu_column told[] = {
    ID("person"), LINE("what"), MOMENT("since"), NUMBER("times", 1, NUMBER_MOST)};
static const struct fu_column letter[] = {ID("id"), ID("person"), NO_LINE("inbox"),
    OPTIONAL("validity", 0, UINT32_MAX), OPTIONAL("uid", 0, UINT32_MAX), MOMENT("arrived"),
    LINE("message_id"), LINE("in_reply_to"), TEXT("refs"), LINE("subject"), NO_MOMENT("date"),
    NUMBER("date_offset", -1440, 1440), LINE("from_address"), LINE("from_name"), TEXT("to_list"),
    TEXT("cc_list"), COUNT("files"), FLAG_SET("whole")};
static const struct fu_column body[] = {ID("letter"), TEXT("text"), FLAG("text_cut"), BYTES("raw")};
static const struct fu_column thread[] = {MARK("hash"), ID("letter")};
static const struct fu_column held[] = {ID("id"), ID("letter"), LINE("place"), MARK("mark"),
    MOMENT("sent"), MOMENT("created"), REFERENCE("followup")};
static const struct fu_column followup[] = {ID("id"), ID("owner"), REFERENCE("letter"),
    LINE("kind"), LINE("state"), LINE("subject"), TEXT("note"), LINE("tags"),
    NUMBER("flags", 0, 15), FLAG("to_self"), LINE("recurrence"), MOMENT("first"), LINE("start"),
    FLAG("elapsed"), FLAG("morning"), FLAG("workdays_only"), NUMBER("workdays", 0, 127),
    LINE("rrule"), LINE("zone"), LINE("canonical"), LINE("english"), MOMENT("sent"),
    MOMENT("created"), MOMENT("changed"), COUNT("sequence"), COUNT("fired")};
static const struct fu_column request[] = {MARK("hash"), COUNT("followup")};
static const struct fu_column participant[] = {
    ID("followup"), ID("person"), FLAG("owner"), FLAG("left"), MARK("mark")};
static const struct fu_column occurrence[] = {ID("id"), ID("followup"), MOMENT("moment"),
    COUNT("person"), REFERENCE("snoozed"), COUNT("folded"), LINE("state")};
static const struct fu_column event[] = {ID("id"), ID("followup"), REFERENCE("person"),
    MOMENT("at"), LINE("what"), LINE("detail"), TEXT("undo"), FLAG("undone")};
static const struct fu_column delivery[] = {ID("id"), ID("occurrence"), ADDRESS("address"),
    LINE("message_id"), LINE("state"), COUNT("attempts"), COUNT("unsure"), MOMENT("created"),
    NO_MOMENT("next_attempt"), TEXT("answer"), REFERENCE("bundle"), MOMENT("written"),
    REFERENCE("person")};
static const struct fu_column withheld[] = {ID("delivery"), FLAG("unsent")};
static const struct fu_column message[] = {ID("id"), REFERENCE("followup"), LINE("sender"),
    ADDRESS("recipient"), LINE("subject"), LINE("message_id"), NO_LINE("once"), LINE("state"),
    COUNT("attempts"), COUNT("unsure"), MOMENT("created"), NO_MOMENT("next_attempt"),
    TEXT("answer"), BYTES("bytes")};
static const struct fu_column refusal[] = {
    ADDRESS("address"), COUNT("day"), MOMENT("at"), TEXT("why")};
static const struct fu_column trace[] = {ID("id"), LINE("inbox"), NUMBER("validity", 0, UINT32_MAX),
    NUMBER("uid", 0, UINT32_MAX), MOMENT("at"), LINE("message_id"), LINE("sender"), LINE("address"),
    LINE("decision"), TEXT("reason"), TEXT("cure"), REFERENCE("followup")};
static const struct fu_column attempt[] = {ID("id"), LINE("inbox"),
    NUMBER("validity", 0, UINT32_MAX), NUMBER("uid", 0, UINT32_MAX), COUNT("tries"), LINE("state"),
    TEXT("reason"), MOMENT("at"), NO_MOMENT("again")};
static const struct fu_column inbox[] = {LINE("name"), NUMBER("validity", 0, UINT32_MAX),
    NUMBER("last_uid", 0, UINT32_MAX), NO_MOMENT("last_poll"), COUNT("not_ours"),
    COUNT("turned_away"), LINE("account"), NO_MOMENT("oldest")};
static const struct fu_column sequence[] = {LINE("name"), COUNT("seq")};

#define TABLE(name)                                                                                \
    {                                                                                              \
#name, (name), sizeof(name) / sizeof *(name)                                               \
    }

const struct fu_transfer_table fu_transfer_tables[] = {TABLE(person), TABLE(alias), TABLE(habit),
    TABLE(told), TABLE(letter), TABLE(body), TABLE(thread), TABLE(held), TABLE(followup),
    TABLE(request), TABLE(participant), TABLE(occurrence), TABLE(event), TABLE(delivery),
    TABLE(withheld), TABLE(message), TABLE(refusal), TABLE(trace), TABLE(attempt), TABLE(inbox),
    {"sqlite_sequence", sequence, sizeof sequence / sizeof *sequence}};
const size_t fu_transfer_table_count = sizeof fu_transfer_tables / sizeof *fu_transfer_tables;

#define OWN "(SELECT id FROM followup WHERE owner = ?1)"
#define LETTERS "(SELECT id FROM letter WHERE person = ?1)"
#define EVERYBODY "(SELECT address FROM person UNION ALL SELECT address FROM alias)"
#define OCCURRENCES "(SELECT id FROM occurrence WHERE followup IN " OWN " AND person IN (0, ?1))"
#define DELIVERIES                                                                                 \
    "(SELECT id FROM delivery WHERE occurrence IN " OCCURRENCES                                    \
    " AND coalesce(person = ?1, address IN " ADDRESSES "))"
#define NONE "0"
/* How far the numbers were given that SQLite does not count, of rows that are gone, too. */
#define COUNTED(table) " UNION ALL SELECT '" table "', " LAST(table) " WHERE " LAST(table) " > 0"

/* Of a follow-up that others share in, one person's export has their own part. */
const struct fu_transfer_read fu_transfer_reads[] = {
    {"", "id = ?1", "id"},
    {"", "person = ?1", "address"},
    {"", "person = ?1", "person, text"},
    {"", "person = ?1", "person, what"},
    {"", "person = ?1", "id"},
    {"", "letter IN " LETTERS, "letter"},
    {"", "letter IN " LETTERS, "hash, letter"},
    {"", "letter IN " LETTERS, "id"},
    {"", "owner = ?1", "id"},
    {"", "followup IN " OWN, "hash"},
    {"", "followup IN " OWN " AND person = ?1", "followup, person"},
    {"", "followup IN " OWN " AND person IN (0, ?1)", "id"},
    {"", "followup IN " OWN " AND coalesce(person, ?1) = ?1", "id"},
    {"", "id IN " DELIVERIES, "id"},
    {"", "delivery IN " DELIVERIES, "delivery"},
    {"recipient IN " EVERYBODY,
        "recipient IN " ADDRESSES " AND (followup IS NULL OR followup IN " OWN ")", "id"},
    {"", "address IN " ADDRESSES, "address, day"},
    {"", "sender IN " ADDRESSES, "id"},
    {"", NONE, "id"},
    {"", NONE, "name"},
    {"1" COUNTED("delivery") COUNTED("occurrence"), NONE, "name"},
};

const struct fu_transfer_promise fu_transfer_promises[] = {
    {"SELECT person FROM alias WHERE address IN (SELECT address FROM person) LIMIT 1",
        "an alias of person", "is the address of somebody else"},
    {"SELECT id FROM followup f WHERE NOT EXISTS (SELECT 1 FROM participant p"
     " WHERE p.followup = f.id AND p.person = f.owner) LIMIT 1",
        "follow-up", "has an owner who is not among its participants"},
    {"SELECT id FROM occurrence WHERE person <> 0 AND person NOT IN (SELECT id FROM person) LIMIT "
     "1",
        "occurrence", "is for somebody who is not there"},
};
const size_t fu_transfer_promise_count = sizeof fu_transfer_promises / sizeof *fu_transfer_promises;

const char fu_transfer_stranger[] =
    "SELECT id FROM message WHERE id = last_insert_rowid() AND recipient NOT IN " EVERYBODY;

const char fu_transfer_counts[] =
    "UPDATE delivery SET written = created WHERE written = 0;" /* as its schema step does */
    "UPDATE person SET"
    " pending = (SELECT count(*) FROM followup WHERE owner = person.id AND state = 'pending'),"
    " done = (SELECT count(*) FROM followup WHERE owner = person.id AND state = 'done'),"
    " cancelled = (SELECT count(*) FROM followup WHERE owner = person.id AND state = 'cancelled'),"
    " failed = (SELECT count(*) FROM followup WHERE owner = person.id AND state = 'failed')";
