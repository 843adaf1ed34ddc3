"""SIGKILL at random moments, to the daemon as it runs: test_fault.py BUILD random COUNT [SEED].

Run number N is made of the seed SEED + N: when the kill falls, whether it takes the whole process group or one process of it, and
whether the daemon is killed once more while it puts things right. Then the daemon runs on (started anew where its supervisor is gone)
until nothing is left to do, ten days pass for runs of --once (a daemon does not believe a clock that leaps), and the checker compares. A
mail may have gone out twice, under one Message-ID, only if its outbox was killed between the final dot and the record: at the kill the
store must have it in *sending*, and the file of dots must name it.

What is random is drawn from the seed; what a kill meets depends on the machine as well, so that a failure may take a few runs of its
seed to come again. Several worlds run side by side, since most of a run is waiting.
"""
import collections
import os
import random
import signal
import sqlite3
import subprocess
import time

from checker import may_go_out_again
from scenario import BEGIN, STRANGERS
from world import PASSES, end_with_parent
from worlds import side_by_side

WORLDS_MAX, RUNS_PER_WORLD = 4, 50
AGAIN = 0.25  # so many of the runs are killed twice
MOMENTS = 1.2  # kills fall into so many times what the daemon takes, so that some find it idle
LONGEST = 120  # seconds that anything may take
LOOK_EVERY = 0.02
# Where libfaketime shifts the times of files as well, whoever is killed between its lock and its unlock lets all others wait for ever.
NO_LOCK = {'NO_FAKE_STAT': '1'}
UNDONE = """SELECT (SELECT count(*) FROM occurrence WHERE state = 'pending' AND moment <= :now)
  + (SELECT count(*) FROM delivery WHERE state = 'sending' OR (state = 'queued' AND next_attempt <= :now))
  + (SELECT count(*) FROM message WHERE state = 'sending' OR (state = 'queued' AND next_attempt <= :now))
  + (SELECT count(*) FROM attempt)"""


class Stuck(AssertionError):
    """The daemon does not come to an end of its work."""


class Daemon:
    """followupd as a service manager runs it, in a process group of its own: started anew whenever it ends."""

    def __init__(self, world):
        self.world = world
        with open(world.path('log'), 'wb'):
            pass
        self.start()

    def start(self):
        with open(self.world.path('log'), 'ab') as log:
            self.process = subprocess.Popen([self.world.program('followupd'), '-c', self.world.path('followupd.conf')],
                                            env=dict(os.environ, **self.world.surroundings, **NO_LOCK), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, start_new_session=True, preexec_fn=end_with_parent)

    def members(self):
        """Its living processes, by number; 'T' is one that stands still."""
        found = {}
        for entry in os.listdir('/proc'):
            if entry.isdigit():
                try:
                    with open('/proc/%s/stat' % entry) as file:
                        fields = file.read().rsplit(')', 1)[1].split()
                except OSError:
                    continue
                if int(fields[2]) == self.process.pid and fields[0] not in 'ZX':
                    found[int(entry)] = fields[0]
        return found

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def stand_still(self):
        """Stops all its processes; their numbers."""
        self.signal(signal.SIGSTOP)
        end = time.monotonic() + LONGEST
        while set((members := self.members()).values()) - {'T'}:
            if time.monotonic() > end:
                raise Stuck('it cannot be stopped: %s' % members)
        return sorted(members)

    def bury(self):
        """Waits for the supervisor's end and for that of all that it leaves; its exit status."""
        status = self.process.wait(LONGEST)
        end = time.monotonic() + LONGEST
        while True:
            try:
                if os.waitpid(-self.process.pid, os.WNOHANG) == (0, 0):
                    if time.monotonic() > end:
                        raise Stuck('%s outlived their supervisor' % self.members())
                    time.sleep(LOOK_EVERY)
            except ChildProcessError:
                return status

    def go_on(self):
        if self.process.poll() is not None:
            self.bury()
            self.start()

    def stop(self):
        self.process.terminate()
        status = self.bury()
        if status != 0:
            raise Stuck('stopped, it ended with status %d' % status)

    def end(self):
        """Whatever state it is in."""
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.bury()


def has_dots(world, process):
    """Whether it is the outbox: it alone holds the file of dots."""
    try:
        return any(os.readlink(fd.path) == world.path('state', 'dots') for fd in os.scandir('/proc/%d/fd' % process))
    except OSError:
        return False


def kill(daemon, chance, may_repeat):
    """One kill, of all or of one; notes which mails may go out once more, while all stand still."""
    members = []
    while not members:
        daemon.go_on()
        members = daemon.stand_still()
    victims = members if chance.random() < 0.5 else [chance.choice(members)]
    if any(has_dots(daemon.world, victim) for victim in victims):
        may_repeat.update(may_go_out_again(daemon.world.path('state')))
    if victims == members:
        daemon.signal(signal.SIGKILL)
    else:
        os.kill(victims[0], signal.SIGKILL)
        daemon.signal(signal.SIGCONT)
    if daemon.process.pid in victims:
        daemon.process.wait(LONGEST)
    return 'all' if victims == members else 'the supervisor' if victims == [daemon.process.pid] else 'one'


def is_quiet(world, now):
    """Whether all is done that can be done by now."""
    if sum(len(os.listdir(os.path.join(world.maildir(), part))) for part in ('new', 'cur')) > len(STRANGERS):
        return False
    try:
        database = sqlite3.connect('file:%s?mode=ro' % world.path('state', 'followupd.db'), uri=True, timeout=1)
        try:
            return database.execute(UNDONE, {'now': now}).fetchone()[0] == 0
        finally:
            database.close()
    except sqlite3.Error:
        return False


def run_on(daemon, ahead):
    world, end = daemon.world, time.monotonic() + LONGEST
    world.clock.set(BEGIN + ahead)
    daemon.go_on()
    rung = 0
    while not is_quiet(world, BEGIN + ahead):
        if time.monotonic() > end:
            raise Stuck('%d s after the beginning there is something left to do' % ahead)
        daemon.go_on()
        if time.monotonic() > rung + 1:
            world.ring()
            rung = time.monotonic()
        time.sleep(LOOK_EVERY)


def live(world, chance, kills, usual):
    """From the start to the end of all work; what was killed when, which mails may have gone out once more, and the seconds until all that
    was due at first was done."""
    world.put_back()
    world.clock.set(BEGIN)
    daemon = Daemon(world)
    what, may_repeat = [], collections.Counter()
    begin = time.monotonic()
    try:
        for _ in range(kills):
            delay = chance.uniform(0, MOMENTS * usual)
            time.sleep(delay)
            what.append('%s after %.4f s' % (kill(daemon, chance, may_repeat), delay))
        run_on(daemon, 0)
        seconds = time.monotonic() - begin
        run_on(daemon, PASSES[0])
        daemon.stop()
    finally:
        daemon.end()
    world.finish(PASSES[1:])
    return what, may_repeat, seconds


class Runs:
    """Runs in one world, and what came of them."""

    def __init__(self, world):
        """Learns what happens, and how long it takes, when nobody is killed."""
        self.world = world
        _, _, self.usual = live(world, None, 0, 0)
        broken = world.broken(may_repeat=False)
        if broken:
            raise SystemExit('undisturbed: ' + '; '.join(broken))
        self.story = world.story()

    def run(self, seed):
        """One run of that seed; a dictionary of what it came to."""
        chance = random.Random(seed)
        kills = 1 + (chance.random() < AGAIN)
        try:
            what, may_repeat, _ = live(self.world, chance, kills, self.usual)
        except (Stuck, subprocess.TimeoutExpired) as error:
            return {'seed': seed, 'what': '', 'broken': ['%s\n%s' % (error, self.world.log())], 'doubts': 0, 'twice': 0}
        broken = self.judge(may_repeat)
        if broken:
            broken.append('the log:\n' + self.world.log())
        return {'seed': seed, 'what': ', '.join(what), 'broken': broken, 'doubts': len(may_repeat), 'twice': self.world.repeated()}

    def judge(self, may_repeat):
        broken = self.world.broken(may_repeat)
        unsure = {mail for mail, times in may_repeat.items() if times > 1}
        # Unsure twice stays so, and is told.
        broken = [one for one in broken if not any(one == 'the mail %s to %s is unsure' % mail for mail in unsure)]
        missing, more = self.story - self.world.story(), self.world.story() - self.story
        if more or sum(missing.values()) > len(unsure):
            broken.append('the story is another one: %s more, %s missing' % (dict(more), dict(missing)))
        return broken


def main(build, count, first):
    """Runs with the seeds first, first + 1, …; the exit status."""
    came = collections.Counter()
    for result in side_by_side(build, min(WORLDS_MAX, 1 + count // RUNS_PER_WORLD), range(first, first + count), Runs):
        came.update(runs=1, failed=bool(result['broken']), doubts=bool(result['doubts']), twice=result['twice'])
        print('seed %(seed)d: %(what)s; outcomes lost: %(doubts)d, sent twice: %(twice)d' % result, flush=True)
        for sentence in result['broken']:
            print('seed %d: %s' % (result['seed'], sentence), flush=True)
    print('killed at random in %d runs, %d of them between a final dot and its record; mails sent twice: %d'
          % (came['runs'], came['doubts'], came['twice']))
    print('%d passed, %d failed' % (came['runs'] - came['failed'], came['failed']))
    return 1 if came['failed'] or came['runs'] != count else 0
