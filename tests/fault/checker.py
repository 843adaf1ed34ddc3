"""Compares the mailbox, the store and what the SMTP side received, and says which promise is broken.

    checker.py STATE-FOLDER MAILDIR SPOOL…

STATE-FOLDER holds followupd.db; MAILDIR is the inbox (Maildir++, with .Follow-ups beside its cur and new); SPOOL are files, one for each
mail that the SMTP side accepted. Prints a line for each broken promise; exit status 1 when there is one.

The promises (doc/invariants.md): a mail that was filed away is recorded; no mail vanishes; what one mail asked for was made once; whatever
the store calls sent was accepted by the server; nothing was accepted that the store does not know; a mail goes out twice only with the same
Message-ID; nobody else is written to; the database is whole.
"""
import collections
import email.parser
import email.policy
import functools
import glob
import os
import shutil
import sqlite3
import sys
import tempfile

FILED = '.Follow-ups'
HEADERS = email.parser.BytesHeaderParser(policy=email.policy.default)

# Who gets a delivery, and the Message-ID of the mail that it goes out in: its own, or that of the bundle.
MAIL_OF_DELIVERY = """SELECT d.state, d.address, CASE WHEN d.bundle IS NULL THEN d.message_id ELSE
    'bundle.' || l.occurrence || '.' || o.followup || '.' || p.id || substr(l.message_id, instr(l.message_id, '@')) END AS mail
  FROM delivery d LEFT JOIN delivery l ON l.id = d.bundle LEFT JOIN occurrence o ON o.id = l.occurrence
  LEFT JOIN person p ON p.address = l.address"""
OWED = MAIL_OF_DELIVERY + ' UNION ALL SELECT state, recipient, message_id FROM message'


@functools.lru_cache(maxsize=4096)
def read_header(content):
    """The header of a mail; one loop around the checker meets the same mails again and again."""
    return HEADERS.parsebytes(content.replace(b'\r\n', b'\n').split(b'\n\n', 1)[0])


@functools.lru_cache(maxsize=4096)
def read_id(content):
    return str(read_header(content)['Message-ID']).strip().strip('<>')


class Received(collections.namedtuple('Received', 'message_id recipient subject answers kind')):
    """A mail that the SMTP side accepted; kind is its Auto-Submitted, answers its In-Reply-To."""

    @classmethod
    @functools.lru_cache(maxsize=4096)
    def of(cls, content):
        header = read_header(content)
        plain = [str(header[name] or '').strip() for name in ('To', 'Subject', 'In-Reply-To', 'Auto-Submitted')]
        return cls(read_id(content), plain[0], plain[1], plain[2].strip('<>'), plain[3])


def read_mailbox(maildir):
    """Message-IDs in the inbox and in the folder for handled mail, each as often as it is there."""
    def ids(folder):
        found = []
        for part in ('new', 'cur'):
            place = os.path.join(folder, part)
            for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
                with open(os.path.join(place, name), 'rb') as file:
                    found.append(read_id(file.read()))
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


def check(folder, maildir, accepted, given=None, allowed=None, refused=(), now=None, may_repeat=True):
    """Broken promises, as sentences. accepted are Received; given Message-IDs of all mail that was put into the inbox; allowed the
    addresses that may hear; refused those of them to which the server takes nothing; now the moment by which everything due was to be
    sent; may_repeat whether a mail may have gone out twice, or how often more
    each may, by Message-ID and recipient."""
    with Store(folder) as store:
        broken = list(damage(store))
        if not broken:
            broken += filing(store, *read_mailbox(maildir), given)
            broken += once(store)
            broken += sending(store, accepted, allowed, may_repeat)
            broken += [] if now is None else waiting(store, refused, now)
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
    counts = collections.Counter((mail.message_id, mail.recipient) for mail in accepted)
    owed = store.all(OWED)
    known = {(mail, address) for _, address, mail in owed}
    for mail, address in sorted({(mail, address) for state, address, mail in owed if state == 'sent'} - set(counts)):
        yield 'the mail %s to %s is recorded as sent, and no server has accepted it' % (mail, address)
    for one, count in counts.items():
        if one not in known:
            yield 'the mail %s to %s went out and is not recorded' % one
        if count > 1 + (may_repeat.get(one, 0) if isinstance(may_repeat, dict) else bool(may_repeat)):
            yield 'the mail %s to %s went out %d times' % (*one, count)
    for mail in accepted:
        if allowed is not None and mail.recipient not in allowed:
            yield 'the mail %s went to %s, who may not hear' % (mail.message_id, mail.recipient)


def waiting(store, refused, now):
    for (followup, moment) in store.all("SELECT followup, moment FROM occurrence WHERE state = 'pending' AND moment <= ?", now):
        yield 'follow-up %d was due at %d and has not fired' % (followup, moment)
    for state, address, mail in store.all(OWED):
        if state != ('failed' if address in refused else 'sent'):
            yield 'the mail %s to %s is %s' % (mail, address, state)


DOTTED = """ WHERE d.state = 'sending' AND 'delivery ' || ifnull(d.bundle, d.id) || ' ' || d.attempts IN (%(dots)s)
    OR d.state = 'queued' AND d.unsure > 0
  UNION SELECT state, recipient, message_id FROM message
    WHERE state = 'sending' AND 'message ' || id || ' ' || attempts IN (%(dots)s) OR state = 'queued' AND unsure > 0"""


def may_go_out_again(folder):
    """Mails of which nobody knows whether they went out, while nothing runs: in *sending*, with a final dot that is noted, or unsure. Each
    (Message-ID and recipient) may go out once more. What the store holds is looked at in a copy, which is put in order instead of it."""
    try:
        with open(os.path.join(folder, 'dots'), 'rb') as file:
            dots = file.read().split(b'\0', 1)[0].decode().splitlines()
    except FileNotFoundError:
        dots = []
    with tempfile.TemporaryDirectory(prefix='followupd-copy-') as copy:
        for path in glob.glob(os.path.join(folder, 'followupd.db')) + glob.glob(os.path.join(folder, 'followupd.db-journal')):
            shutil.copy(path, copy)
        with Store(copy) as store:
            found = store.all(MAIL_OF_DELIVERY + DOTTED % {'dots': ','.join("'%s'" % dot for dot in dots)})
    return dict.fromkeys(((mail, address) for _, address, mail in found), 1)


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
