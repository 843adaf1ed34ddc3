"""A mailbox that is not what it was: a backup is put back, flags are forgotten, while followupd goes on with it."""
import glob
import os
import shutil
import subprocess

from system import SystemTest, address, main


class Mailbox(SystemTest):
    @classmethod
    def configure(cls, world):
        world.configuration['inbox main']['done_mailbox'] = ''  # so that handled mail stays, and is met again

    def setUp(self):
        super().setUp()
        self.folder = self.world.dovecot.maildir(address('remind'))

    def ask_and_wait(self, what):
        message_id = self.ask('3days', subject=what)
        self.wait_for_trace(message_id, seconds=60)
        return message_id

    def check_made_once(self, asked):
        for what, message_id in asked.items():
            self.assertEqual([row['subject'] for row in self.world.follow_ups(message_id=message_id.strip('<>'))], [what])

    def test_a_backup_that_is_put_back_hides_no_mail_and_makes_none_twice(self):
        asked = {'before the backup': self.ask_and_wait('before the backup')}
        backup = self.world.path('backup')
        self.world.dovecot.stop()  # or one of its locks may vanish under the copy
        subprocess.run(['cp', '-a', self.folder, backup], check=True)
        self.world.dovecot.start()
        for what in ('behind the backup', 'and one more', 'and the last'):
            asked[what] = self.ask_and_wait(what)
        self.world.dovecot.stop()
        shutil.rmtree(self.folder)
        subprocess.run(['cp', '-a', backup, self.folder], check=True)
        self.world.dovecot.start()
        for what in ('under a number that was given', 'under another', 'under the last that was', 'under a new one'):
            asked[what] = self.ask_and_wait(what)
        self.check_made_once(asked)

    def test_flags_that_are_forgotten_change_nothing(self):
        asked = {'flagged': self.ask_and_wait('flagged')}
        self.world.stop_followupd()
        self.world.dovecot.stop()
        for path in glob.glob(os.path.join(self.folder, 'cur', '*')):
            os.rename(path, path.split(':2,')[0] + ':2,')
        for path in glob.glob(os.path.join(self.folder, 'dovecot.index*')) + [os.path.join(self.folder, 'dovecot-keywords')]:
            os.unlink(path)
        self.world.dovecot.start()
        self.world.start_followupd()
        asked['after they were forgotten'] = self.ask_and_wait('after they were forgotten')
        self.check_made_once(asked)
        self.assertEqual(len(self.world.trace(asked['flagged'])), 1)


if __name__ == '__main__':
    main()
