#!/usr/bin/env python3
"""Installing packages pushes no mail server out: packages.sh, with a dpkg-query and an apt-get of our own in front.

It installs nothing."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

DPKG_QUERY = '''#!/bin/sh
case "$*" in
  *Provides*) echo 'installed adduser '; echo 'config-files nullmailer mail-transport-agent'; echo "$INSTALLED" ;;
  *) echo not-installed ;;
esac
'''
APT_GET = '''#!/bin/sh
echo "$*" >> "$0.heard"
'''
SUDO = '''#!/bin/sh
exec "$@"
'''


class Packages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupd-packages.')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, text in ('dpkg-query', DPKG_QUERY), ('apt-get', APT_GET), ('sudo', SUDO):
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(0o755)

    def install(self, packages, installed):
        """What install_packages ended with, what it said, and what apt-get was asked for."""
        policy = self.folder / 'policy'
        policy.touch()
        done = subprocess.run(['sh', '-c', '. "$0"; POLICY=$1; install_packages ' + packages, SCRIPT, policy],
                              stderr=subprocess.PIPE, text=True,
                              env={'PATH': '%s:%s' % (self.folder, os.environ['PATH']), 'INSTALLED': installed})
        heard = self.folder / 'apt-get.heard'
        return done.returncode, done.stderr, heard.read_text() if heard.exists() else ''

    def test_another_mail_server_stays(self):
        status, said, asked = self.install(
            'python3 postfix', 'installed exim4-daemon-light exim4-localscanapi-4.1, mail-transport-agent')
        self.assertEqual(status, 1)
        self.assertIn('exim4-daemon-light', said)
        self.assertEqual(asked, '')

    def test_postfix_comes_where_there_is_none(self):
        status, _, asked = self.install('python3 postfix', 'installed bsd-mailx mailx')
        self.assertEqual(status, 0)
        self.assertIn('python3 postfix', asked)

    def test_beside_another_mail_server_the_rest_comes(self):
        status, _, asked = self.install('python3', 'installed exim4-daemon-light mail-transport-agent')
        self.assertEqual(status, 0)
        self.assertIn('python3', asked)


if __name__ == '__main__':
    SCRIPT = sys.argv.pop(1)
    unittest.main()
