"""A process that holds an IMAP session of ours: commands go in, what came of them comes out; and what tests of it have in common."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from server import Server

DRIVER = ''
USER = 'remind@example.org'
PASSWORD = 'correct horse; "battery\\ staple'
PATIENCE = 120

MAIL = b'From: a@example.org\r\nSubject: Lunch\r\n\r\nHello\r\n'
SPINNING = 0.5  # seconds of CPU that no wait and no failure of these takes
MUCH = 5  # where megabytes are looked through
LATE = 20  # seconds by which a busy machine may be late: less than any server here is silent
SOON = {'command_deadline': 2, 'fetch_deadline': 3, 'connect_deadline': 2, 'idle_start_deadline': 1}
LONG = dict.fromkeys(SOON, LATE)  # where no deadline is what is waited for
MEMORY = 200 * 1024  # kB that no server can make the intake use


class Intake:
    def __init__(self, url, tls='none', **settings):
        # What the sanitizer holds back of the memory that was freed is none that the intake uses.
        options = ':'.join(filter(None, [os.environ.get('ASAN_OPTIONS'), 'quarantine_size_mb=8']))
        self.process = subprocess.Popen([DRIVER], env=dict(os.environ, ASAN_OPTIONS=options), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        for name, value in {'url': url, 'tls': tls, 'user': USER, 'password': PASSWORD, **settings}.items():
            self.tell('set %s %s' % (name, value))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        assert code == 0, 'the driver ends with %d' % code

    def tell(self, *words):
        """One command; its outcome as a dictionary."""
        self.process.stdin.write(' '.join(str(word) for word in words) + '\n')
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError('the driver died at ' + str(words))
        return json.loads(line)


class Case(unittest.TestCase):
    """A scripted server, and a session of ours with it."""
    server_settings, client_settings = {}, {}

    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def tearDown(self):
        shutil.rmtree(self.folder)

    def run_with(self, dialogue, *commands, cpu=SPINNING, **settings):
        """Opens a session and runs the commands; the outcomes, the opening's first."""
        settings = {**LONG, 'keep': self.folder, **self.client_settings, **settings}
        with Server(dialogue, **self.server_settings) as server:
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
        """within: the seconds that it takes when the machine is not busy."""
        self.assertEqual(outcome['status'], status, outcome)
        for word in words:
            self.assertIn(word, outcome['text'])
        if one_by_one is not None:
            self.assertEqual(outcome['one_by_one'], one_by_one, outcome)
        if within is not None:
            self.assertLess(outcome['ms'], (within + LATE) * 1000, outcome)

    def kept(self, uid):
        with open(os.path.join(self.folder, str(uid)), 'rb') as file:
            return file.read()


def main():
    """Runs the tests of the script: its first argument is drive-intake."""
    global DRIVER
    DRIVER = sys.argv.pop(1)
    unittest.main(module='__main__')
