#!/usr/bin/env python3
"""Every bomb through the confined reader, and an ordinary mail behind each: test_bombs.py DRIVE-READER [all].

With "all" the largest sizes of all bombs, too; otherwise of those that are still read when they are large: the others meet the same
limit again.
"""
import json
import re
import subprocess
import sys
import unittest

from bombs import BOMBS, Mail

DRIVER = []
EVERY_SIZE = []
SIZES = (10 ** 2, 10 ** 3, 10 ** 4, 10 ** 5, 10 ** 6)
LARGE = 10 ** 4
MAIL_MAX = 10 * 1024 * 1024  # FU_MAIL_SIZE_MAX; of a longer mail the intake fetches this much:
PARTIAL = 256 * 1024
CPU = 1000  # milliseconds
READER = 256 * 1024  # kB
PARENT = 64 * 1024
TOP = b'Received: from a by mx.example.org with ESMTPS; Wed, 18 Nov 2026 10:30:00 +0100\r\n'
NEXT = TOP + Mail().content(subject=b'the next one')


class Reader:
    """The reader with the daemon's side of its line."""

    def __enter__(self):
        self.process = subprocess.Popen(DRIVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        code = self.process.wait(60)
        self.process.stdout.close()
        assert code == 0, code

    def read(self, task, content):
        self.process.stdin.write(b'%s %d\n%s' % (task.encode(), len(content), content))
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def sized(make, size):
    """The bomb of that size, or as large as one mail may be."""
    octets = len(make(1000).content()) / 1000
    return TOP + make(min(size, int(MAIL_MAX * 0.98 / octets))).content()


class Bombs(unittest.TestCase):
    def check(self, reader, content):
        """Feeds a mail as the intake does; True when it was read and not refused."""
        whole = len(content) <= MAIL_MAX
        answers = [reader.read(task, content if whole else content[:PARTIAL])
                   for task in (('mail', 'files') if whole else ('beginning',))]
        for answer in answers:
            self.assertIn(answer['outcome'], ('read', 'refused'), answer)
            self.assertEqual(answer['outcome'] == 'refused', answer['reason'] != '', answer)
            self.assertIsNone(re.search(r'[\x00-\x1f]', answer['subject'] + answer['reason']), answer)
            self.assertLess(answer['cpu'], CPU, answer)
            self.assertLess(answer['reader'], READER, answer)
            self.assertLess(answer['parent'], PARENT, answer)
        self.assertEqual(reader.read('mail', NEXT)['subject'], 'the next one')
        return answers[0]['outcome'] == 'read'

    def test_each_is_read_or_refused_in_time_and_the_next_mail_is_read(self):
        with Reader() as reader:
            for name, make in BOMBS.items():
                read = True
                for size in SIZES:
                    if size <= LARGE or read or EVERY_SIZE:
                        with self.subTest(name, size=size):
                            read = self.check(reader, sized(make, size))

    def test_one_that_is_too_long_is_read_from_its_beginning(self):
        with Reader() as reader:
            self.assertTrue(self.check(reader, TOP + BOMBS['quoted_lines'](MAIL_MAX // 10).content()))

    def test_the_smallest_of_each_is_read(self):
        """Or these would not be the bombs that they say, but mails that any limit refuses."""
        with Reader() as reader:
            for name, make in BOMBS.items():
                with self.subTest(name):
                    self.assertTrue(self.check(reader, TOP + make(1).content()))

    def test_what_nests_is_refused_for_that(self):
        for name, words in (('nested_groups', 'comments or groups nest'), ('nested_comments_in_from', 'comments or groups nest'),
                            ('nested_multiparts_mixed', '32 deep'), ('nested_mails', '32 deep'), ('small_parts', '1000 parts'),
                            ('header_fields', '1000 fields'), ('one_long_field', '32768 bytes'), ('a_preamble', '')):
            with self.subTest(name), Reader() as reader:
                answer = reader.read('mail', TOP + BOMBS[name](40000 if words != 'comments or groups nest' else 1000).content())
                self.assertIn(words, answer['reason'])
                self.assertEqual(answer['outcome'], 'refused' if words else 'read')


if __name__ == '__main__':
    DRIVER.append(sys.argv.pop(1))
    if sys.argv[1:2] == ['all']:
        EVERY_SIZE.append(sys.argv.pop(1))
    unittest.main()
