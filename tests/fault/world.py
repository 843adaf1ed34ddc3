"""A small world that can be put back: a Dovecot, an SMTP server that keeps what it accepts, followupd run to its end.

    with World(folder, build) as world:
        world.prepare()                    # a store and a mailbox with something of every kind to do (scenario.py)
        world.put_back()                   # as it was then
        world.run(fault=fault)             # followupd --once, with a fault of faults.py
        world.finish()                     # undisturbed, until nothing is left to do
        print(world.broken())
"""
import collections
import os
import shutil
import subprocess
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..', 'servers', 'smtp')]

import faketime  # noqa: E402
import scenario  # noqa: E402
from checker import Received, check  # noqa: E402
from dovecot import Dovecot, end_with_parent  # noqa: E402,F401
from playground import Clock  # noqa: E402
from scenario import ALLOWED, BEGIN, DAY, HOUR, LATER, MINUTE, REFUSED  # noqa: E402
from scripted import Server  # noqa: E402

SECONDS = 150
DONE, UNREACHABLE = 0, 69
PASSES = (5 * MINUTE, 10 * DAY, 10 * DAY + HOUR)  # after BEGIN: when everything that was put off has come again


class World:
    def __init__(self, folder, build):
        self.folder, self.build = os.path.abspath(folder), os.path.abspath(build)
        self.dovecot = Dovecot(self.path('dovecot'), {'remind': 'secret'})
        self.refusing = False
        self.put_off = False  # whether the one that is accepted later was
        self.given = []

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def __enter__(self):
        self.dovecot.start()
        self.smtp = Server({'RCPT': self.hear_recipient})
        self.clock = Clock(self.path('clock'))
        self.surroundings = self.clock.environment(self.program('followupd'))
        with open(self.path('secret'), 'w', opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write('secret\n')
        with open(self.path('followupd.conf'), 'w') as file:
            file.write(CONFIG % types.SimpleNamespace(
                state=self.path('state'), imap=self.dovecot.imap, smtp=self.smtp.port, secret=self.path('secret'),
                allow=', '.join(ALLOWED)).__dict__)
        return self

    def __exit__(self, *_):
        self.smtp.stop()
        self.dovecot.stop()

    # The mailbox and the server

    def maildir(self):
        return self.dovecot.maildir('remind')

    def give(self, name, *arguments, **more):
        self.dovecot.deliver('remind', scenario.mail(name, *arguments, **more))
        self.given.append(name + '@client.example')

    def accepted(self):
        with self.smtp.lock:
            mails = list(self.smtp.mails)
        return [Received.of(one.bytes) for one in mails]

    def hear_recipient(self, session):
        """What the SMTP server does with a recipient: one is refused for good, one put off once, all while it is refusing."""
        recipient = session.lines[-1][8:].strip(b'<>\r\n').decode()
        if recipient == REFUSED:
            session.send(b'550 5.1.1 no such user\r\n')
        elif self.refusing or (recipient == LATER and not self.put_off):
            self.put_off = self.put_off or recipient == LATER
            session.send(b'451 4.3.0 not now\r\n')
        else:
            session.send(b'250 2.1.5 Ok\r\n')
            session.recipients.append(recipient.encode())

    # followupd

    def program(self, name):
        return os.path.join(self.build, name)

    def run(self, ahead=0, fault=None):
        """followupd --once so many seconds after BEGIN, with a fault (faults.py); its exit status."""
        self.clock.set(BEGIN + ahead)
        return self.start(['-c', self.path('followupd.conf'), '--once'], fault)

    def start(self, arguments, fault=None):
        command = [self.program('followupd'), *arguments]
        # A fault is to meet the program, not what tells it the time.
        surroundings = self.clock.environment_without_files(command[0])
        with open(self.path('log'), 'wb') as log:
            if fault:
                return fault.run(command, surroundings, log)
            return subprocess.run(command, env=dict(os.environ, **surroundings), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  timeout=SECONDS).returncode

    def control(self, *arguments, check=True):
        """followupctl ARGUMENTS; what it says."""
        command = [self.program('followupctl'), '-c', self.path('followupd.conf'), *arguments]
        return subprocess.run(command, env=dict(os.environ, **self.surroundings), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, check=check, timeout=SECONDS).stdout

    def log(self):
        with open(self.path('log'), errors='replace') as file:
            return file.read()

    def undisturbed(self, ahead):
        status = self.run(ahead)
        if status != DONE:
            raise AssertionError('undisturbed, followupd ended with status %d:\n%s' % (status, self.log()))

    def ring(self):
        """Rings the doorbell, if anybody listens."""
        try:
            bell = os.open(self.path('state', 'doorbell'), os.O_WRONLY | os.O_NONBLOCK)
            os.write(bell, b'!')
            os.close(bell)
        except OSError:
            pass

    # What there is to do

    def prepare(self):
        scenario.days_before(self)
        scenario.fill_inbox(self)
        self.keep()

    def keep(self):
        """What put_back() brings back is from now on what there is now."""
        for part in ('state', 'dovecot/mail'):
            shutil.rmtree(self.path('kept', part), ignore_errors=True)
            os.makedirs(os.path.dirname(self.path('kept', part)), exist_ok=True)
            subprocess.run(['cp', '-a', self.path(part), self.path('kept', part)], check=True)
        self.first = list(self.smtp.mails)

    def put_back(self):
        faketime.forget_killed()
        for part in ('state', 'dovecot/mail'):
            shutil.rmtree(self.path(part))
            subprocess.run(['cp', '-a', self.path('kept', part), self.path(part)], check=True)
        self.put_off = False
        with self.smtp.lock:
            self.smtp.mails = list(self.first)

    def finish(self, passes=PASSES):
        """Everything that was put off comes again, and ten days pass."""
        for ahead in passes:
            self.undisturbed(ahead)

    def broken(self, may_repeat=True):
        """Broken promises, once everything is finished."""
        return check(self.path('state'), self.maildir(), self.accepted(), given=self.given, allowed=ALLOWED, refused=(REFUSED,),
                     now=BEGIN + 10 * DAY, may_repeat=may_repeat)

    def repeated(self):
        """How many copies were accepted besides the first of each mail."""
        accepted = [(one.message_id, one.recipient) for one in self.accepted()]
        return len(accepted) - len(set(accepted))

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
allow = %(allow)s
sender_check = none
zone = Europe/Berlin
'''
