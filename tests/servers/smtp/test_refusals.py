#!/usr/bin/env python3
"""What a server refuses, by where it says so: test_refusals.py DRIVE-OUTBOX [unittest's words]."""
import time

from outbox import USER, Case, main
from scripted import cut, reset, silence, store_then, then_cut


class Refusals(Case):
    """Each 4xx and 5xx, by where it is said."""

    def test_4xx_greeting(self):
        self.outcome({'GREETING': b'421 4.3.2 come back later\r\n'}, 'ours', '421 4.3.2 come back later')

    def test_5xx_greeting(self):
        self.outcome({'GREETING': b'554 5.7.1 go away\r\n'}, 'ours', '554 5.7.1 go away')

    def test_4xx_ehlo(self):
        self.outcome({'EHLO': b'450 4.3.2 busy\r\n'}, 'ours', '450 4.3.2 busy')
        self.outcome({'EHLO': b'450 4.3.2 busy\r\n'}, 'ours', '450 4.3.2 busy', login=True)

    def test_5xx_ehlo(self):
        self.outcome({'EHLO': b'550 5.7.1 your name is bad\r\n'}, 'ours', '550 5.7.1 your name is bad')
        self.outcome({'EHLO': b'550 5.7.1 your name is bad\r\n'}, 'ours', '550 5.7.1 your name is bad', login=True)

    def test_4xx_auth(self):
        server, *_ = self.outcome({'AUTH': b'454 4.7.0 try again\r\n'}, 'ours', '454 4.7.0 try again', login=True)
        self.assertNotIn(b'MAIL', server.said())

    def test_5xx_auth(self):
        server, *_ = self.outcome({'AUTH': b'535 5.7.8 bad credentials\r\n'}, 'ours', 'refuses the login of ' + USER, login=True)
        self.assertNotIn(b'MAIL', server.said())

    def test_4xx_mail(self):
        self.outcome({'MAIL': b'451 4.3.0 full\r\n'}, 'ours', '451 4.3.0 full')

    def test_5xx_mail(self):
        self.outcome({'MAIL': b'550 5.1.8 unknown sender\r\n'}, 'ours', '550 5.1.8 unknown sender')

    def test_4xx_rcpt(self):
        self.outcome({'RCPT': b'450 4.2.0 greylisted\r\n'}, 'later', '450 4.2.0 greylisted')

    def test_5xx_rcpt(self):
        self.outcome({'RCPT': b'550 5.1.1 no such user\r\n'}, 'never', '550 5.1.1 no such user')

    def test_5xx_rcpt_that_wants_a_login_is_ours(self):
        self.outcome({'RCPT': b'530 5.7.0 Authentication required\r\n'}, 'ours', '530 5.7.0 Authentication required')

    def test_a_server_that_does_not_relay_for_us_is_ours(self):
        for said in (b'554 5.7.1 <bob@example.org>: Relay access denied\r\n', b'550 relay not permitted\r\n',
                     b'454 4.7.1 <bob@example.org>: Relay access denied\r\n'):
            with self.subTest(said=said):
                self.outcome({'RCPT': said}, 'ours', '[smtp] url')

    def test_what_is_refused_of_us_behind_the_sender_is_ours(self):
        for stage, said in (
                ('RCPT', b'553 5.7.1 <remind@example.org>: Sender address rejected: not owned by user r\r\n'),
                ('RCPT', b'554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied\r\n'),
                ('DATA', b'550-5.4.5 Daily user sending limit exceeded.\r\n550 5.4.5 Wait\r\n'),
                ('DOT', b'550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n')):
            with self.subTest(said=said):
                self.outcome({stage: said}, 'ours', 'return_path = plain')

    def test_a_policy_against_one_recipient_is_never(self):
        for said in (b'550 5.7.1 <bob@example.org>: Recipient address rejected: Access denied\r\n',
                     b'550 5.1.1 <bob@example.org>: undeliverable: mx said: 554 5.7.1 Relay access denied\r\n'):
            with self.subTest(said=said):
                self.outcome({'RCPT': said}, 'never', said[:9].decode())

    def test_4xx_data(self):
        self.outcome({'DATA': b'451 4.3.0 no\r\n'}, 'later', '451 4.3.0 no')

    def test_5xx_data(self):
        self.outcome({'DATA': b'554 5.5.1 no valid recipients\r\n'}, 'never', '554 5.5.1 no valid recipients')

    def test_4xx_dot(self):
        self.outcome({'DOT': b'452 4.3.1 disk full\r\n'}, 'later', '452 4.3.1 disk full')

    def test_5xx_dot(self):
        self.outcome({'DOT': b'554 5.7.1 spam\r\n'}, 'never', '554 5.7.1 spam')

    def test_no_dot_is_recorded_before_the_server_asks_for_the_mail(self):
        for stage, what, expected in (('MAIL', b'550 no\r\n', 'ours'), ('RCPT', b'550 no\r\n', 'never'),
                                      ('DATA', b'554 no\r\n', 'never'), ('DATA', cut, 'ours')):
            with self.subTest(stage=stage, what=what):
                _, driver, _ = self.outcome({stage: what}, expected, '')
                self.assertEqual(driver.recorded(), [])

    def test_after_a_refusal_the_connection_goes_on(self):
        server = self.server({'RCPT': [None, b'550 5.1.1 no\r\n', b'450 4.2.0 no\r\n', None],
                              'DATA': [None, b'554 no\r\n', None], 'DOT': [None, b'554 spam\r\n', b'452 full\r\n', None]})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 6')
        rows, _ = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['sent', 'never', 'later', 'never', 'never', 'later', 'sent'])
        self.assertEqual(len(server.sessions), 1)
        self.assertEqual(server.sessions[0].lines.count(b'RSET\r\n'), 3)

    def test_a_refused_rset_costs_the_connection_only(self):
        server = self.server(lambda number: {} if number else {'RCPT': b'550 5.1.1 no\r\n', 'RSET': b'502 what?\r\n'})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 2')
        self.assertEqual([row['outcome'] for row in driver.send()[0]], ['never', 'sent', 'sent'])

    def test_one_refused_sender_does_not_stop_the_others(self):
        server = self.server({'MAIL': [b'553 5.7.1 not yours\r\n', None]})
        driver = self.driver(server)
        driver.parcel(1, sender='')
        driver.parcel(2)
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['ours', 'sent'])
        self.assertEqual(end['status'], 'temporary')
        self.assertIn('not yours', end['error'])

    def test_a_server_that_refuses_every_sender_is_not_asked_for_each(self):
        server = self.server({'MAIL': b'451 4.7.1 quota\r\n'})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'ours'})
        self.assertTrue(all('quota' in row['answer'] for row in rows))
        self.assertLess(server.said().count(b'MAIL FROM'), 10)

    def test_a_refused_login_is_tried_once(self):
        server = self.server({'AUTH': b'535 5.7.8 no\r\n'})
        driver = self.login(server, connections=1)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'ours'})
        self.assertEqual(len(server.sessions), 1)


class ClosingDown(Case):
    """421, which may answer anything (RFC 5321 3.8)."""

    def test_421_mail(self):
        self.outcome({'MAIL': then_cut(b'421 4.3.2 shutting down\r\n')}, 'ours', '421 4.3.2')

    def test_421_rcpt(self):
        self.outcome({'RCPT': then_cut(b'421 4.3.2 shutting down\r\n')}, 'later', '421 4.3.2')

    def test_421_data(self):
        self.outcome({'DATA': then_cut(b'421 4.3.2 shutting down\r\n')}, 'later', '421 4.3.2')

    def test_421_dot(self):
        self.outcome({'DOT': then_cut(b'421 4.3.2 shutting down\r\n')}, 'later', '421 4.3.2')

    def test_a_limit_told_by_421_sends_the_mail_at_once_over_a_new_connection(self):
        for stage in ('MAIL', 'RCPT', 'DATA'):
            with self.subTest(stage=stage):
                server = self.server(lambda number: {stage: [None, None, then_cut(b'421 4.7.0 too many mails\r\n')]})
                driver = self.driver(server)
                driver.parcel(1)
                driver.tell('copies 5')
                rows, end = driver.send()
                self.assertEqual([row['outcome'] for row in rows], ['sent'] * 6)
                self.assertEqual(end['status'], 'done')
                self.assertEqual((len(server.sessions), len(server.mails)), (3, 6))

    def test_a_mail_is_taken_to_a_new_connection_once_only(self):
        def script(number):
            return {'RCPT': [None, then_cut(b'421 no\r\n')]} if number == 0 else {'RCPT': then_cut(b'421 no\r\n')}
        server = self.server(script)
        driver = self.driver(server)
        driver.parcel(1)
        driver.parcel(2)
        self.assertEqual([row['outcome'] for row in driver.send()[0]], ['sent', 'later'])
        self.assertEqual(len(server.sessions), 2)


class OutOfTurn(Case):
    """A server that answers what it was not asked is believed nothing afterwards."""

    def test_an_answer_to_the_dot_before_the_dot(self):
        server, driver, _ = self.outcome({'DATA': b'354 go\r\n250 queued\r\n'}, 'ours', 'more than it was asked')
        self.assertEqual(driver.recorded(), [])
        self.assertEqual(server.mails, [])

    def test_an_answer_to_the_dot_in_mid_mail(self):
        def answer_early(session):
            session.send(b'354 go\r\n')
            session.socket.recv(1000)
            session.send(b'250 queued\r\n')
            while session.socket.recv(100000):
                pass
        server = self.server({'DATA': answer_early})
        driver = self.driver(server)
        row, _ = driver.send_one(mail=(b'x' * 76 + b'\r\n') * 200000)
        self.assertEqual(row['outcome'], 'ours', row)
        self.assertIn('no proper answer to the mail', row['answer'])
        self.assertEqual(driver.recorded(), [])

    def test_two_answers_to_one_command(self):
        self.outcome({'RCPT': b'250 ok\r\n250 ok\r\n'}, 'ours', 'more than it was asked')

    def test_two_answers_to_the_dot_count_once(self):
        server = self.server({'DOT': store_then(b'250 ok\r\n250 ok\r\n')})
        driver = self.driver(server)
        driver.parcel(1)
        driver.parcel(2)
        self.assertEqual([row['outcome'] for row in driver.send()[0]], ['sent', 'sent'])
        self.assertEqual(len(server.sessions), 2)

    def test_an_answer_while_nothing_was_asked_costs_the_connection(self):
        def ramble(session):
            session.store()
            session.send(b'250 ok\r\n')
            session.server.closing.wait(0.2)
            session.send(b'250 ok\r\n')
        server = self.server(lambda number: {} if number else {'DOT': ramble})
        driver = self.driver(server)
        driver.send_one()
        time.sleep(0.4)
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertEqual(len(server.sessions), 2)

    def test_words_that_are_no_answer(self):
        for words in (b'hello\r\n', b'\r\n', b'25\r\n', b'2500 ok\r\n', b'-250\r\n', b'250_ok\r\n', b'\0\0\0\0\r\n'):
            with self.subTest(words=words):
                self.outcome({'RCPT': words}, 'ours', 'no proper answer to RCPT TO')
                self.outcome({'DOT': words}, 'unsure', 'no readable answer')

    def test_codes_that_fit_nowhere(self):
        self.outcome({'RCPT': b'354 go\r\n'}, 'ours', 'no proper answer to RCPT TO')
        self.outcome({'DATA': b'250 ok\r\n'}, 'ours', 'no proper answer to DATA')
        self.outcome({'DOT': b'354 more\r\n'}, 'unsure', 'no readable answer')
        self.outcome({'DOT': b'150 hm\r\n'}, 'unsure', 'no readable answer')

    def test_a_refusal_while_the_mail_is_being_sent(self):
        for reply, expected in ((b'552 5.3.4 too big\r\n', 'never'), (b'451 4.3.0 full\r\n', 'later')):
            for ending in (silence, cut, reset):
                with self.subTest(reply=reply, ending=ending.__name__):
                    def refuse(session):
                        session.send(b'354 go\r\n')
                        session.socket.recv(1000)
                        session.send(reply)
                        ending(session)
                    server = self.server(lambda number: {} if number else {'DATA': refuse})
                    driver = self.driver(server, command=60)
                    driver.parcel(1, mail=(b'x' * 76 + b'\r\n') * 200000)
                    driver.parcel(2)
                    rows, end = driver.send()
                    self.assertEqual([row['outcome'] for row in rows], [expected, 'sent'], rows)
                    self.assertEqual(driver.recorded(), ['delivery 2 1'])
                    self.assertEqual(len(server.sessions), 2)
                    self.assertLess(end['ms'], 30000)

    def test_the_servers_words_pass_the_gate(self):
        _, _, row = self.outcome({'RCPT': b'550 a\x1b[31mb\0c\xff\xc2\x85\xe2\x80\xaed\r\r\n'}, 'never', '550 a')
        self.assertTrue(all(c >= ' ' and c not in '\x7f\x85\u202e' for c in row['answer']), row)

    def test_long_words_are_cut(self):
        _, _, row = self.outcome({'RCPT': b'550 ' + b'no ' * 2000 + b'\r\n'}, 'never', '550 no no')
        self.assertLess(len(row['answer']), 501)


if __name__ == '__main__':
    main()
