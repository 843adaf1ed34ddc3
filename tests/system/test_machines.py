"""Machines among themselves, on real servers: a mailbox that is gone, a vacation responder, a rude one, and another followupd."""
import contextlib
import email.utils
import os
import signal
import smtplib
import subprocess
import time

from system import Clock, SystemTest, address, main, text_of, wait_for

DAY = 86400
QUIET_SECONDS = 4
GHOST = 'ghost@example.org'
MAIL = '''Return-Path: <%(from)s>
Delivered-To: remind@example.org
Received: from mail.example.org ([127.0.0.1]) by mail with LMTP id 1; %(date)s
X-Original-To: %(to)s
Received: from [127.0.0.1] (unknown [127.0.0.1])
\t(Authenticated sender: %(from)s)
\tby mail.example.org (Postfix) with ESMTPSA id 1; %(date)s
From: %(from)s
To: %(to)s
Subject: %(subject)s
Date: %(date)s
Message-ID: <here@client.example.org>

Hello.
'''

SIEVE = '''
protocol lmtp {
  mail_plugins = sieve
}
submission_host = 127.0.0.1:%d
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_vacation_min_period = 0
}
'''
VACATION = '''require ["vacation"];
vacation :days 1 :addresses ["bob@example.org"] :subject "Away until Monday" "I am away.";
'''


def words_of(mail):
    """Its text without the line ends that only fit it to the screen."""
    return ' '.join(text_of(mail).split())


class Bounces(SystemTest):
    """Postfix knows a mailbox that Dovecot does not: it takes mail, and writes a bounce."""

    STARTED = False

    @classmethod
    def configure(cls, world):
        world.postfix.stop()
        world.postfix.users.append('ghost')
        world.postfix.start()

    def setUp(self):
        super().setUp()
        self.clock = Clock(self.world.path('clock'))

    def person(self):
        return [row for row in self.world.rows('people') if row['person'] == GHOST][0]

    def add(self, subject):
        done = self.world.ctl('add', GHOST, '1s', subject, clock=self.clock)
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(done.stdout.split()[0].lstrip('#'))

    def state_of(self, followup):
        return self.world.follow_ups(id=followup)[0]['state']

    def fail_one(self, subject):
        """A reminder to the mailbox that is not there, and back."""
        followup = self.add(subject)
        self.assertTrue(wait_for(lambda: self.state_of(followup) == 'failed', 30), self.world.tail())
        return followup

    def give_it_a_mailbox(self):
        with open(self.world.dovecot.path('users'), 'a') as file:
            file.write('%s:{PLAIN}ghost-password\n' % GHOST)
        self.world.passwords[GHOST] = 'ghost-password'
        self.assertTrue(wait_for(self.is_known, 30))  # Dovecot reads it again now and then

    def is_known(self):
        with contextlib.suppress(smtplib.SMTPAuthenticationError):
            self.world.submit(GHOST, [address('alice')], b'Subject: I am here\r\n\r\n')
            return True
        return False

    def write(self, cadence, subject):
        """A mail from there as our servers store it, by followupd's clock."""
        values = {'to': cadence + '@remind.example.org', 'from': GHOST, 'subject': subject,
                  'date': email.utils.formatdate(self.clock.now())}
        content = (MAIL % values).replace('\n', '\r\n').encode()
        self.world.dovecot.deliver(address('remind'), content, arrived=int(self.clock.now()))

    def test_a_dead_mailbox_is_noticed_told_and_forgiven(self):
        self.world.start_followupd(self.clock)
        self.addCleanup(self.world.stop_followupd)
        first = self.fail_one('one')
        self.assertIn('failed', self.world.ctl('history', str(first)).stdout)
        self.assertIn("doesn't exist", self.world.ctl('history', str(first)).stdout)
        bounce = self.world.wait_for_mail('remind', mailbox='Follow-ups', Subject='Undelivered')
        self.assertEqual(self.world.rows('trace', GHOST)[0]['decision'], 'bounce')
        self.assertFalse(self.person()['paused'])
        self.fail_one('two')  # the same day
        self.assertFalse(self.person()['paused'])

        self.world.ctl('person', GHOST, 'aliases=carol@example.org')
        self.clock.set(time.time() + DAY)
        self.fail_one('three')
        self.assertTrue(wait_for(lambda: self.person()['paused']))
        told = self.world.wait_for_mail('carol', Subject='Mail to ghost@example.org comes back')
        self.assertIn('no more reminders go there', words_of(told))
        self.assertEqual(told['Return-Path'], '<>')
        self.assertIn('paused', self.world.ctl('status').stdout)
        self.assertIn("doesn't exist", self.world.ctl('person', GHOST).stdout)
        self.assertIn('nothing is sent there any more', self.world.log())

        before = self.world.postfix.log().count('to=<%s>' % GHOST)
        waiting = self.add('four')
        self.assertTrue(wait_for(lambda: self.state_of(waiting) == 'failed', 15))
        self.assertEqual(self.world.postfix.log().count('to=<%s>' % GHOST), before)
        typo = self.world.send('carol', to='3dyas', subject='typo')
        self.assertIn('fails for good', words_of(self.wait_for_answer(typo, 'carol')))

        self.give_it_a_mailbox()
        self.write('1year', 'here I am')
        answer = self.world.wait_for_mail(GHOST, Subject='Re: here I am')
        self.assertIn('Reminders go to ghost@example.org again', words_of(answer))
        self.assertIn('could not be sent', words_of(answer))
        self.world.wait_for_mail(GHOST, Subject='four')
        self.assertTrue(wait_for(lambda: self.state_of(waiting) == 'done'))
        self.assertFalse(self.person()['paused'])


class Responders(SystemTest):
    """Whoever answers by itself gets one mail at most, and what it says makes nothing."""

    @classmethod
    def configure(cls, world):
        world.dovecot.stop()
        world.dovecot.settings += SIEVE % world.postfix.smtp
        world.dovecot.start()
        script = world.dovecot.path('mail', address('bob'), '.dovecot.sieve')
        with open(script, 'w') as file:
            file.write(VACATION)
        if os.getuid() == 0:
            os.chown(script, world.dovecot.user.pw_uid, world.dovecot.user.pw_gid)

    def counts(self):
        """How many mails are where."""
        return {name: len(self.world.mails(name)) + len(self.world.mails(name, 'Follow-ups'))
                for name in ('alice', 'bob', 'carol', 'remind')}

    def settle(self):
        """Waits until nothing comes any more; the counts."""
        last, since = self.counts(), time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            now = self.counts()
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(0.2)
        return last

    def test_a_correspondent_on_vacation_answers_the_sender_alone(self):
        before = self.counts()
        self.wait_for_trace(self.world.send('alice', to='bob', cc='2h', subject=self.subject))
        self.assertTrue(self.world.wait_for_mail('alice', Subject='Away until Monday'))
        after = self.settle()
        self.assertEqual(after['alice'], before['alice'] + 1)
        self.assertEqual(after['remind'], before['remind'] + 1)

    def test_a_reminder_draws_no_vacation_note(self):
        self.world.send('bob', to='1s', subject=self.subject)
        self.wait_for_reminders(user='bob')
        self.world.send('bob', to='3dyas', subject=self.subject + ' answered')
        self.world.wait_for_mail('bob', Subject='Re: %s answered' % self.subject)
        follow_ups = self.world.follow_ups()
        last = self.settle()
        self.assertEqual(len(self.reminders('bob')), 1)
        self.assertEqual(self.counts(), last)
        self.assertEqual(self.world.follow_ups(), follow_ups)
        for box in 'INBOX', 'Follow-ups':
            self.assertEqual(self.world.select('remind', box, Subject='Away until Monday'), [])

    def answer_rudely(self, mail, rounds):
        """Answers a mail to every address it names, as the worst of responders do: no field says that it is one."""
        back = [str(mail[name]).strip('<> ').split('<')[-1] for name in ('Return-Path', 'From', 'Reply-To') if mail[name]]
        for to in {name for name in back if '@' in name}:
            self.world.send('carol', to=to, subject='Re: away %d' % rounds, text='I am away until Monday.\n')

    def test_a_rude_responder_hears_one_answer_and_then_nothing(self):
        self.world.send('carol', to='1s', subject=self.subject)
        self.wait_for_reminders(user='carol')
        answered, follow_ups = 0, self.world.follow_ups()
        for rounds in range(5):
            mails = self.world.mails('carol')
            if answered == len(mails):
                break
            for mail in mails[answered:]:
                self.answer_rudely(mail, rounds)
            answered = len(mails)
            self.settle()
        self.assertLess(rounds, 4)
        automatic = [mail for mail in self.world.mails('carol') if mail['Auto-Submitted']]
        self.assertEqual(len(automatic), 2, [str(mail['Subject']) for mail in automatic])
        self.assertEqual(self.world.follow_ups(), follow_ups)


class Another(SystemTest):
    """A second followupd, which takes carol+…@example.org; each has the other's addresses among its people."""

    def start_another(self):
        world = self.world
        own = dict(world.configuration)
        world.configuration = {
            'daemon': {'state': world.path('state-b'), 'log_level': 'info'},
            'inbox main': dict(own['inbox main'], user=address('carol'),
                               password_file=world.write_secret('carol.password', world.passwords['carol'])),
            'smtp': dict(own['smtp'], user=address('carol'), password_file=world.path('carol.password'), **{'from': address('carol')}),
            'addresses': {'mailbox': address('carol'), 'trusted_received': 2},
            'people': {'allow': '*@example.org, *@remind.example.org', 'sender_check': 'none', 'zone': 'Europe/Berlin'}}
        path = world.write_config(world.path('b.conf'))
        world.configuration = own
        with open(world.path('b.log'), 'w') as log:
            process = subprocess.Popen([world.program('followupd'), '-c', path], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def end():
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()
            process.wait()
        self.addCleanup(end)
        self.assertTrue(wait_for(lambda: os.path.exists(world.path('state-b', 'doorbell')), 20))
        return path

    def ctl_of_another(self, path, *arguments):
        return subprocess.run([self.world.program('followupctl'), '-c', path, *arguments], capture_output=True, text=True)

    def test_two_of_them_do_not_talk(self):
        self.world.configuration['people']['sender_check'] = 'none'
        self.world.write_config()
        self.world.daemon.send_signal(signal.SIGHUP)
        path = self.start_another()
        # Each reminds the other at an address that would make a follow-up of it.
        self.assertEqual(self.world.ctl('add', 'carol+1s@example.org', '1s', 'from the first').returncode, 0)
        added = self.ctl_of_another(path, 'add', '1s@remind.example.org', '1s', 'from the second')
        self.assertEqual(added.returncode, 0, added.stderr)
        self.world.wait_for_mail('carol', Subject='from the first')
        self.assertTrue(wait_for(lambda: self.world.select('remind', Subject='from the second')), self.world.tail())
        # And each asks the other for something that draws an answer.
        for name, login, to in (('carol+1s@example.org', 'carol', '3dyas'), ('remind@example.org', 'remind', 'carol+3dyas@example.org')):
            self.world.send(name, to=to, subject='asked by ' + name, login=login)
        self.world.wait_for_mail('carol', Subject='Re: asked by carol+1s')
        self.assertTrue(wait_for(lambda: self.world.select('remind', Subject='Re: asked by remind')), self.world.tail())
        time.sleep(QUIET_SECONDS)
        for user, other in (('carol', 'from the first'), ('remind', 'from the second')):
            automatic = [str(mail['Subject']) for mail in self.world.mails(user) if mail['Auto-Submitted']]
            self.assertEqual(len(automatic), 2, automatic)
            self.assertIn(other, automatic)
        self.assertEqual(len(self.world.follow_ups()), 1)
        listed = self.ctl_of_another(path, 'list', '--state', 'all', '--json').stdout.splitlines()
        self.assertEqual(len(listed), 1, listed)


if __name__ == '__main__':
    main()
