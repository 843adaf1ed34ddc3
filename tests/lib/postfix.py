"""A private Postfix 3.7: loopback, free ports, a folder that goes away with the test; as root or as anybody.

    with Dovecot(folder + '/dovecot', {'alice@example.org': 'secret', 'remind@example.org': 'secret'}, lmtp=True,
                 settings=sasl_settings(port)) as dovecot:
        with Postfix(folder + '/postfix', ['alice', 'remind'], lmtp=dovecot.lmtp, sasl=port) as server:
            server.send(mail, 'alice@example.org', ['bob@example.org', '3days@remind.example.org'])
            ... server.smtp, server.submission (and server.submissions, with tls) are ports on 127.0.0.1

Mail for example.org goes to the mailboxes of `users`; every local part of remind.example.org is a cadence, and its mail
goes to one of them, `inbox`. Anything else is refused: nothing leaves the machine. Without lmtp, virtual(8) puts the
mail into Maildirs: server.mails('alice').

What arrives when alice, logged in, sends one mail To bob with a BCC to 3days@ and every2months@remind.example.org: two
mails in the inbox of remind (tried with Postfix 3.7.11 and Dovecot 2.3.19 by LMTP), each with these lines on top:

    Return-Path: <alice@example.org>                             Dovecot
    Delivered-To: remind@example.org                             Dovecot: the mailbox
    Received: from mail.example.org ([127.0.0.1]) by HOST        Dovecot
        with LMTP id … (envelope-from <alice@example.org>) for <remind@example.org>; …
    X-Original-To: 3days@remind.example.org                      Postfix, lmtp(8) flags=DOX: the cadence
    Delivered-To: remind@example.org                             Postfix, the same
    Received: from [127.0.0.1] (unknown [127.0.0.1])             Postfix; the second line only after a login
        (Authenticated sender: alice@example.org)
        by mail.example.org (Postfix) with ESMTPA id …; …

So trusted_received is 2, and X-Original-To has to come before Delivered-To in recipient_headers. Mail to the plus address
alice+1week@example.org has that address in all three places. Of virtual(8) there are Return-Path, X-Original-To,
Delivered-To and one Received: trusted_received is 1.

Postfix's master(8) wants to be root, and its daemons take the uid of user postfix. fakeroot(1) is enough for all of
that: with it an ordinary user runs the whole of it, every process under that user's uid (LD_PRELOAD and FAKEROOTKEY
have to pass import_environment). Where fakeroot is missing, `sudo -n` is used.
"""
import os
import shutil
import smtplib
import socket
import ssl
import subprocess
import time

from ports import free_port

START_SECONDS = 120  # `postfix check`, which comes before the master, starts a hundred processes: half a minute on a busy machine
DOMAIN = 'example.org'
CADENCES = 'remind.example.org'
OWNER = 'postfix'


def sasl_settings(port):
    """Configuration that lets a Dovecot check the passwords for a Postfix with sasl=port."""
    return 'service auth {\n  inet_listener {\n    address = 127.0.0.1\n    port = %d\n  }\n}\n' % port


def privilege():
    """The words before a command that make it root's, or as good as root's; None when there is no way."""
    if os.getuid() == 0:
        return []
    if shutil.which('fakeroot'):
        return ['fakeroot', '--']
    if shutil.which('sudo') and subprocess.run(['sudo', '-n', 'true'], stderr=subprocess.DEVNULL).returncode == 0:
        return ['sudo', '-n']
    return None


class Postfix:
    """users are the local parts that have a mailbox; inbox, one of them, takes all mail for the cadence domain. lmtp is
    the port of a Dovecot, or the path of its socket; None: Maildirs by virtual(8). sasl is the port of a Dovecot's
    authentication: submission then wants a login, whose name goes into Received; None: it takes anybody's mail. tls has
    .certificate and .key (paths). settings are further lines of main.cf."""

    def __init__(self, folder, users, lmtp=None, inbox='remind', sasl=None, tls=None, settings=''):
        self.folder = os.path.abspath(folder)
        self.users = list(users)
        self.lmtp, self.inbox, self.sasl, self.tls, self.settings = lmtp, inbox, sasl, tls, settings
        self.smtp = free_port()
        self.submission = free_port()
        self.submissions = free_port() if tls else None
        self.process = None
        self.privilege = privilege()
        if self.privilege is None:
            raise RuntimeError('Postfix wants root: install fakeroot, or let sudo work without a password')

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start(self):
        os.makedirs(self.path('conf'), exist_ok=True)
        self._open_the_way()
        self._write('conf/main.cf', self._main())
        self._write('conf/master.cf', self._master())
        self._write('users', ''.join('%s@%s %s/\n' % (user, DOMAIN, user) for user in self.users))
        self._write('cadences', '@%s %s@%s\n' % (CADENCES, self.inbox, DOMAIN))
        self._write('start.sh', START % {'folder': self.folder, 'owner': OWNER})
        with open(self.path('stderr'), 'w') as errors:
            self.process = subprocess.Popen(self.privilege + ['sh', self.path('start.sh')], stdin=subprocess.PIPE,
                                            stdout=errors, stderr=errors, start_new_session=True)
        for port in filter(None, (self.smtp, self.submission, self.submissions)):
            self._wait_for(port)

    def stop(self):
        if self.process is None:
            return
        self.process.stdin.close()
        self.process.wait(START_SECONDS)
        self.process = None

    def log(self):
        try:
            with open(self.path('log'), errors='replace') as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def mails(self, user):
        """Paths of the mails that virtual(8) delivered."""
        folder = self.path('mail', user, 'new')
        return sorted(os.path.join(folder, name) for name in os.listdir(folder)) if os.path.isdir(folder) else []

    def send(self, mail, sender, recipients, login=None, port=None):
        """Hands in a mail: at the submission port with login (a pair of name and password), else at the smtp port."""
        with smtplib.SMTP('127.0.0.1', port or (self.submission if login else self.smtp)) as line:
            if login:
                if self.tls:
                    context = ssl.create_default_context()
                    context.check_hostname = False
                    context.verify_mode = ssl.CERT_NONE
                    line.starttls(context=context)
                line.login(*login)
            line.sendmail(sender, recipients, mail)

    def _write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)

    def _open_the_way(self):
        """Lets the daemons into the folder above, which tempfile makes for its owner only."""
        above = os.path.dirname(self.folder)
        if os.stat(above).st_uid == os.getuid():
            os.chmod(above, os.stat(above).st_mode | 0o011)

    def _wait_for(self, port):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with socket.create_connection(('127.0.0.1', port), 1) as line:
                    line.settimeout(5)
                    if port == self.submissions or line.recv(3) == b'220':
                        return
            except OSError:
                time.sleep(0.05)
        with open(self.path('stderr'), errors='replace') as file:
            said = file.read()
        self.stop()
        raise RuntimeError('postfix does not start\n' + said + self.log())

    def _main(self):
        transport = 'virtual'
        if self.lmtp is not None:
            transport = 'lmtp:' + ('inet:127.0.0.1:%d' if isinstance(self.lmtp, int) else 'unix:%s') % self.lmtp
        values = {'folder': self.folder, 'domain': DOMAIN, 'cadences': CADENCES, 'owner': OWNER, 'transport': transport,
                  'uid': os.getuid() or 65534, 'gid': os.getgid() or 65534}
        text = MAIN % values
        if self.sasl is not None:
            text += SASL % self.sasl
        if self.tls:
            text += TLS % (self.tls.certificate, self.tls.key)
        return text + self.settings + '\n'

    def _master(self):
        login, encrypt = '', ' -o smtpd_tls_security_level=encrypt' if self.tls else ''
        if self.sasl is not None:
            login = ' -o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject'
        values = {'smtp': self.smtp, 'submission': self.submission, 'login': login, 'encrypt': encrypt}
        text = MASTER % values
        if self.tls:
            text += '127.0.0.1:%d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes%s\n' % (self.submissions, login)
        return text


MAIN = '''
compatibility_level = 3.6
queue_directory = %(folder)s/queue
data_directory = %(folder)s/data
mail_owner = %(owner)s
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
  LD_PRELOAD LD_LIBRARY_PATH FAKEROOTKEY
maillog_file = %(folder)s/log
maillog_file_prefixes = %(folder)s
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.%(domain)s
mydestination =
mynetworks = 127.0.0.0/8
recipient_delimiter = +
alias_maps =
alias_database =
virtual_mailbox_domains = %(domain)s, %(cadences)s
virtual_mailbox_maps = texthash:%(folder)s/users
virtual_alias_maps = texthash:%(folder)s/cadences
virtual_mailbox_base = %(folder)s/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:%(uid)s
virtual_gid_maps = static:%(gid)s
virtual_transport = %(transport)s
lmtp_destination_recipient_limit = 1
virtual_destination_recipient_limit = 1
default_transport = error:5.1.2 this private server knows %(domain)s only
relay_transport = $default_transport
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_delay_reject = yes
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_hard_error_limit = 1000
in_flow_delay = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
biff = no
smtpd_sasl_authenticated_header = yes
'''

SASL = '''
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:%d
'''

TLS = '''
smtpd_tls_cert_file = %s
smtpd_tls_key_file = %s
smtpd_tls_security_level = may
tls_random_source = dev:/dev/urandom
'''

MASTER = '''
127.0.0.1:%(smtp)d inet n - n - - smtpd
127.0.0.1:%(submission)d inet n - n - - smtpd%(login)s%(encrypt)s
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp flags=DOX
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
'''

# Runs with the privilege, so that it can make what belongs to others and take it away again. It ends when its input is
# closed, so with the process that wanted the server, too, even if that took the folder away.
START = '''
set -u
cd '%(folder)s' || exit 1
umask 022
mkdir -p queue data mail
: > log
chown root queue conf conf/*
chown %(owner)s data
chmod 777 mail
exec 3<&0
postfix -c '%(folder)s/conf' start-fg 3<&- &
server=$!
{
  read -r nothing <&3
  kill $(cat queue/pid/master.pid || cat /proc/$server/task/$server/children)
} 2> /dev/null &
wait $server
kill $! 2> /dev/null
wait
rm -rf queue data
chown -R "$(stat -c %%u users)" conf
'''
