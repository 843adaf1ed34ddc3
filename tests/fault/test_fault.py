#!/usr/bin/env python3
"""A fault at every call of a kind, one after another, until a run ends without it: test_fault.py BUILD KIND [STEP [FIRST [LAST]]].

A kind has several ways, such as one for each system call. Every process of a run of followupd meets the fault at its own N-th call of one
way: the preset `fault` has all N from FIRST on, `./check` with a larger STEP every STEP-th of each way, and one at least. A run counts only
when the fault struck, and each way has to. Then followupd runs undisturbed, ten days pass, and what went out is compared with what goes out
when nothing happens: nothing is lost, nothing is made twice, no process crashes, and neither the exit status nor followupctl status lies. A
mail goes out twice, with the same Message-ID, only if the line or the process that knew its outcome ended (LOSING), and the store or the file
of dots shows it: a disk, a store or a system that fails once is asked again.

test_fault.py BUILD random COUNT [SEED] kills the daemon at random moments (kills.py).
"""
import collections
import difflib
import errno
import functools
import itertools
import random
import re
import subprocess
import sys

import kills
from checker import may_go_out_again
from faults import LibraryCalls, SystemCalls
from world import DONE
from worlds import side_by_side

IOERR, FULL, BUSY, NOMEM, CORRUPT = 10, 13, 5, 7, 11  # what SQLite's calls return
DONE_ALL_THE_SAME = -IOERR  # the call was made, and says that it failed


def at_each(fault, calls):
    """The ways of a fault that comes at system calls. Each must be one that the scenario makes, and none that a confined reader makes may
    fail: strace puts a call in its place that the reader's filter ends it for."""
    return SystemCalls, [(call, fault) for call in calls.split()]


# What a fault is made of, and the ways in which it comes.
KINDS = {
    'killed': at_each('signal=SIGKILL', 'write pwrite64 sendto sendmsg fsync fdatasync ftruncate rename unlink'),
    'broken-disk': at_each('error=EIO', 'pread64 pwrite64 fsync fdatasync ftruncate'),
    'full-disk': at_each('error=ENOSPC', 'pwrite64 ftruncate openat'),
    'no-descriptors': at_each('error=EMFILE', 'openat socket socketpair pipe2 timerfd_create signalfd4'),
    'reset-lines': at_each('error=ECONNRESET', 'sendto recvfrom connect'),
    'no-memory': at_each('error=ENOMEM', 'mmap'),
    'no-processes': at_each('error=EAGAIN', 'clone'),
    'no-allocation': (LibraryCalls, [('memory', 0)]),
    'failing-store': (LibraryCalls, [('store', code) for code in (IOERR, FULL, BUSY, NOMEM, CORRUPT, DONE_ALL_THE_SAME)]),
    'torn-lines': (LibraryCalls, [('line', 0), ('line', errno.ECONNRESET)]),
    'interrupted': (LibraryCalls, [('line', errno.EINTR)]),
}
# Faults that end a line or a process; memory that runs out does, and so does a store that is damaged.
LOSING = ('killed', 'reset-lines', 'torn-lines', 'no-memory', 'no-allocation')
CALLS_MAX = 50000
WORLDS_MAX, RUNS_PER_WORLD = 4, 20
STEP_OF_FEW = 20  # from here on one world is enough


def may_lose(kind, way):
    return kind in LOSING or way == ('store', CORRUPT)


def status(world):
    """What followupctl says of the whole, but for ages; and a stranger's mail that is met again is turned away again."""
    return re.sub(r'read .*? ago|turned away: \d+', '', world.control('status', check=False))


class Calls:
    """Runs of one kind in one world, at every STEP-th call from first to last of each way."""

    def __init__(self, kind, step, first, last, world):
        self.world, self.kind, self.step, self.first, self.last = world, kind, step, first, last
        self.faults, self.ways = KINDS[kind]
        world.put_back()
        counting = self.faults.counting(world, self.ways)
        if world.run(fault=counting) != DONE:
            raise SystemExit('undisturbed, followupd does not end well:\n' + world.log())
        self.most = [counting.most(way[0]) for way in self.ways]
        self.at_once = world.story()
        world.finish()
        broken = world.broken(may_repeat=False)
        if broken:
            raise SystemExit('undisturbed: ' + '; '.join(broken))
        self.story, self.status = world.story(), status(world)

    def number(self, way, turn):
        """Which call of a way is met in which turn: the ways begin at different places of the first STEP calls, if they make so many."""
        begin = max(0, min(self.step, self.most[way] - self.first + 1)) * (2 * way + 1) // (2 * len(self.ways))
        return self.first + begin + turn * self.step

    def run(self, task):
        way, number = task[0], self.number(*task)
        result = {'way': way, 'number': number, 'most': self.most[way], 'struck': 0, 'broken': [], 'doubts': 0, 'twice': 0}
        # With STEP 1 only a run in which nothing is struck says that these were all: disturbed, it may take more than undisturbed.
        if number > self.last or (self.step > 1 and number > self.most[way]):
            return result
        fault = self.faults(self.world, *self.ways[way], number)
        self.world.put_back()
        try:
            ended = self.world.run(fault=fault)
        except subprocess.TimeoutExpired as error:
            return {**result, 'struck': 1, 'broken': ['it does not end: %s' % error], 'log': self.world.log()}
        result.update(struck=fault.struck(), most=max(self.most[way], fault.most(self.ways[way][0])), log=self.world.log())
        if result['struck'] == 0:
            return result
        broken = ['a process was ended by ' + crash for crash in fault.crashes()]
        # What is put off once may go out at once where the line broke behind the answer.
        if ended == DONE and self.at_once - self.world.story():
            broken.append('it ended as if everything had been done')
        doubts = may_go_out_again(self.world.path('state'))
        self.world.finish()
        broken += [*self.world.broken(may_lose(self.kind, self.ways[way]) and doubts), *self.differences()]
        return {**result, 'broken': broken, 'doubts': len(doubts), 'twice': self.world.repeated()}

    def differences(self):
        story, says = self.world.story(), status(self.world)
        if story != self.story:
            yield 'the story is another one: %s more, %s missing' % (dict(story - self.story), dict(self.story - story))
        if says != self.status:
            yield 'status differs:\n' + '\n'.join(difflib.unified_diff(self.status.splitlines(), says.splitlines(), n=0, lineterm=''))


class Way:
    """What came of the runs of one way."""

    def __init__(self, name):
        self.name, self.runs, self.struck, self.most, self.ended = name, 0, 0, 0, False

    def count(self, result):
        self.runs += result['struck'] > 0
        self.struck += result['struck']
        self.most = max(self.most, result['most'])
        self.ended = self.ended or result['struck'] == 0

    def proves_nothing(self, first):
        """Whether it never struck, though there was something to strike, or there never is."""
        return self.struck == 0 and not 0 < self.most < first

    def __str__(self):
        return '%s: struck %d processes in %d runs, of %d calls of a process at most' % (self.name, self.struck, self.runs, self.most)


def tasks(ways):
    """Turn by turn, each way that goes on."""
    for turn in itertools.count():
        if all(way.ended for way in ways):
            return
        for number, way in enumerate(ways):
            if not way.ended:
                yield number, turn


def every_call(build, kind, step=1, first=1, last=CALLS_MAX):
    """The exit status."""
    came, ways = collections.Counter(), [Way('%s (%s)' % (kind, ' '.join(map(str, way)))) for way in KINDS[kind][1]]
    worlds = min(WORLDS_MAX, 1 + (last - first) // step // RUNS_PER_WORLD) if step < STEP_OF_FEW else 1
    for result in side_by_side(build, worlds, tasks(ways), functools.partial(Calls, kind, step, first, last)):
        way = ways[result['way']]
        way.count(result)
        came.update(runs=result['struck'] > 0, doubts=bool(result['doubts']), twice=result['twice'], failed=bool(result['broken']))
        for sentence in result['broken']:
            print('%s at call %d: %s' % (way.name, result['number'], sentence), flush=True)
        if result['broken']:
            print('  the log:\n' + result['log'], flush=True)
    for way in ways:
        print(way)
        if way.proves_nothing(first):
            came.update(failed=1)
            print('%s never strikes, so it proves nothing' % way.name)
    print('%s in %d runs; outcomes lost in %d; mails that went out twice: %d' % (kind, came['runs'], came['doubts'], came['twice']))
    print('%d passed, %d failed' % (came['runs'] - came['failed'], came['failed']))
    return 1 if came['failed'] or came['runs'] == 0 or any(way.most >= CALLS_MAX for way in ways) else 0


def main():
    build, kind, *numbers = sys.argv[1:]
    numbers = [int(number) for number in numbers]
    if kind == 'random':
        sys.exit(kills.main(build, *numbers, *([] if len(numbers) > 1 else [random.randrange(10 ** 9)])))
    sys.exit(every_call(build, kind, *numbers))


if __name__ == '__main__':
    main()
