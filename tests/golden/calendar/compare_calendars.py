"""Holds whole calendars against what they were: compare_calendars.py GOLDEN_CALENDAR [--write]

Each NAME.ics beside this file is what `golden_calendar NAME` prints, byte for byte, and has nothing that the lint finds. --write writes
them anew after a change on purpose.
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'lib'))
from ical_lint import lint  # noqa: E402


def main():
    program = sys.argv[1]
    names = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split()
    failed = sorted(name for name in os.listdir(HERE) if name.endswith('.ics') and name[:-4] not in names)
    for name in failed:
        print('%s: no calendar is called so' % name)
    for name in names:
        made = subprocess.run([program, name], check=True, capture_output=True).stdout
        path = os.path.join(HERE, name + '.ics')
        if '--write' in sys.argv[2:]:
            with open(path, 'wb') as file:
                file.write(made)
        for fault in lint(made):
            failed.append(name)
            print('%s: %s' % (name, fault))
        with open(path, 'rb') as file:
            before = file.read()
        if before != made:
            failed.append(name)
            for number, (old, new) in enumerate(zip(before.split(b'\n'), made.split(b'\n')), 1):
                if old != new:
                    print('%s:%d: was %r, is %r' % (name, number, old, new))
                    break
            else:
                print('%s: one goes on where the other ends' % name)
    print('%d calendars, %d faults' % (len(names), len(failed)))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
