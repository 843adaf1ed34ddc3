#!/usr/bin/env python3
"""Nothing of a login reaches a server that is not the right one: test_certificates.py DRIVE-INTAKE."""
import os
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', '..', 'lib')]
import certificates  # noqa: E402
import intake  # noqa: E402
import wrong_certificates  # noqa: E402
from intake import PASSWORD, USER, Intake  # noqa: E402
from server import Server  # noqa: E402

STARTED = b'A001 CAPABILITY\r\nA002 STARTTLS\r\n'


def good_implicit(line):
    line.enter(exists=1)


def good_starttls(line):
    line.send('* OK ready')
    line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 STARTTLS')
    line.answer('STARTTLS')
    line.secure()
    line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1')
    line.login()
    line.select(exists=1)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.authority = certificates.Authority(cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_with(self, certificate, implicit, ca_file=None, host='localhost', dialogue=None, kind=None):
        """Opens a session; the outcome, and what the server heard."""
        context = wrong_certificates.context(kind, certificate)
        dialogue = dialogue or (good_implicit if implicit else good_starttls)
        with Server(dialogue, context, implicit) as server:
            with Intake(server.url.replace('localhost', host), 'implicit' if implicit else 'starttls',
                        ca_file=self.authority.certificate if ca_file is None else ca_file) as client:
                outcome = client.tell('open')
            self.assertEqual(server.surprises, [])
        return outcome, server.heard

    def check_silent(self, heard):
        self.assertEqual(wrong_certificates.credential(heard, USER, PASSWORD), [])


@wrong_certificates.each(wrong_certificates.KINDS, 'refuse')
class Wrong(Case):
    def refuse(self, kind):
        make, words = wrong_certificates.KINDS[kind]
        certificate = make(self.authority)
        for implicit in (True, False):
            with self.subTest('implicit' if implicit else 'starttls'):
                outcome, heard = self.run_with(certificate, implicit, kind=kind)
                handshake = words in wrong_certificates.HANDSHAKE
                self.assertEqual(outcome['status'], 'temporary' if handshake else 'permanent', outcome)
                self.assertRegex(outcome['text'], '^localhost:[0-9]+: ')
                self.assertIn(words, outcome['text'])
                self.check_silent(heard)
                self.assertIn(heard, (b'',) if implicit else (STARTED, STARTED + b'A003 CAPABILITY\r\n'))


@wrong_certificates.each(wrong_certificates.GOOD, 'accept')
class Right(Case):
    """What would be seen of a login if one came."""

    def accept(self, kind):
        certificate = wrong_certificates.GOOD[kind](self.authority)
        for implicit in (True, False):
            outcome, heard = self.run_with(certificate, implicit)
            self.assertEqual(outcome['status'], 'done', outcome)
            self.assertIn(USER.encode(), wrong_certificates.credential(heard, USER, PASSWORD))
            self.assertIn(b'SELECT INBOX', heard)


class Certificates(Case):
    def test_the_systems_authorities_do_not_know_ours(self):
        outcome, heard = self.run_with(self.authority.issue('good'), True, ca_file='')
        self.assertEqual(outcome['status'], 'permanent')
        self.assertIn(wrong_certificates.STRANGER, outcome['text'])
        self.assertEqual(heard, b'')

    def test_an_address_needs_a_certificate_with_that_address(self):
        outcome, heard = self.run_with(self.authority.issue('names', ['DNS:localhost']), True, host='127.0.0.1')
        self.assertEqual(outcome['status'], 'permanent')
        self.assertIn('is for another name', outcome['text'])
        self.assertEqual(heard, b'')
        outcome, _ = self.run_with(self.authority.issue('address', ['IP:127.0.0.1']), True, host='127.0.0.1')
        self.assertEqual(outcome['status'], 'done', outcome)

    def test_an_unreadable_ca_file_is_said(self):
        outcome, heard = self.run_with(self.authority.issue('good'), True, ca_file='/nowhere/ca.pem')
        self.assertEqual(outcome['status'], 'permanent')
        self.assertIn('ca_file cannot be read', outcome['text'])
        self.assertEqual(heard, b'')

    def test_a_missing_starttls_sends_nothing(self):
        def dialogue(line):
            line.send('* OK ready')
            line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 AUTH=PLAIN')
        self.refuses_starttls(dialogue, 'offers no STARTTLS; nothing of the login was sent', 'permanent')

    def test_a_refused_starttls_sends_nothing(self):
        def dialogue(line):
            line.send('* OK ready')
            line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 STARTTLS')
            line.expect('STARTTLS')
            line.no('not today')
        self.refuses_starttls(dialogue, 'offers no STARTTLS', 'permanent')

    def test_a_greeting_that_skips_the_login_cannot_skip_starttls(self):
        def dialogue(line):
            line.send('* PREAUTH welcome')
            line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 STARTTLS')
        self.refuses_starttls(dialogue, 'offers no STARTTLS', 'permanent')

    def test_octets_injected_before_tls_end_the_session(self):
        def dialogue(line):
            line.send('* OK ready')
            line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1 STARTTLS')
            line.expect('STARTTLS')
            line.send('%s OK go' % line.tag, '* CAPABILITY IMAP4rev1 AUTH=PLAIN', 'A003 OK injected',
                      'A004 OK injected')
            line.secure()
            line.read()
        self.refuses_starttls(dialogue, 'does not speak IMAP as it should', 'temporary')

    def refuses_starttls(self, dialogue, words, status):
        outcome, heard = self.run_with(self.authority.issue('good'), False, dialogue=dialogue)
        self.assertEqual(outcome['status'], status)
        self.assertIn(words, outcome['text'])
        self.check_silent(heard)

    def test_tls_against_a_port_without_it_fails_with_the_cure(self):
        with Server(good_implicit) as server:
            with Intake(server.url.replace('imap:', 'imaps:'), 'implicit', connect_deadline=3) as client:
                outcome = client.tell('open')
        self.assertEqual(outcome['status'], 'temporary')
        self.assertIn('TLS cannot be set up', outcome['text'])
        self.check_silent(server.heard)


if __name__ == '__main__':
    intake.main()
