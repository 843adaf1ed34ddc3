#!/usr/bin/env python3
"""Servers that are cut after any octet, and that say what fits nothing: test_lies.py DRIVE-OUTBOX [unittest's words]."""
from outbox import MAIL, Case, main


class AnyOctet(Case):
    def test_a_line_that_is_cut_after_any_octet_sends_once_or_says_that_it_may_have(self):
        server = self.server()
        driver = self.driver(server)
        driver.send_one()
        whole = server.sessions[0].sent
        answer = len(b'250 2.0.0 Ok: queued as 1\r\n')
        driver.tell('rest')
        seen = set()
        for cut in range(whole):
            number = len(server.mails)
            server.cut_after = cut
            driver.parcel(cut + 2)
            (row,), end = driver.send()
            seen.add(row['outcome'])
            past_the_dot = cut >= whole - answer
            self.assertEqual(row['outcome'], 'unsure' if past_the_dot else 'ours', (cut, row))
            self.assertEqual('delivery %d 1' % (cut + 2) in driver.recorded(), past_the_dot)
            self.assertEqual(len(server.mails) - number, 1 if past_the_dot else 0)
            self.assertEqual(end['status'], 'done' if past_the_dot else 'temporary')
        self.assertEqual(seen, {'ours', 'unsure'})


class WrongWords(Case):
    def test_354_at_mail(self):
        self.outcome({'MAIL': b'354 go\r\n'}, 'ours', 'no proper answer to MAIL FROM')

    def test_354_at_the_greeting(self):
        self.outcome({'GREETING': b'354 go\r\n'}, 'ours', '')

    def test_334_at_rcpt(self):
        self.outcome({'RCPT': b'334 \r\n'}, 'ours', 'no proper answer to RCPT TO')

    def test_any_answer_that_begins_with_2_is_a_yes(self):
        """RFC 5321 4.3.2: the first digit is what counts."""
        self.outcome({'GREETING': b'250 ok\r\n', 'RCPT': b'299 why not\r\n'}, 'sent', '250')

    def test_251_and_252_at_rcpt_take_the_recipient(self):
        for reply in (b'251 2.1.5 will forward\r\n', b'252 2.1.5 cannot say\r\n'):
            server = self.server({'RCPT': lambda session: (session.recipients.append(b'x'), session.send(reply))})
            self.assertEqual(self.driver(server).send_one()[0]['outcome'], 'sent')

    def test_the_last_line_of_an_answer_counts(self):
        self.outcome({'RCPT': b'250-ok\r\n550 5.1.1 but no\r\n'}, 'never', '')
        self.outcome({'RCPT': b'550-5.1.1 no\r\n450 4.2.0 or rather later\r\n'}, 'later', '')

    def test_an_answer_of_a_code_alone(self):
        self.outcome({'RCPT': b'550\r\n'}, 'never', '550')

    def test_an_ehlo_that_offers_nonsense(self):
        server = self.server({'EXTENSIONS': [b'AUTH', b'AUTH=', b'SIZE -1', b'SIZE 99999999999999999999', b'\xff\xfe', b'STARTTLS x', b'']})
        self.assertEqual(self.driver(server).send_one()[0]['outcome'], 'sent')

    def test_an_ehlo_that_offers_nothing(self):
        server = self.server({'EXTENSIONS': []})
        self.assertEqual(self.driver(server).send_one()[0]['outcome'], 'sent')
        self.assertEqual(server.mails[0].bytes, MAIL)


class Size(Case):
    """552, by where it is said: at MAIL FROM it may be our quota, unless a size was said there; behind it it is the mail's size."""

    def commands(self, extensions, mail=MAIL):
        server = self.server({'EXTENSIONS': extensions})
        driver = self.driver(server)
        driver.parcel(1, mail=mail)
        self.assertEqual(driver.send()[0][0]['outcome'], 'sent')
        return [line for line in server.sessions[0].lines if line.startswith(b'MAIL')]

    def test_it_is_said_to_whom_it_concerns(self):
        said = b'MAIL FROM:<bounce+abc@remind.example.org>'
        size = b' SIZE=%d\r\n' % len(MAIL)
        for extension in (b'SIZE', b'SIZE 0', b'SIZE 10240000', b'size 5'):
            self.assertEqual(self.commands([b'PIPELINING', extension, b'DSN']), [said + size])
        self.assertEqual(self.commands([b'PIPELINING', b'SIZEABLE']), [said + b'\r\n'])

    def test_dots_that_are_stuffed_do_not_count(self):
        mail = MAIL + b'.\r\n..\r\n'
        self.assertTrue(self.commands([b'SIZE'], mail)[0].endswith(b' SIZE=%d\r\n' % len(mail)))

    def test_at_mail_without_a_size(self):
        self.outcome({'MAIL': b'552 5.3.4 message size exceeds fixed limit\r\n'}, 'ours', '552 5.3.4')

    def test_at_mail_with_a_size(self):
        for reply, outcome in ((b'552 5.3.4 message size exceeds fixed limit', 'never'), (b'552 too much', 'never'),
                               (b'552 5.2.2 your quota is used up', 'ours'), (b'452 4.3.1 disk full', 'ours')):
            self.outcome({'EXTENSIONS': [b'SIZE 1000'], 'MAIL': reply + b'\r\n'}, outcome, reply.decode())

    def test_what_is_refused_for_its_size_holds_nothing_up(self):
        server = self.server({'EXTENSIONS': [b'SIZE 1000'], 'MAIL': [b'552 5.3.4 too big\r\n'] * 20 + [None]})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 20')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['never'] * 20 + ['sent'])
        self.assertEqual((end['status'], len(server.sessions)), ('done', 1))

    def test_at_rcpt(self):
        self.outcome({'RCPT': b'552 5.2.2 mailbox full\r\n'}, 'never', '552 5.2.2')

    def test_at_data(self):
        self.outcome({'DATA': b'552 5.3.4 too big\r\n'}, 'never', '552 5.3.4')

    def test_at_the_dot(self):
        self.outcome({'DOT': b'552 5.3.4 too big\r\n'}, 'never', '552 5.3.4')


class Greylist(Case):
    def test_a_mail_that_is_put_off_is_taken_the_second_time(self):
        server = self.server(lambda number: {'RCPT': [b'450 4.2.0 greylisted\r\n', None]})
        driver = self.driver(server)
        self.assertEqual([driver.send_one()[0]['outcome'] for _ in range(2)], ['later', 'sent'])
        self.assertEqual(len(server.mails), 1)


if __name__ == '__main__':
    main()
