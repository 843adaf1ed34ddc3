#!/usr/bin/env python3
"""Breaks copies of the unit and sees that check_unit.py finds it.

    test_check_unit.py SOURCE
"""
import os
import shutil
import sys
import tempfile

import check_unit

# What is replaced by what, and a part of the finding.
BROKEN = [
    ('WatchdogSec=', 'WatchdogSecs=', 'WatchdogSecs'),
    ('WatchdogSec=120', 'WatchdogSec=soon', 'parse sec value'),
    ('[Service]', '[Srevice]', 'Srevice'),
    ('PrivateUsers=yes\n', 'PrivateUsers=no\nProtectSystem=no\nPrivateDevices=no\n', 'exposure level is'),
    ('SystemCallFilter=seccomp prlimit64 setrlimit\n', '', 'does not let seccomp through'),
    ('SystemCallFilter=seccomp prlimit64 setrlimit\n', 'SystemCallFilter=~prlimit64\n', 'does not let prlimit64'),
    ('SystemCallFilter=~@privileged', 'SystemCallFilter=~@swap', 'lets setuid through'),
    ('SystemCallFilter=@system-service\n', 'SystemCallFilter=@system-service @mount\n', 'lets mount through'),
    ('SystemCallFilter=@system-service\n', 'SystemCallFilter=@basic-io\n', 'does not let socket through'),
    ('RestartPreventExitStatus=64 74 78', 'RestartPreventExitStatus=64 78', 'RestartPreventExitStatus= is'),
]


def main():
    if not all(map(shutil.which, check_unit.TOOLS)):
        print('systemd is not installed: apt install systemd')
        return 77
    source = sys.argv[1]
    wrong = 0
    with open(os.path.join(source, 'contrib/systemd/followupd.service'), encoding='utf-8') as stream:
        good = stream.read()
    for old, new, part in BROKEN:
        with tempfile.TemporaryDirectory() as folder:
            unit = os.path.join(folder, 'followupd.service')
            with open(unit, 'w', encoding='utf-8') as copy:
                copy.write(good.replace(old, new))
            found = list(check_unit.findings(source, unit))
        if old not in good or not any(part in finding for finding in found):
            print(f'{old!r} as {new!r}: expected …{part}…, found {found}')
            wrong += 1
    print(f'{len(BROKEN)} cases, {wrong} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
