#!/usr/bin/env python3
"""Lines by TLS that are cut, closed and talked into: test_tls_lines.py DRIVE-OUTBOX [unittest's words].

What test_lines.py, test_lies.py and test_refusals.py have without TLS is had here by it. A server that cuts does so without a
close_notify, as whoever sits on the line would; one that closes says so.
"""
import shutil
import tempfile

from outbox import PASSWORD, USER, Case, main
import certificates
from scripted import cut, store_then, then_cut
import test_lies
import test_lines
import test_refusals
import wrong_certificates


class ByTls(Case):
    WAY = 'implicit'

    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.mkdtemp(prefix='followupd-tls-')
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        cls.authority = certificates.Authority(cls.certificates)
        cls.context = wrong_certificates.context(None, cls.authority.issue('good'))

    def server(self, script=None, **more):
        def by_tls(number):
            return {'TLS': self.WAY, **((script(number) if callable(script) else script) or {})}
        return super().server(by_tls, context=self.context, **more)

    def driver(self, server, **settings):
        implicit = self.WAY == 'implicit'
        url = '%s://localhost:%d' % ('smtps' if implicit else 'smtp', getattr(server, 'port', server))
        return super().driver(server, **{'url': url, 'tls': 'none' if implicit else 'starttls',
                                         'ca': self.authority.certificate, **settings})


class Cuts(ByTls):
    test_greeting = test_lines.Cuts.test_greeting
    test_ehlo = test_lines.Cuts.test_ehlo
    test_auth = test_lines.Cuts.test_auth
    test_mail = test_lines.Cuts.test_mail
    test_data = test_lines.Cuts.test_data
    test_in_the_middle_of_an_answer = test_lines.Cuts.test_in_the_middle_of_an_answer
    test_body = test_lines.Cuts.test_body
    test_dot_before_storing = test_lines.Cuts.test_dot_before_storing
    test_dot_by_reset = test_lines.Cuts.test_dot_by_reset
    test_dot_with_half_an_answer = test_lines.Cuts.test_dot_with_half_an_answer
    test_a_kept_connection_is_replaced = test_lines.Cuts.test_a_kept_connection_that_was_closed_meanwhile_is_replaced
    test_a_kept_connection_is_unsure = test_lines.Cuts.test_a_kept_connection_cut_after_the_dot_is_unsure_all_the_same


class CutsByStarttls(ByTls):
    WAY = 'starttls'
    test_in_the_middle_of_an_answer = test_lines.Cuts.test_in_the_middle_of_an_answer
    test_dot_before_storing = test_lines.Cuts.test_dot_before_storing
    test_dot_by_reset = test_lines.Cuts.test_dot_by_reset
    test_dot_with_half_an_answer = test_lines.Cuts.test_dot_with_half_an_answer


class AnyOctet(ByTls, test_lies.AnyOctet):
    pass


class ClosingDown(ByTls):
    test_421_mail = test_refusals.ClosingDown.test_421_mail
    test_421_rcpt = test_refusals.ClosingDown.test_421_rcpt
    test_421_data = test_refusals.ClosingDown.test_421_data
    test_421_dot = test_refusals.ClosingDown.test_421_dot


def close(session):
    """Closes by a close_notify."""
    session.socket.unwrap()
    cut(session)


class Closed(ByTls):
    def test_closed_instead_of_an_answer(self):
        for stage, expected in (('EHLO', 'ours'), ('MAIL', 'ours'), ('RCPT', 'ours'), ('DATA', 'ours'), ('DOT', 'unsure')):
            with self.subTest(stage):
                self.outcome({stage: close}, expected, 'may have arrived' if stage == 'DOT' else 'broke')

    def test_closed_after_the_mail_was_taken(self):
        server, *_ = self.outcome({'DOT': store_then(close)}, 'unsure', 'may have arrived')
        self.assertEqual(len(server.mails), 1)

    def test_closed_or_cut_right_behind_the_answer_to_the_dot(self):
        for end in (cut, close):
            with self.subTest(end.__name__):
                self.outcome({'DOT': store_then(lambda session: (session.send(b'250 2.0.0 Ok\r\n'), end(session)))}, 'sent', '250')

    def test_half_an_answer_and_a_close_notify(self):
        def act(session):
            session.send(b'250 2.0.0 Ok')
            close(session)
        self.outcome({'DOT': store_then(act)}, 'unsure', 'may have arrived')

    def test_octets_of_no_record_instead_of_an_answer(self):
        """Somebody on the line writes into it, in the clear."""
        for stage, expected in (('MAIL', 'ours'), ('DOT', 'unsure')):
            with self.subTest(stage):
                def act(session):
                    number = session.socket.fileno()
                    with open(number, 'wb', buffering=0, closefd=False) as line:
                        line.write(b'250 2.0.0 Ok: queued as 1\r\n')
                    session.server.closing.wait(0.2)
                    cut(session)
                self.outcome({stage: act}, expected, '')


class BetweenAnswerAndHandshake(ByTls):
    """CVE-2011-0411 and its like: what comes in the clear after STARTTLS was asked for counts as nothing said."""
    WAY = 'starttls'
    ANSWERS = b'250-scripted.example\r\n250 AUTH PLAIN\r\n235 2.7.0 welcome\r\n250 Ok\r\n250 Ok\r\n354 go\r\n250 2.0.0 Ok: queued as 1\r\n'

    def refused(self, slip):
        server = self.server({'STARTTLS': slip})
        driver = self.login(server, connect=5)
        row, end = driver.send_one()
        self.assertEqual((row['outcome'], end['status']), ('ours', 'temporary'), row)
        self.assertEqual(driver.recorded(), [])
        self.assertEqual(server.mails, [])
        self.assertEqual(wrong_certificates.credential(server.said(), USER, PASSWORD), [])
        self.assertNotIn(b'MAIL', server.said())

    def test_in_one_segment_with_the_answer(self):
        def slip(session):
            session.send(b'220 go\r\n' + self.ANSWERS)
            session.start_tls()
        self.refused(slip)

    def test_behind_the_first_of_the_handshake(self):
        def slip(session):
            session.send(b'220 go\r\n')
            session.raw.recv(1)
            session.send(self.ANSWERS)
            cut(session)
        self.refused(slip)

    def test_garbage(self):
        self.refused(then_cut(b'220 go\r\n' + bytes(range(256)) * 64))

    def test_a_handshake_that_is_cut(self):
        def slip(session):
            session.send(b'220 go\r\n')
            session.raw.recv(65536)
            cut(session)
        self.refused(slip)

    def test_a_good_handshake_is_none_of_these(self):
        server = self.server()
        self.assertEqual(self.login(server).send_one()[0]['outcome'], 'sent')
        self.assertEqual(len(server.mails), 1)


if __name__ == '__main__':
    main()
