#!/usr/bin/env python3
"""Fetching mail, with servers that are odd, broken and hostile: test_fetching.py DRIVE-INTAKE."""
from intake import MAIL, MUCH, SOON, Case, main


class Fetching(Case):
    def fetch(self, what, act, exists=3, **settings):
        """act(line) answers the FETCH."""
        def dialogue(line):
            line.enter(exists=exists)
            act(line)
        return self.run_with(dialogue, what, **settings)[1]

    def mails(self, *answers, uids='1', sizes=None, **settings):
        """Answers the question for sizes, then that for mails with these octets."""
        def act(line):
            self.size_answers(line, sizes or {1: len(MAIL)})
            self.said = line.expect('UID FETCH')
            line.send(*answers)
            line.ok()
        return self.fetch('mails ' + uids, act, **settings)

    @staticmethod
    def size_answers(line, sizes):
        line.answer('UID FETCH', *['* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "17-Nov-2026 08:30:00 +0130")'
                                   % (uid, uid, size) for uid, size in sizes.items()])

    def test_a_mail_comes_as_it_is_with_its_date(self):
        content = MAIL + b'\x00\xff\n.\r\n)\r\n* BYE x\r\n'
        outcome = self.mails(fetch_data(1, content), sizes={1: len(content)})
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'], [{'uid': 1, 'size': len(content), 'arrived': 1794898800, 'whole': True,
                                            'length': len(content), 'bytes': True}])
        self.assertEqual(self.kept(1), content)
        self.assertEqual(self.said, 'UID FETCH 1 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])')

    def test_rows_are_ascending_and_answers_may_come_in_any_order(self):
        outcome = self.mails(fetch_data(3, MAIL + b'3'), b'* 9 EXISTS\r\n', fetch_data(1, MAIL + b'1'),
                             b'* 2 FETCH (FLAGS (\\Seen))\r\n', fetch_data(2, MAIL + b'2'),
                             b'* 77 FETCH (UID 77 BODY[] {1}\r\nx)\r\n', uids='3,1,2,1', sizes={1: 50, 2: 50, 3: 50})
        self.check(outcome, 'done')
        self.assertEqual([row['uid'] for row in outcome['rows']], [1, 2, 3])
        self.assertEqual([self.kept(uid)[-1:] for uid in (1, 2, 3)], [b'1', b'2', b'3'])
        self.assertEqual(self.said.split()[2], '1:3')

    def test_the_uid_may_come_behind_the_text(self):
        outcome = self.mails(b'* 1 FETCH (BODY[] {%d}\r\n%s RFC822.SIZE 5 UID 1)\r\n' % (len(MAIL), MAIL))
        self.check(outcome, 'done')
        self.assertEqual(self.kept(1), MAIL)

    def test_a_text_may_come_quoted(self):
        outcome = self.mails(b'* 1 FETCH (UID 1 BODY[] "Subject: x")\r\n')
        self.check(outcome, 'done')
        self.assertEqual(self.kept(1), b'Subject: x')

    def test_a_vanished_mail_has_no_row_and_is_no_error(self):
        outcome = self.mails(fetch_data(2, MAIL), uids='1-3', sizes={1: 50, 2: 50, 3: 50})
        self.check(outcome, 'done')
        self.assertEqual([row['uid'] for row in outcome['rows']], [2])

    def test_all_vanished_is_no_error(self):
        outcome = self.fetch('sizes 1-3', lambda line: line.answer('UID FETCH'))
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'], [])

    def test_a_mail_that_comes_without_its_text_is_not_taken_for_vanished(self):
        for answer in (b'* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n', b'* 1 FETCH (FLAGS (\\Seen) UID 1)\r\n'):
            self.check(self.mails(answer), 'temporary', 'gives mail 1 without its text', one_by_one=True)

    def test_a_text_that_is_nil_is_no_text_and_with_a_size_of_0_the_mail_vanished(self):
        for size in ('', 'RFC822.SIZE 5 '):
            outcome = self.mails('* 1 FETCH (UID 1 %sBODY[] NIL)' % size)
            self.check(outcome, 'temporary', 'without its text', one_by_one=True)
        outcome = self.mails('* 1 FETCH (UID 1 RFC822.SIZE 0 BODY[] NIL)')
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'], [])

    def test_headers_alone_are_asked_for_and_their_sizes_spare_a_question(self):
        def dialogue(line):
            line.enter(exists=1)
            self.said = line.expect('UID FETCH')
            line.send(line.mail(1, b'Subject: x\r\n\r\n', section='BODY[HEADER]<0>', size=len(MAIL)))
            line.ok()
            line.expect('UID FETCH 1 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])')
            line.send(line.mail(1, MAIL))
            line.ok()
        _, headers, mails = self.run_with(dialogue, 'headers 1', 'mails 1')
        self.assertIn('BODY.PEEK[HEADER]<0.131072>', self.said)
        self.assertEqual([(r['size'], r['length'], r['whole']) for r in headers['rows']], [(len(MAIL), 14, True)])
        self.check(mails, 'done')

    def test_a_header_block_that_is_cut_is_not_whole(self):
        def act(line):
            line.expect('UID FETCH')
            line.send(line.mail(1, b'X' * 131072, section='BODY[HEADER]<0>', size=999999))
            line.ok()
        outcome = self.fetch('headers 1', act)
        self.assertEqual([(r['length'], r['whole']) for r in outcome['rows']], [(131072, False)])

    def test_of_a_mail_over_max_mail_the_first_part_is_fetched(self):
        def act(line):
            self.size_answers(line, {1: 1000, 2: 1001})
            line.expect('UID FETCH 1 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])')
            line.send(line.mail(1, b'a' * 1000))
            line.ok()
            line.expect('UID FETCH 2 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.262144>)')
            line.send(line.mail(2, b'b' * 262144, section='BODY[]<0>'))
            line.ok()
        outcome = self.fetch('mails 1,2', act, max_mail=1000)
        self.check(outcome, 'done')
        self.assertEqual([(r['length'], r['whole']) for r in outcome['rows']], [(1000, True), (262144, False)])

    def test_a_mail_that_is_longer_than_the_server_said_is_over_max_mail_too(self):
        for length, kept in ((300000, 300000), (300001, 262144)):
            outcome = self.mails(fetch_data(1, b'x' * length), sizes={1: 290000}, max_mail=300000)
            self.check(outcome, 'done')
            row = outcome['rows'][0]
            self.assertEqual((row['length'], row['whole']), (kept, kept == length))

    def test_a_full_batch_leaves_the_rest_for_the_next(self):
        size = 9 * 1024 * 1024
        def act(line):
            self.size_answers(line, {uid: size for uid in range(1, 6)})
            self.said = line.expect('UID FETCH')
            for uid in range(1, 4):
                line.send(line.mail(uid, b'x' * size))
            line.ok()
        outcome = self.fetch('mails 1-5', act, exists=5, cpu=MUCH, fetch_deadline=30)
        self.check(outcome, 'done')
        self.assertEqual([r['bytes'] for r in outcome['rows']], [True, True, True, False, False])
        self.assertEqual([r['size'] for r in outcome['rows']], [size] * 5)
        self.assertEqual(self.said.split()[2], '1:3')

    def test_a_batch_at_the_limit_is_asked_for(self):
        outcome = self.run_with(lambda line: (line.enter(), line.expect('UID FETCH'), line.cut()), 'sizes 1-500')[1]
        self.assertEqual(outcome['status'], 'temporary')
        self.assertIn(b'UID FETCH 1:500 ', self.server.heard)

    def test_a_batch_over_the_limit_is_refused(self):
        for what in 'sizes', 'headers', 'mails':
            with self.subTest(what):
                outcome = self.run_with(lambda line: line.enter(), what + ' 1-501 at-once')[1]
                self.check(outcome, 'bad input', 'at most 500 mails are fetched at once')
                self.assertNotIn(b'FETCH', self.server.heard)

    def test_a_drop_mid_mail_is_the_networks_fault(self):
        for cut in (1, 30, 95, 110):
            content = fetch_data(1, MAIL)[:cut]
            def act(line):
                self.size_answers(line, {1: len(MAIL)})
                line.expect('UID FETCH')
                line.push(content)
                line.cut()
            outcome = self.fetch('mails 1', act)
            self.check(outcome, 'temporary', 'closes the connection while mails are fetched', one_by_one=False,
                       within=2)
            self.assertEqual(outcome['rows'], [])

    def test_silence_within_a_literal_ends_in_time(self):
        def act(line):
            self.size_answers(line, {1: 1000})
            line.expect('UID FETCH')
            line.push(b'* 1 FETCH (UID 1 BODY[] {1000}\r\nabc')
            line.hang()
        outcome = self.fetch('mails 1', act, **SOON)
        self.check(outcome, 'temporary', 'is silent for 2 s while mails are fetched', one_by_one=False, within=3)

    def test_a_literal_that_drips_ends_in_time(self):
        def act(line):
            self.size_answers(line, {1: 1000})
            line.expect('UID FETCH')
            line.push(b'* 1 FETCH (UID 1 BODY[] {1000}\r\n')
            line.drip(b'x' * 1000, 0.1)
        outcome = self.fetch('mails 1', act, **SOON)
        self.check(outcome, 'temporary', 'has not finished within 3 s', one_by_one=False, within=4)
        self.assertGreater(outcome['alive'], 0)

    def slow_mails(self, count):
        """So many of 20,000 octets, which take a second and a half each."""
        def act(line):
            self.size_answers(line, {uid: 20000 for uid in range(1, count + 1)})
            line.expect('UID FETCH')
            for uid in range(1, count + 1):
                line.drip_pieces(fetch_data(uid, b'x' * 20000), 15, 1.5 / 15)
            line.ok()
        return self.fetch('mails 1-%d' % count if count > 1 else 'mails 1', act, exists=count, command_deadline=2,
                          fetch_deadline=1)

    def test_a_large_mail_over_a_slow_line_has_the_time_it_needs(self):
        self.check(self.slow_mails(1), 'done')

    def test_several_mails_over_a_slow_line_end_in_time(self):
        self.check(self.slow_mails(2), 'temporary', 'has not finished within 1 s', one_by_one=False, within=2)

    def test_a_giant_literal_is_not_waited_for(self):
        for size in ('13172737', '4294967295', '4294967296', '18446744073709551616'):
            outcome = self.mails('* 1 FETCH (UID 1 BODY[] {%s}' % size)
            self.check(outcome, 'temporary', 'announces more than', one_by_one=True, within=2)

    def test_the_largest_literal_that_fits_is_taken(self):
        content = b'x' * (10 * 1024 * 1024)
        outcome = self.mails(fetch_data(1, content), sizes={1: len(content)}, cpu=MUCH, fetch_deadline=30)
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'][0]['length'], len(content))

    def test_more_in_all_than_was_asked_for_ends_the_session(self):
        outcome = self.mails(*[fetch_data(1, b'x' * 1000000) for _ in range(3)], sizes={1: 10})
        self.check(outcome, 'temporary', 'sends more than', one_by_one=True)

    def test_a_nested_flag_makes_the_batch_go_one_by_one(self):
        outcome = self.mails('* 1 FETCH (FLAGS (\\Seen (bad)) UID 1)')
        self.check(outcome, 'temporary', 'an answer that cannot be understood', one_by_one=True)

    def test_nested_lists_do_not_exhaust_the_stack(self):
        for answer in ('* 1 FETCH (FLAGS ' + '(' * 60000, '* 1 FETCH (FLAGS ' + '({1}\r\na ' * 3000):
            self.check(self.mails(answer), 'temporary', 'sends something that is not IMAP', one_by_one=True, within=2)

    def test_fetch_data_that_nobody_asked_for_makes_the_batch_go_one_by_one(self):
        self.check(self.mails('* 1 FETCH (UID 1 ENVELOPE (NIL NIL))'), 'temporary', 'that nobody asked for',
                   one_by_one=True)

    def test_nonsense_makes_the_batch_go_one_by_one(self):
        for nonsense in ('HTTP/1.1 200 OK', '* 1 FETCH (UID 1 BODY[] {3}x', '* 1 FETCH (UID 1 "open', '* 1 FETCH ()'):
            self.check(self.mails(nonsense), 'temporary', one_by_one=True, within=2)

    def test_a_refusal_makes_the_batch_go_one_by_one_unless_it_passes(self):
        for words, one_by_one in (('Some messages could not be fetched', True), ('[UNAVAILABLE] later', False),
                                  ('[EXPUNGEISSUED] some are gone', True)):
            def act(line):
                line.expect('UID FETCH')
                line.no(words)
            self.check(self.fetch('sizes 1-3', act), 'temporary', 'refuses to give mails', one_by_one=one_by_one)

    def test_a_refusal_of_one_mail_alone_is_not_yet_its_fault(self):
        def act(line):
            line.expect('UID FETCH')
            line.no('Server Unavailable. 15')
        self.check(self.fetch('sizes 1', act), 'temporary', 'refuses to give mails', one_by_one=False)

    def test_one_mail_that_the_server_says_was_expunged_vanished(self):
        def act(line):
            line.expect('UID FETCH')
            line.no('[EXPUNGEISSUED] gone')
        outcome = self.fetch('sizes 1', act)
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'], [])

    def test_an_odd_date_is_no_date(self):
        def act(line):
            line.answer('UID FETCH', '* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "17-Nov-9999 08:30:00 +0000")',
                        '* 2 FETCH (UID 2 RFC822.SIZE 5)')
        outcome = self.fetch('sizes 1,2', act)
        self.check(outcome, 'done')
        self.assertEqual([row['arrived'] for row in outcome['rows']], [-2 ** 63] * 2)

    def test_a_goodbye_mid_batch_is_the_networks_fault(self):
        outcome = self.mails(fetch_data(1, MAIL), '* BYE shutting down')
        self.check(outcome, 'temporary', 'shutting down', one_by_one=False)


def fetch_data(uid, content):
    return (b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "17-Nov-2026 08:30:00 +0130" BODY[] {%d}\r\n%s)\r\n'
            % (uid, uid, len(content), len(content), content))


if __name__ == '__main__':
    main()
