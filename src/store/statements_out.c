/* The statements about what goes out: deliveries and messages, and what was put aside or kept back.
 */
#include "statements_out.h"

#include "followupd/record/delivery.h"

/* One shape for both kinds of mail. */
#define DELIVERY                                                                                   \
    "SELECT 0, d.id, d.occurrence, o.followup, d.person, d.address, f.subject, d.message_id, "     \
    "d.state,"                                                                                     \
    " d.attempts, d.unsure, d.created, d.next_attempt, d.answer, d.bundle, d.written"              \
    " FROM delivery d CROSS JOIN occurrence o ON o.id = d.occurrence"                              \
    " CROSS JOIN followup f ON f.id = o.followup "
#define MESSAGE                                                                                    \
    "SELECT 1, m.id, 0, m.followup, NULL, m.recipient, m.subject, m.message_id, m.state,"          \
    " m.attempts, m.unsure, m.created, m.next_attempt, m.answer, NULL, m.created"                  \
    " FROM message m "

/* The answers of what was dropped, which is no trouble. */
#define DROPPED "('" FU_UNWANTED_ANSWER "', '" FU_DROPPED_ANSWER "')"

/* The events that have ended mail `delivery`, which name it, and were not taken back. */
#define ENDING                                                                                     \
    "FROM event e INDEXED BY event_followup WHERE e.followup ="                                    \
    " (SELECT followup FROM occurrence WHERE id = delivery.occurrence) AND e.undone = 0"           \
    " AND instr(char(10) || e.undo, char(10) || 'mail ' || delivery.id || char(10)) > 0"

#define WITHHELD                                                                                   \
    "SELECT d.id, o.followup, o.id, o.moment, d.person, d.address, f.subject, h.unsent FROM "

/* How many of the same person's go before it. */
#define ROUND(person) "row_number() OVER (PARTITION BY " person " ORDER BY next_attempt)"

#define WAITING(table, row)                                                                        \
    " FROM " table " " row " WHERE state <> 'sent' AND state = 'queued'" GOES(table, row)

#define DELAYED                                                                                    \
    " AND answer <> '' AND answer NOT IN " ENDED " AND answer NOT GLOB '[45][0-9][0-9]*'"

const char *const fu_sql_out_texts[FU_SQL_COUNT] = {
    /* delivery */
    /* What was dropped, or is to be, before it could go out is as if it had never been. */
    [FU_SQL_DELIVERY_ADD] =
        "INSERT INTO delivery (occurrence, person, address, message_id, state, attempts, unsure,"
        " created, written, next_attempt, answer, id)"
        " VALUES (?1, ?2, ?3, ?4, 'sending', 1, 0, ?5, ?5, NULL, '', " UNUSED(
            "delivery") ")"
                        " ON CONFLICT (occurrence, coalesce(person, address)) DO UPDATE SET"
                        " state = 'sending', address = ?3, attempts = 1, created = ?5,"
                        " written = ?5, next_attempt = NULL, answer = '', bundle = NULL"
                        " WHERE unsure = 0 AND ((state = 'queued' AND answer IN " ENDED
                        ") OR (state = 'failed' AND answer = '" FU_UNWANTED_ANSWER
                        "')) RETURNING id",
    [FU_SQL_DELIVERY_GET] = DELIVERY "WHERE d.id = ?1",
    [FU_SQL_DELIVERY_SET] = "UPDATE delivery SET state = ?1, unsure = ?2, next_attempt = ?3,"
                            " answer = ?4 WHERE id = ?5",
    [FU_SQL_DELIVERY_ANEW] = "UPDATE delivery SET created = ?2 WHERE id = ?1",
    /* It goes where its person is by now, unless it may have arrived where they were. */
    [FU_SQL_DELIVERY_CLAIM] =
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1,"
        " written = iif(unsure = 0, ?2, written), address = iif(unsure = 0,"
        " coalesce((SELECT p.address FROM person p WHERE p.id = delivery.person), address),"
        " address) WHERE id = ?1",
    [FU_SQL_DELIVERY_UNCLAIM] =
        "UPDATE delivery SET state = 'queued', next_attempt = created,"
        " attempts = max(attempts - 1, 0) WHERE id = ?1 AND state = 'sending'",
    [FU_SQL_DELIVERY_OF] = DELIVERY "WHERE d.occurrence IN"
                                    " (SELECT id FROM occurrence WHERE followup = ?1)"
                                    " ORDER BY d.id",
    [FU_SQL_DELIVERY_SENDING] = DELIVERY
    "WHERE d.state <> 'sent' AND d.state = 'sending'" GOES("delivery", "d") " ORDER BY d.id",
    [FU_SQL_BUNDLE_SET] = "UPDATE delivery SET bundle = ?1 WHERE id = ?2",
    [FU_SQL_BUNDLE_OF] = DELIVERY "WHERE d.bundle = ?1" GOES("delivery", "d") " ORDER BY d.id",
    [FU_SQL_DELIVERY_NEXT] =
        "SELECT next_attempt" WAITING("delivery", "d") " ORDER BY next_attempt LIMIT 1",
    [FU_SQL_DELIVERY_SETTLED] =
        "SELECT coalesce(sum(state IN ('queued', 'sending')), 0), coalesce(sum(state = 'sent'), 0),"
        " coalesce(sum(answer <> '" FU_UNWANTED_ANSWER "'), 0) FROM delivery WHERE occurrence = ?1",
    [FU_SQL_DELIVERY_TOTALS] = "SELECT state, count(*) FROM delivery WHERE state <> 'sent'"
                               " AND (state <> 'failed' OR answer NOT IN " DROPPED ")"
                               " GROUP BY state",
    [FU_SQL_DELIVERY_OLDEST] =
        "SELECT min(o.moment) FROM delivery d CROSS JOIN occurrence o ON o.id = d.occurrence"
        " WHERE d.state <> 'sent' AND d.state IN ('queued', 'sending')" GOES("delivery", "d"),
    [FU_SQL_DELIVERY_NOTE] = "UPDATE delivery SET answer = ?1 WHERE id = ?2",
    /* To person ?2 at ?1: what failed with the answer ?3, since ?4 with another than ?5, or since
       ?6 like ?7 or ?8. Of each follow-up the last, if they still share in it, and nobody has acted
       on it since (who is done with a task is done with each one's moments of it). What was
       cancelled stays so, though something else of it comes since. */
    [FU_SQL_DELIVERY_RESUME] =
        "UPDATE delivery INDEXED BY delivery_failed SET state = 'queued', unsure = 0, created = ?9,"
        " next_attempt = ?9, answer = '', bundle = NULL,"
        " address = (SELECT address FROM person WHERE id = ?2)"
        " WHERE state = 'failed' AND address = ?1 AND person = ?2"
        " AND (answer = ?3 OR (created >= ?4 AND answer <> ?5)"
        " OR (created >= ?6 AND (answer LIKE ?7 OR answer LIKE ?8)))"
        " AND EXISTS (SELECT 1 FROM occurrence o CROSS JOIN followup f ON f.id = o.followup"
        " CROSS JOIN participant p ON p.followup = f.id AND p.person = ?2"
        " WHERE o.id = delivery.occurrence AND (o.state = 'fired' OR (o.state = 'done'"
        " AND p.owner = 0 AND f.kind = 'reminder')) AND f.state <> 'cancelled'"
        " AND (f.kind = 'reminder' OR f.state <> 'done')"
        " AND p.left = 0 AND NOT EXISTS (SELECT 1 FROM occurrence l INDEXED BY occurrence_of"
        " CROSS JOIN delivery d ON d.occurrence = l.id AND d.person = ?2"
        " WHERE l.followup = o.followup AND l.moment > o.moment))"
        " AND NOT EXISTS (SELECT 1 " ENDING ")"
        " RETURNING (SELECT followup FROM occurrence WHERE id = delivery.occurrence)",
    /* What nobody wants is left alone: of what is cancelled, of who has left, and of what is done,
       but for those who only share in it, and what somebody else has said done of. */
    [FU_SQL_DELIVERY_RETURN] =
        "UPDATE delivery INDEXED BY delivery_of SET state = 'queued', created = ?3,"
        " next_attempt = ?3, answer = '' WHERE state = 'failed' AND answer = ?2 AND occurrence IN"
        " (SELECT id FROM occurrence INDEXED BY occurrence_of WHERE followup = ?1) AND EXISTS"
        " (SELECT 1 FROM occurrence o CROSS JOIN followup f ON f.id = o.followup"
        " CROSS JOIN participant s ON s.followup = f.id WHERE o.id = delivery.occurrence"
        " AND f.state <> 'cancelled' AND s.left = 0"
        " AND (o.state <> 'done' OR (s.owner = 0 AND f.kind = 'reminder'))"
        " AND s.person = delivery.person)"
        " AND NOT EXISTS (SELECT 1 " ENDING ")",
    /* What an action that was not taken back has ended says so, though another that was had ended
       it as well. */
    [FU_SQL_DELIVERY_END] =
        "UPDATE delivery INDEXED BY delivery_of SET answer = (SELECT iif(e.what = 'cancelled',"
        " '" FU_CANCELLED_ANSWER "', '" FU_SAID_DONE_ANSWER "') " ENDING " LIMIT 1)"
        " WHERE state IN ('queued', 'sending', 'unsure') AND answer = '' AND occurrence IN"
        " (SELECT id FROM occurrence INDEXED BY occurrence_of WHERE followup = ?1)"
        " AND EXISTS (SELECT 1 " ENDING ")",
    /* Who was where ?1 is now, or wrote from. */
    [FU_SQL_DELIVERY_READDRESS] =
        "UPDATE delivery SET address = (SELECT p.address FROM person p WHERE p.id ="
        " delivery.person) WHERE person <> ?1 AND address IN " EVER_THEIRS,
    [FU_SQL_DELIVERY_ERASE] =
        "DELETE FROM delivery WHERE person = ?1 OR (person IS NULL AND address IN " EVER_THEIRS ")",
    [FU_SQL_DELIVERY_FORGET] = "DELETE FROM delivery WHERE id IN (SELECT g.id FROM delivery g"
                               " WHERE g.occurrence IN (SELECT o.id " PAST ") LIMIT ?3)",
    /* What became of a mail to person ?4 (NULL: to ?5) in another copy of the store, and whether it
     * may have gone out all the same; no row where that follow-up is none of this one's, where it
     * has no such moment (it never lived to it, or lost it), and where the mail is unknown and a
     * later moment has come: it may be forgotten. */
    [FU_SQL_DELIVERY_BEFORE] =
        "SELECT coalesce(d.state, 'queued'), coalesce(d.unsure > 0 OR (d.state = 'failed'"
        " AND d.answer IN " DROPPED "), 0) FROM followup f"
        " CROSS JOIN occurrence o INDEXED BY occurrence_of ON o.followup = f.id AND o.moment = ?3"
        " LEFT JOIN delivery d ON d.occurrence = o.id"
        " AND coalesce(d.person = ?4, d.address = ?5)"
        " WHERE f.id = ?1 AND f.created = ?2 AND (d.state IS NOT NULL"
        " OR NOT EXISTS (SELECT 1 FROM occurrence n INDEXED BY occurrence_of"
        " WHERE n.followup = f.id AND n.moment > ?3 AND n.state IN ('fired', 'done')))"
        " ORDER BY d.state IS 'sent' DESC, d.state IS NULL LIMIT 1",
    [FU_SQL_WITHHELD_ADD] =
        "INSERT INTO withheld (delivery, unsent) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    [FU_SQL_WITHHELD_END] = "DELETE FROM withheld WHERE delivery = ?1",
    [FU_SQL_WITHHELD_ALL] =
        WITHHELD "withheld h CROSS JOIN delivery d ON d.id = h.delivery"
                 " CROSS JOIN occurrence o ON o.id = d.occurrence"
                 " CROSS JOIN followup f ON f.id = o.followup WHERE d.state = 'unsure'"
                 " ORDER BY d.address, o.moment, d.id",
    [FU_SQL_WITHHELD_OF] =
        WITHHELD "occurrence o INDEXED BY occurrence_of"
                 " CROSS JOIN delivery d INDEXED BY delivery_of ON d.occurrence = o.id"
                 " CROSS JOIN withheld h ON h.delivery = d.id"
                 " CROSS JOIN followup f ON f.id = o.followup"
                 " WHERE o.followup = ?1 AND d.state = 'unsure' ORDER BY d.address, o.moment, d.id",

    /* message, and both kinds together */
    /* aside: of deliveries, messages and occurrences */
    [FU_SQL_ASIDE_ADD] = "INSERT INTO aside (delivery, message, occurrence, at, why)"
                         " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET at = ?4, why = ?5",
    [FU_SQL_ASIDE_END] = "DELETE FROM aside WHERE delivery = ?1 OR message = ?2 OR occurrence = ?3",
    [FU_SQL_ASIDE_ALL] = "SELECT iif(a.delivery, 0, iif(a.message, 1, 2)), coalesce(delivery, "
                         "message, a.occurrence),"
                         " coalesce(f.id, m.followup), coalesce(d.address, m.recipient, p.address),"
                         " coalesce(f.subject, m.subject), at, why FROM aside a LEFT JOIN message "
                         "m ON m.id = a.message"
                         " LEFT JOIN delivery d ON d.id = a.delivery"
                         " LEFT JOIN occurrence o ON o.id = coalesce(a.occurrence, d.occurrence)"
                         " LEFT JOIN followup f ON f.id = o.followup"
                         " LEFT JOIN person p ON p.id = f.owner ORDER BY a.at, a.id",

    [FU_SQL_MESSAGE_ADD] =
        "INSERT INTO message (followup, sender, recipient, subject, message_id, once, state,"
        " attempts, unsure, created, next_attempt, answer, bytes)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', 0, 0, ?7, ?7, '', ?8)"
        " ON CONFLICT DO NOTHING",
    [FU_SQL_MESSAGE_NEXT_ID] =
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0) + 1",
    [FU_SQL_MESSAGE_BYTES] =
        "SELECT id, followup, sender, recipient, subject, message_id, once, bytes"
        " FROM message WHERE id = ?1",
    [FU_SQL_MESSAGE_GET] = MESSAGE "WHERE m.id = ?1",
    [FU_SQL_MESSAGE_SET] =
        "UPDATE message SET state = ?1, unsure = ?2, next_attempt = ?3, answer = ?4,"
        " bytes = CASE ?1 WHEN 'sent' THEN NULL ELSE bytes END WHERE id = ?5",
    [FU_SQL_MESSAGE_CLAIM] =
        "UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = ?1",
    [FU_SQL_MESSAGE_ANEW] = "UPDATE message SET created = ?2 WHERE id = ?1",
    [FU_SQL_MESSAGE_UNCLAIM] =
        "UPDATE message SET state = 'queued', next_attempt = created,"
        " attempts = max(attempts - 1, 0) WHERE id = ?1 AND state = 'sending'",
    [FU_SQL_MESSAGE_SENDING] = MESSAGE
    "WHERE m.state <> 'sent' AND m.state = 'sending'" GOES("message", "m") " ORDER BY m.id",
    [FU_SQL_MESSAGE_NEXT] =
        "SELECT next_attempt" WAITING("message", "m") " ORDER BY next_attempt LIMIT 1",
    [FU_SQL_MESSAGE_TOTALS] = "SELECT state, count(*) FROM message WHERE state <> 'sent'"
                              " GROUP BY state",
    [FU_SQL_MESSAGE_OLDEST] = "SELECT min(created) FROM message m WHERE state <> 'sent'"
                              " AND state IN ('queued', 'sending')" GOES("message", "m"),
    [FU_SQL_MESSAGE_PRUNE] = "DELETE FROM message WHERE id IN (SELECT id FROM message"
                             " WHERE state IN ('sent', 'failed') AND created < ?1 AND once IS NULL"
                             " ORDER BY id LIMIT ?2)",
    [FU_SQL_MESSAGE_NEEDLESS] = "DELETE FROM message WHERE id IN (SELECT id FROM message"
                                " WHERE state IN ('sent', 'failed', 'unsure') AND created < ?1"
                                " ORDER BY id LIMIT ?2)",
    [FU_SQL_MESSAGE_ERASE] = "DELETE FROM message WHERE recipient IN " EVER_THEIRS " OR " OF_THEIRS,
    /* By ?1, or later than any wait ends: after ?3. */
    [FU_SQL_PARCEL_READY] = "SELECT 0, id, next_attempt AS due" WAITING(
        "delivery", "d") " AND next_attempt <= ?1"
                         " UNION ALL SELECT 1, id, next_attempt" WAITING("message",
                             "m") " AND next_attempt <= ?1"
                                  " UNION ALL SELECT 0, id, next_attempt" WAITING("delivery",
                                      "d") " AND next_attempt > ?3"
                                           " UNION ALL SELECT 1, id, next_attempt" WAITING(
                                               "message", "m") " AND next_attempt > ?3"
                                                               " ORDER BY due LIMIT ?2",
    /* The same with everybody's first before anybody's second. */
    [FU_SQL_PARCEL_FAIR] =
        "SELECT 0, id, next_attempt AS due, " ROUND("address") WAITING("delivery",
            "d") " AND (next_attempt <= ?1 OR next_attempt > ?3)"
                 " UNION ALL SELECT 1, id, next_attempt, " ROUND("recipient") WAITING("message",
                     "m") " AND (next_attempt <= ?1 OR next_attempt > ?3) ORDER BY 4, due LIMIT ?2",
    [FU_SQL_PARCEL_OPEN] = DELIVERY
    "WHERE d.state <> 'sent' AND d.state IN ('queued', 'failed', 'unsure')" GOES("delivery",
        "d") " AND (d.state <> 'failed' OR d.answer NOT IN " DROPPED ") UNION ALL " MESSAGE
             "WHERE m.state <> 'sent' AND m.state IN ('queued', 'failed', 'unsure')" GOES(
                 "message", "m") " ORDER BY 12, 1, 2",
    /* What a server said begins with its code; a sentence of ours does not. */
    [FU_SQL_PARCEL_DELAYED] = "SELECT created, answer" WAITING("delivery", "d") DELAYED
    " UNION ALL SELECT created, answer" WAITING("message", "m") DELAYED " ORDER BY created LIMIT 1",
    [FU_SQL_SENT_MORE] = "UPDATE tally SET count = count + ?1 WHERE what = 'sent'",
    [FU_SQL_SENT_TOTAL] =
        "SELECT count, (SELECT count(*) FROM aside) FROM tally WHERE what = 'sent'",
};
