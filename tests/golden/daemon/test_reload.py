"""test_reload.py FOLLOWUPD FOLLOWUPCTL: what followupd does with a new configuration, and that followupctl says when it was refused."""
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

DAEMON = CTL = ''
CONFIG = 78


class Reload(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupd-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.config = os.path.join(self.folder, 'followupd.conf')
        self.write()
        self.log = os.path.join(self.folder, 'log')
        with open(self.log, 'w', encoding='utf-8') as log:
            self.daemon = subprocess.Popen([DAEMON, '-c', self.config], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(self.stop)
        self.wait_for('cannot be reached', 1)

    def stop(self):
        self.daemon.terminate()
        self.daemon.wait(30)

    def write(self, slash='', zone='Europe/Berlin'):
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(CONFIGURATION % {'folder': self.folder, 'slash': slash, 'zone': zone})

    def wait_for(self, text, count):
        for _ in range(300):
            with open(self.log, encoding='utf-8') as file:
                said = file.read()
            if said.count(text) >= count:
                return
            time.sleep(0.1)
        self.fail(said)

    def reload(self, text, count, **changes):
        self.write(**changes)
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for(text, count)

    def say(self, *words):
        done = subprocess.run([CTL, '-c', self.config, *words], capture_output=True, text=True, encoding='utf-8', timeout=60)
        return done.returncode, done.stdout, done.stderr

    def test_a_slash_makes_no_new_folder(self):
        self.reload('uses the new configuration', 1, slash='/')

    def test_a_configuration_that_was_refused_is_told_until_one_is_taken(self):
        refused = 'The configuration was refused when followupd was to read it again, and it goes on with the former one: '
        self.assertNotIn(refused, self.say('status')[1])
        self.reload('the old one stays', 1, zone='Europe/Atlantis')
        # As long as it is wrong, nobody knows where the state folder is.
        goes_on = 'A followupd that runs goes on with the configuration it had'
        status, said, errors = self.say('status')
        self.assertEqual((status, said), (CONFIG, ''))
        self.assertIn('Atlantis', errors)
        self.assertIn(goes_on, errors)
        status, said, _ = self.say('check', '--offline')
        self.assertEqual(status, CONFIG)
        self.assertNotIn(goes_on, said)  # there the configuration is the only finding
        # Mended, and not read again.
        self.write()
        said = self.say('status')[1]
        self.assertIn(refused + self.config + ':', said)
        self.assertIn('  Cure: mend what it says, if that is not done, and systemctl reload followupd, or what it says of a restart\n', said)
        self.assertIn('"duty":"configuration"', self.say('status', '--json')[1].replace(' ', ''))
        self.assertIn('note  followupd: ' + refused + self.config + ':', self.say('check', '--offline')[1])
        self.assertIn('it runs (process %d)' % self.daemon.pid, self.say('check', '--offline')[1])
        self.reload('uses the new configuration', 1)
        self.assertNotIn(refused, self.say('status')[1] + self.say('check', '--offline')[1])


CONFIGURATION = """[daemon]
state = %(folder)s/state%(slash)s
[inbox main]
url = imaps://127.0.0.1:1
user = remind@example.org
password_command = /bin/echo secret
[smtp]
url = smtps://127.0.0.1:1
from = Follow-ups <remind@example.org>
[addresses]
domain = remind.example.org
[people]
allow = *@example.org
sender_check = none
zone = %(zone)s
"""

if __name__ == '__main__':
    DAEMON, CTL = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
