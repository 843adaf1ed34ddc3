#!/usr/bin/env python3
"""The power goes at any moment, and the disk has what it was made to keep and some of the rest: test_power.py BUILD SHIM SCHEMA [options].

For each scenario of power.py some calls on files are chosen before which everything ends (--every: those before and after each call that syncs or
names something; --random N: as many at random, over all scenarios). Ten of the disks that can come out of it
are looked at, and from one followupd goes on; ten days pass, and nothing is lost, damaged or made twice.

The control: on a disk that never heard of any sync the same cuts must break something, or the test proves nothing.

A failure is repeated by what it prints: --only SCENARIO CUT SEED.
"""
import argparse
import random
import sys
import tempfile
import time

from power import SCENARIOS, Power
from world import World

# How many cuts `./check` makes of each; how many times the control tries, most of which break something.
FEW = {'run': 8, 'first-start': 5, 'migration': 2, 'backup': 2, 'restore': 3, 'erase': 1}
CONTROLS = 12


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('shim')
    parser.add_argument('schema')
    parser.add_argument('--every', action='store_true')
    parser.add_argument('--random', type=int, default=0)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('--scenario', choices=SCENARIOS, action='append')
    parser.add_argument('--only', nargs=3, metavar=('SCENARIO', 'CUT', 'SEED'))
    return parser.parse_args()


def choose(options, chance, name, whole):
    """The cuts of a scenario that ran so when it was left alone."""
    if options.only:
        return [int(options.only[1])]
    near = sorted({point + after for point in whole.turning_points() for after in (0, 1)})
    if options.every:
        return near
    count = options.random // len(options.scenario or SCENARIOS) or FEW[name]
    return sorted(chance.choice(near) if index % 2 else chance.randint(1, len(whole.records)) for index in range(count))


class Report:
    """What came of the cuts, by scenario: each must have met one."""

    def __init__(self, names):
        self.cuts, self.faults = dict.fromkeys(names, 0), 0

    def cut(self, power, name, number, seed):
        met, broken = power.cut(name, number, seed)
        self.cuts[name] += met
        for sentence in broken:
            self.faults += 1
            print('%s, power gone before call %d: %s (repeat: --only %s %d %d)' % (name, number, sentence, name, number, seed), flush=True)


def control(power, chance, calls, seed):
    """Whether the checker objects to such a cut when no sync ever reaches the disk; what it says first."""
    for _ in range(CONTROLS):
        met, broken = power.cut('run', chance.randint(calls // 2, calls), seed, syncs=False)
        if met and broken:
            return broken[0]
    return None


def main():
    options = arguments()
    names = [options.only[0]] if options.only else options.scenario or list(SCENARIOS)
    seed = int(options.only[2]) if options.only else options.seed
    chance, report, proven = random.Random(seed), Report(names), True
    print('seed %d' % seed, flush=True)
    with tempfile.TemporaryDirectory(prefix='followupd-power-') as folder, World(folder, options.build) as world:
        world.prepare()
        power = Power(world, options.shim, options.schema)
        for name in names:
            whole = power.whole(name)
            cuts = choose(options, chance, name, whole)
            for number in cuts:
                report.cut(power, name, number, seed)
            print('%s: %d calls, %d cuts' % (name, len(whole.records), report.cuts[name]), flush=True)
            if name == 'run' and not options.only:
                objection = control(power, chance, len(whole.records), seed)
                proven = objection is not None
                what = objection.splitlines()[0][:100] if proven else 'nothing is broken, so this proves nothing'
                print('without syncs: ' + what, flush=True)
    for name in (name for name in names if report.cuts[name] == 0):
        print('%s: the power never went, so this proves nothing' % name)
    print('%d passed, %d failed' % (sum(report.cuts.values()) - report.faults, report.faults))
    sys.exit(1 if report.faults or 0 in report.cuts.values() or not proven else 0)


if __name__ == '__main__':
    main()
