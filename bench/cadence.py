#!/usr/bin/python3
"""Texts read and moments expanded in a second of one core, beside `date -f` on as many phrases and `remind -s`; and the text
that costs most, by search.

    bench/cadence.py BUILD
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile

from servers import program

PHRASES = ['3 days', 'tomorrow 14:00', 'next friday', '2 hours', '2027-08-15 09:00', '1 week 3 days 5 hours', 'monday 08:30',
           '1 month', '16:30', '2027-03-15']
TEXTS = 1000000
SEARCH = 20  # seconds
YEARS = 20
REMINDERS = ['REM AT 08:00 MSG a', 'REM Mon Tue Wed Thu Fri AT 09:00 MSG b', 'REM Tue 8 MSG c', 'REM 1 -1 MSG d'] * 5


def spent(command):
    """Seconds of a processor that a command takes, so that others on the machine count for nobody; and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, shown


def date_rate(folder):
    phrases = os.path.join(folder, 'phrases')
    with open(phrases, 'w', encoding='ascii') as file:
        file.write('\n'.join(PHRASES * (TEXTS // len(PHRASES))) + '\n')
    length, shown = spent(['date', '-f', phrases, '+%s'])
    return shown.count(b'\n') / length


def remind_rate(folder):
    reminders = os.path.join(folder, 'reminders')
    with open(reminders, 'w', encoding='ascii') as file:
        file.write('\n'.join(REMINDERS) + '\n')
    length, shown = spent(['remind', '-s%d' % (12 * YEARS), reminders, '2026-11-18'])
    return shown.count(b'\n') / length


def main():
    shown = subprocess.run([program(sys.argv[1], 'bench/bench-cadence')], check=True, text=True, stdout=subprocess.PIPE)
    rates = {name: float(rate) for name, rate in (line.split() for line in shown.stdout.splitlines())}
    hardest = subprocess.run([program(sys.argv[1], 'bench/bench-hardest'), str(SEARCH)], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.splitlines()
    with tempfile.TemporaryDirectory() as folder:
        date = date_rate(folder)
        print('texts a second of one core: %.0f parsed, %.0f with moment and English (wanted: 1000000)'
              % (rates['parse'], rates['read']))
        print('date -f: %.0f phrases a second; we read %.1f times as many' % (date, rates['read'] / date))
        _, cost, text = hardest[0].split(' ', 2)
        print('the hardest text found by trying %s: %s microseconds (wanted: under 1000): %s'
              % (hardest[1].split()[1], cost, text))
        moments = {name: rate for name, rate in rates.items() if name.startswith('moments-')}
        slowest = min(moments, key=moments.get)
        print('moments a second of one core: %.0f at least, of %s (wanted: 500000)' % (moments[slowest], slowest[8:]))
        if shutil.which('remind') is None:
            print('remind is not installed')
        else:
            remind = remind_rate(folder)
            print('remind -s: %.0f a second; we expand %.1f times as many' % (remind, moments[slowest] / remind))


if __name__ == '__main__':
    main()
