#!/usr/bin/env python3
"""Asking for new mail, with servers that are odd, broken and hostile: test_searching.py DRIVE-INTAKE."""
from intake import MUCH, SOON, Case, main


class Searching(Case):
    def search(self, *lines, after=0, exists=3, **enter):
        def dialogue(line):
            line.enter(exists=exists, **enter)
            self.said = line.answer('UID SEARCH', *lines)
        return self.run_with(dialogue, 'search %d' % after)[1]

    def test_uids_come_ascending_and_once(self):
        outcome = self.search('* SEARCH 9 3 5', '* SEARCH 3 1')
        self.assertEqual(outcome['uids'], [1, 3, 5, 9])
        self.assertEqual(self.said, 'UID SEARCH UID 1:*')

    def test_the_last_mail_that_a_star_brings_is_dropped(self):
        outcome = self.search('* SEARCH 41', after=41)
        self.assertEqual((outcome['status'], outcome['uids']), ('done', []))
        self.assertEqual(self.said, 'UID SEARCH UID 42:*')

    def test_nothing_found_may_be_said_by_an_empty_line_or_by_none(self):
        for lines in (['* SEARCH'], []):
            outcome = self.search(*lines)
            self.assertEqual((outcome['status'], outcome['uids']), ('done', []))

    def test_the_highest_uid_has_nothing_above_it(self):
        self.assertEqual(self.search('* SEARCH 4294967295', after=4294967295)['uids'], [])

    def test_as_many_uids_as_there_are_mails_fit_a_line(self):
        uids = range(4294000000, 4294000000 + 50000)
        outcome = self.search('* SEARCH ' + ' '.join(map(str, uids)), exists=50000)
        self.assertEqual(outcome['uids'], list(uids))

    def test_more_uids_than_there_are_mails_end_the_session(self):
        uids = range(4294000000, 4294000000 + 50000)
        outcome = self.search('* SEARCH ' + ' '.join(map(str, uids)), exists=3)
        self.check(outcome, 'temporary', 'sends a line of more than', within=2)

    def test_a_mailbox_that_is_too_full_is_said_to_be(self):
        def dialogue(line):
            line.enter(exists=2000000)
            line.expect('UID SEARCH')
            line.push(b'* SEARCH')
            while True:
                line.push(b' 4294967290' * 10000)
        outcome = self.run_with(dialogue, 'search 0', cpu=MUCH, command_deadline=20)[1]
        self.check(outcome, 'permanent', 'the mailbox holds 2000000 mails', 'a mailbox of its own')

    def test_a_refused_search_is_temporary(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.bad('no such command')
        self.check(self.run_with(dialogue, 'search 0')[1], 'temporary', 'refuses to search the mailbox: no such')

    def test_a_header_is_searched_for(self):
        def dialogue(line):
            line.enter(exists=3)
            self.said = line.answer('UID SEARCH', '* SEARCH 2')
        outcome = self.run_with(dialogue, 'header Message-ID <a"b@example.org>')[1]
        self.assertEqual(outcome['uids'], [2])
        self.assertEqual(self.said, r'UID SEARCH HEADER Message-ID "<a\"b@example.org>"')

    def test_a_header_value_with_a_control_character_is_not_sent(self):
        outcome = self.run_with(lambda line: line.enter(), 'header Subject a\rb')[1]
        self.assertEqual(outcome['status'], 'bad input')
        self.assertNotIn(b'SEARCH', self.server.heard)

    def test_what_came_since_a_day_is_searched_for(self):
        for moment, day in ((1794898800, '17-Nov-2026'), (0, '1-Jan-1970'), (4102444800, '1-Jan-2100')):
            def dialogue(line):
                line.enter(exists=3)
                self.said = line.answer('UID SEARCH', '* SEARCH 3 2')
            outcome = self.run_with(dialogue, 'since %d' % moment)[1]
            self.assertEqual(outcome['uids'], [2, 3])
            self.assertEqual(self.said, 'UID SEARCH SINCE ' + day)

    def test_a_server_that_does_not_search_by_date_can_be_asked_other_things(self):
        def dialogue(line):
            line.enter(exists=3)
            line.expect('UID SEARCH SINCE')
            line.bad('what is since?')
            line.answer('UID SEARCH UID', '* SEARCH 2')
        _, refused, outcome = self.run_with(dialogue, 'since 1794898800', 'search 0')
        self.check(refused, 'temporary', 'refuses to search')
        self.assertEqual(outcome['uids'], [2])

    def test_endless_untagged_lines_end(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            while True:
                line.push(b'* 1 RECENT\r\n' * 1000)
        outcome = self.run_with(dialogue, 'search 0', cpu=MUCH, command_deadline=20)[1]
        self.check(outcome, 'temporary', 'sends more than', within=10)

    def test_an_endless_line_ends(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            while True:
                line.push(b'x' * 65536)
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.check(outcome, 'temporary', 'sends a line of more than 65536 bytes', within=2)

    def test_an_answer_that_drips_ends_in_time(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.drip(b'* SEARCH' + b' 1' * 1000, 0.1)
        outcome = self.run_with(dialogue, 'search 0', **SOON)[1]
        self.check(outcome, 'temporary', 'has not finished within 2 s', within=3)

    def test_data_that_nobody_asked_for_is_passed_over(self):
        outcome = self.search('* XNEWS "about" (what {3}', 'x)\r\n* FLAGS (\\Seen)', '* VANISHED (EARLIER) 1:5', '',
                              '* 1 FETCH (BODYSTRUCTURE ' + '(' * 60000, '* OK [XNEW ((] hm', '* LIST ' + '(' * 60000,
                              '* STATUS x ()', '* ESEARCH (TAG "1") UID ALL 1', '* SEARCH 2 (MODSEQ 917162500)')
        self.assertEqual(outcome['uids'], [2])

    def test_an_answer_without_words_is_an_answer(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.send('* SEARCH 1', '%s OK' % line.tag)
        self.assertEqual(self.run_with(dialogue, 'search 0')[1]['uids'], [1])

    def test_an_answer_to_another_command_ends_the_session(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.send('99 OK done')
        self.check(self.run_with(dialogue, 'search 0')[1], 'temporary', 'an answer that cannot be understood')

    def test_a_literal_where_none_is_expected_is_bounded(self):
        self.check(self.search('* LIST () "/" {3000000000}'), 'temporary', 'announces more than', within=2)
        self.check(self.search('* LIST () "/" {99999999999999999999}'), 'temporary', 'announces more than')

    def test_a_goodbye_is_told(self):
        outcome = self.search('* BYE Autologout; idle for too long', exists=0)
        self.check(outcome, 'temporary', 'ends the session while it is asked for new mail: Autologout; idle for too')

    def test_a_dead_session_stays_dead_at_once(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.cut()
        outcomes = self.run_with(dialogue, 'search 0', 'search 0', 'sizes 1', 'file 1', 'wait 5')
        for outcome in outcomes[1:]:
            if outcome is not outcomes[4]:
                self.check(outcome, 'temporary', 'closes the connection', within=0.5)

    def test_control_characters_of_a_server_do_not_reach_the_error(self):
        def dialogue(line):
            line.enter()
            line.expect('UID SEARCH')
            line.no('\x1b[31mred\x07 \x00zero')
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.assertEqual([c for c in outcome['text'] if ord(c) < 32], [])


if __name__ == '__main__':
    main()
