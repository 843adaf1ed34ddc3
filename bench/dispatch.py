#!/usr/bin/python3
"""Dispatch beside smtp-source: 10,000 reminders of about 2.3 kB over 4 connections into the same smtp-sink.

    bench/dispatch.py BUILD [MAILS]

prints how many times as long as `smtp-source -d -s 4` the outbox needs to claim, compose, send and record them.
"""
import os
import subprocess
import sys
import tempfile
import time

from servers import Dovecot, fill, free_port, program, timed, write_config

LEAD = 20  # seconds that the intake has before the reminders are due, and
PER_MAIL = 0.006  # seconds more for each mail that is laid out before
MINUTE = 60


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    followupd = program(build, 'followupd')
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        with Dovecot(os.path.join(folder, 'dovecot'), {'remind': 'secret'}) as server:
            due = (time.time() + LEAD + count * PER_MAIL) // MINUTE * MINUTE + MINUTE  # 1day keeps the minute of sending
            fill(server, count, '1day', due - 86400)
            config = write_config(folder, server.imap, port, 'done_mailbox =')
            timed([followupd, '-c', config, '--once'], stdout=subprocess.DEVNULL)
            sink = subprocess.Popen(['/usr/sbin/smtp-sink', '-u', 'nobody', '-c', '127.0.0.1:%d' % port, '1000']
                                    if os.getuid() == 0 else ['/usr/sbin/smtp-sink', '-c', '127.0.0.1:%d' % port, '1000'],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                time.sleep(max(1.0, due + 1 - time.time()))
                theirs = timed(['/usr/sbin/smtp-source', '-d', '-s', '4', '-m', str(count), '-l', '2300',
                                '-f', 'a@example.org', '-t', 'b@example.org', '127.0.0.1:%d' % port])
                begin = time.perf_counter()
                said = subprocess.run([followupd, '-c', config, '--once'], check=True, capture_output=True, text=True)
                ours = time.perf_counter() - begin
            finally:
                sink.kill()
                sink.wait()
    print('smtp-source: %d mails in %.2f s (%.0f/s)' % (count, theirs, count / theirs))
    print('followupd: %s in %.2f s (%.0f/s)' % (said.stdout.strip(), ours, count / ours))
    print('ratio: %.1f times the time of smtp-source (wanted: at most 4)' % (ours / theirs))


if __name__ == '__main__':
    main()
