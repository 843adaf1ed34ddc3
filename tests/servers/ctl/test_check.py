"""test_check.py FOLLOWUPCTL [FOLLOWUPD]

What `followupctl check` finds on real servers, good and bad."""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'lib'))

from dovecot import Dovecot
from postfix import Postfix

PROGRAM, DAEMON = '', None

CONFIG = '''
[daemon]
state = %(folder)s/state

[inbox main]
url = imap://127.0.0.1:%(imap)d
tls = none
user = remind@example.org
password_file = %(folder)s/password

[smtp]
url = smtp://127.0.0.1:%(smtp)d
tls = none
from = Follow-ups <%(sender)s>

[addresses]
%(addresses)s
trusted_received = %(trusted)d
%(headers)s

[people]
allow = *@example.org
sender_check = none
'''


class Forgetful(Postfix):
    """As Postfix and Dovecot's LMTP are out of the box: both recipients in one transaction, written down by nobody."""

    def _master(self):
        return super()._master().replace(' flags=DOX', '')

    def _main(self):
        return super()._main().replace('lmtp_destination_recipient_limit = 1\n', '')


class Servers:
    """One Dovecot and one Postfix, in a folder of their own."""

    def __init__(self, kind=Postfix):
        self.folder = tempfile.TemporaryDirectory(prefix='followupctl-')
        os.chmod(self.folder.name, 0o711)
        self.dovecot = Dovecot(self.folder.name + '/dovecot', {'remind@example.org': 'secret'}, lmtp=True)
        self.dovecot.start()
        self.postfix = kind(self.folder.name + '/postfix', ['remind'], lmtp=self.dovecot.lmtp)
        self.postfix.start()

    def stop(self):
        self.postfix.stop()
        self.dovecot.stop()
        self.folder.cleanup()


class Case(unittest.TestCase):
    servers = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupctl-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.write('password', 'secret\n')
        os.chmod(self.path('password'), 0o600)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)

    def configure(self, trusted=2, sender='remind@remind.example.org', addresses='domain = remind.example.org',
                  headers='', smtp=None):
        self.write('followupd.conf', CONFIG % {
            'folder': self.folder, 'imap': self.servers.dovecot.imap if self.servers else 143,
            'smtp': smtp or (self.servers.postfix.smtp if self.servers else 25),
            'trusted': trusted, 'sender': sender, 'addresses': addresses, 'headers': headers})

    def check(self, *words):
        done = subprocess.run([PROGRAM, '-c', self.path('followupd.conf'), 'check', *words], text=True, encoding='utf-8',
                              capture_output=True, timeout=120)
        self.assertEqual(done.stderr, '')
        return done.returncode, done.stdout

    def filed(self):
        """Mails that are where handled ones go, and mails that are left in the inbox."""
        mails = self.servers.dovecot.mails
        return len(mails('remind@example.org', 'Follow-ups')), len(mails('remind@example.org'))


class Offline(Case):
    """What needs no server."""

    def test_a_password_that_others_can_read_is_a_finding(self):
        self.configure()
        os.chmod(self.path('password'), 0o644)
        status, text = self.check('--offline')
        self.assertEqual(status, 78, text)
        self.assertRegex(text, r'(?m)^bad   inbox main: .*chmod')

    def test_a_configuration_that_is_wrong_is_the_only_finding(self):
        self.write('followupd.conf', '[daemon]\nstaet = x\n')
        status, text = self.check()
        self.assertEqual(status, 78, text)
        self.assertRegex(text, r'^bad   configuration: .*followupd.conf:2: ')
        self.assertEqual(text.count('\n'), 1)

    def test_a_state_folder_that_others_can_enter_is_a_finding(self):
        self.configure()
        os.mkdir(self.path('state'), 0o755)
        os.chmod(self.path('state'), 0o755)
        status, text = self.check('--offline')
        self.assertEqual(status, 74, text)
        self.assertIn('lets others in; chmod 700', text)


class Well(Case):
    """Servers as they should be."""

    @classmethod
    def setUpClass(cls):
        cls.servers = Servers()

    @classmethod
    def tearDownClass(cls):
        cls.servers.stop()

    def test_all_is_well(self):
        self.configure()
        status, text = self.check()
        self.assertEqual(status, 0, text)
        self.assertIn('ok    inbox main: imap://127.0.0.1:%d in the clear: logged in' % self.servers.dovecot.imap, text)
        self.assertIn('ok    inbox main: handled mails are moved to Follow-ups', text)
        self.assertIn('ok    smtp: smtp://127.0.0.1:%d in the clear: no login' % self.servers.postfix.smtp, text)
        self.assertIn('note  state folder:', text)
        self.assertFalse(os.path.exists(self.path('state')))

    def test_a_round_trip_finds_both_addresses(self):
        before, _ = self.filed()
        self.configure()
        status, text = self.check('--round-trip')
        self.assertEqual(status, 0, text)
        seen = re.findall(r'ok    round trip: (check\+[a-z2-7]{20}@remind.example.org) arrived in INBOX of inbox main: '
                          r'X-Original-To names it, below 1 Received line of 2; trusted_received = 2 sees it', text)
        self.assertEqual(len(set(seen)), 2, text)
        self.assertEqual(self.filed(), (before + 2, 0))

    def test_a_round_trip_with_a_plus_address(self):
        self.configure(sender='remind@example.org', addresses='mailbox = remind@example.org')
        status, text = self.check('--round-trip')
        self.assertEqual(status, 0, text)
        self.assertEqual(len(re.findall(r'ok    round trip: remind\+check\+[a-z2-7]{20}@example.org', text)), 2, text)

    def test_too_little_trust_is_found(self):
        self.configure(trusted=1)
        status, text = self.check('--round-trip')
        self.assertEqual(status, 78, text)
        self.assertEqual(text.count('write trusted_received = 2 in [addresses]'), 2, text)

    def test_too_much_trust_is_found(self):
        self.configure(trusted=5)
        status, text = self.check('--round-trip')
        self.assertEqual(status, 78, text)
        self.assertEqual(text.count('the mail has only 2 Received lines and trusted_received is 5'), 2, text)
        self.assertEqual(text.count('write trusted_received = 2 in [addresses]'), 2, text)

    def test_a_header_that_is_not_listed_is_found(self):
        self.configure(headers='recipient_headers = X-Something')
        status, text = self.check('--round-trip')
        self.assertEqual(status, 78, text)
        self.assertEqual(text.count('X-Original-To names it; add X-Original-To to recipient_headers'), 2, text)

    def test_a_recipient_that_is_refused_is_found(self):
        self.configure(addresses='domain = elsewhere.example.org')
        status, text = self.check('--round-trip')
        self.assertEqual(status, 69, text)
        self.assertRegex(text, r'bad   round trip: the mail is not taken: 127.0.0.1:\d+ refuses RCPT TO:<check\+')
        self.assertEqual(self.filed()[1], 0)

    def test_servers_that_are_down_or_refuse_are_each_a_finding(self):
        with socket.socket() as reserved:
            reserved.bind(('127.0.0.1', 0))
            self.configure(smtp=reserved.getsockname()[1])
            self.write('password', 'wrong\n')
            status, text = self.check()
        self.assertEqual(status, 69, text)
        self.assertRegex(text, r'(?m)^bad   inbox main: .*refuses the login')
        self.assertRegex(text, r'(?m)^bad   smtp: no connection')
        self.assertNotIn('wrong', text)

    def test_a_round_trip_beside_a_running_daemon(self):
        if not DAEMON:
            self.skipTest('no daemon was given')
        before, _ = self.filed()
        self.configure()
        with open(self.path('log'), 'w') as log:
            daemon = subprocess.Popen([DAEMON, '-c', self.path('followupd.conf')], stderr=log)
        try:
            self.wait_for_status()
            status, text = self.check('--round-trip')
            self.assertEqual(status, 0, text)
            self.assertIn('ok    followupd: it runs (process %d)' % daemon.pid, text)
            self.assertEqual(text.count('ok    round trip: check+'), 2, text)
            self.wait_until(lambda: self.filed() == (before + 2, 0))
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)

    def wait_until(self, is_so, seconds=20):
        end = time.monotonic() + seconds
        while not is_so() and time.monotonic() < end:
            time.sleep(0.2)
        self.assertTrue(is_so())

    def wait_for_status(self):
        def healthy():
            done = subprocess.run([PROGRAM, '-c', self.path('followupd.conf'), 'status'], capture_output=True)
            return done.returncode == 0
        self.wait_until(healthy)


class Loss(Case):
    """Servers that lose a BCC."""

    def use(self, kind):
        self.servers = Servers(kind)
        self.addCleanup(self.servers.stop)
        self.configure()

    def test_a_lost_bcc_is_found_and_the_cure_that_is_printed_cures(self):
        self.use(Forgetful)
        status, text = self.check('--round-trip')
        self.assertEqual(status, 78, text)
        self.assertEqual(len(re.findall(r'bad   round trip: check\+[a-z2-7]{20}@remind.example.org is lost', text)), 2)
        main = re.findall(r'(?m)^ +(\S+ = \S+)$', text.split('master.cf')[0])
        master = re.search(r'(?m)^ +(lmtp .* lmtp flags=DOX)$', text).group(1)
        self.assertEqual(main, ['lmtp_destination_recipient_limit = 1', 'recipient_delimiter = +'])

        class Cured(Forgetful):
            def _main(self):
                return super()._main().replace('recipient_delimiter = +\n', '') + '\n'.join(main) + '\n'

            def _master(self):
                return re.sub(r'(?m)^lmtp unix .*$', master.replace('y', 'n', 1), super()._master())

        self.use(Cured)
        status, text = self.check('--round-trip')
        self.assertEqual(status, 0, text)


if __name__ == '__main__':
    PROGRAM = sys.argv[1]
    DAEMON = sys.argv[2] if len(sys.argv) > 2 else None
    unittest.main(argv=sys.argv[:1], verbosity=2)
