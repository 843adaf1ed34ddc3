#!/usr/bin/python3
"""Intake beside mbsync: 10,000 mails of 2.3 kB, fetched, parsed in the reader, committed and marked.

    bench/intake.py BUILD [MAILS]

prints how many times as fast `followupd --once` is as `mbsync` with FSync pulling the same mailbox.
"""
import os
import subprocess
import sys
import tempfile
import time

from servers import Dovecot, fill, free_port, program, timed, write_config

MBSYNC = '''FSync yes
IMAPAccount bench
Host 127.0.0.1
Port %(imap)d
User remind
Pass secret
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path %(folder)s/near/
Inbox %(folder)s/near/INBOX

Channel bench
Far :far:
Near :near:
Sync Pull
Create Near
SyncState *
'''


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    with tempfile.TemporaryDirectory() as folder:
        with Dovecot(os.path.join(folder, 'dovecot'), {'remind': 'secret'}) as server:
            fill(server, count, '3days', time.time() - 60)
            os.makedirs(os.path.join(folder, 'near'))
            rc = os.path.join(folder, 'mbsyncrc')
            with open(rc, 'w') as file:
                file.write(MBSYNC % {'imap': server.imap, 'folder': folder})
            # One look first, so that neither pays for the server's index.
            config = write_config(folder, server.imap, free_port(), 'done_mailbox =')
            timed(['mbsync', '-q', '-c', rc, '-l', 'bench'], stdout=subprocess.DEVNULL)
            theirs = timed(['mbsync', '-q', '-c', rc, 'bench'])
            ours = timed([program(build, 'followupd'), '-c', config, '--once'])
            pulled = len(os.listdir(os.path.join(folder, 'near', 'INBOX', 'new'))) + \
                len(os.listdir(os.path.join(folder, 'near', 'INBOX', 'cur')))
    print('mbsync: %d mails in %.2f s (%.0f/s)' % (pulled, theirs, pulled / theirs))
    print('followupd: %d mails in %.2f s (%.0f/s)' % (count, ours, count / ours))
    print('ratio: %.1f times as fast as mbsync (wanted: 3)' % (theirs / ours))


if __name__ == '__main__':
    main()
