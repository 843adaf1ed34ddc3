"""A whole mail world in one folder, on loopback ports, for one user of the machine: an authority, Dovecot, Postfix, and followupd.

    with tempfile.TemporaryDirectory() as folder, Playground(folder, build) as world:
        world.start_followupd()
        world.send('alice', to='bob', bcc='3days', subject='Proposal', text='Dear Bob')
        mail = world.wait_for_mail('bob', subject='Proposal')
        world.ctl('list')

alice, bob and carol have mailboxes at example.org; every address at remind.example.org lands in the mailbox remind, which followupd
reads. A name without "@" is short for either: 'alice' is alice@example.org, anything that is nobody's name a cadence address.

What Postfix and Dovecot write into a mail stands in postfix.py: trusted_received is 2, and who is logged in is named in the second
Received line, so sender_check is submission.
"""
import contextlib
import ctypes
import email
import email.message
import email.policy
import email.utils
import fcntl
import functools
import json
import os
import re
import signal
import socket
import ssl
import smtplib
import subprocess
import time

import faketime
from certificates import Authority
from dovecot import Dovecot, free_port
from postfix import CADENCES, DOMAIN, Postfix, sasl_settings

PEOPLE = ('alice', 'bob', 'carol')
SERVICE = 'remind'
CERTIFICATE_DAYS = 3000
START_SECONDS = 30
STOP_SECONDS = 30
POLL_SECONDS = 0.05
SUBMIT_PATIENCE = 5
TEMPORARY_AUTHENTICATION_FAILURE = 454  # RFC 4954 6
PR_SET_PDEATHSIG = 1
SANITIZER_REPORTS = ('ERROR: AddressSanitizer', 'ERROR: LeakSanitizer', 'runtime error:')

libc = ctypes.CDLL(None)


def look_for_reports(text):
    if any(report in text for report in SANITIZER_REPORTS):
        raise AssertionError('the sanitizer found something:\n' + text)


def address(name):
    """Who is meant by a name: a person of the house, or a cadence."""
    if '@' in name:
        return name
    return '%s@%s' % (name, DOMAIN if name in PEOPLE + (SERVICE,) else CADENCES)


def wait_for(what, seconds=10):
    """Calls what() until it returns something true, which is returned; after so many seconds, whatever it said last."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(POLL_SECONDS)


def text_of(mail):
    """The readable text of a mail."""
    part = mail.get_body(('plain',))
    return part.get_content() if part else ''


def threads(mail):
    """Message-IDs of the mails before this one."""
    return (mail['References'] or '').split()


class NotifySocket:
    """Listens to what a service tells its manager (sd_notify)."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(path)
        self.lines = []

    def close(self):
        self.socket.close()
        os.unlink(self.path)

    def listen(self):
        """Every line so far."""
        while True:
            try:
                self.lines += self.socket.recv(65536).decode().splitlines()
            except BlockingIOError:
                return self.lines

    def forget(self):
        self.listen()
        self.lines = []


class Playground:
    """build is the folder with followupd and followupctl. configuration (a dictionary of sections, which are dictionaries) may be
    changed before followupd starts, or before SIGHUP with write_config()."""

    def __init__(self, folder, build, passwords=None):
        self.folder = os.path.abspath(folder)
        self.build = os.path.abspath(build)
        self.passwords = passwords or {name: name + '-password' for name in PEOPLE + (SERVICE,)}
        self.daemon = None
        self.logged = 0  # characters of the log that were looked at
        self.dovecot = self.postfix = self.notify = None
        self.configuration = {}
        self._mails = {}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    # The world

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, say=lambda what: None):
        """Starts the mail servers and writes a configuration; say() hears what comes next."""
        os.environ['PATH'] += ':/usr/sbin:/sbin'
        say('certificates')
        self.authority = Authority(self.folder, 'authority', CERTIFICATE_DAYS)
        certificate = self.authority.issue('server', days=CERTIFICATE_DAYS)
        sasl = free_port()
        users = {address(name): password for name, password in self.passwords.items()}
        say('Dovecot')
        self.dovecot = Dovecot(self.path('dovecot'), users, tls=certificate, lmtp=True, settings=sasl_settings(sasl))
        self.dovecot.start()
        say('Postfix')
        self.postfix = Postfix(self.path('postfix'), list(self.passwords), lmtp=self.dovecot.lmtp, inbox=SERVICE, sasl=sasl,
                               tls=certificate)
        self.postfix.start()
        self.configuration = self._first_configuration()
        self.write_config()

    def stop(self):
        """Ends everything that runs, whatever else goes wrong; the folder stays."""
        with contextlib.ExitStack() as ends:
            for part in (self.dovecot, self.postfix):
                if part:
                    ends.callback(part.stop)
            ends.callback(self.stop_followupd)
        if self.notify:
            self.notify.close()
            self.notify = None

    def _first_configuration(self):
        authority = self.authority.certificate
        return {
            'daemon': {'state': self.path('state'), 'log_level': 'info'},
            'inbox main': {'url': 'imaps://127.0.0.1:%d' % self.dovecot.imaps, 'user': address(SERVICE),
                           'password_file': self.write_secret('imap.password', self.passwords[SERVICE]), 'ca_file': authority},
            'smtp': {'url': 'smtp://127.0.0.1:%d' % self.postfix.submission, 'user': address(SERVICE),
                     'password_file': self.write_secret('smtp.password', self.passwords[SERVICE]), 'ca_file': authority,
                     'from': 'Follow-ups <%s>' % address(SERVICE)},
            'addresses': {'domain': CADENCES, 'trusted_received': 2},
            'people': {'allow': '*@' + DOMAIN, 'sender_check': 'submission', 'zone': 'Europe/Berlin', 'confirm': 'never',
                       'max_mail_per_hour': 100000}}

    def write_config(self, path=None):
        """Writes the configuration; returns its path."""
        path = path or self.path('followupd.conf')
        with open(path, 'w') as file:
            for section, options in self.configuration.items():
                file.write('[%s]\n' % section)
                file.writelines('%s = %s\n' % option for option in options.items())
        return path

    def write_secret(self, name, text, mode=0o600):
        path = self.path(name)
        with open(path, 'w', opener=lambda path, flags: os.open(path, flags, mode)) as file:
            file.write(text + '\n')
        os.chmod(path, mode)
        return path

    # Mail

    def send(self, sender, to='', cc='', bcc='', subject='', text='', headers=(), files=(), login=None):
        """Composes a mail and hands it in as a mail program does; returns its Message-ID. Names are short as everywhere here,
        several are parted by blanks. headers are pairs, a value of None leaves a field out; files are pairs of name and bytes."""
        mail = email.message.EmailMessage(email.policy.SMTP)
        fields = {'From': address(sender), 'To': self._list(to), 'Cc': self._list(cc), 'Subject': subject,
                  'Date': email.utils.format_datetime(email.utils.localtime()),
                  'Message-ID': email.utils.make_msgid(domain='client.' + DOMAIN)}
        fields.update(headers)
        for name, value in fields.items():
            if value:
                mail[name] = value
        mail.set_content(text or 'Hello.\n')
        for name, content in files:
            mail.add_attachment(content, maintype='application', subtype='octet-stream', filename=name)
        recipients = [address(name) for names in (to, cc, bcc) for name in names.split()]
        self.submit(login or sender, recipients, mail.as_bytes(), address(sender))
        return fields['Message-ID']

    def submit(self, login, recipients, content, sender=None):
        """Hands in the bytes of a mail by authenticated submission; a few times, as a mail program does, where the server cannot ask about
        the password for now."""
        for patience in range(SUBMIT_PATIENCE, -1, -1):
            try:
                return self._submit(login, recipients, content, sender)
            except smtplib.SMTPAuthenticationError as refused:
                if refused.smtp_code != TEMPORARY_AUTHENTICATION_FAILURE or patience == 0:
                    raise
                time.sleep(1)

    def _submit(self, login, recipients, content, sender):
        # No QUIT on the way out of Ctrl-C: its answer would be that to the mail.
        with contextlib.closing(smtplib.SMTP('127.0.0.1', self.postfix.submission, timeout=60)) as line:
            line.starttls(context=ssl.create_default_context(cafile=self.authority.certificate))
            line.login(address(login), self.passwords[login])
            line.sendmail(sender or address(login), recipients, content)
            line.quit()

    def deliver_unasked(self, sender, recipients, content):
        """A mail from outside: to the port for everybody, without a login."""
        with smtplib.SMTP('127.0.0.1', self.postfix.smtp, timeout=60) as line:
            line.sendmail(sender, recipients, content)

    def mails(self, user, mailbox='INBOX'):
        """The mails in a mailbox as they are stored, oldest first."""
        try:
            return [self._read(path) for path in sorted(self.dovecot.mails(address(user), mailbox), key=_delivery_order)]
        except FileNotFoundError:  # read by a server in this moment, which renames it
            return self.mails(user, mailbox)

    def _read(self, path):
        """A mail, which is parsed once: who waits for one looks at all of them again and again. Only its flags change its name."""
        mailbox, name = os.path.split(os.path.dirname(path))[0], os.path.basename(path).split(':')[0]
        if (mailbox, name) not in self._mails:
            with open(path, 'rb') as file:
                self._mails[mailbox, name] = email.message_from_binary_file(file, policy=email.policy.default)
        return self._mails[mailbox, name]

    def select(self, user, mailbox='INBOX', **fields):
        """The mails of which each of these fields (underscores stand for dashes) contains this text."""
        return [mail for mail in self.mails(user, mailbox)
                if all(text in str(mail[name.replace('_', '-')] or '') for name, text in fields.items())]

    def wait_for_mail(self, user, seconds=15, mailbox='INBOX', **fields):
        """The newest of those; raises when none comes."""
        found = wait_for(lambda: self.select(user, mailbox, **fields), seconds)
        if not found:
            raise AssertionError('no mail for %s with %s came in %d s\n%s' % (user, fields, seconds, self.tail()))
        return found[-1]

    @staticmethod
    def _list(names):
        return ', '.join(address(name) for name in names.split())

    # followupd

    def start_followupd(self, clock=None, environment=None, ready=True):
        """Starts followupd; with a Clock, under that. Waits until it says that it is ready."""
        self.notify = self.notify or NotifySocket(self.path('notify'))
        self.notify.forget()
        surroundings = dict(os.environ, NOTIFY_SOCKET=self.notify.path, **(environment or {}))
        if clock:
            surroundings.update(clock.environment(self.program('followupd')))
        with open(self.path('followupd.log'), 'a') as log:
            self.daemon = subprocess.Popen([self.program('followupd'), '-c', self.path('followupd.conf')], env=surroundings,
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_us)
        if ready and not wait_for(lambda: self.has_said('READY=1') or self.daemon.poll() is not None, START_SECONDS):
            raise RuntimeError('followupd does not become ready\n' + self.tail())
        if ready and self.daemon.poll() is not None:
            raise RuntimeError('followupd ended with status %d\n%s' % (self.daemon.returncode, self.tail()))

    def stop_followupd(self, how=signal.SIGTERM):
        """Ends it; returns its exit status and the seconds that took."""
        if self.daemon is None:
            return None
        begin = time.monotonic()
        if self.daemon.poll() is None:
            self.daemon.send_signal(how)
        try:
            status = self.daemon.wait(STOP_SECONDS)
        finally:
            if self.daemon.poll() is None:
                self.daemon.kill()
            self.daemon = None
        if how == signal.SIGKILL and not wait_for(self.is_unlocked, STOP_SECONDS):
            raise RuntimeError('what followupd has left does not end')
        log = self.log()[self.logged:]
        self.logged += len(log)
        look_for_reports(log)
        return status, time.monotonic() - begin

    def is_unlocked(self):
        """Whether nobody is left of a followupd that was killed: its workers have its lock, too."""
        with open(self.path('state', 'lock')) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def has_said(self, line):
        """Whether followupd has told its manager this since it started."""
        return line in self.notify.listen()

    def once(self, *arguments, clock=None):
        """Runs followupd to its end; returns subprocess.CompletedProcess."""
        surroundings = dict(os.environ)
        if clock:
            surroundings.update(clock.environment(self.program('followupd')))
        done = subprocess.run([self.program('followupd'), '-c', self.path('followupd.conf'), *arguments], env=surroundings,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        look_for_reports(done.stderr)
        return done

    def ctl(self, *arguments, clock=None):
        """Runs followupctl; returns subprocess.CompletedProcess."""
        surroundings = dict(os.environ)
        if clock:
            surroundings.update(clock.environment(self.program('followupctl')))
        done = subprocess.run([self.program('followupctl'), '-c', self.path('followupd.conf'), *arguments], env=surroundings,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        look_for_reports(done.stderr)
        return done

    def rows(self, *arguments):
        """What followupctl ARGUMENTS --json lists."""
        done = self.ctl(*arguments, '--json')
        if done.returncode not in (0, 1, 2):
            raise AssertionError('followupctl %s: %s' % (' '.join(arguments), done.stderr))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def follow_ups(self, state='all', **fields):
        """Follow-ups whose fields have these values."""
        return [row for row in self.rows('list', '--state', state)
                if all(row[name] == value for name, value in fields.items())]

    def trace(self, message_id):
        """What became of a mail."""
        return self.rows('trace', message_id.strip('<>'))

    def program(self, name):
        return os.path.join(self.build, name)

    def log(self):
        try:
            with open(self.path('followupd.log'), errors='replace') as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def tail(self):
        """The last words of everybody, for failures."""
        parts = (('followupd', self.log()), ('postfix', self.postfix.log() if self.postfix else ''),
                 ('dovecot', self.dovecot.log() if self.dovecot else ''))
        return '\n'.join('%s said last:\n%s' % (name, '\n'.join(log.splitlines()[-15:])) for name, log in parts)

    def ring(self):
        """Rings the doorbell: the outbox looks what is due."""
        with open(self.path('state', 'doorbell'), 'wb') as bell:
            bell.write(b'!')

    def processes(self):
        """Process ids of all that belongs to followupd, the supervisor first."""
        return [self.daemon.pid] + _children(self.daemon.pid)

    def orphans(self):
        """Process ids of what is left of a followupd that has ended."""
        return [pid for pid in _with_argument(self.path('followupd.conf')) if not self.daemon or pid not in self.processes()]

    def workers(self):
        """Process ids of its workers by their duty."""
        found = {}
        for pid in _children(self.daemon.pid):
            duty = _duty(pid, self.path('state'))
            if duty:
                found[duty] = pid
        return found

    def worker(self, duty):
        """Process id of the worker that has this duty, once it holds what tells so: READY=1 comes when they were started."""
        found = wait_for(lambda: self.workers().get(duty), START_SECONDS)
        if not found:
            raise AssertionError('there is no %s among the workers\n%s' % (duty, self.tail()))
        return found


class Clock:
    """A clock for followupd alone, by libfaketime: it runs as the real one does, ahead by as much as it was moved. The kernel says that
    something keeps it right, unless synchronised is False."""

    def __init__(self, path, synchronised=True):
        self.path = path
        self.synchronised = synchronised
        self.ahead = 0
        self.suspended = 0
        self._write()

    def now(self):
        return time.time() + self.ahead

    def set(self, moment):
        """Moves it to a moment (seconds since 1970)."""
        self.ahead = moment - time.time()
        self._write()

    def suspend(self, seconds):
        """As if the machine had been suspended for so long: what counts that went on as well."""
        self.ahead += seconds
        self.suspended += seconds
        self._write()

    def environment(self, program):
        folder = os.path.join(os.path.dirname(program), 'tests', 'lib')
        loaded = [folder + '/libsuspended.so', faketime.library(), folder + '/libsynchronised.so']
        return {'LD_PRELOAD': ' '.join(_sanitizer_of(program) + loaded), 'FAKETIME_TIMESTAMP_FILE': self.path,
                'FU_SUSPENDED': self.path + '.suspended', 'FU_SYNCHRONISED': 'yes' if self.synchronised else 'no',
                'FAKETIME_NO_CACHE': '1', 'FAKETIME_DONT_FAKE_MONOTONIC': '1', 'FAKETIME_DONT_RESET': '1'}

    def environment_without_files(self, program):
        """The same for a program that keeps the clock as it is set now, and opens nothing to look at it."""
        surroundings = self.environment(program)
        del surroundings['FAKETIME_TIMESTAMP_FILE'], surroundings['FAKETIME_NO_CACHE'], surroundings['FU_SUSPENDED']
        return {**surroundings, 'FAKETIME': self._offset()}

    def _offset(self):
        return '%+.6f' % self.ahead

    def _write(self):
        for path, text in ((self.path + '.suspended', '%d\n' % self.suspended), (self.path, self._offset() + '\n')):
            with open(path + '.new', 'w') as file:
                file.write(text)
            os.rename(path + '.new', path)


@functools.cache
def _sanitizer_of(program):
    """The sanitizer's library, which has to come before all others."""
    linked = subprocess.run(['ldd', program], capture_output=True, text=True).stdout
    return re.findall(r'=> (\S*libasan\S*)', linked)


def _die_with_us():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _delivery_order(path):
    """Maildir names begin with the second and, of one server, M and the microsecond."""
    name = os.path.basename(path)
    parts = re.match(r'(\d+)\.(?:M(\d+))?', name)
    return (int(parts[1]), int(parts[2] or 0), name) if parts else (0, 0, name)


def _children(parent):
    found = []
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/stat' % entry) as file:
                    if int(file.read().rsplit(')', 1)[1].split()[1]) == parent:
                        found.append(int(entry))
            except OSError:
                pass
    return found


def _with_argument(argument):
    """Processes with this among their arguments."""
    found = []
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/cmdline' % entry, 'rb') as file:
                    if argument.encode() in file.read().split(b'\0'):
                        found.append(int(entry))
            except OSError:
                pass
    return found


def _duty(pid, state):
    """What a worker is there for, told by what it holds: the reader nothing of the state folder, the outbox the doorbell, the intake
    the lock as all do, and a connection, the web what it waits for its browsers with."""
    try:
        held = [os.readlink('/proc/%d/fd/%s' % (pid, name)) for name in os.listdir('/proc/%d/fd' % pid)]
    except PermissionError:  # it lets nobody but root look
        return 'reader'
    except OSError:
        return None
    has_socket = any(name.startswith('socket:') for name in held)
    if os.path.join(state, 'doorbell') in held:
        return 'outbox'
    if 'anon_inode:[eventpoll]' in held:
        return 'web'
    if os.path.join(state, 'lock') in held:
        return 'intake' if has_socket else 'keeper'
    return 'reader' if has_socket else None
