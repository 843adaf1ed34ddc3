#!/usr/bin/env python3
"""Every test that a catalogue in doc names is there: test_catalogue.py CTEST SOURCE BUILD NAME…, of doc/NAME.md.

In the last column of its tables stand CTest names and functions of tests; functions in brackets are those of the test before them.
"""
import glob
import os
import re
import subprocess
import sys

FUNCTION = re.compile(r'^(?: +def (test_\w+)\(|static void (\w+)\(void \*\*state\))', re.M)


def tests_of(ctest, build):
    """The names that CTest knows."""
    listed = subprocess.run([ctest, '--test-dir', build, '-N'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return set(re.findall(r'^ *Test +#\d+: (\S+)', listed, re.M))


def functions_of(source):
    """The functions of each test, by the CTest name that its file has by custom."""
    found = {}
    for path in glob.glob(os.path.join(source, 'tests', '*', '**', 'test_*.*'), recursive=True):
        words = os.path.splitext(os.path.relpath(path, os.path.join(source, 'tests')))[0].split(os.sep)
        name = '-'.join(words).replace('-test_', '-')
        with open(path) as file:
            found.setdefault(name, set()).update(''.join(pair) for pair in FUNCTION.findall(file.read()))
    return found


def missing(cell, tests, functions):
    """What a cell names that is not there."""
    everywhere = set().union(*functions.values())
    for part in re.findall(r'`[^`]+`(?: \([^)]*\))?', cell):
        name, *inside = re.findall(r'`([^`]+)`', part)
        if name not in tests | everywhere:
            yield name
        yield from (function for function in inside if function not in functions.get(name, ()))


def main():
    ctest, source, build, *names = sys.argv[1:]
    tests, functions = tests_of(ctest, build), functions_of(source)
    lost = []
    for name in names:
        with open(os.path.join(source, 'doc', name + '.md')) as file:
            lines = file.readlines()
        heads = [i for i, line in enumerate(lines) if line.startswith('| ---')]
        rows = [line.split('|')[3] for i, line in enumerate(lines)
                if line.startswith('|') and '**' not in line and i not in heads and i + 1 not in heads]
        lost += ['doc/%s.md names no test that is there: %s' % (name, what)
                 for cell in rows for what in list(missing(cell, tests, functions)) + ([cell] if '`' not in cell else [])]
        lost += ['doc/%s.md has no table' % name] if len(rows) < 30 else []
    print('\n'.join(lost))
    sys.exit(1 if lost else 0)


if __name__ == '__main__':
    main()
