"""What several people share, and what one person gets at once: Cc with three people, and several reminders in one mail."""
import datetime
import re
import time
import urllib.parse
import zoneinfo

from system import SystemTest, address, main, text_of, token_of, wait_for

BERLIN = zoneinfo.ZoneInfo('Europe/Berlin')
AHEAD = 75  # seconds: time enough to lay out mails for the minute that follows


def leave_address(reminder):
    """Where the link of List-Unsubscribe sends its mail."""
    link = re.search(r'<mailto:([^>?]+)', reminder['List-Unsubscribe'])[1]
    return urllib.parse.unquote(link)


class Shared(SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ('bob', 'carol'):
            cls.world.send(name, to='1year', subject='%s uses it' % name)
        wait_for(lambda: len(cls.world.follow_ups()) == 2, 20)

    def share(self):
        """A mail of Alice's to both, and everybody's reminder."""
        sent = self.world.send('alice', to='bob carol', cc='2s', subject=self.subject)
        return sent, {name: self.wait_for_reminders(user=name) for name in ('alice', 'bob', 'carol')}

    def act(self, name, to):
        """Writes to an action's address; what is answered, on one line."""
        sent = self.world.send(name, to=to, subject=self.subject + ' act')
        return ' '.join(text_of(self.wait_for_answer(sent, name)).split())

    def test_everybody_has_links_of_their_own(self):
        _, reminders = self.share()
        self.assertEqual(len({token_of(reminder) for reminder in reminders.values()}), 3)
        self.assertNotIn('List-Unsubscribe', reminders['alice'])
        self.assertIn('asked', text_of(reminders['bob']).split('\n')[0])
        self.assertIn('that you too be', text_of(reminders['bob']))
        self.assertIn('leave', text_of(reminders['carol']))

    def test_a_link_acts_for_nobody_else(self):
        _, reminders = self.share()
        said = self.act('carol', 'done+' + token_of(reminders['bob']))
        self.assertIn('belongs to no follow-up of yours', said)

    def test_one_snoozes_and_one_leaves_and_the_owner_hears_nothing_of_it(self):
        sent, reminders = self.share()
        self.assertIn('You get no more reminders', self.act('bob', leave_address(reminders['bob'])))
        self.assertIn('comes back', self.act('carol', '2s+' + token_of(reminders['carol'])))
        self.wait_for_reminders(2, user='carol')
        self.assertIn('belongs to no follow-up of yours', self.act('bob', '2s+' + token_of(reminders['bob'])))
        self.let_answers_pass()
        self.assertEqual(len(self.reminders('bob')), 1)
        self.assertEqual(len(self.reminders('alice')), 1)
        self.assertEqual(self.world.select('alice', Auto_Submitted='auto-replied', Subject='Re: %s act' % self.subject), [])
        self.wait_for_follow_up(sent, state='done')


class Bundle(SystemTest):
    def minute(self):
        """The next full minute for which there is time."""
        return datetime.datetime.fromtimestamp((time.time() + AHEAD) // 60 * 60, BERLIN)

    def reply_with_a_number(self, mail):
        """A line of a reply acts on the follow-up of that number."""
        number = int(re.search(r'(?m)^\[(\d+)\] %s 1$' % self.subject, text_of(mail))[1])
        sent = self.world.send('alice', to=mail['Reply-To'], subject='Re: ' + mail['Subject'], text='%d 3days\n' % number,
                               headers={'In-Reply-To': mail['Message-ID']}.items())
        self.assertIn('comes back', ' '.join(text_of(self.wait_for_answer(sent)).split()))
        self.assertTrue(self.world.follow_ups(id=number, state='pending'))

    def test_what_is_due_in_the_morning_comes_as_one_mail(self):
        due = self.minute()
        for name, wish in (('alice', 'on'), ('carol', 'off')):
            done = self.world.ctl('person', address(name), 'time=' + due.strftime('%H:%M'), 'bundle=' + wish)
            self.assertEqual(done.returncode, 0, done.stderr)
        for name in ('alice', 'carol'):
            for number in range(3):
                self.world.send(name, to='bob', bcc='at' + due.strftime('%H%M'), subject='%s %d' % (self.subject, number))
        title = '3 follow-ups for %s' % due.strftime('%A, %-d %B')
        mail = self.world.wait_for_mail('alice', Subject=title, seconds=2 * AHEAD)
        for number in range(3):
            self.assertIn('%s %d' % (self.subject, number), text_of(mail))
            self.assertEqual(self.reminders('alice', '%s %d' % (self.subject, number)), [])
            self.wait_for_reminders(user='carol', subject='%s %d' % (self.subject, number))
        self.reply_with_a_number(mail)
        states = wait_for(lambda: self.world.follow_ups(state='done')[4:], 20)
        self.assertTrue(states, self.world.tail())


if __name__ == '__main__':
    main()
