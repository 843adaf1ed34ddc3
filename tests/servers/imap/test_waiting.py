#!/usr/bin/env python3
"""Waiting for mail, with servers that are odd, broken and hostile: test_waiting.py DRIVE-INTAKE."""
import time

from intake import SOON, Case, main


class Waiting(Case):
    def wait(self, act, seconds=2, wake='', capabilities='IMAP4rev1 IDLE', commands=(), **settings):
        def dialogue(line):
            line.enter(capabilities, exists=2)
            act(line)
        outcomes = self.run_with(dialogue, *commands, ('wait %s %s' % (seconds, wake)).strip(), **settings)
        return outcomes[-1]

    @staticmethod
    def idle(line, *lines):
        line.expect('IDLE')
        line.send('+ idling', *lines)

    @staticmethod
    def end(line, *lines):
        if line.read() != 'DONE':
            line.server.surprises.append('no DONE')
        line.send(*lines)
        line.ok()

    def stop(self, dialogue, *commands, **settings):
        """Told to stop after a third of a second, it does not wait for a silent server."""
        outcome = self.run_with(dialogue, *commands, stop_deadline=1, connect_deadline=60, command_deadline=60, fetch_deadline=60,
                                idle_start_deadline=60, **settings)[-1]
        self.check(outcome, 'temporary', within=3)

    def test_a_stop_ends_connecting(self):
        self.stop(lambda line: line.hang(), stop=300)

    def test_a_stop_ends_a_fetch(self):
        def dialogue(line):
            line.enter(exists=2)
            line.answer('UID FETCH', '* 1 FETCH (UID 1 RFC822.SIZE 90000 INTERNALDATE "17-Nov-2026 08:30:00 +0130")')
            line.expect('UID FETCH')
            line.push(b'* 1 FETCH (UID 1 BODY[] {90000}\r\n')
            line.drip(b'x' * 90000, 0.2)
        self.stop(dialogue, 'stop 300', 'mails 1')

    def test_a_stop_ends_a_wait_that_does_not_end(self):
        def dialogue(line):
            line.enter(exists=2)
            self.idle(line)
            line.hang()
        self.stop(dialogue, 'stop 300', 'wait 60 300')

    def test_new_mail_ends_the_wait(self):
        def act(line):
            self.idle(line)
            time.sleep(0.3)
            line.send('* 3 EXISTS', '* 1 RECENT')
            self.end(line)
        outcome = self.wait(act, 30)
        self.check(outcome, 'done', within=1.5)
        self.assertFalse(outcome['woken'])

    def test_new_mail_in_one_segment_with_the_start_is_seen(self):
        def act(line):
            line.expect('IDLE')
            line.push(b'+ idling\r\n* 3 EXISTS\r\n')
            self.end(line)
        self.check(self.wait(act, 30), 'done', within=1)

    def test_new_mail_before_the_start_is_seen(self):
        def act(line):
            line.expect('IDLE')
            line.send('* 3 EXISTS')
            time.sleep(0.1)
            line.send('+ idling')
            self.end(line)
        self.check(self.wait(act, 30), 'done', within=1)

    def test_new_mail_that_came_behind_the_answer_to_a_search_is_seen_without_idle(self):
        def act(line):
            line.answer('UID SEARCH', '* SEARCH 1 2')
            line.push(b'* 3 EXISTS\r\n')
        outcome = self.wait(act, 30, commands=['search 0', lambda: time.sleep(0.2)])
        self.check(outcome, 'done', within=1)

    def test_new_mail_within_the_answer_to_a_search_is_not_slept_over(self):
        def act(line):
            line.answer('UID SEARCH', '* SEARCH 1 2', '* 3 EXISTS')
        self.check(self.wait(act, 30, commands=['search 0']), 'done', within=1)
        self.assertNotIn(b'IDLE\r\n', self.server.heard)

    def test_other_chatter_does_not_end_the_wait(self):
        def act(line):
            self.idle(line, '* OK Still here', '* 2 EXISTS', '* 1 FETCH (FLAGS (\\Seen))', '* 2 EXPUNGE')
            self.end(line)
        outcome = self.wait(act, 1)
        self.check(outcome, 'done')
        self.assertGreaterEqual(outcome['ms'], 1000)

    def test_the_time_ends_the_wait_without_waking_in_between(self):
        outcome = self.wait(lambda line: (self.idle(line), self.end(line)), 2)
        self.check(outcome, 'done', within=2)
        self.assertGreaterEqual(outcome['ms'], 2000)
        self.assertLessEqual(outcome['sleeps'], 4)
        self.assertLess(outcome['cpu'], 0.02)

    def test_the_doorbell_ends_the_wait(self):
        outcome = self.wait(lambda line: (self.idle(line), self.end(line)), 30, 300)
        self.check(outcome, 'done', within=1)
        self.assertTrue(outcome['woken'])

    def test_a_doorbell_that_rings_already_spares_the_idle(self):
        outcome = self.wait(lambda line: None, 30, 0, commands=[lambda: time.sleep(0.01)])
        self.check(outcome, 'done', within=0.5)
        self.assertTrue(outcome['woken'])

    def test_without_idle_only_time_and_doorbell_count(self):
        outcome = self.wait(lambda line: line.push(b'* 3 EXISTS\r\n'), 1, capabilities='IMAP4rev1')
        self.check(outcome, 'done')
        self.assertGreaterEqual(outcome['ms'], 1000)
        self.assertLess(outcome['cpu'], 0.02)
        outcome = self.wait(lambda line: None, 30, 200, capabilities='IMAP4rev1')
        self.assertTrue(outcome['woken'])
        self.assertNotIn(b'IDLE', self.server.heard)

    def test_idle_can_be_switched_off(self):
        outcome = self.wait(lambda line: None, 1, idle='no')
        self.check(outcome, 'done')
        self.assertNotIn(b'IDLE', self.server.heard)

    def test_a_refused_idle_is_not_tried_again(self):
        for refuse in ('no', 'bad'):
            def dialogue(line):
                line.enter('IMAP4rev1 IDLE')
                line.expect('IDLE')
                getattr(line, refuse)('not here')
                line.answer('UID SEARCH')
            outcomes = self.run_with(dialogue, 'wait 1', 'wait 1', 'search 0')
            for outcome in outcomes:
                self.check(outcome, 'done')
            self.assertGreaterEqual(outcomes[1]['ms'], 1000)
            self.assertEqual(self.server.heard.count(b'IDLE\r\n'), 1)

    def test_an_idle_that_is_never_started_ends_soon(self):
        self.check(self.wait(lambda line: (line.expect('IDLE'), line.hang()), 30, **SOON), 'temporary',
                   'has not finished within 1 s while IDLE begins', within=2)

    def test_a_goodbye_in_idle_is_told_at_once(self):
        def act(line):
            self.idle(line)
            time.sleep(0.2)
            line.send('* BYE Server shutting down.')
        self.check(self.wait(act, 30), 'temporary', 'ends the session while it is waited for mail: Server shutting',
                   within=1)

    def test_a_cut_in_idle_is_seen_at_once(self):
        self.check(self.wait(lambda line: (self.idle(line), line.cut()), 30), 'temporary',
                   'closes the connection while it is waited for mail', within=1)

    def test_an_idle_that_the_server_ends_is_over(self):
        def dialogue(line):
            line.enter('IMAP4rev1 IDLE')
            self.idle(line)
            line.ok('enough')
            line.answer('UID SEARCH', '* SEARCH 1')
        outcomes = self.run_with(dialogue, 'wait 30', 'search 0')
        self.check(outcomes[1], 'done', within=1)
        self.assertEqual(outcomes[2]['uids'], [1])

    def test_a_flood_in_idle_ends_the_session(self):
        def act(line):
            self.idle(line)
            while True:
                line.push(b'* OK Still here\r\n' * 1000)
        self.check(self.wait(act, 30), 'temporary', 'sends more than', within=5)

    def test_a_done_that_is_not_answered_ends_in_time(self):
        self.check(self.wait(lambda line: (self.idle(line), line.hang()), 1, **SOON), 'temporary',
                   'has not finished within 2 s while IDLE ends', within=4)

    def test_what_comes_behind_the_end_of_idle_is_kept(self):
        def dialogue(line):
            line.enter('IMAP4rev1 IDLE', exists=2)
            self.idle(line)
            line.read()
            line.push(b'%s OK ended\r\n* 3 EXISTS\r\n* 3 FE' % line.tag.encode())
            time.sleep(0.2)
            line.push(b'TCH (FLAGS ())\r\n')
            line.answer('UID SEARCH', '* SEARCH 1 2 3')
            self.idle(line)
            self.end(line)
        outcomes = self.run_with(dialogue, 'wait 1', 'search 0', 'info', 'wait 1')
        self.assertEqual(outcomes[2]['uids'], [1, 2, 3])
        self.assertEqual(outcomes[3]['exists'], 3)
        self.check(outcomes[4], 'done')


if __name__ == '__main__':
    main()
