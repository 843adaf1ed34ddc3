"""One-offs against python3-dateutil's relativedelta and the calendar: intervals, weekdays, dates, month ends.

Each kind reckons the moment from the text's plain meaning, on the wall clock of the zone."""

import random
import sys
import zoneinfo
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from cadence_oracle import (MONTH_LENGTHS, MONTHS, WEEKDAYS, ask, days_after, finish, instant, midnight, ordinal, random_sent,
                            wall_of, zones)

QUESTIONS = 60_000
LEAST = 55_000
WORKDAYS = 31


def interval(dice, zone, sent):
    """Calendar units one after another, largest first, then real seconds."""
    units = [("years", 0.2, 30), ("quarters", 0.1, 20), ("months", 0.4, 60), ("weeks", 0.3, 100), ("workdays", 0.1, 40),
             ("days", 0.4, 400), ("hours", 0.3, 300), ("minutes", 0.2, 1000)]
    counts = {name: dice.randint(1, most) for name, chance, most in units if dice.random() < chance} or {"days": 1}
    text = "".join(f"{counts[name]}{name}" for name, _, _ in units if name in counts)
    wall = wall_of(zone, sent)
    seconds = counts.get("hours", 0) * 3600 + counts.get("minutes", 0) * 60
    if set(counts) <= {"hours", "minutes"}:
        return text, sent + seconds
    wall = wall.replace(second=0)
    for name in ("years", "quarters", "months", "weeks", "workdays", "days"):
        count = counts.get(name, 0)
        if name == "quarters":
            wall += relativedelta(months=3 * count)
        elif name == "workdays":
            while count > 0:
                wall += timedelta(days=1)
                count -= wall.weekday() < 5
        else:
            wall += relativedelta(**{name: count})
    return text, instant(zone, wall) + seconds


def with_clock(dice, today, zone, sent, text, day, counts_today):
    """A day at the morning time or at a clock time; today counts if that is ahead and the text lets it."""
    minutes = dice.choice([None, 0, 9 * 60, 13 * 60 + 5, 20 * 60 + 30, 23 * 60 + 59])
    wall = midnight(day(today)) + timedelta(minutes=480 if minutes is None else minutes)
    if minutes is not None:
        text += f"at{minutes // 60:02}{minutes % 60:02}"
    if day(today) == today.date() and not (counts_today(minutes) and instant(zone, wall) > sent):
        wall = midnight(day(today + timedelta(days=1))) + timedelta(minutes=wall.hour * 60 + wall.minute)
    return text, instant(zone, wall)


def weekday(dice, zone, sent):
    today = wall_of(zone, sent)
    number = dice.randrange(7)
    kind = dice.randrange(3)
    if kind == 0:
        return with_clock(dice, today, zone, sent, WEEKDAYS[number],
                          lambda from_day: days_after(from_day, (number - from_day.weekday()) % 7).date(),
                          lambda minutes: minutes is not None)
    monday = days_after(today, 7 - today.weekday())
    text = ("next" + WEEKDAYS[number]) if kind == 1 else (WEEKDAYS[number] + "nextweek")
    return text, instant(zone, monday + timedelta(days=number, hours=8))


def next_date(month, number):
    def search(from_day):
        year = from_day.year
        while True:
            try:
                day = datetime(year, month, number).date()
                if day >= from_day.date():
                    return day
            except ValueError:
                pass
            year += 1
    return search


def date(dice, zone, sent):
    month = dice.randint(1, 12)
    number = dice.randint(1, MONTH_LENGTHS[month - 1])
    name = MONTHS[month - 1]
    text = dice.choice([f"{name[:3]}{number}", f"{number}{name}", f"{ordinal(number)}of{name}", f"{name}{ordinal(number)}"])
    return with_clock(dice, wall_of(zone, sent), zone, sent, text, next_date(month, number), lambda minutes: True)


def month_day(dice, zone, sent):
    """The n-th of any month, after today."""
    number = dice.randint(1, 31)
    day = days_after(wall_of(zone, sent), 1)
    while day.day != number:
        day += timedelta(days=1)
    return ordinal(number), instant(zone, day + timedelta(hours=8))


def ordinal_weekday(dice, zone, sent):
    number, which = dice.randrange(7), dice.choice([1, 2, 3, 4, 5, -1])
    day = days_after(wall_of(zone, sent), 1)
    while day.weekday() != number or not (
            (day + timedelta(days=7)).month != day.month if which == -1 else (day.day - 1) // 7 + 1 == which):
        day += timedelta(days=1)
    name = "last" if which == -1 else ordinal(which)
    return name + WEEKDAYS[number], instant(zone, day + timedelta(hours=8))


def period(dice, zone, sent):
    today = wall_of(zone, sent)
    kind = dice.choice(["eow", "eom", "eoq", "eoy", "nextweek", "nextmonth", "nextquarter", "nextyear", "weekend",
                        "nextweekend", "nextworkday", "lastdayofmonth", "lastworkday", "tomorrow", "dayaftertomorrow"])
    first = datetime(today.year, today.month, 1)
    quarter = datetime(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    monday = days_after(today, -today.weekday())
    ends = {
        "eow": lambda skip: monday + timedelta(days=4 + 7 * skip),
        "eom": lambda skip: first + relativedelta(months=1 + skip, days=-1),
        "eoq": lambda skip: quarter + relativedelta(months=3 + 3 * skip, days=-1),
        "eoy": lambda skip: datetime(today.year + skip, 12, 31),
        "nextweek": lambda skip: monday + timedelta(days=7),
        "nextmonth": lambda skip: first + relativedelta(months=1),
        "nextquarter": lambda skip: quarter + relativedelta(months=3),
        "nextyear": lambda skip: datetime(today.year + 1, 1, 1),
        "weekend": lambda skip: monday + timedelta(days=5 + 7 * skip),
        "nextweekend": lambda skip: monday + timedelta(days=12),
        "nextworkday": lambda skip: days_after(today, [1, 1, 1, 1, 3, 2, 1][today.weekday()]),
        "lastdayofmonth": lambda skip: first + relativedelta(months=1 + skip, days=-1),
        "lastworkday": lambda skip: last_workday(first + relativedelta(months=1 + skip, days=-1)),
        "tomorrow": lambda skip: days_after(today, 1),
        "dayaftertomorrow": lambda skip: days_after(today, 2),
    }
    skip = 0
    while ends[kind](skip) <= midnight(today):
        skip += 1
    return kind, instant(zone, ends[kind](skip) + timedelta(hours=8))


def last_workday(day):
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def main():
    dice = random.Random(20261118)
    names = zones()
    questions, wanted = [], []
    for _ in range(QUESTIONS):
        name = dice.choice(names)
        sent = random_sent(dice)
        kind = dice.choice([interval, interval, interval, weekday, date, month_day, ordinal_weekday, period])
        text, moment = kind(dice, zoneinfo.ZoneInfo(name), sent)
        questions.append(f"{name}|{sent}|480|{WORKDAYS}|1|{text}")
        wanted.append(moment)
    differences = []
    for question, moment, answer in zip(questions, wanted, ask(sys.argv[1], questions)):
        if answer[0] != "once" or answer[-1] != str(moment):
            differences.append(f"{question}: wanted {moment}, got {answer}")
    finish("one-offs against relativedelta", len(questions), LEAST, differences)


main()
