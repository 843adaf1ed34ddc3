"""The life of the processes: how they start, stop, reload, die and come back, and what they say when something is wrong."""
import datetime
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from system import Authority, Clock, SystemTest, main, wait_for
from ports import free_port

DONE, UNREACHABLE, STATE, AGAIN, BAD_CONFIG = 0, 69, 74, 75, 78
STOP_SECONDS = 2


def state_of(process):
    """The letter of proc(5): T is stopped."""
    with open('/proc/%d/stat' % process) as file:
        return file.read().rpartition(')')[2].split()[0]


class Life(SystemTest):
    STARTED = False

    def setUp(self):
        super().setUp()
        self.before = {section: dict(options) for section, options in self.world.configuration.items()}

    def tearDown(self):
        self.world.stop_followupd()
        self.world.configuration.clear()
        self.world.configuration.update(self.before)
        self.world.write_config()
        self.world.write_secret('imap.password', self.world.passwords['remind'])

    def status(self):
        return self.world.ctl('status')

    def wait_for_status(self, text, seconds=20):
        """Waits until followupctl status says so."""
        said = wait_for(lambda: self.status() if text in self.status().stdout else None, seconds)
        self.assertTrue(said, 'status does not say “%s”\n%s\n%s' % (text, self.status().stdout, self.world.tail()))
        return said

    def log_since(self, begin):
        return self.world.log()[begin:]

    def assert_works(self, subject=None):
        """A mail goes in and its reminder comes out."""
        subject = subject or self.subject + ' afterwards'
        self.ask('1s', subject=subject)
        return self.wait_for_reminders(subject=subject)

    # Sleeping

    def signal_all(self, number):
        for process in self.world.processes():
            os.kill(process, number)

    def test_what_fell_due_while_the_machine_slept_is_sent_when_it_wakes(self):
        self.world.start_followupd()
        for cadence in ('6s', '30s'):  # a busy machine needs longer to take a mail in
            self.subject = 'slept ' + cadence
            following = self.wait_for_follow_up(self.ask(cadence))['next']
            due = datetime.datetime.fromisoformat(following).timestamp() if following else 0
            self.signal_all(signal.SIGSTOP)
            if time.time() < due:
                break
            self.signal_all(signal.SIGCONT)
        before = self.world.processes()
        time.sleep(max(0, due + 2 - time.time()))
        self.assertEqual(self.reminders(), [])
        self.signal_all(signal.SIGCONT)
        self.wait_for_reminders(seconds=5)
        self.assertTrue(set(before) >= set(self.world.processes()))

    # Stopping

    def test_sigterm_ends_it_soon(self):
        self.world.start_followupd()
        self.assert_works()
        status, seconds = self.world.stop_followupd()
        self.assertEqual(status, DONE)
        self.assertLess(seconds, STOP_SECONDS)

    def test_sigint_ends_it_soon(self):
        self.world.start_followupd()
        status, seconds = self.world.stop_followupd(signal.SIGINT)
        self.assertEqual(status, DONE)
        self.assertLess(seconds, STOP_SECONDS)

    def test_sigterm_in_the_middle_of_many_mails_loses_and_doubles_nothing(self):
        self.world.start_followupd()
        subjects = ['%s %d!' % (self.subject, number) for number in range(12)]
        for number, subject in enumerate(subjects):
            self.ask('1s', subject=subject)
            if number % 4 == 3:
                self.assertEqual(self.world.stop_followupd()[0], DONE)
                self.world.start_followupd()
        for subject in subjects:
            self.wait_for_reminders(subject=subject)
        self.let_answers_pass()
        for subject in subjects:
            self.assertEqual(len(self.reminders(subject=subject)), 1)

    def test_sigterm_does_not_wait_for_a_silent_server(self):
        with socket.create_server(('127.0.0.1', free_port())) as silent:
            self.world.configuration['inbox main']['url'] = 'imaps://127.0.0.1:%d' % silent.getsockname()[1]
            self.world.write_config()
            self.world.start_followupd()
            silent.settimeout(20)
            line, _ = silent.accept()
            with line:
                line.recv(1)
                status, seconds = self.world.stop_followupd()
        self.assertEqual(status, DONE)
        self.assertLess(seconds, STOP_SECONDS + 3)

    def test_a_worker_that_does_not_end_is_killed(self):
        clock = Clock(self.world.path('clock'))
        self.world.start_followupd(clock)
        self.assert_works()
        stopped = self.world.worker('outbox')
        os.kill(stopped, signal.SIGSTOP)
        begin = len(self.world.log())
        self.world.daemon.send_signal(signal.SIGTERM)
        self.assertTrue(wait_for(lambda: 'stops' in self.log_since(begin)), self.world.tail())
        time.sleep(0.2)
        self.world.daemon.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        self.assertTrue(os.path.exists('/proc/%d' % stopped))
        clock.suspend(21)
        status, seconds = self.world.stop_followupd(signal.SIGHUP)
        self.assertEqual(status, DONE)
        self.assertLess(seconds, STOP_SECONDS)
        self.assertIn('outbox does not end', self.log_since(begin))
        self.world.start_followupd()
        self.assert_works('after the kill')

    # Reloading

    def test_sighup_takes_a_new_configuration(self):
        self.world.start_followupd()
        self.world.configuration['people']['allow'] = 'bob@example.org'
        self.world.write_config()
        self.world.notify.forget()
        self.world.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(wait_for(lambda: self.world.has_said('READY=1')), self.world.tail())
        sent = self.ask('1s')
        self.assertEqual(self.wait_for_trace(sent)[0]['decision'], 'stranger')

    def test_sighup_with_a_bad_configuration_keeps_the_old(self):
        self.world.start_followupd()
        self.world.configuration['people']['zone'] = 'Europe/Atlantis'
        self.world.write_config()
        begin = len(self.world.log())
        self.world.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(wait_for(lambda: 'the old one stays' in self.log_since(begin)), self.world.tail())
        self.assertIn('Atlantis', self.log_since(begin))
        self.assert_works()

    def reload_with(self, section, key, value):
        self.world.configuration[section][key] = value
        self.world.write_config()
        self.world.daemon.send_signal(signal.SIGHUP)

    def test_of_several_sighups_the_last_good_one_counts(self):
        self.world.start_followupd()
        allowed = self.world.configuration['people']['allow']
        self.world.notify.forget()
        busy = self.world.worker('outbox')
        os.kill(busy, signal.SIGSTOP)
        begin = len(self.world.log())
        self.reload_with('people', 'allow', 'bob@example.org')
        self.assertTrue(wait_for(lambda: self.world.has_said('RELOADING=1')), self.world.tail())
        self.reload_with('people', 'allow', allowed)
        self.assertTrue(wait_for(lambda: self.world.notify.listen().count('RELOADING=1') == 2), self.world.tail())
        self.reload_with('people', 'zone', 'Europe/Atlantis')
        self.assertTrue(wait_for(lambda: 'Atlantis' in self.log_since(begin)), self.world.tail())
        self.assertFalse(self.world.has_said('READY=1'))
        os.kill(busy, signal.SIGCONT)
        self.assertTrue(wait_for(lambda: self.world.has_said('READY=1')), self.world.tail())
        self.assert_works()

    def test_sighup_with_another_state_folder_keeps_the_old(self):
        self.world.start_followupd()
        other = self.world.path('other-state')
        begin = len(self.world.log())
        self.reload_with('daemon', 'state', other)
        self.assertTrue(wait_for(lambda: 'a new state folder needs a restart' in self.log_since(begin)), self.world.tail())
        self.assertFalse(os.path.exists(other))
        self.world.configuration['daemon']['state'] = self.world.path('state')
        self.world.write_config()
        self.assert_works()

    # Dying

    def test_a_worker_that_is_killed_is_started_again(self):
        self.world.start_followupd()
        self.assert_works('before any is killed')
        for duty in ('reader', 'intake', 'outbox'):
            with self.subTest(duty):
                killed = self.world.worker(duty)
                os.kill(killed, signal.SIGKILL)
                self.assert_works('%s killed' % duty)
                self.assertNotEqual(self.world.worker(duty), killed)
        self.assertEqual(self.world.follow_ups(state='pending', subject='outbox killed'), [])

    def test_workers_that_are_killed_over_and_over_lose_nothing_and_make_nothing_twice(self):
        """Twice in the inbox is a mail whose outbox was killed before it could write down that it went out; it is the same mail."""
        self.world.start_followupd()
        subjects = ['%s %d!' % (self.subject, number) for number in range(9)]
        for number, subject in enumerate(subjects):
            self.ask('1s', subject=subject)
            duty = ('reader', 'intake', 'outbox')[number % 3]
            pid = self.world.worker(duty)
            os.kill(pid, signal.SIGKILL)
        for subject in subjects:
            self.assertTrue(wait_for(lambda: self.reminders(subject=subject), 60), '%s\n%s' % (subject, self.world.tail()))
        self.let_answers_pass()
        for subject in subjects:
            self.assertEqual(len({mail['Message-ID'] for mail in self.reminders(subject=subject)}), 1, subject)
            self.assertEqual(len(self.world.follow_ups(subject=subject)), 1, subject)

    def test_it_starts_after_all_of_it_was_killed(self):
        self.world.start_followupd()
        sent = self.ask('1s')
        self.wait_for_trace(sent)
        for pid in self.world.processes():
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.world.stop_followupd()[0], -signal.SIGKILL)
        self.world.start_followupd()
        self.wait_for_reminders()
        self.assert_works()

    def test_workers_end_when_the_supervisor_is_killed(self):
        self.world.start_followupd()
        self.assert_works()
        self.assertGreaterEqual(len(self.world.processes()), 4)
        self.world.stop_followupd(signal.SIGKILL)
        self.assertTrue(wait_for(lambda: not self.world.orphans()), self.world.orphans())
        self.world.start_followupd()

    def test_workers_end_even_if_the_supervisor_was_killed_while_it_forked_them(self):
        for milliseconds in range(0, 60, 5):
            self.world.start_followupd(ready=False)
            time.sleep(milliseconds / 1000)
            self.world.stop_followupd(signal.SIGKILL)
            self.assertTrue(wait_for(lambda: not self.world.orphans()), self.world.orphans())

    # Alone

    def test_a_second_one_on_the_same_state_says_who_holds_it(self):
        self.world.start_followupd()
        second = self.world.once()
        self.assertEqual(second.returncode, AGAIN)
        self.assertIn(str(self.world.daemon.pid), second.stderr)
        self.assert_works()

    # Once

    def test_once_reads_sends_and_ends(self):
        sent = self.ask('1s')
        self.world.wait_for_mail('bob', Message_ID=sent)
        first = self.world.once('--once')
        self.assertEqual(first.returncode, DONE, first.stderr)
        self.assertRegex(first.stdout, r'^mails read: [1-9]\d*, new follow-ups: 1, sent: \d+, refused: 0, put off: 0\n$')
        time.sleep(1.5)
        self.assertEqual(self.world.once('--once').returncode, DONE)
        self.wait_for_reminders()

    def test_without_a_log_it_does_all_the_same(self):
        """Its log is full, or nobody opened the standard streams for it: no line of its own gets into the next file it opens."""
        command = [self.world.program('followupd'), '-c', self.world.path('followupd.conf'), '--once']
        for number, streams in enumerate(('>/dev/full 2>&1', '<&- >&- 2>&-')):
            subject = '%s %d!' % (self.subject, number)
            self.world.wait_for_mail('bob', Message_ID=self.ask('1s', subject=subject))
            time.sleep(1)
            shell = 'exec "$@" ' + streams
            for _ in range(2):
                self.assertEqual(subprocess.run(['sh', '-c', shell, 'sh', *command], timeout=120).returncode, DONE)
            self.wait_for_reminders(subject=subject)
        store = sqlite3.connect(self.world.path('state', 'followupd.db'))
        self.assertEqual(store.execute('PRAGMA integrity_check').fetchone(), ('ok',))
        store.close()

    def test_once_without_a_server_says_that_it_could_not_be_reached(self):
        self.world.configuration['inbox main']['url'] = 'imaps://127.0.0.1:1'
        self.world.write_config()
        done = self.world.once('--once')
        self.assertEqual(done.returncode, UNREACHABLE)
        self.assertIn('127.0.0.1:1', done.stderr)

    # Configuration

    def test_check_config_says_that_all_is_well(self):
        done = self.world.once('--check-config')
        self.assertEqual(done.returncode, DONE)
        self.assertIn('well', done.stdout)

    def test_check_config_names_the_line_of_a_mistake(self):
        path = self.world.write_config()
        with open(path, 'a') as file:
            file.write('[web]\nlisten = nowhere at all\n')
        with open(path) as file:
            line = len(file.read().splitlines())
        for arguments in (('--check-config',), ()):
            done = self.world.once(*arguments)
            self.assertEqual(done.returncode, BAD_CONFIG)
            self.assertIn('%s:%d' % (path, line), done.stderr)

    # Passwords and certificates

    def test_a_password_that_others_can_read_is_not_used(self):
        self.world.write_secret('imap.password', self.world.passwords['remind'], 0o644)
        self.world.start_followupd()
        said = self.wait_for_status('imap.password')
        self.assertNotIn(self.world.passwords['remind'], said.stdout + self.world.log())
        self.world.write_secret('imap.password', self.world.passwords['remind'])
        self.assert_works()
        self.assertTrue(wait_for(lambda: 'since' not in self.status().stdout), self.status().stdout)

    def test_a_wrong_password_is_told_and_the_right_one_taken_without_a_restart(self):
        self.world.write_secret('imap.password', 'not-the-password')
        self.world.start_followupd()
        said = self.wait_for_status('refuses the login')
        self.assertNotIn('not-the-password', said.stdout + self.world.log())
        self.assertIsNone(self.world.daemon.poll())
        self.world.write_secret('imap.password', self.world.passwords['remind'])
        self.assert_works()
        self.assertTrue(wait_for(lambda: 'since' not in self.status().stdout), self.status().stdout)

    def test_a_wrong_password_is_tried_once_in_minutes(self):
        self.world.write_secret('imap.password', 'not-the-password')
        self.world.start_followupd()
        self.wait_for_status('refuses the login')
        before = self.world.dovecot.log().count('auth failed')
        self.assertGreater(before, 0)
        time.sleep(5)
        self.assertEqual(self.world.dovecot.log().count('auth failed'), before)
        self.world.write_secret('imap.password', self.world.passwords['remind'])
        self.assert_works()

    def test_a_wrong_password_for_sending_is_not_tried_with_each_mail(self):
        self.world.write_secret('smtp.password', 'not-the-password')
        self.addCleanup(self.world.write_secret, 'smtp.password', self.world.passwords['remind'])
        # Others have restarted Dovecot, which Postfix may have noticed at a login only.
        logged = len(self.world.postfix.log())
        self.world.start_followupd()
        first = self.ask('1s', subject='the first one waits')
        self.wait_for_trace(first)
        self.wait_for_status('refuses the login')
        before = self.world.postfix.log()[logged:].count('authentication failed')
        self.assertEqual(before, 1, self.world.postfix.log()[logged:])
        self.wait_for_trace(self.ask('1s', subject='the second one waits'))
        time.sleep(2)
        self.assertEqual(self.world.postfix.log()[logged:].count('authentication failed'), before)
        self.world.write_secret('smtp.password', self.world.passwords['remind'])
        self.assert_works()
        for row in self.world.rows('queue'):  # the others wait for their own next attempt
            self.world.ctl('retry', row['id'])
        self.assertTrue(wait_for(lambda: not self.world.rows('queue')), self.world.tail())

    def test_an_unknown_authority_is_refused_before_any_password_is_sent(self):
        stranger = Authority(self.world.folder, 'stranger')
        self.world.configuration['inbox main']['ca_file'] = stranger.certificate
        self.world.write_config()
        logged = len(self.world.dovecot.log())
        self.world.start_followupd()
        self.wait_for_status('certificate')
        self.assertNotIn('Login: user=<remind', self.world.dovecot.log()[logged:])

    def show_certificate(self, shown):
        """Postfix starts anew with the certificate of these files."""
        self.world.postfix.stop()
        for kind in ('.pem', '.key'):
            shutil.copyfile(self.world.path(shown + kind), self.world.path('server' + kind))
        self.world.postfix.start()

    def test_a_certificate_that_ends_holds_back_what_is_due_and_loses_nothing(self):
        self.world.authority.issue('ended', days=-1)
        for kind in ('.pem', '.key'):
            shutil.copyfile(self.world.path('server' + kind), self.world.path('kept' + kind))
        self.world.start_followupd()
        sent = self.ask('10s')
        self.wait_for_follow_up(sent)
        self.show_certificate('ended')
        try:
            logged = len(self.world.postfix.log())
            waiting, = wait_for(lambda: [row for row in self.world.rows('queue') if row['subject'] == self.subject], 40)
            self.world.ctl('retry', waiting['id'])  # it may have come while nobody listened
            self.wait_for_status('the server\'s certificate expired (20', 40)
            waiting, = [row for row in self.world.rows('queue') if row['subject'] == self.subject]
            self.assertEqual((waiting['state'], self.reminders()), ('queued', []))
            self.assertIn('nothing private was sent to it', waiting['answer'])
            self.assertNotIn('sasl_username', self.world.postfix.log()[logged:])
        finally:
            self.show_certificate('kept')
        self.assertEqual(self.world.ctl('retry', waiting['id']).returncode, DONE)
        # It does not wait for the minute in which a server in trouble is left alone.
        self.assertEqual(self.wait_for_reminders()['In-Reply-To'], sent)

    # Servers

    def test_a_server_that_is_down_at_the_start_is_found_when_it_comes(self):
        self.world.dovecot.stop()
        self.world.start_followupd()
        try:
            self.wait_for_status('127.0.0.1')
        finally:
            self.world.dovecot.start()
        self.assert_works()
        self.assertTrue(wait_for(lambda: 'since' not in self.status().stdout), self.status().stdout)

    def test_a_server_that_is_restarted_is_found_again(self):
        self.world.start_followupd()
        self.assert_works('before the restart')
        self.world.dovecot.stop()
        self.world.dovecot.start()
        self.assert_works()

    # The manager

    def test_its_manager_hears_when_it_is_ready_alive_and_stopping(self):
        self.world.start_followupd(environment={'WATCHDOG_USEC': '400000'})
        self.assertTrue(wait_for(lambda: self.world.notify.listen().count('WATCHDOG=1') >= 3, 5), self.world.notify.lines)
        self.assertIn('STATUS=Reads 1 inbox and sends what is due.', self.world.notify.lines)
        self.world.daemon.send_signal(signal.SIGTERM)
        self.assertTrue(wait_for(lambda: self.world.has_said('STOPPING=1')))

    def test_its_manager_does_not_hear_from_anybody_else_that_it_is_alive(self):
        self.world.start_followupd(environment={'WATCHDOG_USEC': '400000'})
        self.assertTrue(wait_for(lambda: self.world.has_said('WATCHDOG=1')))
        os.kill(self.world.daemon.pid, signal.SIGSTOP)
        try:
            self.assertTrue(wait_for(lambda: state_of(self.world.daemon.pid) == 'T'))
            self.world.notify.forget()
            time.sleep(1)  # five signs of life
            self.assertNotIn('WATCHDOG=1', self.world.notify.listen())
        finally:
            os.kill(self.world.daemon.pid, signal.SIGCONT)
        self.assertTrue(wait_for(lambda: self.world.has_said('WATCHDOG=1')))

    def test_its_manager_hears_of_a_reload(self):
        self.world.start_followupd()
        self.world.notify.forget()
        self.world.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(wait_for(lambda: self.world.has_said('READY=1')))
        lines = self.world.notify.lines
        self.assertLess(lines.index('RELOADING=1'), lines.index('READY=1'))
        self.assertTrue(any(line.startswith('MONOTONIC_USEC=') for line in lines))

    # The state folder

    def test_nobody_else_can_read_the_state_folder(self):
        self.world.start_followupd()
        self.assert_works()
        for name in ('', 'followupd.db', 'key', 'doorbell', 'lock'):
            self.assertEqual(os.stat(self.world.path('state', name)).st_mode & 0o077, 0, name)

    def test_a_database_of_a_newer_version_is_refused(self):
        self.world.start_followupd()
        self.world.stop_followupd()
        with sqlite3.connect(self.world.path('state', 'followupd.db')) as database:
            version = database.execute('PRAGMA user_version').fetchone()[0]
            database.execute('PRAGMA user_version = %d' % (version + 1))
        try:
            done = self.world.once()
            self.assertEqual(done.returncode, STATE)
            self.assertIn('newer', done.stderr)
        finally:
            with sqlite3.connect(self.world.path('state', 'followupd.db')) as database:
                database.execute('PRAGMA user_version = %d' % version)


if __name__ == '__main__':
    main()
