"""test_copy.py DRIVE_COPY: one mail to two recipients in one transaction, and every way in which it can end."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'smtp'), os.path.join(HERE, '..', '..', 'lib')]

import scripted
from certificates import Authority

PROGRAM = ''
MAIL = b'Subject: hello\r\n\r\n.a line that begins with a dot\r\n..\r\nand one that does not\r\n'
SENDER, FIRST, SECOND = 'remind@example.org', 'check+a@remind.example.org', 'check+b@remind.example.org'


class Copy(unittest.TestCase):
    def send(self, script=None, mail=MAIL, recipients=(FIRST, SECOND), login=('', ''), context=None,
             authority='', url=None):
        with scripted.Server(script, context) as server:
            scheme = 'smtps' if context else 'smtp'
            done = subprocess.run(
                [PROGRAM, url or '%s://127.0.0.1:%d' % (scheme, server.port), *login,
                 authority, SENDER, *recipients],
                input=mail, capture_output=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, b''))
            for session in server.sessions:
                session.ended.wait(1)
            self.mails = list(server.mails)
            self.commands = [line for lines in server.commands() for line in lines]
            status, text = done.stdout.decode().rstrip('\n').split(': ', 1)
            return status, text

    def test_both_recipients_stand_in_one_transaction(self):
        self.assertEqual(self.send(), ('done', ''))
        self.assertEqual(len(self.mails), 1)
        self.assertEqual(self.mails[0].sender, SENDER.encode())
        self.assertEqual(self.mails[0].recipients, [FIRST.encode(), SECOND.encode()])
        self.assertEqual(self.mails[0].bytes, MAIL)
        self.assertEqual(sum(line.startswith(b'MAIL') for line in self.commands), 1)
        self.assertEqual(self.commands[-1], b'QUIT\r\n')

    def test_a_long_mail_arrives_whole(self):
        mail = b'Subject: long\r\n\r\n' + b'.' * 70 + b'\r\n' + b'x' * 990 + b'\r\n' + b'.y\r\n' * 30000
        self.assertEqual(self.send(mail=mail), ('done', ''))
        self.assertEqual(self.mails[0].bytes, mail)

    def test_a_mail_without_a_last_line_end_gets_one(self):
        self.assertEqual(self.send(mail=b'Subject: x\r\n\r\nend'), ('done', ''))
        self.assertEqual(self.mails[0].bytes, b'Subject: x\r\n\r\nend\r\n')

    def test_login_over_tls(self):
        with tempfile.TemporaryDirectory() as folder:
            authority = Authority(folder)
            self.assertEqual(
                self.send({'TLS': 'implicit'}, login=('remind', 'secret'), context=authority.issue('good').context(),
                          authority=authority.certificate), ('done', ''))
        self.assertEqual(self.mails[0].login, (b'remind', b'secret'))

    def test_a_refused_recipient_stops_the_mail(self):
        for reply, status in ((b'550 5.1.1 no such user\r\n', 'permanent'), (b'451 4.7.1 later\r\n', 'temporary')):
            got, text = self.send({'RCPT': [None, reply]})
            self.assertEqual(got, status)
            self.assertRegex(text, r'^127\.0\.0\.1:\d+ refuses RCPT TO:<%s>: %s$'
                             % (SECOND.replace('+', r'\+'), reply.decode().strip()))
            self.assertEqual(self.mails, [])
            self.assertNotIn(b'DATA\r\n', self.commands)

    def test_every_stage_may_refuse(self):
        for stage in ('MAIL', 'RCPT', 'DATA', 'DOT'):
            with self.subTest(stage):
                self.assertEqual(self.send({stage: b'554 5.0.0 no\r\n'})[0], 'permanent')
                self.assertEqual(self.send({stage: b'421 4.0.0 busy\r\n'})[0], 'temporary')
                self.assertEqual(self.mails, [])

    def test_a_line_that_breaks_before_the_dot_sends_nothing(self):
        for stage in ('MAIL', 'RCPT', 'DATA'):
            for what in (scripted.cut, scripted.reset):
                with self.subTest(stage):
                    status, text = self.send({stage: what})
                    self.assertEqual(status, 'temporary')
                    self.assertIn('the mail was not sent', text)

    def test_a_line_that_breaks_at_the_dot_is_unsure(self):
        for what in (scripted.cut, scripted.silence, scripted.store_then(scripted.cut), b'nonsense\r\n'):
            status, text = self.send({'DOT': what})
            self.assertEqual(status, 'unsure')
            self.assertIn('the mail may have arrived', text)

    def test_a_server_that_falls_silent_or_never_ends_is_left(self):
        for what in (scripted.silence, scripted.drip(seconds=0.02), scripted.flood(), b'nonsense\r\n', b'999 what\r\n'):
            self.assertEqual(self.send({'MAIL': what})[0], 'temporary')

    def test_no_server_is_asked_about_what_may_not_go_out(self):
        for recipients, mail, word in (((FIRST, 'a b@example.org'), MAIL, 'recipient'), ((), MAIL, 'recipient'),
                                       ((FIRST, 'x@y.org>\r\nRCPT TO:<z@y.org'), MAIL, 'recipient'),
                                       ((FIRST, SECOND), b'', 'empty'), ((FIRST, SECOND), b'a\nb', 'LF without CR'),
                                       ((FIRST, SECOND), b'a\r\n' + b'x' * 999, '998'), ((FIRST,), b'a\0b', 'NUL')):
            status, text = self.send(recipients=recipients, mail=mail)
            self.assertEqual(status, 'bad input')
            self.assertIn(word, text)
            self.assertEqual(self.commands, [])

    def test_a_server_that_is_not_there(self):
        status, text = self.send(url='smtp://127.0.0.1:1')
        self.assertEqual(status, 'temporary')
        self.assertIn('no connection', text)


if __name__ == '__main__':
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1], verbosity=2)
