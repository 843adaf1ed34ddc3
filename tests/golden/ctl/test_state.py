"""How commands treat the state folder: the doorbell, whose files they are, and what is missing.

test_state.py --program FOLLOWUPCTL --seed SEED_STATE --faketime LIBRARY
"""
import argparse
import contextlib
import datetime
import os
import pty
import pwd
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

from run_sessions import World

OPTIONS = None
ANYBODY = 'nobody'


class State(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupctl-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.world = World(OPTIONS, self.folder)

    def path(self, *parts):
        return os.path.join(self.folder, 'state', *parts)

    def run_program(self, *words, **options):
        return subprocess.run([OPTIONS.program, '-c', self.world.config, *words], text=True, encoding='utf-8',
                              stderr=subprocess.PIPE, env=self.world.environment, **options)

    def say(self, *words, **options):
        done = self.run_program(*words, stdout=subprocess.PIPE, **options)
        return done.returncode, done.stdout, done.stderr

    def rings(self, *words):
        """How often the doorbell was rung by a command that is done."""
        bell = os.open(self.path('doorbell'), os.O_RDWR | os.O_NONBLOCK)
        try:
            status, _, errors = self.say(*words)
            self.assertEqual((status, errors), (0, ''))
            try:
                return len(os.read(bell, 100))
            except BlockingIOError:
                return 0
        finally:
            os.close(bell)

    def test_a_copy_of_a_newer_or_another_program_is_refused_by_its_own_name(self):
        copy = os.path.join(self.folder, 'my copy')
        self.assertEqual(self.say('backup', copy)[0], 0)
        for pragma, why in (('user_version = 99', 'a newer followupd made it (schema 99, this one knows '),
                            ('application_id = 1', 'it is the database of another program')):
            store = sqlite3.connect(copy)
            store.execute('PRAGMA ' + pragma)
            store.close()
            status, said, errors = self.say('restore', copy)
            self.assertEqual((status, said), (74, ''))
            self.assertIn('followupctl: %s cannot be restored: %s' % (copy, why), errors)
            self.assertNotIn('.new', errors)
            self.assertNotIn('before-', ' '.join(os.listdir(self.path())))

    def test_a_clock_that_has_not_come_to_a_backup_puts_none_back(self):
        """By it nothing would be due, and all of that would go out once it is set."""
        copy = os.path.join(self.folder, 'copy')
        self.assertEqual(self.say('backup', copy)[0], 0)
        self.world.set('NOW', '2026-11-18 09:29:00')
        status, said, errors = self.say('restore', copy)
        self.assertEqual((status, said), (74, ''))
        self.assertIn('was made on Wed 18 Nov 2026  10:30, and this machine\'s clock says Wed 18 Nov 2026  09:29:', errors)
        self.assertNotIn('followupd.db.before-restore', os.listdir(self.path()))
        self.world.environment['FU_SYNCHRONISED'] = 'yes'
        self.assertEqual(self.say('restore', copy)[0], 0)
        self.world.environment['FU_SYNCHRONISED'] = 'no'
        self.world.set('NOW', '2026-11-18 09:31:00')
        self.assertEqual(self.say('restore', copy)[0], 0)

    def recovery(self, change):
        """The day from which on mails are read again after a restore of a backup with a change in it."""
        store = sqlite3.connect(self.path('followupd.db'))
        store.execute(change)
        store.commit()
        store.close()
        copy = os.path.join(self.folder, 'copy')
        self.assertEqual(self.say('backup', copy)[0], 0)
        status, said, _ = self.say('restore', copy)
        self.assertEqual(status, 0)
        return re.search(r'followupctl recover --since (.*)\n', said).group(1)

    def test_what_stays_in_its_inbox_is_noted_as_read_before(self):
        """Until an hour after the last look of the store that is replaced, where that can be read and has looked since."""
        copy = os.path.join(self.folder, 'copy')
        made = int(datetime.datetime.fromisoformat('2026-11-18T10:30:00+01:00').timestamp())
        self.assertEqual(self.say('backup', copy)[0], 0)
        self.world.set('NOW', '2026-11-20 10:30:00')
        for last, until in ((made + 3600, made + 7200), (made + 2 * 86400 - 60, made + 2 * 86400), (made - 60, made + 2 * 86400)):
            store = sqlite3.connect(self.path('followupd.db'))
            store.execute('UPDATE inbox SET last_poll = %d' % last)
            store.commit()
            store.close()
            if os.path.exists(self.path('recovered')):
                os.remove(self.path('recovered'))
            self.assertEqual(self.say('restore', copy)[0], 0)
            with open(self.path('recovered'), encoding='utf-8') as file:
                inboxes = {line.split(maxsplit=2)[2].strip(): int(line.split()[1]) for line in file}
            self.assertEqual(inboxes['main'], until)
            # Whatever name it has when followupd starts.
            self.assertEqual(inboxes['remind@example.org at imaps://imap.example.org, INBOX'], until)

    def test_an_inbox_that_has_another_name_since_was_read(self):
        before = self.say('status', '--json')
        store = sqlite3.connect(self.path('followupd.db'))
        store.execute("UPDATE inbox SET name = 'former', account = 'remind@example.org at imaps://imap.example.org, INBOX'"
                      " WHERE name = 'main'")
        store.commit()
        store.close()
        self.assertEqual(self.say('status', '--json'), before)

    def test_what_had_not_been_read_when_a_backup_was_made_is_read_again(self):
        at = int(datetime.datetime.fromisoformat('2026-11-15T12:00:00+01:00').timestamp())
        self.assertEqual(self.recovery('SELECT 1'), '2026-11-18')
        # An inbox that is configured no more is not read again.
        self.assertEqual(self.recovery("INSERT INTO inbox SELECT 'old', validity, last_uid, %d, not_ours, turned_away, account, oldest "
                                       "FROM inbox" % at), '2026-11-18')
        # One that has another name since is.
        self.assertEqual(self.recovery("UPDATE inbox SET last_poll = %d, name = name || 'former', "
                                       "account = 'remind@example.org at imaps://imap.example.org, INBOX'" % at), '2026-11-15')
        self.recovery("UPDATE inbox SET name = 'main' WHERE name = 'mainformer'")
        # Handed in just before, and taken just after.
        self.assertEqual(self.recovery('UPDATE inbox SET last_poll = %d' % (at - 12 * 3600 + 60)), '2026-11-14')
        self.assertEqual(self.recovery('UPDATE inbox SET last_poll = %d' % at), '2026-11-15')
        # Its first look was still to be done, or not over.
        self.assertEqual(self.recovery('UPDATE inbox SET last_poll = NULL'), '2026-11-04')
        self.assertEqual(self.recovery('UPDATE inbox SET oldest = %d' % at), '2026-11-15')
        self.assertEqual(self.recovery('UPDATE inbox SET oldest = 0'), '1970-01-03')
        self.assertEqual(self.recovery('DELETE FROM inbox'), '2026-11-04')

    def test_what_was_open_when_a_backup_was_made_is_read_again(self):
        at = int(datetime.datetime.fromisoformat('2026-11-15T12:00:00+01:00').timestamp())
        self.assertEqual(self.recovery("INSERT INTO number SELECT 'old', 41, %d" % at), '2026-11-18')
        self.assertEqual(self.recovery("INSERT INTO number SELECT 'main', 41, %d" % at), '2026-11-15')
        for state, since in (('waiting', '2026-11-15'), ('trying', '2026-11-15'), ('filing', '2026-11-18')):
            self.assertEqual(self.recovery("UPDATE attempt SET state = '%s', again = iif('%s' = 'waiting', at, NULL) "
                                           "WHERE uid = 41" % (state, state)), since)

    def test_who_is_asked_about_a_table_decides(self):
        path = os.path.join(self.folder, 'table')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('when,subject\n3days,Call Bob\n')
        for answer, end in (('n', 'Nothing is made.'), ('y', 'Follow-ups made: 1')):
            ours, theirs = pty.openpty()
            os.write(ours, (answer + '\n').encode())
            status, said, errors = self.say('import', path, 'alice@example.com', stdin=theirs)
            self.assertEqual((status, errors), (0, ''))
            self.assertTrue(said.endswith('Make these for alice@example.com? Follow-ups: 1 [y/N] %s\n' % end), said)
            os.close(ours)
            os.close(theirs)
        status, _, errors = self.say('import', path, 'alice@example.com', stdin=subprocess.DEVNULL)
        self.assertEqual(status, 64)
        self.assertIn('nobody can be asked here', errors)

    def test_a_copy_without_a_place_is_refused(self):
        for path in ('', os.path.join(self.folder, 'nowhere', 'copy')):
            status, said, errors = self.say('backup', path)
            self.assertEqual((status, said), (64, ''))
            self.assertIn('its folder is not there', errors)

    def test_an_erasure_that_was_cut_short_is_finished_by_the_same_command(self):
        copy = self.path('followupd.db.before-9')
        shutil.copyfile(self.path('followupd.db'), copy)
        self.assertEqual(self.say('erase', 'carol@example.com')[0], 0)
        self.assertFalse(os.path.exists(copy))
        self.assertEqual(self.say('erase', 'carol@example.com')[0], 66)
        # As it is when the store could not be written anew.
        shutil.copyfile(self.path('followupd.db'), copy)
        open(self.path('scrub'), 'w').close()
        open(self.path('untold'), 'w').close()
        self.assertEqual(self.say('erase', 'carol@example.com', '--dry-run')[0], 66)
        self.assertTrue(os.path.exists(copy))
        status, said, _ = self.say('erase', 'carol@example.com')
        self.assertEqual(status, 0)
        self.assertIn('An erasure before this one was cut short; the rest of it is done now.', said)
        self.assertFalse(os.path.exists(copy) or os.path.exists(self.path('scrub')) or os.path.exists(self.path('untold')))

    def test_what_an_inbox_left_that_is_gone_can_be_given_up(self):
        store = sqlite3.connect(self.path('followupd.db'))
        store.execute("UPDATE attempt SET inbox = 'old' WHERE uid = 41")
        store.commit()
        store.close()
        self.assertIn('     The configuration has no such inbox any more. Give up what it left: quarantine drop --inbox old\n',
                      self.say('quarantine')[1])
        before = self.attempts()
        self.assertEqual(self.say('quarantine', 'retry', '1'),
                         (78, '', 'followupctl: The configuration has no such inbox any more. Give up what it left: '
                                  'quarantine drop --inbox old\n'))
        self.assertEqual(self.attempts(), before)
        self.assertEqual(self.say('quarantine', 'drop', '--inbox', 'old'), (0, 'Mails of inbox old that are given up: 1\n', ''))
        left = self.say('quarantine')[1]
        self.assertIn('inbox main', left)
        self.assertNotIn('old', left)

    def test_what_waits_in_an_inbox_that_has_another_name_is_not_given_up(self):
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute("UPDATE attempt SET state = 'waiting', inbox = 'old', again = at WHERE uid = 41")
            store.execute("UPDATE inbox SET name = 'old', account = 'remind@example.org at imaps://imap.example.org, INBOX'")
            store.commit()
        said = self.say('status')[1]
        self.assertIn('next hour, or that their server does not give: 1\n', said)
        self.assertNotIn('has no such inbox any more', said)
        self.assertEqual(self.say('quarantine', 'drop', '--inbox', 'old')[0], 66)
        self.assertEqual(self.attempts()[0], (41, 'waiting', 1))

    def test_what_waits_in_an_inbox_that_is_gone_can_be_given_up(self):
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute("UPDATE attempt SET state = 'waiting', again = at WHERE uid = 41")
            store.commit()
        waits, left = 'next hour, or that their server does not give: 1\n', 'has no such inbox any more'
        self.assertIn(waits, self.say('status')[1])
        self.assertNotIn(left, self.say('status')[1])
        self.assertEqual(self.say('quarantine', 'drop', '--inbox', 'main')[1], 'Mails of inbox main that are given up: 1\n')
        self.assertEqual(self.attempts(), [(41, 'waiting', 1)])
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute("UPDATE attempt SET inbox = 'old' WHERE uid = 41")
            store.commit()
        said = self.say('status')[1]
        self.assertNotIn(waits, said)
        self.assertIn('Mails that wait to be read in inbox old: 1\n'
                      '  Cure: The configuration has no such inbox any more. Give up what it left: quarantine drop --inbox old\n', said)
        self.assertIn('"waiting":0,"left":1', self.say('status', '--json')[1].replace(' ', ''))
        self.assertEqual(self.say('quarantine', 'drop', '--inbox', 'old')[1], 'Mails of inbox old that are given up: 1\n')
        self.assertEqual(self.attempts(), [])
        self.assertNotIn(left, self.say('status')[1])

    def test_how_a_doubted_mail_is_read_again_is_told_once(self):
        sentence = 'it is read again.\n'
        self.assertNotIn(sentence, self.say('trace')[1])
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute("UPDATE trace SET decision = 'doubted'")
            store.commit()
        said = self.say('trace', '--since', '2026-01-01')[1]
        self.assertGreater(said.count('  doubted'), 1)
        self.assertEqual(said.count(sentence), 1)
        self.assertTrue(said.endswith(sentence))
        self.assertNotIn(sentence, self.say('trace', '--json')[1])

    def test_what_was_changed_while_it_waited_for_its_turn_stays(self):
        """The address of a calendar, say, that is rotated on the page: the old one must not open it again."""
        store = sqlite3.connect(self.path('followupd.db'), isolation_level=None)
        store.execute('BEGIN IMMEDIATE')
        store.execute("UPDATE person SET generation = 7 WHERE address = 'alice@example.com'")
        setting = subprocess.Popen([OPTIONS.program, '-c', self.world.config, 'person', 'alice@example.com', 'zone=Asia/Tokyo'],
                                   stdout=subprocess.PIPE, env=self.world.environment)
        with self.assertRaises(subprocess.TimeoutExpired):
            setting.wait(1)
        store.execute('COMMIT')
        setting.communicate()
        self.assertEqual(setting.returncode, 0)
        self.assertEqual(store.execute("SELECT generation, zone FROM person WHERE address = 'alice@example.com'").fetchall(),
                         [(7, 'Asia/Tokyo')])
        store.close()

    def give_away(self):
        user = pwd.getpwnam(ANYBODY)
        for name in [self.path(), self.folder] + [self.path(name) for name in os.listdir(self.path())]:
            os.chown(name, user.pw_uid, user.pw_gid)
        os.chown(os.path.join(self.folder, 'password'), user.pw_uid, user.pw_gid)
        return user

    def test_the_bell_is_rung_when_something_is_due_sooner(self):
        self.assertEqual(self.rings('add', 'alice@example.com', '3days', 'Call'), 1)
        self.assertEqual(self.rings('snooze', '1', '2days'), 1)
        self.assertEqual(self.rings('skip', '4'), 1)
        self.assertEqual(self.rings('edit', '1', '5days'), 1)
        self.assertEqual(self.rings('retry', 'm1'), 1)
        self.assertEqual(self.rings('person', 'alice@example.com', 'time=07:00'), 1)

    def test_the_bell_is_left_alone_when_nothing_is(self):
        for words in (['list', '--json'], ['status', '--help'], ['cancel', '1'], ['edit', '1', '--subject', 'x']):
            self.assertEqual(self.rings(*words), 0, words)

    def test_a_zone_of_the_machine_that_has_no_name_is_told(self):
        self.world.environment['TZ'] = 'CET-1CEST'
        status, output, errors = self.say('when', '3days')
        self.assertEqual(status, 0)
        self.assertRegex(errors, r'^followupctl: TZ is “CET-1CEST”, which names no time zone known here, so times are those '
                                 r'of \S+\. Write the name of one, such as TZ=Europe/Berlin\.\n$')
        self.assertEqual(self.say('when', '3days', '--zone', 'Europe/Berlin')[2], '')
        self.world.environment['TZ'] = ''
        status, output, errors = self.say('when', '3days')
        self.assertEqual((status, errors), (0, ''))
        self.assertIn('  zone     UTC\n', output)

    def test_check_tells_of_who_waits_and_is_not_allowed(self):
        with open(self.world.config) as file:
            text = file.read()
        self.assertNotIn('allow in', self.say('check', '--offline')[1])
        with open(self.world.config, 'w') as file:
            file.write(text.replace('allow = *@example.com', 'allow = alice@example.com, carol@example.org'))
        status, output, _ = self.say('check', '--offline')
        self.assertEqual(status, 0)
        self.assertIn('such as carol@example.com; pending follow-ups that will not be sent to their owners: 2\n', output)
        self.assertEqual(self.say('person', 'carol@example.com', 'aliases=carol@example.org')[0], 0)
        self.assertNotIn('allow in', self.say('check', '--offline')[1])

    def test_a_bell_that_is_not_there_is_no_matter(self):
        os.unlink(self.path('doorbell'))
        self.assertEqual(self.say('add', 'alice@example.com', '3days', 'Call')[0], 0)

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_root_becomes_the_owner_of_the_state_folder(self):
        user = self.give_away()
        for name in os.listdir(self.path()):
            if name not in ('followupd.db', 'key', 'doorbell'):
                os.unlink(self.path(name))
        self.assertEqual(self.say('add', 'alice@example.com', '3days', 'Call')[0], 0)
        status, text, errors = self.say('check', '--offline')
        self.assertEqual(status, 0, text + errors)
        self.assertGreater(len(os.listdir(self.path())), 3)
        for name in os.listdir(self.path()):
            self.assertEqual(os.stat(self.path(name)).st_uid, user.pw_uid, name)

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_check_names_what_a_start_as_root_left(self):
        self.give_away()
        self.assertEqual(self.say('check', '--offline')[0], 0)
        os.chown(self.path('doorbell'), 0, 0)
        status, text, _ = self.say('check', '--offline')
        self.assertEqual(status, 74)
        self.assertIn('bad   state folder: %s cannot be used: Permission denied; it belongs to root, and its folder to %s: run chown -R '
                      '%s %s.\n' % (self.path('doorbell'), ANYBODY, ANYBODY, self.path()), text)

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_check_lets_a_file_be_that_its_owner_only_reads(self):
        path = self.path('imap.password')
        with open(path, 'w') as file:
            file.write('secret\n')
        os.chmod(path, 0o400)
        self.give_away()
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o400)
        status, text, errors = self.say('check', '--offline')
        self.assertEqual((status, errors), (0, ''), text)
        self.assertNotIn('cannot be used', text)

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_check_finds_a_file_that_its_owner_has_to_write(self):
        for name, mode in ('dots', 0o400), ('doorbell', 0o400), ('lock', 0o400), ('imap.password', 0):
            with self.subTest(name):
                path = self.path(name)
                if not os.path.exists(path):
                    with open(path, 'w'):
                        pass
                self.give_away()
                os.chmod(path, mode)
                status, text, errors = self.say('check', '--offline')
                self.assertEqual((status, errors), (74, ''), text)
                self.assertIn('bad   state folder: %s cannot be used: Permission denied; its owner has to read and write it: '
                              'run chmod u+rw on it.\n' % path, text)
                os.chmod(path, 0o600)

    def closed_folder(self):
        """A folder that root alone may enter, after all else was given away."""
        self.give_away()
        os.chmod(self.folder, 0o755)
        folder = os.path.join(self.folder, 'closed')
        os.mkdir(folder, 0o700)
        return folder

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_a_file_to_import_is_its_callers(self):
        path = os.path.join(self.closed_folder(), 'table')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('when,subject\n3days,Call Bob\n')
        os.chmod(path, 0o600)
        self.assertEqual(self.say('import', path, 'alice@example.com', '--yes')[::2], (0, ''))
        self.assertEqual({os.stat(self.path(name)).st_uid for name in os.listdir(self.path())}, {pwd.getpwnam(ANYBODY).pw_uid})

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_a_copy_where_the_owner_may_not_write_is_told_with_a_cure(self):
        closed = self.closed_folder()
        for mode in (0o700, 0o755):
            os.chmod(closed, mode)
            for path, options in ((os.path.join(closed, 'copy'), {}), ('copy', {'cwd': closed})):
                status, said, errors = self.say('backup', path, **options)
                self.assertEqual((status, said), (74, ''), errors)
                self.assertEqual(errors, 'followupctl: %s cannot be made: followupctl works as %s, who owns the state folder and may not '
                                         'write there. Name a file in a folder of %s\'s; install -d -m 700 -o %s FOLDER makes one.\n' %
                                 (path, ANYBODY, ANYBODY, ANYBODY))

    @unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
    def test_somebody_else_is_told_whose_the_folder_is(self):
        os.chmod(self.folder, 0o755)
        os.chmod(self.world.config, 0o644)
        user = pwd.getpwnam(ANYBODY)
        program = os.path.join(self.folder, 'followupctl')
        shutil.copy(OPTIONS.program, program)
        done = subprocess.run([program, '-c', self.world.config, 'list'], text=True, capture_output=True,
                              env=self.world.environment, user=user.pw_uid, group=user.pw_gid, extra_groups=[])
        self.assertEqual(done.returncode, 74)
        self.assertIn('belongs to root: run followupctl as that user or as root.', done.stderr)
        done = subprocess.run([program, '-c', self.world.config, 'check', '--offline'], text=True, capture_output=True,
                              env=self.world.environment, user=user.pw_uid, group=user.pw_gid, extra_groups=[])
        self.assertNotIn('chown', done.stdout)
        self.assertIn('bad   smtp: %s may not read %s, so it is not looked at; run this as the user of followupd, or as root.\n' %
                      (ANYBODY, os.path.join(self.folder, 'password')), done.stdout)

    def test_a_missing_store_or_key_is_not_made(self):
        os.unlink(self.path('key'))
        status, _, errors = self.say('add', 'alice@example.com', '3days', 'Call')
        self.assertEqual(status, 74)
        self.assertIn('state/key is missing', errors)
        self.assertFalse(os.path.exists(self.path('key')))
        self.assertEqual(self.say('list')[0], 0)
        os.unlink(self.path('followupd.db'))
        self.assertEqual(self.say('list')[0], 74)
        self.assertFalse(os.path.exists(self.path('followupd.db')))
        shutil.rmtree(self.path())
        status, _, errors = self.say('list')
        self.assertEqual(status, 74)
        self.assertIn('followupd makes it when it starts', errors)
        self.assertFalse(os.path.exists(self.path()))

    def test_a_restore_has_all_moments_computed_anew(self):
        """The copy may be older than the rules of its zones."""
        copy = os.path.join(self.folder, 'copy')
        self.assertEqual(self.say('backup', copy)[0], 0)
        with open(self.path('tzdata'), 'w', encoding='ascii') as file:
            file.write('# version 2026c')
        self.assertEqual(self.say('restore', copy)[0], 0)
        self.assertFalse(os.path.exists(self.path('tzdata')))

    def attempts(self):
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            return store.execute('SELECT uid, state, tries FROM attempt WHERE uid > 40 ORDER BY uid').fetchall()

    def test_a_mail_that_was_set_aside_is_begun_anew_or_forgotten(self):
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute('UPDATE attempt SET tries = 9 WHERE uid = 41')
            store.commit()
        self.assertEqual(self.attempts(), [(41, 'quarantined', 9), (42, 'quarantined', 1)])
        self.assertEqual(self.say('quarantine', 'retry', '1')[0], 0)
        self.assertEqual(self.attempts(), [(41, 'trying', 1), (42, 'quarantined', 1)])
        self.assertEqual(self.say('quarantine', 'drop', '#2')[0], 0)
        self.assertEqual(self.attempts(), [(41, 'trying', 1)])
        self.assertEqual(self.say('quarantine', 'drop', '3')[0], 66)
        self.assertEqual(self.attempts(), [(41, 'trying', 1)])

    def test_what_is_wrong_with_a_duty_is_told_with_its_cure(self):
        self.world.set('DAEMON', 'yes')
        self.assertEqual(self.say('status')[0], 1)
        with contextlib.closing(sqlite3.connect(self.path('followupd.db'))) as store:
            store.execute("INSERT INTO trouble (duty, sentence, since) VALUES ('outbox', 'mail.example.org is away', 1795000000)")
            store.commit()
        status, text, _ = self.say('status')
        self.assertEqual(status, 2)  # what waits is not put off by a recipient's server alone
        self.assertTrue(text.startswith('stuck: something has been due for 1 day and is not sent.\n  Cure: '), text)
        self.assertRegex(text, r'\noutbox, since Wed 18 Nov 2026  12:06:40: mail.example.org is away\n  Cure: ')

    def test_a_damaged_store_is_said(self):
        with open(self.path('followupd.db'), 'wb') as file:
            file.write(b'no database' * 1000)
        status, output, errors = self.say('list')
        self.assertEqual((status, output), (74, ''))
        self.assertTrue(errors.startswith('followupctl: '))

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open('/dev/full', 'w') as full:
            done = self.run_program('list', stdout=full)
        self.assertEqual(done.returncode, 74)
        self.assertIn('The output cannot be written', done.stderr)

    def test_what_is_done_is_done_though_the_output_cannot_be_written(self):
        done = 'The output cannot be written. If the command was to change something, that is done.\n'
        with open('/dev/full', 'w') as full:
            adding = self.run_program('add', 'alice@example.com', '3days', 'Call Bob', stdout=full)
            export = self.run_program('export', stdout=full)
        self.assertEqual((adding.returncode, adding.stderr), (74, 'followupctl: ' + done))
        self.assertIn('Call Bob', self.say('list')[1])
        self.assertEqual((export.returncode, export.stderr), (74, 'followupctl: The output cannot be written: the export is not whole.\n'))

    def test_a_daemon_that_starts_meanwhile_is_not_kept_out(self):
        """Looking at the lock leaves nothing behind."""
        self.assertEqual(self.say('status')[0], 2)
        self.assertFalse(os.path.exists(self.path('lock')))
        self.world.set('DAEMON', 'yes')
        self.assertEqual(self.say('status')[0], 1)
        with open(self.path('lock')) as file:
            self.assertEqual(file.read(), '4711\n')

    def test_what_is_made_is_for_its_owner_alone(self):
        self.assertEqual(self.say('add', 'alice@example.com', '3days', 'Call')[0], 0)
        for name in os.listdir(self.path()):
            self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode) & 0o077, 0, name)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ('--program', '--seed', '--faketime'):
        parser.add_argument(option, required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=sys.argv[:1], verbosity=2)
