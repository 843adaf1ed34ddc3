#!/usr/bin/env python3
"""The intake against servers that are odd, broken and hostile: test_hostile.py DRIVE-INTAKE."""
import os
import shutil
import socket
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import intake  # noqa: E402
from intake import PASSWORD, USER, Intake  # noqa: E402
from server import Server  # noqa: E402

MAIL = b'From: a@example.org\r\nSubject: Lunch\r\n\r\nHello\r\n'
SPINNING = 0.5  # seconds of CPU that no wait and no failure of these takes
MUCH = 5  # where megabytes are looked through
MEMORY = 200 * 1024  # kB that no server can make the intake use


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def tearDown(self):
        shutil.rmtree(self.folder)

    def run_with(self, dialogue, *commands, cpu=SPINNING, **settings):
        """Opens a session and runs the commands; the outcomes, the opening's first."""
        settings = {'command_deadline': 2, 'fetch_deadline': 3, 'connect_deadline': 2, 'idle_start_deadline': 1,
                    'keep': self.folder, **settings}
        with Server(dialogue) as server:
            self.server = server
            with Intake(server.url, **settings) as client:
                outcomes = [client.tell('open')]
                for command in commands:
                    if outcomes[0]['status'] != 'done':
                        break
                    if callable(command):
                        command()
                    else:
                        outcomes.append(client.tell(command))
        self.assertEqual(server.surprises, [])
        for outcome in outcomes:
            self.assertLess(outcome['cpu'], cpu, outcome)
            self.assertLess(outcome['rss'], MEMORY, outcome)
            self.assertNotIn(PASSWORD, outcome['text'])
            self.assertNotIn(USER, outcome['text'])
            if outcome['status'] in ('temporary', 'permanent'):
                self.assertIn('localhost:%d' % server.port, outcome['text'])
        return outcomes

    def check(self, outcome, status, *words, one_by_one=None, within=None):
        self.assertEqual(outcome['status'], status, outcome)
        for word in words:
            self.assertIn(word, outcome['text'])
        if one_by_one is not None:
            self.assertEqual(outcome['one_by_one'], one_by_one, outcome)
        if within is not None:
            self.assertLess(outcome['ms'], within * 1000, outcome)

    def kept(self, uid):
        with open(os.path.join(self.folder, str(uid)), 'rb') as file:
            return file.read()


class Opening(Case):
    def test_a_server_that_is_down_is_temporary(self):
        with socket.socket() as unused:
            unused.bind(('127.0.0.1', 0))
            url = 'imap://localhost:%d' % unused.getsockname()[1]
            with Intake(url) as client:
                self.check(client.tell('open'), 'temporary', 'cannot be reached: Connection refused',
                           'Check host and port in url', within=2)

    def test_a_name_without_an_address_is_temporary(self):
        with Intake('imap://nowhere.invalid', connect_deadline=10) as client:
            outcome = client.tell('open')
        self.check(outcome, 'temporary', 'nowhere.invalid:143')

    def test_a_url_that_is_none_is_permanent_and_repeats_nothing_of_it(self):
        for url, tls in (('imap.example.org', 'none'), ('http://imap.example.org', 'none'), ('', 'none'),
                         ('imaps://imap.example.org', 'starttls'), ('imap://imap.example.org', 'implicit'),
                         ('imap://bob:hidden@imap.example.org', 'none'),
                         ('imap://imap.example.org/INBOX', 'none')):
            with self.subTest(url), Intake(url, tls) as client:
                outcome = client.tell('open')
                self.check(outcome, 'permanent', 'url')
                self.assertNotIn('hidden', outcome['text'])

    def test_silence_after_connecting_ends_in_time(self):
        outcome, = self.run_with(lambda line: line.hang())
        self.check(outcome, 'temporary', 'does not get as far as a login in time', within=4)

    def test_a_greeting_that_drips_ends_in_time(self):
        outcome, = self.run_with(lambda line: line.drip(b'* OK ' + b'x' * 1000, 0.1))
        self.check(outcome, 'temporary', 'in time', within=4)

    def test_nonsense_as_a_greeting_is_temporary(self):
        outcome, = self.run_with(lambda line: line.send('220 mail.example.org ESMTP'))
        self.check(outcome, 'temporary', within=4)

    def test_a_goodbye_as_a_greeting_is_told(self):
        outcome, = self.run_with(lambda line: line.send('* BYE [UNAVAILABLE] Too many of you'))
        self.check(outcome, 'temporary', 'ends the session at once: Too many of you', within=2)

    def test_a_cut_before_the_login_is_temporary(self):
        def dialogue(line):
            line.greet()
            line.expect('')
            line.cut()
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'temporary', 'closes the connection before the login is done', within=2)

    def test_endless_lines_before_the_login_end(self):
        def dialogue(line):
            line.send('* OK ready')
            line.expect('CAPABILITY')
            while True:
                line.push(b'* OK still with you\r\n' * 1000)
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'temporary', 'does not speak IMAP as it should', within=4)

    def test_an_endless_line_before_the_login_ends(self):
        def dialogue(line):
            line.push(b'* OK ')
            for _ in range(400):
                line.push(b'x' * 65536)
                time.sleep(0.01)
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'temporary', within=6)

    def test_a_wrong_password_is_permanent(self):
        def dialogue(line):
            line.greet()
            line.expect('')
            line.no('[AUTHENTICATIONFAILED] Authentication failed.')
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'permanent', 'refuses the login: Authentication failed.', 'Check user and the password')

    def test_a_login_refused_for_now_is_temporary(self):
        for words in ('[UNAVAILABLE] User backend is down', '[INUSE] Mailbox locked', '[LIMIT] Slow down',
                      '[ALERT] Too many simultaneous connections. (Failure)', '[THROTTLED] later'):
            def dialogue(line):
                line.greet()
                line.expect('')
                line.no(words)
            outcome, = self.run_with(dialogue)
            self.check(outcome, 'temporary', 'refuses the login for now')

    def test_a_server_that_repeats_the_login_does_not_get_it_into_the_error(self):
        def dialogue(line):
            line.greet('IMAP4rev1 AUTH=PLAIN SASL-IR')
            rest = line.expect('AUTHENTICATE PLAIN')
            line.no('bad: %s %s for %s' % (rest.split()[2], PASSWORD, USER))
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'permanent', 'bad: *** *** for ***')

    def test_no_way_to_log_in_is_permanent_and_sends_nothing(self):
        outcome, = self.run_with(lambda line: line.greet('IMAP4rev1 LOGINDISABLED STARTTLS'))
        self.check(outcome, 'permanent', 'offers no way to log in that "auth = auto" allows')
        self.assertNotIn(b'LOGIN', self.server.heard)

    def test_each_auth_is_the_one_that_is_used(self):
        token = 'ya29.' + 'A' * 3000
        cases = {'plain': ('PLAIN', None), 'login': ('LOGIN', None), 'xoauth2': ('XOAUTH2', token),
                 'oauthbearer': ('OAUTHBEARER', token)}
        offered = 'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=CRAM-MD5'

        def dialogue(line):
            line.greet(offered)
            said = line.expect('AUTHENTICATE').split()
            self.said.append(said)
            if said[1] == 'LOGIN' :
                line.send('+ UGFzc3dvcmQ6')
                line.read()
            line.ok('[CAPABILITY IMAP4rev1] Logged in')
            line.select()
        for auth, (mechanism, password) in cases.items():
            self.said = []
            settings = {'password': password} if password else {}
            outcome, = self.run_with(dialogue, auth=auth, **settings)
            self.check(outcome, 'done')
            self.assertEqual(self.said[0][1], mechanism)

    def test_an_auth_that_is_not_offered_is_permanent(self):
        outcome, = self.run_with(lambda line: line.greet('IMAP4rev1 AUTH=PLAIN'), auth='xoauth2')
        self.check(outcome, 'permanent', 'offers no way to log in that "auth = xoauth2" allows')
        self.assertNotIn(b'AUTHENTICATE', self.server.heard)

    def test_a_refused_token_names_the_token(self):
        def dialogue(line):
            line.greet('IMAP4rev1 SASL-IR AUTH=XOAUTH2')
            line.expect('AUTHENTICATE XOAUTH2')
            line.send('+ eyJzdGF0dXMiOiI0MDAifQ==')
            line.read()
            line.no('[AUTHENTICATIONFAILED] Invalid credentials (Failure)')
        outcome, = self.run_with(dialogue, auth='xoauth2')
        self.check(outcome, 'permanent', 'that the token is a fresh one')

    def test_a_session_is_four_round_trips_where_the_server_tells_its_capabilities(self):
        outcome, = self.run_with(lambda line: line.enter(exists=2, validity=77))
        self.check(outcome, 'done')
        self.assertEqual(self.server.heard.count(b'\r\n'), 4)  # CAPABILITY, login, SELECT, and at the end LOGOUT

    def test_capabilities_are_asked_for_where_the_server_does_not_tell(self):
        outcome, info = self.run_with(lambda line: line.enter('IMAP4rev1 MOVE', listed=False), 'info')
        self.check(outcome, 'done')
        self.assertEqual((info['idle'], info['move'], info['uidplus']), (0, 1, 0))

    def test_a_server_that_tells_no_capabilities_at_all_has_none(self):
        def dialogue(line):
            line.greet()
            line.login(listed=True, capabilities='')
            line.answer('CAPABILITY')
            line.select()
        outcome, info = self.run_with(dialogue, 'info')
        self.check(outcome, 'done')
        self.assertEqual((info['idle'], info['move'], info['uidplus']), (0, 0, 0))

    def test_capabilities_may_be_told_in_a_line_of_their_own(self):
        def dialogue(line):
            line.greet('IMAP4rev1')
            line.expect('')
            line.send('* CAPABILITY IMAP4rev1 MOVE')
            line.ok('Logged in')
            line.select()
        outcome, info = self.run_with(dialogue, 'info')
        self.check(outcome, 'done')
        self.assertEqual((info['idle'], info['move']), (0, 1))

    def test_capabilities_before_the_login_do_not_count(self):
        def dialogue(line):
            line.greet('IMAP4rev1 IDLE MOVE')
            line.login('IMAP4rev1', listed=True)
            line.select()
        _, info = self.run_with(dialogue, 'info')
        self.assertEqual((info['idle'], info['move']), (0, 0))

    def test_what_the_mailbox_is_like_is_told(self):
        _, info = self.run_with(lambda line: line.enter(exists=7, validity=4294967295, flags='$FollowUp'), 'info')
        self.assertEqual((info['validity'], info['next_uid'], info['exists']), (4294967295, 8, 7))
        self.assertEqual((info['keywords'], info['read_only']), (1, 0))
        _, info = self.run_with(lambda line: line.enter(flags=r'\Flagged', access='READ-ONLY'), 'info')
        self.assertEqual((info['keywords'], info['read_only']), (0, 1))

    def test_a_changed_uidvalidity_is_seen_by_the_next_session(self):
        def dialogue(line):
            line.enter(validity=10 + line.number)
        with Server(dialogue) as server, Intake(server.url) as client:
            seen = []
            for _ in range(2):
                client.tell('open')
                seen.append(client.tell('info')['validity'])
                client.tell('close')
        self.assertEqual(seen, [10, 11])

    def test_a_uidvalidity_that_changes_under_a_session_is_seen_by_the_search(self):
        def dialogue(line):
            line.enter(validity=10)
            line.answer('UID SEARCH', '* OK [UIDVALIDITY 11] new', '* SEARCH')
        outcomes = self.run_with(dialogue, 'search 0', 'info')
        self.assertEqual(outcomes[2]['validity'], 11)

    def test_a_mailbox_without_uidvalidity_is_permanent(self):
        def dialogue(line):
            line.greet()
            line.login()
            line.answer('SELECT', '* 0 EXISTS')
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'permanent', 'no UIDVALIDITY')

    def test_a_missing_mailbox_is_permanent_and_a_busy_one_temporary(self):
        for words, status in (('[NONEXISTENT] Unknown mailbox', 'permanent'), ('[INUSE] in use', 'temporary')):
            def dialogue(line):
                line.greet()
                line.login()
                line.expect('SELECT')
                line.no(words)
            outcome, = self.run_with(dialogue)
            self.check(outcome, status, 'does not open the mailbox "INBOX"')

    def test_a_mailbox_name_is_sent_in_modified_utf_7_and_quoted(self):
        def dialogue(line):
            line.greet()
            line.login()
            self.said = line.select()
        self.run_with(dialogue, mailbox='Entwürfe & "mehr"')
        self.assertEqual(self.said, r'SELECT "Entw&APw-rfe &- \"mehr\""')

    def test_a_server_that_cuts_a_select_short_is_temporary(self):
        def dialogue(line):
            line.greet()
            line.login()
            line.expect('SELECT')
            line.push(b'* 3 EXI')
            line.cut()
        outcome, = self.run_with(dialogue)
        self.check(outcome, 'temporary', 'closes the connection while the mailbox is opened', within=2)


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
        outcome = self.run_with(dialogue, 'search 0')[1]
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

    def test_a_batch_over_the_limit_is_refused(self):
        outcome = self.run_with(lambda line: line.enter(), 'sizes 1-500')[1]
        self.assertEqual(outcome['status'], 'temporary')
        self.assertIn(b'UID FETCH 1:500 ', self.server.heard)

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
        outcome = self.fetch('mails 1', act)
        self.check(outcome, 'temporary', 'is silent for 2 s while mails are fetched', one_by_one=False, within=3)

    def test_a_literal_that_drips_ends_in_time(self):
        def act(line):
            self.size_answers(line, {1: 1000})
            line.expect('UID FETCH')
            line.push(b'* 1 FETCH (UID 1 BODY[] {1000}\r\n')
            line.drip(b'x' * 1000, 0.1)
        outcome = self.fetch('mails 1', act)
        self.check(outcome, 'temporary', 'has not finished within 3 s', one_by_one=False, within=4)
        self.assertGreater(outcome['alive'], 0)

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

    def test_many_mails_are_filed_in_batches(self):
        def act(line):
            line.answer('UID MOVE 1:500 Done')
            line.answer('UID MOVE 501:1000 Done')
            line.answer('UID MOVE 1001 Done')
        self.check(self.file(act, uids='1-1001')[0], 'done')


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
        self.check(outcome, 'done')
        self.assertTrue(2000 <= outcome['ms'] < 2500, outcome)
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
        self.check(self.wait(lambda line: (line.expect('IDLE'), line.hang()), 30), 'temporary',
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
        self.check(self.wait(lambda line: (self.idle(line), line.hang()), 1), 'temporary',
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
    intake.DRIVER = sys.argv.pop(1)
    unittest.main()
