#!/usr/bin/python3
"""What followupd costs while nothing happens: context switches a minute and proportional memory over all its processes, with IDLE;
beside the server it idles at.

    bench/idle.py BUILD [SECONDS]
"""
import os
import subprocess
import sys
import tempfile
import time

from servers import Dovecot, fill, free_port, program, write_config

SETTLE = 15


def children(pid):
    """A process and all that descend from it."""
    found = [pid]
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/stat' % entry) as file:
                    parent = int(file.read().rsplit(')', 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += children(int(entry))
    return found


def switches(pids):
    total = 0
    for pid in pids:
        with open('/proc/%d/status' % pid) as file:
            total += sum(int(line.split()[1]) for line in file if 'ctxt_switches' in line)
    return total


def pss(pid):
    """Proportional memory in kilobytes."""
    with open('/proc/%d/smaps_rollup' % pid) as file:
        return sum(int(line.split()[1]) for line in file if line.startswith('Pss:'))


def main():
    build = sys.argv[1]
    length = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    with tempfile.TemporaryDirectory() as folder:
        with Dovecot(os.path.join(folder, 'dovecot'), {'remind': 'secret'}) as server:
            fill(server, 10, '3days', time.time() - 60)
            config = write_config(folder, server.imap, free_port())
            daemon = subprocess.Popen([program(build, 'followupd'), '-c', config])
            try:
                time.sleep(SETTLE)
                pids = children(daemon.pid)
                before = switches(pids)
                time.sleep(length)
                after = switches(pids)
                memory = [(pid, pss(pid)) for pid in pids]
                theirs = sum(pss(pid) for pid in children(server.process.pid))
            finally:
                daemon.terminate()
                daemon.wait()
    for pid, size in memory:
        print('process %d: %.1f MB' % (pid, size / 1024))
    print('followupd: %d processes, %.1f context switches a minute (wanted: at most 6), %.1f MB in sum (wanted: at most 12)'
          % (len(pids), (after - before) * 60 / length, sum(size for _, size in memory) / 1024))
    print('dovecot, for the same one connection: %.1f MB' % (theirs / 1024))


if __name__ == '__main__':
    main()
