"""Holds the manual pages against the program: check_manual.py FOLLOWUPCTL FOLDER-OF-PAGES

Every command of --help has a --help of its own and an item in followupctl.1; the item names every option of that help.
The pages keep the grammar of mdoc(7), as far as a program that knows it is installed.
"""
import os
import re
import shutil
import subprocess
import sys

COMMON = {'config', 'help'}


def help_of(program, *words):
    done = subprocess.run([program, *words, '--help'], capture_output=True, text=True, encoding='utf-8')
    if done.returncode != 0 or done.stderr:
        raise SystemExit('%s --help: exit %d: %s' % (' '.join(words), done.returncode, done.stderr))
    return done.stdout


def commands(text):
    block = text.split('\n\n')[2]
    return re.findall(r'^  ([a-z]+)\s', block, re.M)


def items(page):
    """The text of each command's items."""
    found = {}
    for part in re.split(r'^\.It Ic ', page, flags=re.M)[1:]:
        name = part.split()[0]
        found[name] = found.get(name, '') + part.split('\n.Ss')[0]
    return found


def check_commands(program, page):
    faults = []
    named = commands(help_of(program))
    described = items(page)
    if len(named) < 19:
        faults.append('--help names only %s' % named)
    for name in named:
        usage = help_of(program, name)
        if name not in described:
            faults.append('%s has no item in followupctl.1' % name)
            continue
        for option in set(re.findall(r'--([a-z-]+)', usage)) - COMMON:
            if not re.search(r'Fl -%s\b' % option, described[name]):
                faults.append('%s --%s is not in its item in followupctl.1' % (name, option))
        for key in re.findall(r'^  ([a-z_]+)=', usage, re.M):
            if not re.search(r'^\.It Cm %s$' % key, page, re.M):
                faults.append('%s %s= is not in followupctl.1' % (name, key))
    for name in set(described) - set(named):
        faults.append('followupctl.1 has %s, and --help does not' % name)
    return faults


def check_grammar(paths):
    for words in (['mandoc', '-Tlint', '-Wwarning'], ['groff', '-mandoc', '-Tutf8', '-ww', '-z']):
        if shutil.which(words[0]):
            done = subprocess.run(words + paths, capture_output=True, text=True)
            return [line for line in (done.stdout + done.stderr).splitlines() if line]
    print('neither mandoc nor groff is here: the grammar is not checked')
    return []


def main():
    program, folder = sys.argv[1:]
    paths = [os.path.join(folder, name) for name in ('followupctl.1', 'followupd.8')]
    with open(paths[0], encoding='utf-8') as file:
        faults = check_commands(program, file.read())
    faults += check_grammar(paths)
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
