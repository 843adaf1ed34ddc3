#!/usr/bin/env python3
"""Filing handled mail away, with servers that are odd, broken and hostile: test_filing.py DRIVE-INTAKE."""
from intake import Case, main


class Filing(Case):
    def file(self, act, capabilities='IMAP4rev1 MOVE', done='Done', uids='1,2,5', repeat=1, **enter):
        def dialogue(line):
            line.enter(capabilities, **enter)
            act(line)
        return self.run_with(dialogue, *['file ' + uids] * repeat, done_mailbox=done)[1:]

    def test_mails_are_moved(self):
        def act(line):
            self.said = line.answer('UID MOVE', '* OK [COPYUID 1 1:2,5 7:9] moved', '* 1 EXPUNGE', '* 1 EXPUNGE')
        outcome, = self.file(act)
        self.check(outcome, 'done')
        self.assertEqual(self.said, 'UID MOVE 1:2,5 Done')

    def test_a_missing_done_mailbox_is_made_and_the_move_repeated(self):
        for words in ('[TRYCREATE] Mailbox does not exist', 'no such mailbox'):
            def act(line):
                for _ in range(2):  # somebody may delete it while we are there
                    line.expect('UID MOVE')
                    line.no(words)
                    line.answer('CREATE Done')
                    line.answer('SUBSCRIBE Done')
                    line.answer('UID MOVE 1:2,5 Done')
            for outcome in self.file(act, repeat=2):
                self.check(outcome, 'done')

    def test_a_subscription_that_is_refused_does_no_harm(self):
        def act(line):
            line.expect('UID MOVE')
            line.no('[TRYCREATE] no')
            line.answer('CREATE Done')
            line.expect('SUBSCRIBE')
            line.no('never')
            line.answer('UID MOVE')
        self.check(self.file(act)[0], 'done')

    def test_a_move_that_stays_refused_falls_back_to_the_keyword_for_the_session(self):
        for refuse in ('no', 'bad'):
            def act(line):
                line.expect('UID MOVE')
                getattr(line, refuse)('[NOPERM] not yours')
                line.expect('CREATE')
                line.no('[NOPERM] nor this')
                line.answer('UID STORE 1:2,5 +FLAGS.SILENT ($FollowUp)')
                line.answer('UID STORE 1:2,5 +FLAGS.SILENT ($FollowUp)')
            for outcome in self.file(act, repeat=2):
                self.check(outcome, 'done')

    def test_a_full_mailbox_falls_back_to_the_keyword(self):
        for code in ('OVERQUOTA', 'LIMIT'):
            def act(line):
                line.expect('UID MOVE')
                line.no('[TRYCREATE] make it')
                line.expect('CREATE')
                line.no('[%s] no more' % code)
                line.answer('UID STORE')
            self.check(self.file(act)[0], 'done')

    def test_without_move_the_keyword_is_set(self):
        self.check(self.file(lambda line: line.answer('UID STORE'), 'IMAP4rev1 UIDPLUS')[0], 'done')
        self.assertNotIn(b'COPY', self.server.heard)
        self.assertNotIn(b'EXPUNGE', self.server.heard)

    def test_without_a_done_mailbox_the_keyword_is_set(self):
        self.check(self.file(lambda line: line.answer('UID STORE'), done='')[0], 'done')

    def test_without_move_and_keywords_nothing_is_done(self):
        heard = self.file(lambda line: None, 'IMAP4rev1', flags='')[0]
        self.check(heard, 'done')
        self.assertNotIn(b'STORE', self.server.heard)

    def test_a_read_only_mailbox_is_left_alone(self):
        self.check(self.file(lambda line: None, access='READ-ONLY')[0], 'done')
        self.assertNotIn(b'MOVE 1', self.server.heard)
        self.assertNotIn(b'STORE', self.server.heard)

    def test_a_refused_keyword_is_no_error(self):
        def act(line):
            line.expect('UID STORE')
            line.no('[LIMIT-ish] too many keywords here'.replace('too many', 'all the'))
        self.check(self.file(act, done='')[0], 'done')

    def test_a_refusal_that_passes_is_temporary(self):
        def act(line):
            line.expect('UID MOVE')
            line.no('[INUSE] busy')
        self.check(self.file(act)[0], 'temporary', 'refuses to move mails to done_mailbox: busy')

    def test_a_cut_is_temporary(self):
        def act(line):
            line.expect('UID MOVE')
            line.cut()
        self.check(self.file(act)[0], 'temporary', 'while handled mails are moved')

    def missed(self, act, *commands):
        def dialogue(line):
            line.enter('IMAP4rev1 MOVE')
            act(line)
        return self.run_with(dialogue, *commands, 'info', done_mailbox='Done')[-1]['missed']

    def test_a_mail_that_is_gone_is_missed(self):
        def act(line):
            line.answer('UID MOVE 1:2,5 Done', '* OK [COPYUID 1 1:2,5 7:9] moved')
            line.answer('UID MOVE 6:9 Done', '* OK [COPYUID 1 7,8 10:11] moved')
            line.answer('UID MOVE 10 Done')
        self.assertEqual(self.missed(act, 'file 1,2,5', 'file 6-9', 'file 10'), 3)

    def test_none_is_missed_while_the_server_says_nothing_of_what_it_moved(self):
        def act(line):
            line.answer('UID MOVE 1:3 Done')
            line.answer('UID MOVE 4 Done')
        self.assertEqual(self.missed(act, 'file 1-3', 'file 4'), 0)

    def test_none_is_missed_of_a_server_that_says_too_much_or_nonsense(self):
        for said in ('1:4294967295', '9:1', '1,1,1,1,1', '4294967295:1', 'x', '', '1:', '0', '1,', '99999999999',
                     ','.join(str(uid) for uid in range(1, 4000, 2))):
            def act(line):
                line.answer('UID MOVE 1:3 Done', '* OK [COPYUID 1 %s 7:9] moved' % said)
            self.assertEqual(self.missed(act, 'file 1-3'), 0)

    def test_many_mails_are_filed_in_batches(self):
        def act(line):
            line.answer('UID MOVE 1:500 Done')
            line.answer('UID MOVE 501:1000 Done')
            line.answer('UID MOVE 1001 Done')
        self.check(self.file(act, uids='1-1001')[0], 'done')


if __name__ == '__main__':
    main()
