"""What people do with it, on real servers: they write mails, and read what comes back."""
import datetime
import time

from system import SystemTest, address, main, text_of, threads, token_of

DAY = 86400
CLOCK_CHANGE, SLACK = 3600, 120  # seconds
FORGED_RECEIVED = ('from [127.0.0.1] (unknown [127.0.0.1])\r\n\t(Authenticated sender: alice@example.org)\r\n'
                   '\tby mail.example.org (Postfix) with ESMTPSA id 0; Sun, 22 Nov 2026 10:00:00 +0000 (UTC)')


class Story(SystemTest):
    @classmethod
    def configure(cls, world):
        world.configuration['inbox main']['max_mail'] = '400K'

    def remind(self, cadence='1s', **fields):
        """A mail of Alice's and the reminder that came of it."""
        sent = self.ask(cadence, **fields)
        return sent, self.wait_for_reminders()

    def write_to_token(self, action, reminder, sender='alice'):
        """Sends a mail to an action's address; returns the answer."""
        sent = self.world.send(sender, to='%s+%s' % (action, token_of(reminder)), subject=action)
        return self.wait_for_answer(sent, sender)

    def test_a_bcc_comes_back_once_in_its_thread(self):
        sent, reminder = self.remind('2s', text='Dear Bob,\nthis is the proposal.\n')
        self.assertEqual(reminder['In-Reply-To'], sent)
        self.assertEqual(threads(reminder), [sent])
        self.assertEqual(reminder['Subject'], self.subject)
        self.assertEqual(reminder['To'], 'alice@example.org')
        self.assertEqual(str(reminder['From']), '"Follow-up (2 seconds)" <remind@example.org>')
        self.assertTrue(reminder['Return-Path'].startswith('<bounce+'))
        self.assertIn('> this is the proposal.', text_of(reminder))
        self.assertIn('bob@example.org', text_of(reminder))
        self.wait_for_follow_up(sent, state='done', fired=1)
        self.let_answers_pass()
        self.assertEqual(len(self.reminders()), 1)

    def test_bob_sees_nothing_of_it(self):
        self.ask('3days')
        copy = self.world.wait_for_mail('bob', Subject=self.subject)
        self.assertNotIn('remind', copy.as_string().replace('a bob sees', ''))
        self.assertEqual(len(self.world.select('bob', Subject=self.subject)), 1)

    def test_a_mail_that_was_handled_is_filed_away(self):
        sent = self.ask('3days')
        self.world.wait_for_mail('remind', mailbox='Follow-ups', Message_ID=sent)
        self.assertEqual(self.world.select('remind', Message_ID=sent), [])

    def test_two_cadence_addresses_make_two_follow_ups(self):
        sent = self.ask('3days every2months')
        self.wait_for_trace(sent, 2)
        rows = self.world.follow_ups(message_id=sent.strip('<>'))
        self.assertEqual(sorted(row['cadence'] for row in rows), ['3days', 'every2months'])

    def test_a_note_to_self_comes_back_as_one(self):
        self.world.send('alice', to='1s', subject=self.subject, text='Buy milk.\n')
        reminder = self.wait_for_reminders()
        self.assertIn('Your note', text_of(reminder))
        self.assertIn('Buy milk.', text_of(reminder))

    def test_the_files_of_a_note_to_self_come_back_with_it(self):
        picture = bytes(range(256)) * 40
        self.world.send('alice', to='1s', subject=self.subject, text='The receipt.\n',
                        files=[('receipt.bin', picture), ('Käse.txt', 'Käse\n'.encode())])
        reminder = self.wait_for_reminders()
        files = {part.get_filename(): part.get_payload(decode=True) for part in reminder.iter_attachments()}
        self.assertEqual(files, {'receipt.bin': picture, 'Käse.txt': 'Käse\n'.encode()})

    def test_a_note_with_files_that_are_too_large_says_so(self):
        """Longer than max_mail: its beginning alone is read."""
        self.world.send('alice', to='1s', subject=self.subject, text='The film.\n', files=[('film.bin', bytes(range(256)) * 3000)])
        reminder = self.wait_for_reminders()
        self.assertIn('The film.\n\nWhat was attached is too large to come along; it is in the original.', text_of(reminder))
        self.assertEqual(list(reminder.iter_attachments()), [])

    def test_an_address_in_cc_reminds_those_who_use_the_service(self):
        self.wait_for_trace(self.world.send('bob', to='1year', subject='Bob uses it'))
        self.world.send('alice', to='bob carol', cc='1s', subject=self.subject)
        self.wait_for_reminders(user='bob')
        self.wait_for_reminders(user='alice')
        self.assertEqual(self.reminders('carol'), [])

    def assert_in_days(self, days, row):
        """Counted on the wall, in whole minutes, from when the mail was written."""
        self.assertAlmostEqual(_moment(row['next']), time.time() + days * DAY, delta=CLOCK_CHANGE + SLACK)

    def test_a_mistyped_cadence_is_answered_with_what_it_may_mean(self):
        sent = self.ask('3dyas')
        answer = self.wait_for_answer(sent)
        self.assertIn('3days', text_of(answer))
        self.assertEqual(answer['Return-Path'], '<>')
        self.assertEqual(answer['Subject'], 'Re: ' + self.subject)
        self.assertEqual(self.wait_for_trace(sent)[0]['decision'], 'refused')
        self.assertEqual(self.world.follow_ups(message_id=sent.strip('<>')), [])

    def test_done_with_a_token_ends_a_task(self):
        sent, reminder = self.remind('1s-t')
        self.wait_for_follow_up(sent, state='pending')
        self.write_to_token('done', reminder)
        self.wait_for_follow_up(sent, state='done')

    def test_1day_with_a_token_brings_it_back_in_a_day(self):
        sent, reminder = self.remind()
        self.write_to_token('1day', reminder)
        row = self.wait_for_follow_up(sent, state='pending')
        self.assert_in_days(1, row)

    def test_a_snooze_of_seconds_brings_it_back_in_seconds(self):
        sent, reminder = self.remind()
        self.write_to_token('2s', reminder)
        again = self.wait_for_reminders(2)
        self.assertEqual(again['In-Reply-To'], sent)
        self.assertNotEqual(again['Message-ID'], reminder['Message-ID'])

    def test_cancel_with_a_token_ends_a_series(self):
        sent = self.ask('every2months')
        row = self.wait_for_follow_up(sent, state='pending')
        self.world.ctl('snooze', str(row['id']), '1s')
        reminder = self.wait_for_reminders()
        self.write_to_token('cancel', reminder)
        self.wait_for_follow_up(sent, state='cancelled', next=None)

    def test_undo_takes_a_cancel_back(self):
        sent, reminder = self.remind('1s-t')
        self.write_to_token('cancel', reminder)
        self.wait_for_follow_up(sent, state='cancelled')
        self.write_to_token('undo', reminder)
        self.wait_for_follow_up(sent, state='pending')

    def test_cancel_in_a_thread_ends_the_follow_ups_of_the_thread(self):
        sent = self.ask('3days 1week')
        self.wait_for_trace(sent, 2)
        reply = self.world.send('alice', to='cancel', subject='Re: ' + self.subject,
                                headers={'In-Reply-To': sent, 'References': sent}.items())
        self.wait_for_answer(reply)
        rows = self.world.follow_ups(message_id=sent.strip('<>'))
        self.assertEqual([row['state'] for row in rows], ['cancelled', 'cancelled'])

    def test_the_first_line_of_a_reply_to_a_reminder_is_an_action(self):
        sent, reminder = self.remind()
        reply = self.world.send('alice', to=str(reminder['Reply-To']), subject='Re: ' + self.subject,
                                text='2 days\n\n> You asked to be reminded.\n',
                                headers={'In-Reply-To': reminder['Message-ID']}.items())
        self.wait_for_answer(reply)
        row = self.wait_for_follow_up(sent, state='pending')
        self.assert_in_days(2, row)

    def test_prose_in_a_reply_to_a_reminder_is_told_that_nobody_read_it(self):
        _, reminder = self.remind()
        reply = self.world.send('alice', to=str(reminder['Reply-To']), text='Dear Bob, any news?\n')
        self.assertIn('nobody', text_of(self.wait_for_answer(reply)).lower())

    def test_a_reply_to_all_makes_no_second_follow_up(self):
        sent = self.world.send('alice', to='bob', cc='3days', subject=self.subject)
        self.wait_for_follow_up(sent)
        reply = self.world.send('alice', to='bob', cc='3days', subject='Re: ' + self.subject,
                                headers={'In-Reply-To': sent, 'References': sent}.items())
        self.assertEqual(self.wait_for_trace(reply)[0]['decision'], 'in thread')
        self.assertEqual(self.world.follow_ups(message_id=reply.strip('<>')), [])

    def test_a_token_of_somebody_else_opens_nothing(self):
        sent, reminder = self.remind('1s-t')
        self.write_to_token('done', reminder, 'bob')
        self.wait_for_follow_up(sent, state='pending')

    def test_a_sender_who_did_not_log_in_is_not_believed(self):
        mail = ('Received: %s\r\nFrom: alice@example.org\r\nTo: 3days@remind.example.org\r\nSubject: %s\r\n'
                'Message-ID: <forged@example.org>\r\n\r\nHello.\r\n') % (FORGED_RECEIVED, self.subject)
        self.world.deliver_unasked('alice@example.org', ['3days@remind.example.org'], mail)
        row = self.wait_for_trace('<forged@example.org>')[0]
        self.assertEqual(row['decision'], 'doubted')
        self.assertEqual(self.world.follow_ups(message_id='forged@example.org'), [])
        self.assertEqual(len(self.world.select('remind', Subject=self.subject)), 1, 'it stays in the inbox')

    def test_a_sender_who_logged_in_as_another_is_not_believed(self):
        sent = self.ask('3days', login='bob')
        row = self.wait_for_trace(sent)[0]
        self.assertEqual(row['decision'], 'doubted')
        self.assertIn('bob@example.org', row['reason'])
        self.let_answers_pass()
        self.assertEqual(self.world.select('alice', In_Reply_To=sent), [], 'nobody is answered')

    def test_a_stranger_is_not_answered(self):
        mail = 'From: mallory@example.net\r\nSubject: %s\r\nMessage-ID: <stranger@example.net>\r\n\r\nHello.\r\n' % self.subject
        self.world.deliver_unasked('mallory@example.net', ['nonsense@remind.example.org'], mail)
        self.assertEqual(self.wait_for_trace('<stranger@example.net>')[0]['decision'], 'stranger')
        self.let_answers_pass()
        self.assertNotIn('to=<mallory', self.world.postfix.log())

    def test_a_machine_is_not_answered(self):
        sent = self.ask('nonsense', headers={'Auto-Submitted': 'auto-replied'}.items())
        self.assertEqual(self.wait_for_trace(sent)[0]['decision'], 'automatic')
        self.let_answers_pass()
        self.assertEqual(self.world.select('alice', In_Reply_To=sent), [])

    def test_a_mail_without_a_cadence_address_stays_as_it_was(self):
        sent = self.world.send('alice', to='remind', subject=self.subject)
        self.assertEqual(self.wait_for_trace(sent)[0]['decision'], 'not ours')
        kept = self.world.select('remind', Message_ID=sent)
        self.assertEqual(len(kept), 1)
        names = [name for name in self.world.dovecot.mails(address('remind')) if ':2,' in name and 'S' in name.split(':2,')[1]]
        self.assertEqual(names, [], 'nothing in the inbox is marked as seen')

    def test_a_subject_in_any_script_comes_back_as_it_was(self):
        self.subject = 'Käse für 日本 — “ja” 🧀'
        _, reminder = self.remind()
        self.assertEqual(reminder['Subject'], self.subject)


def _moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


if __name__ == '__main__':
    main()
