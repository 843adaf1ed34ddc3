#!/usr/bin/env python3
"""Servers that promise what they do not hold and say what nobody asked: test_lies.py DRIVE-INTAKE."""
from intake import MAIL, SOON, Case, main

SIZES = '* 1 FETCH (UID 1 RFC822.SIZE %d)'


class Numbers(Case):
    def opened(self, *lines):
        """What is known of a mailbox that is opened with these lines."""
        def dialogue(line):
            line.greet()
            line.login()
            line.answer('SELECT', *lines)
            if 'UIDVALIDITY 0' not in lines[1]:
                line.answer('UID SEARCH', '* SEARCH 1')
        return self.run_with(dialogue, 'info', 'search 0')

    def test_numbers_beyond_32_bits_are_no_numbers(self):
        for number in ('4294967296', '18446744073709551617', '-1', '1x', '', '0x10', '9' * 5000):
            outcomes = self.opened('* %s EXISTS' % number, '* OK [UIDVALIDITY 7] valid', '* OK [UIDNEXT %s] next' % number)
            self.assertIn(outcomes[0]['status'], ('done', 'temporary'), outcomes)
            if outcomes[0]['status'] == 'done':
                self.assertEqual(outcomes[1]['validity'], 7)
                self.assertLess(outcomes[1]['exists'], 2 ** 32)

    def test_a_uidvalidity_of_zero_is_none(self):
        self.check(self.opened('* 1 EXISTS', '* OK [UIDVALIDITY 0] valid')[0], 'permanent', 'no UIDVALIDITY')

    def test_a_mailbox_that_shrinks_and_grows(self):
        outcomes = self.opened('* 5 EXISTS', '* OK [UIDVALIDITY 7] valid', '* 0 EXISTS', *['* 1 EXPUNGE'] * 100, '* 3 EXISTS')
        self.assertEqual(outcomes[1]['exists'], 3)
        self.assertEqual(outcomes[2]['uids'], [1])

    def test_uids_out_of_range_are_not_taken(self):
        def dialogue(line):
            line.enter(exists=3)
            line.answer('UID SEARCH', '* SEARCH 0 2')
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.assertEqual([uid for uid in outcome['uids'] if uid == 0], [])


class Login(Case):
    def test_a_greeting_that_skips_the_login_is_believed_where_there_is_no_tls(self):
        def dialogue(line):
            line.send('* PREAUTH welcome')
            line.answer('CAPABILITY', '* CAPABILITY IMAP4rev1')
            line.select()
        self.check(self.run_with(dialogue)[0], 'done')
        self.assertNotIn(b'LOGIN', self.server.heard)

    def test_a_login_that_another_tag_answers_is_not_done(self):
        def dialogue(line):
            line.greet()
            line.expect('')
            line.send('A999 OK Logged in')
            line.hang()
        self.check(self.run_with(dialogue, **SOON)[0], 'temporary', within=4)

    def test_a_goodbye_behind_the_login(self):
        def dialogue(line):
            line.greet()
            line.expect('')
            line.send('%s OK Logged in' % line.tag, '* BYE and out')
            line.cut()
        self.check(self.run_with(dialogue)[0], 'temporary', within=4)

    def test_a_sasl_ir_that_is_none_ends_in_time(self):
        def dialogue(line):
            line.greet('IMAP4rev1 SASL-IR AUTH=PLAIN')
            line.expect('AUTHENTICATE PLAIN')
            line.send('+ ')
            line.hang()
        self.assertIn(self.run_with(dialogue)[0]['status'], ('temporary', 'permanent'))

    def test_a_mechanism_that_is_offered_and_refused_is_told(self):
        def dialogue(line):
            line.greet('IMAP4rev1 AUTH=PLAIN LOGINDISABLED')
            line.expect('AUTHENTICATE PLAIN')
            line.no('[CANNOT] not this one')
        self.check(self.run_with(dialogue)[0], 'permanent', 'not this one')


class OutOfTurn(Case):
    """What is said unasked, or too early, is not taken for the answer to something else."""

    def test_an_answer_that_comes_before_its_question(self):
        def dialogue(line):
            line.enter(exists=3)
            line.send('* SEARCH 7', '%s OK early' % (int(line.tag) + 1))
            line.answer('UID SEARCH', '* SEARCH 2')
            line.expect('UID SEARCH')
            line.hang()
        outcomes = self.run_with(dialogue, 'search 0', 'search 0')
        self.assertEqual(outcomes[-1]['status'], 'temporary', outcomes)

    def test_a_continuation_that_nobody_asked_for(self):
        def dialogue(line):
            line.enter(exists=3)
            line.answer('UID SEARCH', '+ go on', '* SEARCH 2')
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.assertTrue(outcome['status'] == 'temporary' or outcome['uids'] == [2], outcome)

    def test_line_feeds_alone_end_no_line_or_end_one(self):
        def dialogue(line):
            line.enter(exists=3)
            line.expect('UID SEARCH')
            line.push(b'* SEARCH 2\n%s OK done\n' % line.tag.encode())
            line.hang()
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.assertTrue(outcome['status'] == 'temporary' or outcome['uids'] == [2], outcome)

    def test_nuls_in_an_answer_are_no_end_of_it(self):
        def dialogue(line):
            line.enter(exists=3)
            line.expect('UID SEARCH')
            line.push(b'* SEARCH 2\0 3\r\n%s OK done\r\n' % line.tag.encode())
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.assertIn(outcome['status'], ('temporary', 'done'))
        self.assertNotEqual(outcome['uids'], [2, 3])


class Mails(Case):
    def mails(self, *answers, size=len(MAIL), uids='1'):
        def dialogue(line):
            line.enter(exists=1)
            line.answer('UID FETCH', SIZES % size)
            line.expect('UID FETCH')
            line.send(*answers)
            line.ok()
        return self.run_with(dialogue, 'mails ' + uids)[1]

    def body(self, content, uid=1, literal='{%d}'):
        return b'* 1 FETCH (UID %d BODY[] %s\r\n%s)\r\n' % (uid, (literal % len(content)).encode(), content)

    def test_a_mail_that_comes_twice_is_one(self):
        outcome = self.mails(self.body(MAIL), self.body(MAIL[::-1]), size=2 * len(MAIL))
        self.assertTrue(outcome['status'] == 'temporary' or len(outcome['rows']) == 1, outcome)

    def test_a_mail_that_is_shorter_than_it_was_said_to_be_is_taken_as_it_comes(self):
        outcome = self.mails(self.body(b'Subject: x\r\n\r\n'), size=100000)
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'][0]['length'], 14)

    def test_a_mail_of_nothing_is_a_mail(self):
        outcome = self.mails(self.body(b''), size=5)
        self.assertIn(outcome['status'], ('done', 'temporary'))

    def test_another_mail_than_was_asked_for_is_not_taken(self):
        outcome = self.mails(self.body(MAIL, uid=2))
        self.assertEqual(outcome['rows'], [])

    def test_a_mail_under_uid_zero_is_not_taken(self):
        self.assertEqual(self.mails(self.body(MAIL, uid=0))['rows'], [])

    def test_literals_of_odd_sizes(self):
        for literal in ('{-%d}', '{+%d}', '{%d+}', '{ %d}', '{%d', '~{%d}', '{0%d}', '{}%.0d'):
            with self.subTest(literal):
                outcome = self.mails(self.body(MAIL, literal=literal))
                if outcome['status'] == 'done':
                    self.assertEqual([row['length'] for row in outcome['rows']], [len(MAIL)])
                    self.assertEqual(self.kept(1), MAIL)
                else:
                    self.check(outcome, 'temporary')

    def test_mails_that_were_expunged_meanwhile(self):
        outcome = self.mails(*['* 1 EXPUNGE'] * 1000, '* 0 EXISTS')
        self.check(outcome, 'done')
        self.assertEqual(outcome['rows'], [])


if __name__ == '__main__':
    main()
