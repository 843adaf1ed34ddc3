"""Compares the mailbox, the store and what the SMTP side received, and says which promise is broken.

    checker.py STATE-FOLDER MAILDIR SPOOL…

STATE-FOLDER holds followupd.db; MAILDIR is the inbox (Maildir++, with .Follow-ups beside its cur and new); SPOOL are files, one for each
mail that the SMTP side accepted. Prints a line for each broken promise; exit status 1 when there is one.

The promises (doc/invariants.md): a mail that was filed away is recorded; no mail vanishes; what one mail asked for was made once; whatever
the store calls sent was accepted by the server; nothing was accepted that the store does not know; a mail goes out twice only with the same
Message-ID; nobody else is written to; the database is whole.
"""
import collections
import email
import email.policy
import os
import sqlite3
import sys

FILED = '.Follow-ups'
ACCEPTED_AT_MOST = 2  # once, and once more when the answer to the final dot was lost


class Received(collections.namedtuple('Received', 'message_id recipient subject answers kind')):
    """A mail that the SMTP side accepted; kind is its Auto-Submitted, answers its In-Reply-To."""

    @classmethod
    def of(cls, content):
        mail = email.message_from_bytes(content, policy=email.policy.default)
        plain = [str(mail[name] or '').strip() for name in ('Message-ID', 'To', 'Subject', 'In-Reply-To', 'Auto-Submitted')]
        return cls(plain[0].strip('<>'), plain[1], plain[2], plain[3].strip('<>'), plain[4])


def read_mailbox(maildir):
    """Message-IDs in the inbox and in the folder for handled mail, each as often as it is there."""
    def ids(folder):
        found = []
        for part in ('new', 'cur'):
            place = os.path.join(folder, part)
            for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
                with open(os.path.join(place, name), 'rb') as file:
                    mail = email.message_from_binary_file(file, policy=email.policy.default)
                found.append(str(mail['Message-ID']).strip().strip('<>'))
        return found
    return ids(maildir), ids(os.path.join(maildir, FILED))


class Store:
    """Rows of the database, as tuples."""

    def __init__(self, folder):
        self.database = sqlite3.connect(os.path.join(folder, 'followupd.db'), timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.database.close()

    def all(self, query, *values):
        return self.database.execute(query, values).fetchall()

    def column(self, query, *values):
        return [row[0] for row in self.all(query, *values)]


def check(folder, maildir, accepted, given=None, allowed=None, now=None, may_repeat=True):
    """Broken promises, as sentences. accepted are Received; given Message-IDs of all mail that was put into the inbox; allowed the
    addresses that may hear; now the moment by which everything due was to be sent; may_repeat whether a mail may have gone out twice."""
    with Store(folder) as store:
        broken = list(damage(store))
        if not broken:
            broken += filing(store, *read_mailbox(maildir), given)
            broken += once(store)
            broken += sending(store, accepted, allowed, may_repeat)
            broken += [] if now is None else waiting(store, now)
    return broken


def damage(store):
    for (word,) in store.all('PRAGMA integrity_check'):
        if word != 'ok':
            yield 'the database is damaged: %s' % word
    for row in store.all('PRAGMA foreign_key_check'):
        yield 'a row of %s points to nothing' % row[0]


def filing(store, inbox, filed, given):
    known = set(store.column("SELECT message_id FROM trace WHERE decision <> ''"))
    for mail in filed:
        if mail not in known:
            yield 'the mail %s was filed away and is not recorded' % mail
    for mail in given or ():
        places = inbox.count(mail) + filed.count(mail)
        if places != 1:
            yield 'the mail %s is in the mailbox %d times' % (mail, places)


def once(store):
    for mail, address, count in store.all(
            "SELECT message_id, address, count(*) FROM trace WHERE decision = 'follow-up' GROUP BY 1, 2 HAVING count(*) > 1"):
        yield 'the mail %s made %d follow-ups for %s' % (mail, count, address)
    for mail, address, followup in store.all("SELECT message_id, address, followup FROM trace WHERE decision = 'follow-up'"):
        if not store.all('SELECT 1 FROM followup WHERE id = ?', followup):
            yield 'the follow-up that %s made for %s is gone' % (mail, address)
    for (followup,) in store.all("SELECT id FROM followup WHERE state = 'pending' AND NOT EXISTS (SELECT 1 FROM occurrence"
                                 " WHERE followup = followup.id AND state = 'pending') AND NOT EXISTS (SELECT 1 FROM delivery"
                                 " JOIN occurrence o ON o.id = occurrence WHERE o.followup = followup.id"
                                 " AND delivery.state IN ('queued', 'sending'))"):
        yield 'follow-up %d is pending and will never fire' % followup


def sending(store, accepted, allowed, may_repeat):
    counts = collections.Counter(mail.message_id for mail in accepted)
    known = set(store.column('SELECT message_id FROM delivery UNION SELECT message_id FROM message'))
    sent = store.column("SELECT message_id FROM delivery WHERE state = 'sent' UNION ALL"
                        " SELECT message_id FROM message WHERE state = 'sent'")
    for mail in sent:
        if mail not in counts:
            yield 'the mail %s is recorded as sent, and no server has accepted it' % mail
    for mail, count in counts.items():
        if mail not in known:
            yield 'the mail %s went out and is not recorded' % mail
        if count > (ACCEPTED_AT_MOST if may_repeat else 1):
            yield 'the mail %s went out %d times' % (mail, count)
    for mail in accepted:
        if allowed is not None and mail.recipient not in allowed:
            yield 'the mail %s went to %s, who may not hear' % (mail.message_id, mail.recipient)


def waiting(store, now):
    for (followup, moment) in store.all("SELECT followup, moment FROM occurrence WHERE state = 'pending' AND moment <= ?", now):
        yield 'follow-up %d was due at %d and has not fired' % (followup, moment)
    for table in ('delivery', 'message'):
        for (mail, state) in store.all("SELECT message_id, state FROM %s WHERE state <> 'sent'" % table):
            yield 'the %s %s is %s' % (table, mail, state)


def main():
    accepted = []
    for path in sys.argv[3:]:
        with open(path, 'rb') as file:
            accepted.append(Received.of(file.read()))
    broken = check(sys.argv[1], sys.argv[2], accepted)
    for sentence in broken:
        print(sentence)
    sys.exit(1 if broken else 0)


if __name__ == '__main__':
    main()
