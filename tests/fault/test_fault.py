#!/usr/bin/env python3
"""A fault at every call of a kind, one after another, until a run ends without it: test_fault.py BUILD KIND [STEP [FIRST [LAST]]].

Every process of a run of followupd meets the fault at its own N-th call, N being FIRST, FIRST + STEP, …: `./check` takes some, the
preset `fault` all. Then followupd runs undisturbed, ten days pass, and what went out is compared with what goes out when nothing
happens: nothing is lost, nothing is made twice, no process crashes, and neither the exit status nor followupctl status lies. A mail goes
out twice, with the same Message-ID, only if the line or the process that knew its outcome ended (LOSING), and the store or the file of
dots shows it: a disk, a store or a system that fails once is asked again.

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

WRITES = 'write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,fallocate,rename,unlink'
IOERR, FULL, BUSY, NOMEM, CORRUPT = 10, 13, 5, 7, 11  # what SQLite's calls return
DONE_ALL_THE_SAME = -IOERR  # the call was made, and says that it failed

# What a fault is made of, and the ways in which it comes: with STEP 1 every call meets all of them, else one after another.
KINDS = {
    'killed': (SystemCalls, [(WRITES, 'signal=SIGKILL')]),
    'broken-disk': (SystemCalls, [('pread64,pwrite64,fsync,fdatasync,ftruncate', 'error=EIO')]),
    'full-disk': (SystemCalls, [('write,pwrite64,ftruncate,fallocate,openat', 'error=ENOSPC')]),
    'no-descriptors': (SystemCalls, [('openat,socket,socketpair,pipe2,epoll_create1,timerfd_create,signalfd4,dup', 'error=EMFILE')]),
    'reset-lines': (SystemCalls, [('sendto,recvfrom,connect', 'error=ECONNRESET')]),
    'no-memory': (SystemCalls, [('mmap', 'error=ENOMEM')]),
    'no-processes': (SystemCalls, [('clone,fork,vfork', 'error=EAGAIN')]),
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
    """Runs of one kind in one world."""

    def __init__(self, kind, world):
        self.world, self.kind = world, kind
        world.put_back()
        world.undisturbed(0)
        self.at_once = world.story()
        world.finish()
        broken = world.broken(may_repeat=False)
        if broken:
            raise SystemExit('undisturbed: ' + '; '.join(broken))
        self.story, self.status = world.story(), status(world)

    def run(self, task):
        number, way = task
        faults, ways = KINDS[self.kind]
        fault = faults(self.world, *ways[way], number)
        self.world.put_back()
        try:
            ended = self.world.run(fault=fault)
        except subprocess.TimeoutExpired as error:
            return {'number': number, 'met': True, 'most': fault.most(), 'way': ' '.join(map(str, ways[way])),
                    'broken': ['it does not end: %s' % error], 'doubts': 0, 'twice': 0, 'log': self.world.log()}
        if not fault.is_met():
            return {'number': number, 'met': False, 'most': fault.most()}
        result = {'number': number, 'met': True, 'most': fault.most(), 'way': ' '.join(map(str, ways[way])), 'broken': [], 'doubts': 0,
                  'twice': 0}
        log = self.world.log()
        broken = ['a process was ended by ' + crash for crash in fault.crashes()]
        # What is put off once may go out at once where the line broke behind the answer.
        if ended == DONE and self.at_once - self.world.story():
            broken.append('it ended as if everything had been done')
        doubts = may_go_out_again(self.world.path('state'))
        self.world.finish()
        broken += [*self.world.broken(may_lose(self.kind, ways[way]) and doubts), *self.differences()]
        return {**result, 'broken': broken, 'doubts': len(doubts), 'twice': self.world.repeated(), 'log': log}

    def differences(self):
        story, says = self.world.story(), status(self.world)
        if story != self.story:
            yield 'the story is another one: %s more, %s missing' % (dict(story - self.story), dict(self.story - story))
        if says != self.status:
            yield 'status differs:\n' + '\n'.join(difflib.unified_diff(self.status.splitlines(), says.splitlines(), n=0, lineterm=''))


def tasks(kind, first, last, step, ended):
    ways = len(KINDS[kind][1])
    for turn, number in enumerate(itertools.count(first, step)):
        if ended or number > last:
            return
        for way in range(ways) if step == 1 else [turn % ways]:
            yield number, way


def every_call(build, kind, step=1, first=1, last=CALLS_MAX):
    """The exit status."""
    ended, came, most = [], collections.Counter(), 0
    worlds = min(WORLDS_MAX, 1 + (last - first) // step // RUNS_PER_WORLD) if step < STEP_OF_FEW else 1
    for result in side_by_side(build, worlds, tasks(kind, first, last, step, ended), functools.partial(Calls, kind)):
        most = max(most, result['most'])
        if not result['met']:
            ended.append(result['number'])
            continue
        came.update(runs=1, doubts=bool(result['doubts']), twice=result['twice'], failed=bool(result['broken']))
        for sentence in result['broken']:
            print('%s (%s) at call %d: %s' % (kind, result['way'], result['number'], sentence), flush=True)
        if result['broken']:
            print('  the log:\n' + result['log'], flush=True)
    print('%s in %d runs, of %d calls of a process at most; outcomes lost in %d; mails that went out twice: %d'
          % (kind, came['runs'], most, came['doubts'], came['twice']))
    print('%d passed, %d failed' % (came['runs'] - came['failed'], came['failed']))
    return 1 if came['failed'] or came['runs'] == 0 or most >= CALLS_MAX else 0


def main():
    build, kind, *numbers = sys.argv[1:]
    numbers = [int(number) for number in numbers]
    if kind == 'random':
        sys.exit(kills.main(build, *numbers, *([] if len(numbers) > 1 else [random.randrange(10 ** 9)])))
    sys.exit(every_call(build, kind, *numbers))


if __name__ == '__main__':
    main()
