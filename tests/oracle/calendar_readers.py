"""Random follow-ups in 24 zones, written as a calendar: other programs must read the moments in it that followupd sends at.

    calendar_readers.py ANSWER_CALENDAR [--count N] [--seed N] [--ical-js MODULE]

The calendar is linted, then read three times: by python3-icalendar and python3-dateutil with the system's zones; by the same with
the zones that stand in the calendar; and by khal. Each is held against followupd's own moments for two years. So is ical.js
where somebody names its module (…/ical.js/dist/ical.js, from npm), which needs node.

A wall clock that comes twice is the first for followupd and RFC 5545 (3.3.5), and the second for khal: these moments may differ
by the change of the clocks, and are counted. One that is leapt over moves forward by the gap for all of them but ical.js.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import warnings
import zoneinfo
from datetime import datetime, timedelta, timezone

import icalendar
from dateutil import rrule

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from ical_lint import lint  # noqa: E402

UTC = timezone.utc
NOW = int(datetime(2026, 11, 27, 9, 0, tzinfo=UTC).timestamp())
UNTIL = int(datetime(2028, 11, 27, 9, 0, tzinfo=UTC).timestamp())
ZONES = ['Europe/Berlin', 'Europe/London', 'Europe/Dublin', 'Europe/Chisinau', 'America/New_York', 'America/Los_Angeles',
         'America/St_Johns', 'America/Sao_Paulo', 'America/Santiago', 'America/Nuuk', 'America/Havana', 'Africa/Cairo',
         'Africa/Casablanca', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Gaza', 'Asia/Jerusalem', 'Asia/Beirut', 'Asia/Tokyo',
         'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Auckland', 'Pacific/Chatham', 'US/Eastern', 'UTC']
CLOCKS = ['', '', '', 'at9am', 'at0830', 'at1200', 'at0230', 'at0200', 'at0300', 'at0130', 'at0030', 'at0000', 'at2330']
HOLIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
%s
END:VCALENDAR
"""


def cadence(random):
    """A text of the language, with all that a calendar has to tell: intervals, patterns, clamped days, bounds."""
    weekday = random.choice(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
    month = random.choice(['january', 'february', 'march', 'june', 'september', 'november', 'december'])
    day = random.choice(['1st', '15th', '28th', '29th', '30th', '31st'])
    number = random.choice([2, 3, 4, 6])
    text = random.choice([
        'every%ddays' % number, 'every%dweeks' % number, 'every%dmonths' % number, 'everymonth', 'everyyear', 'everyquarter',
        'every' + weekday, 'everyother' + weekday, 'everymonandthu', 'everysatandsun', 'weekdays', 'weekends', 'daily',
        'every' + day, 'every2ndand' + day, 'every15thand31st', 'every30thand31st', 'every29thand30th', 'every1stand30th', 'every' + month + day.replace('30th', '28th')
        .replace('31st', '28th').replace('29th', '28th'), 'everyfeb29th', 'everylastdayofmonth', 'everylastworkday',
        'every2nd' + weekday, 'every5th' + weekday, 'everylast' + weekday, 'every2ndsundayofmay', 'every2weekson' + weekday,
        'monthlyon' + day, 'quarterlyon' + day, 'every%ddays' % (number * 7), 'every%dhours-x300' % number, 'every90minutes-x50', 'every4hours', 'in%ddays' % number, weekday,
        'in%dmonths' % number, 'in%dhours' % number])
    if 'hours' not in text and 'minutes' not in text:
        text += random.choice(CLOCKS)
    if text.startswith(('every', 'monthly', 'quarterly', 'daily')) and '-x' not in text and random.random() < 0.2:
        text += random.choice(['-x7', '-x40', '-until-dec31-2027', '-until-mar28-2027'])
    return text


def questions(count, random):
    for _ in range(count):
        sent = NOW - random.randrange(0, 400 * 86400)
        skip = random.choice([0, 0, 0, 5])
        yield '%s|%d|%d|%s|%s' % (random.choice(ZONES), sent, skip, b'x'.hex(), cadence(random))


def holidays(folder):
    days = ['BEGIN:VEVENT\nUID:%d\nDTSTAMP:20200101T000000Z\nDTSTART;VALUE=DATE:2025%s\nRRULE:FREQ=YEARLY\nSUMMARY:off\nEND:VEVENT' %
            (i, day) for i, day in enumerate(['0101', '0501', '1003', '1225', '1226', '1231', '0430', '0831'])]
    path = os.path.join(folder, 'holidays.ics')
    with open(path, 'w', encoding='ascii') as file:
        file.write((HOLIDAYS % '\n'.join(days)).replace('\n', '\r\n'))
    return path


def listed(component, name):
    found = component.get(name, [])
    return [value.dt for entry in (found if isinstance(found, list) else [found]) for value in entry.dts]


def wall_clocks(component):
    """The occurrences as naive wall clocks, and the name of their zone ("": UTC)."""
    start = component['DTSTART']
    zone = str(start.params.get('TZID', ''))
    naive = start.dt.replace(tzinfo=None)
    if 'RRULE' not in component:
        return [naive], zone
    rule = component['RRULE']
    if 'UNTIL' in rule:
        until = rule['UNTIL'][0].replace(tzinfo=UTC)
        rule = icalendar.vRecur(rule, UNTIL=[until.astimezone(zoneinfo.ZoneInfo(zone or 'UTC')).replace(tzinfo=None)])
    text = rule.to_ical().decode()
    end = datetime.fromtimestamp(UNTIL, UTC).replace(tzinfo=None) + timedelta(days=2)
    walls = set(rrule.rrulestr(text, dtstart=naive).between(naive, end, inc=True))
    walls -= {moment.replace(tzinfo=None) for moment in listed(component, 'EXDATE')}
    walls |= {moment.replace(tzinfo=None) for moment in listed(component, 'RDATE')}
    return sorted(walls), zone


def in_range(moments):
    return sorted({moment for moment in moments if moment <= UNTIL})


def leapt_over(wall, zone):
    """Whether a change of the clocks leaps over this wall clock."""
    there = wall.replace(tzinfo=zoneinfo.ZoneInfo(zone or 'UTC'), fold=0)
    return datetime.fromtimestamp(there.timestamp(), there.tzinfo).replace(tzinfo=None) != wall


def twice(wall, zone):
    there = wall.replace(tzinfo=zoneinfo.ZoneInfo(zone or 'UTC'), fold=0)
    return there.utcoffset() != there.replace(fold=1).utcoffset()


def read_by_system_zones(walls, zone):
    there = zoneinfo.ZoneInfo(zone or 'UTC')
    return [int(wall.replace(tzinfo=there, fold=0).timestamp()) for wall in walls]


def read_by_own_zones(walls, zone, own):
    if not zone:
        return read_by_system_zones(walls, zone)
    return [int(own[zone].localize(wall, is_dst=leapt_over(wall, zone) is False and twice(wall, zone)).timestamp()) for wall in walls]


def own_zones(calendar):
    return {str(component['TZID']): component.to_tz() for component in calendar.walk('VTIMEZONE')}


def number_of(component):
    return int(str(component['UID']).split('@')[0].split('-')[1])


def khal_moments(calendar, text):
    from khal import icalendar as khal
    found = {}
    for item in khal.split_ics(text):
        for component in icalendar.Calendar.from_ical(item).walk('VEVENT'):
            expanded = khal.expand(khal.sanitize(component, pytz_berlin(), 'x', 'x')) or []
            found[number_of(component)] = in_range(
                int(start.timestamp()) for start, _ in expanded)
    return found


def icaljs_moments(module, path):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'calendar_icaljs.mjs')
    done = subprocess.run(['node', script, module, path, str(UNTIL)], text=True, check=True, stdout=subprocess.PIPE)
    found = {}
    for line in done.stdout.splitlines():
        uid, *moments = line.split()
        found[int(uid.split('@')[0].split('-')[1])] = [int(moment) for moment in moments]
    return found


def pytz_berlin():
    import pytz
    return pytz.timezone('Europe/Berlin')


class Comparison:
    def __init__(self, asked):
        self.asked = asked
        self.counts = {}
        self.differences = []

    def hold(self, reader, number, said, read, excused=()):
        more, missing = set(read) - set(said), set(said) - set(read)
        odd = sorted((more | missing) - set(excused))
        count = self.counts.setdefault(reader, [0, 0, 0])
        count[0] += len(said)
        count[1] += len((more | missing) & set(excused))
        count[2] += len(odd)
        if odd:
            self.differences.append('%s: %s: %s' % (reader, self.asked[number - 1], ', '.join(
                '%s %s' % ('more' if moment in more else 'missing', datetime.fromtimestamp(moment, UTC).isoformat())
                for moment in odd[:3])))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--count', type=int, default=700)
    parser.add_argument('--seed', type=int, default=5545)
    parser.add_argument('--ical-js')
    options = parser.parse_args()
    warnings.simplefilter('ignore')
    asked = list(questions(options.count, random.Random(options.seed)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'calendar.ics')
        done = subprocess.run([options.program, path, holidays(folder), str(NOW), str(UNTIL)], input='\n'.join(asked) + '\n', text=True,
                              check=True, stdout=subprocess.PIPE)
        with open(path, 'rb') as file:
            data = file.read()
        icaljs = icaljs_moments(options.ical_js, path) if options.ical_js else None
    answers = done.stdout.splitlines()
    said = {number: [int(moment) for moment in answer.split()] for number, answer in enumerate(answers, 1) if answer != 'refused'}
    faults = lint(data)
    calendar = icalendar.Calendar.from_ical(data)
    own = own_zones(calendar)
    compared = Comparison(asked)
    khal = khal_moments(calendar, data.decode())
    shown = 0
    for component in calendar.walk('VEVENT'):
        number = number_of(component)
        walls, zone = wall_clocks(component)
        shown += 1
        first = set(read_by_system_zones([wall for wall in walls if twice(wall, zone)], zone))
        second = {moment + change for moment in first for change in (1800, 3600, 7200)}
        compared.hold('dateutil', number, said[number], in_range(read_by_system_zones(walls, zone)))
        compared.hold('dateutil, VTIMEZONE', number, said[number], in_range(read_by_own_zones(walls, zone, own)))
        if icaljs is not None:
            leaps = set(read_by_system_zones([wall for wall in walls if leapt_over(wall, zone)], zone))
            compared.hold('ical.js', number, said[number], in_range(icaljs[number]),
                          first | second | leaps | {moment - change for moment in leaps for change in (1800, 3600, 7200)})
        compared.hold('khal', number, said[number], khal.get(number, []), first | second)
    for fault in (faults + compared.differences)[:30]:
        print(fault)
    for reader, (moments, excused, odd) in compared.counts.items():
        print('%s: %d moments of %d follow-ups in %d zones, %d that come twice or are leapt over, %d differences' %
              (reader, moments, shown, len(ZONES), excused, odd))
    print('lint: %d faults' % len(faults))
    if shown < options.count * 5 // 7:
        sys.exit('at least %d follow-ups were due, %d were shown' % (options.count * 5 // 7, shown))
    sys.exit(1 if faults or compared.differences else 0)


if __name__ == '__main__':
    main()
