#!/usr/bin/env python3
"""The intake against a real server, a private Dovecot: test_dovecot.py DRIVE-INTAKE."""
import os
import shutil
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', '..', 'lib')]
import certificates  # noqa: E402
import intake  # noqa: E402
from dovecot import Dovecot  # noqa: E402
from intake import Intake  # noqa: E402

MAILS = 1000
PASSWORD = 'pass word; "\\ end'


def mail(number):
    """Of 2.3 kB on average, each another."""
    body = b''.join(b'line %d of mail %d\r\n' % (i, number) for i in range(number % 200))
    return (b'From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nSubject: mail %d\r\n'
            b'Message-ID: <%d@example.org>\r\n\r\n%s' % (number, number, body))


class RealServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.authority = certificates.Authority(cls.folder)
        users = {name: PASSWORD for name in ('many', 'few', 'filer', 'idler', 'goner', 'plain')}
        cls.server = Dovecot(os.path.join(cls.folder, 'dovecot'), users, tls=cls.authority.issue('localhost'))
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder)

    def intake(self, user, starttls=False, **settings):
        port = self.server.imap if starttls else self.server.imaps
        return Intake('%s://localhost:%d' % ('imap' if starttls else 'imaps', port),
                      'starttls' if starttls else 'implicit',
                      **{'ca_file': self.authority.certificate, 'user': user, 'password': PASSWORD, **settings})

    def done(self, outcome):
        self.assertEqual(outcome['status'], 'done', outcome)
        return outcome

    def test_a_thousand_mails_come_as_they_are(self):
        for number in range(MAILS):
            self.server.deliver('many', mail(number + 1), arrived=1700000000 + number)
        kept = os.path.join(self.folder, 'kept')
        os.mkdir(kept)
        with self.intake('many', keep=kept) as client:
            self.done(client.tell('open'))
            info = client.tell('info')
            self.assertEqual((info['exists'], info['next_uid'], info['idle'], info['move'], info['uidplus'],
                              info['keywords'], info['read_only']), (MAILS, MAILS + 1, 1, 1, 1, 1, 0))
            self.assertEqual(self.done(client.tell('search 0'))['uids'], list(range(1, MAILS + 1)))
            self.assertEqual(self.done(client.tell('search 990'))['uids'], list(range(991, MAILS + 1)))
            self.assertEqual(self.done(client.tell('search', MAILS))['uids'], [])
            self.assertEqual(client.tell('header Message-ID <17@example.org>')['uids'], [17])
            headers = self.done(client.tell('headers 1-500'))['rows']
            self.assertEqual(len(headers), 500)
            self.assertEqual(headers[16]['arrived'], 1700000016)
            self.assertTrue(all(row['whole'] and row['size'] == len(mail(row['uid'])) for row in headers))
            for batch in ('1-500', '501-1000'):
                rows = self.done(client.tell('mails', batch))['rows']
                self.assertEqual(len(rows), 500)
                self.assertTrue(all(row['whole'] for row in rows))
        for number in range(1, MAILS + 1):
            with open(os.path.join(kept, str(number)), 'rb') as file:
                self.assertEqual(file.read(), mail(number))
        self.assertTrue(all(path.endswith(':2,') for path in self.server.mails('many')), 'PEEK leaves no flags')

    def test_a_long_mail_comes_in_part(self):
        self.server.deliver('few', mail(1) + b'x' * 70 + b'\r\n' + (b'y' * 70 + b'\r\n') * 20000)
        with self.intake('few', starttls=True, max_mail=1000000) as client:
            self.done(client.tell('open'))
            row, = self.done(client.tell('mails 1'))['rows']
            self.assertGreater(row['size'], 1440000)
            self.assertEqual((row['length'], row['whole']), (262144, False))

    def test_handled_mails_are_moved_to_a_folder_that_is_made(self):
        for number in range(1, 6):
            self.server.deliver('filer', mail(number))
        with self.intake('filer', done_mailbox='Nachgehört/Erledigt & gut') as client:
            self.done(client.tell('open'))
            self.done(client.tell('file 1,2,4'))
            self.done(client.tell('file 1,2,4'))
            self.assertEqual(self.done(client.tell('search 0'))['uids'], [3, 5])
        moved = self.server.mails('filer', 'Nachgeh&APY-rt/Erledigt &- gut')
        self.assertEqual(len(moved), 3)
        with open(os.path.join(self.server.maildir('filer'), 'subscriptions')) as file:
            self.assertIn('Nachgeh', file.read())
        with self.intake('filer') as client:
            self.done(client.tell('open'))
            self.done(client.tell('file 3'))
            self.assertEqual(self.done(client.tell('search 0'))['uids'], [3, 5])
        with open(os.path.join(self.server.maildir('filer'), 'dovecot-keywords')) as file:
            self.assertIn('$FollowUp', file.read())

    def test_a_delivered_mail_ends_the_wait(self):
        for starttls in (False, True):
            with self.intake('idler', starttls) as client:
                self.done(client.tell('open'))
                before = self.done(client.tell('search 0'))['uids']
                timer = threading.Timer(0.5, self.server.deliver, ('idler', mail(1)))
                timer.start()
                outcome = self.done(client.tell('wait 60'))
                timer.join()
                self.assertLess(outcome['ms'], 10000)
                self.assertFalse(outcome['woken'])
                self.assertLess(outcome['cpu'], 0.05)
                after = self.done(client.tell('search', before[-1] if before else 0))['uids']
                self.assertEqual(len(after), 1)
                self.assertTrue(self.done(client.tell('wait 60 200'))['woken'])

    def test_a_mail_that_comes_between_search_and_wait_is_not_slept_over(self):
        with self.intake('plain') as client:
            self.done(client.tell('open'))
            last = 0
            for number in range(20):
                self.done(client.tell('search', last))
                self.server.deliver('plain', mail(number))
                found = []
                end = time.monotonic() + 10
                while not found and time.monotonic() < end:
                    self.done(client.tell('wait 10'))
                    found = self.done(client.tell('search', last))['uids']
                self.assertEqual(len(found), 1)
                last = found[0]

    def test_mails_that_vanish_are_no_error(self):
        for number in range(1, 11):
            self.server.deliver('goner', mail(number))
        with self.intake('goner') as client, self.intake('goner') as other:
            self.done(client.tell('open'))
            self.done(client.tell('headers 1-10'))
            self.done(other.tell('set done_mailbox Elsewhere'))
            self.done(other.tell('open'))
            self.done(other.tell('file 2,3'))
            outcome = self.done(client.tell('mails 1-10'))
            self.assertEqual([row['uid'] for row in outcome['rows']], [1, 4, 5, 6, 7, 8, 9, 10])

    def test_a_wrong_password_is_permanent(self):
        with self.intake('few', password='wrong') as client:
            outcome = client.tell('open')
        self.assertEqual(outcome['status'], 'permanent')
        self.assertIn('refuses the login', outcome['text'])

    def test_a_missing_mailbox_is_permanent(self):
        with self.intake('few', mailbox='Nowhere') as client:
            outcome = client.tell('open')
        self.assertEqual(outcome['status'], 'permanent')
        self.assertIn('does not open the mailbox "Nowhere"', outcome['text'])

    def test_a_server_that_stops_ends_the_wait(self):
        with Dovecot(os.path.join(self.folder, 'other'), {'me': PASSWORD}) as server:
            with Intake('imap://localhost:%d' % server.imap, user='me', password=PASSWORD) as client:
                self.done(client.tell('open'))
                timer = threading.Timer(0.3, server.stop)
                timer.start()
                outcome = client.tell('wait 60')
                timer.join()
        self.assertEqual(outcome['status'], 'temporary')
        self.assertLess(outcome['ms'], 30000)


if __name__ == '__main__':
    intake.main()
