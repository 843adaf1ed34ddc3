#!/usr/bin/python3
"""A million pending follow-ups: how long until followupd is ready, and how long finding the next due one takes, beside the sqlite3 shell.

    bench/million.py BUILD [COUNT]
"""
import os
import socket
import subprocess
import sys
import tempfile
import time

from servers import free_port, program, timed, write_config


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    tool = program(build, 'bench/bench-million')
    with tempfile.TemporaryDirectory() as folder:
        state = os.path.join(folder, 'state')
        os.mkdir(state, 0o700)
        filled = timed([tool, 'fill', state, str(count)])
        print('filled %d in %.1f s' % (count, filled))
        config = write_config(folder, free_port(), free_port())
        line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        line.bind(os.path.join(folder, 'notify'))
        begin = time.perf_counter()
        daemon = subprocess.Popen([program(build, 'followupd'), '-c', config],
                                  env=dict(os.environ, NOTIFY_SOCKET=os.path.join(folder, 'notify')), stderr=subprocess.DEVNULL)
        while b'READY=1' not in line.recv(4096):
            pass
        print('ready in %.2f s (wanted: under 2)' % (time.perf_counter() - begin))
        daemon.terminate()
        daemon.wait()
        subprocess.run([tool, 'due', state], check=True)
        shell = timed(['sqlite3', os.path.join(state, 'followupd.db'),
                       "SELECT min(moment) FROM occurrence WHERE state = 'pending'"], stdout=subprocess.DEVNULL)
        print('the sqlite3 shell finds the same in %.1f ms, its start included' % (shell * 1e3))


if __name__ == '__main__':
    main()
