"""test_owner.py FOLLOWUPD: root who starts followupd becomes the owner of the state folder, and what is not its owner's is told with a cure."""
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ''
ANYBODY = 'nobody'
GOOD, UNREACHABLE, STATE, CONFIG = 0, 69, 74, 78


@unittest.skipUnless(os.getuid() == 0, 'only root can take another user')
class Owner(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupd-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.user = pwd.getpwnam(ANYBODY)
        self.read = 0
        os.chmod(self.folder, 0o755)
        self.program = shutil.copy(PROGRAM, self.folder)  # where anybody may run it
        with open(self.path('password'), 'w', encoding='utf-8') as file:
            file.write('secret\n')
        os.chmod(self.path('password'), 0o600)
        with open(self.path('followupd.conf'), 'w', encoding='utf-8') as file:
            file.write(CONFIGURATION % {'folder': self.folder})
        os.chmod(self.path('followupd.conf'), 0o644)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def give(self, name):
        os.chown(self.path(name), self.user.pw_uid, self.user.pw_gid)

    def make_state(self):
        os.mkdir(self.path('state'), 0o700)
        self.give('state')

    def run_it(self, *arguments, **options):
        done = subprocess.run([self.program, '-c', self.path('followupd.conf'), *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, encoding='utf-8', timeout=60, cwd='/', **options)
        return done.returncode, done.stdout, done.stderr

    def run_as_owner(self, *arguments):
        return self.run_it(*arguments, user=self.user.pw_uid, group=self.user.pw_gid, extra_groups=[])

    def owners(self):
        return {name: os.stat(self.path('state', name)).st_uid for name in os.listdir(self.path('state'))}

    def test_root_leaves_nothing_of_its_own_where_the_folder_is_somebody_elses(self):
        self.make_state()
        self.give('password')
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)
        self.assertIn('followupd.db', self.owners())
        self.assertEqual(set(self.owners().values()), {self.user.pw_uid}, self.owners())
        self.assertEqual(self.run_as_owner('--once')[0], UNREACHABLE)

    def test_root_who_may_be_nobody_else_stays_root(self):
        self.make_state()
        done = subprocess.run(['setpriv', '--bounding-set=-setuid,-setgid', self.program, '-c', self.path('followupd.conf'), '--once'],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding='utf-8', timeout=60)
        self.assertEqual(done.returncode, UNREACHABLE, done.stderr)

    def test_a_folder_that_is_not_there_becomes_roots(self):
        """As systemd makes it, which gives it to the user of the unit with all that is in it."""
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)
        self.assertEqual(set(self.owners().values()), {0}, self.owners())

    def test_a_file_of_roots_is_told_with_its_cure(self):
        self.make_state()
        with open(self.path('state', 'lock'), 'w', encoding='utf-8'):
            os.chmod(self.path('state', 'lock'), 0o600)
        for run in (self.run_it, self.run_as_owner):
            status, _, errors = run('--once')
            self.assertEqual(status, STATE, errors)
            self.assertIn('/state/lock cannot be opened: Permission denied; it belongs to root, and its folder to %s: run chown -R %s %s.' %
                          (ANYBODY, ANYBODY, self.path('state')), errors)
        self.give('state/lock')
        with open(self.path('state', 'key'), 'wb') as file:
            os.chmod(self.path('state', 'key'), 0o600)
        self.assertIn('/state/key: Permission denied; it belongs to root, and its folder to ', self.run_it('--once')[2])
        os.unlink(self.path('state', 'key'))
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)

    def test_the_cure_of_a_folder_behind_a_link_cures_it(self):
        self.make_state()
        os.rename(self.path('state'), self.path('elsewhere'))
        os.symlink(self.path('elsewhere'), self.path('state'))
        with open(self.path('state', 'lock'), 'w', encoding='utf-8'):
            os.chmod(self.path('state', 'lock'), 0o600)
        cure = re.search('run (chown -R .*)[.]\n', self.run_it('--once')[2])[1]
        subprocess.run(cure.split(), check=True)
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)
        self.assertEqual(set(self.owners().values()), {self.user.pw_uid}, self.owners())

    def test_a_file_of_roots_beside_the_store_is_no_damage(self):
        self.make_state()
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)
        for name in ('followupd.lock', 'followupd.db-journal', 'followupd.db'):
            with open(self.path('state', name), 'ab'):
                os.chmod(self.path('state', name), 0o600)
            os.chown(self.path('state', name), 0, 0)
            status, _, errors = self.run_it('--once')
            self.assertEqual(status, STATE, (name, errors))
            self.assertNotIn('restore', errors, name)
            self.assertRegex(errors, 'belongs? to', name)
            self.give('state/' + name)
        self.assertEqual(self.run_it('--once')[0], UNREACHABLE)

    def test_a_file_of_roots_is_no_damage_while_followupd_runs_either(self):
        self.make_state()
        self.give('password')
        with open(self.path('log'), 'w', encoding='utf-8') as log:
            daemon = subprocess.Popen([self.program, '-c', self.path('followupd.conf')], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                      user=self.user.pw_uid, group=self.user.pw_gid, extra_groups=[])
        self.addCleanup(daemon.wait, 30)
        self.addCleanup(daemon.terminate)
        self.wait_for_log('cannot be reached')
        for name in ('followupd.lock', 'followupd.db-journal'):
            with open(self.path('state', name), 'ab'):
                os.chmod(self.path('state', name), 0o600)
            os.chown(self.path('state', name), 0, 0)
            daemon.send_signal(signal.SIGHUP)
            said = self.wait_for_log('keeper: .* that it and its folder belong to the user|keeper: .*/followupd.lock: Permission denied')
            self.assertNotIn('restore', said)
            self.give('state/' + name)
            # The one that tries again may be told to wait longer than a test should.
            daemon.send_signal(signal.SIGHUP)
            self.wait_for_log('intake main: .*cannot be reached')
        self.assertIsNone(daemon.poll())
        self.assertNotIn('damaged', os.listdir(self.path('state')))

    def wait_for_log(self, pattern):
        """What was said up to that; what comes later is looked at by the next call."""
        for _ in range(300):
            with open(self.path('log'), encoding='utf-8') as file:
                file.seek(self.read)
                said = file.read()
            if re.search(pattern, said):
                self.read += len(said.encode())
                return said
            time.sleep(0.1)
        self.fail(said)

    def test_a_command_that_a_shell_would_read_otherwise_is_not_told(self):
        self.make_state()
        with open(self.path('state', 'lock'), 'w', encoding='utf-8'):
            os.chmod(self.path('state', 'lock'), 0o600)
        odd = self.path('two words')
        os.rename(self.path('state'), odd)
        with open(self.path('followupd.conf'), encoding='utf-8') as file:
            text = file.read()
        with open(self.path('followupd.conf'), 'w', encoding='utf-8') as file:
            file.write(text.replace(self.path('state'), odd))
        self.assertIn(': run chown -R %s on that folder' % ANYBODY, self.run_it('--once')[2])

    def test_a_folder_of_roots_is_told_with_its_cure(self):
        os.mkdir(self.path('state'), 0o700)
        status, _, errors = self.run_as_owner('--once')
        self.assertEqual(status, STATE, errors)
        self.assertIn('it belongs to root, and this runs as %s: start it as root, or run chown -R %s %s' %
                      (ANYBODY, ANYBODY, self.path('state')), errors)

    def test_a_password_is_looked_at_as_the_service_reads_it(self):
        self.assertEqual(self.run_it('--check-config')[0], GOOD)  # nobody knows yet whose the service is
        self.make_state()
        for run in (self.run_it, self.run_as_owner):
            status, _, errors = run('--check-config')
            self.assertEqual(status, CONFIG, errors)
            self.assertRegex(errors, r'followupd.conf:\d+: password_file of \[inbox main\]: cannot open \S+/password: Permission '
                                     r'denied; let %s, who owns %s, own it \(chown %s %s\)\n' %
                             (ANYBODY, self.path('state'), ANYBODY, self.path('password')))
        self.give('password')
        for run in (self.run_it, self.run_as_owner):
            self.assertEqual(run('--check-config')[0], GOOD)

    def test_who_is_not_the_service_is_told_nothing_of_what_only_that_may_read(self):
        os.mkdir(self.path('state'), 0o700)
        self.assertEqual(self.run_as_owner('--check-config')[0], GOOD)


CONFIGURATION = """[daemon]
state = %(folder)s/state
[inbox main]
url = imaps://127.0.0.1:1
user = remind@example.org
password_file = %(folder)s/password
[smtp]
url = smtps://127.0.0.1:1
from = Follow-ups <remind@example.org>
[addresses]
domain = remind.example.org
[people]
allow = *@example.org
sender_check = none
"""

if __name__ == '__main__':
    PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1], verbosity=2)
