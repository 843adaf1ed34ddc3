"""The power goes while a program of ours works: what it does until then, and what must hold afterwards.

A program runs with power_shim.c until the chosen call on a file; there everything of it ends at once. The state folder is then put together
as one disk could have it (disk.py), the mailbox and what the SMTP side accepted stay as they are, and followupd is started again.
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import disk
from checker import Store, check, damage, read_mailbox
from world import BEGIN, DAY, MINUTE

SECONDS = 300
DISKS = 10  # that are looked at for each cut; from the last of them followupd goes on
PASSES = (5 * MINUTE, 10 * DAY)  # after BEGIN, when what was put off has come again
STORE = 'followupd.db'
ERASED, NOBODY = 'carol@example.org', 66  # who is, and what followupctl answers when nobody of that name is there any more


class Broken(Exception):
    """A promise that does not hold."""


class Scenario:
    """What a program is doing when the power goes. At BEGIN it is started on what prepare() has left."""

    program, arguments = 'followupd', ('--once',)
    current = True  # the store has today's schema
    checked = True  # by the checker, and that the same goes out as if nothing had happened

    def __init__(self, power):
        self.power, self.world = power, power.world

    def prepare(self):
        self.world.put_back()

    def look(self):
        """What else has to hold before followupd is started again; raises Broken."""

    def do_again(self):
        """What somebody does by hand when the power is back; raises Broken."""

    def given(self):
        """Message-IDs of the mails that it begins with."""
        return self.world.given


class Run(Scenario):
    """Mail is taken in, reminders go out, the daily backup is made."""

    def prepare(self):
        super().prepare()
        for name in os.listdir(self.world.path('state')):
            if name.startswith(STORE + '.backup-') or name in ('checked', 'tzdata'):
                os.unlink(self.world.path('state', name))


class FirstStart(Scenario):
    """Everything is made: the folder, the key, the store."""

    def prepare(self):
        super().prepare()
        shutil.rmtree(self.world.path('state'))
        for part in ('new', 'cur'):
            filed = os.path.join(self.world.maildir(), '.Follow-ups', part)
            for name in os.listdir(filed):
                os.unlink(os.path.join(filed, name))
        with self.world.smtp.lock:
            self.world.smtp.mails = []

    def given(self):
        return read_mailbox(self.world.maildir())[0]


class Migration(Scenario):
    """A store of the first schema is brought up to date."""

    current = False

    def prepare(self):
        super().prepare()
        path = self.world.path('state', STORE)
        shutil.copy(path, self.world.path('newer.db'))
        os.unlink(path)
        steps = subprocess.run([self.power.schema, '1'], check=True, capture_output=True, text=True).stdout
        old = sqlite3.connect(path)
        old.executescript(steps)
        old.execute('ATTACH ? AS newer', (self.world.path('newer.db'),))
        for (table,) in old.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
            columns = [row[1] for row in old.execute('PRAGMA main.table_info(%s)' % table)]
            there = [row[1] for row in old.execute('PRAGMA newer.table_info(%s)' % table)]
            both = ', '.join(column for column in columns if column in there)
            if both:
                old.execute('INSERT OR REPLACE INTO main.%s (%s) SELECT %s FROM newer.%s' % (table, both, both, table))
        old.execute("DELETE FROM tally WHERE what <> 'sent'")  # what later schemas count
        old.commit()
        old.close()


class Backup(Scenario):
    """A backup is made by hand."""

    program = 'followupctl'

    def __init__(self, power):
        super().__init__(power)
        self.copy = self.world.path('state.copy')
        self.arguments = ('backup', self.copy)

    def prepare(self):
        super().prepare()
        for path in (self.copy, self.copy + '.part'):
            if os.path.exists(path):
                os.unlink(path)

    def look(self):
        if os.path.exists(self.copy):
            copy = sqlite3.connect(self.copy)
            try:
                found = copy.execute('PRAGMA integrity_check').fetchall()
                key = copy.execute("SELECT count(*) FROM enclosure WHERE name = 'key'").fetchone()
            except sqlite3.DatabaseError as error:
                raise Broken('the backup is damaged: %s' % error) from None
            finally:
                copy.close()
            if found != [('ok',)] or key != (1,):
                raise Broken('the backup is not whole: %s' % found)


class Restore(Scenario):
    """A backup is put in the store's place."""

    program = 'followupctl'

    def __init__(self, power):
        super().__init__(power)
        self.copy = self.world.path('state.copy')
        self.arguments = ('restore', self.copy)

    def prepare(self):
        super().prepare()
        for name in (STORE + '.before-restore', STORE + '.before-restore-journal'):
            if os.path.exists(self.world.path('state', name)):
                os.unlink(self.world.path('state', name))
        self.world.undisturbed(0)  # so that nothing is due that the restore would hold
        if self.power.run('followupctl', ('backup', self.copy)).status != 0:
            raise SystemExit('no backup is made:\n' + self.power.said())

    def look(self):
        if not os.path.exists(self.world.path('state', STORE)):
            raise Broken('there is no store any more')


class Erase(Scenario):
    """Somebody is erased, and the store is written anew."""

    program, arguments, checked = 'followupctl', ('erase', ERASED), False

    def do_again(self):
        ended = self.power.run(self.program, self.arguments)
        if ended.status not in (0, NOBODY):
            raise Broken('erased again, it ends with status %d: %s' % (ended.status, self.power.said().strip()))
        for folder, _, names in os.walk(self.world.path('state')):
            for path in sorted(os.path.join(folder, name) for name in names):
                if os.path.isfile(path) and _names(path, ERASED):
                    raise Broken('%s still names who was erased' % os.path.relpath(path, self.world.path('state')))


SCENARIOS = {'run': Run, 'first-start': FirstStart, 'migration': Migration, 'backup': Backup, 'restore': Restore, 'erase': Erase}


class Ended:
    def __init__(self, status, records):
        self.status, self.records = status, records

    def turning_points(self):
        return [number for number, record in enumerate(self.records, 1) if disk.is_turning_point(record)]


class Power:
    """Cuts of one world."""

    def __init__(self, world, shim, schema):
        self.world, self.shim, self.schema = world, os.path.abspath(shim), os.path.abspath(schema)
        self.scenarios = {name: kind(self) for name, kind in SCENARIOS.items()}
        self.stories = {}

    # The programs

    def run(self, program, arguments, ahead=0, cut=0):
        """Runs a program with the shim until it ends, or until the power goes before its so many-th call (0: never)."""
        self.world.clock.set(BEGIN + ahead)
        path, log = os.path.join(self.world.build, program), self.world.path('power.log')
        disk.new_log(log)
        surroundings = dict(os.environ, **self.world.clock.environment(path))
        surroundings['LD_PRELOAD'] += ' ' + self.shim
        surroundings.update(FU_POWER_STATE=self.world.path('state'), FU_POWER_LOG=log, FU_POWER_CUT=str(cut))
        with open(self.world.path('log'), 'wb') as said:
            process = subprocess.Popen([path, '-c', self.world.path('followupd.conf'), *arguments], env=surroundings,
                                       stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
            status = process.wait(SECONDS)
        if status == -signal.SIGKILL:
            _wait_for_group(process.pid)
        return Ended(status, disk.read_records(log))

    def said(self):
        with open(self.world.path('log'), errors='replace') as file:
            return file.read()

    def undisturbed(self, program, arguments, ahead):
        if self.run(program, arguments, ahead).status != 0:
            raise Broken('%s %s ends badly: %s' % (program, ' '.join(arguments), self.said().strip()))

    # Cuts

    def whole(self, name):
        """The scenario without a cut: its records. What goes out then is the story that each cut must have, too."""
        scenario = self.scenarios[name]
        scenario.prepare()
        scenario.fresh = list(scenario.given())
        ended = self.run(scenario.program, scenario.arguments)
        if ended.status != 0:
            raise SystemExit('%s: undisturbed, it ends with status %d:\n%s' % (name, ended.status, self.said()))
        self.settle(scenario)
        broken = self.broken(scenario)
        if broken:
            raise SystemExit('%s: undisturbed: %s' % (name, '; '.join(broken)))
        self.stories[name] = self.world.story()
        return ended

    def look_at_once(self, scenario):
        """What holds at any moment; the store is changed by that as by any program that opens it."""
        scenario.look()
        folder = self.world.path('state')
        if not os.path.exists(os.path.join(folder, STORE)):
            broken = ['mail was filed away, and there is no store'] if scenario.checked and read_mailbox(self.world.maildir())[1] else []
        elif scenario.checked and scenario.current:
            broken = check(folder, self.world.maildir(), self.world.accepted())
        else:
            with Store(folder) as store:
                broken = list(damage(store))
        if broken:
            raise Broken('; '.join(broken))

    def settle(self, scenario):
        scenario.look()
        scenario.do_again()
        for ahead in PASSES:
            self.undisturbed('followupd', ('--once',), ahead)

    def broken(self, scenario):
        before, self.world.given = self.world.given, scenario.fresh
        try:
            if scenario.checked:
                return self.world.broken()
            with sqlite3.connect(self.world.path('state', STORE)) as store:
                found = [row[0] for row in store.execute('PRAGMA integrity_check')]
            return [] if found == ['ok'] else ['the database is damaged: %s' % found[0]]
        finally:
            self.world.given = before

    def cut(self, name, number, seed, syncs=True):
        """The power goes before call number; whether the program got so far, and what is then broken."""
        scenario = self.scenarios[name]
        scenario.prepare()
        state = disk.Disk(self.world.path('state'))
        ended = self.run(scenario.program, scenario.arguments, cut=number)
        if ended.status != -signal.SIGKILL:
            return False, []
        state.play(ended.records, syncs)
        try:
            for which in range(DISKS):
                state.rebuild(random.Random('%s %d %d %d' % (name, number, seed, which)))
                if which < DISKS - 1:
                    self.look_at_once(scenario)
            self.settle(scenario)
        except (Broken, sqlite3.DatabaseError) as broken:
            return True, [str(broken)]
        broken = self.broken(scenario)
        story = self.world.story()
        if scenario.checked and story != self.stories[name]:
            broken.append('the story is another one: %s more, %s missing' % (dict(story - self.stories[name]),
                                                                             dict(self.stories[name] - story)))
        return True, broken


def _names(path, address):
    with open(path, 'rb') as file:
        return address.encode() in file.read().lower()


def _wait_for_group(group):
    """Until every process of it has ended; those whose end nobody has heard of yet do not count."""
    end = time.monotonic() + SECONDS
    while any(_lives_in(entry, group) for entry in os.listdir('/proc') if entry.isdigit()):
        if time.monotonic() > end:
            raise SystemExit('processes of ours outlive the power')
        time.sleep(0.01)


def _lives_in(process, group):
    try:
        with open('/proc/%s/stat' % process) as file:
            state, _, its_group = file.read().rsplit(')', 1)[1].split()[:3]
    except OSError:
        return False
    return int(its_group) == group and state not in 'ZX'
