"""A small world that can be put back: a Dovecot, an SMTP server that keeps what it accepts, followupd run to its end.

    with World(folder, build) as world:
        world.prepare()                    # a store and a mailbox with something of every kind to do
        world.put_back()                   # as it was then
        world.run(fault='inject=…')        # followupd --once, under strace with a fault
        world.finish()                     # undisturbed, until nothing is left to do
        print(world.broken())

What there is to do: a one-off, a series and a second attempt that are due; in the inbox a new one-off, a series, a text that is refused, a
snooze by token, two cadences on one mail, a one-off that fell due on its way, and a mail that is not for us.
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..', 'servers', 'smtp')]

from checker import Received, check  # noqa: E402
from dovecot import Dovecot  # noqa: E402
from playground import Clock  # noqa: E402
from scripted import Server  # noqa: E402

MINUTE, HOUR, DAY = 60, 3600, 86400
BEGIN = 1794994200  # Wednesday, 18 November 2026, 10:30 in Berlin
SECONDS = 150
ALLOWED = ('alice@example.org', 'carol@example.org')
TOKEN = re.compile(rb'done\+([a-z2-7]{20})@')
DONE, UNREACHABLE = 0, 69


def mail(name, sender, cadences, sent, subject):
    """A mail as the delivering server leaves it, for so many cadence addresses."""
    date = subprocess.run(['date', '-R', '-d', '@%d' % sent], capture_output=True, text=True, env={'TZ': 'Europe/Berlin'}).stdout
    trace = ''.join('Delivered-To: %s@remind.example.org\r\n' % cadence for cadence in cadences)
    return (trace + 'Received: from client.example.org by mx.example.org with ESMTPSA id 1; %s\r\n'
            'Message-ID: <%s@client.example>\r\nFrom: %s@example.org\r\nTo: bob@client.example\r\n'
            'Date: %s\r\nSubject: %s\r\n\r\nHello.\r\n' % (date.strip(), name, sender, date.strip(), subject)).encode()


class World:
    def __init__(self, folder, build):
        self.folder, self.build = os.path.abspath(folder), os.path.abspath(build)
        self.dovecot = Dovecot(self.path('dovecot'), {'remind': 'secret'})
        self.refusing = False
        self.given = []

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def __enter__(self):
        self.dovecot.start()
        self.smtp = Server(lambda number: {'RCPT': b'451 4.3.0 not now\r\n'} if self.refusing else {})
        self.clock = Clock(self.path('clock'))
        with open(self.path('secret'), 'w', opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write('secret\n')
        with open(self.path('followupd.conf'), 'w') as file:
            file.write(CONFIG % types.SimpleNamespace(
                state=self.path('state'), imap=self.dovecot.imap, smtp=self.smtp.port, secret=self.path('secret')).__dict__)
        return self

    def __exit__(self, *_):
        self.smtp.stop()
        self.dovecot.stop()

    # The mailbox and the server

    def maildir(self):
        return self.dovecot.maildir('remind')

    def give(self, name, *arguments):
        self.dovecot.deliver('remind', mail(name, *arguments))
        self.given.append(name + '@client.example')

    def accepted(self):
        return [Received.of(one.bytes) for one in self.smtp.mails]

    # followupd

    def run(self, ahead=0, fault=None):
        """followupd --once so many seconds after BEGIN, with an injection of strace's; its exit status."""
        self.clock.set(BEGIN + ahead)
        return self.start(['-c', self.path('followupd.conf'), '--once'], fault)

    def start(self, arguments, fault=None):
        program = os.path.join(self.build, 'followupd')
        command, surroundings = [program, *arguments], self.clock.environment(program)
        if fault:
            command = ['strace', '-f', '-q', '-o', self.path('strace'), *fault] + [
                word for pair in surroundings.items() for word in ('-E', '%s=%s' % pair)] + command
            surroundings = {}
        with open(self.path('log'), 'wb') as log:
            done = subprocess.run(command, env=dict(os.environ, **surroundings), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  timeout=SECONDS)
        return done.returncode

    def log(self):
        with open(self.path('log'), errors='replace') as file:
            return file.read()

    def calls(self):
        """How many traced calls the busiest process of the last run made."""
        calls = collections.Counter()
        with open(self.path('strace'), errors='replace') as file:
            for line in file:
                process, what = line.split(None, 1)
                calls[process] += not what.startswith(('+++', '---', '<...'))
        return max(calls.values(), default=0)

    def ended_by(self, name):
        """Whether a process of the last run was ended by this signal."""
        with open(self.path('strace'), errors='replace') as file:
            return '+++ killed by ' + name in file.read()

    def undisturbed(self, ahead):
        status = self.run(ahead)
        if status != DONE:
            raise AssertionError('undisturbed, followupd ended with status %d:\n%s' % (status, self.log()))

    # What there is to do

    def prepare(self):
        self.give('one-off', 'alice', ['2days'], BEGIN - 2 * DAY, 'one-off')
        self.give('series', 'alice', ['everyday'], BEGIN - 2 * DAY, 'series')
        self.give('to-snooze', 'alice', ['1day'], BEGIN - 2 * DAY, 'to snooze')
        self.undisturbed(-2 * DAY)
        self.undisturbed(-DAY + MINUTE)
        token = next(TOKEN.search(one.bytes)[1].decode() for one in self.smtp.mails if Received.of(one.bytes).subject == 'to snooze')
        self.give('second-attempt', 'carol', ['1h'], BEGIN - 3 * HOUR, 'second attempt')
        self.refusing = True
        self.run(-HOUR)
        self.refusing = False
        self.give('new', 'alice', ['3days'], BEGIN - MINUTE, 'new')
        self.give('new-series', 'carol', ['everymonday9am'], BEGIN - MINUTE, 'new series')
        self.give('refused', 'alice', ['3dyas'], BEGIN - MINUTE, 'refused')
        self.give('snooze', 'alice', ['2days+' + token], BEGIN - MINUTE, 'snooze')
        self.give('two', 'alice', ['1week', '2weeks'], BEGIN - MINUTE, 'two')
        self.give('on-its-way', 'carol', ['1h'], BEGIN - 3 * HOUR, 'on its way')
        self.give('stranger', 'mallory', ['3days'], BEGIN - MINUTE, 'stranger')
        for part in ('state', 'dovecot/mail'):
            shutil.rmtree(self.path('kept', part), ignore_errors=True)
            os.makedirs(os.path.dirname(self.path('kept', part)), exist_ok=True)
            subprocess.run(['cp', '-a', self.path(part), self.path('kept', part)], check=True)
        self.first = list(self.smtp.mails)

    def put_back(self):
        for part in ('state', 'dovecot/mail'):
            shutil.rmtree(self.path(part))
            subprocess.run(['cp', '-a', self.path('kept', part), self.path(part)], check=True)
        with self.smtp.lock:
            self.smtp.mails = list(self.first)

    def finish(self):
        """Everything that was put off comes again, and ten days pass."""
        for ahead in (5 * MINUTE, HOUR, 10 * DAY, 10 * DAY + HOUR):
            self.undisturbed(ahead)

    def broken(self, may_repeat=True):
        """Broken promises, once everything is finished."""
        return check(self.path('state'), self.maildir(), self.accepted(), self.given, ALLOWED, BEGIN + 10 * DAY, may_repeat)

    def story(self):
        """How many different mails went out about what to whom: the same however often it was disturbed."""
        different = {(one.subject, one.recipient, one.kind, one.message_id) for one in self.accepted()}
        return collections.Counter(one[:3] for one in different)


CONFIG = '''[daemon]
state = %(state)s
[inbox main]
url = imap://127.0.0.1:%(imap)d
tls = none
user = remind
password_file = %(secret)s
idle = no
max_age = 100d
[smtp]
url = smtp://127.0.0.1:%(smtp)d
tls = none
from = Follow-ups <remind@example.org>
[addresses]
domain = remind.example.org
[people]
allow = alice@example.org, carol@example.org
sender_check = none
zone = Europe/Berlin
'''
