"""fu_zone against zdump, the C library's own: every change of offset, and nothing between the changes.

Every zone from 1970 to 2100; from there to 2199 one zone for each rule that zones end with."""

import re
import subprocess
import sys
from calendar import timegm
from concurrent.futures import ThreadPoolExecutor

from oracle import Comparison, different_zones, ending

YEARS = (1970, 2101)
LATE_YEARS = (2100, 2200)
MONTHS = {name: number for number, name in enumerate(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
# Europe/Berlin  Sun Mar 29 01:00:00 2026 UT = Sun Mar 29 03:00:00 2026 CEST isdst=1 gmtoff=7200
LINE = re.compile(r"(\S+) +\S+ (\S+) +(\d+) (\d+):(\d+):(\d+) (\d+) UT = .* (\S+) isdst=\d gmtoff=(-?\d+)")
AT_ONCE = 2
NAMES_A_RUN = 20


def year_begin(year):
    return timegm((year, 1, 1, 0, 0, 0))


def moments(names, years):
    """{name: [(instant, abbreviation, offset)]}: the second before each change and the second of it."""
    output = subprocess.run(["zdump", "-v", "-c", f"{years[0]},{years[1]}"] + names, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    found = {name: [] for name in names}
    for match in map(LINE.match, output.splitlines()):
        if match:
            name, month, day, hour, minute, second, year, abbreviation, offset = match.groups()
            instant = timegm((int(year), MONTHS[month], int(day), int(hour), int(minute), int(second)))
            if year_begin(years[0]) <= instant < year_begin(years[1]):
                found[name].append((instant, abbreviation, int(offset)))
    return found


def expect_zone(comparison, name, found, years):
    """zdump tells of a change also where only the abbreviation changes; that is no change of offset."""
    since = year_begin(years[0])
    before = None
    comparison.expect("zone " + name, "known")
    for instant, abbreviation, offset in found:
        comparison.expect(f"offset {instant}", f"{offset} {abbreviation}")
        if before is not None and before[0] == instant - 1 and before[1] != offset:
            comparison.expect(f"next {since}", instant)
            comparison.expect(f"next {instant - 1}", instant)
            since = instant
        before = (instant, offset)
    comparison.expect_after(f"next {since}", year_begin(years[1]))


def main():
    comparison = Comparison(sys.argv[1])
    names = different_zones()
    late = sorted({ending(name): name for name in names}.values())
    runs = [(group[i:i + NAMES_A_RUN], years) for group, years in ((names, YEARS), (late, LATE_YEARS))
            for i in range(0, len(group), NAMES_A_RUN)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for (_, years), found in zip(runs, pool.map(lambda run: moments(*run), runs)):
            for name in found:
                expect_zone(comparison, name, found[name], years)
    comparison.finish(least=100_000)


main()
