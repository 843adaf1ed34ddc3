#!/usr/bin/env python3
"""Which lines and branches of src the tests run through.

    coverage.py [--quick] [--keep] [--missing ROOM…]

Builds the preset `coverage`, runs its tests, and prints a table of the rooms; what is missing in the rooms that promise every branch is
named line by line, and so is what --missing asks for. The exit code says whether the promises hold.

    --quick     without the tests that need servers or a browser: two minutes instead of ten, and less is covered
    --keep      adds to the counters of the run before; with no test to run (--tests none) it only prints
    --tests RE  runs only the tests whose names match
    --missing   ROOM, ROOM/FILE, or `all`

The fault tests count system calls, which the counters disturb: they are not run. A process that is killed, and a confined reader, leave no
counters.
"""
import argparse
import collections
import contextlib
import glob
import hashlib
import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(TOP, 'build', 'coverage')
QUICK = 'unit|golden|replay|fuzz'
LEFT_OUT = '^(layers|oracle)'  # they take long and run through little
ALL = QUICK + '|system'

# In percent, of all of src and of each of these rooms.
LINES_MOST_MISSING = 10
EVERY_BRANCH = ('cadence', 'store', 'outbox')


def run(*command, **more):
    return subprocess.run(command, cwd=TOP, check=True, **more)


def all_notes():
    """{what the compiler wrote down of a file: its bytes' digest}"""
    digests = {}
    for path in glob.glob(BUILD + '/**/*.gcno', recursive=True):
        with open(path, 'rb') as file:
            digests[path] = hashlib.sha256(file.read()).digest()
    return digests


def build():
    """Builds everything, and forgets the counters of what is not as it was: a program that finds such counters says so on its standard
    error, which is what many a test compares."""
    before = all_notes()
    run('cmake', '--preset', 'coverage', stdout=subprocess.DEVNULL)
    run('cmake', '--build', '--preset', 'coverage', '-j', str(os.cpu_count()))
    forget(path for path, digest in all_notes().items() if before.get(path) != digest)


def forget(notes):
    for path in notes:
        with contextlib.suppress(FileNotFoundError):
            os.remove(os.path.splitext(path)[0] + '.gcda')


def test(arguments):
    """Runs the tests; True when all are good."""
    chosen = ['-R', arguments.tests] if arguments.tests else ['-L', QUICK if arguments.quick else ALL]
    return subprocess.run(['ctest', '--preset', 'coverage', '-j', str(os.cpu_count()), '-E', LEFT_OUT, '--no-tests=error', *chosen], cwd=TOP).returncode == 0


class Source:
    """One file: how often each line ran, and each branch of it."""

    def __init__(self):
        self.lines = collections.Counter()
        self.branches = {}

    def add(self, line):
        number = line['line_number']
        self.lines[number] += line['count']
        counts = [branch['count'] for branch in line['branches']]
        known = self.branches.setdefault(number, [0] * len(counts))
        if len(known) == len(counts):
            self.branches[number] = [a + b for a, b in zip(known, counts)]

    def missing_lines(self):
        return sorted(number for number, count in self.lines.items() if count == 0)

    def missing_branches(self):
        """Pairs of a line that ran, and how many of its branches never did."""
        return [(number, counts.count(0), len(counts)) for number, counts in sorted(self.branches.items())
                if self.lines[number] > 0 and 0 in counts]

    def totals(self):
        branches = [count for counts in self.branches.values() for count in counts]
        return (len(self.lines), len(self.missing_lines()), len(branches), branches.count(0))


def read():
    """{path below src: Source}; one that no test linked is there, too."""
    notes = [path for path in glob.glob(BUILD + '/CMakeFiles/*/src/**/*.gcno', recursive=True)]
    # It complains of counters that a killed process left torn, and goes on without them.
    output = subprocess.run(['gcov', '--json-format', '--stdout', '--branch-probabilities', *notes], cwd=TOP,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    sources = collections.defaultdict(Source)
    prefix = os.path.join(TOP, 'src') + '/'
    for text in output.splitlines():
        for file in json.loads(text)['files']:
            path = os.path.realpath(os.path.join(BUILD, file['file']))
            if path.startswith(prefix):
                source = sources[path[len(prefix):]]
                for line in file['lines']:
                    source.add(line)
    return sources


def percent(all_of_them, missing):
    return '%6.1f' % (100 * (all_of_them - missing) / all_of_them) if all_of_them else '     –'


def print_table(rooms):
    print('%-10s %7s %8s %7s %9s %8s %7s' % ('room', 'lines', 'missing', '%', 'branches', 'missing', '%'))
    total = [sum(column) for column in zip(*rooms.values())]
    for name, (lines, no_lines, branches, no_branches) in [*sorted(rooms.items()), ('all', total)]:
        print('%-10s %7d %8d  %s %9d %8d  %s' % (name, lines, no_lines, percent(lines, no_lines), branches, no_branches,
                                                percent(branches, no_branches)))
    return total


def print_missing(path, source):
    with open(os.path.join(TOP, 'src', path)) as file:
        text = file.read().splitlines()
    for number in source.missing_lines():
        print('src/%s:%d: never run: %s' % (path, number, text[number - 1].strip()))
    for number, missing, count in source.missing_branches():
        print('src/%s:%d: %d of %d ways never gone: %s' % (path, number, missing, count, text[number - 1].strip()))


def is_wanted(path, wanted):
    return any(want == 'all' or path == want or path.startswith(want + '/') for want in wanted)


def report(wanted):
    """Prints everything; the promises that are broken."""
    sources = read()
    rooms = {}
    for path, source in sources.items():
        room = path.split('/')[0]
        rooms[room] = [a + b for a, b in zip(rooms.get(room, [0] * 4), source.totals())]
    for path, source in sorted(sources.items()):
        if is_wanted(path, wanted):
            print_missing(path, source)
    lines, no_lines, _, _ = print_table(rooms)
    broken = []
    if no_lines * 100 > lines * LINES_MOST_MISSING:
        broken.append('more than %d %% of all lines are never run' % LINES_MOST_MISSING)
    for room in EVERY_BRANCH:
        if rooms[room][3] > 0:
            broken.append('%d branches of %s are never taken' % (rooms[room][3], room))
    return broken


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--keep', action='store_true')
    parser.add_argument('--tests')
    parser.add_argument('--missing', nargs='+', default=EVERY_BRANCH)
    parser.add_argument('-h', '--help', action='store_true')
    arguments = parser.parse_args()
    if arguments.help:
        print(__doc__)
        return 0
    good = True
    if arguments.tests != 'none':
        build()
        if not arguments.keep:
            forget(all_notes())
        good = test(arguments)
    broken = report(arguments.missing)
    for promise in broken:
        print('coverage: ' + promise)
    return 0 if good and not broken else 1


if __name__ == '__main__':
    sys.exit(main())
