"""What the oracle tests of cadences share: random texts, and wall clocks turned into instants by CADENCE.md rule 19."""

import subprocess
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

from oracle import FOLDER, different_zones

UTC = timezone.utc
EPOCH = datetime(1970, 1, 1)
LAST = int(datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_WEEKDAYS = [name[:3] for name in WEEKDAYS]
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december"]
MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def zones():
    zoneinfo.reset_tzpath([FOLDER])
    return different_zones()


def instant(zone, wall):
    """A wall clock that is skipped moves forward by the gap, one that comes twice is the first: fold=0."""
    return int(wall.replace(tzinfo=zone, fold=0).timestamp())


def wall_of(zone, at):
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0)


def ordinal(number):
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def clock(random):
    """A clock time as a person types it, "" for none."""
    if random.random() < 0.4:
        return ""
    hour, minute = random.randrange(24), random.choice([0, 0, 15, 30, 59])
    half = "am" if hour < 12 else "pm"
    shown = hour % 12 or 12
    return random.choice([f"at{hour:02}{minute:02}", f"{hour:02}:{minute:02}", f"{shown}:{minute:02}{half}"])


def random_sent(random, first=2024, last=2045):
    begin, end = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (first, last))
    return random.randrange(begin, end)


def ask(program, questions):
    done = subprocess.run([program], input="\n".join(questions) + "\n", text=True, check=True, stdout=subprocess.PIPE)
    answers = done.stdout.splitlines()
    if len(answers) != len(questions):
        sys.exit(f"{len(questions)} questions, {len(answers)} answers")
    return [answer.split("|") for answer in answers]


def finish(name, checked, least, differences):
    """Ends the test; fewer checks than `least` mean that the oracle itself is broken."""
    for difference in differences[:20]:
        print(difference)
    print(f"{name}: {checked} checked, {len(differences)} differences")
    if checked < least:
        sys.exit(f"at least {least} were due")
    sys.exit(1 if differences else 0)


def midnight(day):
    return datetime(day.year, day.month, day.day)


def days_after(day, count):
    return midnight(day) + timedelta(days=count)
