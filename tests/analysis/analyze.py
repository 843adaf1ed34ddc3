#!/usr/bin/env python3
"""Reads the sources with a tool that finds mistakes: analyze.py TOOL COMPILE_COMMANDS SOURCE...

TOOL is cppcheck, clang-tidy (.clang-tidy says with which checks) or gcc (its -fanalyzer). SOURCE are folders; each file of theirs in
COMPILE_COMMANDS is read as it is compiled. Whatever is found is printed, and exit 1; 77 when the tool is not installed.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

MISSING = 77
AT_ONCE = 2  # beside what else is tested
FILES_A_RUN = 10  # of clang-tidy, which takes a while to begin
CPPCHECK = ['cppcheck', '--quiet', '--enable=warning,performance,portability', '--std=c11', '--inline-suppr', '--error-exitcode=1',
            '--suppress=missingIncludeSystem', '--template={file}:{line}: {message} [{id}]']


def compiled(commands, folders):
    """What the compiler is called with, for each file in these folders."""
    with open(commands, encoding='utf-8') as file:
        entries = json.load(file)
    folders = [os.path.abspath(folder) + '/' for folder in folders]
    return [entry for entry in entries if any(entry['file'].startswith(folder) for folder in folders)]


def gcc(commands, entries):
    """The compiler once more, with -fanalyzer; nothing is written."""
    for entry in entries:
        words = shlex.split(entry['command'])
        while 'ccache' in os.path.basename(words[0]):
            words = words[1:]
        words[words.index('-o') + 1] = os.devnull
        yield words + ['-fanalyzer', '-Werror'], entry['directory']


def clang_tidy(commands, entries):
    files = [entry['file'] for entry in entries]
    for first in range(0, len(files), FILES_A_RUN):
        # clang does not know the warnings of gcc that a #pragma may name.
        yield ['clang-tidy', '--quiet', '-p', os.path.dirname(commands), '--extra-arg=-Wno-unknown-warning-option',
               *files[first:first + FILES_A_RUN]], None


def cppcheck(commands, entries):
    words = shlex.split(entries[0]['command'])
    options = sorted({word for entry in entries for word in shlex.split(entry['command']) if word.startswith(('-I', '-D'))})
    yield [*CPPCHECK, *options, *(entry['file'] for entry in entries)], entries[0]['directory']


# What clang-tidy says of files that are not ours.
COUNTED = re.compile(r'^\d+ warnings? (and \d+ errors? )?generated\.\n', re.M)
TOOLS = {'gcc': gcc, 'clang-tidy': clang_tidy, 'cppcheck': cppcheck}


def analyze(command):
    words, folder = command
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, COUNTED.sub('', done.stdout)


def main():
    tool, commands, *folders = sys.argv[1:]
    if shutil.which(tool) is None:
        print(tool, 'is not installed')
        sys.exit(MISSING)
    entries = compiled(commands, folders)
    if not entries:
        sys.exit('nothing to read')
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(analyze, TOOLS[tool](commands, entries)))
    for status, said in results:
        if status != 0:
            print(said)
    print('%d files, %d runs with findings' % (len(entries), sum(status != 0 for status, _ in results)))
    sys.exit(1 if any(status != 0 for status, _ in results) else 0)


if __name__ == '__main__':
    main()
