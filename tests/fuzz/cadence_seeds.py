#!/usr/bin/env python3
"""Makes the cadence fuzzer's dictionary and seeds from the table of words and the golden tables.

    cadence_seeds.py WORDS.C DICTIONARY FOLDER TABLE...
"""
import os
import re
import sys

ROW = re.compile(r'^ {4}\{"([a-z-]+)", WORD_')
# What is no word of the table: numbers, ordinals, clock times, dates, flags and tags.
SHAPES = ('1st 2nd 3rd 4th 5th 15th 29th 30th 31st 9am 12pm 930am 9:30am 16:30 0930 1630 16h30 2400 2027 2026 2030 27 '
          '2027-03-15 20270315 0 1 2 3 12 13 24 30 31 1000 1001 99999999 -t -c -r -q +acme +a1 - . _ x6 6times '
          '-until-dec31 -until-2027-03-15').split()


def main():
    source, dictionary, folder, *tables = sys.argv[1:]
    with open(source, encoding='ascii') as lines:
        words = sorted({match.group(1) for match in map(ROW.match, lines) if match})
    if len(words) < 100:
        sys.exit('%s holds only %d words: has the form of its rows changed?' % (source, len(words)))
    with open(dictionary, 'w', encoding='ascii') as out:
        out.writelines('"%s"\n' % word for word in words + SHAPES)
    texts = set()
    for table in tables:
        with open(table, encoding='utf-8') as lines:
            texts.update(line.split(' ==> ')[0] for line in lines if ' ==> ' in line)
    os.makedirs(folder, exist_ok=True)
    for number, text in enumerate(sorted(texts)):
        with open(os.path.join(folder, 'text-%04d' % number), 'w', encoding='utf-8') as out:
            out.write(text)


if __name__ == '__main__':
    main()
