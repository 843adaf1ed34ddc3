"""A person's calendar beside what others serve: feed.py BUILD-FOLDER [--ical-generator MODULE]

followupd makes a calendar of 1,000 and of 10,000 follow-ups out of its store. Radicale (Debian's) serves a collection of as many
events of the same calendar to one GET, as Thunderbird would ask for it. ical-generator (npm; MODULE is …/ical-generator/dist/index.mjs)
makes as many events out of memory. Times are milliseconds of processor time, medians; the last column is followupd's share.
"""
import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tests', 'lib'))
from ports import free_port  # noqa: E402

TIMES = 5
TICKS = os.sysconf('SC_CLK_TCK')

GENERATOR = '''
import { pathToFileURL } from 'node:url';
const [module, count] = process.argv.slice(2);
const { default: ical } = await import(pathToFileURL(module));
const times = [];
for (let run = 0; run < 7; run++) {
  const start = process.cpuUsage();
  const calendar = ical({ name: 'Follow-ups', ttl: 3600 });
  for (let i = 0; i < Number(count); i++) {
    const event = { id: `followup-${i}@remind.example.org`, start: new Date(1795000000000 + i * 3600000),
      end: new Date(1795000900000 + i * 3600000), stamp: new Date(1794994200000), summary: `Re: Proposal number ${i} for the house`,
      description: 'Every Monday at 08:30\\nWith Bob Builder <bob@client.example> and Zoë Müller', url: `https://remind.example.org/me#f${i}`,
      transparency: 'TRANSPARENT' };
    if (i % 10 < 3)
      event.repeating = { freq: 'WEEKLY', byDay: ['MO'] };
    calendar.createEvent(event);
  }
  calendar.toString();
  const used = process.cpuUsage(start);
  times.push((used.user + used.system) / 1000);
}
console.log(times.sort((a, b) => a - b)[3]);
'''


def followupd(build, count, folder):
    state = os.path.join(folder, 'state-%d' % count)
    os.mkdir(state)
    path = os.path.join(folder, '%d.ics' % count)
    done = subprocess.run([os.path.join(build, 'bench', 'bench-feed'), state, str(count), path], check=True, capture_output=True, text=True)
    return [float(number) for number in done.stdout.split()], path


def split(path):
    """The events of a calendar, each with all the zones in a calendar of its own, as a server keeps them."""
    with open(path, encoding='utf-8', newline='') as file:
        text = file.read()
    zones = ''.join(re.findall(r'BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n', text, re.S))
    for event in re.findall(r'BEGIN:VEVENT\r\n.*?END:VEVENT\r\n', text, re.S):
        yield 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n%s%sEND:VCALENDAR\r\n' % (zones if 'TZID=' in event else '', event)


def used(process):
    with open('/proc/%d/stat' % process) as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def get(port):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=600)
    connection.request('GET', '/alice/follow-ups/', headers={'Authorization': 'Basic YWxpY2U6YWxpY2U='})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit('Radicale answered %d' % answer.status)
    return body.count(b'BEGIN:VEVENT')


def radicale(path, count, folder):
    collection = os.path.join(folder, 'radicale-%d' % count, 'collection-root', 'alice', 'follow-ups')
    os.makedirs(collection)
    with open(os.path.join(collection, '.Radicale.props'), 'w') as file:
        file.write('{"tag": "VCALENDAR"}')
    for number, event in enumerate(split(path)):
        with open(os.path.join(collection, '%d.ics' % number), 'w', encoding='utf-8', newline='') as file:
            file.write(event)
    port = free_port()
    config = os.path.join(folder, 'radicale-%d.conf' % count)
    with open(config, 'w') as file:
        file.write('[server]\nhosts = 127.0.0.1:%d\ntimeout = 600\n[auth]\ntype = none\n[rights]\ntype = authenticated\n[storage]\n'
                   'filesystem_folder = %s\n[logging]\nlevel = error\n' % (port, os.path.join(folder, 'radicale-%d' % count)))
    server = subprocess.Popen(['radicale', '--config', config], stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                found = get(port)  # the first one fills its cache
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        if found != count:
            sys.exit('Radicale has %d of %d events' % (found, count))
        times = []
        for _ in range(TIMES):
            before = used(server.pid)
            get(port)
            times.append(used(server.pid) - before)
        return statistics.median(times)
    finally:
        server.terminate()
        server.wait()


def ical_generator(module, count, folder):
    script = os.path.join(folder, 'generate.mjs')
    with open(script, 'w') as file:
        file.write(GENERATOR)
    return float(subprocess.run(['node', script, module, str(count)], check=True, capture_output=True, text=True).stdout)


def row(count, what, took, ours):
    print('%7d  %-40s %10.3f ms  %s' % (count, what, took, '' if took == ours else '%.1f times followupd\'s' % (took / ours)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--ical-generator')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='followupd-bench-') as folder:
        for count in (1000, 10000):
            (whole, version), path = followupd(options.build, count, folder)
            row(count, 'followupd, the calendar', whole, whole)
            row(count, 'followupd, its version alone', version, version)
            if shutil.which('radicale'):
                row(count, 'Radicale, GET of the collection', radicale(path, count, folder), whole)
            if options.ical_generator:
                row(count, 'ical-generator', ical_generator(options.ical_generator, count, folder), whole)


if __name__ == '__main__':
    main()
