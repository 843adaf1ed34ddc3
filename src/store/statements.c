/* All SQL, by table; what goes out stands in statements_out.c.
 *
 * States stand as literals, since a partial index is not used with a parameter; a query that needs
 * one repeats the index's own condition. Parameters are numbered in the order in which they are
 * put, columns in the order in which they are taken. */
#include "statements_out.h"

#include <stddef.h>

#include "followupd/record/delivery.h"

#define PERSON                                                                                     \
    "SELECT p.id, p.address, p.name, p.zone, p.morning, p.workdays, p.confirm, p.reply_to,"        \
    " p.bundle, p.generation, p.paused, p.created, p.feed_changed,"                                \
    " (SELECT group_concat(a.address, char(10)) FROM alias a WHERE a.person = p.id)"               \
    " FROM person p "

/* To and Cc of letter l: each address between a line feed and a blank or a line feed. */
#define LISTS "char(10) || l.to_list || char(10) || l.cc_list || char(10)"

#define ATTEMPT "SELECT id, inbox, validity, uid, tries, state, reason, at, again FROM attempt "

#define INBOX                                                                                      \
    "SELECT name, validity, last_uid, last_poll, not_ours, turned_away, account, oldest FROM inbox "

/* No pending occurrence is older than the oldest of all, so that a long history is not gone through. */
#define OLDEST "(SELECT moment FROM occurrence WHERE state = 'pending' ORDER BY moment LIMIT 1)"

/* Whether somebody hears of occurrence o: what is one person's comes to nobody while they have
 * left. */
#define HEARD                                                                                      \
    "(o.person = 0 OR NOT EXISTS (SELECT 1 FROM participant g"                                     \
    " WHERE g.followup = o.followup AND g.person = o.person AND g.left = 1))"

/* The soonest pending occurrence of f that somebody hears of. */
#define NEXT                                                                                       \
    "(SELECT o.moment FROM occurrence o INDEXED BY occurrence_of"                                  \
    " WHERE o.followup = f.id AND o.state = 'pending' AND o.moment >= " OLDEST " AND " HEARD       \
    " ORDER BY o.moment LIMIT 1)"

#define FOLLOWUP_ROW                                                                               \
    "SELECT f.id, f.owner, f.letter, f.kind, f.state, f.subject, f.note, f.tags, f.flags,"         \
    " f.to_self, f.recurrence, f.first, f.start, f.elapsed, f.morning, f.workdays_only,"           \
    " f.workdays, f.rrule, f.zone, f.canonical, f.english, f.sent, f.created, f.changed,"          \
    " f.sequence, f.fired, "
#define FOLLOWUP FOLLOWUP_ROW NEXT

/* As person ?6 hears of it: others' snoozes are none of theirs. */
#define NEXT_OF_THEIRS                                                                             \
    "(SELECT o.moment FROM occurrence o INDEXED BY occurrence_of"                                  \
    " WHERE o.followup = f.id AND o.state = 'pending' AND o.person IN (0, ?6) AND o.moment >="     \
    " (SELECT moment FROM occurrence WHERE state = 'pending' ORDER BY moment LIMIT 1)"             \
    " ORDER BY o.moment LIMIT 1)"

/* Whether a mail of a follow-up is on its way to a person. One of which they said `done` while it
 * waited, or which was cancelled then, goes nowhere. */
#define MAIL_TO(followup, whom)                                                                    \
    "EXISTS (SELECT 1 FROM occurrence o CROSS JOIN delivery d ON d.occurrence = o.id"              \
    " WHERE o.followup = " followup " AND d.person = " whom " AND " OPEN_MAIL                      \
    " AND d.answer NOT IN " ENDED ")"

/* What goes on for others alone is no longer pending for person ?6. */
#define THEIRS                                                                                     \
    "AND (f.state <> 'pending' OR " NEXT_OF_THEIRS " IS NOT NULL OR " MAIL_TO("f.id", "?6") ")"

#define LISTED FOLLOWUP LISTED_TOO
#define LISTED_TO_THEM FOLLOWUP_ROW NEXT_OF_THEIRS LISTED_TOO
#define LISTED_TOO                                                                                 \
    ", (SELECT address FROM person WHERE id = f.owner),"                                           \
    " (SELECT message_id FROM letter WHERE id = f.letter) "

#define WANTED                                                                                     \
    " (?2 IS NULL OR f.state = ?2)"                                                                \
    " AND (?3 IS NULL OR instr(',' || f.tags || ',', ',' || ?3 || ',') > 0)"                       \
    " AND (?5 IS NULL OR f.subject LIKE ?5 ESCAPE '!' OR f.note LIKE ?5 ESCAPE '!'"                \
    " OR EXISTS (SELECT 1 FROM letter l WHERE l.id = f.letter AND (l.from_name || ' ' ||"          \
    " l.from_address || ' ' || l.to_list || ' ' || l.cc_list) LIKE ?5 ESCAPE '!')) "

#define SHARED                                                                                     \
    " FROM participant p CROSS JOIN followup f ON f.id = p.followup"                               \
    " WHERE p.person = ?6 AND p.left = 0 AND p.followup > ?1 AND" WANTED

#define SOONEST_FIRST                                                                              \
    " ORDER BY next IS NULL, next, id LIMIT ?4) k"                                                 \
    " CROSS JOIN followup f ON f.id = k.id ORDER BY k.next IS NULL, k.next, k.id"

/* What person ?1 shares in of what is pending: their own, and others' that they have not left; each
 * by id. SQLite would sort whole rows, so they are sorted by who reads them. */
#define FEED                                                                                       \
    "(SELECT id AS followup FROM followup INDEXED BY followup_pending"                             \
    "  WHERE owner = ?1 AND state = 'pending'"                                                     \
    " UNION ALL SELECT followup FROM participant INDEXED BY participant_shared"                    \
    "  WHERE person = ?1 AND owner = 0 AND left = 0) p"

#define PARTICIPANT                                                                                \
    "SELECT s.followup, s.person, p.address, s.owner, s.left, p.paused"                            \
    " FROM participant s CROSS JOIN person p ON p.id = s.person "

#define OCCURRENCE "SELECT o.id, o.followup, o.moment, o.snoozed, o.person, o.folded, o.state "

/* o brings once more what came, and somebody asked for such a thing since ?1. */
#define PUT_OFF                                                                                    \
    " AND o.snoozed IS NOT NULL AND EXISTS (SELECT 1 FROM occurrence c INDEXED BY occurrence_of"   \
    "  WHERE c.followup = o.followup AND c.id <> o.id AND c.state IN ('fired', 'done')"            \
    "  AND (c.id = o.snoozed OR c.person IN (0, o.person)))"                                       \
    " AND EXISTS (SELECT 1 FROM event e INDEXED BY event_followup WHERE e.followup = o.followup"   \
    "  AND e.what = 'snoozed' AND e.at >= ?1 AND e.undone = 0)"

#define UNNAMED "'Something about somebody who has been erased.'"

#define PENDING " AND f.state = 'pending'" GOES("occurrence", "o") " ORDER BY o.moment"

static const char *const texts[FU_SQL_COUNT] = {
    [FU_SQL_APPLICATION] = "PRAGMA application_id",
    [FU_SQL_VERSION] = "PRAGMA user_version",

    /* person, alias, load */
    [FU_SQL_PERSON_FIND] = PERSON "WHERE p.id = coalesce("
                                  "(SELECT id FROM person WHERE address = ?1),"
                                  "(SELECT person FROM alias WHERE address = ?1))",
    [FU_SQL_PERSON_GET] = PERSON "WHERE p.id = ?1",
    [FU_SQL_PERSON_ALL] = PERSON "ORDER BY p.address",
    [FU_SQL_PERSON_ADD] =
        "INSERT INTO person (address, name, zone, morning, workdays, confirm, reply_to, bundle,"
        " generation, paused, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [FU_SQL_PERSON_SET] =
        "UPDATE person SET address = ?1, name = ?2, zone = ?3, morning = ?4, workdays = ?5,"
        " confirm = ?6, reply_to = ?7, bundle = ?8, generation = ?9, paused = ?10 WHERE id = ?11",
    [FU_SQL_PERSON_OF_ADDRESS] = "SELECT coalesce((SELECT id FROM person WHERE address = ?1),"
                                 " (SELECT person FROM alias WHERE address = ?1), 0)",
    [FU_SQL_PERSON_LOAD] = "SELECT coalesce((SELECT pending FROM person WHERE id = ?1), 0),"
                           " coalesce((SELECT sum(letters) FROM load WHERE person = ?1"
                           " AND minute BETWEEN ?2 AND ?3), 0)",
    [FU_SQL_PERSON_TOTALS] =
        "SELECT coalesce(sum(pending), 0), coalesce(sum(done), 0), coalesce(sum(cancelled), 0),"
        " coalesce(sum(failed), 0), count(*), coalesce(sum(paused), 0) FROM person",
    /* A follow-up of ?1 goes from state ?2 (NULL: it is new) to ?3 at ?4. */
    [FU_SQL_PERSON_COUNT] =
        "UPDATE person SET pending = pending - (?2 IS 'pending') + (?3 = 'pending'),"
        " done = done - (?2 IS 'done') + (?3 = 'done'),"
        " cancelled = cancelled - (?2 IS 'cancelled') + (?3 = 'cancelled'),"
        " failed = failed - (?2 IS 'failed') + (?3 = 'failed'),"
        " feed_changed = max(feed_changed, ?4) WHERE id = ?1",
    /* A follow-up of ?1 that ended in state ?2 is no more. */
    [FU_SQL_PERSON_UNCOUNT] =
        "UPDATE person SET done = done - (?2 = 'done'), cancelled = cancelled - (?2 = 'cancelled'),"
        " failed = failed - (?2 = 'failed') WHERE id = ?1",
    [FU_SQL_PERSON_FEED] = "UPDATE person SET feed_changed = max(feed_changed, ?2) WHERE id = ?1",
    [FU_SQL_PERSON_FEED_SHARED] =
        "UPDATE person SET feed_changed = max(feed_changed, ?2) WHERE id IN"
        " (SELECT person FROM participant WHERE followup = ?1 AND owner = 0)",
    [FU_SQL_PERSON_FEED_SHARERS] =
        "UPDATE person SET feed_changed = max(feed_changed + 1, ?2) WHERE id IN"
        " (SELECT s.person FROM participant p JOIN participant s ON s.followup = p.followup"
        " WHERE p.person = ?1 AND s.person <> ?1)",
    [FU_SQL_ALIAS_ADD] = "INSERT INTO alias (address, person) VALUES (?1, ?2)"
                         " ON CONFLICT DO NOTHING",
    [FU_SQL_ALIAS_CLEAR] = "DELETE FROM alias WHERE person = ?1",
    [FU_SQL_LOAD_ADD] = "INSERT INTO load (person, minute, letters) VALUES (?1, ?2, 1)"
                        " ON CONFLICT DO UPDATE SET letters = letters + 1",
    [FU_SQL_LOAD_PRUNE] = "DELETE FROM load WHERE minute < ?1",
    [FU_SQL_LOAD_ERASE] = "DELETE FROM load WHERE person = ?1",
    [FU_SQL_PERSON_PAUSED] =
        "SELECT address, count(*) OVER () FROM person WHERE paused = 1 ORDER BY address LIMIT ?1",
    [FU_SQL_PERSON_ROTATED] = "SELECT id, created, generation FROM person WHERE generation > 0",
    [FU_SQL_PERSON_ROTATE] = "UPDATE person SET generation = max(generation, ?3)"
                             " WHERE id = ?1 AND created = ?2",
    [FU_SQL_PERSON_ERASE] = "DELETE FROM person WHERE id = ?1",
    [FU_SQL_HABIT_ADD] = "INSERT INTO habit (person, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    /* Once more at ?3, or for the first time again when the counting began at ?4 or before, or
       after ?5. */
    [FU_SQL_TOLD_COUNT] = "INSERT INTO told (person, what, since, times) VALUES (?1, ?2, ?3, 1)"
                          " ON CONFLICT DO UPDATE SET"
                          " times = iif(since > ?4 AND since <= ?5, times + 1, 1),"
                          " since = iif(since > ?4 AND since <= ?5, since, ?3) RETURNING times",
    [FU_SQL_TOLD_GET] =
        "SELECT times FROM told WHERE person = ?1 AND what = ?2 AND since > ?3 AND since <= ?4",

    /* letter, body, thread */
    [FU_SQL_LETTER_OF_ORIGIN] =
        "SELECT id FROM letter WHERE inbox = ?1 AND validity = ?2 AND uid = ?3",
    [FU_SQL_LETTER_FORGET_ORIGIN] =
        "UPDATE letter SET inbox = NULL, validity = NULL, uid = NULL"
        " WHERE inbox = ?1 AND validity = ?2 AND (?3 = 0 OR uid = ?3)", /* 0: all */
    [FU_SQL_LETTER_ADD] =
        "INSERT INTO letter (person, inbox, validity, uid, arrived, message_id, in_reply_to, refs,"
        " subject, date, date_offset, from_address, from_name, to_list, cc_list, files, whole)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    [FU_SQL_LETTER_GET] =
        "SELECT l.id, l.person, l.inbox, l.validity, l.uid, l.arrived, l.message_id,"
        " l.in_reply_to, l.refs, l.subject, l.date, l.date_offset, l.from_address, l.from_name,"
        " l.to_list, l.cc_list, l.files, l.whole, b.text, b.text_cut, b.raw IS NOT NULL"
        " FROM letter l LEFT JOIN body b ON b.letter = l.id WHERE l.id = ?1",
    [FU_SQL_LETTER_OF_PERSON] = "SELECT id FROM letter WHERE person = ?1",
    [FU_SQL_LETTER_ERASE] = "DELETE FROM letter WHERE person = ?1",
    /* The Message-ID and the origin stay: they say that the mail was met. */
    [FU_SQL_LETTER_FORGET] =
        "UPDATE letter SET in_reply_to = '', refs = '', subject = '', from_name = '',"
        " to_list = '', cc_list = '' WHERE id = ?1",
    /* The next letters above ?2, and whether something is kept of each that ended before ?1. */
    [FU_SQL_LETTER_FORGETTABLE] =
        "SELECT l.id, l.arrived < ?1 AND (l.from_name <> '' OR l.subject <> ''"
        "  OR l.to_list <> '' OR l.cc_list <> '' OR l.refs <> '' OR l.in_reply_to <> ''"
        "  OR EXISTS (SELECT 1 FROM body b WHERE b.letter = l.id))"
        " AND NOT EXISTS (SELECT 1 FROM followup f WHERE f.letter = l.id"
        "  AND (f.state = 'pending' OR f.changed >= ?1))"
        " AND NOT EXISTS (SELECT 1 FROM held h WHERE h.letter = l.id)"
        " FROM letter l WHERE l.id > ?2 ORDER BY l.id LIMIT ?3",
    /* The next letters above ?2, and whether each came before ?1 and nothing hangs on it. */
    [FU_SQL_LETTER_NEEDLESS] = "SELECT l.id, l.arrived < ?1"
                               " AND NOT EXISTS (SELECT 1 FROM followup f WHERE f.letter = l.id)"
                               " AND NOT EXISTS (SELECT 1 FROM held h WHERE h.letter = l.id)"
                               " FROM letter l WHERE l.id > ?2 ORDER BY l.id LIMIT ?3",
    [FU_SQL_LETTER_REMOVE] = "DELETE FROM letter WHERE id = ?1",
    [FU_SQL_BODY_ADD] = "INSERT INTO body (letter, text, text_cut, raw) VALUES (?1, ?2, ?3, ?4)",
    [FU_SQL_BODY_RAW] = "SELECT raw FROM body WHERE letter = ?1",
    [FU_SQL_BODY_FORGET] = "DELETE FROM body WHERE letter = ?1",
    [FU_SQL_THREAD_ADD] =
        "INSERT INTO thread (hash, letter) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    [FU_SQL_THREAD_FIND] =
        "SELECT f.id FROM thread t CROSS JOIN followup f INDEXED BY followup_letter"
        " ON f.letter = t.letter"
        " CROSS JOIN participant p ON p.followup = f.id AND p.person = ?2"
        " WHERE t.hash = ?1 AND f.state = 'pending' AND p.left = 0",
    /* A letter of thread ?1, not ?4 itself, of which a follow-up was made, or which was held (with
     * ?3 one of person ?5, too), and in whose To or Cc ?2 stands. */
    [FU_SQL_THREAD_NAMES] =
        "SELECT 1 FROM thread t CROSS JOIN letter l ON l.id = t.letter WHERE t.hash = ?1"
        " AND l.message_id <> ?4 AND (EXISTS (SELECT 1 FROM followup f INDEXED BY followup_letter"
        "   WHERE f.letter = t.letter)"
        "  OR ((?3 OR l.person <> ?5) AND EXISTS (SELECT 1 FROM held h WHERE h.letter = t.letter)))"
        " AND (instr(" LISTS ", char(10) || ?2 || ' ') > 0"
        "  OR instr(" LISTS ", char(10) || ?2 || char(10)) > 0) LIMIT 1",
    [FU_SQL_THREAD_FORGET] = "DELETE FROM thread WHERE hash = ?1 AND letter = ?2",
    [FU_SQL_HELD_ADD] = "INSERT INTO held (letter, place, mark, sent, created, followup)"
                        " VALUES (?1, ?2, 0, ?3, ?4, NULL)",
    [FU_SQL_HELD_MARK] = "UPDATE held SET mark = ?1 WHERE id = ?2",
    [FU_SQL_HELD_MARKED] =
        "SELECT h.id, h.letter, l.person, h.place, h.sent, h.created, h.followup"
        " FROM held h CROSS JOIN letter l ON l.id = h.letter WHERE h.mark = ?1 ORDER BY h.id",
    [FU_SQL_HELD_MADE] = "UPDATE held SET followup = ?1 WHERE id = ?2",
    [FU_SQL_HELD_PRUNE] = "DELETE FROM held WHERE created < ?1",

    /* attempt, inbox, trace */
    [FU_SQL_ATTEMPT_ADD] =
        "INSERT INTO attempt (inbox, validity, uid, tries, state, reason, at, again)"
        " VALUES (?1, ?2, ?3, 1, 'trying', '', ?4, NULL) ON CONFLICT DO NOTHING",
    [FU_SQL_ATTEMPT_AGAIN] = "UPDATE attempt SET tries = tries + 1, at = ?4,"
                             " state = CASE state WHEN 'filing' THEN state ELSE 'trying' END"
                             " WHERE inbox = ?1 AND validity = ?2 AND uid = ?3",
    [FU_SQL_ATTEMPT_TRIES] =
        "SELECT tries FROM attempt WHERE inbox = ?1 AND validity = ?2 AND uid = ?3",
    [FU_SQL_ATTEMPT_SET] = "UPDATE attempt SET state = ?1, reason = ?2, at = ?3, again = ?4"
                           " WHERE inbox = ?5 AND validity = ?6 AND uid = ?7",
    [FU_SQL_ATTEMPT_PUT] =
        "INSERT INTO attempt (state, reason, at, again, inbox, validity, uid, tries)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
    [FU_SQL_ATTEMPT_END] = "DELETE FROM attempt WHERE inbox = ?1 AND validity = ?2 AND uid = ?3",
    [FU_SQL_ATTEMPT_GET] = ATTEMPT "WHERE id = ?1",
    [FU_SQL_ATTEMPT_ALL] = ATTEMPT "WHERE state = ?1 ORDER BY inbox, validity, uid",
    [FU_SQL_ATTEMPT_OF_INBOX] = ATTEMPT "WHERE state = ?1 AND inbox = ?2 ORDER BY validity, uid",
    [FU_SQL_ATTEMPT_FORGET] = "DELETE FROM attempt WHERE inbox = ?1",
    [FU_SQL_ATTEMPT_TOTALS] = "SELECT coalesce(sum(state = 'quarantined'), 0),"
                              " coalesce(sum(state = 'waiting'), 0) FROM attempt",
    [FU_SQL_NUMBER_SET] = "INSERT INTO number (inbox, uid, arrived) VALUES (?1, ?2, ?3)"
                          " ON CONFLICT DO UPDATE SET arrived = ?3",
    [FU_SQL_NUMBER_OF_INBOX] =
        "SELECT uid, arrived FROM number WHERE inbox = ?1 UNION ALL"
        " SELECT a.uid, NULL FROM attempt a WHERE a.inbox = ?1"
        " AND a.state IN ('quarantined', 'waiting')"
        " AND NOT EXISTS (SELECT 1 FROM number n WHERE n.inbox = ?1 AND n.uid = a.uid)"
        " ORDER BY uid",
    [FU_SQL_NUMBER_FORGET] = "DELETE FROM number WHERE inbox = ?1",
    /* What is looked at again begins a day or two before the last look, however long ago that is.
     */
    [FU_SQL_NUMBER_PRUNE] = "DELETE FROM number WHERE arrived < min(?1, coalesce((SELECT"
                            " i.last_poll - 172800 FROM inbox i WHERE i.name = number.inbox), ?1))",
    [FU_SQL_INBOX_GET] = INBOX "WHERE name = ?1",
    [FU_SQL_INBOX_ALL] = INBOX "ORDER BY name",
    [FU_SQL_INBOX_SET] =
        "INSERT INTO inbox (name, validity, last_uid, last_poll, not_ours, turned_away, account,"
        " oldest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, ''), ?8) ON CONFLICT DO UPDATE SET"
        " validity = ?2, last_uid = ?3, last_poll = ?4, not_ours = not_ours + ?5,"
        " turned_away = turned_away + ?6, account = coalesce(?7, account), oldest = ?8",
    [FU_SQL_INBOX_RENAME] = "UPDATE OR REPLACE inbox SET name = ?2 WHERE name = ?1",
    [FU_SQL_LETTER_DISOWN] =
        "UPDATE letter SET inbox = NULL, validity = NULL, uid = NULL WHERE inbox = ?1",
    [FU_SQL_LETTER_RENAME] = "UPDATE OR IGNORE letter SET inbox = ?2 WHERE inbox = ?1",
    [FU_SQL_ATTEMPT_RENAME] = "UPDATE OR IGNORE attempt SET inbox = ?2 WHERE inbox = ?1",
    [FU_SQL_NUMBER_RENAME] = "UPDATE OR IGNORE number SET inbox = ?2 WHERE inbox = ?1",
    [FU_SQL_TRACE_RENAME] = "UPDATE trace SET inbox = ?2 WHERE inbox = ?1",
    [FU_SQL_TRACE_ADD] =
        "INSERT INTO trace (inbox, validity, uid, at, message_id, sender, address, decision,"
        " reason, cure, followup) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [FU_SQL_TRACE_FIND] =
        "SELECT inbox, validity, uid, at, message_id, sender, address, decision, reason, cure,"
        " followup FROM trace"
        " WHERE (?1 IS NULL OR message_id = ?1 COLLATE NOCASE OR sender = ?1 OR address = ?1)"
        " AND at >= ?2"
        " ORDER BY id DESC LIMIT ?3",
    /* The next traces above ?3: whether each is older than ?1, and whether it is from then to ?2.
     */
    [FU_SQL_TRACE_OLDEST] =
        "SELECT id, at < ?1, at BETWEEN ?1 AND ?2 FROM trace WHERE id > ?3 ORDER BY id LIMIT ?4",
    [FU_SQL_TRACE_PRUNE] = "DELETE FROM trace WHERE id <= ?1 AND (at < ?2 OR at > ?3)",
    /* Among the last ones only: traces are many, and have no index. */
    [FU_SQL_TRACE_DOUBTED] =
        "SELECT sender, reason, cure, min(at), count(*) FROM trace"
        " WHERE id > (SELECT coalesce(max(id), 0) FROM trace) - 50000"
        " AND decision = 'doubted' AND at >= ?1 GROUP BY sender ORDER BY max(id) DESC LIMIT ?2",
    /* Of a delivery report the address is that of the reminder. */
    [FU_SQL_TRACE_ERASE] = "DELETE FROM trace WHERE sender IN " EVER_THEIRS
                           " OR address IN " EVER_THEIRS " OR " OF_THEIRS,

    /* followup, request, participant */
    [FU_SQL_FOLLOWUP_ADD] =
        "INSERT INTO followup (owner, letter, kind, state, subject, note, tags, flags, to_self,"
        " recurrence, first, start, elapsed, morning, workdays_only, workdays, rrule, zone,"
        " canonical, english, sent, created, changed, sequence, fired)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
        " ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
    [FU_SQL_FOLLOWUP_GET] = FOLLOWUP " FROM followup f WHERE f.id = ?1",
    [FU_SQL_FOLLOWUP_OWNER] = "SELECT owner, state FROM followup WHERE id = ?1",
    /* What is kept back is unsure, and known to be kept back; what waits to be dropped comes no
       more. */
    [FU_SQL_FOLLOWUP_OPEN] =
        "SELECT EXISTS (SELECT 1 FROM occurrence o INDEXED BY occurrence_of WHERE o.followup = ?1"
        " AND o.moment >= " OLDEST " AND o.state = 'pending' AND " HEARD ")"
        " OR EXISTS (SELECT 1 FROM occurrence o CROSS JOIN delivery d ON d.occurrence = o.id"
        " WHERE o.followup = ?1 AND " OPEN_MAIL
        " AND (d.state = 'sending' OR d.answer NOT IN " ENDED "))",
    [FU_SQL_FOLLOWUP_MAIL] = "SELECT " MAIL_TO("?1", "?2"),
    [FU_SQL_FOLLOWUP_ALIKE] =
        "SELECT count(*) FROM followup n WHERE n.id >= ?1 AND (n.subject, n.canonical) IN"
        " (SELECT f.subject, f.canonical FROM participant p CROSS JOIN followup f"
        " ON f.id = p.followup WHERE p.person = (SELECT owner FROM followup WHERE id = ?1)"
        " AND p.owner = 1 AND p.followup < ?1 AND f.state = 'pending')",
    [FU_SQL_FOLLOWUP_SET] =
        "UPDATE followup SET kind = ?1, state = ?2, subject = ?3, note = ?4, tags = ?5,"
        " flags = ?6, to_self = ?7, recurrence = ?8, first = ?9, start = ?10, elapsed = ?11,"
        " morning = ?12, workdays_only = ?13, workdays = ?14, rrule = ?15, zone = ?16,"
        " canonical = ?17, english = ?18, sent = ?19, changed = ?20, fired = ?21,"
        " sequence = sequence + 1 WHERE id = ?22",
    /* Calendars know a version by the sum of both, which grows with every change. */
    [FU_SQL_FOLLOWUP_STATE] = "UPDATE followup SET state = ?1, fired = max(fired + ?2, 0),"
                              " sequence = sequence + (?2 <= 0), changed = ?3 WHERE id = ?4",
    [FU_SQL_FOLLOWUP_CHANGED] = "UPDATE followup SET rrule = ?1, changed = ?2 WHERE id = ?3",
    [FU_SQL_FOLLOWUP_LIST_BY_ID] =
        LISTED "FROM followup f WHERE f.id > ?1 AND" WANTED "ORDER BY f.id LIMIT ?4",
    [FU_SQL_FOLLOWUP_LIST_BY_NEXT] =
        LISTED "FROM (SELECT f.id AS id, " NEXT
               " AS next FROM followup f WHERE f.id > ?1 AND" WANTED SOONEST_FIRST,
    [FU_SQL_FOLLOWUP_SHARED_BY_ID] = LISTED_TO_THEM SHARED "ORDER BY p.followup LIMIT ?4",
    [FU_SQL_FOLLOWUP_SHARED_BY_NEXT] = LISTED_TO_THEM "FROM (SELECT f.id AS id, " NEXT_OF_THEIRS
                                                      " AS next" SHARED THEIRS SOONEST_FIRST,
    [FU_SQL_FOLLOWUP_SHARED_OVER] = LISTED_TO_THEM SHARED
    "AND f.state <> 'pending' ORDER BY f.changed DESC, f.id DESC LIMIT ?4",
    [FU_SQL_FOLLOWUP_OTHERS] = "SELECT p.followup FROM participant p INDEXED BY participant_shared"
                               " CROSS JOIN followup f ON f.id = p.followup"
                               " WHERE p.person = ?1 AND p.owner = 0 AND f.state = 'pending'",
    [FU_SQL_FOLLOWUP_TAGS] =
        "SELECT DISTINCT f.tags FROM participant p CROSS JOIN followup f ON f.id = p.followup"
        " WHERE p.person = ?1 AND p.left = 0 AND f.state = 'pending' AND f.tags <> ''"
        " ORDER BY f.tags",
    [FU_SQL_FEED_FOLLOWUPS] =
        FOLLOWUP_ROW "NULL, l.from_address, l.from_name, l.to_list, l.cc_list FROM " FEED
                     " CROSS JOIN followup f ON f.id = p.followup"
                     " LEFT JOIN letter l ON l.id = f.letter WHERE f.state = 'pending' LIMIT ?2",
    [FU_SQL_FEED_OCCURRENCES] = OCCURRENCE
    "FROM " FEED " CROSS JOIN occurrence o INDEXED BY occurrence_of"
    " ON o.followup = p.followup WHERE o.state = 'pending'"
    " AND o.moment >= " OLDEST " AND o.person IN (0, ?1)"
    " UNION ALL " OCCURRENCE "FROM " FEED " CROSS JOIN occurrence o INDEXED BY occurrence_skipped"
    " ON o.followup = p.followup WHERE o.state = 'skipped'",
    [FU_SQL_REQUEST_FIND] = "SELECT 1, (SELECT id FROM followup WHERE id = r.followup)"
                            " FROM request r WHERE r.hash = ?1",
    [FU_SQL_FOLLOWUP_ERASE] = "DELETE FROM followup WHERE owner = ?1",
    /* The next follow-ups above ?2, whose and in which state; and whether each ended before ?1 and
       no mail of it is under way. */
    [FU_SQL_FOLLOWUP_NEEDLESS] =
        "SELECT f.id, f.owner, f.state, f.state <> 'pending' AND f.changed < ?1"
        " AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.followup = f.id AND " UNDER_WAY ")"
        " FROM followup f WHERE f.id > ?2 ORDER BY f.id LIMIT ?3",
    /* The next pending ones above ?2 to which something happened before ?1. */
    [FU_SQL_FOLLOWUP_PAST] =
        "SELECT f.id FROM followup f WHERE f.id > ?2 AND f.state = 'pending' AND EXISTS (SELECT 1"
        " FROM occurrence o INDEXED BY occurrence_of WHERE o.followup = f.id AND o.moment < ?1)"
        " ORDER BY f.id LIMIT ?3",
    [FU_SQL_FOLLOWUP_REMOVE] = "DELETE FROM followup WHERE id = ?1",
    [FU_SQL_REQUEST_ADD] = "INSERT INTO request (hash, followup) VALUES (?1, ?2)",
    [FU_SQL_PARTICIPANT_ADD] =
        "INSERT INTO participant (followup, person, owner, left, mark) VALUES (?1, ?2, ?3, 0, ?4)"
        " ON CONFLICT DO NOTHING",
    [FU_SQL_PARTICIPANT_OF] = PARTICIPANT "WHERE s.followup = ?1 ORDER BY s.owner DESC, s.person",
    [FU_SQL_PARTICIPANT_MARKED] = PARTICIPANT "WHERE s.mark = ?1 ORDER BY s.followup, s.person",
    [FU_SQL_PARTICIPANT_MARKS] =
        "SELECT followup, person, mark FROM participant WHERE (followup, person) > (?1, ?2)"
        " ORDER BY followup, person LIMIT ?3",
    [FU_SQL_PARTICIPANT_MARK] =
        "UPDATE participant SET mark = ?1 WHERE followup = ?2 AND person = ?3",
    [FU_SQL_PARTICIPANT_LEAVE] =
        "UPDATE participant SET left = ?1 WHERE followup = ?2 AND person = ?3",
    [FU_SQL_PARTICIPANT_ERASE] = "DELETE FROM participant WHERE person = ?1 AND owner = 0",

    /* occurrence, event */
    [FU_SQL_OCCURRENCE_FIND] =
        "SELECT id FROM occurrence WHERE followup = ?1 AND moment = ?2 AND person = ?3"
        " AND (snoozed IS NULL) = ?4",
    [FU_SQL_OCCURRENCE_AGAIN] =
        "UPDATE occurrence SET state = 'pending' WHERE id = ?1 AND state <> 'pending'",
    [FU_SQL_OCCURRENCE_ADD] =
        "INSERT INTO occurrence (id, followup, moment, snoozed, person, folded, state) VALUES"
        " (" UNUSED("occurrence") ", ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    [FU_SQL_OCCURRENCE_GET] = OCCURRENCE "FROM occurrence o WHERE o.id = ?1",
    /* Two ways, since naming a column rewrites its index even where the value stays. */
    [FU_SQL_OCCURRENCE_SET] = "UPDATE occurrence SET state = ?1, folded = ?2"
                              " WHERE id = ?3 AND moment = ?4",
    [FU_SQL_OCCURRENCE_MOVE] = "UPDATE occurrence SET state = ?1, folded = ?2, moment = ?4"
                               " WHERE id = ?3",
    [FU_SQL_OCCURRENCE_OF] =
        OCCURRENCE "FROM occurrence o INDEXED BY occurrence_of"
                   " WHERE o.followup = ?1 AND o.moment >= ?2 AND ?3 & CASE o.state"
                   " WHEN 'pending' THEN 1 WHEN 'fired' THEN 2 WHEN 'done' THEN 4"
                   " WHEN 'skipped' THEN 8 ELSE 16 END ORDER BY o.moment, o.person",
    [FU_SQL_OCCURRENCE_PENDING] =
        OCCURRENCE "FROM occurrence o INDEXED BY occurrence_of WHERE o.followup = ?1"
                   " AND o.moment >= max(?2, " OLDEST ") AND o.state = 'pending'"
                   " ORDER BY o.moment, o.person",
    /* What a later one brings once more is counted. */
    [FU_SQL_OCCURRENCE_FORGET] =
        "DELETE FROM occurrence WHERE id IN (SELECT o.id " PAST " AND o.id NOT IN (SELECT s.snoozed"
        "  FROM occurrence s WHERE s.followup = ?1 AND s.snoozed IS NOT NULL) LIMIT ?3)",
    /* What was to come before ?1 to whoever had left, of what has ended: it would stay the oldest
       that is pending. */
    [FU_SQL_OCCURRENCE_UNHEARD] =
        "UPDATE occurrence SET state = 'cancelled' WHERE id IN (SELECT o.id FROM occurrence o"
        " INDEXED BY occurrence_due CROSS JOIN followup f ON f.id = o.followup"
        " WHERE o.state = 'pending' AND o.moment < ?1 AND f.state <> 'pending' AND NOT " HEARD ")",
    [FU_SQL_OCCURRENCE_LAST] =
        OCCURRENCE "FROM occurrence o INDEXED BY occurrence_of WHERE o.followup = ?1"
                   " AND (o.state = 'fired' OR (o.state = 'done' AND (o.moment <= ?2 OR (?2 IS NULL"
                   " AND EXISTS (SELECT 1 FROM delivery d WHERE d.occurrence = o.id)))))"
                   " AND (?3 = 0 OR o.snoozed IS NULL OR o.person IN (0, ?3))"
                   " ORDER BY o.moment DESC, o.person DESC LIMIT 1",
    [FU_SQL_OCCURRENCE_ORIGIN] =
        "WITH RECURSIVE back (moment, snoozed, came, steps) AS ("
        "SELECT moment, snoozed, 1, 1 FROM occurrence WHERE id = ?1 UNION ALL"
        " SELECT o.moment, o.snoozed, o.state <> 'cancelled', b.steps + 1"
        " FROM back b CROSS JOIN occurrence o ON o.id = b.snoozed WHERE b.steps < 10000)"
        " SELECT min(moment), count(*) FROM back WHERE came HAVING count(*) > 0",
    [FU_SQL_OCCURRENCE_WAITING] =
        "SELECT d.occurrence FROM delivery d WHERE d.occurrence = (SELECT id FROM occurrence"
        " INDEXED BY occurrence_of WHERE followup = ?1 AND moment < ?2 AND person IN (0, ?3)"
        " AND state = 'fired' ORDER BY moment DESC LIMIT 1)"
        " AND d.person = ?4 AND d.state = 'queued' AND d.unsure = 0"
        " AND d.answer NOT IN " ENDED,
    [FU_SQL_OCCURRENCE_DUE] =
        OCCURRENCE "FROM occurrence o INDEXED BY occurrence_due"
                   " CROSS JOIN followup f ON f.id = o.followup"
                   " WHERE o.state = 'pending' AND o.moment <= ?1" PENDING " LIMIT ?2",
    /* The same with everybody's first before anybody's second. */
    [FU_SQL_OCCURRENCE_FAIR] =
        OCCURRENCE "FROM occurrence o INDEXED BY occurrence_due"
                   " CROSS JOIN followup f ON f.id = o.followup"
                   " WHERE o.state = 'pending' AND o.moment <= ?1 AND f.state = 'pending'" GOES(
                       "occurrence", "o") " ORDER BY row_number() OVER (PARTITION BY f.owner"
                                          " ORDER BY o.moment, o.id), o.moment, o.id LIMIT ?2",
    [FU_SQL_OCCURRENCE_NEXT] = "SELECT o.moment FROM occurrence o INDEXED BY occurrence_due"
                               " CROSS JOIN followup f ON f.id = o.followup"
                               " WHERE o.state = 'pending'" PENDING " LIMIT 1",
    [FU_SQL_OCCURRENCE_PUT_OFF] = OCCURRENCE
    "FROM occurrence o INDEXED BY occurrence_due WHERE o.state = 'pending'" PUT_OFF
    " UNION " OCCURRENCE "FROM delivery d INDEXED BY delivery_open"
    " CROSS JOIN occurrence o ON o.id = d.occurrence AND o.state = 'fired'"
    " WHERE d.state <> 'sent' AND d.state IN ('queued', 'sending', 'unsure')" PUT_OFF,
    [FU_SQL_OCCURRENCE_ERASE] = "DELETE FROM occurrence WHERE person = ?1",
    [FU_SQL_EVENT_ADD] = "INSERT INTO event (followup, person, at, what, detail, undo, undone)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [FU_SQL_EVENT_OF] = "SELECT id, followup, person, at, what, detail, undo, undone FROM event"
                        " WHERE followup = ?1 ORDER BY id",
    [FU_SQL_EVENT_UNDONE] = "UPDATE event SET undone = 1 WHERE id = ?1",
    /* Among the last ones only: events are many, and have no index by time. */
    [FU_SQL_EVENT_UNSENT] =
        "SELECT followup, detail, at, count(*) OVER () FROM event"
        " WHERE id > (SELECT coalesce(max(id), 0) FROM event) - 50000"
        " AND what IN ('failed', 'unsure') AND at >= ?1 AND detail <> ?2 ORDER BY id DESC LIMIT ?3",
    /* Of ?1 before ?2; not the first, nor the last, nor the last that each may take back, nor what
       says of a moment that is to come that somebody asked for it, or has ended it, nor what has
       ended a mail of what came last. */
    [FU_SQL_EVENT_FORGET] =
        "DELETE FROM event WHERE id IN (SELECT e.id FROM event e INDEXED BY event_followup"
        " WHERE e.followup = ?1 AND e.at < ?2"
        " AND e.id > (SELECT min(id) FROM event INDEXED BY event_followup WHERE followup = ?1)"
        " AND e.id < (SELECT max(id) FROM event INDEXED BY event_followup WHERE followup = ?1)"
        " AND (e.undo = '' OR e.undone = 1 OR EXISTS (SELECT 1 FROM event n"
        "  INDEXED BY event_followup WHERE n.followup = ?1 AND n.id > e.id"
        "  AND n.person IS e.person AND n.undo <> '' AND n.undone = 0))"
        " AND (e.undo = '' OR e.undone = 1 OR NOT EXISTS (SELECT 1"
        "  FROM occurrence o INDEXED BY occurrence_of"
        "  LEFT JOIN delivery d ON d.occurrence = o.id AND d.state <> 'sent' WHERE o.followup = ?1"
        "  AND o.moment >= min(?2, coalesce(" OLDEST ", ?2), coalesce(" LAST_OWN ", ?2))"
        "  AND (((o.state = 'pending' OR o.moment >= ?2)"
        "   AND instr(char(10) || e.undo, char(10) || 'occurrence ' || o.id || ' ') > 0)"
        "  OR instr(char(10) || e.undo, char(10) || 'mail ' || d.id || char(10)) > 0))) LIMIT ?3)",
    [FU_SQL_EVENT_ERASE] = "UPDATE event SET person = NULL, detail = '' WHERE person = ?1",
    /* What a server said of a reminder to them, of what others own. Their addresses are found once,
       since that reads every letter, and not for each event. */
    [FU_SQL_EVENT_UNNAME] =
        "UPDATE event SET detail = '' WHERE id IN"
        " (SELECT e.id FROM " EVER_THEIRS " t CROSS JOIN event e"
        " WHERE e.followup IN (SELECT followup FROM participant WHERE person = ?1 AND owner = 0)"
        " AND instr(lower(e.detail), t.address) > 0)",

    /* refusal */
    [FU_SQL_REFUSAL_ADD] =
        "INSERT INTO refusal (address, day, at, why) VALUES (?1, ?2 / 86400, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET at = ?3, why = ?4",
    [FU_SQL_REFUSAL_OF] =
        "SELECT count(*), min(day) * 86400, max(at), coalesce((SELECT why FROM refusal WHERE "
        "address = ?1"
        " ORDER BY day DESC LIMIT 1), '') FROM refusal WHERE address = ?1 AND day >= ?2 / 86400",
    [FU_SQL_REFUSAL_FORGET] = "DELETE FROM refusal WHERE address = ?1",
    /* Those of a paused address say why it is. */
    [FU_SQL_REFUSAL_PRUNE] = "DELETE FROM refusal WHERE day < ?1 / 86400"
                             " AND address NOT IN (SELECT address FROM person WHERE paused = 1)",
    [FU_SQL_REFUSAL_ERASE] = "DELETE FROM refusal WHERE address IN " EVER_THEIRS,

    /* session */
    [FU_SQL_SESSION_ADD] =
        "INSERT INTO session (digest, kind, person, expires) VALUES (?1, ?2, ?3, ?4)",
    [FU_SQL_SESSION_FIND] =
        "SELECT person FROM session WHERE digest = ?1 AND kind = ?2 AND expires > ?3",
    [FU_SQL_SESSION_END] = "DELETE FROM session WHERE digest = ?1 AND kind = ?2",
    [FU_SQL_SESSION_COUNT] =
        "SELECT count(*) FROM session WHERE person = ?1 AND kind = ?2 AND expires > ?3",
    [FU_SQL_SESSION_END_ALL] = "DELETE FROM session WHERE person = ?1",
    [FU_SQL_SESSION_CLEAR] = "DELETE FROM session",
    [FU_SQL_SESSION_PRUNE] = "DELETE FROM session WHERE expires < ?1",

    /* enclosure, sequence, trouble */
    [FU_SQL_ENCLOSURE_GET] = "SELECT content FROM enclosure WHERE name = ?1",
    [FU_SQL_ENCLOSURE_ADD] = "INSERT INTO enclosure (name, content) VALUES (?1, ?2)",
    [FU_SQL_ENCLOSURE_CLEAR] = "DELETE FROM enclosure",
    [FU_SQL_SEQUENCE_GET] =
        "SELECT CASE ?1 WHEN 'delivery' THEN " LAST("delivery") " WHEN 'occurrence' THEN " LAST(
            "occurrence") " ELSE coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?1), 0) "
                          "END",
    [FU_SQL_SEQUENCE_TALLY] = "UPDATE tally SET count = ?2 WHERE what = ?1",
    [FU_SQL_SEQUENCE_END] = "DELETE FROM sqlite_sequence WHERE name = ?1",
    [FU_SQL_SEQUENCE_SET] = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
    [FU_SQL_TROUBLE_SET] = "INSERT INTO trouble (duty, sentence, since) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT DO UPDATE SET sentence = ?2",
    [FU_SQL_TROUBLE_CLEAR] = "DELETE FROM trouble WHERE duty = ?1",
    [FU_SQL_ALERT_ALL] = "SELECT kind, sentence, since, told FROM alert ORDER BY kind",
    [FU_SQL_ALERT_SET] = "INSERT INTO alert (kind, sentence, since, told) VALUES (?1, ?2, ?3, ?4)"
                         " ON CONFLICT DO UPDATE SET sentence = ?2, since = ?3, told = ?4",
    [FU_SQL_ALERT_END] = "DELETE FROM alert WHERE kind = ?1",
    /* The next look at what is wrong writes the sentence of what lasts anew. */
    [FU_SQL_ALERT_UNNAME] = "UPDATE alert SET sentence = " UNNAMED " WHERE " NAMES_THEM("sentence"),
    [FU_SQL_TROUBLE_UNNAME] =
        "UPDATE trouble SET sentence = " UNNAMED " WHERE " NAMES_THEM("sentence"),
    [FU_SQL_CERTIFICATE_SET] = "INSERT INTO certificate (server, ends) VALUES (?1, ?2)"
                               " ON CONFLICT DO UPDATE SET ends = ?2 WHERE ends <> ?2",
    [FU_SQL_CERTIFICATE_END] = "DELETE FROM certificate WHERE server = ?1",
    [FU_SQL_CERTIFICATE_ENDING] =
        "SELECT server, ends FROM certificate WHERE ends < ?1 ORDER BY ends, server",
    [FU_SQL_TROUBLE_ALL] = "SELECT duty, sentence, since FROM trouble ORDER BY since, duty",
    [FU_SQL_DATA_VERSION] = "PRAGMA data_version",
};

const char *fu_sql_text(enum fu_sql sql)
{
    return texts[sql] != NULL ? texts[sql] : fu_sql_out_texts[sql];
}
