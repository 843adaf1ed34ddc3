"""test_options.py FOLLOWUPD VERSION MANUAL: the options of followupd, those that are none, and that the manual page has the same."""
import re
import subprocess
import sys
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


if __name__ == '__main__':
    PROGRAM, VERSION, MANUAL = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
