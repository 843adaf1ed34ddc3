"""Runs conversations with followupctl and compares what it says.

A session is a text file of commands and what comes of them:

    # a remark
    @ NAME=VALUE        an environment variable from here on; NOW moves the clock, DAEMON=yes holds the daemon's lock,
                        WEB=URL sets listen and url in [web], ALLOW=LIST who may use the service
    < text              a line of standard input for the next command
    $ list --json       followupctl -c CONFIG list --json
    output              what it prints; lines of standard error begin with "! "
    [exit 65]           where the exit status is not 0

The state folder is made anew for each session by seed_state, and stands in the output as STATE. Every line of output of
a command with --json is read as JSON.
"""
import argparse
import fcntl
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import datetime

NOW = '2026-11-18 10:30:00'
ZONE = datetime.timezone(datetime.timedelta(hours=1))

CONFIG = '''
[daemon]
state = %(folder)s/state

[inbox main]
url = imaps://imap.example.org
user = remind@example.org
password_file = %(folder)s/password

[smtp]
url = smtps://mail.example.org
user = remind@example.org
password_file = %(folder)s/password
from = Follow-ups <remind@remind.example.org>

[addresses]
domain = remind.example.org

[people]
allow = *@example.com
sender_check = none
zone = Europe/Berlin
confirm = never
'''


class World:
    """A state folder, a clock that nothing keeps right, and who holds the lock."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.config = os.path.join(folder, 'followupd.conf')
        self.environment = {'PATH': os.environ['PATH'], 'TZ': 'Europe/Berlin', 'LC_ALL': 'C'}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.environment['ASAN_OPTIONS'] = ':'.join(
            filter(None, [self.environment.get('ASAN_OPTIONS'), 'verify_asan_link_order=0']))
        self.set('NOW', NOW)
        self.lock = None
        self._make()

    def _make(self):
        with open(os.path.join(self.folder, 'password'), 'w') as file:
            os.fchmod(file.fileno(), 0o600)
            file.write('secret\n')
        with open(self.config, 'w') as file:
            file.write(CONFIG % {'folder': self.folder})
        moment = datetime.datetime.fromisoformat(NOW).replace(tzinfo=ZONE)
        subprocess.run([self.options.seed, self.config, str(int(moment.timestamp()))], check=True,
                       env=self.environment)

    def set(self, name, value):
        if name == 'NOW':
            synchronised = os.path.join(os.path.dirname(self.options.program), 'tests', 'lib', 'libsynchronised.so')
            self.environment.update(FAKETIME=value, FU_SYNCHRONISED='no', LD_PRELOAD=self.options.faketime + ' ' + synchronised)
        elif name == 'DAEMON':
            self._hold(value == 'yes')
        elif name == 'ALLOW':
            with open(self.config) as file:
                text = re.sub('^allow = .*', 'allow = ' + value, file.read(), flags=re.MULTILINE)
            with open(self.config, 'w') as file:
                file.write(text)
        elif name == 'WEB':
            with open(self.config, 'a') as file:
                file.write('\n[web]\nlisten = 127.0.0.1:8025\nurl = %s\n' % value)
        else:
            self.environment[name] = value

    def _hold(self, held):
        if self.lock:
            self.lock.close()
            self.lock = None
        if held:
            self.lock = open(os.path.join(self.folder, 'state', 'lock'), 'w')
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            self.lock.write('4711\n')
            self.lock.flush()

    def run(self, line, given):
        words = shlex.split(line.replace('FOLDER', self.folder))
        done = subprocess.run([self.options.program, '-c', self.config] + words, input=given, text=True,
                              encoding='utf-8', capture_output=True, env=self.environment)
        if '--json' in words:
            for text in done.stdout.splitlines():
                json.loads(text)
        said = done.stdout.splitlines() + [('! ' + text).rstrip() for text in done.stderr.splitlines()]
        if done.returncode:
            said.append('[exit %d]' % done.returncode)
        return [self.plain(text) for text in said]

    def plain(self, text):
        text = text.replace(self.folder + '/state', 'STATE').replace(self.folder, 'FOLDER')
        return re.sub(r'tzdata \d{4}[a-z]+', 'tzdata VERSION', text)


def play(world, lines):
    """The session as it is: what was written but for what the program said, and what it says."""
    made, given = [], []
    for line in lines:
        if line.startswith('$ '):
            made.append(line)
            made += world.run(line[2:], ''.join(given))
            made.append('')
            given = []
        elif line.startswith('@ '):
            world.set(*line[2:].split('=', 1))
            made.append(line)
        elif line.startswith('< '):
            given.append(line[2:] + '\n')
            made.append(line)
        elif line.startswith('# '):
            made.append(line)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--program', required=True)
    parser.add_argument('--seed', required=True)
    parser.add_argument('--faketime', required=True)
    parser.add_argument('--write', action='store_true', help='write what is said now into the sessions')
    parser.add_argument('sessions', nargs='+')
    options = parser.parse_args()
    failed = False
    for path in options.sessions:
        with open(path, encoding='utf-8') as file:
            lines = file.read().split('\n')
        with tempfile.TemporaryDirectory(prefix='followupctl-') as folder:
            made = play(World(options, folder), lines)
        while made and not made[-1]:
            made.pop()
        text = '\n'.join(made) + '\n'
        if options.write:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        elif text != '\n'.join(lines):
            failed = True
            with tempfile.NamedTemporaryFile('w', encoding='utf-8', suffix='.session') as file:
                file.write(text)
                file.flush()
                subprocess.run(['diff', '-u', path, file.name])
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
