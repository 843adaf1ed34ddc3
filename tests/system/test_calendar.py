"""Months in seconds: followupd's clock is moved (libfaketime), the mail servers keep theirs."""
import contextlib
import datetime
import email.utils
import os
import re
import time
import zoneinfo

from system import Clock, SystemTest, address, main, text_of, wait_for

BERLIN = zoneinfo.ZoneInfo('Europe/Berlin')
MINUTE, DAY = 60, 86400
FRIDAY = 4


def moment(year, month, day, hour=8, minute=0):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=BERLIN).timestamp()


class Calendar(SystemTest):
    STARTED = False

    def setUp(self):
        super().setUp()
        self.year = datetime.date.today().year + 1  # the certificates are of today
        self.clock = Clock(self.world.path('clock'))

    def tearDown(self):
        self.world.stop_followupd()

    def send_at(self, sent, cadence, **fields):
        """A mail of Alice's that arrived at that moment, as the mail server tells it; followupd must not run."""
        message_id = self.ask(cadence, headers={'Date': email.utils.format_datetime(
            datetime.datetime.fromtimestamp(sent, BERLIN))}.items(), **fields)
        stored = wait_for(lambda: self._stored(message_id))
        with open(stored, 'rb') as file:
            self.world.dovecot.deliver(address('remind'), file.read(), arrived=int(sent))
        os.unlink(stored)
        return message_id

    def _stored(self, message_id):
        """The path of a mail in the inbox that followupd reads."""
        for path in self.world.dovecot.mails(address('remind')):
            with open(path, errors='replace') as file:
                if message_id in file.read():
                    return path
        return None

    def row(self, message_id):
        return self.wait_for_follow_up(message_id)

    def next_of(self, message_id):
        return datetime.datetime.fromisoformat(self.row(message_id)['next']).timestamp()

    def start(self, now, **environment):
        self.clock.set(now)
        self.world.start_followupd(self.clock, environment)

    def wait_for_log(self, pattern):
        """Waits until the followupd that runs has said so."""
        self.assertTrue(wait_for(lambda: re.search(pattern, self.world.log()[self.world.logged:]), 15), self.world.tail())

    def lasting_workers(self):
        return {duty: pid for duty, pid in self.world.workers().items() if duty in ('intake', 'outbox')}

    def use_clock_of_its_own(self):
        """A clock that nothing keeps right; followupd forgets what it knows of the time, which is of another test's year."""
        self.clock = Clock(self.world.path('clock'), synchronised=False)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.world.path('state', 'clock'))

    def jump(self, now):
        self.clock.set(now)
        self.world.ring()

    def stay(self, now):
        """Long enough for everything that would come by then."""
        self.jump(now)
        time.sleep(1)

    def fire(self, message_id, due, count):
        """Just before a moment nothing comes, just after it the reminder."""
        self.assertEqual(self.next_of(message_id), due)
        self.stay(due - MINUTE)
        self.assertEqual(len(self.reminders()), count - 1)
        self.jump(due + 1)
        reminder = self.wait_for_reminders(count)
        written = email.utils.parsedate_to_datetime(reminder['Date'])
        self.assertAlmostEqual(written.timestamp(), due + 1, delta=30)
        return reminder

    def test_every_2_months_from_31_december_for_a_year_and_after_half_a_year_off(self):
        year = self.year + 1
        sent = self.send_at(moment(self.year, 12, 31, 10), 'every2months')
        self.start(moment(self.year, 12, 31, 10, 1))
        last_of_february = 29 if year % 4 == 0 else 28
        dates = ((2, last_of_february), (4, 30), (6, 30), (8, 31), (10, 31), (12, 31))
        for count, (month, day) in enumerate(dates, 1):
            reminder = self.fire(sent, moment(year, month, day), count)
            self.assertEqual(reminder['In-Reply-To'], sent)
            self.assertNotIn('late', text_of(reminder))
        self.world.stop_followupd()
        self.start(moment(year + 1, 7, 15, 12))
        reminder = self.wait_for_reminders(len(dates) + 1)
        self.assertRegex(text_of(reminder), r'late\.\nIt stands for 2 ')
        self.assertEqual(self.next_of(sent), moment(year + 1, 8, 31))
        self.assertEqual(self.row(sent)['fired'], len(dates) + 1)

    def test_a_task_comes_back_every_workday_until_it_is_done(self):
        year = self.year + 1
        friday = next(day for day in range(2, 9) if datetime.date(year, 3, day).weekday() == FRIDAY)
        sent = self.send_at(moment(year, 3, friday - 1, 10), 'tomorrow9am-t')
        self.start(moment(year, 3, friday, 8))
        self.fire(sent, moment(year, 3, friday, 9), 1)
        self.fire(sent, moment(year, 3, friday + 3), 2)
        self.assertEqual(self.next_of(sent), moment(year, 3, friday + 4))
        self.assertEqual(self.world.ctl('done', str(self.row(sent)['id']), clock=self.clock).returncode, 0)
        self.wait_for_follow_up(sent, state='done', next=None)

    def test_a_clock_that_is_set_back_sends_nothing_twice(self):
        year = self.year + 1
        sent = self.send_at(moment(year, 5, 3, 10), '2days')
        self.start(moment(year, 5, 3, 10, 1))
        self.fire(sent, moment(year, 5, 5, 10), 1)
        self.stay(moment(year, 5, 4))
        self.stay(moment(year, 5, 5, 10))
        self.stay(moment(year, 5, 6))
        self.wait_for_follow_up(sent, state='done')
        self.assertEqual(len(self.reminders()), 1)

    def test_a_clock_that_was_never_set_takes_and_sends_nothing_until_it_is(self):
        year = self.year + 1
        sent = self.send_at(moment(year, 7, 1, 10), '1day')
        self.start(10)
        for duty in ('intake main', 'outbox'):
            self.wait_for_log(duty + '.*before this program was written, so nothing is taken in or sent')
        status = self.world.ctl('status', clock=self.clock)
        self.assertIn('set it, or start a time service', status.stdout)
        self.assertEqual(self.world.follow_ups(message_id=sent.strip('<>')), [])
        self.jump(moment(year, 7, 1, 10, 1))
        self.assertEqual(self.next_of(sent), moment(year, 7, 2, 10))
        self.fire(sent, moment(year, 7, 2, 10), 1)
        self.assertNotIn('set it, or start', self.world.ctl('status', clock=self.clock).stdout)

    def test_a_clock_that_jumps_by_twenty_years_sends_nothing(self):
        year = self.year + 1
        self.use_clock_of_its_own()
        sent = self.send_at(moment(year, 8, 1, 10), '2days')
        self.start(moment(year, 8, 1, 10, 1))
        self.assertEqual(self.next_of(sent), moment(year, 8, 3, 10))
        self.jump(moment(year + 20, 8, 1, 10, 1))
        self.wait_for_log('so nothing is taken in or sent until it has been steady for 15 minutes')
        self.assertTrue(wait_for(lambda: 'was set forward by 730' in self.world.ctl('status', clock=self.clock).stdout, 15))
        self.world.stop_followupd()
        self.start(moment(year + 20, 8, 1, 10, 2))
        self.wait_for_log('later than when followupd last ran')
        row = self.row(sent)
        self.assertEqual((row['state'], row['fired']), ('pending', 0))
        self.world.stop_followupd()
        self.assertEqual(self.reminders(), [])
        self.start(moment(year, 8, 3, 10, 1))
        self.wait_for_reminders(1)

    def test_a_machine_that_was_suspended_for_a_week_sends_what_is_due(self):
        """Its clock was not set, and nobody hangs who made no sign of life meanwhile. The supervisor looks every half a second."""
        year = self.year + 1
        self.use_clock_of_its_own()
        sent = self.send_at(moment(year, 9, 1, 10), '2days')
        self.start(moment(year, 9, 1, 10, 1), WATCHDOG_USEC='1000000')
        self.assertEqual(self.next_of(sent), moment(year, 9, 3, 10))
        before = self.lasting_workers()
        self.clock.suspend(7 * DAY)
        self.world.notify.forget()
        self.world.ring()
        reminder = self.wait_for_reminders(1)
        self.assertIn('late', text_of(reminder))
        self.assertTrue(wait_for(lambda: self.world.has_said('WATCHDOG=1')))
        self.assertEqual(self.lasting_workers(), before)

    def test_a_mail_server_that_is_down_delays_and_loses_nothing(self):
        year = self.year + 1
        sent = self.send_at(moment(year, 6, 1, 10), '1day')
        self.start(moment(year, 6, 1, 10, 1))
        self.assertEqual(self.next_of(sent), moment(year, 6, 2, 10))
        self.world.postfix.stop()
        self.jump(moment(year, 6, 2, 10, 1))
        self.assertTrue(wait_for(lambda: 'outbox' in self.world.ctl('status', clock=self.clock).stdout, 15))
        self.world.postfix.start()
        self.jump(moment(year, 6, 2, 12))
        reminder = self.wait_for_reminders()
        self.assertIn(sent, reminder['In-Reply-To'])


if __name__ == '__main__':
    main()
