"""The data's own life on real servers: who hears of trouble, a backup while it runs, and what a restore sends and does not send."""
import os
import shutil
import sqlite3
import time

from system import SystemTest, main, wait_for


# Time for a busy machine to copy the store before what was asked for is due.
SOON_SECONDS = 20
SOON = '%ds' % SOON_SECONDS


class Care(SystemTest):
    STARTED = False

    @classmethod
    def configure(cls, world):
        cls.told = world.path('told')
        script = world.path('tell')
        with open(script, 'w') as file:
            file.write('#!/bin/sh\ncat >> %s\n' % cls.told)
        os.chmod(script, 0o755)
        open(cls.told, 'w').close()
        os.chmod(cls.told, 0o666)
        os.chmod(world.folder, 0o755)
        world.configuration['alerts'] = {'to': 'carol@example.org', 'command': script, 'after': '0'}

    def tearDown(self):
        self.world.stop_followupd()

    def text_told(self):
        with open(self.told, encoding='utf-8') as file:
            return file.read()

    def wait_until_told(self, part, seconds=90):
        self.assertTrue(wait_for(lambda: part in self.text_told(), seconds), '%s\n%s' % (self.text_told(), self.world.tail()))

    def test_a_refused_login_is_told_and_its_end_too(self):
        self.world.start_followupd()
        self.world.stop_followupd()
        self.world.write_secret('imap.password', 'wrong')
        self.world.start_followupd()
        self.wait_until_told('refuses the login')
        mail = self.world.wait_for_mail('carol', seconds=30, Subject='followupd: inbox main')
        self.assertEqual(mail['Auto-Submitted'], 'auto-generated')
        self.world.write_secret('imap.password', self.world.passwords['remind'])
        self.wait_until_told('inbox main is well again', seconds=150)

    def test_a_restore_sends_nothing_twice(self):
        world = self.world
        world.start_followupd()
        asked = self.ask(SOON)
        self.wait_for_trace(asked)
        copy = world.path('copy')
        done = world.ctl('backup', copy)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.wait_for_reminders(seconds=SOON_SECONDS + 15)
        self.assertTrue(wait_for(lambda: world.follow_ups(message_id=asked.strip('<>'), state='done')), world.tail())
        refused = world.ctl('restore', copy)
        self.assertEqual(refused.returncode, 74)
        self.assertIn('stop it first', refused.stderr)
        world.stop_followupd()
        # What was replaced cannot be read any more: nobody knows what was sent.
        with open(world.path('state', 'followupd.db'), 'r+b') as file:
            file.write(b'x' * 4096)
        done = world.ctl('restore', copy)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertIn('Due since then, and held: 1 (people who are told by one mail: 1)', done.stdout)
        world.start_followupd()
        summary = world.wait_for_mail('alice', seconds=30, Subject='A reminder that may have reached you')
        self.assertIn(self.subject, summary.get_body(('plain',)).get_content())
        self.assertEqual(len(self.reminders()), 1)
        held = world.rows('held')
        self.assertEqual([row['subject'] for row in held], [self.subject])
        self.assertEqual(world.ctl('held', 'drop', 'all').returncode, 0)
        self.let_answers_pass()
        self.assertEqual(len(self.reminders()), 1)

    def test_who_is_paused_is_told_when_they_write(self):
        world = self.world
        world.start_followupd()
        asked = self.ask(SOON, subject='held while paused')
        due = time.monotonic() + SOON_SECONDS + 1
        self.wait_for_trace(asked)
        copy = world.path('paused copy')
        self.assertEqual(world.ctl('person', 'alice@example.org', 'paused=yes').returncode, 0)
        self.assertEqual(world.ctl('backup', copy).returncode, 0)
        world.stop_followupd()
        with open(world.path('state', 'followupd.db'), 'r+b') as file:
            file.write(b'x' * 4096)
        time.sleep(max(0, due - time.monotonic()))
        done = world.ctl('restore', copy)
        self.assertIn('Due since then, and held: 1 (people who are told by one mail: 0)', done.stdout)
        world.start_followupd()
        self.wait_for_trace(self.ask('30d', subject='somebody is there'))
        # Another test may have brought one before.
        told = wait_for(lambda: [mail for mail in world.select('alice', Subject='A reminder that may have reached you')
                                 if 'held while paused' in mail.get_body(('plain',)).get_content()], 30)
        self.assertTrue(told, world.tail())
        self.assertIn('While mail to you was paused', told[0].get_body(('plain',)).get_content())
        world.wait_for_mail('alice', seconds=30, Subject='Re: somebody is there')
        self.assertEqual(world.ctl('held', 'drop', 'all').returncode, 0)

    def test_handled_mail_is_read_again_and_makes_nothing_twice(self):
        world = self.world
        world.start_followupd()
        known = self.ask('30d', subject='known before')
        self.wait_for_trace(known)
        copy = world.path('copy2')
        self.assertEqual(world.ctl('backup', copy).returncode, 0)
        lost = self.ask('40d', subject='asked since')
        self.wait_for_trace(lost)
        self.ask('1s', subject='sent since')
        self.wait_for_reminders(subject='sent since')
        for subject in ('asked since', 'sent since'):
            self.assertTrue(wait_for(lambda subject=subject: len(world.select('remind', 'Follow-ups', Subject=subject)) == 1))
        world.stop_followupd()
        self.assertEqual(world.ctl('restore', copy).returncode, 0)
        self.assertEqual(world.follow_ups(subject='asked since'), [])
        world.start_followupd()
        self.assertEqual(world.ctl('recover', '--since', '36500d').stderr, '')
        self.assertTrue(wait_for(lambda: world.follow_ups(subject='asked since'), 30), world.tail())
        self.assertTrue(wait_for(lambda: len(world.select('remind', 'Follow-ups', Subject='known before')) == 1), world.tail())
        # What the lost store had sent is told of, and not sent again.
        self.assertTrue(wait_for(lambda: [mail for mail in world.select('alice', Subject='A reminder that may have reached you')
                                          if 'sent since' in mail.get_body(('plain',)).get_content()], 30), world.tail())
        self.assertEqual([row['subject'] for row in world.rows('held')], ['sent since'])
        self.assertEqual(len(self.reminders(subject='sent since')), 1)
        self.assertEqual(world.ctl('held', 'drop', 'all').returncode, 0)
        self.assertEqual(len(world.follow_ups(subject='asked since')), 1)
        self.assertEqual(len(world.follow_ups(subject='known before')), 1)

    def test_a_damaged_store_is_not_gone_on_with(self):
        world = self.world
        world.start_followupd()
        self.wait_for_trace(self.ask('30d'))
        wait_for(lambda: [name for name in os.listdir(world.path('state')) if '.backup-' in name])
        world.stop_followupd()
        path = world.path('state', 'followupd.db')
        size = os.path.getsize(path)
        with open(path, 'r+b') as file:
            file.seek(4096)
            file.write(b'\xa5' * (size - 4096))
        for start in range(2):  # the second one has nothing new to tell
            world.start_followupd(ready=False)
            self.assertEqual(world.daemon.wait(20), 74, world.tail())
            self.assertIn('put a backup back with followupctl restore', world.log())
            last = [line for line in world.notify.listen() if line.startswith('STATUS=')][-1]
            self.assertIn('put a backup back with followupctl restore', last)
            world.stop_followupd()
        self.assertEqual(os.path.getsize(path), size)
        self.wait_until_told('followupd: the store cannot be used')
        self.assertEqual(self.text_told().count('followupd: the store cannot be used'), 1)
        os.rename(path, path + '.away')
        world.start_followupd(ready=False)
        self.assertTrue(wait_for(lambda: 'is missing, but copies of it are there' in world.log(), 20), world.tail())
        world.stop_followupd()
        self.assertFalse(os.path.exists(path))
        os.rename(path + '.away', path)
        backup = sorted(name for name in os.listdir(world.path('state')) if '.backup-' in name)[-1]
        self.assertEqual(world.ctl('restore', world.path('state', backup)).returncode, 0)
        world.start_followupd()
        self.ask('1s', subject='after the damage')
        self.wait_for_reminders(subject='after the damage')
        store = sqlite3.connect(path)
        self.assertEqual(store.execute('PRAGMA integrity_check').fetchone(), ('ok',))
        store.close()

    def test_two_stores_one_after_the_other_name_no_mail_alike(self):
        world = self.world
        for turn in range(2):
            world.start_followupd()
            self.ask('1s')
            self.wait_for_reminders(turn + 1)
            self.let_answers_pass()
            world.stop_followupd()
            shutil.rmtree(world.path('state'))
        names = [mail['Message-ID'] for mail in world.select('alice')]
        self.assertGreaterEqual(len(names), 4)  # two confirmations, two reminders
        self.assertEqual(len(set(names)), len(names), names)


if __name__ == '__main__':
    main()
