"""What the benchmarks share: a private Dovecot full of mail, a configuration, and followupd run against it."""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tests', 'lib'))

from dovecot import Dovecot, free_port  # noqa: E402,F401

BODY = ('Dear Bob,\r\n\r\nhere is the proposal we talked about. ' + 'It has many good sides, and a few that need '
        'a second look before we decide. ' * 24 + '\r\n\r\nBest wishes,\r\nAlice\r\n')

MAIL = ('Return-Path: <alice@example.org>\r\n'
        'Delivered-To: %(cadence)s@remind.example.org\r\n'
        'Received: from client.example.org (client.example.org [192.0.2.1])\r\n'
        '\tby mx.example.org (Postfix) with ESMTPSA id %(number)06d\r\n'
        '\tfor <%(cadence)s@remind.example.org>; %(date)s\r\n'
        'Message-ID: <%(number)d.bench@example.org>\r\n'
        'Date: %(date)s\r\nFrom: Alice Example <alice@example.org>\r\nTo: Bob <bob@example.net>\r\n'
        'Subject: Proposal number %(number)d\r\nMIME-Version: 1.0\r\n'
        'Content-Type: text/plain; charset=utf-8\r\n\r\n')

CONFIG = '''[daemon]
state = %(state)s
log_level = warning
[inbox main]
url = imap://127.0.0.1:%(imap)d
tls = none
user = remind
password_file = %(password)s
%(inbox)s
[smtp]
url = smtp://127.0.0.1:%(smtp)d
tls = none
from = Follow-ups <remind@example.org>
[addresses]
domain = remind.example.org
[people]
allow = *@example.org
sender_check = none
zone = Europe/Berlin
max_mail_per_hour = 1000000
max_pending = 1000000
confirm = never
'''


def mail(number, cadence, sent):
    date = time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(sent))
    return ((MAIL % {'cadence': cadence, 'number': number, 'date': date}) + BODY).encode()


def fill(server, count, cadence, sent):
    for number in range(count):
        server.deliver('remind', mail(number, cadence, sent))


def write_config(folder, imap, smtp, inbox=''):
    password = os.path.join(folder, 'password')
    with open(password, 'w', opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write('secret\n')
    path = os.path.join(folder, 'followupd.conf')
    with open(path, 'w') as file:
        file.write(CONFIG % {'state': os.path.join(folder, 'state'), 'imap': imap, 'smtp': smtp,
                             'password': password, 'inbox': inbox})
    return path


def timed(command, **options):
    """Seconds that a command takes."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, **options)
    return time.perf_counter() - begin


def program(folder, name):
    """A program of the build folder that is being measured."""
    return os.path.join(folder, name)
