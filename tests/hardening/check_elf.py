#!/usr/bin/env python3
"""Reads programs as the linker left them: check_elf.py PROGRAM...

A position-independent executable whose relocations are read-only before main() begins, no stack or other memory that can be both written
and executed, no folder of its own to take libraries from, guarded stacks, and calls that know how much room there is (_FORTIFY_SOURCE).
Each finding is a line; exit 1 when there is one.
"""
import re
import subprocess
import sys


def readelf(option, program):
    return subprocess.run(['readelf', '--wide', option, program], check=True, capture_output=True, text=True).stdout


def segments(program):
    """The flags (R, W, E) of each segment with its type."""
    return re.findall(r'^  (\w+) +0x\S+ 0x\S+ 0x\S+ 0x\S+ 0x\S+ ([R ][W ][E ])', readelf('--segments', program), re.M)


def dynamic(program):
    """What the dynamic section says, by its tags."""
    found = {}
    for tag, value in re.findall(r'^ 0x[0-9a-f]+ \((\w+)\) +(.*)$', readelf('--dynamic', program), re.M):
        found.setdefault(tag, []).append(value)
    return found


def findings(program):
    parts, tags = segments(program), dynamic(program)
    flags = ' '.join(tags.get('FLAGS', []) + tags.get('FLAGS_1', [])).split()
    stack = [rights for kind, rights in parts if kind == 'GNU_STACK']
    calls = set(re.findall(r' UND (\w+)', readelf('--dyn-syms', program)))
    if 'PIE' not in flags:
        yield 'is not position-independent'
    if not any(kind == 'GNU_RELRO' for kind, _ in parts):
        yield 'its relocations stay writable'
    if 'BIND_NOW' not in flags and 'NOW' not in flags:
        yield 'functions are looked up late, so the table of their addresses stays writable'
    if not stack or 'E' in stack[0]:
        yield 'its stack can be executed'
    if any('W' in rights and 'E' in rights for kind, rights in parts if kind != 'GNU_STACK'):
        yield 'memory can be both written and executed'
    if 'RPATH' in tags or 'RUNPATH' in tags:
        yield 'takes libraries from a folder of its own: ' + ' '.join(tags.get('RPATH', []) + tags.get('RUNPATH', []))
    if '__stack_chk_fail' not in calls:
        yield 'its stacks are not guarded'
    if not any(re.fullmatch(r'__\w+_chk', name) for name in calls):
        yield 'its calls do not know how much room there is'


def main():
    found = False
    for program in sys.argv[1:]:
        for finding in findings(program):
            found = True
            print('%s: %s' % (program, finding))
    sys.exit(1 if found else 0)


if __name__ == '__main__':
    main()
