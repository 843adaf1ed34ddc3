"""A full disk: nothing new is taken in, what is due still goes out, the operator hears of it once, and room is all it needs."""
import os
import subprocess
import time
import unittest

from system import SystemTest, main, wait_for

MEGABYTES = 4


class Full(SystemTest):
    STARTED = False

    @classmethod
    def configure(cls, world):
        state = world.path('state')
        os.mkdir(state, 0o700)
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%dm,mode=700' % MEGABYTES, 'tmpfs', state],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            raise unittest.SkipTest('a small file system cannot be mounted here: ' + mounted.stderr.strip())
        cls.addClassCleanup(subprocess.run, ['umount', '--lazy', state], check=True)

    def fill(self):
        """Takes every free byte of the state folder; a call of what is returned gives them back."""
        path = self.world.path('state', 'filler')
        with open(path, 'wb', buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(b'x' * size)
                except OSError:
                    pass
        return lambda: os.unlink(path)

    def test_b_the_operator_hears_of_it_once(self):
        world = self.world
        told, script = world.path('told'), world.path('tell')
        with open(script, 'w') as file:
            file.write('#!/bin/sh\ncat >> %s\n' % told)
        os.chmod(script, 0o755)
        open(told, 'w').close()
        os.chmod(told, 0o666)
        os.chmod(world.folder, 0o755)
        world.stop_followupd()
        world.configuration['alerts'] = {'to': 'carol@example.org', 'command': script, 'after': '0'}
        world.write_config()
        give_back = self.fill()
        world.start_followupd()
        world.wait_for_mail('carol', seconds=60, Subject='followupd: disk')
        world.stop_followupd()
        world.start_followupd()
        time.sleep(5)  # the first one was told at once
        world.stop_followupd()
        give_back()
        with open(told) as file:
            self.assertEqual(file.read().count('The disk that holds'), 1)
        self.assertEqual(len(world.select('carol', Subject='followupd: disk')), 1)

    def test_a_full_disk_stops_the_intake_and_no_reminder(self):
        self.world.start_followupd()
        due = {self.ask('%ds' % seconds, subject='due in %d' % seconds): 'due in %d' % seconds for seconds in (3, 4, 5, 8)}
        for message_id in due:
            self.wait_for_trace(message_id)
        give_back = self.fill()
        refused = [self.ask('1s', subject='sent while it was full', text='x' * 20000) for _ in range(30)]
        for message_id, subject in due.items():
            self.assertEqual(self.wait_for_reminders(subject=subject, seconds=45)['In-Reply-To'], message_id)
        self.assertGreater(len(self.world.select('remind', Subject='sent while it was full')), 0, 'all were taken in')
        self.assertIn('is full: make room on it', self.world.ctl('status').stdout)
        give_back()
        self.wait_for_reminders(len(refused), subject='sent while it was full', seconds=60)
        self.assertEqual(self.world.select('remind', Subject='sent while it was full'), [])
        self.assertTrue(wait_for(lambda: 'is full' not in self.world.ctl('status').stdout), self.world.ctl('status').stdout)


if __name__ == '__main__':
    main()
