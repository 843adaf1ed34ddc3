#!/usr/bin/env python3
"""A fault at every system call of a kind, one after another, until a run ends without it: test_fault.py BUILD KIND [STEP].

Every process of a run meets the fault at its own N-th call. Then followupd runs undisturbed, ten days pass, and what went out is compared
with what goes out when nothing happens: nothing is lost, nothing is made twice, no process crashes, and a mail goes out twice only with the
same Message-ID. STEP takes every STEP-th N only: `./check` does, the preset `fault` takes all.
"""
import sys
import tempfile

from world import World

WRITES = 'write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,fallocate,rename,unlink'
KINDS = {
    'killed': (WRITES, 'signal=SIGKILL'),
    'broken-disk': ('pread64,pwrite64,fsync,fdatasync,ftruncate', 'error=EIO'),
    'full-disk': ('write,pwrite64,ftruncate,fallocate,openat', 'error=ENOSPC'),
    'no-descriptors': ('openat,socket,socketpair,pipe2,epoll_create1,timerfd_create,signalfd4,dup,fcntl', 'error=EMFILE'),
    'reset-lines': ('sendto,recvfrom,connect', 'error=ECONNRESET'),
    'no-memory': ('mmap,brk', 'error=ENOMEM'),
    'no-processes': ('clone,fork,vfork', 'error=EAGAIN'),
}
CALLS_MAX = 5000
CRASHES = ('SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL')


def first_call(world, kind):
    """The first call that is followupd's own: those before it are the dynamic loader's."""
    world.start(['--version'], fault=['-e', 'trace=' + KINDS[kind][0]])
    return world.calls() + 1


def undisturbed(world):
    world.put_back()
    world.undisturbed(0)
    world.finish()
    broken = world.broken(may_repeat=False)
    if broken:
        raise SystemExit('undisturbed: ' + '; '.join(broken))
    return world.story()


def disturbed(world, kind, number, story):
    """Lets the N-th call of each process fail; whether one got so far, and what is then broken."""
    calls, fault = KINDS[kind]
    world.put_back()
    world.run(fault=['-e', 'trace=' + calls, '-e', 'inject=%s:%s:when=%d' % (calls, fault, number)])
    if world.calls() < number:
        return False, []
    broken = ['a process ended by %s' % crash for crash in CRASHES if world.ended_by(crash)]
    world.finish()
    broken += world.broken()
    if world.story() != story:
        broken.append('the story is another one: %s more, %s missing' % (dict(world.story() - story), dict(story - world.story())))
    return True, broken


def main():
    build, kind, step = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1
    faults = runs = twice = 0
    with tempfile.TemporaryDirectory(prefix='followupd-fault-') as folder, World(folder, build) as world:
        world.prepare()
        story = undisturbed(world)
        for number in range(first_call(world, kind), CALLS_MAX, step):
            met, broken = disturbed(world, kind, number, story)
            if not met:
                break
            runs += 1
            twice += len(world.accepted()) - sum(story.values())
            for sentence in broken:
                faults += 1
                print('%s at call %d: %s' % (kind, number, sentence), flush=True)
        else:
            raise SystemExit('no run ended without the fault')
    print('%s in %d runs, up to call %d of a process; mails that went out twice: %d' % (kind, runs, number - step, twice))
    print('%d passed, %d failed' % (runs, faults))
    sys.exit(1 if faults or runs == 0 else 0)


if __name__ == '__main__':
    main()
