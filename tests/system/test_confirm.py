"""What a mail to a cadence is answered, and what one does with the answer, on real servers."""
import datetime
import email.utils
import html
import re
import time
import urllib.parse

from system import SystemTest, main, text_of

DAY = 86400


class Confirm(SystemTest):
    @classmethod
    def configure(cls, world):
        world.configuration['people']['confirm'] = 'new'

    def answers(self, message_id, user='alice'):
        return self.world.select(user, In_Reply_To=message_id, Auto_Submitted='auto-replied')

    def link_of(self, answer, cadence):
        """The address that stands beside a suggestion in an answer's text."""
        return re.search(r'\b%s\+[a-z2-7]{20}' % cadence, text_of(answer))[0]

    def mailto_of(self, answer, label):
        """What a click on a link with that label composes: the address and the text."""
        page = answer.get_body(('html',)).get_content()
        link = html.unescape(re.search(r'<a [^>]*href="(mailto:[^"]*)"[^>]*>\s*%s\s*</a>' % label, page)[1])
        parts = urllib.parse.urlsplit(link)
        return urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query)['body'][0]

    def only_answer(self, message_id):
        answer = self.wait_for_answer(message_id)
        self.let_answers_pass()
        self.assertEqual(len(self.answers(message_id)), 1)
        return answer

    def test_two_addresses_in_bcc_are_confirmed_by_one_mail(self):
        sent = self.ask('11days every11months')
        answer = self.only_answer(sent)
        self.assertEqual(answer['Return-Path'], '<>')
        self.assertEqual(answer['Subject'], 'Re: ' + self.subject)
        self.assertIn('11days: in 11 days', text_of(answer))
        self.assertIn('every11months: every 11 months at 08:00', text_of(answer))
        self.assertIn('Europe/Berlin', text_of(answer))
        self.assertEqual(len(re.findall(r'at 08:00 \(\+0[12]:00\)', text_of(answer))), 3)

    def test_a_text_is_confirmed_once_and_a_quiet_series_never(self):
        self.only_answer(self.ask('12days'))
        again, quiet = self.ask('12d'), self.ask('every12months-q')
        self.wait_for_trace(again)
        self.wait_for_trace(quiet)
        self.let_answers_pass()
        self.assertEqual(self.answers(again) + self.answers(quiet), [])

    def test_a_reply_with_a_series_changes_the_follow_up(self):
        sent = self.ask('13days')
        answer = self.wait_for_answer(sent)
        reply = self.world.send('alice', to=str(answer['Reply-To']), subject=str(answer['Subject']),
                                text='every monday\n\n> “%s” comes back\n' % self.subject,
                                headers={'In-Reply-To': answer['Message-ID']}.items())
        self.wait_for_answer(reply)
        self.wait_for_follow_up(sent, state='pending', cadence='everymonday')

    def test_undo_in_a_reply_takes_it_back(self):
        sent = self.ask('14days')
        answer = self.wait_for_answer(sent)
        self.wait_for_answer(self.world.send('alice', to=str(answer['Reply-To']), text='undo\n'))
        self.wait_for_follow_up(sent, state='cancelled')

    def test_a_click_on_a_suggestion_schedules_the_mail_that_was_refused(self):
        sent = self.ask('15dyas')
        refusal = self.only_answer(sent)
        self.assertEqual(self.world.follow_ups(message_id=sent.strip('<>')), [])
        self.wait_for_answer(sent)
        self.world.send('alice', to=self.link_of(refusal, '15days'), subject='15days: ' + self.subject)
        row = self.wait_for_follow_up(sent, state='pending')
        self.assertEqual((row['cadence'], row['subject']), ('15days', self.subject))
        self.assertAlmostEqual(_moment(row['next']), time.time() + 15 * DAY, delta=3700)
        self.world.send('alice', to=self.link_of(refusal, '15days').replace('15days', '16days'))
        self.assertEqual(self.wait_for_follow_up(sent, cadence='16days')['id'], row['id'])

    def test_a_reply_to_a_refusal_schedules_it_too(self):
        sent = self.ask('17dyas')
        refusal = self.wait_for_answer(sent)
        self.world.send('alice', to=str(refusal['Reply-To']), subject=str(refusal['Subject']), text='2 seconds\n')
        self.assertEqual(self.wait_for_reminders()['In-Reply-To'], sent)

    def test_nobody_else_schedules_it(self):
        sent = self.ask('18dyas')
        refusal = self.wait_for_answer(sent)
        click = self.world.send('bob', to=self.link_of(refusal, '18days'))
        self.assertEqual(self.wait_for_trace(click)[0]['decision'], 'expired')
        self.assertEqual(self.world.follow_ups(message_id=sent.strip('<>')), [])

    def test_a_date_from_elsewhere_is_asked_about_once(self):
        date = email.utils.format_datetime(datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))))
        answer = self.only_answer(self.ask('19days', headers={'Date': date}.items()))
        self.assertIn('written at +09:00', text_of(answer))
        self.assertIn('Asia/Tokyo', text_of(answer))
        again = self.ask('19days', headers={'Date': date}.items())
        self.wait_for_trace(again)
        self.let_answers_pass()
        self.assertEqual(self.answers(again), [])

    def test_a_click_on_a_zone_sets_it(self):
        elsewhere = datetime.timezone(datetime.timedelta(hours=9))

        def ask(cadence):
            date = email.utils.format_datetime(datetime.datetime.now(elsewhere))
            return self.ask(cadence, sender='bob', to='alice', headers={'Date': date}.items())

        address, body = self.mailto_of(self.wait_for_answer(ask('20days'), 'bob'), 'Asia/Tokyo')
        self.assertEqual((address, body), ('settings@remind.example.org', 'zone: Asia/Tokyo'))
        told = self.wait_for_answer(self.world.send('bob', to=address, text=body + '\n'), 'bob')
        self.assertIn('zone is Asia/Tokyo now', text_of(told))
        self.assertIn('(+09:00) in Asia/Tokyo', text_of(self.wait_for_answer(ask('21days'), 'bob')))

    def test_what_fell_due_on_its_way_comes_at_once_and_says_so(self):
        date = email.utils.format_datetime(email.utils.localtime() - datetime.timedelta(hours=3))
        sent = self.ask('2h', headers={'Date': date}.items())
        self.assertIn('comes 1 hour late', text_of(self.wait_for_reminders()))
        self.assertIn('comes at once', text_of(self.wait_for_answer(sent)))


class Limits(SystemTest):
    @classmethod
    def configure(cls, world):
        world.configuration['people'].update(confirm='always', max_pending=2, max_mail_per_hour=4)

    def test_each_limit_is_said_once_and_shows_in_the_trace(self):
        for cadence in ('1day', '2days'):
            self.wait_for_answer(self.ask(cadence))
        refused = [self.ask('3days'), self.ask('4days')]
        self.assertIn('max_pending', text_of(self.wait_for_answer(refused[0])))
        self.assertIn('max_pending', self.wait_for_trace(refused[1])[0]['cure'])
        waiting = [self.ask('5days'), self.ask('6days')]
        self.assertIn('max_mail_per_hour', text_of(self.wait_for_answer(waiting[0])))
        self.assertEqual(self.wait_for_trace(waiting[1])[0]['decision'], 'waiting')
        self.let_answers_pass()
        for silent in (refused[1], waiting[1]):
            self.assertEqual(self.world.select('alice', In_Reply_To=silent), [])


def _moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


if __name__ == '__main__':
    main()
