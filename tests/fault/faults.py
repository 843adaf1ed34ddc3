"""Ways in which a run of followupd meets a fault: each runs a command, and can say afterwards what came of it.

All stand on preload.c, which is loaded into the program.
"""
import collections
import mmap
import os
import signal
import struct
import subprocess
import time

CRASHES = ('SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSYS', 'SIGTRAP')
PAGE = struct.Struct('=3q64q')  # struct page of preload.c
SECONDS = 150


def preloading(build, surroundings, **settings):
    """The environment for a program with preload.c in it."""
    library = os.path.join(build, 'tests', 'fault', 'libfault-preload.so')
    return {**os.environ, **surroundings, **settings, 'LD_PRELOAD': library + ' ' + surroundings['LD_PRELOAD']}


def ends(path):
    """Each process in a file of strace's that a signal ended, and that signal's name."""
    with open(path, errors='replace') as file:
        return [(int(line.split(None, 1)[0]), line.split('+++ killed by ')[1].split()[0]) for line in file if '+++ killed by ' in line]


class SystemCalls:
    """The N-th of these system calls of each process fails, or kills it there; number 0 only counts. Of the program itself nothing is
    counted before main(): the dynamic loader's calls prove nothing."""

    def __init__(self, world, calls, fault, number):
        self.build, self.path = world.build, world.path('strace')
        self.options = ['-e', 'trace=' + calls]
        if number:
            self.options += ['-e', 'inject=%s:%s:when=%d' % (calls, fault, number)]
        self.number = number

    def run(self, command, surroundings, log):
        process = subprocess.Popen(command, env=preloading(self.build, surroundings, FAULT_WAIT='1'), stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        tracer = subprocess.Popen(['strace', '-f', '-q', '-o', self.path, '-p', str(process.pid), *self.options], stderr=log)
        while not self.is_traced(process.pid):
            if tracer.poll() is not None:
                process.kill()
                raise AssertionError('strace ended with status %d' % tracer.returncode)
            time.sleep(0.001)
        process.send_signal(signal.SIGCONT)
        try:
            return process.wait(SECONDS)
        finally:
            process.kill()
            tracer.wait(SECONDS)

    @staticmethod
    def is_traced(process):
        with open('/proc/%d/status' % process) as file:
            return any(line.split() != ['TracerPid:', '0'] for line in file if line.startswith('TracerPid:'))

    def most(self):
        """How many of the calls the busiest process made."""
        calls = collections.Counter()
        with open(self.path, errors='replace') as file:
            for line in file:
                process, what = line.split(None, 1)
                calls[process] += not what.startswith(('+++', '---', '<...'))
        return max(calls.values(), default=0)

    def is_met(self):
        return self.most() >= self.number

    def crashes(self):
        """Signals that ended a process as only a mistake of the program does."""
        return [name for _, name in ends(self.path) if name in CRASHES]


class LibraryCalls:
    """The N-th call of a kind that preload.c knows fails in each process, in the way of its FAULT_HOW."""

    def __init__(self, world, kind, how, number):
        self.build, self.path, self.page = world.build, world.path('strace'), world.path('page')
        self.settings = {'FAULT_KIND': kind, 'FAULT_HOW': str(how), 'FAULT_NUMBER': str(number), 'FAULT_PAGE': self.page}

    def run(self, command, surroundings, log):
        with open(self.page, 'wb') as file:
            file.write(bytes(mmap.PAGESIZE))
        ours = preloading(self.build, surroundings, **self.settings)
        words = [word for name in (*surroundings, *self.settings) for word in ('-E', '%s=%s' % (name, ours[name]))]
        return subprocess.run(['strace', '-f', '-q', '--seccomp-bpf', '-e', 'trace=none', '-e', 'signal=none', '-o', self.path, *words,
                               *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=SECONDS).returncode

    def values(self):
        with open(self.page, 'rb') as file:
            return PAGE.unpack(file.read(PAGE.size))

    def most(self):
        return self.values()[0]

    def is_met(self):
        return self.values()[1] > 0

    def crashes(self):
        """As above; a reader may die of anything, that is what it is for."""
        readers = self.values()[3:]
        return [name for process, name in ends(self.path) if name in CRASHES and process not in readers]
