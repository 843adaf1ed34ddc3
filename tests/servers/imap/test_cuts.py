#!/usr/bin/env python3
"""Lines that are cut after any octet, and servers that fall silent at any command: test_cuts.py DRIVE-INTAKE."""
from intake import MAIL, Case, Intake, main
from server import Server

COMMANDS = ('open', 'search 0', 'sizes 1,2', 'mails 1,2', 'file 1')


def session(line):
    """A whole session, which ends by the client's will."""
    line.enter('IMAP4rev1 MOVE', exists=2)
    line.answer('UID SEARCH', '* SEARCH 1 2')
    line.answer('UID FETCH', *['* %d FETCH (UID %d RFC822.SIZE %d)' % (uid, uid, len(MAIL)) for uid in (1, 2)])
    line.answer('UID FETCH', line.mail(1, MAIL), line.mail(2, MAIL))
    line.answer('UID MOVE', '* 1 EXPUNGE')


class AnyOctet(Case):
    def run_commands(self, client):
        outcomes = []
        for command in COMMANDS:
            outcomes.append(client.tell(command))
            if outcomes[-1]['status'] != 'done':
                break
        client.tell('close')
        return outcomes

    def test_a_session_that_is_cut_after_any_octet_gives_no_half_mail(self):
        with Server(session, **self.server_settings) as server, \
                Intake(server.url, **{'done_mailbox': 'Done', 'keep': self.folder, **self.client_settings}) as client:
            self.assertEqual([outcome['status'] for outcome in self.run_commands(client)], ['done'] * len(COMMANDS))
            whole = server.sent - len('* BYE')  # nobody waits for the farewell
            reached = set()
            for cut in range(whole):
                server.cut_after = cut
                outcomes = self.run_commands(client)
                reached.add(len(outcomes))
                self.assertEqual([outcome['status'] for outcome in outcomes[:-1]], ['done'] * (len(outcomes) - 1))
                last = outcomes[-1]
                self.assertIn(last['status'], ('temporary', 'done'), (cut, outcomes))
                self.assertEqual(last.get('rows', []), [] if last['status'] == 'temporary' else last.get('rows', []))
                self.assertFalse(last.get('one_by_one'), (cut, last))
                if len(outcomes) > COMMANDS.index('mails 1,2') + 1:
                    self.assertEqual([row['length'] for row in outcomes[3]['rows']], [len(MAIL)] * 2)
                    self.assertEqual((self.kept(1), self.kept(2)), (MAIL, MAIL))
            self.assertEqual(reached, set(range(1, len(COMMANDS) + 1)))


class Silence(Case):
    """Each ends in time and is temporary."""

    def silent_at(self, command, *before, words, number=0, commands=('search 0', 'sizes 1', 'mails 1', 'file 1'),
                  done_mailbox='Done', refused='nothing'):
        """Silent from the number-th time of that command on; before: what is answered until then; refused: what is not."""
        def dialogue(line):
            counts = {}
            line.send('* OK ready')
            while True:
                said = line.expect('')
                counts[said.split()[0]] = counts.get(said.split()[0], -1) + 1
                if said.startswith(command) and counts[said.split()[0]] == number:
                    line.hang()
                for start, answers in before:
                    if said.startswith(start):
                        line.send(*answers)
                        break
                if said.startswith(refused):
                    line.no('no such mailbox')
                else:
                    line.ok()
        outcomes = self.run_with(dialogue, *commands, command_deadline=1, fetch_deadline=1, connect_deadline=1,
                                 done_mailbox=done_mailbox)
        failed = [outcome for outcome in outcomes if outcome['status'] != 'done']
        self.assertTrue(failed, outcomes)
        self.check(failed[0], 'temporary', words, within=3)
        self.assertEqual([outcome['status'] for outcome in outcomes[:outcomes.index(failed[0])]],
                         ['done'] * outcomes.index(failed[0]))

    CAPABLE = ('CAPABILITY', ['* CAPABILITY IMAP4rev1 MOVE'])
    OPEN = ('SELECT', ['* 1 EXISTS', '* OK [UIDVALIDITY 1] valid', r'* OK [PERMANENTFLAGS (\*)] kept'])
    FOUND = ('UID SEARCH', ['* SEARCH 1'])
    GIVEN = ('UID FETCH', [b'* 1 FETCH (UID 1 RFC822.SIZE %d BODY[] {%d}\r\n%s)\r\n' % (len(MAIL), len(MAIL), MAIL)])

    def test_at_the_capabilities(self):
        self.silent_at('CAPABILITY', words='does not get as far as a login in time')

    def test_at_the_login(self):
        self.silent_at('LOGIN', self.CAPABLE, words='does not get as far as a login in time')

    def test_at_the_capabilities_behind_the_login(self):
        self.silent_at('CAPABILITY', self.CAPABLE, number=1, words='has not finished within 1 s')

    def test_at_the_opening_of_the_mailbox(self):
        self.silent_at('SELECT', self.CAPABLE, words='has not finished within 1 s while the mailbox is opened')

    def test_at_the_search(self):
        self.silent_at('UID SEARCH', self.CAPABLE, self.OPEN, words='has not finished within 1 s while it is asked for new mail')

    def test_at_the_sizes(self):
        self.silent_at('UID FETCH', self.CAPABLE, self.OPEN, self.FOUND, words='while mails are fetched', number=1)

    def test_at_the_move(self):
        self.silent_at('UID MOVE', self.CAPABLE, self.OPEN, commands=['file 1'], words='while handled mails are moved')

    def test_at_the_making_of_the_folder(self):
        self.silent_at('CREATE', self.CAPABLE, self.OPEN, commands=['file 1'], words='while', refused='UID MOVE')

    def test_at_the_keyword(self):
        self.silent_at('UID STORE', self.CAPABLE, self.OPEN, commands=['file 1'], done_mailbox='', words='while')


if __name__ == '__main__':
    main()
