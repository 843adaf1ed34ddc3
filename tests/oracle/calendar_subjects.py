"""Subjects that try to break out of a calendar: calendar_subjects.py ANSWER_CALENDAR

What anybody may write into a mail's subject must neither end a line nor begin a property: the lint finds nothing, there are as many
events as follow-ups, and the subject comes back, but for white space and what shows nothing. python3-icalendar reads it, too, where
there is no backslash: its version 4 takes "\\\\n" for the end of a line.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from ical_lint import lint, parse, unescape, unfold  # noqa: E402

WRITTEN = [
    'Offer', '', ' ', '\t', 'a,b;c\\d', '\\n', '\\', ';', 'END:VEVENT', 'x\r\nEND:VEVENT\r\nBEGIN:VALARM', 'x\nATTACH:http://evil',
    'x\rURL:http://evil', 'x\x0bURL:y', 'x\x85URL:y', 'x\u2028URL:y', 'x\u2029URL:y', 'SUMMARY;X="y:z', '"quoted"', "'", '%s%n', '${HOME}',
    '<script>alert(1)</script>', '\u202egnirts', '\ufeffBOM', '\u200bzero', 'e\u0301' * 100, '長い件名' * 60, '👩‍👩‍👧‍👦' * 40, '🏳️‍🌈' * 50,
    'a' * 74, 'a' * 75, 'a' * 76, 'é' * 37, 'a' + 'é' * 37, ',' * 100, 'x' * 65 + '\\,;' * 20, '\x7f', '\x1b[31mred', 'a' * 5000]
BYTES = [b'\xff\xfe', b'\xc0\xaf', b'\xed\xa0\x80', b'caf\xe9', b'\xf0\x9f\x98', b'a' * 70 + b'\xc3', b'\xe2\x80', b'\x80' * 200]


def subjects(random):
    for text in WRITTEN:
        yield text.encode('utf-8')
    yield from BYTES
    alphabet = [',', ';', '\\', ':', '"', ' ', '\t', '\r', '\n', '\r\n', 'BEGIN:VEVENT', 'é', '長', '👩', 'a', 'n', '\x00'[:0], '\x07', '\u202e']
    for _ in range(500):
        yield ''.join(random.choice(alphabet) for _ in range(random.randrange(1, 200))).encode('utf-8')


def plain(text):
    """What is told apart in the end: no white space, no characters that show nothing."""
    return re.sub('[\\s\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]+', '', text)


def main():
    asked = [subject for subject in subjects(random.Random(5545)) if b'\0' not in subject]
    lines = ['Europe/Berlin|1794994200|0|%s|%s' % (subject.hex(), cadence)
             for subject, cadence in zip(asked, ['3days', 'everymonday'] * len(asked))]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'calendar.ics')
        subprocess.run([sys.argv[1], path, '-', '1794994200', '1800000000', 'https://remind.example.org/me/'],
                       input='\n'.join(lines) + '\n', text=True, check=True, stdout=subprocess.DEVNULL)
        with open(path, 'rb') as file:
            data = file.read()
    faults = lint(data)
    read = icalendar.Calendar.from_ical(data).walk('VEVENT')
    events = [inner for inner in parse(unfold(data))[0].inner if inner.name == 'VEVENT']
    if not len(read) == len(events) == len(asked):
        faults.append('%d or %d events of %d follow-ups' % (len(events), len(read), len(asked)))
    for number, (subject, event, other) in enumerate(zip(asked, events, read), 1):
        expected = plain(subject.decode('utf-8', 'replace')) or plain('(no subject)')
        values = {name: value for name, _, value in event.properties}
        summary = unescape(values['SUMMARY'])
        if plain(summary) != expected or '\n' in summary:
            faults.append('%r is read as %r' % (subject, summary))
        if b'\\' not in subject and str(other['SUMMARY']) != summary:
            faults.append('%r is read by icalendar as %r' % (subject, str(other['SUMMARY'])))
        if values['URL'] != 'https://remind.example.org/me/%d' % number:
            faults.append('the URL of %r is %s' % (subject, values['URL']))
    for fault in faults[:20]:
        print(fault)
    print('%d subjects, %d faults' % (len(asked), len(faults)))
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
