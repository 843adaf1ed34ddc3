"""An outbox in a process of its own, told what to do line by line, and what tests of it have in common."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'lib'))
import scripted  # noqa: E402

USER = 'remind@example.org'
PASSWORD = 'correct horse; battery staple'
SENDER = 'bounce+abc@remind.example.org'
MAIL = b'From: remind@example.org\r\nSubject: Lunch\r\n\r\nHello Alice,\r\nthis is a reminder.\r\n'


class Driver:
    """The process. Driver.program is the path of drive-outbox."""
    program = ''

    def __init__(self, folder, ignore=(), **settings):
        def prepare():
            for number in ignore:
                signal.signal(number, signal.SIG_IGN)
        self.folder = folder
        self.dots = os.path.join(tempfile.mkdtemp(dir=folder), 'dots')
        self.process = subprocess.Popen([Driver.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                                        preexec_fn=prepare)
        self.set(**{'dots': self.dots, 'connections': 1, **settings})
        self.files = 0

    def tell(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def set(self, **settings):
        for name, value in settings.items():
            self.tell('set %s %s' % (name, value))

    def secret(self, password):
        path = os.path.join(self.folder, 'secret')
        with open(path, 'w') as file:
            file.write(password)
        self.tell('secret ' + path)

    def parcel(self, number, recipient='alice@example.org', sender=SENDER, mail=MAIL, attempt=1, kind='delivery'):
        path = os.path.join(self.folder, 'mail%d' % self.files)
        self.files += 1
        with open(path, 'wb') as file:
            file.write(mail)
        words = [''.join(c if c.isalnum() or c in '@.+-' else '%%%02X' % ord(c) for c in word) or '-'
                 for word in (sender, recipient)]
        self.tell('parcel %d %s %d %s %s %s' % (number, kind, attempt, words[0], words[1], path))

    def read_end(self):
        """The rows up to the one that ends an answer."""
        rows = []
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError('the driver died: %r' % self.process.wait())
            rows.append(json.loads(line))
            if 'status' in rows[-1]:
                return rows[:-1], rows[-1]

    def send(self):
        self.tell('send')
        return self.read_end()

    def send_one(self, **parcel):
        self.parcel(1, **parcel)
        rows, end = self.send()
        return rows[0], end

    def probe(self):
        self.tell('probe')
        return self.read_end()[1]

    def recorded(self):
        with open(self.dots, 'rb') as file:
            return file.read().split(b'\0')[0].decode().splitlines()

    def stop(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='followupd-smtp-')
        self.addCleanup(shutil.rmtree, self.folder)

    def server(self, script=None, **more):
        server = scripted.Server(script, **more)
        self.addCleanup(server.stop)
        return server

    def driver(self, server, **settings):
        settings.setdefault('url', 'smtp://127.0.0.1:%d' % getattr(server, 'port', server))
        driver = Driver(self.folder, **settings)

        def end():
            if driver.process.poll() is None:
                self.assertEqual(driver.stop(), 0)
        self.addCleanup(end)
        return driver

    def login(self, server, **settings):
        driver = self.driver(server, user=USER, **settings)
        driver.secret(PASSWORD)
        return driver

    def outcome(self, script, expected, words, *, login=False, seconds=None, **settings):
        """One mail into that script: its outcome, words of its answer, and the dots that were recorded."""
        server = self.server(script)
        driver = (self.login if login else self.driver)(server, **settings)
        row, end = driver.send_one()
        self.assertEqual(row['outcome'], expected, row)
        self.assertIn(words, row['answer'])
        self.assertEqual(end['status'], 'temporary' if expected == 'ours' else 'done', end)
        if expected == 'ours':
            self.assertIn(words, end['error'])
        if expected in ('later', 'ours'):
            self.assertIn(row['again'], range(58, 68))
        if seconds is not None:
            self.assertLess(end['ms'], seconds * 1000)
        return server, driver, row

    def wait_for(self, true):
        end = time.monotonic() + 30
        while not true() and time.monotonic() < end:
            time.sleep(0.01)
        self.assertTrue(true())


def main():
    """Runs the tests of the script: its first argument is drive-outbox."""
    Driver.program = sys.argv.pop(1)
    unittest.main(module='__main__')
