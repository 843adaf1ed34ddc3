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
    """The N-th call of a system call by each process fails, or kills it there; number 0 only counts. Of the program itself nothing is
    counted before main(): the dynamic loader's calls prove nothing.

    One call only: strace counts each call of a list by itself, so that the N-th of all of them cannot be had."""

    def __init__(self, world, call, fault, number):
        self.build, self.path = world.build, world.path('strace')
        self.options = ['-e', 'trace=' + call]
        if number:
            self.options += ['-e', 'inject=%s:%s:when=%d' % (call, fault, number)]
        self.call, self.number = call, number

    @classmethod
    def counting(cls, world, ways):
        return cls(world, ','.join(call for call, _ in ways), None, 0)

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

    def made(self):
        """How many of each call each process made, by both."""
        calls = collections.Counter()
        with open(self.path, errors='replace') as file:
            for line in file:
                process, what = line.split(None, 1)
                if not what.startswith(('+++', '---', '<...')):
                    calls[int(process), what.split('(')[0]] += 1
        return calls

    def most(self, call):
        """How many of them the busiest process made."""
        return max((count for (_, made), count in self.made().items() if made == call), default=0)

    def struck(self):
        """How many processes the fault struck, as strace has it: it marks a call that it lets fail, and whom it kills ends in that call."""
        with open(self.path, errors='replace') as file:
            failed = sum('(INJECTED)' in line for line in file)
        made = self.made()
        return failed + sum(name == 'SIGKILL' and made[process, self.call] == self.number for process, name in ends(self.path))

    def crashes(self):
        """Signals that ended a process as only a mistake of the program does."""
        return [name for _, name in ends(self.path) if name in CRASHES]


class LibraryCalls:
    """The N-th call of a kind that preload.c knows fails in each process, in the way of its FAULT_HOW."""

    def __init__(self, world, kind, how, number):
        self.build, self.path, self.page = world.build, world.path('strace'), world.path('page')
        self.settings = {'FAULT_KIND': kind, 'FAULT_HOW': str(how), 'FAULT_NUMBER': str(number), 'FAULT_PAGE': self.page}

    @classmethod
    def counting(cls, world, ways):
        return cls(world, *ways[0], 0)

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

    def most(self, _):
        return self.values()[0]

    def struck(self):
        """How many processes the fault struck, as preload.c noted when it did."""
        return self.values()[1]

    def crashes(self):
        """As above; a reader may die of anything, that is what it is for."""
        readers = self.values()[3:]
        return [name for process, name in ends(self.path) if name in CRASHES and process not in readers]
