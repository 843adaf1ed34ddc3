#!/usr/bin/env python3
"""Connecting, logging in and opening the mailbox, with servers that are odd, broken and hostile: test_opening.py DRIVE-INTAKE."""
import socket
import time

from intake import PASSWORD, SOON, USER, Case, Intake, main
from server import Server


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
        outcome, = self.run_with(lambda line: line.hang(), **SOON)
        self.check(outcome, 'temporary', 'does not get as far as a login in time', within=4)

    def test_a_greeting_that_drips_ends_in_time(self):
        outcome, = self.run_with(lambda line: line.drip(b'* OK ' + b'x' * 1000, 0.1), **SOON)
        self.check(outcome, 'temporary', 'in time', within=4)

    def test_nonsense_as_a_greeting_is_temporary(self):
        outcome, = self.run_with(lambda line: line.send('220 mail.example.org ESMTP'), **SOON)
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


if __name__ == '__main__':
    main()
