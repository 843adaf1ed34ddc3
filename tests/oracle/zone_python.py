"""fu_zone against Python's zoneinfo: offsets around every change, and the instants that wall clocks around it mean.

A wall clock that is skipped or comes twice is read with fold=0, which is rule 19 of the cadence language."""

import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

from oracle import FOLDER, Comparison, different_zones, zone_names

FIRST_YEAR, LAST_YEAR = 2020, 2099
STEP = 6 * 86400  # no zone changes its clocks forth and back within a week in these years
UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp())
AROUND = (-1, 0, 1)
WALL_AROUND = (-90000, -86400, -7201, -3601, -3600, -1801, -1800, -1, 0, 1, 1799, 1800, 3599, 3600, 5400, 7199, 7200,
               86400, 90000)


def offset(zone, instant):
    """Offset and abbreviation."""
    local = (EPOCH + timedelta(seconds=instant)).astimezone(zone)
    return local.utcoffset(), local.tzname()


def changes(zone):
    """Every change of offset, found by steps and halving."""
    found = []
    before = offset(zone, BEGIN)
    for instant in range(BEGIN + STEP, END + STEP, STEP):
        after = offset(zone, min(instant, END))
        if after[0] != before[0]:
            low, high = instant - STEP, min(instant, END)
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle)[0] == before[0]:
                    low = middle
                else:
                    high = middle
            found.append(high)
        before = after
    return found


def expect_instant(comparison, zone, wall):
    meant = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    fields = f"{wall.year} {wall.month} {wall.day} {wall.hour} {wall.minute} {wall.second}"
    comparison.expect("instant " + fields, meant)


def expect_zone(comparison, name):
    zone = zoneinfo.ZoneInfo(name)
    found = changes(zone)
    comparison.expect("zone " + name, "known")
    for at, following in zip([BEGIN] + found, found):
        comparison.expect(f"next {at}", following)
    for change in found:
        for instant in (change + seconds for seconds in AROUND):
            seconds, abbreviation = offset(zone, instant)
            comparison.expect(f"offset {instant}", f"{int(seconds.total_seconds())} {abbreviation}")
        for shown in {offset(zone, change - 1)[0], offset(zone, change)[0]}:
            wall = datetime(1970, 1, 1) + timedelta(seconds=change) + shown
            for seconds in WALL_AROUND:
                expect_instant(comparison, zone, wall + timedelta(seconds=seconds))


def main():
    zoneinfo.reset_tzpath([FOLDER])
    comparison = Comparison(sys.argv[1])
    for name in zone_names():
        comparison.expect("zone " + name, "known")
    for name in different_zones():
        expect_zone(comparison, name)
    comparison.finish(least=500_000)


main()
