"""Holds bytes against RFC 5545: lint(bytes) gives a list of faults, empty for a calendar without any.

Written from the RFC, not from the program: the shape of lines (3.1), the order and the number of properties of each component
(3.4, 3.6), the values (3.3), and that every TZID has its VTIMEZONE (3.6.5). From RFC 7986: NAME and REFRESH-INTERVAL.
As a program: ical_lint.py FILE...; exit 1 when there is a fault.
"""
import re
import sys

DATE_TIME = re.compile(r'[12]\d{3}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d[0-5]\d(Z?)')
DURATION = re.compile(r'[+-]?P(\d+W|\d+D(T(\d+H)?(\d+M)?(\d+S)?)?|T(?=\d)(\d+H)?(\d+M)?(\d+S)?)')
OFFSET = re.compile(r'[+-](0\d|1\d|2[0-3])[0-5]\d([0-5]\d)?')
TEXT = re.compile(r'(?:[^\\;,\n]|\\[\\;,nN])*')
URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
NUMBER = re.compile(r'-?\d+')
NAME = re.compile(r'[A-Z][A-Z0-9-]*')
LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.S)
RULE_PARTS = {'FREQ': r'SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY', 'INTERVAL': r'[1-9]\d*', 'COUNT': r'[1-9]\d*',
              'UNTIL': DATE_TIME.pattern, 'BYDAY': r'([+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU),?)+', 'BYMONTH': r'((1[0-2]|[1-9]),?)+',
              'BYMONTHDAY': r'(-?(3[01]|[12]\d|[1-9]),?)+', 'BYSETPOS': r'(-?\d+,?)+', 'WKST': r'MO|SU'}

# Of each component: what it must have once, may have once, may have often, and what may stand in it.
COMPONENTS = {
    'VCALENDAR': ({'PRODID', 'VERSION'}, {'CALSCALE', 'REFRESH-INTERVAL', 'X-WR-CALNAME', 'X-PUBLISHED-TTL'}, {'NAME'},
                  {'VEVENT', 'VTODO', 'VTIMEZONE'}),
    'VTIMEZONE': ({'TZID'}, set(), set(), {'STANDARD', 'DAYLIGHT'}),
    'STANDARD': ({'DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO'}, {'RRULE'}, {'RDATE', 'TZNAME'}, set()),
    'VEVENT': ({'UID', 'DTSTAMP', 'DTSTART'},
               {'DURATION', 'TRANSP', 'CREATED', 'LAST-MODIFIED', 'SEQUENCE', 'SUMMARY', 'DESCRIPTION', 'URL', 'RRULE'},
               {'EXDATE', 'RDATE', 'CATEGORIES'}, {'VALARM'}),
    'VTODO': ({'UID', 'DTSTAMP'},
              {'DUE', 'STATUS', 'CREATED', 'LAST-MODIFIED', 'SEQUENCE', 'SUMMARY', 'DESCRIPTION', 'URL'},
              {'CATEGORIES'}, {'VALARM'}),
    'VALARM': ({'ACTION', 'DESCRIPTION', 'TRIGGER'}, set(), set(), set()),
}
COMPONENTS['DAYLIGHT'] = COMPONENTS['STANDARD']
TEXTS = {'SUMMARY', 'DESCRIPTION', 'NAME', 'X-WR-CALNAME', 'UID', 'TZID', 'TZNAME', 'PRODID'}
MOMENTS = {'DTSTART', 'DUE', 'EXDATE', 'RDATE'}
STAMPS = {'DTSTAMP', 'CREATED', 'LAST-MODIFIED'}


def physical_faults(data):
    faults = []
    if not data.endswith(b'\r\n'):
        faults.append('the last line is not ended')
    if b'\r' in data.replace(b'\r\n', b'') or b'\n' in data.replace(b'\r\n', b''):
        faults.append('CR or LF alone')
    for number, line in enumerate(data.split(b'\r\n')[:-1], 1):
        if len(line) > 75:
            faults.append('line %d has %d octets' % (number, len(line)))
        if not line.strip():
            faults.append('line %d is empty' % number)
        try:
            text = line.decode('utf-8')
        except UnicodeDecodeError:
            faults.append('line %d is no UTF-8 by itself' % number)
            continue
        if any(ord(c) < 32 or 127 <= ord(c) < 160 or c in '\u2028\u2029\ufeff' for c in text):
            faults.append('line %d has a control character' % number)
    return faults


def unfold(data):
    return data.decode('utf-8', 'replace').replace('\r\n ', '').replace('\r\n\t', '').split('\r\n')[:-1]


def unescape(value):
    """What a TEXT value stands for (3.3.11)."""
    return re.sub(r'\\(.)', lambda found: '\n' if found[1] in 'nN' else found[1], value)


class Component:
    def __init__(self, name, parent):
        self.name = name
        self.parent = parent
        self.properties = []
        self.inner = []


def rule_faults(value):
    parts = [part.partition('=')[::2] for part in value.split(';')]
    names = [name for name, _ in parts]
    faults = [] if names[0] == 'FREQ' and len(set(names)) == len(names) else ['order or repetition in RRULE %s' % value]
    for name, text in parts:
        if name not in RULE_PARTS or not re.fullmatch(RULE_PARTS[name], text):
            faults.append('RRULE has %s=%s' % (name, text))
    if 'COUNT' in names and 'UNTIL' in names:
        faults.append('COUNT and UNTIL')
    return faults


def moment_faults(name, parameters, value, component, zones):
    faults = []
    zone = parameters.get('TZID')
    local = component.name in ('STANDARD', 'DAYLIGHT')
    for text in value.split(','):
        found = DATE_TIME.fullmatch(text)
        if not found:
            faults.append('%s:%s is no date-time' % (name, text))
        elif (found[4] == 'Z') != (zone is None and not local):
            faults.append('%s %s: UTC or a TZID, not both or none' % (name, text))
    if zone is not None and zone not in zones:
        faults.append('TZID %s has no VTIMEZONE' % zone)
    return faults


def value_faults(name, parameters, value, component, zones):
    if name in MOMENTS:
        return moment_faults(name, parameters, value, component, zones)
    if name in STAMPS:
        found = DATE_TIME.fullmatch(value)
        return [] if found and found[4] else ['%s:%s is no moment in UTC' % (name, value)]
    if name in TEXTS:
        return [] if TEXT.fullmatch(value) else ['%s is not escaped: %r' % (name, value)]
    if name == 'CATEGORIES':
        return [] if all(TEXT.fullmatch(part) and part for part in re.split(r'(?<!\\),', value)) else ['CATEGORIES:%s' % value]
    if name == 'RRULE':
        return rule_faults(value)
    patterns = {'DURATION': DURATION, 'REFRESH-INTERVAL': DURATION, 'X-PUBLISHED-TTL': DURATION, 'TRIGGER': DURATION,
                'SEQUENCE': NUMBER, 'URL': URI, 'TZOFFSETFROM': OFFSET, 'TZOFFSETTO': OFFSET}
    words = {'VERSION': '2.0', 'CALSCALE': 'GREGORIAN', 'TRANSP': 'TRANSPARENT', 'ACTION': 'DISPLAY', 'STATUS': 'NEEDS-ACTION'}
    if name in patterns:
        return [] if patterns[name].fullmatch(value) else ['%s:%s' % (name, value)]
    return [] if words.get(name) == value else ['%s:%s is not expected' % (name, value)]


def component_faults(component, zones):
    once, perhaps, often, inside = COMPONENTS[component.name]
    names = [name for name, _, _ in component.properties]
    faults = ['%s lacks %s' % (component.name, name) for name in sorted(once - set(names))]
    faults += ['%s has %s %d times' % (component.name, name, names.count(name))
               for name in sorted(once | perhaps) if names.count(name) > 1]
    faults += ['%s has %s' % (component.name, name) for name in names if name not in once | perhaps | often]
    for name, parameters, value in component.properties:
        faults += value_faults(name, parameters, value, component, zones)
    faults += ['%s in %s' % (inner.name, component.name) for inner in component.inner if inner.name not in inside]
    if component.name in ('VCALENDAR', 'VTIMEZONE') and not component.inner:
        faults.append('%s has nothing in it' % component.name)
    for inner in component.inner:
        faults += component_faults(inner, zones)
    return faults


def parse(lines):
    """The outermost component, and faults of nesting."""
    root, here, faults = None, None, []
    for line in lines:
        found = LINE.fullmatch(line)
        if not found or not NAME.fullmatch(found[1]):
            return root, ['no content line: %r' % line]
        name, value = found[1], found[3]
        parameters = dict(part.partition('=')[::2] for part in re.findall(r';([^;=]+=(?:"[^"]*"|[^;])*)', found[2]))
        if name == 'BEGIN':
            if value not in COMPONENTS or (here is None) != (value == 'VCALENDAR') or (root and here is None):
                return root, ['BEGIN:%s where it may not stand' % value]
            inner = Component(value, here)
            if here:
                here.inner.append(inner)
            else:
                root = inner
            here = inner
        elif name == 'END':
            if here is None or here.name != value:
                return root, ['END:%s ends nothing' % value]
            here = here.parent
        elif here is None:
            return root, ['%s outside the calendar' % name]
        else:
            if here.inner and here.name != 'VCALENDAR' and here.name != 'VTIMEZONE' and name != 'BEGIN':
                faults.append('%s behind the components of %s' % (name, here.name))
            here.properties.append((name, parameters, value))
    if here is not None:
        faults.append('%s does not end' % here.name)
    return root, faults


def lint(data):
    faults = physical_faults(data)
    root, more = parse(unfold(data))
    faults += more
    if root is None:
        return faults + ['there is no calendar']
    zones = [value for inner in root.inner if inner.name == 'VTIMEZONE' for name, _, value in inner.properties if name == 'TZID']
    if len(set(zones)) != len(zones):
        faults.append('a VTIMEZONE twice')
    faults += component_faults(root, zones)
    uids = [value for inner in root.inner for name, _, value in inner.properties if name == 'UID']
    if len(set(uids)) != len(uids):
        faults.append('a UID twice')
    return faults


def main():
    failed = False
    for path in sys.argv[1:]:
        with open(path, 'rb') as file:
            for fault in lint(file.read()):
                failed = True
                print('%s: %s' % (path, fault))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
