#!/usr/bin/env python3
"""Checks contrib/systemd: that systemd knows every setting, that the unit leaves little open, that its filter of
system calls lets through what followupd needs, and that user and folders can be made.

    check_unit.py SOURCE

Each finding is a line; exit 1 when there is one, 77 when systemd's tools are not installed.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

EXPOSURE_MAX = 15  # tenths, as systemd-analyze has it
TOOLS = ('systemd-analyze', 'systemd-sysusers', 'systemd-tmpfiles')

# Exit statuses of which doc/man/followupd.8 says that somebody has to mend something first.
STAYS_DOWN = ['64', '74', '78']

# Beside what the reader lists for itself: confinement, limits, processes, files, locks, the network, waiting.
NEEDED = '''seccomp prctl prlimit64 setrlimit getrlimit
    clone clone3 vfork fork execve wait4 waitid kill pipe2 dup2 close setpgid rt_sigaction signalfd4
    openat fstat newfstatat unlink rename mkdir fsync fdatasync fallocate ftruncate lseek pread64 pwrite64 fcntl flock
    chmod umask mknodat
    socket connect bind listen accept4 sendto recvfrom sendmsg recvmsg setsockopt getsockopt socketpair
    poll ppoll epoll_create1 epoll_ctl epoll_wait timerfd_create timerfd_settime clock_nanosleep'''.split()

# What a mail that took a worker over would like.
UNWANTED = '''mount umount2 pivot_root chroot ptrace bpf kexec_load init_module finit_module delete_module
    reboot swapon settimeofday clock_settime adjtimex ioperm iopl open_by_handle_at quotactl setuid chown
    perf_event_open process_vm_readv sched_setscheduler setpriority'''.split()


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def settings(text, name):
    return re.findall(rf'^{name}=(.*)$', text, re.M)


class Calls:
    """Sets of system calls by the names that systemd gives them."""

    def __init__(self):
        self.groups = {}
        group = None
        for line in run('systemd-analyze', '--no-pager', 'syscall-filter').stdout.split('\n'):
            word = line.strip()
            if word.startswith('@') and not line.startswith(' '):
                group = self.groups.setdefault(word, [])
            elif word and not word.startswith('#') and group is not None:
                group.append(word)

    def expand(self, word):
        if not word.startswith('@'):
            return {word}
        return set().union(*(self.expand(member) for member in self.groups[word]))

    def allowed(self, lines):
        """The set that SystemCallFilter= lines come to: a list of what is allowed, ~ takes away, in their order."""
        result = self.expand('@default')
        for line in lines:
            taken = line.startswith('~')
            for word in line.lstrip('~').split():
                result = result - self.expand(word) if taken else result | self.expand(word)
        return result


def known(unit, text, folder):
    """systemd reads every line; the program itself need not be installed."""
    path = os.path.join(folder, os.path.basename(unit))
    with open(path, 'w', encoding='utf-8') as copy:
        copy.write(re.sub(r'^ExecStart=\S+', 'ExecStart=/bin/true', text, flags=re.M))
    result = run('systemd-analyze', 'verify', '--man=no', path)
    yield from (line for line in result.stderr.split('\n') if 'followupd.service' in line)
    if result.returncode != 0:
        yield f'systemd-analyze verify ends with {result.returncode}'


def exposed(unit):
    result = run('systemd-analyze', '--no-pager', 'security', '--offline=true', f'--threshold={EXPOSURE_MAX}', unit)
    level = re.search(r'exposure level for \S+: ([\d.]+)', result.stdout)
    if level is None:
        yield 'systemd-analyze says no exposure level: ' + result.stderr
    elif result.returncode != 0 or float(level.group(1)) * 10 > EXPOSURE_MAX:
        yield f'the exposure level is {level.group(1)}; {EXPOSURE_MAX / 10} is allowed'


def filtered(text, reader):
    allowed = Calls().allowed(settings(text, 'SystemCallFilter'))
    needed = NEEDED + re.findall(r'SCMP_SYS\((\w+)\)', reader)
    for call in sorted(set(needed) - allowed):
        yield f'SystemCallFilter= does not let {call} through, and followupd needs it'
    for call in sorted(set(UNWANTED) & allowed):
        yield f'SystemCallFilter= lets {call} through'


def restarted(text):
    """Only what may pass by itself is worth another start."""
    found = ' '.join(settings(text, 'RestartPreventExitStatus')).split()
    if sorted(found) != STAYS_DOWN:
        yield f'RestartPreventExitStatus= is {found}, not {STAYS_DOWN}'


def made(source, text, folder):
    """The user and the folders, below a folder that stands for the root."""
    etc, lib = os.path.join(folder, 'etc/followupd'), os.path.join(folder, 'usr/lib')
    os.makedirs(etc)
    password = os.path.join(etc, 'imap.password')
    with open(password, 'w', encoding='utf-8'):
        os.chmod(password, 0o644)
    for kind in ('sysusers', 'tmpfiles'):
        os.makedirs(os.path.join(lib, kind + '.d'))
        shutil.copy(os.path.join(source, 'contrib/systemd/followupd.' + kind),
                    os.path.join(lib, kind + '.d/followupd.conf'))
    users = run('systemd-sysusers', '--root=' + folder)
    try:
        with open(os.path.join(folder, 'etc/passwd'), encoding='utf-8') as passwd:
            names = [line.split(':')[0] for line in passwd]
    except FileNotFoundError:
        names = []
    for user in settings(text, 'User'):
        if user not in names:
            yield f'sysusers makes no user {user}: {users.stderr}'
    folders = run('systemd-tmpfiles', '--create', '--root=' + folder)
    if folders.returncode != 0:
        yield f'tmpfiles makes no folders: {folders.stderr}'
    for path, mode in (('etc/followupd/imap.password', 0o600), ('var/lib/followupd', 0o700)):
        path = os.path.join(folder, path)
        found = os.stat(path).st_mode & 0o777 if os.path.exists(path) else None
        if found != mode:
            yield f'{path} has the mode {found}, not {mode}'


def findings(source, unit):
    with open(unit, encoding='utf-8') as stream:
        text = stream.read()
    with open(os.path.join(source, 'src/daemon/reader_confine.c'), encoding='utf-8') as stream:
        reader = stream.read()
    with tempfile.TemporaryDirectory() as folder:
        yield from known(unit, text, folder)
    yield from exposed(unit)
    yield from filtered(text, reader)
    yield from restarted(text)
    if os.geteuid() == 0:  # only root gives files away
        with tempfile.TemporaryDirectory() as folder:
            yield from made(source, text, folder)


def main():
    if not all(map(shutil.which, TOOLS)):
        print('systemd is not installed: apt install systemd')
        return 77
    source = sys.argv[1]
    found = list(findings(source, os.path.join(source, 'contrib/systemd/followupd.service')))
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
