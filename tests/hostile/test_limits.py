#!/usr/bin/env python3
"""A reader that loops: test_limits.py DRIVE-LOOPING-READER. It is the daemon's, confined and limited, but for looping_mail.c."""
import sys
import time
import unittest

import test_bombs
from test_bombs import NEXT, TOP, Mail, Reader

CPU = 5  # seconds, READER_CPU_SECONDS
PATIENCE = 110  # less than drive_reader.c has


class Limits(unittest.TestCase):
    def test_a_reader_that_loops_is_ended_by_its_share_of_the_processor(self):
        with Reader() as reader:
            reader.process.stdin.write(b'patient\n')  # or a busy machine's clock would end it first
            for content in (TOP + Mail().content(subject=b'LOOP FOR EVER'), NEXT):
                began = time.monotonic()
                answer = reader.read('mail', content)
                if content != NEXT:
                    self.assertEqual(answer['outcome'], 'died', answer)
                    self.assertGreater(time.monotonic() - began, CPU)
                    self.assertLess(time.monotonic() - began, PATIENCE)
        self.assertEqual(answer['subject'], 'the next one')


if __name__ == '__main__':
    test_bombs.DRIVER.append(sys.argv.pop(1))
    unittest.main(verbosity=2)
