"""Series against python3-dateutil: random cadences, zones and moments of sending.

The rule that we store, expanded by rrulestr over floating local times and resolved by zoneinfo, must give the moments that we
give; and these must be those of the pattern's plain meaning, which this file reckons again where it is short."""

import calendar
import multiprocessing
import random
import sys
import warnings
import zoneinfo
from datetime import datetime, timedelta

from dateutil.rrule import rrulestr

from cadence_oracle import (EPOCH, LAST, MONTH_LENGTHS, MONTHS, SHORT_WEEKDAYS, UTC, WEEKDAYS, ask, clock, finish, instant,
                            ordinal, random_sent, wall_of, zones)

TRIPLES = 60_000  # for each of the two workers
LEAST = 100_000
MOMENTS = 6


def interval(dice):
    unit, most = dice.choice([("days", 400), ("weeks", 60), ("months", 40), ("quarters", 10), ("years", 8), ("weeks", 3),
                              ("months", 6), ("hours", 1000), ("minutes", 1000), ("fortnights", 9)])
    count = dice.randint(1, most)
    return f"every{count}{unit}", unit in ("hours", "minutes")


def pattern(dice):
    """A recurring text without its clock time, and whether it counts elapsed time."""
    kind = dice.randrange(10)
    weekday = dice.choice(WEEKDAYS)
    if kind <= 2:
        return interval(dice)
    if kind == 3:
        days = dice.sample(SHORT_WEEKDAYS, dice.randint(1, 4))
        return "every" + dice.choice(["", "other"]) + "and".join(days), False
    if kind == 4:
        days = sorted(dice.sample(range(1, 32), dice.randint(1, 4)))
        return "every" + "and".join(ordinal(day) for day in days), False
    if kind == 5:
        return f"every{dice.choice(['1st', '2nd', '3rd', '4th', '5th', 'last'])}{weekday}" + dice.choice(
            ["", "", "ofmonth", "of" + dice.choice(MONTHS)]), False
    if kind == 6:
        month = dice.randrange(12)
        return f"every{MONTHS[month]}{ordinal(dice.randint(1, MONTH_LENGTHS[month]))}", False
    if kind == 7:
        return dice.choice(["daily", "weekdays", "everylastdayofmonth", "everylastworkday", "weekends", "monthly", "yearly",
                            "weekly", "quarterly", "everyday"]), False
    if kind == 8:
        return f"every{dice.randint(1, 7)}weekson{weekday}", False
    return f"every{dice.randint(1, 13)}monthson" + dice.choice(
        [ordinal(dice.randint(1, 31)), f"2nd{weekday}", f"last{weekday}", "lastday", "lastworkday", f"5th{weekday}"]), False


def bound(dice, zone, sent):
    kind = dice.randrange(6)
    if kind == 0:
        return f"-x{dice.randint(1, 8)}"
    if kind == 1:
        until = wall_of(zone, sent) + timedelta(days=dice.randint(1, 1500))
        return f"-until-{until.year:04}-{until.month:02}-{until.day:02}"
    return ""


def expand(rrule, start, zone, elapsed, sent):
    """The first moments by dateutil."""
    parts = dict(part.split("=") for part in rrule.split(";"))
    until = parts.pop("UNTIL", None)
    rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start, cache=False)
    end = LAST
    if until is not None:
        end = int(datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())
    found = []
    for wall in rule:
        moment = int((wall - EPOCH).total_seconds()) if elapsed else instant(zone, wall)
        if moment > end or moment > LAST:
            break
        if moment > sent and (not found or moment > found[-1]):
            found.append(moment)
        if len(found) == MOMENTS:
            break
    return found


def clamped(rrule, start):
    """Every month's date of a plain day-of-month rule of ours, without dateutil: the day or the last day."""
    parts = dict(part.split("=") for part in rrule.split(";"))
    if parts.get("BYSETPOS") != "-1" or parts["FREQ"] != "MONTHLY" or "BYMONTHDAY" not in parts:
        return None
    day = int(parts["BYMONTHDAY"].split(",")[-1])
    index = start.year * 12 + start.month - 1
    step = int(parts.get("INTERVAL", "1"))
    dates = []
    for count in range(MOMENTS):
        year, month = divmod(index + count * step, 12)
        dates.append((year, month + 1, min(day, calendar.monthrange(year, month + 1)[1])))
    return dates


def check(question, answer, zone, sent):
    kind, elapsed, start, rrule, _, moments = answer
    start = datetime(*map(int, start.split()))
    got = [int(moment) for moment in moments.split()]
    wanted = expand(rrule, start, zone, elapsed == "1", sent)
    if kind != "recurring" or got != wanted:
        return f"{question}: {rrule} from {start}: wanted {wanted}, got {got}"
    dates = clamped(rrule, start)
    if dates is not None and "COUNT" not in rrule and "UNTIL" not in rrule:
        shown = [(wall.year, wall.month, wall.day) for wall in (wall_of(zone, moment) for moment in got)]
        late = [pair for pair in zip(shown, dates) if pair[0] != pair[1]]
        if late and start.hour > 3:  # a clock change may move a moment of the night
            return f"{question}: {rrule}: dates {late}"
    return None


def work(job):
    program, seed = job
    warnings.simplefilter("ignore")
    dice = random.Random(seed)
    names = zones()
    known = {name: zoneinfo.ZoneInfo(name) for name in names}
    asked = []
    while len(asked) < TRIPLES:
        name = dice.choice(names)
        sent = random_sent(dice)
        text, elapsed = pattern(dice)
        text += ("" if elapsed else clock(dice)) + bound(dice, known[name], sent)
        asked.append((f"{name}|{sent}|{dice.choice([480, 150, 0, 1439])}|{dice.choice([31, 31, 79, 4])}|{MOMENTS}|{text}",
                      known[name], sent))
    checked, differences = 0, []
    for (question, zone, sent), answer in zip(asked, ask(program, [question for question, _, _ in asked])):
        if answer[0] == "refused":
            continue
        checked += 1
        difference = check(question, answer, zone, sent)
        if difference is not None:
            differences.append(difference)
    return checked, differences


def main():
    with multiprocessing.Pool(2) as pool:
        results = pool.map(work, [(sys.argv[1], seed) for seed in (20261118, 20270329)])
    finish("series against dateutil", sum(result[0] for result in results), LEAST,
           [difference for result in results for difference in result[1]])


main()
