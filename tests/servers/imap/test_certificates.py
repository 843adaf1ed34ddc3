#!/usr/bin/env python3
"""Nothing of a login reaches a server that is not the right one: test_certificates.py DRIVE-INTAKE."""
import os
import shutil
import ssl
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', '..', 'lib')]
import certificates  # noqa: E402
import intake  # noqa: E402
from intake import PASSWORD, USER, Intake  # noqa: E402
from server import Server  # noqa: E402

SECRETS = (b'LOGIN', b'AUTHENTICATE', USER.encode(), PASSWORD.encode())


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


class Certificates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.authority = certificates.Authority(cls.folder)
        cls.stranger = certificates.Authority(cls.folder, 'stranger')

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_with(self, certificate, implicit, ca_file=None, host='localhost', dialogue=None):
        """Opens a session; the outcome, and what the server heard."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        dialogue = dialogue or (good_implicit if implicit else good_starttls)
        with Server(dialogue, context, implicit) as server:
            with Intake(server.url.replace('localhost', host), 'implicit' if implicit else 'starttls',
                        ca_file=self.authority.certificate if ca_file is None else ca_file) as client:
                outcome = client.tell('open')
            self.assertEqual(server.surprises, [])
        return outcome, server.heard

    def refused(self, certificate, words, **options):
        for implicit in (True, False):
            with self.subTest('implicit' if implicit else 'starttls'):
                outcome, heard = self.run_with(certificate, implicit, **options)
                self.assertEqual(outcome['status'], 'permanent')
                self.assertIn('localhost:', outcome['text'])
                for word in words:
                    self.assertIn(word, outcome['text'])
                for secret in SECRETS:
                    self.assertNotIn(secret, heard)
                if implicit:
                    self.assertEqual(heard, b'')

    def test_a_certificate_of_the_named_authority_is_accepted(self):
        for implicit in (True, False):
            outcome, heard = self.run_with(self.authority.issue('good'), implicit)
            self.assertEqual(outcome['status'], 'done', outcome)
            self.assertIn(b'SELECT INBOX', heard)

    def test_an_unknown_authority_is_refused_with_the_cure(self):
        self.refused(self.stranger.issue('strange'), ['not signed by anybody this machine trusts',
                                                      'Test authority stranger', 'name its CA in ca_file'])

    def test_the_systems_authorities_do_not_know_ours(self):
        self.refused(self.authority.issue('good'), ['not signed by anybody this machine trusts'], ca_file='')

    def test_a_self_signed_certificate_is_refused(self):
        self.refused(certificates.self_signed(self.folder, 'selfmade'), ['not signed by anybody this machine trusts'])

    def test_a_certificate_for_another_name_is_refused(self):
        self.refused(self.authority.issue('other', ['DNS:mail.example.org']),
                     ['is for another name', 'Write into url the name'])

    def test_an_expired_certificate_is_refused(self):
        self.refused(self.authority.issue('old', days=-1), ['expired (20', "operator must renew it"])

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
        for secret in SECRETS:
            self.assertNotIn(secret, heard)

    def test_tls_against_a_port_without_it_fails_with_the_cure(self):
        with Server(good_implicit) as server:
            with Intake(server.url.replace('imap:', 'imaps:'), 'implicit', connect_deadline=3) as client:
                outcome = client.tell('open')
        self.assertEqual(outcome['status'], 'temporary')
        self.assertIn('TLS cannot be set up', outcome['text'])
        self.assertNotIn(PASSWORD.encode(), server.heard)


if __name__ == '__main__':
    intake.DRIVER = sys.argv.pop(1)
    unittest.main()
