"""Weekdays and last days of months against `systemd-analyze calendar`; skipped where there is none."""

import random
import re
import shutil
import subprocess
import sys
from datetime import datetime

from cadence_oracle import MONTHS, SHORT_WEEKDAYS, UTC, WEEKDAYS, ask, finish, ordinal, random_sent

SKIPPED = 77
PATTERNS = 300
MOMENTS = 6


def pattern(dice):
    """The same pattern in both languages, without its time of day."""
    number = dice.randrange(7)
    short = WEEKDAYS[number][:3].capitalize()
    kind = dice.randrange(6)
    if kind == 0:
        days = sorted(dice.sample(range(7), dice.randint(1, 5)))
        names = ",".join(WEEKDAYS[day][:3].capitalize() for day in days)
        return "every" + "and".join(SHORT_WEEKDAYS[day] for day in days), f"{names} *-*-*"
    if kind == 1:
        return "everylastdayofmonth", "*-*~01"
    if kind == 2:
        return f"everylast{WEEKDAYS[number]}", f"{short} *-*~07/1"
    if kind == 3:
        nth = dice.randint(1, 4)
        return f"every{ordinal(nth)}{WEEKDAYS[number]}", f"{short} *-*-{nth * 7 - 6:02}..{nth * 7:02}"
    if kind == 4:
        month, day = dice.randint(1, 12), dice.randint(1, 28)
        return f"every{MONTHS[month - 1]}{ordinal(day)}", f"*-{month:02}-{day:02}"
    return "weekdays", "Mon..Fri *-*-*"


def elapses(expression, sent):
    base = datetime.fromtimestamp(sent, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    done = subprocess.run(["systemd-analyze", "calendar", f"--iterations={MOMENTS}", f"--base-time={base}", expression],
                          check=True, text=True, stdout=subprocess.PIPE, env={"TZ": "UTC", "LC_ALL": "C.UTF-8"})
    found = re.findall(r"(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w+ (\S+ \S+) UTC", done.stdout)
    return [int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()) for text in found]


def main():
    if shutil.which("systemd-analyze") is None:
        sys.exit(SKIPPED)
    dice = random.Random(20261118)
    questions, wanted = [], []
    for _ in range(PATTERNS):
        ours, theirs = pattern(dice)
        hour, minute = dice.randrange(24), dice.randrange(60)
        sent = random_sent(dice)
        questions.append(f"UTC|{sent}|480|31|{MOMENTS}|{ours}at{hour:02}{minute:02}")
        wanted.append(elapses(f"{theirs} {hour:02}:{minute:02}:00", sent))
    differences = []
    for question, moments, answer in zip(questions, wanted, ask(sys.argv[1], questions)):
        if [str(moment) for moment in moments] != answer[-1].split():
            differences.append(f"{question}: wanted {moments}, got {answer}")
    finish("patterns against systemd-analyze", len(questions), PATTERNS, differences)


main()
