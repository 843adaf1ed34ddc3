#!/usr/bin/env python3
"""The checker sees each broken promise: test_checker.py BUILD [unittest's options].

A world in which all is well is damaged in one way after another.
"""
import copy
import os
import sqlite3
import sys
import tempfile
import unittest

from checker import Received, may_go_out_again
from scenario import BEGIN, DAY, REFUSED
from world import World

BUILD = []


class Checker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='followupd-checker-')
        cls.addClassCleanup(folder.cleanup)
        cls.world = World(folder.name, BUILD[0])
        cls.world.__enter__()
        cls.addClassCleanup(cls.world.__exit__)
        cls.world.prepare()
        cls.world.undisturbed(0)
        cls.world.finish()
        cls.world.keep()

    def setUp(self):
        self.world.put_back()

    def change(self, *statements):
        database = sqlite3.connect(self.world.path('state', 'followupd.db'))
        with database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def assert_broken(self, expected, **options):
        broken = self.world.broken(**options)
        self.assertTrue(any(expected in sentence for sentence in broken), broken)

    def filed(self):
        folder = os.path.join(self.world.maildir(), '.Follow-ups')
        return [os.path.join(folder, part, name) for part in ('new', 'cur') for name in os.listdir(os.path.join(folder, part))]

    def test_all_is_well(self):
        self.assertEqual(self.world.broken(may_repeat=False), [])

    def test_a_filed_mail_that_is_not_recorded(self):
        self.change("DELETE FROM trace WHERE message_id = 'new@client.example'")
        self.assert_broken('new@client.example was filed away and is not recorded')

    def test_a_mail_that_vanished(self):
        os.unlink(self.filed()[0])
        self.assert_broken('is in the mailbox 0 times')

    def test_a_mail_that_is_there_twice(self):
        os.link(self.filed()[0], os.path.join(self.world.maildir(), 'new', '1.copy'))
        self.assert_broken('is in the mailbox 2 times')

    def test_a_request_that_was_done_twice(self):
        self.change("INSERT INTO trace (inbox, validity, uid, at, message_id, sender, address, decision, reason, cure, followup)"
                    " SELECT inbox, validity, uid, at, message_id, sender, address, decision, reason, cure, followup FROM trace"
                    " WHERE message_id = 'new@client.example'")
        self.assert_broken('new@client.example made 2 follow-ups')

    def test_a_follow_up_that_is_gone(self):
        self.change('PRAGMA foreign_keys = ON', "DELETE FROM followup WHERE subject = 'new'")
        self.assert_broken('that new@client.example made for 3days@remind.example.org is gone')

    def test_a_follow_up_that_never_fires(self):
        self.change("UPDATE occurrence SET state = 'skipped' WHERE state = 'pending'")
        self.assert_broken('is pending and will never fire')

    def test_a_due_one_that_did_not_fire(self):
        self.change('UPDATE occurrence SET moment = %d WHERE id = (SELECT min(id) FROM occurrence WHERE state = \'pending\')' % BEGIN)
        self.assert_broken('was due at %d and has not fired' % BEGIN)

    def test_a_mail_recorded_as_sent_that_nobody_accepted(self):
        self.world.smtp.mails.pop()
        self.assert_broken('no server has accepted it')

    def test_a_mail_that_the_store_does_not_know(self):
        self.change("UPDATE delivery SET message_id = 'other@remind.example.org' WHERE id = 1")
        self.assert_broken('went out and is not recorded')

    def test_a_bundle_that_nobody_accepted(self):
        self.world.smtp.mails = [one for one in self.world.smtp.mails if not Received.of(one.bytes).message_id.startswith('bundle.')]
        self.assert_broken('the mail bundle.')

    def test_a_mail_that_went_out_too_often(self):
        last = self.world.smtp.mails[-1]
        self.world.smtp.mails.append(last)
        self.assertEqual(self.world.broken(), [])
        self.assert_broken('went out 2 times', may_repeat=False)
        self.assert_broken('went out 2 times', may_repeat={('other@remind.example.org', 'alice@example.org'): 1})
        received = Received.of(last.bytes)
        self.assertEqual(self.world.broken({(received.message_id, received.recipient): 1}), [])
        self.world.smtp.mails.append(last)
        self.assert_broken('went out 3 times')

    def test_a_mail_that_was_refused_and_counts_as_sent(self):
        self.change("UPDATE delivery SET state = 'sent' WHERE address = '%s'" % REFUSED)
        self.assert_broken('to %s is sent' % REFUSED)

    def test_a_mail_in_sending_may_go_out_again_if_its_dot_is_noted(self):
        self.change("UPDATE delivery SET state = 'sending', attempts = 7 WHERE id = 1")
        self.assertEqual(self.may_go_out_again(b'delivery 2 7\ndelivery 1 6\nmessage 1 7\n'), [])
        self.assertEqual(self.may_go_out_again(b'delivery 2 7\ndelivery 1 7\n'), ['series'])

    def test_a_mail_that_is_unsure_may_go_out_again(self):
        self.assertEqual(self.may_go_out_again(b''), [])
        self.change("UPDATE delivery SET state = 'queued', next_attempt = 0, unsure = 1 WHERE id = 1")
        self.assertEqual(self.may_go_out_again(b''), ['series'])

    def may_go_out_again(self, dots):
        """Subjects of the mails that may, with these records in the file of dots."""
        with open(self.world.path('state', 'dots'), 'r+b') as file:
            file.write(dots)
        mails = may_go_out_again(self.world.path('state'))
        return sorted(one.subject for one in self.world.accepted() if (one.message_id, one.recipient) in mails)

    def test_a_mail_that_still_waits(self):
        self.change("UPDATE delivery SET state = 'queued', next_attempt = %d WHERE id = 1" % (BEGIN + 20 * DAY))
        self.assert_broken('is queued')

    def test_a_mail_to_a_stranger(self):
        mail = self.world.smtp.mails[-1] = copy.copy(self.world.smtp.mails[-1])
        mail.bytes = mail.bytes.replace(b'To: ' + Received.of(mail.bytes).recipient.encode(), b'To: mallory@example.org')
        self.assert_broken('went to mallory@example.org, who may not hear')

    def test_a_row_that_points_to_nothing(self):
        self.change("DELETE FROM person WHERE address = 'carol@example.org'")
        self.assert_broken('points to nothing')

    def test_a_damaged_database(self):
        self.change('DROP INDEX occurrence_of', 'PRAGMA writable_schema = ON',
                    "DELETE FROM sqlite_schema WHERE name = 'occurrence_due'")
        self.assert_broken('the database is damaged')


if __name__ == '__main__':
    BUILD.append(sys.argv.pop(1))
    unittest.main(verbosity=2)
