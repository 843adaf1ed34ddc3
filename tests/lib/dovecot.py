"""A private Dovecot 2.3: loopback, free ports, a folder that goes away with the test; as root or as anybody.

    with Dovecot(folder, {'alice': 'secret'}, tls=certificate, lmtp=True) as server:
        server.deliver('alice', b'Subject: hello\\r\\n\\r\\n')
        ... server.imap, server.imaps, server.lmtp are ports on 127.0.0.1
"""
import ctypes
import grp
import itertools
import os
import pwd
import signal
import socket
import subprocess
import time

from ports import free_port

ANYBODY = 'nobody'
START_SECONDS = 120
PR_SET_PDEATHSIG = 1


def end_with_parent():
    """A test that is killed leaves no server behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Dovecot:
    """users is a dictionary of names and passwords (no colons). tls has .certificate and .key (paths); None: no TLS, and
    passwords are taken in clear. settings is configuration of one's own, which comes last."""

    def __init__(self, folder, users, tls=None, lmtp=False, settings='', clear=None):
        self.folder = os.path.abspath(folder)
        self.users = dict(users)
        self.tls = tls
        self.settings = settings
        self.clear = tls is None if clear is None else clear
        self.imap = free_port()
        self.imaps = free_port() if tls else None
        self.lmtp = free_port() if lmtp else None
        self.process = None
        self._counter = itertools.count(1)
        own = pwd.getpwuid(os.getuid())
        self.user = pwd.getpwnam(ANYBODY) if own.pw_uid == 0 else own

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start(self):
        self._make_folders()
        with open(self.path('dovecot.conf'), 'w') as file:
            file.write(self._config())
        with open(self.path('stderr'), 'w') as errors:
            self.process = subprocess.Popen(['dovecot', '-F', '-c', self.path('dovecot.conf')],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                            start_new_session=True, preexec_fn=end_with_parent)
        self._wait_for(self.imap)

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(START_SECONDS)
            self.process = None

    def log(self):
        try:
            with open(self.path('dovecot.log'), errors='replace') as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def maildir(self, user, mailbox='INBOX'):
        """Folder of a mailbox (Maildir++; a name in other than ASCII as it is on the wire)."""
        mail = self.path('mail', user)
        return mail if mailbox == 'INBOX' else os.path.join(mail, '.' + mailbox.replace('/', '.'))

    def deliver(self, user, content, mailbox='INBOX', arrived=None):
        """Puts a mail into the mailbox, as a local delivery agent would; returns its file name."""
        folder = self.maildir(user, mailbox)
        for part in ('tmp', 'new', 'cur'):
            self._own(os.path.join(folder, part))
        name = '%d.%06d.test' % (arrived or time.time(), next(self._counter))
        draft = os.path.join(folder, 'tmp', name)
        with open(draft, 'wb') as file:
            file.write(content)
        self._give(draft)
        if arrived:
            os.utime(draft, (arrived, arrived))
        os.rename(draft, os.path.join(folder, 'new', name))
        return name

    def mails(self, user, mailbox='INBOX'):
        """Paths of the mails in a mailbox, oldest delivery first."""
        folder = self.maildir(user, mailbox)
        found = []
        for part in ('new', 'cur'):
            if os.path.isdir(os.path.join(folder, part)):
                found += [os.path.join(folder, part, name) for name in os.listdir(os.path.join(folder, part))]
        return sorted(found, key=os.path.basename)

    def _make_folders(self):
        self._own(self.folder)
        self._open_the_way()
        for part in ('run', 'state', 'mail'):
            self._own(self.path(part))
        for user in self.users:
            self._own(self.maildir(user))
        with open(self.path('users'), 'w') as file:
            file.writelines('%s:{PLAIN}%s\n' % pair for pair in self.users.items())
        self._give(self.path('users'))

    def _own(self, folder):
        """Makes a folder, and those above it, and lets the server's user have it."""
        missing = []
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for made in reversed(missing):
            try:
                os.mkdir(made, 0o755)
            except FileExistsError:  # the server makes them, too, at a first login
                continue
            self._give(made)

    def _open_the_way(self):
        """Lets the server's user into the folder above, which tempfile makes for its owner only."""
        above = os.path.dirname(self.folder)
        if os.getuid() == 0 and os.stat(above).st_uid == 0:
            os.chmod(above, os.stat(above).st_mode | 0o011)

    def _give(self, path):
        if os.getuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _wait_for(self, port):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(('127.0.0.1', port), 1) as line:
                    line.settimeout(1)
                    if line.recv(4) == b'* OK':
                        return
            except OSError:
                time.sleep(0.02)
        with open(self.path('stderr'), errors='replace') as file:
            said = file.read()
        self.process.kill()
        raise RuntimeError('dovecot does not start\n' + said + self.log())

    def _config(self):
        values = {'folder': self.folder, 'user': self.user.pw_name, 'group': grp.getgrgid(self.user.pw_gid).gr_name,
                  'uid': self.user.pw_uid, 'gid': self.user.pw_gid, 'imap': self.imap,
                  'clear': 'no' if self.clear else 'yes', 'protocols': 'imap lmtp' if self.lmtp else 'imap'}
        parts = [COMMON % values]
        if self.tls:
            parts.append(TLS % {'certificate': self.tls.certificate, 'key': self.tls.key, 'imaps': self.imaps})
        else:
            parts.append('ssl = no\nservice imap-login {\n  inet_listener imaps {\n    port = 0\n  }\n}\n')
        if self.lmtp:
            parts.append(LMTP % {'port': self.lmtp})
        return '\n'.join(parts + [self.settings]) + '\n'


COMMON = '''
protocols = %(protocols)s
listen = 127.0.0.1
base_dir = %(folder)s/run
state_dir = %(folder)s/state
log_path = %(folder)s/dovecot.log
default_internal_user = %(user)s
default_internal_group = %(group)s
default_login_user = %(user)s
first_valid_uid = %(uid)s
first_valid_gid = %(gid)s
mail_uid = %(uid)s
mail_gid = %(gid)s
mail_location = maildir:%(folder)s/mail/%%u
mail_fsync = never
disable_plaintext_auth = %(clear)s
auth_mechanisms = plain login
auth_failure_delay = 0
recipient_delimiter = +
mail_max_userip_connections = 50
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%%u %(folder)s/users
}
userdb {
  driver = static
  args = uid=%(uid)s gid=%(gid)s home=%(folder)s/mail/%%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %(imap)s
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0600
  }
}
'''

TLS = '''
ssl = yes
ssl_cert = <%(certificate)s
ssl_key = <%(key)s
service imap-login {
  inet_listener imaps {
    port = %(imaps)s
    ssl = yes
  }
}
'''

LMTP = '''
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = %(port)s
  }
}
'''
