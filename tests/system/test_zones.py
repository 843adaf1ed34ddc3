"""New time zone data while followupd runs: what is pending moves with it, without a restart.

The daemon and the commands run in a mount namespace of their own, in which a copy of the system's zone files stands in their
place; skipped where none can be made."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ZONES = '/usr/share/zoneinfo'
UNSHARE = ['unshare', '--map-root-user', '--mount']
SKIPPED = 77
CONFIG = '''[daemon]
state = %(state)s
[inbox main]
url = imap://127.0.0.1:9
tls = none
user = nobody
password_file = %(password)s
[smtp]
url = smtp://127.0.0.1:9
tls = none
from = remind@remind.example.org
[addresses]
domain = remind.example.org
[people]
allow = alice@example.org
sender_check = none
zone = Europe/Berlin
'''


class Zones(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='followupd-zones.')
        self.addCleanup(shutil.rmtree, self.folder)
        self.zones = self.path('zones')
        shutil.copytree(ZONES, self.zones, symlinks=True)
        os.mkdir(self.path('state'), 0o700)
        self.write('password', 'none', 0o600)
        self.write('conf', CONFIG % {'state': self.path('state'), 'password': self.path('password')}, 0o600)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def among_zones(self, program, *arguments):
        """A command line that runs one of our programs with the copy in the place of the zone files."""
        script = 'mount --bind "$0" %s && exec "$@"' % ZONES
        return UNSHARE + ['sh', '-c', script, self.zones, os.path.join(sys.argv[1], program), '-c', self.path('conf')] + list(arguments)

    def control(self, *arguments):
        return subprocess.run(self.among_zones('followupctl', *arguments), check=True, text=True, stdout=subprocess.PIPE).stdout

    def end(self, daemon):
        """Its workers write in the folder until it has ended by itself."""
        daemon.terminate()
        try:
            self.assertEqual(daemon.wait(20), 0)
        finally:
            daemon.kill()
            daemon.wait()

    def wait_for(self, what, holds, seconds=20):
        end = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), end, what)
            time.sleep(0.1)

    @staticmethod
    def knows(path, version):
        with open(path, encoding='ascii') as file:
            return version in file.read()

    def bring_new_rules(self, like, source):
        """What a new tzdata package does: files are put in place of others."""
        shutil.copy(os.path.join(self.zones, like), os.path.join(self.zones, 'new'))
        os.rename(os.path.join(self.zones, 'new'), os.path.join(self.zones, 'Europe/Berlin'))
        with open(os.path.join(self.zones, 'tzdata.zi'), 'w', encoding='ascii') as file:
            file.write(source)

    def test_what_is_pending_moves(self):
        log = open(self.path('log'), 'w', encoding='utf-8')
        self.addCleanup(log.close)
        daemon = subprocess.Popen(self.among_zones('followupd'), stderr=log)
        self.addCleanup(self.end, daemon)
        known = os.path.join(self.path('state'), 'tzdata')
        self.wait_for('the daemon keeps its house', lambda: os.path.exists(known))
        self.control('add', 'alice@example.org', 'every3days9am', 'Water the plants')
        self.assertIn('09:00:00+0', self.control('list', '--json'))
        self.bring_new_rules('Asia/Tokyo', '# version 2099z\n')
        daemon.send_signal(signal.SIGHUP)
        self.wait_for('the new rules are known', lambda: self.knows(known, '2099z'))
        self.assertIn('09:00:00+09:00', self.control('list', '--json'))
        # A distribution mends the rules of a version, whose name stays.
        self.bring_new_rules('Asia/Dubai', '# version 2099z\nR mended\n')
        daemon.send_signal(signal.SIGHUP)
        self.wait_for('the mended rules are known', lambda: '09:00:00+04:00' in self.control('list', '--json'))


def main():
    if subprocess.run(UNSHARE + ['true'], stderr=subprocess.DEVNULL).returncode != 0:
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])


if __name__ == '__main__':
    main()
