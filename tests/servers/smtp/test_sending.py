#!/usr/bin/env python3
"""What is sent, and that nothing else is: test_sending.py DRIVE-OUTBOX [unittest's words]."""
import signal
import subprocess
import threading
import time

from outbox import MAIL, SENDER, Case, main
from scripted import after, silence, store_then

SECONDS = 30


class Sending(Case):
    def test_a_mail_is_sent_and_the_answer_kept(self):
        server, driver, row = self.outcome({}, 'sent', '250 2.0.0 Ok: queued as 1')
        mail, = server.mails
        self.assertEqual(mail.bytes, MAIL)
        self.assertEqual(mail.sender, SENDER.encode())
        self.assertEqual(mail.recipients, [b'alice@example.org'])
        self.assertEqual(driver.recorded(), ['delivery 1 1'])

    def test_the_dialogue_has_one_mail_and_one_rcpt(self):
        server = self.server()
        driver = self.driver(server, hello='followupd.example.org')
        driver.parcel(1)
        driver.parcel(2, recipient='bob@example.org', sender='')
        driver.send()
        driver.stop()
        time.sleep(0.1)
        self.assertEqual(server.commands(), [[
            b'EHLO followupd.example.org\r\n', b'MAIL FROM:<%s>\r\n' % SENDER.encode(), b'RCPT TO:<alice@example.org>\r\n',
            b'DATA\r\n', b'MAIL FROM:<>\r\n', b'RCPT TO:<bob@example.org>\r\n', b'DATA\r\n', b'QUIT\r\n']])

    def test_the_connection_is_kept_from_one_send_to_the_next(self):
        server = self.server()
        driver = self.driver(server)
        for _ in range(3):
            self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertEqual(len(server.sessions), 1)
        driver.tell('rest')
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertEqual(len(server.sessions), 2)

    def test_no_more_connections_than_allowed(self):
        server = self.server({'DOT': after(0.02, b'250 ok\r\n')})
        driver = self.driver(server, connections=3)
        driver.parcel(1)
        driver.tell('copies 29')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.sessions), 3)

    def test_no_more_connections_than_mails(self):
        server = self.server()
        driver = self.driver(server, connections=8)
        driver.parcel(1)
        driver.parcel(2)
        driver.send()
        self.assertLessEqual(len(server.sessions), 2)

    def test_mails_over_one_connection_keep_their_order(self):
        server = self.server()
        driver = self.driver(server)
        for number in range(20):
            driver.parcel(number, recipient='n%d@example.org' % number)
        driver.send()
        self.assertEqual([mail.recipients for mail in server.mails], [[b'n%d@example.org' % n] for n in range(20)])

    def test_nothing_to_send_opens_no_connection(self):
        server = self.server()
        rows, end = self.driver(server).send()
        self.assertEqual((rows, end['status']), ([], 'done'))
        self.assertEqual(server.sessions, [])

    def test_a_server_without_ehlo_is_greeted_by_helo(self):
        self.outcome({'EHLO': [b'502 5.5.1 what?\r\n', None]}, 'sent', '250')

    def test_a_multi_line_answer_is_one_answer(self):
        self.outcome({'DOT': b'250-thank\r\n250-you\r\n250 kindly\r\n', 'RCPT': b'250-yes\r\n250 yes\r\n'},
                     'sent', '250 thank you kindly')

    def test_bare_line_feeds_end_answers_too(self):
        self.outcome({'MAIL': b'250 ok\n', 'DOT': b'250 stored\n'}, 'sent', '250 stored')

    def test_messages_and_deliveries_are_recorded_apart(self):
        server = self.server()
        driver = self.driver(server)
        driver.parcel(7, kind='message', attempt=3)
        driver.parcel(7, attempt=2)
        driver.send()
        self.assertEqual(driver.recorded(), ['message 7 3', 'delivery 7 2'])


class Bodies(Case):
    def round_trip(self, *mails):
        server = self.server()
        driver = self.driver(server)
        for number, mail in enumerate(mails):
            driver.parcel(number, mail=mail)
        rows, _ = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['sent'] * len(mails))
        for mail, sent in zip(mails, server.mails):
            self.assertEqual(sent.bytes, mail)
        return server

    def test_leading_dots_arrive_as_they_were(self):
        self.round_trip(b'.\r\n', b'..\r\n', b'.x\r\n.\r\n..\r\n.y\r\n',
                        b'Subject: x\r\n\r\n.\r\nMAIL FROM:<evil@example.org>\r\n.\r\n')

    def test_dots_are_doubled_on_the_wire(self):
        server = self.round_trip(b'Subject: x\r\n\r\n.\r\n.a\r\nb.\r\n')
        self.assertIn(b'\r\n\r\n..\r\n..a\r\nb.\r\n.\r\n', server.said())

    def test_mails_round_64_kb_arrive_whole(self):
        line = b'x' * 70 + b'\r\n'
        mails = []
        for size in (65535, 65536, 65537, 32762, 32763, 32764, 32768, 16384, 131072):
            body = b'Subject: x\r\n\r\n'
            body += line * ((size - len(body)) // len(line) - 1)
            mails.append(body + b'y' * (size - len(body) - 2) + b'\r\n')
            self.assertEqual(len(mails[-1]), size)
        self.round_trip(*mails)

    def test_dots_at_every_place_of_a_piece_arrive_whole(self):
        self.round_trip(*[b'y' * pad + b'\r\n' + b'.\r\n' * 15000 for pad in range(4)])

    def test_ten_megabytes_arrive_whole(self):
        self.round_trip((b'z' * 76 + b'\r\n') * 135000)

    def test_a_last_line_without_its_end_gets_one(self):
        server = self.server()
        self.driver(server).send_one(mail=b'Subject: x\r\n\r\nbye')
        self.assertEqual(server.mails[0].bytes, b'Subject: x\r\n\r\nbye\r\n')


class Smuggling(Case):
    def refused(self, words, **parcel):
        server = self.server()
        row, end = self.driver(server).send_one(**parcel)
        self.assertEqual((row['outcome'], end['status']), ('never', 'done'), parcel)
        self.assertIn(words, row['answer'])
        self.assertEqual(server.sessions, [])

    def test_a_line_break_in_the_recipient_reaches_no_server(self):
        for recipient in ('a@example.org>\r\nRCPT TO:<b@example.org', 'a@example.org\n', 'a@example.org\r', 'a\r\n@example.org'):
            self.refused('recipient', recipient=recipient)

    def test_other_things_that_are_no_recipient_reach_no_server(self):
        for recipient in ('', 'a', 'a@', '@example.org', 'a@b> SIZE=1', '<a@example.org>', 'a b@example.org',
                          'a@example.org,b@example.org', '"a b"@example.org', 'a@[127.0.0.1]', 'ä@example.org',
                          ';id|/x@example.org ', '=?utf-8?q?a=40b?=@c@example.org'):
            self.refused('recipient', recipient=recipient)

    def test_a_line_break_in_the_sender_reaches_no_server(self):
        for sender in ('a@example.org>\r\nRCPT TO:<b@example.org', 'a@example.org> BODY=8BITMIME', 'a'):
            self.refused('sender', sender=sender)

    def test_no_false_end_of_data_reaches_a_server(self):
        head = b'Subject: x\r\n\r\nhello'
        tail = b'MAIL FROM:<evil@example.org>\r\n'
        for end in (b'\n.\n', b'\n.\r\n', b'\r\n.\n', b'\r.\r', b'\r\n.\r', b'\r.\r\n', b'\n.\r', b'\r\r\n.\r\r\n'):
            self.refused('CR', mail=head + end + tail)

    def test_nul_and_long_lines_reach_no_server(self):
        self.refused('NUL', mail=b'Subject: x\r\n\r\na\0b\r\n')
        self.refused('998', mail=b'Subject: x\r\n\r\n' + b'x' * 999 + b'\r\n')
        self.refused('empty', mail=b'')

    def test_a_line_of_998_octets_goes_out(self):
        mail = b'Subject: x\r\n\r\n' + b'x' * 998 + b'\r\n'
        server = self.server()
        row, _ = self.driver(server).send_one(mail=mail)
        self.assertEqual(row['outcome'], 'sent')
        self.assertEqual(server.mails[0].bytes, mail)

    def test_a_bad_parcel_does_not_stop_the_others(self):
        server = self.server()
        driver = self.driver(server)
        driver.parcel(1, recipient='no address')
        driver.parcel(2)
        driver.parcel(3, mail=b'\n')
        driver.parcel(4)
        driver.parcel(5, recipient='nor this')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['never', 'sent', 'never', 'sent', 'never'])
        self.assertEqual(len(server.mails), 2)


class Stopping(Case):
    def test_a_stop_finishes_the_mails_in_hand_and_leaves_the_others(self):
        server = self.server({'DOT': after(2, b'250 ok\r\n')})
        driver = self.driver(server, connections=2)
        driver.parcel(1)
        driver.tell('copies 9')
        driver.tell('stop-after 500')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['sent'] * 2 + ['none'] * 8)
        self.assertEqual(end['status'], 'done')
        self.assertTrue(all(row['again'] <= 0 for row in rows[2:]))

    def stop_in_silence(self, command):
        """The first connection falls silent at a command; the second comes into being then, and takes the rest."""
        silent = threading.Event()

        def fall_silent(session):
            silent.set()
            silence(session)

        def greet(session):
            silent.wait(SECONDS)
            session.send(b'220 scripted.example ESMTP\r\n')
        server = self.server(lambda number: {command: fall_silent} if number == 0 else {'GREETING': greet})
        driver = self.driver(server, connections=2, stop=1)
        driver.parcel(1)
        driver.tell('copies 9')
        driver.tell('stop-after 2000')
        rows, end = driver.send()
        self.assertLess(end['ms'], 15000)
        self.assertEqual(end['status'], 'done')
        outcomes = [row['outcome'] for row in rows]
        self.assertEqual(outcomes.count('sent'), 9, rows)
        return (set(outcomes) - {'sent'}).pop()

    def test_a_stop_waits_so_long_for_a_silent_recipient_and_knows_the_others(self):
        self.assertEqual(self.stop_in_silence('RCPT'), 'none')

    def test_a_stop_waits_so_long_for_the_answer_to_a_dot_and_knows_the_others(self):
        self.assertEqual(self.stop_in_silence('DOT'), 'unsure')

    def test_a_stop_does_not_wait_for_a_connection(self):
        server = self.server({'GREETING': silence})
        driver = self.driver(server, connect=30)
        driver.parcel(1)
        driver.tell('stop-after 100')
        rows, end = driver.send()
        self.assertEqual(rows[0]['outcome'], 'none')
        self.assertLess(end['ms'], 15000)

    def test_killed_after_the_dot_the_record_is_there(self):
        server = self.server({'DOT': store_then(silence)})
        driver = self.driver(server)
        driver.parcel(5)
        driver.tell('send')
        self.wait_for(lambda: server.mails)
        driver.kill()
        self.assertEqual(driver.recorded(), ['delivery 5 1'])

    def test_killed_before_the_dot_there_is_no_record(self):
        for stage in ('MAIL', 'RCPT', 'DATA'):
            server = self.server({stage: silence})
            driver = self.driver(server)
            driver.parcel(5)
            driver.tell('send')
            self.wait_for(lambda: stage.encode() in server.said())
            driver.kill()
            self.assertEqual(driver.recorded(), [])

    def test_without_room_for_the_record_no_dot_leaves(self):
        server = self.server()
        driver = self.driver(server, ignore=[signal.SIGXFSZ])
        driver.send_one()
        self.assertEqual(len(server.mails), 1)
        subprocess.run(['prlimit', '--fsize=65536', '--pid', str(driver.process.pid)], check=True)
        driver.parcel(1)
        driver.tell('copies 5999')
        rows, end = driver.send()
        outcomes = [row['outcome'] for row in rows]
        sent = outcomes.count('sent')
        self.assertEqual(outcomes, ['sent'] * sent + ['ours'] * (6000 - sent))
        self.assertGreater(sent, 3000)
        self.assertEqual(len(server.mails), sent + 1)
        self.assertEqual(server.said().count(b'MAIL FROM'), sent + 2)
        self.assertIn('File too large', end['error'])


if __name__ == '__main__':
    main()
