"""test_options.py FOLLOWUPD VERSION MANUAL: the options of followupd, those that are none, and that the manual page has the same."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = VERSION = MANUAL = ''
GOOD, USAGE, CONFIG = 0, 64, 78


class Options(unittest.TestCase):
    def run_it(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding='utf-8', timeout=60)
        return done.returncode, done.stdout, done.stderr

    def test_help_names_what_the_manual_has(self):
        status, text, errors = self.run_it('--help')
        self.assertEqual((status, errors), (GOOD, ''))
        self.assertEqual(self.run_it('-h'), (GOOD, text, ''))
        with open(MANUAL, encoding='utf-8') as file:
            described = re.findall(r'^\.It Fl -?(\S+)', file.read(), re.M)
        named = re.findall(r'^  --?(\S+)', text, re.M)
        self.assertGreaterEqual(len(named), 4)
        self.assertEqual(sorted(named), sorted(set(described) - {'h'}))
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_the_version_is_the_projects(self):
        self.assertEqual(self.run_it('--version'), (GOOD, 'followupd %s\n' % VERSION, ''))

    def test_what_is_no_option_is_named_and_nothing_starts(self):
        for word in ('--onec', 'start'):
            status, text, errors = self.run_it('-c', '/nonexistent', word)
            self.assertEqual((status, text), (USAGE, ''))
            self.assertIn(word, errors)
            self.assertTrue(errors.endswith('Try followupd --help.\n'), errors)

    def test_a_configuration_that_is_not_there_is_named(self):
        status, text, errors = self.run_it('-c', '/nonexistent/followupd.conf')
        self.assertEqual((status, text), (CONFIG, ''))
        self.assertIn('/nonexistent/followupd.conf', errors)

    def check(self, command='/bin/true', mode=0o600, password='secret\n'):
        """What --check-config says of a configuration with that alert command and that password file."""
        with tempfile.TemporaryDirectory() as folder:
            secret, path = folder + '/smtp.password', folder + '/followupd.conf'
            with open(secret, 'w', encoding='utf-8') as file:
                file.write(password)
            os.chmod(secret, mode)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(CONFIGURATION % {'folder': folder, 'secret': secret, 'command': command})
            os.chmod(path, 0o600)
            status, text, errors = self.run_it('--check-config', '-c', path)
            return status, text + errors.replace(folder, 'FOLDER')

    def test_what_is_well_is_well(self):
        for command in ('/bin/true', 'true', 'true "and more"'):
            self.assertEqual(self.check(command)[0], GOOD, self.check(command))

    def test_a_program_for_alerts_that_is_not_there_is_noticed(self):
        for command in ('/nowhere/at-all now', 'no-such-program-at-all', '/etc/passwd'):
            status, said = self.check(command)
            self.assertEqual(status, CONFIG, said)
            self.assertIn('command %s in [alerts] cannot be run' % command.split()[0], said)

    def test_a_password_that_others_may_read_is_noticed(self):
        for mode in (0o644, 0o640, 0o604):
            status, said = self.check(mode=mode)
            self.assertEqual(status, CONFIG, said)
            self.assertRegex(said, r'FOLDER/followupd.conf:\d+: password_file of \[smtp\]: .*chmod 600 FOLDER/smtp.password')

    def test_a_password_that_is_none_is_noticed(self):
        for password in ('', '\n'):
            status, said = self.check(password=password)
            self.assertEqual(status, CONFIG, said)
            self.assertIn('holds no password', said)


CONFIGURATION = """[daemon]
state = %(folder)s/state
[inbox main]
url = imaps://imap.example.org
user = remind@example.org
password_command = /bin/true
[smtp]
url = smtps://mail.example.org
user = remind@example.org
password_file = %(secret)s
from = Follow-ups <remind@example.org>
[addresses]
domain = remind.example.org
[people]
allow = *@example.org
sender_check = none
[alerts]
command = %(command)s
"""

if __name__ == '__main__':
    PROGRAM, VERSION, MANUAL = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
