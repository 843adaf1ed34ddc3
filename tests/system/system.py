"""What the tests of this folder share: a world per file (tests/lib/playground.py), in which followupd runs unless a test says otherwise.

    python3 test_story.py BUILD [unittest's options]
"""
import os
import re
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))

from certificates import Authority  # noqa: E402,F401
from playground import Clock, Playground, address, text_of, threads, wait_for  # noqa: E402,F401

TOKEN = re.compile(r'\b(?:done|reply)\+([a-z2-7]{20})@remind\.example\.org')
SKIPPED = 77
BUILD = []


def token_of(reminder):
    """The token of a reminder's actions."""
    return TOKEN.search(text_of(reminder))[1]


class SystemTest(unittest.TestCase):
    """world is shared by the tests of a class. Each writes about a subject of its own, self.subject, so that they do not meet."""

    STARTED = True  # whether followupd runs from the beginning

    @classmethod
    def configure(cls, world):
        """Changes world.configuration before it is written."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='followupd-system-')
        cls.addClassCleanup(folder.cleanup)
        cls.world = Playground(folder.name, BUILD[0])
        cls.addClassCleanup(cls.world.stop)
        cls.world.start()
        cls.configure(cls.world)
        cls.world.write_config()
        if cls.STARTED:
            cls.world.start_followupd()

    def setUp(self):
        self.subject = self.id().rsplit('.', 1)[1].replace('test_', '').replace('_', ' ')

    def ask(self, cadence, **fields):
        """Alice writes to Bob with a cadence address in BCC; returns the Message-ID."""
        return self.world.send(**dict({'sender': 'alice', 'to': 'bob', 'bcc': cadence, 'subject': self.subject}, **fields))

    def wait_for_trace(self, message_id, count=1, seconds=15):
        """The lines of followupctl trace for a mail, once there are so many."""
        rows = wait_for(lambda: self.enough(self.world.trace(message_id), count), seconds)
        self.assertTrue(rows, 'nothing became of the mail\n' + self.world.tail())
        return rows

    @staticmethod
    def enough(rows, count):
        return rows if len(rows) >= count else None

    def wait_for_follow_up(self, message_id, **fields):
        """The one follow-up that a mail made, once its fields have these values."""
        rows = wait_for(lambda: self.world.follow_ups(message_id=message_id.strip('<>'), **fields), 15)
        self.assertTrue(rows, 'no follow-up of the mail is as it should be (%s): %s\n%s' % (
            fields, self.world.follow_ups(message_id=message_id.strip('<>')), self.world.tail()))
        self.assertEqual(len(rows), 1)
        return rows[0]

    def reminders(self, user='alice', subject=None):
        """The reminders about this test's subject that are in somebody's inbox."""
        return [mail for mail in self.world.select(user, Subject=subject or self.subject)
                if mail['Auto-Submitted'] == 'auto-generated']

    def wait_for_reminders(self, count=1, user='alice', subject=None, seconds=20):
        """Waits for so many reminders about this test's subject; the last one."""
        wait_for(lambda: len(self.reminders(user, subject)) >= count, seconds)
        found = self.reminders(user, subject)
        self.assertEqual(len(found), count, 'reminders for %s\n%s' % (user, self.world.tail()))
        return found[-1]

    def wait_for_answer(self, message_id, user='alice'):
        """What followupd answers to a mail."""
        return self.world.wait_for_mail(user, In_Reply_To=message_id, Auto_Submitted='auto-replied')

    def let_answers_pass(self):
        """Waits until everything that was owed by now has arrived: answers go out in the order of their requests."""
        self.wait_for_answer(self.world.send('bob', to='3dyas', subject='let answers pass'), 'bob')


def main():
    BUILD.append(sys.argv.pop(1))
    result = unittest.main(verbosity=2, exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.testsRun == 0 else 0)
