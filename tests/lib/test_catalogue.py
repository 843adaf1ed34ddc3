#!/usr/bin/env python3
"""Every test that doc/servers.md names is there: test_catalogue.py SOURCE."""
import glob
import os
import re
import sys


def main():
    source = sys.argv[1]
    known = set()
    for path in glob.glob(os.path.join(source, 'tests', '*', '**', 'test_*.py'), recursive=True):
        with open(path) as file:
            known.update(re.findall(r'^ +def (test_\w+)\(', file.read(), re.M))
        kind, name = path.split(os.sep)[-2], os.path.basename(path)[len('test_'):-len('.py')]
        known.update(['servers-%s-%s' % (kind, name), 'system-' + name])
    known.update('replay-' + os.path.basename(path)[:-len('.txt')]
                 for path in glob.glob(os.path.join(source, 'tests', 'replay', 'scenarios', '*.txt')))
    known.update('unit-%s-%s' % tuple(re.search(r'unit/(\w+)/test_(\w+)\.c$', path).groups())
                 for path in glob.glob(os.path.join(source, 'tests', 'unit', '*', 'test_*.c')))
    with open(os.path.join(source, 'doc', 'servers.md')) as file:
        rows = [line for line in file if line.startswith('|')][2:]
    named = [name for row in rows for name in re.findall(r'`([^`]+)`', row.split('|')[3])]
    lost = sorted(set(named) - known)
    bare = [row for row in rows if '**' not in row and '`' not in row.split('|')[3]]
    for what in lost + bare:
        print('doc/servers.md names no test that is there:', what)
    sys.exit(1 if lost or bare or len(named) < 50 else 0)


if __name__ == '__main__':
    main()
