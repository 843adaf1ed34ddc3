#!/usr/bin/env python3
"""Lines that are cut, silent, slow or endless: test_lines.py DRIVE-OUTBOX [unittest's words]."""
import os
import socket
import threading
import time

from outbox import Case, main
from scripted import after, cut, drip, flood, reset, silence, store_then, then_cut


class Cuts(Case):
    """The line is cut, at each stage."""

    def test_greeting(self):
        self.outcome({'GREETING': cut}, 'ours', 'broke before a mail could be sent')

    def test_ehlo(self):
        self.outcome({'EHLO': cut}, 'ours', 'broke before a mail could be sent')

    def test_auth(self):
        self.outcome({'AUTH': cut}, 'ours', 'broke before a mail could be sent', login=True)

    def test_mail(self):
        self.outcome({'MAIL': cut}, 'ours', 'broke at MAIL FROM')

    def test_rcpt(self):
        self.outcome({'RCPT': cut}, 'ours', 'broke at RCPT TO')

    def test_data(self):
        self.outcome({'DATA': cut}, 'ours', 'broke at DATA')

    def test_in_the_middle_of_an_answer(self):
        self.outcome({'RCPT': then_cut(b'250-yes\r\n25')}, 'ours', 'broke at RCPT TO')

    def test_body(self):
        server = self.server({'DATA': then_cut(b'354 go\r\n')})
        driver = self.driver(server)
        row, _ = driver.send_one(mail=(b'x' * 76 + b'\r\n') * 100000)
        self.assertEqual(row['outcome'], 'ours', row)
        self.assertIn('the mail was not sent', row['answer'])
        self.assertEqual(driver.recorded(), [])

    def test_dot_before_storing(self):
        _, driver, row = self.outcome({'DOT': cut}, 'unsure', 'may have arrived')
        self.assertGreaterEqual(row['again'], 598)
        self.assertEqual(driver.recorded(), ['delivery 1 1'])

    def test_dot_after_storing(self):
        server, *_ = self.outcome({'DOT': store_then(cut)}, 'unsure', 'may have arrived')
        self.assertEqual(len(server.mails), 1)

    def test_dot_by_reset(self):
        self.outcome({'DOT': store_then(reset)}, 'unsure', 'may have arrived')

    def test_dot_with_half_an_answer(self):
        self.outcome({'DOT': store_then(then_cut(b'250 2.0.0 Ok'))}, 'unsure', 'may have arrived')

    def test_a_line_cut_after_the_whole_answer_is_no_trouble(self):
        server = self.server({'LIMIT': 1})
        driver = self.driver(server)
        for number in range(5):
            driver.parcel(number, recipient='n%d@example.org' % number)
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['sent'] * 5)
        self.assertEqual(end['status'], 'done')
        self.assertEqual([mail.recipients for mail in server.mails], [[b'n%d@example.org' % n] for n in range(5)])

    def test_a_server_that_closes_after_every_mail_gets_all_over_several_connections(self):
        server = self.server({'LIMIT': 1})
        driver = self.driver(server, connections=4)
        driver.parcel(1)
        driver.tell('copies 199')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.mails), 200)
        descriptors = os.listdir('/proc/%d/fd' % driver.process.pid)
        self.assertLess(len(descriptors), 20)

    def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(self):
        server = self.server({'LIMIT': 1})
        driver = self.driver(server)
        for _ in range(3):
            row, end = driver.send_one()
            self.assertEqual((row['outcome'], end['status']), ('sent', 'done'))
            time.sleep(0.05)
        self.assertEqual(len(server.mails), 3)

    def test_a_kept_connection_with_a_farewell_in_it_is_replaced(self):
        server = self.server({'DOT': store_then(then_cut(b'250 ok\r\n421 4.4.2 idle for too long\r\n'))})
        driver = self.driver(server)
        for _ in range(3):
            self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertEqual(len(server.mails), 3)

    def test_a_kept_connection_cut_at_any_stage_before_the_dot_costs_nothing(self):
        for stage in ('MAIL', 'RCPT', 'DATA'):
            for act in (cut, reset):
                with self.subTest(stage=stage, act=act.__name__):
                    server = self.server(lambda number: {stage: [None, act]} if number == 0 else {})
                    driver = self.driver(server)
                    driver.parcel(1)
                    driver.tell('copies 2')
                    rows, end = driver.send()
                    self.assertEqual([row['outcome'] for row in rows], ['sent'] * 3)
                    self.assertEqual((end['status'], len(server.mails)), ('done', 3))

    def test_a_kept_connection_cut_after_the_dot_is_unsure_all_the_same(self):
        server = self.server(lambda number: {'DOT': [None, store_then(cut)]} if number == 0 else {})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 2')
        self.assertEqual([row['outcome'] for row in driver.send()[0]], ['sent', 'unsure', 'sent'])
        self.assertEqual(len(server.mails), 3)

    def test_a_mail_that_makes_the_server_cut_the_line_does_not_stop_the_others(self):
        server = self.server(lambda number: {'DATA': cut} if number == 0 else {})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 2')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['ours', 'sent', 'sent'])
        self.assertEqual(end['status'], 'temporary')

    def test_such_a_mail_costs_its_own_connection_and_a_new_one(self):
        everyone = threading.Barrier(3)

        def take_together(session):
            everyone.wait(30)
            session.send(b'250 ok\r\n')

        def script(number):
            poison = {'RCPT': lambda session: cut(session) if b'poison' in session.lines[-1] else session.send(b'250 ok\r\n')}
            return dict(poison, DOT=[take_together if number < 3 else None, None])
        server = self.server(script)
        driver = self.driver(server, connections=3)
        driver.parcel(1)
        driver.tell('copies 2')
        driver.send()
        self.assertEqual(len(server.sessions), 3)
        self.assertEqual(driver.send_one(recipient='poison@example.org')[0]['outcome'], 'ours')
        self.assertEqual(len(server.sessions), 4)
        driver.parcel(1)
        driver.parcel(2)
        driver.send()
        self.assertEqual(len(server.sessions), 4)

    def test_a_server_that_always_cuts_is_given_up(self):
        server = self.server({'RCPT': cut})
        driver = self.driver(server)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'ours'})
        self.assertLess(len(server.sessions), 10)

    def test_no_server_is_ours_for_all(self):
        with socket.socket() as unused:
            unused.bind(('127.0.0.1', 0))
            driver = self.driver(unused.getsockname()[1], connections=4)
            driver.parcel(1)
            driver.tell('copies 99')
            rows, end = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'ours'})
        self.assertIn('no connection to 127.0.0.1', end['error'])
        self.assertLess(end['ms'], 10000)

    def test_after_trouble_the_next_send_tries_again(self):
        server = self.server(lambda number: {'GREETING': b'421 not now\r\n'} if number == 0 else {})
        driver = self.driver(server)
        self.assertEqual(driver.send_one()[0]['outcome'], 'ours')
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')

    def test_a_server_that_allows_one_connection_gets_all_over_that(self):
        server = self.server(lambda number: {'GREETING': then_cut(b'421 4.7.0 too many connections\r\n')} if number else {})
        driver = self.driver(server, connections=4)
        for _ in range(2):
            driver.parcel(1)
            driver.tell('copies 49')
            rows, end = driver.send()
            self.assertEqual({row['outcome'] for row in rows}, {'sent'})
            self.assertEqual(end['status'], 'done')
        self.assertLessEqual(len(server.sessions), 7)


class Silence(Case):
    """The server is there and says nothing, too little, too slowly or too much."""

    def late(self, stage, expected, words, what=silence, **settings):
        limits = dict(connect=2, command=1, answer=1, mail=3)
        return self.outcome({stage: what}, expected, words, seconds=20, **limits, **settings)

    def test_greeting(self):
        self.late('GREETING', 'ours', 'broke before a mail could be sent')

    def test_ehlo(self):
        self.late('EHLO', 'ours', 'broke before a mail could be sent')

    def test_auth(self):
        self.late('AUTH', 'ours', 'broke before a mail could be sent', login=True)

    def test_mail(self):
        self.late('MAIL', 'ours', 'did not answer MAIL FROM in time')

    def test_rcpt(self):
        self.late('RCPT', 'ours', 'did not answer RCPT TO in time')

    def test_data(self):
        self.late('DATA', 'ours', 'did not answer DATA in time')

    def test_dot(self):
        _, driver, _ = self.late('DOT', 'unsure', 'did not answer the final dot in time')
        self.assertEqual(driver.recorded(), ['delivery 1 1'])

    def test_a_server_that_stops_reading_the_mail(self):
        def stop_reading(session):
            session.send(b'354 go\r\n')
            silence(session)
        server = self.server({'DATA': stop_reading})
        driver = self.driver(server, command=1, mail=30)
        row, end = driver.send_one(mail=(b'x' * 76 + b'\r\n') * 200000)
        self.assertEqual(row['outcome'], 'ours')
        self.assertIn('did not answer the mail in time', row['answer'])
        self.assertLess(end['ms'], 15000)
        self.assertEqual(driver.recorded(), [])

    def test_drip_greeting(self):
        self.late('GREETING', 'ours', 'broke before a mail could be sent', what=drip())

    def test_drip_rcpt(self):
        self.late('RCPT', 'ours', '', what=drip())

    def test_drip_dot(self):
        self.late('DOT', 'unsure', 'may have arrived', what=drip())

    def test_drip_of_lines(self):
        self.late('RCPT', 'ours', 'did not answer RCPT TO in time', what=drip(b'250-x\r\n', 0.05))

    def test_endless_greeting(self):
        self.late('GREETING', 'ours', '', what=flood(b'220-x\r\n'))

    def test_endless_ehlo(self):
        self.late('EHLO', 'ours', '', what=flood())

    def test_endless_rcpt(self):
        self.late('RCPT', 'ours', 'no proper answer to RCPT TO', what=flood())

    def test_endless_dot(self):
        self.late('DOT', 'unsure', 'no readable answer', what=flood())

    def test_endless_line_mail(self):
        self.late('MAIL', 'ours', 'no proper answer to MAIL FROM', what=flood(b'250 ' + b'y' * 2000))

    def test_endless_line_ehlo(self):
        self.late('EHLO', 'ours', '', what=flood(b'250-' + b'y' * 2000))

    def test_alive_is_called_while_a_server_is_silent(self):
        server = self.server({'DOT': silence})
        driver = self.driver(server, answer=3)
        _, end = driver.send_one()
        self.assertIn(end['alive'], (2, 3, 4))

    def test_alive_is_called_while_connecting(self):
        server = self.server({'GREETING': silence})
        driver = self.driver(server, connect=3)
        _, end = driver.send_one()
        self.assertIn(end['alive'], (2, 3, 4))

    def test_a_kept_connection_that_fell_silent_is_replaced_by_another(self):
        server = self.server(lambda number: {'MAIL': [None, silence]} if number == 0 else {})
        driver = self.driver(server, command=1)
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')


class HeadOfLine(Case):
    """One stalling connection or recipient holds up nobody else."""

    def test_a_slow_answer_to_one_dot_does_not_hold_up_the_others(self):
        def answer_last(session):
            self.wait_for(lambda: len(session.server.mails) >= 99)
            session.send(b'250 slow\r\n')
        server = self.server(lambda number: {'DOT': answer_last} if number == 0 else {})
        driver = self.driver(server, connections=2, answer=60)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})

    def test_a_silent_recipient_does_not_hold_up_the_others(self):
        def script(number):
            return {'RCPT': silence} if number == 1 else {}
        server = self.server(script)
        driver = self.driver(server, connections=2, command=2)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, end = driver.send()
        self.assertEqual(sorted({row['outcome'] for row in rows}), ['ours', 'sent'])
        self.assertEqual(sum(row['outcome'] == 'sent' for row in rows), 99)
        self.assertLess(end['ms'], 20000)

    def test_a_silent_recipient_gives_its_place_to_the_others(self):
        for stage in 'RCPT', 'DOT':
            with self.subTest(stage=stage):
                server = self.server(lambda number: {stage: silence} if number == 0 else {})
                driver = self.driver(server, connections=1, patience=1, command=60, answer=60, once=1)
                driver.parcel(1)
                driver.tell('copies 19')
                rows, end = driver.send()
                self.assertEqual([row['outcome'] for row in rows], ['taken over'] + 19 * ['sent'])
                self.assertLess(end['ms'], 20000)
                self.assertEqual(len(server.sessions), 2)

    def test_a_silent_recipient_is_waited_for_all_the_same(self):
        server = self.server(lambda number: {'RCPT': after(4, b'250 good\r\n')} if number == 0 else {})
        driver = self.driver(server, connections=1, patience=1, command=60)
        driver.parcel(1)
        driver.tell('copies 4')
        rows, end = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.sessions), 2)
        self.assertEqual(sorted(mail.connection for mail in server.mails), [0, 1, 1, 1, 1])

    def test_a_straggler_that_stays_silent_ends_as_any_other(self):
        for stage, outcome in ('RCPT', 'ours'), ('DOT', 'unsure'):
            with self.subTest(stage=stage):
                server = self.server(lambda number: {stage: silence} if number == 0 else {})
                driver = self.driver(server, connections=1, patience=1, command=3, answer=3)
                driver.parcel(1)
                driver.tell('copies 4')
                rows, end = driver.send()
                self.assertEqual([row['outcome'] for row in rows], [outcome] + 4 * ['sent'])

    def test_where_all_are_silent_what_waits_is_given_up_and_told(self):
        server = self.server({'RCPT': silence})
        driver = self.driver(server, connections=2, patience=1, command=60, once=1)
        driver.parcel(1)
        driver.tell('copies 9')
        rows, end = driver.send()
        self.assertEqual(sorted(row['outcome'] for row in rows), 6 * ['ours'] + 4 * ['taken over'])
        self.assertIn('is silent', end['error'])
        self.assertEqual(len(server.sessions), 4)

    def test_outcomes_are_told_while_others_are_sent(self):
        server = self.server({'DOT': store_then(after(0.3, b'250 taken\r\n'))})
        driver = self.driver(server, connections=1, collect=1, once=1)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, end = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent', 'underway'})
        self.assertLess(end['ms'], 20000)

    def test_a_stop_waits_so_long_for_stragglers_too(self):
        server = self.server(lambda number: {'DOT': silence} if number == 0 else {})
        driver = self.driver(server, connections=1, patience=1, stop=2)
        driver.tell('stop-after 3000')
        driver.parcel(1)
        driver.tell('copies 4')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['unsure'] + 4 * ['sent'])
        self.assertLess(end['ms'], 30000)

    def test_a_connection_that_does_not_come_does_not_hold_up_the_others(self):
        server = self.server(lambda number: {'GREETING': silence} if number == 0 else {})
        driver = self.driver(server, connections=2, connect=60)
        driver.parcel(1)
        driver.tell('copies 99')
        rows, end = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertLess(end['ms'], 30000)

    def test_closing_waits_for_no_farewell(self):
        server = self.server({'RCPT': [b'550 no\r\n', silence]})
        driver = self.driver(server, command=60)
        driver.send_one()
        started = time.time()
        driver.tell('rest')
        driver.tell('close')
        driver.read_end()
        self.assertLess(time.time() - started, 20)


if __name__ == '__main__':
    main()
