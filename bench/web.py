#!/usr/bin/env python3
"""Pages a second, and what one costs, beside nginx serving a file of the same size.

    web.py BUILD [SECONDS]

A private followupd with 100 follow-ups of one person, asked by wrk over 8 kept connections. Printed for each page: answers a
second, processor time of the worker for one, and the ratio to nginx in the same run (one worker process, like ours). What is
asked for: a page of 100 follow-ups below 10 ms, a 304 below 1 ms at 5,000 a second.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tests', 'lib'))

from playground import Playground, address, wait_for  # noqa: E402
from ports import free_port  # noqa: E402
from web import Client, sign_in  # noqa: E402

FOLLOW_UPS = 100
NGINX = '''daemon off; worker_processes 1; pid %(folder)s/pid; error_log %(folder)s/error.log;
events { }
http { access_log off; keepalive_requests 1000000; client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
  uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s; server { listen 127.0.0.1:%(port)d; root %(folder)s; } }
'''


def spent(pid):
    """Seconds of processor time."""
    with open('/proc/%d/stat' % pid) as stat:
        fields = stat.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def measure(pid, port, path, seconds, headers=()):
    """Answers a second and milliseconds of processor time for one."""
    before = spent(pid)
    command = ['wrk', '-t', '1', '-c', '8', '-d', '%ds' % seconds, '--latency', 'http://127.0.0.1:%d%s' % (port, path)]
    for header in headers:
        command += ['-H', header]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    count = int(re.search(r'(\d+) requests in', said)[1])
    return float(re.search(r'Requests/sec:\s*([\d.]+)', said)[1]), (spent(pid) - before) * 1000 / max(count, 1)


class Nginx:
    def __init__(self, folder, sizes):
        self.folder, self.port = folder, free_port()
        os.makedirs(folder)
        os.chmod(folder, 0o755)
        for name, size in sizes.items():
            with open(os.path.join(folder, name), 'w') as file:
                file.write('x' * size)
        with open(os.path.join(folder, 'nginx.conf'), 'w') as file:
            file.write('user root;\n' * (os.geteuid() == 0) + NGINX % {'folder': folder, 'port': self.port})
        self.master = subprocess.Popen(['nginx', '-c', os.path.join(folder, 'nginx.conf')], stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(os.path.join(folder, 'pid')))
        time.sleep(0.5)

    def worker(self):
        with open('/proc/%d/task/%d/children' % (self.master.pid, self.master.pid)) as children:
            return int(children.read().split()[0])

    def stop(self):
        self.master.terminate()
        self.master.wait()


def pages(world, port):
    """Names, paths and header fields of what is measured, and the length of each answer."""
    client = sign_in(world, port, 'alice')
    cookie = 'Cookie: ' + client.cookie
    known = [('page of %d follow-ups' % FOLLOW_UPS, '/me', [cookie]), ('one follow-up', '/me/1', [cookie]), ('health', '/healthz', [])]
    feed = re.search(r'/f/[a-z2-7]{20}\.ics', client.get('/me/calendar').body)
    if feed:
        tag = client.get(feed[0]).headers['ETag']
        known += [('feed of %d' % FOLLOW_UPS, feed[0], []), ('304 of that feed', feed[0], ['If-None-Match: ' + tag])]
    return [(name, path, headers, len(client.get(path).body)) for name, path, headers in known]


def main():
    build, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for program in ('wrk', 'nginx'):
        if not shutil.which(program):
            sys.exit('%s is not installed: apt-get install %s' % (program, program))
    with tempfile.TemporaryDirectory() as folder, Playground(folder, build) as world:
        port = free_port()
        world.configuration['web'] = {'listen': '127.0.0.1:%d' % port, 'url': 'http://127.0.0.1:%d' % port}
        world.write_config()
        world.start_followupd()
        for number in range(FOLLOW_UPS):
            world.ctl('add', address('alice'), '%ddays+acme' % (number + 1), 'A follow-up of some length, number %d' % number)
        wait_for(lambda: Client(port).get('/healthz').status == 200)
        asked = pages(world, port)
        nginx = Nginx(os.path.join(folder, 'nginx'), {str(index): page[3] for index, page in enumerate(asked)})
        try:
            for index, (name, path, headers, _) in enumerate(asked):
                rate, cost = measure(world.workers()['web'], port, path, seconds, headers)
                other_rate, other_cost = measure(nginx.worker(), nginx.port, '/%d' % index, seconds)
                print('%-24s %7.0f/s %6.3f ms of processor time; nginx %7.0f/s %6.3f ms; %.2f of it by time'
                      % (name, rate, cost, other_rate, other_cost, other_cost / cost))
        finally:
            nginx.stop()


if __name__ == '__main__':
    main()
